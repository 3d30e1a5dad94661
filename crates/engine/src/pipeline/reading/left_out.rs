//! What does not fit the type is left out: one hopeless value does not lose the others.

use super::Build;
use super::findings::mapped;
use crate::Error;
use crate::diagnostic::{Applicability, Code, Diagnostic, Repair};
use crate::syntax::{NodeKind, Tape, Value, parse};
use crate::text::{Change, Script, Span};

/// How often a text is read again, each time with something more left out.
const ROUNDS: usize = 16;
/// How much text may be read to try the elements of a list one by one, in multiples of the whole text.
const TRIALS: usize = 8;

/// What was left out of a text so that the rest fits, and why.
#[derive(Default)]
pub(super) struct LeftOut {
    pub(super) script: Script<Repair>,
    /// What the type said of each, in places of the whole text.
    pub(super) reasons: Vec<Diagnostic>,
}

/// A member or an element, and what is beside it.
struct Unit<'a, 't> {
    name: Option<Value<'a, 't>>,
    value: Value<'a, 't>,
    container: Value<'a, 't>,
    /// Where the one before it ends.
    previous: Option<usize>,
    /// Where the one behind it starts.
    next: Option<usize>,
}

impl Unit<'_, '_> {
    fn span(&self) -> Span {
        Span::new(self.name.unwrap_or(self.value).span().start, self.value.span().end)
    }

    /// The unit with one of the commas round it; `None` where it is alone, so that nothing would be left.
    fn removal(&self) -> Option<Span> {
        let Span { start, end } = self.span();
        let behind = self.next.map(|next| Span::new(start, next));
        behind.or_else(|| self.previous.map(|previous| Span::new(previous, end)))
    }

    /// The same member stands in its object before, with the same value or with another.
    fn is_repeated(&self, same_value: bool) -> bool {
        let name = self.name.and_then(Value::as_str);
        self.container.members().any(|(other, value)| {
            let is_same =
                name.as_ref().is_some_and(|name| other.as_str().is_some_and(|it| it.eq_ignore_ascii_case(name)));
            is_same && value.index() < self.value.index() && (!same_value || value.raw() == self.value.raw())
        })
    }

    /// How sure it is that nothing else is to be done, and what to call it.
    fn note(&self, code: Code) -> Repair {
        match code {
            Code::DuplicateMember if self.is_repeated(true) => Repair { code, applicability: Applicability::Likely },
            Code::DuplicateMember => Repair { code, applicability: Applicability::Guess },
            _ => Repair { code: Code::LeftOut, applicability: Applicability::Likely },
        }
    }
}

/// Leaves out of `text` the least that makes `build` accept the rest: members and elements, of which some other is left.
/// `None` where that is not enough.
///
/// The elements of a list are tried each for itself, so the work is linear in the text however many do not fit.
pub(super) fn leave_out<T>(text: &str, depth: usize, build: &impl Build<T>) -> Option<LeftOut> {
    let mut left = LeftOut::default();
    for _ in 0..ROUNDS {
        let rest = left.script.apply(text);
        let tape = parse(&rest, depth).ok()?;
        let Err(error) = build(&tape) else { return Some(left) };
        let more = match list_around(&tape, error.span().start) {
            Some(list) => in_list(&tape, list, depth, build)?,
            None => around(&tape, &error, tape.root().span())?,
        };
        left.add(more);
    }
    None
}

/// All that `build`, which gave the `error`, refuses of a tape: each with what was refused before left out.
pub(super) fn refusals<T>(error: Error, tape: &Tape<'_>, depth: usize, build: &impl Build<T>) -> Vec<Diagnostic> {
    match leave_out(tape.text(), depth, build) {
        Some(left) => left.reasons,
        None => vec![error.into_diagnostic()],
    }
}

impl LeftOut {
    fn new(changes: Vec<Change<Repair>>, reasons: Vec<Diagnostic>) -> Self {
        Self { script: Script::new(changes).0, reasons }
    }

    /// Adds what was left out of what is left.
    fn add(&mut self, more: Self) {
        let map = self.script.offset_map();
        self.reasons.extend(more.reasons.into_iter().map(|reason| mapped(reason, &map)));
        self.script = self.script.then(&more.script);
    }
}

/// The outermost list of several elements round an offset, if it is no more than affordable to try them one by one.
fn list_around<'a, 't>(tape: &'a Tape<'t>, offset: usize) -> Option<Value<'a, 't>> {
    let is_list = |unit: &&Unit<'_, '_>| unit.container.kind() == NodeKind::Array && unit.removal().is_some();
    let list = units(tape, offset).iter().find(is_list)?.container;
    let around = tape.text().len() - list.span().len();
    let trials = list.elements().count().checked_mul(around)?;
    (trials <= tape.text().len().checked_mul(TRIALS)?).then_some(list)
}

