//! Documents that are the content of a string: with its quotes, without them, or with doubled quotes.

use memchr::memmem;

use super::stretches::stretches;
use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rewrite};
use crate::decode::lines::behind;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    if memmem::find(bytes, b"\\\"").is_some() || memmem::find(bytes, b"\\n").is_some() {
        let literal = literal(bytes).filter(|span| !(found.is_root && stretches(bytes).holds(span.start)));
        found.push(literal.and_then(|span| alone(bytes, span)));
        // If the first quote does not belong to the content, the escapes are those of a string in other text.
        let quote = memchr::memchr(b'"', bytes);
        if quote.is_none_or(|at| at > 0 && bytes.get(at - 1) == Some(&b'\\')) {
            let mut rewrite = Rewrite::new(bytes);
            unescape(&mut rewrite, bytes, Span::new(0, bytes.len()));
            found.push(rewrite.finish());
        }
    }
    if memmem::find(bytes, b"\"\"").is_some() {
        found.push(doubled(bytes));
    }
}

/// Returns the content of the longest string literal with escapes. An escaped quote does not start one.
fn literal(bytes: &[u8]) -> Option<Span> {
    let mut best: Option<Span> = None;
    let mut at = 0;
    while let Some(start) = memchr::memchr(b'"', behind(bytes, at)).map(|found| at + found + 1) {
        if start > 1 && bytes.get(start - 2) == Some(&b'\\') {
            at = start;
            continue;
        }
        let (mut end, mut escapes) = (start, 0);
        loop {
            match bytes.get(end) {
                Some(b'\\') => {
                    escapes += 1;
                    end += 2;
                }
                None | Some(b'"') => break,
                Some(_) => end += 1,
            }
        }
        let span = Span::new(start, end.min(bytes.len()));
        if escapes > 0 && best.is_none_or(|best| best.len() < span.len()) {
            best = Some(span);
        }
        at = span.end + 1;
    }
    best
}

/// Keeps only the content of a literal.
fn alone(bytes: &[u8], span: Span) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(span.start, Code::Envelope, Applicability::Likely);
    unescape(&mut rewrite, bytes, span);
    rewrite.drop(bytes.len(), Code::Envelope, Applicability::Likely);
    rewrite.finish()
}

/// Replaces escapes by their characters; an invalid escape is kept.
pub(in crate::decode) fn unescape(rewrite: &mut Rewrite<'_>, bytes: &[u8], span: Span) {
    let content = bytes.get(..span.end).unwrap_or_default();
    let mut any = false;
    let mut at = span.start;
    while let Some(found) = memchr::memchr(b'\\', behind(content, at)) {
        at += found;
        let rest = behind(content, at + 1);
        let plain: &[u8] = match rest.first() {
            Some(b'"') => b"\"",
            Some(b'\\') => b"\\",
            Some(b'/') => b"/",
            Some(b'n') => b"\n",
            Some(b'r') => b"\r",
            Some(b't') => b"\t",
            Some(b'\'') => b"'",
            Some(b'u') => {
                if let Some((character, length)) = unicode(rest) {
                    rewrite.keep(at);
                    let mut buffer = [0; 4];
                    rewrite.restate(at + 1 + length, character.encode_utf8(&mut buffer).as_bytes());
                    any = true;
                    at += 1 + length;
                } else {
                    at += 2;
                }
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        rewrite.keep(at);
        at += 2;
        rewrite.restate(at, plain);
        any = true;
    }
    rewrite.keep(span.end);
    if any {
        rewrite.decoded(span, Code::EscapedDocument, Applicability::Certain, "the content of a string");
    }
}

/// Returns the character of `u1234`, or of a surrogate pair, and its length in bytes.
fn unicode(bytes: &[u8]) -> Option<(char, usize)> {
    let high = hex(bytes.get(1..5)?)?;
    if let Some(character) = char::from_u32(high) {
        return Some((character, 5));
    }
    let low = hex(bytes.get(5..11)?.strip_prefix(b"\\u")?)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
    let pair = (high.checked_sub(0xd800)? << 10).checked_add(0x1_0000)?.checked_add(low)?;
    char::from_u32(pair).map(|character| (character, 11))
}

fn hex(digits: &[u8]) -> Option<u32> {
    let digits =
        std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// Reads a CSV field, in which quotes are doubled: `"{""a"": 1}"`.
fn doubled(bytes: &[u8]) -> Option<Layer> {
    let marks: [&[u8]; 4] = [b"\"{\"\"", b"\"[{\"\"", b"\"{\n", b"\"{\r\n"];
    let start = marks.iter().filter_map(|mark| memmem::find(bytes, mark)).min()?;
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(start + 1, Code::Envelope, Applicability::Likely);
    let mut at = start + 1;
    while let Some(found) = memchr::memchr(b'"', behind(bytes, at)) {
        at += found;
        if bytes.get(at + 1) != Some(&b'"') {
            break;
        }
        rewrite.keep(at);
        at += 2;
        rewrite.restate(at, b"\"");
    }
    let end = memchr::memchr(b'"', behind(bytes, at)).map_or(bytes.len(), |found| at + found);
    rewrite.keep(end);
    let read_as = "a field with doubled quotes";
    rewrite.decoded(Span::new(start + 1, end), Code::EscapedDocument, Applicability::Certain, read_as);
    rewrite.drop(bytes.len(), Code::Envelope, Applicability::Likely);
    rewrite.finish()
}
