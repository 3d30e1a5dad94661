//! The steps for opening brackets that are the wrong ones, or none: seen by what follows them.

use super::atoms::{AtomKind, Quote};
use super::census::Literal;
use super::evidence::{self as price, Price};
use super::search::Search;
use super::stack::{BOTTOM, mix};
use super::state::{Mode, Op, State, What};
use super::steps::{Here, PRINT_OPEN};
use crate::diagnostic::Code;
use crate::schema::Kinds;
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

/// How many atoms are looked at for the end of a string or of a placeholder.
const FURTHEST: usize = 16;

impl Search<'_, '_> {
    /// Whether what comes next can only be an element of a list: a bracket, or a scalar with a comma or `]` behind it.
    pub(super) fn element_follows(&mut self, index: usize) -> bool {
        let start = self.atoms.significant_index(index);
        let atom = self.atoms.get(start);
        let is_end = |kind| matches!(kind, AtomKind::Comma | AtomKind::EndArray);
        match atom.kind {
            AtomKind::BeginObject | AtomKind::BeginArray | AtomKind::EndArray => true,
            AtomKind::Text => {
                let is_literal = Literal::read(self.atoms.span(start).slice(self.text)).is_some();
                is_literal && is_end(self.atoms.significant(start + 1).kind)
            }
            AtomKind::Quote => {
                for index in start + 1..start + FURTHEST {
                    let next = self.atoms.get(index);
                    if next.kind == AtomKind::Quote && atom.quote.is_closed_by(next.quote) {
                        return is_end(self.atoms.significant(index + 1).kind);
                    }
                    if matches!(next.kind, AtomKind::LineBreak | AtomKind::End) {
                        break;
                    }
                }
                false
            }
            _ => false,
        }
    }

    /// Takes `{word}` for what it is in templates: a value that is to be put there, not an object.
    pub(super) fn placeholder(&mut self, state: State, here: Here) {
        let Some(brackets) = self.placeholder_brackets(here.index) else { return };
        let opened = self.element_start(state, Kinds::STRING);
        // The brackets will be paid for as the content of a bare value.
        let cost = price::INSERT_QUOTE.saturating_sub(price::BRACKET_IN_BARE * brackets);
        self.bare(opened, Mode::InValue, cost, here);
    }

    /// How many brackets are round the words that come next, if nothing but words is in them.
    fn placeholder_brackets(&mut self, index: usize) -> Option<Price> {
        let kind_at = |search: &mut Self, index| search.atoms.get(index).kind;
        let mut at = index;
        while kind_at(self, at) == AtomKind::BeginObject && at < index + 2 {
            at += 1;
        }
        let depth = at - index;
        let words = at;
        while matches!(kind_at(self, at), AtomKind::Text | AtomKind::Blank) && at < index + FURTHEST {
            at += 1;
        }
        let is_closed = (at..at + depth).all(|at| kind_at(self, at) == AtomKind::EndObject);
        (at > words && is_closed).then_some(2 * depth as Price)
    }

    /// Behind the document: goes on with the elements of a list whose opening bracket was left out before it.
    pub(super) fn open_list_behind(&mut self, state: State, here: Here) {
        let root = self.text.trim_start();
        let first = root.as_bytes().first();
        let next = self.atoms.significant(here.index + 1);
        // What is further in belongs to something that is still open.
        let follows = if next.first_indent > 0 && self.is_laid_out && !self.judge.shape.is_given() {
            AtomKind::End
        } else {
            next.kind
        };
        let kind = match first {
            Some(b'{') if follows == AtomKind::BeginObject => Kinds::OBJECT,
            Some(b'[') if follows == AtomKind::BeginArray => Kinds::ARRAY,
            _ => return,
        };
        let (cost, shape) = self.judge.container(self.judge.shape.root(), Container::Array, true);
        let mut next = state;
        next.cost += price::INSERT_OPENER + cost;
        if !self.affords(next.cost) {
            return;
        }
        let at = Span::at(self.text.len() - root.len());
        self.edit(&mut next, Op { code: Code::MissingOpener, span: at, what: What::Put("[") });
        let list = self.stacks.open(BOTTOM, Container::Array, shape, -1);
        next.stack = self.stacks.with_element(list, kind);
        next.mode = Mode::At(Grammar::Value);
        next.shape = self.judge.shape.element(shape);
        next.quote = Quote::None;
        next.mark = here.span.start as u32 + 1;
        next.print = mix(next.print, PRINT_OPEN + u64::from(Kinds::ARRAY.bits()));
        self.take(next);
    }
}
