mod apart;
mod fitting;
mod left_out;
mod listed;
mod masks;
mod pages;
mod unwrapping;
mod violations;

use std::cmp::Reverse;

use super::payload::{Payload, starts};
use super::report::{Edit, Outcome, Report};
use crate::Error;
use crate::decode::{Decoded, decode, is_bare};
use crate::diagnostic::{Code, Diagnostic, Repair, Severity};
use crate::limits::Limits;
use crate::redact::{Mask, Suspects};
use crate::repair::{Recovery, is_other_notation, recover};
use crate::schema::{Kinds, Shape};
use crate::syntax::grammar::State;
use crate::syntax::{Locator, NodeKind, SyntaxError, Tape, Value, i_json, parse};
use crate::text::{Change, OffsetMap, Script, Span};
use crate::validate::{MAX_FINDINGS, check, secrets, secrets_at};
use left_out::refusals;
use masks::{carried, suspects_of_changed};

/// Whether an input may be repaired.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Strict,
    Lenient,
}

/// One input on its way through the stages.
pub(super) struct Reading<'i> {
    input: &'i [u8],
    shape: &'i Shape,
    /// The payload to check for, which may have rules beyond its shape.
    payload: Option<&'i dyn Payload>,
    limits: &'i Limits,
    /// What must not be shown of it, as far as what it was taken from tells.
    outer: Option<&'i Mask>,
    /// Its wrappers have been taken off.
    bare: bool,
    /// It is the text of a repaired input.
    again: bool,
    /// Pages of a collection are joined.
    pages: bool,
}

/// The finding that the input has more bytes than allowed.
pub(super) fn too_large(limits: &Limits) -> Diagnostic {
    Diagnostic::new(Code::TooLarge, Span::at(limits.bytes)).help(format!("the limit is {} bytes", limits.bytes))
}

/// Says of a finding about text that is no JSON what can be done.
pub(super) fn advise(diagnostic: Diagnostic) -> Diagnostic {
    match diagnostic.code {
        Code::Empty | Code::TooLarge => diagnostic,
        Code::TooDeep => diagnostic.help("raise the limit on depth, if the input can be trusted"),
        _ => diagnostic.help("`recover` reads damaged text"),
    }
}

/// A parsed text and how it came from the input.
struct Parsed<'p, 't> {
    tape: &'p Tape<'t>,
    /// From the input to the tape's text.
    script: &'p Script<Repair>,
    /// What must not be shown of the input, as far as the text before repair tells.
    lexical: Mask,
    /// Where secrets may be in the tape's text, if that is known already.
    suspects: Option<Mask>,
}

impl<'i> Reading<'i> {
    pub(super) fn new(input: &'i [u8], shape: &'i Shape, limits: &'i Limits) -> Self {
        Self { input, shape, payload: None, limits, outer: None, bare: false, again: false, pages: false }
    }

    /// The same for a part of something that tells what must not be shown of it.
    pub(super) fn within(self, outer: &'i Mask) -> Self {
        Self { outer: Some(outer), ..self }
    }

    /// The same for a kind of payload.
    pub(super) fn of_payload(input: &'i [u8], payload: &'i dyn Payload, limits: &'i Limits) -> Self {
        Self { payload: Some(payload), ..Self::new(input, payload.shape(), limits) }
    }

    /// The same for a capture in which the pages of a collection are to be joined.
    pub(super) fn joining(self, pages: bool) -> Self {
        Self { pages, ..self }
    }

