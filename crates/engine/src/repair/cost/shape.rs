//! The costs of names and values, by the shape and by the tokens around them.

mod forms;
mod stray;

use std::borrow::Cow;
use std::collections::HashMap;

use crate::repair::beam::stack::{BOTTOM, NameList, Node, NodeId, Quick, Stacks};
use crate::repair::cost::{self, Cost};
use crate::schema::{Kinds, Member, Shape, ShapeId, ShapeNode, Standing};
use crate::syntax::grammar::Container;
use crate::syntax::{decode_string, same};
use crate::text::Span;
use forms::{is_full, member_shape, mixing_cost, translated};
use stray::{Stray, beside_listed};

/// Texts longer than this are not looked at more closely: no name, literal or format is that long.
const LONGEST_CHECKED: usize = 4096;

/// More places than this are not remembered.
const MOST_PLACES: usize = 1 << 14;

/// Which member a name is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::repair) enum MemberId {
    /// Known to the shape, by index.
    Known(u32),
    /// Any other, by a number of the whole document.
    Other(u32),
}

/// The facts about a name that follow from the shapes of the objects that it is in, whatever was seen in them.
#[derive(Clone, Copy, Debug)]
struct Name {
    member: MemberId,
    /// A member that the shape knows, but that has no bit.
    beyond: Option<u32>,
    /// The known member that it looks like.
    near: Option<u32>,
    is_identifier: bool,
    /// It looks like what is between two names or values rather than like one.
    is_gap: bool,
    /// One of the nearest objects round that which it is in knows it.
    is_ancestors: bool,
    /// An alternative of the object knows it that a value has excluded.
    is_of_others: bool,
    /// The standing of a name that is no member's.
    standing: Standing,
}

/// The meaning of a name in an object for a hypothesis.
#[derive(Clone, Copy, Debug)]
pub(in crate::repair) struct NameMatch {
    pub(in crate::repair) cost: Cost,
    pub(in crate::repair) member: MemberId,
    /// The shape of the member's value.
    pub(in crate::repair) value: ShapeId,
    /// The shape does not know the name.
    pub(in crate::repair) unknown: bool,
    /// It could do without quotes.
    pub(in crate::repair) is_identifier: bool,
}

/// Looks names and values up, and remembers what it found.
pub(in crate::repair) struct ShapeCost<'s> {
    pub(in crate::repair) shape: &'s Shape,
    numbers: HashMap<Box<str>, u32>,
    values: HashMap<(ShapeId, Span), Cost, Quick>,
    /// Names by the class of their stack and by place.
    names: HashMap<(u64, Span), Name, Quick>,
}

impl<'s> ShapeCost<'s> {
    pub(in crate::repair) fn new(shape: &'s Shape) -> Self {
        Self { shape, numbers: HashMap::new(), values: HashMap::default(), names: HashMap::default() }
    }

    /// The index of the member of an object of that shape that `lower` spells. Most of what could be a name is none.
    fn index_of(&self, shape: ShapeId, lower: &str) -> Option<usize> {
        let node = self.shape.node(shape);
        if node.lengths & length_bit(lower) != 0 { node.index_of(lower) } else { None }
    }

    /// Forgets what is tied to places in the text.
    pub(in crate::repair) fn forget_places(&mut self) {
        self.values.clear();
        self.names.clear();
    }

    /// Forgets what is tied to places once there is much of it.
    pub(in crate::repair) fn forget_if_many(&mut self) {
        if self.values.len() + self.names.len() > MOST_PLACES {
            self.forget_places();
        }
    }

    /// The number of a name, lower case; the same for the whole document.
    fn number(&mut self, lower: &str) -> u32 {
        if let Some(number) = self.numbers.get(lower) {
            return *number;
        }
        let number = self.numbers.len() as u32 + 1;
        self.numbers.insert(lower.into(), number);
        number
    }

    /// Looks a name up in the shapes.
    fn look_up(&mut self, stacks: &Stacks, object: &Node, place: Span, content: &str) -> Name {
        if let Some(name) = self.names.get(&(object.class, place)) {
            return *name;
        }
        let lower = lower_case(content);
        let node = self.shape.node(object.shape);
        let index = self.index_of(object.shape, &lower);
        let beyond = index.filter(|index| *index >= 128).map(|index| index as u32);
        let member = match index {
            Some(index) if index < 128 => MemberId::Known(index as u32),
            _ => MemberId::Other(self.number(&lower)),
        };
        let is_identifier = is_identifier(&lower);
        let standing = match member {
            MemberId::Other(_) if beyond.is_none() => node.standing(&decode_string(content)),
            _ => Standing::Taken,
        };
        let near = match (member, standing) {
            (MemberId::Other(_), Standing::Matched(_)) => None,
            (MemberId::Other(_), _) if node.known && is_identifier && beyond.is_none() => nearest(node, &lower),
            _ => None,
        };
        let is_ancestors = self.ancestor_knows(stacks, object.up, &lower);
        let is_of_others = node.union.is_some_and(|union| self.index_of(union, &lower).is_some());
        let is_gap = is_gap(&lower);
        let name = Name { member, beyond, near, is_identifier, is_gap, is_ancestors, is_of_others, standing };
        self.names.insert((object.class, place), name);
        name
    }

