//! The JSON grammar of RFC 8259: a total [`Lexer`], the [`grammar`] as a pushdown automaton, and [`parse`], which runs
//! both over a text and returns a flat [`Tape`].
//!
//! ```
//! let tape = jsonmend::syntax::parse("[1, 2]", 128)?;
//! assert_eq!(tape.root().elements().count(), 2);
//! let error = jsonmend::syntax::parse("[1, 2", 128).unwrap_err();
//! assert_eq!(error.code().unwrap().name(), "cut-off");
//! # Ok::<(), jsonmend::Error>(())
//! ```
//!
//! [`Value`] reads a tape, [`Locator`] finds the JSON Pointer of a byte, and [`i_json`](i_json()) checks the rules of
//! RFC 7493. To parse into a Rust type, use [`crate::parse`].
//!
//! No function recurses: open containers are on a stack on the heap.

#![warn(clippy::arithmetic_side_effects)]

mod build;
mod cursor;
pub mod grammar;
mod i_json;
mod lexer;
mod notation;
pub(crate) mod parse;
mod pointer;
mod scalar;
mod scan;
mod tape;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use cursor::{Content, Cursor, is_plain, same};
pub(crate) use i_json::duplicate_members;
pub use i_json::i_json;
pub use lexer::{Lexer, Token, TokenKind};
pub(crate) use notation::{FOREIGN_LITERALS, foreign_literal, plain_number};
pub use pointer::Locator;
pub use scalar::{StringFault, decode_string, escape_fault, is_number, string_fault};
pub(crate) use scalar::{escape_end, string_end, string_end_on_line};
pub(crate) use scan::{Literal, Sink, scan};
pub use tape::{Elements, Members, Node, NodeKind, Tape, Value};

use crate::Error;
use crate::text::LineIndex;

/// Parses a text by RFC 8259.
///
/// ```
/// let tape = jsonmend::syntax::parse(r#"{"id": [1, 2]}"#, 128)?;
/// assert_eq!(tape.root().get("id").unwrap().raw(), "[1, 2]");
/// # Ok::<(), jsonmend::Error>(())
/// ```
///
/// # Errors
///
/// Fails at the first token that violates the grammar, opens more than `max_depth` nested containers, or lies beyond
/// the first 4 GiB.
pub fn parse(text: &str, max_depth: usize) -> Result<Tape<'_>, Error> {
    parse::parse(text, max_depth).map_err(|violation| {
        let position = LineIndex::new(text.as_bytes()).position(violation.span.start);
        Error::found(violation.diagnostic(), position)
    })
}
