//! Detection of binary inputs: images, programs, archives under another name.
//!
//! An input is binary if more than one in [`RARE`] of its bytes are control characters that text does not contain, and
//! its document contains such bytes as well. The second condition accepts a capture with a document among other bytes,
//! or in an encoding that can be removed: its document is text.

use authscan::diagnostic::{Code, Diagnostic};
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan::text::Span;
use authscan::{Options, Outcome, Report};

/// In text, fewer than one in this many bytes are control characters.
const RARE: usize = 32;

/// Returns whether an input is binary; `read` is its repaired text, if there is one.
pub(crate) fn is_binary(input: &[u8], read: Option<&str>) -> bool {
    let controls = input.iter().filter(|byte| is_control(**byte)).count();
    controls * RARE > input.len() && read.is_none_or(|text| noise(text) * RARE > text.len())
}

/// Returns whether a byte is a control character that text does not contain. Backspaces and escapes occur in terminal
/// output.
const fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=7 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)
}

/// Returns the number of characters of a JSON text that represent such bytes.
fn noise(text: &str) -> usize {
    let escaped = text.match_indices("\\u00").filter(|(at, _)| {
        let code = text.get(at + 4..at + 6).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        code.is_some_and(|code| is_control(code) || (0x80..0xa0).contains(&code))
    });
    let lost = |character: &char| *character == char::REPLACEMENT_CHARACTER || ('\u{7f}'..'\u{a0}').contains(character);
    escaped.count() + text.chars().filter(lost).count()
}

/// Creates the report of a binary input.
pub(crate) fn refusal(options: &Options) -> Report<()> {
    let mut report = options.recover_shape(&Shape::ANY, b"");
    report.diagnostics = vec![
        Diagnostic::new(Code::InvalidUtf8, Span::at(0))
            .found("binary data, not text")
            .help("name a text file; archives are detected by their extension"),
    ];
    report
}

/// Names the encoding or compression of an input that is not UTF-8, if `recover` removes it from the whole input.
pub(crate) fn encoding(options: &Options, kind: Option<PayloadKind>, input: &[u8]) -> Option<&'static str> {
    if std::str::from_utf8(input).is_ok() && memchr::memchr(0, input).is_none() {
        return None;
    }
    let report = match kind {
        Some(kind) => options.recover_shape(kind.shape(), input),
        None => options.recover_shape(&Shape::ANY, input),
    };
    let first = report.edits.first().filter(|_| report.outcome != Outcome::Rejected)?;
    let is_whole = first.span.start == 0 && first.span.end == input.len();
    first.read_as.filter(|_| is_whole)
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

        /// Random bytes are binary, unless a text is found in them.
        #[test]
        fn noise_is_binary(bytes in prop::collection::vec(any::<u8>(), 2000..4000)) {
            let report = Options::new().recover_shape(&Shape::ANY, &bytes);
            prop_assert!(is_binary(&bytes, report.repaired_text()));
            let document = "{\"value\": [1, 2, 3]}";
            prop_assert!(!is_binary(&bytes, Some(document)));
        }
    }
}
