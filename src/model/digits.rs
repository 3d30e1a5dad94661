//! What the two kinds of time share: fixed runs of digits.

use std::fmt;

use super::TimeError;

pub(super) const TICKS_PER_SECOND: i64 = 10_000_000;

/// A text that is read digit by digit.
pub(super) struct Digits<'t>(&'t [u8]);

impl<'t> Digits<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self(text.as_bytes())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Exactly `count` digits.
    pub(super) fn number(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let value = digits
            .iter()
            .try_fold(0, |value, digit| digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0')))?;
        self.0 = rest;
        Some(value)
    }

    /// One of these bytes.
    pub(super) fn skip(&mut self, any_of: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        any_of.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// `hh:mm:ss` with an optional fraction, in 100 ns.
    pub(super) fn time(&mut self) -> Result<i64, TimeError> {
        let form = TimeError::Form;
        let hour = self.number(2).ok_or(form)?;
        self.skip(b":").ok_or(form)?;
        let minute = self.number(2).ok_or(form)?;
        self.skip(b":").ok_or(form)?;
        let second = self.number(2).ok_or(form)?;
        let mut ticks = 0;
        if self.skip(b".").is_some() {
            let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if !(1..=7).contains(&length) {
                return Err(TimeError::Fraction);
            }
            ticks = i64::from(self.number(length).ok_or(form)?);
            for _ in length..7 {
                ticks *= 10;
            }
        }
        if hour > 23 || minute > 59 || second > 59 {
            return Err(TimeError::Range);
        }
        Ok(i64::from(hour * 3_600 + minute * 60 + second) * TICKS_PER_SECOND + ticks)
    }
}

/// Writes `ticks` of a second as a fraction without trailing zeros; nothing for zero.
pub(super) fn write_fraction(f: &mut fmt::Formatter<'_>, mut ticks: i64) -> fmt::Result {
    if ticks == 0 {
        return Ok(());
    }
    let mut width = 7;
    while ticks % 10 == 0 {
        ticks /= 10;
        width -= 1;
    }
    write!(f, ".{ticks:0width$}")
}
