//! Spans of a text that parse strictly, and the damaged rest: the boundaries of the documents of a capture.

use std::borrow::Cow;

use memchr::memchr;

use super::embedded::LOGGED;
use crate::decode::lines::{behind, run};
use crate::syntax::grammar::Container;
use crate::syntax::{Content, Cursor, FOREIGN_LITERALS, Lexer, Literal, Sink, scan};
use crate::text::Span;

/// Depth beyond which containers are not distinguished.
const DEEPEST: usize = 512;

/// Documents of a text, valid and damaged, in order and disjoint.
#[derive(Default, Debug)]
pub(in crate::decode) struct Stretches {
    /// Spans that parse strictly and are not inside a damaged container.
    pub(in crate::decode) sound: Vec<Span>,
    /// Spans that parse strictly and are a member's value, or one of several elements of a lost container.
    pub(in crate::decode) parts: Vec<Span>,
    /// Spans that start as a document does and do not parse.
    pub(in crate::decode) broken: Vec<Span>,
}

impl Stretches {
    /// Returns whether an offset is inside a document.
    pub(in crate::decode) fn holds(&self, offset: usize) -> bool {
        let mut all = self.sound.iter().chain(&self.parts).chain(&self.broken);
        all.any(|span| span.start < offset && offset < span.end)
    }

    /// Returns the longest valid document (the first of equals) if it is at least half as long again as the longest
    /// damaged one.
    pub(in crate::decode) fn main(&self) -> Option<Span> {
        let best = self.sound.iter().rev().max_by_key(|span| span.len()).copied()?;
        let longest = self.broken.iter().map(|span| span.len()).max().unwrap_or(0);
        (best.len().saturating_mul(2) >= longest.saturating_mul(3)).then_some(best)
    }
}

/// Returns the spans of the documents of a text, valid and damaged, in order and disjoint. A closing bracket before an
/// opening one, and a line that starts as the one before, count as a boundary rather than a fault.
///
/// ```
/// use jsonmend::decode::boundaries;
///
/// let lines = b"{\"t\": 1}{\"t\": 2, \"cut\n{\"t\": 3}\n";
/// let documents: Vec<_> = boundaries(lines).iter().map(|span| span.slice_bytes(lines)).collect();
/// assert_eq!(documents, [&b"{\"t\": 1}"[..], b"{\"t\": 2, \"cut", b"{\"t\": 3}"]);
/// ```
#[must_use]
pub fn boundaries(text: &[u8]) -> Vec<Span> {
    let Stretches { sound, parts, broken } = stretches(text);
    let mut all = [sound, parts, broken].concat();
    all.sort_by_key(|span| span.start);
    all
}

/// Finds the documents of a text. No byte is scanned more than twice.
pub(in crate::decode) fn stretches(bytes: &[u8]) -> Stretches {
    let text = same_length(bytes);
    let mut found = Stretches::default();
    let mut broken: Option<Broken<'_>> = None;
    let mut at = 0;
    while let Some(step) = behind(bytes, at).iter().position(|byte| matches!(byte, b'{' | b'[' | b'}' | b']')) {
        at += step;
        if matches!(bytes.get(at), Some(b'}' | b']')) {
            at += 1;
            if let Some(end) = broken.take_if(|broken| broken.close()) {
                found.broken.push(Span::new(end.start, at));
            }
            continue;
        }
        if !may_open(behind(bytes, at)) {
            at += 1;
            continue;
        }
        if let Some(cut) = broken.take_if(|broken| broken.is_followed_by(bytes, at)) {
            found.broken.push(Span::new(cut.start, bytes.get(..at).unwrap_or_default().trim_ascii_end().len()));
        }
        match scan_at(&text, at) {
            Ok(end) => {
                let span = Span::new(at, end);
                match broken {
                    Some(_) => {}
                    None if is_part(bytes, span) => found.parts.push(span),
                    None => found.sound.push(span),
                }
                at = end;
            }
            Err((error, open)) => {
                let broken = broken.get_or_insert_with(|| Broken {
                    start: at,
                    name: opening_name(behind(bytes, at)),
                    open: Vec::new(),
                });
                broken.open.extend(open);
                at = error;
            }
        }
    }
    found.broken.extend(broken.map(|broken| Span::new(broken.start, bytes.trim_ascii_end().len())));
    found
}

/// A document that does not parse, with its open containers.
struct Broken<'b> {
    start: usize,
    /// Name of its first member.
    name: Option<&'b [u8]>,
    open: Vec<Container>,
}

