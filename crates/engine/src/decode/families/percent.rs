//! Percent-encoding, as in URLs and forms.

use memchr::{memchr, memchr_iter, memmem};

use crate::decode::layer::Found;
use crate::decode::layer::Rewrite;
use crate::decode::lines::behind;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    if !memchr_iter(b'%', bytes).any(|at| octet(behind(bytes, at)).is_some()) {
        return;
    }
    // A member name without encoding shows that only the contents of strings are encoded.
    if memmem::find(bytes, b"\":").is_some() {
        return;
    }
    // In a form a plus is a space; elsewhere a space is `%20`.
    let is_form =
        memchr(b'+', bytes).is_some() && memmem::find(bytes, b"%20").is_none() && memchr(b' ', bytes).is_none();
    let mut rewrite = Rewrite::new(bytes);
    let mut at = 0;
    while let Some(step) =
        bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'%' || (is_form && *byte == b'+')))
    {
        at += step;
        rewrite.keep(at);
        match octet(behind(bytes, at)) {
            _ if bytes.get(at) == Some(&b'+') => {
                at += 1;
                rewrite.restate(at, b" ");
            }
            Some(byte) => {
                at += 3;
                rewrite.restate(at, &[byte]);
            }
            None => at += 1,
        }
    }
    rewrite.decoded(Span::new(0, bytes.len()), Code::EncodedDocument, Applicability::Certain, "percent-encoding");
    found.push(rewrite.finish());
}

/// Decodes `%7B`.
fn octet(bytes: &[u8]) -> Option<u8> {
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    u8::try_from(digit(1)? << 4 | digit(2)?).ok()
}
