//! Values of the wrong kind: what can mean only one thing is taken so and reported, the rest is refused.
#![allow(clippy::unwrap_used, reason = "a failed test is to panic")]

use authscan::diagnostic::Code;
use authscan::model::PayloadKind;
use authscan::{Options, Outcome};

fn read(kind: PayloadKind, input: &str) -> authscan::Report<serde_json::Value> {
    Options::new().recover_kind(kind, input.as_bytes())
}

/// Input, and what it must mean.
const TAKEN: &[(PayloadKind, &str, &str)] = &[
    (PayloadKind::Update, r#"{"intervalInHours": "4"}"#, r#"{"intervalInHours":4}"#),
    (PayloadKind::Update, r#"{"scanName": 7}"#, r#"{"scanName":"7"}"#),
    (PayloadKind::Update, r#"{"scannerAgent": [{"machineId": "a"}]}"#, r#"{"scannerAgent":{"machineId":"a"}}"#),
    (PayloadKind::HistoryBySession, r#"{"SessionIds": [1]}"#, r#"{"SessionIds":["1"]}"#),
    (
        PayloadKind::Definition,
        r#"{"id": "d", "latestScan": {"executionDateTime": "2024-01-02T03:04:05.12345670000Z"}}"#,
        r#"{"id":"d","latestScan":{"executionDateTime":"2024-01-02T03:04:05.1234567Z"}}"#,
    ),
    // Damage and a wrong kind in one.
    (PayloadKind::Update, r#"{"intervalInHours": "4",}"#, r#"{"intervalInHours":4}"#),
];

#[test]
fn what_can_mean_only_one_thing_is_taken_so() {
    for (kind, input, meant) in TAKEN {
        let report = read(*kind, input);
        assert_eq!(report.outcome, Outcome::Repaired, "{input}: {:?}", report.diagnostics);
        assert_eq!(report.value.unwrap(), serde_json::from_str::<serde_json::Value>(meant).unwrap(), "{input}");
        assert!(report.edits.iter().any(|edit| edit.code == Code::CoercedValue), "{input}");
    }
}

#[test]
fn what_is_doubtful_is_refused() {
    for input in [
        r#"{"intervalInHours": "4h"}"#,
        r#"{"intervalInHours": 4.5}"#,
        r#"{"intervalInHours": 99999999999}"#,
        r#"{"isActive": "maybe"}"#,
        r#"{"scannerAgent": [{"machineId": "a"}, {"machineId": "b"}]}"#,
    ] {
        let report = read(PayloadKind::Update, input);
        assert_eq!(report.outcome, Outcome::Rejected, "{input}");
        assert!(report.value.is_none() && report.edits.is_empty(), "{input}");
        assert!(!report.conforms(), "{input}");
    }
}

#[test]
fn what_fits_stays_as_it_is() {
    let report = read(PayloadKind::Update, r#"{"intervalInHours": 4, "isActive": "True", "scanName": "7"}"#);
    assert_eq!(report.outcome, Outcome::Clean);
    assert!(report.edits.is_empty());
}
