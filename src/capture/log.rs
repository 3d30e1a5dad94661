//! What loggers put before a line: time, level, source. Before each line, or before the first only.

use super::gutter::filled;
use super::layer::{Layer, Rewrite};
use super::lines::{behind, run};
use super::search::Found;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// A prefix is no longer than this.
const LONGEST: usize = 256;

pub(super) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let starts: Option<Vec<(Span, usize)>> =
        filled(bytes).map(|line| Some((line, stamp(line.slice_bytes(bytes))?))).collect();
    if let Some(starts) = starts {
        found.push(each(bytes, &starts));
    }
    found.push(once(bytes));
}

/// Drops the prefix of every line.
fn each(bytes: &[u8], starts: &[(Span, usize)]) -> Option<Layer> {
    let rests = starts.iter().map(|(line, stamp)| behind(line.slice_bytes(bytes), *stamp));
    let common = common(rests)?;
    let mut rewrite = Rewrite::new(bytes);
    for (line, stamp) in starts {
        rewrite.keep(line.start);
        let length = stamp + words(behind(line.slice_bytes(bytes), *stamp), common);
        rewrite.drop(line.start + length, Code::LinePrefix, Applicability::Certain);
    }
    rewrite.finish()
}

/// Drops what stands before the document on the first line.
fn once(bytes: &[u8]) -> Option<Layer> {
    let line = filled(bytes).next()?;
    let content = line.slice_bytes(bytes);
    let stamp = stamp(content)?;
    // Words in brackets are a level or a source.
    let is_start = |at: &usize| {
        matches!(content.get(*at), Some(b'{' | b'['))
            && behind(content, at + 1).trim_ascii_start().first().is_none_or(|byte| b"{[\"\\]}'".contains(byte))
    };
    let start = (stamp..content.len().min(stamp + LONGEST)).find(is_start)?;
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(line.start + start, Code::LinePrefix, Applicability::Certain);
    rewrite.finish()
}

/// How many words all lines have in common behind the time, digits apart.
fn common<'b>(mut rests: impl Iterator<Item = &'b [u8]>) -> Option<usize> {
    let first = rests.next()?;
    let mut count = split(first).count();
    for rest in rests {
        count = split(first).zip(split(rest)).take(count).take_while(|(one, other)| alike(one, other)).count();
    }
    // Blanks at the end are the document's indent.
    let blanks = split(first).take(count).collect::<Vec<_>>().iter().rev().take_while(|word| word.is_empty()).count();
    Some(count - blanks)
}

/// The words of a prefix: up to the first that belongs to a document.
fn split(rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    let words = rest.get(..rest.len().min(LONGEST)).unwrap_or_default().split(|byte| *byte == b' ' || *byte == b'\t');
    let is_document = |word: &&[u8]| {
        word.iter().any(|byte| matches!(byte, b'{' | b'}' | b'"' | b'\\'))
            || word.first() == Some(&b'[') && word.len() < 3
    };
    words.take_while(move |word| !is_document(word))
}

/// How long so many words are, each with the blank behind it.
fn words(rest: &[u8], count: usize) -> usize {
    split(rest).take(count).map(|word| word.len() + 1).sum::<usize>().min(rest.len())
}

/// Whether two words differ in digits only.
fn alike(one: &[u8], other: &[u8]) -> bool {
    let letters = |word: &[u8]| word.iter().copied().filter(|byte| !byte.is_ascii_digit()).collect::<Vec<u8>>();
    letters(one) == letters(other)
}

/// The length of a time at the start of a line, with what may stand before it: brackets, a priority. The blank behind it
/// counts, one only: what follows may be an indent.
fn stamp(line: &[u8]) -> Option<usize> {
    let mut at = run(line, |byte| byte == b' ' || byte == b'[');
    if let Some(rest) = behind(line, at).strip_prefix(b"<") {
        let digits = run(rest, |byte| byte.is_ascii_digit());
        if digits > 0 && behind(rest, digits).starts_with(b">") {
            at += digits + 2;
            // The version of the newer syslog format.
            at += if behind(line, at).starts_with(b"1 ") { 2 } else { 0 };
        }
    }
    let rest = behind(line, at);
    at += date(rest).or_else(|| syslog(rest)).or_else(|| clock(rest))?;
    at += run(behind(line, at), |byte| byte == b']' || byte == b',' || byte == b':');
    Some((at + usize::from(matches!(line.get(at), Some(b' ' | b'\t')))).min(line.len()))
}

/// `2024-05-01T12:00:00.123Z`, also with a blank or slashes.
fn date(text: &[u8]) -> Option<usize> {
    let day = text.get(..10)?;
    let is_day = day.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => matches!(byte, b'-' | b'/'),
        _ => byte.is_ascii_digit(),
    });
    if !is_day {
        return None;
    }
    let separator = usize::from(matches!(text.get(10), Some(b'T' | b' ' | b't')));
    Some(10 + separator + clock(behind(text, 10 + separator))?)
}

/// `12:00:00.123+02:00`
fn clock(text: &[u8]) -> Option<usize> {
    let time = text.get(..8)?;
    let is_time = time
        .iter()
        .enumerate()
        .all(|(at, byte)| if at == 2 || at == 5 { *byte == b':' } else { byte.is_ascii_digit() });
    if !is_time {
        return None;
    }
    let mut at = 8;
    if matches!(text.get(at), Some(b'.' | b',')) {
        at += 1 + run(behind(text, at + 1), |byte| byte.is_ascii_digit());
    }
    match text.get(at) {
        Some(b'Z' | b'z') => at += 1,
        Some(b'+' | b'-') => at += 1 + run(behind(text, at + 1), |byte| byte.is_ascii_digit() || byte == b':'),
        _ => {}
    }
    Some(at)
}

/// `Nov 24 00:22:11`
fn syslog(text: &[u8]) -> Option<usize> {
    const MONTHS: [&[u8]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    MONTHS.iter().find(|month| text.starts_with(month))?;
    let day = 3 + run(behind(text, 3), |byte| byte == b' ' || byte.is_ascii_digit());
    // The run has taken the hour too.
    let hour = day.checked_sub(2)?;
    Some(hour + clock(behind(text, hour))?)
}
