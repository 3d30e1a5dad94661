#![expect(
    clippy::arithmetic_side_effects,
    reason = "offsets of tokens, and counts of nodes, of which there are as many as bytes at most"
)]

use super::build::build;
use super::grammar::{Action, Container, State};
use super::notation::foreign_literal;
use super::tape::{Node, NodeKind, Tape};
use super::{Lexer, Token, TokenKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{Span, is_quote};

/// The first violation of the JSON grammar in a text. Cheap to create, unlike an [`Error`](crate::Error): the stages parse many texts
/// that may not be JSON.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Violation {
    /// Code of the violated rule.
    pub(crate) code: Code,
    /// Location, in bytes of the text.
    pub(crate) span: Span,
    /// State of the grammar at the location, which tells the allowed tokens.
    pub(crate) state: State,
    /// Innermost open container and its opening bracket; `None` outside all containers.
    pub(super) inside: Option<(Container, Span)>,
    /// Kind of the token at the location.
    pub(super) found: TokenKind,
}

impl Violation {
    /// Returns the violation as a diagnostic.
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::new(self.code, self.span);
        let diagnostic = match self.code {
            Code::MissingComma
            | Code::MissingColon
            | Code::MissingName
            | Code::MissingValue
            | Code::MismatchedCloser
            | Code::UnquotedName
            | Code::StrayText
            | Code::ExtraComma
            | Code::ExtraColon
            | Code::ExtraCloser
            | Code::CutOff => diagnostic
                .expecting(self.state.expected(self.inside.map(|(container, _)| container)).iter().copied())
                .found(self.found.describe()),
            _ => diagnostic,
        };
        match self.inside {
            Some((container, opener))
                if matches!(self.code, Code::MissingName | Code::MismatchedCloser | Code::CutOff) =>
            {
                let what = match container {
                    Container::Object => "this object is still open",
                    Container::Array => "this array is still open",
                };
                diagnostic.because(opener, what)
            }
            _ => diagnostic,
        }
    }
}

/// Parses a text by RFC 8259, as [`super::parse`] does.
pub(crate) fn parse(text: &str, max_depth: usize) -> Result<Tape<'_>, Violation> {
    match build(text, max_depth) {
        Some(nodes) => Ok(Tape::new(text, nodes)),
        None => explain(text, max_depth),
    }
}

/// Parses token by token, which is slower than [`build`] but tells the reason of a failure.
#[cold]
pub(super) fn explain(text: &str, max_depth: usize) -> Result<Tape<'_>, Violation> {
    Parser {
        lexer: Lexer::new(text),
        nodes: Vec::with_capacity(text.len() / 16),
        open: Vec::new(),
        state: State::Value,
        comma: None,
        max_depth,
    }
    .run(text)
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    nodes: Vec<Node>,
    /// Indices of the open containers.
    open: Vec<(Container, u32)>,
    state: State,
    /// The comma before the current token, if there is one.
    comma: Option<Span>,
    max_depth: usize,
}

