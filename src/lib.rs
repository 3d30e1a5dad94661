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
//! | [`parse()`] | JSON that fits the type | the value, which may borrow from the input, or an [`Error`] |
//! | [`recover()`] | any bytes | a [`Report`]: the value of the most plausible document, and every [`Edit`] made |
//! | [`check()`] | JSON | a [`Report`]: every deviation from the schema |
//!
//! [`Options`] has these verbs as methods, with limits of the caller's choice, and variants for types that are known
//! only at run time.
//!
//! The parser is generic and lives in the crate [`jsonmend`](engine); this crate adds the model, the schemas and the
//! rules of the API.
//!
//! Every location in a [`Report`] is a span of byte offsets into the input. Secrets appear only in the value and in the
//! repaired text.

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

/// Compiled schemas ([`Shape`](schema::Shape)), and the JSON Schemas of the API's payloads.
pub mod schema {
    pub use crate::schemas::{Contract, catalog, document, index};
    pub use jsonmend::schema::*;
}

/// Runs the README's examples as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
