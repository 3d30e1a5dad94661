use std::fmt;

use crate::Error;

/// Fault of a schema that does not compile, with its location; callers get it as an [`Error`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct SchemaFault {
    /// JSON Pointer of the faulty location in the schema; empty for the root.
    pointer: String,
    fault: Fault,
}

impl SchemaFault {
    pub(super) fn new(pointer: String, fault: Fault) -> Self {
        Self { pointer, fault }
    }

    /// Creates the error of a pointer without target in the whole document.
    pub(super) fn nowhere(pointer: &str) -> Self {
        Self::new(String::new(), Fault::Nowhere(format!("#{pointer}")))
    }

    /// Prefixes the error's pointer with `pointer`, the location of the schema.
    pub(super) fn within(self, pointer: &str) -> Self {
        if self.pointer.is_empty() && self.fault == Fault::NoSchema {
            return Self { pointer: pointer.to_owned(), ..self };
        }
        self
    }
}

impl From<SchemaFault> for Error {
    fn from(error: SchemaFault) -> Self {
        Self::schema(error.pointer, error.fault.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSchema => write!(f, "expected a schema: an object or a boolean"),
            Self::Invalid(expected) => write!(f, "expected {expected}"),
            Self::Nowhere(reference) => write!(f, "unresolved reference `{reference}`"),
            Self::Endless => write!(f, "the schema refers to itself in a cycle"),
            Self::Operation(fault) => write!(f, "{fault}"),
        }
    }
}

/// Kinds of [`SchemaFault`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// The value is neither an object nor a boolean.
    NoSchema,
    /// The keyword's value has an invalid type; the expected type in words.
    Invalid(&'static str),
    /// The reference has no target.
    Nowhere(String),
    /// References and combinators form a cycle without a member or element in between.
    Endless,
    /// The document has no such operation, or the operation no such body; the fault in words.
    Operation(String),
}

/// A part of a schema that the compiled [`Shape`](super::Shape) does not use. `Display` gives pointer and reason.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Unused {
    /// JSON Pointer of the part in the schema.
    pub pointer: String,
    /// Reason in words.
    pub reason: &'static str,
}

impl fmt::Display for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.reason)
    }
}
