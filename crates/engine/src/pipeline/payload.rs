//! Kinds of documents that are known only at run time.

use serde_json::Value;

use crate::Error;
use crate::decode::first_name;
use crate::diagnostic::Diagnostic;
use crate::schema::Shape;
use crate::serde::de::deserialize;
use crate::syntax::Tape;
use crate::validate;

/// Kind of document that is known only at run time: its shape, and the rules that a shape cannot state.
///
/// A [`Shape`] is a payload without further rules. A crate that models an API implements the trait for an enum of its
/// documents, and passes a value of that enum to [`Options::check_as`](crate::Options::check_as) and
/// [`Options::recover_as`](crate::Options::recover_as).
///
/// ```
/// use jsonmend::{Options, Payload, diagnostic::{Code, Diagnostic}, schema::Shape, syntax::Tape, validate};
///
/// /// A list of numbers in ascending order.
/// struct Ascending(Shape);
///
/// impl Payload for Ascending {
///     fn shape(&self) -> &Shape {
///         &self.0
///     }
///
///     fn accepts(&self, _: &str, _: usize) -> bool {
///         false // The rule is checked on the tape only.
///     }
///
///     fn check(&self, tape: &Tape<'_>) -> Vec<Diagnostic> {
///         let mut found = validate::check(tape, &self.0);
///         let mut last = f64::MIN;
///         for value in tape.root().elements() {
///             let number = value.raw().parse().unwrap_or(last);
///             if number < last {
///                 found.push(Diagnostic::new(Code::InvalidValue, value.span()));
///             }
///             last = number;
///         }
///         found
///     }
/// }
///
/// let ascending = Ascending(Shape::from_schema(&serde_json::json!({"items": {"type": "number"}})));
/// let report = Options::new().check_as(&ascending, b"[1, 3, 2]");
/// assert_eq!(report.diagnostics[0].pointer, "/2");
/// ```
pub trait Payload {
    /// Returns the shape of documents of this kind.
    fn shape(&self) -> &Shape;

    /// Returns whether there is no type behind this kind, so that its shape alone decides which documents fit. The
    /// default is `false`.
    fn is_untyped(&self) -> bool {
        false
    }

    /// Returns whether the type behind this kind reads the unchanged `text`, even if there are findings about it. The
    /// default, for kinds without a type, is `true`.
    fn reads(&self, text: &str, max_depth: usize) -> bool {
        let _ = (text, max_depth);
        true
    }

    /// Returns whether a text that fits the shape also satisfies the further rules of this kind. The default is `true`.
    fn accepts(&self, text: &str, max_depth: usize) -> bool {
        let _ = (text, max_depth);
        true
    }

    /// Returns all findings about a document of this kind, in order, with spans in offsets of the tape's text.
    fn check(&self, tape: &Tape<'_>) -> Vec<Diagnostic> {
        validate::check(tape, self.shape())
    }

    /// Checks that the type behind this kind reads the document. The default, for kinds without a type, accepts every
    /// document.
    ///
    /// # Errors
    ///
    /// Returns the first value that the type refuses.
    fn read(&self, tape: &Tape<'_>) -> Result<(), Error> {
        let _ = tape;
        Ok(())
    }

    /// Returns the document in canonical form.
    ///
    /// # Errors
    ///
    /// Returns the first value that the type behind this kind refuses.
    fn canonical(&self, tape: &Tape<'_>) -> Result<Value, Error> {
        deserialize(tape)
    }
}

impl Payload for Shape {
    fn shape(&self) -> &Shape {
        self
    }

    /// Returns `true` if the shape was compiled from a schema or a type: it then decides which documents fit. Returns
    /// `false` if the shape was inferred from sample documents: it then only guides repairs, because a valid document may
    /// contain values that the samples did not.
    fn is_untyped(&self) -> bool {
        !self.is_inferred()
    }
}

impl<P: Payload + ?Sized> Payload for &P {
    fn shape(&self) -> &Shape {
        (**self).shape()
    }

    fn is_untyped(&self) -> bool {
        (**self).is_untyped()
    }

    fn reads(&self, text: &str, max_depth: usize) -> bool {
        (**self).reads(text, max_depth)
    }

    fn accepts(&self, text: &str, max_depth: usize) -> bool {
        (**self).accepts(text, max_depth)
    }

    fn check(&self, tape: &Tape<'_>) -> Vec<Diagnostic> {
        (**self).check(tape)
    }

    fn read(&self, tape: &Tape<'_>) -> Result<(), Error> {
        (**self).read(tape)
    }

    fn canonical(&self, tape: &Tape<'_>) -> Result<Value, Error> {
        (**self).canonical(tape)
    }
}

/// Returns whether the first member of a text is one of the shape's. Other texts may still be, or hold, a document.
pub(super) fn starts(shape: &Shape, text: &str) -> bool {
    first_name(text).is_some_and(|name| shape.node(shape.root()).member(&name).is_some())
}
