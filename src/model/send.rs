//! Requests in the form that an HTTP library sends, and their responses.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, IgnoredAny};

use super::endpoint::{EndpointInfo, MAX_TOP, Method, VERSIONED};
use super::failure::{Failure, RetryAfter};
use super::host::Host;
use super::{
    Collection, ErrorDetail, ErrorKind, ErrorResponse, Field, PayloadKind, PayloadType, ScanAgent, ScanDefinition,
    ScanHistory, detect, url,
};
use crate::{Error, Options, Outcome, Report, model};

/// A request that is ready to send, except for the token: the client adds `Authorization: Bearer …`.
///
/// `R` is the type of the response, which [`Request::read`] returns. `Debug` does not show the body, which may have
/// secrets.
///
/// | response | undamaged only | damaged too |
/// | --- | --- | --- |
/// | status, `Retry-After` and body | [`read`](Self::read) | [`recover`](Self::recover), [`recover_with`](Self::recover_with) |
/// | of the crate `http` (feature `http`) | `read_http` | `recover_http`, `recover_http_with` |
///
/// ```
/// use authscan::model::{Host, ScanDefinitionIds, endpoints};
///
/// let ids = ScanDefinitionIds::new(["d"]);
/// let request = endpoints::HISTORY_BY_DEFINITION.request(&Host::EU, &ids).versioned().option("$filter", "a eq 1").skip(20);
/// assert_eq!((request.method().as_str(), request.info().success), ("POST", 200));
/// let path = "/api/v1.0/DeviceAuthenticatedScanDefinitions/GetScanHistoryByScanDefinitionId";
/// assert_eq!(request.target(), format!("{path}?$filter=a%20eq%201&$skip=20"));
/// assert_eq!(request.url(), format!("{}{}", Host::EU, request.target()));
/// assert_eq!((request.headers().len(), request.body().is_some()), (2, true));
/// ```
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
        self.url.get(self.origin_end()..).filter(|target| !target.is_empty()).unwrap_or("/")
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
        let start = self.origin_end();
        if !self.target().starts_with(&format!("{VERSIONED}/")) && self.target().starts_with("/api/") {
            self.url.replace_range(start..start + "/api".len(), VERSIONED);
        }
        self
    }

    /// Returns the byte offset at which the origin ends in the URL.
    fn origin_end(&self) -> usize {
        let authority = self.url.find("://").map_or(0, |at| at + 3);
        let rest = self.url.get(authority..).unwrap_or_default();
        authority + rest.find(['/', '?']).unwrap_or(rest.len())
    }

    /// Sets a query option, such as `$filter`, and replaces an earlier one of this name. Name and value are percent-encoded.
    #[must_use]
    pub fn option(mut self, name: &str, value: &str) -> Self {
        let (path, query) = url::cut_query(&self.url);
        let is_other = |pair: &&str| {
            let (known, _) = pair.split_once('=').unwrap_or((pair, ""));
            !pair.is_empty() && !url::is_same(known, name)
        };
        let mut changed = format!("{path}?");
        for pair in query.trim_start_matches('?').split('&').filter(is_other) {
            changed.push_str(pair);
            changed.push('&');
        }
        // OData's names begin with `$`, which a query may have as it is.
        let encoded = |text: &str| url::encoded(text, |byte| url::is_unreserved(byte) || byte == b'$');
        self.url = format!("{changed}{}={}", encoded(name), encoded(value));
        self
    }

    /// Returns the request for the page that a link of a response leads to, with this request's method and body. `None` if
    /// the link is empty.
    ///
    /// The link is resolved and normalized by RFC 3986, so it may be relative to this request's URL and may write the
    /// host in another way. [`Request::next_page`] takes the link from a page.
    ///
    /// # Errors
    ///
    /// Fails if the link is not a URL, if it leads back to this request, or if it leads to another host, which must
    /// not get the token. The hosts of the service count as one.
    ///
    /// ```
    /// use authscan::model::{ErrorKind, Host, endpoints};
    ///
    /// let first = endpoints::LIST_AGENTS.request(&Host::EU);
    /// let second = first.follow("?$skip=100")?.ok_or("no link")?;
    /// assert_eq!(second.url(), format!("{}?$skip=100", first.url()));
    /// assert_eq!(first.follow("https://elsewhere.example/").unwrap_err().kind(), ErrorKind::ForeignLink);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn follow(&self, link: &str) -> Result<Option<Self>, model::Error> {
        let link = link.trim();
        if link.is_empty() {
            return Ok(None);
        }
        let url = url::resolve(&self.url, link).ok_or(model::Error::new(ErrorKind::MalformedLink))?;
        let (here, _) = url::split(&self.url).ok_or(model::Error::new(ErrorKind::MalformedLink))?;
        let (there, _) = url::split(&url).ok_or(model::Error::new(ErrorKind::MalformedLink))?;
        let is_service = |origin: &str| Host::ALL.iter().any(|host| host.is(origin));
        if here != there && !(is_service(&here) && is_service(&there)) {
            return Err(model::Error::new(ErrorKind::ForeignLink));
        }
        if url == self.url {
            return Err(model::Error::new(ErrorKind::CircularLink));
        }
        Ok(Some(Self { url, ..self.clone() }))
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

    /// Returns the request for the page after `page`, which is the response to this request. `None` if `page` has no
    /// `@odata.nextLink`.
    ///
    /// Only the link decides, not the number of entities. The documentation does not say whether the service sends links. If a
    /// page without a link has as many entities as [`top`](Self::top) allows, request the entities after it with
    /// [`skip`](Self::skip), as [Pages](crate::model#pages) shows.
    ///
    /// A link back to this request is an error, but longer cycles are not detected: if page A links to B and B to A, every
    /// call returns a request. A client therefore limits the number of pages that it reads.
    ///
    /// # Errors
    ///
    /// Fails like [`Request::follow`].
    ///
    /// ```
    /// use authscan::model::{Host, endpoints};
    ///
    /// let first = endpoints::LIST_DEFINITIONS.request(&Host::EU).top(100);
    /// let page = first.read(200, None, br#"{"value": [], "@odata.nextLink": "?$top=100&$skip=100"}"#)?;
    /// let second = first.next_page(&page)?.ok_or("this is the only page")?;
    /// assert!(second.url().ends_with("/api/DeviceAuthenticatedScanDefinitions?$top=100&$skip=100"));
    /// let page = second.read(200, None, br#"{"value": []}"#)?;
    /// assert!(second.next_page(&page)?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_page(&self, page: &Collection<T>) -> Result<Option<Self>, model::Error> {
        self.follow(page.next_link.text().unwrap_or_default())
    }
}

