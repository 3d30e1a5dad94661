//! Times in HTTP headers (RFC 9110, section 5.6.7).

use std::time::SystemTime;

use super::Timestamp;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads a time in any of the three forms that recipients must accept; `None` for other texts. The name of the day is
/// not compared with the date.
pub(super) fn parse(text: &str) -> Option<SystemTime> {
    let mut words = text.split([' ', ',', '-', ':']).filter(|word| !word.is_empty());
    let mut next = || words.next();
    let (_, first, second) = (next()?, next()?, next()?);
    let time = if first.starts_with(|c: char| c.is_ascii_alphabetic()) {
        // `Sun Nov  6 08:49:37 1994`
        let clock = [next()?, next()?, next()?];
        date(next()?, first, second, clock)?
    } else {
        // `Sun, 06 Nov 1994 08:49:37 GMT` or `Sunday, 06-Nov-94 08:49:37 GMT`
        let date = date(next()?, second, first, [next()?, next()?, next()?])?;
        next().filter(|zone| *zone == "GMT")?;
        date
    };
    if words.next().is_some() {
        return None;
    }
    SystemTime::try_from(time).ok()
}

fn date(year: &str, month: &str, day: &str, clock: [&str; 3]) -> Option<Timestamp> {
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let year = match (year.len(), digits(year)?) {
        // The standard reads two digits as the nearest year; this pivot differs only for times decades away.
        (2, short) => short + if short < 70 { 2_000 } else { 1_900 },
        (4, year) => year,
        _ => return None,
    };
    let [Some(hour), Some(minute), Some(second)] = clock.map(digits) else { return None };
    // A leap second counts as the one before.
    let second = if second == 60 { 59 } else { second };
    let day = digits(day)?;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z").parse().ok()
}

fn digits(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn the_three_forms_are_read() {
        let time = UNIX_EPOCH + Duration::from_secs(784_111_777);
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(parse(text), Some(time), "{text}");
        }
        for wrong in ["", "30", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT", "06 Nov 1994", "a b c d"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
