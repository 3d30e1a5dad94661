//! Heads of HTTP messages: as on the wire, as `curl -i` and `curl -v` print them, and in text dumps of proxies.

use super::layer::{Layer, Rewrite};
use super::lines::{behind, is_blank, lines, run};
use super::search::Found;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// More messages in one capture are not told apart.
const MOST_MESSAGES: usize = 8;

/// Headers whose values authorise somebody.
const SECRET_HEADERS: [&[u8]; 6] =
    [b"authorization", b"proxy-authorization", b"cookie", b"set-cookie", b"x-api-key", b"x-functions-key"];

/// A head, from its first line to the start of its body.
struct Head {
    span: Span,
    secrets: Vec<Span>,
}

pub(super) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let heads = heads(bytes);
    for (index, head) in heads.iter().enumerate() {
        let end = heads.get(index + 1).map_or(bytes.len(), |next| next.span.start);
        found.push(body(bytes, &heads, Span::new(head.span.end, end)));
    }
}

/// The body alone.
fn body(bytes: &[u8], heads: &[Head], body: Span) -> Option<Layer> {
    if is_blank(body.slice_bytes(bytes)) {
        return None;
    }
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(body.start, Code::HttpFraming, Applicability::Certain);
    rewrite.keep(body.end);
    rewrite.drop(bytes.len(), Code::HttpFraming, Applicability::Certain);
    for secret in heads.iter().flat_map(|head| &head.secrets) {
        rewrite.hide(*secret);
    }
    rewrite.finish()
}

fn heads(bytes: &[u8]) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    let mut open: Option<Head> = None;
    for (line, next) in lines(bytes) {
        let content = line.slice_bytes(bytes);
        let text = unmarked(content);
        if let Some(head) = &mut open {
            let name = header_name(text);
            if name.is_some() || is_start(text) || is_remark(content) {
                head.span.end = next;
                if name.is_some_and(|name| SECRET_HEADERS.iter().any(|secret| secret.eq_ignore_ascii_case(name))) {
                    let colon = content.iter().position(|byte| *byte == b':').unwrap_or(0);
                    head.secrets.push(Span::new(line.start + colon + 1, line.end));
                }
                continue;
            }
            if is_blank(text) {
                head.span.end = next;
            }
            heads.extend(open.take());
        } else if is_start(text) && heads.len() < MOST_MESSAGES {
            open = Some(Head { span: Span::new(line.start, next), secrets: Vec::new() });
        }
    }
    heads.extend(open);
    // What a verbose client says before the body is part of the head.
    for head in &mut heads {
        while let Some((line, next)) = lines(behind(bytes, head.span.end)).next() {
            if !is_remark(line.slice_bytes(behind(bytes, head.span.end))) {
                break;
            }
            head.span.end += next;
        }
    }
    heads
}

/// A line without the mark of a verbose client or a dump, and without its indent.
fn unmarked(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii();
    let marks: [&[u8]; 4] = [b"<< ", b">> ", b"< ", b"> "];
    let mark = marks.iter().find(|mark| line.starts_with(mark));
    match mark {
        Some(mark) => behind(line, mark.len()),
        None if line == b"<" || line == b">" => b"",
        None => line,
    }
}

/// What `curl -v` says between the messages: `* Connected`, `{ [123 bytes data]`.
fn is_remark(line: &[u8]) -> bool {
    line.starts_with(b"* ") || ((line.starts_with(b"{ [") || line.starts_with(b"} [")) && line.ends_with(b" data]"))
}

/// A status line, or a request line; a proxy may put the peer's address before it.
fn is_start(line: &[u8]) -> bool {
    if line.len() > 8192 {
        return false;
    }
    if let Some(rest) = line.strip_prefix(b"HTTP/") {
        let version = run(rest, |byte| byte.is_ascii_digit() || byte == b'.');
        let status = behind(rest, version).trim_ascii_start();
        return version > 0 && run(status, |byte| byte.is_ascii_digit()) == 3;
    }
    let words: Vec<&[u8]> = line.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).collect();
    let words = match &*words {
        [peer, rest @ ..] if peer.ends_with(b":") => rest,
        words => words,
    };
    let methods: [&[u8]; 7] = [b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS"];
    match words {
        [method, _, version] => methods.contains(method) && version.starts_with(b"HTTP/"),
        _ => false,
    }
}

/// The name of a header line.
fn header_name(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_prefix(b":").unwrap_or(line);
    let length = run(line, |byte| byte.is_ascii_alphanumeric() || b"-_.!#$%&'*+^`|~".contains(&byte));
    (length > 0 && line.get(length) == Some(&b':')).then(|| line.get(..length)).flatten()
}
