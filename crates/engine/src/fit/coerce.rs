//! Values of the wrong kind that can mean only one thing: `"5"` where a number is due, a lone object where a list is.
//!
//! This is no search. It runs on a text that is JSON already but does not fit its type, and changes only what cannot
//! be meant otherwise.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::repair::powershell;
use crate::schema::{Format, Kinds, Shape, ShapeId, ShapeNode};
use crate::syntax::{NodeKind, Tape, Value, is_number};
use crate::text::{Change, Script, Span};

/// The most digits that a fraction of a second may have: the service counts in units of 100 ns.
const FRACTION: usize = 7;

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
                    changes.push(put(Span::at(span.start), "["));
                    changes.push(put(Span::at(span.end), "]"));
                    inner = shape.element(id);
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
                    if only.kind() == NodeKind::Object && node.kinds.intersects(Kinds::OBJECT) {
                        changes.push(put(Span::new(span.start, only.span().start), ""));
                        changes.push(put(Span::new(only.span().end, span.end), ""));
                        open.push((only, id));
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
                return too_precise(node, value);
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

/// The zeros behind the seventh digit of a second's fraction.
fn too_precise(node: &ShapeNode, value: Value<'_, '_>) -> Option<(Span, String)> {
    let raw = value.raw();
    let dot = raw.find('.').filter(|_| matches!(node.format, Some(Format::DateTime | Format::TimeOfDay)))?;
    let fraction = raw.get(dot + 1..)?;
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let beyond = fraction.get(FRACTION..digits)?;
    let start = value.span().start + dot + 1;
    (!beyond.is_empty() && beyond.bytes().all(|digit| digit == b'0'))
        .then(|| (Span::new(start + FRACTION, start + digits), String::new()))
}
