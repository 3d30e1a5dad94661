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

/// Compares a document with the shape of its kind, and a request also with what the service can be expected to accept.
///
/// As [`check`], but what a request lacks is told one by one, each with its pointer and what to do about it.
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
            // The list of all that an object lacks gives way to one finding for each.
            if let Some(list) = findings.iter_mut().find(at_place) {
                list.expected.retain(|listed| listed.trim_matches('`') != *name);
            }
        } else if let Some(finding) = findings.iter_mut().find(at_place) {
            // It is known already; what to do about it may not be, unless the values are listed anyway.
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

/// What to do about a violation, and where the rule comes from.
fn told(violation: &Violation) -> Cow<'static, str> {
    format!("{} ({})", violation.remedy, violation.source).into()
}

/// Makes an error of a member name that the service does not read: it tells the case of names in requests apart. The
/// spellings of its own request tables are left as they are; whether it reads them nobody knows.
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
    finding.help = Some(format!("{said}, and tells upper from lower case (documentation: common-errors)").into());
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
