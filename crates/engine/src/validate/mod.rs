//! Validation of a document against its [`Shape`]: names, types, formats, values.
//!
//! [`check`] lists the deviations of a parsed document, and [`secrets`] finds the values to redact. To validate bytes,
//! use [`Options::check_as`](crate::Options::check_as).
//!
//! ```
//! use jsonmend::{schema::Shape, syntax::parse, validate::check};
//!
//! let shape = Shape::from_schema(&serde_json::json!({"properties": {"id": {"type": "integer"}}}));
//! let tape = parse(r#"{"id": "7"}"#, 128).unwrap();
//! assert_eq!(check(&tape, &shape)[0].code.name(), "wrong-kind");
//! ```

mod exact;
pub(crate) mod judge;
mod secrets;
mod walk;
mod withheld;

pub(crate) use secrets::secrets_at;
pub use secrets::{named_secrets, secrets};
pub(crate) use walk::narrowed;
pub(crate) use withheld::withhold;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::schema::{Kinds, Shape, ShapeNode};
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::Span;
use crate::text::nearest;
use walk::{Known, Step, Walk, kinds};

/// Maximum number of findings in a list. Without a bound, the list could take more memory than the document.
pub const MAX_FINDINGS: usize = 10_000;

/// Severity of a duplicate name, and of a number that binary64 cannot hold, where the shape has no rule: RFC 8259
/// allows both, readers interpret them differently, and I-JSON forbids them.
const JSON_ALLOWS: Severity = Severity::Warning;

/// Compares a document with a shape.
///
/// Findings are in the order of the text, at most one at each location, in byte offsets of the tape's text and without
/// pointers, which [`crate::syntax::Locator`] finds. Findings after the first [`MAX_FINDINGS`] are omitted, and a last
/// finding reports that. Empty if the document conforms.
///
/// ```
/// use jsonmend::{schema::Shape, syntax::parse, validate::check};
///
/// let shape = Shape::from_schema(&serde_json::json!({"items": {"type": "integer"}}));
/// let found = check(&parse(r#"[1, "2"]"#, 8)?, &shape);
/// assert_eq!((found.len(), found[0].span.start), (1, 4));
/// # Ok::<(), jsonmend::Error>(())
/// ```
#[must_use]
pub fn check(tape: &Tape<'_>, shape: &Shape) -> Vec<Diagnostic> {
    if let Some(rules) = shape.rules() {
        if let Some(violations) = exact::violations(tape, rules) {
            return explained(explain(tape, shape), violations);
        }
    }
    if judge::fits(tape.text(), usize::MAX, shape) { Vec::new() } else { explain(tape, shape) }
}

/// Merges the findings by the shape with the violations of the schema: without a violation no finding is an error, and
/// the shape may describe a violation better.
fn explained(findings: Vec<Diagnostic>, violations: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    // If no alternative fits, the union of them may describe the fault inside.
    let is_within = |violation: &Diagnostic, finding: &Diagnostic| {
        let (outer, inner) = (violation.span, finding.span);
        violation.code == Code::WrongKind && outer.start < inner.start && inner.end <= outer.end
    };
    let mut explained = vec![false; violations.len()];
    for mut finding in findings {
        let around = violations.iter().position(|violation| is_within(violation, &finding));
        let violation = violations.iter().find(|violation| violation.span.start == finding.span.start);
        match violation {
            Some(violation) => {
                let help = finding.help.take().or_else(|| violation.help.clone());
                told.push(Diagnostic { severity: violation.severity, help, ..finding });
            }
            // Formats are annotations in JSON Schema, and a fault that no keyword mentions is not a violation.
            None if finding.code == Code::InvalidFormat => {
                finding.severity = Severity::Warning;
                told.push(finding);
            }
            None if finding.severity != Severity::Error => told.push(finding),
            None if finding.code == Code::DuplicateMember => {
                finding.severity = JSON_ALLOWS;
                told.push(finding);
            }
            None => {
                if let Some(explained) = around.and_then(|at| explained.get_mut(at)) {
                    *explained = true;
                    told.push(finding);
                }
            }
        }
    }
    for (violation, is_explained) in violations.into_iter().zip(explained) {
        if !is_explained && told.iter().all(|finding| finding.span.start != violation.span.start) {
            told.push(violation);
        }
    }
    told.sort_by_key(|finding| (finding.span.start, Reverse(finding.severity)));
    told.dedup_by_key(|finding| finding.span.start);
    told.truncate(MAX_FINDINGS);
    told
}

