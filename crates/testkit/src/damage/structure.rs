//! Damage to the six structural characters.

use super::payload::Profile;
use super::rng::Rng;
use super::script::Script;
use super::tokens::{Document, Kind, Token};
use super::{Class, Group, Harm};

type Edits = fn(&mut Rng, &Document<'_>) -> Option<Script>;

const fn class(name: &'static str, harm: Edits) -> Class {
    Class::new(Group::Structure, Profile::DEFAULT, name, Harm::Edits(harm))
}

pub(super) const CLASSES: &[Class] = &[
    class("missing-brace-open", |rng, text| missing(rng, text, Kind::BraceOpen)),
    class("missing-brace-close", |rng, text| missing(rng, text, Kind::BraceClose)),
    class("missing-bracket-open", |rng, text| missing(rng, text, Kind::BracketOpen)),
    class("missing-bracket-close", |rng, text| missing(rng, text, Kind::BracketClose)),
    class("missing-comma", |rng, text| missing(rng, text, Kind::Comma)),
    class("missing-colon", |rng, text| missing(rng, text, Kind::Colon)),
    class("doubled-brace-open", |rng, text| doubled(rng, text, Kind::BraceOpen)),
    class("doubled-brace-close", |rng, text| doubled(rng, text, Kind::BraceClose)),
    class("doubled-bracket-open", |rng, text| doubled(rng, text, Kind::BracketOpen)),
    class("doubled-bracket-close", |rng, text| doubled(rng, text, Kind::BracketClose)),
    class("doubled-comma", |rng, text| doubled(rng, text, Kind::Comma)),
    class("doubled-colon", |rng, text| doubled(rng, text, Kind::Colon)),
    class("swapped-brace-open", |rng, text| swapped(rng, text, Kind::BraceOpen)),
    class("swapped-brace-close", |rng, text| swapped(rng, text, Kind::BraceClose)),
    class("swapped-bracket-open", |rng, text| swapped(rng, text, Kind::BracketOpen)),
    class("swapped-bracket-close", |rng, text| swapped(rng, text, Kind::BracketClose)),
    class("swapped-comma", |rng, text| swapped(rng, text, Kind::Comma)),
    class("swapped-colon", |rng, text| swapped(rng, text, Kind::Colon)),
    class("moved-brace-open", |rng, text| moved(rng, text, Kind::BraceOpen)),
    class("moved-brace-close", |rng, text| moved(rng, text, Kind::BraceClose)),
    class("moved-bracket-open", |rng, text| moved(rng, text, Kind::BracketOpen)),
    class("moved-bracket-close", |rng, text| moved(rng, text, Kind::BracketClose)),
    class("moved-comma", |rng, text| moved(rng, text, Kind::Comma)),
    class("moved-colon", |rng, text| moved(rng, text, Kind::Colon)),
    class("trailing-comma-object", |rng, text| after_last(rng, text, Kind::BraceClose)),
    class("trailing-comma-array", |rng, text| after_last(rng, text, Kind::BracketClose)),
    class("leading-comma-object", |rng, text| before_first(rng, text, Kind::BraceOpen)),
    class("leading-comma-array", |rng, text| before_first(rng, text, Kind::BracketOpen)),
    class("wrong-closer-object", |rng, text| turned(rng, text, Kind::BraceClose, "]")),
    class("wrong-closer-array", |rng, text| turned(rng, text, Kind::BracketClose, "}")),
    class("element-without-brace", element_without_brace),
    class("array-without-brackets", |rng, text| unwrapped(rng, text, false)),
    class("object-without-braces", |rng, text| unwrapped(rng, text, true)),
    class("spilled-members", spilled),
    class("object-wrapped", wrapped),
];

/// The six structural characters.
pub(super) const CHARACTERS: [&str; 6] = ["{", "}", "[", "]", ",", ":"];

fn one<'d>(rng: &mut Rng, text: &'d Document<'_>, kind: Kind) -> Option<&'d Token> {
    rng.pick(&text.such(|token| token.kind == kind)).copied()
}

fn missing(rng: &mut Rng, text: &Document<'_>, kind: Kind) -> Option<Script> {
    Some(Script::new().delete(one(rng, text, kind)?.span.clone()))
}

fn doubled(rng: &mut Rng, text: &Document<'_>, kind: Kind) -> Option<Script> {
    let span = one(rng, text, kind)?.span.clone();
    Some(Script::new().insert(span.end, text.slice(span)))
}

fn swapped(rng: &mut Rng, text: &Document<'_>, kind: Kind) -> Option<Script> {
    let span = one(rng, text, kind)?.span.clone();
    Some(Script::new().replace(span, rng.word(&CHARACTERS)))
}

fn turned(rng: &mut Rng, text: &Document<'_>, kind: Kind, other: &str) -> Option<Script> {
    Some(Script::new().replace(one(rng, text, kind)?.span.clone(), other))
}

/// Moves a character past the token before or after it.
fn moved(rng: &mut Rng, text: &Document<'_>, kind: Kind) -> Option<Script> {
    let words = text.words();
    let places: Vec<usize> = (0..words.len()).filter(|&at| words.get(at).is_some_and(|word| word.0 == kind)).collect();
    let at = *rng.pick(&places)?;
    let (_, span) = words.get(at)?;
    let to = if rng.chance(50) { words.get(at + 1)?.1.end } else { words.get(at.checked_sub(1)?)?.1.start };
    Some(Script::new().delete(span.clone()).insert(to, text.slice(span.clone())))
}

fn after_last(rng: &mut Rng, text: &Document<'_>, closer: Kind) -> Option<Script> {
    let token = one(rng, text, closer)?;
    let last = text.nodes.get(token.node)?.children.last()?;
    Some(Script::new().insert(text.nodes.get(*last)?.span.end, ","))
}

fn before_first(rng: &mut Rng, text: &Document<'_>, opener: Kind) -> Option<Script> {
    let token = one(rng, text, opener)?;
    let first = text.nodes.get(token.node)?.children.first()?;
    Some(Script::new().insert(text.nodes.get(*first)?.whole().start, ","))
}

fn element_without_brace(rng: &mut Rng, text: &Document<'_>) -> Option<Script> {
    let elements = text.values(|node| node.object() && text.element(node));
    let start = rng.pick(&elements)?.span.start;
    Some(Script::new().delete(start..start + 1))
}

/// Removes both brackets of a member's value.
fn unwrapped(rng: &mut Rng, text: &Document<'_>, object: bool) -> Option<Script> {
    let fits = text.values(|node| {
        node.name.is_some() && !node.children.is_empty() && if object { node.object() } else { node.array() }
    });
    let span = rng.pick(&fits)?.span.clone();
    Some(Script::new().delete(span.start..span.start + 1).delete(span.end - 1..span.end))
}

/// Closes an object too early, so that its last members belong to its parent.
fn spilled(rng: &mut Rng, text: &Document<'_>) -> Option<Script> {
    let fits = text.values(|node| node.name.is_some() && node.object() && node.children.len() > 1);
    let (_, early) = rng.pick(&fits)?.children.split_last()?;
    let last = text.nodes.get(*rng.pick(early)?)?;
    Some(Script::new().insert(last.span.end, "}"))
}

fn wrapped(rng: &mut Rng, text: &Document<'_>) -> Option<Script> {
    let span = rng.pick(&text.values(|node| node.object()))?.span.clone();
    Some(Script::new().insert(span.start, "{").insert(span.end, "}"))
}
