//! The cases: generated damage, and broken samples of documentation. Half of them are for fitting, half for testing.

use std::error::Error;
use std::fs;
use std::path::Path;

use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan_testkit::damage::{self, FIT_SEED};
use serde_json::Value;

use crate::Options;
use crate::engine::{self, Answer, Outcome};
use crate::score::{self, Verdict};
use crate::subject::Subject;

/// Part of the cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    /// Costs may be fitted on these.
    Fit,
    /// These only test what was fitted.
    Test,
}

/// The value that a case's answer is compared with.
enum Truth {
    Board(Box<damage::Case>),
    Value(Value),
}

/// A damaged document.
pub(crate) struct Case<'a> {
    /// Its part.
    pub(crate) half: Half,
    /// The schema to recover with, if any.
    shape: Option<&'a Shape>,
    bytes: Vec<u8>,
    truth: Truth,
}

impl Case<'_> {
    /// Recovers the document with the costs as they are now, and judges the answer.
    pub(crate) fn verdict(&self) -> Verdict {
        let answer = engine::recover(self.shape.unwrap_or(&Shape::ANY), &self.bytes);
        match &self.truth {
            Truth::Board(case) => score::judge(case, &answer),
            Truth::Value(value) => compare(value, &answer),
        }
    }
}

fn compare(truth: &Value, answer: &Answer) -> Verdict {
    match &answer.value {
        Some(value) if answer.outcome == Outcome::Repaired => match (value == truth, answer.ambiguous()) {
            (true, _) => Verdict::Exact,
            (false, true) => Verdict::Flagged,
            (false, false) => Verdict::Wrong,
        },
        _ => Verdict::Refused,
    }
}

/// Draws the generated cases, and reads the others.
pub(crate) fn all<'a>(options: &Options, subjects: &'a [Subject]) -> Result<Vec<Case<'a>>, Box<dyn Error>> {
    let mut cases = Vec::new();
    // Seeds that differ from those of the recorded boards.
    for (half, seed) in [(Half::Fit, FIT_SEED), (Half::Test, FIT_SEED + 1)] {
        for class in damage::classes() {
            for case in damage::cases(class, seed, options.own) {
                let kind = PayloadKind::from_name(case.kind).ok_or_else(|| format!("{} is no payload", case.kind))?;
                add(&mut cases, half, kind.shape(), case);
            }
            for subject in subjects {
                for index in 0..options.foreign {
                    if let Some(case) = damage::foreign_case(class, &subject.documents, seed, index) {
                        add(&mut cases, half, &subject.shape, case);
                    }
                }
            }
        }
    }
    read(&mut cases)?;
    Ok(cases)
}

/// Adds a case of a board, with its schema and without one.
fn add<'a>(cases: &mut Vec<Case<'a>>, half: Half, shape: &'a Shape, case: damage::Case) {
    for shape in [Some(shape), None] {
        let bytes = case.damaged.clone();
        cases.push(Case { half, shape, bytes, truth: Truth::Board(Box::new(case.clone())) });
    }
}

/// Adds the broken samples of public documentation, every other one to the fitting half.
fn read(cases: &mut Vec<Case<'_>>) -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/boards/real-faults.ndjson");
    for (at, line) in fs::read_to_string(path)?.lines().enumerate() {
        let mut case: Value = serde_json::from_str(line)?;
        let mut take = |name| case.get_mut(name).map(Value::take).unwrap_or_default();
        let truth = Truth::Value(take("expected"));
        let half = if at % 2 == 0 { Half::Fit } else { Half::Test };
        if let Value::String(text) = take("text") {
            cases.push(Case { half, shape: None, bytes: text.into_bytes(), truth });
        }
    }
    Ok(())
}
