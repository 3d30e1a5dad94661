//! Faults in hand-written JSON: each rule of repair on generated documents, without a schema.
use authscan::Options;
use authscan::limits::Limits;
use authscan::schema::Shape;
use jsonmend::repair::recover;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Repairs a text, and returns its value and whether the search is in doubt.
fn read(text: &str) -> (Value, bool) {
    let recovery = recover(text, &Shape::ANY, &Limits::default()).unwrap();
    let value = serde_json::from_str(&recovery.script.apply(text)).unwrap();
    (value, recovery.ambiguous || recovery.partial)
}

fn value_of(text: &str) -> Value {
    read(text).0
}

fn word() -> impl Strategy<Value = String> {
    "[a-z][a-zA-Z]{2,7}"
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => "[a-zA-Z][a-zA-Z .-]{1,10}[a-z]".prop_map(Value::from),
        1 => (0..1000_u32).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ]
}

/// An object of scalars with at least two members. Names differ in more than case: a learned shape ignores case.
fn record() -> impl Strategy<Value = Value> {
    let members = proptest::collection::btree_map(word(), scalar(), 2..5);
    let members = members.prop_filter("names differ in more than their case", |members| {
        let lower: std::collections::BTreeSet<String> = members.keys().map(|name| name.to_lowercase()).collect();
        lower.len() == members.len()
    });
    members.prop_map(|members| json!(members))
}

/// A list of objects with equal member names.
fn records() -> impl Strategy<Value = Vec<Value>> {
    proptest::collection::btree_set(word(), 2..5).prop_flat_map(|names| {
        let value = || prop_oneof![word().prop_map(Value::from), Just(Value::Null)];
        let record = names.into_iter().map(|name| (Just(name), value())).collect::<Vec<_>>();
        let record = record.prop_map(|members| Value::from(members.into_iter().collect::<serde_json::Map<_, _>>()));
        proptest::collection::vec(record, 1..4)
    })
}

/// A document of objects and lists, none of them empty.
fn document() -> impl Strategy<Value = Value> {
    let value = scalar().boxed().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::btree_map(word(), inner, 1..4).prop_map(|members| json!(members)),
            records().prop_map(Value::from),
            proptest::collection::vec(word(), 1..4).prop_map(Value::from),
        ]
    });
    proptest::collection::btree_map(word(), value, 2..6).prop_map(|members| json!(members))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// Returns the offsets of the lines that contain only a closing bracket and optionally a comma, except for the last
/// line.
fn closing_lines(text: &str) -> Vec<usize> {
    let mut offset = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        if line.ends_with('\n') && matches!(content, "}" | "}," | "]" | "],") {
            found.push(offset + line.find(['}', ']']).unwrap());
        }
        offset += line.len();
    }
    found
}

