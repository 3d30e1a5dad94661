use std::fmt;

use serde::de::{Expected, Unexpected};

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::text::nearest;
use crate::text::{Position, Span};

/// Error of parsing a text as a type.
///
/// `Display` names the fault, its location, and a remedy; it quotes no value.
///
/// ```
/// let error = jsonmend::parse::<Vec<u8>>(b"[1,\n 2 3]").unwrap_err();
/// assert_eq!(error.code().name(), "missing-comma");
/// assert_eq!((error.position().line, error.position().column), (2, 4));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    diagnostic: Diagnostic,
    /// Whether the span of the diagnostic is set.
    placed: bool,
    position: Position,
}

impl Error {
    #[cold]
    fn new(diagnostic: Diagnostic) -> Self {
        Self(Box::new(Inner { diagnostic, placed: false, position: Position { line: 1, column: 1 } }))
    }

    /// Creates an error from a diagnostic and its position in the input.
    #[cold]
    pub(crate) fn found(diagnostic: Diagnostic, position: Position) -> Self {
        Self(Box::new(Inner { diagnostic, placed: true, position }))
    }

    /// Sets the span of an error that has none.
    #[cold]
    pub(super) fn at(mut self, span: Span) -> Self {
        if !self.0.placed {
            self.0.diagnostic.span = span;
            self.0.placed = true;
        }
        self
    }

    /// Creates the error of a number that no type can hold.
    #[cold]
    pub(super) fn out_of_range() -> Self {
        Self::new(Diagnostic::new(Code::OutOfRange, Span::at(0)))
    }

    /// Creates the error of an array or object whose length does not match the type.
    #[cold]
    pub(super) fn surplus(what: &'static str) -> Self {
        Self::new(Diagnostic::new(Code::InvalidValue, Span::at(0)).found(what))
    }

    /// Returns the code of the fault.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.diagnostic.code
    }

    /// Returns the location, in bytes of the input.
    #[must_use]
    pub fn span(&self) -> Span {
        self.0.diagnostic.span
    }

    /// Returns the location as line and column, both from 1.
    #[must_use]
    pub fn position(&self) -> Position {
        self.0.position
    }

    /// Returns the RFC 6901 JSON Pointer of the value; empty for the whole document, and if the text is not JSON.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.0.diagnostic.pointer
    }

    /// Returns the error as a diagnostic.
    #[must_use]
    pub fn diagnostic(&self) -> &Diagnostic {
        &self.0.diagnostic
    }

    /// Converts the error into a diagnostic.
    #[must_use]
    pub fn into_diagnostic(self) -> Diagnostic {
        self.0.diagnostic
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { diagnostic, position, .. } = &*self.0;
        write!(f, "{} at line {}, column {}", diagnostic.message(), position.line, position.column)?;
        if !diagnostic.pointer.is_empty() {
            write!(f, " ({})", diagnostic.pointer.escape_debug())?;
        }
        if let Some(help) = &diagnostic.help {
            write!(f, "; {help}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}: {self})", self.code())
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let mut diagnostic = Diagnostic::new(Code::InvalidValue, Span::at(0));
        diagnostic.detail = Some(message.to_string());
        Self::new(diagnostic)
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let diagnostic = Diagnostic::new(Code::WrongKind, Span::at(0));
        Self::new(diagnostic.expecting([expected.to_string()]).found(kind(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let code = match found {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => Code::OutOfRange,
            _ => Code::InvalidValue,
        };
        Self::new(Diagnostic::new(code, Span::at(0)).expecting([expected.to_string()]))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let diagnostic = Diagnostic::new(Code::InvalidValue, Span::at(0));
        Self::new(diagnostic.expecting([expected.to_string()]).found(format!("length {length}")))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let mut diagnostic = Diagnostic::new(Code::UnknownValue, Span::at(0)).expecting(quoted(expected));
        // The document does not fit its type, so the severity is that of an error.
        diagnostic.severity = Severity::Error;
        Self::new(suggest(diagnostic, variant, expected))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let diagnostic = Diagnostic::new(Code::UnknownMember, Span::at(0)).expecting(quoted(expected));
        Self::new(suggest(diagnostic, field, expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Diagnostic::new(Code::MissingMember, Span::at(0)).expecting([format!("`{field}`")]))
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self::new(Diagnostic::new(Code::DuplicateMember, Span::at(0)))
    }
}

fn quoted(names: &'static [&'static str]) -> impl Iterator<Item = String> {
    names.iter().map(|name| format!("`{name}`"))
}

fn suggest(diagnostic: Diagnostic, name: &str, expected: &'static [&'static str]) -> Diagnostic {
    match nearest(name, expected.iter().copied()) {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
        None => diagnostic,
    }
}

/// Describes the value that serde found without quoting it.
fn kind(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
        Unexpected::Float(_) => "a number",
        Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => "a string",
        Unexpected::Unit | Unexpected::Option => "`null`",
        Unexpected::Seq => "an array",
        Unexpected::Map => "an object",
        Unexpected::UnitVariant => "a string",
        _ => "something else",
    }
}
