//! The steps that leave something out: comments, stray text, the rest of a lost head.

use crate::diagnostic::Code;
use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::{Hypothesis, Mode, Op, Replacement};
use crate::repair::beam::stack::{BOTTOM, Node};
use crate::repair::cost::{self, Cost};
use crate::repair::expand::Here;
use crate::repair::tokens::{RawToken, RawTokenKind};
use crate::syntax::grammar::{Container, State as Grammar};
use crate::syntax::is_number;
use crate::text::Span;

/// How many tokens of a member whose start is lost may be left out.
const MOST_HEAD_TOKENS: usize = 40;
/// How far back the start of the line before is looked for.
const LONGEST_LINE: usize = 1024;

impl Search<'_, '_> {
    pub(in crate::repair) fn open_comment(&mut self, state: Hypothesis, resume: Grammar, here: Here) {
        let mode = match here.token.kind {
            RawTokenKind::BlockOpen => Mode::InBlockComment,
            _ if here.token.first_indent >= 0 && state.stack != BOTTOM => Mode::InWholeLineComment,
            _ => Mode::InLineComment,
        };
        let goes_on = mode == Mode::InWholeLineComment && self.is_behind_comment(here);
        let cost = state.cost + if goes_on { cost::comment_goes_on() } else { cost::comment() };
        self.take(Hypothesis { cost, mode, resume, comment: here.span.start as u32, ..state });
    }