    /// The member that a name spells canonically, when it has not been seen and nothing is odd: what nearly every name
    /// of an undamaged text is.
    #[inline(always)]
    pub(in crate::repair) fn plain_member(&self, node: &Node, content: &str) -> Option<(u32, ShapeId)> {
        let guide = self.shape.node(node.shape);
        let members = &guide.members;
        let is_it = |member: &Member| same(member.name.as_bytes(), content.as_bytes());
        // Number of members that have a bit.
        let spelt = |index: usize| members.get(index).filter(|member| index < 128 && is_it(member));
        // Members mostly come in order: try the one behind the last first.
        let next = 128 - node.seen.leading_zeros() as usize;
        let (index, member) = match spelt(next) {
            Some(member) => (next, member),
            None if guide.lengths & length_bit(content) != 0 => {
                members.iter().enumerate().take(128).find(|(_, member)| is_it(member))?
            }
            None => return None,
        };
        let is_new = node.seen >> index & 1 == 0;
        if guide.forms.is_empty() && guide.most.is_none() {
            return is_new.then_some((index as u32, member.shape));
        }
        let is_plain = is_new && !is_full(guide, node) && mixing_cost(guide, index as u32, node.seen) == 0;
        is_plain.then(|| (index as u32, member_shape(guide, index as u32, node.seen)))
    }

    /// The meaning of the name `content` in the object that is innermost in `stack`.
    pub(in crate::repair) fn name(&mut self, stacks: &Stacks, stack: NodeId, place: Span, content: &str) -> NameMatch {
        let node = stacks.node(stack);
        let guide = self.shape.node(node.shape);
        if let Some((index, value)) = self.plain_member(node, content) {
            return NameMatch { cost: 0, member: MemberId::Known(index), value, unknown: false, is_identifier: true };
        }
        let Name { mut member, beyond, near, is_identifier, is_gap, is_ancestors, is_of_others, standing } =
            self.look_up(stacks, node, place, content);
        let mut cost = 0;
        let mut value = guide.others.unwrap_or(ShapeId::ANY);
        let mut unknown = false;
        if is_full(guide, node) {
            cost += cost::unknown_member();
        }
        match member {
            MemberId::Known(index) => {
                value = member_shape(guide, index, node.seen);
                cost += mixing_cost(guide, index, node.seen);
                if node.seen >> index & 1 == 1 {
                    cost += cost::duplicate_member();
                }
            }
            MemberId::Other(_) if beyond.is_some() => {
                value = beyond.map_or(value, |index| member_shape(guide, index, node.seen));
            }
            MemberId::Other(_) if guide.known || guide.exhaustive || !guide.patterns.is_empty() => {
                if let Some(index) = near.filter(|index| node.seen >> index & 1 == 0) {
                    cost += cost::misspelt_member();
                    member = MemberId::Known(index);
                    value = member_shape(guide, index, node.seen);
                } else {
                    let given = self.shape.is_given();
                    let stray = Stray { is_identifier, is_gap, is_ancestors };
                    let (more, is_unknown) = match standing {
                        Standing::Matched(shape) => {
                            value = shape;
                            (stray.in_map(), false)
                        }
                        Standing::Taken if given => (stray.in_map() + beside_listed(node, is_of_others), false),
                        Standing::Unlisted if given => (stray.beside_members(node.unknown), true),
                        _ => (stray.refused(node.unknown, given), true),
                    };
                    cost += more;
                    unknown = is_unknown;
                }
            }
            MemberId::Other(_) => {
                // A map takes any name.
                if self.shape.is_given() && guide.others.is_none() {
                    cost += cost::unshaped_member();
                }
                // Maps have names of every kind: paths, globs, sentences, `prefix:name`.
                if is_gap {
                    cost += cost::strange_name();
                }
                if is_ancestors {
                    cost += cost::ancestors_member_unshaped();
                }
            }
        }
        if let MemberId::Other(number) = member {
            // `...` represents any omitted text, however often it occurs.
            if content.contains(char::is_alphanumeric) && stacks.contains(node.names, number) {
                cost += cost::duplicate_member();
            }
        }
        NameMatch { cost, member, value, unknown, is_identifier }
    }