impl<R: Response> Request<R> {
    /// Reads a response.
    ///
    /// `retry_after` is the value of the header `Retry-After`, if any; a value that is neither a number of seconds nor a
    /// date of HTTP counts as none. The body of an error response is recovered if it is damaged, whatever the certainty of
    /// the repairs. A successful response must be undamaged and within the default [limits](crate::limits::Limits):
    /// [`Request::recover`] also reads others.
    ///
    /// # Errors
    ///
    /// Returns [`Failure::Refused`] if the service refused the request, even with a successful status, and
    /// [`Failure::Unreadable`] if the body of a successful response cannot be read or lacks the id of its entity.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use authscan::model::{Failure, Host, endpoints};
    ///
    /// let request = endpoints::LIST_DEFINITIONS.request(&Host::WORLDWIDE);
    /// let definitions = request.read(200, None, br#"{"value": [{"id": "d"}]}"#)?;
    /// assert_eq!(definitions.items().len(), 1);
    ///
    /// // The end of the body is lost.
    /// let body = br#"{"error": {"code": "TooManyRequests", "message": "Slow do"#;
    /// let failure = request.read(429, Some("30"), body).unwrap_err();
    /// assert!(failure.is_retryable());
    /// assert_eq!(failure.retry_after().unwrap().wait(SystemTime::now()), Duration::from_secs(30));
    /// # Ok::<(), Failure>(())
    /// ```
    pub fn read(&self, status: u16, retry_after: Option<&str>, body: &[u8]) -> Result<R, Failure> {
        if let Some(failure) = self.refusal(status, retry_after, body) {
            return Err(failure);
        }
        R::of(body).map_err(|error| match damaged_error(body) {
            Some(stated) => self.refused(status, retry_after, Some(stated)),
            None => Failure::Unreadable(error),
        })
    }

