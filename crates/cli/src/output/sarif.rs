//! SARIF 2.1.0, for viewers of code scanning. It is written as it comes: only the frame is one piece.

use std::io::{self, Write};

use authscan::codes;
use authscan::diagnostic::Diagnostic;
use authscan::redact::Mask;
use authscan::text::{LineIndex, Position, Span};
use authscan::{Edit, Outcome};
use serde_json::{Value, json};

use super::Name;
use super::json::{message, put};
use crate::Status;
use crate::document::Document;

/// The most failures that are listed.
pub(crate) const FAILURES: usize = 1000;

/// What comes before the results. Results follow, each with a comma before it but for the first.
pub(crate) fn head() -> String {
    let rules = codes::all().map(|code| {
        json!({
            "id": code.name(),
            "shortDescription": {"text": code.title()},
            "fullDescription": {"text": code.explanation().split_whitespace().collect::<Vec<_>>().join(" ")},
            "help": {"text": code.page()},
            "defaultConfiguration": {"level": code.severity().name()},
        })
    });
    let driver = json!({
        "name": "authscan",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.collect::<Vec<_>>(),
    });
    format!(
        "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{\
         \"tool\":{{\"driver\":{driver}}},\"columnKind\":\"unicodeCodePoints\",\"results\":[\n"
    )
}

/// What comes behind the results.
pub(crate) fn foot(status: Status, failures: &[String]) -> String {
    let notifications = failures.iter().map(|text| json!({"level": "error", "message": {"text": text}}));
    let invocation = json!({
        "executionSuccessful": status != Status::Failed,
        "exitCode": status as u8,
        "toolExecutionNotifications": notifications.collect::<Vec<_>>(),
    });
    format!("\n],\"invocations\":[{invocation}]}}]}}\n")
}

/// The findings about an input, a result each.
pub(crate) fn results(out: &mut Vec<u8>, name: Name<'_>, input: &[u8], document: &Document<'_>) -> io::Result<()> {
    let mut place = Placer { name, index: LineIndex::new(input), input, counted: (0, 0) };
    let report = &document.report;
    for found in &report.diagnostics {
        // Of a rejected input nothing comes: there is nothing to accept.
        let is_fixed = |edit: &&Edit| edit.span == found.span && edit.code == found.code && edit.place.is_some();
        let edit = report.edits.iter().find(is_fixed).filter(|_| report.outcome != Outcome::Rejected);
        let result = result(found, edit, &mut place);
        writeln!(out, ",{result}")?;
    }
    Ok(())
}

fn result(found: &Diagnostic, edit: Option<&Edit>, place: &mut Placer<'_>) -> Value {
    let mut location = place.location(found.span);
    if !found.pointer.is_empty() {
        put(&mut location, "logicalLocations", json!([{"fullyQualifiedName": found.pointer, "kind": "member"}]));
    }
    let mut result = json!({
        "ruleId": found.code.name(),
        "ruleIndex": codes::number(found.code),
        "level": found.severity.name(),
        "message": {"text": message(found)},
        "locations": [location],
    });
    if let Some((span, why)) = &found.context {
        let mut related = place.location(*span);
        put(&mut related, "message", json!({"text": why}));
        put(&mut result, "relatedLocations", json!([related]));
    }
    if let Some(edit) = edit {
        put(&mut result, "properties", json!({"applicability": edit.applicability.name()}));
        // What is masked would be no fix.
        if !edit.inserted.contains(Mask::CHARACTER) {
            let replacement = json!({
                "deletedRegion": place.region(edit.span),
                "insertedContent": {"text": edit.inserted},
            });
            let change = json!({"artifactLocation": place.artifact(), "replacements": [replacement]});
            put(&mut result, "fixes", json!([{"description": {"text": edit.describe()}, "artifactChanges": [change]}]));
        }
    }
    result
}

/// Turns spans of one input into places.
struct Placer<'p> {
    name: Name<'p>,
    input: &'p [u8],
    index: LineIndex<'p>,
    /// An offset and how many characters come before it: the findings come in order, so that each stretch is counted once.
    counted: (usize, usize),
}

impl Placer<'_> {
    fn location(&mut self, span: Span) -> Value {
        json!({"physicalLocation": {"artifactLocation": self.artifact(), "region": self.region(span)}})
    }

    fn artifact(&self) -> Value {
        json!({"uri": uri(self.name.input)})
    }

    fn region(&mut self, span: Span) -> Value {
        let Position { line, column } = self.index.position(span.start);
        let end = self.index.position(span.end);
        if let Some(line) = self.name.line {
            // Where the line begins in its file is not known.
            return json!({
                "startLine": line, "startColumn": column, "endLine": line, "endColumn": end.column,
            });
        }
        let start = self.characters(span.start);
        json!({
            "startLine": line,
            "startColumn": column,
            "endLine": end.line,
            "endColumn": end.column,
            "charOffset": start,
            "charLength": self.characters(span.end) - start,
            "byteOffset": span.start.min(self.input.len()),
            "byteLength": span.len(),
        })
    }

    /// How many characters come before an offset; a byte that is no UTF-8 is one.
    fn characters(&mut self, offset: usize) -> usize {
        let offset = offset.min(self.input.len());
        let (from, before) = if self.counted.0 <= offset { self.counted } else { (0, 0) };
        let stretch = Span::new(from, offset).slice_bytes(self.input);
        let count: usize =
            stretch.utf8_chunks().map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum();
        self.counted = (offset, before + count);
        before + count
    }
}

/// The name of an input as a reference by RFC 3986: relative, or with `file` as its scheme.
fn uri(name: &str) -> String {
    if name == "<stdin>" {
        return "stdin".into();
    }
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    let mut uri = String::new();
    if name.starts_with('/') {
        uri.push_str("file://");
    } else if name.get(1..3) == Some(":/") {
        uri.push_str("file:///");
    }
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn names_become_references() {
        for (name, reference) in [
            ("a/b c.json", "a/b%20c.json"),
            ("/a/b.json", "file:///a/b.json"),
            ("a:b", "a%3Ab"),
            ("ä?#", "%C3%A4%3F%23"),
            ("<stdin>", "stdin"),
        ] {
            assert_eq!(uri(name), reference);
        }
    }
}
