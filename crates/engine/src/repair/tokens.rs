//! The finest cut of a text: every quote and every bracket alone, since where a string starts and ends is what the
//! search has to find out.

use crate::repair::dialect::indentation::column;
pub(in crate::repair) use crate::text::Quote;
use crate::text::Span;

/// The kinds of token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::repair) enum RawTokenKind {
    BeginObject,
    EndObject,
    BeginArray,
    EndArray,
    Colon,
    Comma,
    Quote,
    Blank,
    /// White space that JSON does not know, such as a non-breaking blank.
    OddBlank,
    LineBreak,
    /// `//`
    LineComment,
    /// `#`
    Hash,
    /// `/*`
    BlockOpen,
    /// `*/`
    BlockClose,
    /// `=` or `=>`
    Equals,
    Semicolon,
    /// A backslash and a quote: mostly content, but the backslash may have been meant as itself.
    EscapedQuote,
    /// A run of anything else; a backslash takes the next character along.
    Text,
    End,
}

impl RawTokenKind {
    pub(in crate::repair) const fn is_closer(self) -> bool {
        matches!(self, Self::EndObject | Self::EndArray)
    }

    pub(in crate::repair) const fn is_opener(self) -> bool {
        matches!(self, Self::BeginObject | Self::BeginArray)
    }

    pub(in crate::repair) const fn is_space(self) -> bool {
        matches!(self, Self::Blank | Self::OddBlank | Self::LineBreak)
    }

    /// Brackets, commas and colons.
    pub(in crate::repair) const fn is_structure(self) -> bool {
        self.is_closer() || self.is_opener() || matches!(self, Self::Colon | Self::Comma)
    }
}

impl Quote {
    /// Number of occurrences of each quote in a text.
    pub(in crate::repair) fn counts(text: &str) -> [usize; Self::COUNT] {
        let mut counts = [0; Self::COUNT];
        let bytes = text.as_bytes();
        if memchr::memchr3(b'\'', b'`', b'\\', bytes).is_none() && memchr::memchr2(0xc2, 0xe2, bytes).is_none() {
            // In most texts only straight double quotes can be.
            if let Some(count) = counts.get_mut(Self::Double as usize) {
                *count = memchr::memchr_iter(b'"', bytes).count();
            }
            return counts;
        }
        let (mut at, mut double) = (0, 0);
        // Most bytes are of no quote.
        while let Some(step) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| starts_quote(*byte))) {
            at += step;
            if bytes.get(at) == Some(&b'"') {
                double += 1;
                at += 1;
                continue;
            }
            let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            at += character.len_utf8();
            if character == '\\' {
                // The character behind a backslash is content.
                at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            } else if let Some(count) = Self::of(character).and_then(|quote| counts.get_mut(quote as usize)) {
                *count += 1;
            }
        }
        if let Some(count) = counts.get_mut(Self::Double as usize) {
            *count = double;
        }
        counts
    }

    /// The quote counted most; the straight double one where there is none.
    pub(in crate::repair) fn most(counts: &[usize; Self::COUNT]) -> Self {
        let mut best = (0, Self::Double);
        for (quote, count) in Self::ALL.into_iter().zip(counts) {
            if *count > best.0 {
                best = (*count, quote);
            }
        }
        best.1
    }
}

