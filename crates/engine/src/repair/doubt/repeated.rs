//! Whether a text repeats a stretch at the place of an edit: what was written twice in a row, and starts or ends within a
//! word, was rather pasted twice, and the fault is the second copy.

/// Number of bytes of a word by which the other copy is looked for.
const ANCHOR: usize = 4;
/// Maximum number of bytes from an edit to the word nearest to it.
const NEAREST: usize = 16;
/// Maximum number of bytes of the stretch.
const LONGEST: usize = 128;
/// Maximum number of bytes between the copies.
const MOST_BETWEEN: usize = 16;
/// Number of letters and digits that a stretch has at least.
const LEAST: usize = 5;

/// Whether a stretch of `text` that is there twice in a row lies around, before or behind the byte at `at`.
pub(super) fn is_beside(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let anchors = [word_before(bytes, at), word_behind(bytes, at)];
    anchors.into_iter().flatten().any(|anchor| {
        let word = bytes.get(anchor..anchor + ANCHOR).unwrap_or_default();
        let behind = bytes.get(anchor + 1..bytes.len().min(anchor + LONGEST)).unwrap_or_default();
        let before_start = anchor.saturating_sub(LONGEST);
        let before = bytes.get(before_start..anchor + ANCHOR - 1).unwrap_or_default();
        let next = memchr::memmem::find(behind, word).map(|found| (anchor, anchor + 1 + found));
        let last = memchr::memmem::rfind(before, word).map(|found| (before_start + found, anchor));
        [next, last].into_iter().flatten().any(|(first, second)| is_twice(bytes, first, second - first))
    })
}

/// The start of the last letters and digits before `at`, as many as an anchor has.
fn word_before(bytes: &[u8], at: usize) -> Option<usize> {
    let ends = (at.saturating_sub(NEAREST)..=at).rev();
    ends.filter_map(|end| end.checked_sub(ANCHOR)).find(|start| is_word(bytes, *start))
}

/// The start of the first letters and digits from `at` on, as many as an anchor has.
fn word_behind(bytes: &[u8], at: usize) -> Option<usize> {
    (at..at.saturating_add(NEAREST)).find(|start| is_word(bytes, *start))
}

fn is_word(bytes: &[u8], start: usize) -> bool {
    bytes.get(start..start + ANCHOR).is_some_and(|word| word.iter().all(u8::is_ascii_alphanumeric))
}

/// Whether the bytes around `first` are those around `first + distance`, so that both copies adjoin or only blanks and
/// structure come between them, and the stretch starts or ends within a word. Three copies are a list.
fn is_twice(bytes: &[u8], first: usize, distance: usize) -> bool {
    let byte = |at: usize| bytes.get(at).copied();
    let is_same = |at: usize| byte(at).is_some() && byte(at) == byte(at + distance);
    let left = (0..first).rev().take(LONGEST).take_while(|at| is_same(*at)).count();
    let right = (first..).take(LONGEST).take_while(|at| is_same(*at)).count();
    let (start, end) = (first - left, first + right);
    let between = bytes.get(end..start + distance).unwrap_or_default();
    let is_list = left == LONGEST || right == LONGEST || end - start >= 2 * distance;
    if is_list || between.len() > MOST_BETWEEN || between.iter().any(u8::is_ascii_alphanumeric) {
        return false;
    }
    let is_in_word = |at: usize| byte(at).is_some_and(|byte| byte.is_ascii_alphanumeric());
    let is_within = |at: usize| at > 0 && is_in_word(at - 1) && is_in_word(at);
    let stretch = bytes.get(start..end.min(start + distance)).unwrap_or_default();
    (is_within(start) || is_within(end + distance))
        && stretch.iter().filter(|byte| byte.is_ascii_alphanumeric()).count() >= LEAST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_that_is_there_twice_is_seen_from_beside_it() {
        for (text, at) in [
            (r#"["d8ff7d8d", "551e75e35f68b" 35f68b"]"#, 29),
            (r#"["3c4057bc214", bc214", "3a66"]"#, 16),
            (r#"["d219535b-86d6,"d219535b-86d6x", "902f"]"#, 15),
        ] {
            assert!(is_beside(text, at), "{text}");
        }
    }

    #[test]
    fn values_that_are_equal_are_no_repeated_stretch() {
        for (text, at) in [
            (r#"["Windows, "Windows"]"#, 9),
            (r#"["Windows" "Windows"]"#, 10),
            (r#"[{"size": 12345}, {"size": 12345} {"size": 12345}]"#, 33),
            ("[1000, 1000 1000]", 11),
            (r#"[{"id": "a1", "n": 12}, {"id": "a1", "n": 12}, {"id" "a1", "n": 12}]"#, 52),
            ("", 0),
            ("[", 1),
        ] {
            assert!(!is_beside(text, at), "{text}");
        }
    }
}
