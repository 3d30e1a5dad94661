//! Recovery of captures whose kind of payload is unknown.
//!
//! The member names of a capture determine the kind; the cost of the repairs decides where damage may have changed the
//! names.
//!
//! ```
//! use authscan::{Options, auto, model::PayloadKind};
//!
//! let capture = br#"{"value" [{"id": "d", "scanType": "Network", "scanName": "n", "isActive": true, "createdBy": "x"}]}"#;
//! let (kind, report) = auto::recover(&Options::new(), capture);
//! assert_eq!(kind, Some(PayloadKind::Definitions));
//! assert_eq!(report.edits.len(), 1);
//! ```
//!
//! The value of the report is `()`, because the kind, and so the type, is known only at run time. [`Report::read`] reads the
//! recovered document as a type of the caller's choice, even if the kind is `None`; [`PayloadKind`] lists the type of each
//! kind.
//!
//! ```
//! use authscan::model::{Collection, PayloadKind, ScanAgent, ScanDefinition};
//! use authscan::{Options, auto};
//!
//! let capture = br#"{"value": [{"id": "d", "scanName": "n", "isActive": true, "scanType": "Network" ]}"#;
//! let (kind, report) = auto::recover(&Options::new(), capture);
//! let active = match kind {
//!     Some(PayloadKind::Definitions) => {
//!         let definitions: Collection<ScanDefinition> = report.read(capture)?;
//!         definitions.iter().filter(|definition| definition.is_active.get() == Some(&true)).count()
//!     }
//!     Some(PayloadKind::Agents) => report.read::<Collection<ScanAgent>>(capture)?.len(),
//!     _ => 0,
//! };
//! assert_eq!(active, 1);
//! # Ok::<(), authscan::Error>(())
//! ```
//!
//! [`PayloadKind::visit`] calls a generic function with the type of the kind.
//!
//! [`settle`] recovers by a function of the caller, for example one that adds
//! [names of secrets](crate::cookbook#keep-secrets-out-of-logs).

use jsonmend::decode::{Guide, decode, unwrap};
use jsonmend::diagnostic::{Applicability, Code, Diagnostic, Severity};
use jsonmend::schema::Shape;
use jsonmend::syntax::parse;
use jsonmend::text::Span;
use jsonmend::{Options, Outcome, Report};

use crate::model::{PayloadKind, detect};

/// Recovers a capture as its most plausible kind of payload. The kind is `None` if the member names determine none; the
/// capture is then recovered as plain JSON, without a schema.
///
/// [`Report::read`] reads the document as the type of the kind, as the [example of the module](self) shows, or as any other
/// type that it fits. [`settle`] describes how the kind is chosen.
///
/// ```
/// use authscan::{Options, auto, model::PayloadKind};
///
/// let (kind, report) = auto::recover(&Options::new(), br#"{"SessionIds": ["s"}"#);
/// assert_eq!(kind, Some(PayloadKind::HistoryBySession));
/// assert_eq!(report.repaired_text(), Some(r#"{"SessionIds": ["s"]}"#));
/// ```
#[must_use]
pub fn recover(options: &Options, input: &[u8]) -> (Option<PayloadKind>, Report<()>) {
    match settle(options, input, |kind| options.recover_as(&kind, input)) {
        Some((kind, report)) => (Some(kind), report),
        None => (None, options.recover_shape(&Shape::ANY, input)),
    }
}

/// Maximum difference in cost of two kinds that count as equally plausible.
const NEAR: usize = 2;
/// Cost of a value that does not fit its shape: that of a guess.
const MISFIT: usize = price(Applicability::Guess);
/// Number of dropped letters and digits that cost as much as a certain edit.
const DROPPED: usize = 4;

