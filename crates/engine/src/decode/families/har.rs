//! Archives of HTTP traffic (HAR), as browsers and proxies save them.

use super::base64;
use super::escaped::unescape;
use crate::decode::layer::{Layer, Rest, Rewrite};
use crate::diagnostic::{Applicability, Code, Diagnostic};
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::Span;

/// The content of an entry of an archive.
pub(in crate::decode) struct Body {
    /// Span of the content, without quotes.
    pub(in crate::decode) span: Span,
    is_base64: bool,
}

/// Returns the bodies of an archive in order, those of responses and of posted requests; `None` if the document is not
/// an archive.
pub(in crate::decode) fn bodies(tape: &Tape<'_>) -> Option<Vec<Body>> {
    let entries = tape.root().get("log")?.get("entries").filter(|entries| entries.kind() == NodeKind::Array)?;
    let contents = entries.elements().flat_map(|entry| {
        let posted = entry.get("request").and_then(|request| request.get("postData"));
        let response = entry.get("response").and_then(|response| response.get("content"));
        posted.into_iter().chain(response)
    });
    Some(contents.filter_map(body).collect())
}

fn body(content: Value<'_, '_>) -> Option<Body> {
    let text = content.get("text").filter(|text| text.kind() == NodeKind::String)?;
    let span = Span::new(text.span().start + 1, text.span().end.saturating_sub(1));
    let is_base64 = content.get("encoding").and_then(Value::as_str).is_some_and(|name| name == "base64");
    (!span.is_empty()).then_some(Body { span, is_base64 })
}

/// Decodes the content of one entry.
pub(in crate::decode) fn content(bytes: &[u8], body: &Body) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(body.span.start, Code::Envelope, Applicability::Certain);
    if body.is_base64 {
        let padding = body.span.slice_bytes(bytes).iter().rev().take_while(|byte| **byte == b'=').count();
        base64::decode(&mut rewrite, bytes, Span::new(body.span.start, body.span.end - padding));
    } else {
        unescape(&mut rewrite, bytes, body.span);
    }
    rewrite.drop(bytes.len(), Code::Envelope, Applicability::Certain);
    rewrite.finish().map(|layer| layer.beside(Rest::IsOther))
}

/// Creates the finding that an archive was saved without response bodies.
pub(in crate::decode) fn without_bodies(tape: &Tape<'_>) -> Diagnostic {
    let entries = tape.root().get("log").and_then(|log| log.get("entries"));
    let count = entries.map_or(0, |entries| entries.elements().count());
    let place = entries.map_or(Span::at(0), |entries| Span::new(entries.span().start, entries.span().start + 1));
    let help = format!("none of its {count} entries has a body: save the archive again with content");
    Diagnostic::new(Code::NoBody, place).help(help)
}