proptest! {
    /// Blanks of any kind between tokens are layout; inside strings they are content.
    #[test]
    fn odd_blanks_are_layout(document in document(), odd in "[\u{a0}\u{202f}\u{2003}\u{3000}\u{feff}\u{200b}]", inside in word()) {
        let mut document = document;
        document["text"] = format!("{inside}{odd}{inside}").into();
        let text = pretty(&document);
        let damaged: Vec<String> = text
            .lines()
            .map(|line| {
                let content = line.trim_start();
                format!("{}{content}", odd.repeat(line.len() - content.len())).replace("\": ", &format!("\":{odd}"))
            })
            .collect();
        prop_assert_eq!(value_of(&damaged.join("\n")), document);
    }

    /// Commented-out members stay out completely, whatever their lines contain.
    #[test]
    fn commented_out_members_stay_out(document in document(), out in document(), at in any::<prop::sample::Index>()) {
        let text = pretty(&document);
        let lines: Vec<&str> = text.lines().collect();
        let starts: Vec<usize> = (1..lines.len()).filter(|line| lines[*line].starts_with("  \"")).collect();
        let at = *at.get(&starts);
        let inner = pretty(&out);
        let inner: Vec<&str> = inner.lines().collect();
        let comment: Vec<String> = inner[1..inner.len() - 1].iter().map(|line| format!("  // {}", line.trim_start())).collect();
        let damaged = [lines[..at].join("\n"), comment.join("\n"), lines[at..].join("\n")].join("\n");
        prop_assert_eq!(value_of(&damaged), document);
    }

    /// The names of maps may be paths, globs or `prefix:name`: a lost comma is no reason to doubt them.
    #[test]
    fn names_of_maps_are_names(names in proptest::collection::btree_set("[a-z]{2,6}(/\\*\\*|:[a-z]{2,6}|/[a-z]{2,6}\\*| [a-z]{2,6})", 2..6), lost in any::<prop::sample::Index>()) {
        let map: Value = names.iter().map(|name| (name.clone(), Value::from("text"))).collect::<serde_json::Map<_, _>>().into();
        let document = json!({"files": map, "n": 1});
        let text = pretty(&document);
        let commas: Vec<usize> = text.match_indices(",\n    \"").map(|(at, _)| at).collect();
        let at = *lost.get(&commas);
        let damaged = format!("{}{}", &text[..at], &text[at + 1..]);
        prop_assert_eq!(value_of(&damaged), document);
    }

    /// In an indented text the indentation tells where a closing bracket is missing.
    #[test]
    fn the_indentation_says_where_a_closer_is_lost(document in document(), lost in any::<prop::sample::Index>()) {
        let text = pretty(&document);
        let places = closing_lines(&text);
        prop_assume!(!places.is_empty());
        let at = *lost.get(&places);
        let damaged = format!("{}{}", &text[..at], &text[at + 1..]);
        let (value, is_doubtful) = read(&damaged);
        prop_assert!(value == document || is_doubtful, "{damaged}\n{value}");
    }

    /// A missing closing bracket is inserted, even if its whole line is lost.
    #[test]
    fn a_lost_closing_line_is_put_back(document in document(), lost in any::<prop::sample::Index>()) {
        let text = pretty(&document);
        let places = closing_lines(&text);
        prop_assume!(!places.is_empty());
        let at = *lost.get(&places);
        let start = text[..at].rfind('\n').unwrap();
        let end = at + text[at..].find('\n').unwrap();
        let damaged = format!("{}{}", &text[..start], &text[end..]);
        let (value, is_doubtful) = read(&damaged);
        prop_assert!(value == document || is_doubtful, "{damaged}\n{value}");
    }

    /// Indentation alone is no reason to edit: a line moved in or out does not change the repair of another fault.
    #[test]
    fn a_line_indented_otherwise_buys_no_edits(document in document(), moved in any::<prop::sample::Index>(), inwards in any::<bool>()) {
        let text = pretty(&document);
        let lines: Vec<&str> = text.lines().collect();
        let moved = 1 + moved.index(lines.len() - 2);
        let trailing = lines.len() - 2;
        let line = |(index, line): (usize, &&str)| {
            let comma = if index == trailing { "," } else { "" };
            match (index == moved, inwards) {
                (true, true) => format!(" {line}{comma}"),
                (true, false) => format!("{}{comma}", &line[1..]),
                _ => format!("{line}{comma}"),
            }
        };
        let damaged: Vec<String> = lines.iter().enumerate().map(line).collect();
        prop_assert_eq!(value_of(&damaged.join("\n")), document);
    }

    /// Objects with commas between them are a list that lacks its brackets.
    #[test]
    fn objects_in_a_row_are_a_list(records in proptest::collection::vec(record(), 2..5)) {
        let damaged: Vec<String> = records.iter().map(pretty).collect();
        // Boundaries of documents are found before their text is repaired.
        let report = Options::new().recover_shape(&Shape::ANY, damaged.join(",\n").as_bytes());
        let value: Value = serde_json::from_str(report.repaired_text().unwrap_or_default()).unwrap();
        prop_assert_eq!(value, Value::from(records));
    }

    /// `{word}` for a value is a placeholder of a template: a string, with its brackets.
    #[test]
    fn placeholders_are_strings(before in word(), name in word(), document in record()) {
        let mut document = document;
        document["a"] = format!("{{{name}}}").into();
        document["b"] = before.into();
        let text = document.to_string().replace(&format!("\"{{{name}}}\""), &format!("{{{name}}}"));
        prop_assert_eq!(value_of(&text), document);
    }

    /// Member names may be numbers, as in sparse arrays of scripts.
    #[test]
    fn numbers_may_be_names(indexes in proptest::collection::btree_set(0..200_u32, 1..5), text in word()) {
        let members: Vec<String> = indexes.iter().map(|index| format!("    {index}: \"{text}\"")).collect();
        let damaged = format!("{{\n  \"a\": {{\n{}\n  }}\n}}", members.join(",\n"));
        let map: serde_json::Map<String, Value> = indexes.iter().map(|index| (index.to_string(), text.clone().into())).collect();
        prop_assert_eq!(value_of(&damaged), json!({"a": map}));
    }

    /// A `{` before an object or before bare elements becomes `[`.
    #[test]
    fn a_brace_before_elements_is_a_bracket(records in proptest::collection::vec(record(), 1..4), name in word()) {
        let document = json!({name.clone(): records, "n": 1});
        let damaged = pretty(&document).replacen(&format!("\"{name}\": ["), &format!("\"{name}\": {{"), 1);
        prop_assert_eq!(value_of(&damaged), document);
    }

    /// A number ends at a comma, even where bare words would continue.
    #[test]
    fn numbers_end_at_commas(number in 0..100_u32, names in proptest::collection::btree_set(word(), 1..4)) {
        let members: Vec<String> = names.iter().map(|name| format!("{name}: true")).collect();
        let damaged = format!("{{\"list\": [{number}, {{ {} }}]}}", members.join(", "));
        let map: serde_json::Map<String, Value> = names.iter().map(|name| (name.clone(), true.into())).collect();
        prop_assert_eq!(value_of(&damaged), json!({"list": [number, map]}));
    }

    /// An apostrophe with a partner in its string is content, not the missing closing quote.
    #[test]
    fn apostrophes_in_pairs_are_content(name in word(), text in "[a-z]{2,6} [a-z]{2,6}") {
        let damaged = format!("[\"a = b\", \"{name} = '{text}']");
        prop_assert_eq!(value_of(&damaged), json!(["a = b", format!("{name} = '{text}'")]));
    }
}

