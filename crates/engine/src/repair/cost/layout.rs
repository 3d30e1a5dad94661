//! Indentation as a witness: in a text that is laid out, the lines show which container they belong to.

use crate::diagnostic::Code;
use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::{Hypothesis, Mode, Op, Replacement};
use crate::repair::beam::stack::{BOTTOM, Node, NodeId};
use crate::repair::cost::{self, Cost};
use crate::repair::expand::Here;
use crate::schema::ShapeId;
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

/// How many containers outwards a line is looked for.
const FURTHEST: u32 = 16;

/// The meaning of a line's indentation for the containers that a hypothesis has open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Line {
    Expected,
    /// The first content of its container, which shows how all of it is indented.
    First,
    /// The first content of a list, at least two levels deeper than the list: an opening bracket was on a line between.
    Deep,
    /// Indented otherwise than the lines before it.
    Odd,
    /// As the lines before an odd stretch.
    Back,
    /// As the lines of the container that is this many levels further out.
    Outside {
        levels: u32,
        outer: NodeId,
    },
}

impl Search<'_, '_> {
    /// Compares the indentation of the current token with what its container has shown, and learns it. `content`: a
    /// member or element; else a closing bracket.
    pub(in crate::repair) fn indented(&mut self, state: Hypothesis, here: Here, content: bool) -> Hypothesis {
        let indent = here.token.first_indent;
        let mut next = state;
        if indent < 0 || state.stack == BOTTOM {
            return next;
        }
        let line = self.line(state.stack, indent, content, here.token.kind.is_opener());
        next.cost += cost_of(line);
        next.stack = match line {
            Line::Odd if !content => state.stack,
            Line::Expected => state.stack,
            // Ten lines indented alike are one fact.
            Line::First | Line::Deep | Line::Odd => self.stacks.with(state.stack, |node| node.inner_indent = indent),
            Line::Back => self.stacks.with(state.stack, |node| node.shift_lines(-node.shift)),
            // One cause: the lines that follow are those of the outer container, too.
            Line::Outside { outer, .. } => {
                let outer = *self.stacks.node(outer);
                self.stacks.with(state.stack, |node| node.take_lines_of(&outer))
            }
        };
        next
    }

    /// Whether the current line is indented deeper than the innermost list by at least two levels: an opening bracket was on
    /// a line between.
    pub(in crate::repair) fn skips_level(&self, state: Hypothesis, here: Here) -> bool {
        state.stack != BOTTOM && self.is_deep(self.stacks.node(state.stack), here.token.first_indent)
    }

    /// Whether a line is indented deeper than a list around it by at least two levels, by the depth of the container around
    /// that list.
    fn is_deep(&self, list: &Node, indent: i32) -> bool {
        if !self.indentation.is_by_depth || list.container != Container::Array || list.up == BOTTOM {
            return false;
        }
        let outer = self.stacks.node(list.up).open_indent;
        let level = list.open_indent - outer;
        outer >= 0 && level > 0 && indent >= list.open_indent + 2 * level
    }

    /// Weighs the indentation of a scalar in a list: such lines are broken anywhere, so only that they are outside
    /// counts.
    pub(in crate::repair) fn indented_scalar(&mut self, state: Hypothesis, here: Here) -> Hypothesis {
        let is_element = self.inside(state) == Some(Container::Array);
        if !is_element || here.token.first_indent < 0 {
            return state;
        }
        match self.line(state.stack, here.token.first_indent, true, false) {
            Line::First | Line::Deep | Line::Outside { .. } => self.indented(state, here, true),
            Line::Expected | Line::Odd | Line::Back => state,
        }
    }

