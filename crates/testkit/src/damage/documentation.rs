//! The faults of the public documentation's samples, moved onto other payloads and to all positions.

use super::payload::{LISTS, Profile};
use super::rng::Rng;
use super::script::Script;
use super::tokens::{Document, Node};
use super::{Class, Group, Harm};

type Edits = fn(&mut Rng, &Document<'_>) -> Option<Script>;

const fn class(name: &'static str, profile: Profile, harm: Edits) -> Class {
    Class::new(Group::Documentation, profile, name, Harm::Edits(harm))
}

const HISTORY: Profile = Profile { kinds: &["history"], ..Profile::DEFAULT };

pub(super) const CLASSES: &[Class] = &[
    class("documentation-sample", Profile::lists(2), |rng, text| Some(braces(rng, text)?.join(strays(rng, text)?))),
    class("documentation-braces", Profile::lists(2), braces),
    class("documentation-quotes", Profile { kinds: &KINDS_WITH_TWO, ..Profile::DEFAULT }, strays),
    class("documentation-comma", Profile { kinds: &LISTS, ..Profile::DEFAULT }, comma),
    class("documentation-brackets", HISTORY, brackets),
];

/// The kinds that have two members beside each other of which the first is a string.
const KINDS_WITH_TWO: [&str; 8] =
    ["definitions", "definition", "agents", "agent", "history", "create", "update", "error"];

/// The elements of the payload's list.
fn elements<'d>(text: &'d Document<'_>) -> Option<Vec<&'d Node>> {
    let list = text.nodes.iter().find(|node| node.array() && node.parent == 0)?;
    Some(list.children.iter().filter_map(|child| text.nodes.get(*child)).collect())
}

/// An element lacks its closing brace, and one too many stands after the list's trailing comma: by count they match.
fn braces(rng: &mut Rng, text: &Document<'_>) -> Option<Script> {
    let elements = elements(text)?;
    let (last, earlier) = elements.split_last()?;
    let open = rng.pick(earlier)?.span.end;
    // As the sample has it: on a line of its own in indented text.
    let stray = if text.text.contains('\n') { "\n     }" } else { "}" };
    Some(Script::new().delete(open - 1..open).insert(last.span.end, ",").insert(last.span.end, stray))
}

/// A string has its closing quote twice, and the next name lacks its opening one: in pairs they match.
fn strays(rng: &mut Rng, text: &Document<'_>) -> Option<Script> {
    let pairs: Vec<(usize, usize)> = text
        .nodes
        .iter()
        .flat_map(|node| node.children.iter().zip(node.children.iter().skip(1)))
        .filter_map(|(one, next)| {
            let (one, next) = (text.nodes.get(*one)?, text.nodes.get(*next)?);
            (one.string() && one.name.is_some()).then_some(())?;
            Some((one.span.end, next.name.as_ref()?.start))
        })
        .collect();
    let (end, name) = *rng.pick(&pairs)?;
    Some(Script::new().insert(end, "\"").delete(name..name + 1))
}

/// A comma after the last element, as nearly every list of the documentation has it.
fn comma(_: &mut Rng, text: &Document<'_>) -> Option<Script> {
    Some(Script::new().insert(elements(text)?.last()?.span.end, ","))
}

/// A list of targets has no brackets, and commas stand after the last member of each and after the last of them.
fn brackets(rng: &mut Rng, text: &Document<'_>) -> Option<Script> {
    let lists = text.values(|node| node.array() && node.parent != 0);
    let list = *rng.pick(&lists)?;
    let script = Script::new().delete(list.span.start..list.span.start + 1);
    let script =
        list.children.iter().filter_map(|child| text.nodes.get(*child)).try_fold(script, |script, target| {
            let last = text.nodes.get(*target.children.last()?)?;
            Some(script.insert(last.span.end, ","))
        })?;
    Some(script.replace(list.span.end - 1..list.span.end, ","))
}
