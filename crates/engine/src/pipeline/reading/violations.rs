//! All violations of a text that is not JSON.

use super::findings::{encoding, mapped, sorted, with_refusals};
use super::left_out::refusals;
use super::quote::{places, quoted_edit};
use super::source::Source;
use super::{Build, Reading, advise};
use crate::diagnostic::{Code, Diagnostic, Repair};
use crate::pipeline::{Edit, Report};
use crate::redact::{Mask, Suspects};
use crate::repair::{Recovery, attempt};
use crate::syntax::parse::{Violation, parse};
use crate::syntax::{Locator, Tape};
use crate::text::{Change, LineIndex, OffsetMap, Script, Span};
use crate::validate::{MAX_FINDINGS, secrets_at, withhold};

impl Reading<'_> {
    /// Returns all violations of a text, from the first `error` on. After it, checking continues on the repaired text:
    /// each edit of recovery is a violation, and the repaired text is checked against the shape.
    ///
    /// The diagnostics describe the violations, the edits the assumed repairs. The report has no repaired text.
    pub(super) fn violations<T>(
        &self,
        source: &Source<'_>,
        error: &Violation,
        lexical: Mask,
        build: &impl Build<T>,
    ) -> Report<T> {
        let map = source.script.offset_map();
        let mut diagnostics = encoding(&source.script);
        let first = mapped(error.diagnostic(), &map);
        let recovery = if is_binary(source) { None } else { attempt(&source.text, self.shape, self.limits).ok() };
        let text = recovery.as_ref().map(|recovery| recovery.script.apply(&source.text)).unwrap_or_default();
        let read = recovery.and_then(|recovery| Some((recovery, parse(&text, self.limits.depth).ok()?)));
        let Some((recovery, tape)) = read else {
            diagnostics.push(advise(first));
            return Report::rejected(sorted(diagnostics), lexical);
        };
        let script = source.script.then(&recovery.script);
        let to_input = script.offset_map();
        let changed = places(&script);
        let secrets = secrets_at(&tape, self.shape, &changed, &Suspects::of(&text).places());
        let removed = self.removed_from(&secrets.damaged, &script, &changed);
        let mask = secrets.mask.led(|span| to_input.original_span(span)).union(lexical).union(removed);
        let edits = self.edits(&recovery, &map, &mask);
        diagnostics.extend(self.faults(first, &edits, &recovery.script, &tape, &mask, &to_input));
        let refused = build(&tape).err().map(|error| refusals(error, &tape, self.limits.depth, build));
        let mut findings = with_refusals(self.findings(&tape), refused.unwrap_or_default());
        withhold(&mut findings, &tape, &secrets.mask);
        diagnostics.extend(self.misfits(findings, &tape, &to_input, &edits, &mask));
        let mut report = Report::rejected(one_at_a_place(diagnostics), mask);
        report.edits = edits;
        report.steps = recovery.steps;
        report.ambiguous = recovery.ambiguous;
        report
    }

    /// Returns the edits of recovery, with spans of the input.
    fn edits(&self, recovery: &Recovery, map: &OffsetMap, mask: &Mask) -> Vec<Edit> {
        let edit = |change: &Change<Repair>| {
            let span = map.original_span(change.span);
            quoted_edit(&Change { span, ..change.clone() }, self.input, mask)
        };
        recovery.script.changes().iter().map(edit).collect()
    }

    /// Returns the faults of the text: the first one as the strict parser found it, the others as recovery repaired
    /// them.
    fn faults(
        &self,
        first: Diagnostic,
        edits: &[Edit],
        script: &Script<Repair>,
        tape: &Tape<'_>,
        mask: &Mask,
        to_input: &OffsetMap,
    ) -> Vec<Diagnostic> {
        // The text is JSON up to the first fault, so edits up to its end belong to this fault.
        let end = first.span.end.max(first.span.start + 1);
        let because = edits.iter().take_while(|edit| edit.span.start < end).count().max(1);
        let (because, others) = edits.split_at_checked(because).unwrap_or((edits, &[]));
        let index = LineIndex::new(self.input);
        let instruction = |edit: &Edit| {
            edit.instruction((edit.span.start != first.span.start).then(|| index.position(edit.span.start)))
        };
        let helped = match because {
            [] => advise(first),
            [edit] => first.clone().help(format!("`recover` would {}", instruction(edit))),
            [edit, more @ ..] => {
                let more = match more.len() {
                    1 => "1 more edit".to_owned(),
                    more => format!("{more} more edits"),
                };
                first.clone().help(format!("`recover` would {}, and make {more}", instruction(edit)))
            }
        };
        let mut locator = Locator::new(tape);
        let hidden = |span: Span| mask.covers(to_input.original_span(span));
        let places = places(script);
        let pointers: Vec<String> = places.iter().map(|place| locator.pointer(place.start, hidden)).collect();
        let pointer = |at: usize| pointers.get(at).cloned().unwrap_or_default();
        let others = others.iter().enumerate().map(|(at, edit)| {
            let found = Diagnostic::new(edit.code, edit.span).at(pointer(because.len() + at));
            found.help(format!("`recover` would {}", edit.instruction(None)))
        });
        std::iter::once(helped.at(pointer(0))).chain(others).collect()
    }

    /// Returns the findings about unchanged values. Members after a truncation are not reported as missing.
    fn misfits(
        &self,
        findings: Vec<Diagnostic>,
        tape: &Tape<'_>,
        to_input: &OffsetMap,
        edits: &[Edit],
        mask: &Mask,
    ) -> Vec<Diagnostic> {
        let cut = self.cut(tape, edits);
        let mut values = Locator::new(tape);
        let mut misfits = Vec::new();
        let mut rest = edits;
        for mut finding in findings {
            if finding.pointer.is_empty() {
                finding.pointer = values.pointer(finding.span.start, |span| mask.covers(to_input.original_span(span)));
            }
            let finding = mapped(finding, to_input);
            while let [edit, behind @ ..] = rest {
                if edit.span.end >= finding.span.start {
                    break;
                }
                rest = behind;
            }
            let is_changed =
                rest.first().is_some_and(|edit| edit.span.touches(finding.span) && !self.is_container(finding.span));
            let is_cut = finding.code == Code::MissingMember
                && cut.as_ref().is_some_and(|cut| cut.starts_with(finding.pointer.as_str()));
            if !is_changed && !is_cut {
                misfits.push(if mask.covers(finding.span) { Diagnostic { detail: None, ..finding } } else { finding });
            }
        }
        misfits
    }

    /// Returns the pointer to the value in which the text is truncated; `None` if it is not.
    fn cut(&self, tape: &Tape<'_>, edits: &[Edit]) -> Option<String> {
        let end = self.input.trim_ascii_end().len();
        let closes = |edit: &&Edit| edit.span.end >= end && edit.inserted.contains(['}', ']']);
        edits.last().filter(closes)?;
        let text = tape.text().trim_end_matches(|c: char| matches!(c, '}' | ']') || c.is_whitespace());
        Some(Locator::new(tape).pointer(text.len().saturating_sub(1), |_| false))
    }

    /// Returns whether a span of the input is an object or array: an edit within one does not affect its kind.
    fn is_container(&self, span: Span) -> bool {
        matches!(span.slice_bytes(self.input), [b'{' | b'[', _, ..])
    }
}

/// Returns whether the share of invalid UTF-8 is so high that further findings would be meaningless.
fn is_binary(source: &Source<'_>) -> bool {
    let broken = source.script.changes().iter().filter(|change| change.note.code == Code::InvalidUtf8).count();
    broken > 16 && broken > source.text.len() / 64
}

/// Sorts the findings and keeps the first at each start; if there are too many, the last one says so.
fn one_at_a_place(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut diagnostics = sorted(diagnostics);
    diagnostics.dedup_by_key(|found| found.span.start);
    if let Some(last) = diagnostics.get(MAX_FINDINGS).map(|found| found.span.start) {
        diagnostics.truncate(MAX_FINDINGS);
        diagnostics.push(Diagnostic::new(Code::TooManyFindings, Span::at(last)));
    }
    diagnostics
}
