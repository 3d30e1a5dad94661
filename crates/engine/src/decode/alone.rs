//! Detection of captures in which no family can find anything. Most damaged documents have no envelope, and one pass
//! over their bytes shows that.

use super::families::foreign::hex;
use super::families::stretches::stretches;
use super::families::{base64, compression};
use super::layer::Found;
use super::lines::{NARROWEST, behind, run, width};
use crate::limits::Limits;

/// Maximum number of spaces between a quote and the bracket of a document in the string.
const MOST_BLANKS: usize = 16;

/// Which envelopes a byte may indicate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// No envelope.
    Plain,
    /// An envelope, depending on the neighboring bytes.
    Doubtful,
    /// An envelope, or bytes that are not text.
    Mark,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    let mut rest: &mut [Class] = &mut classes;
    let mut byte = 0_u8;
    while let Some((class, behind)) = rest.split_first_mut() {
        *class = match byte {
            b'\t' | b'\r' => Class::Plain,
            b'\n' | b'"' | b'\'' | b'`' | b'\\' | b'%' | b'&' | b'=' | b'#' | b'$' | b'/' | b'[' | b'5' | b'7'
            | 0xe2 => Class::Doubtful,
            0..=0x1f | b'^' => Class::Mark,
            _ => Class::Plain,
        };
        rest = behind;
        byte = byte.wrapping_add(1);
    }
    classes
};

/// Returns whether no family can find anything in `bytes`: they start as a document does, contain no mark of an
/// envelope or encoding, and are one damaged document. `false` if that is uncertain.
///
/// `is_root` tells whether the bytes start with an object whose first member belongs to the document.
pub(super) fn stands_alone(bytes: &[u8], is_root: bool, limits: &Limits) -> bool {
    if !starts_as_document(bytes) || !Look::new(bytes, is_root).finds_nothing() {
        return false;
    }
    let mut found = Found { is_root, ..Found::default() };
    compression::find(bytes, limits, &mut found);
    base64::find(bytes, limits, &mut found);
    if !found.layers.is_empty() || !found.refused.is_empty() {
        return false;
    }
    let found = stretches(bytes);
    // A string with escapes inside the only document is not a document of its own.
    let end = memchr::memrchr(b'\\', bytes).unwrap_or(0);
    found.sound.is_empty()
        && found.parts.is_empty()
        && matches!(&*found.broken, [all] if all.start == 0 && all.end > end)
}

/// Returns whether the first byte opens a container that is not empty.
fn starts_as_document(bytes: &[u8]) -> bool {
    let inner = behind(bytes, 1).trim_ascii_start().first().copied().unwrap_or(0);
    match bytes.first() {
        Some(b'{') => matches!(inner, b'"' | b'\'') || inner.is_ascii_alphabetic() || inner >= 0x80,
        Some(b'[') => matches!(inner, b'{' | b'"'),
        _ => false,
    }
}

/// Scan for marks of envelopes.
struct Look<'b> {
    bytes: &'b [u8],
    /// Whether escapes in a string are allowed, because they do not indicate that the string holds the document.
    may_escape: bool,
    in_string: bool,
    line_start: usize,
    /// Width of the widest line, and whether a line of that width ends where no line of a document does.
    widest: usize,
    is_broken: bool,
}

impl<'b> Look<'b> {
    fn new(bytes: &'b [u8], may_escape: bool) -> Self {
        Self { bytes, may_escape, in_string: false, line_start: 0, widest: 0, is_broken: false }
    }

    fn finds_nothing(mut self) -> bool {
        let mut at = 0;
        loop {
            at += run(behind(self.bytes, at), |byte| CLASSES.get(usize::from(byte)) == Some(&Class::Plain));
            let Some(byte) = self.bytes.get(at).copied() else { break };
            let is_doubtful = CLASSES.get(usize::from(byte)) == Some(&Class::Doubtful);
            let Some(length) = self.passed(byte, at).filter(|_| is_doubtful) else { return false };
            at += length;
        }
        // The last line cannot be continued.
        if self.width_to(self.bytes.len()) > self.widest {
            self.is_broken = false;
        }
        !(self.is_broken && self.widest >= NARROWEST)
    }

    /// Returns the width of the current line up to `end`, in characters.
    fn width_to(&self, end: usize) -> usize {
        let line = self.bytes.get(self.line_start..end).unwrap_or_default();
        width(line.strip_suffix(b"\r").unwrap_or(line))
    }

