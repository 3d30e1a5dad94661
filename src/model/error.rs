//! The error response.

use super::Unknown;
use super::macros::{model, open_enum};
use super::text::Text;

model! {
    /// The body of a failed response (documentation: common errors).
    pub struct ErrorResponse<S: Text = String> {
        /// The error.
        error: ErrorDetail<S> => "error".essential().non_null(),
    }
}

model! {
    /// Details of an error.
    pub struct ErrorDetail<S: Text = String> {
        /// Error code.
        code: ErrorCode => "code".required().non_null(),
        /// Message for people; programs must not match on it. An internal error has none.
        message: S => "message".usual().example("The body of the request is not valid."),
        /// Correlation id of the service's own record, to quote to support.
        target: S => "target".usual().format("id"),
        /// The individual errors behind this one. Standard OData; in no sample of this API.
        details: Vec<ErrorItem<S>> as List => "details",
        /// Details for the service's own debugging. Standard OData; in no sample of this API.
        inner_error: Unknown => "innererror",
    }
}

model! {
    /// One of several errors (OData: an element of `details`).
    pub struct ErrorItem<S: Text = String> {
        /// Error code of this part. Any text: no documentation lists the codes of parts.
        code: S => "code".required().non_null(),
        /// Message for people.
        message: S => "message".usual(),
        /// Subject of the error, such as the name of a member.
        target: S => "target",
    }
}

open_enum! {
    /// Error code (documentation: common errors).
    pub enum ErrorCode {
        /// 400: the request is invalid.
        BadRequest = "BadRequest",
        /// 400: the query is not valid OData.
        ODataError = "ODataError",
        /// 400: an input is invalid.
        InvalidInput = "InvalidInput",
        /// 400: the body is invalid; the service's member names are case-sensitive.
        InvalidRequestBody = "InvalidRequestBody",
        /// 400: a file hash is invalid.
        InvalidHashValue = "InvalidHashValue",
        /// 400: a domain name is invalid.
        InvalidDomainName = "InvalidDomainName",
        /// 400: an IP address is invalid.
        InvalidIpAddress = "InvalidIpAddress",
        /// 400: a URL is invalid.
        InvalidUrl = "InvalidUrl",
        /// 400: the request has more items than the batch size allows.
        MaximumBatchSizeExceeded = "MaximumBatchSizeExceeded",
        /// 400: a parameter is missing, or spelled in another case.
        MissingRequiredParameter = "MissingRequiredParameter",
        /// 400: the device's operating system is not supported.
        OsPlatformNotSupported = "OsPlatformNotSupported",
        /// 400: the device's client is too old.
        ClientVersionNotSupported = "ClientVersionNotSupported",
        /// 401: the token is invalid or has expired.
        Unauthorized = "Unauthorized",
        /// 403: the token lacks the permission.
        Forbidden = "Forbidden",
        /// 403: the feature is disabled in the tenant.
        DisabledFeature = "DisabledFeature",
        /// 403: the operation is not allowed.
        DisallowedOperation = "DisallowedOperation",
        /// 404: not found.
        NotFound = "NotFound",
        /// 404: the resource does not exist.
        ResourceNotFound = "ResourceNotFound",
        /// 429: the rate limit is exceeded; wait as long as `Retry-After` says.
        TooManyRequests = "TooManyRequests",
        /// 500: the service failed; the response has no message.
        InternalServerError = "InternalServerError",
    }
}

impl ErrorCode {
    /// Returns whether the unchanged request may succeed later: the rate limit was exceeded, or the service failed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::TooManyRequests | Self::InternalServerError)
    }

    /// Returns the HTTP status that the documentation gives for this code; `None` for an unknown code.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        Some(match self {
            Self::BadRequest
            | Self::ODataError
            | Self::InvalidInput
            | Self::InvalidRequestBody
            | Self::InvalidHashValue
            | Self::InvalidDomainName
            | Self::InvalidIpAddress
            | Self::InvalidUrl
            | Self::MaximumBatchSizeExceeded
            | Self::MissingRequiredParameter
            | Self::OsPlatformNotSupported
            | Self::ClientVersionNotSupported => 400,
            Self::Unauthorized => 401,
            Self::Forbidden | Self::DisabledFeature | Self::DisallowedOperation => 403,
            Self::NotFound | Self::ResourceNotFound => 404,
            Self::TooManyRequests => 429,
            Self::InternalServerError => 500,
            Self::Other(_) => return None,
        })
    }
}
