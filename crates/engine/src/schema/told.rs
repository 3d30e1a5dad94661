use std::fmt;

/// Error of compiling a schema, with its location. `Display` gives location and reason.
///
/// ```
/// use jsonmend::schema::Shape;
///
/// let error = Shape::compile(&serde_json::json!({"items": {"$ref": "#/definitions/none"}})).unwrap_err();
/// assert_eq!(error.pointer(), "/items/$ref");
/// assert_eq!(error.to_string(), "/items/$ref: unresolved reference `#/definitions/none`");
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

    /// Returns the JSON Pointer of the faulty location in the schema; empty for the root.
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
            Fault::Nowhere(reference) => write!(f, "unresolved reference `{reference}`"),
            Fault::Endless => write!(f, "the schema refers to itself in a cycle"),
            Fault::Operation(fault) => write!(f, "{fault}"),
        }
    }
}

impl std::error::Error for SchemaError {}

/// Kinds of [`SchemaError`].
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
