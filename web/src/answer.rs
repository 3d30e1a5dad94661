//! Requests and answers: the JSON that the host and the module exchange.

use std::borrow::Cow;

use authscan::codes;
use authscan::diagnostic::{Code, Diagnostic};
use authscan::model::PayloadKind;
use authscan::redact::Mask;
use authscan::schema::Shape;
use authscan::text::{LineIndex, Span};
use authscan::{Edit, Options, Outcome, Report};
use jsonmend::decode::is_binary;
use serde_json::{Value, json};

use crate::masks;

/// A request that cannot be answered.
struct Refusal {
    /// `request`, `kind` or `schema`.
    about: &'static str,
    message: String,
}

/// Interpretation that the request asks for.
enum Target {
    Auto,
    Any,
    Kind(PayloadKind),
    Schema(Box<Shape>),
}

/// A recovered capture.
struct Recovered {
    kind: Option<PayloadKind>,
    report: Report<()>,
}

/// Answers a request about a capture.
///
/// The request is a JSON object with the members `kind` (`auto`, `any` or the name of a payload kind), `schema` (the text of
/// a JSON Schema; excludes a kind), `maxBytes` (the size limit) and `masks` (whether the answer has redacted spans). All are
/// optional.
///
/// The answer is the length of a JSON text as four bytes, little-endian, this text, and the text of the document up to the
/// end. The JSON is an object: the report, or, if the request is invalid, `{"error": {"about", "message"}}`.
#[must_use]
pub fn answer(request: &[u8], capture: &[u8]) -> Vec<u8> {
    match recover(request, capture) {
        Ok((report, document)) => pack(&report, &document),
        Err(refusal) => pack(&json!({"error": {"about": refusal.about, "message": refusal.message}}), ""),
    }
}

/// Describes the module: its version, the payload kinds, and each diagnostic code with its title and explanation.
#[must_use]
pub fn about() -> Value {
    let codes = codes::all().map(|code| {
        let explanation = code.explanation().split_whitespace().collect::<Vec<_>>().join(" ");
        (code.name().to_owned(), json!([code.title(), explanation]))
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "kinds": PayloadKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>(),
        "codes": codes.collect::<serde_json::Map<_, _>>(),
    })
}

fn pack(report: &Value, document: &str) -> Vec<u8> {
    let report = report.to_string();
    let length = u32::try_from(report.len()).unwrap_or(u32::MAX).to_le_bytes();
    [&length, report.as_bytes(), document.as_bytes()].concat()
}

fn recover(request: &[u8], capture: &[u8]) -> Result<(Value, String), Refusal> {
    let request: Value =
        serde_json::from_slice(request).map_err(|error| Refusal { about: "request", message: error.to_string() })?;
    let (target, unused) = Target::new(&request)?;
    let limit = request.get("maxBytes").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let options = limit.map_or_else(Options::new, |limit| Options::new().max_bytes(limit));
    let recovered = target.recover(&options, capture);
    let shape = target.shape(recovered.kind);
    let document = recovered.report.text(capture).unwrap_or_default().into_owned();
    let mut value = recovered.to_json(capture);
    if let Value::Object(members) = &mut value {
        members.insert("unusedSchemaParts".into(), unused);
        if request.get("masks").and_then(Value::as_bool) == Some(true) {
            // A capture over the size limit was not searched for secrets and cannot be shown.
            let is_searched = capture.len() <= options.limits().bytes;
            let mask = is_searched.then(|| masks::of_capture(capture, &recovered.report, &shape));
            members.insert("mask".into(), mask.map_or(Value::Null, |mask| spans(&mask)));
            let mask = recovered.report.repaired_mask().clone().union(masks::of_text(&document, &shape));
            members.insert("documentMask".into(), spans(&mask));
        }
    }
    Ok((value, document))
}

fn spans(mask: &Mask) -> Value {
    mask.spans().iter().map(|span| json!([span.start, span.end])).collect()
}

impl Target {
    /// Reads the target of a request, and the parts of its schema that recovery does not use.
    fn new(request: &Value) -> Result<(Self, Value), Refusal> {
        let refuse = |about, message: String| Refusal { about, message };
        let kind = request.get("kind").map_or(Ok("auto"), |kind| {
            kind.as_str().ok_or_else(|| refuse("kind", "the kind is not a string".into()))
        })?;
        let schema = match request.get("schema") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text),
            Some(_) => return Err(refuse("schema", "the schema is not the text of a JSON Schema".into())),
        };
        match (schema, kind) {
            (Some(text), "auto" | "any") => {
                let refused = |message: String| refuse("schema", message);
                let schema: Value = serde_json::from_str(text).map_err(|error| refused(error.to_string()))?;
                let (shape, unused) = Shape::compile(&schema).map_err(|error| refused(error.to_string()))?;
                let unused = unused.iter().map(ToString::to_string).map(Value::String).collect();
                Ok((Self::Schema(Box::new(shape)), unused))
            }
            (Some(_), _) => Err(refuse("kind", "pass either a kind or a schema".into())),
            (None, "auto") => Ok((Self::Auto, json!([]))),
            (None, "any") => Ok((Self::Any, json!([]))),
            (None, name) => match name.parse() {
                Ok(kind) => Ok((Self::Kind(kind), json!([]))),
                Err(_) => Err(refuse("kind", format!("unknown kind {name:?}"))),
            },
        }
    }

    fn recover(&self, options: &Options, capture: &[u8]) -> Recovered {
        let (kind, report) = match self {
            Self::Auto => authscan::auto::recover(options, capture),
            Self::Any => (None, options.recover_shape(&Shape::ANY, capture)),
            Self::Kind(kind) => (Some(*kind), options.recover_as(kind, capture)),
            Self::Schema(shape) => (None, options.recover_as(&**shape, capture)),
        };
        if capture.len() <= options.limits().bytes && is_binary(capture, report.repaired_text()) {
            return Recovered { kind: None, report: binary_report(options) };
        }
        Recovered { kind, report }
    }

    /// Returns the shape that a capture was read by.
    fn shape(&self, kind: Option<PayloadKind>) -> Cow<'_, Shape> {
        match (self, kind) {
            (Self::Schema(shape), _) => Cow::Borrowed(shape),
            (_, Some(kind)) => Cow::Borrowed(kind.shape()),
            (_, None) => Cow::Owned(Shape::ANY),
        }
    }
}

