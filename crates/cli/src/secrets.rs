//! Redaction of captures and documents whose whole text is shown.

use authscan::Outcome;
use authscan::limits::Limits;
use authscan::model::PayloadKind;
use authscan::redact::Mask;
use authscan::schema::Shape;
use authscan::syntax::{self, NodeKind};
use authscan::text::Span;
use jsonmend::decode::{Guide, decode, unwrap};
use jsonmend::validate::{named_secrets, secrets};

use crate::document::Document;

/// Returns the redacted spans of a capture. A report computes them only if its findings quote the input; the HTML page
/// shows all of it.
pub(crate) fn of_capture(content: &[u8], document: &Document<'_>) -> Mask {
    let report = &document.report;
    let mask = report.mask().clone();
    match report.outcome {
        // Secrets within an envelope are visible only in its content.
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

/// Returns the redacted spans of bytes.
fn hidden(bytes: &[u8], document: &Document<'_>) -> Mask {
    let text = decode(bytes);
    let map = text.script.offset_map();
    of_text(&text.text, document).led(|span| map.original_span(span))
}

/// Returns the redacted spans of a text. A string may hold a document, whose names count as well.
pub(crate) fn of_text(text: &str, document: &Document<'_>) -> Mask {
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
