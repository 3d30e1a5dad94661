//! What came of an input.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::{Applicability, Code, Diagnostic, Severity, UnknownName};
use crate::redact::Mask;
use crate::text::{Position, Span};

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

impl FromStr for Outcome {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let all = [Self::Clean, Self::Repaired, Self::Partial, Self::Rejected];
        all.into_iter().find(|outcome| outcome.name() == name).ok_or(UnknownName)
    }
}

/// A change that a repair made to the input. What would show a secret is masked.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Edit {
    /// What was wrong.
    pub code: Code,
    /// How sure the repair is.
    pub applicability: Applicability,
    /// Which bytes of the input went.
    pub span: Span,
    /// What they said.
    pub removed: String,
    /// What came in their place.
    pub inserted: String,
    /// Where that stands in the [repaired text](Report::repaired_text), in bytes; empty where nothing came. `None` of what
    /// took a wrapper off, and where there is no such text.
    pub place: Option<Span>,
    /// What the bytes were read as, where an encoding or an escaping was undone: nothing went and nothing came.
    pub read_as: Option<&'static str>,
}

/// The most characters of a removed or inserted text that [`Edit::describe`] quotes.
const QUOTED: usize = 40;

impl Edit {
    /// What was done, in a few words.
    #[must_use]
    pub fn describe(&self) -> String {
        if let Some(read_as) = self.read_as {
            return format!("read {} bytes as {read_as}", self.span.len());
        }
        match (&*self.removed, &*self.inserted) {
            ("", inserted) => format!("inserted {}", quote(inserted)),
            (removed, "") => format!("removed {}", quote(removed)),
            (removed, inserted) => format!("replaced {} by {}", quote(removed), quote(inserted)),
        }
    }

    /// What the reading supposes, in words that follow "as if": with the place, where that is not the obvious one.
    pub(crate) fn supposed(&self, at: Option<Position>) -> String {
        let here = at.map_or("here".to_owned(), |at| format!("at line {}, column {}", at.line, at.column));
        match (&*self.removed, &*self.inserted) {
            ("", inserted) => format!("{} stood {here}", quote(inserted)),
            (removed, "") => format!("{} did not stand {here}", quote(removed)),
            (removed, inserted) => format!("{} stood {here}, not {}", quote(inserted), quote(removed)),
        }
    }
}

/// What was done, as [`Edit::describe`] has it.
impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.describe())
    }
}

fn quote(text: &str) -> String {
    let mut quoted = String::from("`");
    for character in text.chars().take(QUOTED) {
        match character {
            character if character.is_control() => quoted.extend(character.escape_debug()),
            character => quoted.push(character),
        }
    }
    match text.chars().nth(QUOTED) {
        None => quoted + "`",
        Some(_) => format!("{quoted}…` ({} characters)", text.chars().count()),
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
