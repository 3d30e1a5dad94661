//! Result of recovery or a check.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::de::Deserialize;
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::edit::Edit;
use super::layers::Layer;
use super::options::Options;
use crate::Error;
use crate::diagnostic::{Applicability, Code, Diagnostic, Severity};
use crate::redact::Mask;
use crate::text::{LineIndex, Span};

/// Outcome of recovery or a check, from best to worst.
///
/// | outcome | value | edits | something is missing |
/// | --- | --- | --- | --- |
/// | `Clean` | yes | none | no |
/// | `Repaired` | yes | at least one | no |
/// | `Partial` | yes | at least one | yes, or perhaps |
/// | `Rejected` | no | the refused repairs, if any | |
///
/// `Display` and `FromStr` use the lower-case [name](Self::name).
///
/// ```
/// use jsonmend::Outcome::{Clean, Partial, Rejected, Repaired};
///
/// let inputs = [&b"[1, 2]"[..], b"[1, 2,]", b"[1, 2", b"none"];
/// let outcomes = inputs.map(|input| jsonmend::recover::<Vec<u8>>(input).outcome);
/// assert_eq!(outcomes, [Clean, Repaired, Partial, Rejected]);
/// assert_eq!(outcomes.map(|outcome| outcome.name()), ["clean", "repaired", "partial", "rejected"]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Outcome {
    /// Nothing was repaired: the unchanged input is JSON that the type accepts. In recovery there may still be findings of
    /// severity error, such as a required member that is missing: [`Report::conforms`] tells. A check is clean only if no
    /// finding is an error.
    Clean,
    /// Something was repaired, and nothing of the document is known to be missing.
    Repaired,
    /// Something was repaired, and part of the content is missing or may be missing. Causes: the document is truncated; a
    /// value that does not fit was left out; the capture holds other documents, which were not read; or the search for
    /// repairs reached its [step limit](crate::limits::Limits::steps). The content that is there is as certain as its edits.
    Partial,
    /// There is no value: no document was found, it does not fit the type, its repairs are less certain than
    /// [required](crate::Options::min_applicability), or it exceeds the limit on bytes, depth, edits or decompressed
    /// bytes. A check also rejects every document that does not conform.
    Rejected,
}

impl Outcome {
    /// Returns the lower-case name that reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Repaired => "repaired",
            Self::Partial => "partial",
            Self::Rejected => "rejected",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A string: the name.
impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl FromStr for Outcome {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let mut all = [Self::Clean, Self::Repaired, Self::Partial, Self::Rejected].into_iter();
        let found = all.find(|outcome| outcome.name() == name);
        found.ok_or_else(|| Error::unknown_name("`clean`, `repaired`, `partial` or `rejected`"))
    }
}

