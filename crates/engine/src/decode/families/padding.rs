//! Bytes that may surround any content: NUL bytes of fixed-size buffers, a byte order mark, and record separators.

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rewrite};
use crate::decode::lines::{lines, run};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;

const MARK: &[u8] = "\u{feff}".as_bytes();

/// Record separator, which precedes each text of a JSON text sequence (RFC 7464).
const SEPARATOR: u8 = 0x1e;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    if bytes.starts_with(MARK) {
        let mut rewrite = Rewrite::new(bytes);
        rewrite.drop(MARK.len(), Code::ByteOrderMark, Applicability::Certain);
        found.push(rewrite.finish());
    }
    found.push(separated(bytes));
    // The padding may contain line breaks.
    let is_padding = |byte: u8| byte == 0 || byte == b'\n' || byte == b'\r';
    let start = run(bytes, is_padding);
    let end = bytes.iter().rposition(|byte| !is_padding(*byte)).map_or(0, |at| at + 1);
    let (before, behind) = (bytes.get(..start).unwrap_or_default(), bytes.get(end..).unwrap_or_default());
    if start >= end || !(before.contains(&0) || behind.contains(&0)) {
        return;
    }
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(start, Code::NulPadding, Applicability::Certain);
    rewrite.keep(end);
    rewrite.drop(bytes.len(), Code::NulPadding, Applicability::Certain);
    found.push(rewrite.finish());
}

/// Takes the record separators off the lines that start with one, the first line among them.
fn separated(bytes: &[u8]) -> Option<Layer> {
    if bytes.trim_ascii_start().first() != Some(&SEPARATOR) {
        return None;
    }
    let mut rewrite = Rewrite::new(bytes);
    for (line, _) in lines(bytes) {
        let start = line.start + run(line.slice_bytes(bytes), |byte| byte.is_ascii_whitespace());
        if bytes.get(start) == Some(&SEPARATOR) {
            rewrite.keep(start);
            rewrite.drop(start + 1, Code::Envelope, Applicability::Certain);
        }
    }
    rewrite.keep(bytes.len());
    rewrite.finish()
}
