//! Kinds of captures that once broke a promise, each as a property over many captures of its kind.

use authscan::diagnostic::Applicability;
use authscan::schema::Shape;
use authscan::{Options, Outcome, Report, auto};
use serde_json::{Value, json};

/// Reads a capture as the kind that its names tell.
fn read(input: &str) -> Report<()> {
    let options = Options::new();
    auto::settle(&options, input.as_bytes(), |kind| options.recover_as(&kind, input.as_bytes()))
        .map_or_else(|| options.recover_shape(&Shape::ANY, input.as_bytes()), |(_, report)| report)
}

fn value(report: &Report<()>, input: &str) -> Value {
    serde_json::from_str(&report.text(input.as_bytes()).unwrap_or_else(|| panic!("rejected: {input}"))).unwrap()
}

/// Payloads of several kinds, each with the JSON Pointer of one of its strings.
fn payloads() -> Vec<(Value, &'static str)> {
    let definition = json!({"id": "1", "scanType": "Network", "scanName": "n", "isActive": true, "target": "10.0.0.1"});
    let agent = json!({"id": "a1", "machineId": "m1", "machineName": "x", "lastSeen": "2024-01-01T00:00:00Z"});
    let session = json!({"sessionId": "s", "scanDefinitionId": "d", "status": "Ok", "failureReason": "f"});
    vec![
        (json!({"value": [definition.clone(), definition.clone()]}), "/value/1/scanName"),
        (definition, "/scanName"),
        (json!({"value": [agent.clone(), agent]}), "/value/0/machineName"),
        (json!({"value": [session.clone(), session]}), "/value/1/failureReason"),
        (json!({"error": {"code": "BadRequest", "message": "m", "target": "t"}}), "/error/message"),
        (json!({"ScanDefinitionIds": ["x"], "note": "n"}), "/note"),
    ]
}

/// Documents, plain and in the encodings that a string may have.
fn embedded() -> Vec<String> {
    let inner = r#"{"value": [{"id": "9", "scanType": "Network", "scanName": "INNER", "isActive": false}]}"#;
    let percent = |text: &str| {
        let quoted = text.bytes().map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        });
        quoted.collect::<String>()
    };
    vec![
        inner.to_owned(),
        format!("text {inner} text"),
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{inner}"),
        percent(inner),
        inner.replace('"', "&quot;"),
    ]
}

#[test]
fn a_document_in_a_string_replaces_nothing() {
    for (payload, place) in payloads() {
        for inner in embedded() {
            let mut payload = payload.clone();
            *payload.pointer_mut(place).unwrap() = Value::from(inner);
            let sound = payload.to_string();
            let report = read(&sound);
            assert!(report.edits.is_empty() && report.outcome == Outcome::Clean, "{sound}: {report:#?}");
            // One fault elsewhere: a comma too many at the end; the first colon as a comma, where that leaves the kind's names.
            let comma = format!("{},}}", &sound[..sound.len() - 1]);
            let has_names = payload.get("error").is_none() && payload.get("note").is_none();
            let colon = has_names.then(|| sound.replacen("\":", "\",", 1));
            for damaged in [comma].into_iter().chain(colon) {
                let report = read(&damaged);
                assert_eq!(value(&report, &damaged), payload, "{damaged}: {report:#?}");
                assert_eq!(report.edits.len(), 1, "{damaged}: {report:#?}");
            }
        }
    }
}

/// On lines that are wider than those that programs break, so that nothing tells of a width.
#[test]
fn a_raw_line_break_is_content() {
    let context = format!("https://api.example.com/{}", "c".repeat(140));
    for (mut payload, place) in payloads() {
        for content in [">=\n2", "a=\n b", "x =\ny=41", "Nightly\nDC scan", "a\nb\nc", "=\n"] {
            *payload.pointer_mut(place).unwrap() = Value::from(content);
            let text = payload.to_string().replace("\\n", "\n");
            let damaged = format!("{{\"@odata.context\":\"{context}\",{}", &text[1..]);
            let report = read(&damaged);
            let mut found = value(&report, &damaged);
            found.as_object_mut().unwrap().remove("@odata.context");
            assert_eq!(found, payload, "{damaged}: {report:#?}");
        }
    }
}

#[test]
fn the_type_is_found_with_the_reading() {
    for (payload, _) in payloads().into_iter().filter(|(payload, _)| payload.get("value").is_some()) {
        let sound = payload.to_string();
        for damaged in [
            sound.replacen("\"value\":", "\"value\",", 1),
            sound.replacen("\"value\":", "\"value\"", 1),
            sound.replacen("\"value\":", "\"value:", 1),
            sound.replacen("\"value\":", "value\":", 1),
            sound.replacen("\"value\":", "\"valu\":", 1),
            sound.replacen("\"value\":[", "\"value\":", 1),
            sound.replacen("{\"value\":", "\"value\":", 1),
        ] {
            let report = read(&damaged);
            if report.outcome == Outcome::Rejected {
                continue;
            }
            let found = value(&report, &damaged);
            let list = found.as_object().and_then(|object| object.values().next()).unwrap_or(&Value::Null);
            let is_same = Some(list) == payload.get("value");
            let is_doubted = report.ambiguous || report.outcome == Outcome::Partial;
            assert!(is_same || is_doubted, "{damaged} gives {found}: {report:#?}");
        }
    }
}

#[test]
fn a_lost_comma_moves_no_member() {
    let error = json!({"error": {
        "code": "BadRequest", "message": "x", "target": "y",
        "details": [{"code": "a", "message": "b"}, {"code": "c", "message": "d"}],
        "innererror": {"code": "c", "message": "m"},
    }});
    let sound = error.to_string();
    let commas: Vec<usize> = sound.match_indices(',').map(|(at, _)| at).collect();
    assert!(commas.len() > 6);
    for comma in commas {
        let damaged = format!("{}{}", &sound[..comma], &sound[comma + 1..]);
        let report = read(&damaged);
        assert_eq!(value(&report, &damaged), error, "{damaged}: {report:#?}");
        assert_eq!(report.edits.len(), 1, "{damaged}");
    }
}

#[test]
fn no_document_vanishes_for_sure() {
    let one = json!({"x": 1}).to_string();
    let pages = [1, 2].map(|id| json!({"value": [{"id": id.to_string(), "scanType": "Network", "isActive": true}]}));
    let [first, second] = pages.map(|page| page.to_string());
    for (one, other) in [(&one, &one), (&first, &second)] {
        for between in ["", "\n", "\n\n", " ", "\r\n", "\n---\n"] {
            let both = format!("{one}{between}{other}");
            let report = read(&both);
            let is_sure = report.edits.iter().all(|edit| edit.applicability == Applicability::Certain);
            let is_doubted = report.ambiguous || report.outcome >= Outcome::Partial;
            assert!(is_doubted && !is_sure, "{both}: {report:#?}");
        }
    }
}

#[test]
fn an_empty_list_before_a_line_break_takes_one_edit() {
    for names in [["topics", "visibility"], ["tags", "state"], ["value", "next"]] {
        for comma in [",", " ,"] {
            let [list, next] = names;
            let damaged =
                format!("{{\"repository\":{{\"{list}\":[{comma}\n\"{next}\":\"public\",\"open\":1}},\"b\":2}}");
            let report = Options::new().recover_shape(&Shape::ANY, damaged.as_bytes());
            let found = value(&report, &damaged);
            let expected = json!({"repository": {list: [], next: "public", "open": 1}, "b": 2});
            assert_eq!(found, expected, "{damaged}: {report:#?}");
        }
    }
}
