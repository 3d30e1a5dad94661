//! Log prefixes (time, level, source), before each line or before the first only.

use super::gutter::filled;
use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rewrite};
use crate::decode::lines::{behind, run};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Longest prefix, in bytes.
const LONGEST: usize = 256;
/// Lines with another prefix are few if this many times as many have the common one.
const FEW: usize = 4;

/// Line that starts with a time: its number among the lines that are not blank, its place, and the length of the time.
type Start = (usize, Span, usize);

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let lines: Vec<(Span, Option<usize>)> = filled(bytes).map(|line| (line, stamp(line.slice_bytes(bytes)))).collect();
    let stamped = |(at, (line, stamp)): (usize, &(Span, Option<usize>))| Some((at, *line, (*stamp)?));
    let starts: Vec<Start> = lines.iter().enumerate().filter_map(stamped).collect();
    if starts.is_empty() {
        return;
    }
    if starts.len() == lines.len() {
        found.push(each(bytes, &starts));
    }
    found.push(once(bytes, &starts));
    found.push(labelled(bytes, &starts));
}

/// Drops the prefix of every line, and the few lines of other loggers.
fn each(bytes: &[u8], starts: &[Start]) -> Option<Layer> {
    let rest = |(_, line, stamp): &Start| behind(line.slice_bytes(bytes), *stamp);
    let first = split(rest(starts.first()?)).next();
    let is_other = |start: &Start| match (first, split(rest(start)).next()) {
        (Some(first), Some(word)) => !alike(first, word),
        (first, word) => first.is_some() != word.is_some(),
    };
    let others = starts.iter().filter(|start| is_other(start)).count();
    let has_others = others > 0 && others * FEW <= starts.len();
    let is_dropped = |start: &Start| has_others && is_other(start);
    let common = common(starts.iter().filter(|start| !is_dropped(start)).map(rest))?;
    let mut rewrite = Rewrite::new(bytes);
    for start @ (_, line, stamp) in starts {
        rewrite.keep(line.start);
        let length = if is_dropped(start) { line.len() } else { stamp + words(rest(start), common) };
        rewrite.drop(line.start + length, Code::LinePrefix, Applicability::Certain);
    }
    rewrite.finish()
}

/// Drops the text before the document on the first line that has one, and the log lines after it.
fn once(bytes: &[u8], starts: &[Start]) -> Option<Layer> {
    let mut starts = starts.iter();
    let start = starts.find_map(|(_, line, stamp)| Some(line.start + document(line.slice_bytes(bytes), *stamp)?))?;
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(start, Code::LinePrefix, Applicability::Certain);
    if let Some((_, next, _)) = starts.find(|(_, line, _)| line.start > start) {
        rewrite.keep(next.start);
        rewrite.drop(bytes.len(), Code::LinePrefix, Applicability::Certain);
    }
    rewrite.finish()
}

/// Drops the text before any other message, up to the first colon after the time, and the log lines after the message.
fn labelled(bytes: &[u8], starts: &[Start]) -> Option<Layer> {
    let mut starts = starts.iter();
    let (first, start) = starts.find_map(|(at, line, stamp)| {
        let label = memchr::memmem::find(behind(line.slice_bytes(bytes), *stamp), b": ")?;
        Some((*at, line.start + stamp + label + 2))
    })?;
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(start, Code::LinePrefix, Applicability::Likely);
    // A line with a time directly after may belong to the message.
    if let Some((_, next, _)) = starts.next().filter(|(at, ..)| *at > first + 1) {
        rewrite.keep(next.start);
        rewrite.drop(bytes.len(), Code::LinePrefix, Applicability::Likely);
    }
    rewrite.finish()
}

/// Returns the start of a document on a line with a time. Words in brackets are a level or a source.
fn document(line: &[u8], stamp: usize) -> Option<usize> {
    let is_start = |at: &usize| {
        matches!(line.get(*at), Some(b'{' | b'['))
            && behind(line, at + 1).trim_ascii_start().first().is_none_or(|byte| b"{[\"\\]}'".contains(byte))
    };
    (stamp..line.len().min(stamp + LONGEST)).find(is_start)
}

/// Returns the number of words that all lines have in common after the time, apart from digits.
fn common<'b>(mut rests: impl Iterator<Item = &'b [u8]>) -> Option<usize> {
    let first = rests.next()?;
    let mut count = split(first).count();
    for rest in rests {
        count = split(first).zip(split(rest)).take(count).take_while(|(one, other)| alike(one, other)).count();
    }
    // Spaces at the end belong to the document's indentation.
    let blanks = split(first).take(count).collect::<Vec<_>>().iter().rev().take_while(|word| word.is_empty()).count();
    Some(count - blanks)
}

/// Returns the words of a prefix, up to the first that belongs to a document.
fn split(rest: &[u8]) -> impl Iterator<Item = &[u8]> {
    let words = rest.get(..rest.len().min(LONGEST)).unwrap_or_default().split(|byte| *byte == b' ' || *byte == b'\t');
    let is_document = |word: &&[u8]| {
        word.iter().any(|byte| matches!(byte, b'{' | b'}' | b'"' | b'\\'))
            || word.first() == Some(&b'[') && word.len() < 3
    };
    words.take_while(move |word| !is_document(word))
}

/// Returns the length of the first `count` words, each with the space after it.
fn words(rest: &[u8], count: usize) -> usize {
    split(rest).take(count).map(|word| word.len() + 1).sum::<usize>().min(rest.len())
}

