//! Spelling of names and values that a type lists: `"high"` for `High`, `Full_Name` for `full_name`.
//!
//! Like coercion it runs on a text that is JSON but does not fit its type. A name or a value that is not listed gets the
//! spelling of a listed one if it can mean only that one.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::schema::{Kinds, Member, Shape, ShapeId, ShapeNode};
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::{Change, Script, Span, within};
use crate::validate::narrowed;

/// Shortest spelling that may contain a slip, in bytes: of shorter ones too many differ in one character.
const SHORTEST: usize = 4;
/// Shortest spelling that may contain two slips, in bytes.
const LONG: usize = 9;
/// Comparisons of one text. Names beyond are left as they are, so that the work stays linear.
const MOST_COMPARED: usize = 1 << 20;

/// Returns the changes that give the names and values of `tape` the spelling of `shape`, where exactly one is meant.
///
/// Spellings that differ in case, spaces and punctuation only are [`Applicability::Likely`], slips of one or two
/// characters [`Applicability::Guess`].
///
/// No name becomes that of a member that the object already has. A name that the schema explicitly allows, as a map does, is
/// respelled only as a required member. A slip is corrected only if the schema refuses the name, or the meant member is
/// required.
///
/// ```
/// use jsonmend::{fit::respell, schema::Shape, syntax::parse};
///
/// let shape = Shape::from_schema(&serde_json::json!({
///     "properties": {"full_name": {"type": "string"}, "priority": {"enum": ["Low", "High"]}},
/// }));
/// let text = r#"{"FullName": "Ann", "priority": "high"}"#;
/// let script = respell(&parse(text, 16).unwrap(), &shape);
/// assert_eq!(script.apply(text), r#"{"full_name": "Ann", "priority": "High"}"#);
/// ```
#[must_use]
pub fn respell(tape: &Tape<'_>, shape: &Shape) -> Script<Repair> {
    let mut changes = Vec::new();
    let mut left = MOST_COMPARED;
    let mut open = vec![(tape.root(), shape.root())];
    while let Some((value, id)) = open.pop() {
        let node = shape.node(id);
        match value.kind() {
            NodeKind::Object => {
                let node = narrowed(shape, node, value);
                object(node, value, &mut left, &mut changes, &mut open);
            }
            NodeKind::Array => open.extend(value.elements().map(|element| (element, shape.element(id)))),
            NodeKind::String => changes.extend(literal(node, value)),
            _ => {}
        }
    }
    Script::new(changes).0
}

/// Respells the names of an object, and adds its values to those that are `open`.
fn object<'a, 't>(
    node: &ShapeNode,
    object: Value<'a, 't>,
    left: &mut usize,
    changes: &mut Vec<Change<Repair>>,
    open: &mut Vec<(Value<'a, 't>, ShapeId)>,
) {
    let mut present = vec![false; node.members.len()];
    let mut strange = Vec::new();
    for (name, value) in object.members() {
        let spelling = name.as_str().unwrap_or_default();
        match node.members.iter().position(|member| member.name == spelling) {
            Some(at) => {
                present.get_mut(at).into_iter().for_each(|seen| *seen = true);
                open.push((value, node.members.get(at).map_or(ShapeId::ANY, |member| member.shape)));
            }
            None => strange.push((name, value, spelling)),
        }
    }
    type Find = fn(&ShapeNode, &str, &[bool]) -> Option<(usize, Repair)>;
    for (find, is_slip) in [(alike as Find, false), (near as Find, true)] {
        // An object none of whose members is known may be another one, rather than one with a slip.
        if is_slip && !present.contains(&true) {
            break;
        }
        strange.retain(|(name, value, spelling)| {
            let cost = node.members.len().saturating_mul(spelling.len().min(64));
            let meant = left.checked_sub(cost).and_then(|rest| {
                *left = rest;
                find(node, spelling, &present)
            });
            let Some((at, note)) = meant else { return true };
            let Some(member) = node.members.get(at) else { return true };
            present.get_mut(at).into_iter().for_each(|seen| *seen = true);
            changes.push(change(name.span(), &member.name, note));
            open.push((*value, member.shape));
            false
        });
    }
    open.extend(strange.into_iter().map(|(_, value, spelling)| (value, node.value_of(&spelling))));
}

/// Returns the members that a name can mean: absent ones, and if any name is allowed, required ones.
fn candidates<'n>(
    node: &'n ShapeNode,
    name: &str,
    present: &'n [bool],
) -> impl Iterator<Item = (usize, &'n Member)> + use<'n> {
    let is_taken = !node.known || node.takes(name);
    let members = node.members.iter().enumerate();
    members.filter(move |(at, member)| present.get(*at) == Some(&false) && (member.required || !is_taken))
}

/// Returns the index of the only absent member that a name spells in another case or with other separators.
fn alike(node: &ShapeNode, name: &str, present: &[bool]) -> Option<(usize, Repair)> {
    let note = Repair { code: Code::NoncanonicalName, applicability: Applicability::Likely };
    let named = node.index_of(&name.to_lowercase());
    let exactly = candidates(node, name, present).find(|(at, _)| Some(*at) == named);
    let alike = || only(candidates(node, name, present).filter(|(_, member)| is_alike(&member.name, name)));
    Some((exactly.or_else(alike)?.0, note))
}

/// Returns the index of the only absent member that a name with a slip means. A name that is allowed as it is has none,
/// unless a member has to be there.
fn near(node: &ShapeNode, name: &str, present: &[bool]) -> Option<(usize, Repair)> {
    let note = Repair { code: Code::UnknownMember, applicability: Applicability::Guess };
    let is_refused = node.refuses(name);
    let needed = candidates(node, name, present).filter(|(_, member)| member.required || is_refused);
    Some((only(needed.filter(|(_, member)| is_near(&member.name, name)))?.0, note))
}

/// Returns the change of a string that is not listed to the only listed one that it can mean.
fn literal(node: &ShapeNode, value: Value<'_, '_>) -> Option<Change<Repair>> {
    if node.literals.is_empty() || !node.kinds.intersects(Kinds::STRING) {
        return None;
    }
    let text = value.as_str()?;
    if node.literals.iter().any(|literal| **literal == *text) {
        return None;
    }
    let listed = || node.literals.iter().map(|literal| &**literal);
    let exactly = |literal: &&str| literal.eq_ignore_ascii_case(&text);
    let alike = only(listed().filter(exactly)).or_else(|| only(listed().filter(|literal| is_alike(literal, &text))));
    if let Some(meant) = alike {
        let note = Repair { code: Code::NoncanonicalValue, applicability: Applicability::Likely };
        return Some(change(value.span(), meant, note));
    }
    let meant = only(listed().filter(|literal| is_near(literal, &text)))?;
    let note = Repair { code: Code::UnknownValue, applicability: Applicability::Guess };
    Some(change(value.span(), meant, note))
}

fn change(span: Span, text: &str, note: Repair) -> Change<Repair> {
    Change { span, insert: serde_json::Value::from(text).to_string(), note }
}

/// Returns the only item; `None` if there are several or none.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

/// Returns whether two spellings have the same letters and digits, ignoring case.
fn is_alike(one: &str, other: &str) -> bool {
    let mut letters = letters(one).peekable();
    letters.peek().is_some() && letters.eq(self::letters(other))
}

fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Returns whether one or, in long spellings, two slips lead from one spelling to the other.
fn is_near(listed: &str, text: &str) -> bool {
    let length = listed.len().min(text.len());
    length >= SHORTEST && within(listed, text, if length < LONG { 1 } else { 2 })
}
