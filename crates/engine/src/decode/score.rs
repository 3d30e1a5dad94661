//! Score of bytes as JSON, computed in a single pass that never fails.

use std::cmp::Reverse;

use memchr::{memchr, memmem};

use super::lines::{behind, run};
use crate::syntax::grammar::{Action, Container, State};
use crate::syntax::{Lexer, Token, TokenKind};
use crate::text::{PAIRS, Span, is_quote};

/// Points for a member name that the type of the payload knows.
const KNOWN_NAME: i64 = 8;
/// Points for a member name if the type is not known.
const NAME: i64 = 3;
/// Points for a scalar if the type is not known.
const SCALAR: i64 = 1;
/// Points deducted for a token where the grammar does not allow it.
const FAULT: i64 = 4;
/// Points deducted for a word that is not a JSON token: it belongs to another dialect rather than to other text.
const STRAY: i64 = 2;
/// Longest word of another dialect, in bytes; longer ones are other text.
const LONGEST_STRAY: usize = 64;
/// Factor by which a valid document outweighs other text with the same points.
const DOCUMENT: i64 = 4;
/// Bytes of text without tokens per deducted point.
const BYTES_OF_NOISE: i64 = 4;
/// Deepest nesting that is tracked.
const DEEPEST: usize = 512;

/// Knowledge about the payload that a capture holds.
#[derive(Clone, Copy)]
pub struct Guide<'g> {
    /// Returns whether a member name is known to the payload's type; `None` if the type is not known.
    pub knows: Option<&'g dyn Fn(&str) -> bool>,
    /// Returns whether the document's root may have a member of that name. JSON without any such member is not the
    /// document, but may hold it.
    pub is_root: &'g dyn Fn(&str) -> bool,
}

impl Guide<'_> {
    /// Returns the points of a member name. If the type is known, other names give none.
    fn worth(&self, name: &str) -> i64 {
        match self.knows {
            None => NAME,
            Some(knows) => i64::from(knows(name)) * KNOWN_NAME,
        }
    }

    /// Guide for a payload of unknown type.
    pub const NONE: Guide<'static> = Guide { knows: None, is_root: &|_| true };
}

impl std::fmt::Debug for Guide<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guide")
    }
}

/// Returns the points of the member names in dropped bytes, so that dropping them is no gain.
pub(super) fn loss(dropped: &[u8], guide: &Guide<'_>) -> i64 {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'@' | b'-');
    let mut loss = 0;
    let mut at = 0;
    while at < dropped.len() {
        let length = run(behind(dropped, at), is_name);
        // Closing quotes of the name, and white space before the colon.
        let quotes =
            run(behind(dropped, at + length), |byte| matches!(byte, b'"' | b'\'' | b'`' | b'\\' | b' ' | b'\t'));
        let name = dropped.get(at..at + length).and_then(|name| std::str::from_utf8(name).ok());
        // A number before a colon is part of a time.
        let is_name = |name: &&str| name.starts_with(|first: char| !first.is_ascii_digit());
        if let (Some(name), Some(b':')) = (name.filter(is_name), dropped.get(at + length + quotes)) {
            loss += guide.worth(name);
        }
        at += (length + quotes).max(1);
    }
    loss
}

/// Score of a text as JSON; more is better.
#[derive(Clone, Copy, Debug)]
pub(super) struct Score {
    /// Points for names and scalars, less those for faults.
    pub(super) worth: i64,
    /// Whether the text is one JSON object or array that may be the document.
    pub(super) is_whole: bool,
    /// Count of misplaced tokens, as opposed to tokens of another dialect.
    pub(super) misplaced: u64,
    /// Whether a member name gave points.
    pub(super) has_names: bool,
    /// Length in bytes: of equal scores, the shorter text wins.
    pub(super) bytes: Reverse<usize>,
    /// Cost of the removed envelopes, which keeps doubtful text from gaining by many removals.
    pub(super) cost: i64,
}

