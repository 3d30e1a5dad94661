//! Credentials in text that is not a document: headers, tokens, keys in addresses.

use memchr::{memchr3_iter, memmem};

use super::ahead::{Next, run};
use super::anchors::{Anchor, Anchors};
use super::commands::arguments;
use super::credential_names::{LONGEST, is_credential};
use super::keys::keys;
use super::phrases::phrases;
use super::secret_names::is_secret_name;
use super::tokens::tokens;
use super::vocabulary::Vocabulary;
use crate::text::Span;
use crate::work;

/// Schemes of authorisation that stand before the token.
const SCHEMES: [&str; 6] = ["bearer", "basic", "digest", "ntlm", "sharedaccesssignature", "negotiate"];

/// Words that tell of what authorises somebody.
pub(super) fn anchors() -> Vec<(Vec<u8>, Anchor)> {
    let schemes = SCHEMES.iter().flat_map(|scheme| [b' ', b'\t'].map(|blank| [scheme.as_bytes(), &[blank]].concat()));
    let anchors = schemes.map(|scheme| (scheme, Anchor::Scheme));
    anchors.chain([(b"://".to_vec(), Anchor::Address)]).collect()
}

/// A longer user of an address is a token.
const SHORTEST_USER: usize = 16;

/// Maximum number of blanks between a separator and a string.
const MOST_BLANKS: usize = 64;

/// A longer user with a password, or host, is none.
const LONGEST_LOGIN: usize = 128;

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
    // Bytes within a credential are skipped, so that no byte is examined repeatedly.
    for at in memchr3_iter(b':', b'=', b'>', bytes) {
        let name = if at >= covered { Name::before(bytes, at) } else { None };
        let Some(name) = name else { continue };
        if let Some(before) = archive.value_before(&mut scan, at, &name) {
            found.push(before);
        }
        let is_parameter = bytes.get(at) == Some(&b'=');
        // `key` may hold a credential or the name of one.
        let names_another = archive.is_credential && is(name.text, "key");
        let is_known = is_credential(name.text, is_parameter || name.is_option) && !names_another;
        let is_one = archive.is_value_of_credential(name.text) || is_known;
        // The value may be a member of an object.
        let is_object = is_known && behind(bytes, at + 1).trim_ascii_start().starts_with(b"{");
        archive.is_credential |= is_object && name.is_quoted;
        if let (true, Some(list)) = (is_one, scan.strings_in_array(at, &name)) {
            covered = list.end;
            found.push(list);
        } else if is_one && !is_structure(bytes, at + 1, &name) {
            let value = scan.value(at, &name);
            let value = scan.with_next_chunk(value);
            covered = value.end;
            found.push(value);
        }
    }
    let anchors = Anchors::of(bytes);
    let schemes = anchors.places(|anchor| matches!(anchor, Anchor::Scheme));
    found.extend(schemes.filter_map(|scheme| schemed(bytes, scheme)));
    let addresses = anchors.places(|anchor| matches!(anchor, Anchor::Address));
    found.extend(addresses.filter_map(|address| user(bytes, address.end)));
    found.extend(logins(bytes));
    found.extend(keys(bytes, &anchors));
    found.extend(tokens(bytes, &anchors));
    found.extend(phrases(bytes, &anchors));
    found.extend(arguments(bytes, &anchors));
    found
}

/// A text and what was seen of it ahead.
struct Scan<'t> {
    bytes: &'t [u8],
    /// The ends of lines.
    lines: Next,
    /// The ends of lines where a line break is escaped.
    escaped: Next,
    /// The ends of parameters.
    parameters: Next,
    /// The starts of tags.
    tags: Next,
    /// The braces of objects.
    braces: Next,
    /// The ends of arrays.
    arrays: Next,
    /// The quotes of each kind: `"`, `'` and `` ` ``.
    strings: [Next; 3],
}

impl<'t> Scan<'t> {
    fn new(bytes: &'t [u8]) -> Self {
        Self {
            bytes,
            lines: Next::new(|bytes| memchr::memchr(b'\n', bytes)),
            parameters: Next::new(|bytes| bytes.iter().position(|byte| !is_in_parameter(*byte))),
            tags: Next::new(|bytes| memchr::memchr(b'<', bytes)),
            braces: Next::new(|bytes| memchr::memchr2(b'{', b'}', bytes)),
            arrays: Next::new(|bytes| memchr::memchr(b']', bytes)),
            escaped: Next::new(|bytes| memmem::find(bytes, b"\\r\\n")),
            strings: [
                Next::new(|bytes| memchr::memchr(b'"', bytes)),
                Next::new(|bytes| memchr::memchr(b'\'', bytes)),
                Next::new(|bytes| memchr::memchr(b'`', bytes)),
            ],
        }
    }

