//! The endpoints of the API, as data: a client needs no other source to send a request.

use std::fmt;

use super::PayloadKind;

/// An HTTP method.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
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

/// An endpoint of the API.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Endpoint {
    /// What it does, in a few words.
    pub title: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path under the host, with `{id}` where an id goes.
    pub path: &'static str,
    /// The request's body.
    pub request: Option<PayloadKind>,
    /// The body of a response that succeeded. Where none is documented there is none here.
    pub response: Option<PayloadKind>,
    /// The permission that an application or a user needs. The documentation's `Machine.Read.Write` of a user is taken
    /// for the `Machine.ReadWrite` it must mean.
    pub permission: Permission,
    /// The query options that are documented.
    pub options: &'static [&'static str],
    /// Whether the documentation has it; else it follows from the metadata.
    pub documented: bool,
}

impl Endpoint {
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
        self.path.replace("{id}", &encoded)
    }
}

/// What a caller must be allowed to do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
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

    /// The permission that a user delegates.
    #[must_use]
    pub const fn delegated(self) -> &'static str {
        match self {
            Self::Read => "Machine.Read.All",
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

/// Requests that every endpoint accepts in a minute.
pub const REQUESTS_PER_MINUTE: u32 = 100;
/// Requests that every endpoint accepts in an hour.
pub const REQUESTS_PER_HOUR: u32 = 1_500;

const READ: Endpoint = Endpoint {
    title: "",
    method: Method::Get,
    path: "",
    request: None,
    response: None,
    permission: Permission::Read,
    options: &[],
    documented: true,
};
const WRITE: Endpoint = Endpoint { method: Method::Post, permission: Permission::Write, ..READ };

/// The endpoints of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        title: "List scan definitions",
        path: "/api/DeviceAuthenticatedScanDefinitions",
        response: Some(PayloadKind::Definitions),
        ..READ
    },
    Endpoint {
        title: "Get a scan definition",
        path: "/api/DeviceAuthenticatedScanDefinitions/{id}",
        response: Some(PayloadKind::Definition),
        documented: false,
        ..READ
    },
    Endpoint {
        title: "Create a scan definition",
        path: "/api/DeviceAuthenticatedScanDefinitions",
        request: Some(PayloadKind::Create),
        response: Some(PayloadKind::Definition),
        ..WRITE
    },
    Endpoint {
        title: "Change a scan definition",
        method: Method::Patch,
        path: "/api/DeviceAuthenticatedScanDefinitions/{id}",
        request: Some(PayloadKind::Update),
        response: Some(PayloadKind::Definition),
        ..WRITE
    },
    Endpoint {
        title: "Delete scan definitions",
        path: "/api/DeviceAuthenticatedScanDefinitions/BatchDelete",
        request: Some(PayloadKind::BatchDelete),
        ..WRITE
    },
    Endpoint {
        title: "List scanners",
        path: "/api/DeviceAuthenticatedScanAgents",
        response: Some(PayloadKind::Agents),
        ..READ
    },
    Endpoint {
        title: "Get a scanner",
        path: "/api/DeviceAuthenticatedScanAgents/{id}",
        response: Some(PayloadKind::Agent),
        ..READ
    },
    Endpoint {
        title: "Get the history of scan definitions",
        method: Method::Post,
        path: "/api/DeviceAuthenticatedScanDefinitions/GetScanHistoryByScanDefinitionId",
        request: Some(PayloadKind::HistoryByDefinition),
        response: Some(PayloadKind::History),
        options: &["$top", "$skip"],
        ..READ
    },
    Endpoint {
        title: "Get the history of sessions",
        method: Method::Post,
        path: "/api/DeviceAuthenticatedScanDefinitions/GetScanHistoryBySessionId",
        request: Some(PayloadKind::HistoryBySession),
        response: Some(PayloadKind::History),
        ..READ
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_leave_its_segment() {
        let endpoint = ENDPOINTS.iter().find(|endpoint| endpoint.method == Method::Patch).unwrap();
        assert_eq!(endpoint.path_for("a/../b_ c"), "/api/DeviceAuthenticatedScanDefinitions/a%2F..%2Fb_%20c");
    }
}
