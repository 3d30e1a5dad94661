use super::walk::{Step, Walk};
use crate::redact::{Mask, Suspects, credentials, is_secret_name};
use crate::schema::{Shape, ShapeNode};
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::Span;

/// Returns the spans to redact in a document, in offsets of its text: values of secret members.
///
/// `edits` are the spans (sorted, disjoint) that a repair changed. If one of them, or an unknown name, lies in an
/// object with secrets, a secret may have become the value of another member: then all scalars of the object, except
/// values that the schema lists, and its unknown names are redacted.
#[must_use]
pub fn secrets(tape: &Tape<'_>, shape: &Shape, edits: &[Span]) -> Mask {
    secrets_at(tape, shape, edits, &Suspects::of(tape.text()).places()).mask
}

/// Returns the spans to redact in a text of unknown structure, by the names of secrets that the shape adds.
#[must_use]
pub fn named_secrets(text: &str, shape: &Shape) -> Mask {
    if shape.secret_names().is_empty() {
        return Mask::default();
    }
    Mask::named(text, |name| shape.is_secret_name(name), |name| shape.has_name(name))
}

/// Secrets of a document, in offsets of its text.
pub(crate) struct Secrets {
    /// Spans to redact.
    pub(crate) mask: Mask,
    /// Damaged objects with secrets, disjoint and in order: text that was removed from them may be secret too.
    pub(crate) damaged: Vec<Span>,
}

/// Returns the spans to redact like [`secrets`]. `suspects` is a scan made already: it must contain at least the
/// [places](Suspects::places) that a scan of the text would find.
pub(crate) fn secrets_at(tape: &Tape<'_>, shape: &Shape, edits: &[Span], suspects: &Mask) -> Secrets {
    let mut spans = Vec::new();
    let mut suspects = Looks { places: suspects.spans() };
    let mut objects: Vec<Object> = Vec::new();
    // Objects whose content is redacted almost entirely: disjoint, in order.
    let mut mixed_up: Vec<Span> = Vec::new();
    let mut named = false;
    let has_names = !shape.secret_names().is_empty();
    let is_named = |name: Value<'_, '_>| name.as_str().is_some_and(|name| shape.is_secret_name(&name));
    let mut walk = Walk::new(tape, shape);
    while let Some(step) = walk.next() {
        match step {
            Step::Name { name, known, owner } => {
                named = suspects.name(name) || (has_names && is_named(name));
                // A damaged name may contain the secret too.
                if suspects.are_in(name.span()) && !are_plain(name.raw()) {
                    within(name, &mut spans);
                }
                if let Some(object) = objects.last_mut() {
                    object.holds_secrets |= named;
                    object.is_suspect |= known.is_none() && owner.known;
                }
            }
            Step::Value { value, node } => {
                let kind = value.kind();
                let span = value.span();
                // A value in place of an object with secrets may be one of them.
                let replaces = node.holds_secrets && kind != NodeKind::Object;
                if (named || node.secret || replaces) && hides(kind) {
                    spans.push(span);
                } else if kind == NodeKind::String && suspects.are_in(span) {
                    within(value, &mut spans);
                }
                named = false;
                if !matches!(kind, NodeKind::Object | NodeKind::Array) {
                    continue;
                }
                if !node.leads_to_secrets && !has_names && !suspects.are_in(span) {
                    walk.pass_over(&step);
                } else if kind == NodeKind::Object {
                    let is_suspect = edited(edits, span);
                    objects.push(Object { holds_secrets: node.holds_secrets, is_suspect });
                }
            }
            Step::End { value, .. } if value.kind() == NodeKind::Object => {
                let span = value.span();
                if objects.pop().is_some_and(|object| object.holds_secrets && object.is_suspect) {
                    while mixed_up.last().is_some_and(|within| within.start > span.start) {
                        mixed_up.pop();
                    }
                    mixed_up.push(span);
                }
            }
            Step::End { .. } => {}
        }
    }
    spans.extend(content(tape, shape, &mixed_up));
    spans.extend(credentials(tape.text()));
    Secrets { mask: Mask::new(spans), damaged: mixed_up }
}

/// An open object.
struct Object {
    holds_secrets: bool,
    /// Whether a value of the object may belong to another member.
    is_suspect: bool,
}

/// Returns the spans in these objects that may be secret: scalars, except values that the schema lists, and unknown
/// names.
fn content(tape: &Tape<'_>, shape: &Shape, objects: &[Span]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut objects = objects.iter().peekable();
    let mut walk = Walk::new(tape, shape);
    while let Some(step) = walk.next() {
        let (span, may_be) = match step {
            Step::Name { name, known, .. } => {
                (name.span(), known.is_none() && !name.as_str().is_some_and(|name| is_secret_name(&name)))
            }
            Step::Value { value, node } => (value.span(), is_scalar(value.kind()) && !is_listed(value, node)),
            Step::End { .. } => continue,
        };
        while objects.next_if(|object| object.end <= span.start).is_some() {}
        let Some(object) = objects.peek() else { break };
        if object.start < span.start {
            spans.extend(may_be.then_some(span));
        } else if object.start >= span.end {
            walk.pass_over(&step);
        }
    }
    spans
}

/// Suspect spans that are still ahead. Queries come in the order of the text.
struct Looks<'m> {
    places: &'m [Span],
}

impl Looks<'_> {
    /// Returns whether `span` may contain a secret.
    fn are_in(&mut self, span: Span) -> bool {
        while let [next, behind @ ..] = self.places {
            if next.end > span.start {
                return next.start < span.end;
            }
            self.places = behind;
        }
        false
    }

    /// Returns whether a member name is that of a secret.
    fn name(&mut self, name: Value<'_, '_>) -> bool {
        self.are_in(name.span()) && name.as_str().is_some_and(|name| is_secret_name(&name))
    }
}

/// Adds the spans to redact in a string that holds a document or a message, as in envelopes.
fn within(string: Value<'_, '_>, spans: &mut Vec<Span>) {
    let (start, raw) = (string.span().start, string.raw());
    let found = Mask::among(&Suspects::of(raw), raw, |_| false);
    spans.extend(found.spans().iter().map(|span| Span::new(start + span.start, start + span.end)));
}

/// Returns whether a name as written consists of characters that are usual in names.
fn are_plain(raw: &str) -> bool {
    raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'"' | b'_' | b'@' | b'.' | b'-' | b'$'))
}

/// Returns whether a value of this kind can be a secret.
fn hides(kind: NodeKind) -> bool {
    !matches!(kind, NodeKind::Null | NodeKind::True | NodeKind::False)
}

fn is_scalar(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::String | NodeKind::Number)
}

fn is_listed(value: Value<'_, '_>, node: &ShapeNode) -> bool {
    value.as_str().is_some_and(|text| node.literals.iter().any(|literal| literal.eq_ignore_ascii_case(&text)))
}

/// Returns whether an edit lies within `span`: a change of its bytes, or a removal.
fn edited(edits: &[Span], span: Span) -> bool {
    let first = edits.partition_point(|edit| edit.end <= span.start);
    edits.get(first).is_some_and(|edit| edit.start < span.end)
}
