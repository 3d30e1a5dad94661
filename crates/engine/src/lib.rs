//! Strict and tolerant JSON parser, guided by the schema of the expected document.
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
//! # The functions
//!
//! | function | input | result |
//! | --- | --- | --- |
//! | [`parse()`] | JSON that fits the type | the value, which may borrow from the input, or an [`Error`] |
//! | [`recover()`] | any bytes | a [`Report`]: the value of the most plausible document, and every [`Edit`] made |
//! | [`recover_all()`] | any bytes | a [`Report`] for each document of a capture |
//! | [`check()`] | any bytes | a [`Report`]: every deviation from the type's schema, with the value `()` |
//! | [`to_string()`] | a value | compact JSON |
//!
//! [`Options`] has these functions as methods, with other limits, and variants for a [`Shape`](schema::Shape) or a
//! [`Payload`] that is known only at run time.
//!
//! # The stages
//!
//! 1. [`decode`] removes the envelopes and encodings of a capture.
//! 2. [`syntax`] parses the text strictly by RFC 8259 into a flat tape of spanned values.
//! 3. [`repair`], if that fails, searches for the edits of least cost that make the text JSON, which is parsed again.
//! 4. [`fit`] coerces values of the wrong kind that have only one meaning, and [`validate`] compares the tape with the
//!    [`schema::Shape`].
//! 5. [`serde`](mod@serde) converts the tape to a value.
//!
//! Spans in a [`Report`] are ranges of byte offsets into the input, with these exceptions: [`Edit::place`] and
//! [`Report::repaired_mask`] count bytes of the repaired text, and [`Replacement::span`] counts bytes of its layer's input.
//!
//! Recognized secrets appear only in the value, in the text of the document and in [`Replacement::bytes`]. A secret is
//! recognized by its [name](redact::SECRET_NAMES), by its form, as tokens are, or by a schema that marks the member as
//! `writeOnly`. Others are not redacted unless [`Shape::with_secrets`](schema::Shape::with_secrets) names their members.
//!
//! Inserted text is limited: an edit adds punctuation, `null` or U+FFFD, rewrites a name or value that the input has, or
//! names a known member where the object around a list or the start of the document is lost. It adds no other value.
//! [`Edit`](Edit#inserted-text) has the list.
//!
//! [`limits::Limits`] bounds work and memory; no input causes a panic.
//!
//! # Features
//!
//! None is enabled by default.
//!
//! | feature | adds |
//! | --- | --- |
//! | `compression` | recovery of captures that are compressed: gzip, deflate, brotli, zstd |
//! | `render` | diagnostics drawn over the source, as rustc draws them: [`diagnostic`], `Report::render` |

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

pub use self::serde::ser::{to_string, to_vec};
pub use diagnostic::{Error, ErrorKind};
pub use pipeline::{Edit, Layer, Options, Outcome, Part, Payload, Replacement, Report};
#[cfg(feature = "counters")]
#[doc(hidden)]
pub use work::looked;

use ::serde::Deserialize;
use ::serde::de::DeserializeOwned;
use schemars::JsonSchema;

/// Parses JSON as a `T`, strictly by RFC 8259. Strings of `T` may borrow from the input.
///
/// # Errors
///
/// Returns the first place where the input violates RFC 8259, does not fit `T`, or exceeds a [limit](Options). A byte
/// order mark is an error, as in `serde_json`.
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

/// Recovers the most plausible `T` from an input that may be damaged. Never fails and never panics: the [`Report`]
/// holds the faults.
///
/// The schema of `T` guides the repairs. For a type without `JsonSchema`, or with names of secrets of your own, recover by a
/// [`Shape`](schema::Shape) ([`Options::recover_as`]) and read the type from the report ([`Report::read`]).
///
/// The tokens of valid JSON that fits `T` are never changed. Work and memory are
/// [bounded](limits::Limits#memory): linear in the length of the input, above a fixed base.
///
/// # Several documents
///
/// If the input holds several documents, `recover` reads the one that fits `T` best. The outcome is [`Outcome::Partial`], and
/// the finding `other-documents` tells how many others there are and where. [`recover_all()`] reads each document.
///
/// The documents are read as one list in two cases:
///
/// - `T` is a list, and the input is valid objects separated by white space, each with member names that the elements of
///   `T` have.
/// - `T` allows any JSON, as `serde_json::Value` does, and the input consists of documents with white space or commas
///   between them, of which at least two are valid. The report is [ambiguous](Report::ambiguous); damaged documents are
///   left out.
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

/// Recovers each document of a capture separately: one document per line, concatenated documents, the bodies of an HTTP
/// archive (HAR) or of several messages, or the contents of log lines. Returns one report per document, in order; a
/// capture of one document gives the report that [`recover()`] gives.
///
/// [`Report::span`] locates each document in the capture, and [`Report::text`] returns its text, given the capture.
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

/// Validates an input against `T` and reports every violation in order, at most one per place. Nothing is repaired: the
/// outcome is [`Outcome::Clean`] if no finding is an error, otherwise [`Outcome::Rejected`].
///
/// A check does not return the document: the report's value is `Some(())` if the outcome is clean, and `None` if it is
/// rejected. To get the document, call [`parse()`].
///
/// If the input is not JSON, checking continues after each fault as [`recover()`] would repair it: the diagnostics
/// describe the faults, and [`Report::edits`] the repairs that were assumed in order to continue.
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
