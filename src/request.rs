use serde::de::DeserializeOwned;

use jsonmend::validate::check;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{
    PayloadKind, ScanDefinitionCreate, ScanDefinitionIds, ScanDefinitionUpdate, SessionIds, Validate, Violation,
};
use crate::schema::{Shape, ShapeId};
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::Span;

/// Compares a document with the shape of its kind, and a request also with what the service can be expected to accept.
///
/// As [`check`], but what a request lacks is told one by one, each with its pointer and what to do about it.
#[must_use]
pub(crate) fn check_kind(tape: &Tape<'_>, kind: PayloadKind) -> Vec<Diagnostic> {
    let mut findings = check(tape, kind.shape());
    let mut found: Vec<Diagnostic> = Vec::new();
    for violation in violations(tape, kind) {
        let place = Place::of(tape, kind.shape(), &violation.pointer);
        let at_place =
            |finding: &&mut Diagnostic| finding.severity == Severity::Error && finding.span.start == place.span.start;
        if let Some(name) = &place.lacks {
            // The list of all that an object lacks gives way to one finding for each.
            if let Some(list) = findings.iter_mut().find(at_place) {
                list.expected.retain(|listed| listed.trim_matches('`') != *name);
            }
        } else if let Some(finding) = findings.iter_mut().find(at_place) {
            // It is known already; what to do about it may not be, unless the values are listed anyway.
            if finding.code != Code::UnknownValue {
                finding.help.get_or_insert(violation.remedy);
            }
            continue;
        }
        let expected = place.lacks.map(|name| format!("`{name}`"));
        let finding = Diagnostic::new(violation.code, place.span).expecting(expected);
        found.push(finding.at(violation.pointer).help(violation.remedy));
    }
    findings.retain(|finding| finding.code != Code::MissingMember || !finding.expected.is_empty());
    findings.extend(found);
    findings.sort_by_key(|finding| finding.span.start);
    findings
}

/// What is wrong with a request; nothing with a response, and with what cannot be read as the request: the findings
/// about its shape come first.
fn violations(tape: &Tape<'_>, kind: PayloadKind) -> Vec<Violation> {
    match kind {
        PayloadKind::Create => validate::<ScanDefinitionCreate>(tape),
        PayloadKind::Update => validate::<ScanDefinitionUpdate>(tape),
        PayloadKind::BatchDelete | PayloadKind::HistoryByDefinition => validate::<ScanDefinitionIds>(tape),
        PayloadKind::HistoryBySession => validate::<SessionIds>(tape),
        PayloadKind::Definitions
        | PayloadKind::Definition
        | PayloadKind::Agents
        | PayloadKind::Agent
        | PayloadKind::History
        | PayloadKind::Error => Vec::new(),
    }
}

fn validate<T: DeserializeOwned + Validate>(tape: &Tape<'_>) -> Vec<Violation> {
    jsonmend::serde::de::deserialize::<T>(tape).map_or_else(|_| Vec::new(), |request| request.validate())
}

/// Where a pointer into the canonical JSON leads in the document.
struct Place<'p> {
    span: Span,
    /// The member that is not there; the place then is the bracket of the object that lacks it.
    lacks: Option<&'p str>,
}

impl<'p> Place<'p> {
    fn of(tape: &Tape<'_>, shape: &Shape, pointer: &'p str) -> Self {
        let mut value = tape.root();
        let mut at = shape.root();
        for segment in pointer.split('/').skip(1) {
            match step(value, shape, at, segment) {
                Some((child, id)) => (value, at) = (child, id),
                None => {
                    let start = value.span().start;
                    return Self { span: Span::new(start, start + 1), lacks: Some(segment) };
                }
            }
        }
        Self { span: value.span(), lacks: None }
    }
}

/// The member or element of `value` that `segment` names in canonical spelling, and its shape.
fn step<'a, 't>(value: Value<'a, 't>, shape: &Shape, at: ShapeId, segment: &str) -> Option<(Value<'a, 't>, ShapeId)> {
    if value.kind() == NodeKind::Array {
        return Some((value.elements().nth(segment.parse().ok()?)?, shape.element(at)));
    }
    let node = shape.node(at);
    let wanted = node.index_of(&segment.to_lowercase());
    let is_wanted = |name: &str| {
        name.eq_ignore_ascii_case(segment) || (wanted.is_some() && node.index_of(&name.to_lowercase()) == wanted)
    };
    let (_, child) = value.members().find(|(name, _)| name.as_str().is_some_and(|name| is_wanted(&name)))?;
    let shape = wanted.and_then(|index| node.members.get(index)).map_or(ShapeId::ANY, |member| member.shape);
    Some((child, shape))
}
