//! Adapter of the parser under test: no other file of the scoreboard depends on which parser that is.

use authscan::diagnostic::Applicability;
use authscan::limits::Limits;
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use serde_json::Value;

/// Outcome of reading a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing to repair.
    Clean,
    /// A document after repairs.
    Repaired,
    /// A document with parts missing.
    Partial,
    /// No document.
    Rejected,
}

/// The parser's answer for a case.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The value, unless rejected.
    pub(crate) value: Option<Value>,
    /// The repaired text, unless rejected.
    pub(crate) repaired: Option<String>,
    /// Outcome of reading the capture.
    pub(crate) outcome: Outcome,
    /// Applicability of the least certain edit; `None` without edits.
    pub(crate) least: Option<Applicability>,
    /// Number of edits.
    pub(crate) edits: usize,
    /// Number of steps counted.
    pub(crate) steps: u64,
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
        }
    }

    /// Returns whether the parser flags the answer as doubtful.
    pub(crate) fn ambiguous(&self) -> bool {
        self.least == Some(Applicability::Guess)
    }
}

/// Reads bytes with the schema of a kind of payload, or with none.
pub(crate) fn recover(kind: Option<&str>, bytes: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(bytes);
    let any = Shape::ANY;
    let shape = kind.and_then(PayloadKind::from_name).map_or(&any, |kind| kind.shape());
    let limits = Limits::default();
    if let Ok(value) = serde_json::from_str(&text) {
        let repaired = Some(text.into_owned());
        return Answer { value: Some(value), repaired, outcome: Outcome::Clean, least: None, edits: 0, steps: 0 };
    }
    match jsonmend::repair::recover(&text, shape, &limits) {
        Err(_) => Answer { value: None, repaired: None, outcome: Outcome::Rejected, least: None, edits: 0, steps: 0 },
        Ok(recovery) => {
            let repaired = recovery.script.apply(&text);
            Answer {
                value: serde_json::from_str(&repaired).ok(),
                repaired: Some(repaired),
                outcome: if recovery.partial { Outcome::Partial } else { Outcome::Repaired },
                least: recovery.script.changes().iter().map(|change| change.note.applicability).min(),
                edits: recovery.script.changes().len(),
                steps: recovery.steps,
            }
        }
    }
}
