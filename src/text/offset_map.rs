use super::Span;

/// Leads from offsets of a changed text back to the unchanged one. Monotone.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OffsetMap {
    pieces: Vec<Piece>,
}

/// A stretch that a change produced, and what it stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Piece {
    produced: Span,
    original: Span,
}

impl OffsetMap {
    /// From changes in order: the span of the unchanged text and the length of what replaces it.
    pub(crate) fn new(changes: impl Iterator<Item = (Span, usize)>) -> Self {
        let mut shift = 0_isize;
        let pieces = changes
            .map(|(original, length)| {
                let start = original.start.saturating_add_signed(shift);
                shift += length as isize - original.len() as isize;
                Piece { produced: Span::new(start, start + length), original }
            })
            .collect();
        Self { pieces }
    }

    /// Whether every offset maps to itself.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The unchanged offset that `offset` of the changed text stands for. Inside produced text this is the start of
    /// what it replaced.
    #[must_use]
    pub fn original(&self, offset: usize) -> usize {
        let behind = self.pieces.partition_point(|piece| piece.produced.start <= offset);
        match self.pieces.get(behind.wrapping_sub(1)) {
            None => offset,
            Some(piece) if offset < piece.produced.end => piece.original.start,
            Some(piece) => piece.original.end + (offset - piece.produced.end),
        }
    }

    /// The unchanged span that `span` of the changed text stands for.
    #[must_use]
    pub fn original_span(&self, span: Span) -> Span {
        if span.is_empty() {
            return Span::at(self.original(span.start));
        }
        let start = self.original(span.start);
        // The last byte decides where the span ends: what follows it may have been removed.
        let last = span.end - 1;
        let behind = self.pieces.partition_point(|piece| piece.produced.start <= last);
        let end = match self.pieces.get(behind.wrapping_sub(1)) {
            Some(piece) if last < piece.produced.end => piece.original.end,
            _ => self.original(last) + 1,
        };
        Span::new(start, end)
    }
}
