//! Lines of bytes, and small helpers for their starts.

use memchr::memchr;

use crate::text::Span;

/// Returns the lines of bytes: the span of each without its line break, and the start of the next one.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = (Span, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let length = memchr(b'\n', rest);
        let next = at + length.map_or(rest.len(), |length| length + 1);
        let end = at + length.unwrap_or(rest.len());
        let end = if end > at && bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end };
        let line = Span::new(at, end);
        at = next;
        Some((line, next))
    })
}

/// Returns the length of the run at the start of `bytes` for which `is` holds.
pub(super) fn run(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !is(*byte)).unwrap_or(bytes.len())
}

/// Returns the bytes after the first `length`; empty if there are fewer.
pub(super) fn behind(bytes: &[u8], length: usize) -> &[u8] {
    bytes.get(length..).unwrap_or_default()
}

/// Narrowest width, in characters, at which programs break lines.
pub(super) const NARROWEST: usize = 20;

/// Returns the number of UTF-8 characters in a line.
pub(super) fn width(line: &[u8]) -> usize {
    if line.is_ascii() { line.len() } else { line.iter().filter(|byte| **byte & 0xc0 != 0x80).count() }
}

/// Returns whether a line is empty or white space.
pub(super) fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}
