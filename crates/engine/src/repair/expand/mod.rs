//! The steps of the search: what a hypothesis may do with the next token, by where in the grammar it is.

pub(in crate::repair) mod containers;
pub(in crate::repair) mod dropping;
pub(in crate::repair) mod embedded;
mod literals;
pub(in crate::repair) mod notation;
pub(in crate::repair) mod omitted;
pub(in crate::repair) mod openers;
pub(in crate::repair) mod strings;

use crate::diagnostic::Code;
use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::{Hypothesis, Mode, Op, Replacement};
use crate::repair::beam::stack::{BOTTOM, mix};
use crate::repair::cost::{self, Cost};
use crate::repair::dialect::statistics::Literal;
use crate::repair::doubt::rivals::loses_zeros;
use crate::repair::expand::containers::{Opening, container_of, kind_of};
use crate::repair::tokens::{RawToken, RawTokenKind};
use crate::schema::{Kinds, ShapeId};
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

// Parts of a hypothesis's fingerprint. Offsets in the text represent the tokens there.
const PRINT_NULL: u64 = 1;
pub(in crate::repair) const PRINT_CLOSE: u64 = 2;
pub(in crate::repair) const PRINT_OPEN: u64 = 4;
const PRINT_SCALAR: u64 = 1 << 41;

/// The current token, with the facts about it that the steps need.
#[derive(Clone, Copy)]
pub(in crate::repair) struct Here {
    pub(in crate::repair) index: usize,
    pub(in crate::repair) token: RawToken,
    pub(in crate::repair) span: Span,
}

impl Search<'_, '_> {
    /// Pushes everything that `state` may do at `here`.
    pub(in crate::repair) fn expand(&mut self, state: Hypothesis, here: Here) {
        match state.mode {
            Mode::InValue => return self.in_value(state, here),
            Mode::InName => return self.in_name(state, here),
            Mode::InJoin => return self.in_join(state, here),
            Mode::InLostHead => return self.in_lost_head(state, here),
            Mode::InLineComment | Mode::InWholeLineComment | Mode::InBlockComment => {
                return self.in_comment(state, here);
            }
            Mode::At(_) if here.token.kind == RawTokenKind::OddBlank => return self.odd_blank(state, here),
            Mode::Skipping => return self.skipping(state, here),
            Mode::InFraction => return self.in_fraction(state, here),
            Mode::At(_) if here.token.kind.is_space() => return self.take(state),
            Mode::At(_) => {}
        }
        let Mode::At(grammar) = state.mode else { return };
        if matches!(here.token.kind, RawTokenKind::LineComment | RawTokenKind::Hash | RawTokenKind::BlockOpen) {
            self.open_comment(state, grammar, here);
        }
        if matches!(grammar, Grammar::Value | Grammar::Name) {
            self.close_before_comma(state, here);
        }
        if grammar != Grammar::End && matches!(here.token.kind, RawTokenKind::Text | RawTokenKind::BeginArray) {
            let is_value = self.skip_omitted(state, grammar, here);
            if is_value {
                return;
            }
        }
        match grammar {
            Grammar::Value | Grammar::ElementOrEnd => self.at_value(state, grammar, here),
            Grammar::NameOrEnd | Grammar::Name => self.at_name(state, grammar, here),
            Grammar::Colon => self.at_colon(state, here),
            Grammar::CommaOrEnd => self.after_value(state, here),
            Grammar::End => self.after_root(state, here),
        }
    }

    // Values.

