use super::Format;
use crate::text::{leading_digits, pairs};

impl Format {
    /// The form in words.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::DateTime => "a date and time such as `2021-12-19T20:29:04.8242449Z`",
            Self::TimeOfDay => "a time such as `00:02:39`",
            Self::Uri => "an absolute URI",
            Self::Email => "a mail address or user principal name",
            Self::Id => "one word without blanks, quotes and brackets",
            Self::Version => "numbers joined by dots",
        }
    }

    /// Whether `text` has this form. Linear in its length.
    ///
    /// ```
    /// use authscan::schema::Format;
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
        }
    }
}

/// Which forms a byte may be in without a closer look, one bit each. Bytes that begin no ASCII character are in none.
const ID: u8 = 1;
const URI: u8 = 2;
const SCHEME: u8 = 4;
const EMAIL: u8 = 8;
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut rest: &mut [u8] = &mut classes;
    let mut byte = 0;
    while let Some((class, behind)) = rest.split_first_mut() {
        *class = class_of(byte);
        byte = byte.wrapping_add(1);
        rest = behind;
    }
    classes
}

const fn class_of(byte: u8) -> u8 {
    let word = byte.is_ascii_alphanumeric();
    let id = word || matches!(byte, b'-' | b'_');
    let scheme = word || matches!(byte, b'+' | b'-' | b'.');
    let uri = byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'{' | b'}');
    let email = byte.is_ascii_graphic() && !matches!(byte, b'@' | b'"' | b',' | b'{' | b'}' | b':');
    (id as u8 * ID) | (uri as u8 * URI) | (scheme as u8 * SCHEME) | (email as u8 * EMAIL)
}

/// Whether all bytes are of a class. It does not stop at the first that is not: nearly always there is none.
fn all(bytes: &[u8], class: u8) -> bool {
    let class_of = |byte: u8| CLASSES.get(usize::from(byte)).copied().unwrap_or(0);
    let (mut left, mut rest) = (class, bytes);
    // By eight, as the steps of the loop would cost more than what is done in it.
    while let Some(([a, b, c, d, e, f, g, h], behind)) = rest.split_first_chunk() {
        left &= class_of(*a) & class_of(*b) & class_of(*c) & class_of(*d);
        left &= class_of(*e) & class_of(*f) & class_of(*g) & class_of(*h);
        rest = behind;
    }
    rest.iter().fold(left, |left, byte| left & class_of(*byte)) != 0
}

/// `hh:mm:ss[.fraction]`; gives what follows.
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

/// How many digits there are at the start.
fn digits(bytes: &[u8]) -> usize {
    match bytes.first_chunk().map(leading_digits) {
        Some((_, length)) if length < 8 => length,
        _ => bytes.iter().take_while(|byte| byte.is_ascii_digit()).count(),
    }
}

fn date_time(bytes: &[u8]) -> Option<()> {
    let (month, rest) = bytes.split_first_chunk()?;
    let [century, _, year, _, _, month, _, _] = pairs(month, b"0000-00-")?;
    let ([tens @ b'0'..=b'9', ones @ b'0'..=b'9', b'T' | b't'], rest) = rest.split_first_chunk()? else { return None };
    let day = (tens - b'0') * 10 + (ones - b'0');
    let rest = time(rest)?;
    let leap = year % 4 == 0 && (year != 0 || century % 4 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=days).contains(&day) {
        return None;
    }
    match rest {
        [b'Z' | b'z'] => Some(()),
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            let [hours, _, _, minutes, ..] = pairs(&[*h1, *h2, b':', *m1, *m2, b':', b'0', b'0'], b"00:00:00")?;
            (hours < 24 && minutes < 60).then_some(())
        }
        _ => None,
    }
}

fn uri(text: &str) -> bool {
    let Some(colon) = memchr::memchr(b':', text.as_bytes()) else { return false };
    let Some((scheme, rest)) = text.split_at_checked(colon) else { return false };
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && all(scheme.as_bytes(), SCHEME)
        && !rest.is_empty()
        && (all(rest.as_bytes(), URI)
            || !rest
                .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '{' | '}')))
}

fn email(text: &str) -> bool {
    let Some(at) = memchr::memchr(b'@', text.as_bytes()) else { return false };
    let Some((user, domain)) = text.split_at_checked(at) else { return false };
    let plain = |part: &str| {
        !part.is_empty()
            && (all(part.as_bytes(), EMAIL)
                || !part.contains(|c: char| c.is_whitespace() || matches!(c, '@' | '"' | ',' | '{' | '}' | ':')))
    };
    plain(user) && plain(domain.strip_prefix('@').unwrap_or(domain))
}

/// One word; a blank is tolerated behind an underscore, where captured agent ids have one.
fn id(text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    if all(text.as_bytes(), ID) {
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