    /// Returns how many bytes to advance at a byte that may be a mark; `None` if it is one, or may be.
    fn passed(&mut self, byte: u8, at: usize) -> Option<usize> {
        let rest = behind(self.bytes, at + 1);
        let next = rest.first().copied().unwrap_or(0);
        let before = at.checked_sub(1).and_then(|at| self.bytes.get(at)).copied().unwrap_or(0);
        let is_mark = match byte {
            b'"' | b'\'' => {
                self.in_string ^= byte == b'"';
                // The string may hold a document.
                let blanks =
                    run(rest.get(..rest.len().min(MOST_BLANKS)).unwrap_or_default(), |b| b.is_ascii_whitespace());
                // A quote behind a word closes a string.
                let is_closing = byte == b'"' && before.is_ascii_alphanumeric();
                !is_closing && matches!(behind(rest, blanks).first(), Some(b'{' | b'['))
            }
            // The fence of a block of code; a quote, else.
            b'`' => next == b'`' || matches!(next, b'{' | b'['),
            b'\\' => {
                let is_escape = b"\\\"'/bfnrtu".contains(&next);
                let is_within = self.may_escape && self.in_string && !matches!(before, b'"' | b'\'');
                return (is_escape && is_within).then_some(2);
            }
            b'%' => next.is_ascii_hexdigit(),
            b'&' => matches!(next, b'q' | b'#' | b'a'),
            b'=' => next.is_ascii_hexdigit() || matches!(next, b'\r' | b'\n'),
            b'#' => next == b'0',
            b'$' => matches!(next, b' ' | b'\''),
            // `HTTP/1.1`
            b'/' => before == b'P',
            // A color sequence without its escape character.
            b'[' => next == b'm' || rest.starts_with(b"0m"),
            b'5' | b'7' => !before.is_ascii_hexdigit() && is_document_in_hexadecimal(byte, rest),
            // Symbols for control characters and line breaks.
            0xe2 => matches!(next, 0x86 | 0x8f | 0x90),
            _ => return self.line_break(at),
        };
        (!is_mark).then_some(1)
    }

    /// Advances to the next line if both are lines of a document.
    fn line_break(&mut self, at: usize) -> Option<usize> {
        let line = self.bytes.get(self.line_start..at).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let width = self.width_to(at);
        let is_end = line.ends_with(b",") || line.ends_with(b"{") || line.ends_with(b"[");
        if width > self.widest {
            (self.widest, self.is_broken) = (width, false);
        }
        self.line_start = at + 1;
        let rest = behind(self.bytes, at + 1);
        if rest.is_empty() {
            return Some(1);
        }
        self.is_broken |= width == self.widest && !is_end;
        let blanks = run(rest, |byte| matches!(byte, b' ' | b'\t'));
        let content = behind(rest, blanks);
        let inner = || behind(content, 1).trim_ascii_start().first().copied().unwrap_or(0);
        let is_line = match content.first()? {
            b'{' => blanks > 0,
            // A time may be in brackets.
            b'[' => blanks > 0 && matches!(inner(), b'{' | b'}' | b'"' | b'\'' | b']'),
            b'"' | b'\'' | b'}' | b']' | b',' | b':' => true,
            _ => blanks > 0 && is_name(content),
        };
        (is_line && !self.in_string).then_some(1)
    }
}