    fn at_value(&mut self, state: Hypothesis, grammar: Grammar, here: Here) {
        let inside = self.inside(state);
        let kinds = self.shape_cost.shape.node(state.shape).kinds;
        match here.token.kind {
            RawTokenKind::BeginObject | RawTokenKind::BeginArray => self.at_opener(state, kinds, here),
            RawTokenKind::Quote => {
                let opened = self.element_start(state, Kinds::STRING);
                let opened = self.indented_scalar(opened, here);
                self.open_string(opened, Mode::InValue, here);
                if state.stack != BOTTOM {
                    self.marked_literal(state, here);
                }
                self.drop_token(state, here);
                self.insert_openers(state, inside, kinds, here);
                if inside == Some(Container::Object) && self.name_follows(here.index) {
                    let cost =
                        if self.starts_next_line(state, here) { cost::null_at_line() } else { cost::insert_null() };
                    self.put_null(state, cost, here);
                }
            }
            RawTokenKind::Comma | RawTokenKind::Colon => {
                self.drop_token(state, here);
                if grammar == Grammar::ElementOrEnd && here.token.kind == RawTokenKind::Comma {
                    self.insert_closer(state, here);
                }
                self.replace_by_opener(state, kinds, here);
                self.open_before_separator(state, here);
                if inside == Some(Container::Object) && here.token.kind == RawTokenKind::Comma {
                    self.put_null(state, cost::insert_null(), here);
                }
            }
            RawTokenKind::EndArray | RawTokenKind::EndObject => {
                match inside {
                    Some(Container::Array) => {
                        self.close(state, grammar == Grammar::Value, here);
                        self.open_empty(state, kinds, here);
                    }
                    Some(Container::Object) => {
                        self.put_null(state, cost::null_before_closer(), here);
                        let container = container_of(here.token.kind);
                        let kind = kind_of(container);
                        if kinds.intersects(kind) {
                            let cost = if kinds == Kinds::ANY {
                                cost::insert_opener_unexpected()
                            } else {
                                cost::insert_opener()
                            };
                            let extra = if container == Container::Object { 50 } else { 0 };
                            self.open(state, container, here, Opening::Inserted(cost + extra));
                        }
                    }
                    None => {}
                }
                self.replace_by_opener(state, kinds, here);
                self.drop_token(state, here);
            }
            RawTokenKind::End => match inside {
                Some(Container::Array) => self.close(state, grammar == Grammar::Value, here),
                Some(Container::Object) => self.put_null(state, cost::null_at_end(), here),
                None => {}
            },
            _ => {
                if here.token.kind == RawTokenKind::Text {
                    self.literal(state, here);
                    self.open_tuple(state, here);
                    self.close_tuple(state, grammar == Grammar::Value, here);
                }
                if state.stack != BOTTOM {
                    let is_alone = inside == Some(Container::Array) && self.is_word_alone(here);
                    // A word between two commas is an element, whatever the others are.
                    let opened = if is_alone { state } else { self.element_start(state, Kinds::STRING) };
                    let opened = if is_alone { opened } else { self.indented_scalar(opened, here) };
                    let is_literal = self.is_literal_alone(here);
                    let is_lost_with_comma = self.is_quote_lost_with_comma(state, here);
                    let cost = match self.statistics.bare_value_cost {
                        // Legal unchanged: the words beside it do not make a string of it.
                        _ if is_literal => cost::insert_quote() + cost::literal_as_string(),
                        Some(habit) => habit,
                        None if is_alone => cost::word_alone(),
                        None if is_lost_with_comma => cost::insert_quote_behind_comma(),
                        None => cost::insert_quote(),
                    };
                    self.bare(opened, Mode::InValue, cost, here);
                    self.insert_openers(state, inside, kinds, here);
                }
                self.drop_token(state, here);
            }
        }
    }

    /// Something stands where the shape expects an opening bracket, and what follows could be its content.
    fn replace_by_opener(&mut self, state: Hypothesis, kinds: Kinds, here: Here) {
        if kinds == Kinds::ANY && state.stack != BOTTOM {
            return self.replace_by_any_opener(state, here);
        }
        let next = self.tokens.significant(here.index + 1).kind;
        if kinds.intersects(Kinds::OBJECT) && next == RawTokenKind::Quote {
            self.open(state, Container::Object, here, Opening::Replaced);
        }
        if kinds.intersects(Kinds::ARRAY) && (next == RawTokenKind::Quote || next.is_opener()) {
            self.open(state, Container::Array, here, Opening::Replaced);
        }
    }

    /// A closing brace and a comma where an element is due: its opening brace may be lost, with nothing between them.
    fn open_empty(&mut self, state: Hypothesis, kinds: Kinds, here: Here) {
        let follows = self.tokens.significant(here.index + 1).kind;
        if (here.token.kind, follows) != (RawTokenKind::EndObject, RawTokenKind::Comma)
            || !kinds.intersects(Kinds::OBJECT)
        {
            return;
        }
        let is_among_objects = self.stacks.node(state.stack).seen & u128::from(Kinds::OBJECT.bits()) != 0;
        if kinds == Kinds::ANY && !is_among_objects {
            return;
        }
        let cost = if kinds == Kinds::ANY { cost::insert_opener_empty() } else { cost::insert_opener() };
        self.open(state, Container::Object, here, Opening::Inserted(cost));
    }

