//! Documents as hexadecimal digits: `X'7B22…'` of SQL, `0x7B22…`, `\x7b22…`.

use memchr::memmem;

use super::octets::digits;
use crate::decode::layer::{Layer, Rest, Rewrite};
use crate::decode::lines::{behind, run};
use crate::diagnostic::{Applicability, Code};
use crate::text::Span;

/// Fewest digits of a document.
pub(in crate::decode) const SHORTEST: usize = 16;

/// Returns the content of the longest run of digits that starts as a document does.
pub(super) fn find(bytes: &[u8]) -> Option<Layer> {
    let span = longest(bytes)?;
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(span.start, Code::Envelope, Applicability::Likely);
    while rewrite.at() < span.end {
        let byte = digits(behind(bytes, rewrite.at()).first_chunk()?)?;
        rewrite.restate(rewrite.at() + 2, &[byte]);
    }
    rewrite.decoded(span, Code::EncodedDocument, Applicability::Certain, "hexadecimal digits");
    rewrite.drop(bytes.len(), Code::Envelope, Applicability::Likely);
    rewrite.finish().map(|layer| layer.beside(Rest::CountsUnlessDocument))
}

fn longest(bytes: &[u8]) -> Option<Span> {
    // `{"`, `{ "`, `{` and a line break, `[{`, `["`, in upper and lower case.
    const STARTS: [&[u8]; 12] =
        [b"7B22", b"7b22", b"7B20", b"7b20", b"7B0A", b"7b0a", b"7B0D", b"7b0d", b"5B7B", b"5b7b", b"5B22", b"5b22"];
    let mut best: Option<Span> = None;
    let mut at = 0;
    let starts = || STARTS.iter().any(|start| memmem::find(bytes, start).is_some());
    if !starts() {
        return None;
    }
    while let Some(start) = behind(bytes, at).iter().position(u8::is_ascii_hexdigit).map(|step| at + step) {
        // The prefix `0x` does not belong to the digits.
        let start = if behind(bytes, start).starts_with(b"0x") { start + 2 } else { start };
        let length = run(behind(bytes, start), |byte| byte.is_ascii_hexdigit());
        at = start + length.max(1);
        let digits = behind(bytes, start);
        let is_document = STARTS.iter().any(|known| digits.starts_with(known));
        if length >= SHORTEST && length % 2 == 0 && is_document && best.is_none_or(|best| best.len() < length) {
            best = Some(Span::new(start, start + length));
        }
    }
    best
}
