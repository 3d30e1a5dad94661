//! Edit distance of names, for suggestions.

#![expect(clippy::arithmetic_side_effects, reason = "distances are no longer than the names")]

/// Longest name that is compared, in characters: longer names are rarely mistyped, and the work stays bounded.
const LONGEST: usize = 48;

/// Returns the candidate most similar to `name`, ignoring case; `None` if none is similar enough.
pub(crate) fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let allowed = name.len().div_ceil(3).clamp(1, 3);
    candidates
        .into_iter()
        .filter_map(|candidate| distance(name, candidate, allowed).map(|distance| (distance, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns whether at most `allowed` edits of single characters lead from one name to the other, ignoring ASCII case.
pub(crate) fn within(one: &str, other: &str, allowed: usize) -> bool {
    distance(one, other, allowed).is_some()
}

/// Returns the Levenshtein distance in characters, ignoring ASCII case; `None` above `allowed`.
fn distance(one: &str, other: &str, allowed: usize) -> Option<usize> {
    // A character has at most four bytes, so the characters of longer names need not be counted.
    if one.len() > 4 * LONGEST || other.len() > 4 * LONGEST {
        return None;
    }
    let characters = |name: &str| if name.is_ascii() { name.len() } else { name.chars().count() };
    let length = characters(other);
    if characters(one).abs_diff(length) > allowed {
        return None;
    }
    let mut row: Vec<usize> = (0..=length).collect();
    for (line, character) in one.chars().enumerate() {
        let mut left = line + 1;
        let mut diagonal = line;
        let mut least = left;
        for (cell, candidate) in row.iter_mut().skip(1).zip(other.chars()) {
            let above = *cell;
            let same = character.eq_ignore_ascii_case(&candidate);
            left = (diagonal + usize::from(!same)).min(above + 1).min(left + 1);
            diagonal = above;
            *cell = left;
            least = least.min(left);
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
        if least > allowed {
            return None;
        }
    }
    row.last().copied().filter(|distance| *distance <= allowed)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn distances() {
        assert_eq!(distance("password", "passwrd", 2), Some(1));
        assert_eq!(distance("password", "Password", 2), Some(0));
        assert_eq!(distance("kitten", "sitting", 3), Some(3));
        assert_eq!(distance("kitten", "sitting", 2), None);
        assert_eq!(distance("", "ab", 2), Some(2));
        assert_eq!(distance("pass\u{fffd}word", "password", 1), Some(1));
    }

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        assert_eq!(nearest("scanTyp", ["scanType", "scanName"]), Some("scanType"));
        assert_eq!(nearest("color", ["scanType", "scanName"]), None);
    }
}
