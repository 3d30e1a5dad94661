//! Coercion of values of the wrong kind that have only one plausible meaning: `"5"` where a number is expected, a
//! single object where an array is.
//!
//! Coercion is not a search. It runs on a text that is JSON but does not fit its type, and changes only values with one
//! plausible meaning.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::repair::powershell;
use crate::schema::{Kinds, Member, Shape, ShapeId, ShapeNode};
use crate::syntax::{NodeKind, Tape, Value, is_number};
use crate::text::{Change, Script, Span};
use crate::validate::narrowed;

/// Returns the changes that give each value of `tape` the kind that `shape` expects, for values with only one meaning.
/// Empty if nothing can be coerced.
///
/// ```
/// use jsonmend::{fit::coerce, schema::Shape, syntax::parse};
///
/// let shape = Shape::from_schema(&serde_json::json!({"properties": {"port": {"type": "integer"}}}));
/// let text = r#"{"port": "443"}"#;
/// assert_eq!(coerce(&parse(text, 8)?, &shape).apply(text), r#"{"port": 443}"#);
/// # Ok::<(), jsonmend::Error>(())
/// ```
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
                    // An object without members does not identify an element.
                    let is_empty = || value.members().all(|(name, _)| name.as_str().is_some_and(|it| it.contains('@')));
                    if element.known && (is_empty() || !knows(element, value)) {
                        // The array may be a member of the object, as in the envelope of a response.
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
                let members = narrowed(shape, shape.node(inner), value);
                for (name, value) in value.members() {
                    let name = name.as_str().unwrap_or_default();
                    let known = members.member(&name).map(|member| member.shape);
                    open.push((value, known.unwrap_or_else(|| members.value_of(&name))));
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

/// Returns the array of an object that holds only the array and its length, as PowerShell serializes extended lists.
fn counted<'a, 't>(node: &ShapeNode, value: Value<'a, 't>) -> Option<Value<'a, 't>> {
    if node.kinds.intersects(Kinds::OBJECT) || !node.kinds.intersects(Kinds::ARRAY) {
        return None;
    }
    let list = value.get("value").filter(|list| list.kind() == NodeKind::Array)?;
    let count = value.get("Count").or_else(|| value.get("count"))?;
    let is_all = value.members().take(3).count() == 2;
    (is_all && count.raw().parse() == Ok(list.elements().count())).then_some(list)
}

/// Returns the JSON of an object that PowerShell printed into a string, `@{a=b; c=d}`, with members typed by its shape.
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

/// Returns whether an object may be an instance of the shape: a member is known to the shape, or the object has no
/// members. Members with `@` in their names are annotations and do not count.
fn knows(node: &ShapeNode, object: Value<'_, '_>) -> bool {
    let names = object.members().filter_map(|(name, _)| name.as_str());
    let mut names = names.filter(|name| !name.contains('@')).peekable();
    !node.known || names.peek().is_none() || names.any(|name| node.member(&name).is_some())
}

/// Returns whether an array may hold elements of the shape.
fn may_list(list: Value<'_, '_>, element: &ShapeNode) -> bool {
    let mut elements = list.elements().peekable();
    list.kind() == NodeKind::Array
        && (elements.peek().is_none() || elements.any(|it| it.kind() == NodeKind::Object && knows(element, it)))
}

/// Returns the only array of such elements among the members of an object; `None` if there are several.
fn list_within<'a, 't>(object: Value<'a, 't>, element: &ShapeNode) -> Option<Value<'a, 't>> {
    let mut lists = object.members().map(|(_, value)| value).filter(|value| may_list(*value, element));
    lists.next().filter(|_| lists.next().is_none())
}

/// Returns the only required member of an object that may hold the array; `None` if there are several.
fn member_for<'s>(list: Value<'_, '_>, shape: &'s Shape, node: &'s ShapeNode) -> Option<&'s Member> {
    let may_hold = |member: &&Member| {
        member.required
            && shape.node(member.shape).kinds.intersects(Kinds::ARRAY)
            && may_list(list, shape.node(shape.element(member.shape)))
    };
    let mut members = node.members.iter().filter(may_hold);
    members.next().filter(|_| members.next().is_none())
}

/// Returns the span to replace and its replacement for a scalar that means a value of another kind; `None` if the
/// scalar fits, or its meaning is not certain.
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
