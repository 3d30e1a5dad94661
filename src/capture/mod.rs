//! From the bytes of a capture to the text of a document.
//!
//! What has to change on the way is a [`Script`] in bytes of the capture, so that every place in the text leads back to
//! where it came from.

use std::borrow::Cow;

use crate::diagnostic::{Applicability, Code, Repair};
use crate::text::{Change, Script, Span};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A capture as text.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Capture<'c> {
    /// The text; borrowed where nothing had to change.
    pub text: Cow<'c, str>,
    /// The changes that lead from the bytes to the text.
    pub script: Script<Repair>,
}

/// Reads bytes as UTF-8: a byte order mark goes, and what is no UTF-8 becomes U+FFFD.
///
/// ```
/// use authscan::capture::decode;
///
/// assert!(decode(b"{}").script.is_empty());
/// assert_eq!(decode(b"\xef\xbb\xbf[\"\xff\"]").text, "[\"\u{fffd}\"]");
/// ```
#[must_use]
pub fn decode(bytes: &[u8]) -> Capture<'_> {
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
                    text.push(char::REPLACEMENT_CHARACTER);
                    // What the bytes stood for is not known; that they stood for one character is an assumption.
                    let repair = Repair { code: Code::InvalidUtf8, applicability: Applicability::Likely };
                    let insert = char::REPLACEMENT_CHARACTER.to_string();
                    changes.push(Change { span: invalid, insert, note: repair });
                }
                at = invalid.end;
            }
            Cow::Owned(text)
        }
    };
    // The changes come in order and do not overlap, so none is refused.
    let (script, _) = Script::new(changes);
    Capture { text, script }
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
                if character == char::REPLACEMENT_CHARACTER {
                    continue;
                }
                let mut encoded = [0; 4];
                prop_assert!(bytes[original..].starts_with(character.encode_utf8(&mut encoded).as_bytes()));
            }
            let lossy = String::from_utf8_lossy(&bytes);
            prop_assert_eq!(&*capture.text, lossy.strip_prefix('\u{feff}').unwrap_or(&lossy));
        }
    }
}
