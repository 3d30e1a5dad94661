//! What came of many inputs, in a few lines.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use authscan::diagnostic::Code;
use authscan::{Outcome, Report};

use crate::output::Name;

/// How many of the slowest and of the largest inputs are named.
const NAMED: usize = 3;
/// How many codes are listed.
const CODES: usize = 12;

const OUTCOMES: [Outcome; 4] = [Outcome::Clean, Outcome::Repaired, Outcome::Partial, Outcome::Rejected];

/// Counts of inputs.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) inputs: u64,
    pub(crate) bytes: u64,
    outcomes: [u64; 4],
    /// In how many inputs each code was found.
    codes: BTreeMap<Code, u64>,
    /// What could not be read or written.
    pub(crate) failed: u64,
    /// What an earlier run has done.
    pub(crate) skipped: u64,
    slowest: Vec<(Duration, String)>,
    largest: Vec<(u64, String)>,
}

impl Tally {
    /// Counts an input.
    pub(crate) fn add(&mut self, name: Name<'_>, bytes: usize, report: &Report<()>, took: Duration) {
        self.inputs += 1;
        self.bytes += bytes as u64;
        if let Some(count) = self.outcomes.get_mut(report.outcome as usize) {
            *count += 1;
        }
        let mut codes: Vec<Code> = report.diagnostics.iter().map(|found| found.code).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            *self.codes.entry(code).or_default() += 1;
        }
        rank(&mut self.slowest, took, || name.to_string());
        rank(&mut self.largest, bytes as u64, || name.to_string());
    }

    /// Adds what another has counted.
    pub(crate) fn merge(&mut self, other: Self) {
        self.inputs += other.inputs;
        self.bytes += other.bytes;
        for (count, more) in self.outcomes.iter_mut().zip(other.outcomes) {
            *count += more;
        }
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

    /// How many inputs came to each outcome.
    pub(crate) fn outcomes(&self) -> impl Iterator<Item = (Outcome, u64)> {
        OUTCOMES.into_iter().zip(self.outcomes)
    }

    /// In how many inputs each code was found, the most frequent first.
    pub(crate) fn codes(&self) -> Vec<(Code, u64)> {
        let mut codes: Vec<(Code, u64)> = self.codes.iter().map(|(code, count)| (*code, *count)).collect();
        codes.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
        codes
    }

    /// The summary for people.
    pub(crate) fn summary(&self, took: Duration) -> String {
        let mut out = String::new();
        let seconds = took.as_secs_f64().max(0.001);
        let _ = writeln!(
            out,
            "{} inputs, {} in {:.1} s ({:.0} inputs/s, {}/s)",
            self.inputs,
            size(self.bytes),
            seconds,
            self.inputs as f64 / seconds,
            size((self.bytes as f64 / seconds) as u64),
        );
        for (outcome, count) in self.outcomes() {
            let _ = writeln!(out, "  {:<24}{count:>10}", outcome.name());
        }
        for (name, count) in [("not read or written", self.failed), ("done before", self.skipped)] {
            if count > 0 {
                let _ = writeln!(out, "  {name:<24}{count:>10}");
            }
        }
        let codes = self.codes();
        if !codes.is_empty() {
            out.push_str("by code\n");
        }
        for (code, count) in codes.iter().take(CODES) {
            let _ = writeln!(out, "  {:<24}{count:>10}", code.name());
        }
        if codes.len() > CODES {
            let _ = writeln!(out, "  and {} more codes", codes.len() - CODES);
        }
        out.push_str("slowest\n");
        for (took, name) in &self.slowest {
            let _ = writeln!(out, "  {:>10}  {name}", format!("{:.1} ms", took.as_secs_f64() * 1000.0));
        }
        out.push_str("largest\n");
        for (bytes, name) in &self.largest {
            let _ = writeln!(out, "  {:>10}  {name}", size(*bytes));
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

/// A number of bytes, as people read it.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}