    /// Where the string whose content starts at `from` ends: at the next quote that is escaped no more often than the one
    /// before it. A string without an end goes to the end of its line.
    fn string_end(&mut self, quote: u8, escapes: usize, from: usize) -> usize {
        let mut at = from;
        loop {
            let [double, single, back] = &mut self.strings;
            let end = match quote {
                b'"' => double.at(self.bytes, at),
                b'\'' => single.at(self.bytes, at),
                _ => back.at(self.bytes, at),
            };
            if end >= self.bytes.len() {
                return self.lines.at(self.bytes, from);
            }
            let content = self.bytes.get(from..end).unwrap_or_default();
            // More backslashes than before the first quote escape this one.
            let before = content.iter().rev().take(escapes + 1).take_while(|byte| **byte == b'\\').count();
            if before <= escapes {
                return end;
            }
            at = end + 1;
        }
    }

    /// The content of the string behind blanks at `start`, which may be on the next line.
    fn quoted(&mut self, start: usize) -> Option<Span> {
        let before = behind(self.bytes, start).iter().take(MOST_BLANKS);
        let marks = before.take_while(|byte| byte.is_ascii_whitespace() || **byte == b'\\').count();
        let quote = self.bytes.get(start + marks).copied().filter(|byte| is_quote(*byte))?;
        let blanks = behind(self.bytes, start).iter().take(marks);
        let escapes = blanks.rev().take_while(|byte| **byte == b'\\').count();
        let from = start + marks + 1;
        Some(Span::new(from, self.string_end(quote, escapes, from)))
    }

    /// The value behind a separator.
    fn value(&mut self, separator: usize, name: &Name) -> Span {
        if self.bytes.get(separator) == Some(&b'>') {
            return Span::new(separator + 1, self.tags.at(self.bytes, separator + 1));
        }
        if let Some(value) = self.quoted(separator + 1) {
            return value;
        }
        let from = separator + 1 + run(self.bytes, separator + 1, |byte| matches!(byte, b' ' | b'\t'));
        let from = if name.is_quoted { self.on_next_line(from) } else { from };
        // A quote round name and value, as in a command line, is where the value ends.
        let outer = name.start.checked_sub(1).and_then(|at| self.bytes.get(at)).copied();
        let outer = outer.filter(|byte| !name.is_quoted && is_quote(*byte));
        let end = match outer {
            Some(quote) => self.string_end(quote, 0, from).min(self.lines.at(self.bytes, from)),
            None if self.bytes.get(separator) == Some(&b'=') => self.parameters.at(self.bytes, from),
            None => self.line_end(from),
        };
        let is_header = outer.is_none() && !name.is_quoted && starts_line(self.bytes, name.start);
        Span::new(from, if is_header { self.folded_end(end) } else { end })
    }

    /// Where the value of a member starts whose opening quote is lost: at `from`, or on the next line.
    fn on_next_line(&self, from: usize) -> usize {
        let blanks = behind(self.bytes, from).iter().take(MOST_BLANKS);
        let next = from + blanks.take_while(|byte| byte.is_ascii_whitespace()).count();
        if self.bytes.get(next).is_some_and(u8::is_ascii_alphanumeric) { next } else { from }
    }

    /// The content of the array of strings behind a separator; `None` if there is none.
    fn strings_in_array(&mut self, separator: usize, name: &Name) -> Option<Span> {
        let gap = |at: usize| {
            let blanks = behind(self.bytes, at).iter().take(MOST_BLANKS).take_while(|byte| byte.is_ascii_whitespace());
            at + blanks.count()
        };
        let open = gap(separator + 1);
        let first = gap(open + 1);
        let quote = behind(self.bytes, first).iter().find(|byte| **byte != b'\\')?;
        if !name.is_quoted || self.bytes.get(open) != Some(&b'[') || !is_quote(*quote) {
            return None;
        }
        Some(Span::new(first, self.arrays.at(self.bytes, first)))
    }

