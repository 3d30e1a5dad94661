//! What the two kinds of time share: fixed runs of digits.

use std::fmt;

use super::TimeError;

pub(super) const TICKS_PER_SECOND: i64 = 10_000_000;

/// The number that exactly these digits spell.
#[inline(always)]
pub(super) fn number<const N: usize>(digits: [u8; N]) -> Option<u32> {
    let digits = digits.map(|digit| digit.wrapping_sub(b'0'));
    let value = digits.iter().fold(0, |value, digit| value * 10 + u32::from(*digit));
    digits.iter().all(|digit| *digit <= 9).then_some(value)
}

/// `hh:mm:ss` with an optional fraction, in 100 ns, and what comes behind it.
#[inline]
pub(super) fn time(text: &[u8]) -> Result<(i64, &[u8]), TimeError> {
    let form = TimeError::Form;
    let Some(([h1, h2, b':', m1, m2, b':', s1, s2], rest)) = text.split_first_chunk() else { return Err(form) };
    let hour = number([*h1, *h2]).ok_or(form)?;
    let minute = number([*m1, *m2]).ok_or(form)?;
    let second = number([*s1, *s2]).ok_or(form)?;
    let (ticks, rest) = match rest {
        [b'.', fraction @ ..] => ticks(fraction)?,
        rest => (0, rest),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return Err(TimeError::Range);
    }
    Ok((i64::from(hour * 3_600 + minute * 60 + second) * TICKS_PER_SECOND + ticks, rest))
}

/// One to seven digits as a fraction of a second, and what comes behind them.
#[inline]
fn ticks(text: &[u8]) -> Result<(i64, &[u8]), TimeError> {
    let mut rest = text;
    let mut ticks = 0;
    let mut unit = TICKS_PER_SECOND;
    while let [digit @ b'0'..=b'9', tail @ ..] = rest {
        unit /= 10;
        ticks += i64::from(digit - b'0') * unit;
        rest = tail;
    }
    if (1..=7).contains(&(text.len() - rest.len())) { Ok((ticks, rest)) } else { Err(TimeError::Fraction) }
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
