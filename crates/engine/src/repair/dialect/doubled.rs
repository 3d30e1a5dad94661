//! Texts whose quotes are all doubled, as a cell of CSV has them, with or without the quotes round the cell.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::syntax::parse::parse;
use crate::text::{Change, Script, Span};

/// The changes that take every second quote away, and the quotes around the whole; `None` if the result is not JSON.
pub(in crate::repair) fn quotes(text: &str, max_depth: usize) -> Option<Script<Repair>> {
    memchr::memmem::find(text.as_bytes(), b"\"\"")?;
    let word = text.trim();
    let start = text.len() - text.trim_start().len();
    let inner = word.strip_prefix('"').and_then(|word| word.strip_suffix('"'));
    let is_round = inner.is_some_and(|inner| inner.trim_start().starts_with(['{', '[']));
    let mut changes = Vec::new();
    let mut take = |span: Span, insert: &str, code| {
        let note = Repair { code, applicability: Applicability::Likely };
        changes.push(Change { span, insert: insert.to_owned(), note });
    };
    let end = start + word.len();
    let (mut at, to) = if is_round { (start + 1, end - 1) } else { (start, end) };
    if is_round {
        take(Span::new(start, start + 1), "", Code::ExtraQuote);
        take(Span::new(to, end), "", Code::ExtraQuote);
    }
    // The doubled quote that opened the current string.
    let mut open = None;
    while let Some(next) = text.get(at..to).and_then(|rest| memchr::memchr2(b'"', b'\'', rest.as_bytes())) {
        let from = at + next;
        let quote = *text.as_bytes().get(from)?;
        let run = text.get(from..to)?.bytes().take_while(|byte| *byte == quote).count();
        at = from + run;
        if quote == b'"' {
            if run % 2 == 1 {
                return None;
            }
            take(Span::new(from, from + run / 2), "", Code::ExtraQuote);
            if open.is_none_or(|open| open == quote) && (run / 2) % 2 == 1 {
                open = open.is_none().then_some(quote);
            }
        } else if run == 2 && open.is_none_or(|open| open == quote) {
            take(Span::new(from, at), "\"", Code::NonstandardQuote);
            open = open.is_none().then_some(quote);
        }
    }
    let script = Script::new(changes).0;
    parse(&script.apply(text), max_depth).is_ok().then_some(script)
}

#[cfg(test)]
mod tests {
    use super::quotes;

    #[test]
    fn doubled_quotes_are_halved_where_that_gives_json() {
        let cases = [
            (r#"{""a"": ""b"", ""c"": """"}"#, r#"{"a": "b", "c": ""}"#),
            (r#"{""a"": ''b c'', ""d"": ""it''s""}"#, r#"{"a": "b c", "d": "it''s"}"#),
            ("\"[\n  {\"\"a\"\": 1}\n]\"", "[\n  {\"a\": 1}\n]"),
        ];
        for (text, expected) in cases {
            assert_eq!(quotes(text, 16).map(|script| script.apply(text)).as_deref(), Some(expected), "{text}");
        }
        for text in [r#"{"a": ""}"#, r#"{""a": 1}"#, r#"{""a"": ""b""#, "\"\"", "x"] {
            assert!(quotes(text, 16).is_none(), "{text}");
        }
    }
}
