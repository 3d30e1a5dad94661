//! The steps inside strings: where they start, which quotes are content, where they end.

use crate::diagnostic::Code;
use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::{Hypothesis, Mode, Op, Replacement};
use crate::repair::beam::stack::{BOTTOM, mix};
use crate::repair::cost::shape::ShapeCost;
use crate::repair::cost::{self, Cost};
use crate::repair::dialect::statistics::Literal;
use crate::repair::expand::Here;
use crate::repair::tokens::{Quote, RawTokenKind, is_blank, is_odd_blank};
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

impl Search<'_, '_> {
    /// Opens a string or name at the current quote.
    pub(in crate::repair) fn open_string(&mut self, state: Hypothesis, mode: Mode, here: Here) {
        let quote = here.token.quote;
        let mut next = state;
        next.cost += self.statistics.quote_cost(quote);
        if state.stack == BOTTOM {
            next.cost += cost::wrong_root();
        }
        if quote != Quote::Double {
            self.edit(
                &mut next,
                Op { code: Code::NonstandardQuote, span: here.span, replacement: Replacement::Put("\"") },
            );
        }
        next.mode = mode;
        next.quote = quote;
        next.quotes = 0;
        next.dirty = false;
        // The comma before a name is needed again if the name turns out to be a mere stub.
        next.comment = if mode == Mode::InName { comma_before(state) } else { 0 };
        next.mark = here.span.end as u32;
        self.take(next);
    }

    /// Starts a string or name without a quote at the current token.
    pub(in crate::repair) fn bare(&mut self, state: Hypothesis, mode: Mode, cost: Cost, here: Here) {
        let mut next = state;
        next.cost += cost;
        let at = Span::at(here.span.start);
        self.edit(&mut next, Op { code: Code::MissingQuote, span: at, replacement: Replacement::Put("\"") });
        next.mode = mode;
        next.quote = Quote::None;
        next.quotes = 0;
        next.dirty = false;
        next.comment = if mode == Mode::InName { comma_before(state) } else { 0 };
        next.mark = here.span.start as u32;
        self.stay(next);
    }

    /// Whether the current quote is the one that closes the string.
    fn closes(&self, state: Hypothesis, quote: Quote) -> bool {
        match state.quote {
            Quote::None => quote == Quote::Double || quote == self.statistics.main_quote,
            open => open.is_closed_by(quote),
        }
    }

