//! Dialects of other languages, printers and people: each rule on generated documents.
use authscan::diagnostic::Applicability;
use authscan::schema::Shape;
use authscan::{Options, Outcome};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::unguided::{doubts, recover, value_of};

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{1,8}"
}

/// A text that all dialects write alike, and that is a literal in none.
fn word() -> impl Strategy<Value = String> {
    "k[a-z]{2,8}( [a-z]{2,6})?"
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        word().prop_map(Value::from),
        (0..100_000_i64).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ]
}

/// An object at most three levels deep.
fn object() -> impl Strategy<Value = Map<String, Value>> {
    let value = scalar().prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(name(), inner, 1..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    proptest::collection::btree_map(name(), value, 1..5).prop_map(|members| members.into_iter().collect())
}

/// A dialect: how a language writes each part of a value.
struct Notation {
    open: [&'static str; 2],
    list: [&'static str; 2],
    between: &'static str,
    text: fn(&str) -> String,
    name: fn(&str) -> String,
    null: &'static str,
}

const RUBY: Notation = Notation {
    open: ["{", "}"],
    list: ["[", "]"],
    between: "=>",
    text: |text| format!("\"{text}\""),
    name: |name| if name.len() % 2 == 0 { format!(":{name}") } else { format!("\"{name}\"") },
    null: "nil",
};

const PHP: Notation = Notation {
    open: ["[", "]"],
    list: ["[", "]"],
    between: " => ",
    text: |text| format!("'{text}'"),
    name: |name| format!("'{name}'"),
    null: "null",
};

const JAVA: Notation = Notation {
    open: ["{", "}"],
    list: ["[", "]"],
    between: "=",
    text: str::to_owned,
    name: str::to_owned,
    null: "null",
};

const CSV: Notation = Notation {
    open: ["{", "}"],
    list: ["[", "]"],
    between: ": ",
    text: |text| format!("\"\"{text}\"\""),
    name: |name| format!("\"\"{name}\"\""),
    null: "null",
};

impl Notation {
    fn write(&self, value: &Value) -> String {
        match value {
            Value::String(text) => (self.text)(text),
            Value::Null => self.null.to_owned(),
            Value::Array(elements) => {
                let elements: Vec<String> = elements.iter().map(|element| self.write(element)).collect();
                format!("{}{}{}", self.list[0], elements.join(", "), self.list[1])
            }
            Value::Object(members) => {
                let member = |(name, value): (&String, &Value)| (self.name)(name) + self.between + &self.write(value);
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{}{}{}", self.open[0], members.join(", "), self.open[1])
            }
            other => other.to_string(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn whole_texts_in_another_notation_keep_their_value(object in object()) {
        let object = Value::Object(object);
        for notation in [RUBY, PHP, JAVA, CSV] {
            let text = notation.write(&object);
            let report = recover(&text);
            prop_assert_eq!(value_of(&text, &report), object.clone(), "{}", text);
            prop_assert_eq!(report.outcome, Outcome::Repaired, "{}", text);
        }
    }

    /// Blanks that JSON does not allow are layout between tokens, and content inside strings.
    #[test]
    fn other_blanks_between_tokens_are_left_out(
        object in object(),
        blank in prop_oneof!["\u{a0}", "\u{202f}", "\u{2003}", "\u{200b}", "\u{3000}", "\u{2060}"],
    ) {
        let json = serde_json::to_string_pretty(&Value::Object(object.clone())).unwrap();
        let text = json.replace("  ", &blank).replace("\": ", &format!("\":{blank}"));
        let report = recover(&text);
        prop_assert_eq!(value_of(&text, &report), Value::Object(object), "{}", text);
        prop_assert!(!doubts(&report));
        for edit in &report.edits {
            prop_assert!(edit.removed.trim_matches(|c: char| blank.contains(c) || c.is_whitespace()).is_empty());
        }
    }

    /// Elements that a printer left out are reported as missing, and the others stay.
    #[test]
    fn what_a_printer_left_out_is_missing(
        elements in proptest::collection::vec(0..1000_i32, 1..5),
        count in 1..500_u32,
        style in 0..6_usize,
        is_laid_out in any::<bool>(),
    ) {
        let marker = match style {
            0 => format!("... {count} more items"),
            1 => format!("… {count} more"),
            2 => "[truncated]".to_owned(),
            3 => format!("... ({count} more)"),
            4 => "...".to_owned(),
            _ => format!("[... {count} more]"),
        };
        let gap = if is_laid_out { "\n    " } else { " " };
        let list: Vec<String> = elements.iter().map(|element| format!("{gap}{element},")).collect();
        let text = format!("{{\"list\": [{}{gap}{marker}{gap}], \"last\": true}}", list.concat());
        let report = recover(&text);
        prop_assert_eq!(value_of(&text, &report), json!({"list": elements, "last": true}), "{}", text);
        prop_assert_eq!(report.outcome, Outcome::Partial, "{}", text);
    }

    #[test]
    fn decimal_commas_keep_their_digits(
        members in proptest::collection::vec((name(), 0..1000_u32, "[0-9]{1,6}"), 1..5),
    ) {
        let mut expected = Map::new();
        let mut text = String::from("{");
        for (index, (name, whole, fraction)) in members.iter().enumerate() {
            let name = format!("{name}{index}");
            text += &format!("\"{name}\": {whole},{fraction}, ");
            expected.insert(name, format!("{whole}.{fraction}").parse::<f64>().unwrap().into());
        }
        text += "\"end\": 1}";
        expected.insert("end".into(), 1.into());
        let report = recover(&text);
        prop_assert_eq!(value_of(&text, &report), Value::Object(expected), "{}", text);
        let commas = report.edits.iter().filter(|edit| edit.removed == ",");
        prop_assert!(commas.into_iter().all(|edit| edit.applicability < Applicability::Certain), "{}", text);
        prop_assert!(doubts(&report) || members.iter().all(|(_, _, fraction)| fraction.len() != 3), "{}", text);
    }

    /// Leading zeros are content: the number becomes a string, which is a guess.
    #[test]
    fn leading_zeros_are_kept(zeros in 1..4_usize, digits in "[1-9][0-9]{1,6}") {
        let code = "0".repeat(zeros) + &digits;
        let text = format!("{{\"code\": {code}, \"n\": 5}}");
        let report = recover(&text);
        prop_assert_eq!(value_of(&text, &report), json!({"code": code, "n": 5}));
        prop_assert!(doubts(&report));
    }

    #[test]
    fn tuples_are_lists(elements in proptest::collection::vec(scalar(), 2..5), is_long in any::<bool>()) {
        let python = |value: &Value| match value {
            Value::Null => "None".to_owned(),
            Value::Bool(true) => "True".to_owned(),
            Value::Bool(false) => "False".to_owned(),
            Value::String(text) => format!("'{text}'"),
            other => other.to_string(),
        };
        let inner: Vec<String> = elements.iter().map(python).collect();
        let comma = if is_long { "," } else { "" };
        let text = format!("{{'pair': ({}{comma}), 'last': 'x'}}", inner.join(", "));
        let report = recover(&text);
        prop_assert_eq!(value_of(&text, &report), json!({"pair": elements, "last": "x"}), "{}", text);
    }

    /// A bare word in a list stays, whatever the other elements are.
    #[test]
    fn words_in_lists_are_strings(
        numbers in proptest::collection::vec(0..1000_i32, 2..6),
        word in "k[a-z]{2,8}",
        at in any::<proptest::sample::Index>(),
    ) {
        let at = at.index(numbers.len());
        let mut expected: Vec<Value> = numbers.iter().map(|number| json!(number)).collect();
        let mut elements: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        expected[at] = json!(word);
        elements[at].clone_from(&word);
        let text = format!("[{}]", elements.join(","));
        let report = recover(&text);
        prop_assert_eq!(value_of(&text, &report), Value::from(expected), "{}", text);
        prop_assert!(report.edits.iter().all(|edit| edit.applicability < Applicability::Certain));
    }

    #[test]
    fn words_as_log_lines_write_them_end_at_the_next_name(
        members in proptest::collection::btree_map(name(), "k[a-z]{2,8}", 2..6),
    ) {
        let written: Vec<String> = members.iter().map(|(name, word)| format!("{name}: {word}")).collect();
        let text = format!("{{{}}}", written.join(", "));
        let report = recover(&text);
        prop_assert_eq!(value_of(&text, &report), json!(members), "{}", text);
    }

    /// Backslashes of Markdown escapes are removed.
    #[test]
    fn escapes_of_markdown_go(words in proptest::collection::vec("[a-z]{2,6}", 2..5), mark in "[_#]") {
        let plain = words.join(&mark);
        let text = format!("{{\"text\": \"{}\", \"n\": 1}}", words.join(&format!("\\{mark}")));
        let report = recover(&text);
        prop_assert_eq!(value_of(&text, &report), json!({"text": plain, "n": 1}), "{}", text);
        prop_assert!(report.edits.iter().all(|edit| edit.applicability < Applicability::Certain));
    }

    /// A text is truncated if several containers are open at its end, or if it announces more.
    #[test]
    fn a_text_that_ends_inside_of_several_containers_is_partial(object in object(), at in any::<proptest::sample::Index>()) {
        let text = json!({"first": {"list": [1, 2], "object": object}}).to_string();
        let start = text.find("\"object\"").unwrap();
        // The cut is inside of at least three brackets.
        let end = text.len() - 3;
        let cut = &text[..start + at.index(end - start)];
        let report = recover(cut);
        prop_assert_eq!(report.outcome, Outcome::Partial, "{}", cut);
        let last = cut.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        prop_assert!(value_of(cut, &report)["first"]["list"] == json!([1, 2]), "{} {}", cut, last);
    }

    /// A string that ends inside of an escape keeps all text before the escape.
    #[test]
    fn half_an_escape_at_the_end_goes(word in "[a-z]{1,8}", digits in 0..4_usize, is_pair in any::<bool>()) {
        let escape = if is_pair { "\\ud83d".to_owned() } else { format!("\\u{}", &"00e9"[..digits]) };
        let text = format!("{{\"a\": \"{word} {escape}");
        let report = recover(&text);
        let value = value_of(&text, &report);
        prop_assert_eq!(value["a"].as_str().unwrap().trim_end(), word, "{}", text);
        prop_assert_eq!(report.outcome, Outcome::Partial);
    }

    /// A name without a value at the end of its line gets `null`: the next line is not its content.
    #[test]
    fn a_value_missing_at_the_end_of_a_line_is_null(
        members in proptest::collection::btree_map(name(), word(), 2..5),
        at in any::<proptest::sample::Index>(),
    ) {
        let at = at.index(members.len() - 1);
        let mut expected = Map::new();
        let mut lines = Vec::new();
        for (index, (name, word)) in members.iter().enumerate() {
            let value = if index == at { Value::Null } else { json!(word) };
            lines.push(if index == at { format!("    \"{name}\":") } else { format!("    \"{name}\": \"{word}\",") });
            expected.insert(name.clone(), value);
        }
        let text = format!("{{\n{}\n}}", lines.join("\n").trim_end_matches(','));
        let report = recover(&text);
        prop_assert_eq!(value_of(&text, &report), Value::Object(expected), "{}", text);
        prop_assert!(doubts(&report), "{}", text);
    }

    /// Text dropped from the middle of a document is never a certain edit.
    #[test]
    fn words_that_are_dropped_are_guesses(object in object(), word in "[a-z]{3,8}", at in any::<proptest::sample::Index>()) {
        let json = Value::Object(object).to_string();
        let commas: Vec<usize> = json.match_indices([',', ':']).map(|(at, _)| at).collect();
        let at = commas[at.index(commas.len())];
        let text = format!("{}{word} {}", &json[..at], &json[at..]);
        let report = recover(&text);
        for edit in report.edits.iter().filter(|edit| edit.removed.contains(&word) && edit.inserted.is_empty()) {
            prop_assert_eq!(edit.applicability, Applicability::Guess, "{}", text);
        }
    }

    /// Findings about a document do not depend on whether a comma was removed from it.
    #[test]
    fn what_is_said_of_sound_text_is_said_of_repaired_text(object in object()) {
        let shape = Shape::from_schema(&json!({
            "type": "object",
            "properties": {"kind": {"type": "string"}, "list": {"type": "array", "items": {"type": "integer"}}},
            "required": ["kind"],
            "additionalProperties": false,
        }));
        // Most members are known, or the document would not be of the type.
        let mut object: Map<String, Value> = object.into_iter().take(1).collect();
        object.insert("kind".into(), json!("x"));
        object.insert("list".into(), json!([1, 2]));
        let sound = Value::Object(object).to_string();
        let codes = |text: &str| -> Vec<&'static str> {
            let report = Options::new().recover_shape(&shape, text.as_bytes());
            let codes = report.diagnostics.iter().map(|found| found.code.name());
            codes.filter(|code| !matches!(*code, "trailing-comma" | "ambiguous")).collect()
        };
        let damaged = format!("{},}}", &sound[..sound.len() - 1]);
        prop_assert_eq!(codes(&sound), codes(&damaged), "{}", sound);
    }
}

#[test]
fn lone_scalars_are_documents() {
    let cases = [
        ("True", json!(true), Outcome::Repaired),
        ("None", json!(null), Outcome::Repaired),
        ("'text'", json!("text"), Outcome::Repaired),
        ("\"text", json!("text"), Outcome::Partial),
        ("0x1f", json!(31), Outcome::Repaired),
        ("“text”", json!("text"), Outcome::Repaired),
    ];
    for (text, expected, outcome) in cases {
        let report = recover(text);
        assert_eq!((value_of(text, &report), report.outcome), (expected, outcome), "{text}");
    }
}

#[test]
fn closers_lost_in_the_middle_and_at_the_end_are_ambiguous() {
    for text in [
        r#"{"a":{"b":{"c":[{"d":[{"e":1}]},"f":{"g":2}}}"#,
        r#"{"query":{"filters":{"groups":[{"items":[{"v":"1"},{"v":"2"}]},"range":{"from":"a"}}}"#,
    ] {
        assert!(doubts(&recover(text)), "{text}");
    }
}

#[test]
fn members_that_come_twice_are_named_though_nothing_is_repaired() {
    let report = recover(r#"{"a": 1, "b": 2, "a": 3}"#);
    assert_eq!(report.outcome, Outcome::Clean);
    assert!(report.diagnostics.iter().any(|found| found.code.name() == "duplicate-member"));
}

#[test]
fn objects_that_powershell_printed_are_read_where_they_belong() {
    use authscan::model::PayloadKind;
    let text = r#"{"isActive": "True", "scannerAgent": "@{machineId=eb663a27ae9d032f61bc268a79eedf14c4b90f77; id=}"}"#;
    let report = Options::new().recover_as(&PayloadKind::Update, text.as_bytes());
    let value = value_of(text, &report);
    assert_eq!(value["scannerAgent"]["machineId"], "eb663a27ae9d032f61bc268a79eedf14c4b90f77");
    assert!(report.edits.iter().all(|edit| edit.applicability < Applicability::Certain));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// A single break in one long line does not reveal a width at which lines were broken.
    #[test]
    fn a_line_break_in_a_string_is_content(words in prop::collection::vec("[a-z]{3,8}", 40..80), at in 10_usize..30) {
        let text = format!("{}\n{}", words[..at].join(" "), words[at..].join(" "));
        let value = json!({"id": 7, "list": [1, 2, 3], "words": words, "text": text, "more": {"a": true}});
        let damaged = value.to_string().replace("\\n", "\n");
        let report = recover(&damaged);
        prop_assert_eq!(value_of(&damaged, &report), value, "{}", damaged);
    }

    /// A control sequence in a string alone is what the string says.
    #[test]
    fn a_control_sequence_within_a_string_is_content(before in "[a-z ]{1,12}", behind in "[a-z ]{1,12}", color in 0_u8..48) {
        let value = json!({"id": 7, "text": format!("{before}\u{1b}[{color}m{behind}"), "more": [1, 2]});
        let damaged = value.to_string().replace("\\u001b", "\u{1b}");
        let report = recover(&damaged);
        prop_assert_eq!(value_of(&damaged, &report), value, "{}", damaged);
    }

    /// An object that was closed too early continues after its bracket: the text there is not an envelope.
    #[test]
    fn members_behind_a_closed_object_are_kept(names in prop::collection::vec(name(), 3..8), at in any::<prop::sample::Index>()) {
        let mut object = Map::new();
        names.iter().for_each(|name| drop(object.insert(name.clone(), json!({"value": [name, 1]}))));
        prop_assume!(object.len() > 2);
        let text = Value::Object(object.clone()).to_string();
        let commas: Vec<usize> = text.match_indices("},\"").map(|(at, _)| at + 1).collect();
        let at = commas[at.index(commas.len())];
        let damaged = format!("{}}}{}", &text[..at], &text[at + 1..]);
        let report = recover(&damaged);
        prop_assert_eq!(value_of(&damaged, &report), Value::Object(object), "{}: {:?}", damaged, report.edits);
    }
}
