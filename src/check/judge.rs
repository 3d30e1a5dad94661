//! Whether there is anything to say about a document, without saying it.
//!
//! Nearly all documents are as they should be. For them a verdict is enough, and it comes from one pass over the text or
//! the tape that makes nothing: no findings, no pointers, no decoded strings. It accepts only where [`check`](super::check)
//! finds nothing; what is merely unusual, such as an escape where a form is asked for, it leaves to that too.

use serde::Deserialize;

use super::walk::kinds;
use crate::de::Watch;
use crate::schema::{Member, Shape, ShapeId, ShapeNode, Variant};
use crate::syntax::{Content, NodeKind, Tape, Value, same};
use crate::text::name_of;

/// Reads a text as a `T`, if it is one and fits the shape without a finding; one pass does both.
pub(crate) fn read<'t, T: Deserialize<'t>>(text: &'t str, max_depth: usize, shape: &Shape) -> Option<T> {
    crate::de::text::read_watched(text, max_depth, Judge::new(shape))
}

/// Whether a document fits the shape without a finding. False also where that takes a closer look.
pub(super) fn fits(tape: &Tape<'_>, shape: &Shape) -> bool {
    let mut judge = Judge::new(shape);
    // Where the open containers end; objects with their names in turn.
    let mut open: Vec<Open> = Vec::new();
    for value in tape.nodes() {
        while open.last().is_some_and(|container| container.end <= value.index()) {
            if !judge.close() {
                return false;
            }
            open.pop();
        }
        if let Some(object) = open.last_mut().filter(|container| container.next_name == Some(value.index())) {
            object.next_name = Some(value.next_member());
            if !value.content().is_some_and(|name| judge.name(name)) {
                return false;
            }
            continue;
        }
        let kind = value.kind();
        let accepted = match kind {
            NodeKind::Null | NodeKind::True | NodeKind::False => judge.literal(kind),
            NodeKind::Number => judge.number(value.raw()),
            NodeKind::String => value.content().is_some_and(|content| judge.string(content)),
            NodeKind::Array | NodeKind::Object => {
                let next_name = (kind == NodeKind::Object).then(|| value.index() + 1);
                open.push(Open { end: value.end_index(), next_name });
                judge.open(kind, &[], || first_member(value))
            }
        };
        if !accepted {
            return false;
        }
    }
    open.iter().all(|_| judge.close())
}

/// A container of the tape that is open.
struct Open {
    /// The index of the first node behind it.
    end: u32,
    /// The index of its next name, if it is an object.
    next_name: Option<u32>,
}

fn first_member<'t>(object: Value<'_, 't>) -> Option<(Content<'t>, Content<'t>)> {
    let (name, value) = object.members().next()?;
    Some((name.content()?, value.content()?))
}

/// For so many open containers there is room from the start.
const USUAL_DEPTH: usize = 8;

/// The most unknown members of one object that are compared with each other; more are hashed on the exact way.
const FEW: usize = 32;

/// The most members that a shape of an object may have: one bit each. Of more the exact way keeps count.
const MOST: usize = 64;

struct Judge<'s, 't> {
    shape: &'s Shape,
    /// What the next value is held against.
    due: &'s ShapeNode,
    inside: Frame<'s>,
    /// The containers around that one.
    around: Vec<Frame<'s>>,
    /// The names in open objects that the shape does not know.
    others: Vec<&'t str>,
}

/// An open container.
#[derive(Clone, Copy)]
struct Frame<'s> {
    node: &'s ShapeNode,
    kind: NodeKind,
    /// Where the names of the type that is read are in the shape.
    places: &'s [u8],
    /// Which members have been seen, by their place in the shape.
    seen: u64,
    /// How many unknown names there were before.
    others: usize,
}

impl<'s> Judge<'s, '_> {
    fn new(shape: &'s Shape) -> Self {
        let node = shape.node(shape.root());
        let inside = Frame { node, kind: NodeKind::Null, places: &[], seen: 0, others: 0 };
        Self { shape, due: node, inside, around: Vec::with_capacity(USUAL_DEPTH), others: Vec::new() }
    }

    /// The member of exactly this name and its place. Mostly it is the one behind the last.
    fn member(&self, name: &str) -> Option<(usize, &'s Member)> {
        let Frame { node, seen, .. } = self.inside;
        let next = seen.checked_ilog2().map_or(0, |last| last as usize + 1);
        if let Some(member) = node.members.get(next).filter(|member| is(&member.name, name)) {
            return Some((next, member));
        }
        let at = node.members.iter().position(|member| is(&member.name, name))?;
        Some((at, node.members.get(at)?))
    }

    /// A member of an object comes, and no other of that name came before.
    #[inline(always)]
    fn enter(&mut self, at: usize, member: &'s Member) -> bool {
        let bit = 1_u64.wrapping_shl(at as u32);
        let is_new = self.inside.seen & bit == 0;
        self.inside.seen |= bit;
        self.due = self.shape.node(member.shape);
        is_new
    }
}

