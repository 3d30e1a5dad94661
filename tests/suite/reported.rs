//! Faults that people reported for tools of this kind: each rule on generated documents.
use authscan::diagnostic::{Applicability, Code};
use authscan::model::PayloadKind;
use authscan::{Options, Outcome, auto};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::unguided::{doubts, recover, value_of};

/// A word that is a literal in no language, and no mark of an omission.
fn word() -> impl Strategy<Value = String> {
    "k[a-z]{3,9}"
}

fn words() -> impl Strategy<Value = String> {
    "k[a-z]{3,9}( k[a-z]{2,6}){0,4}"
}

/// An object of words and numbers, two levels deep.
fn document() -> impl Strategy<Value = Value> {
    let scalar = || prop_oneof![words().prop_map(Value::from), (0..1000_u32).prop_map(Value::from), Just(Value::Null)];
    let inner = proptest::collection::btree_map(word(), scalar(), 1..4).prop_map(|members| json!(members));
    proptest::collection::btree_map(word(), prop_oneof![scalar(), inner], 2..5).prop_map(|members| json!(members))
}

/// A payload with a document in its error message.
fn error_body(message: &str) -> Value {
    json!({"error": {"code": "BadRequest", "message": message, "target": "0335a792"}})
}

/// The members of a list of one definition.
const MEMBERS: &str = r#""@odata.context": "https://api.security.microsoft.com/api/$metadata#DeviceAuthenticatedScanDefinitions", "value": [{"id": "d14cefe1", "scanType": "Network", "scanName": "Rack 19", "isActive": true, "target": "127.0.0.1", "createdBy": "ops@contoso.com"}]"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// A document in a string whose quotes have one backslash too many stays a string.
    #[test]
    fn quotes_that_are_escaped_twice_lose_one_level(document in document(), host in word(), is_last in any::<bool>()) {
        let inner = serde_json::to_string(&document).unwrap();
        let twice = inner.replace('"', "\\\\\"");
        let behind = if is_last { "" } else { ", \"n\": 3" };
        let text = format!("{{\"host\": \"{host}\", \"config\": \"{twice}\"{behind}}}");
        let report = recover(&text);
        let mut expected = json!({"host": host, "config": inner});
        if !is_last {
            expected["n"] = 3.into();
        }
        prop_assert_eq!(value_of(&text, &report), expected, "{}", text);
        prop_assert!(report.edits.iter().all(|edit| edit.code == Code::InvalidEscape && edit.removed == "\\"));
    }

    /// A name's quote on the wrong side of the indentation takes the tabs along.
    #[test]
    fn tabs_and_line_breaks_round_a_name_are_layout(
        names in proptest::collection::btree_set(word(), 2..5),
        margin in prop_oneof!["\t", "\t\t", "\n", "\n  ", "\t "],
        is_behind in any::<bool>(),
        at in any::<prop::sample::Index>(),
    ) {
        let at = at.index(names.len());
        let member = |(index, name): (usize, &String)| match (index == at, is_behind) {
            (true, true) => format!("\"{name}{margin}\": {index}"),
            (true, false) => format!("\"{margin}{name}\": {index}"),
            (false, _) => format!("\t\"{name}\": {index}"),
        };
        let members: Vec<String> = names.iter().enumerate().map(member).collect();
        let text = format!("{{\n{}\n}}", members.join(",\n"));
        let report = recover(&text);
        let expected: serde_json::Map<String, Value> =
            names.iter().enumerate().map(|(index, name)| (name.clone(), index.into())).collect();
        prop_assert_eq!(value_of(&text, &report), Value::Object(expected), "{}", text);
        prop_assert!(report.edits.iter().all(|edit| edit.applicability < Applicability::Certain), "{}", text);
    }

    /// Backticks round a literal are Markdown's where the strings are quoted otherwise, and quotes where they are not.
    #[test]
    fn literals_that_markdown_marks_as_code_are_literals(
        members in proptest::collection::btree_map(word(), prop_oneof!["true", "false", "[1-9][0-9]{0,4}"], 1..5),
        others in proptest::collection::btree_map("z[a-z]{3,6}", words(), 3..6),
    ) {
        let marked: Vec<String> = members.iter().map(|(name, word)| format!("\"{name}\": `{word}`")).collect();
        let plain: Vec<String> = others.iter().map(|(name, word)| format!("\"{name}\": \"{word}\"")).collect();
        let text = format!("{{{}, {}}}", plain.join(", "), marked.join(", "));
        let mut expected = json!(others);
        for (name, word) in &members {
            expected[name] = serde_json::from_str(word).unwrap();
        }
        prop_assert_eq!(value_of(&text, &recover(&text)), expected, "{}", text);
        let strings: Vec<String> = members.iter().map(|(name, word)| format!("`{name}`: `{word}`")).collect();
        let text = format!("{{{}}}", strings.join(", "));
        prop_assert_eq!(value_of(&text, &recover(&text)), json!(members), "{}", text);
    }

    /// A comma lost together with the quote behind it: both elements stay.
    #[test]
    fn a_comma_and_the_quote_behind_it_may_be_lost_together(
        list in proptest::collection::vec(word(), 2..6),
        at in any::<prop::sample::Index>(),
    ) {
        let sound = serde_json::to_string(&list).unwrap().replace("\",\"", "\", \"");
        let at = at.index(list.len() - 1);
        let (place, lost) = sound.match_indices("\", \"").nth(at).unwrap();
        let text = format!("{{\"list\": {}\" {}}}", &sound[..place], &sound[place + lost.len()..]);
        let report = recover(&text);
        prop_assert_eq!(value_of(&text, &report), json!({"list": list}), "{}", text);
        prop_assert!(doubts(&report), "{}", text);
    }

    /// Words are kept: those of one element, one behind the last element, and the unit of a number.
    #[test]
    fn bare_words_are_kept(first in word(), second in word(), number in 1..1000_u32) {
        let cases = [
            (format!("[{first} {second}, {number}]"), json!([format!("{first} {second}"), number])),
            (format!("[\"x\", \"{first}\" {second}]"), json!(["x", first, second])),
            (format!("{{\"a\": {number} {second}, \"b\": 1}}"), json!({"a": format!("{number} {second}"), "b": 1})),
        ];
        for (text, expected) in cases {
            prop_assert_eq!(value_of(&text, &recover(&text)), expected, "{}", text);
        }
    }

    /// Rows of numbers have blanks for commas, as matrices are printed.
    #[test]
    fn rows_of_numbers_need_no_commas(
        rows in proptest::collection::vec(proptest::collection::vec(-1000..1000_i32, 2..12), 1..4),
        is_matrix in any::<bool>(),
    ) {
        let row = |row: &Vec<i32>| format!("[{}]", row.iter().map(i32::to_string).collect::<Vec<_>>().join(" "));
        let text = if is_matrix {
            format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join("\n "))
        } else {
            row(&rows[0])
        };
        let expected = if is_matrix { json!(rows) } else { json!(rows[0]) };
        prop_assert_eq!(value_of(&text, &recover(&text)), expected, "{}", text);
    }

    /// A mark of inches before a parenthesis is content.
    #[test]
    fn a_parenthesis_behind_a_quote_ends_the_content(feet in 1..9_u32, inches in 0..12_u32) {
        let text = format!("{{ \"height\": \"({feet}'{inches}\")\" }}");
        prop_assert_eq!(value_of(&text, &recover(&text)), json!({"height": format!("({feet}'{inches}\")")}));
    }

    /// A member without any quote on the next line, or behind a comma, is none of the string's before it.
    #[test]
    fn bare_members_end_the_string_before_them(
        value in word(), name in word(), next in word(), style in 0..3_usize, is_cut in any::<bool>(),
    ) {
        let between = [" /* remark */ \n  ", "\n  ,  ", ",\n  "][style];
        let closer = if is_cut { "" } else { "\n}" };
        let text = format!("{{\n  \"first\": \"{value}\"{between}{name}: {next}{closer}");
        let report = recover(&text);
        prop_assert_eq!(value_of(&text, &report), json!({"first": value, name: next}), "{}", text);
    }

    /// One raw line break in a string is a line break, wherever the line ends; several at one width are a wrapping.
    #[test]
    fn a_single_break_is_a_line_break(text in "[a-z]{1,9}( [a-z]{1,9}){12,40}", width in 60..132_usize) {
        let start = "{\"id\": \"a1\", \"note\": \"";
        let place = text.match_indices(' ').map(|(at, _)| at).take_while(|at| start.len() + at < width).last();
        let place = place.unwrap_or(0);
        prop_assume!(place > 0);
        let capture = format!("{start}{}\n{}\", \"n\": 3}}", &text[..place], &text[place + 1..]);
        let report = recover(&capture);
        let note = format!("{}\n{}", &text[..place], &text[place + 1..]);
        prop_assert_eq!(value_of(&capture, &report), json!({"id": "a1", "note": note, "n": 3}), "{}", capture);
    }

    /// JSON text sequences have a record separator before each text.
    #[test]
    fn record_separators_are_blanks(documents in proptest::collection::vec(document(), 1..4), is_laid_out in any::<bool>()) {
        let write = if is_laid_out { serde_json::to_string_pretty } else { serde_json::to_string };
        let sequence: String = documents.iter().map(|document| format!("\u{1e}{}\n", write(document).unwrap())).collect();
        let report = recover(&sequence);
        let expected = if let [only] = &*documents { only.clone() } else { json!(documents) };
        prop_assert_eq!(value_of(&sequence, &report), expected, "{:?}", sequence);
        let payloads = format!("\u{1e}{{{MEMBERS}}}\n").repeat(documents.len());
        let (kind, report) = auto::recover(&Options::new(), payloads.as_bytes());
        prop_assert_eq!(kind, Some(PayloadKind::Definitions));
        prop_assert_eq!(report.outcome, if documents.len() > 1 { Outcome::Partial } else { Outcome::Repaired });
        prop_assert!(report.edits.iter().all(|edit| edit.code == Code::Envelope), "{:?}", report.edits);
    }

    /// A document beside the payload is reported as one, whichever comes first.
    #[test]
    fn a_document_beside_the_payload_is_reported(other in document(), is_first in any::<bool>(), is_laid_out in any::<bool>()) {
        let other = serde_json::to_string(&other).unwrap();
        let payload = format!("{{{MEMBERS}}}");
        let payload = if is_laid_out {
            serde_json::to_string_pretty(&serde_json::from_str::<Value>(&payload).unwrap()).unwrap()
        } else {
            payload
        };
        let capture = if is_first { format!("{other}\n{payload}\n") } else { format!("{payload}\n{other}\n") };
        let (kind, report) = auto::recover(&Options::new(), capture.as_bytes());
        prop_assert_eq!(kind, Some(PayloadKind::Definitions));
        prop_assert_eq!(value_of(&capture, &report), serde_json::from_str::<Value>(&payload).unwrap());
        prop_assert_eq!(report.outcome, Outcome::Partial);
        prop_assert!(report.diagnostics.iter().any(|found| found.code == Code::OtherDocuments));
    }

    /// A document in a message of an error body stays there, whichever colon of the body is lost.
    #[test]
    fn an_error_body_is_not_given_up_for_its_message(at in any::<prop::sample::Index>(), is_alone in any::<bool>()) {
        let inner = format!("{{{MEMBERS}}}");
        let message = if is_alone { inner } else { format!("upstream said {inner}") };
        let expected = error_body(&message);
        let sound = serde_json::to_string(&expected).unwrap();
        // Colons between the body's own names and values: those within the message are behind an escaped quote.
        let colons: Vec<usize> = sound.match_indices("\":").map(|(at, _)| at).filter(|at| &sound[at - 1..*at] != "\\").collect();
        let place = colons[at.index(colons.len())] + 1;
        let text = format!("{} {}", &sound[..place], &sound[place + 1..]);
        let (kind, report) = auto::recover(&Options::new(), text.as_bytes());
        prop_assert_eq!(value_of(&text, &report), expected, "{}", text);
        prop_assert_eq!(kind, Some(PayloadKind::Error));
    }

    /// The bodies that tshark prints are found in its list of packets, and the line of a followed stream is none of it.
    #[test]
    fn bodies_are_found_in_what_tshark_prints(number in 1..9999_u32, is_hex in any::<bool>(), count in 20..80_usize) {
        let payload = format!("{{{MEMBERS}}}");
        let octets: Vec<String> = payload.bytes().map(|byte| format!("{byte:02x}")).collect();
        let data = if is_hex { octets.join(":") } else { payload.clone() };
        let packet = json!([{"_index": "packets-2026-11-28", "_score": null, "_source": {"layers": {
            "frame": {"frame.number": number.to_string()}, "http": {"http.file_data": data}}}}]);
        let capture = serde_json::to_string_pretty(&packet).unwrap();
        let expected: Value = serde_json::from_str(&payload).unwrap();
        let report = Options::new().recover_shape(PayloadKind::Definitions.shape(), capture.as_bytes());
        prop_assert_eq!(value_of(&capture, &report), expected.clone());
        let line = "=".repeat(count);
        let stream = format!("{line}\nFollow: tcp,ascii\nFilter: tcp.stream eq 0\n{number}\n{payload}\n{line}\n");
        let (_, report) = auto::recover(&Options::new(), stream.as_bytes());
        prop_assert_eq!(value_of(&stream, &report), expected);
        prop_assert_eq!(report.outcome, Outcome::Repaired);
    }
}

