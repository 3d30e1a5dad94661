//! Places in text and changes to it: [`Span`], [`LineIndex`], [`Script`] and [`OffsetMap`].
//!
//! Nothing else in the crate changes text. A repair is a [`Script`], and what a reader sees is the script applied.

#![warn(clippy::arithmetic_side_effects)]

mod edit;
mod line_index;
mod names;
mod offset_map;
mod span;

pub use edit::{Change, Script};
pub use line_index::{LineIndex, Position};
pub(crate) use names::{PLAIN, are_plain, plain};
pub use offset_map::OffsetMap;
pub use span::Span;
