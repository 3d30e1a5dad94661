//! The guide that recovery and check read: what a JSON Schema says, compiled to an arena of small nodes.
//!
//! A [`Shape`] never rejects anything by itself. It answers the questions that the readers ask at every token: which
//! kinds of value may stand here, is this a known member name and what may follow it, does this text fit.

use std::borrow::Cow;

/// A set of JSON value kinds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Kinds(u8);

impl Kinds {
    /// No kind at all.
    pub const NONE: Self = Self(0);
    /// An object.
    pub const OBJECT: Self = Self(1);
    /// An array.
    pub const ARRAY: Self = Self(2);
    /// A string.
    pub const STRING: Self = Self(4);
    /// A number.
    pub const NUMBER: Self = Self(8);
    /// `true` or `false`.
    pub const BOOL: Self = Self(16);
    /// `null`.
    pub const NULL: Self = Self(32);
    /// Every kind.
    pub const ANY: Self = Self(63);

    /// The kinds in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the two sets share a kind.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether no kind is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set as bits, for packing into other state.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The names of the kinds in the set, in the words of JSON Schema.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        const NAMES: [(Kinds, &str); 6] = [
            (Kinds::OBJECT, "object"),
            (Kinds::ARRAY, "array"),
            (Kinds::STRING, "string"),
            (Kinds::NUMBER, "number"),
            (Kinds::BOOL, "boolean"),
            (Kinds::NULL, "null"),
        ];
        NAMES.into_iter().filter(move |(kind, _)| self.intersects(*kind)).map(|(_, name)| name)
    }
}

impl std::fmt::Debug for Kinds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// A node of a [`Shape`]; valid only for the shape that gave it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ShapeId(pub(crate) u32);

impl ShapeId {
    /// The node that allows everything; the same in every shape.
    pub const ANY: Self = Self(0);
}

/// What a string is expected to look like, from the schema's `format`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Format {
    /// RFC 3339 date and time with an offset.
    DateTime,
    /// `hh:mm:ss`, with an optional fraction.
    TimeOfDay,
    /// An absolute URI.
    Uri,
    /// A user principal name or mail address.
    Email,
    /// One word without blanks, quotes or brackets: an identifier whose inner form is opaque.
    Id,
    /// Numbers joined by dots.
    Version,
}

/// A member that an object shape knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// The canonical spelling.
    pub name: Cow<'static, str>,
    /// What its value looks like.
    pub shape: ShapeId,
    /// The schema requires it.
    pub required: bool,
    /// Nearly every such object has it (the schema's `x-usual`, or required): its absence is evidence, not an error.
    pub usual: bool,
}

/// One of several object shapes, told apart by the value of one member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variant {
    /// Canonical name of the discriminating member.
    pub tag: Cow<'static, str>,
    /// The value that selects this variant.
    pub value: Cow<'static, str>,
    /// The variant's own shape.
    pub shape: ShapeId,
}

/// What may stand at one place of a document.
#[derive(Clone, PartialEq, Debug, Default)]
#[non_exhaustive]
pub struct ShapeNode {
    /// The kinds a value here may have.
    pub kinds: Kinds,
    /// The members of an object, in the schema's order. Of several variants: the union of their members.
    pub members: Vec<Member>,
    /// Every accepted spelling in lower case with its index into `members`, sorted by the spelling.
    pub names: Vec<(Box<str>, u32)>,
    /// Which of the first 64 members the schema requires, one bit each.
    pub(crate) required: u64,
    /// The members are all there are: another name is evidence of damage and a violation for check.
    pub closed: bool,
    /// Closed or not, the object may have annotations: members with an `@` in the name.
    pub(crate) annotated: bool,
    /// The shape has member knowledge at all. Without it nothing is said about names.
    pub known: bool,
    /// The shape of an array's elements.
    pub element: Option<ShapeId>,
    /// The form of a string.
    pub format: Option<Format>,
    /// The values a string may have; empty when any.
    pub literals: Vec<Box<str>>,
    /// The smallest number allowed.
    pub minimum: Option<f64>,
    /// The largest number allowed.
    pub maximum: Option<f64>,
    /// A number must be whole.
    pub integer: bool,
    /// The value is a secret (the schema's `writeOnly`).
    pub secret: bool,
    /// A member of an object is a secret.
    pub(crate) holds_secrets: bool,
    /// A secret is among what may stand here and within.
    pub(crate) leads_to_secrets: bool,
    /// Alternatives for an object; `members` then is their union.
    pub variants: Vec<Variant>,
    /// The first of `members` as they are written in JSON, with the colon: all of them that come before one with an escape.
    pub(crate) written: Vec<Box<str>>,
}

