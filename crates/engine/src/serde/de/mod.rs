//! A serde `Deserializer` over the [`Tape`]: what [`crate::parse`] reads, from text that is known to be JSON.
//!
//! Strings without escapes are borrowed from the text, whole numbers are exact. It accepts what `serde_json` accepts.

mod access;
mod error;
mod key;
pub(crate) mod text;
mod value;

pub use error::Error;
pub use text::read;
pub use value::ValueDeserializer;

use serde::Deserialize;

use crate::syntax::Tape;

/// Reads a tape as a `T`, which may borrow from the tape's text.
///
/// serde visits containers within each other by recursion, so the stack needed grows with the depth that the tape was
/// parsed with.
///
/// # Errors
///
/// The first value that does not fit `T`, with its span. The pointer is left empty; [`crate::syntax::Locator`] gives it.
pub fn deserialize<'t, T: Deserialize<'t>>(tape: &Tape<'t>) -> Result<T, Error> {
    T::deserialize(ValueDeserializer::new(tape.root()))
}

#[cfg(test)]
mod tests;
