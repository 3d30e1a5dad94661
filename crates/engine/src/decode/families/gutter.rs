//! Line prefixes of editors, mail programs, diffs and shells.

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rewrite};
use crate::decode::lines::{behind, is_blank, lines, run};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Longest common prefix of lines, in bytes.
const LONGEST: usize = 128;

/// Marks that may precede each line.
const MARKS: [&[u8]; 8] = [b">", b"//", b"#", b"|", b"*", b"$", b"...", b"PS>"];

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    found.push(numbered(bytes));
    found.push(compared(bytes));
    found.push(prompted(bytes));
    found.push(typed(bytes));
    found.push(same(bytes));
    for mark in MARKS {
        found.push(marked(bytes, mark));
    }
}

/// Drops a prefix from each line; `length` returns its length, or `None` if the line has none, in which case the text
/// has no such prefixes.
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

/// Drops consecutive line numbers.
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

/// Drops the mark before each line, repeated as often as it occurs there.
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

/// Drops the prompts of an interpreter: one before the first line, another before continuation lines.
fn prompted(bytes: &[u8]) -> Option<Layer> {
    const PROMPTS: [(&[u8], &[u8]); 4] =
        [(b">>> ", b"... "), (b"> ", b"... "), (b"In [", b"   ...: "), (b"irb> ", b"irb* ")];
    let (prompt, more) = PROMPTS.iter().find(|(first, _)| bytes.starts_with(first))?;
    // `In [1]: `
    let number = if prompt.ends_with(b"[") { memchr::memmem::find(bytes, b"]: ")? + 3 } else { prompt.len() };
    let mut is_first = true;
    strip(bytes, |line| {
        if std::mem::take(&mut is_first) {
            return Some(number);
        }
        let more = if is_blank(line) || line == more.trim_ascii_end() { line } else { more };
        line.starts_with(more).then_some(more.len())
    })
}

/// Returns the offset after the command typed at a prompt.
fn typed(bytes: &[u8]) -> Option<Layer> {
    const PROMPTS: [&[u8]; 5] = [b"$ ", b"% ", b"# ", b"PS ", b"> "];
    let (line, next) = lines(bytes).next()?;
    let line = line.slice_bytes(bytes);
    let is_bare = PROMPTS.iter().any(|prompt| line.starts_with(prompt));
    // `user@host:~$ command`
    let is_named = memchr::memchr(b'@', line).is_some_and(|at| memchr::memmem::find(behind(line, at), b"$ ").is_some());
    if !(is_bare || is_named) {
        return None;
    }
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(next, Code::LinePrefix, Applicability::Likely);
    rewrite.finish()
}

/// Drops a common text before each line that ends in a delimiter: the name of a program or a container.
fn same(bytes: &[u8]) -> Option<Layer> {
    let mut all = filled(bytes).map(|line| line.slice_bytes(bytes));
    let first = all.next()?;
    let mut length = first.len().min(LONGEST);
    let mut count = 1;
    for line in all {
        length = first.iter().zip(line).take(length).take_while(|(one, other)| one == other).count();
        count += 1;
    }
    // A single line has only itself in common.
    let common = first.get(..length).filter(|_| count > 1)?;
    let document = run(common, |byte| !b"{}[]\"'\\".contains(&byte));
    let marks: [&[u8]; 5] = [b"| ", b": ", b"> ", b"$ ", b":"];
    let end = |mark: &&[u8]| Some(memchr::memmem::rfind(common.get(..document)?, mark)? + mark.len());
    let prefix = common.get(..marks.iter().filter_map(end).max()?)?;
    strip(bytes, |line| Some(if line.starts_with(prefix) { prefix.len() } else { 0 }))
}

/// Keeps the new text of a unified diff.
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

/// Returns the spans of all lines that are not blank.
pub(in crate::decode) fn filled(bytes: &[u8]) -> impl Iterator<Item = Span> + '_ {
    lines(bytes).map(|(line, _)| line).filter(|line| !is_blank(line.slice_bytes(bytes)))
}
