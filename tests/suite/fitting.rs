//! `Clean` means that the document fits the type: deviations are reported whether something was repaired or not, and a
//! document that is not of the type has no value.
use authscan::diagnostic::Severity;
use authscan::model::{Collection, ErrorResponse, PayloadKind, ScanAgent, ScanDefinition, ScanHistory};
use authscan::{Options, Outcome, recover};
use proptest::prelude::*;
use serde_json::json;

/// Documents that are not lists of definitions.
const OTHERS: &[&str] = &[
    r#"{"error": {"code": "Forbidden", "message": "No."}}"#,
    r#"{"totally": "unrelated"}"#,
    r#"{"foo": 1}"#,
    r#"{}"#,
    r#"{"@odata.context": "https://a/b"}"#,
    r#"{"value": "x"}"#,
    r#"[1, 2]"#,
    r#""text""#,
    r#"7"#,
];

#[test]
fn another_document_is_no_empty_list() {
    for other in OTHERS {
        let report = recover::<Collection<ScanDefinition>>(other.as_bytes());
        assert_eq!((report.outcome, report.conforms()), (Outcome::Rejected, false), "{other}: {report:?}");
        assert!(authscan::parse::<Collection<ScanDefinition>>(other.as_bytes()).is_err(), "{other}");
        let by_kind = Options::new().recover_as(&PayloadKind::Definitions, other.as_bytes());
        assert_eq!(by_kind.outcome, Outcome::Rejected, "{other}: {by_kind:?}");
    }
    let report = recover::<ScanDefinition>(OTHERS[0].as_bytes());
    assert_eq!(report.outcome, Outcome::Rejected, "{report:?}");
    assert_eq!(recover::<Collection<ScanDefinition>>(br#"{"value": []}"#).outcome, Outcome::Clean);
    assert!(recover::<ErrorResponse>(OTHERS[0].as_bytes()).conforms());
}

/// Findings about a document do not depend on whether an extra comma was removed from it.
#[test]
fn findings_do_not_depend_on_repairs() {
    for sound in [
        r#"{"value": [{"id": "a", "isActive": true, "scanType": "Network", "extra": 1}]}"#,
        r#"{"value": [{"id": "a"}]}"#,
        r#"{"value": [], "other": 2}"#,
    ] {
        let damaged = format!("{},}}", sound.strip_suffix('}').unwrap());
        let told = |input: &str| {
            let report = recover::<Collection<ScanDefinition>>(input.as_bytes());
            assert!(report.value.is_some(), "{input}");
            report.findings().map(|found| (found.code, found.pointer.clone())).collect::<Vec<_>>()
        };
        let (before, after) = (told(sound), told(&damaged));
        assert!(!before.is_empty(), "{sound}");
        assert_eq!(before, after, "{sound}");
    }
}

#[test]
fn an_edit_and_its_finding_are_told_once() {
    let report = recover::<Collection<ScanDefinition>>(br#"{"value": [{"id": "a",}], "other": 2}"#);
    assert_eq!(report.edits.len(), 1);
    let codes: Vec<_> = report.findings().map(|found| found.code.name()).collect();
    assert_eq!(codes, ["missing-member", "unknown-member"], "{report:?}");
    let shown = report.findings().last().unwrap().to_string();
    assert!(shown.starts_with("error[unknown-member]: unknown member (/other)"), "{shown}");
}

#[test]
fn a_list_and_its_envelope_are_taken_for_each_other() {
    let wrapped = recover::<Collection<ScanDefinition>>(br#"[{"id": "a"}, {"id": "b"}]"#);
    assert_eq!((wrapped.outcome, wrapped.value.unwrap().items().len()), (Outcome::Repaired, 2));
    let one = recover::<Collection<ScanAgent>>(br#"[{"id": "a"}]"#);
    assert_eq!(one.value.unwrap().items()[0].id.text(), Some("a"));
    let bare = recover::<Vec<ScanDefinition>>(br#"{"@odata.context": "x:y", "value": [{"id": "a"}, {"id": "b"}]}"#);
    assert_eq!((bare.outcome, bare.value.unwrap().len()), (Outcome::Repaired, 2));
    assert!(bare.edits.iter().any(|edit| edit.removed.contains("@odata.context")), "what went is quoted");
    let single = recover::<Vec<ScanDefinition>>(br#"{"id": "a"}"#);
    assert_eq!(single.value.unwrap()[0].id.text(), Some("a"));
    for other in OTHERS {
        assert_eq!(recover::<Vec<ScanDefinition>>(other.as_bytes()).value.unwrap_or_default().len(), 0, "{other}");
    }
}

proptest! {
    /// A list takes any number of documents, one a line or one after the other, with any blanks between them.
    #[test]
    fn a_list_takes_every_document(ids in prop::collection::vec("[a-z]{1,5}", 2..8), gap in "[ \n]{1,3}") {
        let lines: Vec<String> = ids.iter().map(|id| json!({"sessionId": id}).to_string()).collect();
        let report = recover::<Vec<ScanHistory>>(lines.join(&gap).as_bytes());
        prop_assert_eq!(report.outcome, Outcome::Repaired, "{:?}", report);
        let found: Vec<String> =
            report.value.unwrap().iter().map(|it| it.session_id.text().unwrap_or_default().to_owned()).collect();
        prop_assert_eq!(found, ids);
    }

    /// Recovery never reads an object as a type that knows none of its members.
    #[test]
    fn nothing_is_read_as_what_it_has_nothing_of(names in prop::collection::btree_set("[x-z]{1,4}", 1..4), list in any::<bool>()) {
        let object: serde_json::Map<String, serde_json::Value> =
            names.into_iter().map(|name| (name, json!([{"x": 1}]))).collect();
        let text = if list { json!([object]) } else { json!(object) }.to_string();
        prop_assert!(recover::<Collection<ScanDefinition>>(text.as_bytes()).value.is_none());
        prop_assert!(recover::<ScanDefinition>(text.as_bytes()).value.is_none());
        let report = recover::<Collection<ScanDefinition>>(text.as_bytes());
        prop_assert!(report.diagnostics.iter().any(|found| found.severity == Severity::Error));
    }
}
