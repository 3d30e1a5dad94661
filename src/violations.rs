use std::borrow::Cow;

use serde::de::DeserializeOwned;

use jsonmend::validate::check;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{
    PayloadKind, SPELLINGS_OF_REQUEST_TABLES, ScanDefinitionCreate, ScanDefinitionIds, ScanDefinitionUpdate,
    SessionIds, Validate, Violation,
};
use crate::schema::{Shape, ShapeId};
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::Span;

/// Validates a document against the shape of its kind, and a request also against the rules of the service.
///
/// Unlike [`check`], each missing member of a request is a diagnostic of its own, with its pointer and a remedy.
#[must_use]
pub(crate) fn check_kind(tape: &Tape<'_>, kind: PayloadKind) -> Vec<Diagnostic> {
    let mut findings = check(tape, kind.shape());
    if kind.is_request() {
        findings.iter_mut().for_each(|finding| sharpen(finding, tape));
    }
    let mut found: Vec<Diagnostic> = Vec::new();
    for violation in violations(tape, kind) {
        let place = Place::of(tape, kind.shape(), &violation.pointer);
        let at_place =
            |finding: &&mut Diagnostic| finding.severity == Severity::Error && finding.span.start == place.span.start;
        if let Some(name) = &place.lacks {
            // One diagnostic for each missing member replaces the list of all.
            if let Some(list) = findings.iter_mut().find(at_place) {
                list.expected.retain(|listed| listed.trim_matches('`') != *name);
            }
        } else if let Some(finding) = findings.iter_mut().find(at_place) {
            // The place has a diagnostic already; add the remedy, unless that diagnostic lists the values anyway.
            if finding.code != Code::UnknownValue {
                finding.help.get_or_insert(told(&violation));
            }
            continue;
        }
        let expected = place.lacks.map(|name| format!("`{name}`"));
        let mut finding = Diagnostic::new(violation.code, place.span).expecting(expected);
        finding.severity = violation.severity;
        found.push(finding.help(told(&violation)).at(violation.pointer));
    }
    findings.retain(|finding| finding.code != Code::MissingMember || !finding.expected.is_empty());
    findings.extend(found);
    findings.sort_by_key(|finding| finding.span.start);
    findings
}

/// The remedy of a violation, followed by the source of the rule in parentheses.
fn told(violation: &Violation) -> Cow<'static, str> {
    format!("{} ({})", violation.remedy, violation.source).into()
}

/// Raises a noncanonical member name of a request to an error, because the service's names are case-sensitive.
/// Spellings from the documentation's request tables stay warnings: whether the service reads them is unknown.
fn sharpen(finding: &mut Diagnostic, tape: &Tape<'_>) {
    if finding.code != Code::NoncanonicalName {
        return;
    }
    let name = finding.span.slice(tape.text()).trim_matches('"');
    if SPELLINGS_OF_REQUEST_TABLES.contains(&name) {
        return;
    }
    finding.severity = Severity::Error;
    let said = finding.help.take().unwrap_or_default();
    finding.help = Some(format!("{said}, and is case-sensitive (documentation: common-errors)").into());
}

/// Returns the violations of a request. Empty for a response, and for a document that cannot be read as the request:
/// then the diagnostics about its shape come first.
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

/// The target in the document of a pointer into the canonical JSON.
struct Place<'p> {
    span: Span,
    /// The name of the missing member, if the pointer leads to none; `span` then is the opening bracket of its object.
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

/// Returns the member or element of `value` that `segment` names in canonical spelling, and its shape; `None` if
/// missing.
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
