//! Strict and tolerant JSON parser, guided by the schema of what is expected.
//!
//! ```
//! use jsonmend::Outcome;
//!
//! // The closing bracket of the list is missing.
//! let report = jsonmend::recover::<serde_json::Value>(br#"{"names": ["a", "b", "count": 2}"#);
//! assert_eq!(report.outcome, Outcome::Repaired);
//! assert_eq!(report.value.unwrap(), serde_json::json!({"names": ["a", "b"], "count": 2}));
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
//! [`Options`] has the same verbs with other limits, and for a [`Payload`] or a [`Shape`](schema::Shape) that is known
//! only when the program runs.
//!
//! # The stages
//!
//! 1. [`decode`]: from the bytes of a capture to the text of a document, out of its envelopes and encodings.
//! 2. [`syntax`]: from text to a flat tape of spanned values, strictly by RFC 8259.
//! 3. [`repair`]: where that fails, the edits that make the text JSON; then the same strict parse.
//! 4. [`validate`]: the tape against the [`schema::Shape`].
//! 5. [`serde`](mod@serde): the tape to the value.
//!
//! Every place in a [`Report`] is a span of bytes of the input, and no secret is shown outside the value.

pub mod decode;
pub mod diagnostic;
pub mod fit;
pub mod limits;
mod pipeline;
pub mod redact;
pub mod repair;
pub mod schema;
pub mod serde;
pub mod syntax;
pub mod text;
pub mod validate;
mod work;

pub use self::serde::de::Error;
pub use self::serde::ser::{WriteError, to_string, to_vec};
pub use pipeline::{Edit, Options, Outcome, Part, Payload, Report};
#[cfg(feature = "counters")]
#[doc(hidden)]
pub use work::looked;

use ::serde::Deserialize;
use ::serde::de::DeserializeOwned;
use schemars::JsonSchema;

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
/// let session: Session = jsonmend::parse(br#"{"id": "a1", "targets": 7}"#)?;
/// assert_eq!((session.id, session.targets), ("a1", 7));
///
/// let error = jsonmend::parse::<Session>(br#"{"id": "a1", "targets": "7"}"#).err().unwrap();
/// assert_eq!(error.pointer(), "/targets");
/// # Ok::<(), jsonmend::Error>(())
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
/// let report = jsonmend::recover::<Vec<String>>(br#"["a", "b"]"#);
/// assert_eq!(report.outcome, jsonmend::Outcome::Clean);
/// assert_eq!(report.value.unwrap(), ["a", "b"]);
/// ```
#[must_use]
pub fn recover<T: DeserializeOwned + JsonSchema + 'static>(input: &[u8]) -> Report<T> {
    Options::new().recover(input)
}

/// [`recover()`] of each document that a capture holds: one a line, one behind the other, the bodies of an archive of HTTP
/// traffic (HAR) or of several messages, or what lines of a log hold. One report a document, in order; a capture of one
/// document gives the report that [`recover()`] gives.
///
/// ```
/// let reports = jsonmend::recover_all::<serde_json::Value>(b"{\"a\": 1}{\"a\": 2}");
/// let values: Vec<_> = reports.into_iter().filter_map(|report| report.value).collect();
/// assert_eq!(values, [serde_json::json!({"a": 1}), serde_json::json!({"a": 2})]);
/// ```
#[must_use]
pub fn recover_all<T: DeserializeOwned + JsonSchema + 'static>(input: &[u8]) -> Vec<Report<T>> {
    Options::new().recover_all(input)
}

/// Says everything about an input that does not fit `T` as documented, in order, one finding at a place. Nothing is
/// repaired: the outcome is [`Outcome::Clean`] where no finding is an error, otherwise [`Outcome::Rejected`]. There is no value
/// in the report: [`parse()`] reads it where there is one.
///
/// Where the input is no JSON, the reading goes on behind each fault as [`recover()`] would have it: the diagnostics say
/// what is wrong, [`Report::edits`] what was supposed to read on.
///
/// ```
/// let report = jsonmend::check::<Vec<u8>>(br#"[1, "2", 300]"#);
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
