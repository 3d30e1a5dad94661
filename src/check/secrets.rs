use super::walk::{Step, Walk};
use crate::diagnostic::{Mask, credentials, is_secret_name, next_trace};
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
    let mut suspects = Suspects::of(tape.text());
    let mut objects: Vec<Object> = Vec::new();
    // Objects of which hardly anything may be shown: disjoint, in order.
    let mut mixed_up: Vec<Span> = Vec::new();
    let mut named = false;
    let mut walk = Walk::new(tape, shape);
    while let Some(step) = walk.next() {
        match step {
            Step::Name { name, known, owner } => {
                named = suspects.name(name);
                if let Some(object) = objects.last_mut() {
                    object.holds_secrets |= named;
                    object.is_suspect |= known.is_none() && owner.known;
                }
            }
            Step::Value { value, node } => {
                let kind = value.kind();
                let span = value.span();
                if (named || node.secret) && hides(kind) {
                    spans.push(span);
                } else if kind == NodeKind::String && suspects.are_in(span) {
                    within(value, &mut spans);
                }
                named = false;
                if !matches!(kind, NodeKind::Object | NodeKind::Array) {
                    continue;
                }
                if !node.leads_to_secrets && !suspects.are_in(span) {
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
    Mask::new(spans)
}

/// An open object.
struct Object {
    holds_secrets: bool,
    /// Something in it may have got to the wrong place.
    is_suspect: bool,
}

/// What may be secret in these objects: their scalars but for the values that the schema lists, and their unknown names.
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

/// The places of a text where a closer look for secrets is needed. What is asked for comes in the order of the text.
struct Suspects<'t> {
    text: &'t str,
    /// Where the next trace of a secret's name is, if there is one more.
    trace: Option<usize>,
    /// The places of credentials that are still to come.
    credentials: std::vec::IntoIter<Span>,
}

impl<'t> Suspects<'t> {
    fn of(text: &'t str) -> Self {
        let credentials: Vec<Span> = Mask::new(credentials(text)).spans().to_vec();
        Self { text, trace: next_trace(text, 0), credentials: credentials.into_iter() }
    }

    /// Whether a name of a secret starts in `span`, as far as traces tell.
    fn has_trace(&mut self, span: Span) -> bool {
        if self.trace.is_some_and(|trace| trace < span.start) {
            self.trace = next_trace(self.text, span.start);
        }
        self.trace.is_some_and(|trace| trace < span.end)
    }

    /// Whether a member name is that of a secret.
    fn name(&mut self, name: Value<'_, '_>) -> bool {
        let Some(content) = name.content() else { return false };
        if content.escaped {
            return name.as_str().is_some_and(|name| is_secret_name(&name));
        }
        self.has_trace(name.span()) && is_secret_name(content.raw)
    }

    /// Whether there may be something to hide in a string.
    fn are_in(&mut self, string: Span) -> bool {
        while self.credentials.as_slice().first().is_some_and(|next| next.end <= string.start) {
            self.credentials.next();
        }
        let in_credentials = self.credentials.as_slice().first().is_some_and(|next| next.start < string.end);
        in_credentials || self.has_trace(string)
    }
}

/// Adds what must not be shown of a string that holds a document or a message, as envelopes do.
fn within(string: Value<'_, '_>, spans: &mut Vec<Span>) {
    let (start, raw) = (string.span().start, string.raw());
    let lexical = Mask::lexical(raw, |_| false);
    let found = lexical.spans().iter().copied().chain(credentials(raw));
    spans.extend(found.map(|span| Span::new(start + span.start, start + span.end)));
}

/// Whether a value of that kind could be a secret at all.
fn hides(kind: NodeKind) -> bool {
    !matches!(kind, NodeKind::Null | NodeKind::True | NodeKind::False)
}

fn is_scalar(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::String | NodeKind::Number)
}

fn is_listed(value: Value<'_, '_>, node: &ShapeNode) -> bool {
    value.as_str().is_some_and(|text| node.literals.iter().any(|literal| literal.eq_ignore_ascii_case(&text)))
}

/// Whether an edit changed something within `span`.
fn edited(edits: &[Span], span: Span) -> bool {
    let first = edits.partition_point(|edit| edit.end <= span.start);
    edits.get(first).is_some_and(|edit| edit.start < span.end)
}
