//! The steps that open and close objects and arrays.

use super::atoms::{AtomKind, Quote};
use super::evidence::{self as price, Price};
use super::search::Search;
use super::stack::{BOTTOM, mix};
use super::state::{Mode, Op, State, What};
use super::steps::{Here, PRINT_CLOSE, PRINT_OPEN};
use crate::diagnostic::Code;
use crate::schema::{Kinds, ShapeId};
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

/// The indentation of a container that a parenthesis opened: none that could be compared with.
pub(super) const PARENTHESIS: i32 = -2;

impl Search<'_, '_> {
    /// Opens a container.
    pub(super) fn open(&mut self, state: State, container: Container, here: Here, opening: Opening) {
        let mut next = self.element_start(state, kind_of(container));
        let (cost, shape) = self.judge.container(state.shape, container, state.stack == BOTTOM);
        next.cost += cost;
        let extra = match opening {
            Opening::Taken => 0,
            Opening::Replaced => price::REPLACE,
            Opening::Inserted(cost) => cost,
            Opening::Parenthesis => price::PARENTHESIS,
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
        let text = if container == Container::Object { "{" } else { "[" };
        match opening {
            Opening::Taken => {}
            Opening::Replaced => {
                next.cost += price::REPLACE;
                let op = Op { code: Code::MismatchedOpener, span: here.span, what: What::Put(text) };
                self.edit(&mut next, op);
            }
            Opening::Parenthesis => {
                next.cost += price::PARENTHESIS;
                let op = Op { code: Code::MismatchedOpener, span: here.span, what: What::Put(text) };
                self.edit(&mut next, op);
            }
            Opening::Inserted(cost) => {
                next.cost += cost;
                let at = Span::at(here.span.start);
                self.edit(&mut next, Op { code: Code::MissingOpener, span: at, what: What::Put(text) });
            }
        }
        let indent = match opening {
            Opening::Inserted(_) => -1,
            Opening::Parenthesis => PARENTHESIS,
            _ => here.atom.line_indent,
        };
        next.stack = self.stacks.open(next.stack, container, shape, indent);
        next.mode = Mode::At(Grammar::after_open(container));
        next.shape = match container {
            Container::Object => ShapeId::ANY,
            Container::Array => self.judge.shape.element(shape),
        };
        next.mark = 0;
        next.print = mix(next.print, PRINT_OPEN + u64::from(kind_of(container).bits()));
        if inserted { self.stay(next) } else { self.take(next) }
    }

    /// Closes the innermost container at a closing bracket or at the end; `comma`: a trailing comma goes with it.
    pub(super) fn close(&mut self, state: State, comma: bool, here: Here) {
        let Some(container) = self.inside(state) else { return };
        let mut next = state;
        if comma {
            // A comma that was put there, or stands for something else, cannot go again: that reading is none.
            let Some(at) = (state.mark as usize).checked_sub(1) else { return };
            next.cost += self.census.trailing_comma_price;
            self.edit(&mut next, Op { code: Code::TrailingComma, span: Span::new(at, at + 1), what: What::Put("") });
        }
        let text = match container {
            Container::Object => "}",
            Container::Array => "]",
        };
        let kind = here.atom.kind;
        if kind == AtomKind::End {
            next.cost += price::CLOSE_AT_END;
            let at = self.atoms.end_before(here.index);
            self.edit(&mut next, Op { code: Code::MissingCloser, span: Span::at(at), what: What::Put(text) });
            let next = self.closed(next);
            return self.stay(next);
        }
        let fits = matches!(
            (container, kind),
            (Container::Object, AtomKind::EndObject) | (Container::Array, AtomKind::EndArray)
        );
        if fits && self.stacks.node(state.stack).open_indent != PARENTHESIS {
            let next = self.indented(next, here, false);
            let next = self.closed(next);
            return self.take(next);
        }
        let mut replaced = self.indented(next, here, false);
        replaced.cost += price::REPLACE;
        let what = What::Put(text);
        self.edit(&mut replaced, Op { code: Code::MismatchedCloser, span: here.span, what });
        let replaced = self.closed(replaced);
        self.take(replaced);
        if self.stacks.node(state.stack).up != BOTTOM && state.mode != Mode::At(Grammar::CommaOrEnd) {
            self.insert_closer(next, here);
        }
    }

    /// Something stands where the innermost container should be closed, and what follows goes on outside it.
    pub(super) fn replace_by_closer(&mut self, state: State, here: Here) {
        let follows = self.atoms.significant(here.index + 1).kind;
        if !(follows.is_closer() || matches!(follows, AtomKind::Comma | AtomKind::End)) {
            return;
        }
        let Some(container) = self.inside(state) else { return };
        let mut next = self.indented(state, here, false);
        // A comma that goes and a bracket that comes are two marks, whatever commas cost.
        let apart = price::INSERT_CLOSER + self.census.trailing_comma_price;
        next.cost += price::REPLACE_STRANGELY.min(apart.saturating_sub(1));
        let text = if container == Container::Object { "}" } else { "]" };
        self.edit(&mut next, Op { code: Code::MismatchedCloser, span: here.span, what: What::Put(text) });
        let next = self.closed(next);
        self.take(next);
    }

    /// Closes the innermost container before the atom at hand.
    pub(super) fn insert_closer(&mut self, state: State, here: Here) {
        let Some(container) = self.inside(state) else { return };
        let mut next = state;
        let is_empty = matches!(state.mode, Mode::At(Grammar::NameOrEnd | Grammar::ElementOrEnd));
        next.cost += if is_empty { price::INSERT_CLOSER_EMPTY } else { price::INSERT_CLOSER };
        if here.atom.kind == AtomKind::Comma && !self.judge.shape.is_given() {
            next.cost += price::CLOSER_BEFORE_COMMA;
        }
        let at = self.atoms.end_before(here.index);
        let text = if container == Container::Object { "}" } else { "]" };
        self.edit(&mut next, Op { code: Code::MissingCloser, span: Span::at(at), what: What::Put(text) });
        let next = self.closed(next);
        self.stay(next);
    }

    /// The reading once its innermost container is closed.
    pub(super) fn closed(&mut self, state: State) -> State {
        let mut next = state;
        if !self.affords(state.cost) {
            return next;
        }
        let node = *self.stacks.node(state.stack);
        next.cost += self.judge.close(&self.stacks, state.stack);
        next.stack = node.up;
        if node.shift != 0 {
            next.stack = self.stacks.with(next.stack, |outer| outer.shift_lines(node.shift));
        }
        if node.container == Container::Object && self.inside(next) == Some(Container::Array) {
            let (list, cost) = self.stacks.with_object(next.stack, node);
            next.stack = list;
            next.cost += cost;
        }
        next.print = mix(next.print, PRINT_CLOSE);
        self.value_done(&mut next);
        next
    }

    /// Notes the kind of a new element.
    pub(super) fn element_start(&mut self, state: State, kind: Kinds) -> State {
        let mut next = state;
        if self.inside(state) == Some(Container::Array) {
            let node = self.stacks.node(state.stack);
            // What comes beside `null` is no other kind, and tuples hold what they like.
            let seen = if node.open_indent == PARENTHESIS { 0 } else { node.seen & !u128::from(Kinds::NULL.bits()) };
            // A schema that allows several kinds has said so.
            let element = self.judge.shape.element(node.shape);
            let is_said = self.judge.shape.is_given()
                && element != ShapeId::ANY
                && self.judge.shape.node(element).kinds.intersects(kind);
            // Once there are several kinds, another one is nothing new.
            if seen.count_ones() == 1 && seen & u128::from(kind.bits()) == 0 && kind != Kinds::NULL && !is_said {
                next.cost += price::ELEMENT_DIFFERS;
            }
            next.stack = self.stacks.with_element(state.stack, kind);
        }
        next
    }

    pub(super) fn value_done(&self, state: &mut State) {
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
pub(super) enum Opening {
    /// It is at hand.
    Taken,
    /// The other one is at hand.
    Replaced,
    /// A parenthesis is at hand, which another one closes.
    Parenthesis,
    /// It is put before the atom at hand, at that price.
    Inserted(Price),
}

pub(super) fn container_of(kind: AtomKind) -> Container {
    match kind {
        AtomKind::BeginArray | AtomKind::EndArray => Container::Array,
        _ => Container::Object,
    }
}

pub(super) fn kind_of(container: Container) -> Kinds {
    match container {
        Container::Object => Kinds::OBJECT,
        Container::Array => Kinds::ARRAY,
    }
}
