//! Captures that are not text, such as images. The rule is that of the program `authscan`.

/// Least number of bytes of text per control character.
const RARE: usize = 32;

/// Returns whether a capture is binary: more than one in [`RARE`] of its bytes are control characters that text does not
/// have, and of the document read from it as well.
pub(crate) fn is_binary(capture: &[u8], document: Option<&str>) -> bool {
    let controls = capture.iter().filter(|byte| is_control(**byte)).count();
    controls.saturating_mul(RARE) > capture.len()
        && document.is_none_or(|text| noise(text).saturating_mul(RARE) > text.len())
}

/// Returns whether a byte is a control character that text does not have. Terminals write backspaces and escapes.
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
    use super::is_binary;

    #[test]
    fn control_characters_make_a_capture_binary_unless_its_document_has_none() {
        let noise: Vec<u8> = (0..4000_u32).map(|at| (at * 7919 % 32) as u8).collect();
        assert!(is_binary(&noise, None));
        assert!(is_binary(&noise, Some(r#""\u0001\u0002""#)));
        assert!(!is_binary(&noise, Some(r#"{"a": 1}"#)));
        assert!(!is_binary("{\"a\": \"\u{1b}[31m\u{8}\"}".as_bytes(), None));
        assert!(!is_binary(b"", None));
    }
}
