//! Redacted spans of captures and documents, for hosts that show all of their text.
//!
//! The mask of a [`Report`] covers what its diagnostics and edits show. A host that shows the rest as well needs the
//! secrets of the whole text.

use authscan::limits::Limits;
use authscan::redact::Mask;
use authscan::schema::Shape;
use authscan::syntax::{self, NodeKind};
use authscan::text::Span;
use authscan::{Outcome, Report};
use jsonmend::decode::{Guide, decode, unwrap};
use jsonmend::validate::{named_secrets, secrets};

/// Returns the redacted spans of a capture that was read by `shape`.
pub(crate) fn of_capture(capture: &[u8], report: &Report<()>, shape: &Shape) -> Mask {
    let mask = report.mask().clone();
    match report.outcome {
        // The report of a rejected capture does not look for secrets inside envelopes.
        Outcome::Rejected => {
            let unwrapped = unwrap(capture, &Guide::NONE, &Limits::default());
            let inner = of_bytes(&unwrapped.bytes, shape).led(|span| unwrapped.origin(span));
            mask.union(of_bytes(capture, shape)).union(inner)
        }
        _ if mask.is_empty() => of_bytes(capture, shape),
        _ => mask,
    }
}

fn of_bytes(bytes: &[u8], shape: &Shape) -> Mask {
    let text = decode(bytes);
    let map = text.script.offset_map();
    of_text(&text.text, shape).led(|span| map.original_span(span))
}

/// Returns the redacted spans of a text, including those of documents inside its strings.
pub(crate) fn of_text(text: &str, shape: &Shape) -> Mask {
    let lexical = |text: &str| Mask::lexical(text, |_| false).union(named_secrets(text, shape));
    let Ok(tape) = syntax::parse(text, usize::MAX) else { return lexical(text) };
    let strings = tape.nodes().filter(|node| node.kind() == NodeKind::String && node.raw().contains([':', '=']));
    let inner = strings.flat_map(|string| {
        let start = string.span().start;
        let spans = lexical(string.raw()).spans().to_vec();
        spans.into_iter().map(move |span| Span::new(start + span.start, start + span.end))
    });
    secrets(&tape, shape, &[]).union(Mask::new(inner))
}