    /// The end of the line, which may be escaped.
    fn line_end(&mut self, from: usize) -> usize {
        self.lines.at(self.bytes, from).min(self.escaped.at(self.bytes, from))
    }

    /// The end of a header that goes on in lines that start with a blank.
    fn folded_end(&mut self, mut end: usize) -> usize {
        loop {
            let rest = behind(self.bytes, end);
            let mark = [&b"\n"[..], b"\\r\\n"].into_iter().find(|mark| rest.starts_with(mark)).map_or(0, <[u8]>::len);
            let line = end + mark;
            let is_folded = matches!(self.bytes.get(line), Some(b' ' | b'\t'));
            let next = if mark > 0 && is_folded { self.line_end(line) } else { return end };
            if behind(self.bytes, line).get(..next - line).unwrap_or_default().trim_ascii().is_empty() {
                return end;
            }
            end = next;
        }
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

/// A name before a separator.
struct Name<'t> {
    text: &'t [u8],
    /// Where it starts.
    start: usize,
    /// A quote stands between it and the separator.
    is_quoted: bool,
    /// Whether the name is that of a Windows option: `/pass:x`.
    is_option: bool,
}

impl<'t> Name<'t> {
    #[inline]
    fn before(bytes: &'t [u8], separator: usize) -> Option<Self> {
        let before = bytes.get(..separator)?.trim_ascii_end();
        let marks = before.iter().rev().take(8).take_while(|byte| is_mark(**byte)).count();
        let (start, text) = word_before(bytes, before.len() - marks);
        // The letter of an escaped line break is none of the name.
        let is_escape =
            start > 0 && bytes.get(start - 1) == Some(&b'\\') && matches!(text, [b'n' | b'r' | b't', _, ..]);
        let (start, text) = if is_escape { (start + 1, text.get(1..)?) } else { (start, text) };
        let first = start.checked_sub(1).and_then(|at| bytes.get(at));
        // Only the start of a tag is a name.
        let is_name = !text.is_empty() && (bytes.get(separator) != Some(&b'>') || first == Some(&b'<'));
        is_name.then_some(Self { text, start, is_quoted: marks > 0, is_option: first == Some(&b'/') })
    }
}

/// Names of members that hold the name of another value, and of members that hold the value.
const NAMES: [&str; 7] = ["name", "key", "header", "field", "property", "parameter", "variable"];
const VALUES: [&str; 5] = ["value", "val", "content", "data", "text"];
/// Names of lists of HTTP archives whose entries are other than cookies.
const OTHERS: [&str; 6] = ["headers", "querystring", "postdata", "request", "response", "content"];
const COOKIES: &str = "cookies";
const KNOWN_NAMES: Vocabulary = Vocabulary::of(&[&NAMES, &VALUES, &OTHERS, &[COOKIES]]);

/// Members called `name` and `value`, in either order, as archives of HTTP traffic and many others have them.
#[derive(Default)]
struct Archive {
    in_cookies: bool,
    is_credential: bool,
    /// The last value, which the name behind it may make that of a credential.
    last: Option<Span>,
}

impl Archive {
    /// The value before a name that makes it that of a credential. Notes what the name says about values behind it.
    fn value_before(&mut self, scan: &mut Scan<'_>, separator: usize, name: &Name) -> Option<Span> {
        if !KNOWN_NAMES.may_have(name.text) {
            return None;
        }
        let is_one_of = |names: &[&str]| names.iter().any(|known| is(name.text, known));
        if is_one_of(&NAMES) {
            let content = scan.value(separator, name);
            // The end of a longer name says as much.
            let escapes = content.slice_bytes(scan.bytes).iter().rev().take(LONGEST).take_while(|byte| **byte == b'\\');
            let (_, word) = word_before(scan.bytes, content.end - escapes.count());
            let is_secret = is_secret_name(std::str::from_utf8(word).unwrap_or_default());
            self.is_credential = self.in_cookies || is_secret || is_credential(word, true);
            let value = self.last.take().filter(|_| self.is_credential)?;
            // In the same object.
            let value = (scan.braces.at(scan.bytes, value.end) >= separator).then_some(value);
            self.is_credential &= value.is_none();
            return value;
        }
        if is_one_of(&VALUES) && !self.is_credential {
            let is_text = !is_structure(scan.bytes, separator + 1, name);
            self.last = is_text.then(|| scan.value(separator, name));
        }
        if is(name.text, COOKIES) {
            self.in_cookies = true;
        } else if is_one_of(&OTHERS) {
            self.in_cookies = false;
        }
        None
    }

