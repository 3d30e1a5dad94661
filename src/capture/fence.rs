//! Blocks of code in Markdown.

use super::layer::Layer;
use super::lines::lines;
use super::search::Found;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// What stands before and behind a block.
const FENCES: [&[u8]; 2] = [b"```", b"~~~"];
/// So many blocks are looked at for the document.
const MOST_PICKED: usize = 8;

pub(super) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let all = blocks(bytes);
    let mut blocks = all.clone();
    blocks.sort_by_key(|block| std::cmp::Reverse(block.len()));
    for block in blocks.into_iter().take(MOST_PICKED) {
        found.push(Layer::pick_of(bytes, block, &all, Code::Envelope, Applicability::Certain));
    }
}

/// The contents of all blocks. The last may be open.
fn blocks(bytes: &[u8]) -> Vec<Span> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, &[u8])> = None;
    for (line, next) in lines(bytes) {
        let content = line.slice_bytes(bytes).trim_ascii();
        match open {
            Some((start, fence)) if content.starts_with(fence) => {
                blocks.push(Span::new(start, line.start));
                open = None;
            }
            None => open = FENCES.iter().find(|fence| content.starts_with(fence)).map(|fence| (next, *fence)),
            Some(_) => {}
        }
    }
    blocks.extend(open.map(|(start, _)| Span::new(start, bytes.len())));
    blocks
}
