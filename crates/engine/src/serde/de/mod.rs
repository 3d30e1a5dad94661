//! A serde `Deserializer` over a [`Tape`].
//!
//! Strings without escapes are borrowed from the text; integers are exact. It accepts the types and values that
//! `serde_json` accepts.

mod access;
mod error;
mod key;
pub(crate) mod text;
mod value;

pub use text::read;
pub use value::ValueDeserializer;

use serde::Deserialize;

use crate::Error;
use crate::syntax::Tape;

/// Deserializes a tape as a `T`, which may borrow from the tape's text.
///
/// serde visits nested containers by recursion, so the required stack grows with the depth limit of
/// [`parse`](crate::syntax::parse()).
///
/// ```
/// use jsonmend::{serde::de::deserialize, syntax::parse};
///
/// let tape = parse(r#"{"id": "a"}"#, 128).unwrap();
/// let map: std::collections::BTreeMap<&str, &str> = deserialize(&tape).unwrap();
/// assert_eq!(map["id"], "a");
/// ```
///
/// # Errors
///
/// Fails at the first value that does not fit `T`, with its span. The pointer is empty; [`crate::syntax::Locator`]
/// finds it.
pub fn deserialize<'t, T: Deserialize<'t>>(tape: &Tape<'t>) -> Result<T, Error> {
    T::deserialize(ValueDeserializer::new(tape.root()))
}

#[cfg(test)]
mod tests;
