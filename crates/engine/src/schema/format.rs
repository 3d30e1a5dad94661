use super::Format;
use crate::text::{leading_digits, pairs};

impl Format {
    /// Describes the format in words, for messages.
    ///
    /// ```
    /// use jsonmend::schema::Format;
    ///
    /// assert_eq!(Format::named("ipv4").map(Format::describe), Some("an IPv4 address such as `10.0.0.1`"));
    /// assert_eq!(Format::named("colour"), None);
    /// ```
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::DateTime => "a date and time such as `2021-12-19T20:29:04.8242449Z`",
            Self::TimeOfDay => "a time such as `00:02:39`",
            Self::Uri => "an absolute URI",
            Self::Email => "a mail address or user principal name",
            Self::Id => "one word without spaces, quotes and brackets",
            Self::Version => "numbers joined by dots",
            Self::Date => "a date such as `2021-12-19`",
            Self::Uuid => "a UUID such as `47d41a0c-188d-46d3-bbea-a93dbc0bfcaa`",
            Self::Ipv4 => "an IPv4 address such as `10.0.0.1`",
            Self::Ipv6 => "an IPv6 address such as `2001:db8::1`",
        }
    }

    /// Returns the format that a schema calls `name`; `None` if it is not supported.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "date-time" => Self::DateTime,
            "time-of-day" => Self::TimeOfDay,
            "uri" | "url" | "iri" => Self::Uri,
            "email" | "idn-email" => Self::Email,
            "id" => Self::Id,
            "version" => Self::Version,
            "date" => Self::Date,
            "uuid" => Self::Uuid,
            "ipv4" | "ip4" => Self::Ipv4,
            "ipv6" | "ip6" => Self::Ipv6,
            _ => return None,
        })
    }

    /// Returns whether `text` has this format. Linear in its length.
    ///
    /// ```
    /// use jsonmend::schema::Format;
    ///
    /// assert!(Format::DateTime.matches("2021-12-19T20:29:04.8242449Z"));
    /// assert!(!Format::DateTime.matches("19.12.2021"));
    /// ```
    #[must_use]
    pub fn matches(self, text: &str) -> bool {
        match self {
            Self::DateTime => date_time(text.as_bytes()).is_some(),
            Self::TimeOfDay => time(text.as_bytes()).is_some_and(|rest| rest.is_empty()),
            Self::Uri => uri(text),
            Self::Email => email(text),
            Self::Id => id(text),
            Self::Version => version(text),
            Self::Date => date(text.as_bytes()).is_some_and(<[u8]>::is_empty),
            Self::Uuid => uuid(text.as_bytes()),
            Self::Ipv4 => ipv4(text),
            Self::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
        }
    }
}

// Bytes that need no closer look in a format. All are ASCII. The functions have no branches, so that the compiler can
// vectorize them.

const fn is_word(byte: u8) -> bool {
    (byte.wrapping_sub(b'0') < 10) | ((byte | 0x20).wrapping_sub(b'a') < 26)
}

const fn is_graphic(byte: u8) -> bool {
    byte.wrapping_sub(b'!') <= b'~' - b'!'
}

const fn of_id(byte: u8) -> bool {
    is_word(byte) | (byte == b'-') | (byte == b'_')
}

const fn of_scheme(byte: u8) -> bool {
    is_word(byte) | (byte == b'+') | (byte == b'-') | (byte == b'.')
}

const fn of_uri(byte: u8) -> bool {
    let other = (byte == b'"') | (byte == b'<') | (byte == b'>') | (byte == b'{') | (byte == b'}');
    is_graphic(byte) & !other
}

const fn of_email(byte: u8) -> bool {
    let other = (byte == b'"') | (byte == b',') | (byte == b':') | (byte == b'@') | (byte == b'{') | (byte == b'}');
    is_graphic(byte) & !other
}

/// Returns whether all bytes satisfy `of`. There is no early exit: nearly always all do.
#[inline(always)]
fn all(bytes: &[u8], of: impl Fn(u8) -> bool) -> bool {
    let block = |block: &[u8; 16]| block.iter().fold(true, |all, byte| all & of(*byte));
    let Some(last) = bytes.last_chunk() else { return bytes.iter().fold(true, |all, byte| all & of(*byte)) };
    // The last block may overlap the one before it.
    bytes.chunks_exact(16).filter_map(<[u8]>::first_chunk).fold(block(last), |all, bytes| all & block(bytes))
}

