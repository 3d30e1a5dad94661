//! The meaning of backslashes in a whole document, where single strings cannot tell.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::repair::beam::hypothesis::{Op, Replacement};
use crate::syntax::{NodeKind, Tape, escape_end, string_fault};
use crate::text::{Change, Script, Span};

/// The meaning of backslashes that begin no escape of JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::repair) enum Marks {
    /// No common meaning.
    None,
    /// Keeps Markdown from interpreting the next character: `\_`, `\*`. Dropped where Markdown is rendered.
    Markdown(Applicability),
}

/// The punctuation that Markdown lets be escaped, without that which JSON escapes.
const PUNCTUATION: &[u8] = b"_*#[]()~><+-.!|`{}$&";

impl Marks {
    /// Finds what all faulty escapes of the strings that are to be changed have in common.
    pub(in crate::repair) fn of<'o>(text: &str, ops: impl Iterator<Item = &'o Op>) -> Self {
        let (mut is_sure, mut is_any) = (false, false);
        for op in ops.filter(|op| op.replacement == Replacement::Escape) {
            let content = op.span.slice(text);
            let mut from = 0;
            let mut is_pattern = None;
            while let Some(fault) = string_fault(content, from) {
                from = fault.span.end.max(from.saturating_add(1));
                if fault.code != Code::InvalidEscape {
                    continue;
                }
                let escaped = content.as_bytes().get(fault.span.start.saturating_add(1));
                let is_punctuation = escaped.is_some_and(|byte| PUNCTUATION.contains(byte));
                if !is_punctuation || *is_pattern.get_or_insert_with(|| is_regular_expression(content)) {
                    return Self::None;
                }
                is_any = true;
                is_sure |= matches!(escaped, Some(b'_' | b'#'));
            }
        }
        match (is_any, is_sure) {
            (false, _) => Self::None,
            (_, true) => Self::Markdown(Applicability::Likely),
            (_, false) => Self::Markdown(Applicability::Guess),
        }
    }

    /// Certainty that the backslash before `escaped` is Markdown's; `None` if it is not.
    pub(in crate::repair) fn takes(self, escaped: Option<&u8>) -> Option<Applicability> {
        let Self::Markdown(sure) = self else { return None };
        escaped.filter(|byte| PUNCTUATION.contains(byte)).map(|_| sure)
    }
}

/// Whether a text looks like a regular expression, in which backslashes are content.
fn is_regular_expression(content: &str) -> bool {
    let has = |part: &str| content.contains(part);
    content.starts_with('^')
        || content.ends_with('$')
        || ["(?", ".*", ".+", "[^", "\\.", "\\(", "\\$"].iter().any(|part| has(part))
}

/// Where an escape starts that the end of the text cut; what it would have said is lost.
pub(in crate::repair) fn is_cut_escape(rest: &str) -> bool {
    let is_hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
    match rest.as_bytes() {
        [b'\\'] => true,
        [b'\\', b'u', digits @ ..] if digits.len() < 4 => is_hex(digits),
        // The first half of a pair, and what there is of the second.
        [b'\\', b'u', b'd' | b'D', b'8'..=b'9' | b'a'..=b'b' | b'A'..=b'B', a, b, second @ ..] => {
            is_hex(&[*a, *b])
                && match second {
                    [] | [b'\\'] => true,
                    [b'\\', b'u', digits @ ..] => digits.len() < 4 && is_hex(digits),
                    _ => false,
                }
        }
        _ => false,
    }
}

/// Whether every quote inside a string has one level of escapes too many: `\\"`.
pub(in crate::repair) fn is_over_escaped(content: &str) -> bool {
    let bytes = content.as_bytes();
    let (mut at, mut quotes) = (0_usize, 0_usize);
    let mut after_pair = false;
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at.saturating_add(1))) {
            (b'"', _) if after_pair => quotes = quotes.saturating_add(1),
            (b'"', _) | (b'\\', Some(b'"')) => return false,
            _ => {}
        }
        after_pair = *byte == b'\\' && bytes.get(at.saturating_add(1)) == Some(&b'\\');
        at = at.saturating_add(if *byte == b'\\' { 2 } else { 1 });
    }
    quotes > 1
}

