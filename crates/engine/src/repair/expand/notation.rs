//! The steps for what other languages write where JSON has a notation of its own: decimal commas, tuples, blanks.

use crate::diagnostic::Code;
use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::{Hypothesis, Mode, Op, Replacement};
use crate::repair::beam::stack::{BOTTOM, mix};
use crate::repair::cost;
use crate::repair::dialect::statistics::Literal;
use crate::repair::doubt::rivals::loses_zeros;
use crate::repair::expand::Here;
use crate::repair::expand::containers::{Opening, PARENTHESIS};
use crate::repair::tokens::{Quote, RawToken, RawTokenKind};
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

/// No value without quotes has more words and blanks.
const MOST_WORDS: usize = 32;
/// No number has more digits before its decimal comma.
const MOST_DIGITS: usize = 20;

impl Search<'_, '_> {
    /// Takes the comma behind a number for its decimal point. Only in an object: in a list it separates.
    pub(in crate::repair) fn decimal_comma(&mut self, state: Hypothesis, here: Here) {
        let before = self.text.get(..here.span.start).unwrap_or_default();
        let digits = before.bytes().rev().take(MOST_DIGITS).take_while(u8::is_ascii_digit).count();
        let sign = before.get(..before.len() - digits).unwrap_or_default();
        let fraction = self.tokens.span(here.index + 1);
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if self.inside(state) != Some(Container::Object)
            || digits == 0
            || !sign.ends_with([' ', ':', '\t', '-', '+'])
            || !is_number(fraction.slice(self.text))
            || self.tokens.significant(here.index + 2).kind == RawTokenKind::Colon
        {
            return;
        }
        let mut next = state;
        next.cost += cost::decimal_comma();
        self.edit(&mut next, Op { code: Code::NonstandardNumber, span: here.span, replacement: Replacement::Put(".") });
        next.mode = Mode::InFraction;
        next.print = mix(next.print, here.span.start as u64 | 1 << 43);
        self.take(next);
    }

    /// Takes the digits behind a decimal comma.
    pub(in crate::repair) fn in_fraction(&mut self, state: Hypothesis, here: Here) {
        if here.token.kind == RawTokenKind::Text {
            self.take(Hypothesis { mode: Mode::At(Grammar::CommaOrEnd), ..state });
        }
    }

    /// Takes an opening parenthesis for the bracket of a list, if it holds several values.
    pub(in crate::repair) fn open_tuple(&mut self, state: Hypothesis, here: Here) {
        if here.span.slice(self.text) == "(" && self.is_tuple(here.index + 1) {
            self.open(state, Container::Array, here, Opening::Parenthesis);
        }
    }

    /// Whether a comma comes before the parenthesis closes, or nothing at all does.
    fn is_tuple(&mut self, index: usize) -> bool {
        if self.is_parenthesis(index) {
            return true;
        }
        let mut depth = 0_usize;
        // Longer tuples are left to the other hypotheses.
        for index in index..index + 24 {
            match self.tokens.get(index).kind {
                RawTokenKind::Comma if depth == 0 => return true,
                RawTokenKind::End => return false,
                kind if kind.is_opener() => depth += 1,
                kind if kind.is_closer() => depth = depth.saturating_sub(1),
                RawTokenKind::Text if self.tokens.span(index).slice(self.text) == "(" => depth += 1,
                RawTokenKind::Text if depth == 0 && self.is_parenthesis(index) => return false,
                RawTokenKind::Text if self.tokens.span(index).slice(self.text) == ")" => {
                    depth = depth.saturating_sub(1)
                }
                _ => {}
            }
        }
        false
    }

    /// Whether a closing parenthesis comes next.
    fn is_parenthesis(&mut self, index: usize) -> bool {
        let index = self.tokens.significant_index(index);
        self.tokens.span(index).slice(self.text) == ")"
    }

    /// Takes a closing parenthesis for the bracket of a list that another one opened. `comma`: a trailing comma goes.
    pub(in crate::repair) fn close_tuple(&mut self, state: Hypothesis, comma: bool, here: Here) {
        if here.span.slice(self.text) != ")"
            || state.stack == BOTTOM
            || self.stacks.node(state.stack).open_indent != PARENTHESIS
        {
            return;
        }
        let mut next = state;
        if comma {
            let Some(at) = (state.mark as usize).checked_sub(1) else { return };
            let op = Op { code: Code::TrailingComma, span: Span::new(at, at + 1), replacement: Replacement::Put("") };
            self.edit(&mut next, op);
        }
        self.edit(&mut next, Op { code: Code::MismatchedCloser, span: here.span, replacement: Replacement::Put("]") });
        let next = self.closed(next);
        self.take(next);
    }