/// Compares a document with a shape after the fast check did not accept it.
#[cold]
fn explain(tape: &Tape<'_>, shape: &Shape) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut objects: Vec<Seen<'_>> = Vec::new();
    for step in Walk::new(tape, shape) {
        match step {
            Step::Value { value, node } => {
                check_value(value, node, &mut findings);
                if value.kind() == NodeKind::Object {
                    objects.push(Seen::new(node));
                }
            }
            Step::Name { name, known, owner } => {
                if let Some(object) = objects.last_mut() {
                    check_name(name, known, owner, object, &mut findings);
                }
            }
            Step::End { value, node } if value.kind() == NodeKind::Object => {
                let missing = objects.pop().map(|object| object.missing(node)).unwrap_or_default();
                if !missing.is_empty() {
                    let brace = Span::new(value.span().start, value.span().start + 1);
                    findings.push(Diagnostic::new(Code::MissingMember, brace).expecting(missing));
                }
            }
            Step::End { .. } => {}
        }
        if findings.len() >= MAX_FINDINGS {
            findings.push(Diagnostic::new(Code::TooManyFindings, Span::at(tape.text().len())));
            break;
        }
    }
    findings.sort_by_key(|finding| (finding.span.start, Reverse(finding.severity)));
    findings.dedup_by_key(|finding| finding.span.start);
    findings
}

/// Members of an open object seen so far.
struct Seen<'t> {
    /// Spans of known members' names, by index in the shape.
    known: Vec<Option<Span>>,
    others: HashMap<Cow<'t, str>, Span>,
}

impl<'t> Seen<'t> {
    fn new(node: &ShapeNode) -> Self {
        Self { known: vec![None; node.members.len()], others: HashMap::new() }
    }

    /// Records a name; returns the span of its earlier occurrence.
    fn insert(&mut self, name: Value<'_, 't>, known: Option<Known<'_>>) -> Option<Span> {
        match known.and_then(|known| self.known.get_mut(known.index)) {
            Some(place) => {
                let before = *place;
                place.get_or_insert(name.span());
                before
            }
            None => {
                let before = self.others.get(&*name.as_str().unwrap_or_default()).copied();
                if before.is_none() {
                    self.others.insert(name.as_str().unwrap_or_default(), name.span());
                }
                before
            }
        }
    }

    /// Returns the quoted names of required members that are missing.
    fn missing(&self, node: &ShapeNode) -> Vec<String> {
        let members = node.members.iter().zip(&self.known);
        let missing = members.filter(|(member, seen)| member.required && seen.is_none());
        missing.map(|(member, _)| format!("`{}`", member.name)).collect()
    }
}

fn check_name<'t>(
    name: Value<'_, 't>,
    known: Option<Known<'_>>,
    owner: &ShapeNode,
    object: &mut Seen<'t>,
    findings: &mut Vec<Diagnostic>,
) {
    let spelling = name.as_str().unwrap_or_default();
    if let Some(before) = object.insert(name, known) {
        let mut finding = Diagnostic::new(Code::DuplicateMember, name.span()).because(before, "first defined here");
        if !owner.known {
            finding.severity = JSON_ALLOWS;
        }
        findings.push(finding);
        return;
    }
    match known {
        Some(known) if known.member.name != spelling => findings.push(
            Diagnostic::new(Code::NoncanonicalName, name.span())
                .help(format!("the canonical spelling is `{}`", known.member.name)),
        ),
        None if owner.refuses(&spelling) => {
            let finding = Diagnostic::new(Code::UnknownMember, name.span());
            let names = owner.members.iter().map(|member| &*member.name);
            findings.push(match nearest(&spelling, names) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                None => finding,
            });
        }
        _ => {}
    }
}

