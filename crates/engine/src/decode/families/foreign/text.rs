//! Escapes that were applied to a whole text, whatever its structure.

use memchr::{memchr, memmem};

use super::octets::as_text;
use super::unit::{Unit, hexadecimal as hexadecimal_unit};
use crate::decode::layer::{Layer, Rewrite};
use crate::decode::lines::behind;
use crate::diagnostic::{Applicability, Code};
use crate::text::Span;

/// Returns the longest stretch in which `\x22` represents quotes, from the bracket before the first of them.
pub(super) fn hexadecimal(bytes: &[u8]) -> Option<Span> {
    let mut best: Option<Span> = None;
    let mut at = 0;
    while let Some(quote) = memmem::find(behind(bytes, at), b"\\x22").map(|step| at + step) {
        let before = bytes.get(at..quote).unwrap_or_default();
        let blanks = before.iter().rev().take_while(|byte| b"{[ \t".contains(byte)).count();
        let bracket = behind(before, before.len() - blanks).iter().position(|byte| matches!(byte, b'{' | b'['));
        at = quote + 4;
        if let Some(bracket) = bracket {
            let start = quote - blanks + bracket;
            let mut end = start;
            loop {
                match hexadecimal_unit(behind(bytes, end)) {
                    Unit::End => break,
                    Unit::Same(length) | Unit::Escape(length, _) => end += length,
                }
            }
            at = end.max(at);
            if best.is_none_or(|best| best.len() < end - start) {
                best = Some(Span::new(start, end));
            }
        }
    }
    best
}

/// Decodes `#012` and the like, as syslog daemons write control characters and bytes beyond ASCII.
pub(super) fn octal(bytes: &[u8]) -> Option<Layer> {
    let is_mark = |mark: &[u8]| memmem::find(bytes, mark).is_some();
    // A line break next to a bracket, a comma or a quote.
    let marks: [&[u8]; 8] = [b"{#012", b"[#012", b",#012", b"}#012", b"]#012", b"{#015", b",#015", b"[#015"];
    if !marks.into_iter().any(is_mark) {
        return None;
    }
    let mut rewrite = Rewrite::new(bytes);
    let mut at = 0;
    while let Some(step) = memchr(b'#', behind(bytes, at)) {
        at += step;
        let run: Vec<u8> = behind(bytes, at).chunks_exact(4).map_while(code).collect();
        if run.is_empty() {
            at += 1;
            continue;
        }
        rewrite.keep(at);
        at += run.len() * 4;
        rewrite.restate(at, &as_text(&run));
    }
    let read_as = "text with octal codes";
    rewrite.decoded(Span::new(0, bytes.len()), Code::EscapedDocument, Applicability::Certain, read_as);
    rewrite.finish()
}

/// Decodes `#012`: a control character, or a byte beyond ASCII.
fn code(escape: &[u8]) -> Option<u8> {
    let [b'#', digits @ ..] = escape else { return None };
    let value = digits.iter().try_fold(0_u32, |value, digit| Some(value * 8 + char::from(*digit).to_digit(8)?))?;
    u8::try_from(value).ok().filter(|byte| *byte < 0x20 || *byte >= 0x7f)
}

/// Removes the carets of `^"{^\^"a^\^": 1}^"`, which escape for the command processor of Windows.
pub(super) fn carets(bytes: &[u8]) -> Option<Layer> {
    let marks: [&[u8]; 3] = [b"^\\^\"", b"^{", b"^\"{"];
    if memmem::find(bytes, b"^\"").is_none() || marks.iter().all(|mark| memmem::find(bytes, mark).is_none()) {
        return None;
    }
    let mut rewrite = Rewrite::new(bytes);
    let mut at = 0;
    while let Some(step) = memchr(b'^', behind(bytes, at)) {
        at += step;
        let rest = behind(bytes, at + 1);
        let breaks: [(&[u8], &[u8]); 3] = [(b"\r\n\r\n", b"\r\n"), (b"\n\n", b"\n"), (b"\n", b"")];
        rewrite.keep(at);
        match breaks.iter().find(|(escaped, _)| rest.starts_with(escaped)) {
            Some((escaped, text)) => {
                at += 1 + escaped.len();
                rewrite.restate(at, text);
            }
            None => {
                let kept = rest.get(..1).unwrap_or_default();
                at += 1 + kept.len();
                rewrite.restate(at, kept);
            }
        }
    }
    let read_as = "text with carets";
    rewrite.decoded(Span::new(0, bytes.len()), Code::EscapedDocument, Applicability::Certain, read_as);
    rewrite.finish()
}
