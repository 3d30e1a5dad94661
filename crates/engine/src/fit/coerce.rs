//! Values of the wrong kind that can mean only one thing: `"5"` where a number is due, a lone object where a list is.
//!
//! This is no search. It runs on a text that is JSON already but does not fit its type, and changes only what cannot
//! be meant otherwise.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::repair::powershell;
use crate::schema::{Kinds, Member, Shape, ShapeId, ShapeNode};
use crate::syntax::{NodeKind, Tape, Value, is_number};
use crate::text::{Change, Script, Span};

/// The changes that give each value of `tape` the kind that `shape` expects, where that is beyond doubt.
#[must_use]
pub fn coerce(tape: &Tape<'_>, shape: &Shape) -> Script<Repair> {
    let mut changes = Vec::new();
    let mut open = vec![(tape.root(), shape.root())];
    while let Some((value, id)) = open.pop() {
        let node = shape.node(id);
        let put = |span: Span, insert: &str| {
            let note = Repair { code: Code::CoercedValue, applicability: Applicability::Likely };
            Change { span, insert: insert.to_owned(), note }
        };
        let span = value.span();
        match value.kind() {
            NodeKind::Object if counted(node, value).is_some() => {
                let Some(list) = counted(node, value) else { continue };
                changes.push(put(Span::new(span.start, list.span().start), ""));
                changes.push(put(Span::new(list.span().end, span.end), ""));
                open.push((list, id));
            }
            NodeKind::Object => {
                let mut inner = id;
                if !node.kinds.intersects(Kinds::OBJECT) && node.kinds.intersects(Kinds::ARRAY) {
                    inner = shape.element(id);
                    let element = shape.node(inner);
                    // An object without members is no evidence of an element.
                    let is_empty = || value.members().all(|(name, _)| name.as_str().is_some_and(|it| it.contains('@')));
                    if element.known && (is_empty() || !knows(element, value)) {
                        // The list may be one of its members, as in the envelope of a response.
                        if let Some(list) = list_within(value, element) {
                            changes.push(put(Span::new(span.start, list.span().start), ""));
                            changes.push(put(Span::new(list.span().end, span.end), ""));
                            open.push((list, id));
                        }
                        continue;
                    }
                    changes.push(put(Span::at(span.start), "["));
                    changes.push(put(Span::at(span.end), "]"));
                }
                let members = shape.node(inner);
                for (name, value) in value.members() {
                    let name = name.as_str().unwrap_or_default();
                    if let Some(member) = members.member(&name) {
                        open.push((value, member.shape));
                    }
                }
            }
            NodeKind::Array => {
                let mut elements = value.elements();
                let only = elements.next().filter(|_| elements.next().is_none());
                if let (Some(only), false) = (only, node.kinds.intersects(Kinds::ARRAY)) {
                    let is_object = only.kind() == NodeKind::Object && node.kinds.intersects(Kinds::OBJECT);
                    if is_object && knows(node, only) {
                        changes.push(put(Span::new(span.start, only.span().start), ""));
                        changes.push(put(Span::new(only.span().end, span.end), ""));
                        open.push((only, id));
                        continue;
                    }
                }
                if !node.kinds.intersects(Kinds::ARRAY) && node.kinds.intersects(Kinds::OBJECT) {
                    if let Some(member) = member_for(value, shape, node) {
                        let name = serde_json::Value::from(&*member.name);
                        changes.push(put(Span::at(span.start), &format!("{{{name}:")));
                        changes.push(put(Span::at(span.end), "}"));
                        open.push((value, member.shape));
                        continue;
                    }
                }
                open.extend(value.elements().map(|element| (element, shape.element(id))));
            }
            NodeKind::String if !node.kinds.intersects(Kinds::STRING) && node.kinds.intersects(Kinds::OBJECT) => {
                changes.extend(printed(shape, id, value).map(|insert| put(span, &insert)));
            }
            _ => changes.extend(scalar(node, value).map(|(span, insert)| put(span, &insert))),
        }
    }
    Script::new(changes).0
}

