//! Last stage: the report of a text that is JSON.

use super::findings::{encoding, mapped, sorted, with_refusals, worst_of_each_place};
use super::left_out::refusals;
use super::masks::carried;
use super::quote::{anchor, edits, places};
use super::source::Source;
use super::{Build, Mode, Reading, has_error};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::pipeline::layers::Stage;
use crate::pipeline::{Edit, Outcome, Report};
use crate::redact::{Mask, Suspects};
use crate::syntax::{Locator, Tape, duplicate_members, i_json};
use crate::text::{OffsetMap, Span};
use crate::validate::{check, secrets_at, withhold};

impl Reading<'_> {
    /// Returns the report of the tape of a source.
    pub(super) fn finish<T>(
        &self,
        source: &Source<'_>,
        tape: &Tape<'_>,
        mode: Mode,
        build: &impl Build<T>,
    ) -> Report<T> {
        let (built, findings) = self.built(tape, mode, build);
        let (script, map, places) = (&source.script, source.script.offset_map(), places(&source.script));
        // An undamaged input without findings is not shown, so nothing needs to be redacted, unless it was in
        // envelopes.
        let is_quiet = findings.is_empty() && script.is_empty() && source.diagnostics.is_empty() && !self.is_within;
        let (mask, text_mask) = if is_quiet {
            (self.masked(Mask::default()), Mask::default())
        } else {
            self.hidden(source, tape, &map, &places)
        };
        let edits = match mode {
            Mode::Strict => Vec::new(),
            Mode::Lenient => edits(script, &places, self.input, &mask),
        };
        // Sized at once: an input of which every byte is an edit has as many diagnostics, and growth would double them.
        let mut diagnostics = Vec::with_capacity(edits.len() + findings.len() + source.diagnostics.len() + 2);
        match mode {
            Mode::Strict => diagnostics.extend(encoding(script)),
            Mode::Lenient => tell(&mut diagnostics, &edits, &places, tape, &map, &mask),
        }
        locate(&mut diagnostics, findings, (tape, &text_mask), &map, &mask);
        diagnostics.extend(source.diagnostics.iter().cloned());
        if source.ambiguous && diagnostics.iter().all(|found| found.code != Code::Ambiguous) {
            let doubtful = edits.iter().min_by_key(|edit| edit.applicability);
            diagnostics.push(Diagnostic::new(Code::Ambiguous, doubtful.map_or(Span::at(0), |edit| edit.span)));
        }
        let too_doubtful = (mode == Mode::Lenient).then(|| self.too_doubtful(&edits)).flatten();
        let outcome = match mode {
            _ if too_doubtful.is_some() || built.is_none() => Outcome::Rejected,
            Mode::Strict if has_error(&diagnostics) => Outcome::Rejected,
            _ if source.partial => Outcome::Partial,
            _ if script.is_empty() => Outcome::Clean,
            _ => Outcome::Repaired,
        };
        diagnostics.extend(too_doubtful);
        let is_changed = mode == Mode::Lenient && !script.is_empty();
        let layers = if is_changed && self.layers {
            let (input, output) = ((self.input, &mask), (source.text.as_bytes(), &text_mask));
            let changes = script.changes().iter().map(|change| change.span).zip(places.iter().copied());
            vec![Stage { input, output }.layer(changes)]
        } else {
            Vec::new()
        };
        Report {
            value: built.filter(|_| outcome != Outcome::Rejected),
            outcome,
            ambiguous: source.ambiguous,
            diagnostics: sorted(diagnostics),
            edits,
            steps: source.steps,
            text: is_changed.then(|| source.text.to_string()),
            mask,
            text_mask,
            layers,
            span: None,
        }
    }

    /// Returns the value of a tape, if the type accepts it, and the findings about it.
    fn built<T>(&self, tape: &Tape<'_>, mode: Mode, build: &impl Build<T>) -> (Option<T>, Vec<Diagnostic>) {
        let mut findings = match mode {
            Mode::Strict => self.findings(tape),
            Mode::Lenient => {
                let twice = duplicate_members(tape);
                worst_of_each_place(check(tape, self.shape).into_iter().chain(twice).collect())
            }
        };
        if mode == Mode::Lenient {
            // Recovery does not report documented spellings or values that the schema does not list: they are no
            // damage. Other misfits are reported, whether the input was damaged or not.
            findings.retain(|found| found.severity == Severity::Error && found.code != Code::UnknownValue);
        }
        match build(tape) {
            Ok(value) => (Some(value), with_refusals(findings, Vec::new())),
            Err(error) => {
                let refused = match mode {
                    Mode::Strict => refusals(error, tape, self.limits.depth, build),
                    Mode::Lenient => vec![error.diagnosed()],
                };
                (None, with_refusals(findings, refused))
            }
        }
    }

    /// Returns the findings about a tape: those of the payload and, if enabled, of [`i_json`]; the most severe one at
    /// each start.
    pub(super) fn findings(&self, tape: &Tape<'_>) -> Vec<Diagnostic> {
        let mut findings = match self.payload {
            Some(payload) => payload.check(tape),
            None => check(tape, self.shape),
        };
        if self.limits.i_json {
            findings.extend(i_json(tape));
            findings = worst_of_each_place(findings);
        }
        findings
    }

    /// Returns the redacted spans of the bytes and those of the text.
    pub(super) fn hidden(
        &self,
        source: &Source<'_>,
        tape: &Tape<'_>,
        map: &OffsetMap,
        places: &[Span],
    ) -> (Mask, Mask) {
        let among = |suspects: &Mask| secrets_at(tape, self.shape, places, suspects);
        let secrets = match &source.suspects {
            Some(suspects) => among(suspects),
            None => among(&Suspects::of(tape.text()).places()),
        };
        let lexical = self.masked(source.lexical.clone());
        let carried = carried(&lexical, &source.script, places, tape.text().len());
        let removed = self.removed_from(&secrets.damaged, &source.script, places);
        let mask = secrets.mask.led(|span| map.original_span(span));
        (mask.union(lexical).union(removed), secrets.mask.union(carried))
    }

    /// Returns the finding that a repair is less certain than required, at the first of the least certain ones; `None`
    /// if all suffice.
    fn too_doubtful(&self, edits: &[Edit]) -> Option<Diagnostic> {
        let least = edits.iter().min_by_key(|edit| edit.applicability)?;
        let required = self.limits.applicability;
        let help =
            || format!("the edit {} is {}; the caller requires {}", least.describe(), least.applicability, required);
        (least.applicability < required).then(|| Diagnostic::new(Code::TooDoubtful, least.span).help(help()))
    }
}