impl Broken<'_> {
    /// Closes the innermost container; returns whether it was the last.
    fn close(&mut self) -> bool {
        self.open.pop();
        self.open.is_empty()
    }

    /// Returns whether the opening bracket at `at` belongs to the next document, because this one is truncated: the
    /// object cannot be part of this document, and starts as it did.
    fn is_followed_by(&self, bytes: &[u8], at: usize) -> bool {
        let is_first_of_line = |at: usize| at.checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&b'\n'));
        let before = bytes.get(..at).unwrap_or_default().trim_ascii_end().last();
        if bytes.get(self.start) != Some(&b'{') || bytes.get(at) != Some(&b'{') {
            return false;
        }
        if before.is_none_or(|byte| b",:[{(=".contains(byte)) {
            return false;
        }
        let is_same = self.name.is_some() && self.name == opening_name(behind(bytes, at));
        let is_line = is_first_of_line(self.start) && is_first_of_line(at);
        match self.open.last() {
            Some(Container::Object) => is_line || is_same,
            _ => is_same && (is_line || before != Some(&b'}')),
        }
    }
}

/// Returns the name of an object's first member, with its quotes.
fn opening_name(object: &[u8]) -> Option<&[u8]> {
    let start = 1 + run(behind(object, 1), |byte| byte.is_ascii_whitespace());
    let name = behind(object, start);
    let end = memchr(b'"', name.strip_prefix(b"\"")?.get(..name.len().min(128) - 1)?)?;
    name.get(..end + 2).filter(|name| name.len() > 2)
}

/// Returns whether a bracket may open a container, valid or damaged: `[see` and `[CDATA[` do not.
fn may_open(bytes: &[u8]) -> bool {
    let mut words = FOREIGN_LITERALS.iter().map(|(word, _)| *word).chain(["true", "false", "null"]);
    let rest = behind(bytes, 1).trim_ascii_start();
    // A name does not continue on the next line.
    if let Some(name) = behind(bytes, 1).strip_prefix(b"\"") {
        let end = name.iter().take(128).find(|byte| matches!(byte, b'"' | b'\n'));
        if end == Some(&b'\n') {
            return false;
        }
    }
    match (bytes.first(), rest.first()) {
        (Some(b'['), Some(byte)) if byte.is_ascii_alphabetic() => words.any(|word| rest.starts_with(word.as_bytes())),
        (Some(b'['), Some(byte)) => b"{[]\"'-/#".contains(byte) || byte.is_ascii_digit() || *byte >= 0x80,
        (_, first) => first.is_some(),
    }
}

/// Returns whether a valid span is part of a larger container whose start or end is lost: a member's value, or one of
/// several elements.
fn is_part(bytes: &[u8], span: Span) -> bool {
    let before = bytes.get(..span.start).unwrap_or_default().trim_ascii_end();
    let after = behind(bytes, span.end).trim_ascii_start().first();
    // `"name":`, or `"name:` without its closing quote.
    let is_value = before.strip_suffix(b":").map(<[u8]>::trim_ascii_end).is_some_and(|name| {
        let first = name.len() - last_word(name).len();
        before_quote(name).is_some() || name.get(..first).and_then(before_quote).is_some()
    });
    let is_content = before_quote(before).is_some_and(|outer| is_string_of_member(outer, behind(bytes, span.end)));
    // The end of a CDATA section is not a bracket.
    let is_section = behind(bytes, span.end).starts_with(b"]]>");
    is_value || is_content || before.ends_with(b",") || (!is_section && matches!(after, Some(b',' | b'}' | b']')))
}

/// Returns whether a string between `before` and `after`, its quotes at their ends, is the value of a member other than
/// a log message.
fn is_string_of_member(before: &[u8], after: &[u8]) -> bool {
    let name = before.trim_ascii_end().strip_suffix(b":").unwrap_or_default().trim_ascii_end();
    let name = last_word(before_quote(name).unwrap_or(name));
    let rest = after.strip_prefix(b"\"").or_else(|| after.strip_prefix(b"'")).map(<[u8]>::trim_ascii_start);
    !name.is_empty()
        && !LOGGED.iter().any(|logged| logged.as_bytes() == name)
        && rest.is_some_and(|rest| matches!(rest.first(), Some(b',' | b'}' | b']')))
}

/// Returns the bytes before the quote at the end of `bytes`; `None` if there is none.
fn before_quote(bytes: &[u8]) -> Option<&[u8]> {
    bytes.strip_suffix(b"\"").or_else(|| bytes.strip_suffix(b"'"))
}

/// Returns the word at the end of `bytes`, at most as long as a name.
fn last_word(bytes: &[u8]) -> &[u8] {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_.@$-".contains(byte);
    let length = bytes.iter().rev().take(128).take_while(is_part).count();
    behind(bytes, bytes.len() - length)
}