    /// The stack once the member has been seen.
    pub(in crate::repair) fn with_member(stacks: &mut Stacks, stack: NodeId, verdict: NameMatch) -> NodeId {
        let names: Option<NameList> = match verdict.member {
            MemberId::Known(_) => None,
            MemberId::Other(number) => {
                let names = stacks.node(stack).names;
                Some(stacks.append(names, number))
            }
        };
        stacks.with(stack, |node| {
            if let MemberId::Known(index) = verdict.member {
                node.seen |= 1 << index;
            }
            if let Some(names) = names {
                node.names = names;
            }
            node.unknown = node.unknown.saturating_add(u8::from(verdict.unknown));
        })
    }

    fn ancestor_knows(&self, stacks: &Stacks, mut stack: NodeId, lower: &str) -> bool {
        if self.shape.is_any() {
            return false;
        }
        // The nearest few will do: a member never strays further.
        for _ in 0..8 {
            if stack == BOTTOM {
                return false;
            }
            let node = stacks.node(stack);
            if node.container == Container::Object && self.index_of(node.shape, lower).is_some() {
                return true;
            }
            stack = node.up;
        }
        false
    }

    /// The shape of an object and its members seen, once the value of a member has excluded some of its alternatives;
    /// `None` if it excludes none. `shape` is where the value was expected.
    pub(in crate::repair) fn narrowed(&self, object: &Node, shape: ShapeId, content: &str) -> Option<(ShapeId, u128)> {
        if !self.shape.node(shape).narrows || object.container != Container::Object {
            return None;
        }
        let guide = self.shape.node(object.shape);
        let narrowing = guide.narrowing.as_ref()?;
        let member = guide.members.get(narrowing.member as usize)?;
        if member.shape != shape || object.seen >> narrowing.member & 1 == 0 {
            return None;
        }
        let narrow = narrowing.by(&decode_string(content))?;
        // A member that no alternative left knows is evidence against the value, or against the member.
        Some((narrow, translated(guide, self.shape.node(narrow), object.seen)?))
    }

    /// The members seen of an object that an array holds, as members of the array's elements.
    pub(in crate::repair) fn widened(&self, list: &Node, object: Node) -> Node {
        let element = self.shape.element(list.shape);
        if element == object.shape {
            return object;
        }
        let (own, union) = (self.shape.node(object.shape), self.shape.node(element));
        Node { seen: translated(own, union, object.seen).unwrap_or(object.seen), ..object }
    }

    /// The cost of a string where `shape` is expected. `content` is its text between the quotes.
    pub(in crate::repair) fn string(&mut self, shape: ShapeId, span: Span, content: &str) -> Cost {
        if shape == ShapeId::ANY {
            return 0;
        }
        if let Some(cost) = self.values.get(&(shape, span)) {
            return *cost;
        }
        let cost = self.string_once(shape, content);
        self.values.insert((shape, span), cost);
        cost
    }

    /// The cost of a string at a place that is not looked at again.
    pub(in crate::repair) fn string_once(&self, shape: ShapeId, content: &str) -> Cost {
        self.content(shape, content, decode_string)
    }

    /// The cost of a string without escapes.
    pub(in crate::repair) fn plain_string(&self, shape: ShapeId, content: &str) -> Cost {
        self.content(shape, content, |content| Cow::Borrowed(content))
    }

    #[inline]
    fn content(&self, shape: ShapeId, content: &str, decode: impl FnOnce(&str) -> Cow<'_, str>) -> Cost {
        let node = self.shape.node(shape);
        if !node.kinds.intersects(Kinds::STRING) {
            cost::wrong_scalar()
        } else if content.len() > LONGEST_CHECKED {
            if node.format.is_some() || !node.literals.is_empty() { cost::wrong_format() } else { 0 }
        } else {
            text_cost(node, content, decode)
        }
    }

    /// The cost of a scalar of that kind where `shape` is expected.
    pub(in crate::repair) fn scalar(&self, shape: ShapeId, kind: Kinds) -> Cost {
        if self.shape.node(shape).kinds.intersects(kind) {
            0
        } else if kind == Kinds::NULL {
            cost::unexpected_null()
        } else {
            cost::wrong_scalar()
        }
    }

    /// The cost of an object or array where `shape` is expected, and the shape of its content.
    pub(in crate::repair) fn container(&self, shape: ShapeId, container: Container, is_root: bool) -> (Cost, ShapeId) {
        let node = self.shape.node(shape);
        let kind = match container {
            Container::Object => Kinds::OBJECT,
            Container::Array => Kinds::ARRAY,
        };
        if node.kinds.intersects(kind) {
            return (0, shape);
        }
        let cost = if is_root { cost::wrong_root() } else { cost::wrong_container() };
        // A lone object where a list is due keeps the shape of the list's elements.
        (cost, if container == Container::Object { self.shape.element(shape) } else { ShapeId::ANY })
    }

