//! Points in time, in the service's form.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "years have four digits and offsets are less than a day: ticks fit into 60 bits"
)]

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

use super::{Error, ErrorKind};

use super::digits::{TICKS_PER_SECOND, Written, time};
use crate::text::pairs;

const SECONDS_PER_DAY: i64 = 86_400;
const TICKS_PER_DAY: i64 = SECONDS_PER_DAY * TICKS_PER_SECOND;
const TICKS_PER_MINUTE: i64 = 60 * TICKS_PER_SECOND;

/// A point in time with its UTC offset (`Edm.DateTimeOffset`), in units of 100 nanoseconds, the resolution of the
/// service.
///
/// Output has up to seven digits of fraction without trailing zeros, and `Z` for an offset of zero, as the service
/// writes it. Input may have any form that RFC 3339 allows: a longer fraction is truncated to 100 ns, and a leap second
/// becomes the second before it, with its fraction. The range is the years 0000 to 9999. It includes the service's
/// least and greatest values, which mean "never"; the greatest is beyond the range of `jiff::Timestamp`.
///
/// ```
/// use authscan::model::Timestamp;
///
/// let seen: Timestamp = "2022-05-08T12:18:41.5382030Z".parse().unwrap();
/// assert_eq!(seen.to_string(), "2022-05-08T12:18:41.538203Z");
/// ```
// The derived order is by instant, then by offset, so that order and equality agree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp {
    /// Units of 100 ns since 1970-01-01T00:00:00Z.
    ticks: i64,
    /// UTC offset in minutes, positive to the east.
    offset: i16,
    /// Whether the offset is zero. The spare values of a boolean hold the other states of a [`Field`](super::Field),
    /// which saves eight bytes for each time in the model.
    is_utc: bool,
}

impl Timestamp {
    const fn new(ticks: i64, offset: i16) -> Self {
        Self { ticks, offset, is_utc: offset == 0 }
    }

    /// Returns the units of 100 ns since 1970-01-01T00:00:00Z, and the UTC offset in minutes.
    pub(super) const fn parts(self) -> (i64, i16) {
        (self.ticks, self.offset)
    }

    /// Creates a time from its [`parts`](Self::parts). Fails outside of the local years 0000 to 9999.
    pub(super) fn from_parts(ticks: i128, offset: i16) -> Result<Self, Error> {
        let ticks = i64::try_from(ticks).map_err(|_| Error::new(ErrorKind::TimeRange))?;
        let local = ticks.checked_add(i64::from(offset) * TICKS_PER_MINUTE).ok_or(Error::new(ErrorKind::TimeRange))?;
        let (first, end) = (days_from_civil(0, 1, 1) * TICKS_PER_DAY, days_from_civil(10_000, 1, 1) * TICKS_PER_DAY);
        if (first..end).contains(&local) { Ok(Self::new(ticks, offset)) } else { Err(Error::new(ErrorKind::TimeRange)) }
    }

    /// Returns the UTC offset in minutes, positive to the east.
    #[must_use]
    pub fn offset_minutes(self) -> i16 {
        self.offset
    }

    /// Returns the time from `earlier` to this, regardless of their offsets; `None` if `earlier` is later than this.
    #[must_use]
    pub fn since(self, earlier: Self) -> Option<Duration> {
        let ticks = u64::try_from(self.ticks - earlier.ticks).ok()?;
        let ticks_per_second = TICKS_PER_SECOND.unsigned_abs();
        let nanoseconds = u32::try_from(ticks % ticks_per_second * 100).ok()?;
        Some(Duration::new(ticks / ticks_per_second, nanoseconds))
    }

    /// Returns whether this is an earlier point in time than `other`, regardless of their offsets.
    #[must_use]
    pub fn is_before(self, other: Self) -> bool {
        self.ticks < other.ticks
    }

