//! How to read, and the one way through the stages.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::payload::{Payload, starts};
use super::reading::{self, Mode, Reading};
use super::report::{Outcome, Report};
use super::shapes;
use crate::Error;
use crate::diagnostic::{Applicability, Code, Diagnostic};
use crate::limits::Limits;
use crate::redact::Mask;
use crate::schema::Shape;
use crate::syntax::{Locator, NodeKind, Tape, i_json, parse};
use crate::text::{LineIndex, Span};
use crate::validate::judge;

/// The limits within which to read. The functions of the crate's root use the default ones.
///
/// ```
/// use jsonmend::Options;
///
/// let options = Options::new().max_bytes(1 << 20).max_depth(32);
/// let report = options.recover::<Vec<u8>>(b"[1, 2");
/// assert_eq!(options.parse::<Vec<u8>>(b"[1, 2]")?, [1, 2]);
/// # Ok::<(), jsonmend::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    limits: Limits,
    pages: bool,
}

impl Options {
    /// The deepest nesting that [`Options::max_depth`] allows. serde visits containers by recursion, and this much fits
    /// on the stack of a thread.
    pub const DEEPEST: usize = 512;

    /// The default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Refuses inputs of more bytes. Default 256 MiB; never more than 4 GiB - 1.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.limits.bytes = bytes.min(u32::MAX as usize);
        self
    }

    /// Refuses deeper nesting of brackets. Default 128; never more than [`Options::DEEPEST`].
    #[must_use]
    pub fn max_depth(mut self, depth: usize) -> Self {
        self.limits.depth = depth.min(Self::DEEPEST);
        self
    }

    /// Refuses inputs that need more repairs. Default 100,000.
    #[must_use]
    pub fn max_edits(mut self, edits: usize) -> Self {
        self.limits.edits = edits;
        self
    }

    /// Gives up the search for the best repair after so many steps per byte of the input, above
    /// [`Limits::BASE_STEPS`]. Default 16.
    #[must_use]
    pub fn max_steps_per_byte(mut self, steps: usize) -> Self {
        self.limits.steps_per_byte = steps;
        self
    }

    /// Rejects inputs with a repair that is less sure than this: with [`Applicability::Likely`] no guess is accepted, with
    /// [`Applicability::Certain`] no doubt at all. Default [`Applicability::Guess`]: everything is.
    ///
    /// The repairs that were not accepted stay in [`Report::edits`], for somebody to look at.
    ///
    /// ```
    /// use jsonmend::{Options, Outcome, diagnostic::Applicability};
    ///
    /// let doubtful = br#"{"a": [1, 2}"#;
    /// let report = Options::new().max_doubt(Applicability::Certain).recover::<serde_json::Value>(doubtful);
    /// assert_eq!(report.outcome, Outcome::Rejected);
    /// assert_eq!(report.edits[0].describe(), "inserted `]`");
    /// ```
    #[must_use]
    pub fn max_doubt(mut self, doubt: Applicability) -> Self {
        self.limits.doubt = doubt;
        self
    }

    /// Joins what a capture of several pages holds to one collection. Default `false`: the document that fits best is
    /// read alone.
    ///
    /// Pages may be the bodies of an archive of HTTP traffic (HAR), those of several HTTP messages, or documents one behind
    /// the other. Each is recovered by itself; what is no collection is left out, which is reported as all else is. The
    /// first page gives the members round the list, the last one the link to the next page if there is one.
    ///
    /// ```
    /// use jsonmend::{Options, Outcome};
    ///
    /// let pages = br#"{"value": [1, 2], "@odata.nextLink": "https://example.com/?page=2"}
    /// {"value": [3]}"#;
    /// let report = Options::new().join_pages(true).recover::<serde_json::Value>(pages);
    /// assert_eq!(report.outcome, Outcome::Repaired);
    /// assert_eq!(report.value.unwrap()["value"], serde_json::json!([1, 2, 3]));
    /// ```
    #[must_use]
    pub fn join_pages(mut self, join: bool) -> Self {
        self.pages = join;
        self
    }

    /// Whether [`Options::parse`] and the checks also ask for what I-JSON (RFC 7493) asks beyond JSON: no name twice in an
    /// object, and no number that binary64 cannot hold. Default no; then a name that comes twice is for the type to refuse.
    ///
    /// It takes a tape and so about twice the time.
    ///
    /// ```
    /// use jsonmend::Options;
    ///
    /// let twice = br#"{"a": 1, "\u0061": 2}"#;
    /// assert!(Options::new().parse::<serde_json::Value>(twice).is_ok());
    /// let error = Options::new().i_json(true).parse::<serde_json::Value>(twice).unwrap_err();
    /// assert_eq!((error.code().name(), error.position().column), ("duplicate-member", 10));
    /// ```
    #[must_use]
    pub fn i_json(mut self, i_json: bool) -> Self {
        self.limits.i_json = i_json;
        self
    }

    /// The limits themselves.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// [`crate::parse()`] within these limits.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn parse<'de, T: Deserialize<'de>>(&self, input: &'de [u8]) -> Result<T, Error> {
        let fail = |diagnostic: Diagnostic| {
            let position = LineIndex::new(input).position(diagnostic.span.start);
            Error::found(diagnostic, position)
        };
        if input.len() > self.limits.bytes {
            return Err(fail(reading::too_large(&self.limits)));
        }
        let text = match std::str::from_utf8(input) {
            Ok(text) => text,
            Err(error) => {
                let start = error.valid_up_to();
                let end = start + error.error_len().unwrap_or(input.len() - start);
                return Err(fail(reading::advise(Diagnostic::new(Code::InvalidUtf8, Span::new(start, end)))));
            }
        };
        if text.starts_with('\u{feff}') {
            return Err(fail(reading::advise(Diagnostic::new(Code::ByteOrderMark, Span::new(0, 3)))));
        }
        // Most inputs are fine, and need no tape. What is wrong with the others, the tape tells.
        if !self.limits.i_json {
            if let Some(value) = crate::serde::de::read(text, self.limits.depth) {
                return Ok(value);
            }
        }
        let tape = match parse(text, self.limits.depth) {
            Ok(tape) => tape,
            Err(error) => return Err(fail(reading::advise(error.diagnostic()))),
        };
        let wrong = if self.limits.i_json { i_json(&tape).into_iter().next() } else { None };
        if let Some(mut wrong) = wrong {
            wrong.pointer = Locator::new(&tape).pointer(wrong.span.start, |_| false);
            return Err(fail(wrong));
        }
        crate::serde::de::deserialize(&tape).map_err(|error| {
            let mut diagnostic = error.into_diagnostic();
            let secrets = crate::validate::secrets(&tape, &Shape::ANY, &[]);
            if secrets.covers(diagnostic.span) {
                diagnostic.detail = None;
            }
            diagnostic.pointer = Locator::new(&tape).pointer(diagnostic.span.start, |_| false);
            fail(diagnostic)
        })
    }

    /// [`crate::recover()`] within these limits.
    ///
    /// Whatever was edited or not, what does not fit `T` as documented is a finding, and an input that is no `T` at all has
    /// no value.
    #[must_use]
    pub fn recover<T: DeserializeOwned + JsonSchema + 'static>(&self, input: &[u8]) -> Report<T> {
        self.recover_part(&shapes::of::<T>(), input, &Mask::default())
    }

    /// [`Options::recover`] of a part of something that tells what must not be shown of it.
    pub(super) fn recover_part<T: DeserializeOwned>(&self, shape: &Shape, input: &[u8], outer: &Mask) -> Report<T> {
        let fitting = self.fitting(input, shape);
        if let Some(value) = fitting.and_then(|text| crate::serde::de::read(text, self.limits.depth)) {
            return Report::clean(value);
        }
        let read = |tape: &Tape<'_>| typed(tape, shape, || crate::serde::de::deserialize(tape));
        self.reading(input, shape, outer).read(Mode::Lenient, &read)
    }

    /// The text of an input whose encoding and size are as they should be.
    fn text<'i>(&self, input: &'i [u8]) -> Option<&'i str> {
        std::str::from_utf8(input).ok().filter(|text| text.len() <= self.limits.bytes)
    }

    /// [`crate::check()`] within these limits.
    #[must_use]
    pub fn check<T: DeserializeOwned + JsonSchema + 'static>(&self, input: &[u8]) -> Report<()> {
        let shape = shapes::of::<T>();
        let reads = |text| crate::serde::de::read::<T>(text, self.limits.depth).is_some();
        if self.fitting(input, &shape).is_some_and(reads) {
            return Report::clean(());
        }
        let read = |tape: &Tape<'_>| crate::serde::de::deserialize::<T>(tape).map(drop);
        Reading::new(input, &shape, &self.limits).read(Mode::Strict, &read)
    }

    /// The text of an input about which there is nothing to say. None also where that takes a closer look.
    fn fitting<'i>(&self, input: &'i [u8], shape: &Shape) -> Option<&'i str> {
        // What a schema has beyond its shape takes a closer look.
        let plain = self.text(input).filter(|_| !self.limits.i_json && shape.rules().is_none())?;
        judge::fits(plain, self.limits.depth, shape).then_some(plain)
    }

    /// [`Options::check`] for a kind of document that is known only when the program runs: a [`Shape`], or an API's own
    /// [`Payload`], which may have rules beyond its shape.
    ///
    /// ```
    /// use jsonmend::{Options, schema::Shape};
    ///
    /// let shape = Shape::from_schema(&serde_json::json!({"type": "array", "items": {"type": "integer"}}));
    /// let report = Options::new().check_as(&shape, br#"[1, "2"]"#);
    /// assert_eq!(report.diagnostics[0].pointer, "/1");
    /// ```
    #[must_use]
    pub fn check_as(&self, payload: &dyn Payload, input: &[u8]) -> Report<()> {
        let accepts = |text: &str| payload.accepts(text, self.limits.depth);
        if self.fitting(input, payload.shape()).is_some_and(accepts) {
            return Report::clean(());
        }
        let build = |tape: &Tape<'_>| payload.read(tape);
        Reading::of_payload(input, payload, &self.limits).read(Mode::Strict, &build)
    }

    /// Whether an input is a payload of this kind as it stands: whether [`Options::parse`] would read it as the type behind
    /// the payload. That there is nothing else to say about it takes [`Options::check_as`].
    #[must_use]
    pub fn reads_as(&self, payload: &dyn Payload, input: &[u8]) -> bool {
        self.text(input).is_some_and(|text| payload.reads(text, self.limits.depth))
    }

    /// [`Options::recover`] for a type that is known only when the program runs: there is no value, just
    /// [`Report::repaired_text`].
    #[must_use]
    pub fn recover_shape(&self, shape: &Shape, input: &[u8]) -> Report<()> {
        self.shape_part(shape, input, &Mask::default())
    }

    /// [`Options::recover_shape`] for a kind of document that is known only when the program runs, with values of the wrong
    /// kind taken for what they must mean. What does not fit even so is left as it stands: that is for
    /// [`Options::check_as`] to judge.
    #[must_use]
    pub fn recover_as(&self, payload: &dyn Payload, input: &[u8]) -> Report<()> {
        self.payload_part(payload, input, &Mask::default())
    }

    fn reading<'r>(&'r self, input: &'r [u8], shape: &'r Shape, outer: &'r Mask) -> Reading<'r> {
        Reading::new(input, shape, &self.limits).joining(self.pages).within(outer)
    }

    pub(super) fn shape_part(&self, shape: &Shape, input: &[u8], outer: &Mask) -> Report<()> {
        self.reading(input, shape, outer).read(Mode::Lenient, &|_: &Tape<'_>| Ok(()))
    }

    pub(super) fn payload_part(&self, payload: &dyn Payload, input: &[u8], outer: &Mask) -> Report<()> {
        // Most inputs are fine, and need no tape.
        let is_read =
            |text: &str| !self.pages && starts(payload.shape(), text) && payload.reads(text, self.limits.depth);
        if self.fitting(input, payload.shape()).is_some_and(is_read) {
            return Report::clean(());
        }
        let report = self.shape_part(payload.shape(), input, outer);
        let text = report.repaired_text().map_or(input, str::as_bytes);
        if report.outcome == Outcome::Rejected
            || (self.reads_as(payload, text) && !self.is_strange(payload.shape(), text))
        {
            return report;
        }
        let fitted = self.canonical_part(payload, input, outer).map(drop);
        // Sound JSON that does not fit is no such payload; damaged text is left to look at.
        if fitted.outcome == Outcome::Rejected && report.outcome != Outcome::Clean { report } else { fitted }
    }

    /// Whether a text is an object of which the shape knows no member.
    fn is_strange(&self, shape: &Shape, input: &[u8]) -> bool {
        let text = self.text(input).unwrap_or_default();
        parse(text, self.limits.depth).is_ok_and(|tape| is_strange(&tape, shape))
    }

    /// [`Options::recover`] for a kind of document that is known only when the program runs: the value is the document in
    /// canonical form.
    #[must_use]
    pub fn recover_canonical(&self, payload: &dyn Payload, input: &[u8]) -> Report<serde_json::Value> {
        self.canonical_part(payload, input, &Mask::default())
    }

    pub(super) fn canonical_part(
        &self,
        payload: &dyn Payload,
        input: &[u8],
        outer: &Mask,
    ) -> Report<serde_json::Value> {
        let read = |tape: &Tape<'_>| typed(tape, payload.shape(), || payload.canonical(tape));
        self.reading(input, payload.shape(), outer).read(Mode::Lenient, &read)
    }
}

/// Reads a value, unless nothing of it is known: the type may take it, as all its members may be left out, but then
/// anything would be such a value, and the body of an error a definition without members.
fn typed<T>(tape: &Tape<'_>, shape: &Shape, read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    if is_strange(tape, shape) { Err(serde::de::Error::custom("no member of it is one of the type")) } else { read() }
}

/// Whether the document is an object with members that the shape refuses all.
fn is_strange(tape: &Tape<'_>, shape: &Shape) -> bool {
    let root = shape.node(shape.root());
    let is_refused = |name: &str| root.member(name).is_none() && root.refuses(name);
    let mut members = tape.root().members().peekable();
    tape.root().kind() == NodeKind::Object
        && members.peek().is_some()
        && members.all(|(name, _)| name.as_str().is_some_and(|name| is_refused(&name)))
}
