use std::num::NonZeroUsize;

use super::Span;

/// Map from offsets of a changed text to offsets of the unchanged one. Monotone.
///
/// ```
/// use jsonmend::text::{Change, OffsetMap, Script, Span};
///
/// let (script, _) = Script::new(vec![Change { span: Span::new(1, 3), insert: "x".to_owned(), note: () }]);
/// let map = script.offset_map();
/// assert_eq!((script.apply("[--1]"), map.is_identity()), ("[x1]".to_owned(), false));
/// assert_eq!((map.original(2), map.original_span(Span::new(1, 2))), (3, Span::new(1, 3)));
/// assert_eq!(map.produced_span(Span::new(3, 4)), Span::new(2, 3));
/// assert!(OffsetMap::default().is_identity());
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OffsetMap {
    pieces: Vec<Piece>,
}

/// Span of the changed text that a change produced, and the span of the unchanged text that it replaces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Piece {
    produced: Span,
    original: Span,
    /// Unit of the replacement, in bytes: each run of this many produced bytes corresponds to this many original bytes.
    unit: (NonZeroUsize, NonZeroUsize),
}

impl Piece {
    /// Returns the original bytes of the unit that the produced byte at `offset` belongs to.
    fn unit_of(&self, offset: usize) -> Span {
        let (produced, original) = self.unit;
        let units = offset.saturating_sub(self.produced.start) / produced;
        let start = self.original.start.saturating_add(units.saturating_mul(original.get()));
        let end = start.saturating_add(original.get());
        Span::new(start.min(self.original.end), end.min(self.original.end))
    }
}

impl OffsetMap {
    /// Creates a map from changes in order, each as the span of the unchanged text and the length of its replacement in
    /// bytes.
    pub(crate) fn new(changes: impl Iterator<Item = (Span, usize)>) -> Self {
        let mut map = Self::default();
        let mut shift = 0_isize;
        for (original, length) in changes {
            let start = original.start.saturating_add_signed(shift);
            shift = shifted(shift, length, original);
            map.push(original, Span::new(start, start.saturating_add(length)), (length, original.len()));
        }
        map
    }

    /// Appends a change after all others: `produced` replaces `original`. If the one maps to the other unit by unit,
    /// `unit` gives the bytes of one produced and one original unit; consecutive changes with the same unit become one
    /// piece.
    pub(crate) fn push(&mut self, original: Span, produced: Span, unit: (usize, usize)) {
        let positive = |length| NonZeroUsize::new(length).unwrap_or(NonZeroUsize::MIN);
        let unit = (positive(unit.0), positive(unit.1));
        let is_even =
            |piece: &Piece| (piece.produced.len() / unit.0).saturating_mul(unit.1.get()) == piece.original.len();
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

    /// Returns the changes in order, each as its span of the unchanged text and its span of the changed one.
    pub(crate) fn changes(&self) -> impl Iterator<Item = (Span, Span)> {
        self.pieces.iter().map(|piece| (piece.original, piece.produced))
    }

    /// Returns whether every offset maps to itself.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Returns the offset of the unchanged text that corresponds to `offset` of the changed text. Inside produced text,
    /// this is the start of the text that it replaced.
    #[must_use]
    pub fn original(&self, offset: usize) -> usize {
        match self.last_up_to(offset) {
            None => offset,
            Some(piece) if offset < piece.produced.end => piece.unit_of(offset).start,
            Some(piece) => piece.original.end.saturating_add(offset.saturating_sub(piece.produced.end)),
        }
    }

    /// Returns the span of the unchanged text that corresponds to `span` of the changed text.
    #[must_use]
    pub fn original_span(&self, span: Span) -> Span {
        if span.is_empty() {
            return Span::at(self.original(span.start));
        }
        let start = self.original(span.start);
        // The last byte decides the end of the span: the bytes after it may have been removed.
        let last = span.end.saturating_sub(1);
        let end = match self.last_up_to(last) {
            Some(piece) if last < piece.produced.end => piece.unit_of(last).end,
            _ => self.original(last).saturating_add(1),
        };
        Span::new(start, end)
    }

    /// Returns the smallest span of the changed text that contains every byte that corresponds to a byte of `span` of
    /// the unchanged one. Empty if no such byte is left.
    #[must_use]
    pub fn produced_span(&self, span: Span) -> Span {
        let start = self.produced(span.start).start;
        if span.is_empty() {
            return Span::at(start);
        }
        Span::new(start, self.produced(span.end.saturating_sub(1)).end)
    }

    /// Returns the span of the changed text that corresponds to the unchanged byte at `offset`.
    fn produced(&self, offset: usize) -> Span {
        let behind = self.pieces.partition_point(|piece| piece.original.start <= offset);
        match behind.checked_sub(1).and_then(|last| self.pieces.get(last)) {
            None => Span::new(offset, offset.saturating_add(1)),
            Some(piece) if offset < piece.original.end => {
                let (produced, original) = piece.unit;
                let units = offset.saturating_sub(piece.original.start) / original;
                let start = piece.produced.start.saturating_add(units.saturating_mul(produced.get()));
                let end = start.saturating_add(produced.get());
                Span::new(start.min(piece.produced.end), end.min(piece.produced.end))
            }
            Some(piece) => {
                let start = piece.produced.end.saturating_add(offset.saturating_sub(piece.original.end));
                Span::new(start, start.saturating_add(1))
            }
        }
    }

    /// Returns the last piece that starts at or before `offset`.
    fn last_up_to(&self, offset: usize) -> Option<&Piece> {
        let behind = self.pieces.partition_point(|piece| piece.produced.start <= offset);
        self.pieces.get(behind.checked_sub(1)?)
    }
}

/// Returns `shift` after a change that replaces `original` by `length` bytes.
pub(super) fn shifted(shift: isize, length: usize, original: Span) -> isize {
    shift.saturating_add_unsigned(length).saturating_sub_unsigned(original.len())
}

#[cfg(test)]
mod tests {
    use super::{OffsetMap, Span};

    #[test]
    fn units_lead_back_one_by_one() {
        let mut map = OffsetMap::default();
        // Two characters of two bytes each, one of four, then unchanged text.
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

    /// The fields of a span are public, so spans may be inverted or out of range.
    #[test]
    fn spans_that_make_no_sense_lead_somewhere() {
        let backwards = Span { start: usize::MAX, end: 0 };
        assert_eq!((backwards.is_empty(), backwards.len()), (true, 0));
        let map = OffsetMap::new([(Span::new(2, 4), 3), (backwards, 1)].into_iter());
        assert_eq!(map.original_span(Span::new(2, 5)), Span::new(2, 4));
        for span in [backwards, Span::at(usize::MAX), Span::new(0, usize::MAX), Span { start: 5, end: 3 }] {
            let led = map.original_span(span);
            assert!(led.start <= led.end, "{span:?} gives {led:?}");
        }
    }
}