/// Result of recovery or a check: the value, if any, with all findings and edits.
///
/// A report can be logged: `Debug`, `Serialize` and all fields except [`value`](Self::value) are redacted. The value and what
/// [`text`](Self::text), [`repaired_text`](Self::repaired_text), [`read`](Self::read) and
/// [`Replacement::bytes`](crate::Replacement::bytes) return are not. A secret with an unusual name and no recognizable form
/// is redacted only if the shape [names it](crate::schema::Shape::with_secrets).
///
/// | to | use |
/// | --- | --- |
/// | get the value or an error | [`into_result`](Self::into_result), by the least certainty that you accept |
/// | know whether an input is undamaged and conforms | [`outcome`](Self::outcome) `Clean` and [`conforms`](Self::conforms) |
/// | list everything once | [`edits`](Self::edits) and [`findings`](Self::findings) |
/// | get the document as text, or as another type | [`text`](Self::text), [`read`](Self::read) |
/// | show the findings over the source | `render`, with the feature `render` |
///
/// ```
/// use jsonmend::{Outcome, diagnostic::Applicability};
///
/// let report = jsonmend::recover::<Vec<u8>>(b"[1, 2,]");
/// assert_eq!(report.outcome, Outcome::Repaired);
/// assert_eq!((report.edits[0].describe(), report.edits[0].applicability), ("removed `,`".into(), Applicability::Certain));
/// assert_eq!((report.edits[0].span.start, report.ambiguous), (5, false));
/// assert_eq!(report.value, Some(vec![1, 2]));
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Report<T> {
    /// Value of the document, with its secrets; `None` if the outcome is [`Outcome::Rejected`].
    ///
    /// In a `Report<()>`, which [`check`](crate::check()) and [`Options::recover_as`](crate::Options::recover_as) return, the
    /// value is `Some(())` unless the outcome is `Rejected`. [`text`](Self::text) has the document, and [`read`](Self::read)
    /// reads it.
    pub value: Option<T>,
    /// Outcome: clean, repaired, partial or rejected.
    pub outcome: Outcome,
    /// Whether a person should decide, since another interpretation is about as plausible and gives another value: an edit is
    /// an [`Applicability::Guess`] about more than the spelling of a name or value, or the whole document is in doubt, as where
    /// several documents may be [one list](crate::recover()), or which kind of payload it is. A diagnostic with
    /// [`Code::Ambiguous`] says so, too.
    pub ambiguous: bool,
    /// Findings, in order of their spans, at most one of each stage at a location; empty for an undamaged input that
    /// conforms. Spans count bytes of the input; [`LineIndex`] converts them to lines and columns.
    pub diagnostics: Vec<Diagnostic>,
    /// Edits: first the removals of envelopes, from the outermost inwards, then the repairs of the text within; each group in
    /// order and disjoint. If pages were joined, all edits are in the order of their starts. Empty if nothing was changed.
    ///
    /// A [`check`](crate::check()) changes nothing: its edits are the repairs that were assumed in order to continue
    /// after each fault.
    pub edits: Vec<Edit>,
    /// Steps that the search for repairs took; 0 if no search was needed.
    pub steps: u64,
    pub(crate) text: Option<String>,
    pub(crate) mask: Mask,
    pub(crate) text_mask: Mask,
    pub(crate) layers: Vec<Layer>,
    pub(crate) span: Option<Span>,
}

impl<T> Report<T> {
    /// Creates the report of an unchanged input that was accepted.
    pub(crate) fn clean(value: T) -> Self {
        let empty = Self::rejected(Vec::new(), Mask::default());
        Self { value: Some(value), outcome: Outcome::Clean, ..empty }
    }

    /// Creates the report of an input without a document. `mask` holds the redacted spans of the input.
    pub(crate) fn rejected(diagnostics: Vec<Diagnostic>, mask: Mask) -> Self {
        Self {
            value: None,
            outcome: Outcome::Rejected,
            ambiguous: false,
            diagnostics,
            edits: Vec::new(),
            steps: 0,
            text: None,
            mask,
            text_mask: Mask::default(),
            layers: Vec::new(),
            span: None,
        }
    }

    /// Returns the text of the document: the [repaired text](Self::repaired_text), or `input` if it needed no edit.
    /// `input` must be the input that the report is about: for a report of [`recover_all`](crate::recover_all()), the
    /// whole capture. `None` if the outcome is [`Outcome::Rejected`].
    ///
    /// ```
    /// let texts = [&b"[1, 2]"[..], b"[1, 2", b"nothing"].map(|input| {
    ///     jsonmend::recover::<Vec<u8>>(input).text(input).map(String::from)
    /// });
    /// assert_eq!(texts, [Some("[1, 2]".to_owned()), Some("[1, 2]".to_owned()), None]);
    /// ```
    #[must_use]
    pub fn text<'r>(&'r self, input: &'r [u8]) -> Option<Cow<'r, str>> {
        match &self.text {
            _ if self.outcome == Outcome::Rejected => None,
            Some(text) => Some(Cow::Borrowed(text)),
            None => std::str::from_utf8(input).ok().map(Cow::Borrowed),
        }
    }

