//! Inputs that are not text: binary data, and encodings that `recover` removes.

use authscan::diagnostic::{Code, Diagnostic};
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan::text::Span;
use authscan::{Options, Outcome, Report};

/// Creates the report of a binary input.
pub(crate) fn refusal(options: &Options) -> Report<()> {
    let mut report = options.recover_shape(&Shape::ANY, b"");
    report.diagnostics = vec![
        Diagnostic::new(Code::InvalidUtf8, Span::at(0))
            .found("binary data, not text")
            .help("name a text file; archives are detected by their extension"),
    ];
    report
}

/// Names the encoding or compression of an input that is not UTF-8, if `recover` removes it from the whole input.
pub(crate) fn encoding(options: &Options, kind: Option<PayloadKind>, input: &[u8]) -> Option<&'static str> {
    if std::str::from_utf8(input).is_ok() && memchr::memchr(0, input).is_none() {
        return None;
    }
    let report = match kind {
        Some(kind) => options.recover_shape(kind.shape(), input),
        None => options.recover_shape(&Shape::ANY, input),
    };
    let first = report.edits.first().filter(|_| report.outcome != Outcome::Rejected)?;
    let is_whole = first.span.start == 0 && first.span.end == input.len();
    first.read_as.filter(|_| is_whole)
}