impl<'t> Judge<'_, 't> {
    /// Whether an object may have a member of a name that its shape does not have, and has none of it yet.
    #[cold]
    fn other(&mut self, name: Content<'t>) -> bool {
        let Frame { node, others, .. } = self.inside;
        let is_known = || !node.names.is_empty() && node.index_of(&name.raw.to_lowercase()).is_some();
        let before = self.others.get(others..).unwrap_or_default();
        if (node.known && node.closed)
            || name.escaped
            || is_known()
            || before.len() >= FEW
            || before.contains(&name.raw)
        {
            return false;
        }
        self.others.push(name.raw);
        self.due = self.shape.node(ShapeId::ANY);
        true
    }
}

impl<'t> Watch<'t> for Judge<'_, 't> {
    #[inline(always)]
    fn literal(&mut self, kind: NodeKind) -> bool {
        self.due.kinds.intersects(kinds(kind))
    }

    #[inline]
    fn number(&mut self, text: &'t str) -> bool {
        self.due.kinds.intersects(kinds(NodeKind::Number)) && number_fits(text, self.due)
    }

    #[inline(always)]
    fn string(&mut self, content: Content<'t>) -> bool {
        let node = self.due;
        if !node.kinds.intersects(kinds(NodeKind::String)) {
            return false;
        }
        match node.format {
            _ if !node.literals.is_empty() => !content.escaped && is_literal(content.raw, node),
            Some(format) => !content.escaped && format.matches(content.raw),
            None => true,
        }
    }

    #[inline]
    fn open(
        &mut self,
        kind: NodeKind,
        names: &'static [&'static str],
        first: impl FnOnce() -> Option<(Content<'t>, Content<'t>)>,
    ) -> bool {
        let mut node = self.due;
        if !node.kinds.intersects(kinds(kind)) {
            return false;
        }
        if kind == NodeKind::Array {
            self.due = self.shape.node(node.element.unwrap_or(ShapeId::ANY));
        } else if !node.variants.is_empty() {
            // Whoever tells variants apart does so first. Elsewhere the exact way looks for it.
            let Some((name, value)) = first().filter(|(name, value)| !name.escaped && !value.escaped) else {
                return false;
            };
            let is_it = |variant: &&Variant| is(&variant.value, value.raw) && is(&variant.tag, name.raw);
            let Some(variant) = node.variants.iter().find(is_it) else { return false };
            node = self.shape.node(variant.shape);
        }
        if kind == NodeKind::Object && node.members.len() > MOST {
            return false;
        }
        let places = node.places.of(names, &node.members);
        let frame = Frame { node, kind, places, seen: 0, others: self.others.len() };
        self.around.push(std::mem::replace(&mut self.inside, frame));
        true
    }

    #[inline(always)]
    fn known_name(&mut self, written: &'static str, index: usize) -> bool {
        let Frame { node, places, .. } = self.inside;
        let place = places.get(index).map(|place| usize::from(*place));
        match place.and_then(|at| Some((at, node.members.get(at)?))) {
            Some((at, member)) => self.enter(at, member),
            None => self.name(Content { raw: name_of(written), escaped: false }),
        }
    }

    #[inline(never)]
    fn name(&mut self, name: Content<'t>) -> bool {
        let found = if name.escaped { None } else { self.member(name.raw) };
        match found {
            Some((at, member)) => self.enter(at, member),
            None => self.other(name),
        }
    }

    #[inline]
    fn close(&mut self) -> bool {
        let Frame { node, kind, seen, others, .. } = self.inside;
        if kind == NodeKind::Object {
            if node.required & !seen != 0 {
                return false;
            }
            self.others.truncate(others);
        }
        if let Some(outer) = self.around.pop() {
            self.inside = outer;
            if outer.kind == NodeKind::Array {
                self.due = self.shape.node(outer.node.element.unwrap_or(ShapeId::ANY));
            }
        }
        true
    }
}

#[inline(never)]
fn is_literal(text: &str, node: &ShapeNode) -> bool {
    node.literals.iter().any(|literal| is(literal, text))
}

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
