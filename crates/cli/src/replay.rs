//! `authscan replay`: the edits of a report, applied to the capture that the report is about.

use std::fs;
use std::io::Write;
use std::path::Path;

use authscan::diagnostic::Code;
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan::syntax;
use authscan::text::Span;
use authscan::{Layer, Options, Report};
use serde::Deserialize;

use crate::Status;
use crate::args::Replay;
use crate::output::{Failure, on_one_line};
use crate::verdict::counted;

/// The character that a report shows for each redacted one.
const REDACTED: char = '•';

/// `authscan replay`
pub(crate) fn replay(arguments: &Replay) -> Result<Status, Failure> {
    let read = |path: &Path| {
        fs::read(path).map_err(|error| Failure::Message(format!("cannot read {}: {error}", path.display())))
    };
    let capture = read(&arguments.capture)?;
    let report = String::from_utf8(read(&arguments.report)?)
        .map_err(|_| Failure::Message(format!("{} is not UTF-8", arguments.report.display())))?;
    let records = records(&report, arguments)?;
    let mut status = Status::Good;
    let mut out = anstream::stdout().lock();
    for (record, line) in records {
        let number = record.document.map_or(String::new(), |number| format!(" (document {number})"));
        let name = format!("{}{number}", record.input);
        match replayed(&record, line, &capture) {
            Ok(text) => writeln!(out, "{name}: {text}")?,
            Err(difference) => {
                status = Status::Bad;
                writeln!(out, "{name}: differs: {difference}")?;
            }
        }
    }
    Ok(status)
}

/// A line of a report, as `--output-format json --layers` writes it.
#[derive(Deserialize)]
struct Record {
    input: String,
    document: Option<usize>,
    #[serde(rename = "type")]
    kind: Option<String>,
    outcome: String,
    edits: Vec<Edit>,
    #[serde(default)]
    layers: Vec<Stage>,
}

#[derive(Deserialize)]
struct Edit {
    code: String,
}

#[derive(Deserialize)]
struct Stage {
    edits: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    start: usize,
    end: usize,
    removed: String,
    inserted: String,
    /// The count of inserted bytes, where `inserted` does not show them all.
    length: Option<usize>,
}

/// The records of a report that are about the capture: those of its name, or all of a report about one input.
fn records<'r>(report: &'r str, arguments: &Replay) -> Result<Vec<(Record, &'r str)>, Failure> {
    let mut records = Vec::new();
    for (number, line) in report.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let record = serde_json::from_str::<Record>(line).map_err(|error| {
            let name = arguments.report.display();
            Failure::Message(format!(
                "{name}: line {} is not a record of `recover --output-format json`: {error}",
                number + 1
            ))
        })?;
        records.push((record, line));
    }
    let file = |path: &Path| path.file_name().map(|name| name.to_owned());
    let is_own = |(record, _): &(Record, &str)| file(Path::new(&record.input)) == file(&arguments.capture);
    let is_about_one = records.windows(2).all(|pair| matches!(pair, [one, other] if one.0.input == other.0.input));
    if !is_about_one || records.iter().any(is_own) {
        records.retain(is_own);
    }
    match records.is_empty() {
        true => Err(Failure::Message(format!(
            "{} has no record about {}",
            arguments.report.display(),
            arguments.capture.display()
        ))),
        false => Ok(records),
    }
}

