use std::borrow::Cow;
use std::sync::Arc;

use authscan::diagnostic::{Code, Diagnostic};
use authscan::model::{PayloadKind, detect};
use authscan::schema::Shape;
use authscan::text::Span;
use authscan::{Options, Outcome, Report};
use jsonmend::decode::{Guide, decode, unwrap};

use crate::args::Payload;
use crate::expected::Expected;

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
    let kind = kind(options, payload, input);
    let report = match kind {
        Some(kind) => options.check_as(&kind, input),
        None => options.check_as(&Shape::ANY, input),
    };
    Document { report: noted(report, payload, kind, input), kind, shape: None, text: None }
}

/// Recovers an input, as captured or in canonical form.
pub(crate) fn recover<'i>(options: &Options, expected: &Expected, canonical: bool, input: &'i [u8]) -> Document<'i> {
    let Expected { payload, shape } = expected.clone();
    if let Some(shape) = shape {
        let report = options.recover_shape(&shape, input);
        let text = text(&report, input);
        return Document { report, kind: None, shape: Some(shape), text };
    }
    let kind = kind(options, payload, input);
    if let (Some(kind), true) = (kind, canonical) {
        let mut report = options.recover_canonical(&kind, input);
        let text = report.value.take().map(|value| Cow::Owned(format!("{value:#}\n")));
        return Document { report: report.map(|_| ()), kind: Some(kind), shape: None, text };
    }
    let report = match kind {
        Some(kind) => options.recover_as(&kind, input),
        None => options.recover_shape(&Shape::ANY, input),
    };
    let report = noted(report, payload, kind, input);
    let text = text(&report, input);
    Document { report, kind, shape: None, text }
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

fn kind(options: &Options, payload: Payload, input: &[u8]) -> Option<PayloadKind> {
    match payload {
        Payload::Any => None,
        Payload::Kind(kind) => Some(kind),
        // It will be refused anyway.
        Payload::Auto if input.len() > options.limits().bytes => None,
        Payload::Auto => detect(&decode(input).text).kind.or_else(|| {
            // Some wrappers hide every name.
            let guide = Guide { is_root: &is_root, ..Guide::NONE };
            let unwrapped = unwrap(input, &guide, options.limits());
            if unwrapped.is_plain() { None } else { detect(&decode(&unwrapped.bytes).text).kind }
        }),
    }
}

/// Whether some payload has a member of that name: JSON without any may hold one.
fn is_root(name: &str) -> bool {
    let has = |shape: &Shape| shape.node(shape.root()).member(name).is_some();
    PayloadKind::ALL.iter().any(|kind| has(kind.shape()))
}

/// Says so where the content did not tell what the payload is.
fn noted(mut report: Report<()>, payload: Payload, kind: Option<PayloadKind>, input: &[u8]) -> Report<()> {
    if matches!(payload, Payload::Auto) && kind.is_none() && report.outcome != Outcome::Rejected {
        report.note(Diagnostic::new(Code::UnknownPayload, Span::at(0)), input);
    }
    report
}
