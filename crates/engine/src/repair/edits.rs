//! From the decisions of the winning hypothesis to the edit script.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::repair::beam::allowance::hopeless;
use crate::repair::beam::hypothesis::{Op, Replacement};
use crate::repair::dialect::escapes::{Marks, is_cut_escape, is_over_escaped};
use crate::repair::dialect::statistics::argument;
use crate::repair::tokens::has_width;
use crate::schema::Shape;
use crate::syntax::{escape_end, escape_fault, plain_number, string_fault};
use crate::text::{Change, Script, Span};

/// Writes the operations, in the order in which they were decided, as a script for `text`.
///
/// # Errors
///
/// The first change that is not allowed, of a string that alone needs hopelessly many.
pub(in crate::repair) fn script(
    text: &str,
    shape: &Shape,
    ops: &[(Op, Applicability)],
    most_edits: usize,
) -> Result<Script<Repair>, Span> {
    let mut changes: Vec<Change<Repair>> = Vec::with_capacity(ops.len());
    let whole = Whole { marks: Marks::of(text, ops.iter().map(|(op, _)| op)), end: text.trim_end().len() };
    // The insertion of the last opening quote, until it is known whether the closing one is missing too.
    let mut opened = None;
    for (op, applicability) in ops {
        let repair = Repair { code: op.code, applicability: *applicability };
        match op.replacement {
            Replacement::Put(insert) => {
                if op.code == Code::MissingQuote {
                    opened = Some(changes.len());
                }
                if matches!(op.code, Code::UnquotedName | Code::UnquotedString) {
                    if let Some(change) = opened.take().and_then(|index: usize| changes.get_mut(index)) {
                        change.note.code = op.code;
                    }
                }
                changes.push(Change { span: op.span, insert: insert.to_owned(), note: repair });
            }
            Replacement::Stub => {
                // Text that is dropped after all needs no quote before it, nor one of another kind in it replaced.
                let is_quote = |last: &Change<Repair>| last.insert == "\"" && last.span.start == op.span.start;
                if changes.last().is_some_and(is_quote) {
                    changes.pop();
                }
                changes.push(Change { span: op.span, insert: String::new(), note: repair });
            }
            Replacement::Number => {
                let insert = plain_number(op.span.slice(text)).unwrap_or_else(|| "null".to_owned());
                changes.push(Change { span: op.span, insert, note: repair });
            }
            Replacement::Blanks => {
                let insert = op.span.slice(text).chars().filter(|c| has_width(*c)).map(|_| ' ').collect();
                changes.push(Change { span: op.span, insert, note: repair });
            }
            Replacement::Argument => {
                let text = op.span.slice(text);
                let argument = argument(text).map_or(Span::new(0, text.len()), |(argument, _)| argument);
                let place = |from, to| Span::new(op.span.start + from, op.span.start + to);
                let around = [place(0, argument.start), place(argument.end, text.len())];
                for span in around.into_iter().filter(|span| !span.is_empty()) {
                    changes.push(Change { span, insert: String::new(), note: repair });
                }
            }
            Replacement::Name(id, index) => {
                let node = shape.node(id);
                let name = node.members.get(index as usize).map_or("", |member| &*member.name);
                let insert = format!("{}:", serde_json::Value::from(name));
                changes.push(Change { span: op.span, insert, note: repair });
            }
            Replacement::Escape => {
                let before = changes.len();
                let most = before.saturating_add(hopeless(most_edits));
                escape(text, op.span, *applicability, (whole, most), &mut changes);
                if changes.len() > most {
                    return Err(changes.get(before.saturating_add(most_edits)).map_or(op.span, |change| change.span));
                }
            }
        }
    }
    Ok(joined(text, Script::new(outside_removals(changes)).0))
}

/// The facts beyond a string that its escapes depend on.
#[derive(Clone, Copy)]
struct Whole {
    marks: Marks,
    /// Where the text ends, blanks aside.
    end: usize,
}

