#![expect(clippy::arithmetic_side_effects, reason = "offsets of bytes that are there, and counts of them")]

use memchr::memchr_iter;

use super::Span;

/// Line and column of a byte, both counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// Line, from 1. Lines end at `\n`.
    pub line: usize,
    /// Column, from 1, in characters. A byte that is no UTF-8 counts as one character.
    pub column: usize,
}

/// Index of the line starts of a text, which converts byte offsets into [`Position`]s.
///
/// ```
/// use jsonmend::text::LineIndex;
///
/// let index = LineIndex::new("a\nüb".as_bytes());
/// let place = index.position(4);
/// assert_eq!((place.line, place.column), (2, 2));
/// assert_eq!((index.lines(), index.line_span(0).len()), (2, 1));
/// ```
#[derive(Clone, Debug)]
pub struct LineIndex<'t> {
    bytes: &'t [u8],
    starts: Vec<usize>,
    /// Offsets inside long lines, each with the count of characters before it in its line: a column in a line of many
    /// megabytes then costs no more than any other.
    marks: Vec<(usize, usize)>,
}

/// Distance between marks, in bytes.
const STRIDE: usize = 4096;

impl<'t> LineIndex<'t> {
    /// Indexes `bytes` in one pass.
    #[must_use]
    pub fn new(bytes: &'t [u8]) -> Self {
        let starts: Vec<usize> = std::iter::once(0).chain(memchr_iter(b'\n', bytes).map(|at| at + 1)).collect();
        let mut marks = Vec::new();
        let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
        for (start, end) in starts.iter().copied().zip(ends) {
            let (mut at, mut counted) = (start, 0);
            while end - at > STRIDE {
                let next = boundary(bytes, at + STRIDE);
                counted += characters(bytes.get(at..next).unwrap_or_default());
                marks.push((next, counted));
                at = next;
            }
        }
        Self { bytes, starts, marks }
    }

    /// Returns the position of the byte at `offset`; offsets after the end count as the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.bytes.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let mark = self.marks.partition_point(|(mark, _)| *mark <= offset).checked_sub(1);
        let (from, counted) = match mark.and_then(|mark| self.marks.get(mark)) {
            Some((mark, counted)) if *mark >= start => (*mark, *counted),
            _ => (start, 0),
        };
        Position { line, column: counted + characters(self.bytes.get(from..offset).unwrap_or_default()) + 1 }
    }

    /// Returns the span of the line that contains `offset`, without its line break.
    #[must_use]
    pub fn line_span(&self, offset: usize) -> Span {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let end = self.starts.get(line).map_or(self.bytes.len(), |next| next - 1);
        let content = Span::new(start, end).slice_bytes(self.bytes);
        Span::new(start, end - usize::from(content.ends_with(b"\r")))
    }

    /// Returns the count of lines; at least 1.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }
}

/// Returns the first character boundary at or after `at`.
fn boundary(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take(3).take_while(|byte| **byte & 0xc0 == 0x80).count()
}

/// Counts characters; each byte that is not UTF-8 counts as one.
fn characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.chars().count(),
        Err(_) => bytes.utf8_chunks().map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LineIndex, characters};

    proptest! {
        #[test]
        fn columns_in_long_lines(
            pieces in proptest::collection::vec(prop_oneof![
                Just(vec![b'a'; 1000]), Just("é€𝄞".repeat(300).into_bytes()), Just(vec![b'\n']), Just(vec![0xff, 0x80, 0x80, 0x80, 0x80]),
            ], 0..40),
            offset in 0_usize..40_000,
        ) {
            let bytes = pieces.concat();
            let offset = offset.min(bytes.len());
            let start = bytes[..offset].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            prop_assert_eq!(LineIndex::new(&bytes).position(offset).column, characters(&bytes[start..offset]) + 1);
        }
    }
}
