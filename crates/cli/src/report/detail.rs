use std::io::Write;

use authscan::Outcome;
use authscan::codes;
use authscan::diagnostic::Code;
use authscan::limits::Limits;
use authscan::model::PayloadKind;
use authscan::redact::Mask;
use authscan::schema::Shape;
use authscan::syntax::{self, NodeKind};
use authscan::text::{LineIndex, Span};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use jsonmend::decode::{Guide, decode, unwrap};
use jsonmend::validate::named_secrets;
use jsonmend::validate::secrets;
use serde_json::{Value, json};

use super::pieces::pieces;
use super::{Row, inert};
use crate::document::Document;
use crate::output::put;

/// The most edits and the most findings that are listed of one capture.
const LISTED: usize = 300;

/// What the page has about a capture.
pub(crate) fn row(name: &str, content: &[u8], document: &Document<'_>) -> Row {
    let report = &document.report;
    let mut codes: Vec<usize> = report.diagnostics.iter().map(|found| codes::number(found.code)).collect();
    codes.sort_unstable();
    codes.dedup();
    let kind = document.kind.and_then(|kind| PayloadKind::ALL.iter().position(|other| *other == kind));
    let index = json!([
        name,
        report.outcome as usize,
        kind,
        content.len(),
        report.edits.len(),
        u8::from(report.ambiguous),
        codes,
    ]);
    Row { index: inert(&index), detail: compressed(&detail(content, document).to_string()) }
}

fn compressed(text: &str) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(text.as_bytes());
    BASE64_STANDARD.encode(encoder.finish().unwrap_or_default())
}

/// What is shown when a capture is opened.
fn detail(content: &[u8], document: &Document<'_>) -> Value {
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
    // It has not been looked into: nobody knows what must not be shown of it.
    if is_too_large {
        return detail;
    }
    let mask = mask(content, document);
    let before: Vec<Span> = match report.edits.is_empty() {
        true => report.diagnostics.iter().map(|found| found.span).take(LISTED).collect(),
        false => report.edits.iter().map(|edit| edit.span).take(LISTED).collect(),
    };
    let before = before.into_iter().enumerate().map(|(number, span)| (span, number));
    put(&mut detail, "before", pieces(content, &mask, before.collect()));
    if let Some(text) = report.repaired_text() {
        let places = report.edits.iter().take(LISTED).enumerate();
        let places = places.filter_map(|(number, edit)| edit.place.map(|place| (place, number)));
        // What the text itself tells is hidden in any case, whatever came of the edits.
        let mask = report.repaired_mask().clone().union(secrets_of(text, document));
        put(&mut detail, "after", pieces(text.as_bytes(), &mask, places.collect()));
    }
    detail
}

/// What must not be shown of a capture. Where there is nothing to say that would show any of it, or nothing that reads as a
/// document, the report need not know; but the page shows all of it.
fn mask(content: &[u8], document: &Document<'_>) -> Mask {
    let report = &document.report;
    let mask = report.mask().clone();
    match report.outcome {
        // What is in a wrapper is not seen from outside.
        Outcome::Rejected => {
            let within = unwrap(content, &Guide::NONE, &Limits::default());
            let inner = hidden(&within.bytes, document);
            let inner = inner.led(|span| within.origin(span));
            mask.union(hidden(content, document)).union(inner)
        }
        _ if mask.is_empty() => hidden(content, document),
        _ => mask,
    }
}

/// The places of bytes that hold secrets.
fn hidden(bytes: &[u8], document: &Document<'_>) -> Mask {
    let text = decode(bytes);
    let map = text.script.offset_map();
    secrets_of(&text.text, document).led(|span| map.original_span(span))
}

/// The places of a text that hold secrets. A string may hold a document, and names in it are names as well.
fn secrets_of(text: &str, document: &Document<'_>) -> Mask {
    let any = Shape::ANY;
    let shape = document.shape.as_deref().or(document.kind.map(PayloadKind::shape)).unwrap_or(&any);
    let lexical = |text: &str| Mask::lexical(text, |_| false).union(named_secrets(text, shape));
    let Ok(tape) = syntax::parse(text, usize::MAX) else { return lexical(text) };
    let strings = tape.nodes().filter(|node| node.kind() == NodeKind::String && node.raw().contains([':', '=']));
    let within = strings.flat_map(|string| {
        let start = string.span().start;
        let spans = lexical(string.raw()).spans().to_vec();
        spans.into_iter().map(move |span| Span::new(start + span.start, start + span.end))
    });
    secrets(&tape, shape, &[]).union(Mask::new(within))
}
