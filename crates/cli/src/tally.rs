//! Counts over all inputs, and their summary.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use authscan::Outcome;
use authscan::diagnostic::{Code, Severity};

use crate::document::Document;
use crate::flow::Verb;
use crate::output::Name;
use crate::verdict::{Verdict, count, counted, thousands};

/// Number of slowest, and of largest, inputs that are named.
const NAMED: usize = 3;

/// Counts of inputs.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) inputs: u64,
    pub(crate) bytes: u64,
    /// Number of inputs for each verdict of the command.
    verdicts: [u64; 4],
    /// Total number of edits.
    edits: u64,
    /// Number of findings by severity.
    errors: u64,
    pub(crate) warnings: u64,
    ambiguous: u64,
    /// Number of inputs in which each code was found.
    codes: BTreeMap<Code, u64>,
    /// Number of inputs that could not be read, and of documents that could not be written.
    pub(crate) failed: u64,
    /// Number of inputs that an earlier run processed.
    pub(crate) skipped: u64,
    slowest: Vec<(Duration, String)>,
    largest: Vec<(u64, String)>,
}

impl Tally {
    /// Counts an input.
    pub(crate) fn add(&mut self, name: Name<'_>, bytes: usize, document: &Document<'_>, took: Duration) {
        let report = &document.report;
        self.inputs += 1;
        self.bytes += bytes as u64;
        if let Some(count) = self.verdicts.get_mut(document.verdict.number()) {
            *count += 1;
        }
        if report.outcome != Outcome::Rejected {
            self.edits += report.edits.len() as u64;
        }
        self.errors += count(report, Severity::Error) as u64;
        self.warnings += count(report, Severity::Warning) as u64;
        self.ambiguous += u64::from(report.ambiguous);
        let mut codes: Vec<Code> = report.diagnostics.iter().map(|found| found.code).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            *self.codes.entry(code).or_default() += 1;
        }
        rank(&mut self.slowest, took, || name.to_string());
        rank(&mut self.largest, bytes as u64, || name.to_string());
    }

    /// Adds the counts of another tally.
    pub(crate) fn merge(&mut self, other: Self) {
        self.inputs += other.inputs;
        self.bytes += other.bytes;
        for (count, more) in self.verdicts.iter_mut().zip(other.verdicts) {
            *count += more;
        }
        self.edits += other.edits;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.ambiguous += other.ambiguous;
        for (code, count) in other.codes {
            *self.codes.entry(code).or_default() += count;
        }
        self.failed += other.failed;
        self.skipped += other.skipped;
        for (took, name) in other.slowest {
            rank(&mut self.slowest, took, || name);
        }
        for (bytes, name) in other.largest {
            rank(&mut self.largest, bytes, || name);
        }
    }

    /// Returns the number of inputs for each verdict of a command.
    pub(crate) fn verdicts(&self, verb: Verb) -> impl Iterator<Item = (Verdict, u64)> {
        verb.verdicts().into_iter().zip(self.verdicts)
    }

    /// Returns the number of inputs in which each code was found, the most frequent first.
    pub(crate) fn codes(&self) -> Vec<(Code, u64)> {
        let mut codes: Vec<(Code, u64)> = self.codes.iter().map(|(code, count)| (*code, *count)).collect();
        codes.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
        codes
    }

    /// Returns the summary for people, in one or two lines.
    pub(crate) fn summary(&self, verb: Verb) -> String {
        let inputs = counted(self.inputs, "input", "inputs");
        let verdicts = self.verdicts(verb).filter(|(_, count)| *count > 0);
        let verdicts: Vec<String> =
            verdicts.map(|(verdict, count)| format!("{} {}", thousands(count), verdict.words_of(count))).collect();
        let mut out = format!("{} {inputs}: {}\n", verb.past(), verdicts.join(", "));
        if self.inputs == 0 {
            out = format!("{} no input\n", verb.past());
        }
        let mut facts = Vec::new();
        match verb {
            Verb::Check => {
                facts.push((self.errors, "error", "errors"));
                facts.push((self.warnings, "warning", "warnings"));
            }
            Verb::Recover => {
                facts.push((self.edits, "edit", "edits"));
                facts.push((self.ambiguous, "ambiguous", "ambiguous"));
            }
        }
        facts.push((self.failed, "not read or written", "not read or written"));
        facts.push((self.skipped, "done before", "done before"));
        let facts = facts.into_iter().filter(|(count, ..)| *count > 0);
        let facts: Vec<String> = facts.map(|(count, one, many)| counted(count, one, many)).collect();
        if !facts.is_empty() {
            let _ = writeln!(out, "  {}", facts.join(", "));
        }
        out
    }

    /// Returns the tables that `--statistics` adds to the summary.
    pub(crate) fn statistics(&self, took: Duration) -> String {
        let mut out = String::new();
        let seconds = took.as_secs_f64().max(0.001);
        let _ = writeln!(
            out,
            "  {} in {seconds:.1} s ({:.0} inputs/s, {}/s)",
            size(self.bytes),
            self.inputs as f64 / seconds,
            size((self.bytes as f64 / seconds) as u64),
        );
        let codes = self.codes();
        if !codes.is_empty() {
            out.push_str("inputs by code\n");
        }
        for (code, count) in &codes {
            let _ = writeln!(out, "  {:<24}{:>10}", code.name(), thousands(*count));
        }
        if self.inputs > 1 {
            out.push_str("slowest\n");
            for (took, name) in &self.slowest {
                let _ = writeln!(out, "  {:>10}  {name}", format!("{:.1} ms", took.as_secs_f64() * 1000.0));
            }
            out.push_str("largest\n");
            for (bytes, name) in &self.largest {
                let _ = writeln!(out, "  {:>10}  {name}", size(*bytes));
            }
        }
        out
    }
}

/// Keeps the highest few; of equals the first.
fn rank<K: PartialOrd + Copy>(ranks: &mut Vec<(K, String)>, key: K, name: impl FnOnce() -> String) {
    let place = ranks.iter().position(|(other, _)| *other < key).unwrap_or(ranks.len());
    if place < NAMED {
        ranks.truncate(NAMED - 1);
        ranks.insert(place, (key, name()));
    }
}

/// Formats a number of bytes for people.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}
