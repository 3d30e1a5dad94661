use super::Format;

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

/// Reads `count` digits.
fn digits(bytes: &[u8], count: usize) -> Option<(u32, &[u8])> {
    let (head, rest) = bytes.split_at_checked(count)?;
    let mut value = 0;
    for byte in head {
        value = value * 10 + (*byte as char).to_digit(10)?;
    }
    Some((value, rest))
}

fn byte(bytes: &[u8], wanted: u8) -> Option<&[u8]> {
    bytes.strip_prefix(&[wanted])
}

/// `hh:mm:ss[.fraction]`; gives what follows.
fn time(bytes: &[u8]) -> Option<&[u8]> {
    let (hour, rest) = digits(bytes, 2)?;
    let (minute, rest) = digits(byte(rest, b':')?, 2)?;
    let (second, rest) = digits(byte(rest, b':')?, 2)?;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    match byte(rest, b'.') {
        None => Some(rest),
        Some(fraction) => {
            let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            (length > 0).then(|| fraction.get(length..)).flatten()
        }
    }
}

fn date_time(bytes: &[u8]) -> Option<()> {
    let (year, rest) = digits(bytes, 4)?;
    let (month, rest) = digits(byte(rest, b'-')?, 2)?;
    let (day, rest) = digits(byte(rest, b'-')?, 2)?;
    let rest = byte(rest, b'T').or_else(|| byte(rest, b't'))?;
    let rest = time(rest)?;
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
    match rest {
        [b'Z' | b'z'] => Some(()),
        [b'+' | b'-', offset @ ..] => {
            let (hour, rest) = digits(offset, 2)?;
            let (minute, rest) = digits(byte(rest, b':')?, 2)?;
            (hour < 24 && minute < 60 && rest.is_empty()).then_some(())
        }
        _ => None,
    }
}

fn uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        && !rest.is_empty()
        && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '{' | '}'))
}

fn email(text: &str) -> bool {
    let Some((user, domain)) = text.split_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| c.is_whitespace() || matches!(c, '@' | '"' | ',' | '{' | '}' | ':'))
    };
    plain(user) && plain(domain)
}

/// One word; a blank is tolerated behind an underscore, where captured agent ids have one.
fn id(text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
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
    text.contains('.') && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
