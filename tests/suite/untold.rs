//! Faults in parts of a document of which a schema says nothing: they are repaired as without a schema.

use authscan::schema::Shape;
use jsonmend::diagnostic::Applicability;
use jsonmend::limits::Limits;
use jsonmend::repair::{Recovery, recover};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A schema that lists the members around `data`, and says nothing of its content.
fn envelope() -> Shape {
    let text = json!({"type": "string"});
    Shape::from_schema(&json!({
        "type": "object",
        "properties": {"id": text, "source": text, "data": {}},
        "required": ["id", "source", "data"],
    }))
}

/// Repairs a text with a shape, and returns its value and the repair.
fn read(text: &str, shape: &Shape) -> (Value, Recovery) {
    let recovery = recover(text, shape, &Limits::default()).unwrap();
    let repaired = recovery.script.apply(text);
    (serde_json::from_str(&repaired).unwrap_or_else(|error| panic!("{text}: {error}: {repaired}")), recovery)
}

fn number() -> impl Strategy<Value = String> {
    (-99..100_i32, 0..100_u32).prop_map(|(whole, part)| format!("{whole}.{part:02}"))
}

fn written(value: &Value, is_pretty: bool) -> String {
    if is_pretty { serde_json::to_string_pretty(value).unwrap() } else { value.to_string() }
}