/// Doubles the backslashes of the names and paths of a document in which backslashes stood for themselves elsewhere,
/// where they happen to be valid escapes: `.\bin\readme.md`.
pub(in crate::repair) fn raw_elsewhere(tape: &Tape<'_>) -> Script<Repair> {
    let mut changes = Vec::new();
    let mut put = |span: Span, is_name: bool| {
        let raw = span.slice(tape.text());
        let Some(places) = raw_backslashes(raw.trim_matches('"'), is_name) else { return };
        let note = Repair { code: Code::InvalidEscape, applicability: Applicability::Likely };
        let start = span.start.saturating_add(1);
        changes.extend(places.into_iter().map(|at| Change {
            span: Span::at(start.saturating_add(at)),
            insert: "\\".to_owned(),
            note,
        }));
    };
    let mut open = vec![tape.root()];
    while let Some(value) = open.pop() {
        if value.kind() == NodeKind::String {
            put(value.span(), false);
        }
        for (name, member) in value.members() {
            put(name.span(), true);
            open.push(member);
        }
        open.extend(value.elements());
    }
    Script::new(changes).0
}

/// The backslashes of a string that can only be meant as themselves; `None` where they are none.
fn raw_backslashes(content: &str, is_name: bool) -> Option<Vec<usize>> {
    let first = content.find('\\')?;
    let is_path = content.get(..first).is_some_and(|before| {
        let drive = before.strip_suffix(':').is_some_and(|drive| drive.len() == 1);
        drive || before == "." || before == ".."
    });
    let mut places = Vec::new();
    let mut at = first;
    let mut is_odd = is_name || is_path;
    while at < content.len() {
        let bytes = content.as_bytes();
        if bytes.get(at) != Some(&b'\\') {
            at = at.saturating_add(1);
            continue;
        }
        let escaped = bytes.get(at.saturating_add(1))?;
        let goes_on = bytes.get(at.saturating_add(2)).is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'_');
        if !matches!(escaped, b'b' | b'f' | b'n' | b'r' | b't') || !goes_on {
            return None;
        }
        is_odd |= matches!(escaped, b'b' | b'f');
        places.push(at);
        at = escape_end(content, at)?;
    }
    is_odd.then_some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_that_the_end_cut_are_told_from_others() {
        for cut in ["\\", "\\u", "\\u0", "\\u00e", "\\ud83d", "\\uD83D\\", "\\ud83d\\u", "\\ud83d\\ude0"] {
            assert!(is_cut_escape(cut), "{cut}");
        }
        for whole in ["\\n", "\\u00e9", "\\ud83d\\ude00", "\\ud83dx", "\\ux", "\\q", "", "x"] {
            assert!(!is_cut_escape(whole), "{whole}");
        }
    }

    #[test]
    fn quotes_are_escaped_too_often_only_all_together() {
        assert!(is_over_escaped(r#"{\\"a\\": \\"b\\"}"#));
        for other in [r#"C:\\dir\\"#, r#"a\\"b"#, r#"\\"a\\" and "b""#, r#"\\"a\\" \"b\""#, r"plain", ""] {
            assert!(!is_over_escaped(other), "{other}");
        }
    }

    #[test]
    fn backslashes_are_raw_in_names_and_paths() {
        assert_eq!(raw_backslashes(r".\bin\readme.md", false), Some(vec![1, 5]));
        assert_eq!(raw_backslashes(r"C:\new\temp", false), Some(vec![2, 6]));
        assert_eq!(raw_backslashes(r"sub\note", true), Some(vec![3]));
        for other in [r"two\nlines", r"a\tb", r"C:\\new", r"\u0041", r"a\n", "plain"] {
            assert_eq!(raw_backslashes(other, false), None, "{other}");
        }
    }
}
