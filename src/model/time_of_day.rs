//! Times of day, which the service uses for durations.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

use super::digits::{TICKS_PER_SECOND, Written, time};
use super::{Error, ErrorKind};

/// A time of day (`Edm.TimeOfDay`) in units of 100 nanoseconds: `hh:mm:ss` with up to seven digits of fraction. Further
/// digits are read and dropped.
///
/// The service writes durations in this form, so they are less than a day.
///
/// ```
/// use authscan::model::TimeOfDay;
/// use std::time::Duration;
///
/// let took: TimeOfDay = "00:08:30".parse().unwrap();
/// assert_eq!(Duration::from(took), Duration::from_secs(510));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeOfDay {
    /// Units of 100 ns since midnight.
    ticks: i64,
}

impl From<TimeOfDay> for Duration {
    fn from(time: TimeOfDay) -> Self {
        // `ticks` is not negative and less than a day, so this does not overflow.
        Self::from_nanos(time.ticks.unsigned_abs() * 100)
    }
}

/// Truncates to 100 ns. Fails with [`ErrorKind::TimeRange`] for a day or more.
impl TryFrom<Duration> for TimeOfDay {
    type Error = Error;

    fn try_from(duration: Duration) -> Result<Self, Error> {
        let ticks = i64::try_from(duration.as_nanos() / 100).map_err(|_| Error::new(ErrorKind::TimeRange))?;
        if ticks < 86_400 * TICKS_PER_SECOND { Ok(Self { ticks }) } else { Err(Error::new(ErrorKind::TimeRange)) }
    }
}

impl FromStr for TimeOfDay {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (ticks, rest) = time(text.as_bytes(), 59)?;
        if rest.is_empty() { Ok(Self { ticks }) } else { Err(Error::new(ErrorKind::TimeForm)) }
    }
}

impl TimeOfDay {
    fn written(self) -> Written {
        let mut text = Written::new();
        text.time(self.ticks);
        text
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.written().as_str())
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.written().as_str())
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TimeVisitor;

        impl Visitor<'_> for TimeVisitor {
            type Value = TimeOfDay;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time of day")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<TimeOfDay, E> {
                text.parse().map_err(|error| E::custom::<Error>(error))
            }
        }

        deserializer.deserialize_str(TimeVisitor)
    }
}

impl JsonSchema for TimeOfDay {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "TimeOfDay".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "time-of-day",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?$",
        })
    }
}

super::text::owned!(TimeOfDay);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_shortest_form() {
        let read = |text: &str| text.parse::<TimeOfDay>().map(|time| time.to_string());
        assert_eq!(read("00:08:30").as_deref(), Ok("00:08:30"));
        assert_eq!(read("23:59:59.9999999").as_deref(), Ok("23:59:59.9999999"));
        assert_eq!(read("01:00:00.1000000").as_deref(), Ok("01:00:00.1"));
        assert_eq!(read("24:00:00"), Err(Error::new(ErrorKind::TimeRange)));
        assert_eq!(read("00:08:30Z"), Err(Error::new(ErrorKind::TimeForm)));
        assert_eq!(read("00:08:30.12345678901234567890").as_deref(), Ok("00:08:30.1234567"));
        assert_eq!(read("00:08:30."), Err(Error::new(ErrorKind::TimeFraction)));
        assert_eq!(read("00:08:60"), Err(Error::new(ErrorKind::TimeRange)));
        assert_eq!(read("0:08:30"), Err(Error::new(ErrorKind::TimeForm)));
    }
}