/// Recovers a capture with a function of the caller, such as [`Options::recover_canonical`], and otherwise like
/// [`recover`]. `None` if the member names determine no kind.
///
/// If the capture needs edits as the detected kind, the kind of a list of such payloads is tried as well, or the kind of the
/// list's elements: if the name `value` is damaged, all other names belong to an element.
///
/// If another kind is about as plausible and gives another text, the report is [ambiguous](Report::ambiguous), a finding
/// names the other kind, and no edit is certain.
///
/// Recovering the repaired text again gives the same text. If the member names of the repaired text point to another kind, and
/// reading it as that kind would change it, the capture is read as that kind instead. Where that is not possible, the report is
/// ambiguous, and a finding says that the repaired text would be read as another kind.
///
/// ```
/// use authscan::{Options, auto, model::PayloadKind};
///
/// let (options, capture) = (Options::new(), br#"{"ScanDefinitionIds": ["d"],}"#);
/// let settled = auto::settle(&options, capture, |kind| options.recover_canonical(&kind, capture));
/// let (kind, report) = settled.unwrap();
/// assert_eq!(kind, PayloadKind::HistoryByDefinition);
/// assert_eq!(report.value.unwrap()["ScanDefinitionIds"][0], "d");
/// ```
pub fn settle<T>(
    options: &Options,
    input: &[u8],
    read: impl Fn(PayloadKind) -> Report<T>,
) -> Option<(PayloadKind, Report<T>)> {
    let told = kind_of(options, input)?;
    let (mut kind, mut report) = chosen(options, input, told, &read);
    if report.outcome == Outcome::Rejected {
        let other = kind_inside(options, input, kind).map(|inner| chosen(options, input, inner, &read));
        if let Some(other) = other.filter(|(_, other)| other.outcome != Outcome::Rejected) {
            (kind, report) = other;
        }
    }
    let Some(told) = changed_by(options, &report, kind) else { return Some((kind, report)) };
    let other = read(told);
    let is_sound = other.outcome != Outcome::Rejected && !other.ambiguous && other.edits.len() <= report.edits.len();
    if is_sound && changed_by(options, &other, told).is_none() {
        return Some((told, other));
    }
    doubt(&mut report);
    let help = format!("read as {kind}; the repaired text would be read as {told}: name the type to choose one");
    report.note(Diagnostic::new(Code::Ambiguous, Span::at(0)).help(help), input);
    Some((kind, report))
}

/// Returns the kind as which the repaired text of a report would be read and changed again; `None` if it is a fixed point.
fn changed_by<T>(options: &Options, report: &Report<T>, kind: PayloadKind) -> Option<PayloadKind> {
    let text = report.repaired_text().filter(|_| report.outcome != Outcome::Rejected)?.as_bytes();
    // A reading as the same kind changes nothing.
    let told = kind_of(options, text).filter(|told| *told != kind)?;
    let (told, again) = chosen(options, text, told, &|kind| options.recover_as(&kind, text));
    (!again.edits.is_empty()).then_some(told)
}

/// Returns the most plausible kind and the reading as that kind; `told` is the kind that the member names determine.
fn chosen<T>(
    options: &Options,
    input: &[u8],
    told: PayloadKind,
    read: &impl Fn(PayloadKind) -> Report<T>,
) -> (PayloadKind, Report<T>) {
    let report = read(told);
    let cost = Cost::of(&report);
    // No other kind can be more plausible than a document that fits after one certain edit.
    if report.edits.is_empty() && report.outcome != Outcome::Rejected || cost.all() <= price(Applicability::Certain) {
        return (told, report);
    }
    // Reading a list as one of its elements drops all others, so that it cannot be near; and such a reading is slow.
    // Elements that were documents in strings may be documents of their own, so that such a list is in doubt.
    let is_kept = report.edits.iter().all(|edit| dropped(edit) == 0 && edit.code != Code::EscapedDocument);
    if is_kept && others(&report, options, input) * 2 / DROPPED > cost.all() + NEAR {
        return (told, report);
    }
    let mut best = (told, report, cost);
    let mut rival: Option<(PayloadKind, Cost, bool)> = None;
    let rooted = if best.1.edits.iter().any(|edit| edit.code == Code::Envelope && dropped(edit) > 0) {
        rooted(&decode(input).text)
    } else {
        None
    };
    let others = siblings(told).iter().copied();
    for kind in others.chain(rooted.filter(|kind| *kind != told && !siblings(told).contains(kind))) {
        let report = read(kind);
        let cost = Cost::of(&report);
        let differs = report.repaired_text() != best.1.repaired_text();
        // A rejection costs little, because it drops no envelope: it never takes the place of a document.
        let is_better = match (report.outcome, best.1.outcome) {
            (Outcome::Rejected, _) => false,
            (_, Outcome::Rejected) => cost.misfits == 0,
            _ => cost.edits < best.2.edits && cost.all() < best.2.all(),
        };
        if is_better {
            let (loser, read, before) = std::mem::replace(&mut best, (kind, report, cost));
            rival = (read.outcome != Outcome::Rejected).then_some((loser, before, differs));
        } else {
            rival = Some((kind, cost, differs));
        }
    }
    let (kind, mut report, cost) = best;
    let is_near = |(_, other, differs): &(PayloadKind, Cost, bool)| {
        *differs && other.edits <= cost.edits + NEAR && other.all() <= cost.all() + NEAR
    };
    if let Some((other, ..)) = rival.filter(is_near).filter(|_| report.outcome != Outcome::Rejected) {
        doubt(&mut report);
        let help = format!("read as {kind}; as {other} it costs about as much: name the type to choose one");
        report.note(Diagnostic::new(Code::Ambiguous, Span::at(0)).help(help), input);
    }
    (kind, report)
}

