//! Texts that start inside a document: hypotheses that begin within the containers that must have been open.

use std::collections::VecDeque;

use crate::diagnostic::Code;
use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::{Hypothesis, Mode, Op, Replacement};
use crate::repair::beam::stack::mix;
use crate::repair::cost;
use crate::schema::{Kinds, Shape, ShapeId};
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

/// Paths of a shape within which a hypothesis may begin.
const MOST_PATHS: usize = 1 << 10;

/// Whether a text starts with a bracket that the shape allows.
pub(in crate::repair) fn starts_as(text: &str, shape: &Shape) -> bool {
    let kinds = shape.node(shape.root()).kinds;
    match text.trim_start().as_bytes().first() {
        Some(b'{') => kinds.intersects(Kinds::OBJECT),
        Some(b'[') => kinds.intersects(Kinds::ARRAY),
        _ => false,
    }
}

impl Search<'_, '_> {
    /// Starts hypotheses inside the document, for a text whose beginning is lost: one for every path of the shape.
    pub(in crate::repair) fn infer_head(&mut self) {
        let shape = self.shape_cost.shape;
        // Stack, shape of the value due, cost, decisions so far, depth.
        let mut open = VecDeque::from([(Hypothesis { cost: cost::head_lost(), ..self.parent }, 0)]);
        if !shape.is_given() {
            open.push_back((Hypothesis { cost: cost::head_lost() + cost::head_level(), ..self.parent }, usize::MAX));
        }
        // Breadth first, so that the outermost are tried where a shape has more paths than can be.
        for _ in 0..MOST_PATHS {
            let Some((state, depth)) = open.pop_front() else { break };
            let node = shape.node(state.shape);
            let object =
                depth != usize::MAX && node.kinds.intersects(Kinds::OBJECT) && (node.known || !shape.is_given());
            let container = if object { Container::Object } else { Container::Array };
            if !object && !node.kinds.intersects(Kinds::ARRAY) {
                continue;
            }
            let mut next = state;
            let replacement = Replacement::Put(if object { "{" } else { "[" });
            self.edit(&mut next, Op { code: Code::HeadLost, span: Span::at(0), replacement });
            next.stack = self.stacks.open(state.stack, container, state.shape, -1);
            next.mode = Mode::At(Grammar::after_open(container));
            next.shape = if object { ShapeId::ANY } else { shape.element(state.shape) };
            next.print = mix(next.print, u64::from(next.stack));
            self.stay(next);
            if object {
                // The first token may be the rest of a member whose start is lost.
                let dropping = Hypothesis { cost: next.cost + cost::head_drop(), mode: Mode::InLostHead, ..next };
                self.stay(dropping);
            }
            if depth >= 4 && depth != usize::MAX {
                continue;
            }
            if !object {
                let mut inner = next;
                inner.cost += cost::head_level();
                inner.mode = Mode::At(Grammar::Value);
                open.push_back((inner, if depth == usize::MAX { 5 } else { depth + 1 }));
                continue;
            }
            // Only a schema says what must have come before: names are not made up.
            if !shape.is_given() {
                continue;
            }
            for (index, member) in node.members.iter().enumerate().take(128) {
                let kinds = shape.node(member.shape).kinds;
                if member.shape == ShapeId::ANY || !(kinds.intersects(Kinds::OBJECT) || kinds.intersects(Kinds::ARRAY))
                {
                    continue;
                }
                let mut inner = next;
                inner.cost += cost::head_level();
                inner.mode = Mode::At(Grammar::Value);
                let replacement = Replacement::Name(state.shape, index as u32);
                self.edit(&mut inner, Op { code: Code::HeadLost, span: Span::at(0), replacement });
                inner.stack = self.stacks.with(next.stack, |node| node.seen |= 1 << index);
                inner.shape = member.shape;
                inner.print = mix(inner.print, index as u64);
                // The inner bracket may still be present.
                self.stay(inner);
                open.push_back((inner, depth + 1));
            }
        }
    }
}
