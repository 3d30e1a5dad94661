#![expect(clippy::arithmetic_side_effects, reason = "offsets of bytes that are there")]

use super::scalar::{number_end, string_fault};

/// A position in a text that advances over JSON only.
///
/// It does not explain what it refuses: the [`Lexer`](super::Lexer) and the grammar do that, on a second pass that only
/// faulty texts need. Without states and error values it runs several times as fast as they do.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'t> {
    text: &'t str,
    /// An offset, because the tape needs offsets, and an offset fits one register; the rest of the text would take two.
    at: usize,
}

/// The content of a string, without its quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Content<'t> {
    /// The source text.
    pub(crate) raw: &'t str,
    /// Whether the content holds an escape.
    pub(crate) escaped: bool,
}

impl<'t> Cursor<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Creates a cursor at `offset`, which should be the start of a token.
    pub(crate) const fn starting_at(text: &'t str, offset: usize) -> Self {
        Self { text, at: offset }
    }

    #[inline(always)]
    pub(crate) const fn offset(&self) -> usize {
        self.at
    }

    /// Returns the next byte; NUL at the end. No token begins with NUL.
    #[inline(always)]
    pub(crate) fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// Passes the byte that `peek` returned, which must be ASCII and not the end.
    #[inline(always)]
    pub(crate) fn pass(&mut self) {
        self.at += 1;
    }

    #[inline(always)]
    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Returns the number of bytes that are left.
    #[inline(always)]
    pub(crate) const fn left(&self) -> usize {
        self.text.len().saturating_sub(self.at)
    }

    /// Returns whether only white space is left.
    pub(crate) fn is_done(&mut self) -> bool {
        self.token();
        self.at == self.text.len()
    }

    /// Passes white space and returns the byte after it.
    #[inline(always)]
    pub(crate) fn token(&mut self) -> u8 {
        let byte = self.peek();
        if byte > b' ' {
            return byte;
        }
        let (at, byte) = behind_blanks(self.text.as_bytes(), self.at);
        self.at = at;
        byte
    }

    /// Passes a string; `None` if there is none.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Option<Content<'t>> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) != Some(&b'"') {
            return None;
        }
        let start = self.at + 1;
        let end = start + plain_run(bytes.get(start..)?);
        if bytes.get(end) != Some(&b'"') {
            let end = escaped_end(self.text, start, end)?;
            self.at = end + 1;
            return Some(Content { raw: self.text.get(start..end)?, escaped: true });
        }
        self.at = end + 1;
        Some(Content { raw: self.text.get(start..end)?, escaped: false })
    }

    /// Passes `written`, which must not be empty. Returns whether it was there.
    #[inline(always)]
    pub(crate) fn written(&mut self, written: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..);
        let is_it = rest.and_then(|rest| rest.get(..written.len())).is_some_and(|raw| same(raw, written.as_bytes()));
        if is_it {
            self.at += written.len();
        }
        is_it
    }

    /// Passes the name at index `next` of `names`, or the one after it, its colon, and the white space after the colon.
    /// Returns the index of the name.
    ///
    /// Members mostly come in the order of their type, and a comparison is faster than a search for the end of the
    /// name. The second comparison allows for one absent member.
    #[inline(always)]
    pub(crate) fn next_written(&mut self, names: &[impl AsRef<str>], next: usize) -> Option<usize> {
        let at = match names.get(next) {
            Some(written) if self.written(written.as_ref()) => next,
            Some(_) if names.get(next + 1).is_some_and(|written| self.written(written.as_ref())) => next + 1,
            _ => return None,
        };
        self.behind_colon();
        Some(at)
    }

    /// Returns name and value of the first member of the object whose bracket is at the cursor, if the value is a
    /// string. The cursor does not move.
    pub(crate) fn first_member(&self) -> Option<(Content<'t>, Content<'t>)> {
        let mut ahead = Self::starting_at(self.text, self.at + 1);
        ahead.token();
        Some((ahead.name()?, ahead.string()?))
    }

    /// Passes the white space after a colon, which in indented text usually is one space.
    #[inline(always)]
    pub(crate) fn behind_colon(&mut self) {
        if self.peek() > b' ' {
            return;
        }
        self.at = match self.rest() {
            [b' ', next, ..] if *next > b' ' => self.at + 1,
            _ => behind_blanks(self.text.as_bytes(), self.at).0,
        };
    }

    /// Passes the number at the cursor. The caller checks the byte after it.
    #[inline]
    pub(crate) fn number(&mut self) -> Option<&'t str> {
        let start = self.at;
        self.at += number_end(self.rest())?;
        self.text.get(start..self.at)
    }

    /// Passes `literal`; `None` if it is not there.
    #[inline(always)]
    pub(crate) fn literal(&mut self, literal: &str) -> Option<()> {
        self.rest().starts_with(literal.as_bytes()).then(|| self.at += literal.len())
    }

    /// Passes a name, its colon and the white space after it; `None` if one is absent.
    #[inline(always)]
    pub(crate) fn name(&mut self) -> Option<Content<'t>> {
        let name = self.string()?;
        self.colon()?;
        self.behind_colon();
        Some(name)
    }

    /// Passes white space and a colon; `None` if there is no colon.
    #[inline(always)]
    pub(crate) fn colon(&mut self) -> Option<()> {
        (self.token() == b':').then(|| self.pass())
    }
}

