//! Base64, in one line or in several, in the standard or the URL-safe alphabet.

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rewrite};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::redact::{SECRET_NAMES, SHORTEST_NAME};
use crate::text::Span;

/// Shortest stretch, in digits; shorter ones are words.
const SHORTEST: usize = 24;
/// Shortest line that continues on the next, in digits.
const SHORTEST_LINE: usize = 40;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    if let Some(span) = longest(bytes) {
        // If there is little other text, even content that does not look like a document may be one in compressed form.
        let is_all = span.len() * 10 > bytes.trim_ascii().len() * 9;
        found.push(decoded(bytes, span).filter(|layer| is_all || reads(&layer.bytes)));
    }
}

/// Value of each byte as a digit, in either alphabet; [`NONE`] for other bytes.
const DIGITS: [u8; 256] = {
    let mut table = [NONE; 256];
    let mut rest: &mut [u8] = &mut table;
    let mut byte = 0_u8;
    while let Some((digit, behind)) = rest.split_first_mut() {
        *digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => NONE,
        };
        rest = behind;
        byte = byte.wrapping_add(1);
    }
    table
};
const NONE: u8 = 64;

fn digit(byte: u8) -> Option<u32> {
    let digit = DIGITS.get(usize::from(byte)).copied().unwrap_or(NONE);
    (digit != NONE).then_some(u32::from(digit))
}

/// Returns the longest stretch that may be base64.
fn longest(bytes: &[u8]) -> Option<Span> {
    stretches(bytes).into_iter().rev().max_by_key(|span| span.len())
}

/// Returns all stretches that may be base64.
fn stretches(bytes: &[u8]) -> Vec<Span> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(start) = next_run(bytes, at) {
        let span = Span::new(start, end_of(bytes, start));
        at = span.end;
        all.push(span);
    }
    all
}

/// Returns the start of the next run of digits that is long enough. Testing the last byte of a possible run first skips
/// most bytes.
fn next_run(bytes: &[u8], mut start: usize) -> Option<usize> {
    loop {
        let run = bytes.get(start..start.checked_add(SHORTEST)?)?;
        match run.iter().rposition(|byte| digit(*byte).is_none()) {
            Some(other) => start += other + 1,
            None => return Some(start),
        }
    }
}

/// Returns the end of the stretch at `start`. Text after padding or after a short line is another stretch.
fn end_of(bytes: &[u8], start: usize) -> usize {
    let count = |at: usize, is_it: fn(u8) -> bool| {
        bytes.get(at..).unwrap_or_default().iter().take_while(|byte| is_it(**byte)).count()
    };
    let mut end = start;
    loop {
        let line = count(end, |byte| digit(byte).is_some());
        end += line;
        let gap = count(end, |byte| byte.is_ascii_whitespace());
        let goes_on = bytes.get(end + gap).is_some_and(|byte| digit(*byte).is_some());
        if line < SHORTEST_LINE || gap >= 8 || !goes_on {
            return end;
        }
        end += gap;
    }
}

/// Returns the stretches whose content names a secret. They are redacted whether or not the stretch is decoded.
pub(crate) fn hidden(text: &str) -> Vec<Span> {
    let is_id = |digits: &[u8]| digits.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'-' | b'_'));
    let mut found = stretches(text.as_bytes());
    found.retain(|span| {
        let digits = span.slice_bytes(text.as_bytes());
        // If the first digit is lost, the others can still be decoded.
        !is_id(digits) && spells_word(digits) && (0..4).any(|skipped| names_secret(digits, skipped))
    });
    found
}

/// Returns whether the decoded digits contain as many consecutive letters as the shortest name of a secret, at any of
/// the four alignments. A cheap test: most stretches that are not base64 decode to no words.
fn spells_word(digits: &[u8]) -> bool {
    let mut last = 0_u32;
    // Number of consecutive letters so far, if the current digit is the first, second, third or fourth of its group.
    let mut letters = [0_u8; 4];
    let mut longest = 0;
    for digit in digits.iter().filter_map(|byte| digit(*byte)) {
        last = last << 6 | digit;
        let [first, second, third, fourth] = letters;
        let and = |letters: u8, shift: u32| {
            let [.., byte] = (last >> shift).to_be_bytes();
            match byte {
                // In UTF-16, every second byte is NUL.
                0 => letters,
                _ if byte.is_ascii_alphabetic() => letters.saturating_add(1),
                _ => 0,
            }
        };
        // The first digit of a group completes no byte.
        letters = [fourth, and(first, 4), and(second, 2), and(third, 0)];
        longest = letters.into_iter().fold(longest, u8::max);
    }
    usize::from(longest) >= SHORTEST_NAME
}

