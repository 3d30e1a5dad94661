//! Numbers of the canonical form that keep their digits.
//!
//! The canonical form is made of values, whose numbers are binary: of a longer one the last digits would go. A member that
//! the type knows has a type of its own; but one that it does not know is kept as it is, so its numbers are taken through as
//! text and put back.

use authscan::model::PayloadKind;
use authscan::schema::{Shape, ShapeId};
use authscan::syntax::{self, NodeKind, Value};
use jsonmend::Payload;

/// Begins and ends a string that holds a number. The character is for private use: where a document has it, nothing is done.
const MARK: char = '\u{f8ff}';

/// The canonical form of a document, as text in which numbers of unknown members have the digits that the document has.
/// `None` where `text` is not the type's.
pub(crate) fn canonical(kind: PayloadKind, text: &str, max_depth: usize) -> Option<String> {
    let marked = marked(text, kind.shape(), max_depth);
    let tape = syntax::parse(marked.as_deref().unwrap_or(text), max_depth).ok()?;
    let value = kind.canonical(&tape).ok()?;
    let canonical = format!("{value:#}\n");
    Some(if marked.is_some() { unmarked(&canonical) } else { canonical })
}

/// The text with the numbers of unknown members as marked strings, where a value would not keep their digits. `None` where
/// there are none.
fn marked(text: &str, shape: &Shape, max_depth: usize) -> Option<String> {
    let tape = syntax::parse(text, max_depth).ok().filter(|_| !text.contains(MARK))?;
    let mut numbers = Vec::new();
    let mut rest = vec![(tape.root(), Some(shape.root()))];
    while let Some((value, at)) = rest.pop() {
        match value.kind() {
            NodeKind::Object => rest.extend(value.members().map(|(name, child)| (child, member(shape, at, name)))),
            NodeKind::Array => {
                let at = at.map(|at| shape.element(at)).filter(|element| *element != ShapeId::ANY);
                rest.extend(value.elements().map(|child| (child, at)));
            }
            NodeKind::Number if at.is_none() && !is_exact(value.raw()) => numbers.push(value.span()),
            _ => {}
        }
    }
    if numbers.is_empty() {
        return None;
    }
    numbers.sort_by_key(|span| span.start);
    let mut marked = String::new();
    let mut from = 0;
    for span in numbers {
        marked.push_str(text.get(from..span.start)?);
        marked.push_str(&format!("\"{MARK}{}{MARK}\"", span.slice(text)));
        from = span.end;
    }
    marked.push_str(text.get(from..)?);
    Some(marked)
}

/// The shape of a member; `None` where the shape does not know it, and so nothing of what is in it.
fn member(shape: &Shape, at: Option<ShapeId>, name: Value<'_, '_>) -> Option<ShapeId> {
    let name = name.as_str()?;
    let member = shape.node(at?).member(&name)?;
    (member.shape != ShapeId::ANY).then_some(member.shape)
}

/// Whether a number is written as a value would be.
fn is_exact(number: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(number).is_ok_and(|value| value.to_string() == number)
}

/// The text with the marked strings as the numbers that they are.
fn unmarked(text: &str) -> String {
    let (open, close) = (format!("\"{MARK}"), format!("{MARK}\""));
    text.replace(&open, "").replace(&close, "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever number is in an unknown member, however deep, its digits are in the canonical form.
        #[test]
        fn unknown_numbers_keep_their_digits(
            number in "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,4})?",
            kind in prop::sample::select(vec![PayloadKind::Definition, PayloadKind::Agent]),
            depth in 0..4_usize,
        ) {
            let inner = format!("{}{number}{}", "[".repeat(depth), "]".repeat(depth));
            let text = format!("{{\"id\": \"1\", \"unheardOf\": {inner}, \"further\": {{\"deep\": {inner}}}}}");
            let canonical = canonical(kind, &text, 128).unwrap();
            let tape = syntax::parse(&canonical, 128).unwrap();
            let numbers: Vec<&str> =
                tape.nodes().filter(|node| node.kind() == NodeKind::Number).map(|node| node.raw()).collect();
            prop_assert_eq!(numbers, [&number, &number], "{}", canonical);
        }
    }
}
