//! Bytes written as `\x22`.

use std::borrow::Cow;

/// Decodes the run of `\xHH` at the start of `bytes`; returns its length and its bytes. A run with bytes beyond ASCII
/// is UTF-8 if that is valid, otherwise Latin-1.
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

/// Decodes `\x22`.
fn octet(escape: &[u8]) -> Option<u8> {
    let [b'\\', b'x', high, low] = escape else { return None };
    digits(&[*high, *low])
}

/// Decodes two hexadecimal digits.
pub(super) fn digits(pair: &[u8; 2]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let [high, low] = *pair;
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

/// Returns the bytes as UTF-8: unchanged if valid, otherwise each byte as one Latin-1 character.
pub(super) fn as_text(run: &[u8]) -> Cow<'_, [u8]> {
    match std::str::from_utf8(run) {
        Ok(_) => Cow::Borrowed(run),
        Err(_) => Cow::Owned(run.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes()),
    }
}
