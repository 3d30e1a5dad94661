//! Rules of interpretation, in documents of any schema and of none: each on generated documents.
//!
//! ARCHITECTURE.md lists the rules with the tests that hold them.
use std::fs;
use std::path::Path;

use authscan::Options;
use authscan::schema::Shape;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::unguided::{doubts, value_of};

/// A schema that says nothing of the part `free`, and one for each that requires members of it.
fn free_part() -> Shape {
    let schema = json!({
        "type": "object",
        "properties": {"id": {"type": "integer"}, "free": {}, "end": {"type": "boolean"}},
        "required": ["id", "free", "end"],
    });
    Shape::from_schema(&schema)
}

fn document(free: &Value) -> Value {
    json!({"id": 7, "free": free, "end": true})
}

/// Repairs a text with the schema and without any; each value is the expected one, or in doubt. Returns the values.
fn right_or_doubted(text: &str, expected: &Value) -> [Value; 2] {
    [free_part(), Shape::ANY].map(|shape| {
        let report = Options::new().recover_shape(&shape, text.as_bytes());
        let value = value_of(text, &report);
        assert!(value == *expected || doubts(&report), "{text}\n{value}\n{:?}", report.edits);
        value
    })
}

fn is_right(text: &str, expected: &Value) {
    for value in right_or_doubted(text, expected) {
        assert_eq!(value, *expected, "{text}");
    }
}

fn word() -> impl Strategy<Value = String> {
    "[a-z]{3,8}"
}

/// Lists of numbers in lists, all with as many levels.
fn nested(levels: u32) -> BoxedStrategy<Value> {
    let numbers = proptest::collection::vec((10..999_u32).prop_map(Value::from), 2..4);
    let mut list = numbers.prop_map(Value::from).boxed();
    for _ in 1..levels {
        list = proptest::collection::vec(list, 2..4).prop_map(Value::from).boxed();
    }
    list
}

fn all_positions(text: &str, mark: char) -> Vec<usize> {
    text.char_indices().filter(|(_, c)| *c == mark).map(|(at, _)| at).collect()
}

