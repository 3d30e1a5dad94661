use std::fmt;

use super::{Code, Diagnostic};
use crate::text::{LineIndex, Position, Span};

/// Error of the functions of this crate. [`kind`](Self::kind) tells the operation that failed.
///
/// `Display` names the fault, its location, and a remedy where one is known. It may quote the input: member names, text that
/// a repair removed, and the message of the type that refused a value. Secrets are redacted in all of them, so that an error
/// can be logged. Errors of a [`Report`](crate::Report) redact the secrets of the report. Errors of [`parse()`](crate::parse())
/// redact the members with [usual names](crate::redact::SECRET_NAMES) of secrets, and credentials under any name; `parse` has
/// no schema, so its errors do not redact members that only a schema or
/// [`Shape::with_secrets`](crate::schema::Shape::with_secrets) marks as secret. The error has no
/// [`source`](std::error::Error::source).
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
    /// [code](Error::code) and a [span](Error::span). It has a [position](Error::position), too, unless it is an error of
    /// [`Report::into_result`](crate::Report::into_result), which does not know the input.
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
        /// Line and column of the span; `None` if it was not computed.
        position: Option<Position>,
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
        Self(Box::new(Inner::Document { diagnostic, placed: false, position: None }))
    }

    /// Creates an error from a diagnostic about an input, without a position.
    #[cold]
    pub(crate) fn located(diagnostic: Diagnostic) -> Self {
        Self(Box::new(Inner::Document { diagnostic, placed: true, position: None }))
    }

    /// Creates an error from a diagnostic and its position in the input.
    #[cold]
    pub(crate) fn found(diagnostic: Diagnostic, position: Position) -> Self {
        Self(Box::new(Inner::Document { diagnostic, placed: true, position: Some(position) }))
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

    /// Returns the location of the fault in a document, in bytes of the text that was read: the input, or for a repaired
    /// document that [`Report::read`](crate::Report::read) reads, the repaired text. `None` for other kinds of errors.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.diagnostic().map(|diagnostic| diagnostic.span)
    }

    /// Returns the location of the fault in a document as line and column, both from 1, in the same text as
    /// [`span`](Self::span). `None` for other kinds of errors, and for errors of
    /// [`Report::into_result`](crate::Report::into_result) until [`with_position`](Self::with_position) computes it.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        match &*self.0 {
            Inner::Document { position, .. } => *position,
            Inner::Other { .. } => None,
        }
    }

    /// Computes the [position](Self::position) of an error of [`Report::into_result`](crate::Report::into_result) in `input`,
    /// the input of the report. Other errors stay unchanged: they have a position or, if they are not about a document, none.
    ///
    /// ```
    /// use jsonmend::diagnostic::Applicability;
    ///
    /// let cut = b"[1,\n 2";
    /// let error = jsonmend::recover::<Vec<u8>>(cut).into_result(Applicability::Likely).unwrap_err();
    /// assert_eq!((error.span().unwrap().start, error.position()), (6, None));
    /// let position = error.with_position(cut).position().unwrap();
    /// assert_eq!((position.line, position.column), (2, 3));
    /// ```
    #[must_use]
    pub fn with_position(mut self, input: &[u8]) -> Self {
        if let Inner::Document { diagnostic, placed: true, position: position @ None } = &mut *self.0 {
            *position = Some(LineIndex::new(input).position(diagnostic.span.start));
        }
        self
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
    ///
    /// ```
    /// let error = jsonmend::parse::<Vec<u8>>(b"[1, true]").unwrap_err();
    /// assert_eq!(error.diagnostic().map(|found| found.span.start), Some(4));
    /// assert_eq!(error.into_diagnostic().unwrap().pointer, "/1");
    /// ```
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
            Inner::Document { diagnostic, placed, position } => {
                f.write_str(&diagnostic.message())?;
                match position {
                    Some(Position { line, column }) => write!(f, " at line {line}, column {column}")?,
                    None if *placed => write!(f, " at byte {}", diagnostic.span.start)?,
                    None => {}
                }
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
