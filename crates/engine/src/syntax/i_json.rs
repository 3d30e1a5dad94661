use std::collections::HashSet;

use super::scalar::decode_string;
use super::{Content, NodeKind, Tape, Value};
use crate::diagnostic::{Code, Diagnostic};

/// Returns the violations of RFC 7493 (I-JSON) that RFC 8259 allows, in the order of the text: a duplicate member name,
/// and a number that binary64 cannot hold because it overflows or underflows to zero. [`parse`](super::parse()) already
/// refuses everything else that I-JSON forbids.
///
/// The function checks a tape, so parsing costs no more without it. [`Options::i_json`](crate::Options::i_json) turns
/// it on.
///
/// ```
/// use jsonmend::syntax::{i_json, parse};
///
/// let tape = parse(r#"{"id": 1, "\u0069d": 1e999}"#, 128).unwrap();
/// let found: Vec<_> = i_json(&tape).iter().map(|found| found.code.name()).collect();
/// assert_eq!(found, ["duplicate-member", "out-of-range"]);
/// ```
#[must_use]
pub fn i_json(tape: &Tape<'_>) -> Vec<Diagnostic> {
    let mut found = duplicate_members(tape);
    for value in tape.nodes() {
        if value.kind() == NodeKind::Number && !fits_binary64(value.raw()) {
            found.push(Diagnostic::new(Code::OutOfRange, value.span()).expecting(["a number that binary64 holds"]));
        }
    }
    found.sort_by_key(|diagnostic| diagnostic.span);
    found
}

/// The names that come twice in one object, in order of place.
pub(crate) fn duplicate_members(tape: &Tape<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for value in tape.nodes().filter(|value| value.kind() == NodeKind::Object) {
        duplicates(value, &mut found);
    }
    // An object precedes its content on the tape, so the findings are not in order yet.
    found.sort_by_key(|diagnostic| diagnostic.span);
    found
}

/// Names are equal if their unescaped texts are.
fn duplicates(object: Value<'_, '_>, found: &mut Vec<Diagnostic>) {
    // Few objects have many members, and comparing a few names is faster than hashing them. Many names are hashed with
    // random keys, so that no input can make them collide.
    const FEW: usize = 16;
    if object.members().nth(FEW).is_none() {
        let names: Vec<_> = object.members().filter_map(|(name, _)| Some((name, name.content()?))).collect();
        for (index, (name, content)) in names.iter().enumerate() {
            if names.iter().take(index).any(|(_, earlier)| are_equal(*earlier, *content)) {
                found.push(Diagnostic::new(Code::DuplicateMember, name.span()));
            }
        }
        return;
    }
    let mut names = HashSet::new();
    for (name, _) in object.members() {
        if !names.insert(name.as_str()) {
            found.push(Diagnostic::new(Code::DuplicateMember, name.span()));
        }
    }
}

/// Whether two names mean the same. Most are written without escapes.
fn are_equal(one: Content<'_>, other: Content<'_>) -> bool {
    one.raw == other.raw || (one.escaped || other.escaped) && decode_string(one.raw) == decode_string(other.raw)
}

fn fits_binary64(number: &str) -> bool {
    match number.parse::<f64>() {
        Ok(0.0) => {
            let digits = number.split(['e', 'E']).next().unwrap_or(number);
            !digits.contains(|digit: char| matches!(digit, '1'..='9'))
        }
        Ok(value) => value.is_finite(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse::parse;

    fn codes(text: &str) -> Vec<(&'static str, String)> {
        let tape = parse(text, 128).unwrap();
        i_json(&tape).iter().map(|found| (found.code.name(), found.span.slice(text).to_owned())).collect()
    }

    #[test]
    fn finds_every_duplicate_name_and_no_other() {
        assert_eq!(codes(r#"{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}"#), []);
        assert_eq!(
            codes(r#"{"a": {"b": 1, "b": 2}, "a": 1, "\u0061": 2}"#),
            [
                ("duplicate-member", r#""b""#.into()),
                ("duplicate-member", r#""a""#.into()),
                ("duplicate-member", r#""\u0061""#.into()),
            ]
        );
        let many: Vec<String> = (0..100).chain([7]).map(|name| format!("\"{name}\":0")).collect();
        assert_eq!(codes(&format!("{{{}}}", many.join(","))), [("duplicate-member", "\"7\"".into())]);
    }

    #[test]
    fn knows_the_range_of_binary64() {
        assert_eq!(codes("[0, -0.0e9, 1.7976931348623157e308, 5e-324, 123456789012345678901234567890]"), []);
        assert_eq!(codes("[1e309, -1e400, 1e-400]").len(), 3);
    }
}
