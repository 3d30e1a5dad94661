//! The API's endpoints as constants, each with the types of its parameters and response.
//!
//! ```
//! use authscan::model::{DefinitionId, Host, ScanDefinitionUpdate, endpoints};
//!
//! let id = DefinitionId::new("d14cefe1-0301-488c-ad17-a86c428c3727");
//! let update = ScanDefinitionUpdate::new().is_active(false);
//! let request = endpoints::UPDATE_DEFINITION.request(&Host::WORLDWIDE, &id, &update);
//! assert_eq!(request.method().as_str(), "PATCH");
//! assert!(request.url().ends_with("/api/DeviceAuthenticatedScanDefinitions/d14cefe1-0301-488c-ad17-a86c428c3727"));
//! assert_eq!(request.body(), Some(br#"{"isActive":false}"#.as_slice()));
//! ```

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;

use super::endpoint::{EndpointInfo, READ, WRITE};
use super::host::Host;
use super::send::Request;
use super::{
    AgentId, Collection, DefinitionId, Method, PayloadKind, ScanAgent, ScanDefinition, ScanDefinitionCreate,
    ScanDefinitionIds, ScanDefinitionUpdate, ScanHistory, SessionIds,
};

/// An endpoint with the parameters `P` and the response `R`.
///
/// `P` is `()`, [`ById<I>`](ById) for an id in the path, [`With<B>`](With) for a body, or a pair of both; `request`
/// takes exactly these.
///
/// ```
/// use authscan::model::{AgentId, Host, ScanDefinitionIds, endpoints};
///
/// assert!(endpoints::LIST_AGENTS.info().documented);
/// let agents = endpoints::LIST_AGENTS.request(&Host::EU);
/// let agent = endpoints::GET_AGENT.request(&Host::EU, &AgentId::new("a"));
/// assert_eq!(agent.url(), format!("{}/a", agents.url()));
/// let history = endpoints::HISTORY_BY_DEFINITION.request(&Host::EU, &ScanDefinitionIds::new(["d"]));
/// assert_eq!(history.body(), Some(br#"{"ScanDefinitionIds":["d"]}"#.as_slice()));
/// ```
pub struct Endpoint<P, R> {
    info: EndpointInfo,
    types: PhantomData<fn(P) -> R>,
}

/// Parameter of an [`Endpoint`] whose path contains an id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ById<I>(PhantomData<I>);

/// Parameter of an [`Endpoint`] whose requests have a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct With<B>(PhantomData<B>);

impl<P, R> Endpoint<P, R> {
    const fn new(info: EndpointInfo) -> Self {
        Self { info, types: PhantomData }
    }

    /// Returns the description of the endpoint.
    #[must_use]
    pub const fn info(&self) -> &EndpointInfo {
        &self.info
    }
}

impl<R> Endpoint<(), R> {
    /// Creates a request to this endpoint.
    #[must_use]
    pub fn request(&self, host: &Host) -> Request<R> {
        Request::new(&self.info, host, self.info.path, None)
    }
}

impl<I: AsRef<str>, R> Endpoint<ById<I>, R> {
    /// Creates a request to this endpoint for the entity with this id.
    #[must_use]
    pub fn request(&self, host: &Host, id: &I) -> Request<R> {
        Request::new(&self.info, host, &self.info.path_for(id.as_ref()), None)
    }
}

impl<B: Serialize, R> Endpoint<With<B>, R> {
    /// Creates a request to this endpoint with this body, unchecked: [`Validate`](crate::model::Validate) finds violations.
    #[must_use]
    pub fn request(&self, host: &Host, body: &B) -> Request<R> {
        Request::new(&self.info, host, self.info.path, Some(written(body)))
    }
}

impl<I: AsRef<str>, B: Serialize, R> Endpoint<(ById<I>, With<B>), R> {
    /// Creates a request to this endpoint for the entity with this id, with this body.
    #[must_use]
    pub fn request(&self, host: &Host, id: &I, body: &B) -> Request<R> {
        Request::new(&self.info, host, &self.info.path_for(id.as_ref()), Some(written(body)))
    }
}

/// Serializes a body. This never fails for values of the model.
fn written<B: Serialize>(body: &B) -> Vec<u8> {
    crate::to_vec(body).unwrap_or_default()
}

impl<P, R> Clone for Endpoint<P, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P, R> Copy for Endpoint<P, R> {}

impl<P, R> fmt::Debug for Endpoint<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.info.fmt(f)
    }
}