    pub(in crate::repair) fn in_comment(&mut self, state: Hypothesis, here: Here) {
        let kind = here.token.kind;
        let is_line = state.mode != Mode::InBlockComment;
        let mut next = state;
        // A line that is a comment as a whole holds whatever was commented out: its length and brackets say nothing.
        if state.mode != Mode::InWholeLineComment {
            next.cost += cost::comment_character() * here.span.len() as Cost;
        }
        if state.mode == Mode::InLineComment
            && (kind == RawTokenKind::Quote
                || (kind.is_structure() && !matches!(kind, RawTokenKind::Comma | RawTokenKind::Colon)))
        {
            next.cost += cost::structure_in_comment();
        }
        let ends = kind == RawTokenKind::End
            || if is_line { kind == RawTokenKind::LineBreak } else { kind == RawTokenKind::BlockClose };
        if !ends {
            return self.take(next);
        }
        let end = if is_line || kind == RawTokenKind::End { here.span.start } else { here.span.end };
        let span = Span::new(state.comment as usize, end);
        self.edit(&mut next, Op { code: Code::Comment, span, replacement: Replacement::Put("") });
        next.mode = Mode::At(state.resume);
        next.comment = 0;
        if is_line || kind == RawTokenKind::End { self.stay(next) } else { self.take(next) }
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
    pub(in crate::repair) fn odd_blank(&mut self, state: Hypothesis, here: Here) {
        let mut next = state;
        next.cost += cost::odd_blank();
        self.edit(&mut next, Op { code: Code::NonstandardBlank, span: here.span, replacement: Replacement::Blanks });
        self.take(next);
    }

    /// Leaves out what remains of a member whose start is lost; the next one begins at a name or behind a comma.
    pub(in crate::repair) fn in_lost_head(&mut self, state: Hypothesis, here: Here) {
        let mut on = state;
        on.cost += cost::prose_character() * here.span.len() as Cost;
        let kind = here.token.kind;
        if kind.is_closer() || kind.is_opener() {
            on.cost += cost::head_drop_bracket();
        }
        if here.span.start > 0
            && (kind.is_closer() || matches!(kind, RawTokenKind::Comma | RawTokenKind::Quote | RawTokenKind::End))
        {
            let mut next = if kind == RawTokenKind::Comma { on } else { state };
            let end = if kind == RawTokenKind::Comma { here.span.end } else { here.span.start };
            let span = Span::new(0, end);
            self.edit(&mut next, Op { code: Code::HeadLost, span, replacement: Replacement::Put("") });
            next.mode = Mode::At(Grammar::NameOrEnd);
            if kind == RawTokenKind::Comma { self.take(next) } else { self.stay(next) }
        }
        if here.index < MOST_HEAD_TOKENS && kind != RawTokenKind::End {
            self.take(on);
        }
    }

    /// Leaves the current token out.
    pub(in crate::repair) fn drop_token(&mut self, state: Hypothesis, here: Here) {
        let outside = state.stack == BOTTOM;
        // A word alone behind an element is the next one, though a comma is missing before it; one behind a number may
        // be its unit.
        let is_word_behind = state.mode == Mode::At(Grammar::CommaOrEnd)
            && here.token.kind == RawTokenKind::Text
            && here.index > 0
            && self.tokens.get(here.index - 1).kind.is_space()
            && (self.inside(state) == Some(Container::Array) || self.is_behind_number(here))
            && self.is_word_alone(here);
        // So is a line of its own.
        let starts = |container| {
            let is_line = state.mode == Mode::At(Grammar::CommaOrEnd) && here.token.first_indent >= 0;
            is_line && self.inside(state) == Some(container)
        };
        let is_value = matches!(state.mode, Mode::At(Grammar::Value | Grammar::ElementOrEnd));
        let at_value = is_word_behind || !outside && (is_value || starts(Container::Array));
        let is_name = matches!(state.mode, Mode::At(Grammar::Name | Grammar::NameOrEnd));
        let at_name = !outside && (is_name || starts(Container::Object));
        let is_all =
            state.mode == Mode::At(Grammar::NameOrEnd) && self.tokens.significant(here.index + 1).kind.is_closer();
        let is_before_quote = self.is_before_quote(here);
        let text = here.span.slice(self.text);
        let (cost, code) = match here.token.kind {
            RawTokenKind::End => return,
            RawTokenKind::Comma => (cost::delete_comma(), Code::ExtraComma),
            RawTokenKind::Colon => (cost::delete_colon(), Code::ExtraColon),
            RawTokenKind::Quote if self.is_beside_itself(here) => (cost::delete_doubled_quote(), Code::ExtraQuote),
            RawTokenKind::Quote if at_value && self.is_before_number(here) => {
                (cost::delete_quote_of_number(), Code::ExtraQuote)
            }
            RawTokenKind::Quote => (cost::delete_quote(), Code::ExtraQuote),
            kind if kind.is_opener() || kind.is_closer() => self.dropped_bracket(state, here),
            RawTokenKind::Semicolon => (cost::delete_comma(), Code::WrongSeparator),
            RawTokenKind::EscapedQuote => (cost::delete_quote(), Code::ExtraQuote),
            RawTokenKind::LineComment | RawTokenKind::Hash | RawTokenKind::BlockOpen => {
                (cost::delete_comment_mark(), Code::StrayText)
            }
            // A parenthesis right before a quote is the end of a string's content.
            _ if is_call(text) && !(text == ")" && is_before_quote) => (cost::delete_call(), Code::StrayText),
            _ if text.chars().all(|c| matches!(c, '.' | '…')) => {
                (cost::delete_ellipsis(), if outside { Code::StrayText } else { Code::Elided })
            }
            // Content is kept before it is dropped.
            _ if is_all || at_value && self.literal_of(here).is_some() => (
                cost::delete_text() + cost::delete_value() + cost::delete_character() * text.len() as Cost,
                Code::StrayText,
            ),
            _ if at_value && self.is_content(here) || at_name && self.is_name(here) => (
                cost::delete_text() + cost::delete_word() + cost::delete_character() * text.len() as Cost,
                Code::StrayText,
            ),
            _ if outside => (cost::prose() + cost::prose_character() * text.len() as Cost, Code::StrayText),
            _ if self.literal_of(here).is_some() => (cost::delete_text() + cost::delete_literal(), Code::StrayText),
            _ => (cost::delete_text() + cost::delete_character() * text.len() as Cost, Code::StrayText),
        };
        let mut next = Hypothesis { cost: state.cost.saturating_add(cost), ..state };
        self.edit(&mut next, Op { code, span: here.span, replacement: Replacement::Put("") });
        self.take(next);
    }

    /// The cost of a bracket that is left out, and its code.
    fn dropped_bracket(&mut self, state: Hypothesis, here: Here) -> (Cost, Code) {
        let kind = here.token.kind;
        let code = if kind.is_opener() { Code::ExtraOpener } else { Code::ExtraCloser };
        let is_doubled = kind != RawTokenKind::EndObject && self.is_doubled(here);
        let cost = match kind {
            _ if is_doubled && (!self.is_in_nested_list(state, here) || self.is_second_of_line(here)) => {
                cost::delete_doubled()
            }
            RawTokenKind::BeginArray => cost::delete_array(),
            _ => cost::delete_bracket(),
        };
        (cost, code)
    }

    /// Whether the current word is rather content than noise: a value of its own, or what is left of a string where a
    /// quote comes right behind it. The rest of an escape is neither.
    fn is_content(&mut self, here: Here) -> bool {
        let word = here.span.slice(self.text);
        let is_word = word.contains(char::is_alphanumeric) && !word.starts_with('\\');
        is_word && (self.is_before_quote(here) || self.is_word_alone(here) || self.are_words_alone(here))
    }

    /// Whether a number and a blank come right before the current token.
    fn is_behind_number(&mut self, here: Here) -> bool {
        let is_blank = here.index > 1 && self.tokens.get(here.index - 1).kind == RawTokenKind::Blank;
        is_blank && is_number(self.tokens.span(here.index - 2).slice(self.text))
    }

    /// Whether a number comes right behind the current token.
    fn is_before_number(&mut self, here: Here) -> bool {
        is_number(self.tokens.span(here.index + 1).slice(self.text))
    }

    /// Whether a quote comes right behind the current token.
    fn is_before_quote(&mut self, here: Here) -> bool {
        self.tokens.get(here.index + 1).kind == RawTokenKind::Quote
    }

    /// Whether the current word is followed by a colon on a line of its own, or by a string that is no name after a
    /// blank: it is the name of a member then.
    fn is_name(&mut self, here: Here) -> bool {
        let is_word = here.span.slice(self.text).starts_with(char::is_alphabetic);
        let next = self.tokens.get(here.index + 1).kind;
        let is_before_string = next == RawTokenKind::Blank
            && self.tokens.get(here.index + 2).kind == RawTokenKind::Quote
            && !self.name_follows(here.index + 2);
        is_word && (is_before_string || next == RawTokenKind::Colon && here.token.first_indent >= 0)
    }

    /// Whether another quote of its kind is right before or after the current quote.
    pub(in crate::repair) fn is_beside_itself(&mut self, here: Here) -> bool {
        let is_same = |token: RawToken| token.kind == RawTokenKind::Quote && token.quote == here.token.quote;
        let before = here.index.checked_sub(1).map(|index| self.tokens.get(index));
        before.is_some_and(is_same) || is_same(self.tokens.get(here.index + 1))
    }

    /// Whether the current token opens a list in a list of lists, where two opening brackets in a row are usual.
    fn is_in_nested_list(&self, state: Hypothesis, here: Here) -> bool {
        let node = self.stacks.node(state.stack);
        let is_list = |node: &Node| node.depth > 0 && node.container == Container::Array;
        here.token.kind == RawTokenKind::BeginArray && is_list(node) && is_list(self.stacks.node(node.up))
    }

    /// Whether the current token ends a line right behind another one of its kind, where each level has lines of its own.
    fn is_second_of_line(&mut self, here: Here) -> bool {
        let before = self.text.get(..here.span.start).unwrap_or_default();
        self.indentation.is_by_depth
            && before.ends_with(here.span.slice(self.text))
            && self.tokens.get(here.index + 1).kind == RawTokenKind::LineBreak
    }

    /// Whether the last character that is no blank is the same bracket. It may be before where the search started.
    fn is_doubled(&self, here: Here) -> bool {
        let start = here.span.start.saturating_sub(LONGEST_LINE);
        let before = self.text.as_bytes().get(start..here.span.start).unwrap_or_default();
        before.trim_ascii_end().last() == here.span.slice(self.text).as_bytes().first()
    }

    /// Whether a quoted string and a colon come next.
    pub(in crate::repair) fn name_follows(&mut self, index: usize) -> bool {
        let open = self.tokens.significant_index(index);
        let RawToken { kind, quote, .. } = self.tokens.get(open);
        if kind != RawTokenKind::Quote {
            return false;
        }
        // No name has more tokens than this.
        for index in open + 1..open + 8 {
            let token = self.tokens.get(index);
            if quote.is_closed_by(token.quote) {
                return self.tokens.significant(index + 1).kind == RawTokenKind::Colon;
            }
            if token.kind == RawTokenKind::LineBreak {
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
