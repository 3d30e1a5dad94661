//! Options of parsing, recovery and checking, and their entry points.

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
use crate::syntax::parse::parse;
use crate::syntax::{Locator, NodeKind, Tape, i_json};
use crate::text::{LineIndex, Span};
use crate::validate::{judge, secrets, withhold};

/// Limits and options of parsing, recovery and checking. The functions of the crate root use the default ones.
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
    layers: bool,
}

impl Options {
    /// Deepest nesting that [`Options::max_depth`] allows. serde visits containers by recursion, and this depth fits on
    /// the stack of a thread.
    pub const DEEPEST: usize = 512;

    /// Creates options with the default limits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Rejects inputs of more than `bytes` bytes. Default 256 MiB; at most 4 GiB - 1.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.limits.bytes = bytes.min(u32::MAX as usize);
        self
    }

    /// Rejects nesting of brackets deeper than `depth`. Default 128; at most [`Options::DEEPEST`].
    #[must_use]
    pub fn max_depth(mut self, depth: usize) -> Self {
        self.limits.depth = depth.min(Self::DEEPEST);
        self
    }

    /// Rejects inputs that need more than `edits` repairs. Default 100,000.
    ///
    /// ```
    /// use jsonmend::{Options, Outcome};
    ///
    /// let report = Options::new().max_edits(1).recover::<Vec<u8>>(b"[1 2 3 4]");
    /// assert_eq!(report.outcome, Outcome::Rejected);
    /// assert!(report.diagnostics.iter().any(|found| found.code.name() == "too-many-edits"));
    /// ```
    #[must_use]
    pub fn max_edits(mut self, edits: usize) -> Self {
        self.limits.edits = edits;
        self
    }

    /// Rejects compressed inputs whose decompressed size exceeds [`Limits::BASE_DECOMPRESSED`] plus `factor` times the
    /// length of the input, or [`max_bytes`](Self::max_bytes) if that is less. Default factor 256. For data that is
    /// compressed several times, the limit holds for all results together. Inputs are decompressed with the feature
    /// `compression` only.
    ///
    /// ```
    /// use jsonmend::Options;
    ///
    /// assert_eq!(Options::new().max_expansion(1000).limits().decompressed(50), 50_000 + (1 << 20));
    /// ```
    #[must_use]
    pub fn max_expansion(mut self, factor: usize) -> Self {
        self.limits.expansion = factor;
        self
    }

    /// Ends the search for the best repair after `steps` steps per byte of the input, above [`Limits::BASE_STEPS`].
    /// Default 16; 0 still allows the base. The rest of the input is then repaired almost without alternatives, and the
    /// outcome is [`Outcome::Partial`], with the finding `out-of-steps`.
    ///
    /// ```
    /// use jsonmend::Options;
    ///
    /// let options = Options::new().max_steps_per_byte(100);
    /// assert_eq!(options.limits().steps(10) - Options::new().limits().steps(10), 10 * (100 - 16));
    /// ```
    #[must_use]
    pub fn max_steps_per_byte(mut self, steps: usize) -> Self {
        self.limits.steps_per_byte = steps;
        self
    }

    /// Rejects inputs with a repair less certain than `least`: [`Applicability::Likely`] refuses guesses,
    /// [`Applicability::Certain`] refuses likely repairs too. Default [`Applicability::Guess`], which accepts every
    /// repair.
    ///
    /// The refused repairs stay in [`Report::edits`] for review; if the document was in an envelope or encoding, only the
    /// findings describe them. [`Report::into_result`] also considers whether the report is ambiguous and the document
    /// complete.
    ///
    /// ```
    /// use jsonmend::{Options, Outcome, diagnostic::Applicability};
    ///
    /// let doubtful = br#"{"a": [1, 2}"#;
    /// let report = Options::new().min_applicability(Applicability::Certain).recover::<serde_json::Value>(doubtful);
    /// assert_eq!(report.outcome, Outcome::Rejected);
    /// assert_eq!(report.edits[0].describe(), "inserted `]`");
    /// ```
    #[must_use]
    pub fn min_applicability(mut self, least: Applicability) -> Self {
        self.limits.applicability = least;
        self
    }

    /// Joins the pages of a capture into one collection. Default `false`: [`recover()`](crate::recover()) describes which of
    /// several documents is read.
    ///
    /// Pages may be the bodies of an HTTP archive (HAR) or of several HTTP messages, or concatenated documents. Each
    /// page is recovered separately; a document that is not a collection is left out and reported. The first page gives
    /// the members around the list, the last page the link to the next page if there is one.
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

    /// Sets whether reports list the edits of each stage in [`Report::layers`], from which a reader can replay the
    /// recovery. Default `false`, because the list takes as much memory as the content of all envelopes.
    ///
    /// ```
    /// use jsonmend::Options;
    ///
    /// let report = Options::new().layers(true).recover::<Vec<u8>>(b"[1 2]");
    /// assert_eq!(report.layers()[0].apply(b"[1 2]").unwrap(), b"[1, 2]");
    /// ```
    #[must_use]
    pub fn layers(mut self, layers: bool) -> Self {
        self.layers = layers;
        self
    }

    /// Whether reports list the edits of each stage.
    pub(super) const fn has_layers(&self) -> bool {
        self.layers
    }

    /// Sets whether [`Options::parse`] and the checks also enforce I-JSON (RFC 7493): no duplicate member names in an
    /// object, and no number that binary64 cannot hold. Default `false`; duplicate names are then left for the type to
    /// refuse.
    ///
    /// Enforcing I-JSON needs a tape, which takes about twice the time.
    ///
    /// ```
    /// use jsonmend::Options;
    ///
    /// let twice = br#"{"a": 1, "\u0061": 2}"#;
    /// assert!(Options::new().parse::<serde_json::Value>(twice).is_ok());
    /// let error = Options::new().i_json(true).parse::<serde_json::Value>(twice).unwrap_err();
    /// assert_eq!((error.code().unwrap().name(), error.position().unwrap().column), ("duplicate-member", 10));
    /// ```
    #[must_use]
    pub fn i_json(mut self, i_json: bool) -> Self {
        self.limits.i_json = i_json;
        self
    }

    /// Returns the limits.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Parses like [`parse()`](crate::parse()), within these limits.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`parse()`](crate::parse()).
    pub fn parse<'de, T: Deserialize<'de>>(&self, input: &'de [u8]) -> Result<T, Error> {
        self.parse_hiding(input, &Mask::default())
    }

    /// Parses like [`Options::parse`]; `hidden` has further spans that errors must not show.
    pub(super) fn parse_hiding<'de, T: Deserialize<'de>>(&self, input: &'de [u8], hidden: &Mask) -> Result<T, Error> {
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
        // Most inputs are valid and need no tape. For the others, the tape locates the fault.
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
            let secrets = secrets(&tape, &Shape::ANY, &[]).union(hidden.clone());
            wrong.pointer = Locator::new(&tape).pointer(wrong.span.start, |span| secrets.covers(span));
            return Err(fail(wrong));
        }
        crate::serde::de::deserialize(&tape).map_err(|error| fail(refusal(error, &tape, hidden)))
    }

    /// Recovers like [`recover()`](crate::recover()), within these limits.
    ///
    /// Deviations from the schema of `T` are findings, whether the input was edited or not. Recovery does not report values
    /// that an enumeration does not list, or other spellings, if `T` accepts them: [`Options::check`] does. An input that
    /// cannot be read as `T` at all has no value.
    #[must_use]
    pub fn recover<T: DeserializeOwned + JsonSchema + 'static>(&self, input: &[u8]) -> Report<T> {
        self.recover_part(&shapes::of::<T>(), input, &Mask::default())
    }

    /// Recovers a part of a capture; `outer` holds the redacted spans of the part that only the rest of the capture
    /// reveals.
    pub(super) fn recover_part<T: DeserializeOwned>(&self, shape: &Shape, input: &[u8], outer: &Mask) -> Report<T> {
        let fitting = self.fitting(input, shape);
        if let Some(value) = fitting.and_then(|text| crate::serde::de::read(text, self.limits.depth)) {
            return Report::clean(value);
        }
        let read = |tape: &Tape<'_>| typed(tape, shape, || crate::serde::de::deserialize(tape));
        self.reading(input, shape, outer).read(Mode::Lenient, &read)
    }

    /// Returns the text of an input; `None` if the input is not UTF-8 or exceeds the size limit.
    fn text<'i>(&self, input: &'i [u8]) -> Option<&'i str> {
        std::str::from_utf8(input).ok().filter(|text| text.len() <= self.limits.bytes)
    }

    /// Checks like [`check()`](crate::check()), within these limits.
    ///
    /// ```
    /// use jsonmend::Options;
    ///
    /// let report = Options::new().i_json(true).check::<serde_json::Value>(br#"{"a": 1, "a": 2}"#);
    /// assert_eq!(report.diagnostics[0].code.name(), "duplicate-member");
    /// ```
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

    /// Returns the text of an input that fits the shape without any finding. `None` if the input does not fit, or a
    /// full check is needed to know.
    fn fitting<'i>(&self, input: &'i [u8], shape: &Shape) -> Option<&'i str> {
        // Rules of a schema beyond its shape need a full check.
        let plain = self.text(input).filter(|_| !self.limits.i_json && shape.rules().is_none())?;
        judge::fits(plain, self.limits.depth, shape).then_some(plain)
    }

    /// Checks an input as a kind of document that is known only at run time: a [`Shape`], or a [`Payload`] of an API,
    /// which may have rules beyond its shape.
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

    /// Returns whether [`Options::parse`] would read the unchanged input as the type behind `payload`. There may be findings
    /// about such an input: [`Options::check_as`] reports them.
    ///
    /// ```
    /// use jsonmend::{Options, schema::Shape};
    ///
    /// assert!(Options::new().reads_as(&Shape::ANY, b"[1, 2]"));
    /// assert!(!Options::new().max_bytes(4).reads_as(&Shape::ANY, b"[1, 2]"));
    /// ```
    #[must_use]
    pub fn reads_as(&self, payload: &dyn Payload, input: &[u8]) -> bool {
        self.text(input).is_some_and(|text| payload.reads(text, self.limits.depth))
    }

    /// Recovers an input by a shape that only guides the repairs. The value is `()`: [`Report::text`] has the document, and
    /// [`Report::read`] reads it.
    ///
    /// [`Options::recover_as`] also makes valid JSON fit: it coerces values, and respells names and values. Here valid JSON
    /// stays unchanged, and findings report the values that do not fit.
    ///
    /// ```
    /// use jsonmend::{Options, schema::Shape};
    ///
    /// let shape = Shape::from_schema(&serde_json::json!({"type": "array", "items": {"type": "integer"}}));
    /// let report = Options::new().recover_shape(&shape, b"[1 2]");
    /// assert_eq!((report.value, report.repaired_text()), (Some(()), Some("[1, 2]")));
    ///
    /// let input = br#"[1, "2"]"#;
    /// assert_eq!(Options::new().recover_shape(&shape, input).text(input).unwrap(), r#"[1, "2"]"#);
    /// assert_eq!(Options::new().recover_as(&shape, input).text(input).unwrap(), "[1, 2]");
    /// ```
    #[must_use]
    pub fn recover_shape(&self, shape: &Shape, input: &[u8]) -> Report<()> {
        self.shape_part(shape, input, &Mask::default())
    }

    /// Recovers an input as a kind of document that is known only at run time. The value is `()`: [`Report::text`] has the
    /// document, and [`Report::read`] reads it.
    ///
    /// Values of the wrong kind are coerced, and names and values respelled, if they have only one meaning; each such change is
    /// an edit with its applicability. Values that do not fit even then stay unchanged if the payload is a [`Shape`]. If a
    /// type is behind the payload, the values that the type refuses are left out.
    ///
    /// ```
    /// use jsonmend::{Options, schema::Shape};
    ///
    /// let shape = Shape::from_schema(&serde_json::json!({"properties": {"port": {"type": "integer"}}}));
    /// let report = Options::new().recover_as(&shape, br#"{"port": "443"}"#);
    /// assert_eq!(report.repaired_text(), Some(r#"{"port": 443}"#));
    /// ```
    #[must_use]
    pub fn recover_as(&self, payload: &dyn Payload, input: &[u8]) -> Report<()> {
        self.payload_part(payload, input, &Mask::default())
    }

    fn reading<'r>(&'r self, input: &'r [u8], shape: &'r Shape, outer: &'r Mask) -> Reading<'r> {
        Reading::new(input, shape, &self.limits).joining(self.pages).listing(self.layers).within(outer)
    }

    pub(super) fn shape_part(&self, shape: &Shape, input: &[u8], outer: &Mask) -> Report<()> {
        self.reading(input, shape, outer).read(Mode::Lenient, &|_: &Tape<'_>| Ok(()))
    }

    pub(super) fn payload_part(&self, payload: &dyn Payload, input: &[u8], outer: &Mask) -> Report<()> {
        // Most inputs are valid and need no tape.
        let is_read =
            |text: &str| !self.pages && starts(payload.shape(), text) && payload.reads(text, self.limits.depth);
        if self.fitting(input, payload.shape()).is_some_and(is_read) {
            return Report::clean(());
        }
        let reading = self.reading(input, payload.shape(), outer).untyped(payload.is_untyped());
        let report = reading.read(Mode::Lenient, &|_: &Tape<'_>| Ok(()));
        let text = report.repaired_text().map_or(input, str::as_bytes);
        if report.outcome == Outcome::Rejected
            || (self.reads_as(payload, text) && !self.is_strange(payload.shape(), text))
        {
            return report;
        }
        let fitted = self.canonical_part(payload, input, outer).map(drop);
        // Valid JSON that does not fit is another payload; the report of damaged text is kept for review.
        if fitted.outcome == Outcome::Rejected && report.outcome != Outcome::Clean { report } else { fitted }
    }

    /// Returns whether a text is an object none of whose members are known to the shape.
    fn is_strange(&self, shape: &Shape, input: &[u8]) -> bool {
        let text = self.text(input).unwrap_or_default();
        parse(text, self.limits.depth).is_ok_and(|tape| is_strange(&tape, shape))
    }

    /// Recovers an input as a kind of document that is known only at run time. The value is the document in canonical
    /// form.
    ///
    /// ```
    /// use jsonmend::{Options, schema::Shape};
    ///
    /// let report = Options::new().recover_canonical(&Shape::ANY, b"[1 2]");
    /// assert_eq!(report.value, Some(serde_json::json!([1, 2])));
    /// ```
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

/// Returns the finding that the type refused a value, without redacted text: the values of usual names of secrets,
/// credentials, and the `hidden` spans.
fn refusal(error: Error, tape: &Tape<'_>, hidden: &Mask) -> Diagnostic {
    let mut refused = error.diagnosed();
    let secrets = secrets(tape, &Shape::ANY, &[]).union(hidden.clone());
    if secrets.covers(refused.span) {
        refused.detail = None;
    }
    withhold(std::slice::from_mut(&mut refused), tape, &secrets);
    refused.pointer = Locator::new(tape).pointer(refused.span.start, |span| secrets.covers(span));
    refused
}

/// Reads a value, unless the shape knows none of its members. A type whose members are all optional would accept any
/// object, such as the body of an error response.
fn typed<T>(tape: &Tape<'_>, shape: &Shape, read: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    if is_strange(tape, shape) { Err(serde::de::Error::custom("no member of it is one of the type")) } else { read() }
}

/// Returns whether the document is an object all of whose members the shape refuses.
fn is_strange(tape: &Tape<'_>, shape: &Shape) -> bool {
    let root = shape.node(shape.root());
    let is_refused = |name: &str| root.member(name).is_none() && root.refuses(name);
    let mut members = tape.root().members().peekable();
    tape.root().kind() == NodeKind::Object
        && members.peek().is_some()
        && members.all(|(name, _)| name.as_str().is_some_and(|name| is_refused(&name)))
}