    /// Reads the document as a `U`, which may borrow from the [text](Self::text). `input` must be the input that the
    /// report is about.
    ///
    /// [`recover`](crate::recover()) returns values that own their content. For a type that borrows, recover the text by
    /// the type's shape, and read it:
    ///
    /// ```
    /// use jsonmend::{Options, schema::Shape};
    ///
    /// #[derive(serde::Deserialize, schemars::JsonSchema)]
    /// struct Session<'a> {
    ///     id: &'a str,
    ///     targets: u32,
    /// }
    ///
    /// let input = br#"{"id": "a1" "targets": 7}"#;
    /// let report = Options::new().recover_as(&Shape::of::<Session>(), input);
    /// let session: Session = report.read(input)?;
    /// assert_eq!((session.id, session.targets), ("a1", 7));
    /// # Ok::<(), jsonmend::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the finding that excludes a document if the outcome is [`Outcome::Rejected`]: its span and position count
    /// in the input. Otherwise returns the first value that `U` refuses: span, position and JSON Pointer count in the
    /// [text](Self::text), which differs from the input if the report has edits. Both errors have a
    /// [position](Error::position).
    ///
    /// The error redacts what the report redacts. The report of an undamaged input without findings has no
    /// [mask](Self::mask); the error then redacts as an error of [`parse()`](crate::parse()) does.
    pub fn read<'r, U: Deserialize<'r>>(&'r self, input: &'r [u8]) -> Result<U, Error> {
        let text = match &self.text {
            _ if self.outcome == Outcome::Rejected => None,
            Some(text) => Some(text.as_bytes()),
            None => Some(input),
        };
        match text {
            // The depth was within the limit of the recovery, which may be higher than the default.
            Some(text) => {
                let hidden = if self.text.is_some() { &self.text_mask } else { &self.mask };
                Options::new().max_bytes(usize::MAX).max_depth(Options::DEEPEST).parse_hiding(text, hidden)
            }
            None => {
                let found = self.against(Applicability::Guess);
                let found = found.unwrap_or_else(|| Diagnostic::new(Code::Unrecoverable, Span::at(0)));
                let position = LineIndex::new(input).position(found.span.start);
                Err(Error::found(found, position))
            }
        }
    }

    /// Returns the value if it has at least the certainty `least`.
    ///
    /// | `least` | refuses reports without a value, and |
    /// | --- | --- |
    /// | [`Applicability::Guess`] | nothing else |
    /// | [`Applicability::Likely`] | repairs that are guesses, ambiguous reports and incomplete documents |
    /// | [`Applicability::Certain`] | likely repairs too, and deviations: [`findings`](Self::findings) of severity error, such as a missing member |
    ///
    /// To refuse only guesses, set [`Options::min_applicability`](crate::Options::min_applicability), which accepts
    /// ambiguous and incomplete documents whose repairs suffice. [`ambiguous`](Self::ambiguous) and
    /// [`outcome`](Self::outcome) tell the other reasons apart. Deviations count for `Certain` only, because a service may
    /// deviate from its own schema in undamaged documents; for an unedited document, [`conforms`](Self::conforms) tells.
    ///
    /// # Errors
    ///
    /// Returns the first finding that excludes the value: the reason why there is none, or the least certain repair. Its
    /// span counts in the input; [`Error::with_position`] adds line and column.
    ///
    /// ```
    /// use jsonmend::{Outcome, diagnostic::Applicability};
    ///
    /// assert_eq!(jsonmend::recover::<Vec<u8>>(b"[1, 2,]").into_result(Applicability::Certain)?, [1, 2]);
    ///
    /// let report = jsonmend::recover::<Vec<u8>>(b"[1, 2");
    /// let error = report.clone().into_result(Applicability::Likely).unwrap_err();
    /// assert_eq!(error.code().unwrap().name(), "cut-off");
    /// // Incomplete documents are welcome, guesses are not.
    /// let is_guess = report.edits.iter().any(|edit| edit.applicability == Applicability::Guess);
    /// assert!(!is_guess && !report.ambiguous && report.outcome == Outcome::Partial);
    /// assert_eq!(report.into_result(Applicability::Guess)?, [1, 2]);
    /// # Ok::<(), jsonmend::Error>(())
    /// ```
    pub fn into_result(self, least: Applicability) -> Result<T, Error> {
        match (self.against(least), self.value) {
            (None, Some(value)) => Ok(value),
            (against, _) => {
                let found = against.unwrap_or_else(|| Diagnostic::new(Code::Unrecoverable, Span::at(0)));
                Err(Error::located(found))
            }
        }
    }