/// Parses `hh:mm:ss[.fraction]` and returns the rest.
fn time(bytes: &[u8]) -> Option<&[u8]> {
    let (clock, rest) = bytes.split_first_chunk()?;
    let [hour, _, _, minute, _, _, second, _] = pairs(clock, b"00:00:00")?;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    match rest {
        [b'.', fraction @ ..] => {
            let length = digits(fraction);
            (length > 0).then(|| fraction.get(length..)).flatten()
        }
        _ => Some(rest),
    }
}

/// Returns the number of digits at the start.
fn digits(bytes: &[u8]) -> usize {
    match bytes.first_chunk().map(leading_digits) {
        Some((_, length)) if length < 8 => length,
        _ => bytes.iter().take_while(|byte| byte.is_ascii_digit()).count(),
    }
}

/// Parses `YYYY-MM-DD` and returns the rest.
#[inline(always)]
fn date(bytes: &[u8]) -> Option<&[u8]> {
    let (month, rest) = bytes.split_first_chunk()?;
    let [century, _, year, _, _, month, _, _] = pairs(month, b"0000-00-")?;
    let ([tens @ b'0'..=b'9', ones @ b'0'..=b'9'], rest) = rest.split_first_chunk()? else { return None };
    let day = (tens - b'0') * 10 + (ones - b'0');
    let leap = year % 4 == 0 && (year != 0 || century % 4 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days).contains(&day).then_some(rest)
}

/// Returns whether the bytes are groups of 8, 4, 4, 4 and 12 hexadecimal digits.
fn uuid(bytes: &[u8]) -> bool {
    let fits = |(at, byte): (usize, &u8)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    bytes.len() == 36 && bytes.iter().enumerate().all(fits)
}

fn ipv4(text: &str) -> bool {
    text.parse::<std::net::Ipv4Addr>().is_ok()
}

#[inline(never)]
fn date_time(bytes: &[u8]) -> Option<()> {
    let [b'T' | b't', rest @ ..] = date(bytes)? else { return None };
    let rest = time(rest)?;
    match rest {
        [b'Z' | b'z'] => Some(()),
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            let [hours, _, _, minutes, ..] = pairs(&[*h1, *h2, b':', *m1, *m2, b':', b'0', b'0'], b"00:00:00")?;
            (hours < 24 && minutes < 60).then_some(())
        }
        _ => None,
    }
}

#[inline(never)]
fn uri(text: &str) -> bool {
    let Some(colon) = memchr::memchr(b':', text.as_bytes()) else { return false };
    let Some((scheme, rest)) = text.split_at_checked(colon) else { return false };
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && all(scheme.as_bytes(), of_scheme)
        && !rest.is_empty()
        && (all(rest.as_bytes(), of_uri)
            || !rest
                .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '{' | '}')))
}

#[inline(never)]
fn email(text: &str) -> bool {
    let Some(at) = memchr::memchr(b'@', text.as_bytes()) else { return false };
    let Some((user, domain)) = text.split_at_checked(at) else { return false };
    let plain = |part: &str| {
        !part.is_empty()
            && (all(part.as_bytes(), of_email)
                || !part.contains(|c: char| c.is_whitespace() || matches!(c, '@' | '"' | ',' | '{' | '}' | ':')))
    };
    plain(user) && plain(domain.strip_prefix('@').unwrap_or(domain))
}

/// Returns whether `text` is one word. A space after an underscore is allowed, because captured agent ids contain one.
#[inline(never)]
fn id(text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    if all(text.as_bytes(), of_id) {
        return true;
    }
    let mut before = ' ';
    for character in text.chars() {
        let fits = match character {
            ' ' => before == '_',
            '"' | '{' | '}' | '[' | ']' | ',' | ':' | '\\' => false,
            other => !other.is_whitespace() && !other.is_control(),
        };
        if !fits {
            return false;
        }
        before = character;
    }
    true
}

#[inline(never)]
fn version(text: &str) -> bool {
    let mut dots = 0;
    let mut before = b'.';
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {}
            b'.' if before != b'.' => dots += 1,
            _ => return false,
        }
        before = byte;
    }
    dots > 0 && before != b'.'
}
