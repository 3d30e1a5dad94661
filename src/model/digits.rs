//! What the two kinds of time share: fixed runs of digits.
#![expect(clippy::arithmetic_side_effects, reason = "runs of one to eight digits: a day has less than 2^40 ticks")]

use super::TimeError;
use crate::text::{leading_digits, pairs};

pub(super) const TICKS_PER_SECOND: i64 = 10_000_000;

/// `hh:mm:ss` with an optional fraction, in 100 ns, and what comes behind it. The last second is at most `last`.
#[inline]
pub(super) fn time(text: &[u8], last: u32) -> Result<(i64, &[u8]), TimeError> {
    let (clock, rest) = text.split_first_chunk().ok_or(TimeError::Form)?;
    let [hour, _, _, minute, _, _, second, _] = pairs(clock, b"00:00:00").ok_or(TimeError::Form)?.map(u32::from);
    let (ticks, rest) = match rest {
        [b'.', fraction @ ..] => ticks(fraction)?,
        rest => (0, rest),
    };
    if hour > 23 || minute > 59 || second > last {
        return Err(TimeError::Range);
    }
    Ok((i64::from(hour * 3_600 + minute * 60 + second) * TICKS_PER_SECOND + ticks, rest))
}

/// Digits as a fraction of a second, and what comes behind them. What is finer than 100 ns is dropped.
#[inline]
fn ticks(text: &[u8]) -> Result<(i64, &[u8]), TimeError> {
    // An eighth byte is there: the digits are followed by an offset. Where that is short, blanks stand in.
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
        _ => Err(TimeError::Fraction),
    }
}

/// The text of a time, made digit by digit: `fmt` takes several times as long, and every payload has many times.
pub(super) struct Written {
    bytes: [u8; Self::CAPACITY],
    length: usize,
}

impl Written {
    /// The longest is `9999-12-31T23:59:59.9999999+00:00`.
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

    /// The last two digits of `value`.
    #[inline(always)]
    pub(super) fn two_digits(&mut self, value: u32) {
        self.push(b'0' + (value / 10 % 10) as u8);
        self.push(b'0' + (value % 10) as u8);
    }

    /// `hh:mm:ss`, and the rest of a second as a fraction without trailing zeros, if there is any.
    pub(super) fn time(&mut self, ticks: i64) {
        // Less than a day, so both fit.
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
