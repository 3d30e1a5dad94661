//! Checking and recovery of one input.

use std::borrow::Cow;
use std::sync::Arc;

use crate::args::Payload;
use crate::expected::{Expectation, Kinds};
use crate::filter::Filter;
use crate::verdict::{self, Verdict};
use crate::{binary, digits};
use authscan::diagnostic::{Code, Diagnostic};
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan::syntax;
use authscan::text::Span;
use authscan::{Options, Outcome, Part, Report, auto};
use jsonmend::decode::is_binary;

/// A processed input, with its document as text.
pub(crate) struct Document<'i> {
    pub(crate) report: Report<()>,
    /// Kind of the payload; `None` for plain JSON.
    pub(crate) kind: Option<PayloadKind>,
    /// Shape of the document, if it is neither that of the kind nor that of plain JSON.
    pub(crate) shape: Option<Arc<Shape>>,
    /// JSON text; `None` if the input was rejected.
    pub(crate) text: Option<Cow<'i, str>>,
    /// Verdict on the whole input.
    pub(crate) verdict: Verdict,
}

/// Options of recovery.
pub(crate) struct Recovery<'r> {
    pub(crate) options: &'r Options,
    /// Whether documents are written in canonical form.
    pub(crate) canonical: bool,
    /// Filter of the reported findings.
    pub(crate) filter: &'r Filter,
}

/// Checks an input.
pub(crate) fn check<'i>(options: &Options, filter: &Filter, expected: &Expectation, input: &'i [u8]) -> Document<'i> {
    let Expectation { payload, shape, kinds } = expected.clone();
    let by_shape = |shape: Option<Arc<Shape>>| {
        let report = options.check_as(shape.as_deref().unwrap_or(&Shape::ANY), input);
        (report, None, shape)
    };
    let (mut report, kind, shape) = match shape {
        Some(shape) => by_shape(Some(shape)),
        None => match named(options, payload, input, |kind| check_kind(options, &kinds, kind, input)) {
            Some((kind, report)) => (report, Some(kind), kinds.get(kind).and_then(|kind| kind.shape.clone())),
            None => by_shape(kinds.any().cloned()),
        },
    };
    let whole = if report.conforms() { None } else { as_whole(options, kind, input) };
    match whole {
        Some(whole) => {
            report.diagnostics = vec![whole];
            report.edits.clear();
            report.ambiguous = false;
        }
        None => report = noted(report, payload, kind, input),
    }
    let is_json = report.conforms() || is_json(&report, input);
    filter.apply(&mut report);
    let verdict = Verdict::of_check(&report, is_json);
    Document { report, kind, shape, text: None, verdict }
}

fn check_kind(options: &Options, kinds: &Kinds, kind: PayloadKind, input: &[u8]) -> Report<()> {
    match kinds.get(kind) {
        Some(kind) => options.check_as(kind, input),
        None => options.check_as(&kind, input),
    }
}

/// Returns the single finding about an input that is not UTF-8, instead of one for each of its bytes.
fn as_whole(options: &Options, kind: Option<PayloadKind>, input: &[u8]) -> Option<Diagnostic> {
    if input.len() > options.limits().bytes {
        return None;
    }
    if let Some(encoding) = binary::encoding(options, kind, input) {
        let found = Diagnostic::new(Code::InvalidUtf8, Span::new(0, input.len())).found(encoding);
        return Some(found.help("decode the input with `authscan recover`"));
    }
    if std::str::from_utf8(input).is_err() && is_binary(input, None) {
        return binary::refusal(options).diagnostics.pop();
    }
    None
}

/// Returns whether an input is JSON of any type.
fn is_json(report: &Report<()>, input: &[u8]) -> bool {
    let is_refused = report.diagnostics.iter().any(|found| verdict::is_limit(found.code));
    is_refused || std::str::from_utf8(input).is_ok_and(|text| syntax::parse(text, usize::MAX).is_ok())
}

