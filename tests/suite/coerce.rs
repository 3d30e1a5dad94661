//! Values of the wrong kind: a value with only one meaning is converted, any other is left out if siblings remain. Both
//! are reported.
use authscan::diagnostic::Code;
use authscan::model::PayloadKind;
use authscan::{Options, Outcome};

fn read(kind: PayloadKind, input: &str) -> authscan::Report<serde_json::Value> {
    Options::new().recover_canonical(&kind, input.as_bytes())
}

/// Kind, input, and the expected value.
const TAKEN: &[(PayloadKind, &str, &str)] = &[
    (PayloadKind::Update, r#"{"intervalInHours": "4"}"#, r#"{"intervalInHours":4}"#),
    (PayloadKind::Update, r#"{"scanName": 7}"#, r#"{"scanName":"7"}"#),
    (PayloadKind::Update, r#"{"scannerAgent": [{"machineId": "a"}]}"#, r#"{"scannerAgent":{"machineId":"a"}}"#),
    (PayloadKind::HistoryBySession, r#"{"SessionIds": [1]}"#, r#"{"SessionIds":["1"]}"#),
    // A list without its envelope.
    (PayloadKind::Definitions, r#"[{"id": "1"}, {"id": "2"}]"#, r#"{"value":[{"id":"1"},{"id":"2"}]}"#),
    (PayloadKind::Definitions, r#"[{"id": "1"}]"#, r#"{"value":[{"id":"1"}]}"#),
    (PayloadKind::Agents, r#"[]"#, r#"{"value":[]}"#),
    (PayloadKind::Definitions, r#"[{"value": [{"id": "1"}]}]"#, r#"{"value":[{"id":"1"}]}"#),
    // Damage and a wrong kind in one input.
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

/// Kind, input, the remaining document, and the removed parts.
const LEFT_OUT: &[(PayloadKind, &str, &str, &[&str])] = &[
    (
        PayloadKind::Definitions,
        r#"{"value": [{"id": "1"}, "junk", {"id": "2"}]}"#,
        r#"{"value":[{"id":"1"},{"id":"2"}]}"#,
        &[r#""junk", "#],
    ),
    (
        PayloadKind::Definitions,
        r#"{"value": ["a", {"id": "1"}, "b", ["c"], {"id": "2"}, 4, true]}"#,
        r#"{"value":[{"id":"1"},{"id":"2"}]}"#,
        &[r#""a", "#, r#""b", "#, r#"["c"], "#, ", 4", ", true"],
    ),
    // Removing a member loses less than removing the element.
    (
        PayloadKind::Definitions,
        r#"{"value": [{"id": "1", "intervalInHours": "often"}, {"id": "2", "intervalInHours": 4}]}"#,
        r#"{"value":[{"id":"1"},{"id":"2","intervalInHours":4}]}"#,
        &[r#", "intervalInHours": "often""#],
    ),
    (
        PayloadKind::Definition,
        r#"{"isActive": "maybe", "scanName": "a", "scannerAgent": {"id": "b", "lastSeen": "never"}}"#,
        r#"{"scanName":"a","scannerAgent":{"id":"b"}}"#,
        &[r#""isActive": "maybe", "#, r#", "lastSeen": "never""#],
    ),
    // A duplicate member.
    (
        PayloadKind::Definition,
        r#"{"id": "1", "orgId": "o", "id": "1"}"#,
        r#"{"id":"1","orgId":"o"}"#,
        &[r#", "id": "1""#],
    ),
    // Damage, and a value that does not fit.
    (
        PayloadKind::Definitions,
        r#"{"value": [{"id": "1"}, {"id": "2", "isActive": "maybe",}]}"#,
        r#"{"value":[{"id":"1"},{"id":"2"}]}"#,
        &[r#", "isActive": "maybe""#, ","],
    ),
];

#[test]
fn what_does_not_fit_is_left_out_and_the_others_are_kept() {
    for (kind, input, rest, removed) in LEFT_OUT {
        let report = read(*kind, input);
        assert_eq!(report.outcome, Outcome::Partial, "{input}: {:?}", report.diagnostics);
        let found: Vec<&str> = report.edits.iter().map(|edit| &*edit.removed).collect();
        assert_eq!(found, *removed, "{input}");
        let reasons =
            report.diagnostics.iter().filter(|found| !report.edits.iter().any(|edit| edit.code == found.code));
        assert!(reasons.count() > 0, "{input}: {:?}", report.diagnostics);
        assert_eq!(report.value.unwrap(), serde_json::from_str::<serde_json::Value>(rest).unwrap(), "{input}");
    }
}

#[test]
fn what_is_left_out_is_missing_in_what_was_round_it() {
    for (kind, input, pointers) in [
        (PayloadKind::Definitions, r#"{"value": [{"id": "1"}, "junk", {"id": "2"}]}"#, &["/value"][..]),
        (PayloadKind::Definitions, r#"{"value": [{"id": "1", "isActive": "maybe"}, {"id": "2"}]}"#, &["/value/0"]),
        (
            PayloadKind::Definition,
            r#"{"isActive": "maybe", "scanName": "a", "scannerAgent": {"id": "b", "lastSeen": "never"}}"#,
            &["", "/scannerAgent"],
        ),
    ] {
        let report = read(kind, input);
        let left_out = report.diagnostics.iter().filter(|found| found.code == Code::LeftOut);
        assert_eq!(left_out.map(|found| &*found.pointer).collect::<Vec<_>>(), pointers, "{input}");
    }
}

#[test]
fn of_one_member_with_two_values_the_second_is_a_guess() {
    let report = read(PayloadKind::Definition, r#"{"id": "1", "orgId": "o", "id": "2"}"#);
    assert_eq!(report.outcome, Outcome::Partial);
    assert!(report.ambiguous);
    assert_eq!(report.edits[0].code, Code::DuplicateMember);
    assert_eq!(report.edits[0].removed, r#", "id": "2""#);
}

#[test]
fn where_nothing_fits_nothing_is_kept() {
    for input in [r#"{"value": ["a", "b"]}"#, r#"{"value": 4}"#, r#"["a"]"#] {
        let report = read(PayloadKind::Definitions, input);
        assert_eq!(report.outcome, Outcome::Rejected, "{input}");
    }
}

/// Work is linear if many elements do not fit: each is read once more, not the whole list for each.
#[test]
fn thousands_may_be_left_out() {
    let elements = r#"{"id": "1"}, "junk", {"id": "2", "isActive": "maybe"}, "#.repeat(10_000);
    let input = format!(r#"{{"value": [{elements}{{"id": "last"}}]}}"#);
    let report = read(PayloadKind::Definitions, &input);
    assert_eq!(report.outcome, Outcome::Partial);
    assert_eq!(report.edits.len(), 20_000);
    assert_eq!(report.value.unwrap()["value"].as_array().unwrap().len(), 20_001);
}

#[test]
fn a_secret_that_is_left_out_is_not_shown() {
    for input in [
        r#"{"scanName": "a", "scanAuthenticationParams": {"username": "u", "password": ["hunter2"]}}"#,
        r#"{"scanName": "a", "isActive": {"password": "hunter2"}}"#,
        r#"{"scanName": "a", "isActive": "password: hunter2"}"#,
    ] {
        let report = read(PayloadKind::Update, input);
        assert_eq!(report.outcome, Outcome::Partial, "{input}: {report:?}");
        let shown =
            format!("{:?} {:?} {}", report.edits, report.diagnostics, report.render("a", input.as_bytes(), false));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
