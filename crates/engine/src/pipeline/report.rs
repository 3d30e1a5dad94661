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

/// Outcome of recovery or a check.
///
/// ```
/// use jsonmend::Outcome::{Clean, Partial, Rejected, Repaired};
///
/// let inputs = [&b"[1, 2]"[..], b"[1, 2,]", b"[1, 2", b"none"];
/// let outcomes = inputs.map(|input| jsonmend::recover::<Vec<u8>>(input).outcome);
/// assert_eq!(outcomes, [Clean, Repaired, Partial, Rejected]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Outcome {
    /// The unchanged input is JSON that the type accepts. Whether it matches the documentation, [`Report::conforms`]
    /// tells.
    Clean,
    /// The document is complete after repairs.
    Repaired,
    /// The document was repaired but is incomplete: it was truncated, a limit was reached, or a value that does not fit
    /// was left out.
    Partial,
    /// There is no document: none was found, it does not fit, or it exceeds a limit.
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
/// `Debug` output and all fields except [`value`](Self::value) are redacted, so a report can be logged; its
/// [`repaired_text`](Self::repaired_text) is not redacted. [`into_result`](Self::into_result) turns a report into a
/// `Result`, [`findings`](Self::findings) lists the findings that are not edits.
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
    /// Value of the document; `None` if the outcome is [`Outcome::Rejected`].
    pub value: Option<T>,
    /// Outcome: clean, repaired, partial or rejected.
    pub outcome: Outcome,
    /// Whether another repair of nearly the same cost gives another value, so that a person should decide.
    pub ambiguous: bool,
    /// Findings, in order of their spans, at most one of each stage at a location; empty for an undamaged input that
    /// conforms. Spans count bytes of the input.
    pub diagnostics: Vec<Diagnostic>,
    /// Edits: first those that took envelopes off the capture, from the outermost inwards, then the repairs of the text
    /// within; each group in order and disjoint. If pages were joined, all edits are in the order of their starts.
    /// Empty if nothing was changed.
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
}

impl<T> Report<T> {
    /// Creates the report of an unchanged input that was accepted.
    pub(crate) fn clean(value: T) -> Self {
        Self {
            value: Some(value),
            outcome: Outcome::Clean,
            ambiguous: false,
            diagnostics: Vec::new(),
            edits: Vec::new(),
            steps: 0,
            text: None,
            mask: Mask::default(),
            text_mask: Mask::default(),
            layers: Vec::new(),
        }
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
        }
    }

    /// Returns the text of the document: the [repaired text](Self::repaired_text), or `input` if it needed no edit.
    /// `input` must be the input that the report is about. `None` if the outcome is [`Outcome::Rejected`].
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
    /// Returns the finding that excludes a document if the outcome is [`Outcome::Rejected`], or the first place where
    /// the text does not fit `U`, in bytes of the text.
    pub fn read<'r, U: Deserialize<'r>>(&'r self, input: &'r [u8]) -> Result<U, Error> {
        let text = match &self.text {
            _ if self.outcome == Outcome::Rejected => None,
            Some(text) => Some(text.as_bytes()),
            None => Some(input),
        };
        match text {
            // The depth was within the limit of the recovery, which may be higher than the default.
            Some(text) => Options::new().max_bytes(usize::MAX).max_depth(Options::DEEPEST).parse(text),
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
    /// | `least` | refuses |
    /// | --- | --- |
    /// | [`Applicability::Guess`] | no value |
    /// | [`Applicability::Likely`] | guesses, ambiguous reports and incomplete documents |
    /// | [`Applicability::Certain`] | likely repairs too, and findings of severity error, such as a missing member |
    ///
    /// Findings count for `Certain` only, because a service may deviate from its own schema in undamaged documents;
    /// [`conforms`](Self::conforms) tells. [`Options::min_applicability`](crate::Options::min_applicability) concerns
    /// single repairs only: it accepts ambiguous and incomplete documents whose repairs suffice.
    ///
    /// `input` must be the input that the report is about: the error computes its line and column from it.
    ///
    /// # Errors
    ///
    /// Returns the first finding that excludes the value: the reason why there is none, or the least certain repair.
    ///
    /// ```
    /// use jsonmend::diagnostic::Applicability;
    ///
    /// let input = b"[1, 2,]";
    /// assert_eq!(jsonmend::recover::<Vec<u8>>(input).into_result(Applicability::Certain, input)?, [1, 2]);
    ///
    /// let cut = b"[1, 2";
    /// let error = jsonmend::recover::<Vec<u8>>(cut).into_result(Applicability::Likely, cut).unwrap_err();
    /// assert_eq!(error.code().unwrap().name(), "cut-off");
    /// # Ok::<(), jsonmend::Error>(())
    /// ```
    pub fn into_result(self, least: Applicability, input: &[u8]) -> Result<T, Error> {
        let against = self.against(least);
        match self.value {
            Some(value) if against.is_none() => Ok(value),
            _ => {
                let found = against.unwrap_or_else(|| Diagnostic::new(Code::Unrecoverable, Span::at(0)));
                let position = LineIndex::new(input).position(found.span.start);
                Err(Error::found(found, position))
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

    /// Returns the repaired text: RFC 8259 JSON from which the value was read. `None` if the input needed no edit or
    /// was rejected without a text. The text is not redacted: it contains the secrets of the document.
    #[must_use]
    pub fn repaired_text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Returns the redacted spans of the input. Empty if there are no findings about the input: to show it all the
    /// same, call [`validate::secrets`](crate::validate::secrets()).
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
    /// Empty if nothing was edited, and without [`Options::layers`](crate::Options::layers).
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Returns the findings that no edit describes. Together with [`Report::edits`], they describe everything once.
    ///
    /// ```
    /// let report = jsonmend::recover::<Vec<u8>>(b"[1, 2,]");
    /// assert_eq!((report.edits.len(), report.diagnostics.len(), report.findings().count()), (1, 1, 0));
    /// ```
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|found| !found.told_by_edit)
    }

    /// Returns whether no finding is an error.
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
        }
    }

    /// Inserts a finding of the caller before the others. `input` must be the input that the report is about: if
    /// nothing of it was redacted so far, its secrets are searched now.
    pub fn note(&mut self, found: Diagnostic, input: &[u8]) {
        if self.mask.is_empty() {
            self.mask = Mask::lexical(std::str::from_utf8(input).unwrap_or_default(), |_| false);
        }
        self.diagnostics.insert(0, found);
    }

    /// Renders the findings as text for people, each drawn over its location in `input`, which must be the input that
    /// the report is about. `name` names the input; `styled` adds colors as ANSI escapes.
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
