//! Tolerant, schema-guided parser and model for Microsoft Defender for Endpoint authenticated-scan payloads.
//!
//! ```
//! use authscan::{Outcome, model::{Collection, ScanDefinition}};
//!
//! // The closing brace of the definition is missing.
//! let capture = br#"{"value": [{"id": "1", "scanName": "Nightly", "isActive": true ]}"#;
//! let report = authscan::recover::<Collection<ScanDefinition>>(capture);
//!
//! assert_eq!(report.outcome, Outcome::Repaired);
//! assert_eq!(report.edits[0].describe(), "inserted `}`");
//! assert_eq!(report.value.unwrap().items()[0].scan_name.text(), Some("Nightly"));
//! ```
//!
//! # The verbs
//!
//! | verb | reads | gives |
//! | --- | --- | --- |
//! | [`parse()`] | JSON that fits | the value, which may borrow from the input, or an [`Error`] |
//! | [`recover()`] | anything | a [`Report`]: the value of the most plausible document, and every [`Edit`] that led to it |
//! | [`check()`] | JSON | a [`Report`]: everything that does not fit |
//!
//! [`Options`] has the same verbs with other limits, and for types that are known only when the program runs.
//!
//! # The stages
//!
//! 1. [`capture`]: bytes to text, out of what is round it.
//! 2. [`syntax`]: text to a flat tape of spanned values, strictly by RFC 8259.
//! 3. [`recover`](mod@recover): where that fails, the edits that make the text JSON; then the same strict parse.
//! 4. [`check`](mod@check): the tape against the [`schema::Shape`] of the type.
//! 5. [`de`]: the tape to the value.
//!
//! Whatever the way, every place in a [`Report`] is a span of bytes of the input, and no secret is shown outside the
//! value.

#[cfg(feature = "arbitrary")]
pub mod arbitrary;
pub mod capture;
pub mod check;
#[cfg(feature = "damage")]
pub mod damage;
pub mod de;
pub mod diagnostic;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
pub mod limits;
pub mod model;
mod options;
pub mod recover;
mod report;
pub mod schema;
mod ser;
pub mod syntax;
pub mod text;

pub use de::Error;
pub use options::Options;
pub use report::{Edit, Outcome, Report};
pub use ser::{WriteError, to_string, to_vec};

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Reads JSON as a `T`, strictly. Strings of `T` may borrow from the input.
///
/// # Errors
///
/// The first place where the input is no JSON by RFC 8259, does not fit `T`, or is over a [limit](Options). Byte order
/// marks are refused, as `serde_json` does.
///
/// ```
/// #[derive(serde::Deserialize)]
/// struct Session<'a> {
///     id: &'a str,
///     targets: u32,
/// }
///
/// let session: Session = authscan::parse(br#"{"id": "a1", "targets": 7}"#)?;
/// assert_eq!((session.id, session.targets), ("a1", 7));
///
/// let error = authscan::parse::<Session>(br#"{"id": "a1", "targets": "7"}"#).err().unwrap();
/// assert_eq!(error.pointer(), "/targets");
/// # Ok::<(), authscan::Error>(())
/// ```
pub fn parse<'de, T: Deserialize<'de>>(input: &'de [u8]) -> Result<T, Error> {
    Options::new().parse(input)
}

/// Reads the most plausible `T` from an input that may be damaged. Never fails, never panics: what is wrong is in the
/// [`Report`].
///
/// Valid JSON is never changed. The work is bounded by a constant times the length of the input.
///
/// ```
/// let report = authscan::recover::<Vec<String>>(br#"["a", "b"]"#);
/// assert_eq!(report.outcome, authscan::Outcome::Clean);
/// assert_eq!(report.value.unwrap(), ["a", "b"]);
/// ```
#[must_use]
pub fn recover<T: DeserializeOwned + JsonSchema + 'static>(input: &[u8]) -> Report<T> {
    Options::new().recover(input)
}

/// Says everything about an input that does not fit `T` as documented, in order, one finding at a place. Nothing is
/// repaired: the outcome is [`Outcome::Clean`] where no finding is an error, otherwise [`Outcome::Rejected`]. There is no value
/// in the report: [`parse()`] reads it where there is one.
///
/// Where the input is no JSON, the reading goes on behind each fault as [`recover()`] would have it: the diagnostics say
/// what is wrong, [`Report::edits`] what was supposed to read on.
///
/// ```
/// let report = authscan::check::<Vec<u8>>(br#"[1, "2", 300]"#);
/// let places: Vec<_> = report.diagnostics.iter().map(|found| (found.code.name(), &*found.pointer)).collect();
/// assert_eq!(places, [("wrong-kind", "/1"), ("out-of-range", "/2")]);
/// ```
#[must_use]
pub fn check<T: DeserializeOwned + JsonSchema + 'static>(input: &[u8]) -> Report<()> {
    Options::new().check::<T>(input)
}

/// The README's example runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
