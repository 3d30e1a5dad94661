//! The type of a payload where none is named: told by the names in it, and settled by what the readings cost.

use authscan::diagnostic::{Applicability, Code, Diagnostic, Severity};
use authscan::model::{PayloadKind, detect};
use authscan::schema::Shape;
use authscan::text::Span;
use authscan::{Edit, Options, Outcome, Report};
use jsonmend::decode::{Guide, decode, unwrap};

/// Readings whose costs are no further apart are as good as each other.
const NEAR: usize = 2;
/// The cost of a value that does not fit: that of a guess.
const MISFIT: usize = price(Applicability::Guess);
/// So many dropped letters and digits cost as much as a sure edit.
const DROPPED: usize = 4;

/// Reads an input as the kind that its names tell. Where that costs edits, the list of such payloads is tried as well, or
/// one of the list: a damaged `"value"` tells nothing, and then the names of a list are those of its element.
pub(crate) fn settle<T>(
    options: &Options,
    input: &[u8],
    read: impl Fn(PayloadKind) -> Report<T>,
) -> Option<(PayloadKind, Report<T>)> {
    let told = told(options, input)?;
    let report = read(told);
    let cost = Cost::of(&report);
    // Nothing is surer than one sure edit of what fits.
    if report.edits.is_empty() || cost.all() <= price(Applicability::Certain) {
        return Some((told, report));
    }
    let mut best = (told, report, cost);
    let mut rival: Option<(PayloadKind, Cost, bool)> = None;
    for kind in siblings(told) {
        let report = read(*kind);
        let cost = Cost::of(&report);
        let differs = report.repaired_text() != best.1.repaired_text();
        if cost.edits < best.2.edits && cost.all() < best.2.all() {
            let (loser, _, before) = std::mem::replace(&mut best, (*kind, report, cost));
            rival = Some((loser, before, differs));
        } else {
            rival = Some((*kind, cost, differs));
        }
    }
    let (kind, mut report, cost) = best;
    let is_near = |(_, other, differs): &(PayloadKind, Cost, bool)| {
        *differs && other.edits <= cost.edits + NEAR && other.all() <= cost.all() + NEAR
    };
    if let Some((other, ..)) = rival.filter(is_near).filter(|_| report.outcome != Outcome::Rejected) {
        report.ambiguous = true;
        let help = format!("read as {kind}; as {other} it costs about as much: `--type` names one");
        report.note(Diagnostic::new(Code::Ambiguous, Span::at(0)).help(help), input);
    }
    Some((kind, report))
}

/// The kind that the names in an input tell.
pub(crate) fn told(options: &Options, input: &[u8]) -> Option<PayloadKind> {
    // It will be refused anyway.
    if input.len() > options.limits().bytes {
        return None;
    }
    detect(&decode(input).text).kind.or_else(|| {
        // Some wrappers hide every name.
        let guide = Guide { is_root: &is_root, ..Guide::NONE };
        let unwrapped = unwrap(input, &guide, options.limits());
        if unwrapped.is_plain() { None } else { detect(&decode(&unwrapped.bytes).text).kind }
    })
}

/// Whether some payload has a member of that name: JSON without any may hold one.
fn is_root(name: &str) -> bool {
    let has = |shape: &Shape| shape.node(shape.root()).member(name).is_some();
    PayloadKind::ALL.iter().any(|kind| has(kind.shape()))
}

/// The kinds that have the same names: those of which one is a list of the other, and those that differ in what is left out.
const fn siblings(kind: PayloadKind) -> &'static [PayloadKind] {
    use PayloadKind::{Agent, Agents, Create, Definition, Definitions, Update};
    match kind {
        Agent => &[Agents],
        Agents => &[Agent],
        Definition | Create | Update => &[Definitions],
        Definitions => &[Definition],
        _ => &[],
    }
}

/// The price of a reading.
#[derive(Clone, Copy)]
struct Cost {
    /// The cost of what its edits suppose and drop.
    edits: usize,
    /// The cost of the values that do not fit even so.
    misfits: usize,
}