    /// Whether a name is that of a value and the one before it was that of a credential.
    fn is_value_of_credential(&mut self, name: &[u8]) -> bool {
        self.is_credential && VALUES.iter().any(|known| is(name, known)) && std::mem::take(&mut self.is_credential)
    }
}

/// Whether a word is a name that is in lower case and has `-` for `_`.
fn is(word: &[u8], name: &str) -> bool {
    let plain = |byte: &u8| if *byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
    word.len() == name.len() && word.iter().map(plain).eq(name.bytes())
}

/// Whether the value of a member is an object, an array, a number or a literal: no string that authorises somebody.
fn is_structure(bytes: &[u8], at: usize, name: &Name) -> bool {
    let gap = behind(bytes, at).iter().take(MOST_BLANKS).take_while(|byte| byte.is_ascii_whitespace()).count();
    let value = behind(bytes, at + gap);
    let word = value.iter().take(LONGEST).take_while(|byte| is_name(**byte) || **byte == b'.').count();
    let word = value.get(..word).unwrap_or_default();
    let is_short = matches!(value.get(word.len()), None | Some(b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n'));
    let is_number = word.len() < SHORTEST && word.first().is_some_and(u8::is_ascii_digit);
    let is_literal = [&b"true"[..], b"false", b"null"].contains(&word);
    name.is_quoted && (matches!(value, [b'{' | b'[', ..]) || (is_short && (is_number || is_literal)))
}

/// Whether a name stands at the start of a line, but for the marks of a verbose client.
fn starts_line(bytes: &[u8], start: usize) -> bool {
    let before = bytes.get(..start).unwrap_or_default();
    let before = before.strip_suffix(b"> ").or_else(|| before.strip_suffix(b"< ")).unwrap_or(before);
    before.is_empty() || before.ends_with(b"\n") || before.ends_with(b"\\n")
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

/// The token behind a scheme and a blank.
fn schemed(bytes: &[u8], scheme: Span) -> Option<Span> {
    let is_part = scheme.start.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(|byte| is_name(*byte));
    if is_part {
        return None;
    }
    let length = run(bytes, scheme.end, |byte| byte.is_ascii_alphanumeric() || b"-._~+/=&%".contains(&byte));
    (length >= SHORTEST).then(|| Span::new(scheme.end, scheme.end + length))
}

/// The password in `https://user:password@host`.
fn user(bytes: &[u8], start: usize) -> Option<Span> {
    let is_end = |byte: u8| byte.is_ascii_whitespace() || b"/?#\"'<>".contains(&byte);
    // Another address starts with a slash, so no byte is looked at twice.
    let authority = bytes.get(start..start + run(bytes, start, |byte| !is_end(byte)))?;
    let at = authority.iter().rposition(|byte| *byte == b'@')?;
    match authority.get(..at)?.iter().position(|byte| *byte == b':') {
        Some(colon) => Some(Span::new(start + colon + 1, start + at)),
        // A token in the place of a user.
        None => (at >= SHORTEST_USER).then(|| Span::new(start, start + at)),
    }
}

/// The passwords in `user:password@host` without a scheme. Where a mail address may be meant, something must tell that it is
/// a login: a port or a path behind the host, a host that is a number, or a mark that addresses have none of.
fn logins(bytes: &[u8]) -> Vec<Span> {
    work::look(2 * bytes.len());
    let mut found = Vec::new();
    let mut last = 0;
    for at in memchr::memchr_iter(b'@', bytes) {
        let from = at.saturating_sub(LONGEST_LOGIN).max(last);
        last = at + 1;
        let is_edge = |byte: &u8| byte.is_ascii_whitespace() || b"/\"'`<>()[]{}=,;|".contains(byte);
        let before = bytes.get(from..at).unwrap_or_default();
        let start = before.iter().rposition(is_edge).map_or(0, |edge| edge + 1);
        // A segment of a path is no login; what stands behind two slashes is looked at elsewhere.
        let is_segment = start.checked_sub(1).and_then(|edge| before.get(edge)) == Some(&b'/');
        let login = before.get(start..).filter(|_| !is_segment).unwrap_or_default();
        let Some(colon) = login.iter().position(|byte| *byte == b':') else { continue };
        let (user, password) = (login.get(..colon).unwrap_or_default(), login.get(colon + 1..).unwrap_or_default());
        if user.is_empty() || password.is_empty() || !user.iter().all(|byte| is_name(*byte) || *byte == b'.') {
            continue;
        }
        let host = behind(bytes, at + 1).iter().take(LONGEST_LOGIN);
        let host = host.take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')).count();
        let (host, rest) = behind(bytes, at + 1).split_at_checked(host).unwrap_or_default();
        let is_number = host.len() > 6 && host.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
        let has_port = matches!(rest, [b':', b'0'..=b'9' | b'/', ..] | [b'/', ..]);
        let has_mark = password.iter().any(|byte| b"!#$%^&*?~:".contains(byte));
        if !host.is_empty() && (is_number || has_port || has_mark) {
            found.push(Span::new(from + start + colon + 1, at));
        }
    }
    found
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
            (
                r#"{"content": {"size": 0}, "headers": [{"name": "Cookie", "value": "abc"}]}"#,
                r#"{"content": {"size": 0}, "headers": [{"name": "Cookie", "value": "•••"}]}"#,
            ),
            (r#"{"code": "BadRequest", "token": 1}"#, r#"{"code": "BadRequest", "token": 1}"#),
            ("a basic word", "a basic word"),
            (r#"{"clientSecret": {"value": "abc"}, "x": 1}"#, r#"{"clientSecret": {"value": "•••"}, "x": 1}"#),
            ("{'clientSecret':\n  abc',\n 'x': 1}", "{'clientSecret':\n  •••••\n 'x': 1}"),
            ("scp f bob:abc@10.0.0.1:/tmp", "scp f bob:•••@10.0.0.1:/tmp"),
            ("mongo bob:abc@db.example.com:27017/a", "mongo bob:•••@db.example.com:27017/a"),
            ("https://host/q/66m:nene_VEl0~Ib@thread.v2/0", "https://host/q/66m:nene_VEl0~Ib@thread.v2/0"),
            ("pkg:npm/%40tide/quay@11.3.0/a", "pkg:npm/%40tide/quay@11.3.0/a"),
            ("cc:bob@example.com, createdBy:user1@example.com", "cc:bob@example.com, createdBy:user1@example.com"),
            (r#"{"tokens": ["abc", "def"], "x": 1}"#, r#"{"tokens": [•••••• •••••], "x": 1}"#),
            ("X-Vault-Token: abc\r\n def\r\nHost: x", "X-Vault-Token: •••\r\n •••\r\nHost: x"),
            ("PRIVATE-TOKEN: abc\nCookie2: abc\nX-Auth-Key: abc", "PRIVATE-TOKEN: •••\nCookie2: •••\nX-Auth-Key: •••"),
            (
                r#"[{"value": "abc", "name": "Authorization"}, {"value": "y", "name": "x"}]"#,
                r#"[{"value": "•••", "name": "Authorization"}, {"value": "y", "name": "x"}]"#,
            ),
            (r#"{"Value": "abc", "Key": "authPassword"}"#, r#"{"Value": "•••", "Key": "authPassword"}"#),
            (r#"<add key="apiKey" value="abc"/>"#, r#"<add key="apiKey" value="•••"/>"#),
            ("<name>X-Api-Key</name><value>abc</value>", "<name>X-Api-Key</name><value>•••</value>"),
            (
                r#""Authorization": "Digest a=\"b\", response=\"c\"", "x": 1"#,
                r#""Authorization": "•••••• •••••••• ••••••••••••••", "x": 1"#,
            ),
            ("Server=a;User=b;Pwd=abc;AccountKey=abc==;x=y", "Server=a;User=b;Pwd=•••;AccountKey=•••••;x=y"),
            (
                r#"{"accessToken":
  "abc", "continuationToken": "d", "token": null}"#,
                r#"{"accessToken":
  "•••", "continuationToken": "d", "token": null}"#,
            ),
            ("https://abcdefghijklmnopqrst@host", "https://••••••••••••••••••••@host"),
            (
                r#"{"scanAuthenticationParams": {"type": "Kerberos"}, "sessionId": "a"}"#,
                r#"{"scanAuthenticationParams": {"type": "Kerberos"}, "sessionId": "a"}"#,
            ),
        ] {
            assert_eq!(Mask::new(credentials(text)).apply(text), shown);
        }
    }
}
