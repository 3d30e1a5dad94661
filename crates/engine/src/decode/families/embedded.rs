//! JSON that holds the document as a string: logs of container engines, journals and cloud services, as lines or as one
//! list of events, and archives of HTTP traffic.

use super::escaped::unescape;
use super::har;
use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rest, Rewrite};
use crate::decode::lines::{behind, is_blank, lines, run};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::syntax::parse::parse;
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::Span;

/// Members that hold a log message.
pub(super) const LOGGED: [&str; 12] =
    ["log", "message", "MESSAGE", "msg", "textPayload", "body", "line", "_raw", "content", "Message", "text", "data"];
/// Strings of one document that are tried, the longest first.
const MOST_STRINGS: usize = 12;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if !text.trim_start().starts_with(['{', '[', '"']) {
        return;
    }
    match parse(text, Limits::DEPTH) {
        Ok(tape) => match har::bodies(&tape) {
            Some(bodies) if bodies.is_empty() => found.refused.push(har::without_bodies(&tape)),
            Some(mut bodies) => {
                bodies.sort_by_key(|body| std::cmp::Reverse(body.span.len()));
                for body in bodies.iter().take(MOST_STRINGS) {
                    found.push(har::content(bytes, body));
                }
            }
            None => {
                for spans in events(&tape) {
                    let pieces: Vec<Piece> = spans.into_iter().map(Piece::Text).collect();
                    found.layers.extend(joined(bytes, &pieces));
                }
                for span in documents(&tape) {
                    found.push(join(bytes, &[Piece::Text(span)], Join::AtBreaks));
                }
                if let Some(array) = octets(&tape) {
                    found.push(join(bytes, &[Piece::Octets(array)], Join::AtBreaks));
                }
                found.push(elements(bytes, &tape));
            }
        },
        Err(_) => {
            let Some(entries) = logged(bytes) else { return };
            let pieces_of = |is_one: &dyn Fn(&Entry) -> bool| -> Vec<Piece> {
                entries.iter().filter(|entry| is_one(entry)).map(|entry| entry.piece).collect()
            };
            found.layers.extend(joined(bytes, &pieces_of(&|_| true)));
            // If two streams are logged together, a line continues in its own stream.
            if entries.iter().any(|entry| entry.is_error) && entries.iter().any(|entry| !entry.is_error) {
                found.layers.extend(joined(bytes, &pieces_of(&|entry| !entry.is_error)));
                found.layers.extend(joined(bytes, &pieces_of(&|entry| entry.is_error)));
            }
        }
    }
}

/// Returns the log messages if the document is an envelope of events: one list for each member that may hold them.
fn events(tape: &Tape<'_>) -> Vec<Vec<Span>> {
    let mut events: Vec<Vec<Span>> = vec![Vec::new(); LOGGED.len()];
    for object in tape.nodes().filter(|value| value.kind() == NodeKind::Object) {
        for (name, value) in object.members().filter(|(_, value)| value.kind() == NodeKind::String) {
            let name = name.as_str().unwrap_or_default();
            let place = LOGGED.iter().position(|logged| *logged == name).and_then(|place| events.get_mut(place));
            if let Some(spans) = place {
                spans.push(inner(value.span()));
            }
        }
    }
    events.retain(|spans| spans.len() > 1);
    events
}

/// Returns the contents of strings that may be documents, the longest first.
fn documents(tape: &Tape<'_>) -> Vec<Span> {
    let strings = tape.nodes().filter(|value| value.kind() == NodeKind::String && value.span().len() > 4);
    let mut spans: Vec<Span> = strings.map(|value| inner(value.span())).collect();
    spans.sort_by_key(|span| std::cmp::Reverse(span.len()));
    spans.truncate(MOST_STRINGS);
    spans
}

fn inner(string: Span) -> Span {
    Span::new(string.start + 1, string.end.saturating_sub(1))
}

