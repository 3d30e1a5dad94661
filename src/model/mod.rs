//! Canonical types for every request and response of the authenticated-scan API.
//!
//! Where the sources differ, the service's metadata and live captures define the canonical spelling, and reading also
//! accepts that of the documentation:
//!
//! - Member names match regardless of case, and by aliases from the documentation. Output is canonical. A duplicate
//!   member, in any spelling, is an error.
//! - Every member is a [`Field`]: absent, `null` or a value. Unknown members are kept in [`Unknown`] and written back.
//! - Enums are open. Values match regardless of case and in the documentation's prose spellings.
//! - Times keep 100 ns and their offset, ids are opaque, secrets are [`Secret`]s.
//! - Responses are generic over their text: `ScanDefinition` owns it, `ScanDefinition<Str<'_>>` borrows it from the
//!   capture, and [`IntoOwned`] converts the second to the first. Requests own their text.
//! - Each kind of id is a type ([`DefinitionId`], [`SessionId`], [`AgentId`], [`MachineId`]), so that none is mistaken
//!   for another.
//! - Only `value` of a collection and `error` of an error response are required in reading. All other members may be
//!   missing.
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
//! [`endpoints`] has each endpoint with the types of its parameters and response. A [`Request`] has all that an HTTP
//! library needs except the token, and reads the response:
//!
//! ```
//! use authscan::model::{Host, ScanDefinitionCreate, ScannerReference, SnmpAuthParams, Targets, Validate, endpoints};
//!
//! let create = ScanDefinitionCreate::network(
//!     "Core switches",
//!     Targets::ips(["10.0.0.0/24"]),
//!     4,
//!     ScannerReference::machine("eb663a27ae9d032f61bc268a79eedf14c4b90f77"),
//!     SnmpAuthParams::community("public"),
//! );
//! assert!(create.validate().is_empty());
//! let request = endpoints::CREATE_DEFINITION.request(&Host::WORLDWIDE, &create);
//! assert_eq!(request.method().as_str(), "POST");
//!
//! // … what the HTTP library answered …
//! let (status, body) = (200, br#"{"id": "d14cefe1", "scanName": "Core switches"}"#);
//! let definition = request.read(status, None, body)?;
//! assert_eq!(definition.id.text(), Some("d14cefe1"));
//! # Ok::<(), authscan::model::Failure>(())
//! ```

/// Table of the metadata's members and the fields that hold them.
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
    REQUESTS_PER_MINUTE, RateLimit, SCANNERS_PER_TENANT, SNMP_VERSIONS, UnknownMethod, VERSIONED,
};
pub use endpoints::{ENDPOINTS, Endpoint};
pub use error::{ErrorCode, ErrorDetail, ErrorItem, ErrorResponse};
pub use failure::{Failure, InvalidRetryAfter, RetryAfter};
pub use field::Field;
pub use history::{AuthenticatedScanStatus, ScanHistory, ScannedTarget};
pub use host::{Host, InvalidHost};
pub use ids::{AgentId, DefinitionId, MachineId, SessionId};
pub use odata::Collection;
pub use payload::{PayloadKind, PayloadType, PayloadVisitor, UnknownKind};
pub use request::{ScanDefinitionCreate, ScanDefinitionIds, ScanDefinitionUpdate, SessionIds};
pub use secret::{SECRET_MEMBERS, Secret};
pub use send::{InvalidLink, Request, Response};
pub use target::{Target, Targets};
pub use text::{IntoOwned, Str, Text};
pub use time_of_day::TimeOfDay;
pub use timestamp::{TimeError, Timestamp};
pub use unknown::Unknown;
pub use validate::{Validate, Violation};
#[cfg(feature = "http")]
pub use with_http::RequestBody;
