//! Strings and numbers: well-formedness and decoding.
#![expect(clippy::arithmetic_side_effects, reason = "offsets of bytes that are there, and a few behind them")]

use std::borrow::Cow;

use crate::diagnostic::Code;
use crate::text::Span;

/// A fault inside a string.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StringFault {
    /// Code of the violated rule.
    pub code: Code,
    /// The offending characters, as offsets into the content.
    pub span: Span,
}

/// Returns the first fault in the content of a string (the text between the quotes) that starts at or after `from`;
/// `None` if there is none.
///
/// Quotes are ignored: the caller decides whether one ends the string.
#[must_use]
pub fn string_fault(content: &str, from: usize) -> Option<StringFault> {
    let bytes = content.as_bytes();
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            0..=0x1f => return Some(StringFault { code: Code::ControlCharacter, span: Span::new(at, at + 1) }),
            b'\\' => match escape(content, at) {
                Ok((_, end)) => at = end,
                Err(fault) => return Some(fault),
            },
            _ => at += 1,
        }
    }
    None
}

/// Returns the fault of the escape whose backslash is at `at`; `None` if the escape is valid or the content ends.
#[must_use]
pub fn escape_fault(content: &str, at: usize) -> Option<StringFault> {
    content.as_bytes().get(at)?;
    escape(content, at).err()
}

/// Returns the offset after the escape whose backslash is at `at`; `None` if the escape is invalid. A surrogate pair
/// counts as one escape.
pub(crate) fn escape_end(content: &str, at: usize) -> Option<usize> {
    escape(content, at).ok().map(|(_, end)| end)
}

/// Returns the offset after the quote that ends the string at `start`, whose first byte is its quote; `None` if it does
/// not end. Escapes count, whether or not they are valid, and control characters do not.
pub(crate) fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = *bytes.get(start)?;
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(quote, b'\\', bytes.get(at..)?)?;
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            _ => return Some(at + 1),
        }
    }
}

/// Returns the offset after the quote that ends the string at `start`, as [`string_end`] does; `None` if the string does
/// not end on its line, so that a lost quote does not take the following lines along.
pub(crate) fn string_end_on_line(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = *bytes.get(start)?;
    let mut at = start + 1;
    loop {
        at += memchr::memchr3(quote, b'\\', b'\n', bytes.get(at..)?)?;
        match bytes.get(at..)? {
            [b'\n', ..] | [b'\\', b'\n', ..] => return None,
            [b'\\', ..] => at += 2,
            _ => return Some(at + 1),
        }
    }
}

/// Decodes the escape whose backslash is at `at`: returns the character and the offset after the escape.
fn escape(content: &str, at: usize) -> Result<(char, usize), StringFault> {
    let bytes = content.as_bytes();
    let plain = |character: char| Ok((character, at + 2));
    match bytes.get(at + 1) {
        Some(b'"') => plain('"'),
        Some(b'\\') => plain('\\'),
        Some(b'/') => plain('/'),
        Some(b'b') => plain('\u{8}'),
        Some(b'f') => plain('\u{c}'),
        Some(b'n') => plain('\n'),
        Some(b'r') => plain('\r'),
        Some(b't') => plain('\t'),
        Some(b'u') => unicode_escape(bytes, at),
        Some(_) => {
            let next = content.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            Err(StringFault { code: Code::InvalidEscape, span: Span::new(at, at + 1 + next) })
        }
        None => Err(StringFault { code: Code::InvalidEscape, span: Span::new(at, at + 1) }),
    }
}

/// Decodes `\uXXXX`, and the second escape of a surrogate pair.
fn unicode_escape(bytes: &[u8], at: usize) -> Result<(char, usize), StringFault> {
    let invalid = |code, end: usize| StringFault { code, span: Span::new(at, end.min(bytes.len())) };
    let unit = hex4(bytes, at + 2).ok_or(invalid(Code::InvalidEscape, at + 2))?;
    let end = at + 6;
    let lone = invalid(Code::LoneSurrogate, end);
    match unit {
        0xd800..=0xdbff => {
            if bytes.get(end..end + 2) != Some(b"\\u") {
                return Err(lone);
            }
            match hex4(bytes, end + 2) {
                Some(low @ 0xdc00..=0xdfff) => {
                    let scalar = 0x10000 + ((u32::from(unit) - 0xd800) << 10) + (u32::from(low) - 0xdc00);
                    char::from_u32(scalar).map(|character| (character, end + 6)).ok_or(lone)
                }
                _ => Err(lone),
            }
        }
        unit => char::from_u32(u32::from(unit)).map(|character| (character, end)).ok_or(lone),
    }
}

fn hex4(bytes: &[u8], at: usize) -> Option<u16> {
    let mut unit = 0;
    for byte in bytes.get(at..at + 4)? {
        unit = unit << 4 | (*byte as char).to_digit(16)? as u16;
    }
    Some(unit)
}

