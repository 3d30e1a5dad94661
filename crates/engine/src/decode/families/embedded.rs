//! JSON that holds the document as a string: logs as container engines, journals and clouds write them, line by line or
//! as one list of events, and archives of HTTP traffic.

use super::escaped::unescape;
use super::har;
use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rest, Rewrite};
use crate::decode::lines::{is_blank, lines};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::syntax::{NodeKind, Tape, parse};
use crate::text::Span;

/// Members that hold what was logged.
const LOGGED: [&str; 12] =
    ["log", "message", "MESSAGE", "msg", "textPayload", "body", "line", "_raw", "content", "Message", "text", "data"];
/// Envelopes that are nested deeper are none.
const DEEPEST: usize = 128;
/// The longest strings of one document that are tried.
const MOST_STRINGS: usize = 12;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if !text.trim_start().starts_with(['{', '[', '"']) {
        return;
    }
    match parse(text, DEEPEST) {
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
                    found.push(join(bytes, &spans));
                }
                for span in documents(&tape) {
                    found.push(join(bytes, &[span]));
                }
            }
        },
        Err(_) => found.push(logged(bytes).and_then(|spans| join(bytes, &spans))),
    }
}

/// What was logged, if the document is an envelope of events: of each member that may hold it, all that there are.
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

/// The contents of strings that may be documents, the longest first.
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

/// What was logged, if every line is a JSON object that says so.
pub(in crate::decode) fn logged(bytes: &[u8]) -> Option<Vec<Span>> {
    let mut spans = Vec::new();
    for (line, _) in lines(bytes) {
        let content = line.slice_bytes(bytes);
        if is_blank(content) {
            continue;
        }
        let text = std::str::from_utf8(content).ok().filter(|text| text.trim_start().starts_with('{'))?;
        let tape = parse(text, DEEPEST).ok()?;
        let value =
            LOGGED.iter().find_map(|name| tape.root().get(name).filter(|value| value.kind() == NodeKind::String))?;
        let span = inner(value.span());
        spans.push(Span::new(line.start + span.start, line.start + span.end));
    }
    Some(spans).filter(|spans| !spans.is_empty())
}

/// The contents of strings, one a line, without what is round them.
fn join(bytes: &[u8], spans: &[Span]) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    for (index, span) in spans.iter().enumerate() {
        let is_open = index > 0 && !bytes.get(..rewrite.at())?.ends_with(b"\\n");
        rewrite.replace(span.start, if is_open { "\n" } else { "" }, Code::Envelope, Applicability::Certain);
        unescape(&mut rewrite, bytes, *span);
    }
    rewrite.drop(bytes.len(), Code::Envelope, Applicability::Certain);
    rewrite.finish().map(|layer| layer.beside(Rest::IsOther))
}
