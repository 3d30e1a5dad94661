//! Canonical types for every request and response of the authenticated-scan API.
//!
//! Where the sources differ, the service's metadata and live captures define the canonical spelling. Reading also accepts the
//! spelling of the documentation:
//!
//! - Member names match regardless of case, and by aliases from the documentation. Output is canonical. A duplicate
//!   member, in any spelling, is an error.
//! - Every member is a [`Field`]: absent, `null` or a value. Unknown members are kept in [`Unknown`] and written back.
//! - Enums are open. Values match regardless of case and in the documentation's prose spellings.
//! - Times keep 100 ns and their offset, ids are opaque, secrets are [`Secret`]s.
//! - Responses are generic over their text: `ScanDefinition` owns it, `ScanDefinition<Str<'_>>` borrows it from the
//!   capture, and [`IntoOwned`] converts a borrowing value to an owning one. Requests own their text.
//! - Each kind of id is a type ([`DefinitionId`], [`SessionId`], [`AgentId`], [`MachineId`]), so that none is mistaken
//!   for another.
//! - Reading requires only `value` of a collection and `error` of an error response; all other members may be missing.
//!   [`Request::read`] also requires the id where the response is a single entity.
//!
//! ```
//! use authscan::model::{Collection, ScanDefinition, ScanStatus};
//!
//! let response = r##"{
//!     "@odata.context": "https://api.security.microsoft.com/api/$metadata#DeviceAuthenticatedScanDefinitions",
//!     "value": [{"id": "d14cefe1", "scanType": "Network", "latestScan": {"status": "fail"}}]
//! }"##;
//! let definitions: Collection<ScanDefinition> = serde_json::from_str(response).unwrap();
//! for definition in &definitions {
//!     let status = definition.latest_scan.get().and_then(|scan| scan.status.get());
//!     assert_eq!(status, Some(&ScanStatus::Fail));
//! }
//! ```
//!
//! # Writing a client
//!
//! A client needs this crate, an HTTP library and a token: [`Host::token_scope`] has the scope to ask for, and
//! [`EndpointInfo::permission`] the permission. The file `examples/client.rs`, in the package of this crate and at the root
//! of its repository, is a complete client, with a server to try it (`cargo run --example client`):
//!
//! ```text
//! send: sends, retries → call: reads, or call_tolerant: recovers, logs the edits → list: reads page by page
//! definitions, agents, create (validates first), update, delete, history, sessions: one request or list each
//! ```
//!
//! ## Requests
//!
//! [`endpoints`] has each endpoint as a constant with the types of its parameters and response. A [`Request`] has everything
//! that an HTTP library needs except the token, and reads the response. [`Host`] has the hosts of the regions and of the
//! government clouds.
//!
//! ```
//! use authscan::model::{Host, MachineId, ScanDefinitionCreate, SnmpAuthParams, Targets, Validate, endpoints};
//!
//! let create = ScanDefinitionCreate::network(
//!     "Core switches",
//!     Targets::ips(["10.0.0.0/24"]),
//!     4,
//!     MachineId::new("eb663a27ae9d032f61bc268a79eedf14c4b90f77"),
//!     SnmpAuthParams::community("public"),
//! );
//! // Errors are what the service would refuse; there may be warnings, too.
//! assert!(!create.validate().iter().any(|violation| violation.is_error()));
//!
//! let request = endpoints::CREATE_DEFINITION.request(&Host::EU, &create);
//! assert_eq!(request.method().as_str(), "POST");
//! assert_eq!(request.url(), "https://eu.api.security.microsoft.com/api/DeviceAuthenticatedScanDefinitions");
//! assert!(request.headers().contains(&("Content-Type", "application/json")));
//! assert!(request.body().is_some());
//!
//! // The HTTP library sends the request and returns status and body.
//! let (status, body) = (200, br#"{"id": "d14cefe1", "scanName": "Core switches"}"#);
//! let definition = request.read(status, None, body)?;
//! assert_eq!(definition.id.text(), Some("d14cefe1"));
//! # Ok::<(), authscan::model::Failure>(())
//! ```
//!
//! Each kind of credentials has its constructors: [`SnmpAuthParams`], [`LinuxAuthParams`], and [`WindowsAuthParams`],
//! each also with credentials that a Key Vault holds. [`ScanDefinitionUpdate`] changes single members, or all members that
//! differ between two definitions ([`ScanDefinitionUpdate::changes_from`]):
//!
//! ```
//! use authscan::model::{DefinitionId, Host, ScanDefinitionIds, ScanDefinitionUpdate, endpoints};
//!
//! let id = DefinitionId::new("d14cefe1-0301-488c-ad17-a86c428c3727");
//! let update = ScanDefinitionUpdate::new().is_active(false).target("10.0.0.0/23");
//! let change = endpoints::UPDATE_DEFINITION.request(&Host::EU, &id, &update);
//! assert_eq!(change.body(), Some(br#"{"isActive":false,"target":"10.0.0.0/23"}"#.as_slice()));
//! let delete = endpoints::DELETE_DEFINITIONS.request(&Host::EU, &ScanDefinitionIds::new([&id]));
//! // The body of the response is not documented, so it is ignored.
//! delete.read(200, None, b"")?;
//! # Ok::<(), authscan::model::Failure>(())
//! ```
//!
//! ## Pages
//!
//! [`Request::next_page`] gives the request for the next page. It follows relative links too, and refuses links to other
//! hosts, which must not get the token. [`Request::top`] and [`Request::skip`] set the size and start of a page.
//!
//! The documentation does not say whether the service sends links. A full page without a link may therefore have a page after
//! it, which this loop requests with `skip`:
//!
//! ```
//! use authscan::model::{Host, Request, ScanDefinitionIds, endpoints};
//!
//! /// Sends a request with the HTTP library, and returns status and body.
//! fn send<R>(request: &Request<R>, token: &str) -> (u16, Vec<u8>) {
//!     let (method, url, headers, body) = (request.method(), request.url(), request.headers(), request.body());
//!     // …, with the further header `Authorization: Bearer {token}`
//! #     let page = if url.contains("skip=4") {
//! #         r#"{"value": []}"#
//! #     } else if url.contains("skip=2") {
//! #         r#"{"value": [{"sessionId": "c"}, {"sessionId": "d"}]}"#
//! #     } else {
//! #         r#"{"value": [{"sessionId": "a"}, {"sessionId": "b"}], "@odata.nextLink": "?$top=2&$skip=2"}"#
//! #     };
//! #     assert_eq!((method.as_str(), headers.len(), body.is_some(), token), ("POST", 2, true, "t"));
//! #     (200, page.as_bytes().to_vec())
//! }
//!
//! # let token = "t";
//! let ids = ScanDefinitionIds::new(["d14cefe1"]);
//! let first = endpoints::HISTORY_BY_DEFINITION.request(&Host::WORLDWIDE, &ids).top(2);
//! let (mut next, mut sessions) = (Some(first.clone()), Vec::new());
//! while let Some(request) = next {
//!     let (status, body) = send(&request, token);
//!     let page = request.read(status, None, &body)?;
//!     let is_full = page.len() >= 2;
//!     next = request.next_page(&page)?;
//!     if sessions.first().is_some_and(|first| page.items().first() == Some(first)) {
//!         break; // The service ignores `skip`, and has sent the first page again.
//!     }
//!     sessions.extend(page);
//!     if next.is_none() && is_full {
//!         next = Some(first.clone().skip(u32::try_from(sessions.len())?));
//!     }
//! }
//! assert_eq!(sessions.len(), 4);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## Failures, retry and backoff
//!
//! [`Failure::is_retryable`] tells whether the unchanged request may be sent again. For a creation it is true only if the
//! service certainly has not acted, so that nothing is created twice. [`Failure::retry_after`] has the time to wait that the
//! service stated. Do not log [`Failure::error`]: the service's message may quote the request. `Display` and `Debug` of a
//! failure leave the message out.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//!
//! use authscan::model::{ErrorCode, Host, endpoints};
//!
//! # let mut answers = vec![(200, None, r#"{"value": []}"#), (429, Some("0"), r#"{"error": {"code": "TooManyRequests"}}"#)];
//! # let mut send = |_: &str| answers.pop().unwrap();
//! let request = endpoints::LIST_AGENTS.request(&Host::WORLDWIDE);
//! let mut attempt = 0;
//! let agents = loop {
//!     let (status, retry_after, body) = send(request.url());
//!     match request.read(status, retry_after, body.as_bytes()) {
//!         Ok(agents) => break agents,
//!         Err(failure) if failure.is_retryable() && attempt < 4 => {
//!             let backoff = Duration::from_secs(1 << attempt);
//!             std::thread::sleep(failure.retry_after().map_or(backoff, |after| after.wait(SystemTime::now())));
//!             attempt += 1;
//!         }
//!         Err(failure) => return Err(failure),
//!     }
//! };
//! assert!(agents.items().is_empty());
//!
//! let failure = request.read(403, None, br#"{"error": {"code": "Forbidden"}}"#).unwrap_err();
//! assert_eq!(failure.to_string(), "the service answered 403 Forbidden");
//! let code = failure.error().and_then(|error| error.code.get());
//! assert_eq!(code, Some(&ErrorCode::Forbidden));
//! # Ok::<(), authscan::model::Failure>(())
//! ```
//!
//! ## Damaged bodies
//!
//! [`Request::read`] refuses a damaged body of a successful response, and [`Request::recover`] repairs it; with the
//! feature `http`, `Request::read_http` and `Request::recover_http` take whole responses. The report lists every repair,
//! with secrets redacted, for a log. [`Report::into_result`](crate::Report::into_result) returns the value if its repairs are
//! certain enough; `Likely` refuses guesses, ambiguous reports and incomplete documents.
//!
//! ```
//! use authscan::diagnostic::Applicability;
//! use authscan::model::{Host, endpoints};
//!
//! let request = endpoints::LIST_DEFINITIONS.request(&Host::WORLDWIDE);
//! let body = br#"{"value": [{"id": "d1", "isActive": true {"id": "d2", "isActive": false}]}"#;
//! let report = request.recover(200, None, body)?;
//! for edit in &report.edits {
//!     println!("{edit}");
//! }
//! let definitions = report.into_result(Applicability::Likely)?;
//! assert_eq!(definitions.items().len(), 2);
//!
//! // A `}` is missing before or after `zone`, a member that the schema does not have.
//! let body = br#"{"value": [{"id": "d1", "scannerAgent": {"machineId": "m", "zone": "lab", "isActive": true}]}"#;
//! let report = request.recover(200, None, body)?;
//! assert_eq!(report.edits[0].applicability, Applicability::Guess);
//! assert!(report.clone().into_result(Applicability::Likely).is_err());
//! assert!(report.into_result(Applicability::Guess).is_ok());
//!
//! // The end is missing, and with it perhaps a definition.
//! let cut = br#"{"value": [{"id": "d1", "isActive": true}"#;
//! assert!(request.recover(200, None, cut)?.into_result(Applicability::Likely).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// Table of the metadata's members and the fields that hold them.
///
#[doc = include_str!("../../docs/fields.md")]
pub mod fields {}

