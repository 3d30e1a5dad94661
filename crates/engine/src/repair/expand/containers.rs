//! The steps that open and close objects and arrays.

use crate::diagnostic::Code;
use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::{Hypothesis, Mode, Op, Replacement};
use crate::repair::beam::stack::{BOTTOM, mix};
use crate::repair::cost::{self, Cost};
use crate::repair::expand::{Here, PRINT_CLOSE, PRINT_OPEN};
use crate::repair::tokens::{Quote, RawTokenKind};
use crate::schema::{Kinds, ShapeId};
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

/// The indentation of a list that a parenthesis opened: none that could be compared with.
pub(in crate::repair) const PARENTHESIS: i32 = -2;
/// The indentation of a list that a brace opened, as sets are written.
const BRACE: i32 = -3;
/// Brackets in the wrong order are no further apart than this, in bytes.
const LONGEST_GAP: usize = 64;
/// Longer sets, in tokens, are left to the other hypotheses.
const LONGEST_SET: usize = 64;

impl Search<'_, '_> {
    /// Opens a container.
    pub(in crate::repair) fn open(&mut self, state: Hypothesis, container: Container, here: Here, opening: Opening) {
        let mut next = self.element_start(state, kind_of(container));
        let (cost, shape) = self.shape_cost.container(state.shape, container, state.stack == BOTTOM);
        next.pay_misfit(cost);
        let text = if container == Container::Object { "{" } else { "[" };
        let extra = match opening {
            Opening::Taken => 0,
            Opening::Replaced if self.is_swapped(state, Code::MismatchedOpener, text, here) => cost::transposed(),
            Opening::Replaced => cost::replace(),
            Opening::Inserted(cost) => cost,
            Opening::Parenthesis => cost::parenthesis(),
            Opening::Brace => cost::set(),
        };
        let depth = self.stacks.node(next.stack).depth;
        if !self.affords(next.cost + extra) || depth >= self.most_depth {
            return;
        }
        let inserted = matches!(opening, Opening::Inserted(_));
        if inserted {
            next = self.indented_scalar(next, here);
        } else if self.inside(state) == Some(Container::Array) {
            next = self.indented(next, here, true);
        }
        next.cost += extra;
        let changed = match opening {
            Opening::Taken => None,
            Opening::Replaced | Opening::Parenthesis | Opening::Brace => Some((Code::MismatchedOpener, here.span)),
            Opening::Inserted(_) => Some((Code::MissingOpener, Span::at(here.span.start))),
        };
        if let Some((code, span)) = changed {
            self.edit(&mut next, Op { code, span, replacement: Replacement::Put(text) });
        }
        let indent = match opening {
            Opening::Inserted(_) => -1,
            Opening::Parenthesis => PARENTHESIS,
            Opening::Brace => BRACE,
            _ => here.token.line_indent,
        };
        next.stack = self.stacks.open(next.stack, container, shape, indent);
        next.mode = Mode::At(Grammar::after_open(container));
        next.shape = match container {
            Container::Object => ShapeId::ANY,
            Container::Array => self.shape_cost.shape.element(shape),
        };
        next.mark = 0;
        next.print = mix(next.print, PRINT_OPEN + u64::from(kind_of(container).bits()));
        if inserted { self.stay(next) } else { self.take(next) }
    }

    /// Whether the braces round what comes next hold values with commas between them, and no member.
    pub(in crate::repair) fn is_set(&mut self, index: usize) -> bool {
        let (mut depth, mut commas) = (0_usize, 0_usize);
        let mut quote = Quote::None;
        let is_string_first = self.tokens.significant(index).kind == RawTokenKind::Quote;
        // Behind a value only a comma or the closing brace comes.
        let mut is_complete = false;
        for index in index..index + LONGEST_SET {
            let token = self.tokens.get(index);
            match token.kind {
                RawTokenKind::End => return false,
                RawTokenKind::Quote if quote.is_closed_by(token.quote) => (quote, is_complete) = (Quote::None, true),
                _ if quote != Quote::None => {}
                kind if kind.is_space() => {}
                RawTokenKind::EndObject if depth == 0 => return commas > 0,
                RawTokenKind::Comma if depth == 0 => (commas, is_complete) = (commas + 1, false),
                kind if kind.is_closer() && depth == 0 => return false,
                kind if kind.is_closer() => (depth, is_complete) = (depth - 1, true),
                _ if depth == 0 && is_complete => return false,
                RawTokenKind::Quote => quote = token.quote,
                // No set holds a string and a container: rather they are a name and its value.
                kind if kind.is_opener() && depth == 0 && is_string_first && commas > 0 => return false,
                kind if kind.is_opener() => depth += 1,
                RawTokenKind::Text => is_complete = true,
                _ if depth == 0 => return false,
                _ => {}
            }
        }
        false
    }

