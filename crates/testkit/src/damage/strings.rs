//! Damage to the content of strings, and damage next to strings that contain punctuation.

use std::ops::Range;

use super::payload::Profile;
use super::rng::Rng;
use super::script::Script;
use super::tokens::Document;
use super::values::Flavor;
use super::{Class, Group, Harm};

type Edits = fn(&mut Rng, &Document<'_>) -> Option<Script>;

const fn class(name: &'static str, flavor: Flavor, harm: Edits) -> Class {
    Class::new(Group::Strings, Profile::flavored(flavor), name, Harm::Edits(harm))
}

pub(super) const CLASSES: &[Class] = &[
    class("inner-quotes", Flavor::Quotes, |rng, text| unescaped(rng, text, &["\\\""])),
    class("path-backslashes", Flavor::Paths, |rng, text| unescaped(rng, text, &["\\\\"])),
    class("path-backslashes-mixed", Flavor::MixedPaths, |rng, text| unescaped(rng, text, &["\\\\"])),
    class("folder-backslashes", Flavor::Folders, |rng, text| unescaped(rng, text, &["\\\\"])),
    class("javascript-escapes", Flavor::Apostrophes, javascript),
    class("raw-line-breaks", Flavor::Breaks, |rng, text| unescaped(rng, text, &["\\n", "\\r"])),
    class("raw-controls", Flavor::Controls, |rng, text| unescaped(rng, text, &["\\t", "\\f", "\\b", "\\u00"])),
    class("punctuation-structure", Flavor::Punctuation, |rng, text| beside(rng, text, false)),
    class("punctuation-quotes", Flavor::Punctuation, |rng, text| beside(rng, text, true)),
];

/// Returns the escapes in a string's content.
fn escapes(text: &Document<'_>, content: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = content.start;
    while let Some(byte) = text.text.as_bytes().get(at..content.end).and_then(<[u8]>::first) {
        let length = match byte {
            b'\\' if text.slice(at + 1..at + 2) == "u" => 6,
            b'\\' => 2,
            _ => 1,
        };
        if length > 1 {
            found.push(at..at + length);
        }
        at += length;
    }
    found
}

/// Replaces all escapes of these kinds in one string by their characters.
fn unescaped(rng: &mut Rng, text: &Document<'_>, kinds: &[&str]) -> Option<Script> {
    let wanted = |span: &Range<usize>| kinds.iter().any(|kind| text.slice(span.clone()).starts_with(kind));
    let strings: Vec<Vec<Range<usize>>> = text
        .values(|node| node.string())
        .into_iter()
        .map(|node| escapes(text, node.span.start + 1..node.span.end - 1).into_iter().filter(wanted).collect())
        .filter(|found: &Vec<_>| !found.is_empty())
        .collect();
    rng.pick(&strings)?.iter().try_fold(Script::new(), |script, span| {
        let meant: String = serde_json::from_str(&format!("\"{}\"", text.slice(span.clone()))).ok()?;
        // For a character that represents itself, only the backslash is removed.
        Some(if text.slice(span.start + 1..span.end) == meant {
            script.delete(span.start..span.start + 1)
        } else {
            script.replace(span.clone(), meant)
        })
    })
}

/// Replaces characters by escapes that JavaScript has and JSON lacks.
fn javascript(rng: &mut Rng, text: &Document<'_>) -> Option<Script> {
    let strings = text.values(|node| node.string() && text.content(&node.span).contains('\''));
    let start = rng.pick(&strings)?.span.clone();
    let content = text.content(&start);
    if rng.chance(60) {
        let quotes = content.match_indices('\'').map(|(at, _)| start.start + 1 + at);
        return Some(quotes.fold(Script::new(), |script, at| script.insert(at, "\\")));
    }
    let letters: Vec<(usize, char)> = content.char_indices().filter(|(_, c)| c.is_ascii_alphabetic()).collect();
    let (at, letter) = *rng.pick(&letters)?;
    let at = start.start + 1 + at;
    // After a backslash it would be the letter of an escape.
    (text.slice(at - 1..at) != "\\").then(|| Script::new().replace(at..at + 1, format!("\\x{:02x}", u32::from(letter))))
}

/// Removes, doubles or swaps one structural character or quote near a string that contains such characters.
fn beside(rng: &mut Rng, text: &Document<'_>, quotes: bool) -> Option<Script> {
    let fits = |kind: super::tokens::Kind| if quotes { kind.quote() } else { kind.structural() };
    let holds = |node: &super::tokens::Node| {
        node.string()
            && text.content(&node.span).contains(['{', '}', '[', ']'])
            && text.content(&node.span).contains([',', ':'])
    };
    let strings = text.values(holds);
    let around = rng.pick(&strings)?.span.clone();
    let near = text.such(|token| {
        let distance = if token.span.end <= around.start {
            around.start - token.span.end
        } else {
            token.span.start.saturating_sub(around.end - 1)
        };
        fits(token.kind) && distance < 48
    });
    let token = *rng.pick(&near)?;
    super::multi::harm(rng, text, token, Script::new())
}
