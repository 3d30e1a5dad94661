//! Preservation of the digits of numbers in the canonical form.
//!
//! The canonical form consists of values whose numbers are binary, so long numbers would lose digits. Known members
//! have types of their own; numbers in unknown members pass through as marked strings, which are replaced by the
//! numbers at the end.

use authscan::model::PayloadKind;
use authscan::schema::{Shape, ShapeId};
use authscan::syntax::{self, NodeKind, Value};
use jsonmend::Payload;

/// Delimiter of a string that holds a number: a character for private use. Documents that contain it are left alone.
const MARK: char = '\u{f8ff}';

/// Returns the canonical form of a document as text, with the original digits of numbers in unknown members. `None` if
/// `text` is not of the type.
pub(crate) fn canonical(kind: PayloadKind, text: &str, max_depth: usize) -> Option<String> {
    let marked = marked(text, kind.shape(), max_depth);
    let tape = syntax::parse(marked.as_deref().unwrap_or(text), max_depth).ok()?;
    let value = kind.canonical(&tape).ok()?;
    let canonical = format!("{value:#}\n");
    Some(if marked.is_some() { unmarked(&canonical) } else { canonical })
}

/// Replaces numbers in unknown members by marked strings if a value would lose digits. `None` if there are no such
/// numbers.
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

/// Returns the shape of a member; `None` if it is unknown, with everything inside it.
fn member(shape: &Shape, at: Option<ShapeId>, name: Value<'_, '_>) -> Option<ShapeId> {
    let name = name.as_str()?;
    let member = shape.node(at?).member(&name)?;
    (member.shape != ShapeId::ANY).then_some(member.shape)
}

/// Returns whether a value would be printed with the same digits.
fn is_exact(number: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(number).is_ok_and(|value| value.to_string() == number)
}

/// Replaces marked strings by their numbers.
fn unmarked(text: &str) -> String {
    let (open, close) = (format!("\"{MARK}"), format!("{MARK}\""));
    text.replace(&open, "").replace(&close, "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Every number in an unknown member, at any depth, keeps its digits in the canonical form.
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
