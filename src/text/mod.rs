//! Places in text and changes to it: [`Span`], [`LineIndex`], [`Script`] and [`OffsetMap`].
//!
//! Nothing else in the crate changes text. A repair is a [`Script`], and what a reader sees is the script applied.

#![warn(clippy::arithmetic_side_effects)]

mod digits;
mod edit;
mod line_index;
mod names;
mod offset_map;
mod span;

pub(crate) use digits::{leading_digits, pairs};
pub use edit::{Change, Script};
pub use line_index::{LineIndex, Position};
pub(crate) use names::{WRITTEN, are_plain, name_of, written};
pub use offset_map::OffsetMap;
pub use span::Span;
