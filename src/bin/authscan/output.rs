use std::io::{self, Write};

use authscan::diagnostic::Diagnostic;
use authscan::syntax;
use authscan::text::LineIndex;
use authscan::{Outcome, Report};
use serde_json::{Map, Value, json};

use crate::document::Document;

/// Why a run ends early.
pub(crate) enum Failure {
    /// Nobody reads the output any more.
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

/// Says on stderr what could not be done. If even that fails there is nobody to tell.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(anstream::stderr().lock(), "authscan: {message}");
}

/// The report for people.
pub(crate) fn human(out: &mut dyn Write, name: &str, input: &[u8], report: &Report<()>) -> io::Result<()> {
    out.write_all(report.render(name, input, true).as_bytes())?;
    let edits = match report.edits.len() {
        // Nothing came of them.
        _ if report.outcome == Outcome::Rejected => String::new(),
        0 => String::new(),
        1 => ", 1 edit".into(),
        count => format!(", {count} edits"),
    };
    writeln!(out, "{name}: {}{edits}{}", report.outcome, ambiguous(report))
}

/// What a summary adds where another reading is as plausible.
pub(crate) fn ambiguous(report: &Report<()>) -> &'static str {
    if report.ambiguous { ", ambiguous" } else { "" }
}

/// The report for programs, on one line.
pub(crate) fn json(out: &mut dyn Write, name: &str, input: &[u8], document: &Document) -> io::Result<()> {
    let report = &document.report;
    let index = LineIndex::new(input);
    let diagnostics: Vec<Value> = report.diagnostics.iter().map(|found| diagnostic(found, &index)).collect();
    let edits = report.edits.iter().map(|edit| {
        json!({
            "code": edit.code.name(),
            "applicability": edit.applicability.name(),
            "start": edit.span.start,
            "end": edit.span.end,
            "removed": edit.removed,
            "inserted": edit.inserted,
        })
    });
    let mut object = Map::new();
    object.insert("input".into(), name.into());
    object.insert("outcome".into(), report.outcome.name().into());
    object.insert("ambiguous".into(), report.ambiguous.into());
    object.insert("diagnostics".into(), diagnostics.into());
    object.insert("edits".into(), edits.collect());
    let head = Value::Object(object).to_string();
    // The value goes in as it stands: numbers keep their digits and members their order, even where one comes twice.
    let value = document.text.as_deref().and_then(compact).unwrap_or_else(|| "null".into());
    writeln!(out, "{},\"value\":{value}}}", head.strip_suffix('}').unwrap_or(&head))
}

/// JSON on one line.
pub(crate) fn compact(text: &str) -> Option<String> {
    // Its depth has been checked when it was read.
    syntax::parse(text, usize::MAX).ok().map(|tape| tape.to_compact())
}

fn diagnostic(found: &Diagnostic, index: &LineIndex<'_>) -> Value {
    let place = index.position(found.span.start);
    let mut message = found.message();
    if let Some(help) = &found.help {
        message.push_str("; ");
        message.push_str(help);
    }
    json!({
        "code": found.code.name(),
        "severity": found.severity.name(),
        "message": message,
        "pointer": found.pointer,
        "start": found.span.start,
        "end": found.span.end,
        "line": place.line,
        "column": place.column,
    })
}
