//! Tokens that a service issues with a prefix of its own: secret wherever they stand, whatever the name before them.

use super::ahead::run;
use super::anchors::{Anchor, Anchors};
use crate::text::Span;

/// Prefixes, each with the shortest content of such a token.
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
    (b"AKIA", 12),
    (b"ASIA", 12),
    (b"AIza", 24),
];

/// The prefixes of tokens.
pub(super) fn anchors() -> Vec<(Vec<u8>, Anchor)> {
    PREFIXES.iter().map(|(prefix, least)| (prefix.to_vec(), Anchor::Token(*least))).collect()
}

/// The tokens in a text, each from behind its prefix.
pub(super) fn tokens(bytes: &[u8], anchors: &Anchors) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut covered = 0;
    let prefixes = anchors.with(|anchor| if let Anchor::Token(least) = anchor { Some(least) } else { None });
    for (least, prefix) in prefixes {
        // A token may contain prefixes, none of which is looked at.
        if prefix.end > covered && is_start(bytes, prefix.start) {
            let token = token(bytes, prefix.end, least);
            covered = token.map_or(covered, |token| token.end);
            found.extend(token);
        }
    }
    found
}

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
    use super::super::anchors::Anchors;
    use super::{PREFIXES, tokens};

    #[test]
    fn every_prefix_marks_a_token_and_no_word() {
        let tokens = |text: &str| tokens(text.as_bytes(), &Anchors::of(text.as_bytes()));
        for (prefix, least) in PREFIXES {
            let prefix = std::str::from_utf8(prefix).unwrap();
            let content = "Zq7hbkmrt3xw".repeat(4);
            for (before, behind) in [("", ""), ("\"", "\""), ("\\n", " x"), ("a=", "&b"), ("%22", "")] {
                let text = format!("{before}{prefix}{content}{behind}");
                let shown = Mask::new(tokens(&text)).apply(&text);
                assert!(!shown.contains("Zq") && shown.ends_with(behind), "{text}: {shown}");
            }
            for text in [
                format!("{prefix} {content}"),
                format!("x{prefix}{content}"),
                prefix.chars().chain(content.chars().take(least - 1)).collect(),
            ] {
                assert!(tokens(&text).is_empty(), "{text}");
            }
            let (one, other) = content.split_at(5);
            let wrapped = format!("{prefix}{one}\n{other} x");
            assert!(!Mask::new(tokens(&wrapped)).apply(&wrapped).contains("mrt3xw"), "{wrapped}");
        }
    }
}
