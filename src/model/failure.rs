//! Reasons why a request has no result.

use std::fmt;
use std::time::{Duration, SystemTime};

use super::{ErrorCode, ErrorDetail, ErrorKind, http_date};
use crate::{Error, model};

/// Reason why a request has no result: [`Refused`](Self::Refused) by the service, or a response that is
/// [`Unreadable`](Self::Unreadable).
///
/// `Debug` and `Display` show the status and the error code, but not the service's message, which may quote the
/// request: [`error`](Self::error) has it.
///
/// ```
/// use authscan::model::{ErrorCode, Host, endpoints};
///
/// let request = endpoints::LIST_AGENTS.request(&Host::WORLDWIDE);
/// let failure = request.read(403, None, br#"{"error": {"code": "Forbidden", "message": "No."}}"#).unwrap_err();
/// assert_eq!((failure.status(), failure.is_retryable(), failure.retry_after()), (Some(403), false, None));
/// assert_eq!(failure.error().and_then(|error| error.code.get()), Some(&ErrorCode::Forbidden));
/// assert_eq!(failure.to_string(), "the service answered 403 Forbidden");
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum Failure {
    /// The service refused the request.
    #[non_exhaustive]
    Refused {
        /// The HTTP status. It may be a successful one: a body that is an error response counts as a refusal.
        status: u16,
        /// The error in the body; `None` if the body is not an error response, such as the page of a proxy. The error is
        /// recovered if the body is damaged, so that its code may be a guess.
        error: Option<Box<ErrorDetail>>,
        /// Time to wait before the next request; `None` if the service stated none, or stated neither seconds nor a date.
        retry_after: Option<RetryAfter>,
        /// Whether the request has no further effect if sent again ([`EndpointInfo::idempotent`]).
        ///
        /// [`EndpointInfo::idempotent`]: crate::model::EndpointInfo::idempotent
        idempotent: bool,
    },
    /// The request succeeded, but the response cannot be read. [`Request::recover`](crate::model::Request::recover) may be
    /// able to read it.
    Unreadable(Error),
}

impl Failure {
    /// Returns whether the unchanged request may be sent again, and may succeed then.
    ///
    /// Every request may be sent again after status 429 or the code `TooManyRequests`, because the service has not acted on
    /// it. After status 408, 500, 502, 503 or 504, or the code `InternalServerError`, the service may have acted: only an
    /// idempotent request may be sent again. A definition could be created twice, so list the definitions before another
    /// attempt to create it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let Self::Refused { status, idempotent, .. } = self else { return false };
        let code = self.error().and_then(|error| error.code.get());
        let is_untouched = *status == 429 || code == Some(&ErrorCode::TooManyRequests);
        let is_passing = matches!(status, 408 | 500 | 502 | 503 | 504) || code.is_some_and(ErrorCode::is_retryable);
        is_untouched || (*idempotent && is_passing)
    }

    /// Returns the time to wait before the next request; `None` if the service did not state one.
    #[must_use]
    pub fn retry_after(&self) -> Option<RetryAfter> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            Self::Unreadable(_) => None,
        }
    }

    /// Returns the HTTP status; `None` if the request succeeded and the response cannot be read.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            Self::Unreadable(_) => None,
        }
    }

    /// Returns the service's error; `None` if the body has none. The message of the error may quote the request, and thus a
    /// secret.
    #[must_use]
    pub fn error(&self) -> Option<&ErrorDetail> {
        match self {
            Self::Refused { error, .. } => error.as_deref(),
            Self::Unreadable(_) => None,
        }
    }

    /// Returns the text of the error code if it is a word: another text may be anything that a damaged body has there.
    fn code(&self) -> Option<&str> {
        const LONGEST: usize = 64;
        let is_word = |code: &&str| code.len() <= LONGEST && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        self.error()?.code.text().filter(is_word)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, .. } => {
                write!(f, "the service answered {status}")?;
                self.code().map_or(Ok(()), |code| write!(f, " {code}"))
            }
            Self::Unreadable(error) => write!(f, "the response cannot be read: {error}"),
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, retry_after, idempotent, .. } => f
                .debug_struct("Refused")
                .field("status", status)
                .field("code", &self.code())
                .field("retry_after", retry_after)
                .field("idempotent", idempotent)
                .finish_non_exhaustive(),
            Self::Unreadable(error) => f.debug_tuple("Unreadable").field(error).finish(),
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

/// Value of the header `Retry-After`: a number of seconds, or a date.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use authscan::model::RetryAfter;
///
/// let date: RetryAfter = "Sun, 06 Nov 1994 08:49:37 GMT".parse()?;
/// assert_eq!(date.wait(SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_767)), Duration::from_secs(10));
/// // A date in the past.
/// assert_eq!(date.wait(SystemTime::now()), Duration::ZERO);
/// # Ok::<(), authscan::model::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RetryAfter {
    /// Time to wait after the response.
    Delay(Duration),
    /// The time of the next attempt.
    Date(SystemTime),
}

impl RetryAfter {
    /// Returns the time to wait after `now`, the time of the response; zero if the date has passed.
    #[must_use]
    pub fn wait(self, now: SystemTime) -> Duration {
        match self {
            Self::Delay(delay) => delay,
            Self::Date(date) => date.duration_since(now).unwrap_or_default(),
        }
    }
}

impl std::str::FromStr for RetryAfter {
    type Err = model::Error;

    fn from_str(text: &str) -> Result<Self, model::Error> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // More seconds than the type has are as good as never.
            return Ok(Self::Delay(Duration::from_secs(text.parse().unwrap_or(u64::MAX))));
        }
        http_date::parse(text).map(Self::Date).ok_or(model::Error::new(ErrorKind::RetryAfter))
    }
}
