//! Pipeline of one input through the stages.
//!
//! [`Reading::read`] takes the envelopes off and reads the document within. It then checks once whether the repaired
//! text is JSON that holds the document. Each of these steps maps the spans of the report one step back towards the
//! input.

mod apart;
mod findings;
mod finish;
mod fitting;
mod held;
mod identity;
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
use crate::schema::Shape;
use crate::syntax::Tape;
use crate::syntax::grammar::State;
use crate::syntax::parse::{Violation, parse};
use crate::text::Span;
use findings::{mapped, sorted};
pub(super) use quote::shown;
use source::Source;

/// Whether an input may be repaired (`Lenient`) or only checked (`Strict`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Strict,
    Lenient,
}

/// Function that reads a value from a tape.
pub(super) trait Build<T>: Fn(&Tape<'_>) -> Result<T, Error> {}

impl<T, F: Fn(&Tape<'_>) -> Result<T, Error>> Build<T> for F {}

/// Input with its expected shape and its limits.
#[derive(Clone, Copy)]
pub(super) struct Reading<'i> {
    input: &'i [u8],
    shape: &'i Shape,
    /// Payload to check for, which may have rules beyond its shape; `None` if the shape is all.
    payload: Option<&'i dyn Payload>,
    limits: &'i Limits,
    /// Redacted spans of the input that only the surrounding bytes reveal; `None` if nothing surrounds it.
    outer: Option<&'i Mask>,
    /// Whether the input was taken out of envelopes, which the report shows.
    is_within: bool,
    /// Whether no type reads the document: the shape alone decides what fits.
    untyped: bool,
    /// Whether pages of a collection are joined.
    pages: bool,
    /// Whether the report lists the edits of each stage.
    layers: bool,
}

/// Returns the finding that the input has more bytes than the limit allows.
pub(super) fn too_large(limits: &Limits) -> Diagnostic {
    Diagnostic::new(Code::TooLarge, Span::at(limits.bytes)).help(format!("the limit is {} bytes", limits.bytes))
}

/// Adds help to a finding about text that is not JSON.
pub(super) fn advise(diagnostic: Diagnostic) -> Diagnostic {
    match diagnostic.code {
        Code::Empty | Code::TooLarge => diagnostic,
        Code::TooDeep => diagnostic.help("raise the depth limit if the input is trusted"),
        _ => diagnostic.help("`recover` repairs damaged text"),
    }
}

/// Report of the bytes within the envelopes of an input.
struct Taken<'c, T> {
    report: Report<T>,
    /// Envelopes, each with the redacted spans of the bytes before it; `None` if there are none.
    wrappers: Option<(Unwrapped<'c>, Vec<Mask>)>,
    /// Whether the report lists the edits of each stage.
    layers: bool,
}

impl<T> Taken<'_, T> {
    fn plain(report: Report<T>) -> Self {
        Self { report, wrappers: None, layers: false }
    }

    /// Maps the report to the input.
    fn led_out(self) -> Report<T> {
        match self.wrappers {
            Some((unwrapped, masks)) => unwrapping::report(self.report, &unwrapped, masks, self.layers),
            None => self.report,
        }
    }
}

impl<'i> Reading<'i> {
    pub(super) fn new(input: &'i [u8], shape: &'i Shape, limits: &'i Limits) -> Self {
        Self {
            input,
            shape,
            payload: None,
            limits,
            outer: None,
            is_within: false,
            untyped: false,
            pages: false,
            layers: false,
        }
    }

    /// Sets the redacted spans of the input that only the surrounding bytes reveal.
    pub(super) fn within(self, outer: &'i Mask) -> Self {
        Self { outer: Some(outer), ..self }
    }

    /// Creates a reading for a kind of payload.
    pub(super) fn of_payload(input: &'i [u8], payload: &'i dyn Payload, limits: &'i Limits) -> Self {
        Self { payload: Some(payload), ..Self::new(input, payload.shape(), limits) }
    }

    /// Sets whether the shape alone decides what fits, and text that does not is made to fit.
    pub(super) fn untyped(self, untyped: bool) -> Self {
        Self { untyped, ..self }
    }

    /// Sets whether the pages of a collection are joined.
    pub(super) fn joining(self, pages: bool) -> Self {
        Self { pages, ..self }
    }

    /// Sets whether the report lists the edits of each stage.
    pub(super) fn listing(self, layers: bool) -> Self {
        Self { layers, ..self }
    }

    pub(super) fn read<T>(&self, mode: Mode, build: &impl Build<T>) -> Report<T> {
        if mode == Mode::Strict {
            return self.checked(build);
        }
        let Taken { report, wrappers, layers } = self.taken(build);
        // A held document is searched last: the content of a string must not turn text without a document into one.
        let held = self.held(&report).map(|within| within.taken(build).led_out());
        let report = match held {
            Some(held) => held::joined(report, held),
            None => report,
        };
        Taken { report, wrappers, layers }.led_out()
    }

