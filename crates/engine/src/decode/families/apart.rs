//! Captures of several documents, each of which is recovered separately.

use super::documents::fills_lines;
use super::stretches::{Stretches, stretches};
use super::{har, http};
use crate::decode::lines::{behind, run};
use crate::limits::Limits;
use crate::syntax::parse::parse;
use crate::text::Span;

/// Returns the spans of the separate documents of a capture: the bodies of an archive of HTTP traffic or of several
/// messages; or objects and arrays that are concatenated, one per line, or in other text. Fewer than two if the capture
/// is one document, damaged or not.
pub(in crate::decode) fn apart(bytes: &[u8]) -> Vec<Span> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Vec::new() };
    if let Ok(tape) = parse(text, Limits::DEPTH) {
        let bodies = har::bodies(&tape).unwrap_or_default();
        return bodies.iter().map(|body| body.span).collect();
    }
    let bodies = http::bodies(bytes);
    if bodies.len() > 1 {
        return bodies;
    }
    let found = stretches(bytes);
    let is_document = |span: &&Span| !is_mark(bytes, **span);
    let mut documents: Vec<Span> = found.sound.iter().filter(is_document).copied().collect();
    let broken = found.broken.iter().filter(|span| is_plausible(span.slice_bytes(bytes)));
    if found.parts.is_empty() {
        documents.extend(broken);
    } else if documents.iter().all(|span| fills_lines(bytes, *span)) {
        // A document without its start is the text between the others.
        documents = with_gaps(bytes, documents, &found);
    } else {
        // The spans are pieces of one damaged document.
        return Vec::new();
    }
    documents.sort_unstable_by_key(|span| span.start);
    if documents.len() > 1 { documents } else { Vec::new() }
}

/// Returns the documents, and the gaps between them that hold a part or a damaged document.
fn with_gaps(bytes: &[u8], sound: Vec<Span>, found: &Stretches) -> Vec<Span> {
    let mut pieces: Vec<Span> = [&*found.parts, &*found.broken].concat();
    pieces.sort_unstable_by_key(|span| span.start);
    let mut pieces = pieces.into_iter().peekable();
    let ends = sound.iter().map(|span| span.start).chain([bytes.len()]);
    let starts = std::iter::once(0).chain(sound.iter().map(|span| span.end));
    let mut all = sound.clone();
    for (start, end) in starts.zip(ends) {
        let mut has_piece = false;
        while pieces.next_if(|piece| piece.start < end).is_some() {
            has_piece = true;
        }
        let gap = Span::new(start, end);
        let content = gap.slice_bytes(bytes);
        let blank = content.len() - content.trim_ascii_start().len();
        if has_piece {
            all.push(Span::new(start + blank, start + content.trim_ascii_end().len()));
        }
    }
    all
}

/// Returns whether a valid span is a number in brackets before a message, as in logs and prose.
fn is_mark(bytes: &[u8], span: Span) -> bool {
    let content = span.slice_bytes(bytes);
    let is_bare = content.starts_with(b"[") && !content.iter().any(|byte| b"\"{\n".contains(byte));
    let rest = behind(bytes, span.end);
    let blanks = run(rest, |byte| matches!(byte, b' ' | b'\t' | b':'));
    let before = bytes.get(..span.start).unwrap_or_default();
    let is_first = before.last().is_none_or(|byte| matches!(byte, b'\n' | b']' | b'}'));
    let next = behind(rest, blanks).first();
    is_bare && !(is_first && (blanks == 0 || matches!(next, None | Some(b'\n' | b'\r' | b'['))))
}

/// Returns whether a damaged span is the rest of a document rather than braces in other text.
fn is_plausible(content: &[u8]) -> bool {
    let marks = content.iter().filter(|byte| b":=,\"".contains(byte)).count();
    marks > 0 && content.len() > 2
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn documents_are_told_from_what_is_round_them() {
        for (text, count) in [
            ("{\"a\": 1}\n{\"a\": 2}\n", 2),
            ("{\"a\": 1}{\"a\": 2}", 2),
            ("[1]\n[2]\n", 2),
            ("10:00 [17] INFO {\"a\": 1}\n10:01 [18] INFO {\"a\": 2}\n", 2),
            ("[17] {\"a\": 1}\n[18] {\"a\": 2}\n", 2),
            ("{\"t\": 1}\n{\"t\": 2, \"m\": \"b\n{\"t\": 3}\n", 3),
            ("{\"t\": 1}\n2, \"m\": {\"b\": 1}}\n{\"t\": 3}\n", 3),
            ("HTTP/1.1 200 OK\r\n\r\n{}\nHTTP/1.1 200 OK\r\n\r\n[]\n", 2),
            ("{\"a\": 1}", 0),
            ("{\"a\": {\"b\": 1}}, \"c\": {\"d\": 2}}", 0),
            ("{\"c\": 1}, {\"c\": 2}", 0),
            ("see [1] and {\"a\": 1}", 0),
            ("{a: 1, b: {\"c\": [1, 2]}}", 0),
            ("[\n{\"id\": 1}\n{\"id\": 2}\n]", 0),
        ] {
            assert_eq!(apart(text.as_bytes()).len(), count, "{text}: {:?}", apart(text.as_bytes()));
        }
    }
}