/// Declares the endpoint constants, and [`ENDPOINTS`].
macro_rules! endpoints {
    ($($(#[doc = $doc:literal])* $name:ident: $parameters:ty => $response:ty = $info:expr;)*) => {
        $(
            $(#[doc = $doc])*
            pub const $name: Endpoint<$parameters, $response> = Endpoint::new($info);
        )*

        /// The descriptions of all endpoints of the API.
        pub const ENDPOINTS: &[EndpointInfo] = &[$($name.info),*];
    };
}

endpoints! {
    /// `GET /api/DeviceAuthenticatedScanDefinitions`:
    /// lists the scan definitions.
    LIST_DEFINITIONS: () => Collection<ScanDefinition> = EndpointInfo {
        title: "List scan definitions",
        path: "/api/DeviceAuthenticatedScanDefinitions",
        response: Some(PayloadKind::Definitions),
        ..READ
    };
    /// `GET /api/DeviceAuthenticatedScanDefinitions/{id}`:
    /// gets one scan definition. Not documented; derived from the metadata.
    GET_DEFINITION: ById<DefinitionId> => ScanDefinition = EndpointInfo {
        title: "Get a scan definition",
        path: "/api/DeviceAuthenticatedScanDefinitions/{id}",
        response: Some(PayloadKind::Definition),
        documented: false,
        ..READ
    };
    /// `POST /api/DeviceAuthenticatedScanDefinitions`:
    /// creates a scan definition.
    CREATE_DEFINITION: With<ScanDefinitionCreate> => ScanDefinition = EndpointInfo {
        title: "Create a scan definition",
        path: "/api/DeviceAuthenticatedScanDefinitions",
        request: Some(PayloadKind::Create),
        response: Some(PayloadKind::Definition),
        idempotent: false,
        ..WRITE
    };
    /// `PATCH /api/DeviceAuthenticatedScanDefinitions/{id}`:
    /// changes a scan definition.
    UPDATE_DEFINITION: (ById<DefinitionId>, With<ScanDefinitionUpdate>) => ScanDefinition = EndpointInfo {
        title: "Change a scan definition",
        method: Method::Patch,
        path: "/api/DeviceAuthenticatedScanDefinitions/{id}",
        request: Some(PayloadKind::Update),
        response: Some(PayloadKind::Definition),
        ..WRITE
    };
    /// `POST /api/DeviceAuthenticatedScanDefinitions/BatchDelete`:
    /// deletes scan definitions. The body of the response is not documented.
    DELETE_DEFINITIONS: With<ScanDefinitionIds> => () = EndpointInfo {
        title: "Delete scan definitions",
        path: "/api/DeviceAuthenticatedScanDefinitions/BatchDelete",
        request: Some(PayloadKind::BatchDelete),
        ..WRITE
    };
    /// `GET /api/DeviceAuthenticatedScanAgents`:
    /// lists the scanners.
    LIST_AGENTS: () => Collection<ScanAgent> = EndpointInfo {
        title: "List scanners",
        path: "/api/DeviceAuthenticatedScanAgents",
        response: Some(PayloadKind::Agents),
        ..READ
    };
    /// `GET /api/DeviceAuthenticatedScanAgents/{id}`:
    /// gets one scanner.
    GET_AGENT: ById<AgentId> => ScanAgent = EndpointInfo {
        title: "Get a scanner",
        path: "/api/DeviceAuthenticatedScanAgents/{id}",
        response: Some(PayloadKind::Agent),
        ..READ
    };
    /// `POST /api/DeviceAuthenticatedScanDefinitions/GetScanHistoryByScanDefinitionId`:
    /// gets the sessions of scan definitions.
    HISTORY_BY_DEFINITION: With<ScanDefinitionIds> => Collection<ScanHistory> = EndpointInfo {
        title: "Get the history of scan definitions",
        method: Method::Post,
        path: "/api/DeviceAuthenticatedScanDefinitions/GetScanHistoryByScanDefinitionId",
        request: Some(PayloadKind::HistoryByDefinition),
        response: Some(PayloadKind::History),
        options: &["$top", "$skip"],
        ..READ
    };
    /// `POST /api/DeviceAuthenticatedScanDefinitions/GetScanHistoryBySessionId`:
    /// gets sessions.
    HISTORY_BY_SESSION: With<SessionIds> => Collection<ScanHistory> = EndpointInfo {
        title: "Get the history of sessions",
        method: Method::Post,
        path: "/api/DeviceAuthenticatedScanDefinitions/GetScanHistoryBySessionId",
        request: Some(PayloadKind::HistoryBySession),
        response: Some(PayloadKind::History),
        ..READ
    };
}
