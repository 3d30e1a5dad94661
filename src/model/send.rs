//! Requests as an HTTP library sends them, and what comes back.

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

/// Declares the hosts, and the list of all.
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
    /// For every region.
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
    /// For every region, until 2025. Tokens still name it.
    LEGACY = "https://api.securitycenter.microsoft.com";
    /// US government, GCC.
    GCC = "https://api-gcc.securitycenter.microsoft.us";
    /// US government, GCC High and DoD.
    GCC_HIGH = "https://api-gov.securitycenter.microsoft.us";
}

impl Host {
    /// Scheme and authority.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scope of a token for the hosts worldwide and of the regions. One client reports that the service answers 403 to
    /// a token for the newer host's name. None for other hosts: what governments use is not in the sources.
    #[must_use]
    pub fn token_scope(&self) -> Option<&'static str> {
        let is_commercial = Self::ALL.contains(self) && ![Self::GCC, Self::GCC_HIGH].contains(self);
        is_commercial.then_some("https://api.securitycenter.microsoft.com/.default")
    }

    /// Whether a URL is on this host.
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

/// A text is no host: it must be `https://` or `http://` and a name or address, perhaps with a port.
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

/// Scheme and authority of a URL.
fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..scheme.len() + 3 + end)
}

/// A request that is ready to send, all but the token: `Authorization: Bearer …` is the client's.
///
/// `R` is what the response holds, which [`Request::read`] gives. `Debug` does not show the body, which may have secrets.
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

    /// The endpoint.
    #[must_use]
    pub fn info(&self) -> &EndpointInfo {
        &self.info
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.info.method
    }

    /// The URL with its query.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The path and query of the URL.
    #[must_use]
    pub fn target(&self) -> &str {
        let start = origin(&self.url).map_or(0, str::len);
        self.url.get(start..).filter(|target| !target.is_empty()).unwrap_or("/")
    }

    /// The body, as JSON.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// The headers beside `Authorization`: name and value.
    #[must_use]
    pub fn headers(&self) -> &'static [(&'static str, &'static str)] {
        self.info.headers()
    }

    /// The same request by the versioned path, `/api/v1.0`.
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

    /// The request for the page that a link of a response leads to (`@odata.nextLink`), with the same method and body.
    ///
    /// # Errors
    ///
    /// The link leads to another host, to which the token must not go. The hosts of the service count as one.
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

/// Of lists. Documented for the history of scan definitions only.
impl<T> Request<Collection<T>> {
    /// Asks for at most so many entities (`$top`); no more than [`MAX_TOP`].
    #[must_use]
    pub fn top(self, entities: u32) -> Self {
        self.option("$top", &entities.min(MAX_TOP).to_string())
    }

    /// Passes over so many entities (`$skip`).
    #[must_use]
    pub fn skip(self, entities: u32) -> Self {
        self.option("$skip", &entities.to_string())
    }
}

impl<R: Response> Request<R> {
    /// What a response holds.
    ///
    /// `retry_after` is the header of that name. A body that is damaged is not read:
    /// [`recover`](crate::recover()) may read it.
    ///
    /// # Errors
    ///
    /// The service refused the request, or its answer cannot be read.
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

/// A link leads to another host than that of the request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ForeignLink;

impl fmt::Display for ForeignLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the link leads to another host, to which a token must not be sent")
    }
}

impl std::error::Error for ForeignLink {}

/// Why a request has no result.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The service refused the request.
    Refused {
        /// The HTTP status.
        status: u16,
        /// What the service said; none where the body is no error response, as of a proxy.
        error: Option<Box<ErrorDetail>>,
        /// How long to wait before the next request.
        retry_after: Option<Duration>,
    },
    /// The request succeeded, but the response cannot be read.
    Unreadable(Error),
}

impl Failure {
    /// Whether the same request may succeed later.
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

    /// How long to wait before the next request, where the service said so.
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

/// What the body of a response that succeeded is read as.
pub trait Response: Sized + sealed::Sealed {
    /// Reads a body.
    ///
    /// # Errors
    ///
    /// It does not fit.
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

/// Whatever it holds: nothing is documented.
impl Response for () {
    fn of(_: &[u8]) -> Result<Self, Error> {
        Ok(())
    }
}

impl sealed::Sealed for ScanAgent {}

/// As the metadata has it, or as the only one of a list, which the documentation shows.
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
        /// [`Request::read`] of a response of the `http` crate.
        ///
        /// # Errors
        ///
        /// As there.
        pub fn read_http(&self, response: &http::Response<impl AsRef<[u8]>>) -> Result<R, Failure> {
            let wait = response.headers().get(http::header::RETRY_AFTER).and_then(|wait| wait.to_str().ok());
            self.read(response.status().as_u16(), wait, response.body().as_ref())
        }
    }
}
