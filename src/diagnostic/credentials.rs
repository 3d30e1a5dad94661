//! What authorises somebody in text that is no document: headers, tokens, keys in addresses.

use memchr::{memchr2_iter, memmem};

use super::ahead::{Next, run};
use crate::text::Span;
use crate::work;

/// Names whose values authorise somebody wherever they stand, in lower case and with `-` for `_`.
const NAMES: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "api-key",
    "apikey",
    "x-api-key",
    "x-functions-key",
    "x-auth-token",
    "x-amz-security-token",
    "ocp-apim-subscription-key",
    "subscription-key",
    "access-token",
    "id-token",
    "refresh-token",
    "client-secret",
    "client-assertion",
    "sharedaccesskey",
    "accountkey",
];

/// The same of parameters in an address or a connection string. As members of a document they are everyday words.
const PARAMETERS: &[&str] = &["code", "key", "pwd", "passwd", "secret", "sig", "signature", "token"];

/// What else archives of HTTP traffic call what matters here.
const ARCHIVED: &[&str] =
    &["name", "value", "cookies", "headers", "querystring", "postdata", "request", "response", "content"];

/// The longest of the names.
const LONGEST: usize = 32;

/// Of all these names: how they end and how long they are.
const ENDS: Ends = Ends::of([NAMES, PARAMETERS, ARCHIVED]);

/// What most words can be told by that are none of some names. By the last letter, its low five bits.
struct Ends {
    /// The letters before it, a bit for each.
    before: [u32; 32],
    /// The lengths, a bit for each.
    lengths: [u32; 32],
}

impl Ends {
    #[allow(clippy::indexing_slicing, reason = "runs when compiled")]
    const fn of<const LISTS: usize>(lists: [&[&str]; LISTS]) -> Self {
        let mut ends = Self { before: [0; 32], lengths: [0; 32] };
        let mut list = 0;
        while list < LISTS {
            let mut at = 0;
            while at < lists[list].len() {
                if let [.., before, last] = lists[list][at].as_bytes() {
                    ends.before[(*last & 31) as usize] |= 1 << (*before & 31);
                    ends.lengths[(*last & 31) as usize] |= 1 << (lists[list][at].len() & 31);
                }
                at += 1;
            }
            list += 1;
        }
        ends
    }

    /// The word that ends at `end`, if it may be one of the names.
    #[inline]
    fn word<'t>(&self, bytes: &'t [u8], end: usize) -> Option<(usize, &'t [u8])> {
        let [.., before, last] = bytes.get(..end)? else { return None };
        let has = |bits: &[u32; 32], bit: usize| {
            bits.get(usize::from(last & 31)).is_some_and(|bits| bits >> (bit & 31) & 1 == 1)
        };
        if !has(&self.before, usize::from(*before)) {
            return None;
        }
        Some(word_before(bytes, end)).filter(|(_, word)| has(&self.lengths, word.len()))
    }
}

/// Schemes of authorisation that stand before the token.
const SCHEMES: [&str; 4] = ["bearer", "basic", "sharedaccesssignature", "negotiate"];

/// The shortest token behind a scheme: shorter ones are words.
const SHORTEST: usize = 8;

/// The places of credentials in text, in no order.
pub(crate) fn credentials(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut scan = Scan::new(bytes);
    let mut found = Vec::new();
    let mut archive = Archive::default();
    let mut covered = 0;
    work::look(3 * bytes.len());
    // What is within a credential need not be looked at, so that no byte is looked at again and again.
    for at in memchr2_iter(b':', b'=', bytes) {
        let name = if at >= covered { Name::before(bytes, at) } else { None };
        let Some(name) = name else { continue };
        if let Some(value) = archive.value(&mut scan, at, name.text).or_else(|| scan.named(at, &name)) {
            let value = scan.with_next_chunk(value);
            covered = value.end;
            found.push(value);
        }
    }
    found.extend(memchr2_iter(b' ', b'\t', bytes).filter_map(|at| schemed(bytes, at)));
    found.extend(memmem::find_iter(bytes, b"://").filter_map(|at| user(bytes, at + 3)));
    found
}

/// A text and what was seen of it ahead.
struct Scan<'t> {
    bytes: &'t [u8],
    /// The ends of lines.
    lines: Next,
    /// The ends of lines where a line break is escaped.
    escaped: Next,
    /// The ends of strings by their quotes: `"`, `'` and `` ` ``. A string ends with its line at the latest.
    strings: [Next; 3],
}

