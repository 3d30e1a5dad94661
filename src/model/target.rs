//! The entries of a target list.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use super::TargetType;

/// One entry of a `target` list, with its exact text.
///
/// ```
/// use authscan::model::Target;
///
/// let kinds: Vec<_> = Target::list("127.0.0.1,10.0.0.0/24, 10.0.0.1-10.0.0.9,printer-7.local").collect();
/// assert!(matches!(
///     kinds[..],
///     [Target::Ip { .. }, Target::Cidr { .. }, Target::Range { .. }, Target::Host { .. }]
/// ));
/// assert_eq!(kinds[2].text(), "10.0.0.1-10.0.0.9");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Target<'t> {
    /// An IP address.
    Ip {
        /// The exact text.
        text: &'t str,
        /// The address.
        address: IpAddr,
    },
    /// A network in CIDR notation, such as `10.0.0.0/24`.
    Cidr {
        /// The exact text.
        text: &'t str,
        /// The address before the `/`, which need not be the network's first.
        address: IpAddr,
        /// Length of the prefix in bits: at most 32 for IPv4, 128 for IPv6.
        prefix: u8,
    },
    /// A range of addresses of one IP version, with `first` at most `last`.
    Range {
        /// The exact text.
        text: &'t str,
        /// The first address.
        first: IpAddr,
        /// The last address.
        last: IpAddr,
    },
    /// A host name (RFC 1123; underscores are allowed, as in Windows).
    Host {
        /// The exact text.
        text: &'t str,
    },
    /// Any other text.
    Text {
        /// The exact text.
        text: &'t str,
    },
}

impl<'t> Target<'t> {
    /// Returns the entries of a comma-separated list, in order, without surrounding white space. Empty entries are
    /// skipped.
    pub fn list(list: &'t str) -> impl Iterator<Item = Self> {
        list.split(',').map(str::trim).filter(|entry| !entry.is_empty()).map(Self::from)
    }

    /// Returns the exact text.
    #[must_use]
    pub fn text(&self) -> &'t str {
        match self {
            Self::Ip { text, .. }
            | Self::Cidr { text, .. }
            | Self::Range { text, .. }
            | Self::Host { text }
            | Self::Text { text } => text,
        }
    }

    /// Returns whether the entry is an address, a network or a range.
    ///
    /// ```
    /// use authscan::model::Target;
    ///
    /// assert!(Target::from("10.0.0.0/24").is_address() && !Target::from("host-1").is_address());
    /// ```
    #[must_use]
    pub fn is_address(&self) -> bool {
        matches!(self, Self::Ip { .. } | Self::Cidr { .. } | Self::Range { .. })
    }

    /// Returns the number of addresses, including network and broadcast addresses; 1 for a host name, 0 for other text.
    /// The 2^128 addresses of `::/0` count as `u128::MAX`.
    ///
    /// ```
    /// use authscan::model::Target;
    ///
    /// let numbers = ["10.0.0.0/24", "10.0.0.1-10.0.0.9", "10.0.0.1", "host-1", "?"].map(|text| Target::from(text).addresses());
    /// assert_eq!(numbers, [256, 9, 1, 1, 0]);
    /// ```
    #[must_use]
    pub fn addresses(&self) -> u128 {
        match self {
            Self::Ip { .. } | Self::Host { .. } => 1,
            Self::Cidr { address, prefix, .. } => {
                let bits: u32 = if address.is_ipv4() { 32 } else { 128 };
                1_u128.checked_shl(bits.saturating_sub(u32::from(*prefix))).unwrap_or(u128::MAX)
            }
            Self::Range { first, last, .. } => number(*last).saturating_sub(number(*first)).saturating_add(1),
            Self::Text { .. } => 0,
        }
    }

    /// Returns why a text is neither an address nor a host name, to be read after "entry 1"; `None` if no single fault
    /// explains it, and for entries of other kinds.
    pub(super) fn fault(self) -> Option<&'static str> {
        let Self::Text { text } = self else { return None };
        if let Some((address, prefix)) = text.split_once('/') {
            if let (Ok(address), true) = (address.parse(), is_number(prefix)) {
                return Some(match address {
                    IpAddr::V4(_) => "has a prefix length above 32",
                    IpAddr::V6(_) => "has a prefix length above 128",
                });
            }
        }
        let is_short_range =
            |(first, last): (&str, &str)| first.trim().parse::<Ipv4Addr>().is_ok() && is_above_octet(last.trim());
        if text.split(['/', '-']).any(has_high_octet) || text.split_once('-').is_some_and(is_short_range) {
            return Some("has an octet above 255");
        }
        let is_reversed = ends(text).is_some_and(|(first, last)| first.is_ipv4() == last.is_ipv4() && first > last);
        is_reversed.then_some("is a range that ends before it begins")
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_above_octet(text: &str) -> bool {
    is_number(text) && text.parse::<u8>().is_err()
}

/// Returns whether a text is an IPv4 address but for an octet above 255.
fn has_high_octet(text: &str) -> bool {
    let octets = text.trim().split('.');
    octets.clone().count() == 4 && octets.clone().all(is_number) && octets.clone().any(is_above_octet)
}

/// Returns an address as a number.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

