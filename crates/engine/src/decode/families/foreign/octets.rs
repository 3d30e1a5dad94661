//! Bytes that are written as `\x22`.

use std::borrow::Cow;

/// The bytes of the run of `\xHH` at the start of `bytes`, and how long it is. A run with a byte beyond ASCII is UTF-8 where
/// it is valid UTF-8, and Latin-1 where it is not.
pub(in super::super) fn octets(bytes: &[u8]) -> Option<(usize, Vec<u8>)> {
    let run = bytes.chunks_exact(4).map_while(octet).collect::<Vec<u8>>();
    if run.is_empty() {
        return None;
    }
    let length = run.len() * 4;
    match as_text(&run) {
        Cow::Owned(text) => Some((length, text)),
        Cow::Borrowed(_) => Some((length, run)),
    }
}

/// The byte of `\x22`.
fn octet(escape: &[u8]) -> Option<u8> {
    let [b'\\', b'x', high, low] = escape else { return None };
    digits(&[*high, *low])
}

/// The byte of two hexadecimal digits.
pub(super) fn digits(pair: &[u8; 2]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let [high, low] = *pair;
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

/// Bytes as UTF-8: as they are where they are valid, else each of them a character.
pub(super) fn as_text(run: &[u8]) -> Cow<'_, [u8]> {
    match std::str::from_utf8(run) {
        Ok(_) => Cow::Borrowed(run),
        Err(_) => Cow::Owned(run.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes()),
    }
}
