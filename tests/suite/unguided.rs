//! Recovery without a schema, and what tests ask of its reports.

use authscan::diagnostic::Applicability;
use authscan::schema::Shape;
use authscan::{Options, Outcome, Report};
use serde_json::Value;

pub(crate) fn recover(text: &str) -> Report<()> {
    Options::new().recover_shape(&Shape::ANY, text.as_bytes())
}

/// Returns the document of a report about `text`.
pub(crate) fn value_of(text: &str, report: &Report<()>) -> Value {
    let json = report.repaired_text().unwrap_or(text);
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{text}: {error}: {json}: {:?}", report.diagnostics))
}

/// Returns whether a report is in doubt.
pub(crate) fn doubts(report: &Report<()>) -> bool {
    report.ambiguous
        || report.outcome == Outcome::Partial
        || report.edits.iter().any(|edit| edit.applicability == Applicability::Guess)
}