proptest! {
    /// Objects in a row as a member's value are a list.
    #[test]
    fn objects_in_a_row_are_a_list(
        amounts in proptest::collection::vec(1..100_u32, 2..4),
        is_pretty in any::<bool>(),
        loses_both in any::<bool>(),
    ) {
        let lines: Vec<Value> = amounts.iter().map(|amount| json!({"sku": "a-1", "amount": amount, "weight": 2.5})).collect();
        let document = json!({"id": "1", "source": "/shop", "data": {"lines": lines, "total": 3}});
        let text = written(&document, is_pretty).replacen('[', "", 1);
        // Without its closing bracket, minified, a list of two is as good as members of the second object beside the first.
        let text = if loses_both && is_pretty { text.replacen(']', "", 1) } else { text };
        prop_assert_eq!(read(&text, &envelope()).0, document);
    }

    /// Lists in a row as a member's value are a list of lists, with a schema and without.
    #[test]
    fn lists_in_a_row_are_a_list(
        points in proptest::collection::vec((number(), number()), 2..5),
        is_pretty in any::<bool>(),
        loses_both in any::<bool>(),
    ) {
        let points: Vec<Value> = points.iter().map(|(x, y)| serde_json::from_str(&format!("[{x},{y}]")).unwrap()).collect();
        let document = json!({"id": "1", "source": "/map", "data": {"line": points, "title": "a"}});
        let text = written(&document, is_pretty);
        let start = text.find('[').unwrap();
        let end = text.rfind(']').unwrap();
        let closing = if loses_both { "" } else { "]" };
        let text = [&text[..start], &text[start + 1..end], closing, &text[end + 1..]].concat();
        prop_assert_eq!(&read(&text, &Shape::ANY).0, &document);
        prop_assert_eq!(read(&text, &envelope()).0, document);
    }

    /// Where each level is on lines of its own, the first list of lists shows by its indentation that its bracket is lost.
    /// Of a longer one the search starts behind that bracket.
    #[test]
    fn the_layout_shows_a_lost_bracket_of_lists(rings in proptest::collection::vec(proptest::collection::vec((number(), number()), 2), 2..4)) {
        let point = |(x, y): &(String, String)| serde_json::from_str::<Value>(&format!("[{x},{y}]")).unwrap();
        let rings: Vec<Value> = rings.iter().map(|ring| ring.iter().map(point).collect()).collect();
        let document = json!({"area": rings, "title": "a"});
        let text = serde_json::to_string_pretty(&document).unwrap();
        // The bracket of the first ring.
        let text = text.replacen("    [\n      [\n", "      [\n", 1);
        prop_assert_eq!(read(&text, &Shape::ANY).0, document);
    }

    /// A string may start with a comma or a colon, also if its quote is lost.
    #[test]
    fn strings_may_start_with_a_separator(
        names in "[a-z]{3,8}(,[a-z]{3,8}){0,2}",
        separator in "[,:]",
        is_last in any::<bool>(),
        is_pretty in any::<bool>(),
    ) {
        let content = format!("{separator}{names},");
        let data = if is_last { json!({"n": 1, "types": content}) } else { json!({"types": content, "zone": "x"}) };
        let document = json!({"id": "1", "source": "/quakes", "data": data});
        let text = written(&document, is_pretty).replacen(&format!("\"{content}"), &content, 1);
        prop_assert_eq!(&read(&text, &Shape::ANY).0, &document);
        prop_assert_eq!(read(&text, &envelope()).0, document);
    }

    /// Two numbers without a comma in a list of numbers are two, divided by equal decimals. Never for certain: the digits
    /// may belong to the other one.
    #[test]
    fn two_numbers_in_a_word_are_two(
        before in proptest::collection::vec(number(), 1..4),
        pair in (number(), number().prop_map(|number| number.replace('-', ""))),
    ) {
        let document: Value = serde_json::from_str(&format!("[{},{},{}]", before.join(","), pair.0, pair.1)).unwrap();
        let text = format!("[{},{}{}]", before.join(","), pair.0, pair.1);
        let (value, recovery) = read(&text, &Shape::ANY);
        prop_assert_eq!(value, document);
        prop_assert!(recovery.ambiguous);
        prop_assert!(recovery.script.changes().iter().all(|change| change.note.applicability == Applicability::Guess));
    }

    /// A closing bracket between two numbers of a list is their comma.
    #[test]
    fn a_bracket_between_numbers_is_a_comma(points in proptest::collection::vec((number(), number()), 2..5), at in any::<prop::sample::Index>()) {
        let written: Vec<String> = points.iter().map(|(x, y)| format!("[{x},{y}]")).collect();
        let document: Value = serde_json::from_str(&format!("{{\"line\":[{}]}}", written.join(","))).unwrap();
        let mut written = written;
        let at = at.index(written.len());
        written[at] = written[at].replace(',', "]");
        let text = format!("{{\"line\":[{}]}}", written.join(","));
        prop_assert_eq!(read(&text, &Shape::ANY).0, document);
    }

    /// A number with one quote, before it, was a string; a literal was none.
    #[test]
    fn a_quote_before_a_number_is_that_of_a_string(number in 0..10_000_u32, literal in "true|false|null", is_last in any::<bool>()) {
        let rest = if is_last { "" } else { ", \"b\": \"c\"" };
        let document = |value: Value| if is_last { json!({"a": value}) } else { json!({"a": value, "b": "c"}) };
        let text = format!("{{\"a\": \"{number}{rest}}}");
        prop_assert_eq!(read(&text, &Shape::ANY).0, document(number.to_string().into()));
        let text = format!("{{\"a\": \"{literal}{rest}}}");
        prop_assert_eq!(read(&text, &Shape::ANY).0, document(serde_json::from_str(&literal).unwrap()));
    }

    /// A character too many beside a number in a list of numbers goes, wherever it is; that is a guess.
    #[test]
    fn a_number_among_numbers_may_have_a_character_too_many(
        row in proptest::collection::vec(number(), 2..5),
        at in any::<prop::sample::Index>(),
        stray in "[GHJKQWYZ$\u{7f}\u{11}]",
        is_before in any::<bool>(),
        is_nested in any::<bool>(),
    ) {
        let list = format!("[{}]", row.join(","));
        let sound = if is_nested { format!("[{list},{list}]") } else { list };
        let document: Value = serde_json::from_str(&sound).unwrap();
        let number = &row[at.index(row.len())];
        let spoilt = if is_before { format!("{stray}{number}") } else { format!("{number}{stray}") };
        let text = sound.replacen(number, &spoilt, 1);
        let (value, recovery) = read(&text, &Shape::ANY);
        prop_assert_eq!(&value, &document, "{}", text);
        prop_assert!(recovery.ambiguous || stray.starts_with(char::is_control));
    }

    /// The first two numbers of a row of numbers, without their comma, are two if there are rows beside it.
    #[test]
    fn two_numbers_in_the_first_word_of_a_row_are_two(rows in proptest::collection::vec((number(), number()), 2..4), at in any::<prop::sample::Index>()) {
        let pair = |(first, second): &(String, String)| format!("[{first},{}]", second.replace('-', ""));
        let sound = format!("[{}]", rows.iter().map(pair).collect::<Vec<_>>().join(","));
        let document: Value = serde_json::from_str(&sound).unwrap();
        let row = pair(&rows[at.index(rows.len())]);
        let (value, recovery) = read(&sound.replacen(&row, &row.replace(',', ""), 1), &Shape::ANY);
        prop_assert_eq!(value, document);
        prop_assert!(recovery.ambiguous);
    }

    /// A comma for the colon of a member that a schema lists makes no list of the object.
    #[test]
    fn a_comma_for_the_colon_of_a_listed_member_is_a_colon(id in "[a-z]{2,8}") {
        let text = format!("{{\"id\", \"{id}\"}}");
        let shape = Shape::from_schema(&json!({"properties": {"id": {"type": "string"}}}));
        prop_assert_eq!(read(&text, &shape).0, json!({"id": id}));
    }

    /// A member that only an excluded alternative has belongs to the object before it, whose brace came too early.
    #[test]
    fn members_of_excluded_alternatives_spill(size in 1..100_u32, label in "[a-z]{3,8}") {
        let form = |kind: &str, member: &str| json!({
            "properties": {"type": {"enum": [kind]}, member: {}}, "required": ["type", member],
        });
        let shape = Shape::from_schema(&json!({
            "type": "object",
            "additionalProperties": true,
            "oneOf": [form("feature", "shape"), form("circle", "radius"), form("square", "side")],
        }));
        let document = json!({"type": "feature", "shape": {"type": "circle", "radius": size}, "title": label});
        let text = format!("{{\"type\":\"feature\",\"shape\":{{\"type\":\"circle\"}},\"radius\":{size}}},\"title\":\"{label}\"}}");
        let (value, recovery) = read(&text, &shape);
        prop_assert!(value == document || recovery.ambiguous, "{}", value);
    }
}