/// Escapes what needs it in the content of a string, up to where there are more than the `most` changes.
fn escape(
    text: &str,
    span: Span,
    applicability: Applicability,
    (whole, most): (Whole, usize),
    changes: &mut Vec<Change<Repair>>,
) {
    let content = span.slice(text);
    let bytes = content.as_bytes();
    let put = |changes: &mut Vec<Change<Repair>>, from: usize, to: usize, insert: String, code| {
        let span = Span::new(span.start + from, span.start + to);
        changes.push(Change { span, insert, note: Repair { code, applicability } });
    };
    let likely = |changes: &mut Vec<Change<Repair>>, most: Applicability| {
        if let Some(last) = changes.last_mut() {
            last.note.applicability = last.note.applicability.min(most);
        }
    };
    let style = Escapes::of(content);
    let is_over_escaped = is_over_escaped(content);
    let is_last = span.end >= whole.end;
    let mut at = 0;
    while let Some(byte) = bytes.get(at).filter(|_| changes.len() <= most) {
        match byte {
            b'"' if is_over_escaped => {
                put(changes, at.saturating_sub(1), at, String::new(), Code::InvalidEscape);
                likely(changes, Applicability::Likely);
            }
            b'"' => put(changes, at, at, "\\".to_owned(), Code::UnescapedQuote),
            0..=0x1f => {
                let insert = match byte {
                    b'\n' => "\\n".to_owned(),
                    b'\r' => "\\r".to_owned(),
                    b'\t' => "\\t".to_owned(),
                    other => format!("\\u{other:04x}"),
                };
                put(changes, at, at + 1, insert, Code::ControlCharacter);
            }
            b'\\' => {
                let next = bytes.get(at + 1);
                let fault = escape_fault(content, at);
                if is_last && is_cut_escape(content.get(at..).unwrap_or_default()) {
                    put(changes, at, content.len(), String::new(), Code::CutOff);
                    break;
                }
                if let Some(sure) = whole.marks.takes(next) {
                    put(changes, at, at + 1, String::new(), Code::InvalidEscape);
                    likely(changes, sure);
                    at += 2;
                    continue;
                }
                match (style, next, fault) {
                    (_, Some(b'"'), None) => {}
                    (_, _, Some(fault)) if fault.code == Code::LoneSurrogate => {
                        put(changes, at, fault.span.end, "\\ufffd".to_owned(), Code::LoneSurrogate);
                    }
                    (Escapes::Script, _, Some(_)) => {
                        let (insert, length) = script_escape(content.get(at..).unwrap_or_default());
                        put(changes, at, at + length, insert, Code::InvalidEscape);
                        at += length;
                        continue;
                    }
                    (Escapes::Path, Some(b'\\'), None) if at > 0 => {}
                    // Both halves of a pair, here and below: the second alone would look like a fault.
                    (Escapes::Path, Some(b'u'), None) => {
                        let end = escape_end(content, at).unwrap_or(at + 2);
                        for half in (at..end).step_by(6) {
                            put(changes, half, half, "\\".to_owned(), Code::InvalidEscape);
                        }
                        at = end;
                        continue;
                    }
                    (Escapes::Path, _, None) | (_, _, Some(_)) => {
                        put(changes, at, at, "\\".to_owned(), Code::InvalidEscape);
                        at += 1;
                        continue;
                    }
                    _ => {
                        at = escape_end(content, at).unwrap_or(at + 2);
                        continue;
                    }
                }
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
}

/// The meaning of the backslashes in a string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    /// Escapes of JSON.
    Json,
    /// Escapes of a script language: `\x41`, `\'`.
    Script,
    /// Literal backslashes. One escape that no language has shows that nothing was escaped: `C:\Users\name`.
    Path,
}

impl Escapes {
    fn of(content: &str) -> Self {
        let mut style = Self::Json;
        let mut from = 0;
        while let Some(fault) = string_fault(content, from) {
            from = fault.span.end.max(from + 1);
            if fault.code != Code::InvalidEscape {
                continue;
            }
            let rest = content.get(fault.span.start..).unwrap_or_default();
            if script_escape(rest).0.starts_with("\\\\") {
                return Self::Path;
            }
            style = Self::Script;
        }
        style
    }
}

/// The escape at the start of `rest` that JSON does not know, in JSON's terms, and its length. An escape that script
/// languages do not know either is a backslash that was meant as itself.
fn script_escape(rest: &str) -> (String, usize) {
    let bytes = rest.as_bytes();
    let unit = |from: usize, to: usize| {
        let digits = rest.get(from..to)?;
        let digits = if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) { digits } else { return None };
        let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
        let mut units = [0; 2];
        Some(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>())
    };
    let literal = ("\\\\".to_owned(), 1);
    match bytes.get(1) {
        Some(b'\'' | b'`') => (String::new(), 1),
        Some(b'x') => octets(bytes).or_else(|| Some((unit(2, 4)?, 4))).unwrap_or(literal),
        Some(b'u') if bytes.get(2) == Some(&b'{') => {
            let end = rest.find('}').unwrap_or(0);
            unit(3, end).map_or(literal, |unit| (unit, end + 1))
        }
        Some(b'0') if !bytes.get(2).is_some_and(u8::is_ascii_digit) => ("\\u0000".to_owned(), 2),
        Some(b'v') => ("\\u000b".to_owned(), 2),
        // A backslash at the end of a line goes on on the next.
        Some(b'\n') => (String::new(), 2),
        Some(b'\r') => (String::new(), if bytes.get(2) == Some(&b'\n') { 3 } else { 2 }),
        _ => literal,
    }
}

/// The character beyond ASCII that `\xd0\x9f` and the like spell in UTF-8, in JSON's terms, and their length.
fn octets(bytes: &[u8]) -> Option<(String, usize)> {
    let octet = |escape: &[u8]| match escape {
        [b'\\', b'x', digits @ ..] => u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok(),
        _ => None,
    };
    let run: Vec<u8> = bytes.chunks_exact(4).take(4).map_while(octet).collect();
    let spelled = run.utf8_chunks().next()?.valid().chars().next().filter(|first| !first.is_ascii())?;
    let mut units = [0; 2];
    let escaped = spelled.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect();
    Some((escaped, spelled.len_utf8() * 4))
}

/// Moves insertions that fall inside removed text, blanks at its end most of the time, to where it ends.
fn outside_removals(mut changes: Vec<Change<Repair>>) -> Vec<Change<Repair>> {
    changes.sort_by_key(|change| (change.span.start, !change.span.is_empty()));
    let mut end = 0;
    for change in &mut changes {
        if change.span.is_empty() && change.span.start < end {
            change.span = Span::at(end);
        }
        end = end.max(change.span.end);
    }
    changes
}

/// Makes one change of stray text that was dropped piece by piece.
fn joined(text: &str, script: Script<Repair>) -> Script<Repair> {
    let mut out: Vec<Change<Repair>> = Vec::with_capacity(script.changes().len());
    for change in script.changes() {
        let stray = |change: &Change<Repair>| change.note.code == Code::StrayText && change.insert.is_empty();
        match out.last_mut() {
            Some(last)
                if stray(last)
                    && stray(change)
                    && Span::new(last.span.end, change.span.start).slice(text).trim().is_empty() =>
            {
                last.span.end = change.span.end;
                last.note.applicability = last.note.applicability.min(change.note.applicability);
            }
            _ => out.push(change.clone()),
        }
    }
    Script::new(out).0
}

#[cfg(test)]
mod tests;