    pub(in crate::repair) fn in_value(&mut self, state: Hypothesis, here: Here) {
        if here.token.start < state.comment {
            return self.take(Hypothesis { dirty: state.dirty | here.token.dirty, ..state });
        }
        let state = Hypothesis { comment: 0, ..state };
        let mut on = state;
        on.dirty |= here.token.dirty;
        let bare = state.quote == Quote::None;
        match here.token.kind {
            RawTokenKind::Quote => {
                let quote = here.token.quote;
                if self.closes(state, quote) {
                    self.end_value(state, here, Close::Quote, 0);
                    self.join(state, here);
                    let is_inch = self.is_inch(here);
                    on.cost += cost::quote_as_content() + if is_inch { 0 } else { self.at_structure(here) };
                    // A mark of inches has no partner.
                    on.quotes = on.quotes.saturating_add(if is_inch { 2 } else { 1 });
                } else if quote == Quote::Back && self.is_beside_itself(here) {
                    // Backticks in a row are a fence or content.
                    on.dirty |= here.token.dirty;
                } else {
                    let paired = if self.is_paired(state, here) { cost::quote_of_pair() } else { 0 };
                    self.end_value(state, here, Close::Quote, mixed_cost(state.quote, quote) + paired);
                    if quote == self.statistics.main_quote {
                        on.cost += self.at_structure(here);
                    }
                    if quote == Quote::Double {
                        on.dirty = true;
                        if !bare && self.statistics.main_quote == Quote::Double {
                            on.cost += cost::foreign_quote();
                        }
                    }
                }
            }
            RawTokenKind::EscapedQuote => self.end_at_escaped(state, here),
            RawTokenKind::End => {
                let cost = if bare { self.missing_quote_cost(state) } else { cost::cut_string() };
                return self.end_value(state, here, Close::Missing, cost);
            }
            RawTokenKind::Comma | RawTokenKind::EndObject | RawTokenKind::EndArray | RawTokenKind::LineBreak => {
                let cost = self.missing_quote_cost(state);
                self.end_value(state, here, Close::Missing, cost);
                on.cost += match here.token.kind {
                    RawTokenKind::LineBreak if bare => cost::line_break_in_bare(),
                    RawTokenKind::LineBreak if state.quotes > 0 && self.bare_name_follows(here.index + 1) => {
                        cost::line_break_in_string() + cost::member_in_string()
                    }
                    RawTokenKind::LineBreak => cost::line_break_in_string(),
                    _ if bare && self.is_literal(state, here) => cost::literal_in_bare(),
                    RawTokenKind::Comma if bare && self.separates(state, here) => cost::comma_that_separates(),
                    RawTokenKind::Comma if bare => cost::comma_in_bare(),
                    _ if bare => cost::bracket_in_bare(),
                    _ => 0,
                };
            }
            RawTokenKind::BeginObject | RawTokenKind::BeginArray if bare => on.cost += cost::bracket_in_bare(),
            RawTokenKind::BeginObject | RawTokenKind::BeginArray => self.embedded(on, here),
            RawTokenKind::Colon if bare && self.starts_as_name(state, here) => on.cost += cost::bracket_in_bare(),
            RawTokenKind::Blank | RawTokenKind::OddBlank
                if self.tokens.get(here.index + 1).kind == RawTokenKind::Quote =>
            {
                let cost = self.missing_quote_cost(state);
                self.end_value(state, here, Close::Missing, cost + cost::end_at_blank());
            }
            _ => {}
        }
        self.take(on);
    }

    /// Ends a string value at a quote whose backslash is content, unless it has a partner.
    fn end_at_escaped(&mut self, state: Hypothesis, here: Here) {
        let paired = if self.is_paired(state, here) { cost::odd_quotes() } else { 0 };
        self.end_value(state, here, Close::Escaped, cost::backslash_at_end() + paired);
    }

    /// Whether the current comma can hardly be content of a bare value: in a list, before a name and before a closing
    /// bracket commas separate.
    fn separates(&mut self, state: Hypothesis, here: Here) -> bool {
        let next = self.tokens.significant(here.index + 1).kind;
        self.inside(state) == Some(Container::Array) || next.is_closer() || self.bare_name_follows(here.index + 1)
    }

    /// Whether a bare value up to the current colon is a word that starts its line or follows a comma: it may be a
    /// name.
    fn starts_as_name(&self, state: Hypothesis, here: Here) -> bool {
        let start = state.mark as usize;
        let line = self.text.as_bytes().get(start.saturating_sub(LONGEST_LITERAL)..start).unwrap_or_default();
        let indent = line.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let is_first = match line.len().checked_sub(indent + 1).and_then(|at| line.get(at)) {
            Some(b'\n') => true,
            // A word that goes on with slashes is an address.
            Some(b',') => !self.text.get(here.span.end..).is_some_and(|behind| behind.starts_with("//")),
            _ => false,
        };
        let word = Span::new(start, here.span.start).slice(self.text);
        is_first && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    }

    /// Whether the current quote, perhaps with a backslash, has a partner within the string, so that it is content as
    /// well.
    fn is_paired(&self, state: Hypothesis, here: Here) -> bool {
        let content = Span::new(state.mark as usize, here.span.start);
        let quote = here.span.slice(self.text);
        content.len() <= LONGEST_PAIR && content.slice(self.text).matches(quote).count() % 2 == 1
    }

    /// Whether a bare value up to here is a number or literal, which ends where it ends.
    fn is_literal(&self, state: Hypothesis, here: Here) -> bool {
        let content = self.content(state, here, Close::Missing);
        content.len() <= LONGEST_LITERAL && Literal::read(content.slice(self.text)).is_some()
    }

