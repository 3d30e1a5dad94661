//! Conversions between [`Timestamp`] and the times of other libraries.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Error, ErrorKind, Timestamp};

/// Converts to the system's time. Fails with [`ErrorKind::TimeRange`] where that cannot represent the time.
///
/// ```
/// use std::time::SystemTime;
///
/// use authscan::model::Timestamp;
///
/// let seen: Timestamp = "2022-05-08T12:18:41.538203Z".parse()?;
/// let system = SystemTime::try_from(seen)?;
/// assert_eq!(Timestamp::try_from(system)?, seen);
/// # Ok::<(), authscan::model::Error>(())
/// ```
impl TryFrom<Timestamp> for SystemTime {
    type Error = Error;

    fn try_from(time: Timestamp) -> Result<Self, Error> {
        let (ticks, _) = time.parts();
        let distance = of_ticks(ticks.unsigned_abs());
        let moved = if ticks < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
        moved.ok_or(Error::new(ErrorKind::TimeRange))
    }
}

/// Truncates to 100 ns. Fails with [`ErrorKind::TimeRange`] outside of the years 0000 to 9999.
impl TryFrom<SystemTime> for Timestamp {
    type Error = Error;

    fn try_from(time: SystemTime) -> Result<Self, Error> {
        let nanoseconds = match time.duration_since(UNIX_EPOCH) {
            Ok(since) => i128::try_from(since.as_nanos()),
            Err(before) => i128::try_from(before.duration().as_nanos()).map(|nanoseconds| -nanoseconds),
        };
        Self::from_parts(nanoseconds.map_err(|_| Error::new(ErrorKind::TimeRange))?.div_euclid(100), 0)
    }
}

fn of_ticks(ticks: u64) -> Duration {
    const PER_SECOND: u64 = 10_000_000;
    // The remainder is less than a second, so its nanoseconds fit.
    Duration::new(ticks / PER_SECOND, u32::try_from(ticks % PER_SECOND * 100).unwrap_or_default())
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{DateTime, FixedOffset, Offset, TimeZone};

    use super::{Error, ErrorKind, Timestamp};

    /// Converts to the same point in time with its offset. Fails where the other library cannot represent it.
    /// Needs the feature `chrono`.
    impl TryFrom<Timestamp> for DateTime<FixedOffset> {
        type Error = Error;

        fn try_from(time: Timestamp) -> Result<Self, Error> {
            let (ticks, offset) = time.parts();
            let nanoseconds =
                u32::try_from(ticks.rem_euclid(10_000_000) * 100).map_err(|_| Error::new(ErrorKind::TimeRange))?;
            let utc = DateTime::from_timestamp(ticks.div_euclid(10_000_000), nanoseconds)
                .ok_or(Error::new(ErrorKind::TimeRange))?;
            let offset = FixedOffset::east_opt(i32::from(offset) * 60).ok_or(Error::new(ErrorKind::TimeOffset))?;
            Ok(utc.with_timezone(&offset))
        }
    }

    /// Truncates to 100 ns. An offset that is not a whole number of minutes becomes UTC, because it cannot be written.
    /// Needs the feature `chrono`.
    impl<Z: TimeZone> TryFrom<DateTime<Z>> for Timestamp {
        type Error = Error;

        fn try_from(time: DateTime<Z>) -> Result<Self, Error> {
            let nanoseconds = i64::from(time.timestamp_subsec_nanos());
            let ticks = i128::from(time.timestamp()) * 10_000_000 + i128::from(nanoseconds / 100);
            let seconds = time.offset().fix().local_minus_utc();
            let minutes = if seconds % 60 == 0 { i16::try_from(seconds / 60).unwrap_or_default() } else { 0 };
            Self::from_parts(ticks, minutes)
        }
    }
}

#[cfg(feature = "jiff")]
mod with_jiff {
    use super::{Error, ErrorKind, Timestamp};

    /// Converts to the same point in time. Fails with [`ErrorKind::TimeRange`] on the last day of the year 9999, which jiff
    /// does not have. Needs the feature `jiff`.
    impl TryFrom<Timestamp> for jiff::Timestamp {
        type Error = Error;

        fn try_from(time: Timestamp) -> Result<Self, Error> {
            let (ticks, _) = time.parts();
            let nanoseconds =
                i32::try_from(ticks.rem_euclid(10_000_000) * 100).map_err(|_| Error::new(ErrorKind::TimeRange))?;
            Self::new(ticks.div_euclid(10_000_000), nanoseconds).map_err(|_| Error::new(ErrorKind::TimeRange))
        }
    }

    /// Truncates to 100 ns, with an offset of zero. Fails with [`ErrorKind::TimeRange`] before the year 0000. Needs the
    /// feature `jiff`.
    impl TryFrom<jiff::Timestamp> for Timestamp {
        type Error = Error;

        fn try_from(instant: jiff::Timestamp) -> Result<Self, Error> {
            Self::from_parts(instant.as_nanosecond().div_euclid(100), 0)
        }
    }

    #[cfg(test)]
    mod tests {
        use super::Timestamp;

        #[test]
        fn agrees_with_jiff() {
            for text in ["2022-12-19T20:29:04.8242449Z", "2024-02-29T23:59:59.5+05:30", "0000-03-01T00:00:00-23:59"] {
                let ours: Timestamp = text.parse().unwrap();
                let theirs: jiff::Timestamp = text.parse().unwrap();
                assert_eq!(jiff::Timestamp::try_from(ours).unwrap(), theirs);
                assert_eq!(Timestamp::try_from(theirs).unwrap().parts().0, ours.parts().0);
            }
            assert!(Timestamp::try_from(jiff::Timestamp::MIN).is_err());
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use time::{OffsetDateTime, UtcOffset};

    use super::{Error, ErrorKind, Timestamp};

    /// Converts to the same point in time with its offset. Fails where the other library cannot represent it.
    /// Needs the feature `time`.
    impl TryFrom<Timestamp> for OffsetDateTime {
        type Error = Error;

        fn try_from(time: Timestamp) -> Result<Self, Error> {
            let (ticks, offset) = time.parts();
            let utc = Self::from_unix_timestamp_nanos(i128::from(ticks) * 100)
                .map_err(|_| Error::new(ErrorKind::TimeRange))?;
            let offset =
                UtcOffset::from_whole_seconds(i32::from(offset) * 60).map_err(|_| Error::new(ErrorKind::TimeOffset))?;
            utc.checked_to_offset(offset).ok_or(Error::new(ErrorKind::TimeRange))
        }
    }

    /// Truncates to 100 ns. An offset that is not a whole number of minutes becomes UTC, because it cannot be written.
    /// Needs the feature `time`.
    impl TryFrom<OffsetDateTime> for Timestamp {
        type Error = Error;

        fn try_from(time: OffsetDateTime) -> Result<Self, Error> {
            let seconds = time.offset().whole_seconds();
            let minutes = if seconds % 60 == 0 { i16::try_from(seconds / 60).unwrap_or_default() } else { 0 };
            Self::from_parts(time.unix_timestamp_nanos().div_euclid(100), minutes)
        }
    }
}