/// Returns the report of a binary capture.
fn binary_report(options: &Options) -> Report<()> {
    let mut report = options.recover_shape(&Shape::ANY, b"");
    report.diagnostics = vec![Diagnostic::new(Code::InvalidUtf8, Span::at(0)).found("binary data, not text")];
    report
}

impl Recovered {
    fn to_json(&self, capture: &[u8]) -> Value {
        let report = &self.report;
        let index = LineIndex::new(capture);
        json!({
            "outcome": report.outcome.name(),
            "ambiguous": report.ambiguous,
            "kind": self.kind.map(PayloadKind::name),
            "conforms": report.conforms(),
            "hasDocument": report.outcome != Outcome::Rejected,
            "edits": report.edits.iter().map(|edit| edit_json(edit, &index)).collect::<Value>(),
            "diagnostics": report.diagnostics.iter().map(|found| diagnostic_json(found, &index)).collect::<Value>(),
        })
    }
}

fn edit_json(edit: &Edit, index: &LineIndex<'_>) -> Value {
    let position = index.position(edit.span.start);
    json!({
        "code": edit.code.name(),
        "applicability": edit.applicability.name(),
        "start": edit.span.start,
        "end": edit.span.end,
        "line": position.line,
        "column": position.column,
        "removed": edit.removed,
        "inserted": edit.inserted,
        "place": edit.place.map(|place| [place.start, place.end]),
        "readAs": edit.read_as,
        "description": edit.describe(),
    })
}

fn diagnostic_json(found: &Diagnostic, index: &LineIndex<'_>) -> Value {
    let position = index.position(found.span.start);
    json!({
        "code": found.code.name(),
        "severity": found.severity.name(),
        "message": found.message(),
        "help": found.help.as_ref().map(ToString::to_string),
        "pointer": found.pointer,
        "start": found.span.start,
        "end": found.span.end,
        "line": position.line,
        "column": position.column,
        "inEdits": found.told_by_edit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(request: &Value, capture: &[u8]) -> (Value, String) {
        let bytes = answer(request.to_string().as_bytes(), capture);
        let length = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
        let report = serde_json::from_slice(&bytes[4..4 + length]).unwrap();
        (report, String::from_utf8(bytes[4 + length..].to_vec()).unwrap())
    }

    #[test]
    fn masks_hide_secrets_that_no_edit_shows() {
        let secret = "hunter2";
        for capture in [
            r#"{"password": "hunter2"}"#,
            r#"{"password": "hunter2", "list": [1, 2,]}"#,
            r#"{"list": [1, 2,], "text": "{\"password\": \"hunter2\"}"}"#,
            "password=hunter2",
        ] {
            let (report, document) = ask(&json!({"kind": "any", "masks": true}), capture.as_bytes());
            for (text, mask) in [(capture, &report["mask"]), (&*document, &report["documentMask"])] {
                let spans: Vec<(usize, usize)> = serde_json::from_value(mask.clone()).unwrap();
                let hidden = Mask::new(spans.into_iter().map(|(start, end)| Span::new(start, end))).apply(text);
                assert!(!hidden.contains(secret), "{capture}: {hidden}");
            }
            assert!(!report.to_string().contains(secret), "{report}");
        }
    }

    #[test]
    fn a_capture_over_the_limit_has_no_mask() {
        let (report, document) = ask(&json!({"maxBytes": 3, "masks": true}), b"[1, 2]");
        assert_eq!((&report["mask"], &report["outcome"], &*document), (&Value::Null, &json!("rejected"), ""));
    }

    #[test]
    fn invalid_requests_are_refused() {
        for (request, about) in [
            (json!({"kind": "none"}), "kind"),
            (json!({"kind": 1}), "kind"),
            (json!({"kind": "agents", "schema": "{}"}), "kind"),
            (json!({"schema": "{"}), "schema"),
            (json!({"schema": "[]"}), "schema"),
            (json!({"schema": {}}), "schema"),
        ] {
            assert_eq!(ask(&request, b"[]").0["error"]["about"], about, "{request}");
        }
        let report = answer(b"", b"[]");
        assert!(report.windows(7).any(|bytes| bytes == b"request"));
    }

    #[test]
    fn every_code_and_kind_is_described() {
        let about = about();
        assert_eq!(about["codes"].as_object().unwrap().len(), codes::all().count());
        assert_eq!(about["kinds"].as_array().unwrap().len(), PayloadKind::ALL.len());
    }
}
