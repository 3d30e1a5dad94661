//! Open containers as persistent, shared stacks: readings that differ only in what came before share all the rest.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use super::evidence::{self as price, Price};
use crate::schema::{Kinds, ShapeId};
use crate::syntax::grammar::Container;

/// A stack, by its innermost container.
pub(super) type NodeId = u32;

/// Outside the root.
pub(super) const BOTTOM: NodeId = 0;

/// A list of names already seen, by its last link; 0 is empty.
pub(super) type NameList = u32;

/// How far back in an object the names that no shape knows are compared: enough for any real object, and a bound.
const NAMES_COMPARED: usize = 64;

/// An open container. Two readings with the same id have the same stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Node {
    pub(super) up: NodeId,
    pub(super) container: Container,
    pub(super) shape: ShapeId,
    /// Of an object: the known members seen, by index. Of an array: the kinds of its elements.
    pub(super) seen: u128,
    /// Of an array: the known members that its first object has.
    pub(super) first: u128,
    /// Of an object: the other names. Of an array: those of its first object.
    pub(super) names: NameList,
    /// Of an object: how many names its shape does not know.
    pub(super) unknown: u8,
    /// Indentation of the line that opened it, or -1.
    pub(super) open_indent: i32,
    /// Indentation of its content, or -1.
    pub(super) inner_indent: i32,
    /// How much its last lines were further in than its first ones. One cause moves all that follows: it counts once.
    pub(super) shift: i32,
    pub(super) depth: u32,
    /// Fingerprint of the path of containers and shapes, without what was seen in them.
    pub(super) class: u64,
}

impl Hash for Node {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The class stands for container, shape and depth; the rest seldom differs.
        state.write_u64(u64::from(self.up) << 32 ^ self.class);
        state.write_u64(self.seen as u64 ^ u64::from(self.names) << 32);
        state.write_u64(u64::from(self.inner_indent as u32) << 32 | u64::from(self.open_indent as u32));
    }
}

impl Node {
    /// From now on the lines are further in, or out where `shift` is negative.
    pub(super) fn shift_lines(&mut self, shift: i32) {
        for indent in [&mut self.open_indent, &mut self.inner_indent] {
            if *indent >= 0 {
                *indent = indent.saturating_add(shift).max(0);
            }
        }
        self.shift = self.shift.saturating_add(shift);
    }

    /// From now on the lines are as those of a container further out.
    pub(super) fn take_lines_of(&mut self, outer: &Self) {
        if self.open_indent >= 0 && outer.open_indent >= 0 {
            self.shift += outer.open_indent - self.open_indent;
            self.open_indent = outer.open_indent;
        }
        self.inner_indent = outer.inner_indent;
    }

    pub(super) const OUTSIDE: Self = Self {
        up: BOTTOM,
        container: Container::Array,
        shape: ShapeId::ANY,
        seen: 0,
        first: 0,
        names: 0,
        unknown: 0,
        open_indent: -1,
        inner_indent: -1,
        shift: 0,
        depth: 0,
        // Never 0, which mixing with 0 would leave as it is.
        class: 1,
    };
}

/// The arena of all stacks of one search.
pub(super) struct Stacks {
    nodes: Vec<Node>,
    ids: HashMap<Node, NodeId, Quick>,
    links: Vec<(NameList, u32)>,
    link_ids: HashMap<(NameList, u32), NameList, Quick>,
}

impl Stacks {
    pub(super) fn new() -> Self {
        Self { nodes: vec![Node::OUTSIDE], ids: HashMap::default(), links: vec![(0, 0)], link_ids: HashMap::default() }
    }

    /// Forgets all stacks.
    pub(super) fn clear(&mut self) {
        self.nodes.truncate(1);
        self.ids.clear();
        self.links.truncate(1);
        self.link_ids.clear();
    }

    #[inline]
    pub(super) fn node(&self, id: NodeId) -> &Node {
        static OUTSIDE: Node = Node::OUTSIDE;
        self.nodes.get(id as usize).unwrap_or(&OUTSIDE)
    }