/// Returns whether the decoded digits after `skipped` contain the name of a secret, also in UTF-16.
fn names_secret(digits: &[u8], skipped: usize) -> bool {
    let mut text = Vec::with_capacity(digits.len());
    let (mut bits, mut count) = (0_u32, 0);
    for digit in digits.iter().filter_map(|byte| digit(*byte)).skip(skipped) {
        bits = bits << 6 | digit;
        count += 1;
        if count == 4 {
            let [_, group @ ..] = bits.to_be_bytes();
            text.extend(group.iter().filter(|byte| **byte != 0).map(u8::to_ascii_lowercase));
            (bits, count) = (0, 0);
        }
    }
    // Few stretches decode to words.
    let words = text.split(|byte| !byte.is_ascii_lowercase());
    words
        .filter(|word| word.len() >= SHORTEST_NAME)
        .any(|word| SECRET_NAMES.iter().any(|name| memchr::memmem::find(word, name.as_bytes()).is_some()))
}

fn decoded(bytes: &[u8], span: Span) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(span.start, Code::Envelope, Applicability::Likely);
    decode(&mut rewrite, bytes, span);
    rewrite.drop(bytes.len(), Code::Envelope, Applicability::Likely);
    rewrite.finish()
}

/// Replaces digits, including padding, by the bytes that they encode; `rewrite` is at the start of the span.
pub(in crate::decode) fn decode(rewrite: &mut Rewrite<'_>, bytes: &[u8], span: Span) {
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

/// Returns whether bytes are text, or another encoding that can be removed.
fn reads(bytes: &[u8]) -> bool {
    let magic: [&[u8]; 6] = [b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xfe\xff", b"\x78\x9c", b"\x78\xda"];
    let printable = bytes.iter().filter(|byte| matches!(byte, 0 | 9 | 10 | 13 | 0x20..=0x7e | 0x80..)).count();
    let ascii = bytes.iter().filter(|byte| byte.is_ascii()).count();
    magic.iter().any(|magic| bytes.starts_with(magic)) || (printable * 20 > bytes.len() * 19 && ascii * 2 > bytes.len())
}

#[cfg(test)]
mod tests {
    use super::{DIGITS, SECRET_NAMES, hidden};

    /// Encodes bytes without padding.
    fn encoded(bytes: &[u8]) -> String {
        let digit = |value: u32| (b'+'..=b'z').find(|byte| u32::from(DIGITS[usize::from(*byte)]) == value).unwrap();
        let group = |group: &[u8]| {
            let bits = group.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
            (0..=group.len()).map(|at| char::from(digit(bits >> (18 - 6 * at) & 63))).collect::<String>()
        };
        bytes.chunks(3).map(group).collect()
    }

    #[test]
    fn every_name_is_seen_through_wherever_it_is() {
        for name in SECRET_NAMES {
            for shift in 0..3 {
                for lost in 0..4 {
                    let text = format!("{{\"{}\":0,\"{}\":\"hunter2\"}}", "a".repeat(3 + shift), name.to_uppercase());
                    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                    for bytes in [text.as_bytes(), &wide] {
                        let digits: String = encoded(bytes).chars().skip(lost).collect();
                        assert_eq!(hidden(&digits).len(), 1, "{text} as {digits}");
                    }
                }
            }
        }
    }

    #[test]
    fn secrets_are_seen_through() {
        // `{"password":"hu9ter2z"}`, `{"a":1,"password":"hu9ter2z"}` without its first digit, and the first one in
        // UTF-16.
        for text in [
            "eyJwYXNzd29yZCI6Imh1OXRlcjJ6In0=",
            "yJhIjoxLCJwYXNzd29yZCI6Imh1OXRlcjJ6In0=",
            "ewAiAHAAYQBzAHMAdwBvAHIAZAAiADoAIgBoAHUAOQB0AGUAcgAyAHoAIgB9AA==",
        ] {
            let spans = hidden(&format!("note: {text}\n"));
            let digits = text.trim_end_matches('=').len();
            assert_eq!(spans.iter().map(|span| (span.start, span.len())).collect::<Vec<_>>(), [(6, digits)], "{text}");
        }
        // `{"scanName":"a lab","isActive":true}`, and an id.
        for text in ["eyJzY2FuTmFtZSI6ImEgbGFiIiwiaXNBY3RpdmUiOnRydWV9", "d8d0dbc40a579fa3e4ca5ce60894be61"] {
            assert!(hidden(text).is_empty(), "{text}");
        }
    }
}
