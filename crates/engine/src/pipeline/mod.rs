//! The one way through the stages, from the bytes of a capture to a report.

mod options;
mod payload;
mod reading;
mod report;
mod shapes;

pub use options::Options;
pub use payload::Payload;
pub use report::{Edit, Outcome, Report};