    /// Returns the first finding that excludes a value of at least the certainty `least`; `None` if the value is
    /// accepted.
    fn against(&self, least: Applicability) -> Option<Diagnostic> {
        if self.outcome == Outcome::Rejected {
            let worst = self.diagnostics.iter().rev().max_by_key(|found| found.severity);
            return Some(worst.cloned().unwrap_or_else(|| Diagnostic::new(Code::Unrecoverable, Span::at(0))));
        }
        if least == Applicability::Guess {
            return None;
        }
        let doubtful =
            self.edits.iter().filter(|edit| edit.applicability < least).min_by_key(|edit| edit.applicability);
        let at = |code: Code| self.diagnostics.iter().find(|found| found.code == code).cloned();
        let of_edit = |edit: &Edit| Diagnostic::new(edit.code, edit.span).help(edit.describe());
        if self.outcome == Outcome::Partial {
            let lost =
                [Code::CutOff, Code::HeadLost, Code::LeftOut, Code::OtherDocuments, Code::Elided, Code::OutOfSteps];
            let found = lost.into_iter().find_map(at);
            return Some(found.unwrap_or_else(|| Diagnostic::new(Code::CutOff, Span::at(0))));
        }
        let ambiguous = || {
            self.ambiguous.then(|| at(Code::Ambiguous).unwrap_or_else(|| Diagnostic::new(Code::Ambiguous, Span::at(0))))
        };
        let deviating =
            || self.diagnostics.iter().find(|found| found.severity == Severity::Error && !found.told_by_edit);
        let deviating = || if least == Applicability::Certain { deviating().cloned() } else { None };
        doubtful.map(of_edit).or_else(ambiguous).or_else(deviating)
    }

