//! HTML entities.

use memchr::{memchr, memmem};

use crate::decode::layer::Found;
use crate::decode::layer::Rewrite;
use crate::decode::lines::behind;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// The entities that text is escaped with.
const NAMED: [(&[u8], char); 6] =
    [(b"quot", '"'), (b"amp", '&'), (b"lt", '<'), (b"gt", '>'), (b"apos", '\''), (b"nbsp", ' ')];

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let quotes: [&[u8]; 4] = [b"&quot;", b"&#34;", b"&#x22;", b"&amp;"];
    if quotes.iter().all(|quote| memmem::find(bytes, quote).is_none()) {
        return;
    }
    let mut rewrite = Rewrite::new(bytes);
    let mut at = 0;
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
    rewrite.decoded(Span::new(0, bytes.len()), Code::EncodedDocument, Applicability::Certain, "HTML entities");
    found.push(rewrite.finish());
}

/// The character of the entity at the start of `bytes`, and its length.
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