impl Score {
    /// Returns whether the text is a whole document with points. Compares interpretations of bytes; whether JSON is the
    /// document that the caller expects is decided in `pipeline/reading/identity.rs`.
    pub(super) fn is_document(self) -> bool {
        self.is_whole && self.worth > 0
    }

    /// Returns the key of comparison: text with known names precedes text without, whose lack of faults means nothing,
    /// and a valid document outweighs other text with about the same points.
    pub(super) fn rank(self) -> (bool, i64, bool, Reverse<usize>) {
        match self.is_document() {
            true => (true, self.worth.saturating_mul(DOCUMENT), true, self.bytes),
            false => (self.has_names, self.worth - self.cost, false, Reverse(0)),
        }
    }
}

/// Scores bytes, which need not be UTF-8.
pub(super) fn score(bytes: &[u8], guide: &Guide<'_>) -> Score {
    // `decode` removes the byte order mark.
    let text = String::from_utf8_lossy(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes));
    // Each invalid character costs one point.
    let unread = text.matches(char::REPLACEMENT_CHARACTER).count() as i64;
    let mut reader = Reader { worth: -unread, ..Reader::new() };
    let mut lexer = Lexer::new(&text);
    let mut ends = Ends::default();
    // If one block comment has no end, no later one has.
    let mut is_closed = true;
    loop {
        let token = match text.as_bytes().get(lexer.offset()) {
            Some(b'"') => {
                let token = string(&text, lexer.offset());
                lexer = Lexer::starting_at(&text, token.span.end);
                token
            }
            Some(b'#' | b'/') if !reader.open.is_empty() => {
                match comment(text.get(lexer.offset()..).unwrap_or_default(), &mut is_closed) {
                    Some(length) => {
                        reader.faults += 1;
                        reader.worth -= STRAY;
                        lexer = Lexer::starting_at(&text, lexer.offset() + length);
                        continue;
                    }
                    None => lexer.next_token(),
                }
            }
            Some(b'\'' | b'`' | 0xe2) => match ends.string(&text, lexer.offset()) {
                Some(token) => {
                    lexer = Lexer::starting_at(&text, token.span.end);
                    token
                }
                None => lexer.next_token(),
            },
            _ => lexer.next_token(),
        };
        match token.kind {
            TokenKind::End => break,
            TokenKind::Blank => {}
            TokenKind::BrokenString | TokenKind::Unknown => reader.stray(token.span.slice(&text), guide),
            _ => reader.take(token, &text, guide),
        }
    }
    // A list of objects without a single known name is another document.
    let is_known = reader.has_names || !reader.is_named;
    let is_whole = reader.faults == 0 && reader.state == State::End && reader.is_root && is_known;
    Score {
        worth: reader.worth - reader.open.len() as i64,
        is_whole,
        misplaced: reader.misplaced,
        has_names: reader.has_names,
        bytes: Reverse(bytes.len()),
        cost: 0,
    }
}

/// Scans the string at `start`. Unlike in the lexer, a broken string ends where the scan ended, so that no byte is
/// scanned twice.
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
    // The byte after the quote shows whether it closes the string. If not, it opens another.
    let is_end = bytes.get(at + 1).is_none_or(|next| b" \t\r\n,:}])\\\0".contains(next));
    let (kind, end) = if is_end || at == start + 1 { (kind, at + 1) } else { (TokenKind::BrokenString, at) };
    Token { kind, span: Span::new(start, end.min(text.len())), escaped: false, fault: None }
}

/// Search for the ends of strings in other quotes, which scans each byte once per kind of quote.
#[derive(Default)]
struct Ends {
    /// For each of [`PAIRS`], the span scanned last and the closing quote found there; `None` if the line has none.
    known: [(Span, Option<usize>); PAIRS.len()],
}

