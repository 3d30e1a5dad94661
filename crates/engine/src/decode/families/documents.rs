//! Several documents in one capture: one per line, concatenated, or in prose.

use super::embedded;
use super::har;
use super::http;
use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rest};
use crate::decode::lines::is_blank;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::syntax::parse::parse;
use crate::text::Span;

/// Candidates for the document that are examined.
const MOST_PICKED: usize = 12;

pub(in crate::decode) fn find(bytes: &[u8], limits: &Limits, found: &mut Found) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut documents = split(bytes);
    // Lines of a log contain the document; none of them is the document itself.
    if documents.len() < 2 || embedded::logged(bytes).is_some() {
        return;
    }
    let is_sound = |document: &Span| parse(document.slice(text), limits.depth).is_ok();
    let is_logged = |document: &Span| embedded::logged(document.slice_bytes(bytes)).is_some();
    // The edges of a damaged document are uncertain, and lines of a log are envelopes: the document is the text between
    // the others.
    if documents.iter().any(|document| !is_sound(document) || is_logged(document)) {
        documents.retain(|document| is_sound(document) && fills_lines(bytes, *document) && !is_logged(document));
        documents = between(bytes, &documents);
    } else if between(bytes, &documents).iter().any(|gap| gap.slice_bytes(bytes).contains(&b'"')) {
        // The spans are pieces of one damaged document.
        return;
    }
    // Documents with commas between them are the elements of one array whose brackets are missing.
    if documents.len() > 1
        && documents.windows(2).all(|pair| matches!(pair, [one, next] if is_comma(bytes, one.end, next.start)))
    {
        return;
    }
    let all: Vec<Span> = documents.clone();
    documents.sort_by_key(|document| std::cmp::Reverse(document.len()));
    documents.truncate(MOST_PICKED);
    for document in documents {
        let layer = Layer::pick_of(bytes, document, &all, Code::Envelope, Applicability::Likely);
        let rest = if is_sound(&document) { Rest::IsOtherThanDocument } else { Rest::IsOther };
        found.push(layer.map(|layer| layer.beside(rest)));
    }
}

/// Returns whether the bytes from `start` to `end` are one comma and white space.
fn is_comma(bytes: &[u8], start: usize, end: usize) -> bool {
    bytes.get(start..end).unwrap_or_default().trim_ascii() == b","
}

/// Returns whether the lines of a document contain nothing else.
pub(in crate::decode) fn fills_lines(bytes: &[u8], document: Span) -> bool {
    let before = bytes.get(..document.start).unwrap_or_default();
    let after = bytes.get(document.end..).unwrap_or_default();
    before.last().is_none_or(|byte| *byte == b'\n')
        && after.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).is_none_or(|byte| *byte == b'\n')
}

/// Returns the gaps between documents, including those before the first and after the last.
fn between(bytes: &[u8], documents: &[Span]) -> Vec<Span> {
    let starts = std::iter::once(0).chain(documents.iter().map(|document| document.end));
    let ends = documents.iter().map(|document| document.start).chain([bytes.len()]);
    let gaps = starts.zip(ends).map(|(start, end)| Span::new(start, end));
    gaps.filter(|gap| gap.len() < bytes.len() && !is_blank(gap.slice_bytes(bytes))).collect()
}

/// Returns the spans of a capture that may be documents of their own: the bodies of an archive or of several messages,
/// or several documents. Fewer than two if there are none.
///
/// ```
/// let capture = b"{\"a\": 1}\n{\"a\": 2}\n";
/// let parts = jsonmend::decode::parts(capture);
/// assert_eq!(parts.iter().map(|part| part.slice_bytes(capture)).collect::<Vec<_>>(), [b"{\"a\": 1}", b"{\"a\": 2}"]);
/// ```
#[must_use]
pub fn parts(capture: &[u8]) -> Vec<Span> {
    let text = std::str::from_utf8(capture).unwrap_or_default();
    if let Some(bodies) = parse(text, Limits::DEPTH).ok().and_then(|tape| har::bodies(&tape)) {
        return bodies.iter().map(|body| body.span).collect();
    }
    let bodies = http::bodies(capture);
    if bodies.len() > 1 { bodies } else { split(capture) }
}

/// Returns the span of each outermost object or array. A bracket at the start of a line begins an outermost one;
/// otherwise a damaged document would extend over all that follow it.
fn split(bytes: &[u8]) -> Vec<Span> {
    let mut documents = Vec::new();
    let mut open: Option<usize> = None;
    let mut end = 0;
    let (mut depth, mut in_string, mut escaped, mut at_start) = (0_usize, false, false, true);
    for (at, byte) in bytes.iter().enumerate() {
        let is_first = std::mem::replace(&mut at_start, *byte == b'\n');
        match byte {
            b'\n' => (in_string, escaped) = (false, false),
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' if open.is_some() => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                if let Some(start) = open.filter(|_| is_first) {
                    documents.push(Span::new(start, end));
                    (open, depth) = (None, 0);
                }
                open = open.or(Some(at));
                depth += 1;
            }
            b'}' | b']' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    documents.extend(open.take().map(|start| Span::new(start, at + 1)));
                }
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            end = at + 1;
        }
    }
    documents.extend(open.map(|start| Span::new(start, end)));
    documents
}

#[cfg(test)]
mod tests {
    use super::{parts, split};

    #[test]
    fn documents_are_told_apart() {
        for (text, count) in [
            ("{}", 1),
            ("{}\n[1, {}]\n", 2),
            (r#"{"a": "}{"}{"b": 1}"#, 2),
            ("{\"a\": [1\n{\"b\": 2}\n", 2),
            ("first {\"a\": 1} and then {\"b\": [2]}.", 2),
            ("{\n  \"a\": [\n    {}\n  ]\n}\n", 1),
        ] {
            let found = split(text.as_bytes());
            assert_eq!(found.len(), count, "{text}: {found:?}");
        }
    }

    #[test]
    fn archives_and_messages_have_parts() {
        let archive = r#"{"log": {"entries": [{"response": {"content": {"text": "e30="}}}, {"response": {"content": {"text": "{}"}}}]}}"#;
        let message = "HTTP/1.1 200 OK\r\n\r\n{}\nHTTP/1.1 200 OK\r\n\r\n[]\n";
        for capture in [archive, message] {
            assert_eq!(parts(capture.as_bytes()).len(), 2, "{capture}");
        }
    }
}
