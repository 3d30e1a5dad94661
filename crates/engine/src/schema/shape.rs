//! The compiled form of a JSON Schema: an arena of small nodes that recovery and validation query.
//!
//! A [`Shape`] rejects nothing on its own. It answers questions at each token: which kinds of value are expected here,
//! whether a name is known and what its value looks like, whether a text fits.

use std::borrow::Cow;
use std::sync::Arc;

use super::kinds::Kinds;
use super::pattern::Pattern;
use super::rules::Rules;

/// Index of a node of a [`Shape`]; valid only for the shape that it came from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ShapeId(pub(crate) u32);

impl ShapeId {
    /// The node that allows any value; it exists in every shape.
    pub const ANY: Self = Self(0);
}

/// Format of a string, from the schema's `format`.
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
    /// One word without white space, quotes or brackets: an opaque identifier.
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

/// A known member of an object shape.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// The canonical spelling.
    pub name: Cow<'static, str>,
    /// Shape of its value.
    pub shape: ShapeId,
    /// Whether the schema requires the member.
    pub required: bool,
    /// Whether nearly every such object has the member (listed in the schema's `x-usual`, or required). Its absence is
    /// evidence of damage, not an error.
    pub usual: bool,
}

/// One of several object shapes, selected by the value of one member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Variant {
    /// Canonical name of the discriminating member.
    pub tag: Cow<'static, str>,
    /// Value that selects this variant.
    pub value: Cow<'static, str>,
    /// Shape of the variant.
    pub shape: ShapeId,
}

/// One of several alternatives for an object of a node. Bits and indices refer to the node's members.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Form {
    /// Shape of the form.
    pub(crate) shape: ShapeId,
    /// Bit set of the members that it requires, among the first 128.
    pub(crate) required: u128,
    /// Bit set of the members that it knows, among the first 128.
    pub(crate) known: u128,
    /// Whether unknown members are refused.
    pub(crate) closed: bool,
    /// Shapes of the members' values.
    pub(crate) members: Vec<ShapeId>,
}

impl Form {
    /// Returns whether an object with the members `seen`, and perhaps more to come, can have this form.
    pub(crate) const fn may_have(&self, seen: u128) -> bool {
        !self.closed || seen & !self.known == 0
    }
}

/// Member of an object by whose value its alternatives are excluded.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Narrowing {
    /// Index of the member, below 128.
    pub(crate) member: u32,
    /// Values, each with the shape of the alternatives that allow it, sorted by value.
    pub(crate) values: Vec<(Box<str>, ShapeId)>,
}

impl Narrowing {
    /// Returns the shape of an object whose member has this value; `None` if no alternative lists it.
    pub(crate) fn by(&self, value: &str) -> Option<ShapeId> {
        let at = self.values.binary_search_by(|(known, _)| (**known).cmp(value)).ok()?;
        self.values.get(at).map(|(_, shape)| *shape)
    }
}

/// Length of the longest name that is matched against patterns, in bytes. Longer names match none.
const LONGEST_MATCHED: usize = 256;

/// Status of a name that an object shape does not list as a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// The name matches a pattern; the value has this shape.
    Matched(ShapeId),
    /// The object is a map, or the schema explicitly allows other names.
    Taken,
    /// The schema lists members and does not mention others, which allows them.
    Unlisted,
    /// The schema refuses the name.
    Refused,
}

/// Expectations at one location of a document.
#[derive(Clone, PartialEq, Debug, Default)]
#[non_exhaustive]
pub struct ShapeNode {
    /// Kinds of value that are allowed.
    pub kinds: Kinds,
    /// Members of an object, in the schema's order; with variants, the union of their members.
    pub members: Vec<Member>,
    /// Every accepted spelling in lower case with its index into `members`, sorted by spelling.
    pub names: Vec<(Box<str>, u32)>,
    /// Bit set of the members that the schema requires, among the first 64.
    pub(crate) required: u64,
    /// Whether `members` is complete: any other name is evidence of damage, and a violation in validation.
    pub closed: bool,
    /// Whether the object may have annotations (members with `@` in their names) even if closed.
    pub(crate) annotated: bool,
    /// Whether the shape knows members at all. If not, no name is unexpected.
    pub known: bool,
    /// Shape of unlisted members' values; `None` if the schema has none for them.
    pub others: Option<ShapeId>,
    /// Name patterns, each with the shape of matching members' values.
    pub(crate) patterns: Vec<(Pattern, ShapeId)>,
    /// Whether only names of members and patterns are allowed.
    pub(crate) exhaustive: bool,
    /// Whether the schema explicitly allows other names.
    pub(crate) takes_others: bool,
    /// Maximum number of members; `None` if there is none.
    pub(crate) most: Option<u64>,
    /// Shape of an array's elements; `None` if they are not constrained.
    pub element: Option<ShapeId>,
    /// Format of a string; `None` if it is not constrained.
    pub format: Option<Format>,
    /// Allowed strings; empty if any string is allowed.
    pub literals: Vec<Box<str>>,
    /// Minimum of a number; `None` if there is none.
    pub minimum: Option<f64>,
    /// Maximum of a number; `None` if there is none.
    pub maximum: Option<f64>,
    /// Whether a number must be an integer.
    pub integer: bool,
    /// Whether the value is a secret (the schema's `writeOnly`).
    pub secret: bool,
    /// Whether a member of an object is a secret.
    pub(crate) holds_secrets: bool,
    /// Whether a value here, or a value nested in it, may be a secret.
    pub(crate) leads_to_secrets: bool,
    /// Discriminated variants of an object, whose union is `members`; empty if there are none.
    pub variants: Vec<Variant>,
    /// Alternatives for an object, if there are several that can be distinguished.
    pub(crate) forms: Vec<Form>,
    /// Member that distinguishes alternatives by its value; `None` if no member does.
    pub(crate) narrowing: Option<Narrowing>,
    /// Whether the value is that of a member that distinguishes the alternatives of an object.
    pub(crate) narrows: bool,
    /// All alternatives, of which a member's value has left only these; `None` if these are all.
    pub(crate) union: Option<ShapeId>,
    /// Bit set of the lengths of the names, modulo 64.
    pub(crate) lengths: u64,
    /// Bit set of the usual members, among the first 128.
    pub(crate) usual: u128,
    /// Names of `members` in JSON form, with quotes and colon, up to the first name that needs an escape.
    pub(crate) written: Vec<Box<str>>,
}

