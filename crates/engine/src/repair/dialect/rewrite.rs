//! Whole texts in the notation of another language, rewritten mark by mark before they are searched: hashes of Ruby,
//! Perl and PHP with their arrows and symbols.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::syntax::string_end;
use crate::text::{Change, Script, Span};

/// An open bracket, as written.
struct Open {
    /// Where it stands, with the `array` of PHP before a parenthesis.
    span: Span,
    closer: u8,
    /// An arrow stands directly in it.
    is_map: bool,
}

/// The changes that write the arrows and symbols of a text as JSON; `None` where its arrows are not its separators.
pub(in crate::repair) fn arrows(text: &str) -> Option<Script<Repair>> {
    memchr::memmem::find(text.as_bytes(), b"=>")?;
    let mut reader = Arrows { text, changes: Vec::new(), open: Vec::new(), arrows: 0 };
    let mut at = 0;
    // The byte before the current token, blanks aside.
    let mut before = b'{';
    while let Some(byte) = text.as_bytes().get(at).copied() {
        let end = match byte {
            b'"' | b'\'' => string_end(text.as_bytes(), at)?,
            b'=' if text.as_bytes().get(at + 1) == Some(&b'>') => reader.arrow(at),
            b':' => reader.colon(at, before)?,
            b'{' | b'[' | b'(' => reader.opener(at, byte),
            b'}' | b']' | b')' => reader.closer(at, byte)?,
            byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                at + text.get(at..)?.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
            }
            _ => at + 1,
        };
        if !byte.is_ascii_whitespace() {
            before = text.as_bytes().get(end.saturating_sub(1)).copied().unwrap_or(byte);
        }
        at = end;
    }
    (reader.arrows > 0).then(|| Script::new(reader.changes).0)
}

struct Arrows<'t> {
    text: &'t str,
    changes: Vec<Change<Repair>>,
    open: Vec<Open>,
    arrows: usize,
}

impl Arrows<'_> {
    fn put(&mut self, span: Span, insert: &str, code: Code) {
        let note = Repair { code, applicability: Applicability::Likely };
        self.changes.push(Change { span, insert: insert.to_owned(), note });
    }

    fn arrow(&mut self, at: usize) -> usize {
        self.arrows += 1;
        if let Some(open) = self.open.last_mut() {
            open.is_map = true;
        }
        self.put(Span::new(at, at + 2), ":", Code::WrongSeparator);
        at + 2
    }

    /// A symbol, whose colon goes and whose name is quoted; or the colon behind a name. `None` for what separates names
    /// from values as JSON has it: then the arrows are something else.
    fn colon(&mut self, at: usize, before: u8) -> Option<usize> {
        let rest = self.text.get(at + 1..)?;
        if matches!(before, b'{' | b'[' | b'(' | b',' | b'>') {
            let name = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
            let mark = usize::from(name > 0 && rest.get(name..).is_some_and(|rest| rest.starts_with(['?', '!'])));
            if rest.starts_with('"') {
                self.put(Span::new(at, at + 1), "", Code::ExtraColon);
                return Some(at + 1);
            }
            if name > 0 {
                self.put(Span::new(at, at + 1), "\"", Code::UnquotedString);
                let end = at + 1 + name + mark;
                self.put(Span::at(end), "\"", Code::UnquotedString);
                return Some(end);
            }
        }
        // `name: value` stands beside arrows in Ruby, but a quoted name before a colon does not.
        (!matches!(before, b'"' | b'\'')).then_some(at + 1)
    }

    fn opener(&mut self, at: usize, byte: u8) -> usize {
        let closer = match byte {
            b'{' => b'}',
            b'[' => b']',
            _ => b')',
        };
        let call =
            if byte == b'(' && self.text.get(..at).is_some_and(|before| before.ends_with("array")) { 5 } else { 0 };
        self.open.push(Open { span: Span::new(at - call, at + 1), closer, is_map: false });
        at + 1
    }

    /// Closes a bracket; those that hold arrows become braces.
    fn closer(&mut self, at: usize, byte: u8) -> Option<usize> {
        let open = self.open.pop().filter(|open| open.closer == byte)?;
        let is_array = open.span.len() > 1;
        if byte == b')' && !is_array && !open.is_map {
            return Some(at + 1);
        }
        let (opener, closer) = if open.is_map { ("{", "}") } else { ("[", "]") };
        let is_same = byte == if open.is_map { b'}' } else { b']' };
        if !is_same && byte != b'}' {
            self.put(open.span, opener, Code::MismatchedOpener);
            self.put(Span::new(at, at + 1), closer, Code::MismatchedCloser);
        }
        Some(at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::arrows;

    #[test]
    fn arrows_and_symbols_become_colons_and_strings() {
        let cases = [
            (r#"{"a"=>1, :b=>"x"}"#, r#"{"a":1, "b":"x"}"#),
            (r#"{:a=>:b, :c=>[:d, :e?], :"f g"=>nil}"#, r#"{"a":"b", "c":["d", "e?"], "f g":nil}"#),
            ("['a' => ['b' => 1], 'c' => [1, 2]]", "{'a' : {'b' : 1}, 'c' : [1, 2]}"),
            ("array('a' => array(1, 2))", "{'a' : [1, 2]}"),
            ("{ 'a' => 1, b: 2 }", "{ 'a' : 1, b: 2 }"),
        ];
        for (text, expected) in cases {
            assert_eq!(arrows(text).map(|script| script.apply(text)).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn arrows_inside_strings_and_beside_colons_are_none() {
        for text in [r#"{"a": "b => c"}"#, r#"{"a"=>1, "b": 2}"#, r#"{"a"=>"1}"#, r#"{"a"=>1]"#, "plain"] {
            assert!(arrows(text).is_none(), "{text}");
        }
    }
}
