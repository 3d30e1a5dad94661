use crate::schema::Format;

/// Whether a string has the form.
///
/// ```
/// use authscan::{check::fits, schema::Format};
///
/// assert!(fits(Format::DateTime, "2021-12-19T20:29:04.8242449Z"));
/// assert!(!fits(Format::DateTime, "19.12.2021"));
/// ```
#[must_use]
pub fn fits(format: Format, text: &str) -> bool {
    match format {
        Format::DateTime => date_time(text).is_some(),
        Format::TimeOfDay => time(text.as_bytes()).is_some_and(<[u8]>::is_empty),
        Format::Uri => uri(text),
        Format::Email => email(text),
        Format::Id => !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "\"'{}[],".contains(c)),
        Format::Version => text.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())),
    }
}

/// The form in words.
pub(super) const fn describe(format: Format) -> &'static str {
    match format {
        Format::DateTime => "a date and time such as `2021-12-19T20:29:04.8242449Z`",
        Format::TimeOfDay => "a time such as `00:02:39`",
        Format::Uri => "an absolute URI",
        Format::Email => "a mail address or user principal name",
        Format::Id => "one word without blanks, quotes and brackets",
        Format::Version => "numbers joined by dots",
    }
}

/// RFC 3339, with an offset.
fn date_time(text: &str) -> Option<()> {
    let (year, rest) = number(text.as_bytes(), 4)?;
    let (month, rest) = number(rest.strip_prefix(b"-")?, 2)?;
    let (day, rest) = number(rest.strip_prefix(b"-")?, 2)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
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
    let rest = rest.strip_prefix(b"T").or_else(|| rest.strip_prefix(b"t"))?;
    match time(rest)? {
        b"Z" | b"z" => Some(()),
        [b'+' | b'-', offset @ ..] => {
            let (hour, rest) = number(offset, 2)?;
            let (minute, rest) = number(rest.strip_prefix(b":")?, 2)?;
            (hour < 24 && minute < 60 && rest.is_empty()).then_some(())
        }
        _ => None,
    }
}

/// `hh:mm:ss`, with an optional fraction; what comes behind it. Second 60 is a leap second.
fn time(bytes: &[u8]) -> Option<&[u8]> {
    let (hour, rest) = number(bytes, 2)?;
    let (minute, rest) = number(rest.strip_prefix(b":")?, 2)?;
    let (second, rest) = number(rest.strip_prefix(b":")?, 2)?;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let Some(fraction) = rest.strip_prefix(b".") else { return Some(rest) };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    fraction.get(digits..).filter(|_| digits > 0)
}

/// A number of exactly so many digits, and what comes behind them.
fn number(bytes: &[u8], digits: usize) -> Option<(u32, &[u8])> {
    let (head, rest) = bytes.split_at_checked(digits)?;
    let number = head.iter().try_fold(0, |sum, byte| Some(sum * 10 + (*byte as char).to_digit(10)?))?;
    Some((number, rest))
}

fn uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        && !rest.is_empty()
        && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>".contains(c))
}

fn email(text: &str) -> bool {
    let Some((user, domain)) = text.split_once('@') else { return false };
    !user.is_empty() && !domain.is_empty() && !domain.contains('@') && !text.contains(char::is_whitespace)
}
