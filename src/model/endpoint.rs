//! The endpoints of the API, as data: a client needs no other source to send a request.

use std::fmt;
use std::str::FromStr;

use super::PayloadKind;

/// An HTTP method.
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
    /// The method as it is sent.
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

/// No endpoint of the API has this method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownMethod;

impl fmt::Display for UnknownMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no endpoint has this method; there are GET, POST and PATCH")
    }
}

impl std::error::Error for UnknownMethod {}

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, UnknownMethod> {
        [Self::Get, Self::Post, Self::Patch].into_iter().find(|method| method.as_str() == name).ok_or(UnknownMethod)
    }
}

/// What is known of an endpoint. [`endpoints`](crate::model::endpoints) has each with the types of its bodies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct EndpointInfo {
    /// What it does, in a few words.
    pub title: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path under the host, with `{id}` where an id goes. [`VERSIONED`] may stand in place of its `/api`.
    pub path: &'static str,
    /// The kind of the request's body.
    pub request: Option<PayloadKind>,
    /// The kind of the body of a response that succeeded. Where none is documented there is none here.
    pub response: Option<PayloadKind>,
    /// The status of a response that succeeded. Creating, too, answers 200.
    pub success: u16,
    /// The permission that an application or a user needs.
    pub permission: Permission,
    /// The query options that are documented.
    pub options: &'static [&'static str],
    /// How many requests it accepts.
    pub rate: RateLimit,
    /// Whether the documentation has it; else it follows from the metadata.
    pub documented: bool,
}

impl EndpointInfo {
    /// The path with this id in it, percent-encoded.
    #[must_use]
    pub fn path_for(&self, id: &str) -> String {
        let mut encoded = String::with_capacity(id.len());
        for byte in id.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                encoded.push(char::from(byte));
            } else {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        }
        // A dot or two would leave the collection.
        if encoded.bytes().all(|byte| byte == b'.') {
            encoded = encoded.replace('.', "%2E");
        }
        self.path.replace("{id}", &encoded)
    }

    /// The headers that a request needs beside `Authorization`: name and value.
    #[must_use]
    pub const fn headers(&self) -> &'static [(&'static str, &'static str)] {
        match self.method {
            Method::Get => &[("Accept", "application/json")],
            Method::Post | Method::Patch => &[("Accept", "application/json"), ("Content-Type", "application/json")],
        }
    }
}

/// What a caller must be allowed to do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Permission {
    /// To read.
    Read,
    /// To change.
    Write,
}

impl Permission {
    /// The permission of an application.
    #[must_use]
    pub const fn application(self) -> &'static str {
        match self {
            Self::Read => "Machine.Read.All",
            Self::Write => "Machine.ReadWrite.All",
        }
    }

    /// The permission that a user delegates. The documentation's `Machine.Read.Write` is a slip of the pen.
    #[must_use]
    pub const fn delegated(self) -> &'static str {
        match self {
            Self::Read => "Machine.Read",
            Self::Write => "Machine.ReadWrite",
        }
    }

    /// The roles of which a user needs one.
    #[must_use]
    pub const fn roles(self) -> &'static [&'static str] {
        match self {
            Self::Read => &["ViewData", "TvmViewData"],
            Self::Write => &["ManageSecurity"],
        }
    }
}

/// How many requests an endpoint accepts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub struct RateLimit {
    /// In a minute.
    pub per_minute: u32,
    /// In an hour.
    pub per_hour: u32,
}

/// The path under which versioned endpoints are, in place of `/api`.
pub const VERSIONED: &str = "/api/v1.0";
/// The most that `$top` may ask for; 4,096 before November 2025.
pub const MAX_TOP: u32 = 10_000;
/// Requests that every endpoint accepts in a minute.
pub const REQUESTS_PER_MINUTE: u32 = 100;
/// Requests that every endpoint accepts in an hour.
pub const REQUESTS_PER_HOUR: u32 = 1_500;
/// The most scanners of a tenant (documentation: network devices).
pub const SCANNERS_PER_TENANT: u32 = 40;
/// The most addresses of a scanner (documentation: network devices).
pub const ADDRESSES_PER_SCANNER: u32 = 1_500;
/// The most addresses of a test scan (documentation: network devices).
pub const ADDRESSES_PER_TEST_SCAN: u32 = 1_024;
/// The versions of SNMP that scans of network devices use (documentation: network devices). In FIPS mode a scanner does
/// not run.
pub const SNMP_VERSIONS: &[&str] = &["2", "3"];

pub(super) const READ: EndpointInfo = EndpointInfo {
    title: "",
    method: Method::Get,
    path: "",
    request: None,
    response: None,
    success: 200,
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