    /// Closes the innermost container at a closing bracket or at the end; `comma`: a trailing comma is dropped too.
    pub(in crate::repair) fn close(&mut self, state: Hypothesis, comma: bool, here: Here) {
        let Some(container) = self.inside(state) else { return };
        let mut next = state;
        if comma {
            // A comma that was inserted, or replaces another token, cannot be dropped again: that hypothesis ends.
            let Some(at) = (state.mark as usize).checked_sub(1) else { return };
            next.cost += self.statistics.trailing_comma_cost;
            self.edit(
                &mut next,
                Op { code: Code::TrailingComma, span: Span::new(at, at + 1), replacement: Replacement::Put("") },
            );
        }
        let text = match container {
            Container::Object => "}",
            Container::Array => "]",
        };
        let kind = here.token.kind;
        if kind == RawTokenKind::End {
            next.cost += cost::close_at_end();
            let at = self.tokens.end_before(here.index);
            self.edit(
                &mut next,
                Op { code: Code::MissingCloser, span: Span::at(at), replacement: Replacement::Put(text) },
            );
            let next = self.closed(next);
            return self.stay(next);
        }
        let fits = matches!(
            (container, kind),
            (Container::Object, RawTokenKind::EndObject) | (Container::Array, RawTokenKind::EndArray)
        );
        let opened_by = self.stacks.node(state.stack).open_indent;
        if opened_by == BRACE && kind == RawTokenKind::EndObject {
            let op = Op { code: Code::MismatchedCloser, span: here.span, replacement: Replacement::Put(text) };
            self.edit(&mut next, op);
            let next = self.closed(next);
            return self.take(next);
        }
        if fits && !matches!(opened_by, PARENTHESIS | BRACE) {
            let next = self.indented(next, here, false);
            let next = self.closed(next);
            return self.take(next);
        }
        let mut replaced = self.indented(next, here, false);
        let is_swapped = self.is_swapped(state, Code::MismatchedCloser, text, here);
        replaced.cost += if is_swapped { cost::transposed() } else { cost::replace() };
        let replacement = Replacement::Put(text);
        self.edit(&mut replaced, Op { code: Code::MismatchedCloser, span: here.span, replacement });
        let replaced = self.closed(replaced);
        self.take(replaced);
        if self.stacks.node(state.stack).up != BOTTOM && state.mode != Mode::At(Grammar::CommaOrEnd) {
            self.insert_closer(next, here);
        }
    }

    /// Whether the current bracket, which replaces `text`, and the one before it, which was replaced as well, are two
    /// brackets in the wrong order: one slip, not two.
    fn is_swapped(&self, state: Hypothesis, code: Code, text: &str, here: Here) -> bool {
        let Some(before) = self.decisions.last_op(state.back_pointer) else { return false };
        let between = Span::new(before.span.end, here.span.start.max(before.span.end));
        let is_beside = between.len() <= LONGEST_GAP && between.slice(self.text).trim().is_empty();
        let own = before.span.slice(self.text);
        let put = matches!(before.replacement, Replacement::Put(put) if put == here.span.slice(self.text));
        let is_exchanged = own == text && put;
        before.code == code && is_beside && is_exchanged
    }

    /// Something stands where the innermost container should be closed, and what follows goes on outside it.
    pub(in crate::repair) fn replace_by_closer(&mut self, state: Hypothesis, here: Here) {
        let follows = self.tokens.significant(here.index + 1).kind;
        if !(follows.is_closer() || matches!(follows, RawTokenKind::Comma | RawTokenKind::End)) {
            return;
        }
        let Some(container) = self.inside(state) else { return };
        let mut next = self.indented(state, here, false);
        // A comma that goes and a bracket that comes are two marks, whatever commas cost.
        let apart = cost::insert_closer() + self.statistics.trailing_comma_cost;
        next.cost += cost::replace_strangely().min(apart.saturating_sub(1));
        let text = if container == Container::Object { "}" } else { "]" };
        self.edit(&mut next, Op { code: Code::MismatchedCloser, span: here.span, replacement: Replacement::Put(text) });
        let next = self.closed(next);
        self.take(next);
    }

