//! Kinds of documents that are known only when the program runs.

use memchr::memchr;
use serde_json::Value;

use crate::Error;
use crate::diagnostic::Diagnostic;
use crate::schema::Shape;
use crate::serde::de::deserialize;
use crate::syntax::Tape;
use crate::validate;

/// A kind of document that is known only when the program runs: its shape, and the rules that a shape cannot state.
///
/// A [`Shape`] is a payload without further rules. A crate that models an API implements the trait for an enum of its
/// documents, and passes a value of that enum to [`Options::check_as`](crate::Options::check_as) and
/// [`Options::recover_as`](crate::Options::recover_as).
pub trait Payload {
    /// The shape that documents of this kind have.
    fn shape(&self) -> &Shape;

    /// Whether the type behind this kind reads `text` as it stands, whatever there is to say about it. Without a type,
    /// every text is read.
    fn reads(&self, text: &str, max_depth: usize) -> bool {
        let _ = (text, max_depth);
        true
    }

    /// Whether a text that fits the shape also keeps the further rules of this kind.
    fn accepts(&self, text: &str, max_depth: usize) -> bool {
        let _ = (text, max_depth);
        true
    }

    /// All findings about a document of this kind, in order, in offsets of the tape's text.
    fn check(&self, tape: &Tape<'_>) -> Vec<Diagnostic> {
        validate::check(tape, self.shape())
    }

    /// Whether the type behind this kind reads the document. Without a type, every document is read.
    ///
    /// # Errors
    ///
    /// The first value that the type refuses.
    fn read(&self, tape: &Tape<'_>) -> Result<(), Error> {
        let _ = tape;
        Ok(())
    }

    /// The document in canonical form.
    ///
    /// # Errors
    ///
    /// The first value that the type behind this kind refuses.
    fn canonical(&self, tape: &Tape<'_>) -> Result<Value, Error> {
        deserialize(tape)
    }
}

impl Payload for Shape {
    fn shape(&self) -> &Shape {
        self
    }
}

impl<P: Payload + ?Sized> Payload for &P {
    fn shape(&self) -> &Shape {
        (**self).shape()
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

/// Whether a text starts with a member that documents of this shape have. Other texts may still be, or hold, a document.
pub(super) fn starts(shape: &Shape, text: &str) -> bool {
    first_name(text).is_some_and(|name| shape.node(shape.root()).member(name).is_some())
}

/// The name of an object's first member, where it has no escapes.
fn first_name(text: &str) -> Option<&str> {
    let content = text.trim_ascii_start().strip_prefix('{')?.trim_ascii_start().strip_prefix('"')?;
    content.get(..memchr(b'"', content.as_bytes())?)
}