    /// Whether the current word comes right behind a string of a list whose comma is missing, and the next quote closes
    /// it: both marks between the two strings were lost at once.
    pub(in crate::repair) fn is_quote_lost_with_comma(&mut self, state: Hypothesis, here: Here) -> bool {
        let is_put = state.mode == Mode::At(Grammar::Value) && state.mark == 0;
        if !is_put || self.inside(state) != Some(Container::Array) || here.index < 3 {
            return false;
        }
        // The quote ends a word, and does not start the next one.
        let kinds = [3, 2, 1].map(|back| self.tokens.get(here.index - back).kind);
        kinds == [RawTokenKind::Text, RawTokenKind::Quote, RawTokenKind::Blank] && {
            let ends =
                |kind: RawTokenKind| kind.is_structure() || matches!(kind, RawTokenKind::LineBreak | RawTokenKind::End);
            let next = (here.index + 1..here.index + MOST_WORDS).map(|index| self.tokens.get(index).kind);
            let closer = next.into_iter().find(|kind| *kind == RawTokenKind::Quote || ends(*kind));
            closer == Some(RawTokenKind::Quote)
        }
    }

    /// Whether the current quote may be a mark of inches, as another in the text is.
    fn is_inch(&mut self, here: Here) -> bool {
        let before = here.span.start.checked_sub(1).and_then(|at| self.text.as_bytes().get(at));
        self.statistics.has_inches
            && before.is_some_and(u8::is_ascii_digit)
            && matches!(
                self.tokens.get(here.index + 1).kind,
                RawTokenKind::Quote | RawTokenKind::Blank | RawTokenKind::Text
            )
    }

    /// The cost of a quote that stands where strings end or begin, and yet is content.
    fn at_structure(&mut self, here: Here) -> Cost {
        let before = here.index.checked_sub(1).map(|index| self.tokens.significant_before(index));
        let after = self.tokens.get(here.index + 1).kind;
        if before == Some(RawTokenKind::Colon) || after == RawTokenKind::Colon {
            return cost::quote_at_colon();
        }
        let ends = after.is_closer() || after == RawTokenKind::Comma;
        if ends || before == Some(RawTokenKind::Comma) { cost::quote_at_structure() } else { 0 }
    }

    /// Ends a string value at the current token.
    fn end_value(&mut self, state: Hypothesis, here: Here, close: Close, cost: Cost) {
        let content = self.content(state, here, close);
        if (content.is_empty() && state.quote == Quote::None) || !self.affords(state.cost + cost) {
            return;
        }
        let mut next = state;
        next.cost += cost;
        // Only the last piece of a joined string is known here: too little to judge its form by.
        if !state.joined {
            let cost = self.shape_cost.string(state.shape, content, content.slice(self.text));
            // A string that is as it was may have a meaning of the right kind.
            let is_as_it_was = close == Close::Quote && state.quote == Quote::Double && state.quotes == 0;
            if is_as_it_was {
                next.cost += cost
            } else {
                next.pay_misfit(cost)
            }
            let object = self.stacks.node(state.stack);
            if let Some(narrowed) = self.shape_cost.narrowed(object, state.shape, content.slice(self.text)) {
                next.stack = self.stacks.narrow(state.stack, narrowed);
            }
        }
        if state.quotes % 2 == 1 {
            next.cost += cost::odd_quotes();
        }
        self.end_string(&mut next, content, here, close);
        self.value_done(&mut next);
        if close == Close::Missing { self.stay(next) } else { self.take(next) }
    }

    /// The cost of a string value without a closing quote.
    fn missing_quote_cost(&self, state: Hypothesis) -> Cost {
        match (state.quote, self.statistics.bare_value_cost) {
            (Quote::None, Some(habit)) => habit,
            (Quote::None, None) => cost::bare_word(),
            _ => cost::insert_quote(),
        }
    }

