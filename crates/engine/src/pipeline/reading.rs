//! The way of an input through the stages.
//!
//! [`Reading::read`] takes the wrappers off and reads the document within. Once, it looks whether the repaired text is JSON
//! that holds the document. Each of these layers leads the places of the report one step back towards the input.

mod apart;
mod findings;
mod finish;
mod fitting;
mod held;
mod left_out;
mod listed;
mod masks;
mod pages;
mod quote;
mod source;
mod unwrapping;
mod violations;

use super::payload::Payload;
use super::report::{Outcome, Report};
use crate::Error;
use crate::decode::{Unwrapped, decode, is_bare};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::limits::Limits;
use crate::redact::{Mask, Suspects};
use crate::repair::is_other_notation;
use crate::schema::{Kinds, Shape};
use crate::syntax::grammar::State;
use crate::syntax::{NodeKind, SyntaxError, Tape, Value, parse};
use crate::text::Span;
use findings::{mapped, sorted};
use source::Source;

/// Whether an input may be repaired.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Strict,
    Lenient,
}

/// How a value is made of a tape.
pub(super) trait Build<T>: Fn(&Tape<'_>) -> Result<T, Error> {}

impl<T, F: Fn(&Tape<'_>) -> Result<T, Error>> Build<T> for F {}

/// Bytes to be read, as which kind of document, and within which limits.
#[derive(Clone, Copy)]
pub(super) struct Reading<'i> {
    input: &'i [u8],
    shape: &'i Shape,
    /// The payload to check for, which may have rules beyond its shape.
    payload: Option<&'i dyn Payload>,
    limits: &'i Limits,
    /// Places of the input that must not be shown, as far as the bytes round it tell.
    outer: Option<&'i Mask>,
    /// The input was taken out of wrappers, which the report shows.
    is_within: bool,
    /// Pages of a collection are joined.
    pages: bool,
}

/// The finding that the input has more bytes than allowed.
pub(super) fn too_large(limits: &Limits) -> Diagnostic {
    Diagnostic::new(Code::TooLarge, Span::at(limits.bytes)).help(format!("the limit is {} bytes", limits.bytes))
}

/// Adds to a finding about text that is no JSON how to go on.
pub(super) fn advise(diagnostic: Diagnostic) -> Diagnostic {
    match diagnostic.code {
        Code::Empty | Code::TooLarge => diagnostic,
        Code::TooDeep => diagnostic.help("raise the limit on depth, if the input can be trusted"),
        _ => diagnostic.help("`recover` repairs damaged text"),
    }
}

/// A report of the bytes within the wrappers of an input.
struct Taken<'c, T> {
    report: Report<T>,
    /// The wrappers, and of each what must not be shown of the bytes before it.
    wrappers: Option<(Unwrapped<'c>, Vec<Mask>)>,
}

impl<T> Taken<'_, T> {
    fn plain(report: Report<T>) -> Self {
        Self { report, wrappers: None }
    }

    /// The report as one of the input.
    fn led_out(self) -> Report<T> {
        match self.wrappers {
            Some((unwrapped, masks)) => unwrapping::report(self.report, &unwrapped, masks),
            None => self.report,
        }
    }
}

impl<'i> Reading<'i> {
    pub(super) fn new(input: &'i [u8], shape: &'i Shape, limits: &'i Limits) -> Self {
        Self { input, shape, payload: None, limits, outer: None, is_within: false, pages: false }
    }

    /// The same of a part of bytes that tell what must not be shown of it.
    pub(super) fn within(self, outer: &'i Mask) -> Self {
        Self { outer: Some(outer), ..self }
    }

    /// A reading for a kind of payload.
    pub(super) fn of_payload(input: &'i [u8], payload: &'i dyn Payload, limits: &'i Limits) -> Self {
        Self { payload: Some(payload), ..Self::new(input, payload.shape(), limits) }
    }

    /// The same, where the pages of a collection are to be joined.
    pub(super) fn joining(self, pages: bool) -> Self {
        Self { pages, ..self }
    }

