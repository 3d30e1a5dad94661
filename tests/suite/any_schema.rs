//! Schemas of other projects: the alternatives of large unions are distinguished, and guide recovery like a single
//! type.
// Helpers of tests may panic like the tests.
use authscan::schema::Shape;
use authscan::{Options, Outcome};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Returns a schema like those of webhooks: a union of many events. Each event is identified by a required member of
/// its own and by its values of `action`; all share a sender and a repository.
fn events(count: usize) -> Value {
    let event = |at: usize| {
        let own = format!("subject{}", at / 2);
        let action = ["opened", "closed"][at % 2];
        json!({
            "type": "object",
            "required": ["action", own, "sender"],
            "properties": {
                "action": {"type": "string", "enum": [action]},
                (own): {"$ref": format!("#/definitions/subject{}", at / 2)},
                "repository": {"$ref": "#/definitions/repository"},
                "sender": {"$ref": "#/definitions/user"},
            },
            "additionalProperties": false,
        })
    };
    let mut definitions = json!({
        "user": {
            "type": "object",
            "required": ["login", "id"],
            "properties": {"login": {"type": "string"}, "id": {"type": "integer"}, "email": {"type": ["string", "null"]}},
            "additionalProperties": false,
        },
        "repository": {
            "type": "object",
            "required": ["name", "owner"],
            "properties": {"name": {"type": "string"}, "owner": {"$ref": "#/definitions/user"}, "topics": {"type": "array", "items": {"type": "string"}}},
            "additionalProperties": false,
        },
    });
    for at in 0..count.div_ceil(2) {
        let field = format!("field{at}");
        definitions[format!("subject{at}")] = json!({
            "type": "object",
            "required": ["number", field],
            "properties": {"number": {"type": "integer"}, (field): {"type": "string"}, "author": {"$ref": "#/definitions/user"}},
            "additionalProperties": false,
        });
    }
    let one_of: Vec<Value> = (0..count).map(event).collect();
    json!({"$schema": "http://json-schema.org/draft-07/schema#", "definitions": definitions, "oneOf": one_of})
}

fn document(at: usize, number: u32, with_repository: bool) -> Value {
    let user = |name: &str| json!({"login": name, "id": number, "email": null});
    let action = ["opened", "closed"][at % 2];
    let mut event = json!({"action": action});
    event[format!("subject{}", at / 2)] =
        json!({"number": number, (format!("field{}", at / 2)): "some text", "author": user("mona")});
    if with_repository {
        event["repository"] = json!({"name": "spoon", "owner": user("hub"), "topics": ["a", "b"]});
    }
    event["sender"] = user("cat");
    event
}

/// Returns the places for single faults whose original text is unambiguous: structure outside of strings.
fn faults(text: &str) -> Vec<(usize, char)> {
    let mut inside = false;
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '"' => {
                inside = !inside;
                found.push((at, c));
            }
            ',' | ':' | '}' | ']' if !inside && at + 1 < text.len() => found.push((at, c)),
            _ => {}
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_union_of_many_events_guides_recovery(
        count in 40_usize..150,
        event in any::<prop::sample::Index>(),
        number in 1_u32..100_000,
        with_repository: bool,
        fault in any::<prop::sample::Index>(),
    ) {
        let (shape, unused) = Shape::compile(&events(count)).unwrap();
        prop_assert!(unused.is_empty());
        let value = document(event.index(count), number, with_repository);
        let text = value.to_string();
        prop_assert!(Options::new().check_as(&shape, text.as_bytes()).conforms());
        let faults = faults(&text);
        let (at, c) = faults[fault.index(faults.len())];
        let damaged = format!("{}{}", &text[..at], &text[at + c.len_utf8()..]);
        let report = Options::new().recover_shape(&shape, damaged.as_bytes());
        let recovered: Option<Value> = report.repaired_text().map(|text| serde_json::from_str(text).unwrap());
        prop_assert!(report.outcome != Outcome::Clean);
        prop_assert_eq!(recovered, Some(value), "{} of {}", c, damaged);
    }

    /// A document that fits its schema stays unchanged.
    #[test]
    fn documents_of_a_union_are_clean(count in 2_usize..150, event in any::<prop::sample::Index>(), number: u32) {
        let (shape, _) = Shape::compile(&events(count)).unwrap();
        let text = document(event.index(count), number, true).to_string();
        prop_assert_eq!(Options::new().recover_shape(&shape, text.as_bytes()).outcome, Outcome::Clean);
    }
}