impl<'t> From<&'t str> for Target<'t> {
    fn from(text: &'t str) -> Self {
        if let Ok(address) = text.parse() {
            return Self::Ip { text, address };
        }
        if let Some((address, prefix)) = cidr(text) {
            return Self::Cidr { text, address, prefix };
        }
        if let Some((first, last)) = range(text) {
            return Self::Range { text, first, last };
        }
        if is_host(text) { Self::Host { text } } else { Self::Text { text } }
    }
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text())
    }
}

fn cidr(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let bits = if address.is_ipv4() { 32 } else { 128 };
    // `parse` alone would accept a sign.
    let prefix = prefix.bytes().all(|byte| byte.is_ascii_digit()).then(|| prefix.parse().ok())??;
    (prefix <= bits).then_some((address, prefix))
}

/// Reads a range, also in the short form `10.0.0.1-9`.
fn range(text: &str) -> Option<(IpAddr, IpAddr)> {
    ends(text).filter(|(first, last)| first.is_ipv4() == last.is_ipv4() && first <= last)
}

/// Reads the two addresses of a range, in any order.
fn ends(text: &str) -> Option<(IpAddr, IpAddr)> {
    let (first, last) = text.split_once('-')?;
    let first: IpAddr = first.trim().parse().ok()?;
    let last = last.trim();
    let last = match (first, last.parse::<IpAddr>()) {
        (_, Ok(last)) => last,
        (IpAddr::V4(first), Err(_)) if last.bytes().all(|byte| byte.is_ascii_digit()) => {
            let [a, b, c, _] = first.octets();
            IpAddr::from([a, b, c, last.parse().ok()?])
        }
        _ => return None,
    };
    Some((first, last))
}

fn is_host(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    // A name whose last label is all digits can only be an invalid address, and one of several labels without a letter an
    // invalid range, such as `10.0.0.1-300`.
    let is_numeric = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    let is_range = name.contains('.') && name.bytes().all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte));
    name.len() <= 253 && name.split('.').all(is_label) && !is_range && !name.rsplit('.').next().is_some_and(is_numeric)
}

/// A list of targets for a request, with the kind of its entries.
///
/// ```
/// use authscan::model::{TargetType, Targets};
///
/// let targets = Targets::ips(["10.0.0.1", "10.0.1.0/24"]);
/// assert_eq!((targets.kind(), targets.list()), (&TargetType::Ip, "10.0.0.1,10.0.1.0/24"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Targets {
    pub(super) kind: TargetType,
    pub(super) list: String,
}

impl Targets {
    /// Creates a list of addresses, networks (CIDR) and ranges.
    #[must_use]
    pub fn ips<I: IntoIterator<Item: AsRef<str>>>(entries: I) -> Self {
        Self::new(TargetType::Ip, entries)
    }

    /// Creates a list of host names.
    #[must_use]
    pub fn hostnames<I: IntoIterator<Item: AsRef<str>>>(entries: I) -> Self {
        Self::new(TargetType::Hostname, entries)
    }

    /// Creates a list of addresses and host names. Its type, `Combined`, is only in the metadata.
    ///
    /// ```
    /// use authscan::model::{TargetType, Targets};
    ///
    /// let targets = [Targets::hostnames(["host-1"]), Targets::combined(["host-1", "10.0.0.1"])];
    /// assert_eq!(targets.each_ref().map(Targets::kind), [&TargetType::Hostname, &TargetType::Combined]);
    /// assert_eq!(targets[1].list(), "host-1,10.0.0.1");
    /// ```
    #[must_use]
    pub fn combined<I: IntoIterator<Item: AsRef<str>>>(entries: I) -> Self {
        Self::new(TargetType::Combined, entries)
    }

    fn new<I: IntoIterator<Item: AsRef<str>>>(kind: TargetType, entries: I) -> Self {
        let mut list = String::new();
        for entry in entries {
            if !list.is_empty() {
                list.push(',');
            }
            list.push_str(entry.as_ref().trim());
        }
        Self { kind, list }
    }

    /// Returns the kind of the entries.
    #[must_use]
    pub fn kind(&self) -> &TargetType {
        &self.kind
    }

    /// Returns the list in the form of requests: comma-separated, without white space around the entries.
    #[must_use]
    pub fn list(&self) -> &str {
        &self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_kinds_apart() {
        let is = |text| match Target::from(text) {
            Target::Ip { .. } => "ip",
            Target::Cidr { .. } => "cidr",
            Target::Range { .. } => "range",
            Target::Host { .. } => "host",
            Target::Text { .. } => "text",
        };
        for (text, kind) in [
            ("127.0.0.1", "ip"),
            ("::1", "ip"),
            ("10.0.0.0/8", "cidr"),
            ("fe80::/64", "cidr"),
            ("10.0.0.0/33", "text"),
            ("10.0.0.0/+8", "text"),
            ("10.0.0.1-10.0.0.9", "range"),
            ("10.0.0.1 - 9", "range"),
            ("10.0.0.9-10.0.0.1", "text"),
            ("10.0.0.1-::1", "text"),
            ("host-1", "host"),
            ("a_b.example.org.", "host"),
            ("10.0.0.256", "text"),
            ("-host", "text"),
            ("10.0.0.1-300", "text"),
            ("10.0.0.9-1", "text"),
            ("10-0-0-1", "host"),
            ("10.0.0.1-x", "host"),
            ("two words", "text"),
        ] {
            assert_eq!(is(text), kind, "{text}");
        }
    }
}