    /// Goes on with the next string when `+` joins it to this one.
    fn join(&mut self, state: Hypothesis, here: Here) {
        let plus = self.behind_comment(here.index + 1);
        if self.tokens.span(plus).slice(self.text) != "+" {
            return;
        }
        let next = self.behind_comment(plus + 1);
        if self.tokens.get(next).kind != RawTokenKind::Quote {
            return;
        }
        let mut next = state;
        next.cost += cost::joined_strings();
        if next.dirty || next.quotes > 0 {
            let content = self.content(state, here, Close::Quote);
            self.edit(&mut next, Op { code: Code::UnescapedQuote, span: content, replacement: Replacement::Escape });
        }
        next.mode = Mode::InJoin;
        next.comment = here.span.start as u32;
        next.print = mix(mix(next.print, u64::from(state.mark)), here.span.start as u64 | 1 << 42);
        self.take(next);
    }

    /// The next significant token, behind a block comment if there is one.
    fn behind_comment(&mut self, index: usize) -> usize {
        let next = self.tokens.significant_index(index);
        if self.tokens.get(next).kind != RawTokenKind::BlockOpen {
            return next;
        }
        let is_end = |kind| matches!(kind, RawTokenKind::BlockClose | RawTokenKind::End);
        let end = (next + 1..next + LONGEST_COMMENT).find(|index| is_end(self.tokens.get(*index).kind));
        end.map_or(next, |end| self.tokens.significant_index(end + 1))
    }

    pub(in crate::repair) fn in_join(&mut self, state: Hypothesis, here: Here) {
        if here.token.kind != RawTokenKind::Quote {
            return self.take(state);
        }
        let mut next = state;
        let span = Span::new(state.comment as usize, here.span.end);
        self.edit(&mut next, Op { code: Code::JoinedStrings, span, replacement: Replacement::Put("") });
        next.mode = Mode::InValue;
        next.joined = true;
        next.comment = 0;
        next.dirty = false;
        next.quotes = 0;
        next.mark = here.span.end as u32;
        self.take(next);
    }

    pub(in crate::repair) fn in_name(&mut self, state: Hypothesis, here: Here) {
        let mut on = state;
        on.dirty |= here.token.dirty;
        match here.token.kind {
            RawTokenKind::Quote => {
                let quote = here.token.quote;
                if self.closes(state, quote) {
                    self.end_name(state, here, Close::Quote, 0);
                    self.drop_stub(state, here);
                    on.cost += cost::quote_in_name();
                    on.quotes = on.quotes.saturating_add(1);
                } else {
                    self.end_name(state, here, Close::Quote, mixed_cost(state.quote, quote));
                    on.dirty |= quote == Quote::Double;
                    on.cost += cost::foreign_quote();
                }
                return self.take(on);
            }
            RawTokenKind::End => {
                self.missing_quote(state, here);
                return self.drop_stub(state, here);
            }
            RawTokenKind::Colon | RawTokenKind::Equals | RawTokenKind::Comma | RawTokenKind::Semicolon => {
                self.missing_quote(state, here)
            }
            RawTokenKind::Blank
                if state.quote == Quote::None && self.tokens.get(here.index + 1).kind == RawTokenKind::Quote =>
            {
                self.missing_quote(state, here);
            }
            _ if self.reads_as_member(state, here) => self.missing_quote(state, here),
            _ => {}
        }
        on.cost += match here.token.kind {
            RawTokenKind::LineBreak => cost::line_break_in_name(),
            kind if kind.is_structure() => cost::structure_in_name(),
            _ => 0,
        };
        self.take(on);
    }