/// Message of one log entry: the content of a string, or an array of byte values.
#[derive(Clone, Copy, Debug)]
pub(in crate::decode) enum Piece {
    Text(Span),
    Octets(Span),
}

impl Piece {
    const fn span(self) -> Span {
        match self {
            Self::Text(span) | Self::Octets(span) => span,
        }
    }

    /// Returns the length of the line break at the end of the message, in bytes.
    fn line_break(self, bytes: &[u8]) -> usize {
        let Self::Text(span) = self else { return 0 };
        let content = span.slice_bytes(bytes);
        let breaks: [&[u8]; 2] = [b"\\r\\n", b"\\n"];
        breaks.iter().find(|end| content.ends_with(end)).map_or(0, |end| end.len())
    }

    /// Returns whether the message starts as a document does: a filter by its first bytes, before the score compares
    /// interpretations.
    fn starts_document(self, bytes: &[u8]) -> bool {
        let content = self.span().slice_bytes(bytes);
        match self {
            Self::Octets(_) => content.starts_with(b"123") || content.starts_with(b"91"),
            Self::Text(_) => {
                let blank: fn(u8) -> bool = |byte| byte.is_ascii_whitespace();
                let rest = behind(content, run(content, blank));
                match rest.first() {
                    Some(b'{') => true,
                    Some(b'[') => {
                        let inner = behind(rest, 1 + run(behind(rest, 1), blank));
                        inner.first().is_none_or(|byte| b"{[]\"\\".contains(byte))
                    }
                    _ => false,
                }
            }
        }
    }
}

/// An entry of a log.
pub(in crate::decode) struct Entry {
    piece: Piece,
    /// Whether the entry was logged as an error.
    is_error: bool,
}

/// Returns the log entries if every line is a JSON object with a message.
pub(in crate::decode) fn logged(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    for (line, _) in lines(bytes) {
        let content = line.slice_bytes(bytes);
        if is_blank(content) {
            continue;
        }
        let text = std::str::from_utf8(content).ok().filter(|text| text.trim_start().starts_with('{'))?;
        let tape = parse(text, Limits::DEPTH).ok()?;
        let place = |span: Span| Span::new(line.start + span.start, line.start + span.end);
        let is_error = tape.root().get("stream").is_some_and(|stream| stream.raw() == "\"stderr\"");
        let piece = LOGGED.iter().find_map(|name| {
            let value = tape.root().get(name)?;
            match value.kind() {
                NodeKind::String => Some(Piece::Text(place(inner(value.span())))),
                _ if is_octets(value) => Some(Piece::Octets(place(inner(value.span())))),
                _ => None,
            }
        })?;
        entries.push(Entry { piece, is_error });
    }
    Some(entries).filter(|entries| !entries.is_empty())
}

/// Returns whether every line is an entry of a log that holds documents.
pub(in crate::decode) fn holds_documents(bytes: &[u8]) -> bool {
    logged(bytes).is_some_and(|entries| entries.iter().any(|entry| entry.piece.starts_document(bytes)))
}

/// Fewest byte values; a shorter array is one of numbers.
const FEWEST_OCTETS: usize = 8;

/// Returns whether a value is an array of byte values, as the systemd journal writes messages that are not text.
fn is_octets(value: Value<'_, '_>) -> bool {
    let is_octet = |element: Value<'_, '_>| element.kind() == NodeKind::Number && element.raw().parse::<u8>().is_ok();
    value.kind() == NodeKind::Array
        && value.elements().take(FEWEST_OCTETS).count() == FEWEST_OCTETS
        && value.elements().all(is_octet)
}

/// Returns the longest array of byte values.
fn octets(tape: &Tape<'_>) -> Option<Span> {
    let lists = tape.nodes().filter(|value| is_octets(*value)).map(|value| inner(value.span()));
    lists.max_by_key(|span| span.len())
}

