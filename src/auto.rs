//! Captures whose kind is not known: it is found with the reading.
//!
//! The member names of a capture tell the kind; the cost of the repairs settles it where damage may have changed those names.
//!
//! ```
//! use authscan::{Options, auto, model::PayloadKind};
//!
//! let capture = br#"{"value" [{"id": "d", "scanType": "Network", "scanName": "n", "isActive": true, "createdBy": "x"}]}"#;
//! let (kind, report) = auto::recover(&Options::new(), capture);
//! assert_eq!(kind, Some(PayloadKind::Definitions));
//! assert_eq!(report.edits.len(), 1);
//! ```

use jsonmend::decode::{Guide, decode, unwrap};
use jsonmend::diagnostic::{Applicability, Code, Diagnostic, Severity};
use jsonmend::schema::Shape;
use jsonmend::text::Span;
use jsonmend::{Options, Outcome, Report};

use crate::model::{PayloadKind, detect};

/// Recovers a capture as the kind of payload that it is most plausibly. `None` if its names tell no kind; then the report is
/// that of plain JSON.
#[must_use]
pub fn recover(options: &Options, input: &[u8]) -> (Option<PayloadKind>, Report<()>) {
    match settle(options, input, |kind| options.recover_as(&kind, input)) {
        Some((kind, report)) => (Some(kind), report),
        None => (None, options.recover_shape(&Shape::ANY, input)),
    }
}

/// Readings whose costs are no further apart are as good as each other.
const NEAR: usize = 2;
/// The cost of a value that does not fit: that of a guess.
const MISFIT: usize = price(Applicability::Guess);
/// So many dropped letters and digits cost as much as a sure edit.
const DROPPED: usize = 4;

/// [`recover`] with a reading of the caller's own, such as [`Options::recover_canonical`]. `None` if the names of the capture
/// tell no kind.
///
/// Where the kind that the names tell costs edits, the list of such payloads is tried as well, or the element of the list: if
/// the name `value` is damaged, all names left are those of the element.
pub fn settle<T>(
    options: &Options,
    input: &[u8],
    read: impl Fn(PayloadKind) -> Report<T>,
) -> Option<(PayloadKind, Report<T>)> {
    let told = kind_of(options, input)?;
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
        let help = format!("read as {kind}; as {other} it costs about as much: name the type to choose one");
        report.note(Diagnostic::new(Code::Ambiguous, Span::at(0)).help(help), input);
    }
    Some((kind, report))
}

/// The kind that the member names of a capture tell, within its envelopes too. `None` if they tell none, and for an input
/// over the size limit.
#[must_use]
pub fn kind_of(options: &Options, input: &[u8]) -> Option<PayloadKind> {
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
fn dropped(edit: &jsonmend::Edit) -> usize {
    let said = |text: &str| text.chars().filter(|character| character.is_alphanumeric()).count();
    2 * said(&edit.removed).saturating_sub(said(&edit.inserted)) / DROPPED
}