    /// Leaves out a string that stands where a name is due, but has no colon.
    fn drop_stub(&mut self, state: Hypothesis, here: Here) {
        let after = self.tokens.significant(here.index + 1).kind;
        if !(after.is_closer() || matches!(after, RawTokenKind::Comma | RawTokenKind::End)) || state.comment == NO_COMMA
        {
            return;
        }
        let mut next = state;
        // A string with both of its quotes and content rather belongs elsewhere.
        let is_whole = here.token.kind == RawTokenKind::Quote && state.quote != Quote::None && state.quotes == 0;
        let is_content = is_whole && here.span.start > state.mark as usize;
        next.cost += match is_content {
            true if self.shape_cost.tells(self.stacks.node(state.stack)) => cost::drop_string_listed(),
            true => cost::drop_string(),
            false => cost::drop_stub(),
        };
        let span = Span::new((state.mark as usize).saturating_sub(state.quote.len()), here.span.end);
        let code = if after == RawTokenKind::End { Code::CutOff } else { Code::StrayText };
        self.edit(&mut next, Op { code, span, replacement: Replacement::Stub });
        next.mode = Mode::At(if state.comment > 0 { Grammar::Name } else { Grammar::NameOrEnd });
        next.mark = state.comment;
        next.comment = 0;
        next.quote = Quote::None;
        next.quotes = 0;
        next.dirty = false;
        if here.token.kind == RawTokenKind::End { self.stay(next) } else { self.take(next) }
    }

    fn missing_quote(&mut self, state: Hypothesis, here: Here) {
        let cost = match (state.quote, self.statistics.bare_name_cost) {
            (Quote::None, Some(habit)) => habit,
            (Quote::None, None) => cost::bare_word(),
            _ => cost::insert_quote(),
        };
        self.end_name(state, here, Close::Missing, cost);
    }

    /// Whether what has been read so far is a name that the shape knows.
    fn reads_as_member(&mut self, state: Hypothesis, here: Here) -> bool {
        let shape = self.stacks.node(state.stack).shape;
        let guide = self.shape_cost.shape.node(shape);
        if !guide.known {
            return false;
        }
        let content = self.content(state, here, Close::Missing).slice(self.text);
        guide.names.iter().any(|(name, _)| name.eq_ignore_ascii_case(content))
    }

    fn end_name(&mut self, state: Hypothesis, here: Here, close: Close, cost: Cost) {
        let all = self.content(state, here, close);
        if (all.is_empty() && close == Close::Missing) || !self.affords(state.cost + cost) {
            return;
        }
        let content = without_margins(all, self.text);
        let verdict = self.shape_cost.name(&self.stacks, state.stack, content, content.slice(self.text));
        let mut next = state;
        next.cost += cost + verdict.cost;
        // A name that a schema allows without listing it fits.
        if verdict.cost >= cost::unknown_member() {
            next.misfit = next.misfit.saturating_add(verdict.cost);
        }
        // A name without both of its quotes goes on for too long unless it ends where a plain one would.
        let is_plain = verdict.is_identifier || content.slice(self.text).bytes().all(|byte| byte.is_ascii_digit());
        let is_told = self.shape_cost.tells(self.stacks.node(state.stack));
        if (close == Close::Missing || state.quote == Quote::None) && !is_plain && !is_told {
            next.cost += cost::strange_name();
        }
        if close == Close::Quote && !is_plain && !is_told {
            let follows = self.tokens.significant(here.index + 1).kind;
            next.cost += if follows == RawTokenKind::Comma { cost::value_as_name() } else { 0 };
        }
        if !self.affords(next.cost) {
            return;
        }
        for margin in [Span::new(all.start, content.start), Span::new(content.end, all.end)] {
            if !margin.is_empty() {
                let replacement = Replacement::Put("");
                self.edit(&mut next, Op { code: Code::ControlCharacter, span: margin, replacement });
            }
        }
        self.end_string(&mut next, content, here, close);
        next.stack = ShapeCost::with_member(&mut self.stacks, state.stack, verdict);
        next.mode = Mode::At(Grammar::Colon);
        next.shape = verdict.value;
        next.mark = 0;
        next.comment = 0;
        next.quote = Quote::None;
        next.quotes = 0;
        next.dirty = false;
        if close == Close::Quote { self.take(next) } else { self.stay(next) }
    }

