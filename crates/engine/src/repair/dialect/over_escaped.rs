//! Documents in strings whose quotes have one backslash too many: `"{\\\\"a\\\\": 1}"`.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::syntax::parse::parse;
use crate::syntax::string_end;
use crate::text::{Change, Script, Span};

/// The changes that take one backslash away before each quote of such strings; `None` where there is none.
pub(in crate::repair) fn strings(text: &str, max_depth: usize) -> Option<Script<Repair>> {
    memchr::memmem::find(text.as_bytes(), br#"\\""#)?;
    let mut changes = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| memchr::memchr(b'"', rest.as_bytes())) {
        let opens = at + start + 1;
        let found = document(text, opens)?;
        match found {
            Some(Document { end, marks, content }) => {
                // A text with other escapes of quotes, too, has not been escaped twice.
                parse(&content, max_depth).ok()?;
                changes.extend(marks.into_iter().map(|mark| Change {
                    span: Span::new(mark, mark + 1),
                    insert: String::new(),
                    note: Repair { code: Code::InvalidEscape, applicability: Applicability::Likely },
                }));
                at = end + 1;
            }
            None => match string_end(text.as_bytes(), at + start) {
                Some(end) => at = end,
                None => break,
            },
        }
    }
    (!changes.is_empty()).then(|| Script::new(changes).0)
}

/// A string whose quotes have one backslash too many.
struct Document {
    /// Where its closing quote stands.
    end: usize,
    /// The first of the two backslashes before each quote in it.
    marks: Vec<usize>,
    /// Its value.
    content: String,
}

/// The string whose content starts at `from`, if it starts as a document does and its quotes have two backslashes each.
/// `None` where only some of them have.
fn document(text: &str, from: usize) -> Option<Option<Document>> {
    let bytes = text.as_bytes();
    if !text.get(from..)?.trim_start_matches(' ').starts_with(['{', '[']) {
        return Some(None);
    }
    let (mut marks, mut content) = (Vec::new(), String::new());
    let (mut at, mut kept) = (from, from);
    while let Some(step) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += step;
        let run = bytes.get(at..)?.iter().take_while(|byte| **byte == b'\\').count();
        match run {
            0 => {
                content.push_str(text.get(kept..at)?);
                return Some((marks.len() > 1).then_some(Document { end: at, marks, content }));
            }
            2 if bytes.get(at + run) == Some(&b'"') => {
                content.push_str(text.get(kept..at)?);
                marks.push(at);
                kept = at + run;
                at = kept + 1;
            }
            _ => break,
        }
    }
    marks.is_empty().then_some(None)
}

#[cfg(test)]
mod tests {
    use super::strings;

    #[test]
    fn quotes_lose_one_backslash_where_that_gives_a_document() {
        let text = r#"{"a": "{\\"b\\": {\\"c\\": null}}", "d": "[\\"e\\"]"}"#;
        let expected = r#"{"a": "{\"b\": {\"c\": null}}", "d": "[\"e\"]"}"#;
        assert_eq!(strings(text, 16).map(|script| script.apply(text)).as_deref(), Some(expected));
        for other in [
            r#"{"a": "{\"b\": 1}"}"#,
            r#"{"a": "C:\\", "b": "{"}"#,
            r#"{"a": "{\\"b\\": \"c\"}"}"#,
            r#"{"a": "{\\"b\\": 1"}"#,
            r#"{"a": "x \\"b\\""}"#,
            "",
        ] {
            assert!(strings(other, 16).is_none(), "{other}");
        }
    }
}