/// Adds the diagnostics that describe the edits.
fn tell(
    diagnostics: &mut Vec<Diagnostic>,
    edits: &[Edit],
    places: &[Span],
    tape: &Tape<'_>,
    map: &OffsetMap,
    mask: &Mask,
) {
    let hidden = |span: Span| mask.covers(map.original_span(span));
    let mut locator = Locator::new(tape);
    diagnostics.extend(edits.iter().zip(places).map(|(edit, place)| {
        let found = Diagnostic::new(edit.code, edit.span).help(edit.describe()).of_edit();
        found.at(locator.pointer(anchor(edit, *place, tape.text()), hidden))
    }));
}

/// Adds findings about a tape with their pointers, in places of the bytes. `mask` has the redacted spans of the bytes,
/// `text_mask` those of the tape's text.
fn locate(
    diagnostics: &mut Vec<Diagnostic>,
    mut findings: Vec<Diagnostic>,
    (tape, text_mask): (&Tape<'_>, &Mask),
    map: &OffsetMap,
    mask: &Mask,
) {
    withhold(&mut findings, tape, text_mask);
    let hidden = |span: Span| mask.covers(map.original_span(span));
    let mut locator = Locator::new(tape);
    diagnostics.extend(findings.into_iter().map(|mut finding| {
        let pointer = locator.pointer(finding.span.start, hidden);
        if finding.pointer.is_empty() {
            finding.pointer = pointer;
        }
        let finding = mapped(finding, map);
        if mask.covers(finding.span) { Diagnostic { detail: None, ..finding } } else { finding }
    }));
}