    /// Where the content of the string lies if it ends here. Without a closing quote blanks at its end are no content.
    fn content(&self, state: Hypothesis, here: Here, close: Close) -> Span {
        let all = Span::new(state.mark as usize, here.span.start);
        match close {
            Close::Quote => return all,
            Close::Escaped => return Span::new(all.start, all.end + 1),
            Close::Missing => {}
        }
        let trimmed = all.slice(self.text).trim_end_matches(|c| is_blank(c) || matches!(c, '\r' | '\n'));
        Span::new(all.start, all.start + trimmed.len())
    }

    fn end_string(&mut self, next: &mut Hypothesis, content: Span, here: Here, close: Close) {
        if next.dirty || next.quotes > 0 || close == Close::Escaped {
            self.edit(next, Op { code: Code::UnescapedQuote, span: content, replacement: Replacement::Escape });
        }
        match close {
            Close::Escaped => {}
            Close::Quote if here.token.quote == Quote::Double => {}
            Close::Quote => {
                self.edit(
                    next,
                    Op { code: Code::NonstandardQuote, span: here.span, replacement: Replacement::Put("\"") },
                );
            }
            Close::Missing => {
                let code = match (here.token.kind, next.quote, next.mode) {
                    (RawTokenKind::End, ..) => Code::CutOff,
                    (_, Quote::None, Mode::InName) => Code::UnquotedName,
                    (_, Quote::None, _) => Code::UnquotedString,
                    _ => Code::MissingQuote,
                };
                self.edit(next, Op { code, span: Span::at(content.end), replacement: Replacement::Put("\"") });
                let blanks = Span::new(content.end, here.span.start);
                if blanks.slice(self.text).contains(is_odd_blank) {
                    self.edit(
                        next,
                        Op { code: Code::NonstandardBlank, span: blanks, replacement: Replacement::Blanks },
                    );
                }
            }
        }
        next.print = mix(mix(next.print, content.start as u64), content.end as u64 | 1 << 40);
    }
}

/// Quotes in pairs are looked for in strings up to this length.
const LONGEST_PAIR: usize = 256;
/// Number of tokens searched for the closing quote of a string that lost its opening one.
const MOST_WORDS: usize = 64;
/// Number of tokens of comments between joined strings that are skipped.
const LONGEST_COMMENT: usize = 64;
/// Numbers and literals are no longer than this.
const LONGEST_LITERAL: usize = 64;

/// Represents a comma that is not in the text, but was inserted before a name.
const NO_COMMA: u32 = u32::MAX;

/// The content of a name without the tabs and line breaks at its margins, and the blanks beside those: its quote stands
/// on the wrong side of the layout.
fn without_margins(content: Span, text: &str) -> Span {
    let is_layout = |c: char| matches!(c, '\t' | '\r' | '\n');
    let is_margin = |c: char| c == ' ' || is_layout(c);
    let whole = content.slice(text);
    let from_start = whole.trim_start_matches(is_margin);
    let start = whole.len() - from_start.len();
    let start = if whole.get(..start).is_some_and(|margin| margin.contains(is_layout)) { start } else { 0 };
    let end = whole.trim_end_matches(is_margin).len();
    let end = if whole.get(end..).is_some_and(|margin| margin.contains(is_layout)) { end } else { whole.len() };
    if start < end { Span::new(content.start + start, content.start + end) } else { content }
}

/// The mark of the comma before a name; 0 at the start of an object.
fn comma_before(state: Hypothesis) -> u32 {
    if state.mode == Mode::At(Grammar::Name) && state.mark == 0 { NO_COMMA } else { state.mark }
}

/// The cost of a string that is closed by another quote than goes with its opening.
fn mixed_cost(open: Quote, close: Quote) -> Cost {
    if close.is_double() && (open == Quote::None || open.is_double()) {
        cost::mixed_quotes()
    } else {
        cost::strange_closer()
    }
}

/// How a string ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Close {
    /// With the current quote.
    Quote,
    /// With the current quote, whose backslash is content.
    Escaped,
    /// Before the current token, its closing quote missing.
    Missing,
}
