//! Private keys and signed tokens: what is a secret wherever it stands, whatever the name before it.

use memchr::memmem;

use super::anchors::{Anchor, Anchors};
use crate::text::Span;
use crate::work;

/// Starts of private keys and signed tokens: an object in base64, DER and the format of OpenSSH.
const STARTS: [(&[u8], Anchor); 4] =
    [(b"eyJ", Anchor::Signed), (b"MII", Anchor::Body), (b"b3BlbnNza", Anchor::Body), (b"PRIVATE", Anchor::PrivateKey)];
/// A shorter stretch is no body of a key.
const SHORTEST_BODY: usize = 100;
/// A shorter part of a token is none, and a shorter line is no rest of one.
const SHORTEST_PART: usize = 8;
/// Maximum number of bytes between two lines of a stretch.
const GAP: usize = 24;

/// Words that tell of private keys and signed tokens.
pub(super) fn anchors() -> Vec<(Vec<u8>, Anchor)> {
    STARTS.iter().map(|(start, anchor)| (start.to_vec(), *anchor)).collect()
}

/// The private keys and tokens in a text.
pub(super) fn keys(bytes: &[u8], anchors: &Anchors) -> Vec<Span> {
    let mut found = private_keys(bytes, anchors.places(|anchor| matches!(anchor, Anchor::PrivateKey)));
    let signed = anchors.places(|anchor| matches!(anchor, Anchor::Signed));
    found.extend(stretches(bytes, signed, |stretch, dots| dots > 0 && stretch.len() > 2 * SHORTEST_PART));
    let bodies = anchors.places(|anchor| matches!(anchor, Anchor::Body));
    found.extend(stretches(bytes, bodies, |stretch, _| stretch.len() >= SHORTEST_BODY));
    found
}

/// From the first line of each private key to its last; to the end of the text where that is lost.
fn private_keys(bytes: &[u8], places: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for place in places.chain([Span::at(bytes.len())]) {
        let at = place.start;
        let before = bytes.get(at.saturating_sub(GAP)..at).unwrap_or_default();
        let is = |word: &[u8]| memmem::rfind(before, word);
        match (is(b"BEGIN").or(is(b"EGIN ")).or(is(b"-BEG")), is(b"END")) {
            (Some(begin), end) if end.is_none_or(|end| end < begin) => {
                open.get_or_insert(place.end);
            }
            (_, Some(_)) => found.extend(open.take().map(|start| Span::new(start, at))),
            _ => {}
        }
    }
    found.extend(open.map(|start| Span::new(start, bytes.len())));
    found
}

/// The stretches of base64 that begin at one of `starts` and pass `is_it`, which gets their content and how many dots they
/// have. They go on over line breaks.
fn stretches(bytes: &[u8], starts: impl Iterator<Item = Span>, is_it: impl Fn(&[u8], usize) -> bool) -> Vec<Span> {
    let mut found = Vec::new();
    let mut covered = 0;
    for Span { start: at, .. } in starts {
        let is_inside = at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(|byte| is_digit(*byte));
        if at < covered || is_inside {
            continue;
        }
        let end = stretch_end(bytes, at);
        covered = end;
        let span = Span::new(at, end);
        let content = span.slice_bytes(bytes);
        if is_it(content, content.iter().filter(|byte| **byte == b'.').count()) {
            found.push(span);
        }
    }
    found
}

fn stretch_end(bytes: &[u8], start: usize) -> usize {
    let run = |at: usize| bytes.get(at..).unwrap_or_default().iter().take_while(|byte| is_digit(**byte)).count();
    let mut end = start;
    loop {
        end = end.saturating_add(run(end));
        let Some(gap) = gap(bytes, end) else { break };
        let next = end.saturating_add(gap);
        if run(next) < SHORTEST_PART {
            break;
        }
        end = next;
    }
    work::look(end.saturating_sub(start).saturating_mul(2));
    end
}

/// The length of what is between two lines of one stretch: a line break, escaped or not, and quotes and signs that join
/// strings.
fn gap(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let rest = rest.get(..rest.len().min(GAP)).unwrap_or_default();
    let mut length = 0;
    let mut breaks = 0;
    while let Some(behind) = rest.get(length..).filter(|behind| !behind.is_empty()) {
        match behind {
            [b'\\', b'n' | b'r' | b't', ..] => {
                breaks = 1;
                length = length.saturating_add(2);
            }
            [b'\n' | b'\r', ..] => {
                breaks = 1;
                length = length.saturating_add(1);
            }
            [b' ' | b'\t' | b'"' | b'\'' | b'+' | b'\\' | b'=' | b'>' | b'|', ..] => length = length.saturating_add(1),
            _ => break,
        }
    }
    (breaks > 0).then_some(length)
}

/// A digit of base64 in either alphabet, or the dot between the parts of a token.
fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'+' | b'=' | b'.' | b'%')
}
