//! A quick look at whether a word can be one of some known ones: nearly every name of a document is asked about.

/// For each first letter, by its low five bits, the lengths of the words that start with it, one bit each.
pub(super) struct Vocabulary([u32; 32]);

impl Vocabulary {
    /// The vocabulary of these words, each shorter than 32 bytes.
    pub(super) const fn of(lists: &[&[&str]]) -> Self {
        let mut lengths = [0; 32];
        let mut lists = lists;
        while let [list, other_lists @ ..] = lists {
            let mut words = *list;
            while let [word, other_words @ ..] = words {
                if let [first, ..] = word.as_bytes() {
                    note(&mut lengths, *first, word.len());
                }
                words = other_words;
            }
            lists = other_lists;
        }
        Self(lengths)
    }

    /// Whether a word, in any case, may be one of them. Others may pass too.
    #[inline]
    pub(super) fn may_have(&self, word: &[u8]) -> bool {
        let lengths = word.first().and_then(|first| self.0.get(usize::from(first & 31))).copied().unwrap_or(0);
        word.len() < 32 && lengths >> word.len() & 1 == 1
    }
}

/// Notes the length of a word that starts with a letter.
const fn note(lengths: &mut [u32; 32], first: u8, length: usize) {
    let mut rest: &mut [u32] = lengths;
    let mut letter = 0;
    while let Some((slot, behind)) = rest.split_first_mut() {
        if letter == first & 31 {
            *slot |= 1 << length;
        }
        letter += 1;
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;

    #[test]
    fn each_word_passes_in_any_case() {
        const LISTS: [&[&str]; 2] = [&["name", "key"], &["sharedaccesssignature"]];
        const KNOWN: Vocabulary = Vocabulary::of(&LISTS);
        for word in LISTS.concat() {
            assert!(KNOWN.may_have(word.as_bytes()) && KNOWN.may_have(word.to_uppercase().as_bytes()), "{word}");
        }
        for word in ["", "names", "kex_", "other", &"n".repeat(36)] {
            assert!(!KNOWN.may_have(word.as_bytes()), "{word}");
        }
    }
}