/// An object of several members, of which some are objects.
fn members() -> impl Strategy<Value = Value> {
    let inner = proptest::collection::btree_map(word(), 0..100_u32, 2..4).prop_map(|members| json!(members));
    let value = prop_oneof![word().prop_map(Value::from), inner];
    proptest::collection::btree_map(word(), value, 2..5).prop_map(|members| json!(members))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// A list of lists holds lists of one height: a bracket that is lost, doubled or another mark is found by it, or
    /// doubted.
    #[test]
    fn lists_in_a_list_have_one_height(free in (2..5_u32).prop_flat_map(nested), at in any::<prop::sample::Index>(), mark in "[\\[\\]:,}]") {
        let expected = document(&free);
        let text = expected.to_string();
        let openers = all_positions(&text, '[');
        let at = openers[at.index(openers.len())];
        let damaged = format!("{}{mark}{}", &text[..at], &text[at + 1..]);
        prop_assume!(damaged != text);
        right_or_doubted(&damaged, &expected);
    }

    /// Another mark before the first of several lists is the bracket that opens the list of them.
    #[test]
    fn a_mark_before_lists_is_their_bracket(free in (2..4_u32).prop_flat_map(nested), mark in "[:,}]") {
        let expected = document(&free);
        let damaged = expected.to_string().replacen("[[", &format!("{mark}["), 1);
        is_right(&damaged, &expected);
    }

    /// Strings behind a string value are elements of a list without brackets: none is dropped.
    #[test]
    fn strings_behind_a_string_are_kept(words in proptest::collection::btree_set(word(), 2..5)) {
        let words: Vec<String> = words.into_iter().collect();
        let expected = document(&json!({"list": words}));
        let text = expected.to_string().replace(['[', ']'], "");
        for value in right_or_doubted(&text, &expected) {
            let read = value.to_string();
            for word in &words {
                prop_assert!(read.contains(word.as_str()), "{word}: {read}");
            }
        }
    }

    /// Two closing brackets in the wrong order are one slip.
    #[test]
    fn swapped_brackets_are_put_in_order(names in proptest::collection::btree_set(word(), 3..5), value in 0..100_u32) {
        let names: Vec<String> = names.into_iter().collect();
        let element = json!({(names[0].clone()): value, (names[1].clone()): names[2]});
        let expected = document(&json!({"list": [element, element]}));
        let text = expected.to_string();
        is_right(&text.replace("}]", "]}"), &expected);
        is_right(&text.replace("[{", "{["), &expected);
    }

    /// A bracket with an escaped quote behind it is content of a string that has lost its opening quote.
    #[test]
    fn escaped_documents_keep_their_brackets(names in proptest::collection::vec(word(), 1..3), value in 0..100_u32) {
        let inner = Value::from(names.iter().map(|name| (name.clone(), value.into())).collect::<serde_json::Map<_, _>>());
        let expected = document(&json!({"example": inner.to_string(), "more": 1}));
        is_right(&expected.to_string().replace("\"{\\\"", "{\\\""), &expected);
    }

    /// An escaped quote that has a partner before it does not end the string.
    #[test]
    fn an_escaped_pair_is_content(first in word(), inner in word()) {
        let expected = document(&json!({"tag": format!("{first} \"{inner}\""), "more": 1}));
        is_right(&expected.to_string().replace("\\\"\"", "\\\""), &expected);
    }

    /// Where the text leaves quotes out, a word with a colon in it is one element.
    #[test]
    fn glued_words_are_one_element(ports in proptest::collection::vec((10..99_u32, 1000..9999_u32), 1..4), words in proptest::collection::vec("[a-z]{4,8}", 4..6)) {
        let ports: Vec<String> = ports.iter().map(|(from, to)| format!("{from}:{to}")).collect();
        let list: Vec<String> = words.iter().map(|word| format!("x{word}")).collect();
        let expected = document(&json!({"words": list, "ports": ports}));
        let text = format!("{{id:7,free:{{words:[{}],ports:[{}]}},end:true}}", list.join(","), ports.join(","));
        is_right(&text, &expected);
    }

    /// A bracket of the other kind before the first name of the document opens an object.
    #[test]
    fn the_first_bracket_is_read_again(free in members()) {
        for expected in [document(&free), free] {
            let text = expected.to_string();
            let report = Options::new().recover_shape(&Shape::ANY, format!("[{}", &text[1..]).as_bytes());
            prop_assert_eq!(value_of(&text, &report), expected);
        }
    }

    /// A brace too many could be any of several: another place than the right one is doubted.
    #[test]
    fn a_brace_too_early_is_found_or_doubted(free in members(), at in any::<prop::sample::Index>()) {
        let expected = document(&free);
        let text = expected.to_string();
        let commas: Vec<usize> = all_positions(&text, ',').into_iter().filter(|at| text[..*at].contains("\"free\"")).collect();
        let at = commas[at.index(commas.len())];
        right_or_doubted(&format!("{}}}{}", &text[..at], &text[at..]), &expected);
    }

    /// A brace and a comma between elements may be an element without content: dropping both is doubted.
    #[test]
    fn an_empty_element_is_kept_or_doubted(before in members(), after in members()) {
        let expected = document(&json!([before, {}, after]));
        right_or_doubted(&expected.to_string().replacen(",{}", ",}", 1), &expected);
    }

    /// Members that a schema requires show where an object was closed too early.
    #[test]
    fn required_members_are_missed(names in proptest::collection::btree_set("[a-z]{4,8}", 5), values in proptest::array::uniform4(0..100_u32)) {
        let names: Vec<String> = names.into_iter().collect();
        let [inner, first, second, third, last] = [0, 1, 2, 3, 4].map(|at| names[at].as_str());
        let number = json!({"type": "integer"});
        let schema = json!({"type": "object", "additionalProperties": true, "properties": {
            inner: {"type": "object", "required": [first, second, third],
                "properties": {first: number, second: number, third: number}},
            last: number,
        }});
        let expected = json!({inner: {first: values[0], second: values[1], third: values[2]}, last: values[3]});
        let text = expected.to_string();
        let comma = all_positions(&text, ',')[0];
        let damaged = format!("{}}}{}", &text[..comma], &text[comma..]);
        let report = Options::new().recover_shape(&Shape::from_schema(&schema), damaged.as_bytes());
        prop_assert_eq!(value_of(&damaged, &report), expected, "{}", damaged);
    }

    /// Edits of brackets after which the stretch still does not fit are in doubt.
    #[test]
    fn what_does_not_fit_after_a_repair_is_doubted(names in proptest::collection::btree_set("[a-z]{4,8}", 3), value in 0..100_u32) {
        let names: Vec<String> = names.into_iter().collect();
        let [list, known, other] = [0, 1, 2].map(|at| names[at].as_str());
        let element = json!({"type": "object", "properties": {known: {"type": "integer"}}, "additionalProperties": false});
        let schema = json!({"type": "object", "properties": {list: {"type": "array", "items": element}}});
        let text = format!("{{\"{list}\":[{{\"{known}\":{value},\"{other}\":{value}]}}");
        let report = Options::new().recover_shape(&Shape::from_schema(&schema), text.as_bytes());
        prop_assert!(doubts(&report), "{:?}", report.edits);
    }
}

/// The table of rules names tests that exist.
#[test]
fn every_rule_has_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let architecture = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let table = architecture.split("<!-- rules -->").nth(1).unwrap();
    let mut rules = Vec::new();
    for row in table.lines().filter(|row| row.starts_with("| R")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        rules.push(cells[1].to_owned());
        let tests: Vec<&str> = cells[3].split('`').filter(|test| test.contains("::")).collect();
        assert!(!tests.is_empty(), "{row}");
        for test in tests {
            let (file, name) = test.split_once("::").unwrap();
            let source = fs::read_to_string(root.join(format!("tests/suite/{file}.rs"))).unwrap();
            assert!(source.contains(&format!("fn {name}(")), "{test}");
        }
    }
    assert_eq!(rules, ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9"]);
}
