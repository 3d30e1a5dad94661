//! Mapping, sorting and merging of findings.

use std::cmp::Reverse;

use super::advise;
use crate::diagnostic::{Diagnostic, Repair, Severity};
use crate::text::{OffsetMap, Script, Span};
use crate::validate::MAX_FINDINGS;

/// Maps the spans of a finding back to the bytes.
pub(super) fn mapped(mut diagnostic: Diagnostic, map: &OffsetMap) -> Diagnostic {
    diagnostic.span = map.original_span(diagnostic.span);
    diagnostic.context = diagnostic.context.map(|(span, why)| (map.original_span(span), why));
    diagnostic
}

/// Sorts findings by their starts.
pub(super) fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|found| found.span.start);
    diagnostics
}

/// Returns the most severe finding at each start, in order.
pub(super) fn worst_of_each_place(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings.sort_by_key(|found| (found.span.start, Reverse(found.severity)));
    findings.dedup_by_key(|found| found.span.start);
    findings
}

/// Returns the findings about the encoding: only the first of each kind, because a binary file has millions.
pub(super) fn encoding(script: &Script<Repair>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for change in script.changes() {
        if found.iter().all(|diagnostic| diagnostic.code != change.note.code) {
            found.push(advise(Diagnostic::new(change.note.code, change.span)));
        }
    }
    found
}

/// Merges findings with the refusals of the type. A refusal is dropped if a finding that is an error starts in its
/// span; other findings at the start of a refusal give way to it.
pub(super) fn with_refusals(mut findings: Vec<Diagnostic>, mut refused: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let errors = findings.iter().filter(|found| found.severity == Severity::Error);
    let places: Vec<usize> = errors.map(|found| found.span.start).collect();
    refused.retain(|refused| {
        let Span { start, end } = refused.span;
        let next = places.partition_point(|place| *place < start);
        places.get(next).is_none_or(|place| *place != start && *place >= end)
    });
    refused.truncate(MAX_FINDINGS.saturating_sub(findings.len()).max(1));
    let refused = sorted(refused);
    findings.retain(|found| refused.binary_search_by_key(&found.span.start, |refused| refused.span.start).is_err());
    findings.extend(refused);
    sorted(findings)
}
