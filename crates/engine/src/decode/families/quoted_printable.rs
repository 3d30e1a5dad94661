//! Quoted-printable, the encoding of mails.

use memchr::memchr;

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rewrite};
use crate::decode::lines::behind;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let mut rewrite = Rewrite::new(bytes);
    let mut any = false;
    let mut is_pure = true;
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
                is_pure = false;
                continue;
            }
        };
        any = true;
        rewrite.keep(at);
        at += 1 + length;
        rewrite.restate(at, byte.as_slice());
    }
    if any {
        rewrite.decoded(Span::new(0, bytes.len()), Code::EncodedDocument, Applicability::Certain, "quoted-printable");
        // Not one bare equals sign: that alone tells, where what is encoded does not hurt as it stands.
        let layer = rewrite.finish().map(|layer| Layer { bonus: i64::from(is_pure), ..layer });
        found.push(layer);
    }
}

/// The byte of two digits, which are upper case.
fn octet(bytes: &[u8]) -> Option<u8> {
    let digit = |at: usize| {
        let byte = bytes.get(at).filter(|byte| !byte.is_ascii_lowercase())?;
        char::from(*byte).to_digit(16)
    };
    u8::try_from(digit(0)? << 4 | digit(1)?).ok()
}