    /// Returns the repaired text: RFC 8259 JSON from which the value was read. `None` if nothing was changed and the document
    /// is the whole input, or if the input was rejected and has no repaired text. If the capture holds several documents,
    /// each one has a text here, even an unedited one, because it is only a part of the input. The text is not redacted:
    /// it contains the secrets of the document.
    ///
    /// ```
    /// let report = jsonmend::recover::<serde_json::Value>(br#"{"password": 'p'}"#);
    /// assert_eq!(report.repaired_text(), Some(r#"{"password": "p"}"#));
    /// let secret = jsonmend::text::Span::new(14, 15);
    /// assert!(report.mask().covers(secret) && report.repaired_mask().covers(secret));
    /// ```
    #[must_use]
    pub fn repaired_text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Returns the span of the document in the capture, in bytes; the span of the encoded bytes if the document was decoded.
    /// `None` if the report is about the whole input: the capture holds one document, or the report is not of a function
    /// that reads each document, such as [`recover_all`](crate::recover_all()).
    ///
    /// ```
    /// let capture = b"{\"a\": 1}\n{\"a\": 2,}\n";
    /// let reports = jsonmend::recover_all::<serde_json::Value>(capture);
    /// let places: Vec<_> = reports.iter().filter_map(|report| report.span()).collect();
    /// assert_eq!(places.iter().map(|place| place.slice_bytes(capture)).collect::<Vec<_>>(), [&b"{\"a\": 1}"[..], b"{\"a\": 2,}"]);
    ///
    /// let index = jsonmend::text::LineIndex::new(capture);
    /// assert_eq!(index.position(places[1].start).line, 2);
    /// assert_eq!(jsonmend::recover::<serde_json::Value>(b"{}").span(), None);
    /// ```
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.span
    }

    /// Returns the redacted spans of the input. Empty if the report has no findings, because it then quotes nothing. To show
    /// such an input, call [`validate::secrets`](crate::validate::secrets()).
    #[must_use]
    pub fn mask(&self) -> &Mask {
        &self.mask
    }

    /// Returns the redacted spans of the [repaired text](Self::repaired_text).
    #[must_use]
    pub fn repaired_mask(&self) -> &Mask {
        &self.text_mask
    }

    /// Returns the edits of each stage from the capture to the [repaired text](Self::repaired_text), for replaying them.
    /// Empty if nothing was edited, and without [`Options::layers`](crate::Options::layers). If the capture holds several
    /// documents, the layers of each report begin with the whole capture, and one of them removes the other documents.
    ///
    /// ```
    /// use jsonmend::Options;
    ///
    /// let report = Options::new().layers(true).recover::<serde_json::Value>(br#"{\"a\": [1, 2,]}"#);
    /// assert_eq!(report.layers().len(), 2);
    /// ```
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Returns the findings that no edit describes. Together, these and [`Report::edits`] describe each problem once.
    ///
    /// ```
    /// let report = jsonmend::recover::<Vec<u8>>(b"[1, 2,]");
    /// assert_eq!((report.edits.len(), report.diagnostics.len(), report.findings().count()), (1, 1, 0));
    /// ```
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|found| !found.told_by_edit)
    }

    /// Returns whether no finding is an error. If the outcome is [`Outcome::Clean`] too, the input is undamaged and conforms
    /// to the schema; in recovery, it may still have values that an enumeration does not list, which only a
    /// [`check`](crate::check()) reports. Repaired faults are findings too: for a repaired document,
    /// [`findings`](Self::findings) lists the deviations from the schema.
    ///
    /// ```
    /// use jsonmend::Outcome;
    ///
    /// #[derive(serde::Deserialize, schemars::JsonSchema)]
    /// struct Server {
    ///     #[schemars(range(min = 1))]
    ///     port: u16,
    /// }
    ///
    /// // The type accepts the document, its schema does not.
    /// let report = jsonmend::recover::<Server>(br#"{"port": 0}"#);
    /// assert_eq!((report.outcome, report.conforms()), (Outcome::Clean, false));
    /// assert_eq!(report.diagnostics[0].code.name(), "out-of-range");
    /// let report = jsonmend::recover::<Server>(br#"{"port": 443}"#);
    /// assert_eq!((report.outcome, report.conforms()), (Outcome::Clean, true));
    /// ```
    #[must_use]
    pub fn conforms(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity < Severity::Error)
    }

    /// Replaces the value by `change` of it; the rest of the report stays.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Report<U> {
        Report {
            value: self.value.map(change),
            outcome: self.outcome,
            ambiguous: self.ambiguous,
            diagnostics: self.diagnostics,
            edits: self.edits,
            steps: self.steps,
            text: self.text,
            mask: self.mask,
            text_mask: self.text_mask,
            layers: self.layers,
            span: self.span,
        }
    }

    /// Inserts a finding of the caller before the others. `input` must be the input that the report is about; if the report
    /// has no redacted spans yet, this function searches the input for secrets.
    ///
    /// ```
    /// use jsonmend::{diagnostic::{Code, Diagnostic}, text::Span};
    ///
    /// let mut report = jsonmend::recover::<Vec<u8>>(b"[]");
    /// report.note(Diagnostic::new(Code::InvalidValue, Span::new(0, 2)).help("list a number"), b"[]");
    /// assert!(!report.conforms());
    /// ```
    pub fn note(&mut self, found: Diagnostic, input: &[u8]) {
        if self.mask.is_empty() {
            self.mask = Mask::lexical(std::str::from_utf8(input).unwrap_or_default(), |_| false);
        }
        self.diagnostics.insert(0, found);
    }

    /// Renders the findings as text for people, each drawn over its location in `input`, which must be the input that
    /// the report is about. `name` names the input; `styled` adds colors as ANSI escapes. Needs the feature `render`.
    ///
    /// ```
    /// let input = b"[1 2]";
    /// let shown = jsonmend::recover::<Vec<u8>>(input).render("body.json", input, false);
    /// assert!(shown.contains("body.json:1:3") && shown.contains("missing comma"));
    /// ```
    #[cfg(feature = "render")]
    #[must_use]
    pub fn render(&self, name: &str, input: &[u8], styled: bool) -> String {
        crate::diagnostic::render(&self.diagnostics, name, input, &self.mask, styled)
    }
}

impl<T> fmt::Debug for Report<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("value", &self.value.as_ref().map(|_| "…"))
            .field("outcome", &self.outcome)
            .field("ambiguous", &self.ambiguous)
            .field("diagnostics", &self.diagnostics)
            .field("edits", &self.edits)
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}

/// An object with `outcome`, `ambiguous`, `diagnostics`, `edits` and `steps`; offsets count bytes of the input. The
/// value, which may hold secrets, and its text are left out.
///
/// ```
/// let report = jsonmend::recover::<Vec<u8>>(b"[1, 2,]");
/// let json = serde_json::to_value(&report)?;
/// assert_eq!(json["outcome"], "repaired");
/// assert_eq!(json["edits"][0]["removed"], ",");
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<T> Serialize for Report<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Report", 5)?;
        object.serialize_field("outcome", &self.outcome)?;
        object.serialize_field("ambiguous", &self.ambiguous)?;
        object.serialize_field("diagnostics", &self.diagnostics)?;
        object.serialize_field("edits", &self.edits)?;
        object.serialize_field("steps", &self.steps)?;
        object.end()
    }
}
