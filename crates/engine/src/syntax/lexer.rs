#![expect(clippy::arithmetic_side_effects, reason = "offsets of bytes that are there")]

use super::cursor::plain_run;
use super::scalar::{StringFault, number_end, string_fault};
use crate::diagnostic::Code;
use crate::text::Span;

/// The kinds of tokens.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TokenKind {
    /// `{`
    BeginObject,
    /// `}`
    EndObject,
    /// `[`
    BeginArray,
    /// `]`
    EndArray,
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// A well-formed string, quotes included.
    String,
    /// A well-formed number.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
    /// White space.
    Blank,
    /// A string that contains a fault or has no closing quote. The token ends at the fault.
    BrokenString,
    /// Any other text, up to the next white space, bracket, comma, colon or double quote.
    Unknown,
    /// The end of the text; an empty token.
    End,
}

impl TokenKind {
    /// Describes the kind without quoting the text.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::BeginObject => "`{`",
            Self::EndObject => "`}`",
            Self::BeginArray => "`[`",
            Self::EndArray => "`]`",
            Self::Colon => "`:`",
            Self::Comma => "`,`",
            Self::String => "a string",
            Self::Number => "a number",
            Self::True => "`true`",
            Self::False => "`false`",
            Self::Null => "`null`",
            Self::Blank => "white space",
            Self::BrokenString => "a broken string",
            Self::Unknown => "an invalid token",
            Self::End => "the end of the text",
        }
    }
}

/// A piece of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// The kind of the token.
    pub kind: TokenKind,
    /// Location, in bytes of the text.
    pub span: Span,
    /// Whether a string contains an escape.
    pub escaped: bool,
    /// The fault of a [`TokenKind::BrokenString`], in offsets of the text; `None` for other kinds.
    pub fault: Option<StringFault>,
}

/// Splits a text into adjacent tokens, each of which starts where the one before ends.
///
/// The lexer never fails and can start at any character: text that is not JSON becomes [`TokenKind::Unknown`].
///
/// ```
/// use jsonmend::syntax::{Lexer, TokenKind};
///
/// let mut lexer = Lexer::new("[1 oops");
/// assert_eq!(lexer.next_token().kind, TokenKind::BeginArray);
/// assert_eq!(lexer.next_token().kind, TokenKind::Number);
/// assert_eq!(lexer.next_token().kind, TokenKind::Blank);
/// assert_eq!(lexer.next_token().kind, TokenKind::Unknown);
/// assert_eq!(lexer.next_token().kind, TokenKind::End);
/// ```
#[derive(Clone, Debug)]
pub struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    /// Creates a lexer at the start of `text`.
    #[must_use]
    pub const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Creates a lexer at `offset`, which should be the start of a token.
    #[must_use]
    pub const fn starting_at(text: &'t str, offset: usize) -> Self {
        Self { text, at: offset }
    }

    /// Returns the whole text.
    #[must_use]
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// Returns the offset of the next token, in bytes.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.at
    }

    /// Returns the next token; at the end of the text an empty [`TokenKind::End`], however often it is called.
    pub fn next_token(&mut self) -> Token {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let Some(&first) = rest.first() else { return self.token(TokenKind::End, 0) };
        match first {
            b'{' => self.token(TokenKind::BeginObject, 1),
            b'}' => self.token(TokenKind::EndObject, 1),
            b'[' => self.token(TokenKind::BeginArray, 1),
            b']' => self.token(TokenKind::EndArray, 1),
            b':' => self.token(TokenKind::Colon, 1),
            b',' => self.token(TokenKind::Comma, 1),
            b' ' | b'\t' | b'\n' | b'\r' => {
                let length = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
                self.token(TokenKind::Blank, length)
            }
            b'"' => self.string(rest),
            _ => self.word(rest),
        }
    }

    fn token(&mut self, kind: TokenKind, length: usize) -> Token {
        let span = Span::new(self.at, self.at + length);
        self.at = span.end;
        Token { kind, span, escaped: false, fault: None }
    }

    fn string(&mut self, rest: &[u8]) -> Token {
        let mut length = 1;
        let mut escaped = false;
        let closed = loop {
            length += plain_run(rest.get(length..).unwrap_or_default());
            match rest.get(length) {
                Some(b'"') => break true,
                Some(b'\\') => {
                    escaped = true;
                    // The escaped character may be a quote; it never ends the string.
                    length += 1 + usize::from(rest.get(length + 1).is_some_and(|byte| *byte >= 0x20));
                }
                _ => break false,
            }
        };
        let content = Span::new(self.at + 1, self.at + length);
        let fault = if escaped { string_fault(content.slice(self.text), 0) } else { None };
        let fault = match (fault, closed, rest.get(length)) {
            (Some(fault), ..) => {
                let span = Span::new(fault.span.start + content.start, fault.span.end + content.start);
                StringFault { span, ..fault }
            }
            (None, true, _) => {
                let token = self.token(TokenKind::String, length + 1);
                return Token { escaped, ..token };
            }
            (None, false, None) => StringFault { code: Code::MissingQuote, span: Span::at(content.end) },
            (None, false, Some(_)) => {
                StringFault { code: Code::ControlCharacter, span: Span::new(content.end, content.end + 1) }
            }
        };
        let token = self.token(TokenKind::BrokenString, fault.span.end - self.at);
        Token { escaped, fault: Some(fault), ..token }
    }

    fn word(&mut self, rest: &[u8]) -> Token {
        let ends =
            |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'{' | b'}' | b'[' | b']' | b':' | b',' | b'"');
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        let kind = match word {
            b"true" => TokenKind::True,
            b"false" => TokenKind::False,
            b"null" => TokenKind::Null,
            _ if number_end(word) == Some(length) => TokenKind::Number,
            _ => TokenKind::Unknown,
        };
        self.token(kind, length)
    }
}
