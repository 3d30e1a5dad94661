//! Open containers as persistent, shared stacks: hypotheses that differ only in what came before share all the rest.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use crate::repair::cost::{self, Cost};
use crate::schema::{Kinds, ShapeId};
use crate::syntax::grammar::Container;

/// A stack, by its innermost container.
pub(in crate::repair) type NodeId = u32;

/// Outside the root.
pub(in crate::repair) const BOTTOM: NodeId = 0;

/// A list of names already seen, by its last link; 0 is empty.
pub(in crate::repair) type NameList = u32;

/// How far back in an object the names that no shape knows are compared: enough for any real object, and a bound.
const NAMES_COMPARED: usize = 64;

/// The kinds of the elements of a list of lists.
const LISTS: Kinds = Kinds::ARRAY.union(Kinds::NULL);

/// An open container. Two hypotheses with the same id have the same stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::repair) struct Node {
    pub(in crate::repair) up: NodeId,
    pub(in crate::repair) container: Container,
    pub(in crate::repair) shape: ShapeId,
    /// Of an object: the known members seen, by index. Of an array: the kinds of its elements.
    pub(in crate::repair) seen: u128,
    /// Of an array: the known members that its first object has.
    pub(in crate::repair) first: u128,
    /// Of an object: the other names. Of an array: those of its first object.
    pub(in crate::repair) names: NameList,
    /// Of an object: how many names its shape does not know.
    pub(in crate::repair) unknown: u8,
    /// Of an array: bit set of the heights of the arrays in it. See [`Node::height`].
    pub(in crate::repair) heights: u8,
    /// Indentation of the line that opened it, or -1.
    pub(in crate::repair) open_indent: i32,
    /// Indentation of its content, or -1.
    pub(in crate::repair) inner_indent: i32,
    /// How much its last lines were further in than its first ones. One cause moves all that follows: it counts once.
    pub(in crate::repair) shift: i32,
    pub(in crate::repair) depth: u32,
    /// Fingerprint of the path of containers and shapes, without what was seen in them.
    pub(in crate::repair) class: u64,
}

impl Hash for Node {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The class represents container, shape and depth; the rest seldom differs.
        state.write_u64(u64::from(self.up) << 32 ^ self.class);
        state.write_u64(self.seen as u64 ^ u64::from(self.names) << 32 ^ u64::from(self.heights) << 56);
        state.write_u64(u64::from(self.inner_indent as u32) << 32 | u64::from(self.open_indent as u32));
    }
}

impl Node {
    /// From now on the lines are further in, or out where `shift` is negative.
    pub(in crate::repair) fn shift_lines(&mut self, shift: i32) {
        for indent in [&mut self.open_indent, &mut self.inner_indent] {
            if *indent >= 0 {
                *indent = indent.saturating_add(shift).max(0);
            }
        }
        self.shift = self.shift.saturating_add(shift);
    }

    /// From now on the lines are as those of a container further out.
    pub(in crate::repair) fn take_lines_of(&mut self, outer: &Self) {
        if self.open_indent >= 0 && outer.open_indent >= 0 {
            self.shift += outer.open_indent - self.open_indent;
            self.open_indent = outer.open_indent;
        }
        self.inner_indent = outer.inner_indent;
    }

    /// The levels of arrays of an array, its own included, up to the highest that are distinguished; `None` if it is
    /// empty or no array.
    pub(in crate::repair) fn height(&self) -> Option<u32> {
        let is_list = self.container == Container::Array && self.seen != 0;
        is_list.then(|| (u8::BITS - self.heights.leading_zeros()).clamp(1, u8::BITS - 1))
    }

    pub(in crate::repair) const OUTSIDE: Self = Self {
        up: BOTTOM,
        container: Container::Array,
        shape: ShapeId::ANY,
        seen: 0,
        first: 0,
        names: 0,
        unknown: 0,
        heights: 0,
        open_indent: -1,
        inner_indent: -1,
        shift: 0,
        depth: 0,
        // Never 0, which mixing with 0 would leave as it is.
        class: 1,
    };
}

/// The arena of all stacks of one search.
pub(in crate::repair) struct Stacks {
    nodes: Vec<Node>,
    ids: HashMap<Node, NodeId, Quick>,
    links: Vec<(NameList, u32)>,
    link_ids: HashMap<(NameList, u32), NameList, Quick>,
}

impl Stacks {
    pub(in crate::repair) fn new() -> Self {
        Self { nodes: vec![Node::OUTSIDE], ids: HashMap::default(), links: vec![(0, 0)], link_ids: HashMap::default() }
    }

    /// Forgets all stacks.
    pub(in crate::repair) fn clear(&mut self) {
        self.nodes.truncate(1);
        self.ids.clear();
        self.links.truncate(1);
        self.link_ids.clear();
    }

    #[inline]
    pub(in crate::repair) fn node(&self, id: NodeId) -> &Node {
        static OUTSIDE: Node = Node::OUTSIDE;
        self.nodes.get(id as usize).unwrap_or(&OUTSIDE)
    }

