//! A text with its characters unescaped, for finding names and credentials however they are written.

use crate::text::{OffsetMap, Span};
use crate::work;

/// So often a text is unescaped: an escape may be escaped itself.
const ROUNDS: usize = 3;

/// A text read with its escapes replaced by their characters.
pub(super) struct View {
    pub(super) text: String,
    /// Maps back to the text as written.
    pub(super) map: OffsetMap,
}

impl View {
    /// Creates a view of nothing yet.
    pub(super) fn new() -> Self {
        Self { text: String::new(), map: OffsetMap::default() }
    }

    /// Appends `kept`, and `produced` for the `original` span behind it.
    pub(super) fn replace(&mut self, kept: &str, original: Span, produced: &str) {
        self.text.push_str(kept);
        let start = self.text.len();
        self.text.push_str(produced);
        self.map.push(original, Span::new(start, self.text.len()), (produced.len(), original.len()));
    }

    /// The offset in the text as written.
    pub(super) fn origin(&self, span: Span) -> Span {
        self.map.original_span(span)
    }
}

/// The text unescaped once, twice and so on, as long as that changes anything.
pub(super) fn views(text: &str) -> Vec<View> {
    let mut views: Vec<View> = Vec::new();
    for _ in 0..ROUNDS {
        let before = views.last().map_or(text, |view| &view.text);
        let Some(next) = unescaped(before, views.last()) else { break };
        views.push(next);
    }
    views
}

/// Replaces each escape by its character; `None` if there is none. `text` is that of the view `last`. Several
/// backslashes before `u` or `x` are as good as one: text that is escaped for a string within a string has more of
/// them.
fn unescaped(text: &str, last: Option<&View>) -> Option<View> {
    let bytes = text.as_bytes();
    work::look(bytes.len());
    let mut view = View::new();
    let (mut from, mut at) = (0, 0);
    while let Some(next) = memchr::memchr3(b'\\', b'%', b'&', bytes.get(at..).unwrap_or_default()) {
        let start = at.saturating_add(next);
        let rest = bytes.get(start..).unwrap_or_default();
        match escape(rest) {
            Ok((character, length)) => {
                let kept = text.get(from..start).unwrap_or_default();
                from = start.saturating_add(length);
                at = from;
                let escape = Span::new(start, from);
                let original = last.map_or(escape, |last| last.origin(escape));
                view.replace(kept, original, character.encode_utf8(&mut [0; 4]));
            }
            Err(length) => at = start.saturating_add(length),
        }
    }
    if view.map.is_identity() {
        return None;
    }
    view.text.push_str(text.get(from..).unwrap_or_default());
    Some(view)
}

/// The character of the escape at the start and its length, or how many bytes are none. Only characters of ASCII that are
/// seen matter.
fn escape(rest: &[u8]) -> Result<(char, usize), usize> {
    let backslashes = rest.iter().take_while(|byte| **byte == b'\\').count();
    let (start, base, digits, end) = match rest.get(backslashes..) {
        Some([b'u' | b'U', ..]) if backslashes > 0 => (backslashes.saturating_add(1), 16, 4, 0),
        Some([b'x' | b'X', ..]) if backslashes > 0 => (backslashes.saturating_add(1), 16, 2, 0),
        Some([b'%', ..]) if backslashes == 0 => (1, 16, 2, 0),
        Some([b'&', b'#', b'x' | b'X', digits @ ..]) if backslashes == 0 => (3, 16, run_before_semicolon(digits), 1),
        Some([b'&', b'#', digits @ ..]) if backslashes == 0 => (2, 10, run_before_semicolon(digits), 1),
        _ => return Err(backslashes.max(1)),
    };
    let stop = start.saturating_add(digits);
    let value = rest.get(start..stop).filter(|digits| !digits.is_empty()).and_then(|digits| {
        digits.iter().try_fold(0_u32, |value, digit| {
            let digit = char::from(*digit).to_digit(base)?;
            value.checked_mul(base)?.checked_add(digit)
        })
    });
    match value.and_then(char::from_u32).filter(|character| matches!(character, ' '..='~' | '\n' | '\r' | '\t')) {
        Some(character) => Ok((character, stop.saturating_add(end))),
        None => Err(backslashes.max(1)),
    }
}

/// The digits before a semicolon near by; none where there is no semicolon.
fn run_before_semicolon(digits: &[u8]) -> usize {
    digits.iter().take(8).position(|byte| *byte == b';').unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::views;
    use crate::text::Span;

    #[test]
    fn escapes_are_read_and_lead_back() {
        for (text, read) in [
            (r"auth\u0050assword=x", "authPassword=x"),
            (r"a\\\\u0050b", "aPb"),
            ("%22pass%77ord%22", "\"password\""),
            ("&#112;&#x61;ss", "pass"),
            (r"\x70ass", "pass"),
        ] {
            let views = views(text);
            let view = views.first().unwrap();
            assert_eq!(view.text, read);
            let all = view.origin(Span::new(0, view.text.len()));
            assert_eq!(all, Span::new(0, text.len()), "{text}");
        }
        assert_eq!(views(r"\u005cu0050").last().unwrap().text, "P");
        assert!(views("100% & more \\n \\u12").is_empty());
    }
}
