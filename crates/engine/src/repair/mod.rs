//! From damaged text to the edits that make it the most plausible document.
//!
//! A beam of hypotheses moves over the text, token by token. Each hypothesis is a state of the
//! [grammar](crate::syntax::grammar) with a stack of open containers; it may take the next token as the grammar allows,
//! or pay for an edit. Values that are odd for the [`Shape`] cost too. The cheapest hypothesis at the end wins, and
//! its edits are the edit script.
//!
//! The search is wide only where something is wrong. Elsewhere a strict parsing runs alone; at the first oddity the
//! search starts again one member before it, and stays wide until one hypothesis leads. If several hypotheses remain after
//! the fault, and nothing in the text favors one of them yet, they are followed in lockstep, without edits, up to the next
//! oddity.

mod beam;
mod cost;
mod dialect;
mod doubt;
mod edits;
mod expand;
mod infer;
mod tokens;
mod unguided;

#[cfg(feature = "tune")]
#[doc(hidden)]
pub use cost::tune;
pub(crate) use dialect::map::powershell;

use crate::Error;
use crate::diagnostic::{Applicability, Code, Diagnostic, Repair};
use crate::limits::Limits;
use crate::schema::Shape;
use crate::syntax::parse::parse;
use crate::text::{Change, LineIndex, Script, Span};

/// The least-cost hypothesis of a text.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Recovery {
    /// The changes that make the text JSON.
    pub script: Script<Repair>,
    /// Whether another hypothesis of nearly the same cost gives another value: an edit is a guess.
    pub ambiguous: bool,
    /// Whether part of the document is or may be missing: the text is truncated, or the search reached its step limit.
    pub partial: bool,
    /// Search steps taken.
    pub steps: u64,
    /// The cost of the hypothesis, in hundredths. An absent usual member costs something only if the text has another oddity.
    pub cost: u64,
    /// Findings beyond the edits.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reason why the search found no edits, and its work; callers of the crate get it as an [`Error`].
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// Reason and location.
    pub(crate) diagnostic: Diagnostic,
    /// Search steps taken.
    pub(crate) steps: u64,
}