    /// Takes a number or literal between backticks unchanged, where the text quotes its strings otherwise: Markdown
    /// marks code so.
    pub(in crate::repair) fn marked_literal(&mut self, state: Hypothesis, here: Here) {
        let (word, closer) = (here.index + 1, here.index + 2);
        let is_mark = |token: RawToken| token.kind == RawTokenKind::Quote && token.quote == Quote::Back;
        if !is_mark(here.token) || self.statistics.main_quote != Quote::Double || !is_mark(self.tokens.get(closer)) {
            return;
        }
        let Some(Literal::Exact(kind)) = Literal::read(self.tokens.span(word).slice(self.text)) else { return };
        let closer = self.tokens.span(closer);
        let mut next = self.element_start(state, kind);
        next = self.indented_scalar(next, here);
        // A little cheaper than the string.
        let quotes = self.statistics.quote_cost(Quote::Back).saturating_sub(1);
        next.cost += quotes + self.shape_cost.scalar(state.shape, kind);
        for span in [here.span, closer] {
            self.edit(&mut next, Op { code: Code::ExtraQuote, span, replacement: Replacement::Put("") });
        }
        next.print = mix(mix(next.print, here.span.start as u64), 1 << 44);
        self.value_done(&mut next);
        if let Mode::At(resume) = next.mode {
            next.resume = resume;
        }
        next.mode = Mode::Skipping;
        next.comment = closer.end as u32;
        self.take(next);
    }

    /// Whether the current word is alone between two separators of a list, or alone on its line.
    pub(in crate::repair) fn is_word_alone(&mut self, here: Here) -> bool {
        let word = here.span.slice(self.text);
        let is_string = word.contains(char::is_alphanumeric) && self.literal_of(here).is_none() || loses_zeros(word);
        is_string && self.ends_behind(here)
    }

    /// Whether the current value ends where its token does: a comma, a closing bracket, or the end of its line or of
    /// the text comes next.
    pub(in crate::repair) fn ends_behind(&mut self, here: Here) -> bool {
        let mut index = here.index + 1;
        while matches!(self.tokens.get(index).kind, RawTokenKind::Blank | RawTokenKind::OddBlank) {
            index += 1;
        }
        let next = self.tokens.get(index).kind;
        next.is_closer() || matches!(next, RawTokenKind::Comma | RawTokenKind::LineBreak | RawTokenKind::End)
    }

    /// Whether the current word is a number or literal, and alone before the next separator, or before another one of a
    /// row.
    pub(in crate::repair) fn is_literal_alone(&mut self, here: Here) -> bool {
        let next = self.tokens.significant(here.index + 1).kind;
        let is_literal =
            matches!(self.literal_of(here), Some(Literal::Exact(_) | Literal::Other(..) | Literal::Call(_)));
        let in_row = self.tokens.get(here.index + 1).kind == RawTokenKind::Blank && self.literal_at(here.index + 2);
        is_literal && (next == RawTokenKind::Comma || next.is_closer() || in_row)
    }

    /// Whether the current word and the two before it, with blanks between them, are numbers or literals: where one
    /// comma is left out, the next costs little.
    pub(in crate::repair) fn is_row(&mut self, here: Here) -> bool {
        here.index > 3
            && [1, 3].into_iter().all(|back| self.tokens.get(here.index - back).kind == RawTokenKind::Blank)
            && [0, 2, 4].into_iter().all(|back| self.literal_at(here.index - back))
    }

    /// Whether the token of an index is a number or literal as JSON writes it.
    pub(in crate::repair) fn literal_at(&mut self, index: usize) -> bool {
        let token = self.tokens.get(index);
        let word = self.tokens.span(index).slice(self.text);
        token.kind == RawTokenKind::Text && matches!(Literal::read(word), Some(Literal::Exact(_)))
    }

    /// Whether the current word starts a run of words that is alone between two separators.
    pub(in crate::repair) fn are_words_alone(&mut self, here: Here) -> bool {
        let is_word = |kind| matches!(kind, RawTokenKind::Text | RawTokenKind::Blank | RawTokenKind::OddBlank);
        let mut index = here.index + 1;
        while index < here.index + MOST_WORDS && is_word(self.tokens.get(index).kind) {
            index += 1;
        }
        let next = self.tokens.get(index).kind;
        next == RawTokenKind::Comma || next.is_closer()
    }

    /// Whether the next member starts on a line of its own, no deeper than the one whose value is due.
    pub(in crate::repair) fn starts_next_line(&self, state: Hypothesis, here: Here) -> bool {
        let usual = self.stacks.node(state.stack).inner_indent;
        here.token.first_indent >= 0 && (usual < 0 || here.token.first_indent <= usual)
    }

    /// Whether a name without quotes, or with them, and a colon come next.
    pub(in crate::repair) fn bare_name_follows(&mut self, index: usize) -> bool {
        let name = self.tokens.significant_index(index);
        let span = self.tokens.span(name);
        let is_bare = self.tokens.get(name).kind == RawTokenKind::Text
            && span
                .slice(self.text)
                .starts_with(|first: char| first.is_alphabetic() || matches!(first, '_' | '$' | '@'));
        if is_bare {
            let colon = self.tokens.significant_index(name + 1);
            // A word that goes on with slashes is an address.
            return self.tokens.get(colon).kind == RawTokenKind::Colon
                && self.tokens.get(colon + 1).kind != RawTokenKind::LineComment;
        }
        self.name_follows(index)
    }
}
