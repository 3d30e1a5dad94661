//! Valid JSON that does not fit: values with a certain meaning are coerced, names and values respelled, and what does
//! not fit even then is left out.

use super::findings::{mapped, sorted};
use super::left_out::{LeftOut, leave_out};
use super::quote::places;
use super::source::Source;
use super::{Build, Reading};
use crate::diagnostic::{Applicability, Code, Diagnostic, Repair, Severity};
use crate::fit::{coerce, respell};
use crate::redact::Mask;
use crate::syntax::parse::parse;
use crate::syntax::{Locator, Tape};
use crate::text::{Change, Span};
use crate::validate::{check, secrets, withhold};

impl Reading<'_> {
    /// Returns the source with coerced values, and without the values that do not fit even then. `None` if the type
    /// refuses even that.
    pub(super) fn fitted<'s, T>(
        &self,
        source: &Source<'_>,
        tape: &Tape<'_>,
        build: &impl Build<T>,
    ) -> Option<Source<'s>> {
        let coerced = source.changed(&coerce(tape, self.shape));
        let left_out = leave_out(&coerced.text, self.limits.depth, build);
        if left_out.as_ref().is_some_and(|left_out| left_out.script.is_empty()) {
            return Some(coerced);
        }
        // Respelling keeps content that would be left out. A type that reads a spelling as it is needs no change of it.
        let respelt = self.respelt(&coerced).and_then(|respelt| {
            let less = leave_out(&respelt.text, self.limits.depth, build)?;
            let count = |left_out: &LeftOut| left_out.script.changes().len();
            left_out.as_ref().is_none_or(|more| count(&less) < count(more)).then_some((respelt, less))
        });
        match respelt {
            Some((respelt, less)) if less.script.is_empty() => Some(respelt),
            Some((respelt, less)) => Some(self.without(source, tape, &respelt, &less)),
            None => Some(self.without(source, tape, &coerced, &left_out?)),
        }
    }

    /// Returns the source with the names and values spelled as the shape lists them, and with the values coerced whose
    /// names were not known before; `None` if there is nothing to respell.
    fn respelt<'s>(&self, source: &Source<'_>) -> Option<Source<'s>> {
        let script = respell(&parse(&source.text, self.limits.depth).ok()?, self.shape);
        let respelt = (!script.is_empty()).then(|| source.changed(&script))?;
        let script = coerce(&parse(&respelt.text, self.limits.depth).ok()?, self.shape);
        Some(if script.is_empty() { respelt } else { respelt.changed(&script) })
    }

    /// Returns the source that conforms best to a schema without a type, after coercion and respelling. `None` if
    /// neither removes a deviation.
    pub(super) fn conformed<'s>(&self, source: &Source<'_>, tape: &Tape<'_>) -> Option<Source<'s>> {
        let before = self.deviations(tape);
        if before == 0 {
            return None;
        }
        let count = |source: &Source<'_>| Some(self.deviations(&parse(&source.text, self.limits.depth).ok()?));
        let script = coerce(tape, self.shape);
        let coerced = source.changed(&script);
        let of_coerced = if script.is_empty() { before } else { count(&coerced)? };
        let respelt = if of_coerced > 0 { self.respelt(&coerced) } else { None };
        if let Some(respelt) = respelt {
            if count(&respelt)? < of_coerced.min(before) {
                return Some(respelt);
            }
        }
        (of_coerced < before).then_some(coerced)
    }

    /// Returns the number of deviations from the shape. Spellings count if no rules decide about them.
    fn deviations(&self, tape: &Tape<'_>) -> usize {
        let is_spelling = |code| matches!(code, Code::NoncanonicalName | Code::NoncanonicalValue | Code::UnknownValue);
        let is_strict = self.shape.rules().is_none();
        let counts = |found: &&Diagnostic| found.severity == Severity::Error || (is_strict && is_spelling(found.code));
        check(tape, self.shape).iter().filter(counts).count()
    }

    /// Returns a coerced or respelled source without the values that do not fit.
    fn without<'s>(
        &self,
        source: &Source<'_>,
        tape: &Tape<'_>,
        coerced: &Source<'_>,
        left_out: &LeftOut,
    ) -> Source<'s> {
        let mut fitted = coerced.changed(&left_out.script);
        let doubts = |change: &Change<Repair>| change.note.applicability == Applicability::Guess;
        fitted.ambiguous |= left_out.script.changes().iter().any(doubts);
        fitted.partial = true;
        // Omitted values are missing on the tape that the redacted spans are computed from.
        fitted.lexical = fitted.lexical.union(self.hidden_of(source, tape));
        fitted.diagnostics.extend(self.reasons(left_out, coerced, &fitted.lexical));
        fitted
    }

    /// Returns the redacted spans of the bytes, which stay redacted wherever the values of a tape are moved.
    fn hidden_of(&self, source: &Source<'_>, tape: &Tape<'_>) -> Mask {
        let map = source.script.offset_map();
        let (mask, _) = self.hidden(source, tape, &map, &places(&source.script));
        mask.union(self.lexical(tape.text(), &map))
    }

    /// Returns the reasons why values were left out of a source, with spans of the bytes.
    fn reasons(&self, left_out: &LeftOut, source: &Source<'_>, mask: &Mask) -> Vec<Diagnostic> {
        let Ok(tape) = parse(&source.text, self.limits.depth) else { return Vec::new() };
        let map = source.script.offset_map();
        let hidden = |span: Span| mask.covers(map.original_span(span));
        let mut locator = Locator::new(&tape);
        let mut reasons = sorted(left_out.reasons.clone());
        withhold(&mut reasons, &tape, &secrets(&tape, self.shape, &[]));
        for reason in &mut reasons {
            reason.pointer = locator.pointer(reason.span.start, hidden);
            if hidden(reason.span) {
                reason.detail = None;
            }
            *reason = mapped(reason.clone(), &map);
        }
        reasons
    }
}
