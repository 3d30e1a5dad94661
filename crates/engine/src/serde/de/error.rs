//! Errors of a value that does not fit its type, as serde reports them.

use std::fmt;

use serde::de::{Expected, Unexpected};

use crate::Error;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::text::{Span, nearest};

/// Creates the error of a number that no type can hold.
#[cold]
pub(super) fn out_of_range() -> Error {
    Error::unplaced(Diagnostic::new(Code::OutOfRange, Span::at(0)))
}

/// Creates the error of an array or object whose length does not match the type.
#[cold]
pub(super) fn surplus(found: &'static str) -> Error {
    Error::unplaced(Diagnostic::new(Code::InvalidValue, Span::at(0)).found(found))
}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let mut diagnostic = Diagnostic::new(Code::InvalidValue, Span::at(0));
        diagnostic.detail = Some(message.to_string());
        Self::unplaced(diagnostic)
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let diagnostic = Diagnostic::new(Code::WrongKind, Span::at(0));
        Self::unplaced(diagnostic.expecting([expected.to_string()]).found(kind(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let code = match found {
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => Code::OutOfRange,
            _ => Code::InvalidValue,
        };
        Self::unplaced(Diagnostic::new(code, Span::at(0)).expecting([expected.to_string()]))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let diagnostic = Diagnostic::new(Code::InvalidValue, Span::at(0));
        Self::unplaced(diagnostic.expecting([expected.to_string()]).found(format!("length {length}")))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let mut diagnostic = Diagnostic::new(Code::UnknownValue, Span::at(0)).expecting(quoted(expected));
        // The document does not fit its type, so the severity is that of an error.
        diagnostic.severity = Severity::Error;
        Self::unplaced(suggest(diagnostic, variant, expected))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let diagnostic = Diagnostic::new(Code::UnknownMember, Span::at(0)).expecting(quoted(expected));
        Self::unplaced(suggest(diagnostic, field, expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::unplaced(Diagnostic::new(Code::MissingMember, Span::at(0)).expecting([format!("`{field}`")]))
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self::unplaced(Diagnostic::new(Code::DuplicateMember, Span::at(0)))
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