mod agent;
mod auth;
mod convert;
mod definition;
mod describe;
mod detect;
mod digits;
mod endpoint;
pub mod endpoints;
mod error;
mod failure;
mod field;
mod history;
mod host;
mod http_date;
mod ids;
mod invalid;
mod macros;
mod odata;
mod payload;
mod read;
mod request;
mod secret;
mod send;
mod target;
mod text;
mod time_of_day;
mod timestamp;
mod unknown;
mod url;
mod validate;
#[cfg(feature = "http")]
mod with_http;

pub use agent::{ScanAgent, ScannerAgent, ScannerReference};
pub(crate) use auth::SPELLINGS_OF_REQUEST_TABLES;
pub use auth::{
    LinuxAuthParams, LinuxAuthType, OtherAuthParams, ScanAuthenticationParams, SnmpAuthParams, SnmpAuthType,
    SnmpAuthentication, SnmpPrivacy, WindowsAuthParams, WindowsAuthType,
};
pub use definition::{AdvancedActiveConfiguration, LatestScan, ScanDefinition, ScanStatus, ScanType, TargetType};
pub use describe::{MemberInfo, Model};
pub use detect::{Detection, Evidence, detect};
pub use endpoint::{
    ADDRESSES_PER_SCANNER, ADDRESSES_PER_TEST_SCAN, EndpointInfo, MAX_TOP, Method, Permission, REQUESTS_PER_HOUR,
    REQUESTS_PER_MINUTE, RateLimit, SCANNERS_PER_TENANT, SNMP_VERSIONS, VERSIONED,
};
pub use endpoints::{ENDPOINTS, Endpoint};
pub use error::{ErrorCode, ErrorDetail, ErrorItem, ErrorResponse};
pub use failure::{Failure, RetryAfter};
pub use field::Field;
pub use history::{AuthenticatedScanStatus, ScanHistory, ScannedTarget};
pub use host::Host;
pub use ids::{AgentId, DefinitionId, MachineId, SessionId};
pub use invalid::{Error, ErrorKind};
pub use odata::Collection;
pub use payload::{PayloadKind, PayloadType, PayloadVisitor};
pub use request::{ScanDefinitionCreate, ScanDefinitionIds, ScanDefinitionUpdate, SessionIds};
pub use secret::{SECRET_MEMBERS, Secret};
pub use send::{Request, Response};
pub use target::{Target, Targets};
pub use text::{IntoOwned, Str, Text};
pub use time_of_day::TimeOfDay;
pub use timestamp::Timestamp;
pub use unknown::Unknown;
pub use validate::{Validate, Violation};
#[cfg(feature = "http")]
pub use with_http::RequestBody;
