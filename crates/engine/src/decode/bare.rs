//! Long texts that are the document itself, as their edges tell.

use super::score::{Guide, score};
use memchr::memmem;

/// For shorter texts it costs little to look for wrappers.
const LONG: usize = 32 << 10;
/// How much of the start is read.
const HEAD: usize = 8 << 10;
/// The start reads well if it is worth one for so many bytes: a document without damage is worth several times as much.
const BYTES_PER_WORTH: usize = 32;
/// What stands where it may not is no more than one for so many bytes: wrappers have it on every line.
const BYTES_PER_MISPLACED: usize = 512;

/// Whether a long text that is no JSON is the document as it stands, damage aside: it starts and ends as one, and what
/// it starts with reads well. Every wrapper shows there, so that nobody need look for one in the rest.
#[must_use]
pub fn is_bare(text: &str, guide: &Guide<'_>) -> bool {
    let text = text.trim_ascii();
    let (Some(first), Some(last)) = (text.bytes().next(), text.bytes().next_back()) else { return false };
    let is_enclosed = matches!((first, last), (b'{', b'}') | (b'[', b']'));
    if text.len() < LONG || !is_enclosed || !starts_as_root(text, guide) {
        return false;
    }
    let bytes = text.as_bytes();
    // What starts a line at the margin may be another document.
    let has_others = [b"\n{", b"\n["].iter().any(|start| memmem::find(bytes, *start).is_some());
    let head = bytes.get(..HEAD).unwrap_or_default();
    let score = score(head, guide);
    let most = (HEAD / BYTES_PER_MISPLACED) as u64;
    !has_others && score.worth >= (HEAD / BYTES_PER_WORTH) as i64 && score.misplaced <= most
}

/// Whether bytes start with an object, the first member of which is one that the document has.
pub(super) fn starts_object(bytes: &[u8], guide: &Guide<'_>) -> bool {
    let head = bytes.trim_ascii_start();
    let head = head.get(..head.len().min(512)).unwrap_or_default();
    let head = head.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    head.starts_with('{') && starts_as_root(head, guide)
}

/// Whether the first member of an object is one that the document has.
fn starts_as_root(text: &str, guide: &Guide<'_>) -> bool {
    let Some(content) = text.strip_prefix('{') else { return true };
    let name = content.trim_ascii_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
    name.is_some_and(guide.is_root)
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
