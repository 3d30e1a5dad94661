use super::walk::{Step, Walk};
use crate::diagnostic::{Mask, credentials, is_secret_name};
use crate::schema::{Shape, ShapeNode};
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::Span;

/// What must not be shown of a document, in offsets of its text: the values of members that hold secrets.
///
/// `edits` are the places (sorted, disjoint) where a repair changed the text. Where one of them, or a name that the
/// shape does not know, lies in an object with secrets, a secret may have got to another member: then all its scalars
/// but the values that the schema lists are hidden, and its unknown names.
#[must_use]
pub fn secrets(tape: &Tape<'_>, shape: &Shape, edits: &[Span]) -> Mask {
    let mut spans = Vec::new();
    let mut scan = Scan::default();
    let mut objects: Vec<Object> = Vec::new();
    let mut named = false;
    for step in Walk::new(tape, shape) {
        match step {
            Step::Name { name, known, owner } => {
                named = name.as_str().is_some_and(|name| is_secret_name(&name));
                if let Some(object) = objects.last_mut() {
                    object.holds_secrets |= named;
                    object.is_suspect |= known.is_none() && owner.known;
                }
                if known.is_none() && !named {
                    scan.plain.push(name.span());
                }
            }
            Step::Value { value, node } => {
                if (named || node.secret) && hides(value) {
                    spans.push(value.span());
                } else if value.kind() == NodeKind::String {
                    within(value, &mut spans);
                }
                named = false;
                match value.kind() {
                    NodeKind::Object => objects.push(Object {
                        first: scan.plain.len(),
                        holds_secrets: node.members.iter().any(|member| shape.node(member.shape).secret),
                        is_suspect: edited(edits, value.span()),
                    }),
                    NodeKind::String | NodeKind::Number if !is_listed(value, node) => scan.plain.push(value.span()),
                    _ => {}
                }
            }
            Step::End { value, .. } if value.kind() == NodeKind::Object => {
                if let Some(object) = objects.pop() {
                    scan.close(&object, objects.is_empty());
                }
            }
            Step::End { .. } => {}
        }
    }
    let hidden = scan.hidden.iter().flat_map(|range| scan.plain.get(range.clone()).unwrap_or_default());
    spans.extend(hidden);
    Mask::new(spans)
}

/// An open object.
struct Object {
    /// How many plain places came before it.
    first: usize,
    holds_secrets: bool,
    /// Something in it may have got to the wrong place.
    is_suspect: bool,
}

/// Places that are secret only if something around them is not as it should be.
#[derive(Default)]
struct Scan {
    /// Scalars and unknown names, in order.
    plain: Vec<Span>,
    /// Which of them to hide: sorted, disjoint ranges.
    hidden: Vec<std::ops::Range<usize>>,
}

impl Scan {
    fn close(&mut self, object: &Object, is_outermost: bool) {
        if object.holds_secrets && object.is_suspect {
            while self.hidden.last().is_some_and(|range| range.start >= object.first) {
                self.hidden.pop();
            }
            self.hidden.push(object.first..self.plain.len());
        } else if is_outermost && self.hidden.last().is_none_or(|range| range.end <= object.first) {
            // Nothing around it can hide it any more.
            self.plain.truncate(object.first);
        }
    }
}

/// Adds what must not be shown of a string that holds a document or a message, as envelopes do.
fn within(string: Value<'_, '_>, spans: &mut Vec<Span>) {
    let (start, raw) = (string.span().start, string.raw());
    let lexical = Mask::lexical(raw, |_| false);
    let found = lexical.spans().iter().copied().chain(credentials(raw));
    spans.extend(found.map(|span| Span::new(start + span.start, start + span.end)));
}

/// Whether the value could be a secret at all.
fn hides(value: Value<'_, '_>) -> bool {
    !matches!(value.kind(), NodeKind::Null | NodeKind::True | NodeKind::False)
}

fn is_listed(value: Value<'_, '_>, node: &ShapeNode) -> bool {
    value.as_str().is_some_and(|text| node.literals.iter().any(|literal| literal.eq_ignore_ascii_case(&text)))
}

/// Whether an edit changed something within `span`.
fn edited(edits: &[Span], span: Span) -> bool {
    let first = edits.partition_point(|edit| edit.end <= span.start);
    edits.get(first).is_some_and(|edit| edit.start < span.end)
}
