//! The reader under test: the only file of the scoreboard that knows which one it is.

use serde_json::Value;

/// What the reader made of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing to repair.
    Clean,
    /// A document after repairs.
    #[allow(dead_code, reason = "the stand-in repairs nothing")]
    Repaired,
    /// A document of which something is missing.
    #[allow(dead_code, reason = "the stand-in repairs nothing")]
    Partial,
    /// No document.
    Rejected,
}

/// What the reader answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The value, unless rejected.
    pub(crate) value: Option<Value>,
    /// The repaired text, unless rejected.
    pub(crate) repaired: Option<String>,
    /// What became of it.
    pub(crate) outcome: Outcome,
    /// Whether the reader says that it may be wrong.
    pub(crate) ambiguous: bool,
    /// How many edits it made.
    pub(crate) edits: usize,
    /// How many steps it counted.
    pub(crate) steps: u64,
}

/// Reads bytes with the schema of a kind of payload, or with none.
///
/// A stand-in that knows strict JSON only, until the recovery engine takes its place here.
pub(crate) fn recover(_kind: Option<&str>, bytes: &[u8]) -> Answer {
    let value: Option<Value> = serde_json::from_slice(bytes).ok();
    let outcome = if value.is_some() { Outcome::Clean } else { Outcome::Rejected };
    let repaired = value.is_some().then(|| String::from_utf8_lossy(bytes).into_owned());
    Answer { value, repaired, outcome, ambiguous: false, edits: 0, steps: bytes.len() as u64 }
}
