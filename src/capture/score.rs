//! How well bytes read as JSON: a single pass that never gives up.

use std::cmp::Reverse;

use super::lines::{behind, run};
use crate::syntax::grammar::{Action, Container, State};
use crate::syntax::{Lexer, Token, TokenKind};
use crate::text::Span;

/// A member name that the type of the payload knows.
const KNOWN_NAME: i64 = 8;
/// A member name where the type is not known.
const NAME: i64 = 3;
/// A scalar where the type is not known.
const SCALAR: i64 = 1;
/// A token where the grammar does not allow it.
const FAULT: i64 = 4;
/// So many bytes of what is no token at all weigh as much as a scalar.
const BYTES_OF_NOISE: i64 = 4;
/// Deeper containers are not told apart.
const DEEPEST: usize = 512;

/// What is known of the payload that a capture holds.
#[derive(Clone, Copy)]
pub struct Guide<'g> {
    /// Whether a name is that of a member that the payload's type knows; `None` where the type is not known.
    pub knows: Option<&'g dyn Fn(&str) -> bool>,
    /// Whether the document itself may have a member of that name. JSON without any such member is none, but may hold it.
    pub is_root: &'g dyn Fn(&str) -> bool,
}

impl Guide<'_> {
    /// What a member name is worth. Where the type is known, other names say nothing.
    fn worth(&self, name: &str) -> i64 {
        match self.knows {
            None => NAME,
            Some(knows) => i64::from(knows(name)) * KNOWN_NAME,
        }
    }

    /// Nothing is known.
    pub const NONE: Guide<'static> = Guide { knows: None, is_root: &|_| true };
}

impl std::fmt::Debug for Guide<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guide")
    }
}

/// What the member names in dropped bytes are worth: dropping them is no gain.
pub(super) fn loss(dropped: &[u8], guide: &Guide<'_>) -> i64 {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'@' | b'-');
    let mut loss = 0;
    let mut at = 0;
    while at < dropped.len() {
        let length = run(behind(dropped, at), is_name);
        // The name's quotes, and blanks before the colon.
        let quotes =
            run(behind(dropped, at + length), |byte| matches!(byte, b'"' | b'\'' | b'`' | b'\\' | b' ' | b'\t'));
        let name = dropped.get(at..at + length).and_then(|name| std::str::from_utf8(name).ok());
        if let (Some(name), Some(b':')) = (name.filter(|name| !name.is_empty()), dropped.get(at + length + quotes)) {
            loss += guide.worth(name);
        }
        at += (length + quotes).max(1);
    }
    loss
}

/// How well a text reads; more is better.
#[derive(Clone, Copy, Debug)]
pub(super) struct Score {
    /// What it says, less what is wrong with it.
    pub(super) worth: i64,
    /// It is one JSON object or array, and may be the document.
    pub(super) is_whole: bool,
    /// How many bytes it has: of equals, the one with less that is not needed is better.
    pub(super) bytes: Reverse<usize>,
}

impl Score {
    /// Whether it is a whole document that says something.
    pub(super) fn is_document(self) -> bool {
        self.is_whole && self.worth > 0
    }

    /// What to compare by: a document is better than anything else.
    pub(super) fn rank(self) -> (bool, i64, Reverse<usize>) {
        (self.is_document(), self.worth, if self.is_document() { self.bytes } else { Reverse(0) })
    }
}

/// Scores bytes, which need not be text.
pub(super) fn score(bytes: &[u8], guide: &Guide<'_>) -> Score {
    // Decoding sees to the mark.
    let text = String::from_utf8_lossy(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes));
    // A character that cannot be read is noise of its own.
    let unread = text.matches(char::REPLACEMENT_CHARACTER).count() as i64;
    let mut reader =
        Reader { worth: -unread, faults: 0, open: Vec::new(), state: State::Value, name: None, is_root: false };
    let mut lexer = Lexer::new(&text);
    let mut is_list = false;
    let mut containers = 0_usize;
    loop {
        let token = match text.as_bytes().get(lexer.offset()) {
            Some(b'"') => {
                let token = string(&text, lexer.offset());
                lexer = Lexer::starting_at(&text, token.span.end);
                token
            }
            _ => lexer.next_token(),
        };
        match token.kind {
            TokenKind::End => break,
            TokenKind::Blank => {}
            TokenKind::BrokenString | TokenKind::Unknown => {
                reader.faults += 1;
                reader.worth -= noise(token.span.slice(&text), guide);
            }
            _ => {
                is_list |= containers == 0 && token.kind == TokenKind::BeginArray;
                containers += usize::from(matches!(token.kind, TokenKind::BeginObject | TokenKind::BeginArray));
                reader.take(token, &text, guide);
            }
        }
    }
    let is_whole = reader.faults == 0 && reader.state == State::End && containers > 0 && (is_list || reader.is_root);
    Score { worth: reader.worth - reader.open.len() as i64, is_whole, bytes: Reverse(bytes.len()) }
}