impl Recovery<'_> {
    /// Recovers an input, as captured or in canonical form.
    pub(crate) fn whole<'i>(&self, expected: &Expectation, input: &'i [u8]) -> Document<'i> {
        let read = self.read(expected, &Whole { options: self.options, input });
        self.document(read, input)
    }

    /// Recovers each document of an input separately, each as its own kind if no kind is given.
    pub(crate) fn each<'i>(&self, expected: &Expectation, input: &'i [u8]) -> Vec<Document<'i>> {
        let any = Shape::ANY;
        let named = |kind| expected.kinds.get(kind).map(|kind| kind as &dyn jsonmend::Payload);
        let told = match (&expected.shape, expected.payload) {
            (Some(shape), _) => Some(&**shape as &dyn jsonmend::Payload),
            (None, Payload::Kind(kind)) => named(kind),
            (None, Payload::Any) => None,
            (None, Payload::Auto) => auto::kind_of(self.options, input).and_then(named),
        };
        let mut others = Vec::new();
        let reports = self.options.recover_each(told.unwrap_or(&any), input, |part| {
            let Read { report, kind, shape, canon } = self.read(expected, part);
            others.push((kind, shape, canon));
            report
        });
        let reads = reports.into_iter().zip(others);
        reads.map(|(report, (kind, shape, canon))| self.document(Read { report, kind, shape, canon }, input)).collect()
    }

    fn document<'i>(&self, read: Read, input: &'i [u8]) -> Document<'i> {
        let Read { mut report, kind, shape, canon } = read;
        if report.outcome > Outcome::Clean && is_binary(input, report.repaired_text()) {
            report = binary::refusal(self.options);
        }
        let text = match report.outcome {
            Outcome::Rejected => None,
            _ => canon.map(Cow::Owned).or_else(|| text(&report, input)),
        };
        self.filter.apply(&mut report);
        let verdict = Verdict::Recovered(report.outcome);
        Document { report, kind, shape, text, verdict }
    }

    fn read(&self, expected: &Expectation, input: &impl Readable) -> Read {
        let Expectation { payload, shape, kinds } = expected.clone();
        if let Some(shape) = shape {
            return Read { report: input.by_kind(&*shape), kind: None, shape: Some(shape), canon: None };
        }
        let by_kind = |kind| kinds.get(kind).map_or_else(|| input.by_kind(&kind), |kind| input.by_kind(kind));
        let own_shape = |kind| kinds.get(kind).and_then(|kind| kind.shape.clone());
        if self.canonical {
            let canonical = |kind| kinds.get(kind).map_or_else(|| input.canonical(&kind), |kind| input.canonical(kind));
            if let Some((kind, mut report)) = named(self.options, payload, input.bytes(), canonical) {
                let value = report.value.take();
                let text = report.repaired_text().map_or_else(|| String::from_utf8_lossy(input.bytes()), Cow::Borrowed);
                let exact = || digits::canonical(kind, &text, self.options.limits().depth);
                let canon = value.map(|value| exact().unwrap_or_else(|| format!("{value:#}\n")));
                return Read { report: report.map(|_| ()), kind: Some(kind), shape: own_shape(kind), canon };
            }
        }
        if let Some((kind, report)) = named(self.options, payload, input.bytes(), by_kind) {
            return Read { report, kind: Some(kind), shape: own_shape(kind), canon: None };
        }
        let shape = kinds.any().cloned();
        let report = input.by_shape(shape.as_deref().unwrap_or(&Shape::ANY));
        Read { report: noted(report, payload, None, input.bytes()), kind: None, shape, canon: None }
    }
}

/// A readable unit: an input, or one of its documents.
trait Readable {
    fn bytes(&self) -> &[u8];
    fn by_shape(&self, shape: &Shape) -> Report<()>;
    fn by_kind(&self, kind: &dyn jsonmend::Payload) -> Report<()>;
    fn canonical(&self, kind: &dyn jsonmend::Payload) -> Report<serde_json::Value>;
}

/// A whole input.
struct Whole<'i> {
    options: &'i Options,
    input: &'i [u8],
}

impl Readable for Whole<'_> {
    fn bytes(&self) -> &[u8] {
        self.input
    }

    fn by_shape(&self, shape: &Shape) -> Report<()> {
        self.options.recover_shape(shape, self.input)
    }

    fn by_kind(&self, kind: &dyn jsonmend::Payload) -> Report<()> {
        self.options.recover_as(kind, self.input)
    }

    fn canonical(&self, kind: &dyn jsonmend::Payload) -> Report<serde_json::Value> {
        self.options.recover_canonical(kind, self.input)
    }
}

impl Readable for Part<'_> {
    fn bytes(&self) -> &[u8] {
        Part::bytes(self)
    }

    fn by_shape(&self, shape: &Shape) -> Report<()> {
        self.recover_shape(shape)
    }

    fn by_kind(&self, kind: &dyn jsonmend::Payload) -> Report<()> {
        self.recover_as(kind)
    }

    fn canonical(&self, kind: &dyn jsonmend::Payload) -> Report<serde_json::Value> {
        self.recover_canonical(kind)
    }
}

/// Result of a recovery.
struct Read {
    report: Report<()>,
    kind: Option<PayloadKind>,
    shape: Option<Arc<Shape>>,
    /// Canonical form; `None` if it was not requested.
    canon: Option<String>,
}

/// Recovers an input as the given kind, or as the detected one. `None` if there is no kind.
fn named<T>(
    options: &Options,
    payload: Payload,
    input: &[u8],
    read: impl Fn(PayloadKind) -> Report<T>,
) -> Option<(PayloadKind, Report<T>)> {
    match payload {
        Payload::Any => None,
        Payload::Kind(kind) => Some((kind, read(kind))),
        Payload::Auto => auto::settle(options, input, read),
    }
}

/// Returns the document as text; `None` if the input was rejected.
fn text<'i>(report: &Report<()>, input: &'i [u8]) -> Option<Cow<'i, str>> {
    match report.outcome {
        Outcome::Rejected => None,
        _ => match report.repaired_text() {
            Some(text) => Some(Cow::Owned(text.to_owned())),
            // Most inputs are UTF-8, which is not copied.
            None => Some(std::str::from_utf8(input).map_or_else(|_| String::from_utf8_lossy(input), Cow::Borrowed)),
        },
    }
}

/// Adds a finding if the kind of payload was not detected.
fn noted(mut report: Report<()>, payload: Payload, kind: Option<PayloadKind>, input: &[u8]) -> Report<()> {
    if matches!(payload, Payload::Auto) && kind.is_none() && report.outcome != Outcome::Rejected {
        report.note(Diagnostic::new(Code::UnknownPayload, Span::at(0)), input);
    }
    report
}