    /// Whether a schema says what belongs into that container.
    pub(in crate::repair) fn tells(&self, node: &Node) -> bool {
        let is_root = self.shape.is_given() && node.depth == 0;
        is_root || self.shape.tells(node.shape, node.container == Container::Object)
    }

    /// The cost of closing the innermost container of `stack` as it is.
    pub(in crate::repair) fn close(&self, stacks: &Stacks, stack: NodeId) -> Cost {
        let node = stacks.node(stack);
        if node.container == Container::Array {
            return 0;
        }
        let guide = self.shape.node(node.shape);
        let missing = (guide.usual & !node.seen).count_ones();
        let required = self.required_missing(node);
        let cost = missing.max(required) * cost::usual_missing() + required * cost::required_missing();
        cost.min(cost::usual_missing_most())
    }

    /// How many of the members that a given schema requires an object lacks; of several forms, those of the one that it
    /// comes nearest to.
    pub(in crate::repair) fn required_missing(&self, object: &Node) -> u32 {
        if !self.shape.is_given() || object.container == Container::Array {
            return 0;
        }
        let guide = self.shape.node(object.shape);
        let missing = (u128::from(guide.required) & !object.seen).count_ones();
        let forms = guide.forms.iter().filter(|form| form.may_have(object.seen));
        let of_forms = forms.map(|form| (form.required & !object.seen).count_ones()).min();
        of_forms.map_or(missing, |least| least.max(missing))
    }
}

const fn length_bit(name: &str) -> u64 {
    1 << (name.len() & 63)
}

/// A name in lower case. A name longer than every known one is represented by its start.
fn lower_case(content: &str) -> String {
    if content.len() > LONGEST_CHECKED {
        return content.chars().take(64).collect();
    }
    decode_string(content).to_lowercase()
}

/// The member that an identifier looks like a misspelling of.
fn nearest(node: &ShapeNode, lower: &str) -> Option<u32> {
    if lower.len() < 4 || lower.len() > 64 {
        return None;
    }
    let found = node.names.iter().find(|(name, _)| is_near(name, lower)).map(|(_, index)| *index);
    found.filter(|index| *index < 128)
}

fn text_cost(node: &ShapeNode, content: &str, decode: impl FnOnce(&str) -> Cow<'_, str>) -> Cost {
    if node.format.is_none() && node.literals.is_empty() {
        return 0;
    }
    if node.format.is_none() && node.literals.iter().any(|literal| same(literal.as_bytes(), content.as_bytes())) {
        return 0;
    }
    let text = decode(content);
    if let Some(format) = node.format {
        if !format.matches(&text) {
            return cost::wrong_format();
        }
    }
    if node.literals.iter().any(|literal| literal.eq_ignore_ascii_case(&text)) {
        return 0;
    }
    let is_it = |literal: &str| squeezed(literal).eq(squeezed(&text));
    if node.literals.is_empty() || node.literals.iter().any(|literal| is_it(literal)) {
        0
    } else {
        cost::wrong_literal()
    }
}

/// A text without blanks, in lower case.
fn squeezed(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| *c != ' ').flat_map(char::to_lowercase)
}

fn is_identifier(lower: &str) -> bool {
    let mut characters = lower.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || matches!(first, '@' | '$' | '_'))
        && characters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '@' | '$' | '-'))
}

/// Whether a name looks like what is between two strings when quotes are taken the wrong way round: blanks and
/// structure, or something with blanks or line breaks at its ends. `...` represents omitted names.
fn is_gap(lower: &str) -> bool {
    let is_structure = |c: char| c.is_whitespace() || matches!(c, ',' | ':' | '{' | '}' | '[' | ']');
    lower.chars().all(is_structure)
        || lower.starts_with(is_structure)
        || lower.ends_with(is_structure)
        || lower.starts_with('"')
        || lower.ends_with('"')
        || lower.contains(['\n', '\r'])
}

/// One letter added, dropped or changed; two changed in a long name.
fn is_near(known: &str, name: &str) -> bool {
    let (known, name) = (known.as_bytes(), name.as_bytes());
    if known.len() == name.len() {
        let differing = known.iter().zip(name).filter(|(a, b)| a != b).count();
        return differing <= if known.len() > 8 { 2 } else { 1 };
    }
    let (short, long) = if known.len() < name.len() { (known, name) } else { (name, known) };
    if long.len() - short.len() != 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    short.get(same..) == long.get(same + 1..)
}

#[cfg(test)]
mod tests;
