//! Coercion of values that do not fit the shape but have only one plausible meaning.

mod coerce;

pub use coerce::coerce;