impl ShapeNode {
    /// Whether an object may not have a member of this name, which is none of those that it knows.
    pub(crate) fn refuses(&self, name: &str) -> bool {
        self.known && self.closed && !(self.annotated && name.contains('@'))
    }

    /// The index of the member that `lower`, a name in lower case, spells.
    #[must_use]
    pub fn index_of(&self, lower: &str) -> Option<usize> {
        let at = self.names.binary_search_by(|(name, _)| (**name).cmp(lower)).ok()?;
        self.names.get(at).map(|(_, index)| *index as usize)
    }

    /// The member that `name` spells, regardless of case.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.get(self.index_of(&name.to_lowercase())?)
    }
}

/// A compiled JSON Schema.
///
/// [`Shape::ANY`] is the shape of plain JSON: it expects nothing.
#[derive(Clone, PartialEq, Debug)]
pub struct Shape {
    nodes: Vec<ShapeNode>,
    root: ShapeId,
    /// A schema says so; otherwise it was learned from a document.
    given: bool,
}

static ANY_NODE: ShapeNode = ShapeNode {
    kinds: Kinds::ANY,
    members: Vec::new(),
    names: Vec::new(),
    required: 0,
    closed: false,
    annotated: false,
    known: false,
    element: None,
    format: None,
    literals: Vec::new(),
    minimum: None,
    maximum: None,
    integer: false,
    secret: false,
    holds_secrets: false,
    leads_to_secrets: false,
    variants: Vec::new(),
    written: Vec::new(),
};

impl Shape {
    /// Any JSON at all.
    pub const ANY: Self = Self { nodes: Vec::new(), root: ShapeId::ANY, given: false };

    /// A shape from its nodes. Node 0 must be reserved: it always stands for "anything".
    #[must_use]
    pub(crate) fn new(nodes: Vec<ShapeNode>, root: ShapeId) -> Self {
        // A schema that says nothing, as that of `serde_json::Value`, is none.
        let is_any = root == ShapeId::ANY || nodes.get(root.0 as usize).is_some_and(|node| *node == ANY_NODE);
        let mut shape = Self { nodes, root: if is_any { ShapeId::ANY } else { root }, given: !is_any };
        shape.find_secrets();
        shape
    }

    /// The same for what a document tells of itself: where it says nothing, anything is as good.
    #[must_use]
    pub(crate) fn learned(nodes: Vec<ShapeNode>, root: ShapeId) -> Self {
        Self { nodes, root, given: false }
    }

    /// Notes of each node whether secrets are in what it stands for.
    fn find_secrets(&mut self) {
        let mut is_done = false;
        // Shapes lead to each other in circles, so what was found is passed on until there is nothing new.
        while !is_done {
            is_done = true;
            for index in 0..self.nodes.len() {
                let Some(node) = self.nodes.get(index) else { continue };
                let holds = node.members.iter().any(|member| self.node(member.shape).secret);
                let members = node.members.iter().map(|member| member.shape);
                let within = members.chain(node.element).chain(node.variants.iter().map(|variant| variant.shape));
                let leads = node.secret || within.into_iter().any(|id| self.node(id).leads_to_secrets);
                if let Some(node) = self.nodes.get_mut(index).filter(|node| node.leads_to_secrets != leads) {
                    node.leads_to_secrets = leads;
                    is_done = false;
                }
                if let Some(node) = self.nodes.get_mut(index) {
                    node.holds_secrets = holds;
                }
            }
        }
    }

    /// Whether a schema stands behind it.
    #[must_use]
    pub(crate) fn is_given(&self) -> bool {
        self.given
    }

    /// The node of the whole document.
    #[must_use]
    pub fn root(&self) -> ShapeId {
        self.root
    }

    /// Whether this is the shape that expects nothing.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.root == ShapeId::ANY
    }

    /// The node behind `id`.
    #[must_use]
    pub fn node(&self, id: ShapeId) -> &ShapeNode {
        if id == ShapeId::ANY { &ANY_NODE } else { self.nodes.get(id.0 as usize).unwrap_or(&ANY_NODE) }
    }

    /// The shape of the elements of the array `id`; anything, when the schema says nothing.
    #[must_use]
    pub fn element(&self, id: ShapeId) -> ShapeId {
        self.node(id).element.unwrap_or(ShapeId::ANY)
    }

    /// How many nodes there are, "anything" included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len().max(1)
    }

    /// Never: the node for "anything" is always there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }
}
