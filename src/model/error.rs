//! The error response.

use super::Unknown;
use super::macros::{model, open_enum};
use super::text::Text;

model! {
    /// The body of a response that failed (documentation: common errors).
    pub struct ErrorResponse<S: Text = String> {
        /// What went wrong.
        error: ErrorDetail<S> => "error".essential().non_null(),
    }
}

model! {
    /// What went wrong.
    pub struct ErrorDetail<S: Text = String> {
        /// The kind of error.
        code: ErrorCode => "code".required().non_null(),
        /// What went wrong, in free text that is not to be matched on. An internal error has none.
        message: S => "message".usual().example("The body of the request is not valid."),
        /// The id to quote to support: it correlates with the service's own record.
        target: S => "target".usual().format("id"),
        /// The single errors behind this one. In no sample of this API; standard OData.
        details: Vec<ErrorItem<S>> as List => "details",
        /// What the service alone understands of it. In no sample of this API; standard OData.
        inner_error: Unknown => "innererror",
    }
}

model! {
    /// One of several errors (OData: an entry of `details`).
    pub struct ErrorItem<S: Text = String> {
        /// The kind of error.
        code: ErrorCode => "code".required().non_null(),
        /// What went wrong, in free text.
        message: S => "message".usual(),
        /// What it is about.
        target: S => "target",
    }
}

open_enum! {
    /// The kind of an error (documentation: common errors).
    pub enum ErrorCode {
        /// 400: the request is wrong in general.
        BadRequest = "BadRequest",
        /// 400: the query is no valid OData.
        ODataError = "ODataError",
        /// 400: an input is wrong.
        InvalidInput = "InvalidInput",
        /// 400: the body is wrong; member names are case-sensitive to the service.
        InvalidRequestBody = "InvalidRequestBody",
        /// 400: a file hash is wrong.
        InvalidHashValue = "InvalidHashValue",
        /// 400: a domain name is wrong.
        InvalidDomainName = "InvalidDomainName",
        /// 400: an address is wrong.
        InvalidIpAddress = "InvalidIpAddress",
        /// 400: a URL is wrong.
        InvalidUrl = "InvalidUrl",
        /// 400: too many things in one request.
        MaximumBatchSizeExceeded = "MaximumBatchSizeExceeded",
        /// 400: a parameter is missing, or spelt in another case.
        MissingRequiredParameter = "MissingRequiredParameter",
        /// 400: the device's operating system is not supported.
        OsPlatformNotSupported = "OsPlatformNotSupported",
        /// 400: the device's client is too old.
        ClientVersionNotSupported = "ClientVersionNotSupported",
        /// 401: the token is wrong or has expired.
        Unauthorized = "Unauthorized",
        /// 403: the token lacks the permission.
        Forbidden = "Forbidden",
        /// 403: the tenant has the feature switched off.
        DisabledFeature = "DisabledFeature",
        /// 403: the operation is not allowed.
        DisallowedOperation = "DisallowedOperation",
        /// 404: there is no such thing.
        NotFound = "NotFound",
        /// 404: there is no such resource.
        ResourceNotFound = "ResourceNotFound",
        /// 429: wait as long as `Retry-After` says.
        TooManyRequests = "TooManyRequests",
        /// 500: the service failed; without a message.
        InternalServerError = "InternalServerError",
    }
}

impl ErrorCode {
    /// Whether the same request may succeed later, without a change: the service had too much to do, or failed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::TooManyRequests | Self::InternalServerError)
    }

    /// The HTTP status that the documentation gives with this code.
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