/// Whether a hypothesis says more than it costs. Noise can always be read as something, at a cost for every byte.
fn is_plausible(text: &str, script: &Script<Repair>, cost: u64) -> bool {
    let said = |text| str::bytes(text).filter(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
    let dropped = script.changes().iter().filter(|change| change.insert.is_empty());
    let removed: usize = dropped.map(|change| said(change.span.slice(text)).count()).sum();
    let beyond_noise = cost.saturating_sub(u64::from(cost::noise()));
    let needed = usize::try_from(beyond_noise.div_ceil(u64::from(cost::noise_per_byte()))).unwrap_or(usize::MAX).max(1);
    // Of most texts a small part says enough.
    let kept = said(text).take(removed.saturating_add(needed)).count().saturating_sub(removed);
    kept >= needed || (kept == 0 && cost <= u64::from(cost::empty_document()))
}

/// Finds the changes that make `text` JSON of the given shape.
///
/// # Errors
///
/// Fails if the text is empty, exceeds a limit, or has too little in common with JSON to be read as a document.
///
/// ```
/// use jsonmend::{limits::Limits, repair::recover, schema::Shape};
///
/// let recovery = recover("[1 2", &Shape::ANY, &Limits::default())?;
/// assert_eq!((recovery.script.apply("[1 2"), recovery.partial), ("[1, 2]".to_owned(), true));
/// # Ok::<(), jsonmend::Error>(())
/// ```
pub fn recover(text: &str, shape: &Shape, limits: &Limits) -> Result<Recovery, Error> {
    attempt(text, shape, limits).map_err(|Failure { diagnostic, .. }| {
        let position = LineIndex::new(text.as_bytes()).position(diagnostic.span.start);
        Error::found(diagnostic, position)
    })
}

/// Finds the changes as [`recover`] does. A failure tells the search steps.
// Called once for each document, so the size of the failure does not matter.
#[allow(clippy::result_large_err)]
pub(crate) fn attempt(text: &str, shape: &Shape, limits: &Limits) -> Result<Recovery, Failure> {
    let whole = Span::new(0, text.len());
    let failure = |code, span, steps| Failure { diagnostic: Diagnostic::new(code, span), steps };
    if text.len() > limits.bytes || u32::try_from(text.len()).is_err() {
        return Err(failure(Code::TooLarge, whole, 0));
    }
    if text.trim().is_empty() {
        return Err(failure(Code::Empty, whole, 0));
    }
    if let Some(recovery) = rewritten(text, shape, limits) {
        return Ok(recovery);
    }
    as_it_stands(text, shape, limits)
}

/// Whether a text is wholly in the notation of another language, so that nothing has to be taken off it.
pub(crate) fn is_other_notation(text: &str) -> bool {
    dialect::map::unquoted(text).is_some()
}

/// The hypothesis of a text in a notation that is undone mark by mark, where that explains all of it.
fn rewritten(text: &str, shape: &Shape, limits: &Limits) -> Option<Recovery> {
    if let Some(script) = dialect::lone::scalar(text, shape) {
        return finished(script, 0, u64::from(cost::other_literal()));
    }
    if let Some(script) =
        dialect::doubled::quotes(text, limits.depth).filter(|script| script.changes().len() <= limits.edits)
    {
        return finished(script, 0, u64::from(cost::delete_quote()));
    }
    let script = dialect::over_escaped::strings(text, limits.depth);
    if let Some(script) = script.filter(|script| script.changes().len() <= limits.edits) {
        let rewritten = script.apply(text);
        let cost = u64::from(cost::delete_quote());
        if parse(&rewritten, limits.depth).is_ok() {
            return finished(script, 0, cost);
        }
        let rest = as_it_stands(&rewritten, shape, limits).ok()?;
        let script = script.then(&rest.script);
        return (script.changes().len() <= limits.edits).then(|| Recovery { script, cost: rest.cost + cost, ..rest });
    }
    let (script, has_arrows) = match dialect::map::unquoted(text) {
        Some(script) => (script, false),
        None => (dialect::rewrite::arrows(text)?, true),
    };
    let marks = script.changes().len();
    if marks > limits.edits {
        return None;
    }
    let rewritten = script.apply(text);
    let cost = u64::from(cost::other_separator()) + marks as u64;
    if parse(&rewritten, limits.depth).is_ok() {
        return finished(script, 0, cost);
    }
    let rest = as_it_stands(&rewritten, shape, limits).ok()?;
    let script = script.then(&rest.script);
    if script.changes().len() > limits.edits {
        return None;
    }
    // Arrows stand outside of strings, in brackets that match: if only quotes and literals of the language are left,
    // all of the text is explained. Elsewhere the marks may be content where more than a few words are left.
    let is_notation = has_arrows && rest.script.changes().iter().all(is_notation);
    let is_explained = is_notation || rest.cost <= u64::from(cost::noise()) / 4 || rest.cost <= marks as u64 * 20;
    if !is_explained && as_it_stands(text, shape, limits).is_ok_and(|plain| plain.cost < rest.cost + cost) {
        return None;
    }
    Some(Recovery { script, cost: rest.cost + cost, ..rest })
}

/// Whether a change writes a quote or a literal of another language as JSON has it.
fn is_notation(change: &Change<Repair>) -> bool {
    matches!(change.note.code, Code::NonstandardQuote | Code::NonstandardLiteral | Code::NonstandardNumber)
}

/// A hypothesis without a search.
fn finished(script: Script<Repair>, steps: u64, cost: u64) -> Option<Recovery> {
    let has = |code| script.changes().iter().any(|change| change.note.code == code);
    let partial = has(Code::CutOff);
    let ambiguous = script.changes().iter().any(|change| change.note.applicability == Applicability::Guess);
    Some(Recovery { script, ambiguous, partial, steps, cost, diagnostics: Vec::new() })
}

/// A hypothesis with the script of its edits.
type Written = (Script<Repair>, beam::Found);

/// The least-cost hypothesis of a search; the first edit beyond the limit where there are too many.
fn written(search: &mut beam::Search<'_, '_>, limits: &Limits) -> Result<Option<Written>, Span> {
    let found = search.run();
    found.map(|found| scripted(search, found, limits)).transpose()
}

/// A hypothesis with its script; the first edit beyond the limit where there are too many.
fn scripted(search: &beam::Search<'_, '_>, found: beam::Found, limits: &Limits) -> Result<Written, Span> {
    let script = edits::script(search.text, search.shape_cost.shape, &found.ops, limits.edits)?;
    Ok((script, found))
}

/// The least-cost hypothesis by a search over the unchanged text.
#[allow(clippy::result_large_err)]
fn as_it_stands(text: &str, shape: &Shape, limits: &Limits) -> Result<Recovery, Failure> {
    let whole = Span::new(0, text.len());
    let failure = |code, span, steps| Failure { diagnostic: Diagnostic::new(code, span), steps };
    let mut search = beam::Search::new(text, shape, limits);
    let best = if shape.is_any() { unguided::written(&mut search, limits) } else { written(&mut search, limits) };
    let steps = search.steps();
    let best = best.map_err(|first| failure(Code::TooManyEdits, first, steps))?;
    let Some((script, found)) = best else {
        return Err(match search.allowance.beyond() {
            Some(first) => failure(Code::TooManyEdits, first, steps),
            None => failure(Code::Unrecoverable, whole, steps),
        });
    };
    if script.changes().len() > limits.edits {
        let at = script.changes().get(limits.edits).map_or(whole, |change| change.span);
        return Err(failure(Code::TooManyEdits, at, steps));
    }
    if !is_plausible(text, &script, found.cost) {
        return Err(failure(Code::Unrecoverable, whole, steps));
    }
    let script = doubt::rivals::weighed(text, script, shape.is_given());
    let script = doubt::brackets::weighed(&script.apply(text), script, shape, search.indentation.is_by_depth);
    let is_raw = |change: &Change<Repair>| change.note.code == Code::InvalidEscape && change.insert == "\\";
    let script = if script.changes().iter().any(is_raw) {
        let repaired = script.apply(text);
        match parse(&repaired, limits.depth) {
            Ok(tape) => script.then(&dialect::escapes::raw_elsewhere(&tape)),
            Err(_) => script,
        }
    } else {
        script
    };
    // Dots represent omitted text.
    let is_ellipsis = |span: Span| {
        let dropped = span.slice(text).trim();
        (dropped == "…" || dropped.len() > 2) && dropped.chars().all(|c| matches!(c, '.' | '…'))
    };
    let cut = script.changes().iter().any(|change| {
        matches!(change.note.code, Code::CutOff | Code::HeadLost | Code::Elided)
            || change.note.code == Code::StrayText && is_ellipsis(change.span)
    });
    // Of the edits that are left: a stretch that was read again from further back has taken its doubt along.
    let ambiguous = script.changes().iter().any(|change| change.note.applicability == Applicability::Guess);
    let mut diagnostics = Vec::new();
    if found.out_of_steps {
        diagnostics.push(Diagnostic::new(Code::OutOfSteps, whole));
    }
    Ok(Recovery { script, ambiguous, partial: cut || found.out_of_steps, steps, cost: found.cost, diagnostics })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_at_their_very_edge() {
        let text = r#"{"a": 1,, "b": 2,, "c": 3]"#;
        let read = |limits: Limits| attempt(text, &Shape::ANY, &limits).map_err(|failure| failure.diagnostic.code);
        let edits = read(Limits::default()).unwrap().script.changes().len();
        assert_eq!(edits, 3);
        assert!(read(Limits { bytes: text.len(), edits, ..Limits::default() }).is_ok());
        assert_eq!(read(Limits { bytes: text.len() - 1, ..Limits::default() }).unwrap_err(), Code::TooLarge);
        assert_eq!(read(Limits { edits: edits - 1, ..Limits::default() }).unwrap_err(), Code::TooManyEdits);
    }
    /// There are bits for the first 128 members only.
    #[test]
    fn objects_with_more_members_than_are_told_apart_are_read_as_any() {
        let names: Vec<String> = (0..130).map(|index| format!("m{index}")).collect();
        let properties = names.iter().map(|name| (name.clone(), serde_json::json!({"type": "integer"})));
        let properties: serde_json::Map<_, _> = properties.collect();
        let shape = Shape::from_schema(&serde_json::json!({"type": "object", "properties": properties}));
        for from in [0, 1, 127] {
            let members: Vec<String> = names.iter().skip(from).map(|name| format!("\"{name}\": 1")).collect();
            let text = format!("{{{},}}", members.join(", "));
            let recovery = recover(&text, &shape, &Limits::default()).unwrap();
            assert_eq!(recovery.script.apply(&text), text.replace(",}", "}"));
            assert_eq!(recovery.script.changes().len(), 1);
        }
    }
}
