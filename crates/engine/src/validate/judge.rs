//! A fast check whether a document conforms, without diagnostics.
//!
//! Nearly all documents conform. For them a boolean is enough, from one pass over the text without tape, values,
//! findings or decoded strings. It accepts a text only if [`check`](super::check) finds nothing and the type reads
//! every value that its shape allows; rare notations, such as an escape in a string with a format, are left to the slow
//! path.

use crate::schema::{Format, Kinds, Shape, ShapeId, ShapeNode, Variant};
use crate::syntax::grammar::Container;
use crate::syntax::{Content, Cursor, Literal, Sink, same, scan};
use crate::text::Span;

/// Returns whether a text is JSON that fits the shape without a finding. `false` may also mean that the slow path has
/// to decide.
pub(crate) fn fits(text: &str, max_depth: usize, shape: &Shape) -> bool {
    let mut cursor = Cursor::new(text);
    cursor.token();
    let root = shape.node(shape.root());
    scan(&mut cursor, &mut Judge::new(max_depth, shape), root).is_some() && cursor.is_done()
}

/// Initial capacity of the stack of open containers.
const USUAL_DEPTH: usize = 8;

/// Unknown members of one object that are compared with each other; objects with more are left to the slow path.
const FEW: usize = 32;

/// Members of an object shape, one bit each; objects with more are left to the slow path.
const MOST: usize = 64;

/// State of the check. Each method returns `None` if the text is not accepted.
struct Judge<'s, 't> {
    max_depth: usize,
    shape: &'s Shape,
    inside: Frame<'s>,
    /// Containers around the current one, outermost first.
    around: Vec<Frame<'s>>,
    /// Unknown names in open objects.
    others: Vec<&'t str>,
}

/// An open container.
#[derive(Clone, Copy)]
struct Frame<'s> {
    node: &'s ShapeNode,
    /// The kind of container; `None` around the document.
    container: Option<Container>,
    /// Bit set of the members seen, by index in the shape.
    seen: u64,
    /// Index of the expected next member.
    next: usize,
    /// Number of unknown names before this container.
    others: usize,
}

impl<'s, 't> Judge<'s, 't> {
    fn new(max_depth: usize, shape: &'s Shape) -> Self {
        let inside = Frame { node: shape.node(ShapeId::ANY), container: None, seen: 0, next: 0, others: 0 };
        let around = Vec::with_capacity(USUAL_DEPTH);
        Self { max_depth, shape, inside, around, others: Vec::new() }
    }

    /// Returns the variant that the object at the cursor selects in its first member. Objects with the tag elsewhere are
    /// left to the slow path.
    fn variant(&self, node: &'s ShapeNode, cursor: &Cursor<'t>) -> Option<&'s ShapeNode> {
        let (name, value) = cursor.first_member().filter(|(name, value)| !name.escaped && !value.escaped)?;
        let is_it = |variant: &&Variant| is(&variant.value, value.raw) && is(&variant.tag, name.raw);
        Some(self.shape.node(node.variants.iter().find(is_it)?.shape))
    }

    /// Passes a name that is not the expected next one.
    #[inline(never)]
    fn other_name(&mut self, cursor: &mut Cursor<'t>) -> Option<&'s ShapeNode> {
        let name = cursor.name()?;
        if name.escaped {
            return None;
        }
        match self.inside.node.members.iter().position(|member| is(&member.name, name.raw)) {
            Some(at) => self.member(at),
            None => self.other(name.raw),
        }
    }

    /// Records a known member; refuses a duplicate.
    #[inline(always)]
    fn member(&mut self, at: usize) -> Option<&'s ShapeNode> {
        let bit = 1_u64.wrapping_shl(at as u32);
        if self.inside.seen & bit != 0 {
            return None;
        }
        self.inside.seen |= bit;
        self.inside.next = at + 1;
        Some(self.shape.node(self.inside.node.members.get(at)?.shape))
    }

    /// Records an unknown member if the shape allows it; refuses a duplicate.
    #[cold]
    fn other(&mut self, name: &'t str) -> Option<&'s ShapeNode> {
        let Frame { node, others, .. } = self.inside;
        let is_known = || !node.names.is_empty() && node.index_of(&name.to_lowercase()).is_some();
        let before = self.others.get(others..)?;
        if node.refuses(name) || is_known() || before.len() >= FEW || before.contains(&name) {
            return None;
        }
        self.others.push(name);
        Some(self.shape.node(node.others.unwrap_or(ShapeId::ANY)))
    }
}

