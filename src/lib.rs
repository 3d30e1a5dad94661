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
//! # The functions
//!
//! | function | input | result |
//! | --- | --- | --- |
//! | [`parse()`] | JSON that fits the type | the value, which may borrow from the input, or an [`Error`] |
//! | [`recover()`] | any bytes | a [`Report`]: the value of the most plausible document, and every [`Edit`] made |
//! | [`recover_all()`] | any bytes | a [`Report`] for each document of a capture |
//! | [`check()`] | any bytes | a [`Report`]: every deviation from the schema, with the value `()` |
//!
//! [`Options`] has these functions as methods, with limits of the caller's choice, and variants for types that are known
//! only at run time. The [`cookbook`] has a complete example for each common task, and [`types`] describes what works
//! with types of your own. Generic callers need traits of serde, which is re-exported: [`serde::Serialize`] for [`to_vec()`],
//! [`serde::Deserialize`] for [`parse()`].
//!
//! # Reports
//!
//! - **Spans** in a [`Report`] are ranges of byte offsets into the input, with these exceptions: [`Edit::place`] and
//!   [`Report::repaired_mask`] count bytes of the repaired text, and [`Replacement::span`] counts bytes of its layer's input.
//! - **Inserted text** is limited: an edit adds punctuation, `null` or U+FFFD, rewrites a name or value that the input has, or
//!   names a known member where the object around a list or the start of the document is lost. It adds no other value.
//!   [`Edit`](Edit#inserted-text) has the list.
//! - **Secrets** that are recognized appear only in the value, in the text of the document and in [`Replacement::bytes`]. A
//!   secret with an unusual name and no recognizable form is not redacted unless you name it:
//!   [Keep secrets out of logs](cookbook#keep-secrets-out-of-logs) shows how.
//! - **Work and memory** are [bounded](limits::Limits#memory): linear in the length of the input, above a fixed base.
//!
//! # Clients
//!
//! [`model`] has the types of every request and response, and [Writing a client](model#writing-a-client) shows their
//! use, each step with an example:
//!
//! | task | types |
//! | --- | --- |
//! | send a request | [`Host`](model::Host), the constants in [`endpoints`](model::endpoints), [`Request`](model::Request) |
//! | create a definition | [`ScanDefinitionCreate`](model::ScanDefinitionCreate), [`Targets`](model::Targets), [`ScannerReference`](model::ScannerReference) |
//! | sign in to targets, with or without a Key Vault | [`SnmpAuthParams`](model::SnmpAuthParams), [`LinuxAuthParams`](model::LinuxAuthParams), [`WindowsAuthParams`](model::WindowsAuthParams) |
//! | change a definition | [`ScanDefinitionUpdate`](model::ScanDefinitionUpdate) |
//! | check a request before it is sent | [`Validate`](model::Validate), [`Violation`](model::Violation) |
//! | delete definitions, read histories | [`ScanDefinitionIds`](model::ScanDefinitionIds), [`SessionIds`](model::SessionIds), [`ScanHistory`](model::ScanHistory) |
//! | read page by page | [`Collection`](model::Collection), [`Request::next_page`](model::Request::next_page) |
//! | distinguish failures, and retry | [`Failure`](model::Failure), [`RetryAfter`](model::RetryAfter), [`ErrorCode`](model::ErrorCode) |
//!
//! # Features
//!
//! None is enabled by default.
//!
//! | feature | adds |
//! | --- | --- |
//! | `http` | requests and responses of the [`http`](https://docs.rs/http) crate, which many HTTP libraries use |
//! | `chrono`, `jiff`, `time` | conversions of [`Timestamp`](model::Timestamp) from and to the times of these crates (versions 0.4, 1 and 0.3), which are re-exported |
//! | `compression` | recovery of captures that are compressed: gzip, deflate, brotli, zstd |
//! | `render` | diagnostics drawn over the source, as rustc draws them |
//! | `arbitrary` | arbitrary values of the model, for fuzzing and property tests |
//!
//! # The engine
//!
//! The parser is generic and lives in the crate [`jsonmend`](engine); this crate adds the model, the schemas and the
//! rules of the API. Where this crate re-exports an item of the engine, such as [`Report`], the examples of its page write
//! `jsonmend::…`: with this crate, write `authscan::…`. The rest of the engine is under [`authscan::engine`](engine).
//!
//! # Tests
//!
//! The crate [`authscan-testkit`](https://docs.rs/authscan-testkit) generates damaged documents with their truth, for this
//! parser or [yours](cookbook#fuzz-my-parser-with-your-damage).

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "arbitrary")]
pub mod arbitrary;
pub mod auto;
pub mod codes;
#[cfg(any(doc, doctest))]
pub mod cookbook;
pub mod model;
mod payload;
mod publish;
pub mod schemas;
#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/types.md")]
pub mod types {}
mod violations;

#[cfg(feature = "chrono")]
pub use chrono;
#[cfg(feature = "http")]
pub use http;
#[cfg(feature = "jiff")]
pub use jiff;
pub use jsonmend as engine;
pub use jsonmend::{
    Edit, Error, ErrorKind, Layer, Options, Outcome, Part, Payload, Replacement, Report, check, parse, recover,
    recover_all, to_string, to_vec,
};
pub use jsonmend::{diagnostic, limits, redact, syntax, text, validate};
pub use serde;
#[cfg(feature = "time")]
pub use time;

/// Compilation, inference and export of schemas, with the compiled form [`Shape`](schema::Shape); includes all functions of
/// [`schemas`].
pub mod schema {
    pub use crate::schemas::{Contract, catalog, document, index};
    pub use jsonmend::schema::*;
}

/// Runs the README's examples as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