impl<'t> Scan<'t> {
    fn new(bytes: &'t [u8]) -> Self {
        Self {
            bytes,
            lines: Next::new(|bytes| memchr::memchr(b'\n', bytes)),
            escaped: Next::new(|bytes| memmem::find(bytes, b"\\r\\n")),
            strings: [
                Next::new(|bytes| memchr::memchr2(b'"', b'\n', bytes)),
                Next::new(|bytes| memchr::memchr2(b'\'', b'\n', bytes)),
                Next::new(|bytes| memchr::memchr2(b'`', b'\n', bytes)),
            ],
        }
    }

    /// Where the string whose content starts at `from` ends; the end of the text where `quote` is none.
    fn string_end(&mut self, quote: u8, from: usize) -> usize {
        let [double, single, back] = &mut self.strings;
        match quote {
            b'"' => double.at(self.bytes, from),
            b'\'' => single.at(self.bytes, from),
            b'`' => back.at(self.bytes, from),
            _ => self.bytes.len(),
        }
    }

    /// The content of the string behind blanks at `start`.
    fn quoted(&mut self, start: usize) -> Option<Span> {
        let before = behind(self.bytes, start).iter().take(16);
        let marks = before.take_while(|byte| matches!(**byte, b' ' | b'\t' | b'\\')).count();
        let quote = self.bytes.get(start + marks).copied().filter(|byte| is_quote(*byte))?;
        let from = start + marks + 1;
        Some(Span::new(from, self.string_end(quote, from)))
    }

    /// The value behind a separator, if the name before it is that of a credential.
    fn named(&mut self, separator: usize, name: &Name) -> Option<Span> {
        let is_parameter = self.bytes.get(separator) == Some(&b'=');
        if !is_credential(name.text, is_parameter) {
            return None;
        }
        if let Some(value) = self.quoted(separator + 1) {
            return Some(value);
        }
        let from = separator + 1 + run(self.bytes, separator + 1, |byte| matches!(byte, b' ' | b'\t'));
        // A quote round name and value, as in a command line, is where the value ends.
        let outer = name.start.checked_sub(1).and_then(|at| self.bytes.get(at)).copied();
        let end = match outer.filter(|byte| !name.is_quoted && is_quote(*byte)) {
            Some(quote) => self.string_end(quote, from),
            None if is_parameter => from + run(self.bytes, from, is_in_parameter),
            None => self.lines.at(self.bytes, from).min(self.escaped.at(self.bytes, from)),
        };
        Some(Span::new(from, end))
    }

    /// The value with the line behind the next one, where that is nothing but the size of a chunk: it broke the value.
    fn with_next_chunk(&mut self, value: Span) -> Span {
        let bytes = self.bytes;
        let end = value.start + value.slice_bytes(bytes).trim_ascii_end().len();
        let size = end + run(bytes, end, |byte| byte.is_ascii_whitespace() && byte != b'\n') + 1;
        let digits = run(bytes, size, |byte| byte.is_ascii_hexdigit());
        let line = size + digits + run(bytes, size + digits, |byte| byte.is_ascii_whitespace() && byte != b'\n') + 1;
        let is_break = |at: usize| bytes.get(at) == Some(&b'\n');
        if !is_break(size - 1) || !(1..=8).contains(&digits) || !is_break(line - 1) || line >= bytes.len() {
            return value;
        }
        let next = Span::new(line, self.lines.at(bytes, line));
        Span::new(value.start, next.start + next.slice_bytes(bytes).trim_ascii_end().len())
    }
}

/// Whether the value of a parameter goes on with that byte.
fn is_in_parameter(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !b"&\"'<>;,)#".contains(&byte)
}

/// A name before a separator that may be one of those that matter.
struct Name<'t> {
    text: &'t [u8],
    /// Where it starts.
    start: usize,
    /// A quote stands between it and the separator.
    is_quoted: bool,
}

impl<'t> Name<'t> {
    #[inline]
    fn before(bytes: &'t [u8], separator: usize) -> Option<Self> {
        let before = bytes.get(..separator)?.trim_ascii_end();
        let marks = match before {
            [.., other, b'"'] if !is_mark(*other) => 1,
            _ => before.iter().rev().take(8).take_while(|byte| is_mark(**byte)).count(),
        };
        let (start, text) = ENDS.word(bytes, before.len() - marks)?;
        (!text.is_empty()).then_some(Self { text, start, is_quoted: marks > 0 })
    }
}

/// Members called `name` and `value`, as archives of HTTP traffic have them for headers, cookies and parameters.
#[derive(Default)]
struct Archive {
    in_cookies: bool,
    is_credential: bool,
}

