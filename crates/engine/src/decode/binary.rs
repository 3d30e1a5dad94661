//! Detection of captures that are not text: images, programs, archives.

/// In text, fewer than one in this many bytes are control characters.
const RARE: usize = 32;

/// Returns whether a capture is binary data, from which no document should be accepted; `document` is the text that was
/// recovered from it, if any.
///
/// A capture is binary if more than one in 32 of its bytes are control characters that text does not contain, and its
/// document contains such bytes as well. The second condition accepts a capture with a document among other bytes, or in
/// an encoding that can be removed: its document is text.
///
/// ```
/// use jsonmend::decode::is_binary;
///
/// let image = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
/// assert!(is_binary(image, None));
/// assert!(!is_binary(b"\0\0\0\0[1, 2]\0\0\0\0", Some("[1, 2]")));
/// ```
#[must_use]
pub fn is_binary(capture: &[u8], document: Option<&str>) -> bool {
    let controls = capture.iter().filter(|byte| is_control(**byte)).count();
    controls.saturating_mul(RARE) > capture.len()
        && document.is_none_or(|text| noise(text).saturating_mul(RARE) > text.len())
}

/// Returns whether a byte is a control character that text does not contain. Backspaces and escapes occur in terminal
/// output.
const fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=7 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)
}

/// Returns the number of characters of a JSON text, raw or escaped, that represent bytes that text does not contain.
fn noise(text: &str) -> usize {
    let escaped = text.match_indices("\\u00").filter(|(at, escape)| {
        let digits = text.get(at + escape.len()..at + escape.len() + 2);
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        code.is_some_and(|code| is_control(code) || (0x80..0xa0).contains(&code))
    });
    let lost = |character: &char| *character == char::REPLACEMENT_CHARACTER || ('\u{7f}'..'\u{a0}').contains(character);
    escaped.count() + text.chars().filter(lost).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// A document never consists of bytes that its input lacks, so text is not binary.
        #[test]
        fn text_is_not_binary(text in "[ -~\t\n\r\u{a0}-\u{fff}]{0,400}") {
            prop_assert!(!is_binary(text.as_bytes(), Some(&text)));
            prop_assert!(!is_binary(text.as_bytes(), None));
        }

        /// Bytes of which many are control characters are binary, unless the document read from them has none.
        #[test]
        fn control_characters_are_binary(bytes in prop::collection::vec(0..7_u8, 1..400), text in "[ -~]{1,100}") {
            let capture = [text.as_bytes(), &bytes.repeat(4)].concat();
            prop_assert!(is_binary(&capture, None));
            prop_assert!(is_binary(&capture, Some("\"\\u0001\"")));
            prop_assert!(!is_binary(&capture, Some(&text)));
        }
    }
}
