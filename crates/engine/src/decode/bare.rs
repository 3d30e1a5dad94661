//! Detection of long texts that are the document itself, from their start and end.

use super::score::{Guide, score};
use memchr::memmem;

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

/// Returns the name at the start of an object's content: in double or single quotes, or a word before a colon.
fn first_name(content: &str) -> Option<&str> {
    let content = content.trim_ascii_start();
    let quoted = |quote| content.strip_prefix(quote)?.split(quote).next();
    quoted('"').or_else(|| quoted('\'')).or_else(|| {
        let name = content.split(':').next()?.trim_ascii_end();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'@' | b'.' | b'-');
        (!name.is_empty() && name.len() < content.len() && name.bytes().all(is_name)).then_some(name)
    })
}

/// Returns whether the first member of an object is one of the document's.
fn starts_as_root(text: &str, guide: &Guide<'_>) -> bool {
    let Some(content) = text.strip_prefix('{') else { return true };
    first_name(content).is_some_and(guide.is_root)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::string_slice, reason = "a failed test is to panic")]

    use super::{Guide, LONG, is_bare};

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