    /// Checks the unchanged input: faults are found, and nothing is repaired.
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

    /// Takes the envelopes off, if there are any, and reads the document within.
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
            // Refused content is the document, even if the bytes look like another one.
            if !unwrapped.is_plain() && unwrapped.refused.is_empty() {
                let masks = self.masks(&unwrapped);
                let within = Reading { input: &unwrapped.bytes, outer: masks.last(), is_within: true, ..*self };
                let report = within.document(build);
                if parsed.is_err() || within.is_evident(&report) {
                    return Taken { report, wrappers: Some((unwrapped, masks)), layers: self.layers };
                }
            }
            refused = unwrapped.refused;
            // JSON that holds no document is not one itself, and there is nothing to repair.
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

    /// Reads the input as one document, or as the pages of one collection.
    fn document<T>(&self, build: &impl Build<T>) -> Report<T> {
        if let Some(refused) = self.oversized() {
            return refused;
        }
        let source = Source::decoded(decode(self.input));
        let parsed = parse(&source.text, self.limits.depth);
        self.several(&source, &parsed, build).unwrap_or_else(|| self.recovered(&source, parsed, build))
    }

    /// Returns the report of an input with several documents: the elements of the expected array, or the pages of a
    /// collection that are to be joined.
    fn several<T>(
        &self,
        source: &Source<'_>,
        parsed: &Result<Tape<'_>, Violation>,
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

    /// Recovers a document from a text that is not JSON, or reads a text that is.
    fn recovered<T>(
        &self,
        source: &Source<'_>,
        parsed: Result<Tape<'_>, Violation>,
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
        // Excessive depth rejects the input, even if it has other faults.
        if error.code == Code::TooDeep {
            return too_deep(&error, source, lexical);
        }
        let repaired = match self.repaired(source, &error, &suspects) {
            Ok(repaired) => Source { lexical, ..repaired },
            Err((diagnostics, steps)) => return Report { steps, ..Report::rejected(diagnostics, lexical) },
        };
        match parse(&repaired.text, self.limits.depth) {
            Ok(tape) => self.concluded(&repaired, &tape, Mode::Lenient, build),
            // Recovery guarantees JSON. If that invariant fails, no value is better than a wrong one.
            Err(again) => {
                let reason = Diagnostic::new(Code::Unrecoverable, source.script.offset_map().original_span(error.span));
                let again = mapped(again.diagnostic(), &repaired.script.offset_map());
                let Source { steps, lexical, .. } = repaired;
                Report { steps, ..Report::rejected(sorted(vec![reason, again]), lexical) }
            }
        }
    }

    /// Returns the report of a text that is JSON, with the changes that make it fit.
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
        } else if mode == Mode::Lenient && self.untyped {
            if let Some(conformed) = self.conformed(source, tape) {
                if let Ok(tape) = parse(&conformed.text, self.limits.depth) {
                    return self.finish(&conformed, &tape, mode, build);
                }
            }
        }
        self.finish(source, tape, mode, build)
    }

    /// Returns the report of an input that exceeds the size limit; `None` if it does not.
    fn oversized<T>(&self) -> Option<Report<T>> {
        (self.input.len() > self.limits.bytes).then(|| Report::rejected(vec![too_large(self.limits)], Mask::default()))
    }

    /// Returns whether a text may hold the document instead of being it.
    fn may_hold(&self, text: &str, parsed: &Result<Tape<'_>, Violation>) -> bool {
        let error = match parsed {
            Ok(tape) => return !self.may_be(tape),
            Err(error) => error,
        };
        let is_followed = error.state == State::End;
        is_followed || !(is_other_notation(text) || self.guided(|guide| is_bare(text, guide)))
    }

    /// Returns the finding that a source has more changes than the limit allows, at the first change beyond it.
    fn too_many(&self, source: &Source<'_>) -> Diagnostic {
        let first = source.script.changes().get(self.limits.edits).map_or(Span::at(0), |change| change.span);
        let help = format!("the limit is {} edits", self.limits.edits);
        Diagnostic::new(Code::TooManyEdits, first).help(help)
    }
}

/// Returns the report of a text that is nested too deep.
fn too_deep<T>(error: &Violation, source: &Source<'_>, mask: Mask) -> Report<T> {
    Report::rejected(vec![mapped(advise(error.diagnostic()), &source.script.offset_map())], mask)
}

/// Returns whether some finding is an error.
fn has_error(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|found| found.severity == Severity::Error)
}