/// Numbers in a row may be elements of their own.
#[test]
fn a_row_with_a_version_in_it_is_doubted() {
    for text in ["[2 0.0.1 2]", "[1 1.2.3]", "{\"a\": [7 0.1.2 x]}"] {
        assert!(doubts(&recover(text)), "{text}");
    }
}

/// Roots other than objects and arrays, and separators that are missing between values of two kinds.
#[test]
fn roots_and_tuples_are_read() {
    for (text, expected) in [
        ("[\"a\" 2]", json!(["a", 2])),
        ("(1, 2)", json!([1, 2])),
        ("(\"a\", (\"b\", 3))", json!(["a", ["b", 3]])),
        ("True", json!(true)),
        ("'x'", json!("x")),
        ("[undefined, foo, (1, 2)]", json!([null, "foo", [1, 2]])),
    ] {
        assert_eq!(value_of(text, &recover(text)), expected, "{text}");
    }
}

/// A fenced block in brackets that hold nothing else.
#[test]
fn a_fence_in_brackets_is_taken_off() {
    for text in ["{```json\n{\"a\": \"b\"}\n```}", "[```\n{\"a\": \"b\"}\n```]", "{ ```{\"a\": \"b\"}``` }"] {
        assert_eq!(value_of(text, &recover(text)), json!({"a": "b"}), "{text}");
    }
}
