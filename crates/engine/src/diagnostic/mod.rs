//! What is wrong and where, as data. Prose is made only where a person reads it.

mod code;
#[cfg(feature = "render")]
mod render;

pub use code::{Code, CustomCode, Severity};
#[cfg(feature = "render")]
pub use render::{Style, render, render_as};

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::text::Span;

/// How sure a repair is, from least to most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Applicability {
    /// Another repair that gives another value is about as plausible.
    Guess,
    /// The best reading, but not beyond doubt.
    Likely,
    /// No other repair comes near.
    Certain,
}

impl Applicability {
    /// The word that reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// Why a change was made, and how sure it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Repair {
    /// What was wrong.
    pub code: Code,
    /// How sure the repair is.
    pub applicability: Applicability,
}

/// One finding about a payload.
///
/// It holds no text of the payload except member names in `pointer` and what a type says in `detail`; the place says
/// where to look.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// Where, in bytes of the input.
    pub span: Span,
    /// Which value, as an RFC 6901 JSON Pointer; empty for the whole document, or where none is known.
    pub pointer: String,
    /// What could have stood there.
    pub expected: Vec<Cow<'static, str>>,
    /// What stands there instead, in words that quote nothing.
    pub found: Option<Cow<'static, str>>,
    /// What the type said that the value was read into, in its own words.
    pub detail: Option<String>,
    /// A second place that explains the first, with a word on why.
    pub context: Option<(Span, Cow<'static, str>)>,
    /// What to do about it, or what was done.
    pub help: Option<Cow<'static, str>>,
    /// An edit of the report tells this too: whoever logs both passes over it.
    pub told_by_edit: bool,
}

impl Diagnostic {
    /// A finding with the usual severity of its code.
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

    /// Adds what could have stood there.
    #[must_use]
    pub fn expecting(mut self, expected: impl IntoIterator<Item = impl Into<Cow<'static, str>>>) -> Self {
        self.expected.extend(expected.into_iter().map(Into::into));
        self
    }

    /// Says what stands there instead.
    #[must_use]
    pub fn found(mut self, found: impl Into<Cow<'static, str>>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Says what to do about it, or what was done.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place that explains the first.
    #[must_use]
    pub fn because(mut self, span: Span, why: impl Into<Cow<'static, str>>) -> Self {
        self.context = Some((span, why.into()));
        self
    }

    /// Says which value it is about.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }

    /// Says that an edit of the report tells this too.
    pub(crate) fn of_edit(mut self) -> Self {
        self.told_by_edit = true;
        self
    }

    /// The finding in one sentence, without its place.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = self.headline();
        if let Some(label) = self.label() {
            message.push_str(": ");
            message.push_str(&label);
        }
        message
    }

    /// What it is about: the code's title, and what the type said.
    fn headline(&self) -> String {
        match &self.detail {
            None => self.code.title().to_owned(),
            Some(detail) => format!("{}: {detail}", self.code.title()),
        }
    }

    /// What is there, and what should be.
    fn label(&self) -> Option<String> {
        match (&*self.expected, &self.found) {
            ([], None) => None,
            ([], Some(found)) => Some(format!("found {found}")),
            (expected, None) => Some(format!("expected {}", alternatives(expected))),
            (expected, Some(found)) => Some(format!("expected {}, found {found}", alternatives(expected))),
        }
    }
}

/// Severity, code, message, which value, and what to do: on one line.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message())?;
        if !self.pointer.is_empty() {
            write!(f, " ({})", self.pointer.escape_debug())?;
        }
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}

/// Code, severity, message, which value, and which bytes of the input.
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

/// As its name.
impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// As its name.
impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// As its name.
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

/// A text is not the name of what was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownName;

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such name")
    }
}

impl std::error::Error for UnknownName {}

impl FromStr for Applicability {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        [Self::Guess, Self::Likely, Self::Certain].into_iter().find(|it| it.name() == name).ok_or(UnknownName)
    }
}

impl FromStr for Severity {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        [Self::Note, Self::Warning, Self::Error].into_iter().find(|it| it.name() == name).ok_or(UnknownName)
    }
}

impl FromStr for Code {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::from_name(name).ok_or(UnknownName)
    }
}

/// `a`, `a or b`, `a, b or c`.
fn alternatives(words: &[Cow<'static, str>]) -> String {
    match words {
        [] => String::new(),
        [one] => one.to_string(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
    }
}
