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
//! The reading itself is generic and lives in the crate [`jsonmend`](engine); this crate adds the model, the schemas and
//! the rules of the API.
//!
//! Whatever the way, every place in a [`Report`] is a span of bytes of the input, and no secret is shown outside the
//! value.

#[cfg(feature = "arbitrary")]
pub mod arbitrary;
pub mod auto;
pub mod codes;
pub mod model;
mod payload;
mod publish;
mod request;
pub mod schemas;

pub use jsonmend as engine;
pub use jsonmend::{
    Edit, Error, Options, Outcome, Part, Payload, Report, WriteError, check, parse, recover, recover_all, to_string,
    to_vec,
};
pub use jsonmend::{diagnostic, limits, redact, syntax, text};

/// The [`Shape`](schema::Shape) that a document is expected to have, and the JSON Schemas of the API's payloads.
pub mod schema {
    pub use crate::schemas::{Contract, document, index};
    pub use jsonmend::schema::*;
}

/// The README's example runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
