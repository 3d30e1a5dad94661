//! Faults of the public documentation's samples, applied to other payloads and at all positions.

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

/// Kinds that have two adjacent members of which the first is a string.
const KINDS_WITH_TWO: [&str; 8] =
    ["definitions", "definition", "agents", "agent", "history", "create", "update", "error"];

/// Returns the elements of the payload's list, which holds objects only.
fn elements<'d>(text: &'d Document<'_>) -> Option<Vec<&'d Node>> {
    let elements =
        |list: &Node| -> Vec<&'d Node> { list.children.iter().filter_map(|child| text.nodes.get(*child)).collect() };
    let lists = text.nodes.iter().filter(|node| node.array() && node.parent == 0).map(elements);
    lists.into_iter().find(|elements| !elements.is_empty() && elements.iter().all(|element| element.object()))
}

/// Removes the closing brace of an element, and adds one after the list's trailing comma, so that the counts match.
fn braces(rng: &mut Rng, text: &Document<'_>) -> Option<Script> {
    let elements = elements(text)?;
    let (last, earlier) = elements.split_last()?;
    let open = rng.pick(earlier)?.span.end;
    // In the sample, the brace is on a line of its own if the text is indented.
    let stray = if text.text.contains('\n') { "\n     }" } else { "}" };
    Some(Script::new().delete(open - 1..open).insert(last.span.end, ",").insert(last.span.end, stray))
}

/// Doubles the closing quote of a string, and removes the opening quote of the next name, so that the counts match.
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

/// Adds a comma after the last element, as in nearly every list of the documentation.
fn comma(_: &mut Rng, text: &Document<'_>) -> Option<Script> {
    Some(Script::new().insert(elements(text)?.last()?.span.end, ","))
}

/// Removes the brackets of a list of targets, and adds a comma after the last member of each and after the last target.
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
