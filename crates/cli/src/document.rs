use std::borrow::Cow;
use std::sync::Arc;

use crate::args::Payload;
use crate::expected::Expected;
use crate::kinds;
use authscan::diagnostic::{Code, Diagnostic};
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan::text::Span;
use authscan::{Options, Outcome, Part, Report};

/// What came of one input, with the document as text.
pub(crate) struct Document<'i> {
    pub(crate) report: Report<()>,
    /// What it was read as.
    pub(crate) kind: Option<PayloadKind>,
    /// The shape of a schema or of captures that it was read by.
    pub(crate) shape: Option<Arc<Shape>>,
    /// JSON; `None` where the input was rejected.
    pub(crate) text: Option<Cow<'i, str>>,
}

/// Checks an input.
pub(crate) fn check<'i>(options: &Options, expected: &Expected, input: &'i [u8]) -> Document<'i> {
    let Expected { payload, shape } = expected.clone();
    if let Some(shape) = shape {
        let report = options.check_as(&*shape, input);
        return Document { report, kind: None, shape: Some(shape), text: None };
    }
    let (kind, report) = match named(options, payload, input, |kind| options.check_as(&kind, input)) {
        Some((kind, report)) => (Some(kind), report),
        None => (None, options.check_as(&Shape::ANY, input)),
    };
    Document { report: noted(report, payload, kind, input), kind, shape: None, text: None }
}

/// Recovers an input, as captured or in canonical form.
pub(crate) fn recover<'i>(options: &Options, expected: &Expected, canonical: bool, input: &'i [u8]) -> Document<'i> {
    let Read { report, kind, shape, canon } = read(options, expected, canonical, &Whole { options, input });
    let text = canon.map(Cow::Owned).or_else(|| text(&report, input));
    Document { report, kind, shape, text }
}

/// Recovers each document of an input alone, each as a kind of its own where none is named.
pub(crate) fn recover_all<'i>(
    options: &Options,
    expected: &Expected,
    canonical: bool,
    input: &'i [u8],
) -> Vec<Document<'i>> {
    let named = |kind: PayloadKind| PayloadKind::ALL.iter().find(|other| **other == kind);
    let any = Shape::ANY;
    let guide: &dyn jsonmend::Payload = match (&expected.shape, expected.payload) {
        (Some(shape), _) => &**shape,
        (None, Payload::Kind(kind)) => named(kind).map_or(&any, |kind| kind),
        (None, Payload::Any) => &any,
        (None, Payload::Auto) => match kinds::told(options, input).and_then(named) {
            Some(kind) => kind,
            None => &any,
        },
    };
    let mut others = Vec::new();
    let reports = options.recover_each(guide, input, |part| {
        let Read { report, kind, shape, canon } = read(options, expected, canonical, part);
        others.push((kind, shape, canon));
        report
    });
    let documents = reports.into_iter().zip(others).map(|(report, (kind, shape, canon))| {
        let text = canon.map(Cow::Owned).or_else(|| text(&report, input));
        Document { report, kind, shape, text }
    });
    documents.collect()
}

/// What can be read: an input, or one of its documents.
trait Readable {
    fn bytes(&self) -> &[u8];
    fn by_shape(&self, shape: &Shape) -> Report<()>;
    fn by_kind(&self, kind: PayloadKind) -> Report<()>;
    fn canonical(&self, kind: PayloadKind) -> Report<serde_json::Value>;
}

/// An input as a whole.
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

    fn by_kind(&self, kind: PayloadKind) -> Report<()> {
        self.options.recover_as(&kind, self.input)
    }

    fn canonical(&self, kind: PayloadKind) -> Report<serde_json::Value> {
        self.options.recover_canonical(&kind, self.input)
    }
}

impl Readable for Part<'_> {
    fn bytes(&self) -> &[u8] {
        Part::bytes(self)
    }

    fn by_shape(&self, shape: &Shape) -> Report<()> {
        self.recover_shape(shape)
    }

    fn by_kind(&self, kind: PayloadKind) -> Report<()> {
        self.recover_as(&kind)
    }

    fn canonical(&self, kind: PayloadKind) -> Report<serde_json::Value> {
        self.recover_canonical(&kind)
    }
}

/// What came of reading.
struct Read {
    report: Report<()>,
    kind: Option<PayloadKind>,
    shape: Option<Arc<Shape>>,
    /// The canonical form, if that was asked for.
    canon: Option<String>,
}

fn read(options: &Options, expected: &Expected, canonical: bool, input: &impl Readable) -> Read {
    let Expected { payload, shape } = expected.clone();
    if let Some(shape) = shape {
        return Read { report: input.by_shape(&shape), kind: None, shape: Some(shape), canon: None };
    }
    if canonical {
        if let Some((kind, mut report)) = named(options, payload, input.bytes(), |kind| input.canonical(kind)) {
            let canon = report.value.take().map(|value| format!("{value:#}\n"));
            return Read { report: report.map(|_| ()), kind: Some(kind), shape: None, canon };
        }
    }
    let (kind, report) = match named(options, payload, input.bytes(), |kind| input.by_kind(kind)) {
        Some((kind, report)) => (Some(kind), report),
        None => (None, input.by_shape(&Shape::ANY)),
    };
    Read { report: noted(report, payload, kind, input.bytes()), kind, shape: None, canon: None }
}

/// Reads an input as the kind that was named, or that is found with the reading. `None` where there is no kind.
fn named<T>(
    options: &Options,
    payload: Payload,
    input: &[u8],
    read: impl Fn(PayloadKind) -> Report<T>,
) -> Option<(PayloadKind, Report<T>)> {
    match payload {
        Payload::Any => None,
        Payload::Kind(kind) => Some((kind, read(kind))),
        Payload::Auto => kinds::settle(options, input, read),
    }
}

/// The document as text, unless the input was rejected.
fn text<'i>(report: &Report<()>, input: &'i [u8]) -> Option<Cow<'i, str>> {
    match report.outcome {
        Outcome::Rejected => None,
        _ => match report.repaired_text() {
            Some(text) => Some(Cow::Owned(text.to_owned())),
            // What is UTF-8, as most is, is not looked at byte by byte.
            None => Some(std::str::from_utf8(input).map_or_else(|_| String::from_utf8_lossy(input), Cow::Borrowed)),
        },
    }
}

/// Says so where the content did not tell what the payload is.
fn noted(mut report: Report<()>, payload: Payload, kind: Option<PayloadKind>, input: &[u8]) -> Report<()> {
    if matches!(payload, Payload::Auto) && kind.is_none() && report.outcome != Outcome::Rejected {
        report.note(Diagnostic::new(Code::UnknownPayload, Span::at(0)), input);
    }
    report
}
