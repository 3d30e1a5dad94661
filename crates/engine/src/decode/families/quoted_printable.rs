//! Quoted-printable, the encoding of mails.

use memchr::memchr;

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rewrite};
use crate::decode::lines::{behind, lines};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Longest encoded line; a line with a soft line break is about as long.
const LONGEST_LINE: usize = 76;
/// How much shorter than the longest line a line with a soft line break may be, because the next unit did not fit.
const SLACK: usize = 24;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let mut rewrite = Rewrite::new(bytes);
    let mut evidence = Evidence::default();
    let mut at = 0;
    while let Some(step) = memchr(b'=', behind(bytes, at)) {
        at += step;
        let rest = behind(bytes, at + 1);
        let soft = [&b"\r\n"[..], b"\n"].iter().find(|end| rest.starts_with(end)).map(|end| end.len());
        let (length, byte) = match (soft, octet(rest)) {
            (Some(length), _) => (length, None),
            (None, Some(byte)) => (2, Some(byte)),
            (None, None) => {
                at += 1;
                evidence.bare += 1;
                continue;
            }
        };
        match byte {
            Some(byte) => evidence.see(byte),
            None => {
                let start = memchr::memrchr(b'\n', bytes.get(..at).unwrap_or_default()).map_or(0, |end| end + 1);
                evidence.soft += 1;
                evidence.full += usize::from(at + 1 - start + SLACK >= LONGEST_LINE);
            }
        }
        rewrite.keep(at);
        at += 1 + length;
        rewrite.restate(at, byte.as_slice());
    }
    if evidence.suffices(bytes) {
        rewrite.decoded(Span::new(0, bytes.len()), Code::EncodedDocument, Applicability::Certain, "quoted-printable");
        // The absence of bare equals signs decides if the encoded characters are harmless without decoding.
        let layer = rewrite.finish().map(|layer| Layer { bonus: i64::from(evidence.bare == 0), ..layer });
        found.push(layer);
    }
}

/// Evidence that equals signs are those of the encoding.
#[derive(Default)]
struct Evidence {
    /// Equals signs that represent themselves.
    bare: usize,
    /// Soft line breaks, and those at full lines.
    soft: usize,
    full: usize,
    /// Bit set of the encoded bytes.
    kinds: [u128; 2],
    /// Letters and digits among them, which need no encoding.
    needless: usize,
}

impl Evidence {
    fn see(&mut self, byte: u8) {
        if let Some(kinds) = self.kinds.get_mut(usize::from(byte >> 7)) {
            *kinds |= 1 << (byte & 0x7f);
        }
        self.needless += usize::from(byte.is_ascii_alphanumeric());
    }

    /// Returns whether the evidence suffices: a soft line break at a full line, or several kinds of bytes that need
    /// encoding. Neither a single line break after an equals sign nor `=41` in a query suffices.
    fn suffices(&self, bytes: &[u8]) -> bool {
        let kinds: u32 = self.kinds.iter().map(|kinds| kinds.count_ones()).sum();
        let is_short = || lines(bytes).all(|(line, _)| line.len() <= LONGEST_LINE);
        let is_encoded = match self.soft {
            0 => kinds > 1 || (kinds == 1 && self.bare == 0),
            _ => is_short() && (self.full > 0 || (kinds > 1 && self.bare == 0)),
        };
        self.needless == 0 && is_encoded
    }
}

/// Decodes two digits, which must be upper case.
fn octet(bytes: &[u8]) -> Option<u8> {
    let digit = |at: usize| {
        let byte = bytes.get(at).filter(|byte| !byte.is_ascii_lowercase())?;
        char::from(*byte).to_digit(16)
    };
    u8::try_from(digit(0)? << 4 | digit(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::{Found, Limits, find};

    #[test]
    fn equals_signs_are_no_encoding_by_themselves() {
        for (text, is_encoded) in [
            ("{\"a\": \">=\n2\", \"b\": 1}", false),
            ("{\"a\": \">=\n2\", \"b\": \"a=41&id=3D\"}", false),
            ("{\"a\": \"https://x.example/?a=3D&b=4D\"}", false),
            ("{\"a\": \"caf=C3=A9\"}", true),
            ("{\"a\": \"b=3Dc\", \"d\": 1}", true),
            (&format!("{{\"a\": \"{}=\n{}\"}}", "x".repeat(68), "y".repeat(20)), true),
        ] {
            let mut found = Found::default();
            find(text.as_bytes(), &Limits::default(), &mut found);
            assert_eq!(!found.layers.is_empty(), is_encoded, "{text}");
        }
    }
}
