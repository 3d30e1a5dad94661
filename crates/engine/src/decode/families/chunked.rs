//! HTTP chunked transfer coding, also in captures that kept only the lines with the sizes.

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rewrite};
use crate::decode::lines::{behind, lines, run};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Longest number or word, in bytes.
const LONGEST_WORD: usize = 20;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    if is_of_words(bytes) {
        return;
    }
    // Correct sizes can be told from content that looks like a size.
    match exact(bytes) {
        Some((layer, true)) => return found.push(layer),
        Some((layer, false)) => found.push(layer),
        None => {}
    }
    let sizes: Vec<Size> = sizes(bytes).collect();
    if sizes.first().is_some_and(|first| first.line.start == 0) {
        let layer = without(bytes, &nearest(&sizes));
        found.push(layer.map(|layer| Layer { bonus: 1, ..layer }));
        found.push(without(bytes, &sizes));
    }
}

/// Returns whether every line is one number or word: these are separate documents, and none is the size of another.
fn is_of_words(bytes: &[u8]) -> bool {
    let is_word = |line: &[u8]| line.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
    let is_short = |line: &[u8]| line.len() <= LONGEST_WORD && is_word(line);
    lines(bytes).all(|(line, _)| is_short(line.slice_bytes(bytes).trim_ascii()))
}

/// Parses the size on a line, which extensions may follow.
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

/// Follows the sizes; `None` if one of them is wrong. The second value tells whether all chunks are complete: the last
/// may be truncated.
fn exact(bytes: &[u8]) -> Option<(Layer, bool)> {
    let mut rewrite = Rewrite::new(bytes);
    let mut from = 0;
    loop {
        let rest = behind(bytes, from);
        let (line, next) = lines(rest).next()?;
        let length = size(line.slice_bytes(rest))?;
        if length == 0 {
            rewrite.drop(bytes.len(), Code::HttpFraming, Applicability::Certain);
            return rewrite.finish().map(|layer| (layer, true));
        }
        // The line break after the chunk before and this size are one edit.
        rewrite.drop(from + next, Code::HttpFraming, Applicability::Certain);
        let end = from.checked_add(next)?.checked_add(length)?;
        rewrite.keep(end);
        if end >= bytes.len() {
            return rewrite.finish().map(|layer| (layer, end == bytes.len()));
        }
        // All line breaks are alike: a chunk that ends within one has another size.
        let mark = if behind(rest, line.end).starts_with(b"\r") { &b"\r\n"[..] } else { b"\n" };
        if !behind(bytes, end).starts_with(mark) {
            return None;
        }
        from = end + mark.len();
        if from >= bytes.len() {
            return rewrite.finish().map(|layer| (layer, true));
        }
    }
}

/// A line that is a size.
#[derive(Clone, Copy)]
struct Size {
    line: Span,
    /// Start of the chunk.
    next: usize,
    size: usize,
    /// End of the line before: the line break in between belongs to the size.
    before: usize,
}

/// Returns all lines that may be sizes.
fn sizes(bytes: &[u8]) -> impl Iterator<Item = Size> + '_ {
    let mut end = 0;
    lines(bytes).filter_map(move |(line, next)| {
        let before = std::mem::replace(&mut end, line.end);
        Some(Size { line, next, size: size(line.slice_bytes(bytes))?, before })
    })
}

/// Selects from the lines that may be sizes those nearest to the ends of the chunks before: content may look like a
/// size too.
fn nearest(sizes: &[Size]) -> Vec<Size> {
    let mut chosen: Vec<Size> = Vec::new();
    let mut rest = sizes;
    while let [first, behind @ ..] = rest {
        chosen.push(*first);
        let due = first.next.saturating_add(first.size);
        let at = behind.partition_point(|size| size.before < due);
        let distance = |at: &usize| behind.get(*at).map_or(usize::MAX, |size| size.before.abs_diff(due));
        let at = at.checked_sub(1).into_iter().chain([at]).min_by_key(distance).unwrap_or(0);
        rest = if first.size == 0 { &[] } else { behind.get(at..).unwrap_or_default() };
    }
    chosen
}

/// Drops the lines with sizes, each with the line break before it.
fn without(bytes: &[u8], sizes: &[Size]) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    for size in sizes {
        rewrite.keep(size.before);
        rewrite.drop(size.next, Code::HttpFraming, Applicability::Likely);
    }
    rewrite.finish()
}
