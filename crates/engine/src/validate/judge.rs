//! Whether there is anything to say about a text, without saying it.
//!
//! Nearly all documents are as they should be. For them a verdict is enough, and it comes from one pass over the text that
//! makes nothing: no tape, no value, no findings, no decoded strings. It accepts only where [`check`](super::check) finds
//! nothing and the model reads what its shape allows; what is merely unusual, such as an escape where a form is asked for,
//! it leaves to them.

use crate::schema::{Format, Kinds, Shape, ShapeId, ShapeNode, Variant};
use crate::syntax::{Content, Cursor, same};

/// Whether a text is JSON that fits the shape without a finding. False also where that takes a closer look.
pub(crate) fn fits(text: &str, max_depth: usize, shape: &Shape) -> bool {
    Judge::new(text, max_depth, shape).document().is_some()
}

/// For so many open containers there is room from the start.
const USUAL_DEPTH: usize = 8;

/// The most unknown members of one object that are compared with each other; more are hashed on the exact way.
const FEW: usize = 32;

/// The most members that a shape of an object may have: one bit each. Of more the exact way keeps count.
const MOST: usize = 64;

/// Each method gives nothing where the text is not accepted.
struct Judge<'s, 't> {
    cursor: Cursor<'t>,
    max_depth: usize,
    shape: &'s Shape,
    inside: Frame<'s>,
    /// The containers around that one, outermost first.
    around: Vec<Frame<'s>>,
    /// The names in open objects that the shape does not know.
    others: Vec<&'t str>,
}

/// An open container.
#[derive(Clone, Copy)]
struct Frame<'s> {
    node: &'s ShapeNode,
    /// What ends it. NUL around the document.
    closer: u8,
    /// Which members have been seen, by their place in the shape.
    seen: u64,
    /// The place of the member that comes next if they come in order.
    next: usize,
    /// How many unknown names there were before.
    others: usize,
}

impl<'s, 't> Judge<'s, 't> {
    fn new(text: &'t str, max_depth: usize, shape: &'s Shape) -> Self {
        let inside = Frame { node: shape.node(ShapeId::ANY), closer: 0, seen: 0, next: 0, others: 0 };
        let around = Vec::with_capacity(USUAL_DEPTH);
        Self { cursor: Cursor::new(text), max_depth, shape, inside, around, others: Vec::new() }
    }

    fn document(mut self) -> Option<()> {
        self.cursor.token();
        let mut due = Some(self.shape.node(self.shape.root()));
        while let Some(node) = due {
            let opened = self.value(node)?;
            due = self.next(opened)?;
        }
        self.cursor.is_done().then_some(())
    }

    /// Passes a value, of a container only the opening bracket, and says whether it was one.
    #[inline(always)]
    fn value(&mut self, node: &'s ShapeNode) -> Option<bool> {
        let byte = self.cursor.peek();
        match byte {
            b'"' => {
                let content = self.cursor.string()?;
                string_fits(content, node).then_some(false)
            }
            b'{' | b'[' => self.open(byte, node),
            b't' => self.literal("true", Kinds::BOOL, node),
            b'f' => self.literal("false", Kinds::BOOL, node),
            b'n' => self.literal("null", Kinds::NULL, node),
            _ => {
                let text = self.cursor.number()?;
                (node.kinds.intersects(Kinds::NUMBER) && number_fits(text, node)).then_some(false)
            }
        }
    }

    #[inline(always)]
    fn literal(&mut self, literal: &str, kind: Kinds, node: &ShapeNode) -> Option<bool> {
        self.cursor.literal(literal)?;
        node.kinds.intersects(kind).then_some(false)
    }

    #[inline]
    fn open(&mut self, opener: u8, mut node: &'s ShapeNode) -> Option<bool> {
        let (kind, closer) = if opener == b'{' { (Kinds::OBJECT, b'}') } else { (Kinds::ARRAY, b']') };
        if !node.kinds.intersects(kind) || self.around.len() >= self.max_depth {
            return None;
        }
        self.cursor.pass();
        if opener == b'{' {
            if !node.variants.is_empty() {
                node = self.variant(node)?;
            } else if !node.forms.is_empty() {
                // Which form it is, only all of its members tell.
                return None;
            }
            if node.members.len() > MOST {
                return None;
            }
        }
        let frame = Frame { node, closer, seen: 0, next: 0, others: self.others.len() };
        self.around.push(std::mem::replace(&mut self.inside, frame));
        Some(true)
    }

