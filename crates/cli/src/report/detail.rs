use std::io::Write;

use authscan::codes;
use authscan::diagnostic::Code;
use authscan::model::PayloadKind;
use authscan::text::{LineIndex, Span};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::{Value, json};

use super::pieces::pieces;
use super::{Row, inert};
use crate::document::Document;
use crate::output::put;
use crate::secrets;

/// Maximum number of edits, and of findings, listed for one capture.
const LISTED: usize = 300;

/// Returns the row of a capture; without its text if `is_drawn` is `false`.
pub(crate) fn row(name: &str, content: &[u8], document: &Document<'_>, is_drawn: bool) -> Row {
    let report = &document.report;
    let mut codes: Vec<usize> = report.diagnostics.iter().filter_map(|found| codes::number(found.code)).collect();
    codes.sort_unstable();
    codes.dedup();
    let kind = document.kind.and_then(|kind| PayloadKind::ALL.iter().position(|other| *other == kind));
    let index = json!([
        name,
        document.verdict.number(),
        kind,
        content.len(),
        report.edits.len(),
        u8::from(report.ambiguous),
        codes,
    ]);
    Row { index: inert(&index), detail: compressed(&detail(content, document, is_drawn).to_string()) }
}

fn compressed(text: &str) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(text.as_bytes());
    BASE64_STANDARD.encode(encoder.finish().unwrap_or_default())
}

/// Returns the details that are shown when a capture is opened.
fn detail(content: &[u8], document: &Document<'_>, is_drawn: bool) -> Value {
    let report = &document.report;
    let index = LineIndex::new(content);
    let findings = report.diagnostics.iter().take(LISTED).map(|found| {
        let place = index.position(found.span.start);
        json!([
            codes::number(found.code),
            found.severity.name(),
            found.message(),
            found.help,
            found.pointer,
            place.line,
            place.column
        ])
    });
    let edits = report.edits.iter().take(LISTED).map(|edit| {
        let place = index.position(edit.span.start);
        json!([codes::number(edit.code), edit.applicability.name(), edit.describe(), place.line, place.column])
    });
    let mut detail = json!({
        "findings": findings.collect::<Vec<_>>(),
        "edits": edits.collect::<Vec<_>>(),
        "all": [report.diagnostics.len(), report.edits.len()],
    });
    let is_too_large = report.diagnostics.iter().any(|found| found.code == Code::TooLarge);
    // The input was not analyzed, so its secrets are unknown.
    if is_too_large || !is_drawn {
        return detail;
    }
    let mask = secrets::of_capture(content, document);
    let before: Vec<Span> = match report.edits.is_empty() {
        true => report.diagnostics.iter().map(|found| found.span).take(LISTED).collect(),
        false => report.edits.iter().map(|edit| edit.span).take(LISTED).collect(),
    };
    let before = before.into_iter().enumerate().map(|(number, span)| (span, number));
    put(&mut detail, "before", pieces(content, &mask, before.collect()));
    if let Some(text) = report.repaired_text() {
        let places = report.edits.iter().take(LISTED).enumerate();
        let places = places.filter_map(|(number, edit)| edit.place.map(|place| (place, number)));
        // Secrets of the repaired text are redacted in addition to those that the edits redact.
        let mask = report.repaired_mask().clone().union(secrets::of_text(text, document));
        put(&mut detail, "after", pieces(text.as_bytes(), &mask, places.collect()));
    }
    detail
}