#[test]
fn an_event_of_the_wrong_form_is_told() {
    let (shape, _) = Shape::compile(&events(60)).unwrap();
    let mut event = document(7, 1, false);
    let check = |event: &Value| Options::new().check_as(&shape, event.to_string().as_bytes());
    assert!(check(&event).conforms());
    event["action"] = "opened".into();
    assert!(check(&event).conforms(), "another event has this subject and this action");
    event["action"] = "lost".into();
    assert!(!check(&event).conforms());
    let mut event = document(7, 1, false);
    event["more"] = 1.into();
    let report = check(&event);
    assert!(report.diagnostics.iter().any(|found| found.pointer == "/more"), "{:?}", report.diagnostics);
}

#[test]
fn objects_with_hundreds_of_members_are_read() {
    let properties: serde_json::Map<String, Value> = (0..300)
        .map(|at| (format!("member{at}"), json!({"type": "object", "properties": {"x": {"type": "number"}}})))
        .collect();
    let shape = Shape::from_schema(&json!({"type": "object", "properties": properties, "additionalProperties": false}));
    let members: Vec<String> = (0..300).map(|at| format!("\"member{at}\":{{\"x\":{at}}}")).collect();
    let text = format!("{{{}}}", members.join(","));
    assert!(Options::new().check_as(&shape, text.as_bytes()).conforms());
    for broken in [text.replacen("\"x\":250}", "\"x\":250", 1), text.replacen("},\"member200\"", "}\"member200\"", 1)] {
        let report = Options::new().recover_shape(&shape, broken.as_bytes());
        assert_eq!(report.repaired_text(), Some(&*text));
        assert_eq!(report.edits.len(), 1);
    }
}

