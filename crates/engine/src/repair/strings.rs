//! The steps inside strings: where they start, which quotes are content, where they end.

use super::atoms::{AtomKind, Quote, is_blank, is_odd_blank};
use super::census::Literal;
use super::evidence::{self as price, Price};
use super::judge::Judge;
use super::search::Search;
use super::stack::mix;
use super::state::{Mode, Op, State, What};
use super::steps::Here;
use crate::diagnostic::Code;
use crate::syntax::grammar::State as Grammar;
use crate::text::Span;

impl Search<'_, '_> {
    /// Opens a string or name at the quote at hand.
    pub(super) fn open_string(&mut self, state: State, mode: Mode, here: Here) {
        let quote = here.atom.quote;
        let mut next = state;
        next.cost += self.census.quote_price(quote);
        if state.stack == super::stack::BOTTOM {
            next.cost += price::WRONG_ROOT;
        }
        if quote != Quote::Double {
            self.edit(&mut next, Op { code: Code::NonstandardQuote, span: here.span, what: What::Put("\"") });
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

    /// Starts a string or name without a quote at the atom at hand.
    pub(super) fn bare(&mut self, state: State, mode: Mode, cost: Price, here: Here) {
        let mut next = state;
        next.cost += cost;
        let at = Span::at(here.span.start);
        self.edit(&mut next, Op { code: Code::MissingQuote, span: at, what: What::Put("\"") });
        next.mode = mode;
        next.quote = Quote::None;
        next.quotes = 0;
        next.dirty = false;
        next.comment = if mode == Mode::InName { comma_before(state) } else { 0 };
        next.mark = here.span.start as u32;
        self.stay(next);
    }

    /// Whether the quote at hand is the one that closes the string.
    fn closes(&self, state: State, quote: Quote) -> bool {
        match state.quote {
            Quote::None => quote == Quote::Double || quote == self.census.main_quote,
            open => open.is_closed_by(quote),
        }
    }

    pub(super) fn in_value(&mut self, state: State, here: Here) {
        let mut on = state;
        on.dirty |= here.atom.dirty;
        let bare = state.quote == Quote::None;
        match here.atom.kind {
            AtomKind::Quote => {
                let quote = here.atom.quote;
                if self.closes(state, quote) {
                    self.end_value(state, here, Close::Quote, 0);
                    self.join(state, here);
                    let is_inch = self.is_inch(here);
                    on.cost += price::QUOTE_AS_CONTENT + if is_inch { 0 } else { self.at_structure(here) };
                    // A mark of inches has no partner.
                    on.quotes = on.quotes.saturating_add(if is_inch { 2 } else { 1 });
                } else {
                    let paired = if self.is_paired(state, here) { price::QUOTE_OF_PAIR } else { 0 };
                    self.end_value(state, here, Close::Quote, mixed_price(state.quote, quote) + paired);
                    if quote == self.census.main_quote {
                        on.cost += self.at_structure(here);
                    }
                    if quote == Quote::Double {
                        on.dirty = true;
                        if !bare && self.census.main_quote == Quote::Double {
                            on.cost += price::FOREIGN_QUOTE;
                        }
                    }
                }
            }
            AtomKind::EscapedQuote => self.end_value(state, here, Close::Escaped, price::BACKSLASH_AT_END),
            AtomKind::End => return self.end_value(state, here, Close::Missing, price::CUT_STRING),
            AtomKind::Comma | AtomKind::EndObject | AtomKind::EndArray | AtomKind::LineBreak => {
                let cost = self.missing_quote_price(state);
                self.end_value(state, here, Close::Missing, cost);
                on.cost += match here.atom.kind {
                    AtomKind::LineBreak => price::LINE_BREAK_IN_STRING,
                    _ if bare && self.is_literal(state, here) => price::LITERAL_IN_BARE,
                    AtomKind::Comma if bare && self.bare_name_follows(here.index + 1) => price::COMMA_BEFORE_NAME,
                    AtomKind::Comma if bare => price::COMMA_IN_BARE,
                    _ if bare => price::BRACKET_IN_BARE,
                    _ => 0,
                };
            }
            AtomKind::BeginObject | AtomKind::BeginArray if bare => on.cost += price::BRACKET_IN_BARE,
            AtomKind::Blank | AtomKind::OddBlank if self.atoms.get(here.index + 1).kind == AtomKind::Quote => {
                let cost = self.missing_quote_price(state);
                self.end_value(state, here, Close::Missing, cost + price::END_AT_BLANK);
            }
            _ => {}
        }
        self.take(on);
    }

    /// Whether the quote at hand has a partner within the string, so that it is content as well.
    fn is_paired(&self, state: State, here: Here) -> bool {
        let content = Span::new(state.mark as usize, here.span.start);
        let quote = here.span.slice(self.text);
        content.len() <= LONGEST_PAIR && content.slice(self.text).matches(quote).count() % 2 == 1
    }

    /// Whether a bare value up to here is a number or literal, which ends where it ends.
    fn is_literal(&self, state: State, here: Here) -> bool {
        let content = self.content(state, here, Close::Missing);
        content.len() <= LONGEST_LITERAL && Literal::read(content.slice(self.text)).is_some()
    }

    /// Whether the quote at hand may be a mark of inches, as another in the text is.
    fn is_inch(&mut self, here: Here) -> bool {
        let before = here.span.start.checked_sub(1).and_then(|at| self.text.as_bytes().get(at));
        self.census.has_inches
            && before.is_some_and(u8::is_ascii_digit)
            && matches!(self.atoms.get(here.index + 1).kind, AtomKind::Quote | AtomKind::Blank | AtomKind::Text)
    }

    /// The price of a quote that stands where strings end or begin, and yet is content.
    fn at_structure(&mut self, here: Here) -> Price {
        let before = here.index.checked_sub(1).map(|index| self.atoms.significant_before(index));
        let after = self.atoms.get(here.index + 1).kind;
        if before == Some(AtomKind::Colon) || after == AtomKind::Colon {
            return price::QUOTE_AT_COLON;
        }
        let ends = after.is_closer() || after == AtomKind::Comma;
        if ends || before == Some(AtomKind::Comma) { price::QUOTE_AT_STRUCTURE } else { 0 }
    }

    /// Ends a string value at the atom at hand.
    fn end_value(&mut self, state: State, here: Here, close: Close, cost: Price) {
        let content = self.content(state, here, close);
        if (content.is_empty() && state.quote == Quote::None) || !self.affords(state.cost + cost) {
            return;
        }
        let mut next = state;
        next.cost += cost;
        // Of a joined string only the last piece is at hand: too little to judge its form by.
        if !state.joined {
            next.cost += self.judge.string(state.shape, content, content.slice(self.text));
        }
        if state.quotes % 2 == 1 {
            next.cost += price::ODD_QUOTES;
        }
        self.end_string(&mut next, content, here, close);
        self.value_done(&mut next);
        if close == Close::Missing { self.stay(next) } else { self.take(next) }
    }

    /// What it costs that a string value has no closing quote.
    fn missing_quote_price(&self, state: State) -> Price {
        match (state.quote, self.census.bare_value_price) {
            (Quote::None, Some(habit)) => habit,
            (Quote::None, None) => price::BARE_WORD,
            _ => price::INSERT_QUOTE,
        }
    }

    /// Goes on with the next string when `+` joins it to this one.
    fn join(&mut self, state: State, here: Here) {
        let plus = self.atoms.significant_index(here.index + 1);
        if self.atoms.span(plus).slice(self.text) != "+" {
            return;
        }
        let next = self.atoms.significant_index(plus + 1);
        if self.atoms.get(next).kind != AtomKind::Quote {
            return;
        }
        let mut next = state;
        next.cost += price::JOINED_STRINGS;
        if next.dirty || next.quotes > 0 {
            let content = self.content(state, here, Close::Quote);
            self.edit(&mut next, Op { code: Code::UnescapedQuote, span: content, what: What::Escape });
        }
        next.mode = Mode::InJoin;
        next.comment = here.span.start as u32;
        next.print = mix(mix(next.print, u64::from(state.mark)), here.span.start as u64 | 1 << 42);
        self.take(next);
    }

    pub(super) fn in_join(&mut self, state: State, here: Here) {
        if here.atom.kind != AtomKind::Quote {
            return self.take(state);
        }
        let mut next = state;
        let span = Span::new(state.comment as usize, here.span.end);
        self.edit(&mut next, Op { code: Code::JoinedStrings, span, what: What::Put("") });
        next.mode = Mode::InValue;
        next.joined = true;
        next.comment = 0;
        next.dirty = false;
        next.quotes = 0;
        next.mark = here.span.end as u32;
        self.take(next);
    }

    pub(super) fn in_name(&mut self, state: State, here: Here) {
        let mut on = state;
        on.dirty |= here.atom.dirty;
        match here.atom.kind {
            AtomKind::Quote => {
                let quote = here.atom.quote;
                if self.closes(state, quote) {
                    self.end_name(state, here, Close::Quote, 0);
                    self.drop_stub(state, here);
                    on.cost += price::QUOTE_IN_NAME;
                    on.quotes = on.quotes.saturating_add(1);
                } else {
                    self.end_name(state, here, Close::Quote, mixed_price(state.quote, quote));
                    on.dirty |= quote == Quote::Double;
                    on.cost += price::FOREIGN_QUOTE;
                }
                return self.take(on);
            }
            AtomKind::End => {
                self.missing_quote(state, here);
                return self.drop_stub(state, here);
            }
            AtomKind::Colon | AtomKind::Equals | AtomKind::Comma | AtomKind::Semicolon => {
                self.missing_quote(state, here)
            }
            _ if self.reads_as_member(state, here) => self.missing_quote(state, here),
            _ => {}
        }
        on.cost += match here.atom.kind {
            AtomKind::LineBreak => price::LINE_BREAK_IN_NAME,
            kind if kind.is_structure() => price::STRUCTURE_IN_NAME,
            _ => 0,
        };
        self.take(on);
    }

    /// Leaves out a string that stands where a name is due, but has no colon.
    fn drop_stub(&mut self, state: State, here: Here) {
        let after = self.atoms.significant(here.index + 1).kind;
        if !(after.is_closer() || matches!(after, AtomKind::Comma | AtomKind::End)) || state.comment == NO_COMMA {
            return;
        }
        let mut next = state;
        next.cost += price::DROP_STUB;
        let span = Span::new((state.mark as usize).saturating_sub(state.quote.len()), here.span.end);
        let code = if after == AtomKind::End { Code::CutOff } else { Code::StrayText };
        self.edit(&mut next, Op { code, span, what: What::Stub });
        next.mode = Mode::At(if state.comment > 0 { Grammar::Name } else { Grammar::NameOrEnd });
        next.mark = state.comment;
        next.comment = 0;
        next.quote = Quote::None;
        next.quotes = 0;
        next.dirty = false;
        if here.atom.kind == AtomKind::End { self.stay(next) } else { self.take(next) }
    }

    fn missing_quote(&mut self, state: State, here: Here) {
        let cost = match (state.quote, self.census.bare_name_price) {
            (Quote::None, Some(habit)) => habit,
            (Quote::None, None) => price::BARE_WORD,
            _ => price::INSERT_QUOTE,
        };
        self.end_name(state, here, Close::Missing, cost);
    }

    /// Whether what has been read so far is a name that the shape knows.
    fn reads_as_member(&mut self, state: State, here: Here) -> bool {
        let shape = self.stacks.node(state.stack).shape;
        let guide = self.judge.shape.node(shape);
        if !guide.known {
            return false;
        }
        let content = self.content(state, here, Close::Missing).slice(self.text);
        guide.names.iter().any(|(name, _)| name.eq_ignore_ascii_case(content))
    }

    fn end_name(&mut self, state: State, here: Here, close: Close, cost: Price) {
        let content = self.content(state, here, close);
        if (content.is_empty() && close == Close::Missing) || !self.affords(state.cost + cost) {
            return;
        }
        let verdict = self.judge.name(&self.stacks, state.stack, content, content.slice(self.text));
        let mut next = state;
        next.cost += cost + verdict.price;
        // A name without both of its quotes goes on for too long unless it ends where a plain one would.
        let is_plain = verdict.is_identifier || content.slice(self.text).bytes().all(|byte| byte.is_ascii_digit());
        if (close == Close::Missing || state.quote == Quote::None) && !is_plain && !self.judge.shape.is_given() {
            next.cost += price::STRANGE_NAME;
        }
        if close == Close::Quote && !is_plain && !self.judge.shape.is_given() {
            let follows = self.atoms.significant(here.index + 1).kind;
            next.cost += if follows == AtomKind::Comma { price::VALUE_AS_NAME } else { 0 };
        }
        if !self.affords(next.cost) {
            return;
        }
        self.end_string(&mut next, content, here, close);
        next.stack = Judge::with_member(&mut self.stacks, state.stack, verdict);
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
    fn content(&self, state: State, here: Here, close: Close) -> Span {
        let all = Span::new(state.mark as usize, here.span.start);
        match close {
            Close::Quote => return all,
            Close::Escaped => return Span::new(all.start, all.end + 1),
            Close::Missing => {}
        }
        let trimmed = all.slice(self.text).trim_end_matches(|c| is_blank(c) || matches!(c, '\r' | '\n'));
        Span::new(all.start, all.start + trimmed.len())
    }

    fn end_string(&mut self, next: &mut State, content: Span, here: Here, close: Close) {
        if next.dirty || next.quotes > 0 || close == Close::Escaped {
            self.edit(next, Op { code: Code::UnescapedQuote, span: content, what: What::Escape });
        }
        match close {
            Close::Escaped => {}
            Close::Quote if here.atom.quote == Quote::Double => {}
            Close::Quote => {
                self.edit(next, Op { code: Code::NonstandardQuote, span: here.span, what: What::Put("\"") });
            }
            Close::Missing => {
                let code = match (here.atom.kind, next.quote, next.mode) {
                    (AtomKind::End, ..) => Code::CutOff,
                    (_, Quote::None, Mode::InName) => Code::UnquotedName,
                    (_, Quote::None, _) => Code::UnquotedString,
                    _ => Code::MissingQuote,
                };
                self.edit(next, Op { code, span: Span::at(content.end), what: What::Put("\"") });
                let blanks = Span::new(content.end, here.span.start);
                if blanks.slice(self.text).contains(is_odd_blank) {
                    self.edit(next, Op { code: Code::NonstandardBlank, span: blanks, what: What::Blanks });
                }
            }
        }
        next.print = mix(mix(next.print, content.start as u64), content.end as u64 | 1 << 40);
    }
}

/// Quotes in pairs are looked for in strings up to this length.
const LONGEST_PAIR: usize = 256;
/// Numbers and literals are no longer than this.
const LONGEST_LITERAL: usize = 64;

/// Stands for a comma that is not in the text, but was put before a name.
const NO_COMMA: u32 = u32::MAX;

/// The mark of the comma before a name; 0 at the start of an object.
fn comma_before(state: State) -> u32 {
    if state.mode == Mode::At(Grammar::Name) && state.mark == 0 { NO_COMMA } else { state.mark }
}

/// What it costs that a string is closed by another quote than goes with its opening.
fn mixed_price(open: Quote, close: Quote) -> Price {
    if close.is_double() && (open == Quote::None || open.is_double()) {
        price::MIXED_QUOTES
    } else {
        price::STRANGE_CLOSER
    }
}

/// How a string ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Close {
    /// With the quote at hand.
    Quote,
    /// With the quote at hand, whose backslash is content.
    Escaped,
    /// Before the atom at hand, its closing quote missing.
    Missing,
}