impl Ends {
    /// Returns the string in other quotes at `start`, if it ends on its line and before a byte that may follow a
    /// string.
    fn string(&mut self, text: &str, start: usize) -> Option<Token> {
        let rest = text.get(start..)?;
        let quotes = PAIRS.iter().zip(&mut self.known);
        let ((open, close), known) = quotes.into_iter().find(|((open, _), _)| rest.starts_with(*open))?;
        let from = start + open.len_utf8();
        if known.0.start > from || known.0.end <= from {
            let rest = text.get(from..)?;
            let line = rest.get(..memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len()))?;
            let may_follow = |next: u8| b",:}])".contains(&next);
            let is_end = |at: &usize| {
                let behind = line.get(at + close.len_utf8()..).unwrap_or_default().trim_ascii_start();
                behind.bytes().next().is_none_or(may_follow)
            };
            let end = line.match_indices(*close).map(|(at, _)| at).find(is_end);
            *known = (Span::new(from, from + end.map_or(line.len(), |end| end + 1)), end.map(|end| from + end));
        }
        let end = known.1? + close.len_utf8();
        Some(Token { kind: TokenKind::Unknown, span: Span::new(start, end), escaped: false, fault: None })
    }
}

/// Returns whether text may be a word of another dialect.
fn is_word(text: &str) -> bool {
    text.len() <= LONGEST_STRAY && !text.contains(|character: char| character == '\\' || character.is_control())
}

/// Returns the length of the comment at the start of a text. Its mark must be followed by a blank: otherwise it is part
/// of a value.
fn comment(text: &str, is_closed: &mut bool) -> Option<usize> {
    let bytes = text.as_bytes();
    match bytes {
        [b'#', b' ', ..] | [b'/', b'/', b' ', ..] => Some(memchr(b'\n', bytes).unwrap_or(bytes.len())),
        [b'/', b'*', b' ', rest @ ..] if *is_closed => {
            let end = memmem::find(rest, b"*/").map(|length| length + 5);
            *is_closed = end.is_some();
            end
        }
        _ => None,
    }
}

/// Returns the points deducted for text that is not a token.
fn noise(text: &str) -> i64 {
    FAULT + text.len() as i64 / BYTES_OF_NOISE
}

/// Start of the last outermost container, with points and faults before it.
#[derive(Default)]
struct Outermost {
    start: usize,
    worth: i64,
    faults: u64,
}

struct Reader<'t> {
    worth: i64,
    faults: u64,
    open: Vec<Container>,
    state: State,
    misplaced: u64,
    has_names: bool,
    /// Whether there is any member name.
    is_named: bool,
    /// String that is a member name if a colon follows.
    name: Option<&'t str>,
    /// Whether the last outermost container may be the document: an array, or an object with a member that the document
    /// may have.
    is_root: bool,
    outermost: Outermost,
    /// Points of the best outermost container without a fault.
    best: i64,
}

impl<'t> Reader<'t> {
    fn new() -> Self {
        Self {
            worth: 0,
            faults: 0,
            misplaced: 0,
            has_names: false,
            is_named: false,
            open: Vec::new(),
            state: State::Value,
            name: None,
            is_root: false,
            outermost: Outermost::default(),
            best: 0,
        }
    }

    /// Takes text that is not a JSON token for the expected one: a name in other quotes, a value, a separator.
    fn stray(&mut self, text: &'t str, guide: &Guide<'_>) {
        self.faults += 1;
        let inside = self.open.last().copied();
        let name = text.trim_matches(|character: char| is_quote(character) || character == '‚');
        let is_known = guide.knows.is_some_and(|knows| knows(name));
        let is_stray = inside.is_some() && (name.len() < text.len() || is_word(text));
        self.worth -= if is_stray { STRAY } else { noise(text) };
        self.misplaced += u64::from(!is_stray || matches!(self.state, State::CommaOrEnd | State::End));
        match self.state {
            State::Name | State::NameOrEnd => {
                self.name = Some(name);
                self.state = State::Colon;
            }
            State::Colon => self.separate(State::Value, guide),
            State::CommaOrEnd if text == ";" => self.state = after_comma(inside),
            // A name without a comma before it counts only if it is known.
            State::CommaOrEnd if is_known && inside == Some(Container::Object) => {
                self.name = Some(name);
                self.state = State::Colon;
            }
            State::Value | State::ElementOrEnd if inside.is_some() => self.state = State::after_value(inside),
            State::Value | State::ElementOrEnd | State::CommaOrEnd | State::End => {}
        }
    }

