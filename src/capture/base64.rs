//! Base64, in one piece or in lines, in either alphabet.

use super::layer::{Layer, Rewrite};
use super::search::Found;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Shorter stretches are words.
const SHORTEST: usize = 24;
/// Lines shorter than this are not continued on the next.
const SHORTEST_LINE: usize = 40;

pub(super) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    if let Some(span) = longest(bytes) {
        // Where there is little else, even bytes that tell nothing of themselves may be something that was compressed.
        let is_all = span.len() * 10 > bytes.trim_ascii().len() * 9;
        found.push(decoded(bytes, span).filter(|layer| is_all || reads(&layer.bytes)));
    }
}

fn digit(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}

/// The longest stretch that could be base64.
fn longest(bytes: &[u8]) -> Option<Span> {
    let mut best = Span::at(0);
    let mut open: Option<Span> = None;
    let mut line = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let is_digit = digit(*byte).is_some();
        match &mut open {
            Some(span) if is_digit => {
                // What is behind the padding or a short line is another stretch.
                let gap = bytes.get(span.end..at).unwrap_or_default();
                if gap.is_empty() || (line >= SHORTEST_LINE && gap.len() < 8) {
                    line = if gap.is_empty() { line + 1 } else { 1 };
                    span.end = at + 1;
                } else {
                    *span = Span::new(at, at + 1);
                    line = 1;
                }
            }
            Some(_) if byte.is_ascii_whitespace() => {}
            None if is_digit => {
                open = Some(Span::new(at, at + 1));
                line = 1;
            }
            _ => open = None,
        }
        best = open.filter(|span| span.len() > best.len()).unwrap_or(best);
    }
    (best.len() >= SHORTEST).then_some(best)
}

fn decoded(bytes: &[u8], span: Span) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(span.start, Code::Envelope, Applicability::Likely);
    decode(&mut rewrite, bytes, span);
    rewrite.drop(bytes.len(), Code::Envelope, Applicability::Likely);
    rewrite.finish()
}

/// Puts bytes in the place of the digits that stand for them, padding included; `rewrite` is at the start of the span.
pub(super) fn decode(rewrite: &mut Rewrite<'_>, bytes: &[u8], span: Span) {
    let (mut bits, mut count) = (0_u32, 0);
    let mut at = span.start;
    for byte in span.slice_bytes(bytes) {
        at += 1;
        let Some(digit) = digit(*byte) else { continue };
        bits = bits << 6 | digit;
        count += 1;
        if count == 4 {
            let [_, group @ ..] = bits.to_be_bytes();
            rewrite.restate_units(at, &group, (3, at - rewrite.at()));
            (bits, count) = (0, 0);
        }
    }
    let behind = bytes.get(span.end..).unwrap_or_default();
    let padding = behind.iter().take(2).take_while(|byte| **byte == b'=').count();
    let [first, second, ..] = (bits << (32 - 6 * count).min(31)).to_be_bytes();
    let rest: &[u8] = match count {
        2 => &[first],
        3 => &[first, second],
        _ => &[],
    };
    rewrite.restate(span.end + padding, rest);
    let whole = Span::new(span.start, span.end + padding);
    rewrite.decoded(whole, Code::EncodedDocument, Applicability::Certain, "base64");
}

/// Whether bytes are text, or something else that can be unwrapped.
fn reads(bytes: &[u8]) -> bool {
    let magic: [&[u8]; 6] = [b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xfe\xff", b"\x78\x9c", b"\x78\xda"];
    let printable = bytes.iter().filter(|byte| matches!(byte, 0 | 9 | 10 | 13 | 0x20..=0x7e | 0x80..)).count();
    let ascii = bytes.iter().filter(|byte| byte.is_ascii()).count();
    magic.iter().any(|magic| bytes.starts_with(magic)) || (printable * 20 > bytes.len() * 19 && ascii * 2 > bytes.len())
}
