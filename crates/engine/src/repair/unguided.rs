//! Repair without a schema: by the shape that the objects of the text have in common, where they have one.

use crate::diagnostic::Repair;
use crate::limits::Limits;
use crate::repair::beam::Search;
use crate::repair::beam::window::NOTATION;
use crate::repair::{Written, infer, scripted, written as by_search};
use crate::syntax::parse::parse;
use crate::text::{Change, Script, Span};

/// The least-cost hypothesis of a text. Edits that it can do without are left out: a text that is JSON but for its habits has
/// no others.
pub(super) fn written(search: &mut Search<'_, '_>, limits: &Limits) -> Result<Option<Written>, Span> {
    if let Some(found) = search.again(search.shape_cost.shape, limits).by_habit() {
        return scripted(search, found, limits).map(Some);
    }
    let best = least_cost(search, limits)?;
    Ok(best.map(|(script, found)| (spared(search.text, script, limits.depth), found)))
}

/// Leaves out the edits of brackets and the quotes that are taken as content, if the text is JSON without them: no schema says
/// that sound text is meant otherwise.
fn spared(text: &str, script: Script<Repair>, depth: usize) -> Script<Repair> {
    let is_needed = |change: &&Change<Repair>| NOTATION.contains(&change.note.code);
    let needed: Vec<Change<Repair>> = script.changes().iter().filter(is_needed).cloned().collect();
    if needed.is_empty() || needed.len() == script.changes().len() {
        return script;
    }
    let (fewer, _) = Script::new(needed);
    if parse(&fewer.apply(text), depth).is_ok() { fewer } else { script }
}

/// The least-cost hypothesis by the shape that the objects of a text have in common, where they have one.
///
/// A sketch shows that: a quick search that gives up at faults which need more than a look. There a whole search without
/// a shape comes first.
fn least_cost(search: &mut Search<'_, '_>, limits: &Limits) -> Result<Option<Written>, Span> {
    let shape = search.shape_cost.shape;
    let mut sketch = None;
    // A repair may add one brace.
    if infer::has_braces(search.text, infer::LEAST_OBJECTS - 1) {
        let mut rough = search.again(shape, limits).rough();
        sketch = by_search(&mut rough, limits).ok().flatten();
        if rough.allowance.is_exceeded() {
            *search = rough;
            return Ok(None);
        }
        // The sketch keeps as much of the text as the next search will.
        *search = rough.again(shape, limits);
    }
    let first = if sketch.is_none() { by_search(search, limits)? } else { None };
    let Some((script, _)) = sketch.as_ref().or(first.as_ref()) else { return Ok(None) };
    if let Some(learned) = infer::learn_text(&script.apply(search.text), limits.depth) {
        let mut guided = search.again(&learned, limits).giving_up();
        let second = by_search(&mut guided, limits).ok().flatten();
        *search = guided.again(shape, limits);
        let second = second.filter(|(other, found)| !found.out_of_steps && is_alternative(search.text, other, script));
        if second.is_some() {
            return Ok(second);
        }
    }
    if first.is_some() { Ok(first) } else { by_search(search, limits) }
}

/// Whether a script by a learned shape may take the place of the plain one. It may mend the same damage in another way, with
/// about as many edits. Text that the plain script leaves alone is sound whatever its siblings are like, and so are the
/// brackets that it keeps.
fn is_alternative(text: &str, learned: &Script<Repair>, plain: &Script<Repair>) -> bool {
    let edits = |script: &Script<Repair>| script.changes().len();
    let takes_bracket = |change: &&Change<Repair>| change.span.slice(text).contains(['{', '}', '[', ']']);
    let taken = |script: &Script<Repair>| script.changes().iter().filter(takes_bracket).count();
    let mut others = learned.changes().iter();
    let is_in_learned =
        |change: &Change<Repair>| others.any(|other| other.span == change.span && other.insert == change.insert);
    let only_adds = plain.changes().iter().all(is_in_learned);
    let is_near = edits(learned) <= edits(plain).saturating_mul(3) / 2;
    edits(learned) <= edits(plain) || is_near && !only_adds && taken(learned) <= taken(plain)
}
