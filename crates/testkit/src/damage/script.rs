//! Damage as edits of the undamaged text, which can be inverted.

use std::ops::Range;

/// An edit that undoes a part of the damage: it replaces `start..end` of the damaged text by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inverse {
    /// First replaced byte, in the damaged text.
    pub start: usize,
    /// End of the replaced bytes; equal to `start` for an insertion.
    pub end: usize,
    /// Original bytes.
    pub text: Vec<u8>,
}

/// Undoes damage: applies the edits, which must be in order and disjoint, to the damaged text.
#[must_use]
pub fn undo(damaged: &[u8], inverse: &[Inverse]) -> Vec<u8> {
    let mut sound = Vec::with_capacity(damaged.len());
    let mut done = 0;
    for edit in inverse {
        sound.extend_from_slice(damaged.get(done..edit.start).unwrap_or_default());
        sound.extend_from_slice(&edit.text);
        done = edit.end;
    }
    sound.extend_from_slice(damaged.get(done..).unwrap_or_default());
    sound
}

/// Replacements in an undamaged text, in any order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script(Vec<(Range<usize>, Vec<u8>)>);

impl Script {
    /// Creates a script without edits.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Replaces a span.
    #[must_use]
    pub(crate) fn replace(mut self, span: Range<usize>, text: impl Into<Vec<u8>>) -> Self {
        self.0.push((span, text.into()));
        self
    }

    /// Removes a span.
    #[must_use]
    pub(crate) fn delete(self, span: Range<usize>) -> Self {
        self.replace(span, "")
    }

    /// Inserts a text.
    #[must_use]
    pub(crate) fn insert(self, at: usize, text: impl Into<Vec<u8>>) -> Self {
        self.replace(at..at, text)
    }

    /// Joins the edits of both scripts.
    #[must_use]
    pub(crate) fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Returns the number of edits.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is no edit.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the damaged text and the edits that undo it; `None` if edits overlap, because each must be undone
    /// separately.
    pub(crate) fn apply(mut self, sound: &[u8]) -> Option<(Vec<u8>, Vec<Inverse>)> {
        self.0.sort_by_key(|(span, _)| (span.start, span.end));
        let mut damaged = Vec::with_capacity(sound.len() + 64);
        let mut inverse = Vec::with_capacity(self.0.len());
        let mut done = 0;
        for (span, text) in self.0 {
            damaged.extend_from_slice(sound.get(done..span.start)?);
            let start = damaged.len();
            damaged.extend_from_slice(&text);
            inverse.push(Inverse { start, end: damaged.len(), text: sound.get(span.clone())?.to_vec() });
            done = span.end;
        }
        damaged.extend_from_slice(sound.get(done..)?);
        Some((damaged, inverse))
    }
}
