//! Scores an answer against the truth.

use std::collections::HashMap;
use std::ops::AddAssign;
use std::time::Duration;

use authscan::diagnostic::Applicability;
use authscan_testkit::damage::Case;
use serde_json::Value;

use crate::engine::{Answer, Outcome};

/// Verdict on an answer. Every answer has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The value is the truth.
    Exact,
    /// The value is not the truth, and the report flags it as doubtful.
    Flagged,
    /// There is no value.
    Refused,
    /// The value is not the truth, and nothing flags it.
    Wrong,
}

impl Verdict {
    /// Returns the verdict's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Flagged => "flagged",
            Self::Refused => "refused",
            Self::Wrong => "wrong",
        }
    }
}

/// Compares an answer with the truth of its case.
pub(crate) fn judge(case: &Case, answer: &Answer) -> Verdict {
    match &answer.value {
        Some(value) if answer.outcome != Outcome::Rejected => {
            let exact = if case.torn.is_empty() {
                *value == case.truth
            } else {
                leaves(case, value) == leaves(case, &case.truth)
            };
            match (exact, answer.ambiguous()) {
                (true, _) => Verdict::Exact,
                (false, true) => Verdict::Flagged,
                (false, false) => Verdict::Wrong,
            }
        }
        _ => Verdict::Refused,
    }
}

/// Sums over a set of cases.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    cases: u64,
    exact: u64,
    wrong: u64,
    flagged: u64,
    refused: u64,
    /// Number of exact answers that the report flags as doubtful.
    doubted: u64,
    /// Number of answers with only certain edits, and number of exact ones among them.
    certain: (u64, u64),
    /// Number of answers whose least certain edit is likely, and number of exact ones among them.
    likely: (u64, u64),
    /// Sum of the F1 scores of the cases.
    leaf: f64,
    /// Number of cases whose damage loses no bytes; the basis of the next three sums.
    lossless: u64,
    inverse: u64,
    /// Edits made in the cases that were answered.
    edits: u64,
    minimum: u64,
    steps: u64,
    bytes: u64,
    time: Duration,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.cases += other.cases;
        self.exact += other.exact;
        self.wrong += other.wrong;
        self.flagged += other.flagged;
        self.refused += other.refused;
        self.doubted += other.doubted;
        self.certain = (self.certain.0 + other.certain.0, self.certain.1 + other.certain.1);
        self.likely = (self.likely.0 + other.likely.0, self.likely.1 + other.likely.1);
        self.leaf += other.leaf;
        self.lossless += other.lossless;
        self.inverse += other.inverse;
        self.edits += other.edits;
        self.minimum += other.minimum;
        self.steps += other.steps;
        self.bytes += other.bytes;
        self.time += other.time;
    }
}

impl Tally {
    /// The tally of one case.
    pub(crate) fn of(case: &Case, answer: &Answer, verdict: Verdict, time: Duration) -> Self {
        let mut tally =
            Self { cases: 1, time, steps: answer.steps, bytes: case.damaged.len() as u64, ..Self::default() };
        match verdict {
            Verdict::Exact => tally.exact = 1,
            Verdict::Wrong => tally.wrong = 1,
            Verdict::Flagged => tally.flagged = 1,
            Verdict::Refused => tally.refused = 1,
        }
        tally.doubted = u64::from(verdict == Verdict::Exact && answer.ambiguous());
        let is_exact = u64::from(verdict == Verdict::Exact);
        match answer.least {
            Some(Applicability::Certain) => tally.certain = (1, is_exact),
            Some(Applicability::Likely) => tally.likely = (1, is_exact),
            _ => {}
        }
        tally.leaf = match (verdict, &answer.value) {
            (Verdict::Exact, _) => 1.0,
            (Verdict::Refused, _) | (_, None) => 0.0,
            (_, Some(value)) => f1(&leaves(case, &case.truth), &leaves(case, value)),
        };
        if case.lossless {
            tally.lossless = 1;
            let undone = answer.repaired.as_ref().is_some_and(|text| squeezed(text) == squeezed(&case.sound));
            tally.inverse = u64::from(undone && answer.edits == case.edits);
            if verdict != Verdict::Refused {
                tally.edits = answer.edits as u64;
                tally.minimum = case.edits as u64;
            }
        }
        tally
    }