/// An object schema that lists some members and allows others: it says nothing of them, it says so, or by a pattern.
fn allowing(kind: usize) -> Value {
    let inner = json!({"type": "object", "properties": {"kind": {"type": "string"}}});
    let mut inner = inner;
    match kind {
        0 => {}
        1 => inner["additionalProperties"] = true.into(),
        2 => inner["additionalProperties"] = json!({}),
        _ => {
            inner["additionalProperties"] = false.into();
            inner["patternProperties"] = json!({"^(x-|size|label|parts)": {}});
        }
    }
    json!({
        "type": "object",
        "required": ["items", "label"],
        "properties": {
            "items": {"type": "array", "items": inner},
            "label": {"type": "string"},
            "size": {"type": "number"},
            "last": {"type": "array", "items": {"type": "number"}},
        },
        "additionalProperties": false,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Members that a schema allows without listing them are no reason for an edit, though an outer object lists such.
    #[test]
    fn what_a_schema_allows_is_not_edited(
        kind in 0_usize..4,
        members in prop::collection::vec(prop::sample::subsequence(vec!["label", "size", "x-owner", "parts"], 1..4), 1..4),
        fault in 0_usize..3,
    ) {
        let value = |name: &str| match name {
            "size" => json!(12),
            "parts" => json!([[1, 2], [3, 4]]),
            _ => json!("a text"),
        };
        let item = |names: &Vec<&str>| {
            let mut item = json!({"kind": "point"});
            names.iter().for_each(|name| item[*name] = value(name));
            item
        };
        let items: Vec<Value> = members.iter().map(item).collect();
        let document = json!({"items": items, "label": "whole", "last": [1, 2, 3]});
        let text = document.to_string();
        let damaged = match fault {
            0 => text.replace("[1,2,3]", "[1,2,,3]"),
            1 => text.replace("[1,2,3]", "[1,2 3]"),
            _ => text.replace("\"last\":", "\"last\""),
        };
        let (shape, _) = Shape::compile(&allowing(kind)).unwrap();
        let report = Options::new().recover_shape(&shape, damaged.as_bytes());
        let recovered: Option<Value> = report.repaired_text().map(|text| serde_json::from_str(text).unwrap());
        prop_assert_eq!(recovered, Some(document), "{}: {:?}", damaged, report.edits);
        prop_assert_eq!(report.edits.len(), 1, "{}", damaged);
    }
}

/// Returns a schema of a list of single-key objects, as build steps are, in which each key has a shape of its own.
fn steps() -> Value {
    json!({
        "type": "array",
        "items": {
            "type": "object",
            "maxProperties": 1,
            "properties": {
                "run": {"type": "object", "properties": {"command": {"type": "string"}, "quiet": {"type": "boolean"}}},
                "save": {"type": "object", "properties": {"path": {"type": "string"}}},
            },
        },
    })
}

/// Returns a schema of a list of drawings that only the value of `type` distinguishes. The members that they share have
/// shapes of their own in each.
fn drawings() -> Value {
    let form = |name: &str, size: Value| {
        json!({
            "type": "object",
            "required": ["type", "size"],
            "properties": {"type": {"enum": [name]}, "size": size, "note": {"type": "string"}, name: {"type": "string"}},
        })
    };
    let pair = json!({"type": "object", "properties": {"width": {}, "height": {}}, "additionalProperties": false});
    json!({"type": "array", "items": {"oneOf": [
        form("circle", json!({"type": "number"})),
        form("square", json!({"type": "string"})),
        form("rect", pair),
    ]}})
}

fn step(at: usize) -> Value {
    match at {
        0 => json!({"run": {"command": "make", "quiet": true}}),
        1 => json!({"save": {"path": "/tmp"}}),
        _ => json!({"checkout": {"depth": 1, "path": "x"}}),
    }
}

fn drawing(at: usize) -> Value {
    match at {
        0 => json!({"type": "circle", "size": 4, "note": "round", "circle": "a"}),
        1 => json!({"type": "square", "size": "4", "note": "even", "square": "b"}),
        _ => json!({"type": "rect", "size": {"width": 4, "height": 5}, "note": "long", "rect": "c"}),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// An object that has as many members as its schema allows does not take those of the next one.
    #[test]
    fn objects_of_one_member_are_not_joined(kinds in prop::collection::vec(0_usize..3, 2..6), fault in any::<prop::sample::Index>()) {
        let value = Value::from(kinds.into_iter().map(step).collect::<Vec<Value>>());
        let text = value.to_string();
        // The braces between two steps.
        let places: Vec<usize> = text.match_indices("}},{").flat_map(|(at, _)| [at, at + 1, at + 2, at + 3]).collect();
        let at = places[fault.index(places.len())];
        let damaged = format!("{}{}", &text[..at], &text[at + 1..]);
        let (shape, _) = Shape::compile(&steps()).unwrap();
        let report = Options::new().recover_shape(&shape, damaged.as_bytes());
        let recovered: Option<Value> = report.repaired_text().map(|text| serde_json::from_str(text).unwrap());
        prop_assert_eq!(recovered, Some(value), "{}: {:?}", damaged, report.edits);
    }

    /// The value of a member excludes the alternatives that do not list it, though the schema allows other members.
    #[test]
    fn a_value_decides_between_alternatives(kinds in prop::collection::vec(0_usize..3, 2..6), fault in any::<prop::sample::Index>()) {
        let value = Value::from(kinds.into_iter().map(drawing).collect::<Vec<Value>>());
        let text = value.to_string();
        let faults = faults(&text);
        let (at, c) = faults[fault.index(faults.len())];
        let damaged = format!("{}{}", &text[..at], &text[at + c.len_utf8()..]);
        let (shape, unused) = Shape::compile(&drawings()).unwrap();
        prop_assert!(unused.is_empty());
        let report = Options::new().recover_shape(&shape, damaged.as_bytes());
        let recovered: Option<Value> = report.repaired_text().map(|text| serde_json::from_str(text).unwrap());
        prop_assert_eq!(recovered, Some(value), "{}: {:?}", damaged, report.edits);
    }

    /// Where a schema is silent, a row that has lost its opening bracket among other rows is a row.
    #[test]
    fn rows_beside_rows_are_rows(
        rows in prop::collection::vec(prop::collection::vec(0_u32..1000, 2..4), 3..7),
        row in any::<prop::sample::Index>(),
    ) {
        let (shape, _) = Shape::compile(&json!({"type": "object", "properties": {"id": {"type": "number"}}})).unwrap();
        let value = json!({"id": 1, "data": rows});
        let text = value.to_string();
        let rows: Vec<usize> = text.match_indices("],[").map(|(at, _)| at + 2).collect();
        let at = rows[row.index(rows.len())];
        let damaged = format!("{}{}", &text[..at], &text[at + 1..]);
        let report = Options::new().recover_shape(&shape, damaged.as_bytes());
        let recovered: Option<Value> = report.repaired_text().map(|text| serde_json::from_str(text).unwrap());
        prop_assert_eq!(recovered, Some(value), "{}: {:?}", damaged, report.edits);
    }

    /// Two numbers of a list that have lost their comma are never taken for one word without doubt.
    #[test]
    fn glued_numbers_are_doubted(one in -99_i32..99, other in 0_i32..99, fractions in (10_u32..99, 1_u32..99)) {
        let text = format!("{{\"at\": [{one}.{}{other}.{}, 3]}}", fractions.0, fractions.1);
        for shape in [Shape::ANY, Shape::from_schema(&json!({"properties": {"at": {"type": "array"}}}))] {
            let report = Options::new().recover_shape(&shape, text.as_bytes());
            prop_assert!(report.ambiguous || report.outcome == Outcome::Rejected, "{}: {:?}", text, report.edits);
        }
    }
}
