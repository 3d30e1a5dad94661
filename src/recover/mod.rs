//! From damaged text to the edits that make it the most plausible document.
//!
//! A beam of readings moves over the text, atom by atom. Each reading is a state of the [grammar](crate::syntax::grammar)
//! with a stack of open containers; it may take the next atom as the grammar allows, or pay for an edit. What is odd by
//! the [`Shape`] costs too. The cheapest reading at the end wins, and what it paid for is the edit script.
//!
//! The search is wide only where something is wrong. Elsewhere a strict reading runs alone; at the first oddity the
//! search starts again one member before it, and stays wide until one reading leads.

mod atoms;
mod census;
mod coerce;
mod containers;
mod dropping;
mod evidence;
mod head;
mod judge;
mod learned;
mod script;
mod search;
mod stack;
mod state;
mod steps;
mod strings;
mod walker;

pub use coerce::coerce;

use search::Search;

use crate::diagnostic::{Applicability, Code, Diagnostic, Repair};
use crate::limits::Limits;
use crate::schema::Shape;
use crate::syntax::parse;
use crate::text::{Script, Span};

/// The least-cost reading of a text.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Recovery {
    /// The changes that make the text JSON.
    pub script: Script<Repair>,
    /// Another reading of nearly the same cost gives another value.
    pub ambiguous: bool,
    /// The text was cut off, or the steps ran out: some of the document is not there.
    pub partial: bool,
    /// Search steps taken.
    pub steps: u64,
    /// What the reading cost, in hundredths.
    pub cost: u64,
    /// What there is to say beyond the edits.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why there is no reading of a text.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The reason, and where.
    pub diagnostic: Diagnostic,
    /// Search steps taken until that was known.
    pub steps: u64,
}

/// Whether a reading says more than it costs. Noise can always be read as something, at a price for every byte.
fn is_plausible(text: &str, script: &Script<Repair>, cost: u64) -> bool {
    let said = |text| str::bytes(text).filter(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
    let dropped = script.changes().iter().filter(|change| change.insert.is_empty());
    let removed: usize = dropped.map(|change| said(change.span.slice(text)).count()).sum();
    let beyond_noise = cost.saturating_sub(u64::from(evidence::NOISE));
    let needed =
        usize::try_from(beyond_noise.div_ceil(u64::from(evidence::NOISE_PER_BYTE))).unwrap_or(usize::MAX).max(1);
    // Of most texts a small part says enough.
    let kept = said(text).take(removed.saturating_add(needed)).count().saturating_sub(removed);
    kept >= needed || (kept == 0 && cost <= u64::from(evidence::EMPTY_DOCUMENT))
}

/// What a search found, as a script.
type Found = (Script<Repair>, search::Found);

fn read(mut search: Search<'_, '_>, steps: &mut u64) -> Option<Found> {
    let found = search.run();
    *steps = search.steps();
    found.map(|found| (script::script(search.text, search.judge.shape, &found.ops), found))
}

/// Reads a text of which nothing is known: first roughly, then by the shape that its lists turn out to have.
fn read_twice(text: &str, limits: &Limits, steps: &mut u64) -> Option<Found> {
    let sketch = read(Search::new(text, &Shape::ANY, limits).sketch(), steps)?;
    if sketch.1.out_of_steps {
        return Some(sketch);
    }
    let sketched = sketch.0.apply(text);
    let learned = parse(&sketched, limits.depth).ok().and_then(|tape| learned::learn(&tape));
    let shape = learned.unwrap_or(Shape::ANY);
    read(Search::new(text, &shape, limits).behind(*steps), steps)
}

/// Finds the changes that make `text` JSON of the given shape.
///
/// # Errors
///
/// A diagnostic that says why nothing can be read, or which limit is in the way.
// Made once an input: its size costs nothing.
#[allow(clippy::result_large_err)]
pub fn recover(text: &str, shape: &Shape, limits: &Limits) -> Result<Recovery, Failure> {
    let whole = Span::new(0, text.len());
    let failure = |code, span, steps| Failure { diagnostic: Diagnostic::new(code, span), steps };
    if text.len() > limits.bytes || u32::try_from(text.len()).is_err() {
        return Err(failure(Code::TooLarge, whole, 0));
    }
    if text.trim().is_empty() {
        return Err(failure(Code::Empty, whole, 0));
    }
    let mut steps = 0;
    let best = if shape.is_any() {
        read_twice(text, limits, &mut steps)
    } else {
        read(Search::new(text, shape, limits), &mut steps)
    };
    let (script, found) = best.ok_or_else(|| failure(Code::Unrecoverable, whole, steps))?;
    if script.changes().len() > limits.edits {
        let at = script.changes().get(limits.edits).map_or(whole, |change| change.span);
        return Err(failure(Code::TooManyEdits, at, steps));
    }
    if !is_plausible(text, &script, found.cost) {
        return Err(failure(Code::Unrecoverable, whole, steps));
    }
    let cut = script.changes().iter().any(|change| matches!(change.note.code, Code::CutOff | Code::HeadLost));
    // Of the edits that are left: a stretch that was read again from further back has taken its doubt along.
    let ambiguous = script.changes().iter().any(|change| change.note.applicability == Applicability::Guess);
    let mut diagnostics = Vec::new();
    if found.out_of_steps {
        diagnostics.push(Diagnostic::new(Code::OutOfSteps, whole));
    }
    Ok(Recovery { script, ambiguous, partial: cut || found.out_of_steps, steps, cost: found.cost, diagnostics })
}
