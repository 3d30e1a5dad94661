//! SARIF 2.1.0, for code scanning. Results are written one by one between a fixed head and foot.

use std::io::{self, Write};

use authscan::codes;
use authscan::diagnostic::Diagnostic;
use authscan::redact::Mask;
use authscan::text::{LineIndex, Position, Span};
use authscan::{Edit, Outcome};
use serde_json::{Value, json};

use super::json::{message, put};
use super::{Fingerprints, Name, shown};
use crate::Status;
use crate::document::Document;

/// Maximum number of results: code scanning shows no more of a run.
pub(crate) const RESULTS: usize = 5000;

/// Returns the text before the results. Each result has a comma before it; the writer drops the first one.
pub(super) fn head() -> String {
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

/// Returns the text after the results.
pub(super) fn foot(status: Status, failures: &[String], left_out: usize) -> String {
    let failures = failures.iter().map(|text| json!({"level": "error", "message": {"text": text}}));
    let more = (left_out > 0).then(|| {
        let text = format!("{left_out} more results are left out: code scanning shows {RESULTS} of a run");
        json!({"level": "warning", "message": {"text": text}})
    });
    let notifications = failures.chain(more);
    let invocation = json!({
        "executionSuccessful": status != Status::Failed,
        "exitCode": status as u8,
        "toolExecutionNotifications": notifications.collect::<Vec<_>>(),
    });
    format!("\n],\"invocations\":[{invocation}]}}]}}\n")
}

/// Writes one result per finding of an input. Returns their number.
pub(crate) fn results(
    out: &mut dyn Write,
    name: Name<'_>,
    input: &[u8],
    document: &Document<'_>,
    most: usize,
) -> io::Result<usize> {
    let place = Placer { name, index: LineIndex::new(input), characters: Characters::new(input), input };
    let report = &document.report;
    let key = |edit: &Edit| (edit.span, edit.code);
    // A rejected input has no document, so there is no fix to accept.
    let is_read = report.outcome != Outcome::Rejected;
    let mut fixes: Vec<&Edit> = report.edits.iter().filter(|edit| is_read && edit.place.is_some()).collect();
    fixes.sort_by_key(|edit| key(edit));
    let mut prints = Fingerprints::new(name);
    let (found, _) = shown(report, most);
    for found in &found {
        let of_this = (found.span, found.code);
        let first = fixes.partition_point(|edit| key(edit) < of_this);
        let edit = fixes.get(first).copied().filter(|edit| key(edit) == of_this);
        let mut result = result(found, edit, &place);
        put(&mut result, "partialFingerprints", json!({"authscan/v1": prints.of(found)}));
        writeln!(out, ",{result}")?;
    }
    Ok(found.len())
}

fn result(found: &Diagnostic, edit: Option<&Edit>, place: &Placer<'_>) -> Value {
    let mut location = place.location(found.span);
    if !found.pointer.is_empty() {
        put(&mut location, "logicalLocations", json!([{"fullyQualifiedName": found.pointer, "kind": "member"}]));
    }
    let mut result = json!({
        "ruleId": found.code.name(),
        "ruleIndex": codes::number(found.code).map_or_else(|| json!(-1), Value::from),
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
        // A fix with redacted text would write the redaction mark into the file.
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

/// Converts spans of one input into SARIF regions.
struct Placer<'p> {
    name: Name<'p>,
    input: &'p [u8],
    index: LineIndex<'p>,
    characters: Characters,
}

impl Placer<'_> {
    fn location(&self, span: Span) -> Value {
        json!({"physicalLocation": {"artifactLocation": self.artifact(), "region": self.region(span)}})
    }

    fn artifact(&self) -> Value {
        json!({"uri": uri(self.name.input)})
    }

    fn region(&self, span: Span) -> Value {
        let Position { line, column } = self.index.position(span.start);
        let end = self.index.position(span.end);
        if let Some(line) = self.name.line {
            // The offset of the line in its file is unknown.
            return json!({
                "startLine": line, "startColumn": column, "endLine": line, "endColumn": end.column,
            });
        }
        let start = self.characters.before(self.input, span.start);
        json!({
            "startLine": line,
            "startColumn": column,
            "endLine": end.line,
            "endColumn": end.column,
            "charOffset": start,
            "charLength": self.characters.before(self.input, span.end) - start,
            "byteOffset": span.start.min(self.input.len()),
            "byteLength": span.len(),
        })
    }
}

/// Counter of the characters before an offset of a text, which does not start from the beginning each time: findings
/// and their contexts come in any order.
struct Characters {
    /// Offsets, about every [`STRIDE`] bytes, each with the number of characters before it.
    marks: Vec<(usize, usize)>,
}

/// Distance between marks, in bytes.
const STRIDE: usize = 1024;

impl Characters {
    fn new(bytes: &[u8]) -> Self {
        let mut marks = vec![(0, 0)];
        let (mut at, mut before) = (0, 0);
        while bytes.len() - at > STRIDE {
            let rest = bytes.get(at + STRIDE..).unwrap_or_default();
            // A mark never splits a character.
            let next = at + STRIDE + rest.iter().take(3).take_while(|byte| **byte & 0xc0 == 0x80).count();
            before += count(Span::new(at, next).slice_bytes(bytes));
            at = next;
            marks.push((at, before));
        }
        Self { marks }
    }

    /// Returns the number of characters before an offset; a byte that is not UTF-8 counts as one.
    fn before(&self, bytes: &[u8], offset: usize) -> usize {
        let offset = offset.min(bytes.len());
        let mark = self.marks.partition_point(|(mark, _)| *mark <= offset).saturating_sub(1);
        let (at, before) = self.marks.get(mark).copied().unwrap_or_default();
        before + count(Span::new(at, offset).slice_bytes(bytes))
    }
}

/// Counts characters; a byte that is not UTF-8 counts as one.
fn count(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum()
}

/// Returns the name of an input as an RFC 3986 reference: relative, or with the scheme `file`.
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
    use super::{Characters, STRIDE, count, uri};

    #[test]
    fn characters_are_counted_from_the_mark_before() {
        let pieces: [&[u8]; 4] = ["é€𝄞".as_bytes(), b"\xff\x80", b"plain\n", "\u{10ffff}".as_bytes()];
        let bytes: Vec<u8> = (0..3 * STRIDE).flat_map(|at| pieces[at * at % 4]).copied().collect();
        let characters = Characters::new(&bytes);
        for offset in (0..bytes.len() + 9).step_by(7) {
            // Inside a character, its bytes count separately.
            assert_eq!(characters.before(&bytes, offset), count(&bytes[..offset.min(bytes.len())]), "{offset}");
        }
    }

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