/// The members and elements round an offset, outermost first.
fn units<'a, 't>(tape: &'a Tape<'t>, offset: usize) -> Vec<Unit<'a, 't>> {
    let mut found = Vec::new();
    let mut container = tape.root();
    loop {
        let members = container.members().map(|(name, value)| (Some(name), value));
        let mut children = members.chain(container.elements().map(|value| (None, value))).peekable();
        let mut previous = None;
        let unit = loop {
            let Some((name, value)) = children.next() else { return found };
            if value.span().end > offset {
                let next = children.peek().map(|(name, value)| name.unwrap_or(*value).span().start);
                break Unit { name, value, container, previous, next };
            }
            previous = Some(value.span().end);
        };
        if unit.span().start > offset {
            return found;
        }
        container = unit.value;
        found.push(unit);
    }
}

/// The innermost member or element round the place of an error, inside of `within`.
fn around(tape: &Tape<'_>, error: &Error, within: Span) -> Option<LeftOut> {
    let is_inside = |unit: &&Unit<'_, '_>| unit.span() != within && within.contains(unit.span());
    let units = units(tape, error.span().start);
    let (unit, span) = units.iter().rev().filter(is_inside).find_map(|unit| Some((unit, unit.removal()?)))?;
    let change = Change { span, insert: String::new(), note: unit.note(error.code()) };
    Some(LeftOut::new(vec![change], vec![error.diagnostic().clone()]))
}

/// What does not fit of the elements of a list. `None` if nothing of it does, or it is not the list's fault.
fn in_list<T>(tape: &Tape<'_>, list: Value<'_, '_>, depth: usize, build: &impl Build<T>) -> Option<LeftOut> {
    let text = tape.text();
    let before = Span::new(0, list.span().start + 1).slice(text);
    let behind = Span::new(list.span().end - 1, text.len()).slice(text);
    let (mut changes, mut reasons) = (Vec::new(), Vec::new());
    let mut hopeless = Vec::new();
    let mut last_kept = None;
    let spans: Vec<Span> = list.elements().map(Value::span).collect();
    for (index, span) in spans.iter().enumerate() {
        let alone = [before, span.slice(text), behind].concat();
        match in_element(&alone, Span::new(before.len(), alone.len() - behind.len()), depth, build) {
            Ok(within) => {
                last_kept = Some(index);
                // From the text with one element to that with all.
                let shifted = |place: Span| {
                    let start = place.start - before.len() + span.start;
                    Span::new(start, start + place.len())
                };
                let inside = within.script.changes().iter();
                changes.extend(inside.map(|change| Change { span: shifted(change.span), ..change.clone() }));
                reasons.extend(within.reasons.into_iter().map(|it| Diagnostic { span: shifted(it.span), ..it }));
            }
            Err(reason) => {
                hopeless.push(index);
                reasons.push(Diagnostic { span: *span, ..*reason });
            }
        }
    }
    let last_kept = last_kept?;
    let at = |index: usize| spans.get(index).copied().unwrap_or_default();
    changes.extend(hopeless.into_iter().map(|index| {
        // Each goes with the comma that is between it and what is kept.
        let span = if index < last_kept {
            Span::new(at(index).start, at(index + 1).start)
        } else {
            Span::new(at(index - 1).end, at(index).end)
        };
        let note = Repair { code: Code::LeftOut, applicability: Applicability::Likely };
        Change { span, insert: String::new(), note }
    }));
    (!changes.is_empty()).then(|| LeftOut::new(changes, reasons))
}

/// What does not fit in an element that stands alone in its list.
///
/// # Errors
///
/// Why the element as a whole does not fit.
fn in_element<T>(alone: &str, element: Span, depth: usize, build: &impl Build<T>) -> Result<LeftOut, Box<Diagnostic>> {
    let mut left = LeftOut::default();
    let mut first = None;
    for _ in 0..ROUNDS {
        let rest = left.script.apply(alone);
        let Ok(tape) = parse(&rest, depth) else { break };
        let Err(error) = build(&tape) else { return Ok(left) };
        let within = Span::new(element.start, element.end - (alone.len() - rest.len()));
        if !within.contains(Span::at(error.span().start)) {
            // Something else is wrong, which its own turn will show.
            return Ok(left);
        }
        let reason = first.get_or_insert_with(|| Box::new(error.diagnostic().clone())).clone();
        left.add(around(&tape, &error, within).ok_or(reason)?);
    }
    Err(first.unwrap_or_else(|| Box::new(Diagnostic::new(Code::InvalidValue, element))))
}