impl Archive {
    /// The value behind the separator, if the name before it makes it that of a credential.
    fn value(&mut self, scan: &mut Scan<'_>, separator: usize, name: &[u8]) -> Option<Span> {
        const OTHERS: [&str; 6] = ["headers", "querystring", "postdata", "request", "response", "content"];
        if is(name, "value") {
            return std::mem::take(&mut self.is_credential).then(|| scan.quoted(separator + 1)).flatten();
        } else if is(name, "name") {
            let (_, value) = word_before(scan.bytes, scan.quoted(separator + 1)?.end);
            self.is_credential = self.in_cookies || is_credential(value, true);
        } else if is(name, "cookies") {
            self.in_cookies = true;
        } else if OTHERS.iter().any(|other| is(name, other)) {
            self.in_cookies = false;
        }
        None
    }
}

/// Whether a word is a name that is in lower case and has `-` for `_`.
fn is(word: &[u8], name: &str) -> bool {
    let plain = |byte: &u8| if *byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
    word.len() == name.len() && word.iter().map(plain).eq(name.bytes())
}

fn is_credential(word: &[u8], is_parameter: bool) -> bool {
    NAMES.iter().any(|name| is(word, name)) || (is_parameter && PARAMETERS.iter().any(|name| is(word, name)))
}

fn behind(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default()
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// A quote, or what escapes one.
fn is_mark(byte: u8) -> bool {
    is_quote(byte) || byte == b'\\'
}

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// The word that ends at `end`, with where it starts.
fn word_before(bytes: &[u8], end: usize) -> (usize, &[u8]) {
    let before = bytes.get(end.saturating_sub(LONGEST)..end).unwrap_or_default();
    let length = before.iter().rposition(|byte| !is_name(*byte)).map_or(before.len(), |at| before.len() - at - 1);
    let start = end - length;
    (start, bytes.get(start..end).unwrap_or_default())
}

/// The token behind the blank behind a scheme.
fn schemed(bytes: &[u8], blank: usize) -> Option<Span> {
    let (_, scheme) = word_before(bytes, blank);
    if !SCHEMES.iter().any(|known| is(scheme, known)) {
        return None;
    }
    let length = run(bytes, blank + 1, |byte| byte.is_ascii_alphanumeric() || b"-._~+/=&%".contains(&byte));
    (length >= SHORTEST).then(|| Span::new(blank + 1, blank + 1 + length))
}

/// The password in `https://user:password@host`.
fn user(bytes: &[u8], start: usize) -> Option<Span> {
    let is_end = |byte: u8| byte.is_ascii_whitespace() || b"/?#\"'<>".contains(&byte);
    // Another address starts with a slash, so no byte is looked at twice.
    let authority = bytes.get(start..start + run(bytes, start, |byte| !is_end(byte)))?;
    let at = authority.iter().rposition(|byte| *byte == b'@')?;
    let colon = authority.get(..at)?.iter().position(|byte| *byte == b':')?;
    Some(Span::new(start + colon + 1, start + at))
}

#[cfg(test)]
mod tests {
    use super::super::Mask;
    use super::credentials;

    #[test]
    fn what_authorises_is_hidden() {
        for (text, shown) in [
            ("Authorization: Bearer abc\r\nHost: x", "Authorization: •••••• •••\r\nHost: x"),
            ("Cookie: a=b\r\n3d\r\nc; d=e\r\nHost: x", "Cookie: •••\r\n••\r\n•• •••\r\nHost: x"),
            ("curl -H 'X-Api-Key: abc' https://host", "curl -H 'X-Api-Key: •••' https://host"),
            ("GET /a?api_key=abc&page=2 HTTP/1.1", "GET /a?api_key=•••&page=2 HTTP/1.1"),
            ("GET /a?sig=a%2Fb HTTP/1.1", "GET /a?sig=••••• HTTP/1.1"),
            (r#"{"Authorization": "abc", "x": 1}"#, r#"{"Authorization": "•••", "x": 1}"#),
            (r#"{\"cookie\": \"a=b\", \"x\": 1}"#, r#"{\"cookie\": \"••••", \"x\": 1}"#),
            ("sent bearer abcdefgh.i to", "sent bearer •••••••••• to"),
            (
                r#"{"name": "Cookie", "value": "abc"}, {"name": "x", "value": "y"}"#,
                r#"{"name": "Cookie", "value": "•••"}, {"name": "x", "value": "y"}"#,
            ),
            (r#""cookies": [{"name": "x", "value": "abc"}]"#, r#""cookies": [{"name": "x", "value": "•••"}]"#),
            ("https://u:abc@host/path", "https://u:•••@host/path"),
            (r#"{"code": "BadRequest", "token": 1}"#, r#"{"code": "BadRequest", "token": 1}"#),
            ("a basic word", "a basic word"),
        ] {
            assert_eq!(Mask::new(credentials(text)).apply(text), shown);
        }
    }
}