    /// Accounts for an outermost container without a fault. One that is not the document is noise; of several
    /// documents, only the best counts.
    fn sound(&mut self, text: &str) {
        let gain = self.worth - self.outermost.worth;
        self.worth = self.outermost.worth;
        if self.is_root {
            self.worth += (gain - self.best).max(0);
            self.best = self.best.max(gain);
        } else {
            self.worth -= noise(text);
        }
    }

    /// Continues after a colon or comma.
    fn separate(&mut self, state: State, guide: &Guide<'_>) {
        let is_colon = state == State::Value && (self.state == State::Colon || self.open.is_empty());
        if let Some(name) = self.name.take().filter(|_| is_colon) {
            self.is_root |= self.open.len() == 1 && (guide.is_root)(name);
            self.worth += guide.worth(name);
            self.is_named = true;
            self.has_names |= guide.worth(name) > 0;
        }
        self.state = state;
    }

    fn take(&mut self, token: Token, text: &'t str, guide: &Guide<'_>) {
        let inside = self.open.last().copied();
        let action = match self.state.step(inside, token.kind) {
            Some(action) => action,
            None => {
                self.faults += 1;
                self.misplaced += 1;
                self.worth -= FAULT;
                // The colon after a name is missing.
                if self.state == State::Colon && State::Value.step(inside, token.kind).is_some() {
                    self.separate(State::Value, guide);
                }
                match self.state.step(inside, token.kind).or_else(|| forced(token.kind, inside)) {
                    Some(action) => action,
                    None => return,
                }
            }
        };
        match action {
            Action::Open(container) => {
                if self.open.is_empty() {
                    self.outermost = Outermost { start: token.span.start, worth: self.worth, faults: self.faults };
                    self.is_root = container == Container::Array;
                }
                if self.open.len() < DEEPEST {
                    self.open.push(container);
                }
                (self.state, self.name) = (State::after_open(container), None);
            }
            Action::Close => {
                let closed = self.open.pop();
                self.state = State::after_value(self.open.last().copied());
                if closed.is_some() && self.open.is_empty() && self.outermost.faults == self.faults {
                    self.sound(text.get(self.outermost.start..token.span.end).unwrap_or_default());
                }
            }
            Action::Name => {
                self.name = unquoted(token.span.slice(text));
                self.state = State::Colon;
            }
            Action::Scalar => {
                // If the outermost bracket is lost, the string is a name if a colon follows.
                self.name = if inside.is_none() { unquoted(token.span.slice(text)) } else { None };
                self.worth += if guide.knows.is_none() { SCALAR } else { 0 };
                self.state = State::after_value(inside);
            }
            Action::Separator(state) => self.separate(state, guide),
        }
    }
}

/// Returns the content of a string without its quotes.
fn unquoted(string: &str) -> Option<&str> {
    string.strip_prefix('"')?.strip_suffix('"')
}

fn after_comma(inside: Option<Container>) -> State {
    if inside == Some(Container::Object) { State::Name } else { State::Value }
}

/// Returns the action of a token that the grammar does not allow, so that scoring continues after it.
fn forced(token: TokenKind, inside: Option<Container>) -> Option<Action> {
    match token {
        TokenKind::BeginObject => Some(Action::Open(Container::Object)),
        TokenKind::BeginArray => Some(Action::Open(Container::Array)),
        TokenKind::EndObject | TokenKind::EndArray => Some(Action::Close),
        TokenKind::Colon => Some(Action::Separator(State::Value)),
        TokenKind::Comma => inside.map(|_| Action::Separator(after_comma(inside))),
        TokenKind::String if inside == Some(Container::Object) => Some(Action::Name),
        _ => None,
    }
}