/// One text for each rule, as written by people.
#[test]
fn faults_of_people_are_mended() {
    for (text, value) in [
        ("{\n\u{a0}\u{a0}\"a\":\u{202f}[1,\u{a0}2]\n}", json!({"a": [1, 2]})),
        ("{\n  \"a\": 1,\n  // \"b\": {\n  //   \"c\": [1]\n  // },\n  \"d\": 2\n}", json!({"a": 1, "d": 2})),
        ("{\"f\": {\"src/**\": \"a\" \"**/b/**\": \"c // d\"}}", json!({"f": {"src/**": "a", "**/b/**": "c // d"}})),
        ("{\n  \"a\": {\n    \"b\": {\n      \"c\": 1\n  },\n  \"d\": 2\n}", json!({"a": {"b": {"c": 1}}, "d": 2})),
        ("{\n  \"a\": [{\"t\": \"x,\n  \"b\": 1,\n  \"c\": 2\n}", json!({"a": [{"t": "x"}], "b": 1, "c": 2})),
        ("{\n  \"a\": [,\n  \"b\": {\n    \"c\": 1\n  }\n}", json!({"a": [], "b": {"c": 1}})),
        ("{\n  \"a\": 1\n},\n{\n  \"a\": 2\n}", json!([{"a": 1}, {"a": 2}])),
        ("{\"a\": {a}, \"b\": {{ b }}}", json!({"a": "{a}", "b": "{{ b }}"})),
        ("{\"a\": {0: \"x\", 7: \"y\"}}", json!({"a": {"0": "x", "7": "y"}})),
        ("[[\"a\", 1],\n {\"b\", 2]]", json!([["a", 1], ["b", 2]])),
        ("{\"a\": [4, { b: true }]}", json!({"a": [4, {"b": true}]})),
        ("{\"a\": false)\n}", json!({"a": false})),
    ] {
        assert_eq!(value_of(text), value, "{text}");
    }
}