    /// Returns why the service refused the request; `None` if it did not.
    fn refusal(&self, status: u16, retry_after: Option<&str>, body: &[u8]) -> Option<Failure> {
        let error = if (200..300).contains(&status) { Some(stated_error(body)?) } else { recovered_error(body) };
        Some(self.refused(status, retry_after, error))
    }

    fn refused(&self, status: u16, retry_after: Option<&str>, error: Option<ErrorDetail>) -> Failure {
        Failure::Refused {
            status,
            error: error.map(Box::new),
            retry_after: retry_after.and_then(|value| value.parse::<RetryAfter>().ok()),
            idempotent: self.info.idempotent,
        }
    }
}

impl<R: Response + PayloadType> Request<R> {
    /// Reads a response whose body may be damaged. [`Report::into_result`] accepts or refuses the repairs.
    ///
    /// The report redacts the secrets of the API. For names of secrets of your own, see the
    /// [cookbook](crate::cookbook#keep-secrets-out-of-logs).
    ///
    /// # Errors
    ///
    /// Returns [`Failure::Refused`] if the service refused the request, even with a successful status. An error response
    /// may be damaged, too. Never returns [`Failure::Unreadable`]: a body without a document gives a report of the outcome
    /// [`Rejected`](crate::Outcome::Rejected).
    ///
    /// ```
    /// use authscan::diagnostic::Applicability;
    /// use authscan::model::{Host, endpoints};
    ///
    /// let request = endpoints::LIST_DEFINITIONS.request(&Host::WORLDWIDE);
    /// // The closing brace of the definition is missing.
    /// let body = br#"{"value": [{"id": "d", "isActive": true ]}"#;
    /// assert!(request.read(200, None, body).is_err());
    /// let report = request.recover(200, None, body)?;
    /// assert_eq!(report.edits[0].describe(), "inserted `}`");
    /// let definitions = report.into_result(Applicability::Likely)?;
    /// assert_eq!(definitions.items()[0].id.text(), Some("d"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn recover(&self, status: u16, retry_after: Option<&str>, body: &[u8]) -> Result<Report<R>, Failure> {
        self.recover_with(status, retry_after, body, &Options::new())
    }

    /// Reads a response like [`Request::recover`], with options of the caller's choice, such as limits.
    ///
    /// # Errors
    ///
    /// Fails like [`Request::recover`].
    ///
    /// ```
    /// use authscan::model::{Host, endpoints};
    /// use authscan::{Options, Outcome};
    ///
    /// let request = endpoints::LIST_DEFINITIONS.request(&Host::WORLDWIDE);
    /// let body = br#"{"value": [{"id": "d", "isActive": true ]}"#;
    /// let options = Options::new().max_bytes(16);
    /// assert_eq!(request.recover_with(200, None, body, &options)?.outcome, Outcome::Rejected);
    /// # Ok::<(), authscan::model::Failure>(())
    /// ```
    pub fn recover_with(
        &self,
        status: u16,
        retry_after: Option<&str>,
        body: &[u8],
        options: &Options,
    ) -> Result<Report<R>, Failure> {
        if let Some(failure) = self.refusal(status, retry_after, body) {
            return Err(failure);
        }
        let report = options.recover(body);
        let stated = if report.outcome == Outcome::Clean { None } else { damaged_error(body) };
        match stated {
            Some(stated) => Err(self.refused(status, retry_after, Some(stated))),
            None => Ok(report),
        }
    }
}

