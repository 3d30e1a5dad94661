//! Kinds of damage that people reported for tools that repair JSON: the rule for each, on cases and on generated text.
use authscan::Outcome;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::unguided::{recover, value_of};

fn value(text: &str) -> Value {
    value_of(text, &recover(text))
}

fn is_doubted(text: &str) -> bool {
    let report = recover(text);
    report.ambiguous || matches!(report.outcome, Outcome::Partial | Outcome::Rejected)
}

#[test]
fn content_is_kept() {
    for (text, expected) in [
        // Words and half numbers without quotes.
        ("[e5],", json!(["e5"])),
        ("[truee", json!(["truee"])),
        ("[1, 2notanumber, 3]", json!([1, "2notanumber", 3])),
        ("[2e+]", json!(["2e+"])),
        ("[0.0.1,2]", json!(["0.0.1", 2])),
        ("[\n  alpha\n  beta\n]", json!(["alpha", "beta"])),
        ("{\"a\": 1, \"b\": foo", json!({"a": 1, "b": "foo"})),
        ("{\n  \"a\": \"x\"\n  b: Smith", json!({"a": "x", "b": "Smith"})),
        ("[a\",b\"]", json!(["a", "b"])),
        // A comma before a closing bracket, and in a list, separates.
        ("{\"key\": value , }", json!({"key": "value"})),
        ("[https://a.example/x, https://b.example/y]", json!(["https://a.example/x", "https://b.example/y"])),
        // Names without quotes and colons.
        ("{a 'b'}", json!({"a": "b"})),
        // Calls round numbers.
        ("{\"a\": NumberLong(2), \"b\": NumberInt(3)}", json!({"a": 2, "b": 3})),
        ("{`a´:`b´}", json!({"a": "b"})),
        ("{\"a\": {\"b\":}, \"c\": 1}", json!({"a": {"b": null}, "c": 1})),
        ("{\"key\": \"value\"}, \"key2\": }", json!({"key": "value", "key2": null})),
        ("[\"abc\" /* c */ + \"def\"]", json!(["abcdef"])),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn lists_of_other_languages_are_lists() {
    for (text, expected) in [
        ("{'a', 'b', 'c'}", json!(["a", "b", "c"])),
        ("{\"x\": {1, 2}}", json!({"x": [1, 2]})),
        ("((1, 2), (3, 4))", json!([[1, 2], [3, 4]])),
        ("(\"a\", (\"b\", \"c\"))", json!(["a", ["b", "c"]])),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn what_has_a_rival_is_doubted() {
    for text in [
        // Several documents, of which one or none can be read.
        "1\n2\n3",
        "{}\n{}\n",
        "{\"a\":1}\n{\"b\":2,}\n",
        "{\"key\":\"value\"}[1,2,3,True]",
        // The brackets may be the wrong ones.
        "[\"key\":\"value\"]",
        "[\"a\":1,\"b\":2]",
        "{\"a\", \"b\", \"c\", \"d\"}",
        // A quote alone may have ended or begun a string.
        "[\"value1\" value2\", \"value3\"]",
    ] {
        assert!(is_doubted(text), "{text}: {:?}", recover(text).edits);
    }
}

/// The escaped content of a string is not the document if the string is part of a document in another notation.
#[test]
fn a_document_in_a_string_stays_there() {
    let inner = r#"{"key": 1, "key2": [1, 2]}"#;
    let escaped = inner.replace('"', "\\\"");
    for text in
        [format!("{{'key': \"{escaped}\"}}"), format!("{{key: \"{escaped}\"}}"), format!("{{\"key\": \"{inner}\"}}")]
    {
        assert_eq!(value(&text), json!({"key": inner}), "{text}");
    }
}

fn word() -> impl Strategy<Value = String> {
    "k[a-z]{1,6}[0-9]?"
}

proptest! {
    /// An object in a string with unescaped quotes is content, whatever prose is around it.
    #[test]
    fn unescaped_documents_in_prose_are_content(
        members in proptest::collection::btree_map(word(), word(), 1..4),
        before in "[a-z]{2,8} [a-z]{2,8} ",
        behind in "(, [a-z]{2,8}){0,2}",
        other in word(),
    ) {
        let inner = serde_json::to_string(&members).expect("it is JSON");
        let content = format!("{before}{inner}{behind}");
        let text = format!("{{\"x\": \"{content}\", \"other\": \"{other}\"}}");
        prop_assert_eq!(value(&text), json!({"x": content, "other": other}), "{}", text);
    }

    #[test]
    fn sets_are_lists(words in proptest::collection::vec(word(), 3..8), quote in prop_oneof![Just('\''), Just('"')]) {
        let quoted: Vec<String> = words.iter().map(|word| format!("{quote}{word}{quote}")).collect();
        let text = format!("{{\"n\": 1, \"set\": {{{}}}}}", quoted.join(", "));
        let report = recover(&text);
        let is_right = value(&text) == json!({"n": 1, "set": words});
        prop_assert!(is_right || report.ambiguous, "{}: {:?}", text, report.edits);
    }

    #[test]
    fn words_of_a_list_are_kept(words in proptest::collection::vec(word(), 1..6), is_lines in any::<bool>()) {
        let text = if is_lines { format!("[\n  {}\n]", words.join("\n  ")) } else { format!("[{}]", words.join(", ")) };
        prop_assert_eq!(value(&text), json!(words), "{}", text);
    }

    /// Scalars on lines of their own are several documents: none of them is silently the one.
    #[test]
    fn scalars_on_lines_are_doubted(numbers in proptest::collection::vec(0..100_u32, 2..6)) {
        let lines: Vec<String> = numbers.iter().map(u32::to_string).collect();
        let text = lines.join("\n");
        prop_assert!(is_doubted(&text), "{text}");
    }

    /// A damaged document next to a valid one is not omitted silently.
    #[test]
    fn damaged_documents_aside_are_told(a in word(), b in word(), is_first in any::<bool>()) {
        let (sound, damaged) = (format!("{{\"{a}\": [1, 2], \"n\": \"{a}\"}}"), format!("{{\"{b}\": 2,}}"));
        let text = if is_first { format!("{sound}\n{damaged}") } else { format!("{damaged}\n{sound}") };
        prop_assert!(is_doubted(&text), "{text}");
    }
}