    /// Something stands where a value is due, and what follows can only be the content of a container, whatever the
    /// shape says.
    fn replace_by_any_opener(&mut self, state: Hypothesis, here: Here) {
        // Behind a name a comma rather shows that a value was left out, unless a list follows.
        let is_member = self.inside(state) == Some(Container::Object);
        let is_comma = here.token.kind == RawTokenKind::Comma && is_member;
        let opens = self.tokens.significant(here.index + 1).kind.is_opener();
        if !is_comma && self.name_follows(here.index + 1) {
            self.open(state, Container::Object, here, Opening::Replaced);
        } else if (opens || !is_comma) && self.element_follows(here.index + 1) {
            self.open(state, Container::Array, here, Opening::Replaced);
        }
    }

    /// A scalar or name comes where the shape expects a container: its opening bracket may be lost.
    fn insert_openers(&mut self, state: Hypothesis, inside: Option<Container>, kinds: Kinds, here: Here) {
        if state.stack == BOTTOM {
            return;
        }
        if kinds.intersects(Kinds::OBJECT) {
            let known = self.shape_cost.shape.node(state.shape).known;
            let cost = if known || self.name_follows(here.index) {
                cost::insert_opener()
            } else {
                cost::insert_opener_unexpected()
            };
            let is_level = inside == Some(Container::Object) && self.starts_next_line(state, here);
            let cost = cost + if is_level { cost::opener_not_deeper() } else { 0 };
            self.open(state, Container::Object, here, Opening::Inserted(cost));
        }
        // A list in a list needs a reason: the shape, lists beside it, or the layout.
        let beside = Kinds::ARRAY.bits() | self.stacks.node(state.stack).seen as u8 & Kinds::NULL.bits();
        let is_among_lists = self.stacks.node(state.stack).seen == u128::from(beside);
        let has_reason = is_among_lists || self.skips_level(state, here);
        let nested = kinds == Kinds::ANY && inside == Some(Container::Array) && !has_reason;
        if kinds.intersects(Kinds::ARRAY) && !nested {
            let is_list = inside == Some(Container::Object) && self.list_follows(here.index);
            // Where a bracket is lost before `null`, a member lost its value rather than a list its start.
            let is_null = here.span.slice(self.text) == "null";
            let cost = match () {
                () if is_list => cost::insert_list(),
                () if is_null && kinds == Kinds::ANY => cost::insert_opener_unexpected(),
                () => cost::insert_array(),
            };
            self.open(state, Container::Array, here, Opening::Inserted(cost));
        }
    }

    /// Takes a word as literal or number.
    fn literal(&mut self, state: Hypothesis, here: Here) {
        let word = here.span.slice(self.text);
        let Some(literal) = self.literal_of(here) else { return self.literals_in_word(state, here) };
        // Zeros that a number does not need are what a string says, unless a number is asked for.
        let takes_text = self.shape_cost.shape.node(state.shape).kinds.intersects(Kinds::STRING);
        let node = self.stacks.node(state.stack);
        let is_among_numbers = node.container == Container::Array && node.seen == u128::from(Kinds::NUMBER.bits());
        if literal == Literal::OtherNumber && takes_text && loses_zeros(word) && !is_among_numbers {
            return;
        }
        let (kind, replacement, extra, code) = match literal {
            Literal::Call(kind) => (kind, Some(Replacement::Argument), 2 * cost::delete_call(), Code::StrayText),
            Literal::Exact(kind) => (kind, None, 0, Code::NonstandardLiteral),
            Literal::Other(kind, text) => {
                (kind, Some(Replacement::Put(text)), self.statistics.literal_cost, Code::NonstandardLiteral)
            }
            Literal::OtherNumber => {
                (Kinds::NUMBER, Some(Replacement::Number), cost::other_number(), Code::NonstandardNumber)
            }
        };
        let mut next = self.element_start(state, kind);
        next = self.indented_scalar(next, here);
        next.cost += extra;
        next.pay_misfit(self.shape_cost.scalar(state.shape, kind));
        if state.stack == BOTTOM {
            next.cost += cost::wrong_root();
        }
        if let Some(replacement) = replacement {
            self.edit(&mut next, Op { code, span: here.span, replacement });
        }
        next.print = mix(next.print, PRINT_SCALAR | here.span.start as u64);
        self.value_done(&mut next);
        self.take(next);
    }

