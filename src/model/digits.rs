//! Reading and writing of clock times, shared by `Timestamp` and `TimeOfDay`.
#![expect(clippy::arithmetic_side_effects, reason = "runs of one to eight digits: a day has less than 2^40 ticks")]

use super::{Error, ErrorKind};
use crate::text::{leading_digits, pairs};

pub(super) const TICKS_PER_SECOND: i64 = 10_000_000;

/// Reads `hh:mm:ss` with an optional fraction. Returns the time in units of 100 ns and the rest of the text. Seconds
/// above `last` are out of range.
#[inline]
pub(super) fn time(text: &[u8], last: u32) -> Result<(i64, &[u8]), Error> {
    let (clock, rest) = text.split_first_chunk().ok_or(Error::new(ErrorKind::TimeForm))?;
    let [hour, _, _, minute, _, _, second, _] =
        pairs(clock, b"00:00:00").ok_or(Error::new(ErrorKind::TimeForm))?.map(u32::from);
    let (ticks, rest) = match rest {
        [b'.', fraction @ ..] => ticks(fraction)?,
        rest => (0, rest),
    };
    if hour > 23 || minute > 59 || second > last {
        return Err(Error::new(ErrorKind::TimeRange));
    }
    Ok((i64::from(hour * 3_600 + minute * 60 + second) * TICKS_PER_SECOND + ticks, rest))
}

/// Reads digits as a fraction of a second. Returns it in units of 100 ns, truncated, and the rest of the text.
#[inline]
fn ticks(text: &[u8]) -> Result<(i64, &[u8]), Error> {
    // Usually eight bytes follow, since an offset comes after the digits; shorter texts are padded with blanks.
    let mut short = [b' '; 8];
    let word = match text.first_chunk() {
        Some(word) => word,
        None => {
            short.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
            &short
        }
    };
    let (digits, length) = leading_digits(word);
    match text.get(length..) {
        Some(rest) if (1..8).contains(&length) => Ok((digits / 10, rest)),
        Some(rest) if length == 8 => {
            let more = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            Ok((digits / 10, rest.get(more..).unwrap_or_default()))
        }
        _ => Err(Error::new(ErrorKind::TimeFraction)),
    }
}

/// Buffer in which a time is written digit by digit: `fmt` takes several times as long, and payloads contain many
/// times.
pub(super) struct Written {
    bytes: [u8; Self::CAPACITY],
    length: usize,
}

impl Written {
    /// Length in bytes of the longest text, `9999-12-31T23:59:59.9999999+00:00`.
    const CAPACITY: usize = 33;

    pub(super) const fn new() -> Self {
        Self { bytes: [0; Self::CAPACITY], length: 0 }
    }

    pub(super) fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    #[inline(always)]
    pub(super) fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    /// Writes the last two decimal digits of `value`.
    #[inline(always)]
    pub(super) fn two_digits(&mut self, value: u32) {
        self.push(b'0' + (value / 10 % 10) as u8);
        self.push(b'0' + (value % 10) as u8);
    }

    /// Writes `hh:mm:ss`, and a fraction without trailing zeros if it is not zero. `ticks` are units of 100 ns, less
    /// than a day.
    pub(super) fn time(&mut self, ticks: i64) {
        // A day has fewer than 2^32 seconds, and a second fewer than 2^32 ticks.
        let (seconds, mut fraction) = ((ticks / TICKS_PER_SECOND) as u32, (ticks % TICKS_PER_SECOND) as u32);
        self.two_digits(seconds / 3_600);
        self.push(b':');
        self.two_digits(seconds / 60 % 60);
        self.push(b':');
        self.two_digits(seconds % 60);
        if fraction == 0 {
            return;
        }
        self.push(b'.');
        let mut unit = TICKS_PER_SECOND as u32;
        while fraction != 0 {
            unit /= 10;
            self.push(b'0' + (fraction / unit) as u8);
            fraction %= unit;
        }
    }
}