impl Cost {
    fn of<T>(report: &Report<T>) -> Self {
        let edits: usize = report.edits.iter().map(|edit| price(edit.applicability) + dropped(edit)).sum();
        let lost = match report.outcome {
            Outcome::Partial => 4,
            // A check rejects whatever is damaged.
            _ => 0,
        };
        let misfits = report.findings().filter(|found| found.severity == Severity::Error).count();
        Self { edits: edits + lost, misfits: MISFIT * misfits }
    }

    const fn all(self) -> usize {
        self.edits + self.misfits
    }
}

const fn price(applicability: Applicability) -> usize {
    match applicability {
        Applicability::Certain => 2,
        Applicability::Likely => 3,
        Applicability::Guess => 6,
    }
}

/// The price of what an edit drops. Text that it writes in another way is not dropped.
fn dropped(edit: &Edit) -> usize {
    let said = |text: &str| text.chars().filter(|character| character.is_alphanumeric()).count();
    2 * said(&edit.removed).saturating_sub(said(&edit.inserted)) / DROPPED
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use authscan_testkit::damage::{Group, TEST_SEED, case, classes};
    use proptest::prelude::*;

    use super::*;

    /// The document that a reading gives.
    fn value(report: &Report<()>, input: &str) -> serde_json::Value {
        serde_json::from_str(report.repaired_text().unwrap_or(input)).unwrap_or_default()
    }

    #[test]
    fn one_fault_near_the_list_does_not_lose_it() {
        let agent = r#"{"id":"a_b","machineId":"b","machineName":"x","lastSeen":"2024-01-01T00:00:00Z"}"#;
        let definition = r#"{"id":"d","scanType":"Network","scanName":"n","isActive":true,"createdBy":"x"}"#;
        let session = r#"{"sessionId":"s","scanDefinitionId":"d","scanStatus":"Succeeded","numberOfTargets":2}"#;
        for (kind, element) in
            [(PayloadKind::Agents, agent), (PayloadKind::Definitions, definition), (PayloadKind::History, session)]
        {
            for head in ["{\"value\",[", "{\"value\"[", "{value\":[", "{\"value:[", "{\"value\";[", "{\"valu\":["] {
                for count in 1..3 {
                    let list = vec![element; count].join(",");
                    let input = format!("{head}{list}]}}");
                    let sound: serde_json::Value = serde_json::from_str(&format!("{{\"value\":[{list}]}}")).unwrap();
                    let options = Options::new();
                    let named = options.recover_as(&kind, input.as_bytes());
                    if value(&named, &input) != sound {
                        continue;
                    }
                    let read = |kind: PayloadKind| options.recover_as(&kind, input.as_bytes());
                    let (found, report) = settle(&options, input.as_bytes(), read).unwrap();
                    assert_eq!(value(&report, &input), sound, "{found}: {input}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
        #[test]
        fn the_type_is_found_with_the_reading(index in 0..2000_u64, which in 0..1000_usize) {
            let single: Vec<_> = classes().filter(|class| class.group == Group::Structure).collect();
            let class = single[which % single.len()];
            let Some(case) = case(class, TEST_SEED, index) else { return Ok(()) };
            let kind: PayloadKind = case.kind.parse().unwrap();
            if ![PayloadKind::Agents, PayloadKind::Definitions, PayloadKind::History].contains(&kind) {
                return Ok(());
            }
            let options = Options::new();
            let input = &*case.damaged;
            let named = options.recover_as(&kind, input);
            let (found, report) = settle(&options, input, |kind| options.recover_as(&kind, input)).unwrap();
            let is_flagged = report.ambiguous || report.outcome == Outcome::Partial;
            let text = String::from_utf8_lossy(input);
            let (read, expected) = (value(&report, &text), value(&named, &text));
            prop_assert!(is_flagged || read == expected, "{found}, {}: {}", class.name, text);
        }
    }
}
