//! Hosts of the API.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::{Error, ErrorKind, url};

/// A host of the API: scheme and authority, without a path.
///
/// ```
/// use authscan::model::{Host, endpoints};
///
/// let host: Host = "http://127.0.0.1:8080".parse()?;
/// assert_eq!(endpoints::LIST_AGENTS.request(&host).url(), "http://127.0.0.1:8080/api/DeviceAuthenticatedScanAgents");
/// assert_eq!(Host::default(), Host::WORLDWIDE);
/// # Ok::<(), authscan::model::Error>(())
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

    /// Returns whether a normalized origin is this host.
    pub(super) fn is(&self, origin: &str) -> bool {
        self.0 == origin
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

/// Reads a host and normalizes it: letter case, a default port and a trailing dot make no difference.
impl FromStr for Host {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match url::split(text.trim_end_matches('/')) {
            Some((origin, "")) => Ok(Self(origin.into())),
            _ => Err(Error::new(ErrorKind::Host)),
        }
    }
}
