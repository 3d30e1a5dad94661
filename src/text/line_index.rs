use memchr::memchr_iter;

/// A place as people count: both from 1, columns in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// Line, from 1. Lines end at `\n`.
    pub line: usize,
    /// Column, from 1, in characters. A byte that is no UTF-8 counts as one character.
    pub column: usize,
}

/// The line starts of a text, for turning offsets into [`Position`]s.
///
/// ```
/// use authscan::text::LineIndex;
///
/// let index = LineIndex::new("a\nüb".as_bytes());
/// let place = index.position(4);
/// assert_eq!((place.line, place.column), (2, 2));
/// ```
#[derive(Clone, Debug)]
pub struct LineIndex<'t> {
    bytes: &'t [u8],
    starts: Vec<usize>,
}

impl<'t> LineIndex<'t> {
    /// Reads the line ends of `bytes` once.
    #[must_use]
    pub fn new(bytes: &'t [u8]) -> Self {
        let starts = std::iter::once(0).chain(memchr_iter(b'\n', bytes).map(|at| at + 1)).collect();
        Self { bytes, starts }
    }

    /// The place of `offset`; offsets behind the end count as the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.bytes.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        Position { line, column: characters(self.bytes.get(start..offset).unwrap_or_default()) + 1 }
    }

    /// How many lines there are; at least 1.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.starts.len()
    }
}

/// Counts characters; each byte that is no UTF-8 is one.
fn characters(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum()
}