    /// Returns the number of cases.
    pub(crate) fn cases(&self) -> u64 {
        self.cases
    }

    /// Returns the share of a verdict among all cases, in percent.
    pub(crate) fn percent(&self, verdict: Verdict) -> f64 {
        let part = match verdict {
            Verdict::Exact => self.exact,
            Verdict::Wrong => self.wrong,
            Verdict::Flagged => self.flagged,
            Verdict::Refused => self.refused,
        };
        ratio(100.0 * part as f64, self.cases as f64).unwrap_or(0.0)
    }

    /// Returns the figures in the order of [`COLUMNS`]. A figure is `None` if its denominator is zero.
    pub(crate) fn figures(&self) -> [Option<f64>; COLUMNS.len()] {
        let count = self.cases as f64;
        let percent = |part: u64, whole: u64| ratio(100.0 * part as f64, whole as f64);
        [
            percent(self.exact, self.cases),
            percent(self.wrong, self.cases),
            percent(self.flagged, self.cases),
            percent(self.refused, self.cases),
            percent(self.doubted, self.cases),
            percent(self.certain.1, self.certain.0),
            percent(self.likely.1, self.likely.0),
            ratio(100.0 * self.leaf, count),
            ratio(self.edits as f64, self.minimum as f64),
            percent(self.inverse, self.lossless),
            ratio(self.steps as f64, self.bytes as f64),
            ratio(self.time.as_secs_f64() * 1e6 * 1024.0, self.bytes as f64),
        ]
    }
}

/// A figure's name, its name in JSON, and its meaning.
pub(crate) const COLUMNS: [(&str, &str, &str); 12] = [
    ("exact %", "exact", "the value is the truth; where bytes are lost: all that they still say, at its place"),
    ("wrong %", "wrong", "the value is not the truth, and the reader does not say that it may not be"),
    ("flagged %", "flagged", "the value is not the truth, and the reader says that it may not be"),
    ("refused %", "refused", "no value"),
    ("doubted %", "doubted", "the value is the truth, but the reader says that it may not be; part of exact"),
    ("certain %", "certain", "of the answers all of whose edits are called certain, those that are right"),
    ("likely %", "likely", "of the answers whose least certain edit is called likely, those that are right"),
    ("leaf F1 %", "leaf_f1", "the mean over the cases of F1 of the leaves, each with its path"),
    ("edits / min", "edits_per_minimum", "edits made to those needed, where nothing is lost and there is an answer"),
    ("inverse %", "inverse", "the edits undo the damage and are as many, where nothing is lost"),
    ("steps / B", "steps_per_byte", "steps counted for each byte"),
    ("µs / KB", "microseconds_per_kb", "time for each 1024 bytes, on one thread"),
];

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then_some(part / whole)
}

/// Multiset of the leaves of a value with their paths. An empty container is a leaf.
type Leaves = HashMap<(String, String), usize>;

fn leaves(case: &Case, value: &Value) -> Leaves {
    fn walk(case: &Case, path: String, value: &Value, found: &mut Leaves) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                members.iter().for_each(|(name, value)| walk(case, format!("{path}/{}", escaped(name)), value, found));
            }
            Value::Array(elements) if !elements.is_empty() => {
                elements.iter().enumerate().for_each(|(at, value)| walk(case, format!("{path}/{at}"), value, found));
            }
            _ if case.excused(&path) => {}
            _ => *found.entry((path, value.to_string())).or_default() += 1,
        }
    }
    let mut found = Leaves::new();
    walk(case, String::new(), value, &mut found);
    found
}

