/// Source of small numbers from the bytes of an input; zeros follow its end.
pub(super) struct Draws<'i>(std::slice::Iter<'i, u8>);

impl<'i> Draws<'i> {
    pub(super) fn new(input: &'i [u8]) -> Self {
        Self(input.iter())
    }

    fn byte(&mut self) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte))
    }

    /// Returns a number below `end`; 0 if there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let number = if end > 256 { self.byte() << 8 | self.byte() } else { self.byte() };
        number % end.max(1)
    }

    /// Returns one of the words.
    pub(super) fn pick<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words[self.below(words.len())]
    }
}
