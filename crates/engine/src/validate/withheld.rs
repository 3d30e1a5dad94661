//! Messages of types that quote a redacted value.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::redact::Mask;
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::Span;

/// Number of characters of a value that are looked for; a longer value counts as quoted if its start is.
const LOOKED_FOR: usize = 64;
/// Shortest value, in bytes, that counts as quoted inside of a longer word.
const SHORTEST_IN_WORD: usize = 4;
/// Most bytes of messages that are searched, per byte of the document; further messages are withheld.
const MOST_SEARCHED: usize = 64;
/// Bytes of messages that may be searched for any document.
const BASE_SEARCHED: usize = 64 << 10;

/// Removes each message of a type ([`Diagnostic::detail`]) that quotes a redacted value, wherever in the document the
/// value is. `mask` has the redacted spans of the tape's text.
pub(crate) fn withhold(findings: &mut [Diagnostic], tape: &Tape<'_>, mask: &Mask) {
    if mask.is_empty() || findings.iter().all(|found| found.detail.is_none()) {
        return;
    }
    let values = redacted(tape, mask);
    let mut left = tape.text().len().saturating_mul(MOST_SEARCHED).saturating_add(BASE_SEARCHED);
    for found in findings {
        let Some(detail) = &found.detail else { continue };
        let work = detail.len().saturating_mul(values.len());
        if work > left || values.iter().any(|value| quotes(detail, value)) {
            found.detail = None;
        }
        left = left.saturating_sub(work);
    }
}

/// Returns the redacted values of a document, or their starts, each as its content and as `Debug` writes it.
fn redacted(tape: &Tape<'_>, mask: &Mask) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    let mut add = |text: &str| {
        let start: String = text.chars().take(LOOKED_FOR).collect();
        for form in [&*start, start.trim()] {
            let escaped = format!("{form:?}");
            values.extend(escaped.get(1..escaped.len().saturating_sub(1)).map(str::to_owned));
            values.insert(form.to_owned());
        }
    };
    for value in tape.nodes().filter(|value| mask.covers(value.span())) {
        match value.kind() {
            NodeKind::Number => add(value.raw()),
            NodeKind::String => parts(value, tape, mask).iter().for_each(|part| add(part)),
            _ => {}
        }
    }
    values.retain(|value| !value.trim().is_empty());
    values
}

/// Returns the redacted parts of a string: its content, if all of it is redacted or it has escapes.
fn parts(value: Value<'_, '_>, tape: &Tape<'_>, mask: &Mask) -> Vec<String> {
    let content = Span::new(value.span().start + 1, value.span().end.saturating_sub(1));
    let decoded = value.as_str().unwrap_or_default();
    if decoded.len() != content.len() {
        return vec![decoded.into_owned()];
    }
    let within = mask.part(content);
    within
        .spans()
        .iter()
        .map(|part| Span::new(content.start + part.start, content.start + part.end))
        .map(|part| part.slice(tape.text()).to_owned())
        .collect()
}

/// Returns whether a message has the text of a value; of a short one, as a word of its own.
fn quotes(message: &str, value: &str) -> bool {
    let is_word = |(at, found): (usize, &str)| {
        let before = message.get(..at).and_then(|before| before.chars().next_back());
        let behind = message.get(at + found.len()..).and_then(|behind| behind.chars().next());
        found.len() >= SHORTEST_IN_WORD || !before.into_iter().chain(behind).any(char::is_alphanumeric)
    };
    message.match_indices(value).any(is_word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::withhold;
    use crate::diagnostic::{Code, Diagnostic};
    use crate::schema::Shape;
    use crate::syntax::parse::parse;
    use crate::text::Span;
    use crate::validate::secrets;

    /// Returns the message that is left of one about a document.
    fn left(document: &serde_json::Value, message: &str) -> Option<String> {
        let text = document.to_string();
        let tape = parse(&text, 8).unwrap();
        let found = Diagnostic { detail: Some(message.to_owned()), ..Diagnostic::new(Code::InvalidValue, Span::at(0)) };
        let mut findings = [found];
        withhold(&mut findings, &tape, &secrets(&tape, &Shape::ANY, &[]));
        findings.map(|found| found.detail)[0].clone()
    }

    proptest! {
        #[test]
        fn a_message_with_a_redacted_value_is_withheld(
            value in "[a-zA-Z0-9\"\\\\é\n!#%]{1,90}",
            before in "[a-z]{0,6}",
            debug in any::<bool>(),
            nested in any::<bool>(),
        ) {
            prop_assume!(!value.trim().is_empty());
            let secret = if nested { json!([{"value": value}]) } else { json!(value) };
            let document = json!({"user": "u", "password": secret});
            let quoted = if debug { format!("{before} {value:?}") } else { format!("{before} {value}") };
            prop_assert_eq!(left(&document, &quoted), None);
            let glued = format!("{before}{value}");
            prop_assert!(value.len() < 4 || left(&document, &glued).is_none());
        }

        #[test]
        fn a_message_without_one_stays(value in "[a-z]{1,8}", message in "[A-Z0-9 ]{0,20}") {
            let document = json!({"user": "ANN", "password": value});
            prop_assert_eq!(left(&document, &message), Some(message));
        }
    }

    #[test]
    fn short_values_count_as_words() {
        let document = json!({"password": "e", "authPassword": 4711});
        for (message, stays) in
            [("missing field", true), ("found `e`", false), ("integer `4711`", false), ("integer `471`", true)]
        {
            assert_eq!(left(&document, message).is_some(), stays, "{message}");
        }
    }
}
