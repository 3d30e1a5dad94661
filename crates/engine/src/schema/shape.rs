//! The guide that recovery and check read: what a JSON Schema says, compiled to an arena of small nodes.
//!
//! A [`Shape`] never rejects anything by itself. It answers the questions that the readers ask at every token: which
//! kinds of value may stand here, is this a known member name and what may follow it, does this text fit.

use std::borrow::Cow;
use std::sync::Arc;

use super::pattern::Pattern;
use super::rules::Rules;

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

    /// The kinds in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The kinds of this set that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
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
    /// A date, `YYYY-MM-DD`.
    Date,
    /// A UUID in groups of hexadecimal digits.
    Uuid,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
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

/// One of several ways to be the object of a node. Its bits and indices are those of the node's members.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Form {
    /// The form's own shape.
    pub(crate) shape: ShapeId,
    /// Which of the first 128 members it requires.
    pub(crate) required: u128,
    /// Which of the first 128 members it knows.
    pub(crate) known: u128,
    /// It has no members that it does not know.
    pub(crate) closed: bool,
    /// The shapes of the members' values.
    pub(crate) members: Vec<ShapeId>,
}

impl Form {
    /// Whether an object that has these members so far, and perhaps more later, can be of this form.
    pub(crate) const fn may_have(&self, seen: u128) -> bool {
        !self.closed || seen & !self.known == 0
    }
}

/// Longer names are held against no pattern.
const LONGEST_MATCHED: usize = 256;

/// The standing of a name in an object that does not list it as a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// A pattern has it; a value has this shape.
    Matched(ShapeId),
    /// The object is a map, or the schema says that there may be others.
    Taken,
    /// The schema lists members and says nothing of others: it allows them.
    Unlisted,
    /// The schema allows no such name.
    Refused,
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
    /// The shape of the members that are not listed, where the schema has one for them.
    pub others: Option<ShapeId>,
    /// The patterns of further names, each with the shape of such a member's value.
    pub(crate) patterns: Vec<(Pattern, ShapeId)>,
    /// The schema allows no names but those of its members and of its patterns.
    pub(crate) exhaustive: bool,
    /// The schema says in so many words that there may be other names.
    pub(crate) takes_others: bool,
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
    /// The ways to be an object of this node, where there are several that can be told apart.
    pub(crate) forms: Vec<Form>,
    /// How long the names are, a bit for each length up to 64; longer ones count again from the start.
    pub(crate) lengths: u64,
    /// Which of the first 128 members are usual.
    pub(crate) usual: u128,
    /// The first of `members` as they are written in JSON, with the colon: all of them that come before one with an escape.
    pub(crate) written: Vec<Box<str>>,
}

impl ShapeNode {
    /// Whether an object may not have a member of this name, which is none of those that it knows.
    pub(crate) fn refuses(&self, name: &str) -> bool {
        self.known && self.closed && !(self.annotated && name.contains('@'))
    }

    /// The standing of a name that is none of those of the members.
    pub(crate) fn standing(&self, name: &str) -> Standing {
        if name.len() <= LONGEST_MATCHED {
            if let Some((_, shape)) = self.patterns.iter().find(|(pattern, _)| pattern.is_in(name)) {
                return Standing::Matched(*shape);
            }
        }
        match () {
            () if self.exhaustive => Standing::Refused,
            () if self.takes_others => Standing::Taken,
            () if self.known => Standing::Unlisted,
            () => Standing::Taken,
        }
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
    /// Names of secrets beside those that are secret whatever a schema says: in lower case, sorted.
    secret_names: Vec<Box<str>>,
    /// The names of the members of all nodes, in lower case, sorted.
    all_names: Vec<Box<str>>,
    /// The schema as rules, where documents are to be held against it exactly.
    rules: Option<Arc<Rules>>,
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
    others: None,
    patterns: Vec::new(),
    exhaustive: false,
    takes_others: false,
    variants: Vec::new(),
    forms: Vec::new(),
    lengths: 0,
    usual: 0,
    written: Vec::new(),
};

impl Shape {
    /// Any JSON at all.
    pub const ANY: Self = Self {
        nodes: Vec::new(),
        root: ShapeId::ANY,
        given: false,
        secret_names: Vec::new(),
        all_names: Vec::new(),
        rules: None,
    };

    /// A shape from its nodes. Node 0 must be reserved: it always stands for "anything".
    #[must_use]
    pub(crate) fn new(nodes: Vec<ShapeNode>, root: ShapeId) -> Self {
        // A schema that says nothing, as that of `serde_json::Value`, is none.
        let is_any = root == ShapeId::ANY || nodes.get(root.0 as usize).is_some_and(|node| *node == ANY_NODE);
        let mut shape = Self {
            nodes,
            root: if is_any { ShapeId::ANY } else { root },
            given: !is_any,
            secret_names: Vec::new(),
            all_names: Vec::new(),
            rules: None,
        };
        shape.outline();
        shape.find_secrets();
        shape
    }

