//! Verdict on a whole input, depending on the command.

use authscan::diagnostic::{Code, Severity};
use authscan::{Outcome, Report};

use crate::Status;

/// Verdict of `check` or `recover` on an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// `check`: no finding is an error.
    Conforms,
    /// `check`: JSON that does not conform.
    Misfit,
    /// `check`: not JSON.
    NotJson,
    /// `check`: a limit is exceeded.
    OverLimit,
    /// `recover`: the outcome.
    Recovered(Outcome),
}

/// Verdicts of `check`, in the order of the summary.
pub(crate) const CHECKED: [Verdict; 4] = [Verdict::Conforms, Verdict::Misfit, Verdict::NotJson, Verdict::OverLimit];
/// Verdicts of `recover`, in the order of the summary.
pub(crate) const RECOVERED: [Verdict; 4] = [
    Verdict::Recovered(Outcome::Clean),
    Verdict::Recovered(Outcome::Repaired),
    Verdict::Recovered(Outcome::Partial),
    Verdict::Recovered(Outcome::Rejected),
];

impl Verdict {
    /// Returns the verdict of `check` from the reported findings.
    pub(crate) fn of_check(report: &Report<()>, is_json: bool) -> Self {
        if report.diagnostics.iter().any(|found| is_limit(found.code)) {
            Self::OverLimit
        } else if !is_json {
            Self::NotJson
        } else if report.conforms() {
            Self::Conforms
        } else {
            Self::Misfit
        }
    }

    /// Returns the index of the verdict among those of its command.
    pub(crate) fn number(self) -> usize {
        let is_it = |other: &Self| *other == self;
        CHECKED.iter().position(is_it).or_else(|| RECOVERED.iter().position(is_it)).unwrap_or_default()
    }

    /// Returns the description of one input.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Misfit => "does not conform",
            Self::NotJson => "not JSON",
            Self::OverLimit => "over a limit",
            Self::Recovered(outcome) => outcome.name(),
        }
    }

    /// Returns the description of `count` inputs.
    pub(crate) const fn words_of(self, count: u64) -> &'static str {
        match self {
            Self::Conforms if count != 1 => "conform",
            Self::Misfit if count != 1 => "do not conform",
            verdict => verdict.words(),
        }
    }

    /// Returns the exit status.
    pub(crate) const fn status(self) -> Status {
        match self {
            Self::Conforms => Status::Good,
            Self::Recovered(Outcome::Rejected) => Status::Bad,
            Self::Recovered(_) => Status::Good,
            Self::Misfit | Self::NotJson | Self::OverLimit => Status::Bad,
        }
    }
}

/// Returns whether a finding is an exceeded limit.
pub(crate) fn is_limit(code: Code) -> bool {
    matches!(code, Code::TooLarge | Code::TooDeep | Code::TooManyEdits)
}

/// Returns the number of findings of a severity.
pub(crate) fn count(report: &Report<()>, severity: Severity) -> usize {
    report.diagnostics.iter().filter(|found| found.severity == severity).count()
}

/// Formats a number of things.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// Formats a number with thousands separators.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!(counted(1, "edit", "edits"), "1 edit");
        assert_eq!(counted(0, "edit", "edits"), "0 edits");
        assert_eq!(counted(1_234_567, "edit", "edits"), "1,234,567 edits");
        assert_eq!((thousands(999), thousands(1000)), ("999".into(), "1,000".into()));
    }

    #[test]
    fn each_verdict_has_a_place_of_its_own() {
        for all in [CHECKED, RECOVERED] {
            assert!(all.iter().enumerate().all(|(place, verdict)| verdict.number() == place));
        }
    }
}
