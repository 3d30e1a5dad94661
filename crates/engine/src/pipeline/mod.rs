//! The pipeline from the bytes of a capture to a report.

mod edit;
mod layers;
mod options;
mod parts;
mod payload;
mod reading;
mod report;
mod shapes;

pub use edit::Edit;
pub use layers::{Layer, Replacement};
pub use options::Options;
pub use parts::Part;
pub use payload::Payload;
pub use report::{Outcome, Report};
