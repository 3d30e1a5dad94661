//! Control sequences of a terminal: colors, titles, queries. All are removed together.

use memchr::memmem;

use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rewrite};
use crate::decode::lines::{behind, run};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;

/// Notations of the escape character: itself, caret notation, its Unicode symbol, and escapes of programming languages.
const ESCAPES: [&[u8]; 7] = [b"\x1b", b"^[", "\u{241b}".as_bytes(), b"\\u001b", b"\\x1b", b"\\033", b"\\e"];
/// Fewest sequences without escape character that are not a coincidence.
const LEAST: usize = 3;
/// Longest command to the terminal, in bytes.
const LONGEST: usize = 1024;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let is_marked = ESCAPES.iter().any(|escape| memmem::find(bytes, escape).is_some());
    if is_marked {
        found.push(without(bytes, |rest| marked(rest).or_else(|| colour(rest)), 1));
    } else if memmem::find(bytes, b"[0m").is_some() || memmem::find(bytes, b"[m").is_some() {
        found.push(without(bytes, colour, LEAST));
    }
}

/// Removes control sequences. One without its escape character counts only outside of strings.
fn without(bytes: &[u8], sequence: impl Fn(&[u8]) -> Option<usize>, least: usize) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    let (mut in_string, mut at, mut count) = (false, 0, 0);
    while let Some(byte) = bytes.get(at) {
        let rest = behind(bytes, at);
        let length = if in_string { marked(rest).filter(|_| *byte == 0x1b) } else { sequence(rest) };
        match (length, byte) {
            (Some(length), _) => {
                rewrite.keep(at);
                at += length;
                rewrite.restate(at, b"");
                // Sequences that occur only inside strings are content.
                count += usize::from(!in_string);
            }
            (None, b'\\') if in_string => at += 2,
            (None, b'"') => {
                in_string = !in_string;
                at += 1;
            }
            (None, b'\n') => {
                in_string = false;
                at += 1;
            }
            (None, _) => at += 1,
        }
    }
    if count < least {
        return None;
    }
    let read_as = "text with control sequences of a terminal";
    rewrite.decoded(Span::new(0, bytes.len()), Code::EncodedDocument, Applicability::Certain, read_as);
    rewrite.finish()
}

/// Returns the length of an escape character at the start of bytes.
fn escape(bytes: &[u8]) -> Option<usize> {
    ESCAPES.iter().find(|escape| bytes.starts_with(escape)).map(|escape| escape.len())
}

/// Returns the length of a control sequence with its escape character at the start of bytes.
fn marked(bytes: &[u8]) -> Option<usize> {
    let mark = escape(bytes)?;
    let rest = behind(bytes, mark);
    let length = match rest.first()? {
        // CSI: parameters, intermediates, and one final byte.
        b'[' => {
            let parameters = 1 + run(behind(rest, 1), |byte| (0x20..0x40).contains(&byte));
            rest.get(parameters).filter(|last| (0x40..0x7f).contains(*last))?;
            parameters + 1
        }
        // OSC, DCS, PM, APC: text up to a bell or a string terminator.
        b']' | b'P' | b'^' | b'_' => {
            // Only up to the next sequence, so that no byte is scanned twice.
            let is_end = |at: &usize| behind(rest, *at).starts_with(b"\x07") || escape(behind(rest, *at)).is_some();
            let end = (1..rest.len().min(LONGEST)).find(is_end)?;
            match escape(behind(rest, end)) {
                None => end + 1,
                Some(length) if behind(rest, end + length).starts_with(b"\\") => end + length + 1,
                Some(_) => return None,
            }
        }
        // Selection of a character set.
        b'(' | b')' if rest.len() > 1 => 2,
        b'=' | b'>' | b'7' | b'8' | b'c' | b'M' if bytes.starts_with(b"\x1b") => 1,
        _ => return None,
    };
    Some(mark + length)
}

/// Returns the length of `[1;39m`, a color sequence without its escape character.
fn colour(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(b"[")?;
    let length = run(rest.get(..rest.len().min(16))?, |byte| byte.is_ascii_digit() || byte == b';');
    (rest.get(length) == Some(&b'm') || (rest.get(length) == Some(&b'K') && length < 2)).then_some(length + 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::without;
    use super::{colour, marked};
    use crate::decode::families::foreign::tests::document;

    /// Returns a text with a sequence before and after each of its tokens.
    fn coloured(text: &str, escape: &str) -> String {
        let mut coloured = String::new();
        let mut in_string = false;
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            if character == '"' {
                in_string = !in_string;
            }
            let is_token = !in_string && "{}[],:".contains(character);
            if is_token {
                coloured += &format!("{escape}[1;39m{character}{escape}[0m");
                continue;
            }
            coloured.push(character);
            if in_string && character == '\\' {
                coloured.extend(characters.next());
            }
        }
        coloured
    }

    proptest! {
        #[test]
        fn colours_come_off(document in document(), escape in prop_oneof![Just("\x1b"), Just("^["), Just("\\u001b"), Just("")]) {
            let text = document.to_string();
            prop_assume!(!text.contains("^["));
            let layer = without(coloured(&text, escape).as_bytes(), |rest| marked(rest).or_else(|| colour(rest)), 1);
            prop_assert_eq!(String::from_utf8(layer.unwrap().bytes).unwrap(), text);
        }
    }
}