/// Decodes the content of a string. An invalid escape is kept as written.
#[must_use]
pub fn decode_string(content: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', content.as_bytes()) else { return Cow::Borrowed(content) };
    let mut out = String::with_capacity(content.len());
    let (mut from, mut at) = (0, first);
    loop {
        out.push_str(content.get(from..at).unwrap_or_default());
        match escape(content, at) {
            Ok((character, end)) => {
                out.push(character);
                from = end;
            }
            Err(fault) => {
                out.push_str(fault.span.slice(content));
                from = fault.span.end;
            }
        }
        let rest = content.as_bytes().get(from..).unwrap_or_default();
        match memchr::memchr(b'\\', rest) {
            Some(next) => at = from + next,
            None => {
                out.push_str(content.get(from..).unwrap_or_default());
                return Cow::Owned(out);
            }
        }
    }
}

/// Returns whether `text` is a number by RFC 8259.
#[must_use]
pub fn is_number(text: &str) -> bool {
    number_end(text.as_bytes()) == Some(text.len())
}

/// Returns the length of the longest number at the start of `bytes`; `None` if no number starts there or it is
/// incomplete.
pub(super) fn number_end(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| {
        let run = bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
        (run > 0).then_some(from + run)
    };
    let start = usize::from(bytes.first() == Some(&b'-'));
    let mut end = if bytes.get(start) == Some(&b'0') { start + 1 } else { digits(start)? };
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1)?;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        end = digits(end + 1 + sign)?;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The decoded character and the end of an escape, or the code and the end of its fault.
    type Read = Result<(char, usize), (Code, usize)>;

    #[test]
    fn escapes_are_read_as_far_as_they_go() {
        use Code::{InvalidEscape, LoneSurrogate};
        let cases: &[(&str, Read)] = &[
            ("\\\"", Ok(('"', 2))),
            ("\\\\", Ok(('\\', 2))),
            ("\\/", Ok(('/', 2))),
            ("\\b", Ok(('\u{8}', 2))),
            ("\\f", Ok(('\u{c}', 2))),
            ("\\n", Ok(('\n', 2))),
            ("\\r", Ok(('\r', 2))),
            ("\\t", Ok(('\t', 2))),
            ("\\u00e9", Ok(('é', 6))),
            ("\\uD7ff", Ok(('\u{d7ff}', 6))),
            ("\\ue000", Ok(('\u{e000}', 6))),
            ("\\ud800\\udc00", Ok(('\u{10000}', 12))),
            ("\\uDBFF\\uDFFF", Ok(('\u{10ffff}', 12))),
            ("\\ud83d\\ude01", Ok(('😁', 12))),
            ("\\ud800", Err((LoneSurrogate, 6))),
            ("\\udbff.", Err((LoneSurrogate, 6))),
            ("\\udc00", Err((LoneSurrogate, 6))),
            ("\\udfff\\ud800", Err((LoneSurrogate, 6))),
            ("\\ud800\\ud800", Err((LoneSurrogate, 6))),
            ("\\ud800\\u0041", Err((LoneSurrogate, 6))),
            ("\\ud800\\ue000", Err((LoneSurrogate, 6))),
            ("\\ud800\\udc0", Err((LoneSurrogate, 6))),
            ("\\ud800\\xdc00", Err((LoneSurrogate, 6))),
            ("\\u12", Err((InvalidEscape, 2))),
            ("\\u12g4", Err((InvalidEscape, 2))),
            ("\\u+123", Err((InvalidEscape, 2))),
            ("\\x", Err((InvalidEscape, 2))),
            ("\\€", Err((InvalidEscape, 4))),
            ("\\", Err((InvalidEscape, 1))),
        ];
        for (text, expected) in cases {
            for before in ["", "ab"] {
                let content = format!("{before}{text}");
                let at = before.len();
                let read = escape(&content, at).map(|(character, end)| (character, end - at));
                let read = read.map_err(|fault| (fault.code, fault.span.end - at));
                assert_eq!(read, *expected, "{content}");
                let is_whole = expected.is_ok_and(|(_, end)| end == text.len());
                assert_eq!(escape_end(&content, at), is_whole.then_some(content.len()), "{content}");
                assert_eq!(string_fault(&content, 0).is_some(), expected.is_err(), "{content}");
                assert_eq!(escape_fault(&content, at).is_some(), expected.is_err(), "{content}");
            }
        }
        assert_eq!(escape_fault("a", 1), None);
    }

    /// An invalid escape is kept as written, with the text around it.
    #[test]
    fn contents_mean_what_is_escaped_in_them() {
        for (content, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("\\u0041b\\nc", "Ab\nc"),
            ("a\\ud83d\\ude01b", "a😁b"),
            ("a\\xb\\u0043", "a\\xbC"),
            ("a\\ud800b\\", "a\\ud800b\\"),
        ] {
            assert_eq!(decode_string(content), expected, "{content}");
        }
    }
}
