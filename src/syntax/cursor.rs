use super::scalar::{number_end, string_fault};

/// A place in a text that moves on over JSON, and over nothing else.
///
/// What it does not accept it does not explain: the [`Lexer`](super::Lexer) and the grammar do that, on a second pass
/// that only faulty texts need. So this one has no states and no error values, and runs several times as fast.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'t> {
    text: &'t str,
    /// What is ahead. Always a tail of `text`.
    rest: &'t [u8],
}

/// The content of a string, without its quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Content<'t> {
    /// As it stands.
    pub(crate) raw: &'t str,
    /// It holds at least one escape.
    pub(crate) escaped: bool,
}

impl<'t> Cursor<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text, rest: text.as_bytes() }
    }

    #[inline(always)]
    pub(crate) const fn offset(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// The next byte; NUL at the end, which no JSON begins with either.
    #[inline(always)]
    pub(crate) fn peek(&self) -> u8 {
        self.rest.first().copied().unwrap_or(0)
    }

    /// Passes one byte, which is ASCII.
    #[inline(always)]
    pub(crate) fn pass(&mut self) {
        if let [_, rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// Whether nothing but blanks is left.
    pub(crate) fn is_done(&mut self) -> bool {
        self.token();
        self.rest.is_empty()
    }

    /// Passes blanks and gives the byte behind them.
    #[inline(always)]
    pub(crate) fn token(&mut self) -> u8 {
        match self.rest {
            [0..=b' ', ..] => self.behind_blanks(),
            _ => self.peek(),
        }
    }

    #[inline]
    fn behind_blanks(&mut self) -> u8 {
        // Indented text: a line break, then blanks, and these by the word.
        if let [b'\n', rest @ ..] = self.rest {
            self.rest = rest;
            while let Some((word, tail)) = self.rest.split_first_chunk() {
                let other = u64::from_le_bytes(*word) ^ repeat(b' ');
                if other != 0 {
                    self.rest = self.rest.get(first_byte(other)..).unwrap_or_default();
                    break;
                }
                self.rest = tail;
            }
        }
        while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
        self.peek()
    }

    /// Passes a string; nothing if there is none.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Option<Content<'t>> {
        let [b'"', content @ ..] = self.rest else { return None };
        let length = plain_run(content);
        match content.get(length..) {
            Some([b'"', rest @ ..]) => {
                let start = self.text.len() - content.len();
                self.rest = rest;
                Some(Content { raw: self.text.get(start..start + length)?, escaped: false })
            }
            _ => self.escaped_string(content, length),
        }
    }

    /// The same from behind the plain part of the content.
    #[inline(never)]
    fn escaped_string(&mut self, content: &'t [u8], plain: usize) -> Option<Content<'t>> {
        let mut length = plain;
        let rest = loop {
            match content.get(length..)? {
                [b'"', rest @ ..] => break rest,
                // The escaped character may be a quote; it never ends the string.
                [b'\\', _, rest @ ..] => length += 2 + plain_run(rest),
                _ => return None,
            }
        };
        let start = self.text.len() - content.len();
        let raw = self.text.get(start..start + length)?;
        if string_fault(raw, plain).is_some() {
            return None;
        }
        self.rest = rest;
        Some(Content { raw, escaped: true })
    }

    /// Passes the string `name`, written without escapes, and the colon right behind it.
    #[inline(always)]
    pub(crate) fn name(&mut self, name: &str) -> bool {
        let [b'"', content @ ..] = self.rest else { return false };
        match content.strip_prefix(name.as_bytes()) {
            Some([b'"', b':', rest @ ..]) => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Passes a number, at whose first byte the cursor stands. What ends it is for the reader of the next token to see.
    #[inline]
    pub(crate) fn number(&mut self) -> Option<&'t str> {
        let start = self.offset();
        self.rest = self.rest.get(number_end(self.rest)?..)?;
        self.text.get(start..self.offset())
    }

    /// Passes `literal`.
    #[inline(always)]
    pub(crate) fn literal(&mut self, literal: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(literal.as_bytes())?;
        Some(())
    }

    /// Passes a colon behind blanks.
    #[inline(always)]
    pub(crate) fn colon(&mut self) -> Option<()> {
        self.token();
        let [b':', rest @ ..] = self.rest else { return None };
        self.rest = rest;
        Some(())
    }
}

/// The length of the run at the start of `bytes` without quotes, backslashes and control characters.
#[inline(always)]
pub(super) fn plain_run(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((block, tail)) = rest.split_first_chunk::<16>() {
        let block = u128::from_le_bytes(*block);
        // The high half is looked at with the low one: most strings end in the first block or two, and a branch for
        // each half would be guessed wrong more often.
        let (low, high) = (special(block as u64), special((block >> 64) as u64));
        if low | high != 0 {
            let run = bytes.len() - rest.len();
            return run + if low != 0 { first_byte(low) } else { 8 + first_byte(high) };
        }
        rest = tail;
    }
    let special = |byte: &u8| matches!(byte, 0..=0x1f | b'"' | b'\\');
    bytes.len() - rest.len() + rest.iter().position(special).unwrap_or(rest.len())
}

/// A word whose bytes are all `byte`.
const fn repeat(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Sets the high bit of the first byte that is a quote, backslash or control character, and of none before it.
///
/// A borrow may run from that byte into those behind it, which do not matter.
#[inline(always)]
const fn special(word: u64) -> u64 {
    let control = word.wrapping_sub(repeat(0x20));
    let quote = (word ^ repeat(b'"')).wrapping_sub(repeat(1));
    let backslash = (word ^ repeat(b'\\')).wrapping_sub(repeat(1));
    (control | quote | backslash) & !word & repeat(0x80)
}

/// The index of the first byte that is not zero.
#[inline(always)]
const fn first_byte(word: u64) -> usize {
    word.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every byte at every place, before and behind which nothing is special.
    #[test]
    fn finds_the_first_special_byte() {
        for byte in 0..=u8::MAX {
            for at in 0..40 {
                let mut bytes = [b'\x80'; 40];
                bytes[at] = byte;
                let special = byte < 0x20 || byte == b'"' || byte == b'\\';
                for from in 0..=at {
                    assert_eq!(plain_run(&bytes[from..]), if special { at - from } else { 40 - from }, "{byte:#x} at {at}");
                }
            }
        }
    }
}
