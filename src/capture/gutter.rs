//! What editors, mails, comparisons and shells put before each line.

use super::layer::{Layer, Rewrite};
use super::lines::{behind, is_blank, lines, run};
use super::search::Found;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Marks that may stand before each line.
const MARKS: [&[u8]; 8] = [b">", b"//", b"#", b"|", b"*", b"$", b"...", b"PS>"];

pub(super) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    found.push(numbered(bytes));
    found.push(compared(bytes));
    for mark in MARKS {
        found.push(marked(bytes, mark));
    }
}

/// Drops so many bytes at the start of each line; `None` where a line does not say how many.
fn strip(bytes: &[u8], mut length: impl FnMut(&[u8]) -> Option<usize>) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    for (line, _) in lines(bytes) {
        let content = line.slice_bytes(bytes);
        let length = length(content)?;
        rewrite.keep(line.start);
        rewrite.drop(line.start + length.min(line.len()), Code::LinePrefix, Applicability::Certain);
    }
    rewrite.finish()
}

/// Numbers that count the lines.
fn numbered(bytes: &[u8]) -> Option<Layer> {
    let mut expected = None;
    strip(bytes, |line| {
        if is_blank(line) {
            return Some(0);
        }
        let indent = run(line, |byte| byte == b' ' || byte == b'\t');
        let digits = run(behind(line, indent), |byte| byte.is_ascii_digit());
        let number: u64 = std::str::from_utf8(line.get(indent..indent + digits)?).ok()?.parse().ok()?;
        if expected.is_some_and(|expected| expected != number) {
            return None;
        }
        expected = number.checked_add(1);
        let rest = behind(line, indent + digits);
        let blanks = run(rest, |byte| byte == b' ');
        let mark = behind(rest, blanks);
        let separators: [&[u8]; 6] = ["│".as_bytes(), b"|", b":", b"\t", b"-", b")"];
        let separator = separators.iter().find(|separator| mark.starts_with(separator)).map(|mark| blanks + mark.len());
        let after = |length: usize| length + usize::from(behind(rest, length).starts_with(b" "));
        match separator {
            Some(length) => Some(indent + digits + after(length)),
            None if blanks > 0 || rest.is_empty() => Some(indent + digits + blanks.min(1)),
            None => None,
        }
    })
}

/// A mark before each line, as often as it stands there.
fn marked(bytes: &[u8], mark: &[u8]) -> Option<Layer> {
    strip(bytes, |line| {
        if is_blank(line) {
            return Some(0);
        }
        let mut length = run(line, |byte| byte == b' ');
        if !behind(line, length).starts_with(mark) {
            return None;
        }
        while behind(line, length).starts_with(mark) {
            length += mark.len();
        }
        Some(length + usize::from(behind(line, length).starts_with(b" ")))
    })
}

/// The new text of a unified comparison.
fn compared(bytes: &[u8]) -> Option<Layer> {
    const HEADS: [&[u8]; 6] = [b"diff ", b"index ", b"--- ", b"+++ ", b"@@ ", b"\\ No newline"];
    let mut rewrite = Rewrite::new(bytes);
    let mut changed = 0;
    for (line, next) in lines(bytes) {
        let content = line.slice_bytes(bytes);
        rewrite.keep(line.start);
        if HEADS.iter().any(|head| content.starts_with(head)) {
            rewrite.drop(next, Code::LinePrefix, Applicability::Certain);
            continue;
        }
        match content.first() {
            Some(b'+') => {
                changed += 1;
                rewrite.drop(line.start + 1, Code::LinePrefix, Applicability::Certain);
            }
            Some(b'-') => rewrite.drop(next, Code::LinePrefix, Applicability::Certain),
            Some(b' ') => rewrite.drop(line.start + 1, Code::LinePrefix, Applicability::Certain),
            None => {}
            Some(_) => return None,
        }
    }
    (changed > 0).then(|| rewrite.finish()).flatten()
}

/// The spans of all lines that are not blank.
pub(super) fn filled(bytes: &[u8]) -> impl Iterator<Item = Span> + '_ {
    lines(bytes).map(|(line, _)| line).filter(|line| !is_blank(line.slice_bytes(bytes)))
}