/// Whether a byte is the first of a quote, or a backslash.
const fn starts_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`' | b'\\' | 0xc2 | 0xe2)
}

/// One token. It ends where the next one starts.
#[derive(Clone, Copy, Debug)]
pub(in crate::repair) struct RawToken {
    pub(in crate::repair) start: u32,
    pub(in crate::repair) kind: RawTokenKind,
    pub(in crate::repair) quote: Quote,
    /// Inside a string it would need an escape, or holds a faulty one.
    pub(in crate::repair) dirty: bool,
    /// Column of the token if it is the first on its line; -1 otherwise.
    pub(in crate::repair) first_indent: i32,
    /// The indentation of its line.
    pub(in crate::repair) line_indent: i32,
}

/// Number of bytes before a token that are searched for the start of its line: indented text has no longer lines.
const LONGEST_LINE: usize = 4096;

/// The tokens of a text from some offset on, cut as they are asked for.
pub(in crate::repair) struct RawTokens<'t> {
    text: &'t str,
    tokens: Vec<RawToken>,
    /// Where the next token starts.
    at: usize,
    /// The number of columns from one tab stop to the next.
    tab: u32,
    line_indent: i32,
    /// Nothing but blanks since the line started.
    fresh: bool,
    /// No line has ended yet: where the first one starts is chance, when the text is a part of another.
    first_line: bool,
    ended: bool,
}

impl<'t> RawTokens<'t> {
    pub(in crate::repair) fn new(text: &'t str, tab: u32) -> Self {
        Self { text, tokens: Vec::new(), at: 0, tab, line_indent: 0, fresh: true, first_line: true, ended: false }
    }

    /// Forgets everything and goes on at `offset`.
    pub(in crate::repair) fn restart(&mut self, offset: usize) {
        self.tokens.clear();
        self.at = offset;
        self.ended = false;
        let near = offset.saturating_sub(LONGEST_LINE);
        let before = self.text.as_bytes().get(near..offset).unwrap_or_default();
        let line_break = memchr::memrchr(b'\n', before);
        let start = near + line_break.map_or(0, |at| at + 1);
        let line = self.text.get(start..offset).unwrap_or("?");
        self.first_line = line_break.is_none();
        let content = line.trim_start_matches(is_blank);
        let blanks = line.get(..line.len() - content.len()).unwrap_or_default();
        self.line_indent = self.indent(column(blanks.chars(), 0, self.tab));
        self.fresh = content.is_empty();
    }

    /// RawToken `index`, counted from the restart. Behind the end: the end, again and again.
    pub(in crate::repair) fn get(&mut self, index: usize) -> RawToken {
        match self.tokens.get(index) {
            Some(token) => *token,
            None => self.cut_to(index),
        }
    }

    #[inline(never)]
    fn cut_to(&mut self, index: usize) -> RawToken {
        while self.tokens.len() <= index && !self.ended {
            self.cut();
        }
        self.tokens.get(index).or(self.tokens.last()).copied().unwrap_or_else(|| self.end())
    }

    fn end(&self) -> RawToken {
        let start = self.text.len() as u32;
        let line_indent = self.line_indent;
        RawToken { start, kind: RawTokenKind::End, quote: Quote::None, dirty: false, first_indent: -1, line_indent }
    }

    /// The bytes of token `index`.
    pub(in crate::repair) fn span(&mut self, index: usize) -> Span {
        let RawToken { start, kind, .. } = self.get(index);
        if kind == RawTokenKind::End {
            return Span::at(start as usize);
        }
        Span::new(start as usize, self.get(index + 1).start as usize)
    }

    /// The first token at or behind `index` that is no blank and no line break.
    pub(in crate::repair) fn significant(&mut self, index: usize) -> RawToken {
        let index = self.significant_index(index);
        self.get(index)
    }

    /// The kind of the last token up to `index` that is no blank on the same line.
    pub(in crate::repair) fn significant_before(&mut self, index: usize) -> RawTokenKind {
        let kind = self.get(index).kind;
        match index.checked_sub(1) {
            Some(before) if matches!(kind, RawTokenKind::Blank | RawTokenKind::OddBlank) => self.get(before).kind,
            _ => kind,
        }
    }

    /// Where that is.
    pub(in crate::repair) fn significant_index(&mut self, mut index: usize) -> usize {
        while self.get(index).kind.is_space() {
            index += 1;
        }
        index
    }

    /// Where the last token before `index` that is no blank ends.
    pub(in crate::repair) fn end_before(&mut self, index: usize) -> usize {
        let mut end = self.get(index).start as usize;
        for token in self.tokens.get(..index).unwrap_or_default().iter().rev() {
            if !token.kind.is_space() {
                break;
            }
            end = token.start as usize;
        }
        end
    }

    /// The indentation that counts: none on a first line that does not start at the margin.
    const fn indent(&self, blanks: u32) -> i32 {
        if self.first_line && blanks > 0 { -1 } else { blanks as i32 }
    }

    /// Whether no line has ended yet.
    pub(in crate::repair) const fn is_first_line(&self) -> bool {
        self.first_line
    }

    fn cut(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let start = self.at as u32;
        let Some((kind, quote, length)) = classify(rest) else {
            self.ended = true;
            self.tokens.push(self.end());
            return;
        };
        self.at += length;
        let body = rest.get(..length).unwrap_or_default();
        let mut first_indent = -1;
        match kind {
            RawTokenKind::LineBreak => {
                self.line_indent = 0;
                self.fresh = true;
                self.first_line = false;
            }
            RawTokenKind::Blank | RawTokenKind::OddBlank => {
                if self.fresh {
                    let before = u32::try_from(self.line_indent).unwrap_or(0);
                    self.line_indent = self.indent(column(body.chars(), before, self.tab));
                }
            }
            _ => {
                if self.fresh && !self.first_line {
                    first_indent = self.line_indent;
                }
                self.fresh = false;
            }
        }
        let dirty = match kind {
            RawTokenKind::LineBreak => true,
            RawTokenKind::Blank | RawTokenKind::OddBlank | RawTokenKind::Text | RawTokenKind::EscapedQuote => {
                body.bytes().any(|byte| byte < 0x20 || byte == b'\\')
            }
            _ => false,
        };
        self.tokens.push(RawToken { start, kind, quote, dirty, first_indent, line_indent: self.line_indent });
    }
}

fn classify(rest: &str) -> Option<(RawTokenKind, Quote, usize)> {
    use RawTokenKind as K;
    let bytes = rest.as_bytes();
    let single = |kind| Some((kind, Quote::None, 1));
    match (*bytes.first()?, bytes.get(1)) {
        (b'{', _) => single(K::BeginObject),
        (b'}', _) => single(K::EndObject),
        (b'[', _) => single(K::BeginArray),
        (b']', _) => single(K::EndArray),
        (b':', _) => single(K::Colon),
        (b',', _) => single(K::Comma),
        (b';', _) => single(K::Semicolon),
        (b'#', _) => single(K::Hash),
        (b'=', Some(b'>')) => Some((K::Equals, Quote::None, 2)),
        (b'=', _) => single(K::Equals),
        (b'\\', Some(b'"')) => Some((K::EscapedQuote, Quote::Double, 2)),
        (b'/', Some(b'/')) => Some((K::LineComment, Quote::None, 2)),
        (b'/', Some(b'*')) => Some((K::BlockOpen, Quote::None, 2)),
        (b'*', Some(b'/')) => Some((K::BlockClose, Quote::None, 2)),
        (b'\n', _) => single(K::LineBreak),
        (b'\r', Some(b'\n')) => Some((K::LineBreak, Quote::None, 2)),
        (b'\r', _) => single(K::LineBreak),
        (b' ' | b'\t', _) => {
            let length = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            Some((K::Blank, Quote::None, length))
        }
        _ => {
            let first = rest.chars().next()?;
            if is_odd_blank(first) {
                return Some((K::OddBlank, Quote::None, rest.len() - rest.trim_start_matches(is_odd_blank).len()));
            }
            if let Some(quote) = Quote::of(first) {
                return Some((K::Quote, quote, first.len_utf8()));
            }
            // A parenthesis may be the bracket of a tuple.
            if matches!(first, '(' | ')') {
                return single(K::Text);
            }
            Some((K::Text, Quote::None, text_length(rest)))
        }
    }
}

/// The length of the run of plain text at the start of `rest`; at least one character.
fn text_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut characters = rest.char_indices();
    let mut opened = false;
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                // The character behind a backslash is content, whatever it is; a line break stays one.
                match bytes.get(at + 1) {
                    Some(b'\n' | b'\r') => return at + 1,
                    Some(b'"') => return at,
                    _ => {}
                }
                characters.next();
            }
            '{' | '}' | '[' | ']' | ':' | ',' | ';' | '#' | '=' | '\n' | '\r' | ' ' | '\t' => return at,
            '/' if at > 0 && matches!(bytes.get(at + 1), Some(b'/' | b'*')) => return at,
            '(' => opened = true,
            // Not the end of a call that is one word.
            ')' if at > 0 && !opened => return at,
            '*' if at > 0 && bytes.get(at + 1) == Some(&b'/') => return at,
            _ if at > 0 && (Quote::of(character).is_some() || is_odd_blank(character)) => return at,
            _ => {}
        }
    }
    rest.len()
}

/// White space that JSON does not know: what editors, word processors and web pages put for a blank, and what has no
/// width at all.
pub(in crate::repair) const fn is_odd_blank(character: char) -> bool {
    matches!(
        character,
        '\u{b}' | '\u{c}' | '\u{85}' | '\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{180e}' | '\u{2000}'
            ..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{feff}'
    )
}

/// Whether an odd blank shows at all.
pub(in crate::repair) const fn has_width(character: char) -> bool {
    !matches!(character, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Any white space but a line break.
pub(in crate::repair) const fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t') || is_odd_blank(character)
}
