//! Damage to quotes.

use std::ops::Range;

use super::payload::Profile;
use super::rng::Rng;
use super::script::Script;
use super::tokens::{Document, Kind, Node};
use super::{Class, Group, Harm};

type Edits = fn(&mut Rng, &Document<'_>) -> Option<Script>;

const fn class(name: &'static str, harm: Edits) -> Class {
    Class::new(Group::Quotes, Profile::DEFAULT, name, Harm::Edits(harm))
}

pub(super) const CLASSES: &[Class] = &[
    class("missing-quote-open-name", |rng, text| missing(rng, text, Kind::QuoteOpen, true)),
    class("missing-quote-close-name", |rng, text| missing(rng, text, Kind::QuoteClose, true)),
    class("missing-quote-open-value", |rng, text| missing(rng, text, Kind::QuoteOpen, false)),
    class("missing-quote-close-value", |rng, text| missing(rng, text, Kind::QuoteClose, false)),
    class("doubled-quote-open-name", |rng, text| doubled(rng, text, Kind::QuoteOpen, true)),
    class("doubled-quote-close-name", |rng, text| doubled(rng, text, Kind::QuoteClose, true)),
    class("doubled-quote-open-value", |rng, text| doubled(rng, text, Kind::QuoteOpen, false)),
    class("doubled-quote-close-value", |rng, text| doubled(rng, text, Kind::QuoteClose, false)),
    class("swapped-quote-name", |rng, text| swapped(rng, text, true)),
    class("swapped-quote-value", |rng, text| swapped(rng, text, false)),
    class("single-quotes-one", |rng, text| requoted(text, pick(rng, text, any), &SINGLE)),
    class("single-quotes-all", |_, text| requoted(text, strings(text, any), &SINGLE)),
    class("typographic-quotes-one", |rng, text| {
        let pair = *rng.pick(&TYPOGRAPHIC)?;
        requoted(text, pick(rng, text, any), &pair)
    }),
    class("typographic-quotes-all", |rng, text| requoted(text, strings(text, any), rng.pick(&TYPOGRAPHIC)?)),
    class("back-quotes-one", |rng, text| requoted(text, pick(rng, text, any), &BACK)),
    class("back-quotes-all", |_, text| requoted(text, strings(text, any), &BACK)),
    class("bare-name", |rng, text| requoted(text, pick(rng, text, bare_name), &BARE)),
    class("bare-names-all", |_, text| requoted(text, strings(text, bare_name), &BARE)),
    class("bare-value", |rng, text| requoted(text, pick(rng, text, bare_value), &BARE)),
    class("bare-values-all", |_, text| requoted(text, strings(text, bare_value), &BARE)),
    class("bare-all", |_, text| {
        requoted(text, strings(text, |text, it| bare_name(text, it) || bare_value(text, it)), &BARE)
    }),
];

/// An opening and a closing quote.
pub(super) type Pair = (&'static str, &'static str);

pub(super) const SINGLE: Pair = ("'", "'");
const BACK: Pair = ("`", "`");
pub(super) const BARE: Pair = ("", "");
const TYPOGRAPHIC: [Pair; 3] = [("“", "”"), ("„", "“"), ("‘", "’")];

/// A name or a string, with its span.
#[derive(Clone, Debug)]
pub(super) struct Quoted {
    /// Span, including quotes.
    pub(super) span: Range<usize>,
    /// Whether it is a name.
    pub(super) name: bool,
}

/// Returns every name and string that satisfies `fits`.
pub(super) fn strings(text: &Document<'_>, fits: impl Fn(&Document<'_>, &Quoted) -> bool) -> Vec<Quoted> {
    let both = |node: &Node| {
        let name = node.name.clone().map(|span| Quoted { span, name: true });
        let value = node.string().then(|| Quoted { span: node.span.clone(), name: false });
        name.into_iter().chain(value)
    };
    text.nodes.iter().flat_map(both).filter(|quoted| fits(text, quoted)).collect()
}

fn pick(rng: &mut Rng, text: &Document<'_>, fits: impl Fn(&Document<'_>, &Quoted) -> bool) -> Vec<Quoted> {
    rng.pick(&strings(text, fits)).cloned().into_iter().collect()
}

pub(super) fn any(_: &Document<'_>, _: &Quoted) -> bool {
    true
}

/// Returns whether a name may lose its quotes: other names would be indistinguishable from the punctuation around them.
pub(super) fn bare_name(text: &Document<'_>, quoted: &Quoted) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '@' | '-' | '$' | '#');
    quoted.name && !text.content(&quoted.span).is_empty() && text.content(&quoted.span).chars().all(plain)
}

/// Returns whether a string may lose its quotes and stay distinguishable from a number, a literal and punctuation.
pub(super) fn bare_value(text: &Document<'_>, quoted: &Quoted) -> bool {
    let content = text.content(&quoted.span);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '@' | '-' | ' ' | ':');
    let spoken = ["true", "false", "null", "none", "undefined", "nan", "infinity"];
    !quoted.name
        && content.starts_with(char::is_alphanumeric)
        && content.ends_with(char::is_alphanumeric)
        && content.chars().all(plain)
        // A colon and a space end a name; a time has colons but no spaces.
        && !(content.contains(':') && content.contains(' '))
        && content.parse::<f64>().is_err()
        && !spoken.iter().any(|word| content.eq_ignore_ascii_case(word))
}

/// Replaces the quotes of strings; strings that contain such a quote keep theirs, as printers do.
pub(super) fn requoted(text: &Document<'_>, which: Vec<Quoted>, (open, close): &Pair) -> Option<Script> {
    let fits = |quoted: &Quoted| {
        let content = text.content(&quoted.span);
        open.is_empty() || !(content.contains(open) || content.contains(close))
    };
    let script = which.into_iter().filter(fits).fold(Script::new(), |script, Quoted { span, .. }| {
        script.replace(span.start..span.start + 1, *open).replace(span.end - 1..span.end, *close)
    });
    (!script.is_empty()).then_some(script)
}

fn one(rng: &mut Rng, text: &Document<'_>, fits: impl Fn(Kind) -> bool, name: bool) -> Option<Range<usize>> {
    rng.pick(&text.such(|token| fits(token.kind) && token.name == name)).map(|token| token.span.clone())
}

fn missing(rng: &mut Rng, text: &Document<'_>, kind: Kind, name: bool) -> Option<Script> {
    Some(Script::new().delete(one(rng, text, |it| it == kind, name)?))
}

fn doubled(rng: &mut Rng, text: &Document<'_>, kind: Kind, name: bool) -> Option<Script> {
    Some(Script::new().insert(one(rng, text, |it| it == kind, name)?.end, "\""))
}

/// Replaces one of the two quotes by one of another kind.
fn swapped(rng: &mut Rng, text: &Document<'_>, name: bool) -> Option<Script> {
    Some(Script::new().replace(one(rng, text, Kind::quote, name)?, rng.word(&["'", "`", "“", "”"])))
}
