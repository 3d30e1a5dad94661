//! Several faults in one text, at structural characters and quotes, spread over it.

use super::payload::Profile;
use super::rng::Rng;
use super::script::Script;
use super::structure::CHARACTERS;
use super::tokens::{Document, Token};
use super::{Class, Group, Harm};

pub(super) const CLASSES: &[Class] = &[
    Class::new(Group::Multi2, Profile::DEFAULT, "multi-2", Harm::Edits(|rng, text| spread(rng, text, 2))),
    Class::new(Group::Multi4, Profile::DEFAULT, "multi-4", Harm::Edits(|rng, text| spread(rng, text, 4))),
    Class::new(Group::Multi8, Profile::DEFAULT, "multi-8", Harm::Edits(|rng, text| spread(rng, text, 8))),
    Class::new(Group::Multi16, Profile::lists(2), "multi-16", Harm::Edits(|rng, text| spread(rng, text, 16))),
];

/// Places for each fault: with fewer, neighboring faults hide each other.
const ROOM: usize = 8;
/// Fewest places between two faults.
const GAP: usize = 3;

/// Applies one fault in each of `faults` equal parts of the text.
fn spread(rng: &mut Rng, text: &Document<'_>, faults: usize) -> Option<Script> {
    let places = text.such(|token| token.kind.structural() || token.kind.quote());
    if places.len() < faults * ROOM {
        return None;
    }
    let mut script = Script::new();
    let mut free = 0;
    for fault in 0..faults {
        let end = places.len() * (fault + 1) / faults;
        let start = free.max(places.len() * fault / faults);
        let at = start + rng.below(end.checked_sub(start)?);
        script = harm(rng, text, places.get(at)?, script)?;
        free = at + 1 + GAP;
    }
    Some(script)
}

pub(super) fn harm(rng: &mut Rng, text: &Document<'_>, token: &Token, script: Script) -> Option<Script> {
    let span = token.span.clone();
    let character = text.slice(span.clone());
    Some(match rng.below(3) {
        0 => script.delete(span),
        1 => script.insert(span.end, character),
        _ => {
            let other = if token.kind.quote() { rng.word(&["'", "`", "”", "“"]) } else { rng.word(&CHARACTERS) };
            if other == character {
                return None;
            }
            script.replace(span, other)
        }
    })
}
