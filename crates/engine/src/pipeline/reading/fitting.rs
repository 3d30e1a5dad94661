//! Valid JSON of another kind than asked for: what can be meant is taken so, what cannot is left out.

use super::left_out::{LeftOut, leave_out};
use super::{Mode, Parsed, Reading, mapped, places, sorted};
use crate::Error;
use crate::diagnostic::{Applicability, Diagnostic, Repair};
use crate::fit::coerce;
use crate::pipeline::Report;
use crate::redact::Mask;
use crate::repair::Recovery;
use crate::syntax::{Locator, Tape, parse};
use crate::text::{Change, OffsetMap, Span};
use crate::validate::secrets;

impl Reading<'_> {
    /// The report of a text that fits only once some of its values are taken for what they must mean, and what does not
    /// fit even so is left out.
    pub(super) fn fitted<T>(
        &self,
        parsed: &Parsed<'_, '_>,
        mode: Mode,
        recovery: &Recovery,
        build: &impl Fn(&Tape<'_>) -> Result<T, Error>,
    ) -> Option<Report<T>> {
        if mode == Mode::Strict || build(parsed.tape).is_ok() {
            return None;
        }
        let coercion = coerce(parsed.tape, self.shape);
        let coerced = coercion.apply(parsed.tape.text());
        let left_out = leave_out(&coerced, self.limits.depth, build)?;
        let text = left_out.script.apply(&coerced);
        let tape = parse(&text, self.limits.depth).ok()?;
        let mut recovery = recovery.clone();
        let mut lexical = parsed.lexical.clone();
        if !left_out.script.is_empty() {
            let doubts = |change: &Change<Repair>| change.note.applicability == Applicability::Guess;
            recovery.ambiguous |= left_out.script.changes().iter().any(doubts);
            recovery.partial = true;
            // What is left out is not on the tape that tells what to hide.
            lexical = lexical.union(self.hidden(parsed));
            let map = parsed.script.then(&coercion).offset_map();
            recovery.diagnostics.extend(self.reasons(&left_out, &coerced, &map, &lexical));
        }
        let script = parsed.script.then(&coercion).then(&left_out.script);
        let mut report =
            self.finish(&Parsed { tape: &tape, script: &script, lexical, suspects: None }, mode, recovery, build);
        report.text = Some(text);
        Some(report)
    }

    /// What must not be shown of a text wherever its values get to, in offsets of the input.
    fn hidden(&self, parsed: &Parsed<'_, '_>) -> Mask {
        let map = parsed.script.offset_map();
        let secrets = secrets(parsed.tape, self.shape, &places(parsed.script));
        secrets.led(|span| map.original_span(span)).union(self.lexical(parsed.tape.text(), &map))
    }

    /// Why something was left out of a text, in places of the input.
    fn reasons(&self, left_out: &LeftOut, text: &str, map: &OffsetMap, mask: &Mask) -> Vec<Diagnostic> {
        let Ok(tape) = parse(text, self.limits.depth) else { return Vec::new() };
        let hidden = |span: Span| mask.covers(map.original_span(span));
        let mut locator = Locator::new(&tape);
        let mut reasons = sorted(left_out.reasons.clone());
        for reason in &mut reasons {
            reason.pointer = locator.pointer(reason.span.start, hidden);
            if hidden(reason.span) {
                reason.detail = None;
            }
            *reason = mapped(reason.clone(), map);
        }
        reasons
    }
}