/// Returns whether a line starts with a member name without quotes, or in those of word processors.
fn is_name(line: &[u8]) -> bool {
    let quote = if matches!(line, [0xe2, 0x80, 0x98..=0x9f, ..]) { 3 } else { usize::from(line.starts_with(b"`")) };
    let name = behind(line, quote);
    let length = run(name, |byte| byte.is_ascii_alphabetic() || byte == b'_');
    let is_before_value = matches!(
        name.get(length..),
        Some([b':', b' ', b'"' | b'\'' | b'[' | b'{' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9', ..])
    );
    length > 0 && (quote > 0 || is_before_value)
}

/// Returns whether the bytes are the hexadecimal digits of a document, from its bracket and the byte behind it on: `7b22`,
/// `5B7B`.
fn is_document_in_hexadecimal(first: u8, rest: &[u8]) -> bool {
    if run(rest, |byte| byte.is_ascii_hexdigit()) + 1 < hex::SHORTEST {
        return false;
    }
    let [letter, digits @ ..] = rest else { return false };
    let Some(digits) = digits.get(..2).filter(|_| letter.eq_ignore_ascii_case(&b'b')) else { return false };
    let is = |known: &[u8; 2]| digits.eq_ignore_ascii_case(known);
    is(b"22") || if first == b'7' { is(b"20") || is(b"0a") || is(b"0d") } else { is(b"7b") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::stands_alone;
    use crate::decode::bare::starts_object;
    use crate::decode::families::foreign::tests::document;
    use crate::decode::score::Guide;
    use crate::decode::search::searched;
    use crate::limits::Limits;

    fn is_alone(text: &str) -> bool {
        stands_alone(text.as_bytes(), starts_object(text.as_bytes(), &Guide::NONE), &Limits::default())
    }

    #[test]
    fn documents_with_everyday_damage_stand_alone() {
        for text in [
            r#"{"a": 1 "b": 2}"#,
            r#"{"a": "x", "b": [1, 2}"#,
            r#"{a: 1, b: 'x'}"#,
            r#"[{"a": 1}, {"a": 2},]"#,
            "{\n  \"a\": 1,\n  \"b\": 2,\n}\n",
            "{\n  \"a\": {\n    \"b\": 1\n  \"c\": [\n    {}\n  ]\n}",
            r#"{"a": 1,"b"{: 2}"#,
            r#"{"a": "the \"old\" one",, "b": "it\'s"}"#,
            r#"{"a": "4f1e5b22-7b22-4ebd-9c35-7b22d8c4e359",}"#,
            "{\n  a: 1,\n  info: true,\n  b: \"c\"\n}",
            "{\n  “a”: 1,\n  `b`: 2\n}",
        ] {
            assert!(is_alone(text), "{text}");
        }
        for text in [
            r#"{"a": 1}"#,
            r#"{"a": 1}{"a": 2,}"#,
            r#"x {"a": 1,}"#,
            r#"{\"a\": 1,}"#,
            r#"{"a": "{\"b\": 1}",}"#,
            r#"{"a": '{"b": 1}',}"#,
            r#"{"a": &quot;b&quot;,}"#,
            r#"{"a": "%7B",}"#,
            "{\"a\": 1,\n{\"a\": 2}",
            "{\"a\": 1,\n2024-05-01 12:00:00 \"b\": 2}",
            "{\"a\": 1,\n\n\"b\": 2,}",
            "{\"a\": \"b\nc\",}",
            "{\"a\":\"0123456789012345678901\",\"b\":\n\"c\",}",
            "{\"a\": 1,\u{1b}[0m}",
        ] {
            assert!(!is_alone(text), "{text}");
        }
    }

    /// Texts that programs and people insert, or put in place of other text.
    const PIECES: &[&str] = &[
        "",
        "",
        "",
        "\n",
        "\n  ",
        "\r\n",
        "\"",
        "\"\"",
        "'",
        "\\",
        "\\\"",
        "\\n",
        "\\'",
        "\\u0041",
        " \\\"x\\\" ",
        "`",
        "a\"{",
        "4f1e5b22",
        "7b227b227b227b22",
        "\n  info: ",
        "\n  a: \"",
        "\n  “",
        "“",
        "”",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        ";",
        "=",
        "}{",
        "\"{",
        "'{",
        "\n{",
        "%22",
        "&quot;",
        "#012",
        "^\"",
        "$ ",
        "HTTP/1.1 200 OK",
        "7b22",
        "=3D",
        "=\n",
        "> ",
        "1 ",
        "2026-01-02T03:04:05Z ",
        "\u{1b}[0m",
        "[0m",
        "```",
        "// x",
        "# x",
        "\u{2028}",
        "abc",
        "INFO ",
        "\t",
        "\0",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// If the check accepts a text, every family is run on it anyway, and none finds anything.
        #[test]
        fn what_stands_alone_has_no_wrapper(
            document in document(),
            is_pretty in any::<bool>(),
            edits in proptest::collection::vec((any::<prop::sample::Index>(), 0..3_usize, 0..PIECES.len()), 1..5),
        ) {
            let mut text = if is_pretty { format!("{document:#}") } else { document.to_string() };
            for (place, removed, piece) in edits {
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let start = place.index(places.len().max(1));
                let at = |index: usize| places.get(index).copied().unwrap_or(text.len());
                let range = at(start)..at(start + removed);
                text.replace_range(range, PIECES.get(piece).copied().unwrap_or_default());
            }
            if is_alone(&text) {
                let unwrapped = searched(text.as_bytes(), &Guide::NONE, Limits::default());
                prop_assert!(unwrapped.is_plain(), "{}", text);
                prop_assert!(unwrapped.refused.is_empty() && unwrapped.others.is_empty(), "{}", text);
            }
        }
    }
}