    /// Notes what most questions about members can be answered by.
    fn outline(&mut self) {
        let names = self.nodes.iter().flat_map(|node| &node.names).map(|(name, _)| name);
        let mut names: Vec<&Box<str>> = names.collect();
        names.sort_unstable();
        names.dedup();
        self.all_names = names.into_iter().cloned().collect();
        for node in &mut self.nodes {
            let members = || node.members.iter().enumerate();
            let bits = |bits: u128, at: usize| bits | 1_u128.checked_shl(at as u32).unwrap_or(0);
            node.usual = members().filter(|(_, member)| member.usual).fold(0, |usual, (at, _)| bits(usual, at));
            let required = members().take(64).filter(|(_, member)| member.required);
            node.required = required.fold(0, |required, (at, _)| required | 1 << at);
            node.lengths = node.names.iter().fold(0, |lengths, (name, _)| lengths | 1 << (name.len() & 63));
        }
    }

    /// The same for what a document tells of itself: where it says nothing, anything is as good.
    #[must_use]
    pub(crate) fn learned(nodes: Vec<ShapeNode>, root: ShapeId) -> Self {
        let mut shape = Self { nodes, root, ..Self::ANY };
        shape.outline();
        shape
    }

    /// Notes of each node whether secrets are in what it stands for.
    fn find_secrets(&mut self) {
        let mut is_done = false;
        // Shapes lead to each other in circles, so what was found is passed on until there is nothing new.
        while !is_done {
            is_done = true;
            for index in 0..self.nodes.len() {
                let Some(node) = self.nodes.get(index) else { continue };
                let mut values = node.members.iter().map(|member| member.shape).chain(node.others);
                let holds = values.any(|value| self.node(value).secret);
                let members = node.members.iter().map(|member| member.shape);
                let variants = node.variants.iter().map(|variant| variant.shape);
                let forms = node.forms.iter().map(|form| form.shape);
                let within = members.chain(node.element).chain(node.others).chain(variants).chain(forms);
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

    /// The shape with further names of members that hold secrets, in any case and wherever they come: their values are
    /// hidden in reports. [`Shape::ANY`] takes them as well.
    ///
    /// ```
    /// use jsonmend::{Options, schema::Shape};
    ///
    /// let shape = Shape::ANY.with_secrets(["token"]);
    /// let report = Options::new().recover_shape(&shape, br#"{"Token": "abc" "a": 1}"#);
    /// assert!(report.mask().covers(jsonmend::text::Span::new(10, 15)));
    /// ```
    #[must_use]
    pub fn with_secrets<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.secret_names.extend(names.into_iter().map(|name| name.as_ref().to_lowercase().into()));
        self.secret_names.sort_unstable();
        self.secret_names.dedup();
        self
    }

    /// The shape with the names of the members that it takes for secrets, so that they are found in damaged text as well.
    pub(crate) fn with_own_secrets(self) -> Self {
        let members = self.nodes.iter().flat_map(|node| &node.members);
        let secrets = members.filter(|member| self.node(member.shape).secret).map(|member| member.name.to_lowercase());
        let secrets: Vec<String> = secrets.collect();
        self.with_secrets(secrets)
    }

    pub(crate) fn with_rules(self, rules: Option<Rules>) -> Self {
        Self { rules: rules.map(Arc::new), ..self }
    }

    /// The schema as rules, where documents are to be held against it exactly.
    pub(crate) fn rules(&self) -> Option<&Rules> {
        self.rules.as_deref()
    }

    /// Names of secrets beside those that are secret whatever a schema says.
    pub(crate) fn secret_names(&self) -> &[Box<str>] {
        &self.secret_names
    }

    /// Whether [`Shape::secret_names`] has this name, in any case.
    pub(crate) fn is_secret_name(&self, name: &str) -> bool {
        let has = |name: &str| self.secret_names.binary_search_by(|known| (**known).cmp(name)).is_ok();
        !self.secret_names.is_empty() && has(&name.to_lowercase())
    }

    /// Whether a member of any node has this name, in any case.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        let has = |lower: &str| self.all_names.binary_search_by(|known| (**known).cmp(lower)).is_ok();
        let is_lower = || name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        !self.all_names.is_empty() && if is_lower() { has(name) } else { has(&name.to_lowercase()) }
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

    /// Whether a schema says what belongs into an object, or array, of this shape: which members it has, and that its
    /// elements are no arrays themselves.
    pub(crate) fn tells(&self, id: ShapeId, is_object: bool) -> bool {
        let node = self.node(id);
        let tells = if is_object {
            node.known || node.exhaustive || node.others.is_some()
        } else {
            node.element.is_some_and(|element| !self.node(element).kinds.intersects(Kinds::ARRAY))
        };
        self.given && tells
    }

    /// The shape of the elements of the array `id`; anything, when the schema says nothing.
    #[must_use]
    pub fn element(&self, id: ShapeId) -> ShapeId {
        self.node(id).element.unwrap_or(ShapeId::ANY)
    }

    /// All nodes; none of a shape that allows everything.
    pub fn nodes(&self) -> impl Iterator<Item = &ShapeNode> {
        self.nodes.iter()
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
