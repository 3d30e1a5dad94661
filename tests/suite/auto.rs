//! Detection of the kind of a capture during recovery.

use authscan::model::PayloadKind;
use authscan::{Options, Outcome, Report, auto};
use authscan_testkit::damage::{Group, TEST_SEED, case, classes};
use proptest::prelude::*;

/// Returns the document of a report.
fn value(report: &Report<()>, input: &str) -> serde_json::Value {
    serde_json::from_str(report.repaired_text().unwrap_or(input)).unwrap_or_default()
}

#[test]
fn one_fault_near_the_list_does_not_lose_it() {
    let agent = r#"{"id":"a_b","machineId":"b","machineName":"x","lastSeen":"2024-01-01T00:00:00Z"}"#;
    let definition = r#"{"id":"d","scanType":"Network","scanName":"n","isActive":true,"createdBy":"x"}"#;
    let session = r#"{"sessionId":"s","scanDefinitionId":"d","scanStatus":"Succeeded","numberOfTargets":2}"#;
    for (kind, element) in
        [(PayloadKind::Agents, agent), (PayloadKind::Definitions, definition), (PayloadKind::History, session)]
    {
        for head in ["{\"value\",[", "{\"value\"[", "{value\":[", "{\"value:[", "{\"value\";[", "{\"valu\":["] {
            for count in 1..3 {
                let list = vec![element; count].join(",");
                let input = format!("{head}{list}]}}");
                let sound: serde_json::Value = serde_json::from_str(&format!("{{\"value\":[{list}]}}")).unwrap();
                let options = Options::new();
                let named = options.recover_as(&kind, input.as_bytes());
                if value(&named, &input) != sound {
                    continue;
                }
                let read = |kind: PayloadKind| options.recover_as(&kind, input.as_bytes());
                let (found, report) = auto::settle(&options, input.as_bytes(), read).unwrap();
                assert_eq!(value(&report, &input), sound, "{found}: {input}");
            }
        }
    }
}

/// A list of several elements is read as a list only: the reading as one element takes many times as long, and drops the
/// others.
#[test]
fn a_list_of_several_elements_is_not_read_as_one() {
    let definition = r#"{"id":"d","scanType":"Network","scanName":"n","isActive":true,"createdBy":"x"}"#;
    for count in [2, 5, 50] {
        // Two faults that are not certain, so that one reading does not settle the kind.
        let mut elements = vec![definition.to_owned(); count];
        elements[0] = definition.replacen(',', "", 1);
        elements[count - 1] = definition.trim_end_matches('}').into();
        let input = format!("{{\"value\":[{}]}}", elements.join(","));
        let read = std::cell::RefCell::new(Vec::new());
        let (found, report) = auto::settle(&Options::new(), input.as_bytes(), |kind| {
            read.borrow_mut().push(kind);
            Options::new().recover_as(&kind, input.as_bytes())
        })
        .unwrap();
        assert_eq!((found, read.into_inner()), (PayloadKind::Definitions, vec![PayloadKind::Definitions]), "{count}");
        let sound = format!("{{\"value\":[{}]}}", vec![definition; count].join(","));
        assert_eq!(value(&report, &input), serde_json::from_str::<serde_json::Value>(&sound).unwrap(), "{count}");
    }
}

/// A document in a string of another is found for every kind: a rejection by a related kind is not preferred.
#[test]
fn a_document_in_an_envelope_is_not_rejected_as_a_related_kind() {
    let agent = r#"{"id": "a_b", "machineId": "b", "machineName": "x", "lastSeen": "2024-01-01T00:00:00Z"}"#;
    let definition = r#"{"id": "d", "scanType": "Network", "scanName": "n", "isActive": true, "createdBy": "x"}"#;
    let create = r#"{"scanType": "Network", "scanName": "n", "isActive": true, "target": "127.0.0.1", "intervalInHours": 4, "scannerAgent": {"machineId": "b"}}"#;
    for document in [agent, definition, create] {
        let sound: serde_json::Value = serde_json::from_str(document).unwrap();
        for layers in 0..20 {
            let mut outer = serde_json::json!({"time": "2024-05-01T10:00:00Z", "message": document});
            for layer in 0..layers {
                outer = serde_json::json!({format!("layer{layer}"): outer, "number": layer});
            }
            let input = outer.to_string();
            let (kind, report) = auto::recover(&Options::new(), input.as_bytes());
            assert_eq!(value(&report, &input), sound, "{kind:?}: {input}");
        }
    }
}

/// Returns the members of a document as an analyzer of packets lists them: names and values as strings.
fn dissected(value: &serde_json::Value) -> serde_json::Value {
    let tree = |name: &str, value| serde_json::json!({"json.member": name, "tree": {"json.key": name, "json.value": dissected(value)}});
    match value {
        serde_json::Value::Object(members) => members.iter().map(|(name, value)| tree(name, value)).collect(),
        serde_json::Value::Array(elements) => elements.iter().map(dissected).collect(),
        scalar => scalar.to_string().into(),
    }
}

/// A document in an envelope is found, whatever names and values the envelope repeats. Where these determine the kind, the
/// report has errors.
#[test]
fn an_envelope_that_repeats_the_names_of_its_document_does_not_hide_it() {
    let options = Options::new();
    let mut count = 0;
    for file in std::fs::read_dir("tests/data/samples/valid").unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let Ok(sound) = serde_json::from_str::<serde_json::Value>(&text) else { continue };
        let (Some(kind), alone) = auto::recover(&options, text.as_bytes()) else { continue };
        let layers = serde_json::json!({"http": {"http.file_data": text}, "json": dissected(&sound)});
        let input = serde_json::json!([{"_index": "packets", "_source": {"layers": layers}}]).to_string();
        let (found, report) = auto::recover(&options, input.as_bytes());
        assert_eq!(value(&report, &input), value(&alone, &text), "{kind}, {found:?}: {input}");
        assert!(found == Some(kind) || !report.conforms(), "{kind}, {found:?}: {input}");
        count += 1;
    }
    assert!(count > 10, "{count}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn the_type_is_found_with_the_reading(index in 0..2000_u64, which in 0..1000_usize) {
        let single: Vec<_> = classes().filter(|class| class.group == Group::Structure).collect();
        let class = single[which % single.len()];
        let Some(case) = case(class, TEST_SEED, index) else { return Ok(()) };
        let kind: PayloadKind = case.kind.parse().unwrap();
        if ![PayloadKind::Agents, PayloadKind::Definitions, PayloadKind::History].contains(&kind) {
            return Ok(());
        }
        let options = Options::new();
        let input = &*case.damaged;
        let named = options.recover_as(&kind, input);
        let (found, report) = auto::settle(&options, input, |kind| options.recover_as(&kind, input)).unwrap();
        let is_flagged = report.ambiguous || report.outcome == Outcome::Partial;
        let text = String::from_utf8_lossy(input);
        let (read, expected) = (value(&report, &text), value(&named, &text));
        prop_assert!(is_flagged || read == expected, "{found}, {}: {}", class.name, text);
    }
}