impl<'s, 't> Sink<'t> for Judge<'s, 't> {
    type Place = &'s ShapeNode;

    #[inline]
    fn open(&mut self, mut node: &'s ShapeNode, container: Container, cursor: &Cursor<'t>) -> Option<()> {
        let kind = match container {
            Container::Object => Kinds::OBJECT,
            Container::Array => Kinds::ARRAY,
        };
        if !node.kinds.intersects(kind) || self.around.len() >= self.max_depth {
            return None;
        }
        if container == Container::Object {
            if !node.variants.is_empty() {
                node = self.variant(node, cursor)?;
            } else if !node.forms.is_empty() {
                // The form of an object is known only after its last member.
                return None;
            }
            if node.members.len() > MOST {
                return None;
            }
        }
        let frame = Frame { node, container: Some(container), seen: 0, next: 0, others: self.others.len() };
        self.around.push(std::mem::replace(&mut self.inside, frame));
        Some(())
    }

    #[inline(always)]
    fn close(&mut self, _: usize) -> Option<Option<Container>> {
        let Frame { node, container, seen, others, .. } = self.inside;
        if container == Some(Container::Object) {
            if node.required & !seen != 0 {
                return None;
            }
            self.others.truncate(others);
        }
        self.inside = self.around.pop()?;
        Some(self.inside.container)
    }

    #[inline(always)]
    fn name(&mut self, cursor: &mut Cursor<'t>) -> Option<&'s ShapeNode> {
        let Frame { node, next, .. } = self.inside;
        match cursor.next_written(&node.written, next) {
            Some(at) => self.member(at),
            None => self.other_name(cursor),
        }
    }

    #[inline(always)]
    fn element(&mut self) -> &'s ShapeNode {
        self.shape.node(self.inside.node.element.unwrap_or(ShapeId::ANY))
    }

    #[inline(always)]
    fn string(&mut self, node: &'s ShapeNode, content: Content<'t>, _: Span) -> Option<()> {
        string_fits(content, node).then_some(())
    }

    #[inline(always)]
    fn number(&mut self, node: &'s ShapeNode, text: &'t str, _: Span) -> Option<()> {
        (node.kinds.intersects(Kinds::NUMBER) && number_fits(text, node)).then_some(())
    }

    #[inline(always)]
    fn literal(&mut self, node: &'s ShapeNode, literal: Literal, _: Span) -> Option<()> {
        let kind = match literal {
            Literal::True | Literal::False => Kinds::BOOL,
            Literal::Null => Kinds::NULL,
        };
        node.kinds.intersects(kind).then_some(())
    }
}

#[inline(always)]
fn string_fits(content: Content<'_>, node: &ShapeNode) -> bool {
    node.kinds.intersects(Kinds::STRING)
        && match node.format {
            _ if !node.literals.is_empty() => !content.escaped && is_literal(content.raw, node),
            Some(format) => !content.escaped && has_form(content.raw, format),
            None => true,
        }
}

#[inline(never)]
fn is_literal(text: &str, node: &ShapeNode) -> bool {
    node.literals.iter().any(|literal| is(literal, text))
}

/// Returns whether a text has a format in the strict form that every reader accepts. A leap second, or a second with
/// more digits than 100 ns need, is left to the slow path.
#[inline(always)]
fn has_form(text: &str, format: Format) -> bool {
    let is_usual = match format {
        Format::DateTime | Format::TimeOfDay => text.len() <= LONGEST_TIME && !text.contains(":60"),
        _ => true,
    };
    is_usual && format.matches(text)
}

/// Length of `2021-12-19T20:29:04.8242449Z`.
const LONGEST_TIME: usize = 28;

/// Returns whether two short texts are equal.
#[inline(always)]
fn is(one: &str, other: &str) -> bool {
    same(one.as_bytes(), other.as_bytes())
}

#[inline(never)]
fn number_fits(text: &str, node: &ShapeNode) -> bool {
    // A number of few digits is an integer, which is exact and faster to parse.
    let number = if text.len() < 10 { text.parse::<i32>().ok().map(f64::from) } else { None };
    let Some(number) = number.or_else(|| text.parse::<f64>().ok()) else { return false };
    number.is_finite()
        && (!node.integer || number.fract() == 0.0)
        && node.minimum.is_none_or(|minimum| number >= minimum)
        && node.maximum.is_none_or(|maximum| number <= maximum)
}
