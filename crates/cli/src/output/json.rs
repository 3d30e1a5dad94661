use std::borrow::Cow;
use std::io::{self, Write};

use authscan::Edit;
use authscan::diagnostic::Diagnostic;
use authscan::model::PayloadKind;
use authscan::syntax;
use authscan::text::LineIndex;
use serde::Serialize;
use serde_json::Value;

use super::Name;
use crate::document::Document;

/// Writes the report for programs, on one line.
pub(crate) fn json(out: &mut dyn Write, name: Name<'_>, input: &[u8], document: &Document<'_>) -> io::Result<()> {
    json_at(out, name, &LineIndex::new(input), document)
}

/// Writes the report for programs, with a known index of the input's lines.
pub(crate) fn json_at(
    out: &mut dyn Write,
    name: Name<'_>,
    index: &LineIndex<'_>,
    document: &Document<'_>,
) -> io::Result<()> {
    let report = &document.report;
    let head = Head {
        input: Name { document: None, ..name }.to_string(),
        document: name.document,
        kind: document.kind.map(PayloadKind::name),
        outcome: report.outcome.name(),
        ambiguous: report.ambiguous,
        diagnostics: report.diagnostics.iter().map(|found| Finding::new(found, index)).collect(),
        edits: report.edits.iter().map(Change::new).collect(),
    };
    let mut line = serde_json::to_vec(&head)?;
    // The value is copied as text: numbers keep their digits and members their order, and duplicate names remain.
    let value = document.text.as_deref().and_then(on_one_line);
    line.pop();
    out.write_all(&line)?;
    writeln!(out, ",\"value\":{}}}", value.as_deref().unwrap_or("null"))
}

/// A report without its value.
#[derive(Serialize)]
struct Head<'r> {
    input: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<usize>,
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    outcome: &'static str,
    ambiguous: bool,
    diagnostics: Vec<Finding<'r>>,
    edits: Vec<Change<'r>>,
}

#[derive(Serialize)]
struct Finding<'r> {
    code: &'r str,
    severity: &'static str,
    message: String,
    pointer: &'r str,
    start: usize,
    end: usize,
    line: usize,
    column: usize,
}

impl<'r> Finding<'r> {
    fn new(found: &'r Diagnostic, index: &LineIndex<'_>) -> Self {
        let place = index.position(found.span.start);
        Self {
            code: found.code.name(),
            severity: found.severity.name(),
            message: message(found),
            pointer: &found.pointer,
            start: found.span.start,
            end: found.span.end,
            line: place.line,
            column: place.column,
        }
    }
}

#[derive(Serialize)]
struct Change<'r> {
    code: &'r str,
    applicability: &'static str,
    start: usize,
    end: usize,
    removed: &'r str,
    inserted: &'r str,
}

impl<'r> Change<'r> {
    fn new(edit: &'r Edit) -> Self {
        Self {
            code: edit.code.name(),
            applicability: edit.applicability.name(),
            start: edit.span.start,
            end: edit.span.end,
            removed: &edit.removed,
            inserted: &edit.inserted,
        }
    }
}

/// Returns JSON on one line; unchanged if it is on one line already.
pub(crate) fn on_one_line(text: &str) -> Option<Cow<'_, str>> {
    if memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none() {
        return Some(Cow::Borrowed(text));
    }
    // The depth was checked when the text was parsed.
    syntax::parse(text, usize::MAX).ok().map(|tape| Cow::Owned(tape.to_compact()))
}

/// A finding and what to do about it, in a sentence.
pub(super) fn message(found: &Diagnostic) -> String {
    match &found.help {
        None => found.message(),
        Some(help) => format!("{}; {help}", found.message()),
    }
}

/// Adds a member to an object.
pub(crate) fn put(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(members) = object {
        members.insert(name.into(), value);
    }
}
