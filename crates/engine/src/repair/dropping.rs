//! The steps that leave something out: comments, stray text, what remains of a lost head.

use super::atoms::{Atom, AtomKind, Quote};
use super::evidence::{self as price, Price};
use super::search::Search;
use super::stack::BOTTOM;
use super::state::{Mode, Op, State, What};
use super::steps::Here;
use crate::diagnostic::Code;
use crate::syntax::grammar::State as Grammar;
use crate::text::Span;

/// How many atoms of a member whose start is lost may be left out.
const MOST_HEAD_ATOMS: usize = 40;
/// How far back the start of the line before is looked for.
const LONGEST_LINE: usize = 1024;

impl Search<'_, '_> {
    pub(super) fn open_comment(&mut self, state: State, resume: Grammar, here: Here) {
        let mode = match here.atom.kind {
            AtomKind::BlockOpen => Mode::InBlockComment,
            _ if here.atom.first_indent >= 0 && state.stack != BOTTOM => Mode::InWholeLineComment,
            _ => Mode::InLineComment,
        };
        let goes_on = mode == Mode::InWholeLineComment && self.is_behind_comment(here);
        let cost = state.cost + if goes_on { price::COMMENT_GOES_ON } else { price::COMMENT };
        self.take(State { cost, mode, resume, comment: here.span.start as u32, ..state });
    }

    pub(super) fn in_comment(&mut self, state: State, here: Here) {
        let kind = here.atom.kind;
        let is_line = state.mode != Mode::InBlockComment;
        let mut next = state;
        // A line that is a comment as a whole holds whatever was commented out: its length and brackets say nothing.
        if state.mode != Mode::InWholeLineComment {
            next.cost += price::COMMENT_CHARACTER * here.span.len() as Price;
        }
        if state.mode == Mode::InLineComment
            && (kind == AtomKind::Quote || (kind.is_structure() && !matches!(kind, AtomKind::Comma | AtomKind::Colon)))
        {
            next.cost += price::STRUCTURE_IN_COMMENT;
        }
        let ends =
            kind == AtomKind::End || if is_line { kind == AtomKind::LineBreak } else { kind == AtomKind::BlockClose };
        if !ends {
            return self.take(next);
        }
        let end = if is_line || kind == AtomKind::End { here.span.start } else { here.span.end };
        let span = Span::new(state.comment as usize, end);
        self.edit(&mut next, Op { code: Code::Comment, span, what: What::Put("") });
        next.mode = Mode::At(state.resume);
        next.comment = 0;
        if is_line || kind == AtomKind::End { self.stay(next) } else { self.take(next) }
    }

    /// Whether the line before is a comment as a whole, too.
    fn is_behind_comment(&self, here: Here) -> bool {
        let start = here.span.start.saturating_sub(LONGEST_LINE);
        let before = self.text.as_bytes().get(start..here.span.start).unwrap_or_default();
        let mark = here.span.slice(self.text).as_bytes();
        let mut lines = before.rsplit(|byte| *byte == b'\n').skip(1);
        lines.next().is_some_and(|line| line.trim_ascii_start().starts_with(mark))
    }

    /// Takes white space that JSON does not know for blanks.
    pub(super) fn odd_blank(&mut self, state: State, here: Here) {
        let mut next = state;
        next.cost += price::ODD_BLANK;
        self.edit(&mut next, Op { code: Code::NonstandardBlank, span: here.span, what: What::Blanks });
        self.take(next);
    }

    /// Leaves out what remains of a member whose start is lost; the next one begins at a name or behind a comma.
    pub(super) fn in_lost_head(&mut self, state: State, here: Here) {
        let mut on = state;
        on.cost += price::PROSE_CHARACTER * here.span.len() as Price;
        let kind = here.atom.kind;
        if kind.is_closer() || kind.is_opener() {
            on.cost += price::HEAD_DROP_BRACKET;
        }
        if here.span.start > 0
            && (kind.is_closer() || matches!(kind, AtomKind::Comma | AtomKind::Quote | AtomKind::End))
        {
            let mut next = if kind == AtomKind::Comma { on } else { state };
            let end = if kind == AtomKind::Comma { here.span.end } else { here.span.start };
            let span = Span::new(0, end);
            self.edit(&mut next, Op { code: Code::HeadLost, span, what: What::Put("") });
            next.mode = Mode::At(Grammar::NameOrEnd);
            if kind == AtomKind::Comma { self.take(next) } else { self.stay(next) }
        }
        if here.index < MOST_HEAD_ATOMS && kind != AtomKind::End {
            self.take(on);
        }
    }