    /// How many stacks there are.
    pub(in crate::repair) fn len(&self) -> usize {
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
    pub(in crate::repair) fn open(
        &mut self,
        up: NodeId,
        container: Container,
        shape: ShapeId,
        open_indent: i32,
    ) -> NodeId {
        self.intern(self.opened(up, container, shape, open_indent))
    }

    /// Opens a container for strict parsing, which has no rivals that might share the stack.
    pub(in crate::repair) fn open_alone(
        &mut self,
        up: NodeId,
        container: Container,
        shape: ShapeId,
        open_indent: i32,
    ) -> NodeId {
        self.push(self.opened(up, container, shape, open_indent))
    }

    fn opened(&self, up: NodeId, container: Container, shape: ShapeId, open_indent: i32) -> Node {
        let depth = self.node(up).depth;
        let class = self.class(up, container, shape);
        Node { up, container, shape, open_indent, depth: depth + 1, class, ..Node::OUTSIDE }
    }

    /// An object once the value of a member has excluded alternatives of it.
    fn narrower(&self, object: Node, (shape, seen): (ShapeId, u128)) -> Node {
        let class = self.class(object.up, object.container, shape);
        Node { shape, seen, class, ..object }
    }

    /// Returns the stack whose innermost object has another shape, with other members seen.
    pub(in crate::repair) fn narrow(&mut self, id: NodeId, narrowed: (ShapeId, u128)) -> NodeId {
        let node = self.narrower(*self.node(id), narrowed);
        self.intern(node)
    }

    /// Returns the stack whose innermost object has another shape, for strict parsing.
    pub(in crate::repair) fn narrow_alone(&mut self, id: NodeId, narrowed: (ShapeId, u128)) -> NodeId {
        let node = self.narrower(*self.node(id), narrowed);
        self.push(node)
    }

    fn class(&self, up: NodeId, container: Container, shape: ShapeId) -> u64 {
        mix(mix(self.node(up).class, container as u64 + 1), u64::from(shape.0))
    }

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        self.nodes.len() as NodeId - 1
    }

    /// Returns the stack after its innermost container has changed.
    pub(in crate::repair) fn with(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) -> NodeId {
        if id == BOTTOM {
            return id;
        }
        let mut node = *self.node(id);
        change(&mut node);
        self.intern(node)
    }

    /// Changes the innermost container for strict parsing, without a copy of the stack.
    pub(in crate::repair) fn extend(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) -> NodeId {
        let mut node = *self.node(id);
        change(&mut node);
        self.push(node)
    }

    /// Notes a known member in a stack that only one hypothesis has, made by [`Self::extend`].
    pub(in crate::repair) fn see(&mut self, id: NodeId, index: u32) {
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.seen |= 1 << index;
        }
    }

    /// An array after an element of that kind.
    pub(in crate::repair) fn with_element(&mut self, id: NodeId, kind: Kinds) -> NodeId {
        self.with(id, |node| {
            if node.container == Container::Array {
                node.seen |= u128::from(kind.bits());
            }
        })
    }

    /// Appends a name.
    pub(in crate::repair) fn append(&mut self, list: NameList, name: u32) -> NameList {
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
    pub(in crate::repair) fn contains(&self, list: NameList, name: u32) -> bool {
        self.names(list).any(|other| other == name)
    }

    /// Whether two lists of at least two names each share none.
    pub(in crate::repair) fn are_strangers(&self, one: NameList, other: NameList) -> bool {
        let long_enough = |list| self.names(list).take(2).count() == 2;
        one != other
            && long_enough(one)
            && long_enough(other)
            && !self.names(one).take(NAMES_COMPARED / 2).any(|name| self.contains(other, name))
    }

    /// An array after an object has closed in it, and what the object costs for what it shares with the first.
    pub(in crate::repair) fn with_object(&mut self, array: NodeId, object: Node) -> (NodeId, Cost) {
        let list = *self.node(array);
        if list.names == 0 && list.first == 0 {
            let first = self.with(array, |list| {
                list.names = object.names;
                list.first = object.seen;
            });
            return (first, 0);
        }
        if self.are_strangers(list.names, object.names) {
            return (array, cost::element_stranger());
        }
        let known = (list.first & !object.seen).count_ones();
        let others = self.names(list.names).filter(|name| !self.contains(object.names, *name)).count();
        let lacks = (known as Cost + others as Cost) * cost::sibling_lacks();
        (array, lacks.min(cost::sibling_lacks_most()))
    }

    /// An array after another array has closed in it, and what the latter costs for its height: a list of lists holds
    /// lists of one height.
    pub(in crate::repair) fn with_list(&mut self, array: NodeId, list: Node) -> (NodeId, Cost) {
        let Some(bit) = list.height().map(|height| 1 << height) else { return (array, 0) };
        let outer = *self.node(array);
        if outer.heights & bit != 0 {
            return (array, 0);
        }
        let is_odd = outer.heights.count_ones() == 1 && outer.seen & !u128::from(LISTS.bits()) == 0;
        let with_it = self.with(array, |outer| outer.heights |= bit);
        (with_it, if is_odd { cost::height_differs() } else { 0 })
    }

    /// Keeps only the stacks in `live`, under new ids. Ids from before are invalid.
    pub(in crate::repair) fn compact<'a>(&mut self, live: impl Iterator<Item = &'a mut NodeId>) {
        let old = std::mem::replace(self, Self::new());
        let mut adopted: HashMap<NodeId, NodeId, Quick> = HashMap::default();
        for id in live {
            *id = *adopted.entry(*id).or_insert_with(|| self.adopt(&old, *id));
        }
    }

    /// Copies a stack from another arena.
    pub(in crate::repair) fn adopt(&mut self, old: &Self, id: NodeId) -> NodeId {
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
                fresh.heights = node.heights;
                fresh.inner_indent = node.inner_indent;
                fresh.shift = node.shift;
            });
        }
        up
    }
}

/// Builds hashers for small keys that the search makes itself, so that no input can choose them to collide.
pub(in crate::repair) type Quick = rustc_hash::FxBuildHasher;

/// Mixes a number into a fingerprint.
pub(in crate::repair) const fn mix(state: u64, value: u64) -> u64 {
    let mixed = (state.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 29
}

#[cfg(test)]
mod tests;
