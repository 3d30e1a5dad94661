//! Logs of container runtimes: each line has a time, a stream, and a tag that tells whether the next line continues it.

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rest, Rewrite};
use crate::decode::lines::{behind, is_blank, lines, run};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    for stream in [&b"stdout"[..], b"stderr"] {
        found.push(joined(bytes, stream));
    }
}

/// Fields before the content of a line.
struct Head<'l> {
    length: usize,
    stream: &'l [u8],
    is_partial: bool,
}

/// `2025-02-17T00:04:05.931087620Z stdout P `; further tags may follow the first.
fn head(line: &[u8]) -> Option<Head<'_>> {
    let time = run(line, |byte| byte.is_ascii_digit() || b"-:T.Z+".contains(&byte));
    if time < 20 || line.get(10) != Some(&b'T') {
        return None;
    }
    let rest = behind(line, time).strip_prefix(b" ")?;
    let stream = rest.get(..6).filter(|stream| matches!(*stream, b"stdout" | b"stderr"))?;
    let tags = behind(rest, 6).strip_prefix(b" ")?;
    let length = run(tags, |byte| byte.is_ascii_alphabetic() || byte == b':');
    let is_partial = match tags.get(..length)? {
        [b'P'] | [b'P', b':', ..] => true,
        [b'F'] | [b'F', b':', ..] => false,
        _ => return None,
    };
    // A blank line may have lost the space after its tag.
    let blank = usize::from(behind(tags, length).starts_with(b" "));
    if blank == 0 && tags.len() > length {
        return None;
    }
    Some(Head { length: time + 1 + 7 + length + blank, stream, is_partial })
}

/// Returns the lines of one stream without their heads, with continued lines joined. `None` if lines of another log are
/// among them, or no line is continued: the log is then handled as any other.
fn joined(bytes: &[u8], stream: &[u8]) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    let mut any = false;
    let mut is_open = false;
    for (line, next) in lines(bytes) {
        let content = line.slice_bytes(bytes);
        if is_blank(content) {
            continue;
        }
        let head = head(content)?;
        if head.stream != stream {
            rewrite.keep(if is_open { rewrite.at() } else { line.start });
            rewrite.drop(next, Code::LinePrefix, Applicability::Certain);
            continue;
        }
        if !is_open {
            rewrite.keep(line.start);
        }
        // The line break before a continuation, and its head.
        rewrite.drop(line.start + head.length, Code::LinePrefix, Applicability::Certain);
        rewrite.keep(line.end);
        is_open = head.is_partial;
        any |= is_open;
    }
    any.then(|| rewrite.finish()).flatten().map(|layer| layer.beside(Rest::CountsUnlessDocument))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::joined;

    proptest! {
        /// A text is restored however it is split into lines, and whatever the other stream writes between them.
        #[test]
        fn lines_that_go_on_are_joined(
            lines in proptest::collection::vec("[a-z{}\",: é]{1,30}", 1..4),
            cuts in proptest::collection::vec(1_usize..8, 1..20),
            noise in proptest::collection::vec(any::<bool>(), 1..20),
        ) {
            let mut log = String::new();
            let mut step = cuts.iter().cycle().zip(noise.iter().cycle());
            let mut any = false;
            for line in &lines {
                let characters: Vec<char> = line.chars().collect();
                let mut at = 0;
                while at < characters.len() {
                    let (cut, is_noisy) = step.next().unwrap();
                    let end = (at + cut).min(characters.len());
                    let piece: String = characters[at..end].iter().collect();
                    let tag = if end < characters.len() { "P" } else { "F" };
                    any |= tag == "P";
                    if *is_noisy {
                        log += "2025-02-17T00:04:05.931087620Z stderr F other\n";
                    }
                    log += &format!("2025-02-17T00:04:05.931087620Z stdout {tag} {piece}\n");
                    at = end;
                }
            }
            let layer = joined(log.as_bytes(), b"stdout");
            prop_assert_eq!(layer.is_some(), any);
            if let Some(layer) = layer {
                prop_assert_eq!(String::from_utf8(layer.bytes).unwrap(), lines.join("\n") + "\n");
            }
        }
    }
}
