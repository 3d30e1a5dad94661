//! RFC 8259 as one explicit grammar: a total [`Lexer`], the [`grammar`] as a pushdown automaton, and [`parse`], which
//! runs both over a text and lays the result out on a flat [`Tape`].
//!
//! Nothing here recurses: open containers live on a heap stack.

#![warn(clippy::arithmetic_side_effects)]

mod build;
mod cursor;
pub mod grammar;
mod i_json;
mod lexer;
mod parse;
mod pointer;
mod scalar;
mod tape;
#[cfg(test)]
mod tests;

pub(crate) use cursor::{Content, Cursor, is_plain, same};
pub(crate) use i_json::duplicate_members;
pub use i_json::i_json;
pub use lexer::{Lexer, Token, TokenKind};
pub use parse::{SyntaxError, parse};
pub use pointer::Locator;
pub(crate) use scalar::escape_end;
pub use scalar::{StringFault, decode_string, escape_fault, is_number, string_fault};
pub use tape::{Elements, Members, Node, NodeKind, Tape, Value};
