//! Whether a text mixes the notations of two languages: a word of the other language may be meant as a string then.

use crate::diagnostic::{Code, Repair};
use crate::syntax::string_end_on_line;
use crate::text::Change;

/// Whether a text whose booleans are changed to JSON's may have meant the words: it has `null` as JSON writes it, or
/// names in double quotes and others in single ones, and no boolean of JSON. Of four samples of public documentation
/// that were so, their authors mended all four to strings.
pub(super) fn is_mixed(text: &str, changes: &[Change<Repair>]) -> bool {
    if !changes.iter().any(is_boolean) {
        return false;
    }
    let own = own(text);
    let is_other_name = |change: &Change<Repair>| {
        change.note.code == Code::NonstandardQuote
            && change.span.slice(text) == "'"
            && text.get(change.span.end..).is_some_and(|behind| behind.trim_start().starts_with(':'))
    };
    !own.has_boolean && (own.has_null || own.has_name && changes.iter().any(is_other_name))
}

/// Whether a change writes another language's boolean as JSON has it.
pub(super) fn is_boolean(change: &Change<Repair>) -> bool {
    change.note.code == Code::NonstandardLiteral && matches!(&*change.insert, "true" | "false")
}

/// The marks of JSON's own notation in a text.
#[derive(Default)]
struct Own {
    has_boolean: bool,
    has_null: bool,
    /// A name in double quotes, without an apostrophe that would ask for them in other languages.
    has_name: bool,
}

fn own(text: &str) -> Own {
    let mut own = Own::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        at += match byte {
            b'"' | b'\'' => {
                let length = string_end_on_line(rest, 0).unwrap_or(1);
                let behind = rest.get(length..).unwrap_or_default().trim_ascii_start();
                let is_plain = !rest.get(..length).unwrap_or_default().contains(&b'\'');
                own.has_name |= *byte == b'"' && is_plain && behind.first() == Some(&b':');
                length
            }
            byte if byte.is_ascii_alphabetic() => {
                let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                let before = at.checked_sub(1).and_then(|before| bytes.get(before));
                let is_alone = before.is_none_or(|before| matches!(before, b' ' | b'\n' | b'\t' | b':' | b',' | b'['));
                let word = rest.get(..length).filter(|_| is_alone);
                own.has_boolean |= matches!(word, Some(b"true" | b"false"));
                own.has_null |= word == Some(b"null");
                length
            }
            b'\\' => 2,
            _ => 1,
        };
    }
    own
}

#[cfg(test)]
mod tests {
    use crate::limits::Limits;
    use crate::repair::recover;
    use crate::schema::Shape;

    #[test]
    fn literals_are_doubted_beside_json_notation() {
        let is_doubted = |text: &str| recover(text, &Shape::ANY, &Limits::default()).unwrap().ambiguous;
        for mixed in [r#"{"a": null, "b": True}"#, "{\"a\": [{'b': True}]}", "[FALSE, null]"] {
            assert!(is_doubted(mixed), "{mixed}");
        }
        for pure in [
            r#"{"a": True}"#,
            r#"{"a": True, "b": [false, null]}"#,
            r#"{"a": null, "b": undefined}"#,
            "{'a': True, 'b': None, 'c': \"it's null\"}",
            "{'a': \"it's\", 'b': True, 'c': 'null'}",
            "[True, None, False]",
        ] {
            assert!(!is_doubted(pure), "{pure}");
        }
    }
}
