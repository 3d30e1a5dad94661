//! Redacted quotes of the input, for reports.

use crate::diagnostic::{Code, Repair};
use crate::pipeline::Edit;
use crate::redact::Mask;
use crate::text::{Change, Script, Span};

/// Returns the changes of a script as edits. `places` are the spans of the insertions in the changed text.
pub(super) fn edits(script: &Script<Repair>, places: &[Span], input: &[u8], mask: &Mask) -> Vec<Edit> {
    let changes = script.changes().iter().zip(places);
    changes.map(|(change, place)| Edit { place: Some(*place), ..quoted_edit(change, input, mask) }).collect()
}

/// Returns a change as an edit: the removed and the inserted text, redacted.
pub(super) fn quoted_edit(change: &Change<Repair>, input: &[u8], mask: &Mask) -> Edit {
    let Repair { code, applicability } = change.note;
    let removed = shown(input, change.span, mask);
    let inserted = match &*change.insert {
        inserted if !mask.covers(change.span) || is_structure(inserted) => inserted.to_owned(),
        inserted => inserted.chars().map(|c| if is_structural(c) { c } else { Mask::CHARACTER }).collect(),
    };
    Edit { code, applicability, span: change.span, removed, inserted, place: None, read_as: None }
}

/// Returns the redacted text of a part of the bytes. Every quote of the input in a report comes from this function.
pub(in crate::pipeline) fn shown(bytes: &[u8], part: Span, mask: &Mask) -> String {
    let text = quoted(part.slice_bytes(bytes));
    if is_structure(&text) || !mask.covers(part) { text } else { mask.show(bytes, part) }
}

/// Returns bytes as text; those that are not UTF-8 as `\xff`.
fn quoted(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().flat_map(|byte| std::ascii::escape_default(*byte)).map(char::from));
    }
    text
}

/// Returns whether a text is at most one structural character, which reveals no more than the code of an edit.
fn is_structure(text: &str) -> bool {
    text.trim().len() <= 1 && text.trim().chars().all(is_structural)
}

fn is_structural(character: char) -> bool {
    matches!(character, '{' | '}' | '[' | ']' | ':' | ',' | '"') || character.is_whitespace()
}

/// Returns the spans of a script's insertions in the changed text.
pub(super) fn places(script: &Script<Repair>) -> Vec<Span> {
    let mut shift = 0_isize;
    let place = |change: &Change<Repair>| {
        let start = change.span.start.saturating_add_signed(shift);
        shift += change.insert.len() as isize - change.span.len() as isize;
        Span::new(start, start + change.insert.len())
    };
    script.changes().iter().map(place).collect()
}

/// Returns the offset in the repaired text that determines the pointer of an edit. A removed member belongs to the
/// container around it, not to the value after it.
pub(super) fn anchor(edit: &Edit, place: Span, text: &str) -> usize {
    let is_next = |byte: &u8| !matches!(byte, b']' | b'}' | b',') && !byte.is_ascii_whitespace();
    match text.as_bytes().get(place.start) {
        Some(byte) if edit.code == Code::LeftOut && is_next(byte) => place.start.saturating_sub(1),
        _ => place.start,
    }
}
