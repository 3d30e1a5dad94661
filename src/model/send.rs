//! Requests in the form that an HTTP library sends, and their responses.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::time::Duration;

use super::endpoint::{EndpointInfo, MAX_TOP, Method, VERSIONED};
use super::{Collection, ErrorDetail, ErrorResponse, ScanAgent, ScanDefinition, ScanHistory};
use crate::Error;

/// A host of the API: scheme and authority, without a path.
///
/// ```
/// use authscan::model::{Host, endpoints};
///
/// let host: Host = "http://127.0.0.1:8080".parse()?;
/// assert_eq!(endpoints::LIST_AGENTS.request(&host).url(), "http://127.0.0.1:8080/api/DeviceAuthenticatedScanAgents");
/// assert_eq!(Host::default(), Host::WORLDWIDE);
/// # Ok::<(), authscan::model::InvalidHost>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Host(Cow<'static, str>);

/// Declares the host constants, and [`Host::ALL`].
macro_rules! hosts {
    ($($(#[doc = $doc:literal])* $name:ident = $origin:literal;)*) => {
        impl Host {
            $(
                $(#[doc = $doc])*
                pub const $name: Self = Self(Cow::Borrowed($origin));
            )*

            /// The hosts of the service.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

hosts! {
    /// All regions.
    WORLDWIDE = "https://api.security.microsoft.com";
    /// United States.
    US = "https://us.api.security.microsoft.com";
    /// European Union.
    EU = "https://eu.api.security.microsoft.com";
    /// United Kingdom.
    UK = "https://uk.api.security.microsoft.com";
    /// Australia.
    AU = "https://au.api.security.microsoft.com";
    /// Switzerland.
    SWA = "https://swa.api.security.microsoft.com";
    /// India.
    INA = "https://ina.api.security.microsoft.com";
    /// All regions, until 2025. Tokens still name it.
    LEGACY = "https://api.securitycenter.microsoft.com";
    /// US government, GCC.
    GCC = "https://api-gcc.securitycenter.microsoft.us";
    /// US government, GCC High and DoD.
    GCC_HIGH = "https://api-gov.securitycenter.microsoft.us";
}

impl Host {
    /// Returns scheme and authority, without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the OAuth scope of a token for the worldwide and regional hosts. It names the legacy host: one client
    /// reports that the service answers 403 to a token for the newer name. `None` for other hosts, because the scopes
    /// of the government clouds are not in the sources.
    #[must_use]
    pub fn token_scope(&self) -> Option<&'static str> {
        let is_commercial = Self::ALL.contains(self) && ![Self::GCC, Self::GCC_HIGH].contains(self);
        is_commercial.then_some("https://api.securitycenter.microsoft.com/.default")
    }

    /// Returns whether a URL is on this host.
    fn has(&self, url: &str) -> bool {
        origin(url).is_some_and(|origin| origin.eq_ignore_ascii_case(&self.0))
    }
}

impl Default for Host {
    fn default() -> Self {
        Self::WORLDWIDE
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Error for a text that is not a host: `https://` or `http://`, then a name or address, optionally with a port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InvalidHost;

impl fmt::Display for InvalidHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a host is `https://` or `http://` and a name or address, perhaps with a port, and no path")
    }
}

impl std::error::Error for InvalidHost {}

impl FromStr for Host {
    type Err = InvalidHost;

    fn from_str(text: &str) -> Result<Self, InvalidHost> {
        let text = text.trim_end_matches('/');
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
        let authority = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(InvalidHost)?;
        if authority.is_empty() || !authority.chars().all(is_plain) {
            return Err(InvalidHost);
        }
        Ok(Self(text.to_owned().into()))
    }
}

/// Returns scheme and authority of a URL; `None` if it has no `://`.
fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..scheme.len() + 3 + end)
}

/// A request that is ready to send, except for the token: the client adds `Authorization: Bearer …`.
///
/// `R` is the type of the response, which [`Request::read`] returns. `Debug` does not show the body, which may have
/// secrets.
pub struct Request<R> {
    info: EndpointInfo,
    url: String,
    body: Option<Vec<u8>>,
    response: PhantomData<fn() -> R>,
}

impl<R> Request<R> {
    pub(super) fn new(info: &EndpointInfo, host: &Host, path: &str, body: Option<Vec<u8>>) -> Self {
        Self { info: *info, url: format!("{host}{path}"), body, response: PhantomData }
    }

    /// Returns the description of the endpoint.
    #[must_use]
    pub fn info(&self) -> &EndpointInfo {
        &self.info
    }

    /// Returns the HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.info.method
    }

    /// Returns the URL with its query.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns path and query of the URL; `/` if it has none.
    #[must_use]
    pub fn target(&self) -> &str {
        let start = origin(&self.url).map_or(0, str::len);
        self.url.get(start..).filter(|target| !target.is_empty()).unwrap_or("/")
    }

    /// Returns the body, as JSON; `None` if the request has none.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// Returns the headers besides `Authorization`, as pairs of name and value.
    #[must_use]
    pub fn headers(&self) -> &'static [(&'static str, &'static str)] {
        self.info.headers()
    }

    /// Changes the path to the versioned one, `/api/v1.0`. A URL that already has it, or is not under `/api/`, stays
    /// unchanged.
    #[must_use]
    pub fn versioned(mut self) -> Self {
        let start = origin(&self.url).map_or(0, str::len);
        if !self.target().starts_with(&format!("{VERSIONED}/")) && self.target().starts_with("/api/") {
            self.url.replace_range(start..start + "/api".len(), VERSIONED);
        }
        self
    }

    /// Adds a query option, such as `$top`. Name and value are percent-encoded.
    #[must_use]
    pub fn option(mut self, name: &str, value: &str) -> Self {
        self.url.push(if self.url.contains('?') { '&' } else { '?' });
        encode(name, &mut self.url);
        self.url.push('=');
        encode(value, &mut self.url);
        self
    }

    /// Returns the request for the page behind a link of a response (`@odata.nextLink`), with this request's method and
    /// body.
    ///
    /// # Errors
    ///
    /// Fails if the link leads to another host, which must not get the token. The hosts of the service count as one.
    pub fn follow(&self, link: &str) -> Result<Self, ForeignLink> {
        let is_here =
            origin(&self.url).is_some_and(|here| origin(link).is_some_and(|it| it.eq_ignore_ascii_case(here)));
        let is_service = |url: &str| Host::ALL.iter().any(|host| host.has(url));
        if is_here || (is_service(&self.url) && is_service(link)) {
            Ok(Self { url: link.to_owned(), ..self.clone() })
        } else {
            Err(ForeignLink)
        }
    }
}

fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'$') {
            into.push(char::from(byte));
        } else {
            into.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// Paging of lists. Documented only for the history of scan definitions.
impl<T> Request<Collection<T>> {
    /// Limits the number of entities on the page (`$top`), to [`MAX_TOP`] at most.
    #[must_use]
    pub fn top(self, entities: u32) -> Self {
        self.option("$top", &entities.min(MAX_TOP).to_string())
    }

    /// Skips this number of entities (`$skip`).
    #[must_use]
    pub fn skip(self, entities: u32) -> Self {
        self.option("$skip", &entities.to_string())
    }
}

impl<R: Response> Request<R> {
    /// Reads a response.
    ///
    /// `retry_after` is the value of the header `Retry-After`, in seconds; a date is ignored. A damaged body is an
    /// error: [`recover`](crate::recover()) may be able to read it.
    ///
    /// # Errors
    ///
    /// Fails if the service refused the request, or if the body of a successful response cannot be read.
    ///
    /// ```
    /// use authscan::model::{Failure, Host, endpoints};
    ///
    /// let request = endpoints::LIST_DEFINITIONS.request(&Host::WORLDWIDE);
    /// let definitions = request.read(200, None, br#"{"value": [{"id": "d"}]}"#)?;
    /// assert_eq!(definitions.items().len(), 1);
    ///
    /// let body = br#"{"error": {"code": "TooManyRequests", "message": "Slow down."}}"#;
    /// let failure = request.read(429, Some("30"), body).unwrap_err();
    /// assert!(failure.is_retryable());
    /// assert_eq!(failure.retry_after().map(|wait| wait.as_secs()), Some(30));
    /// # Ok::<(), Failure>(())
    /// ```
    pub fn read(&self, status: u16, retry_after: Option<&str>, body: &[u8]) -> Result<R, Failure> {
        if (200..300).contains(&status) {
            return R::of(body).map_err(Failure::Unreadable);
        }
        let response = crate::parse::<ErrorResponse>(body).ok();
        let seconds = retry_after.and_then(|seconds| seconds.trim().parse().ok());
        Err(Failure::Refused {
            status,
            error: response.and_then(|response| response.error.into_value()).map(Box::new),
            retry_after: seconds.map(Duration::from_secs),
        })
    }
}

impl<R> Clone for Request<R> {
    fn clone(&self) -> Self {
        Self { info: self.info, url: self.url.clone(), body: self.body.clone(), response: PhantomData }
    }
}

impl<R> fmt::Debug for Request<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.body.as_ref().map(Vec::len);
        f.debug_struct("Request")
            .field("method", &self.info.method)
            .field("url", &self.url)
            .field("body_length", &length)
            .finish_non_exhaustive()
    }
}

