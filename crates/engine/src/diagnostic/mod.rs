//! Diagnostics and edits as data: [`Code`], [`Diagnostic`], [`Applicability`], and their rendering.
//!
//! ```
//! let report = jsonmend::recover::<Vec<u8>>(b"[1, 2,]");
//! let found = &report.diagnostics[0];
//! assert_eq!((found.code.name(), found.span.start), ("trailing-comma", 5));
//! assert_eq!(found.to_string(), "error[trailing-comma]: trailing comma; removed `,`");
//! ```
//!
//! With the feature `render`, [`Report::render`](crate::Report::render) draws diagnostics over their source.

mod code;
mod error;
#[cfg(feature = "render")]
mod render;

pub use code::{Code, CustomCode, Severity};
pub use error::{Error, ErrorKind};
#[cfg(feature = "render")]
pub use render::{Style, render, render_as};

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::text::Span;

/// Certainty of a repair, from least to most.
///
/// It is about a single edit. `Report::ambiguous` is about the whole document: with a guess it is true, unless the guess is
/// only at a spelling. `Report::into_result` and `Options::min_applicability` refuse what is less certain.
///
/// ```
/// use jsonmend::diagnostic::Applicability;
///
/// assert!(Applicability::Guess < Applicability::Likely && Applicability::Likely < Applicability::Certain);
/// assert_eq!(("likely".parse(), Applicability::Likely.name()), (Ok(Applicability::Likely), "likely"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Applicability {
    /// Another repair of this place is about as plausible, or only a resemblance speaks for the repair, as between a
    /// misspelled name and a known one.
    Guess,
    /// The repair is the most plausible one, but not beyond doubt.
    Likely,
    /// No other repair is nearly as plausible.
    Certain,
}

impl Applicability {
    /// Returns the lower-case name that reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// Reason for a change, and its certainty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Repair {
    /// Fault that the change repairs.
    pub code: Code,
    /// Certainty of the repair.
    pub applicability: Applicability,
}

/// A finding about an input: code, severity, location and message.
///
/// A diagnostic can be logged: all fields are redacted. Text of the input is in `pointer` (member names), in `help` (text
/// that an edit removed) and in `detail` (the message of the type that refused a value); `span` locates the rest.
///
/// `Display` gives one line: severity, code, [message](Self::message), pointer and help. It has no line and column:
/// [`LineIndex`](crate::text::LineIndex) converts the span, and [`Report::render`](crate::Report::render), with the feature
/// `render`, shows the source.
///
/// ```
/// use jsonmend::text::LineIndex;
///
/// let input = b"[1,\n 2 3]";
/// let report = jsonmend::recover::<Vec<u8>>(input);
/// let position = LineIndex::new(input).position(report.diagnostics[0].span.start);
/// assert_eq!((position.line, position.column), (2, 3));
/// ```
///
/// ```
/// use jsonmend::diagnostic::{Code, Diagnostic};
/// use jsonmend::text::Span;
///
/// let found = Diagnostic::new(Code::WrongKind, Span::new(7, 10))
///     .expecting(["a number"])
///     .found("a string")
///     .help("remove the quotes")
///     .because(Span::new(1, 5), "this is the name of a port")
///     .at("/port");
/// assert_eq!(found.message(), format!("{}: expected a number, found a string", Code::WrongKind.title()));
/// assert_eq!(found.to_string(), format!("error[wrong-kind]: {} (/port); remove the quotes", found.message()));
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Kind of the finding.
    pub code: Code,
    /// Severity; the code's unless changed.
    pub severity: Severity,
    /// Location, in bytes of the input; for an error of [`Report::read`](crate::Report::read), in bytes of the document's
    /// text.
    pub span: Span,
    /// RFC 6901 JSON Pointer to the value; empty for the whole document, and where no value is known.
    pub pointer: String,
    /// Alternatives that were expected at the location; empty if there is nothing to suggest. For
    /// [`Code::MissingMember`], all members that are missing, in backticks.
    pub expected: Vec<Cow<'static, str>>,
    /// Description of what was found instead, which quotes nothing of the input; `None` if the location speaks for
    /// itself.
    pub found: Option<Cow<'static, str>>,
    /// Message of the type that refused the value, in its own words, which may quote the value. `None` if no type was
    /// involved, or if the message is withheld: the value is redacted in whole or in part, or the message has the text of
    /// another redacted value.
    pub detail: Option<String>,
    /// Second location that explains the first, in bytes of the input, with the reason; `None` if there is none.
    pub context: Option<(Span, Cow<'static, str>)>,
    /// Help: a possible remedy, or the repair that was made; `None` if there is no advice.
    pub help: Option<Cow<'static, str>>,
    /// Whether an edit of the same report describes the finding too, so that a log of both can skip it.
    pub told_by_edit: bool,
}