    /// The alternative that an object chooses in its first member. Elsewhere the exact way looks for it.
    fn variant(&self, node: &'s ShapeNode) -> Option<&'s ShapeNode> {
        let (name, value) = self.cursor.first_member().filter(|(name, value)| !name.escaped && !value.escaped)?;
        let is_it = |variant: &&Variant| is(&variant.value, value.raw) && is(&variant.tag, name.raw);
        Some(self.shape.node(node.variants.iter().find(is_it)?.shape))
    }

    /// Moves to the next value, out of what ends before it, and gives what it is held against; nothing more at the end of the
    /// document.
    #[inline(always)]
    fn next(&mut self, opened: bool) -> Option<Option<&'s ShapeNode>> {
        let mut is_first = opened;
        while self.inside.closer != 0 {
            let byte = self.cursor.token();
            if byte == b',' && !is_first {
                self.cursor.pass();
                // A closing bracket here begins no entry, so a comma before one is refused.
                self.cursor.token();
                return self.entry().map(Some);
            }
            if byte != self.inside.closer {
                return if is_first { self.entry().map(Some) } else { None };
            }
            self.cursor.pass();
            self.close()?;
            is_first = false;
        }
        Some(None)
    }

    /// Moves to the value of an entry, of a member over its name.
    #[inline(always)]
    fn entry(&mut self) -> Option<&'s ShapeNode> {
        if self.inside.closer == b']' {
            return Some(self.shape.node(self.inside.node.element.unwrap_or(ShapeId::ANY)));
        }
        let Frame { node, next, .. } = self.inside;
        match self.cursor.next_written(&node.written, next) {
            Some(at) => self.member(at),
            None => self.name(),
        }
    }

    /// A name that is not the next.
    #[inline(never)]
    fn name(&mut self) -> Option<&'s ShapeNode> {
        let name = self.cursor.string()?;
        self.cursor.colon()?;
        self.cursor.behind_colon();
        if name.escaped {
            return None;
        }
        match self.inside.node.members.iter().position(|member| is(&member.name, name.raw)) {
            Some(at) => self.member(at),
            None => self.other(name.raw),
        }
    }

    /// A member that the shape knows, and that did not come before.
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

    /// A member that the shape does not know, where there may be one, and that did not come before.
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

    #[inline(always)]
    fn close(&mut self) -> Option<()> {
        let Frame { node, closer, seen, others, .. } = self.inside;
        if closer == b'}' {
            if node.required & !seen != 0 {
                return None;
            }
            self.others.truncate(others);
        }
        self.inside = self.around.pop()?;
        Some(())
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

/// Whether a text has a form that every reader of it accepts. A leap second, or more digits of a second than a tick of
/// 100 ns, takes the exact way.
#[inline(always)]
fn has_form(text: &str, format: Format) -> bool {
    let is_usual = match format {
        Format::DateTime | Format::TimeOfDay => text.len() <= LONGEST_TIME && !text.contains(":60"),
        _ => true,
    };
    is_usual && format.matches(text)
}

/// The length of `2021-12-19T20:29:04.8242449Z`.
const LONGEST_TIME: usize = 28;

/// Whether two short texts are the same.
#[inline(always)]
fn is(one: &str, other: &str) -> bool {
    same(one.as_bytes(), other.as_bytes())
}

#[inline(never)]
fn number_fits(text: &str, node: &ShapeNode) -> bool {
    // Few digits are a whole number, which takes less time to read, and exact.
    let number = if text.len() < 10 { text.parse::<i32>().ok().map(f64::from) } else { None };
    let Some(number) = number.or_else(|| text.parse::<f64>().ok()) else { return false };
    number.is_finite()
        && (!node.integer || number.fract() == 0.0)
        && node.minimum.is_none_or(|minimum| number >= minimum)
        && node.maximum.is_none_or(|maximum| number <= maximum)
}