/// Replaces an array of strings, each of which holds a document, by the array of the documents.
fn elements(bytes: &[u8], tape: &Tape<'_>) -> Option<Layer> {
    let root = tape.root();
    let holds = |value: Value<'_, '_>| {
        value.kind() == NodeKind::String && Piece::Text(inner(value.span())).starts_document(bytes)
    };
    if root.kind() != NodeKind::Array || root.elements().next().is_none() || !root.elements().all(holds) {
        return None;
    }
    let mut rewrite = Rewrite::new(bytes);
    for element in root.elements() {
        let span = element.span();
        rewrite.keep(span.start);
        rewrite.drop(span.start + 1, Code::EscapedDocument, Applicability::Likely);
        unescape(&mut rewrite, bytes, inner(span));
        rewrite.drop(span.end, Code::EscapedDocument, Applicability::Likely);
    }
    rewrite.finish().map(|layer| layer.beside(Rest::IsOtherThanDocument))
}

/// How messages are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Join {
    /// Each message starts a line.
    AtBreaks,
    /// A message without a line break at its end continues in the next.
    ThatGoOn,
    /// Every message continues in the next: line breaks at their ends belong to the log.
    All,
}

/// Returns all ways to join the messages, the most likely first.
fn joined(bytes: &[u8], pieces: &[Piece]) -> Vec<Layer> {
    let ended = pieces.iter().filter(|piece| piece.line_break(bytes) > 0).count();
    let ways: &[Join] = match pieces.len() {
        0 | 1 => &[Join::AtBreaks],
        all if ended > 0 && ended < all => &[Join::ThatGoOn, Join::AtBreaks, Join::All],
        _ => &[Join::AtBreaks, Join::All],
    };
    let of = |way: &Join| {
        let layer = join(bytes, pieces, *way)?;
        // Of equally good ways, the one that keeps the line breaks wins.
        Some(Layer { bonus: layer.bonus - i64::from(*way == Join::All), ..layer })
    };
    ways.iter().filter_map(of).collect()
}

/// Joins the messages without the text around them.
fn join(bytes: &[u8], pieces: &[Piece], way: Join) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    let mut is_open = false;
    for (index, piece) in pieces.iter().enumerate() {
        let span = piece.span();
        let inserted = if is_open && way == Join::AtBreaks { "\n" } else { "" };
        rewrite.replace(span.start, inserted, Code::Envelope, Applicability::Certain);
        let line_break = piece.line_break(bytes);
        is_open = line_break == 0;
        match piece {
            Piece::Text(_) if way == Join::All && index + 1 < pieces.len() => {
                unescape(&mut rewrite, bytes, Span::new(span.start, span.end - line_break));
            }
            Piece::Text(_) => unescape(&mut rewrite, bytes, span),
            Piece::Octets(_) => read_octets(&mut rewrite, bytes, span),
        }
    }
    rewrite.drop(bytes.len(), Code::Envelope, Applicability::Certain);
    // Each byte value is a scalar of the array and scores as much when decoded.
    let values = |piece: &Piece| match piece {
        Piece::Octets(span) => 1 + memchr::memchr_iter(b',', span.slice_bytes(bytes)).count() as i64,
        Piece::Text(_) => 0,
    };
    let bonus = pieces.iter().map(values).sum();
    rewrite.finish().map(|layer| Layer { bonus, ..layer.beside(Rest::IsOther) })
}

/// Replaces byte values by the bytes.
fn read_octets(rewrite: &mut Rewrite<'_>, bytes: &[u8], span: Span) {
    let mut at = span.start;
    for value in span.slice_bytes(bytes).split(|byte| *byte == b',') {
        let end = at + value.len();
        let octet = std::str::from_utf8(value).ok().and_then(|value| value.trim().parse::<u8>().ok());
        rewrite.restate((end + 1).min(span.end), octet.as_slice());
        at = end + 1;
    }
    rewrite.decoded(span, Code::EncodedDocument, Applicability::Certain, "a list of byte values");
}
