//! Parses runs of digits a word at a time.

#![expect(clippy::arithmetic_side_effects, reason = "bytes of a word, each of them a digit")]

/// High bit of each byte of a word.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Parses eight bytes of a fixed form, in which `0` matches any digit: the byte of the first digit of a pair becomes
/// the number that the pair spells. `None` if the text does not match the form.
///
/// ```
/// use jsonmend::text::pairs;
///
/// assert_eq!(pairs(b"12:34:56", b"00:00:00").map(|it| (it[0], it[3], it[6])), Some((12, 34, 56)));
/// assert_eq!(pairs(b"12-34-56", b"00:00:00"), None);
/// ```
#[inline(always)]
pub fn pairs(text: &[u8; 8], form: &[u8; 8]) -> Option<[u8; 8]> {
    // Digits become their values, bytes that equal the form become 0, and any other byte exceeds its limit: adding the
    // difference to 0x7f then sets the high bit.
    let values = u64::from_le_bytes(*text) ^ u64::from_le_bytes(*form);
    let missing = u64::from_le_bytes(form.map(|byte| if byte == b'0' { 0x7f - 9 } else { 0x7f }));
    if (values | values.wrapping_add(missing)) & HIGH != 0 {
        return None;
    }
    Some((values * 10 + (values >> 8)).to_le_bytes())
}

/// Returns the digits at the start of eight bytes as a number of eight digits, padded with zeros on the right, and how
/// many digits there are.
///
/// ```
/// assert_eq!(jsonmend::text::leading_digits(b"123Z    "), (12_300_000, 3));
/// ```
#[inline(always)]
pub fn leading_digits(text: &[u8; 8]) -> (i64, usize) {
    let values = u64::from_le_bytes(*text) ^ u64::from_le_bytes([b'0'; 8]);
    // A byte that is not a digit exceeds 9, which sets the high bit.
    let other = (values | values.wrapping_add(u64::from_le_bytes([0x7f - 9; 8]))) & HIGH;
    let length = other.trailing_zeros() / 8;
    let values = values & !(u64::MAX.checked_shl(length * 8).unwrap_or(0));
    // Neighbors are joined: to pairs, to fours, to eight.
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    let eight = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
    (eight as i64, length as usize)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::string_slice, reason = "a failed test is to panic")]

    use super::*;

    #[test]
    fn reads_pairs_and_nothing_else() {
        assert_eq!(pairs(b"12:34:56", b"00:00:00").map(|[h, _, _, m, _, _, s, _]| [h, m, s]), Some([12, 34, 56]));
        for at in 0..8 {
            for byte in 0..=u8::MAX {
                let mut text = *b"12:34:56";
                text[at] = byte;
                let fits = if at % 3 == 2 { byte == b':' } else { byte.is_ascii_digit() };
                assert_eq!(pairs(&text, b"00:00:00").is_some(), fits, "{byte:#x} at {at}");
            }
        }
    }

    /// Every byte follows every count of digits.
    #[test]
    fn reads_leading_digits() {
        for length in 0..=8 {
            for byte in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
                let mut text = [byte; 8];
                text[..length].copy_from_slice(&b"98765432"[..length]);
                let padded = format!("{:0<8}", &"98765432"[..length]);
                assert_eq!(leading_digits(&text), (padded.parse().unwrap(), length), "{byte:#x}");
            }
        }
    }
}
