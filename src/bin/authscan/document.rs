use authscan::capture::{Guide, decode, unwrap};
use authscan::diagnostic::{Code, Diagnostic};
use authscan::model::{PayloadKind, detect};
use authscan::schema::Shape;
use authscan::text::Span;
use authscan::{Options, Outcome, Report};

use crate::args::Payload;

/// What came of one input, with the document as text.
pub(crate) struct Document {
    pub(crate) report: Report<()>,
    /// What it was read as.
    pub(crate) kind: Option<PayloadKind>,
    /// JSON; `None` where the input was rejected.
    pub(crate) text: Option<String>,
}

/// Checks an input.
pub(crate) fn check(options: &Options, payload: Payload, input: &[u8]) -> Document {
    let kind = kind(options, payload, input);
    let report = match kind {
        Some(kind) => options.check_kind(kind, input),
        None => options.check_shape(&Shape::ANY, input),
    };
    Document { report: noted(report, payload, kind, input), kind, text: None }
}

/// Recovers an input, as captured or in canonical form.
pub(crate) fn recover(options: &Options, payload: Payload, canonical: bool, input: &[u8]) -> Document {
    let kind = kind(options, payload, input);
    if let (Some(kind), true) = (kind, canonical) {
        let mut report = options.recover_kind(kind, input);
        let text = report.value.take().map(|value| format!("{value:#}\n"));
        return Document { report: report.map(|_| ()), kind: Some(kind), text };
    }
    let report = match kind {
        Some(kind) => fitting(options, kind, input),
        None => options.recover_shape(&Shape::ANY, input),
    };
    let report = noted(report, payload, kind, input);
    let text = match report.outcome {
        Outcome::Rejected => None,
        _ => Some(report.repaired_text().map_or_else(|| String::from_utf8_lossy(input).into_owned(), str::to_owned)),
    };
    Document { report, kind, text }
}

fn kind(options: &Options, payload: Payload, input: &[u8]) -> Option<PayloadKind> {
    match payload {
        Payload::Any => None,
        Payload::Kind(kind) => Some(kind),
        // It will be refused anyway.
        Payload::Auto if input.len() > options.limits().bytes => None,
        Payload::Auto => detect(&decode(input).text).kind.or_else(|| {
            // Some wrappers hide every name.
            let unwrapped = unwrap(input, &Guide::NONE, options.limits());
            if unwrapped.is_plain() { None } else { detect(&decode(&unwrapped.bytes).text).kind }
        }),
    }
}

/// Recovers an input as a kind of payload, with values of the wrong kind taken for what they must mean. What does not fit
/// even so is left as it stands: that is for `check` to judge.
fn fitting(options: &Options, kind: PayloadKind, input: &[u8]) -> Report<()> {
    let report = options.recover_shape(kind.shape(), input);
    let text = report.repaired_text().map_or(input, str::as_bytes);
    if report.outcome == Outcome::Rejected || options.reads_as(kind, text) {
        return report;
    }
    let fitted = options.recover_kind(kind, input).map(drop);
    if fitted.outcome == Outcome::Rejected { report } else { fitted }
}

/// Says so where the content did not tell what the payload is.
fn noted(mut report: Report<()>, payload: Payload, kind: Option<PayloadKind>, input: &[u8]) -> Report<()> {
    if matches!(payload, Payload::Auto) && kind.is_none() && report.outcome != Outcome::Rejected {
        report.note(Diagnostic::new(Code::UnknownPayload, Span::at(0)), input);
    }
    report
}
