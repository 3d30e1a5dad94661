//! Detection of long texts that are the document itself, from their start and end.

use std::borrow::Cow;

use memchr::memmem;

use super::score::{Guide, score};
use crate::syntax::{decode_string, string_end};

/// Shortest text that is examined, in bytes: for shorter ones the search for envelopes costs little.
const LONG: usize = 32 << 10;
/// Bytes of the start that are scored.
const HEAD: usize = 8 << 10;
/// Most bytes of the start per point of its score, for the text to be accepted: an undamaged document scores several
/// times as much.
const BYTES_PER_WORTH: usize = 32;
/// Bytes of the start per misplaced token that is tolerated: envelopes misplace tokens on every line.
const BYTES_PER_MISPLACED: usize = 512;

/// Returns whether a long text that is not valid JSON is the document itself, damage aside: it starts and ends as one,
/// and its start scores well. Every envelope would show there, so the rest need not be searched for one.
///
/// ```
/// use jsonmend::decode::{Guide, is_bare};
///
/// let damaged = format!("[{}{{\"id\": 1 \"on\": true}}]", "{\"id\": 1, \"on\": true}, ".repeat(2000));
/// assert!(is_bare(&damaged, &Guide::NONE));
/// assert!(!is_bare(&format!("body={damaged}"), &Guide::NONE));
/// ```
#[must_use]
pub fn is_bare(text: &str, guide: &Guide<'_>) -> bool {
    let text = text.trim_ascii();
    let (Some(first), Some(last)) = (text.bytes().next(), text.bytes().next_back()) else { return false };
    let is_enclosed = matches!((first, last), (b'{', b'}') | (b'[', b']'));
    if text.len() < LONG || !is_enclosed || !starts_as_root(text, guide) {
        return false;
    }
    let bytes = text.as_bytes();
    // An opening bracket at the start of a line may open another document.
    let has_others = [b"\n{", b"\n["].iter().any(|start| memmem::find(bytes, *start).is_some());
    let head = bytes.get(..HEAD).unwrap_or_default();
    let score = score(head, guide);
    let most = (HEAD / BYTES_PER_MISPLACED) as u64;
    !has_others && score.worth >= (HEAD / BYTES_PER_WORTH) as i64 && score.misplaced <= most
}

/// Returns whether bytes start with an object whose first member is one of the document's.
pub(super) fn starts_object(bytes: &[u8], guide: &Guide<'_>) -> bool {
    let head = bytes.trim_ascii_start();
    let head = head.get(..head.len().min(512)).unwrap_or_default();
    let head = head.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    head.starts_with('{') && starts_as_root(head, guide)
}

/// Returns the name of an object's first member, decoded: in double or single quotes, or a word before a colon. `None` if
/// the text does not start with an object, or no name ends.
pub(crate) fn first_name(text: &str) -> Option<Cow<'_, str>> {
    let content = text.trim_ascii_start().strip_prefix('{')?.trim_ascii_start();
    if content.starts_with(['"', '\'']) {
        let end = string_end(content.as_bytes(), 0)?;
        return content.get(1..end - 1).map(decode_string);
    }
    let length = content.bytes().take_while(|byte| is_in_name(*byte)).count();
    let (name, rest) = content.split_at_checked(length)?;
    (!name.is_empty() && rest.trim_ascii_start().starts_with(':')).then_some(Cow::Borrowed(name))
}

const fn is_in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'@' | b'.' | b'-')
}

/// Returns whether the first member of an object is one of the document's.
fn starts_as_root(text: &str, guide: &Guide<'_>) -> bool {
    !text.starts_with('{') || first_name(text).is_some_and(|name| (guide.is_root)(&name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::string_slice, reason = "a failed test is to panic")]

    use super::{Guide, LONG, first_name, is_bare};

    #[test]
    fn the_first_name_is_decoded() {
        for (text, name) in [
            (r#" { "value": 1"#, Some("value")),
            (r#"{"v\u0061lue": 1}"#, Some("value")),
            (r#"{"a\"b": 1}"#, Some("a\"b")),
            (r#"{"a\\": 1}"#, Some("a\\")),
            (r#"{"a\\\"": 1}"#, Some("a\\\"")),
            ("{'a b': 1}", Some("a b")),
            ("{ value : 1}", Some("value")),
            ("{value}", None),
            (r#"{"a\""#, None),
            ("{}", None),
            ("[]", None),
        ] {
            assert_eq!(first_name(text).as_deref(), name, "{text}");
        }
    }

    fn bare(text: &str) -> bool {
        let is_root = |name: &str| name == "value";
        is_bare(text, &Guide { knows: None, is_root: &is_root })
    }

    #[test]
    fn only_what_reads_well_is_bare() {
        let element = r#"{"id": 1, "scanName": "a", "isActive": true},"#;
        let list = element.repeat(LONG / element.len() + 1);
        assert!(bare(&format!(r#"{{"value": [{list} {{"id" 2}}]}}"#)));
        let escaped = list.replace('"', "\\\"");
        let lines = list.replace("},", "},\n2026-11-24 INFO ");
        let (base64, others) = ("QUJD".repeat(LONG), format!("{list}\n{{}}"));
        for content in [&escaped, &lines, &base64, &others] {
            assert!(!bare(&format!(r#"{{"value": [{content}]}}"#)), "{}", &content[..80]);
        }
        assert!(!bare(&format!(r#"{{"log": [{list}]}}"#)));
        assert!(!bare(&format!(r#"{{"value": [{list}"#)));
        assert!(!bare(&format!(r#"200 OK {{"value": [{list}]}}"#)));
        assert!(!bare(r#"{"value": [}"#));
    }
}