impl ShapeNode {
    /// Returns whether an object may not have a member called `name`, which is not a known member.
    pub(crate) fn refuses(&self, name: &str) -> bool {
        self.known && self.closed && !(self.annotated && name.contains('@'))
    }

    /// Returns the status of a name that is not a known member.
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

    /// Returns whether an object of the shape may have a member of any name: it is a map, a pattern matches the name, or
    /// the schema explicitly allows others.
    pub(crate) fn takes(&self, name: &str) -> bool {
        matches!(self.standing(name), Standing::Taken | Standing::Matched(_))
    }

    /// Returns the shape of the value of a name that is not a known member.
    pub(crate) fn value_of(&self, name: &str) -> ShapeId {
        match self.standing(name) {
            Standing::Matched(shape) => shape,
            _ => self.others.unwrap_or(ShapeId::ANY),
        }
    }

    /// Returns the index of the member that `lower`, a name in lower case, spells; `None` if there is none.
    #[must_use]
    pub fn index_of(&self, lower: &str) -> Option<usize> {
        let at = self.names.binary_search_by(|(name, _)| (**name).cmp(lower)).ok()?;
        self.names.get(at).map(|(_, index)| *index as usize)
    }

    /// Returns the member that `name` spells, regardless of ASCII case; `None` if there is none.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.get(self.index_of(&name.to_lowercase())?)
    }
}

/// A compiled JSON Schema, which guides recovery and validation.
///
/// [`Shape::compile`] and [`Shape::of`] make one from a schema and from a Rust type. [`Shape::ANY`] allows any JSON and
/// expects nothing in particular. A clone is cheap: nodes are shared.
#[derive(Clone, PartialEq, Debug)]
pub struct Shape {
    nodes: Vec<ShapeNode>,
    root: ShapeId,
    /// Whether the shape comes from a schema rather than from documents.
    given: bool,
    /// Whether the schema was inferred from documents, which others of their kind need not conform to.
    inferred: bool,
    /// Names of secrets besides the built-in ones: in lower case, sorted.
    secret_names: Vec<Box<str>>,
    /// Member names of all nodes, in lower case, sorted.
    all_names: Vec<Box<str>>,
    /// Rules for exact validation; `None` if it is not supported for the schema.
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
    most: None,
    variants: Vec::new(),
    forms: Vec::new(),
    narrowing: None,
    narrows: false,
    union: None,
    lengths: 0,
    usual: 0,
    written: Vec::new(),
};

impl Shape {
    /// The shape of any JSON.
    pub const ANY: Self = Self {
        nodes: Vec::new(),
        root: ShapeId::ANY,
        given: false,
        inferred: false,
        secret_names: Vec::new(),
        all_names: Vec::new(),
        rules: None,
    };

    /// Creates a shape from its nodes. Node 0 must be the one that allows any value.
    #[must_use]
    pub(crate) fn new(nodes: Vec<ShapeNode>, root: ShapeId) -> Self {
        // A schema without constraints, such as that of `serde_json::Value`, counts as no schema.
        let is_any = root == ShapeId::ANY || nodes.get(root.0 as usize).is_some_and(|node| *node == ANY_NODE);
        let mut shape = Self {
            nodes,
            root: if is_any { ShapeId::ANY } else { root },
            given: !is_any,
            inferred: false,
            secret_names: Vec::new(),
            all_names: Vec::new(),
            rules: None,
        };
        shape.outline();
        shape.find_secrets();
        shape
    }

    /// Precomputes the fields that answer most questions about members.
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