/// The string at `start`. Unlike the lexer's, a broken one ends where looking at it ended, so that no byte is looked at
/// twice.
fn string(text: &str, start: usize) -> Token {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    let mut is_sound = true;
    let kind = loop {
        match bytes.get(at) {
            Some(b'"') if is_sound => break TokenKind::String,
            Some(b'"') => break TokenKind::BrokenString,
            Some(b'\\') => {
                let escaped = bytes.get(at + 1);
                is_sound &= escaped.is_some_and(|byte| b"\"\\/bfnrtu".contains(byte));
                at += 1 + usize::from(escaped.is_some_and(u8::is_ascii));
            }
            Some(0..=0x1f) | None => break TokenKind::BrokenString,
            Some(_) => at += 1,
        }
    };
    // What follows a string's end tells whether it was one. If not, it is the start of another.
    let is_end = bytes.get(at + 1).is_none_or(|next| b" \t\r\n,:}])\\\0".contains(next));
    let (kind, end) = if is_end || at == start + 1 { (kind, at + 1) } else { (TokenKind::BrokenString, at) };
    Token { kind, span: Span::new(start, end.min(text.len())), escaped: false, fault: None }
}

/// What text costs that is no token. A name that is known says something in whatever quotes.
fn noise(text: &str, guide: &Guide<'_>) -> i64 {
    let name = text.trim_matches(|character: char| "'`\"“”‘’".contains(character));
    match guide.knows {
        Some(knows) if knows(name) => FAULT - KNOWN_NAME,
        _ => FAULT + text.len() as i64 / BYTES_OF_NOISE,
    }
}

struct Reader<'t> {
    worth: i64,
    faults: u64,
    open: Vec<Container>,
    state: State,
    /// A string that is a name if a colon follows.
    name: Option<&'t str>,
    /// The outermost object has a member that the document may have.
    is_root: bool,
}

impl<'t> Reader<'t> {
    fn take(&mut self, token: Token, text: &'t str, guide: &Guide<'_>) {
        let inside = self.open.last().copied();
        let action = match self.state.step(inside, token.kind) {
            Some(action) => action,
            None => {
                self.faults += 1;
                self.worth -= FAULT;
                match forced(token.kind, inside) {
                    Some(action) => action,
                    None => return,
                }
            }
        };
        match action {
            Action::Open(container) => {
                if self.open.len() < DEEPEST {
                    self.open.push(container);
                }
                self.state = State::after_open(container);
            }
            Action::Close => {
                self.open.pop();
                self.state = State::after_value(self.open.last().copied());
            }
            Action::Name => {
                self.name = token.span.slice(text).get(1..).and_then(|name| name.strip_suffix('"'));
                self.state = State::Colon;
            }
            Action::Scalar => {
                self.worth += if guide.knows.is_none() { SCALAR } else { 0 };
                self.state = State::after_value(inside);
            }
            Action::Separator(state) => {
                if let (Some(name), TokenKind::Colon) = (self.name.take(), token.kind) {
                    self.is_root |= self.open.len() == 1 && (guide.is_root)(name);
                    self.worth += guide.worth(name);
                }
                self.state = state;
            }
        }
    }
}

/// What a token does where the grammar does not allow it, so that the reading goes on from there.
fn forced(token: TokenKind, inside: Option<Container>) -> Option<Action> {
    match token {
        TokenKind::BeginObject => Some(Action::Open(Container::Object)),
        TokenKind::BeginArray => Some(Action::Open(Container::Array)),
        TokenKind::EndObject | TokenKind::EndArray => Some(Action::Close),
        TokenKind::Colon => Some(Action::Separator(State::Value)),
        TokenKind::Comma => match inside {
            Some(Container::Object) => Some(Action::Separator(State::Name)),
            Some(Container::Array) => Some(Action::Separator(State::Value)),
            None => None,
        },
        TokenKind::String if inside == Some(Container::Object) => Some(Action::Name),
        _ => None,
    }
}