    /// Closes the containers that the current line is outside of, before the comma that was read as one of theirs.
    pub(in crate::repair) fn close_before_comma(&mut self, state: Hypothesis, here: Here) {
        let indent = here.token.first_indent;
        let Some(comma) = (state.mark as usize).checked_sub(1).filter(|_| indent >= 0 && state.stack != BOTTOM) else {
            return;
        };
        let Line::Outside { levels, .. } = self.line(state.stack, indent, true, here.token.kind.is_opener()) else {
            return;
        };
        let mut next = state;
        for _ in 0..levels {
            let Some(container) = self.inside(next) else { return };
            next.cost += cost::insert_closer();
            let replacement = Replacement::Put(if container == Container::Object { "}" } else { "]" });
            self.edit(&mut next, Op { code: Code::MissingCloser, span: Span::at(comma), replacement });
            next = self.closed(next);
        }
        let Some(container) = self.inside(next).filter(|_| self.affords(next.cost)) else { return };
        (next.mode, next.shape) = match container {
            Container::Object => (Mode::At(Grammar::Name), ShapeId::ANY),
            Container::Array => {
                let list = self.stacks.node(next.stack).shape;
                (Mode::At(Grammar::Value), self.shape_cost.shape.element(list))
            }
        };
        next.mark = state.mark;
        self.stay(next);
    }

    /// Reads the indentation of a line with content, or with a closing bracket.
    /// `opens`: it is a bracket, which many do not indent behind another.
    fn line(&self, stack: NodeId, indent: i32, content: bool, opens: bool) -> Line {
        let node = self.stacks.node(stack);
        let usual = if content { node.inner_indent } else { node.open_indent };
        if usual == indent || (usual < 0 && !content) || !self.indentation.is_regular {
            return Line::Expected;
        }
        if usual < 0 && (opens || indent > node.open_indent) {
            return if self.is_deep(node, indent) { Line::Deep } else { Line::First };
        }
        if node.shift != 0 && usual - node.shift == indent {
            return Line::Back;
        }
        if self.indentation.is_by_depth && !self.shape_cost.tells(node) && (usual < 0 || indent < usual) {
            if let Some((levels, outer)) = self.outside(node, indent, content) {
                // Nothing was in it yet: rather the whole container is so than that several are to be empty.
                let is_empty = content && node.seen == 0 && node.names == 0;
                return Line::Outside { levels: if is_empty { 1 } else { levels }, outer };
            }
        }
        if usual < 0 { Line::First } else { Line::Odd }
    }

    /// The container further out that has such lines, and how many levels that is.
    fn outside(&self, node: &Node, indent: i32, content: bool) -> Option<(u32, NodeId)> {
        let mut up = node.up;
        for levels in 1..=FURTHEST {
            if up == BOTTOM {
                return None;
            }
            let outer = self.stacks.node(up);
            if (if content { outer.inner_indent } else { outer.open_indent }) == indent {
                return Some((levels, up));
            }
            up = outer.up;
        }
        None
    }

    /// Whether a line of strict parsing is as expected.
    pub(in crate::repair) fn fits_indent(
        &mut self,
        hypothesis: &mut Hypothesis,
        first_indent: i32,
        content: bool,
        opens: bool,
    ) -> bool {
        if first_indent < 0 || hypothesis.stack == BOTTOM {
            return true;
        }
        let line = self.line(hypothesis.stack, first_indent, content, opens);
        if line == Line::First {
            hypothesis.stack = self.stacks.with(hypothesis.stack, |node| node.inner_indent = first_indent);
        }
        cost_of(line) == 0
    }

    /// Whether the indentation of a scalar in a list is as expected.
    pub(in crate::repair) fn fits_scalar(&mut self, hypothesis: &mut Hypothesis, first_indent: i32) -> bool {
        let is_element = self.inside(*hypothesis) == Some(Container::Array);
        let is_told = !self.indentation.is_by_depth || self.shape_cost.tells(self.stacks.node(hypothesis.stack));
        if !is_element || first_indent < 0 || is_told {
            return true;
        }
        match self.line(hypothesis.stack, first_indent, true, false) {
            Line::Expected | Line::Odd | Line::Back => true,
            Line::First => self.fits_indent(hypothesis, first_indent, true, false),
            Line::Deep | Line::Outside { .. } => false,
        }
    }
}

fn cost_of(line: Line) -> Cost {
    match line {
        Line::Expected | Line::First => 0,
        Line::Deep | Line::Odd | Line::Back => cost::indent(),
        Line::Outside { levels, .. } => cost::outdent() * levels,
    }
}
