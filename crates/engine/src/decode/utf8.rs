//! Decoding of bytes as UTF-8, including invalid bytes.

use std::borrow::Cow;

use crate::diagnostic::{Applicability, Code, Repair};
use crate::text::{Change, Script, Span};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Text decoded from bytes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Decoded<'c> {
    /// Decoded text; borrowed if nothing had to change.
    pub text: Cow<'c, str>,
    /// Script from the bytes to the text; empty if the bytes are UTF-8 without a byte order mark.
    pub script: Script<Repair>,
}

/// Decodes bytes as UTF-8. A byte order mark is removed; invalid bytes in ASCII words become letters of Windows-1252 if
/// it has them; all other invalid bytes become U+FFFD.
///
/// ```
/// use jsonmend::decode::decode;
///
/// assert!(decode(b"{}").script.is_empty());
/// assert_eq!(decode(b"\xef\xbb\xbf[\"\xff\"]").text, "[\"\u{fffd}\"]");
/// assert_eq!(decode(b"[\"Z\xfcrich\"]").text, "[\"Zürich\"]");
/// assert_eq!(decode(b"[\"Gr\xf6\xdfe\"]").text, "[\"Größe\"]");
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
            let mut out = Out { bytes, text: String::with_capacity(rest.len()), changes: &mut changes };
            // Adjacent single bytes that are not UTF-8.
            let mut open = Span::at(at);
            for chunk in rest.utf8_chunks() {
                if !chunk.valid().is_empty() {
                    out.singles(open);
                    out.text.push_str(chunk.valid());
                    at += chunk.valid().len();
                    open = Span::at(at);
                }
                match chunk.invalid() {
                    [] => {}
                    [_] => open.end = at + 1,
                    // A truncated character.
                    rest => {
                        out.singles(open);
                        out.put(Code::InvalidUtf8, char::REPLACEMENT_CHARACTER, Span::new(at, at + rest.len()));
                        open = Span::at(at + rest.len());
                    }
                }
                at += chunk.invalid().len();
            }
            out.singles(open);
            Cow::Owned(out.text)
        }
    };
    // The changes are in order and disjoint, so none is refused.
    let (script, _) = Script::new(changes);
    Decoded { text, script }
}

/// Characters of the bytes 0x80 to 0x9f in Windows-1252; NUL where there is none. The other bytes are those of Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Text under construction.
struct Out<'b> {
    bytes: &'b [u8],
    text: String,
    changes: &'b mut Vec<Change<Repair>>,
}

impl Out<'_> {
    /// Decodes bytes that are not UTF-8 one by one: as characters of Windows-1252 if all of them can be, otherwise as
    /// U+FFFD.
    ///
    /// The original characters are not known; that each byte was one character is an assumption.
    fn singles(&mut self, part: Span) {
        let is_other = !part.is_empty() && is_windows_1252(self.bytes, part);
        for (at, byte) in (part.start..).zip(part.slice_bytes(self.bytes)) {
            let (code, character) = match windows_1252(*byte).filter(|_| is_other) {
                Some(character) => (Code::OtherEncoding, character),
                None => (Code::InvalidUtf8, char::REPLACEMENT_CHARACTER),
            };
            self.put(code, character, Span::new(at, at + 1));
        }
    }

    fn put(&mut self, code: Code, character: char, span: Span) {
        self.text.push(character);
        let note = Repair { code, applicability: Applicability::Likely };
        self.changes.push(Change { span, insert: character.to_string(), note });
    }
}

/// Returns the character of a byte in Windows-1252.
fn windows_1252(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9f => WINDOWS_1252.get(usize::from(byte - 0x80)).copied().filter(|character| *character != '\0'),
        // 0xff is rare as a letter, and common as the value of unwritten bytes.
        0xff => None,
        _ => Some(char::from(byte)),
    }
}

/// Returns whether bytes surrounded by ASCII are plausible as Windows-1252. A single letter needs an ASCII letter
/// beside it: alone it is more likely damage. Several bytes must all be letters.
fn is_windows_1252(bytes: &[u8], part: Span) -> bool {
    let around = [part.start.checked_sub(1).and_then(|at| bytes.get(at)), bytes.get(part.end)];
    let beside_letter = around.iter().flatten().any(|byte| byte.is_ascii_alphabetic());
    around.iter().flatten().all(|byte| byte.is_ascii())
        && part.slice_bytes(bytes).iter().all(|byte| {
            windows_1252(*byte).is_some_and(|character| match character.is_alphabetic() {
                true => beside_letter,
                false => part.len() == 1,
            })
        })
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