    fn parse(text: &str) -> Result<Self, Error> {
        let form = Error::new(ErrorKind::TimeForm);
        let (month, rest) = text.as_bytes().split_first_chunk().ok_or(form)?;
        let [century, _, year, _, _, month, _, _] = pairs(month, b"0000-00-").ok_or(form)?.map(u32::from);
        let year = century * 100 + year;
        let [d1 @ b'0'..=b'9', d2 @ b'0'..=b'9', b'T' | b't', rest @ ..] = rest else { return Err(form) };
        let day = u32::from(d1 - b'0') * 10 + u32::from(d2 - b'0');
        let is_leap = rest.get(6..8) == Some(b"60");
        let (time, rest) = time(rest, 60)?;
        if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
            return Err(Error::new(ErrorKind::TimeRange));
        }
        let offset = offset(rest)?;
        let local = days_from_civil(year, month, day) * TICKS_PER_DAY + time;
        let mut ticks = local - i64::from(offset) * TICKS_PER_MINUTE;
        if is_leap {
            // A leap second is at the end of a day in UTC, so second 60 falls into the first second of the next day.
            if ticks.rem_euclid(TICKS_PER_DAY) >= TICKS_PER_SECOND {
                return Err(Error::new(ErrorKind::TimeRange));
            }
            ticks -= TICKS_PER_SECOND;
        }
        Ok(Self::new(ticks, offset))
    }
}

fn offset(text: &[u8]) -> Result<i16, Error> {
    let error = Error::new(ErrorKind::TimeOffset);
    match text {
        b"Z" | b"z" => Ok(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let clock = [*h1, *h2, b':', *m1, *m2, b':', b'0', b'0'];
            let [hours, _, _, minutes, ..] = pairs(&clock, b"00:00:00").ok_or(error)?.map(i16::from);
            if hours > 23 || minutes > 59 {
                return Err(error);
            }
            let minutes = hours * 60 + minutes;
            Ok(if *sign == b'-' { -minutes } else { minutes })
        }
        _ => Err(error),
    }
}

fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the days since 1970-01-01 in the proleptic Gregorian calendar. Howard Hinnant's algorithm: years begin in
/// March, so that a leap day is the last day. Counting starts in March of the year -400, so that no intermediate value
/// is negative.
fn days_from_civil(year: u32, month: u32, day: u32) -> i64 {
    let year = year + 400 - u32::from(month <= 2);
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    i64::from(era * DAYS_PER_ERA + day_of_era) - DAYS_BEFORE_1970
}

/// Days in 400 years.
const DAYS_PER_ERA: u32 = 146_097;
/// Days from March of the year -400 to 1970-01-01.
const DAYS_BEFORE_1970: i64 = 719_468 + DAYS_PER_ERA as i64;

/// Returns year, month and day: the inverse of [`days_from_civil`], valid for the years 0 to 9999.
fn civil_from_days(days: i64) -> (u32, u32, u32) {
    let days = (days + DAYS_BEFORE_1970) as u32;
    let (era, day_of_era) = (days / DAYS_PER_ERA, days % DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    ((year_of_era + era * 400 + u32::from(month <= 2)).saturating_sub(400), month, day)
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl Timestamp {
    fn written(self) -> Written {
        let local = self.ticks + i64::from(self.offset) * TICKS_PER_MINUTE;
        let (year, month, day) = civil_from_days(local.div_euclid(TICKS_PER_DAY));
        let mut text = Written::new();
        text.two_digits(year / 100);
        text.two_digits(year);
        text.push(b'-');
        text.two_digits(month);
        text.push(b'-');
        text.two_digits(day);
        text.push(b'T');
        text.time(local.rem_euclid(TICKS_PER_DAY));
        if self.is_utc {
            text.push(b'Z');
            return text;
        }
        let minutes = u32::from(self.offset.unsigned_abs());
        text.push(if self.offset < 0 { b'-' } else { b'+' });
        text.two_digits(minutes / 60);
        text.push(b':');
        text.two_digits(minutes % 60);
        text
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.written().as_str())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.written().as_str())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TimestampVisitor;

        impl Visitor<'_> for TimestampVisitor {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date and time with an offset")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(|error| E::custom::<Error>(error))
            }
        }

        deserializer.deserialize_str(TimestampVisitor)
    }
}

impl JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // The pattern is for validators that treat `format` as an annotation.
        json_schema!({
            "type": "string",
            "format": "date-time",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$",
        })
    }
}

