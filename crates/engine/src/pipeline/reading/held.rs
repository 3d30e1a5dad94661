//! Document in a string of the repaired text.

use super::Reading;
use super::findings::sorted;
use super::unwrapping::led_out;
use crate::diagnostic::Code;
use crate::pipeline::payload::starts;
use crate::pipeline::{Edit, Outcome, Report};
use crate::syntax::parse::parse;
use crate::text::OffsetMap;

impl Reading<'_> {
    /// Returns the reading of a repaired text that is JSON but not the expected document, because it may hold the
    /// document. The document is taken out now, so that recovering the repaired text again changes nothing.
    pub(super) fn held<'r, T>(&'r self, report: &'r Report<T>) -> Option<Reading<'r>> {
        let is_document = |text: &str| parse(text, self.limits.depth).is_ok_and(|tape| self.may_be(&tape));
        // A type that refuses the whole text may accept the document in it.
        let text = report.text.as_deref().filter(|text| !starts(self.shape, text) && !is_document(text))?;
        Some(Reading { input: text.as_bytes(), outer: Some(&report.text_mask), is_within: false, ..*self })
    }
}

/// Joins the report of an input with that of the document `held` in its repaired text, if there is one.
pub(super) fn joined<T>(report: Report<T>, held: Report<T>) -> Report<T> {
    // Text that holds no document is not one itself, damaged or not.
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
    // The intermediate repaired text is not part of the report, so neither are spans of it.
    further.edits.splice(0..0, report.edits.into_iter().map(|edit| Edit { place: None, ..edit }));
    further.diagnostics.extend(report.diagnostics);
    Report {
        outcome: if report.outcome == Outcome::Partial { Outcome::Partial } else { further.outcome },
        ambiguous: report.ambiguous || further.ambiguous,
        diagnostics: sorted(further.diagnostics),
        layers: report.layers.into_iter().chain(further.layers).collect(),
        steps,
        mask,
        ..further
    }
}
