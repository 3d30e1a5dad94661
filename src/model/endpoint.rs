//! Descriptions of the API's endpoints: all that a client needs to send a request.

use std::fmt;
use std::str::FromStr;

use super::{Error, ErrorKind, PayloadKind, url};

/// An HTTP method.
///
/// ```
/// use authscan::model::Method;
///
/// assert_eq!("PATCH".parse::<Method>()?, Method::Patch);
/// assert_eq!(Method::Patch.as_str(), "PATCH");
/// # Ok::<(), authscan::model::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PATCH.
    Patch,
}

impl Method {
    /// Returns the name of the method as sent in a request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Method {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        [Self::Get, Self::Post, Self::Patch]
            .into_iter()
            .find(|method| method.as_str() == name)
            .ok_or(Error::new(ErrorKind::Method))
    }
}

/// Description of an endpoint. [`endpoints`](crate::model::endpoints) has one for each, with the types of its bodies.
///
/// ```
/// use authscan::model::{PayloadKind, endpoints};
///
/// let info = endpoints::UPDATE_DEFINITION.info();
/// assert_eq!((info.request, info.success), (Some(PayloadKind::Update), 200));
/// assert_eq!(info.path_for("a/b"), "/api/DeviceAuthenticatedScanDefinitions/a%2Fb");
/// assert_eq!(info.headers()[1], ("Content-Type", "application/json"));
/// assert_eq!(info.permission.application(), "Machine.ReadWrite.All");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct EndpointInfo {
    /// Title of the endpoint, in a few words.
    pub title: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path under the host, with `{id}` in place of an id. [`VERSIONED`] may replace its `/api`.
    pub path: &'static str,
    /// The kind of the request's body; `None` if it has none.
    pub request: Option<PayloadKind>,
    /// The kind of the body of a successful response; `None` if none is documented.
    pub response: Option<PayloadKind>,
    /// The HTTP status of a successful response: 200 for every endpoint, even for a creation.
    pub success: u16,
    /// Whether a request that is sent again has no further effect. False for the creation of a definition: a second
    /// request creates a second definition.
    pub idempotent: bool,
    /// The permission that an application or a user needs.
    pub permission: Permission,
    /// The documented query options, such as `$top`.
    pub options: &'static [&'static str],
    /// The rate limit.
    pub rate: RateLimit,
    /// Whether the documentation describes the endpoint; otherwise it is derived from the metadata.
    pub documented: bool,
}

impl EndpointInfo {
    /// Returns the path with `id` inserted, percent-encoded.
    #[must_use]
    pub fn path_for(&self, id: &str) -> String {
        let mut encoded = url::encoded(id, url::is_unreserved);
        // `.` and `..` as a segment would leave the collection.
        if encoded.bytes().all(|byte| byte == b'.') {
            encoded = encoded.replace('.', "%2E");
        }
        self.path.replace("{id}", &encoded)
    }

    /// Returns the headers that a request needs besides `Authorization`, as pairs of name and value.
    #[must_use]
    pub const fn headers(&self) -> &'static [(&'static str, &'static str)] {
        match self.method {
            Method::Get => &[("Accept", "application/json")],
            Method::Post | Method::Patch => &[("Accept", "application/json"), ("Content-Type", "application/json")],
        }
    }
}

/// Permission that a caller needs.
///
/// ```
/// use authscan::model::Permission;
///
/// assert_eq!(Permission::Read.application(), "Machine.Read.All");
/// assert_eq!(Permission::Read.delegated(), "Machine.Read");
/// assert!(Permission::Read.roles().contains(&"ViewData"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Permission {
    /// Permission to read.
    Read,
    /// Permission to change.
    Write,
}

impl Permission {
    /// Returns the name of the permission of an application.
    #[must_use]
    pub const fn application(self) -> &'static str {
        match self {
            Self::Read => "Machine.Read.All",
            Self::Write => "Machine.ReadWrite.All",
        }
    }

    /// Returns the name of the permission that a user delegates. The documentation's `Machine.Read.Write` is a
    /// misprint.
    #[must_use]
    pub const fn delegated(self) -> &'static str {
        match self {
            Self::Read => "Machine.Read",
            Self::Write => "Machine.ReadWrite",
        }
    }

    /// Returns the roles of which a user needs at least one.
    #[must_use]
    pub const fn roles(self) -> &'static [&'static str] {
        match self {
            Self::Read => &["ViewData", "TvmViewData"],
            Self::Write => &["ManageSecurity"],
        }
    }
}

/// Rate limit of an endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub struct RateLimit {
    /// Maximum number of requests in a minute.
    pub per_minute: u32,
    /// Maximum number of requests in an hour.
    pub per_hour: u32,
}

/// Path prefix of the versioned endpoints, in place of `/api`.
pub const VERSIONED: &str = "/api/v1.0";
/// Maximum of the query option `$top`; 4,096 before November 2025.
pub const MAX_TOP: u32 = 10_000;
/// Maximum number of requests that every endpoint accepts in a minute.
pub const REQUESTS_PER_MINUTE: u32 = 100;
/// Maximum number of requests that every endpoint accepts in an hour.
pub const REQUESTS_PER_HOUR: u32 = 1_500;
/// Maximum number of scanners of a tenant (documentation: network devices).
pub const SCANNERS_PER_TENANT: u32 = 40;
/// Maximum number of addresses of a scanner, over all its definitions (documentation: network devices).
pub const ADDRESSES_PER_SCANNER: u32 = 1_500;
/// Maximum number of addresses of a test scan (documentation: network devices).
pub const ADDRESSES_PER_TEST_SCAN: u32 = 1_024;
/// Versions of SNMP that scans of network devices use (documentation: network devices). A scanner does not run in FIPS
/// mode.
pub const SNMP_VERSIONS: &[&str] = &["2", "3"];

pub(super) const READ: EndpointInfo = EndpointInfo {
    title: "",
    method: Method::Get,
    path: "",
    request: None,
    response: None,
    success: 200,
    idempotent: true,
    permission: Permission::Read,
    options: &[],
    rate: RateLimit { per_minute: REQUESTS_PER_MINUTE, per_hour: REQUESTS_PER_HOUR },
    documented: true,
};
pub(super) const WRITE: EndpointInfo = EndpointInfo { method: Method::Post, permission: Permission::Write, ..READ };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ENDPOINTS;

    #[test]
    fn an_id_cannot_leave_its_segment() {
        let endpoint = ENDPOINTS.iter().find(|endpoint| endpoint.method == Method::Patch).unwrap();
        let prefix = "/api/DeviceAuthenticatedScanDefinitions/";
        assert_eq!(endpoint.path_for("a/../b_ c"), format!("{prefix}a%2F..%2Fb_%20c"));
        assert_eq!(endpoint.path_for(".."), format!("{prefix}%2E%2E"));
        assert_eq!(endpoint.path_for("?a#b"), format!("{prefix}%3Fa%23b"));
    }
}
