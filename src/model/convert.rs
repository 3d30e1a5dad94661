//! Times of other libraries. The conversions to jiff are with [`Timestamp`] itself.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{TimeError, Timestamp};

/// A point in time of jiff. There is none for the last day of the year 9999.
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = TimeError;

    fn try_from(time: Timestamp) -> Result<Self, TimeError> {
        time.instant().ok_or(TimeError::Range)
    }
}

/// A point in time of the system, which may not reach so far.
///
/// ```
/// use std::time::SystemTime;
///
/// use authscan::model::Timestamp;
///
/// let seen: Timestamp = "2022-05-08T12:18:41.538203Z".parse()?;
/// let system = SystemTime::try_from(seen)?;
/// assert_eq!(Timestamp::try_from(system)?, seen);
/// # Ok::<(), authscan::model::TimeError>(())
/// ```
impl TryFrom<Timestamp> for SystemTime {
    type Error = TimeError;

    fn try_from(time: Timestamp) -> Result<Self, TimeError> {
        let (ticks, _) = time.parts();
        let distance = of_ticks(ticks.unsigned_abs());
        let moved = if ticks < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
        moved.ok_or(TimeError::Range)
    }
}

/// Drops what is finer than 100 ns. Years beyond four digits cannot be written.
impl TryFrom<SystemTime> for Timestamp {
    type Error = TimeError;

    fn try_from(time: SystemTime) -> Result<Self, TimeError> {
        let nanoseconds = match time.duration_since(UNIX_EPOCH) {
            Ok(since) => i128::try_from(since.as_nanos()),
            Err(before) => i128::try_from(before.duration().as_nanos()).map(|nanoseconds| -nanoseconds),
        };
        Self::from_parts(nanoseconds.map_err(|_| TimeError::Range)?.div_euclid(100), 0)
    }
}

fn of_ticks(ticks: u64) -> Duration {
    const PER_SECOND: u64 = 10_000_000;
    // Less than a second of nanoseconds.
    Duration::new(ticks / PER_SECOND, u32::try_from(ticks % PER_SECOND * 100).unwrap_or_default())
}

#[cfg(feature = "chrono")]
mod with_chrono {
    use chrono::{DateTime, FixedOffset, Offset, TimeZone};

    use super::{TimeError, Timestamp};

    /// The same point in time with its offset.
    impl TryFrom<Timestamp> for DateTime<FixedOffset> {
        type Error = TimeError;

        fn try_from(time: Timestamp) -> Result<Self, TimeError> {
            let (ticks, offset) = time.parts();
            let nanoseconds = u32::try_from(ticks.rem_euclid(10_000_000) * 100).map_err(|_| TimeError::Range)?;
            let utc = DateTime::from_timestamp(ticks.div_euclid(10_000_000), nanoseconds).ok_or(TimeError::Range)?;
            let offset = FixedOffset::east_opt(i32::from(offset) * 60).ok_or(TimeError::Offset)?;
            Ok(utc.with_timezone(&offset))
        }
    }

    /// Drops what is finer than 100 ns. An offset of part of a minute, which cannot be written, becomes UTC.
    impl<Z: TimeZone> TryFrom<DateTime<Z>> for Timestamp {
        type Error = TimeError;

        fn try_from(time: DateTime<Z>) -> Result<Self, TimeError> {
            let nanoseconds = i64::from(time.timestamp_subsec_nanos());
            let ticks = i128::from(time.timestamp()) * 10_000_000 + i128::from(nanoseconds / 100);
            let seconds = time.offset().fix().local_minus_utc();
            let minutes = if seconds % 60 == 0 { i16::try_from(seconds / 60).unwrap_or_default() } else { 0 };
            Self::from_parts(ticks, minutes)
        }
    }
}

#[cfg(feature = "time")]
mod with_time {
    use time::{OffsetDateTime, UtcOffset};

    use super::{TimeError, Timestamp};

    /// The same point in time with its offset.
    impl TryFrom<Timestamp> for OffsetDateTime {
        type Error = TimeError;

        fn try_from(time: Timestamp) -> Result<Self, TimeError> {
            let (ticks, offset) = time.parts();
            let utc = Self::from_unix_timestamp_nanos(i128::from(ticks) * 100).map_err(|_| TimeError::Range)?;
            let offset = UtcOffset::from_whole_seconds(i32::from(offset) * 60).map_err(|_| TimeError::Offset)?;
            utc.checked_to_offset(offset).ok_or(TimeError::Range)
        }
    }

    /// Drops what is finer than 100 ns. An offset of part of a minute, which cannot be written, becomes UTC.
    impl TryFrom<OffsetDateTime> for Timestamp {
        type Error = TimeError;

        fn try_from(time: OffsetDateTime) -> Result<Self, TimeError> {
            let seconds = time.offset().whole_seconds();
            let minutes = if seconds % 60 == 0 { i16::try_from(seconds / 60).unwrap_or_default() } else { 0 };
            Self::from_parts(time.unix_timestamp_nanos().div_euclid(100), minutes)
        }
    }
}