    fn put_null(&mut self, state: Hypothesis, cost: Cost, here: Here) {
        let mut next = state;
        next.cost += cost;
        let at = self.tokens.end_before(here.index);
        let code = if here.token.kind == RawTokenKind::End { Code::CutOff } else { Code::MissingValue };
        let text = if state.mode == Mode::At(Grammar::Colon) { ":null" } else { "null" };
        self.edit(&mut next, Op { code, span: Span::at(at), replacement: Replacement::Put(text) });
        next.print = mix(next.print, PRINT_NULL);
        self.value_done(&mut next);
        self.stay(next);
    }

    // Names, colons, commas.

    fn at_name(&mut self, state: Hypothesis, grammar: Grammar, here: Here) {
        match here.token.kind {
            RawTokenKind::Quote | RawTokenKind::Text => {
                let next = self.indented(state, here, true);
                if here.token.kind == RawTokenKind::Quote {
                    self.open_string(next, Mode::InName, here);
                } else {
                    let is_number = here.span.slice(self.text).bytes().all(|byte| byte.is_ascii_digit());
                    let one = if is_number { cost::number_as_name() } else { cost::insert_quote() };
                    let cost = self.statistics.bare_name_cost.unwrap_or(one);
                    self.bare(next, Mode::InName, cost, here);
                }
                // A token that is left out still shows how its line is indented.
                self.drop_token(next, here);
            }
            RawTokenKind::EndObject | RawTokenKind::EndArray => {
                self.close(state, grammar == Grammar::Name, here);
                self.drop_token(state, here);
            }
            RawTokenKind::End => self.close(state, grammar == Grammar::Name, here),
            RawTokenKind::Comma if grammar == Grammar::NameOrEnd => {
                self.insert_closer(state, here);
                self.drop_token(state, here);
            }
            RawTokenKind::BeginObject | RawTokenKind::BeginArray => {
                let next = self.indented(state, here, true);
                self.drop_token(next, here);
            }
            _ => self.drop_token(state, here),
        }
    }

    fn at_colon(&mut self, state: Hypothesis, here: Here) {
        let value = |mut next: Hypothesis, cost| {
            next.cost += cost;
            next.mode = Mode::At(Grammar::Value);
            next.mark = 0;
            next
        };
        match here.token.kind {
            RawTokenKind::Colon => self.take(value(state, 0)),
            RawTokenKind::Equals => {
                self.replace(value(state, self.statistics.colon_cost), ":", Code::WrongSeparator, here);
            }
            RawTokenKind::Semicolon => {
                self.replace(value(state, cost::other_separator()), ":", Code::WrongSeparator, here)
            }
            RawTokenKind::Comma => {
                let is_in_list = self.is_behind_string(here) && !self.shape_cost.tells(self.stacks.node(state.stack));
                // No value comes on the line after its name.
                let next = self.tokens.significant(here.index + 1);
                let is_on_line = next.kind == RawTokenKind::Quote && next.first_indent >= 0;
                let extra = if is_in_list || is_on_line { cost::replace_behind_string() } else { 0 };
                self.replace(value(state, cost::replace() + extra), ":", Code::WrongSeparator, here);
                let mut next = state;
                next.cost += 50;
                self.drop_token(next, here);
                self.put_null(state, cost::name_alone(), here);
            }
            RawTokenKind::EndObject | RawTokenKind::EndArray => {
                self.put_null(state, cost::name_alone(), here);
                self.replace(value(state, cost::replace_strangely()), ":", Code::WrongSeparator, here);
                self.drop_token(state, here);
            }
            RawTokenKind::BeginObject | RawTokenKind::BeginArray => {
                self.replace(value(state, cost::replace_strangely()), ":", Code::WrongSeparator, here);
                self.insert_colon(value(state, cost::insert_colon()), here);
                self.drop_token(state, here);
            }
            RawTokenKind::End => self.put_null(state, cost::name_alone(), here),
            _ => {
                self.insert_colon(value(state, cost::insert_colon()), here);
                self.drop_token(state, here);
            }
        }
    }

