use std::fmt;

/// Why a schema cannot be compiled, and where.
///
/// ```
/// use jsonmend::schema::Shape;
///
/// let error = Shape::compile(&serde_json::json!({"items": {"$ref": "#/definitions/none"}})).unwrap_err();
/// assert_eq!(error.pointer(), "/items/$ref");
/// assert_eq!(error.to_string(), "/items/$ref: `#/definitions/none` refers to nothing");
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SchemaError {
    pointer: String,
    fault: Fault,
}

impl SchemaError {
    pub(super) fn new(pointer: String, fault: Fault) -> Self {
        Self { pointer, fault }
    }

    /// A pointer that leads nowhere in the whole document.
    pub(super) fn nowhere(pointer: &str) -> Self {
        Self::new(String::new(), Fault::Nowhere(format!("#{pointer}")))
    }

    /// The same for a schema that lies at `pointer`, where its own place is all that is not known.
    pub(super) fn within(self, pointer: &str) -> Self {
        if self.pointer.is_empty() && self.fault == Fault::NoSchema {
            return Self { pointer: pointer.to_owned(), ..self };
        }
        self
    }

    /// The JSON Pointer of the faulty place in the schema; empty for the whole document.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "{}: ", self.pointer)?;
        }
        match &self.fault {
            Fault::NoSchema => write!(f, "expected a schema: an object or a boolean"),
            Fault::Invalid(expected) => write!(f, "expected {expected}"),
            Fault::Nowhere(reference) => write!(f, "`{reference}` refers to nothing"),
            Fault::Endless => write!(f, "the schema refers to itself without end"),
        }
    }
}

impl std::error::Error for SchemaError {}

/// Kinds of [`SchemaError`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// A value that is neither an object nor a boolean.
    NoSchema,
    /// A keyword with a value of the wrong kind, and the expected one in words.
    Invalid(&'static str),
    /// A reference to what is not there.
    Nowhere(String),
    /// Following references and combinators leads back to the start, with no member or element between.
    Endless,
}

/// A part of a schema that the compiled [`Shape`](super::Shape) does not use.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Unused {
    /// The JSON Pointer of the part in the schema.
    pub pointer: String,
    /// The reason in words.
    pub reason: &'static str,
}

impl fmt::Display for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.reason)
    }
}
