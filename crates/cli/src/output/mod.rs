//! Output: reports for people and for programs, and files.

mod concise;
pub(crate) mod diff;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
pub(crate) mod place;
pub(crate) mod sarif;

pub(crate) use concise::concise;
pub(crate) use github::github;
pub(crate) use gitlab::gitlab;
pub(crate) use human::{human, line};
pub(crate) use json::{json, json_at, on_one_line, put};
pub(crate) use junit::junit;

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Write};

use authscan::Report;
use authscan::diagnostic::{Code, Diagnostic, Severity};
use authscan::text::{LineIndex, Position};
use sha2::{Digest, Sha256};

use crate::Status;
use crate::args::Format;
use crate::document::Document;

/// Maximum number of failures that a format lists at its end.
pub(crate) const FAILURES: usize = 1000;

/// Returns the start of a format's output.
pub(crate) fn head(format: Option<Format>) -> String {
    match format {
        Some(Format::Sarif) => sarif::head(),
        Some(Format::Gitlab) => "[\n".into(),
        Some(Format::Junit) => junit::HEAD.into(),
        _ => String::new(),
    }
}

/// Returns the end of a format's output.
pub(crate) fn foot(format: Option<Format>, status: Status, failures: &[String], left_out: usize) -> String {
    match format {
        Some(Format::Sarif) => sarif::foot(status, failures, left_out),
        Some(Format::Gitlab) => "\n]\n".into(),
        Some(Format::Junit) => junit::foot(failures),
        _ => String::new(),
    }
}

/// Returns whether the results of a format are elements of an array, each written with a comma before it.
pub(crate) fn is_array(format: Option<Format>) -> bool {
    matches!(format, Some(Format::Sarif | Format::Gitlab))
}

/// Returns the `most` most severe findings of a report, in order, and the number of the others.
pub(crate) fn shown(report: &Report<()>, most: usize) -> (Vec<&Diagnostic>, usize) {
    let all: Vec<&Diagnostic> = report.diagnostics.iter().collect();
    if all.len() <= most {
        return (all, 0);
    }
    let mut ranked: Vec<(usize, &Diagnostic)> = all.iter().copied().enumerate().collect();
    ranked.sort_by_key(|(place, found)| (std::cmp::Reverse(found.severity), *place));
    ranked.truncate(most);
    ranked.sort_by_key(|(place, _)| *place);
    (ranked.into_iter().map(|(_, found)| found).collect(), all.len() - most)
}

/// A finding as needed by formats with one line or one object per finding.
pub(crate) struct Found {
    pub(crate) place: Position,
    pub(crate) end: Position,
    pub(crate) severity: Severity,
    pub(crate) code: Code,
    pub(crate) message: String,
    /// Identifier of the finding that is stable between runs, even if line numbers change.
    pub(crate) fingerprint: String,
}

impl Found {
    /// Returns at most `most` findings of an input, and the number of the others.
    fn all(name: Name<'_>, input: &[u8], document: &Document<'_>, most: usize) -> (Vec<Self>, usize) {
        let index = LineIndex::new(input);
        let (diagnostics, left) = shown(&document.report, most);
        // With `--lines`, the offset of a line in its file is unknown; only its number is known.
        let at = |offset: usize| {
            let position = index.position(offset);
            name.line.map_or(position, |line| Position { line: line as usize, column: position.column })
        };
        let mut prints = Fingerprints::new(name);
        let found = diagnostics.into_iter().map(|found| Self {
            place: at(found.span.start),
            end: at(found.span.end.max(found.span.start)),
            severity: found.severity,
            code: found.code,
            message: with_pointer(found),
            fingerprint: prints.of(found),
        });
        (found.collect(), left)
    }
}

/// Returns a finding as a sentence, with the pointer of its value.
fn with_pointer(found: &Diagnostic) -> String {
    let message = json::message(found);
    match found.pointer.is_empty() {
        true => message,
        false => format!("{message} (in `{}`)", found.pointer.escape_debug()),
    }
}

/// Fingerprints of an input's findings: by message and pointer, not by line.
pub(crate) struct Fingerprints {
    input: String,
    seen: HashMap<(Code, String), usize>,
}

impl Fingerprints {
    pub(crate) fn new(name: Name<'_>) -> Self {
        Self { input: Name { line: None, ..name }.to_string(), seen: HashMap::new() }
    }

    pub(crate) fn of(&mut self, found: &Diagnostic) -> String {
        let count = self.seen.entry((found.code, found.pointer.clone())).or_default();
        *count += 1;
        let told = format!("{}\0{}\0{}\0{count}", self.input, found.code.name(), found.pointer);
        Sha256::digest(told.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Reason of an early end of the run.
pub(crate) enum Failure {
    /// The reader of the output closed it.
    Closed,
    Message(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Message(format!("cannot write the output: {error}")),
        }
    }
}

/// Writes an error to stderr. If that fails too, the error cannot be reported.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(anstream::stderr().lock(), "authscan: {message}");
}

/// Name of an input in reports: a file, or a line of one.
#[derive(Clone, Copy)]
pub(crate) struct Name<'n> {
    pub(crate) input: &'n str,
    /// Line number, from 1.
    pub(crate) line: Option<u64>,
    /// Number of the document in the input, from 1.
    pub(crate) document: Option<usize>,
}

impl<'n> Name<'n> {
    /// Names a whole input.
    pub(crate) const fn of(input: &'n str) -> Self {
        Self { input, line: None, document: None }
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            None => f.write_str(self.input),
            Some(line) => write!(f, "{}:{line}", self.input),
        }?;
        match self.document {
            None => Ok(()),
            Some(number) => write!(f, " (document {number})"),
        }
    }
}
