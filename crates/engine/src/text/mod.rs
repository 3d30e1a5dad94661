//! Positions in text and changes to it: [`Span`], [`LineIndex`], [`Script`] and [`OffsetMap`].
//!
//! Only this module changes text: a repair is a [`Script`], and the repaired text is the script applied.
//!
//! ```
//! use jsonmend::text::{LineIndex, Span};
//!
//! let text = "{\n  \"id\" 7\n}";
//! let value = Span::new(9, 10);
//! assert_eq!(value.slice(text), "7");
//! assert_eq!(LineIndex::new(text.as_bytes()).position(value.start).column, 8);
//! ```

#![warn(clippy::arithmetic_side_effects)]

mod digits;
mod edit;
mod line_index;
mod names;
mod offset_map;
mod quote;
mod similar;
mod span;

pub use digits::{leading_digits, pairs};
pub use edit::{Change, Script};
pub use line_index::{LineIndex, Position};
pub use names::{WRITTEN, are_plain};
pub(crate) use names::{name_of, written};
pub use offset_map::OffsetMap;
pub(crate) use quote::{PAIRS, Quote, is_quote};
pub(crate) use similar::{nearest, within};
pub use span::Span;
