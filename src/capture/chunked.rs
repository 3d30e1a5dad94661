//! The chunked transfer coding, also of captures in which only the lines with the sizes remain.

use super::layer::{Layer, Rewrite};
use super::lines::{behind, lines, run};
use super::search::Found;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

pub(super) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    // Sizes that are right can be told from content that looks like one.
    match exact(bytes) {
        Some(layer) => found.push(layer),
        None => found.push(by_lines(bytes)),
    }
}

/// The size on a line, which may have extensions behind it.
fn size(line: &[u8]) -> Option<usize> {
    let line = line.trim_ascii_end();
    let digits = run(line, |byte| byte.is_ascii_hexdigit());
    let rest = behind(line, digits).trim_ascii_start();
    if digits == 0 || digits > 8 || !(rest.is_empty() || rest.starts_with(b";")) {
        return None;
    }
    let digits = std::str::from_utf8(line.get(..digits)?).ok()?;
    usize::from_str_radix(digits, 16).ok()
}

/// Goes from size to size; `None` where one of them lies. The last chunk may be cut.
fn exact(bytes: &[u8]) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    let mut from = 0;
    loop {
        let rest = behind(bytes, from);
        let (line, next) = lines(rest).next()?;
        let length = size(line.slice_bytes(rest))?;
        if length == 0 {
            rewrite.drop(bytes.len(), Code::HttpFraming, Applicability::Certain);
            return rewrite.finish();
        }
        // The break behind the chunk before and this size are one edit.
        rewrite.drop(from + next, Code::HttpFraming, Applicability::Certain);
        let end = from.checked_add(next)?.checked_add(length)?;
        rewrite.keep(end);
        if end >= bytes.len() {
            return rewrite.finish();
        }
        let breaks = [&b"\r\n"[..], b"\n"];
        from = end + breaks.iter().find(|mark| behind(bytes, end).starts_with(mark))?.len();
        if from >= bytes.len() {
            return rewrite.finish();
        }
    }
}

/// Drops every line that is a size, with the break before it: the first line must be one.
fn by_lines(bytes: &[u8]) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    let mut before = Span::at(0);
    for (line, next) in lines(bytes) {
        match size(line.slice_bytes(bytes)) {
            Some(_) => {
                rewrite.keep(before.end);
                rewrite.drop(next, Code::HttpFraming, Applicability::Likely);
            }
            None if line.start == 0 => return None,
            None => {}
        }
        before = line;
    }
    rewrite.finish()
}