    pub(super) fn read<T>(&self, mode: Mode, build: &impl Build<T>) -> Report<T> {
        if mode == Mode::Strict {
            return self.checked(build);
        }
        let Taken { report, wrappers } = self.taken(build);
        // Only now: what a string holds must not make a document of what is none.
        let held = self.held(&report).map(|within| within.taken(build).led_out());
        let report = match held {
            Some(held) => held::joined(report, held),
            None => report,
        };
        Taken { report, wrappers }.led_out()
    }

    /// Reads the input as it stands; what is wrong with it is found, and nothing is repaired.
    fn checked<T>(&self, build: &impl Build<T>) -> Report<T> {
        if let Some(refused) = self.oversized() {
            return refused;
        }
        let source = Source::decoded(decode(self.input));
        let parsed = parse(&source.text, self.limits.depth);
        let hidden = if self.may_hold(&source.text, &parsed) { self.hidden_within() } else { None };
        let reading = Reading { outer: hidden.as_ref().or(self.outer), ..*self };
        match &parsed {
            Ok(tape) => reading.concluded(&source, tape, Mode::Strict, build),
            Err(error) => {
                let lexical = reading.lexical(&source.text, &source.script.offset_map());
                if error.code == Code::TooDeep {
                    too_deep(error, &source, lexical)
                } else {
                    reading.violations(&source, error, lexical, build)
                }
            }
        }
    }

