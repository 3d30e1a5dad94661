//! Search for the names of secrets in a text.

use crate::text::Span;
use crate::text::within;

/// Names of members whose values are secret in every document, in lower case. [`is_secret_name`] also accepts misspellings
/// of them.
///
/// Reports also redact the values of members that a schema marks as `writeOnly` or that
/// [`Shape::with_secrets`](crate::schema::Shape::with_secrets) names, and credentials, which are recognized by usual names of
/// tokens and keys or by their form.
pub const SECRET_NAMES: &[&str] = &["password", "privatekey", "communitystring", "authpassword", "privpassword"];

/// The common parts of the names above, to find them in text where no word has clear edges.
pub(super) const SECRET_STEMS: [&str; 3] = ["password", "privatekey", "communitystring"];

/// Maximum number of edits by which a misspelled name may differ from a secret one.
const EDITS: usize = 2;
/// No name of a secret, and nothing that they have in common, is shorter.
pub(crate) const SHORTEST_NAME: usize = "password".len();

/// A word longer than this is no part of a name of a secret.
const LONGEST_NAME: usize = 24;
/// Maximum number of bytes between the parts of a broken name.
const WIDEST_GAP: usize = 3;

/// The letters of each of these names.
const NAME_LETTERS: [u32; SECRET_NAMES.len()] = letters_of(SECRET_NAMES);
const STEM_LETTERS: [u32; SECRET_STEMS.len()] = letters_of(&SECRET_STEMS);

/// Returns whether a member of that name holds a secret, regardless of any schema. Case does not matter, and misspelled
/// names count: a letter may have been lost.
///
/// ```
/// use jsonmend::redact::is_secret_name;
///
/// assert!(is_secret_name("privPassword") && is_secret_name("COMUNITYSTRING") && !is_secret_name("username"));
/// ```
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    // Nearly every word of a document comes here. Each letter that it lacks would take an edit of its own.
    if name.len() < SHORTEST_NAME - EDITS {
        return false;
    }
    let has = letters(name);
    let without_one = |letters: u32| letters & letters.wrapping_sub(1);
    let may_be = |letters: u32| without_one(without_one(letters & !has)) == 0;
    if SECRET_STEMS.iter().zip(STEM_LETTERS).any(|(stem, letters)| letters & !has == 0 && contains(name, stem)) {
        return true;
    }
    if is_cut(name) {
        return true;
    }
    let is_long_enough = |secret: &str| name.len().abs_diff(secret.len()) <= EDITS || !name.is_ascii();
    SECRET_NAMES
        .iter()
        .zip(NAME_LETTERS)
        .any(|(secret, letters)| may_be(letters) && is_long_enough(secret) && within(name, secret, EDITS))
}

/// How a name begins of which more than [`EDITS`] letters at the end are lost, and how one ends of which the start is lost.
/// Nothing shorter tells it from a word.
const HEADS: [&str; 4] = ["authpas", "privpas", "privatek", "communitys"];
const TAILS: [&str; 2] = ["atekey", "tystring"];

/// Whether a name is that of a secret without its end or its start.
fn is_cut(name: &str) -> bool {
    let starts = |head: &&str| name.get(..head.len()).is_some_and(|own| own.eq_ignore_ascii_case(head));
    let ends = |whole: &str, tail: &str| {
        let own = whole.len().checked_sub(tail.len()).and_then(|start| whole.get(start..));
        own.is_some_and(|own| own.eq_ignore_ascii_case(tail))
    };
    let begins = |secret: &&str| secret.get(..name.len()).is_some_and(|start| within(name, start, 1));
    (HEADS.iter().any(starts) && SECRET_NAMES.iter().any(begins))
        || (TAILS.iter().any(|tail| ends(name, tail)) && SECRET_NAMES.iter().any(|secret| ends(secret, name)))
}

/// Whether `stem` is in a name, regardless of case.
fn contains(name: &str, stem: &str) -> bool {
    name.as_bytes().windows(stem.len()).any(|part| part.eq_ignore_ascii_case(stem.as_bytes()))
}

/// The letters that come in a name, a bit for each. Some other bytes count as letters.
const fn letters(name: &str) -> u32 {
    let mut rest = name.as_bytes();
    let mut letters = 0;
    while let [byte, behind @ ..] = rest {
        // The low five bits of a letter are the same in both cases; digits and most punctuation lack the seventh.
        letters |= ((*byte >> 6 & 1) as u32) << (*byte & 31);
        rest = behind;
    }
    letters
}