impl Diagnostic {
    /// Creates a finding with the severity of its code and without further details.
    #[must_use]
    pub fn new(code: Code, span: Span) -> Self {
        Self {
            code,
            severity: code.severity(),
            span,
            pointer: String::new(),
            expected: Vec::new(),
            found: None,
            detail: None,
            context: None,
            help: None,
            told_by_edit: false,
        }
    }

    /// Adds expected alternatives.
    #[must_use]
    pub fn expecting(mut self, expected: impl IntoIterator<Item = impl Into<Cow<'static, str>>>) -> Self {
        self.expected.extend(expected.into_iter().map(Into::into));
        self
    }

    /// Sets the description of what was found; it must quote nothing of the input.
    #[must_use]
    pub fn found(mut self, found: impl Into<Cow<'static, str>>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Sets the help.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the second location, with the reason why it explains the first.
    #[must_use]
    pub fn because(mut self, span: Span, why: impl Into<Cow<'static, str>>) -> Self {
        self.context = Some((span, why.into()));
        self
    }

    /// Sets the JSON Pointer.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }

    /// Marks the finding as one that an edit of the report describes too.
    pub(crate) fn of_edit(mut self) -> Self {
        self.told_by_edit = true;
        self
    }

    /// Returns the message in one sentence, without the location: the title of the code, `detail`, and what was expected
    /// and found.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = self.headline();
        if let Some(label) = self.label() {
            message.push_str(": ");
            message.push_str(&label);
        }
        message
    }

    /// Returns the title of the code, and the message of the type if there is one.
    fn headline(&self) -> String {
        match &self.detail {
            None => self.code.title().to_owned(),
            Some(detail) => format!("{}: {detail}", self.code.title()),
        }
    }

    /// Returns what was expected and found; `None` if neither is known.
    fn label(&self) -> Option<String> {
        // Of alternatives one is enough; of missing members, none may stay missing.
        let conjunction = if self.code == Code::MissingMember { "and" } else { "or" };
        match (&*self.expected, &self.found) {
            ([], None) => None,
            ([], Some(found)) => Some(format!("found {found}")),
            (expected, None) => Some(format!("expected {}", joined(expected, conjunction))),
            (expected, Some(found)) => Some(format!("expected {}, found {found}", joined(expected, conjunction))),
        }
    }
}

/// One line: severity, code, message, pointer and help.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message())?;
        if !self.pointer.is_empty() {
            write!(f, " ({})", self.pointer.escape_debug())?;
        }
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}

/// An object with `code`, `severity`, `message`, `help` if there is any, `pointer`, `start` and `end`; offsets count
/// bytes of the input.
impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Diagnostic", 7)?;
        object.serialize_field("code", &self.code)?;
        object.serialize_field("severity", &self.severity)?;
        object.serialize_field("message", &self.message())?;
        match &self.help {
            Some(help) => object.serialize_field("help", help)?,
            None => object.skip_field("help")?,
        }
        object.serialize_field("pointer", &self.pointer)?;
        object.serialize_field("start", &self.span.start)?;
        object.serialize_field("end", &self.span.end)?;
        object.end()
    }
}

/// A string: the name.
impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A string: the name.
impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A string: the name.
impl Serialize for Applicability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl fmt::Display for Applicability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Applicability {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let mut all = [Self::Guess, Self::Likely, Self::Certain].into_iter();
        all.find(|it| it.name() == name).ok_or_else(|| Error::unknown_name("`guess`, `likely` or `certain`"))
    }
}

impl FromStr for Severity {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let mut all = [Self::Note, Self::Warning, Self::Error].into_iter();
        all.find(|it| it.name() == name).ok_or_else(|| Error::unknown_name("`note`, `warning` or `error`"))
    }
}

impl FromStr for Code {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::from_name(name).ok_or_else(|| Error::unknown_name("a code, such as `missing-comma`"))
    }
}

/// Joins words with a conjunction, such as `or`: `a`, `a or b`, `a, b or c`.
fn joined(words: &[Cow<'static, str>], conjunction: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.to_string(),
        [head @ .., last] => format!("{} {conjunction} {last}", head.join(", ")),
    }
}