/// Numbers in a row are a list where a schema wants one, and so are three strings on lines of their own.
#[test]
fn scalars_in_a_row_are_a_list() {
    let shape = Shape::from_schema(&json!({
        "properties": {"cwes": {"type": "array", "items": {"type": "integer"}}, "name": {"type": "string"}},
    }));
    let value = read("{\"cwes\":522,366,\"name\":\"a\"}", &shape).0;
    assert_eq!(value, json!({"cwes": [522, 366], "name": "a"}));
    let text = "{\n  \"enum\":\n    \"wind\",\n    \"rain\",\n    \"sun\"\n}";
    assert_eq!(read(text, &Shape::ANY).0, json!({"enum": ["wind", "rain", "sun"]}));
}

/// Where a schema wants numbers, a sign starts one.
#[test]
fn a_sign_starts_a_number_where_numbers_are_wanted() {
    let shape = Shape::from_schema(&json!({"type": "array", "items": {"type": "number"}}));
    let (value, recovery) = read("[16.7-98.0, 27.8]", &shape);
    assert_eq!((value, recovery.ambiguous), (json!([16.7, -98.0, 27.8]), true));
}

/// A version number is no pair of numbers, and neither is a range. A unit belongs to its number.
#[test]
fn words_among_others_are_no_numbers() {
    for (text, value) in [
        ("[\"a\", 1.20.3]", json!(["a", "1.20.3"])),
        ("{\"version\": 1.20.3}", json!({"version": "1.20.3"})),
        ("{\"pages\": 10-20}", json!({"pages": "10-20"})),
        ("[1, 5, 10-20]", json!([1, 5, "10-20"])),
        ("[1, 5, 30px]", json!([1, 5, "30px"])),
        ("[\"a\", 5x]", json!(["a", "5x"])),
        ("{\"sum\": $54.06}", json!({"sum": "$54.06"})),
    ] {
        assert_eq!(read(text, &Shape::ANY).0, value, "{text}");
    }
}