/// The list of an object that has nothing but it and its length, as PowerShell writes lists that it has extended.
fn counted<'a, 't>(node: &ShapeNode, value: Value<'a, 't>) -> Option<Value<'a, 't>> {
    if node.kinds.intersects(Kinds::OBJECT) || !node.kinds.intersects(Kinds::ARRAY) {
        return None;
    }
    let list = value.get("value").filter(|list| list.kind() == NodeKind::Array)?;
    let count = value.get("Count").or_else(|| value.get("count"))?;
    let is_all = value.members().take(3).count() == 2;
    (is_all && count.raw().parse() == Ok(list.elements().count())).then_some(list)
}

/// The object that PowerShell printed into a string, `@{a=b; c=d}`, as its shape has it.
fn printed(shape: &Shape, id: ShapeId, value: Value<'_, '_>) -> Option<String> {
    let text = value.as_str()?;
    let members = powershell(&text)?;
    let node = shape.node(id);
    let json = |name: &str, value: &str| {
        let kinds = node.member(name).map_or(Kinds::ANY, |member| shape.node(member.shape).kinds);
        let is_asked_for = |literal: &str| match literal {
            "true" | "false" => kinds.intersects(Kinds::BOOL),
            _ => is_number(literal) && kinds.intersects(Kinds::NUMBER),
        };
        let lower = value.to_ascii_lowercase();
        if value.is_empty() && kinds.intersects(Kinds::NULL) {
            "null".to_owned()
        } else if !kinds.intersects(Kinds::STRING) && is_asked_for(&lower) {
            lower
        } else {
            serde_json::Value::from(value).to_string()
        }
    };
    let members =
        members.iter().map(|(name, value)| format!("{}: {}", serde_json::Value::from(*name), json(name, value)));
    Some(format!("{{{}}}", members.collect::<Vec<_>>().join(", ")))
}

/// Whether an object may be what the shape describes: it has a member that the shape knows, or none at all. A reading that
/// makes every member an unknown one says nothing, and annotations tell nothing of what they are about.
fn knows(node: &ShapeNode, object: Value<'_, '_>) -> bool {
    let names = object.members().filter_map(|(name, _)| name.as_str());
    let mut names = names.filter(|name| !name.contains('@')).peekable();
    !node.known || names.peek().is_none() || names.any(|name| node.member(&name).is_some())
}

/// Whether a list may be one of what the shape describes.
fn may_list(list: Value<'_, '_>, element: &ShapeNode) -> bool {
    let mut elements = list.elements().peekable();
    list.kind() == NodeKind::Array
        && (elements.peek().is_none() || elements.any(|it| it.kind() == NodeKind::Object && knows(element, it)))
}

/// The only list of such elements among the members of an object.
fn list_within<'a, 't>(object: Value<'a, 't>, element: &ShapeNode) -> Option<Value<'a, 't>> {
    let mut lists = object.members().map(|(_, value)| value).filter(|value| may_list(*value, element));
    lists.next().filter(|_| lists.next().is_none())
}

/// The only required member of an object that may hold the list.
fn member_for<'s>(list: Value<'_, '_>, shape: &'s Shape, node: &'s ShapeNode) -> Option<&'s Member> {
    let may_hold = |member: &&Member| {
        member.required
            && shape.node(member.shape).kinds.intersects(Kinds::ARRAY)
            && may_list(list, shape.node(shape.element(member.shape)))
    };
    let mut members = node.members.iter().filter(may_hold);
    members.next().filter(|_| members.next().is_none())
}

/// What goes and what comes for a scalar that means a value of another kind.
fn scalar(node: &ShapeNode, value: Value<'_, '_>) -> Option<(Span, String)> {
    let lacks = |kind: Kinds| !node.kinds.intersects(kind);
    let has = |kind: Kinds| node.kinds.intersects(kind);
    let span = value.span();
    match value.kind() {
        NodeKind::String => {
            let text = value.as_str()?;
            let word = text.trim();
            if has(Kinds::STRING) {
                return None;
            }
            if has(Kinds::NUMBER) && is_number(word) {
                return Some((span, word.to_owned()));
            }
            let literal = ["true", "false"].into_iter().find(|literal| literal.eq_ignore_ascii_case(word))?;
            has(Kinds::BOOL).then(|| (span, literal.to_owned()))
        }
        NodeKind::Number | NodeKind::True | NodeKind::False => {
            let kind = if value.kind() == NodeKind::Number { Kinds::NUMBER } else { Kinds::BOOL };
            (lacks(kind) && has(Kinds::STRING)).then(|| (span, format!("\"{}\"", value.raw())))
        }
        _ => None,
    }
}