fn check_value(value: Value<'_, '_>, node: &ShapeNode, findings: &mut Vec<Diagnostic>) {
    let kind = value.kind();
    if !node.kinds.intersects(kinds(kind)) {
        let found = describe(kind);
        findings.push(Diagnostic::new(Code::WrongKind, value.span()).expecting(expected(node)).found(found));
        return;
    }
    let finding = match kind {
        NodeKind::String => check_string(value, node),
        NodeKind::Number => check_number(value, node),
        _ => None,
    };
    findings.extend(finding);
}

fn check_string(value: Value<'_, '_>, node: &ShapeNode) -> Option<Diagnostic> {
    if node.literals.is_empty() && node.format.is_none() {
        return None;
    }
    let text = value.as_str()?;
    if !node.literals.is_empty() {
        let literals = || node.literals.iter().map(|literal| &**literal);
        if literals().any(|literal| literal == text) {
            return None;
        }
        if let Some(canonical) = literals().find(|literal| literal.eq_ignore_ascii_case(&text)) {
            let finding = Diagnostic::new(Code::NoncanonicalValue, value.span());
            return Some(finding.help(format!("the canonical spelling is `{canonical}`")));
        }
        let finding = Diagnostic::new(Code::UnknownValue, value.span());
        let finding = finding.expecting(literals().map(|literal| format!("`{literal}`")));
        return Some(match nearest(&text, literals()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding,
        });
    }
    let format = node.format?;
    if format.matches(&text) {
        return None;
    }
    Some(Diagnostic::new(Code::InvalidFormat, value.span()).expecting([format.describe()]))
}

fn check_number(value: Value<'_, '_>, node: &ShapeNode) -> Option<Diagnostic> {
    let number: f64 = value.raw().parse().ok()?;
    // `4.0` is an integer in JSON Schema.
    if node.integer && number.fract() != 0.0 && number.is_finite() {
        let finding = Diagnostic::new(Code::WrongKind, value.span());
        return Some(finding.expecting([WHOLE_NUMBER]).found("a number with a fraction"));
    }
    let expected = match (node.minimum, node.maximum) {
        _ if !number.is_finite() => "a number that fits in 64 bits".to_owned(),
        (Some(minimum), _) if number < minimum => format!("at least {minimum}"),
        (_, Some(maximum)) if number > maximum => format!("at most {maximum}"),
        _ => return None,
    };
    let mut finding = Diagnostic::new(Code::OutOfRange, value.span()).expecting([expected]);
    if node.kinds == Kinds::ANY {
        finding.severity = JSON_ALLOWS;
    }
    Some(finding)
}

/// Describes the kinds that a node allows.
fn expected(node: &ShapeNode) -> impl Iterator<Item = &'static str> {
    use NodeKind::{Array, Null, Number, Object, String, True};
    let allowed =
        [Object, Array, String, Number, True, Null].into_iter().filter(|kind| node.kinds.intersects(kinds(*kind)));
    allowed.map(|kind| if node.integer && kind == Number { WHOLE_NUMBER } else { describe(kind) })
}

const WHOLE_NUMBER: &str = "a whole number";

/// Describes a kind.
const fn describe(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Null => "`null`",
        NodeKind::True | NodeKind::False => "a boolean",
        NodeKind::Number => "a number",
        NodeKind::String => "a string",
        NodeKind::Array => "an array",
        NodeKind::Object => "an object",
    }
}

#[cfg(test)]
mod tests;
