//! From the decisions of the winning reading to the edit script.

use super::census::plain_number;
use super::state::{Op, What};
use crate::diagnostic::Code;
use crate::diagnostic::{Applicability, Repair};
use crate::schema::Shape;
use crate::syntax::string_fault;
use crate::text::{Change, Script, Span};

/// Writes the operations, in the order in which they were decided, as a script for `text`.
pub(super) fn script(text: &str, shape: &Shape, ops: &[(Op, Applicability)]) -> Script<Repair> {
    let mut changes: Vec<Change<Repair>> = Vec::with_capacity(ops.len());
    // The insertion of the last opening quote, until it is known whether the closing one is missing too.
    let mut opened = None;
    for (op, applicability) in ops {
        let repair = Repair { code: op.code, applicability: *applicability };
        match op.what {
            What::Put(insert) => {
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
            What::Number => {
                let insert = plain_number(op.span.slice(text)).unwrap_or_else(|| "null".to_owned());
                changes.push(Change { span: op.span, insert, note: repair });
            }
            What::Name(id, index) => {
                let node = shape.node(id);
                let name = node.members.get(index as usize).map_or("", |member| &*member.name);
                let insert = format!("{}:", serde_json::Value::from(name));
                changes.push(Change { span: op.span, insert, note: repair });
            }
            What::Escape => escape(text, op.span, *applicability, &mut changes),
        }
    }
    let (script, _) = Script::new(changes);
    joined(text, script)
}

/// Escapes what needs it in the content of a string.
fn escape(text: &str, span: Span, applicability: Applicability, changes: &mut Vec<Change<Repair>>) {
    let content = span.slice(text);
    let bytes = content.as_bytes();
    let mut put = |from: usize, to: usize, insert: String, code| {
        let span = Span::new(span.start + from, span.start + to);
        changes.push(Change { span, insert, note: Repair { code, applicability } });
    };
    // One broken escape shows that whoever wrote this did not escape at all: `C:\Users\name`.
    let literal = has_broken_escape(content);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => put(at, at, "\\".to_owned(), Code::UnescapedQuote),
            0..=0x1f => {
                let insert = match byte {
                    b'\n' => "\\n".to_owned(),
                    b'\r' => "\\r".to_owned(),
                    b'\t' => "\\t".to_owned(),
                    other => format!("\\u{other:04x}"),
                };
                put(at, at + 1, insert, Code::ControlCharacter);
            }
            b'\\' => {
                let next = bytes.get(at + 1);
                let fault = string_fault(content, at).filter(|fault| fault.span.start == at);
                match (next, fault) {
                    (Some(b'\''), _) => put(at, at + 1, String::new(), Code::InvalidEscape),
                    (_, Some(fault)) if fault.code == Code::LoneSurrogate => {
                        put(at, fault.span.end, "\\ufffd".to_owned(), Code::LoneSurrogate);
                    }
                    (_, Some(_)) => {
                        put(at, at, "\\".to_owned(), Code::InvalidEscape);
                        at += 1;
                        continue;
                    }
                    (Some(b'b' | b'f' | b'n' | b'r' | b't'), None) if literal => {
                        put(at, at, "\\".to_owned(), Code::InvalidEscape);
                    }
                    _ => {}
                }
                at += 1;
            }
            _ => {}
        }
        at += 1;
    }
}

/// Whether a backslash stands before a letter that makes no escape.
fn has_broken_escape(content: &str) -> bool {
    let mut from = 0;
    while let Some(fault) = string_fault(content, from) {
        let escaped = content.as_bytes().get(fault.span.start + 1);
        if fault.code == Code::InvalidEscape && escaped.is_some_and(|byte| *byte != b'\'' && *byte >= 0x20) {
            return true;
        }
        from = fault.span.end.max(from + 1);
    }
    false
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
