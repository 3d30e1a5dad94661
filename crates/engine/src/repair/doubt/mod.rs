//! The applicability of the edits beyond what the search knows: rival interpretations that its beam does not compare.

pub(in crate::repair) mod brackets;
mod notation;
mod repeated;
pub(in crate::repair) mod rivals;