    /// Creates a shape inferred from a document, in which unknown locations allow any value.
    #[must_use]
    pub(crate) fn learned(nodes: Vec<ShapeNode>, root: ShapeId) -> Self {
        let mut shape = Self { nodes, root, ..Self::ANY };
        shape.outline();
        shape
    }

    /// Marks the nodes that secrets are reachable from.
    fn find_secrets(&mut self) {
        let mut is_done = false;
        // Shapes may be cyclic, so marks are propagated until none changes.
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

    /// Returns the shape with additional names of secret members, which apply at any location and in any case. Reports
    /// redact their values. [`Shape::ANY`] accepts names as well.
    ///
    /// For a type, recover by its shape ([`Shape::of`]) and read the type from the report.
    ///
    /// ```
    /// use jsonmend::{Options, schema::Shape};
    ///
    /// let shape = Shape::ANY.with_secrets(["pin"]);
    /// let report = Options::new().recover_as(&shape, br#"{"Pin": "4711","#);
    /// assert!(report.mask().covers(jsonmend::text::Span::new(8, 14)));
    /// ```
    #[must_use]
    pub fn with_secrets<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.secret_names.extend(names.into_iter().map(|name| name.as_ref().to_lowercase().into()));
        self.secret_names.sort_unstable();
        self.secret_names.dedup();
        self
    }

    /// Returns the shape with the names of its secret members among the names of secrets, so that secrets are found in
    /// damaged text as well.
    pub(crate) fn with_own_secrets(self) -> Self {
        let members = self.nodes.iter().flat_map(|node| &node.members);
        let secrets = members.filter(|member| self.node(member.shape).secret).map(|member| member.name.to_lowercase());
        let secrets: Vec<String> = secrets.collect();
        self.with_secrets(secrets)
    }

    /// Returns the shape, marked as inferred from documents.
    pub(crate) fn marked_inferred(self) -> Self {
        Self { inferred: true, ..self }
    }

    /// Returns whether the shape was inferred from documents.
    pub(crate) fn is_inferred(&self) -> bool {
        self.inferred
    }

    pub(crate) fn with_rules(self, rules: Option<Rules>) -> Self {
        Self { rules: rules.map(Arc::new), ..self }
    }

    /// Returns the rules for exact validation.
    pub(crate) fn rules(&self) -> Option<&Rules> {
        self.rules.as_deref()
    }

    /// Returns the names of secrets besides the built-in ones.
    pub(crate) fn secret_names(&self) -> &[Box<str>] {
        &self.secret_names
    }

    /// Returns whether [`Shape::secret_names`] contains `name`, ignoring case.
    pub(crate) fn is_secret_name(&self, name: &str) -> bool {
        let has = |name: &str| self.secret_names.binary_search_by(|known| (**known).cmp(name)).is_ok();
        !self.secret_names.is_empty() && has(&name.to_lowercase())
    }

    /// Returns whether a member of any node is called `name`, ignoring case.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        let has = |lower: &str| self.all_names.binary_search_by(|known| (**known).cmp(lower)).is_ok();
        let is_lower = || name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        !self.all_names.is_empty() && if is_lower() { has(name) } else { has(&name.to_lowercase()) }
    }

    /// Returns whether the shape comes from a schema.
    #[must_use]
    pub(crate) fn is_given(&self) -> bool {
        self.given
    }

    /// Returns the node of the whole document.
    #[must_use]
    pub fn root(&self) -> ShapeId {
        self.root
    }

    /// Returns whether this is the shape of any JSON.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.root == ShapeId::ANY
    }

    /// Returns the node with index `id`; for an index of another shape, an arbitrary node.
    #[must_use]
    pub fn node(&self, id: ShapeId) -> &ShapeNode {
        if id == ShapeId::ANY { &ANY_NODE } else { self.nodes.get(id.0 as usize).unwrap_or(&ANY_NODE) }
    }

    /// Returns whether a schema constrains the content of an object, or array, of this shape: it lists the members, or
    /// excludes arrays as elements.
    pub(crate) fn tells(&self, id: ShapeId, is_object: bool) -> bool {
        let node = self.node(id);
        let tells = if is_object {
            node.known || node.exhaustive || node.others.is_some()
        } else {
            node.element.is_some_and(|element| !self.node(element).kinds.intersects(Kinds::ARRAY))
        };
        self.given && tells
    }

    /// Returns the shape of the elements of the array `id`; [`ShapeId::ANY`] if they are not constrained.
    #[must_use]
    pub fn element(&self, id: ShapeId) -> ShapeId {
        self.node(id).element.unwrap_or(ShapeId::ANY)
    }

    /// Returns all nodes; none for a shape that allows any value.
    pub fn nodes(&self) -> impl Iterator<Item = &ShapeNode> {
        self.nodes.iter()
    }

    /// Returns the number of nodes, including the one that allows any value.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len().max(1)
    }

    /// Returns `false`: the node that allows any value always exists.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }
}
