//! Searches ahead in a text that look at each byte a constant number of times, however often they are asked.

use std::ops::Range;

use crate::work;

/// The place of the next match from some offset on, remembered: asked for offsets in rising order, it passes over the text
/// once.
#[derive(Clone, Debug)]
pub(super) struct Next {
    find: fn(&[u8]) -> Option<usize>,
    /// No match starts between `start` and `end`; at `end` there is one, or the end of the text.
    clear: Option<Range<usize>>,
}

impl Next {
    /// A search with `find`, which returns the offset of the first match in what it is given.
    pub(super) const fn new(find: fn(&[u8]) -> Option<usize>) -> Self {
        Self { find, clear: None }
    }

    /// The offset of the first match at `from` or behind it; the length of the text if there is none.
    pub(super) fn at(&mut self, bytes: &[u8], from: usize) -> usize {
        let from = from.min(bytes.len());
        let found = match &self.clear {
            Some(clear) if clear.start <= from && from <= clear.end => return clear.end,
            // A little back: only what is new is looked at.
            Some(clear) if from < clear.start => self.search(bytes, from..clear.start).unwrap_or(clear.end),
            _ => self.search(bytes, from..bytes.len()).unwrap_or(bytes.len()),
        };
        self.clear = Some(from..found);
        found
    }

    fn search(&self, bytes: &[u8], part: Range<usize>) -> Option<usize> {
        let start = part.start;
        let found = bytes.get(part.clone()).and_then(self.find).map(|at| start.saturating_add(at));
        work::look(found.unwrap_or(part.end).saturating_sub(start).saturating_add(1));
        found
    }
}

/// Returns the length of the run of alike bytes at `from`; each byte of the run is examined.
pub(super) fn run(bytes: &[u8], from: usize, is_it: impl Fn(u8) -> bool) -> usize {
    let length = bytes.get(from..).unwrap_or_default().iter().take_while(|byte| is_it(**byte)).count();
    work::look(length.saturating_add(1));
    length
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Next;
    use crate::work;

    proptest! {
        /// A search that remembers finds what one that does not finds, and passes over the text once.
        #[test]
        fn remembered_matches_are_the_next_ones(text in "[ab\n]{0,80}", mut places in proptest::collection::vec(0_usize..90, 0..60)) {
            let bytes = text.as_bytes();
            let find = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'\n');
            let expected = |from: usize| {
                bytes.get(from..).and_then(find).map_or(bytes.len(), |at| from + at)
            };
            let mut next = Next::new(find);
            for place in &places {
                prop_assert_eq!(next.at(bytes, *place), expected(*place));
            }
            places.sort_unstable();
            let (mut next, before) = (Next::new(find), work::looked());
            for place in &places {
                prop_assert_eq!(next.at(bytes, *place), expected(*place));
            }
            let looked = work::looked() - before;
            prop_assert!(looked <= 2 * bytes.len() as u64 + 2 * places.len() as u64, "{looked} for {}", bytes.len());
        }
    }
}