    pub(super) fn read<T>(&self, mode: Mode, build: &impl Fn(&Tape<'_>) -> Result<T, Error>) -> Report<T> {
        if self.input.len() > self.limits.bytes {
            return rejected(vec![too_large(self.limits)], Mask::default());
        }
        let capture = decode(self.input);
        let parsed = parse(&capture.text, self.limits.depth);
        let is_document = parsed.as_ref().is_ok_and(|tape| self.may_be(tape));
        let is_too_deep = parsed.as_ref().is_err_and(|error| error.code == Code::TooDeep);
        if mode == Mode::Lenient && parsed.is_err() {
            if let Some(report) = self.listed(&capture, build) {
                return report;
            }
        }
        if self.pages && mode == Mode::Lenient && !is_too_deep {
            if let Some(report) = self.pages(build) {
                return report;
            }
        }
        let is_followed = parsed.as_ref().is_err_and(|error| error.state == State::End);
        let is_bare = || {
            let is_bare = || self.guided(|guide| is_bare(&capture.text, guide));
            parsed.is_err() && !is_followed && (is_other_notation(&capture.text) || is_bare())
        };
        let mut refused = Vec::new();
        if mode == Mode::Lenient && !self.bare && !is_document && !is_too_deep && !is_bare() {
            let unwrapped = self.unwrap();
            // What is refused is the document, whatever else the bytes look like.
            if !unwrapped.is_plain() && unwrapped.refused.is_empty() {
                let masks = self.masks(&unwrapped);
                let within = Reading { input: &unwrapped.bytes, outer: masks.last(), bare: true, ..*self };
                let report = within.read(mode, build);
                if parsed.is_err() || within.is_evident(&report) {
                    // Only now: what a string holds must not make a document of what is none.
                    let report = if self.again { report } else { within.held(report, build) };
                    return unwrapping::report(report, &unwrapped, masks);
                }
            }
            refused = unwrapped.refused;
            // JSON that holds no document is none itself, and there is nothing to repair.
            if refused.iter().any(|found| found.code == Code::NoBody) {
                return rejected(refused, self.lexical(&capture.text, &capture.script.offset_map()));
            }
        }
        let hidden = if mode == Mode::Strict && !is_document && !is_bare() { self.hidden_within() } else { None };
        let outer = hidden.as_ref().or(self.outer);
        let mut report = Reading { outer, ..*self }.decoded(mode, &capture, parsed, build);
        if report.outcome == Outcome::Rejected && !refused.is_empty() {
            report.diagnostics.append(&mut refused);
            report.diagnostics = sorted(report.diagnostics);
        }
        let is_whole = mode == Mode::Lenient && !self.bare && !self.again;
        if is_whole { self.held(report, build) } else { report }
    }

    /// Whether JSON as it stands may be the document that is asked for. What is not may hold it.
    fn may_be(&self, tape: &Tape<'_>) -> bool {
        let root = self.shape.node(self.shape.root());
        match tape.root().kind() {
            NodeKind::String => root.kinds.intersects(Kinds::STRING),
            NodeKind::Object if root.known => {
                let mut members = tape.root().members().peekable();
                let is_known = |name: &str| root.member(name).is_some();
                members.peek().is_none() || members.any(|(name, _)| name.as_str().is_some_and(|name| is_known(&name)))
            }
            // A list of strings, each of which may be a document, where no list is asked for.
            NodeKind::Array if !root.kinds.intersects(Kinds::ARRAY) => {
                let holds = |value: Value<'_, '_>| matches!(value.raw().as_bytes(), [b'"', b'{' | b'[', ..]);
                tape.root().elements().next().is_none() || !tape.root().elements().all(holds)
            }
            _ => true,
        }
    }

    /// Whether what was within JSON that stood as it was is beyond doubt the document: several members that it knows, or no
    /// other than those, or one and no damage.
    fn is_evident<T>(&self, report: &Report<T>) -> bool {
        let bytes = report.repaired_text().map_or(self.input, str::as_bytes);
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let root = self.shape.node(self.shape.root());
        let (known, all) = parse(text, self.limits.depth).map_or((0, 0), |tape| {
            // Of a list of documents, each is one.
            let is_list = tape.root().kind() == NodeKind::Array;
            let is_known = |name: &str| {
                if is_list { self.shape.has_name(name) } else { root.member(name).is_some() }
            };
            let documents = std::iter::once(tape.root()).chain(tape.root().elements());
            let names = documents.flat_map(Value::members).filter_map(|(name, _)| name.as_str());
            names.fold((0, 0), |(known, all), name| (known + usize::from(is_known(&name)), all + 1))
        });
        match report.outcome {
            Outcome::Rejected => false,
            Outcome::Clean => known > 0,
            Outcome::Repaired | Outcome::Partial => known > 1 || (known > 0 && known == all),
        }
    }

    fn decoded<T>(
        &self,
        mode: Mode,
        capture: &Decoded<'_>,
        parsed: Result<Tape<'_>, SyntaxError>,
        build: &impl Fn(&Tape<'_>) -> Result<T, Error>,
    ) -> Report<T> {
        if mode == Mode::Lenient && self.has_too_many(&capture.script) {
            let mask = self.lexical(&capture.text, &capture.script.offset_map());
            return rejected(vec![self.too_many(&capture.script)], mask);
        }
        let error = match parsed {
            Ok(tape) => {
                let lexical = Mask::default();
                let parsed = Parsed { tape: &tape, script: &capture.script, lexical, suspects: None };
                let whole = Recovery::default();
                if let Some(report) = self.fitted(&parsed, mode, &whole, &build) {
                    return report;
                }
                let mut report = self.finish(&parsed, mode, whole, build);
                if !report.edits.is_empty() && report.outcome != Outcome::Rejected {
                    report.text = Some(capture.text.clone().into_owned());
                }
                return report;
            }
            Err(error) => error,
        };
        let map = capture.script.offset_map();
        let suspects = Suspects::of(&capture.text);
        let lexical = self.lexical_among(&suspects, &capture.text, &map);
        match mode {
            // Too deep is too deep, whatever else is wrong.
            _ if error.code == Code::TooDeep => rejected(vec![mapped(advise(error.diagnostic()), &map)], lexical),
            Mode::Strict => self.violations(capture, &error, lexical, build),
            Mode::Lenient => self.repair(capture, &error, lexical, &suspects, build),
        }
    }

    fn has_too_many(&self, script: &Script<Repair>) -> bool {
        script.changes().len() > self.limits.edits
    }

    /// The finding that the script has more changes than allowed, at the first of them.
    fn too_many(&self, script: &Script<Repair>) -> Diagnostic {
        let first = script.changes().get(self.limits.edits).map_or(Span::at(0), |change| change.span);
        let help = format!("the limit is {} edits", self.limits.edits);
        Diagnostic::new(Code::TooManyEdits, first).help(help)
    }

    fn repair<T>(
        &self,
        capture: &Decoded<'_>,
        error: &SyntaxError,
        lexical: Mask,
        suspects: &Suspects,
        build: &impl Fn(&Tape<'_>) -> Result<T, Error>,
    ) -> Report<T> {
        let map = capture.script.offset_map();
        let recovery = match recover(&capture.text, self.shape, self.limits) {
            Ok(recovery) => recovery,
            Err(failure) => {
                let mut diagnostics = vec![mapped(failure.diagnostic, &map)];
                let first = mapped(error.diagnostic(), &map);
                if diagnostics.iter().all(|found| found.code != first.code && found.span.start != first.span.start) {
                    diagnostics.push(first);
                }
                return Report { steps: failure.steps, ..rejected(sorted(diagnostics), lexical) };
            }
        };
        let text = recovery.script.apply(&capture.text);
        let script = capture.script.then(&recovery.script);
        let diagnostics = recovery.diagnostics.iter().map(|found| mapped(found.clone(), &map)).collect();
        let recovery = Recovery { diagnostics, ..recovery };
        let mut report = match parse(&text, self.limits.depth) {
            Ok(tape) => {
                let suspects = Some(suspects_of_changed(suspects, &recovery.script, text.len()));
                let parsed = Parsed { tape: &tape, script: &script, lexical, suspects };
                match self.fitted(&parsed, Mode::Lenient, &recovery, build) {
                    Some(report) => report,
                    None => self.finish(&parsed, Mode::Lenient, recovery, build),
                }
            }
            // Recovery promises JSON. Should it break the promise, then nothing is better than a wrong value.
            Err(again) => {
                let reason = Diagnostic::new(Code::Unrecoverable, map.original_span(error.span));
                let again = mapped(again.diagnostic(), &script.offset_map());
                return Report { steps: recovery.steps, ..rejected(sorted(vec![reason, again]), lexical) };
            }
        };
        report.text.get_or_insert(text);
        report
    }

    /// From a tape to the report.
    fn finish<T>(
        &self,
        parsed: &Parsed<'_, '_>,
        mode: Mode,
        recovery: Recovery,
        build: impl Fn(&Tape<'_>) -> Result<T, Error>,
    ) -> Report<T> {
        let Parsed { tape, script, lexical, suspects } = parsed;
        let map = script.offset_map();
        let mut findings = match mode {
            Mode::Strict => self.findings(tape),
            Mode::Lenient => {
                let twice = i_json(tape).into_iter().filter(|found| found.code == Code::DuplicateMember);
                worst_of_each_place(check(tape, self.shape).into_iter().chain(twice).collect())
            }
        };
        if mode == Mode::Lenient {
            // Spellings that only the documentation uses are no damage, nor are values that nobody knew of. What does not
            // fit is told whether something was damaged or not.
            findings.retain(|found| found.severity == Severity::Error && found.code != Code::UnknownValue);
        }
        let (built, refused) = match build(tape) {
            Ok(value) => (Some(value), Vec::new()),
            Err(error) if mode == Mode::Strict => (None, refusals(error, tape, self.limits.depth, &build)),
            Err(error) => (None, vec![error.into_diagnostic()]),
        };
        let findings = with_refusals(findings, refused);
        // Undamaged and without findings, nothing is shown, so nothing needs to be hidden; but for what was in wrappers.
        let is_quiet = findings.is_empty() && script.is_empty() && recovery.diagnostics.is_empty() && !self.bare;
        let places = places(script);
        let (mask, text_mask) = if is_quiet {
            (self.masked(Mask::default()), Mask::default())
        } else {
            let secrets = match suspects {
                Some(suspects) => secrets_at(tape, self.shape, &places, suspects),
                None => secrets(tape, self.shape, &places),
            };
            let lexical = self.masked(lexical.clone());
            let carried = carried(&lexical, script, &places, tape.text().len());
            let mask = secrets.led(|span| map.original_span(span));
            (mask.union(lexical), secrets.union(carried))
        };
        let hidden = |span: Span| mask.covers(map.original_span(span));

        let edits = match mode {
            Mode::Strict => Vec::new(),
            Mode::Lenient => edits(script, &places, self.input, &mask),
        };
        let mut diagnostics = match mode {
            Mode::Strict => encoding(script),
            Mode::Lenient => Vec::with_capacity(edits.len() + findings.len()),
        };
        let mut repairs = Locator::new(tape);
        diagnostics.extend(edits.iter().zip(&places).map(|(edit, place)| {
            let found = Diagnostic::new(edit.code, edit.span).help(edit.describe()).of_edit();
            found.at(repairs.pointer(left_in(edit, *place, tape.text()), hidden))
        }));
        let mut values = Locator::new(tape);
        diagnostics.extend(findings.into_iter().map(|mut finding| {
            let pointer = values.pointer(finding.span.start, hidden);
            if finding.pointer.is_empty() {
                finding.pointer = pointer;
            }
            let finding = mapped(finding, &map);
            if mask.covers(finding.span) { Diagnostic { detail: None, ..finding } } else { finding }
        }));
        diagnostics.extend(recovery.diagnostics);
        if recovery.ambiguous && diagnostics.iter().all(|found| found.code != Code::Ambiguous) {
            let doubtful = edits.iter().min_by_key(|edit| edit.applicability);
            diagnostics.push(Diagnostic::new(Code::Ambiguous, doubtful.map_or(Span::at(0), |edit| edit.span)));
        }
        let too_doubtful = (mode == Mode::Lenient).then(|| self.too_doubtful(&edits)).flatten();
        let is_too_doubtful = too_doubtful.is_some();
        diagnostics.extend(too_doubtful);
        let outcome = match mode {
            _ if is_too_doubtful || built.is_none() => Outcome::Rejected,
            Mode::Strict if diagnostics.iter().any(|found| found.severity == Severity::Error) => Outcome::Rejected,
            _ if recovery.partial => Outcome::Partial,
            _ if script.is_empty() => Outcome::Clean,
            _ => Outcome::Repaired,
        };
        Report {
            value: built.filter(|_| outcome != Outcome::Rejected),
            outcome,
            ambiguous: recovery.ambiguous,
            diagnostics: sorted(diagnostics),
            edits,
            steps: recovery.steps,
            text: None,
            mask,
            text_mask,
        }
    }

    /// The finding that some repair is less sure than it must be, at the first of the least sure ones.
    fn too_doubtful(&self, edits: &[Edit]) -> Option<Diagnostic> {
        let least = edits.iter().min_by_key(|edit| edit.applicability)?;
        let Limits { doubt, .. } = *self.limits;
        let help = || {
            format!(
                "{}: {}; every repair must be {} at least",
                least.applicability.name(),
                least.describe(),
                doubt.name()
            )
        };
        (least.applicability < doubt).then(|| Diagnostic::new(Code::TooDoubtful, least.span).help(help()))
    }

    /// What does not fit, as the payload and, where asked for, [`i_json`] have it; the worst of each place.
    fn findings(&self, tape: &Tape<'_>) -> Vec<Diagnostic> {
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
}

fn rejected<T>(diagnostics: Vec<Diagnostic>, mask: Mask) -> Report<T> {
    Report {
        value: None,
        outcome: Outcome::Rejected,
        ambiguous: false,
        diagnostics,
        edits: Vec::new(),
        steps: 0,
        text: None,
        mask,
        text_mask: Mask::default(),
    }
}

/// A finding with its places led back to the input.
fn mapped(mut diagnostic: Diagnostic, map: &OffsetMap) -> Diagnostic {
    diagnostic.span = map.original_span(diagnostic.span);
    diagnostic.context = diagnostic.context.map(|(span, why)| (map.original_span(span), why));
    diagnostic
}

/// What is wrong with the encoding: the first place of each kind, as a binary file has millions.
fn encoding(script: &Script<Repair>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for change in script.changes() {
        if found.iter().all(|diagnostic| diagnostic.code != change.note.code) {
            found.push(advise(Diagnostic::new(change.note.code, change.span)));
        }
    }
    found
}

/// Findings together with what the type refuses where none of them is an error. What else there is to say of such a place
/// gives way.
fn with_refusals(mut findings: Vec<Diagnostic>, mut refused: Vec<Diagnostic>) -> Vec<Diagnostic> {
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

fn worst_of_each_place(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings.sort_by_key(|found| (found.span.start, Reverse(found.severity)));
    findings.dedup_by_key(|found| found.span.start);
    findings
}

fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|found| found.span.start);
    diagnostics
}

/// An offset in what an edit changed, of the text that it gave. What was left out is missing in what was round it, and not in
/// what is next.
fn left_in(edit: &Edit, place: Span, text: &str) -> usize {
    let is_next = |byte: &u8| !matches!(byte, b']' | b'}' | b',') && !byte.is_ascii_whitespace();
    match text.as_bytes().get(place.start) {
        Some(byte) if edit.code == Code::LeftOut && is_next(byte) => place.start.saturating_sub(1),
        _ => place.start,
    }
}

/// Where the changes of a script are in the text that it gives.
fn places(script: &Script<Repair>) -> Vec<Span> {
    let mut shift = 0_isize;
    let place = |change: &Change<Repair>| {
        let start = change.span.start.saturating_add_signed(shift);
        shift += change.insert.len() as isize - change.span.len() as isize;
        Span::new(start, start + change.insert.len())
    };
    script.changes().iter().map(place).collect()
}

fn edits(script: &Script<Repair>, places: &[Span], input: &[u8], mask: &Mask) -> Vec<Edit> {
    let changes = script.changes().iter().zip(places);
    changes.map(|(change, place)| Edit { place: Some(*place), ..quoted_edit(change, input, mask) }).collect()
}

/// A change as the report has it: what it took and what it brought, without secrets.
fn quoted_edit(change: &Change<Repair>, input: &[u8], mask: &Mask) -> Edit {
    let Repair { code, applicability } = change.note;
    let removed = shown(input, change.span, mask);
    let inserted = match &*change.insert {
        inserted if !mask.covers(change.span) || is_structure(inserted) => inserted.to_owned(),
        inserted => inserted.chars().map(|c| if is_structural(c) { c } else { Mask::CHARACTER }).collect(),
    };
    Edit { code, applicability, span: change.span, removed, inserted, place: None, read_as: None }
}

/// A part of bytes as a report quotes it. All that a report quotes of its input comes from here.
fn shown(bytes: &[u8], part: Span, mask: &Mask) -> String {
    let text = quoted(part.slice_bytes(bytes));
    if is_structure(&text) || !mask.covers(part) { text } else { mask.show(bytes, part) }
}

/// Bytes as text; those that are no UTF-8 as `\xff`.
fn quoted(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().flat_map(|byte| std::ascii::escape_default(*byte)).map(char::from));
    }
    text
}

/// A single character of structure tells nothing that the code does not.
fn is_structure(text: &str) -> bool {
    text.trim().len() <= 1 && text.trim().chars().all(is_structural)
}

fn is_structural(character: char) -> bool {
    matches!(character, '{' | '}' | '[' | ']' | ':' | ',' | '"') || character.is_whitespace()
}
