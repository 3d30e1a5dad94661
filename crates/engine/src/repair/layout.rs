//! Indentation as a witness: in a text that is laid out, the lines show which container they belong to.

use super::evidence::{self as price, Price};
use super::search::Search;
use super::stack::{BOTTOM, Node, NodeId};
use super::state::State;
use super::steps::Here;

/// How much of a text is looked at.
const SAMPLE: usize = 64 << 10;
/// How many containers outwards a line is looked for.
const FURTHEST: u32 = 16;

/// Whether the lines of a text are indented by depth: nearly every line behind an opening bracket is further in.
pub(super) fn is_laid_out(text: &str) -> bool {
    let sample = text.as_bytes().get(..text.len().min(SAMPLE)).unwrap_or_default();
    let (mut deeper, mut others) = (0_usize, 0_usize);
    let mut opened = None;
    for line in sample.split(|byte| *byte == b'\n') {
        let content = line.trim_ascii();
        let Some((first, last)) = content.first().zip(content.last()) else { continue };
        let indent = line.len() - line.trim_ascii_start().len();
        if let Some(outer) = opened.filter(|_| !matches!(first, b'}' | b']')) {
            if indent > outer { deeper += 1 } else { others += 1 }
        }
        opened = matches!(last, b'{' | b'[').then_some(indent);
    }
    deeper > others * 4
}

/// What the indentation of a line shows about the containers that a reading has open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Line {
    Expected,
    /// The first content of its container, which shows how all of it is indented.
    First,
    /// Indented otherwise than the lines before it.
    Odd,
    /// As the lines before an odd stretch.
    Back,
    /// As the lines of the container that is so many levels further out.
    Outside {
        levels: u32,
        outer: NodeId,
    },
}

impl Search<'_, '_> {
    /// Compares the indentation of the atom at hand with what its container has shown, and learns it.
    /// `content`: a member or element; else a closing bracket.
    pub(super) fn indented(&mut self, state: State, here: Here, content: bool) -> State {
        let indent = here.atom.first_indent;
        let mut next = state;
        if indent < 0 || state.stack == BOTTOM {
            return next;
        }
        let line = self.line(state.stack, indent, content, here.atom.kind.is_opener());
        next.cost += price_of(line);
        next.stack = match line {
            Line::Expected | Line::Odd => state.stack,
            Line::First => self.stacks.with(state.stack, |node| node.inner_indent = indent),
            Line::Back => self.stacks.with(state.stack, |node| node.shift_lines(-node.shift)),
            // One cause: the lines that follow are those of the outer container, too.
            Line::Outside { outer, .. } => {
                let outer = *self.stacks.node(outer);
                self.stacks.with(state.stack, |node| node.take_lines_of(&outer))
            }
        };
        next
    }

    /// What it shows that a line with content, or with a closing bracket, is indented so.
    /// `opens`: it is a bracket, which many do not indent behind another.
    fn line(&self, stack: NodeId, indent: i32, content: bool, opens: bool) -> Line {
        let node = self.stacks.node(stack);
        let usual = if content { node.inner_indent } else { node.open_indent };
        if usual == indent || (usual < 0 && !content) {
            return Line::Expected;
        }
        if usual < 0 && (opens || indent > node.open_indent) {
            return Line::First;
        }
        if node.shift != 0 && usual - node.shift == indent {
            return Line::Back;
        }
        if self.is_laid_out && (usual < 0 || indent < usual) {
            if let Some((levels, outer)) = self.outside(node, indent, content) {
                return Line::Outside { levels, outer };
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

    /// Whether a line of strict reading is as expected.
    pub(super) fn fits_indent(&mut self, reading: &mut State, first_indent: i32, content: bool, opens: bool) -> bool {
        if first_indent < 0 || reading.stack == BOTTOM {
            return true;
        }
        let line = self.line(reading.stack, first_indent, content, opens);
        if line == Line::First {
            reading.stack = self.stacks.with(reading.stack, |node| node.inner_indent = first_indent);
        }
        price_of(line) == 0
    }
}

const fn price_of(line: Line) -> Price {
    match line {
        Line::Expected | Line::First => 0,
        Line::Odd | Line::Back => price::INDENT,
        Line::Outside { levels, .. } => price::OUTDENT * levels,
    }
}