/// Returns the error in the body of a successful response; `None` if the body is not an undamaged error response.
fn stated_error(body: &[u8]) -> Option<ErrorDetail> {
    // The member is called `error`, in any letter case, or has an escape in its name: other bodies, long lists above all,
    // are not read twice.
    let may_be =
        body.windows(5).any(|name| name.eq_ignore_ascii_case(b"error")) || body.windows(2).any(|two| two == b"\\u");
    if !may_be {
        return None;
    }
    let response: ErrorResponse = crate::parse(body).ok()?;
    response.error.into_value().filter(states_a_fault)
}

/// Returns the error in the damaged body of a response with a successful status; `None` if the body is that of another
/// response, by its names, or has no error.
fn damaged_error(body: &[u8]) -> Option<ErrorDetail> {
    if body.len() > LONGEST_ERROR || detect(&String::from_utf8_lossy(body)).kind.is_some_and(|kind| !is_error(kind)) {
        return None;
    }
    let report = Options::new().recover::<ErrorResponse>(body);
    // Damage may have hidden a name from the detection.
    let text = report.text(body)?;
    detect(&text).kind.filter(|kind| is_error(*kind))?;
    report.value?.error.into_value().filter(states_a_fault)
}

fn is_error(kind: PayloadKind) -> bool {
    kind == PayloadKind::Error
}

fn states_a_fault(error: &ErrorDetail) -> bool {
    !error.code.is_absent() || !error.message.is_absent()
}

/// Maximum length of a recovered error response in bytes. Error responses are short; the page of a proxy may not be.
const LONGEST_ERROR: usize = 1 << 16;

/// Returns the error in the body of a refused request, recovered if need be; `None` if there is none.
fn recovered_error(body: &[u8]) -> Option<ErrorDetail> {
    let recovered = || Options::new().max_bytes(LONGEST_ERROR).recover::<ErrorResponse>(body).value;
    let response = crate::parse::<ErrorResponse>(body).ok().or_else(recovered)?;
    response.error.into_value().filter(|error| *error != ErrorDetail::new())
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

/// A type that the body of a successful response is read as: the `R` of an [`Endpoint`](crate::model::Endpoint).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the response of an endpoint",
    note = "the responses are `Collection` of `ScanDefinition`, `ScanAgent` and `ScanHistory`, `ScanDefinition`, `ScanAgent` and `()`",
    note = "values that borrow from the capture are read with `authscan::parse`"
)]
pub trait Response: Sized + sealed::Sealed {
    /// Reads a body.
    ///
    /// # Errors
    ///
    /// Fails if the body is not JSON that fits the type, or if a single entity has no id.
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

responses!(Collection<ScanDefinition>, Collection<ScanAgent>, Collection<ScanHistory>);

impl sealed::Sealed for ScanDefinition {}

/// Reads a definition. Every member may be missing, except for the id: any other object would be a definition, too.
impl Response for ScanDefinition {
    fn of(body: &[u8]) -> Result<Self, Error> {
        let definition: Self = crate::parse(body)?;
        identified(&definition.id)?;
        Ok(definition)
    }
}

/// Fails if an entity has no id.
fn identified<I: AsRef<str>>(id: &Field<I>) -> Result<(), Error> {
    if id.text().is_some_and(|id| !id.is_empty()) { Ok(()) } else { Err(Error::missing_field("id")) }
}

impl sealed::Sealed for () {}

/// Ignores the body, which is not documented, unless it is a damaged error response.
impl Response for () {
    fn of(body: &[u8]) -> Result<Self, Error> {
        match damaged_error(body) {
            Some(_) => crate::parse::<IgnoredAny>(body).map(drop),
            None => Ok(()),
        }
    }
}

impl sealed::Sealed for ScanAgent {}

/// Reads a single entity, as in the metadata, or a list of exactly one, as in the documentation.
impl Response for ScanAgent {
    fn of(body: &[u8]) -> Result<Self, Error> {
        let mut listed = crate::parse::<Collection<Self>>(body).ok().into_iter().flatten();
        let agent = match (listed.next(), listed.next()) {
            (Some(only), None) => only,
            _ => crate::parse(body)?,
        };
        identified(&agent.id)?;
        Ok(agent)
    }
}