/// Escapes a name for a JSON Pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn f1(truth: &Leaves, got: &Leaves) -> f64 {
    let sum = |leaves: &Leaves| leaves.values().sum::<usize>() as f64;
    let common: usize = truth.iter().map(|(leaf, count)| *count.min(got.get(leaf).unwrap_or(&0))).sum();
    ratio(2.0 * common as f64, sum(truth) + sum(got)).unwrap_or(1.0)
}

/// Removes white space outside of strings.
fn squeezed(text: &str) -> String {
    let (mut inside, mut escape) = (false, false);
    let keep = |c: &char| {
        let blank = !inside && c.is_ascii_whitespace();
        if *c == '"' && !escape {
            inside = !inside;
        }
        escape = *c == '\\' && !escape;
        !blank
    };
    text.chars().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use authscan_testkit::damage::{self, FIT_SEED};

    use super::*;

    fn cases() -> impl Iterator<Item = Case> {
        damage::classes().flat_map(|class| damage::cases(class, FIT_SEED, 4))
    }

    /// Returns the answer of a perfect parser.
    fn perfect(case: &Case) -> Answer {
        Answer::certain(case.truth.clone(), case.sound.clone(), case.edits)
    }

    fn tally(case: &Case, answer: &Answer) -> Tally {
        Tally::of(case, answer, judge(case, answer), Duration::ZERO)
    }

    #[test]
    fn the_truth_is_exact() {
        for case in cases() {
            let tally = tally(&case, &perfect(&case));
            assert_eq!((tally.exact, tally.leaf), (1, 1.0), "{} {}", case.class.name, case.index);
            assert_eq!((tally.inverse, tally.edits), (tally.lossless, tally.minimum));
        }
    }

    #[test]
    fn the_leaves_of_the_truth_are_asked_for() {
        for case in cases() {
            assert_eq!(f1(&leaves(&case, &case.truth), &leaves(&case, &case.truth)), 1.0);
            assert!(!leaves(&case, &case.truth).is_empty(), "{} {}", case.class.name, case.index);
            let nothing = Answer { value: Some(Value::Object(Default::default())), ..perfect(&case) };
            assert_eq!(tally(&case, &nothing).wrong, 1, "{} {}", case.class.name, case.index);
        }
    }

    #[test]
    fn every_answer_has_one_verdict() {
        for case in cases() {
            let wrong = Answer { value: Some("no".into()), repaired: Some("\"no\"".into()), ..perfect(&case) };
            let flagged = Answer { least: Some(Applicability::Guess), ..wrong.clone() };
            let refused = Answer { outcome: Outcome::Rejected, ..wrong.clone() };
            let doubted = Answer { least: Some(Applicability::Guess), ..perfect(&case) };
            assert_eq!(judge(&case, &wrong), Verdict::Wrong);
            assert_eq!(judge(&case, &flagged), Verdict::Flagged);
            assert_eq!(judge(&case, &refused), Verdict::Refused);
            assert_eq!(judge(&case, &Answer { value: None, ..doubted.clone() }), Verdict::Refused);
            assert_eq!((judge(&case, &doubted), tally(&case, &doubted).doubted), (Verdict::Exact, 1));
            assert_eq!(tally(&case, &wrong).inverse, 0);
        }
    }

    #[test]
    fn edits_must_be_as_few_to_be_the_inverse() {
        for case in cases().filter(|case| case.lossless) {
            let more = Answer { edits: case.edits + 1, ..perfect(&case) };
            assert_eq!((tally(&case, &more).exact, tally(&case, &more).inverse), (1, 0));
        }
    }

    #[test]
    fn blanks_in_strings_stay() {
        assert_eq!(squeezed("{ \"a b\" :\n\"c \\\" d\\\\\" , 1 }"), "{\"a b\":\"c \\\" d\\\\\",1}");
    }
}
