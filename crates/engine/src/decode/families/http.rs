//! Heads of HTTP messages: on the wire, as printed by `curl -i` and `curl -v`, and in text dumps of proxies.

use crate::decode::layer::Found;
use crate::decode::layer::Layer;
use crate::decode::lines::{behind, is_blank, lines, run};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Longest first line of a message, in bytes.
const LONGEST_START: usize = 8192;

/// Marks of which dumps draw rules. No JSON text has a line of them outside of its strings.
const RULES: &[u8] = b"=-_*#~+";

/// Length of the shortest rule.
const SHORTEST_RULE: usize = 8;

/// Messages of one capture that are examined for the document.
const MOST_PICKED: usize = 8;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let bodies = bodies(bytes);
    for body in bodies.iter().take(MOST_PICKED) {
        found.push(Layer::pick_of(bytes, *body, &bodies, Code::HttpFraming, Applicability::Certain));
    }
}

/// Returns the bodies of all messages that are not blank.
pub(in crate::decode) fn bodies(bytes: &[u8]) -> Vec<Span> {
    let heads = heads(bytes);
    let ends = heads.iter().skip(1).map(|next| next.start).chain([bytes.len()]);
    let bodies = heads.iter().zip(ends).map(|(head, end)| without_remarks(bytes, Span::new(head.end, end)));
    bodies.filter(|body| !is_blank(body.slice_bytes(bytes))).collect()
}

/// Returns a body without the lines that a verbose client or a dump prints after it.
fn without_remarks(bytes: &[u8], mut body: Span) -> Span {
    loop {
        let content = body.slice_bytes(bytes).trim_ascii_end();
        let start = memchr::memrchr(b'\n', content).map_or(0, |at| at + 1);
        let line = behind(content, start);
        if start == 0 || !(is_remark(line) || is_rule(line)) {
            return body;
        }
        body.end = body.start + start;
    }
}

/// Returns the heads, each from its first line to the start of its body.
fn heads(bytes: &[u8]) -> Vec<Span> {
    let mut heads: Vec<Span> = Vec::new();
    let mut open: Option<Span> = None;
    for (line, next) in lines(bytes) {
        let content = line.slice_bytes(bytes);
        let text = unmarked(content);
        if let Some(head) = &mut open {
            if header_name(text).is_some() || is_start(text) || is_remark(content) {
                head.end = next;
                continue;
            }
            if is_blank(text) {
                head.end = next;
            }
            heads.extend(open.take());
        } else if is_start(text) {
            open = Some(Span::new(line.start, next));
        }
    }
    heads.extend(open);
    // Remarks of a verbose client before the body are part of the head.
    for head in &mut heads {
        while let Some((line, next)) = lines(behind(bytes, head.end)).next() {
            if !is_remark(line.slice_bytes(behind(bytes, head.end))) {
                break;
            }
            head.end += next;
        }
    }
    heads
}

/// Returns a line without the mark of a verbose client or a dump, and without its indentation.
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

/// Returns whether a line is a remark of `curl -v` between the messages: `* Connected`, `{ [123 bytes data]`.
fn is_remark(line: &[u8]) -> bool {
    line.starts_with(b"* ") || ((line.starts_with(b"{ [") || line.starts_with(b"} [")) && line.ends_with(b" data]"))
}

/// Returns whether a line only repeats one mark, as dumps of messages draw rules between them.
fn is_rule(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let Some(mark) = line.first().filter(|mark| RULES.contains(mark)) else { return false };
    line.len() >= SHORTEST_RULE && line.iter().all(|byte| byte == mark)
}

/// Returns whether a line is a status line or a request line. The address of the peer, or a log prefix, may precede it.
fn is_start(line: &[u8]) -> bool {
    let methods: [&[u8]; 7] = [b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS"];
    if line.len() > LONGEST_START {
        return false;
    }
    let Some(version) = memchr::memmem::find(line, b"HTTP/") else { return false };
    let length = run(behind(line, version + 5), |byte| byte.is_ascii_digit() || byte == b'.');
    let status = behind(line, version + 5 + length).trim_ascii_start();
    let before = line.get(..version).unwrap_or_default();
    if length == 0 || !(before.is_empty() || before.ends_with(b" ")) {
        return false;
    }
    if status.is_empty() {
        let mut words = before.split(|byte| *byte == b' ').rev().filter(|word| !word.is_empty());
        return words.nth(1).is_some_and(|method| methods.contains(&method));
    }
    run(status, |byte| byte.is_ascii_digit()) == 3
}

/// Returns the name of a header line.
fn header_name(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_prefix(b":").unwrap_or(line);
    let length = run(line, |byte| byte.is_ascii_alphanumeric() || b"-_.!#$%&'*+^`|~".contains(&byte));
    (length > 0 && line.get(length) == Some(&b':')).then(|| line.get(..length)).flatten()
}