#[allow(clippy::indexing_slicing, reason = "runs when compiled")]
const fn letters_of<const COUNT: usize>(names: &[&str]) -> [u32; COUNT] {
    let mut all = [0; COUNT];
    let mut at = 0;
    while at < COUNT {
        all[at] = letters(names[at]);
        at += 1;
    }
    all
}

/// Whether the whole name is that of a secret, give or take some edits.
pub(super) fn is_name_of_secret(name: &str) -> bool {
    SECRET_NAMES.iter().any(|secret| within(name, secret, EDITS))
}

/// Pairs of letters, three of each name and of each stem, no two of which share a letter: each edit spoils one of them at
/// most, so of what counts as the name at least one is left. Chosen for coming seldom elsewhere.
///
/// The last one represents `\\u`, which may hide any letter.
const PAIRS: [[u8; 2]; 10] = [*b"pa", *b"sw", *b"rd", *b"pr", *b"ek", *b"ey", *b"mu", *b"ys", *b"ng", *b"|u"];

/// Number of bytes examined together.
const BLOCK: usize = 32;

/// Offsets of the [`PAIRS`], in order; every name of a secret has one. Pairs near each other are one place, so that any
/// text has few places.
pub(super) fn traces(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut traces: Vec<Span> = Vec::new();
    for start in (0..bytes.len()).step_by(BLOCK) {
        let rest = bytes.get(start..).unwrap_or_default();
        let found = match rest.first_chunk() {
            Some(block) => in_block(block),
            None => in_block(&padded(rest)),
        };
        if found != [false; BLOCK] {
            let found = found.iter().enumerate().filter(|(_, found)| **found);
            for (at, _) in found {
                let trace = Span::new(start.saturating_add(at), start.saturating_add(at).saturating_add(2));
                match traces.last_mut().filter(|last| trace.start < last.end.saturating_add(BLOCK)) {
                    Some(near) => near.end = trace.end,
                    None => traces.push(trace),
                }
            }
        }
    }
    traces
}

/// The last bytes of a text, and NUL behind them.
fn padded(rest: &[u8]) -> [u8; BLOCK + 1] {
    let mut block = [0; BLOCK + 1];
    block.iter_mut().zip(rest).for_each(|(slot, byte)| *slot = *byte);
    block
}

/// Where in a block one of the pairs starts. Without a branch, so that the compiler looks at many bytes at once.
#[inline]
fn in_block(block: &[u8; BLOCK + 1]) -> [bool; BLOCK] {
    let [ones @ .., _] = block;
    let [_, others @ ..] = block;
    let mut found = [false; BLOCK];
    for (found, (one, other)) in found.iter_mut().zip(ones.iter().zip(others)) {
        *found = is_trace(*one, *other);
    }
    found
}

#[inline(always)]
fn is_trace(one: u8, other: u8) -> bool {
    // This maps only ASCII letters to small letters, and the backslash to `|`.
    let (one, other) = (one | 0x20, other | 0x20);
    PAIRS.iter().fold(false, |found, [first, second]| found | ((one == *first) & (other == *second)))
}

/// The next word, from `from` on, that is the name of a secret. `from` is no place within a word; of the `traces` of the
/// text those before it are passed.
pub(super) fn next_secret_name(text: &str, from: usize, traces: &mut std::slice::Iter<'_, Span>) -> Option<Span> {
    let mut at = from;
    while let Some(trace) = traces.as_slice().first() {
        let before = text.get(at..trace.start).unwrap_or_default();
        let start = at.saturating_add(before.trim_end_matches(is_word).len());
        let word = if start < trace.end { next_word(text, start) } else { None };
        match word.filter(|word| word.start < trace.end) {
            Some(word) if is_secret_name(word.slice(text)) => return Some(word),
            Some(word) => match broken(text, word) {
                Some(whole) => return Some(whole),
                None => at = word.end,
            },
            None => {
                traces.next();
            }
        }
    }
    None
}

fn is_word(character: char) -> bool {
    // Damage may have left U+FFFD in a name.
    character.is_alphanumeric() || matches!(character, '_' | '@' | '.' | '-' | '$' | char::REPLACEMENT_CHARACTER)
}

