//! HTML entities.

use memchr::{memchr, memmem};

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rest, Rewrite};
use crate::decode::lines::behind;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Entities that escape text.
const NAMED: [(&[u8], char); 6] =
    [(b"quot", '"'), (b"amp", '&'), (b"lt", '<'), (b"gt", '>'), (b"apos", '\''), (b"nbsp", ' ')];

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let quotes: [&[u8]; 4] = [b"&quot;", b"&#34;", b"&#x22;", b"&amp;"];
    if quotes.iter().all(|quote| memmem::find(bytes, quote).is_none()) {
        return;
    }
    found.push(content(bytes));
    // A member name without entities shows that only the contents of strings are encoded.
    if memmem::find(bytes, b"\":").is_some() {
        return;
    }
    let mut rewrite = Rewrite::new(bytes);
    read(&mut rewrite, bytes, Span::new(0, bytes.len()));
    found.push(rewrite.finish());
}

/// Returns the longest content of a markup element that starts as a document does, as in the page of a browser that
/// displays JSON.
fn content(bytes: &[u8]) -> Option<Layer> {
    let mut best: Option<Span> = None;
    let mut at = 0;
    while let Some(start) = memchr(b'>', behind(bytes, at)).map(|step| at + step + 1) {
        let content = behind(bytes, start);
        let length = memchr(b'<', content).unwrap_or(content.len());
        at = start + length;
        let is_element = behind(bytes, at).starts_with(b"</");
        let is_document = matches!(content.get(..length)?.trim_ascii(), [b'{', .., b'}'] | [b'[', .., b']']);
        if is_element && is_document && best.is_none_or(|best| best.len() < length) {
            best = Some(Span::new(start, at));
        }
    }
    let best = best.filter(|best| memchr(b'&', best.slice_bytes(bytes)).is_some())?;
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(best.start, Code::Envelope, Applicability::Likely);
    read(&mut rewrite, bytes, best);
    rewrite.drop(bytes.len(), Code::Envelope, Applicability::Likely);
    rewrite.finish().map(|layer| layer.beside(Rest::CountsUnlessDocument))
}

/// Replaces entities by their characters.
fn read(rewrite: &mut Rewrite<'_>, bytes: &[u8], span: Span) {
    let bytes = bytes.get(..span.end).unwrap_or_default();
    let mut at = span.start;
    while let Some(step) = memchr(b'&', behind(bytes, at)) {
        at += step;
        let Some((character, length)) = entity(behind(bytes, at)) else {
            at += 1;
            continue;
        };
        rewrite.keep(at);
        at += length;
        let mut buffer = [0; 4];
        rewrite.restate(at, character.encode_utf8(&mut buffer).as_bytes());
    }
    rewrite.keep(span.end);
    rewrite.decoded(span, Code::EncodedDocument, Applicability::Certain, "HTML entities");
}

/// Returns the character of the entity at the start of `bytes`, and the entity's length.
fn entity(bytes: &[u8]) -> Option<(char, usize)> {
    let end = bytes.iter().take(12).position(|byte| *byte == b';')?;
    let name = bytes.get(1..end)?;
    let character = match name.strip_prefix(b"#") {
        Some(number) => {
            let number = std::str::from_utf8(number).ok()?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((character, end + 1))
}
