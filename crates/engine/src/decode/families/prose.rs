//! Paragraphs of prose around the quoted document in a message, a page or a ticket.

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rest};
use crate::decode::lines::{is_blank, lines};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let paragraphs = paragraphs(bytes);
    let is_quoted = |paragraph: &&Span| !is_prose(paragraph.slice_bytes(bytes));
    let first = paragraphs.iter().find(is_quoted);
    let last = paragraphs.iter().rfind(is_quoted);
    if let (Some(first), Some(last)) = (first, last) {
        // Blank lines at the edges may belong to the quoted text.
        let edges = paragraphs.first().zip(paragraphs.last());
        let start = if edges.is_some_and(|(edge, _)| edge == first) { 0 } else { first.start };
        let end = if edges.is_some_and(|(_, edge)| edge == last) { bytes.len() } else { last.end };
        let layer = Layer::pick(bytes, Span::new(start, end), Code::Envelope, Applicability::Likely);
        found.push(layer.map(|layer| layer.beside(Rest::Counts)));
    }
}

/// Returns the stretches of lines that blank lines separate.
fn paragraphs(bytes: &[u8]) -> Vec<Span> {
    let mut paragraphs: Vec<Span> = Vec::new();
    let mut is_open = false;
    for (line, next) in lines(bytes) {
        let is_filled = !is_blank(line.slice_bytes(bytes));
        match paragraphs.last_mut().filter(|_| is_open) {
            Some(paragraph) if is_filled => paragraph.end = next,
            _ if is_filled => paragraphs.push(Span::new(line.start, next)),
            _ => {}
        }
        is_open = is_filled;
    }
    paragraphs
}

/// Returns whether a paragraph consists of words, without any character of a document's structure.
fn is_prose(paragraph: &[u8]) -> bool {
    let paragraph = paragraph.trim_ascii();
    paragraph.first().is_some_and(u8::is_ascii_alphabetic)
        && paragraph.contains(&b' ')
        && !paragraph.iter().any(|byte| matches!(byte, b'{' | b'}' | b'[' | b']' | b'"' | b'\\' | b'=' | 0))
}
