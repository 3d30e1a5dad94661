//! An envelope around a document is removed: the value is the document's, and the outcome tells whether anything is
//! missing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed test is to panic")]

use proptest::prelude::*;
use serde_json::{Value, json};

use super::foreign::tests::document;
use crate::decode::is_binary;
use crate::schema::Shape;
use crate::{Options, Outcome, Report};

/// Recovers a capture without a type; the repaired text must need no repair.
fn recover(capture: &str) -> (Report<()>, Value) {
    let options = Options::new();
    let report = options.recover_shape(&Shape::ANY, capture.as_bytes());
    let text = report.repaired_text().unwrap_or(capture);
    let again = options.recover_shape(&Shape::ANY, text.as_bytes());
    assert!(report.outcome == Outcome::Rejected || again.edits.is_empty(), "repaired twice: {text}");
    let value = serde_json::from_str(text).unwrap_or_default();
    (report, value)
}

/// Text of tools around a document, with brackets, quotes and colons of its own.
fn noise() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("[command]/usr/bin/tool -json out.file".to_owned()),
        Just("WARNING: version 0.1.0-beta.5, the latest is 0.2.0 [see https://a.example/up]".to_owned()),
        Just("{code:json|title=answer}".to_owned()),
        Just("::debug::stdout: \"{\"".to_owned()),
        Just("<!ELEMENT items (item*)>".to_owned()),
        Just("Host: a.example".to_owned()),
        "[a-z]{1,8}( [a-z]{1,8}){1,4}\\.",
    ];
    proptest::collection::vec(line, 0..4).prop_map(|lines| lines.iter().map(|line| format!("{line}\n")).collect())
}

/// Returns a line of a container engine's log.
fn logged(piece: &str) -> String {
    format!("{}\n", json!({ "log": piece, "stream": "stdout", "time": "2025-12-18T14:04:34.2258259Z" }))
}

/// Splits a text at some of its characters.
fn pieces(text: &str, cuts: &[prop::sample::Index]) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(characters.len())).chain([0, characters.len()]).collect();
    at.sort_unstable();
    at.dedup();
    at.windows(2).map(|pair| characters[pair[0]..pair[1]].iter().collect()).collect()
}

