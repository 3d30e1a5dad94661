use std::borrow::Cow;

use crate::schema::{Form, Kinds, Member, Shape, ShapeId, ShapeNode};
use crate::syntax::{Elements, Members, NodeKind, Tape, Value, same};

/// One step of a walk over a document along its shape.
#[derive(Clone, Copy)]
pub(super) enum Step<'s, 'a, 't> {
    /// A member name; its value is the next step.
    Name { name: Value<'a, 't>, known: Option<Known<'s>>, owner: &'s ShapeNode },
    /// A value and its node. The content of a container follows.
    Value { value: Value<'a, 't>, node: &'s ShapeNode },
    /// The end of a container.
    End { value: Value<'a, 't>, node: &'s ShapeNode },
}

/// A known member.
#[derive(Clone, Copy)]
pub(super) struct Known<'s> {
    /// Index among the members of its owner.
    pub(super) index: usize,
    pub(super) member: &'s Member,
}

/// Walks a document along its shape, without recursion.
pub(super) struct Walk<'s, 'a, 't> {
    shape: &'s Shape,
    open: Vec<Frame<'s, 'a, 't>>,
    /// Value to visit next; `None` after the end of a container.
    due: Option<(Value<'a, 't>, ShapeId)>,
    /// Buffer for a name in lower case.
    lower: String,
}

struct Frame<'s, 'a, 't> {
    value: Value<'a, 't>,
    node: &'s ShapeNode,
    content: Content<'a, 't>,
    /// Index of the expected next member: members mostly come in the shape's order.
    expected: usize,
}

enum Content<'a, 't> {
    Elements(Elements<'a, 't>, ShapeId),
    Members(Members<'a, 't>),
}

impl<'s, 'a, 't> Walk<'s, 'a, 't> {
    pub(super) fn new(tape: &'a Tape<'t>, shape: &'s Shape) -> Self {
        Self { shape, open: Vec::new(), due: Some((tape.root(), shape.root())), lower: String::new() }
    }

    /// Skips the content and the end of the container that the last `step` entered.
    pub(super) fn pass_over(&mut self, step: &Step<'_, '_, '_>) {
        if let Step::Value { value, .. } = step {
            if matches!(value.kind(), NodeKind::Object | NodeKind::Array) {
                self.open.pop();
            }
        }
    }

    fn enter(&mut self, value: Value<'a, 't>, id: ShapeId) -> Step<'s, 'a, 't> {
        let mut node = self.shape.node(id);
        let content = match value.kind() {
            NodeKind::Object => {
                node = narrowed(self.shape, node, value);
                Content::Members(value.members())
            }
            NodeKind::Array => Content::Elements(value.elements(), node.element.unwrap_or(ShapeId::ANY)),
            _ => return Step::Value { value, node },
        };
        self.open.push(Frame { value, node, content, expected: 0 });
        Step::Value { value, node }
    }
}

impl<'s, 'a, 't> Iterator for Walk<'s, 'a, 't> {
    type Item = Step<'s, 'a, 't>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((value, id)) = self.due.take() {
            return Some(self.enter(value, id));
        }
        let frame = self.open.last_mut()?;
        let (value, node) = (frame.value, frame.node);
        match &mut frame.content {
            Content::Elements(elements, id) => {
                let id = *id;
                if let Some(element) = elements.next() {
                    return Some(self.enter(element, id));
                }
            }
            Content::Members(members) => {
                if let Some((name, member)) = members.next() {
                    let spelling = name.as_str().unwrap_or_default();
                    let known = look_up(node, &spelling, frame.expected, &mut self.lower);
                    frame.expected = known.map_or(frame.expected, |known| known.index + 1);
                    let other = node.others.unwrap_or(ShapeId::ANY);
                    self.due = Some((member, known.map_or(other, |known| known.member.shape)));
                    return Some(Step::Name { name, known, owner: node });
                }
            }
        }
        self.open.pop();
        Some(Step::End { value, node })
    }
}

