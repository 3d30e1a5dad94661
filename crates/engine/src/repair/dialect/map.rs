//! Maps as Java, Presto and PowerShell print them: `{id=1, tags=[core, edge]}`, `@{id=1; name=x}`. Nothing is quoted,
//! so the next name and `=` end a value.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::syntax::is_number;
use crate::text::{Change, Script, Span};

/// No name of a member is longer, in bytes.
const LONGEST_NAME: usize = 128;

/// Whether a value is written unchanged rather than as a string.
pub(in crate::repair) fn is_literal(value: &str) -> bool {
    matches!(value, "true" | "false" | "null") || is_number(value)
}

/// The changes that write a map without any quotes as JSON; `None` where the text is none.
pub(in crate::repair) fn unquoted(text: &str) -> Option<Script<Repair>> {
    if memchr::memchr(b'=', text.as_bytes()).is_none() || memchr::memchr(b'"', text.as_bytes()).is_some() {
        return None;
    }
    let mut map = Map { text, changes: Vec::new(), open: Vec::new(), members: 0 };
    let mut at = skip_blanks(text, 0);
    if !text.get(at..)?.starts_with(['{', '[']) {
        return None;
    }
    loop {
        at = map.value(at)?;
        at = map.next(at)?;
        if map.open.is_empty() {
            break;
        }
    }
    (map.members > 0 && skip_blanks(text, at) == text.len()).then(|| Script::new(map.changes).0)
}

/// The members of a map that PowerShell printed, `@{a=b; c=d}`: their names and values as written. `None` where the
/// text is no such map.
pub(crate) fn powershell(text: &str) -> Option<Vec<(&str, &str)>> {
    let inner = text.trim().strip_prefix("@{")?.strip_suffix('}')?;
    let mut members: Vec<(&str, &str)> = Vec::new();
    for part in inner.split_inclusive(';') {
        let part = part.strip_suffix(';').unwrap_or(part);
        match part.split_once('=').filter(|(name, _)| is_name(name.trim())) {
            Some((name, value)) => members.push((name.trim(), value.trim())),
            // A semicolon inside of a value: where it ends cannot be told.
            None if !part.trim().is_empty() => return None,
            None => {}
        }
    }
    (!members.is_empty()).then_some(members)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | '@' | '$' | '#'))
        && name.len() <= LONGEST_NAME
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '@' | '$' | '#' | '-' | ':'))
}

fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start().len()
}

struct Map<'t> {
    text: &'t str,
    changes: Vec<Change<Repair>>,
    /// The closers of what is open.
    open: Vec<u8>,
    members: usize,
}

impl Map<'_> {
    fn put(&mut self, span: Span, insert: &str, code: Code, applicability: Applicability) {
        let note = Repair { code, applicability };
        self.changes.push(Change { span, insert: insert.to_owned(), note });
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The name and `=` at `at`: where the name ends.
    fn name_end(&self, at: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(at..)?;
        let equals = rest.iter().take(LONGEST_NAME).position(|byte| *byte == b'=')?;
        is_name(self.text.get(at..at + equals)?).then_some(at + equals)
    }

    /// Reads a value from its start, as deep as brackets open at once; gives where it ends.
    fn value(&mut self, mut at: usize) -> Option<usize> {
        loop {
            match self.byte(at)? {
                b'{' => {
                    self.open.push(b'}');
                    at = skip_blanks(self.text, at + 1);
                    if self.byte(at)? == b'}' {
                        return Some(at);
                    }
                    at = self.name(at)?;
                }
                b'[' => {
                    self.open.push(b']');
                    at = skip_blanks(self.text, at + 1);
                    if self.byte(at)? == b']' {
                        return Some(at);
                    }
                }
                _ => return self.scalar(at),
            }
        }
    }

    /// Quotes the name at `at` and gives where its value starts.
    fn name(&mut self, at: usize) -> Option<usize> {
        let end = self.name_end(at)?;
        self.members += 1;
        self.put(Span::at(at), "\"", Code::UnquotedName, Applicability::Likely);
        self.put(Span::new(end, end + 1), "\":", Code::WrongSeparator, Applicability::Likely);
        let value = skip_blanks(self.text, end + 1);
        Some(if matches!(self.byte(value), Some(b'{' | b'[')) { value } else { end + 1 })
    }

    fn scalar(&mut self, at: usize) -> Option<usize> {
        let closer = *self.open.last()?;
        let (mut end, mut depth) = (at, 0_usize);
        let mut holds_comma = false;
        loop {
            let byte = self.byte(end)?;
            match byte {
                _ if depth == 0 && byte == closer => break,
                b',' if closer == b']' && depth == 0 => break,
                b',' if depth == 0 => {
                    if self.name_end(skip_blanks(self.text, end + 1)).is_some() {
                        break;
                    }
                    holds_comma = true;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            end += 1;
        }
        let content = self.text.get(at..end)?;
        if content.contains(|c: char| c < ' ' || c == '\\') {
            return None;
        }
        let start = at + content.len() - content.trim_start().len();
        let word = content.trim();
        if !is_literal(word) {
            let sure = if holds_comma { Applicability::Guess } else { Applicability::Likely };
            self.put(Span::at(start), "\"", Code::UnquotedString, sure);
            self.put(Span::at(start + word.len()), "\"", Code::UnquotedString, sure);
        }
        Some(end)
    }

    /// Goes from the end of a value to the start of the next one, or to the end of all.
    fn next(&mut self, mut at: usize) -> Option<usize> {
        while let Some(closer) = self.open.last().copied() {
            at = skip_blanks(self.text, at);
            match self.byte(at)? {
                b',' => {
                    at = skip_blanks(self.text, at + 1);
                    return if closer == b'}' { self.name(at) } else { Some(at) };
                }
                byte if byte == closer => {
                    self.open.pop();
                    at += 1;
                }
                _ => return None,
            }
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::{powershell, unquoted};

    #[test]
    fn maps_without_quotes_are_quoted() {
        let cases = [
            ("{id=1, name=Nightly scan, ok=true}", r#"{"id":1, "name":"Nightly scan", "ok":true}"#),
            (
                "{tags=[core, edge], owner={name=Ann, mail=null}}",
                r#"{"tags":["core", "edge"], "owner":{"name":"Ann", "mail":null}}"#,
            ),
            ("[{a=1}, {a=2}]", r#"[{"a":1}, {"a":2}]"#),
            ("{a=x, y, b=2}", r#"{"a":"x, y", "b":2}"#),
            ("{a=, b=[], c={}}", r#"{"a":"", "b":[], "c":{}}"#),
            ("{u=https://h/?q=1, z=02134}", r#"{"u":"https://h/?q=1", "z":"02134"}"#),
        ];
        for (text, expected) in cases {
            assert_eq!(unquoted(text).map(|script| script.apply(text)).as_deref(), Some(expected), "{text}");
        }
        for text in ["{a: 1}", "{a=1", "{a=1}}", "{\"a\"=1}", "a=1", "{a b=1}", "[1, 2]", "{a=[1}", ""] {
            assert!(unquoted(text).is_none(), "{text}");
        }
    }

    #[test]
    fn maps_of_powershell_are_split_at_their_semicolons() {
        assert_eq!(powershell("@{a=b; c=d e; f=}"), Some(vec![("a", "b"), ("c", "d e"), ("f", "")]));
        for text in ["@{}", "{a=b}", "@{a; b}", "@{a=b; c}", "@{a=b"] {
            assert_eq!(powershell(text), None, "{text}");
        }
    }
}
