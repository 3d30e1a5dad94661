//! NUL bytes round the text, as fixed-size buffers and tape blocks leave them.

use super::layer::Rewrite;
use super::lines::run;
use super::search::Found;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;

pub(super) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let start = run(bytes, |byte| byte == 0);
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    if start >= end || (start == 0 && end == bytes.len()) {
        return;
    }
    let mut rewrite = Rewrite::new(bytes);
    rewrite.drop(start, Code::NulPadding, Applicability::Certain);
    rewrite.keep(end);
    rewrite.drop(bytes.len(), Code::NulPadding, Applicability::Certain);
    found.push(rewrite.finish());
}
