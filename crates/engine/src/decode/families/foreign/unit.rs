//! String escapes of other languages.

use super::octets::octets;
use crate::decode::lines::{behind, run};

/// The next unit of a literal.
pub(super) enum Unit {
    /// A number of bytes without escapes.
    Same(usize),
    /// The length of an escape, and the bytes that it represents.
    Escape(usize, Vec<u8>),
    /// The closing quote, or the end of the text.
    End,
}

/// A kind of string literal.
pub(super) struct Language {
    /// Name of the literal, for the report.
    pub(super) name: &'static str,
    /// Text before the content.
    pub(super) open: &'static [u8],
    /// Returns the unit at the start of bytes inside the literal.
    pub(super) unit: fn(&[u8]) -> Unit,
}

/// Kinds of string literals, the most specific first.
pub(super) const LANGUAGES: &[Language] = &[
    Language { name: "a quoted string of a shell with escapes", open: b"$'", unit: ansi_c },
    Language { name: "a string of bytes", open: b"b'", unit: backslash_bytes },
    Language { name: "a string in single quotes with backslashes", open: b"'", unit: backslash },
    Language { name: "a quoted string of a shell", open: b"'", unit: shell },
    Language { name: "a string with doubled single quotes", open: b"'", unit: doubled },
    Language { name: "a string of PowerShell", open: b"\"", unit: backtick },
];

/// Text logged by a server, in which `\x22` represents a quote.
pub(super) const LOGGED: Language = Language { name: "text with hexadecimal escapes", open: b"", unit: hexadecimal };

fn same(bytes: &[u8]) -> Unit {
    if bytes.is_empty() { Unit::End } else { Unit::Same(1) }
}

/// `'…'\''…'` of shells, also `'…'"'"'…'`.
fn shell(bytes: &[u8]) -> Unit {
    if bytes.starts_with(b"'\\''") {
        Unit::Escape(4, b"'".to_vec())
    } else if bytes.starts_with(b"'\"'\"'") {
        Unit::Escape(5, b"'".to_vec())
    } else if bytes.starts_with(b"'") {
        Unit::End
    } else {
        same(bytes)
    }
}

/// `'…''…'` of SQL, PowerShell and YAML.
fn doubled(bytes: &[u8]) -> Unit {
    if bytes.starts_with(b"''") {
        Unit::Escape(2, b"'".to_vec())
    } else if bytes.starts_with(b"'") {
        Unit::End
    } else {
        same(bytes)
    }
}

/// `$'…'` of shells.
fn ansi_c(bytes: &[u8]) -> Unit {
    match bytes.first() {
        Some(b'\'') => Unit::End,
        Some(b'\\') => escape(bytes, true).unwrap_or(Unit::Same(1)),
        _ => same(bytes),
    }
}

/// `'…'` of Python, JavaScript, MySQL.
fn backslash(bytes: &[u8]) -> Unit {
    if bytes.starts_with(b"''") { Unit::Escape(2, b"'".to_vec()) } else { ansi_c(bytes) }
}

/// `b'…'` of Python.
fn backslash_bytes(bytes: &[u8]) -> Unit {
    match bytes.first() {
        Some(b'\'') => Unit::End,
        Some(b'\\') => escape(bytes, false).unwrap_or(Unit::Same(1)),
        _ => same(bytes),
    }
}

/// Decodes the escape that starts with a backslash at the start of bytes.
fn escape(bytes: &[u8], has_characters: bool) -> Option<Unit> {
    if let Some((length, text)) = octets(bytes) {
        return Some(Unit::Escape(length, text));
    }
    let plain = match bytes.get(1)? {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'b' => 8,
        b'f' => 12,
        byte @ (b'\\' | b'\'' | b'"') => *byte,
        b'\n' => return Some(Unit::Escape(2, Vec::new())),
        b'u' if has_characters => return code(bytes, 4),
        b'U' if has_characters => return code(bytes, 8),
        _ => return None,
    };
    Some(Unit::Escape(2, vec![plain]))
}

/// Decodes `\u0021` and `\U0001f600`, with at most `most` digits.
fn code(bytes: &[u8], most: usize) -> Option<Unit> {
    let digits = run(behind(bytes, 2), |byte| byte.is_ascii_hexdigit()).min(most);
    let code = u32::from_str_radix(std::str::from_utf8(bytes.get(2..2 + digits)?).ok()?, 16).ok()?;
    // Half of a surrogate pair stays an escape, which is the same in JSON.
    let character = char::from_u32(code)?;
    Some(Unit::Escape(2 + digits, character.to_string().into_bytes()))
}

/// `"…"` of PowerShell.
fn backtick(bytes: &[u8]) -> Unit {
    let plain = match bytes {
        [b'"', b'"', ..] => b'"',
        [b'"', ..] => return Unit::End,
        [b'`', b'n', ..] => b'\n',
        [b'`', b'r', ..] => b'\r',
        [b'`', b't', ..] => b'\t',
        [b'`', b'0', ..] => 0,
        [b'`', byte @ (b'"' | b'`' | b'$' | b'\''), ..] => *byte,
        _ => return same(bytes),
    };
    Unit::Escape(2, vec![plain])
}

/// `{\x22…}` as servers log it; it ends at a quote or at the end of the line.
pub(super) fn hexadecimal(bytes: &[u8]) -> Unit {
    match bytes.first() {
        Some(b'"' | b'\n') => Unit::End,
        Some(b'\\') => octets(bytes).map_or(Unit::Same(1), |(length, text)| Unit::Escape(length, text)),
        _ => same(bytes),
    }
}
