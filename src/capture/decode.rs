//! Bytes as UTF-8, with what is no UTF-8 among them.

use std::borrow::Cow;

use crate::diagnostic::{Applicability, Code, Repair};
use crate::text::{Change, Script, Span};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Bytes as text.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Decoded<'c> {
    /// The text; borrowed where nothing had to change.
    pub text: Cow<'c, str>,
    /// The changes that lead from the bytes to the text.
    pub script: Script<Repair>,
}

/// Reads bytes as UTF-8: a byte order mark goes, a single byte among ASCII that Windows-1252 has a character for becomes
/// that character, and all else that is no UTF-8 becomes U+FFFD.
///
/// ```
/// use authscan::capture::decode;
///
/// assert!(decode(b"{}").script.is_empty());
/// assert_eq!(decode(b"\xef\xbb\xbf[\"\xff\"]").text, "[\"\u{fffd}\"]");
/// assert_eq!(decode(b"[\"Z\xfcrich\"]").text, "[\"Zürich\"]");
/// ```
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let mut changes = Vec::new();
    let (rest, mut at) = match bytes.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => {
            let repair = Repair { code: Code::ByteOrderMark, applicability: Applicability::Certain };
            changes.push(Change { span: Span::new(0, BYTE_ORDER_MARK.len()), insert: String::new(), note: repair });
            (rest, BYTE_ORDER_MARK.len())
        }
        None => (bytes, 0),
    };
    let text = match std::str::from_utf8(rest) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            let mut text = String::with_capacity(rest.len());
            for chunk in rest.utf8_chunks() {
                text.push_str(chunk.valid());
                at += chunk.valid().len();
                let invalid = Span::new(at, at + chunk.invalid().len());
                if !invalid.is_empty() {
                    // What the bytes stood for is not known; that they stood for one character is an assumption.
                    let (code, character) = match windows_1252(bytes, invalid) {
                        Some(character) => (Code::OtherEncoding, character),
                        None => (Code::InvalidUtf8, char::REPLACEMENT_CHARACTER),
                    };
                    text.push(character);
                    let repair = Repair { code, applicability: Applicability::Likely };
                    changes.push(Change { span: invalid, insert: character.to_string(), note: repair });
                }
                at = invalid.end;
            }
            Cow::Owned(text)
        }
    };
    // The changes come in order and do not overlap, so none is refused.
    let (script, _) = Script::new(changes);
    Decoded { text, script }
}

/// The bytes 0x80 to 0x9f in Windows-1252; the others are those of Latin-1. NUL where there is none.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The character that a single byte among ASCII stands for in Windows-1252. A letter has another beside it: alone it is
/// rather a byte gone wrong.
fn windows_1252(bytes: &[u8], invalid: Span) -> Option<char> {
    let &[byte] = invalid.slice_bytes(bytes) else { return None };
    let around = [invalid.start.checked_sub(1).and_then(|at| bytes.get(at)), bytes.get(invalid.end)];
    let is_letter = |byte: &&u8| byte.is_ascii_alphabetic();
    if around.iter().flatten().any(|byte| !byte.is_ascii()) {
        return None;
    }
    let character = match byte {
        0x80..=0x9f => *WINDOWS_1252.get(usize::from(byte - 0x80))?,
        // Rare as a letter, common as what a byte is when nothing was written.
        0xff => return None,
        _ => char::from(byte),
    };
    let fits = !character.is_alphabetic() || around.iter().flatten().any(is_letter);
    (character != '\0' && fits).then_some(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::decode;

    proptest! {
        #[test]
        fn utf8_is_borrowed_and_unchanged(text in "[^\u{feff}]\\PC*") {
            let capture = decode(text.as_bytes());
            prop_assert!(matches!(capture.text, std::borrow::Cow::Borrowed(_)));
            prop_assert_eq!(&*capture.text, &text);
            prop_assert!(capture.script.is_empty());
        }

        #[test]
        fn every_place_leads_back(bytes in proptest::collection::vec(any::<u8>(), 0..64), mark: bool) {
            let mut bytes = bytes;
            if mark {
                bytes.splice(0..0, *b"\xef\xbb\xbf");
            }
            let capture = decode(&bytes);
            let map = capture.script.offset_map();
            for (offset, character) in capture.text.char_indices() {
                let original = map.original(offset);
                if matches!(bytes.get(original), Some(0x80..)) {
                    continue;
                }
                let mut encoded = [0; 4];
                prop_assert!(bytes[original..].starts_with(character.encode_utf8(&mut encoded).as_bytes()));
            }
            let lossy = String::from_utf8_lossy(&bytes);
            let lossy = lossy.strip_prefix('\u{feff}').unwrap_or(&lossy);
            prop_assert_eq!(capture.text.chars().count(), lossy.chars().count());
            let is_same = |(read, lossy): (char, char)| read == lossy || lossy == char::REPLACEMENT_CHARACTER;
            prop_assert!(capture.text.chars().zip(lossy.chars()).all(is_same));
        }
    }
}