impl<'t> Parser<'t> {
    fn run(mut self, text: &'t str) -> Result<Tape<'t>, Violation> {
        if u32::try_from(text.len()).is_err() {
            return Err(self.error(Code::TooLarge, Span::at(text.len()), TokenKind::End));
        }
        loop {
            let token = self.lexer.next_token();
            if token.kind == TokenKind::Blank {
                continue;
            }
            if token.kind == TokenKind::End && self.state == State::End {
                return Ok(Tape::new(text, self.nodes));
            }
            let inside = self.open.last().map(|(container, _)| *container);
            let Some(action) = self.state.step(inside, token.kind) else {
                return Err(self.refuse(token));
            };
            self.take(action, inside, token)?;
        }
    }

    /// Takes a token that the grammar allows.
    fn take(&mut self, action: Action, inside: Option<Container>, token: Token) -> Result<(), Violation> {
        self.comma = None;
        match action {
            Action::Open(container) => {
                if self.open.len() >= self.max_depth {
                    return Err(self.error(Code::TooDeep, token.span, token.kind));
                }
                self.open.push((container, self.nodes.len() as u32));
                let kind = match container {
                    Container::Object => NodeKind::Object,
                    Container::Array => NodeKind::Array,
                };
                self.push(kind, token);
                self.state = State::after_open(container);
            }
            Action::Close => {
                let next = self.nodes.len() as u32;
                if let Some((_, index)) = self.open.pop() {
                    if let Some(node) = self.nodes.get_mut(index as usize) {
                        node.next = next;
                        node.end = token.span.end as u32;
                    }
                }
                self.state = State::after_value(self.open.last().map(|(container, _)| *container));
            }
            Action::Name => {
                self.push(NodeKind::String, token);
                self.state = State::Colon;
            }
            Action::Scalar => {
                let kind = match token.kind {
                    TokenKind::True => NodeKind::True,
                    TokenKind::False => NodeKind::False,
                    TokenKind::Null => NodeKind::Null,
                    TokenKind::Number => NodeKind::Number,
                    _ => NodeKind::String,
                };
                self.push(kind, token);
                self.state = State::after_value(inside);
            }
            Action::Separator(state) => {
                if token.kind == TokenKind::Comma {
                    self.comma = Some(token.span);
                }
                self.state = state;
            }
        }
        Ok(())
    }

    fn push(&mut self, kind: NodeKind, token: Token) {
        let next = self.nodes.len() as u32 + 1;
        let Span { start, end } = token.span;
        self.nodes.push(Node { start: start as u32, end: end as u32, next, kind, escaped: token.escaped });
    }

    /// Explains why the grammar does not allow `token` here.
    #[cold]
    fn refuse(&self, token: Token) -> Violation {
        use TokenKind as T;
        if token.span.start == 0 && self.lexer.text().starts_with('\u{feff}') {
            return self.error(Code::ByteOrderMark, Span::new(0, '\u{feff}'.len_utf8()), token.kind);
        }
        if let Some(at) = self.stray_control(token) {
            return self.error(Code::StrayText, at, token.kind);
        }
        let code = match (self.state, token.kind) {
            (State::Value, T::End) if self.nodes.is_empty() => Code::Empty,
            (_, T::End) => Code::CutOff,
            (_, T::Unknown) if self.is_comment(token) => Code::Comment,
            (State::End, T::EndArray | T::EndObject) => Code::ExtraCloser,
            (State::End, _) => Code::StrayText,
            (State::Value | State::ElementOrEnd | State::Name | State::NameOrEnd, T::BrokenString) => {
                let fault = token.fault.map_or((Code::MissingQuote, token.span), |fault| (fault.code, fault.span));
                return self.error(fault.0, fault.1, token.kind);
            }
            (State::Value | State::Name, T::EndArray | T::EndObject) => {
                if let Some(comma) = self.comma {
                    return self.error(Code::TrailingComma, comma, token.kind);
                }
                Code::MissingValue
            }
            (State::ElementOrEnd | State::NameOrEnd | State::CommaOrEnd, T::EndArray | T::EndObject) => {
                Code::MismatchedCloser
            }
            (State::Value | State::ElementOrEnd, T::Comma) | (State::Name | State::NameOrEnd, T::Comma) => {
                if self.comma.is_some() || self.state == State::ElementOrEnd || self.state == State::NameOrEnd {
                    Code::ExtraComma
                } else {
                    Code::MissingValue
                }
            }
            (State::Value | State::ElementOrEnd, T::Colon) => Code::ExtraColon,
            (State::Value | State::ElementOrEnd, T::Unknown) => self.unknown(token, Code::UnquotedString),
            (State::Name | State::NameOrEnd, T::Unknown) => self.unknown(token, Code::UnquotedName),
            (State::Name | State::NameOrEnd, _) => Code::MissingName,
            (State::Colon, _) => Code::MissingColon,
            (State::CommaOrEnd, T::Colon) => Code::ExtraColon,
            (State::CommaOrEnd, T::Unknown) => Code::StrayText,
            (State::CommaOrEnd, _) => Code::MissingComma,
            _ => Code::StrayText,
        };
        self.error(code, token.span, token.kind)
    }

    /// Returns the span of a control character in a word, such as NUL after a number: that byte is invalid in any word.
    fn stray_control(&self, token: Token) -> Option<Span> {
        let word = token.span.slice_bytes(self.lexer.text().as_bytes());
        let at = word.iter().position(u8::is_ascii_control).filter(|_| token.kind == TokenKind::Unknown)?;
        Some(Span::new(token.span.start + at, token.span.start + at + 1))
    }

    fn is_comment(&self, token: Token) -> bool {
        let rest = self.lexer.text().get(token.span.start..).unwrap_or_default();
        rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#')
    }

    /// Returns the code for a word that is not JSON, in the place of a value or a name; `bare` if the word only lacks
    /// quotes.
    fn unknown(&self, token: Token, bare: Code) -> Code {
        let text = self.lexer.text();
        let word = token.span.slice(text);
        match word.as_bytes().first() {
            _ if word.starts_with(is_quote) => Code::NonstandardQuote,
            // As a name, any word only lacks quotes.
            _ if bare == Code::UnquotedName => bare,
            _ if foreign_literal(word).is_some() => Code::NonstandardLiteral,
            Some(b'0'..=b'9' | b'-' | b'+' | b'.') => Code::NonstandardNumber,
            _ => bare,
        }
    }

    fn error(&self, code: Code, span: Span, found: TokenKind) -> Violation {
        let inside = self.open.last().map(|(container, index)| {
            let start = self.nodes.get(*index as usize).map_or(0, |node| node.start as usize);
            (*container, Span::new(start, start + 1))
        });
        Violation { code, span, state: self.state, inside, found }
    }
}