/// Marks a report as one of two readings: none of its edits is certain.
fn doubt<T>(report: &mut Report<T>) {
    report.ambiguous = true;
    for edit in &mut report.edits {
        edit.applicability = edit.applicability.min(Applicability::Likely);
    }
}

/// Returns the kind that the member names of a capture determine, even if envelopes surround the document. `None` if they
/// determine none, and for an input above the size limit.
///
/// ```
/// use authscan::{Options, auto, model::PayloadKind};
///
/// let options = Options::new();
/// assert_eq!(auto::kind_of(&options, br#"data: {"SessionIds": ["s"]}"#), Some(PayloadKind::HistoryBySession));
/// assert_eq!(auto::kind_of(&options, b"[1, 2]"), None);
/// ```
#[must_use]
pub fn kind_of(options: &Options, input: &[u8]) -> Option<PayloadKind> {
    // Recovery refuses the input anyway.
    if input.len() > options.limits().bytes {
        return None;
    }
    detect(&decode(input).text).kind.or_else(|| {
        // Some encodings, such as base64, hide every name.
        let guide = Guide { is_root: &is_root, ..Guide::NONE };
        let unwrapped = unwrap(input, &guide, options.limits());
        if unwrapped.is_plain() { None } else { detect(&decode(&unwrapped.bytes).text).kind }
    })
}

/// Returns the kind of a document in a string of other JSON, which was rejected as the kind that all its names determine.
/// The names of an envelope, such as those that an analyzer of packets repeats, may determine another kind than its
/// document is. `None` if no document of another kind is found.
fn kind_inside(options: &Options, input: &[u8], rejected: PayloadKind) -> Option<PayloadKind> {
    let text = decode(input).text;
    parse(&text, options.limits().depth).ok()?;
    let others = PayloadKind::ALL.iter().filter(|kind| **kind != rejected);
    others.map(|kind| options.recover_as(kind, input)).find_map(|report| {
        let document = report.repaired_text().filter(|_| report.outcome != Outcome::Rejected)?;
        detect(document).kind.filter(|kind| *kind != rejected)
    })
}

/// Returns whether some kind of payload has a root member with this name. JSON with none of them may contain an
/// embedded payload.
fn is_root(name: &str) -> bool {
    let has = |shape: &Shape| shape.node(shape.root()).member(name).is_some();
    PayloadKind::ALL.iter().any(|kind| has(kind.shape()))
}

/// Returns the other kinds with the member names of `kind`: the list of such payloads, or the element of the list.
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

/// Returns the only kind whose root has the first name of a text: a damaged document of this kind is not an envelope of
/// the documents in its strings.
fn rooted(text: &str) -> Option<PayloadKind> {
    let name = text.trim_start().strip_prefix('{')?.trim_start().strip_prefix('"')?.split('"').next()?;
    let mut kinds = PayloadKind::ALL.iter().copied().filter(|kind| {
        let shape = kind.shape();
        shape.node(shape.root()).member(name).is_some()
    });
    kinds.next().filter(|_| kinds.next().is_none())
}

/// Returns the number of letters and digits in the elements of a recovered list, without those of its longest element. 0
/// for a document that is not a list.
fn others<T>(report: &Report<T>, options: &Options, input: &[u8]) -> usize {
    let Some(text) = report.text(input) else { return 0 };
    let Ok(tape) = parse(&text, options.limits().depth) else { return 0 };
    let root = tape.root();
    let list = root.get("value").unwrap_or(root);
    let lengths = list.elements().map(|element| alphanumerics(element.raw()));
    let (sum, longest) = lengths.fold((0, 0), |(sum, longest), length| (sum + length, length.max(longest)));
    sum - longest
}

fn alphanumerics(text: &str) -> usize {
    text.chars().filter(|character| character.is_alphanumeric()).count()
}

/// Cost of recovering a capture as one kind.
#[derive(Clone, Copy)]
struct Cost {
    /// Cost of the edits and of the text that they drop.
    edits: usize,
    /// Cost of the values that do not fit even after the edits.
    misfits: usize,
}

impl Cost {
    fn of<T>(report: &Report<T>) -> Self {
        let edits: usize = report.edits.iter().map(|edit| price(edit.applicability) + dropped(edit)).sum();
        let lost = match report.outcome {
            Outcome::Partial => 4,
            // A check rejects every damaged document, so a rejection costs nothing.
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

/// Cost of the letters and digits that an edit drops. Text that the edit only rewrites is not dropped.
fn dropped(edit: &jsonmend::Edit) -> usize {
    2 * alphanumerics(&edit.removed).saturating_sub(alphanumerics(&edit.inserted)) / DROPPED
}
