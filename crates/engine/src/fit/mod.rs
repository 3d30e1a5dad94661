//! Values that do not fit the shape but can mean only one thing.

mod coerce;

pub use coerce::coerce;