/// Returns the offset after the white space at `at`, and the byte there; NUL at the end.
///
/// Functions of the cursor that are seldom called take its fields, not the cursor, so that its offset stays in a
/// register.
#[inline(never)]
fn behind_blanks(bytes: &[u8], at: usize) -> (usize, u8) {
    // Indented text has a line break and spaces: up to sixteen spaces are compared at once.
    if let Some([b'\n', blanks @ ..]) = bytes.get(at..).and_then(<[u8]>::first_chunk::<17>) {
        let other = u128::from_le_bytes(*blanks) ^ BLANKS;
        let length = other.trailing_zeros() as usize / 8;
        return match blanks.get(length) {
            Some(byte) if *byte > b' ' => (at + 1 + length, *byte),
            _ => behind_any_blanks(bytes, at + 1 + length),
        };
    }
    behind_any_blanks(bytes, at)
}

const BLANKS: u128 = u128::from_le_bytes([b' '; 16]);

/// Does what [`behind_blanks`] does, for white space of any length and kind.
#[inline(never)]
fn behind_any_blanks(bytes: &[u8], mut at: usize) -> (usize, u8) {
    while bytes.get(at..).and_then(<[u8]>::first_chunk) == Some(&BLANKS.to_le_bytes()) {
        at += 16;
    }
    while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    (at, bytes.get(at).copied().unwrap_or(0))
}

/// Returns the offset of the quote that ends the string whose content begins at `start` and has no escape before
/// `plain`.
#[inline(never)]
fn escaped_end(text: &str, start: usize, plain: usize) -> Option<usize> {
    let mut end = plain;
    loop {
        match text.as_bytes().get(end..)? {
            [b'"', ..] => break,
            // The escaped character may be a quote; it never ends the string.
            [b'\\', _, rest @ ..] => end += 2 + plain_run(rest),
            _ => return None,
        }
    }
    string_fault(text.get(start..end)?, plain - start).is_none().then_some(end)
}

/// Returns whether both slices are equal. Names are short, and a call of `memcmp` costs more than the comparison of the
/// first and the last bytes of each, which may overlap.
#[inline(always)]
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    fn ends<const N: usize>(left: &[u8], right: &[u8]) -> bool {
        left.first_chunk::<N>() == right.first_chunk() && left.last_chunk::<N>() == right.last_chunk()
    }
    left.len() == right.len()
        && match left.len() {
            4..8 => ends::<4>(left, right),
            8..16 => ends::<8>(left, right),
            16..=32 => ends::<16>(left, right),
            33..=64 => ends::<32>(left, right),
            _ => left == right,
        }
}

/// Returns the length of the run at the start of `bytes` without quotes, backslashes and control characters.
#[inline(always)]
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((block, tail)) = rest.split_first_chunk::<16>() {
        let block = u128::from_le_bytes(*block);
        // Both halves are tested together: most strings end in the first block or two, and a branch for each half would
        // be mispredicted more often.
        let (low, high) = (special(block as u64), special((block >> 64) as u64));
        if low | high != 0 {
            let run = bytes.len() - rest.len();
            return run + if low != 0 { first_byte(low) } else { 8 + first_byte(high) };
        }
        rest = tail;
    }
    bytes.len() - rest.len() + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// Returns whether `bytes`, which are mostly few, contain no quote, backslash or control character.
