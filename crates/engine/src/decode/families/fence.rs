//! Fenced code blocks in Markdown.

use memchr::memmem;

use crate::decode::layer::Found;
use crate::decode::layer::Layer;
use crate::decode::lines::{behind, lines, run};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Fences of a block.
const FENCES: [&[u8]; 2] = [b"```", b"~~~"];
/// Blocks that are examined as candidates for the document.
const MOST_PICKED: usize = 8;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let mut all = bracketed(bytes).map_or_else(|| blocks(bytes), |block| vec![block]);
    if all.is_empty() {
        all = inline(bytes);
    }
    let mut blocks = all.clone();
    blocks.sort_by_key(|block| std::cmp::Reverse(block.len()));
    for block in blocks.into_iter().take(MOST_PICKED) {
        found.push(Layer::pick_of(bytes, block, &all, Code::Envelope, Applicability::Certain));
    }
}

/// Returns the contents of blocks within a line: from a fence followed by a bracket to the next fence. A text that is a
/// document itself has none, but may have lost the opening fence.
fn inline(bytes: &[u8]) -> Vec<Span> {
    let fence = FENCES[0];
    let trimmed = bytes.trim_ascii();
    if matches!(trimmed.first(), Some(b'{' | b'[' | b'"')) {
        let end = bytes.trim_ascii_end().strip_suffix(fence).map(<[u8]>::len);
        let is_only = |end: &usize| memmem::find(bytes, fence) == Some(*end);
        return end.filter(is_only).map(|end| Span::new(0, end)).into_iter().collect();
    }
    let mut blocks = Vec::new();
    let mut marks = memmem::find_iter(bytes, fence);
    while let Some(mark) = marks.next() {
        let start = mark + fence.len();
        let start = start + run(behind(bytes, start), |byte| byte.is_ascii_alphanumeric());
        if matches!(behind(bytes, start).trim_ascii_start().first(), Some(b'{' | b'[')) {
            blocks.push(Span::new(start, marks.next().unwrap_or(bytes.len())));
        }
    }
    blocks
}

/// Returns the content of a block that is all that a pair of brackets holds.
fn bracketed(bytes: &[u8]) -> Option<Span> {
    let fence = FENCES[0];
    let trimmed = bytes.trim_ascii();
    let inner = match trimmed {
        [b'{', inner @ .., b'}'] | [b'[', inner @ .., b']'] => inner,
        _ => return None,
    };
    let block = inner.trim_ascii().strip_prefix(fence)?.strip_suffix(fence)?;
    let word = run(block, |byte| byte.is_ascii_alphanumeric());
    let is_document = matches!(behind(block, word).trim_ascii_start().first(), Some(b'{' | b'['));
    let start = memmem::find(bytes, fence)? + fence.len() + word;
    let end = memmem::rfind(bytes, fence)?;
    (is_document && memmem::find(block, fence).is_none()).then(|| Span::new(start, end))
}

/// Returns the contents of all blocks. The last may have no closing fence.
fn blocks(bytes: &[u8]) -> Vec<Span> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, &[u8])> = None;
    for (line, next) in lines(bytes) {
        let content = line.slice_bytes(bytes).trim_ascii();
        let end = line.start + line.slice_bytes(bytes).trim_ascii_end().len();
        match open {
            Some((start, fence)) if content.ends_with(fence) && !content.starts_with(fence) => {
                blocks.push(Span::new(start, end.saturating_sub(fence.len())));
                open = None;
            }
            Some((start, fence)) if content.starts_with(fence) => {
                blocks.push(Span::new(start, line.start));
                open = None;
            }
            None => {
                let Some(fence) = FENCES.iter().find(|fence| content.starts_with(fence)) else { continue };
                let indent = run(line.slice_bytes(bytes), |byte| byte.is_ascii_whitespace());
                let word = line.start + indent + fence.len();
                let word = word + run(behind(bytes, word), |byte| byte.is_ascii_alphanumeric());
                // A block may start on the line of its fence, and end there too.
                let is_inline = matches!(behind(bytes, word).trim_ascii_start().first(), Some(b'{' | b'['))
                    && !behind(bytes, word).starts_with(b"\n")
                    && !behind(bytes, word).starts_with(b"\r");
                let last = end.saturating_sub(fence.len());
                if is_inline && content.ends_with(fence) && last > word {
                    blocks.push(Span::new(word, last));
                } else {
                    open = Some((if is_inline { word } else { next }, *fence));
                }
            }
            Some(_) => {}
        }
    }
    blocks.extend(open.map(|(start, _)| Span::new(start, bytes.len())));
    blocks
}