    /// Leaves the atom at hand out.
    pub(super) fn drop_atom(&mut self, state: State, here: Here) {
        let outside = state.stack == BOTTOM;
        let at_value = !outside && matches!(state.mode, Mode::At(Grammar::Value | Grammar::ElementOrEnd));
        let is_all =
            state.mode == Mode::At(Grammar::NameOrEnd) && self.atoms.significant(here.index + 1).kind.is_closer();
        let text = here.span.slice(self.text);
        let (cost, code) = match here.atom.kind {
            AtomKind::End => return,
            AtomKind::Comma => (price::DELETE_COMMA, Code::ExtraComma),
            AtomKind::Colon => (price::DELETE_COLON, Code::ExtraColon),
            AtomKind::Quote if self.is_beside_itself(here) => (price::DELETE_DOUBLED_QUOTE, Code::ExtraQuote),
            AtomKind::Quote => (price::DELETE_QUOTE, Code::ExtraQuote),
            AtomKind::BeginArray | AtomKind::EndArray | AtomKind::BeginObject if self.is_doubled(here) => {
                let opens = here.atom.kind.is_opener();
                (price::DELETE_DOUBLED, if opens { Code::ExtraOpener } else { Code::ExtraCloser })
            }
            AtomKind::BeginArray => (price::DELETE_ARRAY, Code::ExtraOpener),
            AtomKind::BeginObject => (price::DELETE_BRACKET, Code::ExtraOpener),
            AtomKind::EndArray | AtomKind::EndObject => (price::DELETE_BRACKET, Code::ExtraCloser),
            AtomKind::Semicolon => (price::DELETE_COMMA, Code::WrongSeparator),
            AtomKind::EscapedQuote => (price::DELETE_QUOTE, Code::ExtraQuote),
            _ if is_call(text) => (price::DELETE_CALL, Code::StrayText),
            _ if text.chars().all(|c| matches!(c, '.' | '…')) => {
                (price::DELETE_ELLIPSIS, if outside { Code::StrayText } else { Code::Elided })
            }
            // Content is kept before it is dropped.
            _ if is_all || (at_value && self.literal_of(here).is_some()) => (
                price::DELETE_TEXT + price::DELETE_VALUE + price::DELETE_CHARACTER * text.len() as Price,
                Code::StrayText,
            ),
            _ if outside => (price::PROSE + price::PROSE_CHARACTER * text.len() as Price, Code::StrayText),
            _ if self.literal_of(here).is_some() => (price::DELETE_TEXT + price::DELETE_LITERAL, Code::StrayText),
            _ => (price::DELETE_TEXT + price::DELETE_CHARACTER * text.len() as Price, Code::StrayText),
        };
        let mut next = state;
        next.cost = next.cost.saturating_add(cost);
        self.edit(&mut next, Op { code, span: here.span, what: What::Put("") });
        self.take(next);
    }

    /// Whether another quote of its kind stands right before or behind the quote at hand.
    fn is_beside_itself(&mut self, here: Here) -> bool {
        let is_same = |atom: Atom| atom.kind == AtomKind::Quote && atom.quote == here.atom.quote;
        let before = here.index.checked_sub(1).map(|index| self.atoms.get(index));
        before.is_some_and(is_same) || is_same(self.atoms.get(here.index + 1))
    }

    /// Whether the last character that is no blank is the same bracket. It may be before where the search started.
    fn is_doubled(&self, here: Here) -> bool {
        let start = here.span.start.saturating_sub(LONGEST_LINE);
        let before = self.text.as_bytes().get(start..here.span.start).unwrap_or_default();
        before.trim_ascii_end().last() == here.span.slice(self.text).as_bytes().first()
    }

    /// Whether a quoted string and a colon come next.
    pub(super) fn name_follows(&mut self, index: usize) -> bool {
        let open = self.atoms.significant_index(index);
        let quote = self.atoms.get(open).quote;
        if quote == Quote::None {
            return false;
        }
        // No name has more atoms than this.
        for index in open + 1..open + 8 {
            let atom = self.atoms.get(index);
            if quote.is_closed_by(atom.quote) {
                return self.atoms.significant(index + 1).kind == AtomKind::Colon;
            }
            if atom.kind == AtomKind::LineBreak {
                return false;
            }
        }
        false
    }
}

/// Whether `text` is one half of a call round a value: `Name(` or `)`.
fn is_call(text: &str) -> bool {
    match text.strip_suffix('(') {
        Some(name) => {
            name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$'))
                && name.starts_with(|first: char| first.is_ascii_alphabetic())
        }
        None => text == ")",
    }
}
