//! The error of values of the model.

use std::fmt;

use super::PayloadKind;

/// Error of a value of the model that a caller passes as text, or that another type cannot represent: times, hosts,
/// links, names.
///
/// Errors about documents are [`authscan::Error`](crate::Error); a request without a result is a
/// [`Failure`](super::Failure).
///
/// ```
/// use authscan::model::{ErrorKind, Host, Timestamp};
///
/// let error = "api.security.microsoft.com/api".parse::<Host>().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Host);
/// assert_eq!(
///     error.to_string(),
///     "invalid host; expected `https://` or `http://` and a name or address, with an optional port and no path",
/// );
/// let error = "2023-02-29T12:18:41Z".parse::<Timestamp>().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::TimeRange);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Error {
    kind: ErrorKind,
}

/// The fault that an [`Error`] of the model is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text does not have the form of a time, such as `2022-05-08T12:18:41.538203Z` or `00:08:30`.
    TimeForm,
    /// A part of the time is out of range, such as month 13 or February 30, or the whole time is.
    TimeRange,
    /// The fraction of a second has no digit.
    TimeFraction,
    /// The time's offset is missing, or is not `Z`, `+hh:mm` or `-hh:mm`.
    TimeOffset,
    /// The text is not a host: `https://` or `http://`, then a name or address, optionally with a port.
    Host,
    /// The link leads to another host than the request, and that host must not get the token.
    ForeignLink,
    /// The link leads back to the request, so that following it would never end.
    CircularLink,
    /// The link is not a URL of a web server.
    MalformedLink,
    /// The text is neither a number of seconds nor a date of HTTP.
    RetryAfter,
    /// No kind of payload has the name.
    PayloadKind,
    /// No endpoint of the API has the HTTP method.
    Method,
}

impl Error {
    pub(super) const fn new(kind: ErrorKind) -> Self {
        Self { kind }
    }

    /// Returns the fault.
    #[must_use]
    pub const fn kind(self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ErrorKind::TimeForm => "not a time: expected a form such as `2022-05-08T12:18:41Z` or `00:08:30`",
            ErrorKind::TimeRange => "not a time: a part of it, or the whole, is out of range",
            ErrorKind::TimeFraction => "not a time: expected a digit after the decimal point of the seconds",
            ErrorKind::TimeOffset => "not a time: expected `Z` or an offset such as `+02:00` at the end",
            ErrorKind::Host => {
                "invalid host; expected `https://` or `http://` and a name or address, with an optional port and no path"
            }
            ErrorKind::ForeignLink => "the link leads to another host, which must not get the token",
            ErrorKind::CircularLink => "the link leads back to the page that it is on",
            ErrorKind::MalformedLink => "invalid link; expected a URL of a web server",
            ErrorKind::RetryAfter => "invalid `Retry-After`; expected a number of seconds or a date of HTTP",
            ErrorKind::Method => "unknown method; expected `GET`, `POST` or `PATCH`",
            ErrorKind::PayloadKind => {
                f.write_str("unknown kind of payload; expected one of")?;
                for (at, kind) in PayloadKind::ALL.iter().enumerate() {
                    write!(f, "{} `{kind}`", if at == 0 { "" } else { "," })?;
                }
                return Ok(());
            }
        })
    }
}

impl std::error::Error for Error {}
