//! A document that the repaired text holds.

use super::Reading;
use super::findings::sorted;
use super::unwrapping::led_out;
use crate::diagnostic::Code;
use crate::pipeline::payload::starts;
use crate::pipeline::{Edit, Outcome, Report};
use crate::syntax::parse;
use crate::text::OffsetMap;

impl Reading<'_> {
    /// The reading of a repaired text that is JSON but not the document: it may hold it. Then the document is taken out now:
    /// else it would be when somebody reads the repaired text again.
    pub(super) fn held<'r, T>(&'r self, report: &'r Report<T>) -> Option<Reading<'r>> {
        let is_document = |text: &str| parse(text, self.limits.depth).is_ok_and(|tape| self.may_be(&tape));
        // Also where the type refuses the whole: it may take what is within.
        let text = report.text.as_deref().filter(|text| !starts(self.shape, text) && !is_document(text))?;
        Some(Reading { input: text.as_bytes(), outer: Some(&report.text_mask), is_within: false, ..*self })
    }
}

/// The report of an input together with that of the document `held` in its repaired text, if there is one.
pub(super) fn joined<T>(report: Report<T>, held: Report<T>) -> Report<T> {
    // Text that holds no document is none itself, damaged or not.
    let is_refused = held.diagnostics.iter().any(|found| found.code == Code::NoBody);
    if !is_refused && (held.outcome == Outcome::Rejected || held.edits.is_empty()) {
        return report;
    }
    let mut map = OffsetMap::default();
    for edit in &report.edits {
        let place = edit.place.unwrap_or_default();
        map.push(edit.span, place, (place.len(), edit.span.len()));
    }
    let mut further = led_out(held, |span| map.original_span(span));
    let mask = report.mask.union(further.mask.led(|span| map.original_span(span)));
    let steps = report.steps + further.steps;
    if is_refused {
        return Report { steps, ..Report::rejected(further.diagnostics, mask) };
    }
    // Their places are those of a text that nobody sees.
    further.edits.splice(0..0, report.edits.into_iter().map(|edit| Edit { place: None, ..edit }));
    further.diagnostics.extend(report.diagnostics);
    Report {
        outcome: if report.outcome == Outcome::Partial { Outcome::Partial } else { further.outcome },
        ambiguous: report.ambiguous || further.ambiguous,
        diagnostics: sorted(further.diagnostics),
        steps,
        mask,
        ..further
    }
}
