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
    /// How many produced bytes stand for how many original ones, again and again; neither is 0.
    unit: (usize, usize),
}

impl Piece {
    /// What the produced byte at `offset` stands for.
    fn unit_of(&self, offset: usize) -> Span {
        let (produced, original) = self.unit;
        let start = self.original.start + (offset - self.produced.start) / produced * original;
        Span::new(start.min(self.original.end), (start + original).min(self.original.end))
    }
}

impl OffsetMap {
    /// From changes in order: the span of the unchanged text and the length of what replaces it.
    pub(crate) fn new(changes: impl Iterator<Item = (Span, usize)>) -> Self {
        let mut map = Self::default();
        let mut shift = 0_isize;
        for (original, length) in changes {
            let start = original.start.saturating_add_signed(shift);
            shift += length as isize - original.len() as isize;
            map.push(original, Span::new(start, start + length), (length, original.len()));
        }
        map
    }

    /// Adds a change behind all others: `produced` stands in the place of `original`. Where the one is made of the other
    /// piece by piece, `unit` says how many produced bytes stand for how many original ones; what goes on in the same
    /// measure is one piece.
    pub(crate) fn push(&mut self, original: Span, produced: Span, unit: (usize, usize)) {
        let unit = (unit.0.max(1), unit.1.max(1));
        let is_even = |piece: &Piece| piece.produced.len() / unit.0 * unit.1 == piece.original.len();
        let piece = Piece { produced, original, unit };
        match self.pieces.last_mut() {
            Some(last)
                if last.unit == unit
                    && last.produced.end == produced.start
                    && last.original.end == original.start
                    && last.produced.len() % unit.0 == 0
                    && is_even(last)
                    && is_even(&piece) =>
            {
                last.produced.end = produced.end;
                last.original.end = original.end;
            }
            _ => self.pieces.push(piece),
        }
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
        match self.last_up_to(offset) {
            None => offset,
            Some(piece) if offset < piece.produced.end => piece.unit_of(offset).start,
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
        let end = match self.last_up_to(last) {
            Some(piece) if last < piece.produced.end => piece.unit_of(last).end,
            _ => self.original(last) + 1,
        };
        Span::new(start, end)
    }

    /// The smallest span of the changed text that holds all that stands for a byte of `span` of the unchanged one. Empty
    /// where none of it is left.
    #[must_use]
    pub fn produced_span(&self, span: Span) -> Span {
        let start = self.produced(span.start).start;
        if span.is_empty() {
            return Span::at(start);
        }
        Span::new(start, self.produced(span.end - 1).end)
    }

    /// What stands for the unchanged byte at `offset`.
    fn produced(&self, offset: usize) -> Span {
        let behind = self.pieces.partition_point(|piece| piece.original.start <= offset);
        match behind.checked_sub(1).and_then(|last| self.pieces.get(last)) {
            None => Span::new(offset, offset + 1),
            Some(piece) if offset < piece.original.end => {
                let (produced, original) = piece.unit;
                let start = piece.produced.start + (offset - piece.original.start) / original * produced;
                Span::new(start.min(piece.produced.end), (start + produced).min(piece.produced.end))
            }
            Some(piece) => {
                let start = piece.produced.end + (offset - piece.original.end);
                Span::new(start, start + 1)
            }
        }
    }

    /// The last piece that starts at `offset` or before it.
    fn last_up_to(&self, offset: usize) -> Option<&Piece> {
        let behind = self.pieces.partition_point(|piece| piece.produced.start <= offset);
        self.pieces.get(behind.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::{OffsetMap, Span};

    #[test]
    fn units_lead_back_one_by_one() {
        let mut map = OffsetMap::default();
        // Two characters of two bytes each, one of four, then as it was.
        map.push(Span::new(2, 4), Span::new(0, 1), (1, 2));
        map.push(Span::new(4, 6), Span::new(1, 2), (1, 2));
        map.push(Span::new(6, 10), Span::new(2, 5), (3, 4));
        assert_eq!(map.pieces.len(), 2);
        assert_eq!([0, 1, 2, 4, 5, 6].map(|offset| map.original(offset)), [2, 4, 6, 6, 10, 11]);
        assert_eq!(map.original_span(Span::new(0, 1)), Span::new(2, 4));
        assert_eq!(map.original_span(Span::new(1, 6)), Span::new(4, 11));
        assert_eq!(map.produced_span(Span::new(3, 5)), Span::new(0, 2));
        assert_eq!(map.produced_span(Span::new(7, 8)), Span::new(2, 5));
        assert_eq!(map.produced_span(Span::new(10, 12)), Span::new(5, 7));
    }

    #[test]
    fn of_what_was_dropped_nothing_is_left() {
        let mut map = OffsetMap::default();
        map.push(Span::new(0, 4), Span::at(0), (0, 4));
        assert_eq!(map.produced_span(Span::new(1, 3)), Span::at(0));
        assert_eq!(map.produced_span(Span::new(3, 6)), Span::new(0, 2));
    }
}
