//! Notations other than JSON: their statistics in a text, the tokens that are read in them without a search, and the
//! rewriting of whole texts.

pub(in crate::repair) mod doubled;
pub(in crate::repair) mod escapes;
pub(in crate::repair) mod habits;
pub(in crate::repair) mod indentation;
pub(in crate::repair) mod lone;
pub(in crate::repair) mod map;
pub(in crate::repair) mod over_escaped;
pub(in crate::repair) mod rewrite;
pub(in crate::repair) mod statistics;
