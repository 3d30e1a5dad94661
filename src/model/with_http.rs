//! Conversions from and to the types of the `http` crate.

use std::fmt;

use jsonmend::{Options, Report};

use super::{Failure, Method, PayloadType, Request, Response};

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Post => Self::POST,
            Method::Patch => Self::PATCH,
        }
    }
}

/// The body of a converted request. Needs the feature `http`. `Debug` shows its length only, because it may have secrets.
///
/// For the body type of an HTTP library, map the request: `request.map(Vec::from)`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct RequestBody(Vec<u8>);

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

impl AsRef<[u8]> for RequestBody {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<RequestBody> for Vec<u8> {
    fn from(body: RequestBody) -> Self {
        body.0
    }
}

impl<R> TryFrom<&Request<R>> for http::Request<RequestBody> {
    type Error = http::Error;

    fn try_from(request: &Request<R>) -> Result<Self, http::Error> {
        request.to_http()
    }
}

impl<R> Request<R> {
    /// Returns the request as one of the `http` crate, which many HTTP libraries send. Needs the feature `http`. The client
    /// adds the header `Authorization`.
    ///
    /// ```
    /// use authscan::model::{DefinitionId, Host, ScanDefinitionUpdate, endpoints};
    ///
    /// let update = ScanDefinitionUpdate::new().is_active(false);
    /// let request = endpoints::UPDATE_DEFINITION.request(&Host::WORLDWIDE, &DefinitionId::new("d"), &update);
    /// let mut sent = request.to_http()?;
    /// sent.headers_mut().insert("authorization", "Bearer …".parse()?);
    /// // HTTP libraries take the body as bytes.
    /// let sent = sent.map(Vec::from);
    /// assert_eq!(sent.body(), br#"{"isActive":false}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an [`http::Error`], the error of the `http` crate, if the URL is longer than that crate allows.
    pub fn to_http(&self) -> Result<http::Request<RequestBody>, http::Error> {
        let mut built = http::Request::builder().method(http::Method::from(self.method())).uri(self.url());
        for (name, value) in self.headers() {
            built = built.header(*name, *value);
        }
        built.body(RequestBody(self.body().unwrap_or_default().to_vec()))
    }
}

impl<R: Response> Request<R> {
    /// Reads a response of the `http` crate, like [`Request::read`]: status, body and the header `Retry-After` are taken
    /// from the response. Needs the feature `http`.
    ///
    /// # Errors
    ///
    /// Fails like [`Request::read`].
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use authscan::model::{Host, endpoints};
    ///
    /// let request = endpoints::LIST_AGENTS.request(&Host::WORLDWIDE);
    /// let response = http::Response::builder().status(503).header("Retry-After", "30").body("")?;
    /// let failure = request.read_http(&response).unwrap_err();
    /// assert_eq!(failure.retry_after().unwrap().wait(SystemTime::now()), Duration::from_secs(30));
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn read_http(&self, response: &http::Response<impl AsRef<[u8]>>) -> Result<R, Failure> {
        self.read(response.status().as_u16(), retry_after(response), response.body().as_ref())
    }
}

impl<R: Response + PayloadType> Request<R> {
    /// Reads a response of the `http` crate whose body may be damaged, like [`Request::recover`]. Needs the feature `http`.
    ///
    /// # Errors
    ///
    /// Fails like [`Request::recover`].
    ///
    /// ```
    /// use authscan::diagnostic::Applicability;
    /// use authscan::model::{Host, endpoints};
    ///
    /// let request = endpoints::LIST_AGENTS.request(&Host::WORLDWIDE);
    /// let response = http::Response::new(&br#"{"value": [{"id": "a"},]}"#[..]);
    /// let report = request.recover_http(&response)?;
    /// let agents = report.into_result(Applicability::Likely)?;
    /// assert_eq!(agents.items().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn recover_http(&self, response: &http::Response<impl AsRef<[u8]>>) -> Result<Report<R>, Failure> {
        self.recover_http_with(response, &Options::new())
    }

    /// Reads a response of the `http` crate like [`Request::recover_http`], with options of the caller's choice, such as
    /// limits. Needs the feature `http`.
    ///
    /// # Errors
    ///
    /// Fails like [`Request::recover`].
    ///
    /// ```
    /// use authscan::model::{Host, endpoints};
    /// use authscan::{Options, Outcome};
    ///
    /// let request = endpoints::LIST_AGENTS.request(&Host::WORLDWIDE);
    /// let response = http::Response::new(&br#"{"value": [{"id": "a"},]}"#[..]);
    /// let report = request.recover_http_with(&response, &Options::new().max_edits(0))?;
    /// assert_eq!(report.outcome, Outcome::Rejected);
    /// # Ok::<(), authscan::model::Failure>(())
    /// ```
    pub fn recover_http_with(
        &self,
        response: &http::Response<impl AsRef<[u8]>>,
        options: &Options,
    ) -> Result<Report<R>, Failure> {
        self.recover_with(response.status().as_u16(), retry_after(response), response.body().as_ref(), options)
    }
}

/// Returns the value of the header `Retry-After`; `None` if it is missing or is not text.
fn retry_after<B>(response: &http::Response<B>) -> Option<&str> {
    response.headers().get(http::header::RETRY_AFTER)?.to_str().ok()
}