/// Returns the member of `node` that `name` spells.
fn look_up<'s>(node: &'s ShapeNode, name: &str, expected: usize, lower: &mut String) -> Option<Known<'s>> {
    if let Some(member) = node.members.get(expected).filter(|member| member.name == name) {
        return Some(Known { index: expected, member });
    }
    if node.members.is_empty() {
        return None;
    }
    let is_it = |member: &Member| same(member.name.as_bytes(), name.as_bytes());
    if let Some((index, member)) = node.members.iter().enumerate().find(|(_, member)| is_it(member)) {
        return Some(Known { index, member });
    }
    lower.clear();
    lower.extend(name.chars().flat_map(char::to_lowercase));
    let index = node.index_of(lower)?;
    node.members.get(index).map(|member| Known { index, member })
}

/// Returns the variant of `node` that the object selects by its discriminating member, or the only form that it has;
/// `node` if there is none.
pub(crate) fn narrowed<'s>(shape: &'s Shape, node: &'s ShapeNode, object: Value<'_, '_>) -> &'s ShapeNode {
    let mut tag: Option<(&str, Cow<'_, str>)> = None;
    for variant in &node.variants {
        let value = match &tag {
            Some((name, value)) if *name == variant.tag => value,
            _ => {
                let Some(value) = tag_value(object, &variant.tag) else { continue };
                &tag.insert((&variant.tag, value)).1
            }
        };
        if variant.value.eq_ignore_ascii_case(value) {
            return shape.node(variant.shape);
        }
    }
    if node.variants.is_empty() { form(shape, node, object).unwrap_or(node) } else { node }
}

/// Returns the only form of `node` that matches the members of the object and their values; `None` if several or none
/// match.
fn form<'s>(shape: &'s Shape, node: &'s ShapeNode, object: Value<'_, '_>) -> Option<&'s ShapeNode> {
    if node.forms.is_empty() {
        return None;
    }
    let (mut seen, mut others) = (0_u128, false);
    let mut lower = String::new();
    let members: Vec<(usize, Value<'_, '_>)> = object
        .members()
        .filter_map(|(name, value)| {
            let found = look_up(node, &name.as_str().unwrap_or_default(), 0, &mut lower);
            others |= found.is_none();
            let index = found?.index;
            seen |= 1_u128.checked_shl(u32::try_from(index).ok()?).unwrap_or(0);
            Some((index, value))
        })
        .collect();
    let fits = |form: &&Form| {
        let has_all = form.required & !seen == 0 && form.may_have(seen) && !(form.closed && others);
        has_all && members.iter().all(|(index, value)| may_be(shape, form.members.get(*index), *value))
    };
    let mut fitting = node.forms.iter().filter(fits);
    let first = fitting.next()?;
    fitting.next().is_none().then(|| shape.node(first.shape))
}

/// Returns whether a value may match a shape, judging by its kind and, for a string, its text.
fn may_be(shape: &Shape, id: Option<&ShapeId>, value: Value<'_, '_>) -> bool {
    let node = shape.node(id.copied().unwrap_or(ShapeId::ANY));
    let is_listed = || value.as_str().is_some_and(|text| node.literals.iter().any(|literal| **literal == *text));
    let is_string = value.kind() == NodeKind::String;
    node.kinds.intersects(kinds(value.kind())) && (!is_string || node.literals.is_empty() || is_listed())
}

fn tag_value<'t>(object: Value<'_, 't>, tag: &str) -> Option<Cow<'t, str>> {
    let is_tag = |name: Value<'_, 't>| name.as_str().is_some_and(|name| name.eq_ignore_ascii_case(tag));
    object.members().find(|(name, _)| is_tag(*name)).and_then(|(_, value)| value.as_str())
}

/// Returns the set of only this kind of value.
pub(super) const fn kinds(kind: NodeKind) -> Kinds {
    match kind {
        NodeKind::Null => Kinds::NULL,
        NodeKind::True | NodeKind::False => Kinds::BOOL,
        NodeKind::Number => Kinds::NUMBER,
        NodeKind::String => Kinds::STRING,
        NodeKind::Array => Kinds::ARRAY,
        NodeKind::Object => Kinds::OBJECT,
    }
}
