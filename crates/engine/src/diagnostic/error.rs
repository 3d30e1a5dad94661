use std::fmt;

use super::{Code, Diagnostic};
use crate::text::{Position, Span};

/// Error of the functions of this crate. [`kind`](Self::kind) tells the operation that failed.
///
/// `Display` names the fault, its location, and a remedy where one is known; it quotes no value of a document. The
/// error has no [`source`](std::error::Error::source).
///
/// ```
/// use jsonmend::{ErrorKind, diagnostic::Applicability, schema::Shape};
///
/// let error = jsonmend::parse::<Vec<u8>>(b"[1,\n 2 3]").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Document);
/// assert_eq!(error.code().unwrap().name(), "missing-comma");
/// let position = error.position().unwrap();
/// assert_eq!((position.line, position.column), (2, 4));
///
/// let error = Shape::compile(&serde_json::json!({"items": 1})).unwrap_err();
/// assert_eq!((error.kind(), error.pointer()), (ErrorKind::Schema, "/items"));
/// assert_eq!(error.to_string(), "/items: expected a schema: an object or a boolean");
///
/// let error = "sure".parse::<Applicability>().unwrap_err();
/// assert_eq!(error.to_string(), "unknown name; expected `guess`, `likely` or `certain`");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

/// The operation that failed with an [`Error`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Reading a document: it is not JSON, does not fit the type or exceeds a limit. The error has a
    /// [code](Error::code), a [span](Error::span) and a [position](Error::position).
    Document,
    /// Compiling a JSON Schema. [`pointer`](Error::pointer) locates the fault in the schema.
    Schema,
    /// Serializing a value: its `Serialize` failed, or it has no form in JSON.
    Serialize,
    /// Parsing the name of a code, a severity, an applicability or an outcome: there is no such name.
    Name,
}

#[derive(Clone, PartialEq, Eq)]
enum Inner {
    Document {
        diagnostic: Diagnostic,
        /// Whether the span of the diagnostic is set.
        placed: bool,
        position: Position,
    },
    Other {
        kind: ErrorKind,
        /// Location in a schema; empty for the root, and for other kinds.
        pointer: String,
        message: String,
    },
}

impl Error {
    /// Creates an error from a diagnostic whose span is not known yet.
    #[cold]
    pub(crate) fn unplaced(diagnostic: Diagnostic) -> Self {
        let position = Position { line: 1, column: 1 };
        Self(Box::new(Inner::Document { diagnostic, placed: false, position }))
    }

    /// Creates an error from a diagnostic and its position in the input.
    #[cold]
    pub(crate) fn found(diagnostic: Diagnostic, position: Position) -> Self {
        Self(Box::new(Inner::Document { diagnostic, placed: true, position }))
    }

    /// Creates the error of a schema that does not compile, with the location of the fault in the schema.
    #[cold]
    pub(crate) fn schema(pointer: String, message: String) -> Self {
        Self(Box::new(Inner::Other { kind: ErrorKind::Schema, pointer, message }))
    }

    /// Creates the error of a value that cannot be serialized.
    #[cold]
    pub(crate) fn serialize(message: String) -> Self {
        Self(Box::new(Inner::Other { kind: ErrorKind::Serialize, pointer: String::new(), message }))
    }

    /// Creates the error of a name that does not exist; `expected` names those that do, in words.
    #[cold]
    pub(crate) fn unknown_name(expected: &str) -> Self {
        let message = format!("unknown name; expected {expected}");
        Self(Box::new(Inner::Other { kind: ErrorKind::Name, pointer: String::new(), message }))
    }

    /// Sets the span of an error that has none.
    #[cold]
    pub(crate) fn at(mut self, at: Span) -> Self {
        if let Inner::Document { diagnostic, placed, .. } = &mut *self.0 {
            if !*placed {
                diagnostic.span = at;
                *placed = true;
            }
        }
        self
    }

    /// Returns the span of a fault in a document; the start of the input for other kinds of errors, which no
    /// `Deserialize` creates.
    pub(crate) fn location(&self) -> Span {
        self.span().unwrap_or_default()
    }

    /// Converts the error that a `Deserialize` created into a diagnostic.
    pub(crate) fn diagnosed(self) -> Diagnostic {
        match *self.0 {
            Inner::Document { diagnostic, .. } => diagnostic,
            Inner::Other { message, .. } => {
                Diagnostic { detail: Some(message), ..Diagnostic::new(Code::InvalidValue, Span::at(0)) }
            }
        }
    }

    /// Returns the operation that failed.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &*self.0 {
            Inner::Document { .. } => ErrorKind::Document,
            Inner::Other { kind, .. } => *kind,
        }
    }

    /// Returns the code of the fault in a document; `None` for other kinds of errors.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.diagnostic().map(|diagnostic| diagnostic.code)
    }

    /// Returns the location of the fault in a document, in bytes of the input; `None` for other kinds of errors.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.diagnostic().map(|diagnostic| diagnostic.span)
    }

    /// Returns the location of the fault in a document as line and column, both from 1; `None` for other kinds of
    /// errors.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match &*self.0 {
            Inner::Document { position, .. } => Some(*position),
            Inner::Other { .. } => None,
        }
    }

    /// Returns the RFC 6901 JSON Pointer of the value in the document, or of the fault in the schema. Empty for the root,
    /// for a text that is not JSON, and for other kinds of errors.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match &*self.0 {
            Inner::Document { diagnostic, .. } => &diagnostic.pointer,
            Inner::Other { pointer, .. } => pointer,
        }
    }

    /// Returns the fault in a document as a diagnostic; `None` for other kinds of errors.
    #[must_use]
    pub fn diagnostic(&self) -> Option<&Diagnostic> {
        match &*self.0 {
            Inner::Document { diagnostic, .. } => Some(diagnostic),
            Inner::Other { .. } => None,
        }
    }

    /// Converts the error of a document into a diagnostic; `None` for other kinds of errors.
    #[must_use]
    pub fn into_diagnostic(self) -> Option<Diagnostic> {
        match *self.0 {
            Inner::Document { diagnostic, .. } => Some(diagnostic),
            Inner::Other { .. } => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Inner::Document { diagnostic, position, .. } => {
                write!(f, "{} at line {}, column {}", diagnostic.message(), position.line, position.column)?;
                if !diagnostic.pointer.is_empty() {
                    write!(f, " ({})", diagnostic.pointer.escape_debug())?;
                }
                diagnostic.help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
            }
            Inner::Other { pointer, message, .. } if pointer.is_empty() => f.write_str(message),
            Inner::Other { pointer, message, .. } => write!(f, "{pointer}: {message}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code() {
            Some(code) => write!(f, "Error({code}: {self})"),
            None => write!(f, "Error({:?}: {self})", self.kind()),
        }
    }
}

impl std::error::Error for Error {}