#[inline]
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    fn word(bytes: Option<&[u8; 8]>) -> u64 {
        bytes.map_or(0, |bytes| special(u64::from_le_bytes(*bytes)))
    }
    let (mut found, mut rest) = (0, bytes);
    while let Some((block, behind)) = rest.split_first_chunk::<16>() {
        let block = u128::from_le_bytes(*block);
        found |= special(block as u64) | special((block >> 64) as u64);
        rest = behind;
    }
    // The last block may overlap the one before it.
    match (rest.len(), bytes.last_chunk::<16>()) {
        (0, _) => found == 0,
        (1..=8, Some(_)) => found | word(bytes.last_chunk()) == 0,
        (_, Some(last)) => found | word(last.first_chunk()) | word(last.last_chunk()) == 0,
        (8.., None) => word(rest.first_chunk()) | word(rest.last_chunk()) == 0,
        (_, None) => !rest.iter().any(is_special),
    }
}

const fn is_special(byte: &u8) -> bool {
    matches!(byte, 0..=0x1f | b'"' | b'\\')
}

/// Returns a word whose bytes all are `byte`.
const fn repeat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Sets the high bit of the first byte that is a quote, backslash or control character, and of none before it.
///
/// A borrow may propagate from that byte into those after it, which do not matter.
#[inline(always)]
const fn special(word: u64) -> u64 {
    // With this bit flipped a quote is 0x20, next to the control characters, whose set the flip does not change.
    let quote_or_control = (word ^ repeat(b'"' ^ 0x20)).wrapping_sub(repeat(0x21));
    let backslash = (word ^ repeat(b'\\')).wrapping_sub(repeat(1));
    (quote_or_control | backslash) & !word & repeat(0x80)
}

/// Returns the index of the first byte that is not zero.
#[inline(always)]
const fn first_byte(word: u64) -> usize {
    word.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// White space of any length after a line break, at the end of the text and before any byte.
    #[test]
    fn passes_blanks_and_nothing_else() {
        for length in 0..40 {
            let blanks = format!("\n{}", " ".repeat(length));
            for rest in ["", "]", "\u{b}", "\t\r\n \"", "\u{a0}", "1, 2, 3, 4, 5, 6, 7, 8"] {
                let text = format!("{blanks}{rest}");
                let mut cursor = Cursor::new(&text);
                let behind = rest.trim_start_matches([' ', '\n', '\r', '\t']);
                assert_eq!(cursor.token(), behind.bytes().next().unwrap_or(0), "{text:?}");
                assert_eq!(cursor.offset(), text.len() - behind.len(), "{text:?}");
            }
        }
    }

    /// Every byte value at every offset, with plain text before and after it.
    #[test]
    #[cfg_attr(miri, ignore = "a quarter of a million runs take Miri longer than all the rest")]
    fn finds_the_first_special_byte() {
        for byte in 0..=u8::MAX {
            for at in 0..40 {
                let mut bytes = [b'\x80'; 40];
                bytes[at] = byte;
                let special = byte < 0x20 || byte == b'"' || byte == b'\\';
                assert_eq!(is_plain(&bytes[..=at]), !special, "{byte:#x} at {at}");
                assert_eq!(is_plain(&bytes[at..]), !special, "{byte:#x} at {at}");
                for from in 0..=at {
                    assert_eq!(
                        plain_run(&bytes[from..]),
                        if special { at - from } else { 40 - from },
                        "{byte:#x} at {at}"
                    );
                }
            }
        }
    }
    #[test]
    fn passes_what_is_written_and_nothing_else() {
        let text = "xx\"name\":1";
        let mut cursor = Cursor::starting_at(text, 2);
        for other in ["\"nama\":", "\"name\":2", "\"name\":12", "name"] {
            assert!(!cursor.written(other), "{other}");
            assert_eq!(cursor.offset(), 2, "{other}");
        }
        assert!(cursor.written("\"name\":"));
        assert_eq!((cursor.offset(), cursor.left()), (9, 1));
        assert!(cursor.written("1") && !cursor.written("1"));
        assert_eq!((cursor.offset(), cursor.left()), (10, 0));
    }

    /// Any length, and a difference at any offset.
    #[test]
    fn what_differs_anywhere_is_not_the_same() {
        for length in 0..80 {
            let left = vec![b'a'; length];
            assert!(same(&left, &left));
            assert!(!same(&left, &vec![b'a'; length + 1]));
            for at in 0..length {
                let mut right = left.clone();
                right[at] = b'b';
                assert!(!same(&left, &right), "{at} of {length}");
            }
        }
    }

    #[test]
    fn passes_the_blanks_behind_a_colon() {
        for (text, offset) in
            [("1", 0), (" 1", 1), ("  1", 2), ("\n\t1", 2), ("", 0), (" ", 1), ("   ", 3), (" \n\"a\"", 2)]
        {
            let mut cursor = Cursor::new(text);
            cursor.behind_colon();
            assert_eq!(cursor.offset(), offset, "{text:?}");
        }
    }
}
