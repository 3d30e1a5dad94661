use proptest::prelude::*;
use schemars::JsonSchema;
use serde_json::json;

use super::{MAX_FINDINGS, check, explain, judge, secrets};
use crate::schema::Shape;
use crate::syntax::parse::parse;
use crate::text::Span;

fn shape() -> Shape {
    Shape::from_schema(&json!({
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "count": {"type": "integer", "minimum": 0, "maximum": 10},
            "kind": {"enum": ["Ip", "Hostname"]},
            "at": {"type": "string", "format": "date-time"},
            "list": {"type": "array", "items": {"type": "boolean"}},
            "password": {"type": "string", "writeOnly": true},
        },
        "required": ["id"],
        "additionalProperties": false,
    }))
}

/// Returns the codes of the findings, with the text and the help of each.
fn found(text: &str) -> Vec<(&'static str, String, Option<String>)> {
    let tape = parse(text, 16).unwrap();
    let findings = check(&tape, &shape());
    findings
        .into_iter()
        .map(|found| (found.code.name(), found.span.slice(text).to_owned(), found.help.map(Into::into)))
        .collect()
}

fn one(text: &str) -> (&'static str, String) {
    match &*found(text) {
        [(code, place, _)] => (*code, place.clone()),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn each_kind_of_finding() {
    assert_eq!(found(r#"{"id": "1", "count": 3, "kind": "Ip", "at": "2021-12-19T20:29:04Z", "list": [true]}"#), []);
    assert_eq!(one(r#"{"id": 1}"#), ("wrong-kind", "1".into()));
    assert_eq!(one(r#"{"count": 1}"#), ("missing-member", "{".into()));
    assert_eq!(one(r#"{"id": "1", "ID": "2"}"#), ("duplicate-member", "\"ID\"".into()));
    assert_eq!(one(r#"{"Id": "1"}"#), ("noncanonical-name", "\"Id\"".into()));
    assert_eq!(one(r#"{"id": "1", "count": 11}"#), ("out-of-range", "11".into()));
    assert_eq!(one(r#"{"id": "1", "count": 1.5}"#), ("wrong-kind", "1.5".into()));
    assert_eq!(one(r#"{"id": "1", "kind": "ip"}"#), ("noncanonical-value", "\"ip\"".into()));
    assert_eq!(one(r#"{"id": "1", "kind": "Subnet"}"#), ("unknown-value", "\"Subnet\"".into()));
    assert_eq!(one(r#"{"id": "1", "at": "yesterday"}"#), ("invalid-format", "\"yesterday\"".into()));
    assert_eq!(one(r#"{"id": "1", "list": [true, 1]}"#), ("wrong-kind", "1".into()));
    assert_eq!(one(r#"{"id": "1", "list": {}}"#), ("wrong-kind", "{}".into()));
    let unknown = found(r#"{"id": "1", "cuont": 1}"#);
    assert_eq!(unknown[0].0, "unknown-member");
    assert_eq!(unknown[0].2.as_deref(), Some("did you mean `count`?"));
}

#[test]
fn without_a_schema_only_what_no_document_should_have() {
    let text = r#"{"a": 1, "A": 2, "b": {"a": 1, "\u0061": 2}}"#;
    let tape = parse(text, 16).unwrap();
    let findings = check(&tape, &Shape::ANY);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].span.slice(text), r#""\u0061""#);
}

#[test]
fn the_list_of_findings_is_bounded() {
    let text = format!("[{}]", vec!["{\"a\":1,\"a\":2}"; 2 * MAX_FINDINGS].join(","));
    let findings = check(&parse(&text, 16).unwrap(), &Shape::ANY);
    assert_eq!(findings.len(), MAX_FINDINGS + 1);
    assert_eq!(findings.last().unwrap().code.name(), "too-many-findings");
}

#[test]
fn secrets_and_what_may_have_become_one() {
    let shown = |text: &str, edits: &[Span]| secrets(&parse(text, 16).unwrap(), &shape(), edits).apply(text);
    let text = r#"{"id": "x", "password": "y", "kind": "Ip"}"#;
    assert_eq!(shown(text, &[]), r#"{"id": "x", "password": •••, "kind": "Ip"}"#);
    assert_eq!(shown(text, &[Span::at(10)]), r#"{"id": •••, "password": •••, "kind": "Ip"}"#);
    let text = r#"{"id": "x", "passwrod": "y"}"#;
    assert_eq!(shown(text, &[]), r#"{"id": •••, "passwrod": •••}"#);
    let text = r#"{"id": "x", "pw": "y"}"#;
    assert_eq!(shown(text, &[]), r#"{"id": •••, ••••: •••}"#);
}

#[test]
fn what_no_shape_knows_is_passed_over_only_where_no_name_of_a_secret_can_be_in_it() {
    let shown = |text: &str| secrets(&parse(text, 16).unwrap(), &Shape::ANY, &[]).apply(text);
    let text = r#"{"more": {"in": [{"\u0070\u0061\u0073\u0073\u0077\u006f\u0072\u0064": "y"}]}}"#;
    assert_eq!(shown(text), text.replace("\"y\"", "•••"));
    let text = r#"{"more": {"in": [{"pass word": "y"}, "the key: 'communitystring': 'y'"]}}"#;
    assert_eq!(shown(text), r#"{"more": {"in": [{"pass word": •••}, "the key: 'communitystring': ••••]}}"#);
}

#[derive(JsonSchema)]
#[allow(dead_code)]
struct Typed {
    a: Option<u8>,
    b: Vec<String>,
}

proptest! {
    #[test]
    fn findings_are_in_order_and_one_at_a_place(text in "[\\[\\]{}:,\"ab1 ]{0,24}") {
        if let Ok(tape) = parse(&text, 16) {
            for shape in [Shape::of::<Typed>(), shape(), Shape::ANY] {
                let findings = check(&tape, &shape);
                prop_assert!(findings.windows(2).all(|pair| pair[0].span.start < pair[1].span.start));
                prop_assert!(findings.iter().all(|found| found.span.end <= text.len()));
            }
        }
    }

    /// The fast check accepts a text only if the slow path finds nothing.
    #[test]
    fn the_verdict_accepts_only_what_has_no_finding(text in near_documents()) {
        for shape in [shape(), Shape::of::<Typed>(), Shape::ANY] {
            let tape = parse(&text, 16);
            let findings = tape.as_ref().map(|tape| explain(tape, &shape)).ok();
            let fits = judge::fits(&text, 16, &shape);
            prop_assert!(!fits || findings.as_ref().is_some_and(Vec::is_empty), "{text}: {findings:?}");
            // A text without rare notations is accepted.
            let usual = !text.contains('\\');
            prop_assert!(fits || !usual || findings.is_none_or(|found| !found.is_empty()), "{text} is refused");
        }
    }
}

/// Documents of the shape, some of them with a deviation.
fn near_documents() -> impl Strategy<Value = String> {
    let names = ["id", "ID", "count", "kind", "at", "list", "password", "a", "b", "\\u0061", "other"];
    let values = [
        "\"x\"",
        "1",
        "1.0",
        "1.5",
        "11",
        "-1",
        "1e1",
        "null",
        "true",
        "\"Ip\"",
        "\"ip\"",
        "\"I\\u0070\"",
        "[]",
        "[true]",
        "[1]",
        "[\"b\"]",
        "{}",
        "{\"a\":1}",
        "{\"a\":1,\"a\":2}",
        "\"2021-12-19T20:29:04Z\"",
        "\"2021-12-19\"",
        "[[{}]]",
    ];
    let member = (prop::sample::select(names.to_vec()), prop::sample::select(values.to_vec()));
    let damage = prop_oneof![8 => Just(""), 1 => Just(","), 1 => Just("}"), 1 => Just(" ")];
    (prop::collection::vec(member, 0..6), damage, any::<bool>()).prop_map(|(members, damage, with_id)| {
        let id = if with_id { Some("\"id\":\"1\"".to_owned()) } else { None };
        let members = members.iter().map(|(name, value)| format!("\"{name}\": {value}"));
        format!("{{{}{damage}}}", id.into_iter().chain(members).collect::<Vec<_>>().join(","))
    })
}
