//! Words that tell that a secret may be near, all of which one pass over a text finds.

use std::sync::LazyLock;

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, MatchKind};

use super::phrases::Find;
use super::{commands, credentials, keys, phrases, tokens};
use crate::text::Span;
use crate::work;

/// The kind of credential that a word announces.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    /// A scheme of authorisation, in any case: the blank behind it ends the match.
    Scheme,
    /// The text before the host of an address.
    Address,
    /// A dash at the edge of a word, as options of commands begin.
    Option,
    /// The prefix of a token, with the shortest content of such a token.
    Token(usize),
    /// The start of a signed token.
    Signed,
    /// The start of the body of a private key.
    Body,
    /// The words of the first and the last line of a private key.
    PrivateKey,
    /// A word of a phrase, with what finds the secret near it.
    Phrase(Find),
}

/// The anchors of a text, each with its place, in the order of their ends.
pub(super) struct Anchors(Vec<(Anchor, Span)>);

impl Anchors {
    /// Finds the anchors of a text.
    pub(super) fn of(bytes: &[u8]) -> Self {
        work::look(bytes.len());
        let known = &*KNOWN;
        let mut found = Vec::new();
        let Some((search, start)) = &known.search else { return Self(found) };
        let mut state = *start;
        // By hand, since the iterator over overlapping matches takes several times as long.
        for (at, byte) in bytes.iter().enumerate() {
            state = search.next_state(Anchored::No, state, *byte);
            if search.is_match(state) {
                let patterns = (0..search.match_len(state)).map(|index| search.match_pattern(state, index));
                found.extend(patterns.filter_map(|pattern| known.at(pattern.as_usize(), bytes, at.saturating_add(1))));
            }
        }
        Self(found)
    }

    /// The places of anchors of one kind.
    pub(super) fn places(&self, is_kind: impl Fn(&Anchor) -> bool) -> impl Iterator<Item = Span> {
        self.0.iter().filter(move |(anchor, _)| is_kind(anchor)).map(|(_, place)| *place)
    }

    /// The anchors that `content` gives something for, each with that and its place.
    pub(super) fn with<T>(&self, content: impl Fn(Anchor) -> Option<T>) -> impl Iterator<Item = (T, Span)> {
        self.0.iter().filter_map(move |(anchor, place)| Some((content(*anchor)?, *place)))
    }
}

/// The search for all words, and what each tells.
struct Known {
    /// The search and its first state; `None` only if the words were more than a search can take.
    search: Option<(DFA, StateID)>,
    words: Vec<(Vec<u8>, Anchor)>,
}

impl Known {
    /// The anchor whose word ends at `end`, if the case of the word is right.
    fn at(&self, word: usize, bytes: &[u8], end: usize) -> Option<(Anchor, Span)> {
        let (word, anchor) = self.words.get(word)?;
        let span = Span::new(end.checked_sub(word.len())?, end);
        let is_exact = matches!(anchor, Anchor::Scheme) || span.slice_bytes(bytes) == &**word;
        is_exact.then_some((*anchor, span))
    }
}

/// Prepared once: that takes longer than the search of a small text.
static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let words: Vec<(Vec<u8>, Anchor)> =
        [credentials::anchors(), tokens::anchors(), keys::anchors(), phrases::anchors(), commands::anchors()].concat();
    let search = DFA::builder()
        .match_kind(MatchKind::Standard)
        // Case matters to most words, which are compared once they are found.
        .ascii_case_insensitive(true)
        .prefilter(false)
        .build(words.iter().map(|(word, _)| word));
    let search = search.ok().and_then(|search| {
        let start = search.start_state(Anchored::No).ok()?;
        Some((search, start))
    });
    Known { search, words }
});

#[cfg(test)]
mod tests {
    use super::{Anchors, KNOWN};

    #[test]
    fn every_word_is_found_wherever_it_stands() {
        assert!(KNOWN.search.is_some());
        for (word, _) in &KNOWN.words {
            for before in ["", "x", "eyJ", "ghp", "SG"] {
                let text = [before.as_bytes(), word, b" x"].concat();
                let mut found = Anchors::of(&text).0.into_iter().map(|(_, span)| span);
                assert!(found.any(|span| span.start == before.len() && span.slice_bytes(&text) == word), "{word:?}");
            }
        }
    }
}
