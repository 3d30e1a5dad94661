use std::borrow::Cow;
use std::io::{self, Write};

use authscan::diagnostic::Diagnostic;
use authscan::model::PayloadKind;
use authscan::syntax;
use authscan::text::LineIndex;
use serde_json::{Map, Value, json};

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
    let diagnostics: Vec<Value> = report.diagnostics.iter().map(|found| diagnostic(found, index)).collect();
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
    object.insert("input".into(), Name { document: None, ..name }.to_string().into());
    if let Some(number) = name.document {
        object.insert("document".into(), number.into());
    }
    object.insert("type".into(), document.kind.map(PayloadKind::name).into());
    object.insert("outcome".into(), report.outcome.name().into());
    object.insert("ambiguous".into(), report.ambiguous.into());
    object.insert("diagnostics".into(), diagnostics.into());
    object.insert("edits".into(), edits.collect());
    let head = Value::Object(object).to_string();
    // The value is copied as text: numbers keep their digits and members their order, and duplicate names remain.
    let value = document.text.as_deref().and_then(on_one_line);
    let value = value.as_deref().unwrap_or("null");
    writeln!(out, "{},\"value\":{value}}}", head.strip_suffix('}').unwrap_or(&head))
}

/// Returns JSON on one line; unchanged if it is on one line already.
pub(crate) fn on_one_line(text: &str) -> Option<Cow<'_, str>> {
    if memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none() {
        return Some(Cow::Borrowed(text));
    }
    // The depth was checked when the text was parsed.
    syntax::parse(text, usize::MAX).ok().map(|tape| Cow::Owned(tape.to_compact()))
}

fn diagnostic(found: &Diagnostic, index: &LineIndex<'_>) -> Value {
    let place = index.position(found.span.start);
    json!({
        "code": found.code.name(),
        "severity": found.severity.name(),
        "message": message(found),
        "pointer": found.pointer,
        "start": found.span.start,
        "end": found.span.end,
        "line": place.line,
        "column": place.column,
    })
}

/// Returns a finding and its help as a sentence.
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