/// Applies the layers of a record. Returns a summary, or the first difference.
fn replayed(record: &Record, line: &str, capture: &[u8]) -> Result<String, String> {
    let value = value(line).ok_or("the record has no value")?;
    if record.outcome == "rejected" {
        return Ok("rejected: there is nothing to replay".into());
    }
    if record.layers.is_empty() && !record.edits.is_empty() {
        return Err("the record lists no layers: write it with `recover --output-format json --layers`".into());
    }
    let mut bytes = capture.to_vec();
    let mut again: Option<Vec<Layer>> = None;
    for (number, stage) in record.layers.iter().enumerate() {
        let mut output = Vec::with_capacity(bytes.len());
        let mut from = 0;
        for change in &stage.edits {
            let place = format!("layer {}, bytes {} to {}", number + 1, change.start, change.end);
            let kept = bytes.get(from..change.start).ok_or_else(|| format!("{place}: no such bytes"))?;
            let removed = bytes.get(change.start..change.end).ok_or_else(|| format!("{place}: no such bytes"))?;
            if !is_quote(&change.removed, removed) {
                return Err(format!("{place}: the removed text is another one"));
            }
            output.extend_from_slice(kept);
            match change.length {
                None => output.extend_from_slice(change.inserted.as_bytes()),
                // A report redacts secrets, so they come from the capture anew.
                Some(length) => {
                    let layers = again.get_or_insert_with(|| recovered(record, capture));
                    let span = Span::new(change.start, change.end);
                    let edits = layers.get(number).map(|layer| &*layer.edits).unwrap_or_default();
                    let bytes = edits.iter().find(|edit| edit.span == span).map(authscan::Replacement::bytes);
                    let bytes = bytes.filter(|bytes| bytes.len() == length && is_quote(&change.inserted, bytes));
                    output.extend_from_slice(bytes.ok_or_else(|| {
                        format!("{place}: the inserted text is redacted, and another recovery inserts another one")
                    })?);
                }
            }
            from = change.end;
        }
        output.extend_from_slice(bytes.get(from..).unwrap_or_default());
        bytes = output;
    }
    let text = String::from_utf8_lossy(&bytes);
    if on_one_line(&text).is_none_or(|text| text.trim() != value.trim()) {
        return Err("the edits give another value".into());
    }
    let edits: usize = record.layers.iter().map(|stage| stage.edits.len()).sum();
    let layers = counted(record.layers.len() as u64, "layer", "layers");
    let edits = counted(edits as u64, "edit", "edits");
    Ok(format!("the value follows from {layers} with {edits}"))
}

/// The text of the record's value.
fn value(line: &str) -> Option<&str> {
    let tape = syntax::parse(line, usize::MAX).ok()?;
    tape.root().get("value").map(|value| value.span().slice(line))
}

/// Recovers the capture again, as the type that the record names.
fn recovered(record: &Record, capture: &[u8]) -> Vec<Layer> {
    let has_pages = record.edits.iter().any(|edit| edit.code == Code::Pages.name());
    let options = Options::new().layers(true).join_pages(has_pages);
    let kind = record.kind.as_deref().and_then(|kind| kind.parse::<PayloadKind>().ok());
    let read = |report: Report<()>| report.layers().to_vec();
    let Some(number) = record.document else {
        return read(match kind {
            Some(kind) => options.recover_as(&kind, capture),
            None => options.recover_shape(&Shape::ANY, capture),
        });
    };
    let all = match kind {
        Some(kind) => options.recover_all_as(&kind, capture),
        None => options.recover_each(&Shape::ANY, capture, |part| part.recover_shape(&Shape::ANY)),
    };
    all.into_iter().nth(number.saturating_sub(1)).map(read).unwrap_or_default()
}

/// Whether `shown` quotes bytes: each character, a redaction, or the escape of a byte that is not UTF-8.
fn is_quote(shown: &str, bytes: &[u8]) -> bool {
    let mut shown = shown;
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            let Some(rest) = shown.strip_prefix([character, REDACTED]) else { return false };
            shown = rest;
        }
        for byte in chunk.invalid() {
            let escape = format!("\\x{byte:02x}");
            let rest = shown.strip_prefix(&escape);
            let Some(rest) = rest.or_else(|| shown.strip_prefix([REDACTED, char::REPLACEMENT_CHARACTER])) else {
                return false;
            };
            shown = rest;
        }
    }
    shown.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_quote;

    #[test]
    fn quotes_are_exact_but_for_redactions() {
        assert!(is_quote("a•c", b"abc") && is_quote("", b"") && is_quote("\\xff•", b"\xffb"));
        assert!(!is_quote("a", b"ab") && !is_quote("ab", b"a") && !is_quote("b", b"a"));
    }
}
