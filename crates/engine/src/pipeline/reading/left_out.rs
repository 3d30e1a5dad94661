//! Omission of values that do not fit the type, so that one invalid value does not lose the others.

use super::Build;
use super::findings::mapped;
use crate::Error;
use crate::diagnostic::{Applicability, Code, Diagnostic, Repair};
use crate::syntax::parse::parse;
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::{Change, Script, Span};

/// Most times that a text is read again, each time with a further omission.
const ROUNDS: usize = 16;
/// Most text that is read to try the elements of an array one by one, in multiples of the whole text.
const TRIALS: usize = 8;

/// Omissions that make the rest of a text fit, and their reasons.
#[derive(Default)]
pub(super) struct LeftOut {
    pub(super) script: Script<Repair>,
    /// Findings of the type about each omission, with spans of the whole text.
    pub(super) reasons: Vec<Diagnostic>,
}

/// Member or element, with its neighbors.
struct Unit<'a, 't> {
    name: Option<Value<'a, 't>>,
    value: Value<'a, 't>,
    container: Value<'a, 't>,
    /// End of the previous member or element; `None` for the first.
    previous: Option<usize>,
    /// Start of the next member or element; `None` for the last.
    next: Option<usize>,
}

impl Unit<'_, '_> {
    fn span(&self) -> Span {
        Span::new(self.name.unwrap_or(self.value).span().start, self.value.span().end)
    }

    /// Returns the span of the unit with one adjacent comma; `None` for the only unit of its container, because nothing
    /// would be left.
    fn removal(&self) -> Option<Span> {
        let Span { start, end } = self.span();
        let behind = self.next.map(|next| Span::new(start, next));
        behind.or_else(|| self.previous.map(|previous| Span::new(previous, end)))
    }

    /// Returns whether the object holds an earlier member of this name, with the same value or with another.
    fn is_repeated(&self, same_value: bool) -> bool {
        let name = self.name.and_then(Value::as_str);
        self.container.members().any(|(other, value)| {
            let is_same =
                name.as_ref().is_some_and(|name| other.as_str().is_some_and(|it| it.eq_ignore_ascii_case(name)));
            is_same && value.index() < self.value.index() && (!same_value || value.raw() == self.value.raw())
        })
    }

    /// Returns the code of the omission and its certainty.
    fn note(&self, code: Code) -> Repair {
        match code {
            Code::DuplicateMember if self.is_repeated(true) => Repair { code, applicability: Applicability::Likely },
            Code::DuplicateMember => Repair { code, applicability: Applicability::Guess },
            _ => Repair { code: Code::LeftOut, applicability: Applicability::Likely },
        }
    }
}

/// Omits the fewest members and elements of `text` that make `build` accept the rest, never the last one of a
/// container. `None` if that is not enough.
///
/// The elements of an array are tried separately, so the work is linear in the text, however many do not fit.
pub(super) fn leave_out<T>(text: &str, depth: usize, build: &impl Build<T>) -> Option<LeftOut> {
    let mut left = LeftOut::default();
    for _ in 0..ROUNDS {
        let rest = left.script.apply(text);
        let tape = parse(&rest, depth).ok()?;
        let Err(error) = build(&tape) else { return Some(left) };
        let more = match list_around(&tape, error.location().start) {
            Some(list) => in_list(&tape, list, depth, build)?,
            None => around(&tape, &error, tape.root().span())?,
        };
        left.add(more);
    }
    None
}

/// Returns everything that `build`, which gave the `error`, refuses of a tape: each refusal with the earlier ones left
/// out.
pub(super) fn refusals<T>(error: Error, tape: &Tape<'_>, depth: usize, build: &impl Build<T>) -> Vec<Diagnostic> {
    match leave_out(tape.text(), depth, build) {
        Some(left) => left.reasons,
        None => vec![error.diagnosed()],
    }
}

impl LeftOut {
    fn new(changes: Vec<Change<Repair>>, reasons: Vec<Diagnostic>) -> Self {
        Self { script: Script::new(changes).0, reasons }
    }

    /// Adds the omissions of `more`, which were made in the text that remains after these.
    fn add(&mut self, more: Self) {
        let map = self.script.offset_map();
        self.reasons.extend(more.reasons.into_iter().map(|reason| mapped(reason, &map)));
        self.script = self.script.then(&more.script);
    }
}

/// Returns the outermost array of several elements around an offset, if its elements can be tried one by one within
/// [`TRIALS`].
fn list_around<'a, 't>(tape: &'a Tape<'t>, offset: usize) -> Option<Value<'a, 't>> {
    let is_list = |unit: &&Unit<'_, '_>| unit.container.kind() == NodeKind::Array && unit.removal().is_some();
    let list = units(tape, offset).iter().find(is_list)?.container;
    let around = tape.text().len() - list.span().len();
    let trials = list.elements().count().checked_mul(around)?;
    (trials <= tape.text().len().checked_mul(TRIALS)?).then_some(list)
}

/// Returns the members and elements around an offset, outermost first.
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

/// Omits the innermost member or element around an error, inside `within`.
fn around(tape: &Tape<'_>, error: &Error, within: Span) -> Option<LeftOut> {
    let is_inside = |unit: &&Unit<'_, '_>| unit.span() != within && within.contains(unit.span());
    let units = units(tape, error.location().start);
    let (unit, span) = units.iter().rev().filter(is_inside).find_map(|unit| Some((unit, unit.removal()?)))?;
    let reason = error.clone().diagnosed();
    let change = Change { span, insert: String::new(), note: unit.note(reason.code) };
    Some(LeftOut::new(vec![change], vec![reason]))
}

/// Omits the elements of an array, or parts of them, that do not fit. `None` if no element fits, or the elements are
/// not the cause.
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
                // Maps a span of the text with one element to the whole text.
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
        // Each omission includes the comma between it and the kept elements.
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

/// Omits the parts of an element that do not fit; the element stands alone in its array.
///
/// # Errors
///
/// Returns the reason why the element as a whole does not fit.
fn in_element<T>(alone: &str, element: Span, depth: usize, build: &impl Build<T>) -> Result<LeftOut, Box<Diagnostic>> {
    let mut left = LeftOut::default();
    let mut first = None;
    for _ in 0..ROUNDS {
        let rest = left.script.apply(alone);
        let Ok(tape) = parse(&rest, depth) else { break };
        let Err(error) = build(&tape) else { return Ok(left) };
        let within = Span::new(element.start, element.end - (alone.len() - rest.len()));
        if !within.contains(Span::at(error.location().start)) {
            // The cause is another element, which is tried separately.
            return Ok(left);
        }
        let reason = first.get_or_insert_with(|| Box::new(error.clone().diagnosed())).clone();
        left.add(around(&tape, &error, within).ok_or(reason)?);
    }
    Err(first.unwrap_or_else(|| Box::new(Diagnostic::new(Code::InvalidValue, element))))
}