    /// Closes the innermost container before the current token.
    pub(in crate::repair) fn insert_closer(&mut self, state: Hypothesis, here: Here) {
        let Some(container) = self.inside(state) else { return };
        let mut next = state;
        let is_empty = matches!(state.mode, Mode::At(Grammar::NameOrEnd | Grammar::ElementOrEnd));
        next.cost += if is_empty { cost::insert_closer_empty() } else { cost::insert_closer() };
        if here.token.kind == RawTokenKind::Comma && !self.shape_cost.shape.is_given() {
            next.cost += cost::closer_before_comma();
        }
        let at = self.tokens.end_before(here.index);
        let text = if container == Container::Object { "}" } else { "]" };
        self.edit(&mut next, Op { code: Code::MissingCloser, span: Span::at(at), replacement: Replacement::Put(text) });
        let next = self.closed(next);
        self.stay(next);
    }

    /// The hypothesis once its innermost container is closed.
    pub(in crate::repair) fn closed(&mut self, state: Hypothesis) -> Hypothesis {
        let mut next = state;
        if !self.affords(state.cost) {
            return next;
        }
        let node = *self.stacks.node(state.stack);
        next.cost += self.shape_cost.close(&self.stacks, state.stack);
        next.stack = node.up;
        if node.shift != 0 {
            next.stack = self.stacks.with(next.stack, |outer| outer.shift_lines(node.shift));
        }
        if node.container == Container::Object && self.inside(next) == Some(Container::Array) {
            let node = self.shape_cost.widened(self.stacks.node(next.stack), node);
            let (list, cost) = self.stacks.with_object(next.stack, node);
            next.stack = list;
            // Siblings may lack members.
            if cost == cost::element_stranger() { next.pay_misfit(cost) } else { next.cost += cost }
        }
        if node.container == Container::Array && self.inside(next) == Some(Container::Array) {
            let (list, cost) = self.stacks.with_list(next.stack, node);
            next.stack = list;
            next.pay_misfit(cost);
        }
        next.print = mix(next.print, PRINT_CLOSE);
        self.value_done(&mut next);
        next
    }

    /// Notes the kind of a new element.
    pub(in crate::repair) fn element_start(&mut self, state: Hypothesis, kind: Kinds) -> Hypothesis {
        let mut next = state;
        if self.inside(state) == Some(Container::Array) {
            let node = self.stacks.node(state.stack);
            // An element beside `null` is of no other kind, and tuples and sets hold what they like.
            let seen = if matches!(node.open_indent, PARENTHESIS | BRACE) {
                0
            } else {
                node.seen & !u128::from(Kinds::NULL.bits())
            };
            // A schema that allows several kinds has said so.
            let element = self.shape_cost.shape.element(node.shape);
            let is_said = self.shape_cost.shape.is_given()
                && element != ShapeId::ANY
                && self.shape_cost.shape.node(element).kinds.intersects(kind);
            // Once there are several kinds, another one is nothing new.
            if seen.count_ones() == 1 && seen & u128::from(kind.bits()) == 0 && kind != Kinds::NULL {
                let is_list = |bits: u128| bits == u128::from(Kinds::ARRAY.bits());
                let is_object = |bits: u128| bits == u128::from(Kinds::OBJECT.bits());
                let other = u128::from(kind.bits());
                next.cost += match is_said {
                    false => cost::element_differs(),
                    true if is_list(seen) != is_list(other) && !is_object(seen) && !is_object(other) => {
                        cost::list_beside_scalars()
                    }
                    true => 0,
                };
            }
            next.stack = self.stacks.with_element(state.stack, kind);
        }
        next
    }

    pub(in crate::repair) fn value_done(&self, state: &mut Hypothesis) {
        state.mode = Mode::At(Grammar::after_value(self.inside(*state)));
        state.shape = ShapeId::ANY;
        state.mark = 0;
        state.quote = Quote::None;
        state.quotes = 0;
        state.dirty = false;
        state.joined = false;
    }
}

/// Where the opening bracket of a container comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::repair) enum Opening {
    /// It is the current token.
    Taken,
    /// The current token is the other one.
    Replaced,
    /// The current token is a parenthesis, which another one closes.
    Parenthesis,
    /// The current token is a brace around a set: values with commas between them, and no colon.
    Brace,
    /// It is put before the current token, at that cost.
    Inserted(Cost),
}

pub(in crate::repair) fn container_of(kind: RawTokenKind) -> Container {
    match kind {
        RawTokenKind::BeginArray | RawTokenKind::EndArray => Container::Array,
        _ => Container::Object,
    }
}

pub(in crate::repair) fn kind_of(container: Container) -> Kinds {
    match container {
        Container::Object => Kinds::OBJECT,
        Container::Array => Kinds::ARRAY,
    }
}