/// Returns the end of the container at `start` if it parses strictly; otherwise the offset of the fault and the open
/// containers.
fn scan_at(text: &str, start: usize) -> Result<usize, (usize, Vec<Container>)> {
    let mut cursor = Cursor::starting_at(text, start);
    let mut open = Open::default();
    match scan(&mut cursor, &mut open, ()) {
        Some(()) => Ok(cursor.offset()),
        None => {
            // The fault of a string is inside it.
            let token = Lexer::starting_at(text, cursor.offset()).next_token();
            let fault = token.fault.map_or(token.span.start, |fault| fault.span.start);
            Err((resume(text.as_bytes(), start, fault), open.containers))
        }
    }
}

/// The open containers of a scan.
#[derive(Default)]
struct Open {
    containers: Vec<Container>,
}

impl<'t> Sink<'t> for Open {
    type Place = ();

    fn open(&mut self, (): (), container: Container, _: &Cursor<'t>) -> Option<()> {
        (self.containers.len() < DEEPEST).then(|| self.containers.push(container))
    }

    fn close(&mut self, _: usize) -> Option<Option<Container>> {
        self.containers.pop();
        Some(self.containers.last().copied())
    }

    fn name(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        cursor.name().map(|_| ())
    }

    fn element(&mut self) {}

    fn string(&mut self, (): (), _: Content<'t>, _: Span) -> Option<()> {
        Some(())
    }

    fn number(&mut self, (): (), _: &'t str, _: Span) -> Option<()> {
        Some(())
    }

    fn literal(&mut self, (): (), _: Literal, _: Span) -> Option<()> {
        Some(())
    }
}

/// Returns where to continue after a fault, at least one byte later. A document may be truncated inside a string, and
/// the next one begin there: then the quote of its first name has closed the string.
fn resume(bytes: &[u8], start: usize, fault: usize) -> usize {
    let is_opened = matches!(bytes.get(..fault), Some([.., b'{' | b'[', b'"']));
    let fault = if is_opened { fault.saturating_sub(2) } else { fault };
    fault.max(start + 1)
}

/// Returns the bytes as text of the same length, with `?` for each byte that is not UTF-8: inside a string it is
/// content, outside a fault.
fn same_length(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::stretches;
    use crate::text::Span;

    /// Returns the number of valid and of damaged documents.
    fn count(text: &str) -> (usize, usize) {
        let found = stretches(text.as_bytes());
        (found.sound.len(), found.broken.len())
    }

    #[test]
    fn boundaries_come_first() {
        for (text, expected) in [
            (r#"{"a": 1}{"a": 2}"#, (2, 0)),
            ("{\"t\": 1}\n{\"t\": 2, \"m\": \"b\n{\"t\": 3}\n", (2, 1)),
            (r#"{"t": 1, "ops@{"t": 1, "x": {"y": 2}}"#, (1, 1)),
            ("[command]/bin/x [see https://a.example] {\"a\": [1]}", (1, 0)),
            ("<![CDATA[HTTP/1.1 200 OK\n\n{\"a\": 1}", (1, 0)),
            // Parts of a damaged document are not documents.
            (r#"{a: 1, b: {"c": [1, 2]}}"#, (0, 1)),
            (r#"1, "b": {"c": [1, 2]}}"#, (0, 0)),
            (r#"{"c": 1}, {"c": 2}"#, (0, 0)),
            ("[\n{\"id\": 1}\n{\"id\": 2}\n]", (0, 1)),
            ("{\"v\": [\n{\"id\": 1}\n{\"id\": 2}\n]}", (0, 1)),
        ] {
            assert_eq!(count(text), expected, "{text}: {:?}", stretches(text.as_bytes()));
        }
    }

    proptest! {
        #[test]
        fn what_is_found_is_disjoint_and_parses(text in "[a\\[\\]{}:,\"\\\\ 1\n]{0,40}") {
            let found = stretches(text.as_bytes());
            for span in &found.sound {
                prop_assert!(serde_json::from_str::<serde_json::Value>(span.slice(&text)).is_ok());
            }
            let mut all: Vec<Span> = found.sound.iter().chain(&found.broken).copied().collect();
            all.sort_by_key(|span| span.start);
            prop_assert!(all.iter().all(|span| span.end <= text.len()));
            prop_assert!(all.windows(2).all(|pair| pair[0].end <= pair[1].start), "{all:?}");
        }

        #[test]
        fn sound_documents_are_told_apart(
            documents in proptest::collection::vec(super::super::foreign::tests::document(), 1..5),
            separator in prop_oneof![Just(""), Just("\n"), Just(" "), Just("\n\n")],
        ) {
            let texts: Vec<String> = documents.iter().map(ToString::to_string).collect();
            let text = texts.join(separator);
            let found = stretches(text.as_bytes());
            let read: Vec<&str> = found.sound.iter().map(|span| span.slice(&text)).collect();
            prop_assert_eq!(read, texts);
        }
    }
}
