//! The steps for what other languages write where JSON has a notation of its own: decimal commas, tuples, blanks.

use super::atoms::AtomKind;
use super::census::Literal;
use super::containers::{Opening, PARENTHESIS};
use super::evidence as price;
use super::honesty::loses_zeros;
use super::search::Search;
use super::stack::BOTTOM;
use super::state::{Mode, Op, State, What};
use super::steps::Here;
use crate::diagnostic::Code;
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

/// No number has more digits before its decimal comma.
const MOST_DIGITS: usize = 20;

impl Search<'_, '_> {
    /// Takes the comma behind a number for its decimal point. Only in an object: in a list it separates.
    pub(super) fn decimal_comma(&mut self, state: State, here: Here) {
        let before = self.text.get(..here.span.start).unwrap_or_default();
        let digits = before.bytes().rev().take(MOST_DIGITS).take_while(u8::is_ascii_digit).count();
        let sign = before.get(..before.len() - digits).unwrap_or_default();
        let fraction = self.atoms.span(here.index + 1);
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if self.inside(state) != Some(Container::Object)
            || digits == 0
            || !sign.ends_with([' ', ':', '\t', '-', '+'])
            || !is_number(fraction.slice(self.text))
            || self.atoms.significant(here.index + 2).kind == AtomKind::Colon
        {
            return;
        }
        let mut next = state;
        next.cost += price::DECIMAL_COMMA;
        self.edit(&mut next, Op { code: Code::NonstandardNumber, span: here.span, what: What::Put(".") });
        next.mode = Mode::InFraction;
        next.print = super::stack::mix(next.print, here.span.start as u64 | 1 << 43);
        self.take(next);
    }

    /// Takes the digits behind a decimal comma.
    pub(super) fn in_fraction(&mut self, state: State, here: Here) {
        if here.atom.kind == AtomKind::Text {
            self.take(State { mode: Mode::At(Grammar::CommaOrEnd), ..state });
        }
    }

    /// Takes an opening parenthesis for the bracket of a list, if it holds several values.
    pub(super) fn open_tuple(&mut self, state: State, here: Here) {
        if here.span.slice(self.text) == "(" && state.stack != BOTTOM && self.is_tuple(here.index + 1) {
            self.open(state, Container::Array, here, Opening::Parenthesis);
        }
    }

    /// Whether a comma comes before the parenthesis closes, or nothing at all does.
    fn is_tuple(&mut self, index: usize) -> bool {
        if self.is_parenthesis(index) {
            return true;
        }
        let mut depth = 0_usize;
        // What is no tuple after so many atoms is left to the other readings.
        for index in index..index + 24 {
            match self.atoms.get(index).kind {
                AtomKind::Comma if depth == 0 => return true,
                AtomKind::End => return false,
                kind if kind.is_opener() => depth += 1,
                kind if kind.is_closer() => depth = depth.saturating_sub(1),
                AtomKind::Text if depth == 0 && self.is_parenthesis(index) => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether a closing parenthesis comes next.
    fn is_parenthesis(&mut self, index: usize) -> bool {
        let index = self.atoms.significant_index(index);
        self.atoms.span(index).slice(self.text) == ")"
    }

    /// Takes a closing parenthesis for the bracket of a list that another one opened. `comma`: a trailing comma goes.
    pub(super) fn close_tuple(&mut self, state: State, comma: bool, here: Here) {
        if here.span.slice(self.text) != ")"
            || state.stack == BOTTOM
            || self.stacks.node(state.stack).open_indent != PARENTHESIS
        {
            return;
        }
        let mut next = state;
        if comma {
            let Some(at) = (state.mark as usize).checked_sub(1) else { return };
            let op = Op { code: Code::TrailingComma, span: Span::new(at, at + 1), what: What::Put("") };
            self.edit(&mut next, op);
        }
        self.edit(&mut next, Op { code: Code::MismatchedCloser, span: here.span, what: What::Put("]") });
        let next = self.closed(next);
        self.take(next);
    }

    /// Whether the word at hand is all that stands between two separators of a list.
    pub(super) fn is_word_alone(&mut self, here: Here) -> bool {
        let word = here.span.slice(self.text);
        let is_word = word.starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | '$' | '@'));
        let next = self.atoms.significant(here.index + 1).kind;
        let is_string = is_word && self.literal_of(here).is_none() || loses_zeros(word);
        is_string && (next == AtomKind::Comma || next.is_closer())
    }

    /// Whether the word at hand is a number or literal, and all that stands before the next separator.
    pub(super) fn is_literal_alone(&mut self, here: Here) -> bool {
        let next = self.atoms.significant(here.index + 1).kind;
        let is_literal = matches!(self.literal_of(here), Some(Literal::Exact(_) | Literal::Other(..)));
        is_literal && (next == AtomKind::Comma || next.is_closer())
    }

    /// Whether the next member starts on a line of its own, no deeper than the one whose value is due.
    pub(super) fn starts_next_line(&self, state: State, here: Here) -> bool {
        let usual = self.stacks.node(state.stack).inner_indent;
        here.atom.first_indent >= 0 && (usual < 0 || here.atom.first_indent <= usual)
    }

    /// Whether a name without quotes, or with them, and a colon come next.
    pub(super) fn bare_name_follows(&mut self, index: usize) -> bool {
        let name = self.atoms.significant_index(index);
        let span = self.atoms.span(name);
        let is_bare = self.atoms.get(name).kind == AtomKind::Text
            && span
                .slice(self.text)
                .starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | '$' | '@'));
        if is_bare {
            let colon = self.atoms.significant_index(name + 1);
            // What goes on with slashes is an address.
            return self.atoms.get(colon).kind == AtomKind::Colon
                && self.atoms.get(colon + 1).kind != AtomKind::LineComment;
        }
        self.name_follows(index)
    }
}