super::text::owned!(Timestamp);

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, Error> {
        text.parse::<Timestamp>().map(|time| time.to_string())
    }

    #[test]
    fn writes_the_shortest_form_and_keeps_every_tick() {
        for text in [
            "2022-12-19T20:29:04.8242449Z",
            "2022-05-08T12:18:41.538203Z",
            "2023-01-04T09:33:16Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
            "2024-02-29T23:59:59.0000001+05:30",
            "1969-12-31T23:59:59.5-11:00",
        ] {
            assert_eq!(read(text).as_deref(), Ok(text));
        }
        assert_eq!(read("2022-05-08t12:18:41.5000000z").as_deref(), Ok("2022-05-08T12:18:41.5Z"));
        assert_eq!(read("2022-05-08T12:18:41.0-00:00").as_deref(), Ok("2022-05-08T12:18:41Z"));
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, error) in [
            ("", Error::new(ErrorKind::TimeForm)),
            ("2022-05-08", Error::new(ErrorKind::TimeForm)),
            ("2022-05-08 12:18:41Z", Error::new(ErrorKind::TimeForm)),
            ("2022-5-08T12:18:41Z", Error::new(ErrorKind::TimeForm)),
            ("2022-05-08T12:18Z", Error::new(ErrorKind::TimeForm)),
            ("2022-13-08T12:18:41Z", Error::new(ErrorKind::TimeRange)),
            ("2023-02-29T12:18:41Z", Error::new(ErrorKind::TimeRange)),
            ("2022-05-08T24:00:00Z", Error::new(ErrorKind::TimeRange)),
            ("2022-05-08T12:18:60Z", Error::new(ErrorKind::TimeRange)),
            ("2022-05-08T12:18:41.Z", Error::new(ErrorKind::TimeFraction)),
            ("2022-05-08T12:18:41", Error::new(ErrorKind::TimeOffset)),
            ("2022-05-08T12:18:41+0200", Error::new(ErrorKind::TimeOffset)),
            ("2022-05-08T12:18:41+24:00", Error::new(ErrorKind::TimeOffset)),
            ("2022-05-08T12:18:41Z ", Error::new(ErrorKind::TimeOffset)),
        ] {
            assert_eq!(read(text), Err(error), "{text}");
        }
    }

    #[test]
    fn reads_what_is_finer_and_leap_seconds() {
        assert_eq!(read("2022-05-08T12:18:41.12345678Z").as_deref(), Ok("2022-05-08T12:18:41.1234567Z"));
        assert_eq!(read("2022-05-08T12:18:41.00000009999999999+02:00").as_deref(), Ok("2022-05-08T12:18:41+02:00"));
        for (text, meant) in [
            ("1998-12-31T23:59:60Z", "1998-12-31T23:59:59Z"),
            ("1998-12-31T23:59:60.25Z", "1998-12-31T23:59:59.25Z"),
            ("1998-12-31T15:59:60.123-08:00", "1998-12-31T15:59:59.123-08:00"),
            ("1999-01-01T05:29:60+05:30", "1999-01-01T05:29:59+05:30"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(meant), "{text}");
        }
        for text in
            ["1998-12-31T22:59:60Z", "1998-12-31T23:58:60Z", "1998-12-31T23:59:60+01:00", "1998-12-31T23:59:61Z"]
        {
            assert_eq!(read(text), Err(Error::new(ErrorKind::TimeRange)), "{text}");
        }
    }

    #[test]
    fn the_time_between_two_is_exact() {
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        let (first, last) = (time("0000-01-01T00:00:00Z"), time("9999-12-31T23:59:59.9999999Z"));
        assert_eq!(last.since(first), Some(Duration::new(315_569_519_999, 999_999_900)));
        assert_eq!(first.since(last), None);
        assert_eq!(time("2024-01-01T01:00:00+01:00").since(time("2024-01-01T00:00:00Z")), Some(Duration::ZERO));
    }

    #[test]
    fn a_member_is_no_larger_than_its_time() {
        assert_eq!(size_of::<crate::model::Field<Timestamp>>(), size_of::<Timestamp>());
    }
}