/// Returns whether two words differ only in digits.
fn alike(one: &[u8], other: &[u8]) -> bool {
    let letters = |word: &[u8]| word.iter().copied().filter(|byte| !byte.is_ascii_digit()).collect::<Vec<u8>>();
    letters(one) == letters(other)
}

/// Returns the length of a time at the start of a line, including brackets or a priority before it and one space after
/// it; further spaces may be indentation.
fn stamp(line: &[u8]) -> Option<usize> {
    let mut at = run(line, |byte| byte == b' ' || byte == b'[');
    if let Some(rest) = behind(line, at).strip_prefix(b"<") {
        let digits = run(rest, |byte| byte.is_ascii_digit());
        if digits > 0 && behind(rest, digits).starts_with(b">") {
            at += digits + 2;
            // The version field of RFC 5424.
            at += if behind(line, at).starts_with(b"1 ") { 2 } else { 0 };
        }
    }
    let rest = behind(line, at);
    let forms = [date, slashed, syslog, weekday, letter, seconds, clock, level];
    at += forms.iter().find_map(|form| form(rest))?;
    at += run(behind(line, at), |byte| byte == b']' || byte == b',' || byte == b':');
    Some((at + usize::from(matches!(line.get(at), Some(b' ' | b'\t')))).min(line.len()))
}

/// `2024-05-01T12:00:00.123Z`, also with a space or slashes.
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

/// `5/1/2024 12:00:00 PM`, `01.05.2024 12:00:00`, `01/May/2024:12:00:00 +0000`
fn slashed(text: &[u8]) -> Option<usize> {
    let is_day = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-');
    let day = run(text, is_day);
    let marks = text.get(..day)?.iter().filter(|byte| !byte.is_ascii_alphanumeric()).count();
    if !(8..=11).contains(&day) || marks != 2 || !text.first()?.is_ascii_digit() {
        return None;
    }
    let gap = run(behind(text, day), |byte| matches!(byte, b' ' | b',' | b':'));
    let hour = behind(text, day + gap);
    // An hour of one digit.
    let (time, length) = match hour {
        [digit, b':', ..] if digit.is_ascii_digit() => (clock(&[b"0", hour.get(..hour.len().min(40))?].concat())?, 1),
        _ => (clock(hour)?, 0),
    };
    let end = day + gap + time - length;
    let half = [&b" AM"[..], b" PM", b" am", b" pm"].iter().any(|half| behind(text, end).starts_with(half));
    let zone = behind(text, end).strip_prefix(b" ").filter(|zone| matches!(zone, [b'+' | b'-', b'0'..=b'9', ..]));
    let zone = zone.map_or(0, |zone| 2 + run(behind(zone, 1), |byte| byte.is_ascii_digit()));
    Some(end + if half { 3 } else { zone })
}

/// `Wed May  1 12:00:00 2024`
fn weekday(text: &[u8]) -> Option<usize> {
    const DAYS: [&[u8]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
    DAYS.iter().find(|day| text.starts_with(day))?;
    let gap = 3 + run(behind(text, 3), |byte| byte == b' ' || byte == b',');
    let time = gap + syslog(behind(text, gap))?;
    let year = behind(text, time).strip_prefix(b" ").map_or(0, |year| run(year, |byte| byte.is_ascii_digit()));
    Some(if year == 4 { time + 5 } else { time })
}

/// `I0501 12:00:00.000000`: the letter of the level, month and day.
fn letter(text: &[u8]) -> Option<usize> {
    let day = text.get(..6)?;
    let is_day = day.iter().enumerate().all(|(at, byte)| match at {
        0 => b"IWEFD".contains(byte),
        5 => *byte == b' ',
        _ => byte.is_ascii_digit(),
    });
    if is_day { Some(6 + clock(behind(text, 6))?) } else { None }
}

/// Seconds or milliseconds since 1970 or since boot: `1714564800.123`, `12.345678]`.
fn seconds(text: &[u8]) -> Option<usize> {
    let whole = run(text, |byte| byte.is_ascii_digit());
    let fraction = behind(text, whole).strip_prefix(b".").map(|rest| run(rest, |byte| byte.is_ascii_digit()));
    let end = whole + fraction.map_or(0, |digits| 1 + digits);
    let is_end = matches!(text.get(end), Some(b' ' | b'\t' | b']' | b':'));
    let is_time = matches!(whole, 10 | 13) || (whole > 0 && fraction == Some(6));
    (is_time && is_end).then_some(end)
}

/// A level without a time: `INFO`, `warning:`.
fn level(text: &[u8]) -> Option<usize> {
    const LEVELS: [&[u8]; 8] = [b"trace", b"debug", b"info", b"notice", b"warn", b"warning", b"error", b"fatal"];
    let length = run(text, |byte| byte.is_ascii_alphabetic());
    let word = text.get(..length)?;
    let is_end = matches!(text.get(length), Some(b' ' | b':' | b']' | b'\t'));
    (is_end && LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word))).then_some(length)
}

/// `Nov 24 00:22:11`
fn syslog(text: &[u8]) -> Option<usize> {
    const MONTHS: [&[u8]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    MONTHS.iter().find(|month| text.starts_with(month))?;
    let day = 3 + run(behind(text, 3), |byte| byte == b' ' || byte.is_ascii_digit());
    // The run includes the hour.
    let hour = day.checked_sub(2)?;
    Some(hour + clock(behind(text, hour))?)
}
