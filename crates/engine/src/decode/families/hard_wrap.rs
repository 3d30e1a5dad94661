//! Lines that a terminal or a mail program broke.

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rewrite};
use crate::decode::lines::{NARROWEST, behind, lines, run, width};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Widest width, in characters, at which consoles break lines.
const WIDEST: usize = 132;

/// Greatest length of two adjacent words of a sentence, usually.
const LONGEST_WORD: usize = 20;

/// Marks that editors and shells put at the end of a continued line.
const CONTINUED: [&[u8]; 4] = [b"\\", "↩".as_bytes(), "⏎".as_bytes(), "↵".as_bytes()];

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let all: Vec<Line> =
        lines(bytes).map(|(span, next)| Line { span, next, width: width(span.slice_bytes(bytes)) }).collect();
    let widest = all.iter().map(|line| line.width).max().unwrap_or(0);
    if all.len() > 1 && widest >= NARROWEST {
        for mark in CONTINUED {
            found.push(at_marks(bytes, &all, widest, mark));
        }
        found.push(at_width(bytes, &all, widest));
        found.push(at_blanks(bytes, &all, widest));
    }
}

/// Line of a capture.
struct Line {
    span: Span,
    /// Start of the next line.
    next: usize,
    /// Number of UTF-8 characters.
    width: usize,
}

/// Joins full lines with the next one. `None` if the lines were not broken at a width: each full line ends where a line
/// of a document may end, or shorter lines also end within a string, or a single line is full and ends
/// between words.
fn at_width(bytes: &[u8], all: &[Line], widest: usize) -> Option<Layer> {
    let is_document = matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'['));
    let mut rewrite = Rewrite::new(bytes);
    let (mut is_broken, mut in_string, mut odd, mut joints, mut is_split) = (false, false, 0, 0, false);
    for Line { span: line, next, width } in all {
        let content = line.slice_bytes(bytes);
        in_string = ends_in_string(content, in_string);
        if *next < bytes.len() && *width == widest {
            is_broken |= !content.ends_with(b",") && !content.ends_with(b"{") && !content.ends_with(b"[");
            joints += 1;
            is_split |= !in_string || splits_word(content, behind(bytes, *next));
            rewrite.keep(line.end);
            rewrite.drop(*next, Code::HardWrap, Applicability::Likely);
        } else {
            odd += usize::from(std::mem::take(&mut in_string));
        }
    }
    // Some line always is the widest. A single one shows wrapping only if it is no wider than a console and ends where
    // no text has a line break: a line break of a text may well fall on a usual width.
    let is_width = joints > 1 || widest <= WIDEST && is_split;
    // One line may have lost a quote.
    if is_broken && is_width && !(is_document && odd > 1) { rewrite.finish() } else { None }
}

/// Returns whether a line break is where no text has one: next to a space that was kept, or within a token that is not
/// a word of a sentence.
fn splits_word(before: &[u8], behind: &[u8]) -> bool {
    if before.ends_with(b" ") || behind.starts_with(b" ") {
        return true;
    }
    let in_word =
        |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'-' | b'_' | b'.' | b'/' | b':' | b'@');
    let word: Vec<u8> =
        before.iter().rev().take_while(in_word).chain(behind.iter().take_while(in_word)).copied().collect();
    let is_within =
        before.last().is_some_and(|byte| in_word(&byte)) && behind.first().is_some_and(|byte| in_word(&byte));
    is_within && (word.len() > LONGEST_WORD || word.iter().any(u8::is_ascii_digit))
}

/// Joins the lines that end in a mark at the edge.
fn at_marks(bytes: &[u8], all: &[Line], widest: usize, mark: &[u8]) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    for Line { span: line, next, width } in all {
        let is_full = *next < bytes.len() && *width == widest;
        if is_full && line.slice_bytes(bytes).ends_with(mark) {
            rewrite.keep(line.end - mark.len());
            rewrite.drop(*next, Code::HardWrap, Applicability::Likely);
        }
    }
    rewrite.finish()
}

/// Joins lines that were broken at a space within a string. `None` if the next word would have fitted on a line: that
/// line was not wrapped.
fn at_blanks(bytes: &[u8], all: &[Line], widest: usize) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    let (mut in_string, mut broken) = (false, 0);
    for Line { span: line, next, width: own } in all {
        let content = line.slice_bytes(bytes);
        in_string = ends_in_string(content, in_string);
        let rest = behind(bytes, *next);
        if !in_string || rest.is_empty() {
            continue;
        }
        let word = rest.get(..run(rest, |byte| !byte.is_ascii_whitespace())).unwrap_or_default();
        if own + 1 + width(word) <= widest {
            return None;
        }
        broken += 1;
        rewrite.keep(line.end);
        let is_whole = content.ends_with(b" ") || rest.starts_with(b" ");
        // The space at which the line was broken was dropped.
        rewrite.replace(*next, if is_whole { "" } else { " " }, Code::HardWrap, Applicability::Likely);
    }
    // A single break is a line break of the text: one line shows no width.
    if broken > 1 { rewrite.finish() } else { None }
}

/// Returns whether a string is open at the end of a line.
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
