//! Notations other than JSON: comments, literals and numbers of other languages, other separators.

use std::ops::Range;

use super::payload::Profile;
use super::quotes::{self, BARE, Quoted, SINGLE, requoted, strings};
use super::rng::Rng;
use super::script::Script;
use super::tokens::{Document, Kind};
use super::values::Flavor;
use super::{Class, Group, Harm};

type Edits = fn(&mut Rng, &Document<'_>) -> Option<Script>;

const fn class(name: &'static str, harm: Edits) -> Class {
    Class::new(Group::Dialect, Profile::DEFAULT, name, Harm::Edits(harm))
}

pub(super) const CLASSES: &[Class] = &[
    class("line-comment", |rng, text| comment(rng, text, "// ", "\n")),
    class("hash-comment", |rng, text| comment(rng, text, "# ", "\n")),
    class("block-comment", |rng, text| comment(rng, text, "/* ", " */")),
    class("comments-many", |rng, text| {
        (0..4).try_fold(Script::new(), |script, _| Some(script.join(comment(rng, text, "// ", "\n")?)))
    }),
    class("python-literal", |rng, text| literals(rng, text, PYTHON, false)),
    class("python-literals-all", |rng, text| literals(rng, text, PYTHON, true)),
    class("upper-literals-all", |rng, text| literals(rng, text, UPPER, true)),
    class("undefined", |rng, text| literals(rng, text, &[("null", "undefined")], false)),
    class("nan", |rng, text| literals(rng, text, &[("null", "NaN")], false)),
    class("hexadecimal", |rng, text| number(rng, text, |n| Some(format!("0x{:x}", n.parse::<u64>().ok()?)))),
    class("number-plus", |rng, text| number(rng, text, |n| (!n.starts_with('-')).then(|| format!("+{n}")))),
    class("number-trailing-dot", |rng, text| number(rng, text, |n| n.parse::<u64>().ok().map(|n| format!("{n}.")))),
    class("number-leading-dot", |rng, text| {
        number(rng, text, |n| Some(n.strip_prefix("0.")?).map(|rest| format!(".{rest}")))
    }),
    class("number-underscore", |rng, text| {
        number(rng, text, |n| {
            n.split_at_checked(n.len().checked_sub(3)?).and_then(|(thousands, rest)| {
                (!thousands.is_empty() && !n.contains('.')).then(|| format!("{thousands}_{rest}"))
            })
        })
    }),
    class("number-bigint", |rng, text| number(rng, text, |n| n.parse::<u64>().ok().map(|n| format!("{n}n")))),
    class("separator-equals", |rng, text| separated(rng, text, Kind::Colon, &["=", " = "])),
    class("separator-arrow", |rng, text| separated(rng, text, Kind::Colon, &["=>", " => "])),
    class("separator-semicolon", |rng, text| separated(rng, text, Kind::Comma, &[";"])),
    class("ellipsis", ellipsis),
    class("concatenated-strings", concatenated),
    class("constructor-call", constructor),
    class("trailing-commas-all", |_, text| Some(trailing_commas(text)).filter(|script| !script.is_empty())),
    class("python-repr", |rng, text| {
        let literals = literals(rng, text, PYTHON, true)?;
        Some(requoted(text, strings(text, quotes::any), &SINGLE)?.join(literals))
    }),
    class("json5", |_, text| {
        let names = requoted(text, strings(text, identifier), &BARE)?;
        let values = requoted(text, strings(text, |_, it| !it.name), &SINGLE).unwrap_or_default();
        Some(names.join(values).join(trailing_commas(text)))
    }),
    Class::new(
        Group::Dialect,
        Profile::flavored(Flavor::Punctuation),
        "json5-punctuation",
        Harm::Edits(|rng, text| {
            let names = requoted(text, strings(text, identifier), &BARE)?;
            Some(names.join(trailing_commas(text)).join(comment(rng, text, "// ", "\n")?))
        }),
    ),
];

const PYTHON: &[(&str, &str)] = &[("true", "True"), ("false", "False"), ("null", "None")];
const UPPER: &[(&str, &str)] = &[("true", "TRUE"), ("false", "FALSE"), ("null", "NULL")];

/// Returns whether JavaScript allows the name without quotes.
fn identifier(text: &Document<'_>, quoted: &Quoted) -> bool {
    quoted.name && text.content(&quoted.span).chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Inserts a comment between two tokens, after a comma or an opening bracket.
fn comment(rng: &mut Rng, text: &Document<'_>, open: &str, close: &str) -> Option<Script> {
    const PLAIN: [&str; 5] =
        ["the lab scanner", "TODO ask the network team", "changed 2024-03-01", "do not edit", "see ticket 4711"];
    const AWKWARD: [&str; 6] = [
        "\"isActive\": false,",
        "was: \"10.0.0.1\"",
        "it's the second agent",
        "{ old }, see below",
        "value: [1, 2",
        "ports, hosts: all \"known\"",
    ];
    let words = if rng.chance(35) { rng.word(&AWKWARD) } else { rng.word(&PLAIN) };
    let places = text.such(|token| matches!(token.kind, Kind::Comma | Kind::BraceOpen | Kind::BracketOpen));
    let place = rng.pick(&places)?;
    Some(Script::new().insert(place.span.end, format!(" {open}{words}{close}")))
}

/// Replaces one literal, or all of them, by their counterparts in another language.
fn literals(rng: &mut Rng, text: &Document<'_>, words: &[(&str, &str)], all: bool) -> Option<Script> {
    let other = |span: &Range<usize>| {
        words.iter().find(|(word, _)| *word == text.slice(span.clone())).map(|(_, other)| (span.clone(), *other))
    };
    let mut found: Vec<_> =
        text.such(|token| token.kind == Kind::Literal).iter().filter_map(|token| other(&token.span)).collect();
    if !all {
        found = vec![rng.pick(&found)?.clone()];
    }
    let script = found.into_iter().fold(Script::new(), |script, (span, other)| script.replace(span, other));
    (!script.is_empty()).then_some(script)
}

/// Replaces a number by another notation of it; `other` returns `None` for a number that has none.
fn number(rng: &mut Rng, text: &Document<'_>, other: impl Fn(&str) -> Option<String>) -> Option<Script> {
    let numbers = text.such(|token| token.kind == Kind::Number);
    let found: Vec<_> =
        numbers.iter().filter_map(|token| Some((token.span.clone(), other(text.slice(token.span.clone()))?))).collect();
    let (span, other) = rng.pick(&found)?.clone();
    Some(Script::new().replace(span, other))
}

/// Replaces one separator of a kind, or all of them, by another.
fn separated(rng: &mut Rng, text: &Document<'_>, kind: Kind, others: &[&'static str]) -> Option<Script> {
    let mut found = text.such(|token| token.kind == kind);
    if rng.chance(50) {
        found = vec![*rng.pick(&found)?];
    }
    let other = rng.word(others);
    let script = found.iter().fold(Script::new(), |script, token| script.replace(token.span.clone(), other));
    (!script.is_empty()).then_some(script)
}

/// Inserts the dots of a printer that left content out, at the end of a container or between two elements.
fn ellipsis(rng: &mut Rng, text: &Document<'_>) -> Option<Script> {
    let places = text.such(|token| token.kind == Kind::Comma || token.kind.closer());
    let place = *rng.pick(&places)?;
    let dots = rng.word(&["...", "…"]);
    if place.kind == Kind::Comma {
        return Some(Script::new().insert(place.span.end, format!("{dots},")));
    }
    let last = text.nodes.get(*text.nodes.get(place.node)?.children.last()?)?;
    let before = if rng.chance(70) { ", " } else { " " };
    Some(Script::new().insert(last.span.end, format!("{before}{dots}")))
}

fn concatenated(rng: &mut Rng, text: &Document<'_>) -> Option<Script> {
    let strings = text.values(|node| {
        let content = text.content(&node.span);
        node.string() && content.len() > 5 && content.is_ascii() && !content.contains('\\')
    });
    let span = &rng.pick(&strings)?.span;
    let at = rng.between(span.start + 3, span.end - 3);
    Some(Script::new().insert(at, rng.word(&["\" + \"", "\"+\"", "\" +\n\""])))
}

/// Replaces a value by the constructor call of its type in another language.
fn constructor(rng: &mut Rng, text: &Document<'_>) -> Option<Script> {
    let call = |span: &Range<usize>| match text.slice(span.clone()) {
        time if time.len() > 20 && time.ends_with("Z\"") => Some(&["ISODate", "new Date"]),
        id if id.len() == 38 && id.matches('-').count() == 4 => Some(&["UUID", "ObjectId"]),
        number if number.parse::<u32>().is_ok() => Some(&["NumberInt", "NumberLong"]),
        _ => None,
    };
    let found: Vec<_> = text.nodes.iter().filter_map(|node| Some((node.span.clone(), call(&node.span)?))).collect();
    let (span, names) = rng.pick(&found)?;
    Some(Script::new().insert(span.start, format!("{}(", rng.word(*names))).insert(span.end, ")"))
}

fn trailing_commas(text: &Document<'_>) -> Script {
    let filled = text.values(|node| !node.children.is_empty());
    let ends = filled.iter().filter_map(|node| text.nodes.get(*node.children.last()?)).map(|node| node.span.end);
    ends.fold(Script::new(), |script, end| script.insert(end, ","))
}