/// Error for a link that leads to another host than that of the request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ForeignLink;

impl fmt::Display for ForeignLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the link leads to another host, to which a token must not be sent")
    }
}

impl std::error::Error for ForeignLink {}

/// Reason why a request has no result.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The service refused the request.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The error in the body; `None` if the body is not an error response, such as that of a proxy.
        error: Option<Box<ErrorDetail>>,
        /// Time to wait before the next request; `None` if the service did not state one in seconds.
        retry_after: Option<Duration>,
    },
    /// The request succeeded, but the response cannot be read.
    Unreadable(Error),
}

impl Failure {
    /// Returns whether the unchanged request may succeed later: status 408, 429 or 5xx, or a retryable error code.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused { status, error, .. } => {
                let code = error.as_ref().and_then(|error| error.code.get());
                matches!(status, 408 | 429 | 500..=599) || code.is_some_and(super::ErrorCode::is_retryable)
            }
            Self::Unreadable(_) => false,
        }
    }

    /// Returns the time to wait before the next request; `None` if the service did not state one in seconds.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            Self::Unreadable(_) => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, error: Some(error), .. } => {
                write!(f, "the service answered {status}")?;
                if let Some(code) = error.code.get() {
                    write!(f, " {code}")?;
                }
                error.message.get().map_or(Ok(()), |message| write!(f, ": {message}"))
            }
            Self::Refused { status, error: None, .. } => write!(f, "the service answered {status}"),
            Self::Unreadable(error) => write!(f, "the response cannot be read: {error}"),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused { .. } => None,
            Self::Unreadable(error) => Some(error),
        }
    }
}

