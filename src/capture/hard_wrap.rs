//! Lines that a terminal or a mail program broke.

use super::layer::Rewrite;
use super::lines::lines;
use super::search::Found;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Narrower lines are not broken by programs.
const NARROWEST: usize = 20;

pub(super) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let width = |line: Span| line.slice_bytes(bytes).iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    let all: Vec<(Span, usize)> = lines(bytes).map(|(line, next)| (line, next)).collect();
    let widest = all.iter().map(|(line, _)| width(*line)).max().unwrap_or(0);
    if all.len() < 2 || widest < NARROWEST {
        return;
    }
    let mut rewrite = Rewrite::new(bytes);
    let mut in_string = false;
    for (line, next) in all {
        let content = line.slice_bytes(bytes);
        in_string = ends_in_string(content, in_string);
        let is_full = width(line) == widest;
        if next >= bytes.len() || !(in_string || is_full) {
            continue;
        }
        rewrite.keep(line.end);
        let blank = content.ends_with(b" ") || bytes.get(next) == Some(&b' ');
        // A line that is not full was broken at a blank, which went.
        let inserted = if is_full || blank || !in_string { "" } else { " " };
        rewrite.replace(next, inserted, Code::HardWrap, Applicability::Likely);
    }
    found.push(rewrite.finish());
}

/// Whether a string is open at the end of a line.
fn ends_in_string(line: &[u8], mut open: bool) -> bool {
    let mut escaped = false;
    for byte in line {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = open,
            b'"' => open = !open,
            _ => {}
        }
    }
    open
}