    /// How many stacks there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    fn intern(&mut self, node: Node) -> NodeId {
        let next = self.nodes.len() as NodeId;
        let nodes = &mut self.nodes;
        *self.ids.entry(node).or_insert_with(|| {
            nodes.push(node);
            next
        })
    }

    /// Opens a container within `up`.
    pub(super) fn open(&mut self, up: NodeId, container: Container, shape: ShapeId, open_indent: i32) -> NodeId {
        self.intern(self.opened(up, container, shape, open_indent))
    }

    /// The same, for a strict reading: it has no rivals that might share the stack.
    pub(super) fn open_alone(&mut self, up: NodeId, container: Container, shape: ShapeId, open_indent: i32) -> NodeId {
        self.push(self.opened(up, container, shape, open_indent))
    }

    fn opened(&self, up: NodeId, container: Container, shape: ShapeId, open_indent: i32) -> Node {
        let Node { class: outer, depth, .. } = *self.node(up);
        let class = mix(mix(outer, container as u64 + 1), u64::from(shape.0));
        Node { up, container, shape, open_indent, depth: depth + 1, class, ..Node::OUTSIDE }
    }

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() as NodeId - 1
    }

    /// The same stack after its innermost container has changed.
    pub(super) fn with(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) -> NodeId {
        if id == BOTTOM {
            return id;
        }
        let mut node = *self.node(id);
        change(&mut node);
        self.intern(node)
    }

    /// The same, for a strict reading.
    pub(super) fn extend(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) -> NodeId {
        let mut node = *self.node(id);
        change(&mut node);
        self.push(node)
    }

    /// Notes a known member in a stack that only one reading has, made by [`Self::extend`].
    pub(super) fn see(&mut self, id: NodeId, index: u32) {
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.seen |= 1 << index;
        }
    }

    /// An array after an element of that kind.
    pub(super) fn with_element(&mut self, id: NodeId, kind: Kinds) -> NodeId {
        self.with(id, |node| {
            if node.container == Container::Array {
                node.seen |= u128::from(kind.bits());
            }
        })
    }

    /// Appends a name.
    pub(super) fn append(&mut self, list: NameList, name: u32) -> NameList {
        let next = self.links.len() as NameList;
        let links = &mut self.links;
        *self.link_ids.entry((list, name)).or_insert_with(|| {
            links.push((list, name));
            next
        })
    }

    fn names(&self, mut list: NameList) -> impl Iterator<Item = u32> + '_ {
        std::iter::from_fn(move || {
            if list == 0 {
                return None;
            }
            let (previous, name) = self.links.get(list as usize).copied()?;
            list = previous;
            Some(name)
        })
        .take(NAMES_COMPARED)
    }

    /// Whether `name` is among the last names of the list.
    pub(super) fn contains(&self, list: NameList, name: u32) -> bool {
        self.names(list).any(|other| other == name)
    }

    /// Whether two lists of at least two names each share none.
    pub(super) fn are_strangers(&self, one: NameList, other: NameList) -> bool {
        let long_enough = |list| self.names(list).take(2).count() == 2;
        one != other
            && long_enough(one)
            && long_enough(other)
            && !self.names(one).take(NAMES_COMPARED / 2).any(|name| self.contains(other, name))
    }

    /// An array after an object has closed in it, and what the object costs for what it shares with the first.
    pub(super) fn with_object(&mut self, array: NodeId, object: Node) -> (NodeId, Price) {
        let list = *self.node(array);
        if list.names == 0 && list.first == 0 {
            let first = self.with(array, |list| {
                list.names = object.names;
                list.first = object.seen;
            });
            return (first, 0);
        }
        if self.are_strangers(list.names, object.names) {
            return (array, price::ELEMENT_STRANGER);
        }
        let known = (list.first & !object.seen).count_ones();
        let others = self.names(list.names).filter(|name| !self.contains(object.names, *name)).count();
        let lacks = (known as Price + others as Price) * price::SIBLING_LACKS;
        (array, lacks.min(price::SIBLING_LACKS_MOST))
    }

    /// Keeps only the stacks in `live`, under new ids. What the search remembers from before is gone.
    pub(super) fn compact<'a>(&mut self, live: impl Iterator<Item = &'a mut NodeId>) {
        let old = std::mem::replace(self, Self::new());
        let mut adopted: HashMap<NodeId, NodeId, Quick> = HashMap::default();
        for id in live {
            *id = *adopted.entry(*id).or_insert_with(|| self.adopt(&old, *id));
        }
    }

    /// Copies a stack from another arena.
    pub(super) fn adopt(&mut self, old: &Self, id: NodeId) -> NodeId {
        let mut chain = Vec::new();
        let mut at = id;
        while at != BOTTOM {
            let node = old.node(at);
            chain.push(node);
            at = node.up;
        }
        let mut up = BOTTOM;
        for node in chain.into_iter().rev() {
            let mut names: Vec<u32> = old.names(node.names).collect();
            names.reverse();
            let names = names.into_iter().fold(0, |list, name| self.append(list, name));
            let opened = self.open(up, node.container, node.shape, node.open_indent);
            up = self.with(opened, |fresh| {
                fresh.seen = node.seen;
                fresh.first = node.first;
                fresh.names = names;
                fresh.unknown = node.unknown;
                fresh.inner_indent = node.inner_indent;
                fresh.shift = node.shift;
            });
        }
        up
    }
}

/// A fast hasher for small keys that we make ourselves: nobody outside can choose them to collide.
#[derive(Default, Clone, Copy)]
pub(super) struct Mixer(u64);

/// Builds [`Mixer`]s.
pub(super) type Quick = BuildHasherDefault<Mixer>;

/// Mixes a number into a fingerprint.
pub(super) const fn mix(state: u64, value: u64) -> u64 {
    let mixed = (state.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 29
}

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0, u64::from(*byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.0 = mix(self.0, u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = mix(self.0, value);
    }

    fn write_usize(&mut self, value: usize) {
        self.0 = mix(self.0, value as u64);
    }
}

#[cfg(test)]
mod tests;