    fn insert_colon(&mut self, mut next: Hypothesis, here: Here) {
        let at = self.tokens.end_before(here.index);
        self.edit(&mut next, Op { code: Code::MissingColon, span: Span::at(at), replacement: Replacement::Put(":") });
        self.stay(next);
    }

    fn after_value(&mut self, state: Hypothesis, here: Here) {
        let Some(container) = self.inside(state) else { return };
        let stack = self.stacks.node(state.stack);
        let is_outermost = stack.up == BOTTOM;
        let (grammar, shape) = match container {
            Container::Object => (Grammar::Name, ShapeId::ANY),
            Container::Array => (Grammar::Value, self.shape_cost.shape.element(stack.shape)),
        };
        let go_on = |cost: Cost, mark: usize| Hypothesis {
            cost: state.cost + cost,
            mode: Mode::At(grammar),
            shape,
            mark: mark as u32,
            ..state
        };
        let kind = here.token.kind;
        match kind {
            RawTokenKind::Comma => {
                self.take(go_on(0, here.span.start + 1));
                self.decimal_comma(state, here);
            }
            RawTokenKind::Semicolon => {
                self.replace(go_on(self.statistics.comma_cost, 0), ",", Code::WrongSeparator, here);
            }
            RawTokenKind::Equals => self.replace(go_on(cost::strange_separator(), 0), ",", Code::WrongSeparator, here),
            RawTokenKind::Colon => self.replace(go_on(cost::replace(), 0), ",", Code::WrongSeparator, here),
            RawTokenKind::EndObject | RawTokenKind::EndArray | RawTokenKind::End => {
                self.close(state, false, here);
            }
            RawTokenKind::Text => self.close_tuple(state, false, here),
            _ => {}
        }
        let starts_next = match container {
            Container::Object => matches!(kind, RawTokenKind::Quote | RawTokenKind::Text),
            Container::Array => matches!(kind, RawTokenKind::Quote | RawTokenKind::Text) || kind.is_opener(),
        };
        if starts_next {
            let is_row = container == Container::Array && self.is_row(here);
            let mut next = go_on(if is_row { cost::insert_comma_in_row() } else { cost::insert_comma() }, 0);
            let at = self.tokens.end_before(here.index);
            self.edit(
                &mut next,
                Op { code: Code::MissingComma, span: Span::at(at), replacement: Replacement::Put(",") },
            );
            self.stay(next);
        }
        if kind == RawTokenKind::End {
            return;
        }
        // A bracket may replace a comma.
        if (kind.is_opener() || kind.is_closer()) && self.starts_next(container, here.index + 1) {
            self.replace(go_on(cost::replace_strangely(), 0), ",", Code::WrongSeparator, here);
        }
        if (kind.is_opener() || matches!(kind, RawTokenKind::Comma | RawTokenKind::Colon)) && !is_outermost {
            self.replace_by_closer(state, here);
        }
        if !is_outermost {
            self.insert_closer(state, here);
        }
        // A comma before a closer is dropped when the closer comes.
        if kind != RawTokenKind::Comma || !self.tokens.significant(here.index + 1).kind.is_closer() {
            let next = if kind.is_opener() { self.indented(state, here, true) } else { state };
            self.drop_token(next, here);
        }
    }

    fn after_root(&mut self, state: Hypothesis, here: Here) {
        if here.token.kind == RawTokenKind::Comma {
            self.open_list_behind(state, here);
        }
        let mut next = state;
        let cost = match here.token.kind {
            RawTokenKind::End => return self.finish(state),
            RawTokenKind::Quote => cost::tail_quote(),
            kind if kind.is_structure() => cost::tail_structure(),
            _ => cost::prose() + cost::prose_character() * here.span.len() as Cost,
        };
        next.cost += cost;
        let code = if here.token.kind.is_closer() { Code::ExtraCloser } else { Code::StrayText };
        self.edit(&mut next, Op { code, span: here.span, replacement: Replacement::Put("") });
        self.take(next);
    }

    fn replace(&mut self, mut next: Hypothesis, text: &'static str, code: Code, here: Here) {
        self.edit(&mut next, Op { code, span: here.span, replacement: Replacement::Put(text) });
        self.take(next);
    }

    /// The innermost open container.
    pub(in crate::repair) fn inside(&self, state: Hypothesis) -> Option<Container> {
        (state.stack != BOTTOM).then(|| self.stacks.node(state.stack).container)
    }
}
