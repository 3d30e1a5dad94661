//! Recovery of a capture through the public API, with a given schema or with none.

use authscan::diagnostic::Applicability;
use authscan::schema::Shape;
use authscan::{Options, Outcome as Ending};
use serde_json::Value;

/// Outcome of a recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// There is a document, perhaps a partial one.
    Repaired,
    /// There is no document.
    Rejected,
}

/// The parser's answer for a case.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The value, unless rejected.
    pub(crate) value: Option<Value>,
    /// The repaired text, unless rejected.
    pub(crate) repaired: Option<String>,
    /// Outcome of the recovery.
    pub(crate) outcome: Outcome,
    /// Applicability of the least certain edit; `None` without edits.
    pub(crate) least: Option<Applicability>,
    /// Number of edits.
    pub(crate) edits: usize,
    /// Number of steps counted.
    pub(crate) steps: u64,
    /// Whether the report is ambiguous or partial.
    pub(crate) doubted: bool,
    /// Description of each edit in the report.
    pub(crate) notes: String,
}

impl Answer {
    /// An answer all of whose edits are certain, for the tests of the scores.
    #[cfg(test)]
    pub(crate) fn certain(value: Value, repaired: String, edits: usize) -> Self {
        Self {
            value: Some(value),
            repaired: Some(repaired),
            outcome: Outcome::Repaired,
            least: Some(Applicability::Certain),
            edits,
            steps: 0,
            doubted: false,
            notes: String::new(),
        }
    }

    /// Returns whether the report flags the answer as doubtful.
    pub(crate) fn ambiguous(&self) -> bool {
        self.doubted || self.least == Some(Applicability::Guess)
    }
}

/// Recovers the bytes.
pub(crate) fn recover(shape: &Shape, bytes: &[u8]) -> Answer {
    let report = Options::new().recover_shape(shape, bytes);
    let is_rejected = report.outcome == Ending::Rejected;
    let text = report.repaired_text().map(str::to_owned);
    let repaired = text.or_else(|| String::from_utf8(bytes.to_vec()).ok()).filter(|_| !is_rejected);
    let notes = report.edits.iter().map(|edit| {
        let (start, end) = (edit.span.start, edit.span.end);
        format!("{:?} {}..{} -> {:?} {:?}\n", edit.code, start, end, edit.inserted, edit.applicability)
    });
    Answer {
        value: repaired.as_ref().and_then(|text| serde_json::from_str(text).ok()),
        repaired,
        outcome: if is_rejected { Outcome::Rejected } else { Outcome::Repaired },
        least: report.edits.iter().map(|edit| edit.applicability).min(),
        edits: report.edits.len(),
        steps: report.steps,
        doubted: report.ambiguous || report.outcome == Ending::Partial,
        notes: notes.collect(),
    }
}
