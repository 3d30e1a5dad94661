//! Valid JSON that does not fit: values with a certain meaning are coerced, the others are left out.

use super::findings::{mapped, sorted};
use super::left_out::{LeftOut, leave_out};
use super::quote::places;
use super::source::Source;
use super::{Build, Reading};
use crate::diagnostic::{Applicability, Diagnostic, Repair};
use crate::fit::coerce;
use crate::redact::Mask;
use crate::syntax::{Locator, Tape, parse};
use crate::text::{Change, Span};
use crate::validate::secrets;

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
        let left_out = leave_out(&coerced.text, self.limits.depth, build)?;
        if left_out.script.is_empty() {
            return Some(coerced);
        }
        let mut fitted = coerced.changed(&left_out.script);
        let doubts = |change: &Change<Repair>| change.note.applicability == Applicability::Guess;
        fitted.ambiguous |= left_out.script.changes().iter().any(doubts);
        fitted.partial = true;
        // Omitted values are missing on the tape that the redacted spans are computed from.
        fitted.lexical = fitted.lexical.union(self.hidden_of(source, tape));
        fitted.diagnostics.extend(self.reasons(&left_out, &coerced, &fitted.lexical));
        Some(fitted)
    }

    /// Returns the redacted spans of the bytes, which stay redacted wherever the values of a tape are moved.
    fn hidden_of(&self, source: &Source<'_>, tape: &Tape<'_>) -> Mask {
        let map = source.script.offset_map();
        let secrets = secrets(tape, self.shape, &places(&source.script));
        secrets.led(|span| map.original_span(span)).union(self.lexical(tape.text(), &map))
    }

    /// Returns the reasons why values were left out of a source, with spans of the bytes.
    fn reasons(&self, left_out: &LeftOut, source: &Source<'_>, mask: &Mask) -> Vec<Diagnostic> {
        let Ok(tape) = parse(&source.text, self.limits.depth) else { return Vec::new() };
        let map = source.script.offset_map();
        let hidden = |span: Span| mask.covers(map.original_span(span));
        let mut locator = Locator::new(&tape);
        let mut reasons = sorted(left_out.reasons.clone());
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
