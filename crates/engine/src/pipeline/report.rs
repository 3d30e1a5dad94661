//! What came of an input.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::edit::Edit;
use crate::Error;
use crate::diagnostic::{Applicability, Code, Diagnostic, Severity, UnknownName};
use crate::redact::Mask;
use crate::text::{LineIndex, Span};

/// How a reading ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Outcome {
    /// The input was JSON as it stood, and the type reads it. Whether it is as documented, [`Report::conforms`] tells.
    Clean,
    /// The input is whole, after repairs.
    Repaired,
    /// The input was repaired, but some of the document is not there: it was cut off, a limit was reached, or something
    /// that does not fit was left out.
    Partial,
    /// The input gave no document: nothing in it reads as one, it does not fit, or a limit is in the way.
    Rejected,
}

impl Outcome {
    /// The word that reports use.
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

/// As its name.
impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl FromStr for Outcome {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let all = [Self::Clean, Self::Repaired, Self::Partial, Self::Rejected];
        all.into_iter().find(|outcome| outcome.name() == name).ok_or(UnknownName)
    }
}

/// What came of an input: the value, if any, and everything there is to say about it.
///
/// Neither its `Debug` nor any field but [`value`](Self::value) shows a secret.
#[derive(Clone)]
#[non_exhaustive]
pub struct Report<T> {
    /// The value; there is none where the outcome is [`Outcome::Rejected`].
    pub value: Option<T>,
    /// How the reading ended.
    pub outcome: Outcome,
    /// Another repair of nearly the same cost gives another value.
    pub ambiguous: bool,
    /// What was found, in order, at most one finding of a stage at a place. Spans are bytes of the input.
    pub diagnostics: Vec<Diagnostic>,
    /// What was changed: first what took wrappers off the capture, wrapper by wrapper, then the repairs of the text
    /// within; each in order and disjoint. Where pages were joined, all of them in the order of their starts.
    ///
    /// Of [`check`](crate::check()), which changes nothing: what it supposed to read on behind each fault.
    pub edits: Vec<Edit>,
    /// How many steps the search for repairs took; 0 where it was not needed.
    pub steps: u64,
    pub(crate) text: Option<String>,
    pub(crate) mask: Mask,
    pub(crate) text_mask: Mask,
}

impl<T> Report<T> {
    /// The report of an input that was read as it stood.
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
        }
    }

    /// The report of an input that gave nothing. `mask` are its places that must not be shown.
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
        }
    }

    /// The text of the document: the [repaired text](Self::repaired_text), or `input` itself where it needed no edit.
    /// `input` is what the report is about. `None` where the outcome is [`Outcome::Rejected`].
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

    /// The value, if it is sure enough.
    ///
    /// [`Applicability::Guess`] takes every value. [`Applicability::Likely`] refuses guesses, ambiguous reports and documents
    /// of which something is missing; [`Applicability::Certain`] refuses likely repairs too. `input` is what the report is
    /// about; the error tells the line of it.
    ///
    /// # Errors
    ///
    /// The first finding that stands against the value: why there is none, or the least sure repair.
    ///
    /// ```
    /// use jsonmend::diagnostic::Applicability;
    ///
    /// let input = b"[1, 2,]";
    /// assert_eq!(jsonmend::recover::<Vec<u8>>(input).into_result(Applicability::Certain, input)?, [1, 2]);
    ///
    /// let cut = b"[1, 2";
    /// let error = jsonmend::recover::<Vec<u8>>(cut).into_result(Applicability::Likely, cut).unwrap_err();
    /// assert_eq!(error.code().name(), "cut-off");
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

    /// The first finding that stands against a value that must be so sure.
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
        doubtful.map(of_edit).or_else(ambiguous)
    }

    /// The repaired text: RFC 8259 JSON from which the value was read. `None` where the input needed no edit, and where
    /// nothing could be read. It is the document itself: its secrets are in it.
    #[must_use]
    pub fn repaired_text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// The places of the input that must not be shown. Empty where there is nothing to say about the input: whoever shows
    /// it all the same asks [`check::secrets`](crate::validate::secrets()).
    #[must_use]
    pub fn mask(&self) -> &Mask {
        &self.mask
    }

    /// The places of the [repaired text](Self::repaired_text) that must not be shown.
    #[must_use]
    pub fn repaired_mask(&self) -> &Mask {
        &self.text_mask
    }

    /// The findings that no edit tells: with [`Report::edits`] everything there is to say, once.
    ///
    /// ```
    /// let report = jsonmend::recover::<Vec<u8>>(b"[1, 2,]");
    /// assert_eq!((report.edits.len(), report.diagnostics.len(), report.findings().count()), (1, 1, 0));
    /// ```
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|found| !found.told_by_edit)
    }

    /// Whether no finding is an error.
    #[must_use]
    pub fn conforms(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity < Severity::Error)
    }

    /// The same report with another value.
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
        }
    }

    /// Puts a finding of the caller's own before the others. `input` is what the report is about: where there was nothing to
    /// say about it, what must not be shown of it is looked for now.
    pub fn note(&mut self, found: Diagnostic, input: &[u8]) {
        if self.mask.is_empty() {
            self.mask = Mask::lexical(std::str::from_utf8(input).unwrap_or_default(), |_| false);
        }
        self.diagnostics.insert(0, found);
    }

    /// The findings as a person reads them: each drawn over its place in `input`, which is what the report is about.
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

/// Outcome, doubt, findings and edits, in places of the input. Left out are the value, which may hold secrets, and its text.
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
