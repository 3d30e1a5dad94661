//! Validation against the model, and the canonical form.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{is_bounded, shapes, with_type};
use authscan::Options;
use authscan::diagnostic::{Code, Severity};
use authscan::schema::Shape;
use authscan::syntax::parse;
use authscan::{Outcome, Report};

/// Asserts that validation does not panic, changes nothing, and accepts only documents that the model reads.
pub fn check(input: &[u8]) {
    for (kind, shape) in shapes(input) {
        let report = Options::new().check_as(shape, input);
        is_sound(&report, input);
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(input).is_ok();
        assert!(report.outcome != Outcome::Clean || is_json, "clean, but no JSON: {report:?}");
        if let Some(kind) = kind {
            with_type!(kind, agrees(input, kind.shape()));
        } else if serde_json::from_slice::<serde_json::Value>(input).is_ok() {
            // Without a shape only a duplicate name is a finding.
            let known = report.diagnostics.iter().all(|found| found.code == Code::DuplicateMember);
            assert!(known, "{report:?}");
        }
    }
}

fn is_sound<T>(report: &Report<T>, input: &[u8]) {
    is_bounded(report, input.len());
    assert!(report.repaired_text().is_none(), "{report:?}");
    // JSON is read unchanged; after a fault, every assumed repair is reported.
    let is_json = std::str::from_utf8(input).is_ok_and(|text| parse(text, Options::DEEPEST).is_ok());
    assert!(!is_json || (report.edits.is_empty() && report.steps == 0), "{report:?}");
    let places = || report.diagnostics.windows(2).all(|pair| pair[0].span.start < pair[1].span.start);
    assert!(report.edits.is_empty() || places(), "two findings at one place: {report:?}");
    let wrong = report.diagnostics.iter().any(|found| found.severity == Severity::Error);
    let expected = if wrong { Outcome::Rejected } else { Outcome::Clean };
    assert_eq!(report.outcome, expected, "{report:?}");
    assert_eq!(report.value.is_some(), !wrong, "{report:?}");
    assert!(report.diagnostics.is_sorted_by_key(|found| found.span.start), "{report:?}");
    for found in &report.diagnostics {
        assert!(found.span.end <= input.len() && !found.message().is_empty(), "{report:?}");
    }
}

/// Asserts that an input that conforms to `T` is read as `T`, and that its serialization conforms too.
fn agrees<T: DeserializeOwned + Serialize + schemars::JsonSchema + 'static>(input: &[u8], shape: &Shape) {
    let report = authscan::check::<T>(input);
    is_sound(&report, input);
    if report.value.is_none() {
        return;
    }
    let text = || String::from_utf8_lossy(input);
    let value =
        serde_json::from_slice::<T>(input).unwrap_or_else(|error| panic!("checks out, but {error}: {:?}", text()));
    let written = serde_json::to_vec(&value).expect("a model writes itself");
    let again = Options::new().check_as(shape, &written);
    assert!(again.conforms(), "{:?} checks out, but not {:?}: {again:?}", text(), String::from_utf8_lossy(&written));
    let names = again.diagnostics.iter().all(|found| found.code != Code::NoncanonicalName);
    assert!(names, "written in another spelling: {:?}", String::from_utf8_lossy(&written));
}

/// Asserts that printing, parsing and printing again gives the first text, and an equal value.
pub fn canonical(input: &[u8]) {
    for (kind, _) in shapes(input) {
        let Some(kind) = kind else { continue };
        with_type!(kind, prints(input));
    }
}

fn prints<T: DeserializeOwned + Serialize + schemars::JsonSchema + PartialEq + std::fmt::Debug + 'static>(
    input: &[u8],
) {
    let report = Options::new().recover::<T>(input);
    is_bounded(&report, super::length(&report, input));
    let Some(value) = report.value else { return };
    let printed = serde_json::to_string(&value).expect("a model writes itself");
    assert_eq!(authscan::to_string(&value).expect("a model writes itself"), printed);
    let parsed: T = authscan::parse(printed.as_bytes()).unwrap_or_else(|error| panic!("{error}: {printed}"));
    assert_eq!(parsed, value, "{printed}");
    assert_eq!(serde_json::to_string(&parsed).expect("a model writes itself"), printed);
    let again = authscan::recover::<T>(printed.as_bytes());
    assert_eq!(again.outcome, Outcome::Clean, "{printed}: {again:?}");
}