fn cuts() -> impl Strategy<Value = Vec<prop::sample::Index>> {
    proptest::collection::vec(any::<prop::sample::Index>(), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn noise_round_a_sound_document_is_an_envelope(document in document(), before in noise(), behind in noise()) {
        let document = json!({ "name": "a document that is longer than the text around it", "list": [document, 1, 2] });
        let capture = format!("{before}{document}\n{behind}");
        let (report, value) = recover(&capture);
        prop_assert_eq!(value, document, "{}: {:?}", capture, report);
        let is_noisy = !before.is_empty() || !behind.is_empty();
        prop_assert_eq!(report.outcome, if is_noisy { Outcome::Repaired } else { Outcome::Clean }, "{}", capture);
    }

    #[test]
    fn a_rule_behind_a_message_is_no_part_of_it(
        document in document(),
        mark in prop::sample::select(vec!["=", "-", "_", "*", "#", "~", "+"]),
        length in 8..100_usize,
        is_damaged: bool,
    ) {
        let mut body = serde_json::to_string_pretty(&json!({ "list": [document], "z": 1 })).unwrap();
        if is_damaged {
            body = body.replace("1\n}", "1,\n}");
        }
        let message = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{body}\n");
        let (alone, expected) = recover(&message);
        let (report, value) = recover(&format!("{message}{}\n", mark.repeat(length)));
        prop_assert_eq!((value, report.outcome), (expected, alone.outcome), "{}: {:?}", message, report);
    }

    /// Random bytes are binary, unless a text is found in them.
    #[test]
    fn noise_is_binary(bytes in proptest::collection::vec(any::<u8>(), 2000..4000)) {
        let report = Options::new().recover_shape(&Shape::ANY, &bytes);
        prop_assert!(is_binary(&bytes, report.repaired_text()));
        let document = "{\"value\": [1, 2, 3]}";
        prop_assert!(!is_binary(&bytes, Some(document)));
    }

    #[test]
    fn several_documents_are_one_list(
        documents in proptest::collection::vec(document(), 2..5),
        separator in prop_oneof![Just(""), Just("\n"), Just("\n\n"), Just(" "), Just("\n\u{1e}")],
    ) {
        let texts: Vec<String> = documents.iter().map(ToString::to_string).collect();
        let (report, value) = recover(&texts.join(separator));
        prop_assert_eq!(value, Value::from(documents));
        prop_assert!(report.ambiguous && report.diagnostics.iter().any(|found| found.code.name() == "ambiguous"));
    }

    #[test]
    fn parts_of_a_log_line_are_joined(document in document(), cuts in cuts(), is_ended: bool) {
        let mut all = pieces(&document.to_string(), &cuts);
        // Each part may end in a line break of the log, or only the last.
        prop_assume!(all.len() > 1);
        let last = all.len() - 1;
        for (index, piece) in all.iter_mut().enumerate() {
            if is_ended || index == last {
                piece.push('\n');
            }
        }
        let capture: String = all.iter().map(|piece| logged(piece)).collect();
        let (report, value) = recover(&capture);
        prop_assert_eq!(value, document, "{}: {:?}", capture, report);
    }

    #[test]
    fn one_of_several_payloads_of_a_log_is_never_sure(one in document(), other in document()) {
        let capture = logged(&format!("{one}\n")) + &logged(&format!("{other}\n"));
        let (report, _) = recover(&capture);
        prop_assert!(report.ambiguous || report.outcome == Outcome::Partial, "{}: {:?}", capture, report);
        let message = |body: &Value| format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{body}\r\n");
        let capture = message(&one) + &message(&other);
        let (report, _) = recover(&capture);
        prop_assert!(report.ambiguous || report.outcome == Outcome::Partial, "{}: {:?}", capture, report);
    }
}

#[test]
fn a_cut_record_takes_no_sound_one_with_it() {
    let (report, value) = recover("{\"t\":1,\"msg\":\"a\"}\n{\"t\":2,\"msg\":\"b\n{\"t\":3,\"msg\":\"c\"}\n");
    assert_eq!(value, json!([{ "t": 1, "msg": "a" }, { "t": 3, "msg": "c" }]));
    assert_eq!(report.outcome, Outcome::Partial);
    let mut found = report.diagnostics.iter().filter(|found| found.code.name() == "other-documents");
    assert!(found.any(|found| found.span.start == 18), "{report:?}");
    let (report, value) = recover("{\"t\":1,\"msg\":\"a\n{\"t\":2,\"msg\":\"b\"}\n");
    assert_eq!((report.outcome, value), (Outcome::Partial, json!({ "t": 2, "msg": "b" })));
}

#[test]
fn a_line_goes_on_in_its_own_stream() {
    let error = logged("warming up\n").replace("stdout", "stderr");
    let capture = logged("{\"a\": \"x") + &error + &logged("y\", \"b\": 1}\n");
    let (_, value) = recover(&capture);
    assert_eq!(value, json!({ "a": "xy", "b": 1 }));
}

#[test]
fn a_document_is_not_given_up_for_one_in_its_strings() {
    let inner = json!({ "value": [{ "id": "9", "scanType": "Network", "scanName": "INNER" }] }).to_string();
    for held in [inner.clone(), format!("'{}'", inner.replace('"', "\\\"")), inner.replace('"', "\\x22")] {
        let document = json!({ "name": "outer", "note": held, "n": 1 }).to_string();
        let damaged = document.replace("1}", "1,}");
        let (_, value) = recover(&damaged);
        assert_eq!(value["name"], "outer", "{damaged}: {value}");
        let (_, value) = recover(&damaged.replace('{', "{\n"));
        assert_eq!(value["name"], "outer", "{damaged}: {value}");
    }
}
