//! Tokens that a service issues with a prefix of its own: secret wherever they stand, whatever the name before them.

use std::sync::LazyLock;

use memchr::memchr3_iter;
use memchr::memmem::Finder;

use super::ahead::run;
use crate::text::Span;
use crate::work;

/// Prefixes that end with a mark, each with the shortest content of such a token.
const PREFIXES: &[(&[u8], usize)] = &[
    (b"ghp_", 20),
    (b"gho_", 20),
    (b"ghu_", 20),
    (b"ghs_", 20),
    (b"ghr_", 20),
    (b"github_pat_", 20),
    (b"glpat-", 16),
    (b"gldt-", 16),
    (b"glrt-", 16),
    (b"xoxa-", 10),
    (b"xoxb-", 10),
    (b"xoxe-", 10),
    (b"xoxp-", 10),
    (b"xoxr-", 10),
    (b"xoxs-", 10),
    (b"xapp-", 10),
    (b"sk_live_", 10),
    (b"sk_test_", 10),
    (b"rk_live_", 10),
    (b"rk_test_", 10),
    (b"whsec_", 16),
    (b"npm_", 24),
    (b"pypi-", 16),
    (b"dop_v1_", 20),
    (b"shpat_", 16),
    (b"shpss_", 16),
    (b"sk-ant-", 16),
    (b"sk-proj-", 16),
    (b"lin_api_", 16),
    (b"PMAK-", 20),
    (b"hf_", 24),
    (b"SG.", 20),
    (b"hvs.", 16),
    (b"hvb.", 16),
    (b"ya29.", 16),
];

/// Prefixes that end with a letter, each with the shortest content of such a token.
const WORDS: &[(&[u8], usize)] = &[(b"AKIA", 12), (b"ASIA", 12), (b"AIza", 24)];

/// The searches for [`WORDS`], prepared once.
static KNOWN_WORDS: LazyLock<Vec<(Finder<'static>, usize)>> =
    LazyLock::new(|| WORDS.iter().map(|(prefix, least)| (Finder::new(prefix), *least)).collect());

/// The tokens in a text, each from behind its prefix.
pub(super) fn tokens(bytes: &[u8]) -> Vec<Span> {
    work::look(bytes.len().saturating_mul(1 + WORDS.len()));
    let mut found: Vec<Span> = Vec::new();
    let mut covered = 0;
    for mark in memchr3_iter(b'_', b'-', b'.', bytes).filter_map(|at| at.checked_add(1)) {
        let before = bytes.get(mark.saturating_sub(LONGEST_PREFIX)..mark).unwrap_or_default();
        let known = PREFIXES.iter().find(|(prefix, _)| before.ends_with(prefix));
        let Some((prefix, least)) = known.filter(|_| mark > covered) else { continue };
        if is_start(bytes, mark.saturating_sub(prefix.len())) {
            let token = token(bytes, mark, *least);
            covered = token.map_or(covered, |token| token.end);
            found.extend(token);
        }
    }
    for (prefix, least) in &*KNOWN_WORDS {
        let starts = prefix.find_iter(bytes).filter(|at| is_start(bytes, *at));
        found.extend(starts.filter_map(|at| token(bytes, at.saturating_add(prefix.needle().len()), *least)));
    }
    found
}

/// The longest of [`PREFIXES`].
const LONGEST_PREFIX: usize = b"github_pat_".len();

/// Whether a token can start there: at an edge of a word, which may be an escape.
fn is_start(bytes: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|last| bytes.get(last)) else { return true };
    let is_escape = matches!(bytes.get(at.saturating_sub(2)..at), Some([b'\\', b'n' | b'r' | b't']));
    let is_percent = matches!(bytes.get(at.saturating_sub(3)..at), Some([b'%', _, _]));
    is_escape || is_percent || !before.is_ascii_alphanumeric()
}

/// The content behind a prefix; `None` if it is too short. A line break within the shortest content is that of a wrapped
/// line.
fn token(bytes: &[u8], start: usize, least: usize) -> Option<Span> {
    let mut length = run(bytes, start, is_content);
    let mut end = start.saturating_add(length);
    while length < least {
        let rest = bytes.get(end..).unwrap_or_default();
        let gap = [&b"=\r\n"[..], b"=\n", b"\r\n", b"\n", b"\\n"].into_iter().find(|gap| rest.starts_with(gap))?;
        let next = end.saturating_add(gap.len());
        let more = run(bytes, next, is_content);
        if more == 0 {
            return None;
        }
        length = length.saturating_add(more);
        end = next.saturating_add(more);
    }
    Some(Span::new(start, end))
}

fn is_content(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'+' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::super::Mask;
    use super::{LONGEST_PREFIX, PREFIXES, WORDS, tokens};

    #[test]
    fn every_prefix_marks_a_token_and_no_word() {
        for (prefix, least) in PREFIXES.iter().chain(WORDS) {
            assert!(prefix.len() <= LONGEST_PREFIX);
            let prefix = std::str::from_utf8(prefix).unwrap();
            let is_word = WORDS.iter().any(|(word, _)| *word == prefix.as_bytes());
            assert!(is_word || prefix.ends_with(['_', '-', '.']), "{prefix}");
            let content = "Zq7hbkmrt3xw".repeat(4);
            for (before, behind) in [("", ""), ("\"", "\""), ("\\n", " x"), ("a=", "&b"), ("%22", "")] {
                let text = format!("{before}{prefix}{content}{behind}");
                let shown = Mask::new(tokens(text.as_bytes())).apply(&text);
                assert!(!shown.contains("Zq") && shown.ends_with(behind), "{text}: {shown}");
            }
            for text in [
                format!("{prefix} {content}"),
                format!("x{prefix}{content}"),
                prefix.chars().chain(content.chars().take(least - 1)).collect(),
            ] {
                assert!(tokens(text.as_bytes()).is_empty(), "{text}");
            }
            let (one, other) = content.split_at(5);
            let wrapped = format!("{prefix}{one}\n{other} x");
            assert!(!Mask::new(tokens(wrapped.as_bytes())).apply(&wrapped).contains("mrt3xw"), "{wrapped}");
        }
    }
}