    /// Takes the wrappers off, if there are any, and reads the document within.
    fn taken<T>(&self, build: &impl Build<T>) -> Taken<'i, T> {
        if let Some(refused) = self.oversized() {
            return Taken::plain(refused);
        }
        let source = Source::decoded(decode(self.input));
        let parsed = parse(&source.text, self.limits.depth);
        if let Some(report) = self.several(&source, &parsed, build) {
            return Taken::plain(report);
        }
        let mut refused = Vec::new();
        if self.may_hold(&source.text, &parsed) && parsed.as_ref().err().is_none_or(|error| error.code != Code::TooDeep)
        {
            let unwrapped = self.unwrap();
            // What is refused is the document, whatever else the bytes look like.
            if !unwrapped.is_plain() && unwrapped.refused.is_empty() {
                let masks = self.masks(&unwrapped);
                let within = Reading { input: &unwrapped.bytes, outer: masks.last(), is_within: true, ..*self };
                let report = within.document(build);
                if parsed.is_err() || within.is_evident(&report) {
                    return Taken { report, wrappers: Some((unwrapped, masks)) };
                }
            }
            refused = unwrapped.refused;
            // JSON that holds no document is none itself, and there is nothing to repair.
            if refused.iter().any(|found| found.code == Code::NoBody) {
                return Taken::plain(Report::rejected(
                    refused,
                    self.lexical(&source.text, &source.script.offset_map()),
                ));
            }
        }
        let mut report = self.recovered(&source, parsed, build);
        if report.outcome == Outcome::Rejected && !refused.is_empty() {
            report.diagnostics.append(&mut refused);
            report.diagnostics = sorted(report.diagnostics);
        }
        Taken::plain(report)
    }

    /// Reads the input as one document, or as the pages of one.
    fn document<T>(&self, build: &impl Build<T>) -> Report<T> {
        if let Some(refused) = self.oversized() {
            return refused;
        }
        let source = Source::decoded(decode(self.input));
        let parsed = parse(&source.text, self.limits.depth);
        self.several(&source, &parsed, build).unwrap_or_else(|| self.recovered(&source, parsed, build))
    }

    /// The report of an input that is several documents: the elements of the list that is asked for, or the pages of a
    /// collection that are to be joined.
    fn several<T>(
        &self,
        source: &Source<'_>,
        parsed: &Result<Tape<'_>, SyntaxError>,
        build: &impl Build<T>,
    ) -> Option<Report<T>> {
        let error = parsed.as_ref().err();
        let listed = error.and_then(|_| self.listed(source)).and_then(|listed| {
            let tape = parse(&listed.text, self.limits.depth).ok()?;
            Some(self.concluded(&listed, &tape, Mode::Lenient, build))
        });
        let is_too_deep = error.is_some_and(|error| error.code == Code::TooDeep);
        listed.or_else(|| if self.pages && !is_too_deep { self.pages(build) } else { None })
    }

    /// Reads a text that may be damaged.
    fn recovered<T>(
        &self,
        source: &Source<'_>,
        parsed: Result<Tape<'_>, SyntaxError>,
        build: &impl Build<T>,
    ) -> Report<T> {
        if source.script.changes().len() > self.limits.edits {
            let mask = self.lexical(&source.text, &source.script.offset_map());
            return Report::rejected(vec![self.too_many(source)], mask);
        }
        let error = match parsed {
            Ok(tape) => return self.concluded(source, &tape, Mode::Lenient, build),
            Err(error) => error,
        };
        let suspects = Suspects::of(&source.text);
        let lexical = self.lexical_among(&suspects, &source.text, &source.script.offset_map());
        // Too deep is too deep, whatever else is wrong.
        if error.code == Code::TooDeep {
            return too_deep(&error, source, lexical);
        }
        let repaired = match self.repaired(source, &error, &suspects) {
            Ok(repaired) => Source { lexical, ..repaired },
            Err((diagnostics, steps)) => return Report { steps, ..Report::rejected(diagnostics, lexical) },
        };
        match parse(&repaired.text, self.limits.depth) {
            Ok(tape) => self.concluded(&repaired, &tape, Mode::Lenient, build),
            // Recovery promises JSON. Should it break the promise, then nothing is better than a wrong value.
            Err(again) => {
                let reason = Diagnostic::new(Code::Unrecoverable, source.script.offset_map().original_span(error.span));
                let again = mapped(again.diagnostic(), &repaired.script.offset_map());
                let Source { steps, lexical, .. } = repaired;
                Report { steps, ..Report::rejected(sorted(vec![reason, again]), lexical) }
            }
        }
    }

    /// From a text that is JSON to the report, by way of what must be changed so that it fits.
    fn concluded<T>(&self, source: &Source<'_>, tape: &Tape<'_>, mode: Mode, build: &impl Build<T>) -> Report<T> {
        if mode == Mode::Lenient && build(tape).is_err() {
            let fitted = self.fitted(source, tape, build);
            let report = fitted.and_then(|fitted| {
                let tape = parse(&fitted.text, self.limits.depth).ok()?;
                Some(self.finish(&fitted, &tape, mode, build))
            });
            if let Some(report) = report {
                return report;
            }
        }
        self.finish(source, tape, mode, build)
    }

    /// The report of an input that is larger than allowed.
    fn oversized<T>(&self) -> Option<Report<T>> {
        (self.input.len() > self.limits.bytes).then(|| Report::rejected(vec![too_large(self.limits)], Mask::default()))
    }

    /// Whether a text may hold the document instead of being it.
    fn may_hold(&self, text: &str, parsed: &Result<Tape<'_>, SyntaxError>) -> bool {
        let error = match parsed {
            Ok(tape) => return !self.may_be(tape),
            Err(error) => error,
        };
        let is_followed = error.state == State::End;
        is_followed || !(is_other_notation(text) || self.guided(|guide| is_bare(text, guide)))
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

    /// Whether the document found within JSON that stood as it was is beyond doubt: several members that it knows, or no
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

    /// The finding that a source has more changes than allowed, at the first of them.
    fn too_many(&self, source: &Source<'_>) -> Diagnostic {
        let first = source.script.changes().get(self.limits.edits).map_or(Span::at(0), |change| change.span);
        let help = format!("the limit is {} edits", self.limits.edits);
        Diagnostic::new(Code::TooManyEdits, first).help(help)
    }
}

/// The report of a text that is nested too deep.
fn too_deep<T>(error: &SyntaxError, source: &Source<'_>, mask: Mask) -> Report<T> {
    Report::rejected(vec![mapped(advise(error.diagnostic()), &source.script.offset_map())], mask)
}

/// Whether some finding is an error.
fn has_error(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|found| found.severity == Severity::Error)
}