/// A type that the body of a successful response is read as.
pub trait Response: Sized + sealed::Sealed {
    /// Reads a body.
    ///
    /// # Errors
    ///
    /// Fails if the body is not JSON that fits the type.
    fn of(body: &[u8]) -> Result<Self, Error>;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! responses {
    ($($type:ty),*) => {$(
        impl sealed::Sealed for $type {}

        impl Response for $type {
            fn of(body: &[u8]) -> Result<Self, Error> {
                crate::parse(body)
            }
        }
    )*};
}

responses!(Collection<ScanDefinition>, Collection<ScanAgent>, Collection<ScanHistory>, ScanDefinition);

impl sealed::Sealed for () {}

/// Ignores the body, which is not documented.
impl Response for () {
    fn of(_: &[u8]) -> Result<Self, Error> {
        Ok(())
    }
}

impl sealed::Sealed for ScanAgent {}

/// Reads a single entity, as in the metadata, or a list of exactly one, as in the documentation.
impl Response for ScanAgent {
    fn of(body: &[u8]) -> Result<Self, Error> {
        let mut listed = crate::parse::<Collection<Self>>(body).ok().into_iter().flatten();
        match (listed.next(), listed.next()) {
            (Some(only), None) => Ok(only),
            _ => crate::parse(body),
        }
    }
}

#[cfg(feature = "http")]
mod with_http {
    use super::{Failure, Method, Request, Response};

    impl From<Method> for http::Method {
        fn from(method: Method) -> Self {
            match method {
                Method::Get => Self::GET,
                Method::Post => Self::POST,
                Method::Patch => Self::PATCH,
            }
        }
    }

    impl<R> TryFrom<&Request<R>> for http::Request<Vec<u8>> {
        type Error = http::Error;

        fn try_from(request: &Request<R>) -> Result<Self, http::Error> {
            let mut built = http::Request::builder().method(http::Method::from(request.method())).uri(request.url());
            for (name, value) in request.headers() {
                built = built.header(*name, *value);
            }
            built.body(request.body().unwrap_or_default().to_vec())
        }
    }

    impl<R: Response> Request<R> {
        /// Reads a response of the `http` crate, like [`Request::read`].
        ///
        /// # Errors
        ///
        /// Fails like [`Request::read`].
        pub fn read_http(&self, response: &http::Response<impl AsRef<[u8]>>) -> Result<R, Failure> {
            let wait = response.headers().get(http::header::RETRY_AFTER).and_then(|wait| wait.to_str().ok());
            self.read(response.status().as_u16(), wait, response.body().as_ref())
        }
    }
}
