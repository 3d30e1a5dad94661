//! Bytes that may surround any content: NUL bytes of fixed-size buffers, and a byte order mark.

use crate::decode::layer::Found;
use crate::decode::layer::Rewrite;
use crate::decode::lines::run;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;

const MARK: &[u8] = "\u{feff}".as_bytes();

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    if bytes.starts_with(MARK) {
        let mut rewrite = Rewrite::new(bytes);
        rewrite.drop(MARK.len(), Code::ByteOrderMark, Applicability::Certain);
        found.push(rewrite.finish());
    }
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