/// A name of a secret that damage broke into two or three words, of which this is the first: blanks and marks stand between
/// them.
fn broken(text: &str, word: Span) -> Option<Span> {
    let mut name = String::from(word.slice(text));
    let mut end = word.end;
    for _ in 0..2 {
        if name.len() > LONGEST_NAME {
            return None;
        }
        let next = next_word(text, end).filter(|next| next.start.saturating_sub(end) <= WIDEST_GAP)?;
        if next.len() > LONGEST_NAME {
            return None;
        }
        name.push_str(next.slice(text));
        end = next.end;
        // Each word must add to the name: a name that stands alone is found at its own place.
        let is_name = is_name_of_secret(&name) && !is_secret_name(next.slice(text));
        if is_name {
            return Some(Span::new(word.start, end));
        }
    }
    None
}

/// The next run of characters that make up names, from `from` on.
pub(super) fn next_word(text: &str, from: usize) -> Option<Span> {
    let start = find_word(text, from, true)?;
    Some(Span::new(start, find_word(text, start, false).unwrap_or(text.len())))
}

/// Bytes of ASCII that are part of words. Bytes beyond ASCII are examined as characters.
const ASCII_WORDS: [bool; 256] = {
    let mut table = [false; 256];
    let mut rest: &mut [bool] = &mut table;
    let mut byte = 0_u8;
    while let Some((is_part, behind)) = rest.split_first_mut() {
        *is_part = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@' | b'.' | b'-' | b'$');
        rest = behind;
        byte = byte.wrapping_add(1);
    }
    table
};

/// Where, from `at` on, the next character is that is part of a word, or that is not.
fn find_word(text: &str, mut at: usize, part: bool) -> Option<usize> {
    loop {
        let is_other = |byte: &u8| ASCII_WORDS.get(usize::from(*byte)) == Some(&part) || !byte.is_ascii();
        at = at.saturating_add(text.as_bytes().get(at..)?.iter().position(is_other)?);
        let character = text.get(at..)?.chars().next()?;
        if is_word(character) == part {
            return Some(at);
        }
        at = at.saturating_add(character.len_utf8());
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_that_lost_its_end_or_its_start_counts() {
        for name in ["authPas", "AUTHPASS", "privPasw", "privateK", "communityStr", "atekey", "unitystring", "TyString"]
        {
            assert!(super::is_secret_name(name), "{name}");
        }
        for name in ["private", "community", "privacy", "authpasta", "string", "monkey", "gatekey"] {
            assert!(!super::is_secret_name(name), "{name}");
        }
    }

    use super::{PAIRS, SECRET_NAMES, SECRET_STEMS, is_secret_name, next_secret_name, traces};

    #[test]
    fn secret_names_in_every_spelling() {
        for name in ["password", "PassWord", "PRIVATEKEY", "communityString", "authpassword", "PrivPassword", "pasword"]
        {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["username", "type", "keyVaultUri", "authProtocol", "privProtocol"] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    /// Each name has three pairs that share no letter.
    #[test]
    fn two_edits_leave_a_trace() {
        for name in SECRET_NAMES.iter().chain(&SECRET_STEMS) {
            let places: Vec<usize> = (0..name.len() - 1)
                .filter(|at| PAIRS.iter().any(|pair| &name.as_bytes()[*at..at + 2] == pair))
                .collect();
            let mut apart = 0;
            let mut free = 0;
            for place in places {
                if place >= free {
                    (apart, free) = (apart + 1, place + 2);
                }
            }
            assert!(apart > super::EDITS, "{name}");
        }
    }

    #[test]
    fn traces_and_names_are_found_wherever_they_are() {
        for shift in 0..80 {
            for name in ["Password", "pasword", "privat_key", "COMMUNITYSTRING", "xcommunitystringx"] {
                for end in ["", "\": 1", "é", "                                             "] {
                    let text = format!("{}\"{name}{end}", "é-".repeat(shift % 3) + &" ".repeat(shift));
                    let start = text.find(name).unwrap();
                    let traces = traces(&text);
                    assert!(
                        traces.iter().all(|trace| start <= trace.start && trace.end <= start + name.len()),
                        "{text}"
                    );
                    let found = next_secret_name(&text, 0, &mut traces.iter()).unwrap();
                    assert_eq!(
                        found,
                        super::Span::new(start, start + name.len() + end.len() * usize::from(end == "é")),
                        "{text}"
                    );
                }
            }
            assert!(traces(&"p a-".repeat(shift)).is_empty());
            assert_eq!(traces(&("-".repeat(shift) + "\\u0070a")), [super::Span::new(shift, shift + 2)]);
            assert_eq!(traces(&"pa. ".repeat(shift)).len(), usize::from(shift > 0));
        }
    }
}
