//! Rust types of every form that serde and schemars describe: damaged text in, the right value out.
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use authscan::diagnostic::Applicability;
use authscan::schema::{Contract, Shape, document};
use authscan::{Options, Outcome, Report, check, engine, parse, recover};
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

trait Fit: DeserializeOwned + Serialize + JsonSchema + Debug + PartialEq + 'static {}

impl<T: DeserializeOwned + Serialize + JsonSchema + Debug + PartialEq + 'static> Fit for T {}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
enum Priority {
    Low,
    High,
    #[serde(rename = "very-high")]
    VeryHigh,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Ticket {
    full_name: String,
    priority: Priority,
    tags: Vec<String>,
}

/// Internally tagged.
#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Drawn {
    Circle { radius: f64, label: Option<String> },
    Rect { width: f64, height: f64, label: Option<String> },
    Group { children: Vec<Drawn> },
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Scene {
    title: String,
    shapes: Vec<Drawn>,
    scale: u32,
}

/// Adjacently tagged.
#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
#[serde(tag = "kind", content = "data")]
enum Event {
    Started { at: String, by: String },
    Stopped(u32),
    Moved { from: Place, to: Place },
    Idle,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Place {
    x: i32,
    y: i32,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Journal {
    events: Vec<Event>,
    last: Event,
    count: u32,
}

/// Externally tagged.
#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
enum Command {
    Stop,
    Wait(u32),
    Go { to: Place, fast: bool },
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Program {
    commands: Vec<Command>,
    author: String,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
#[serde(untagged)]
enum Amount {
    Count(u64),
    Text(String),
    Money { currency: String, cents: u64 },
    Range { from: u64, to: u64 },
    List(Vec<u64>),
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Basket {
    amounts: Vec<Amount>,
    total: Amount,
    note: String,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Audit {
    created_by: String,
    created_at: String,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Flat {
    id: u32,
    labels: BTreeMap<String, String>,
    #[serde(flatten)]
    audit: Audit,
    active: bool,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct FlatMap {
    id: u32,
    labels: BTreeMap<String, String>,
    name: String,
    #[serde(flatten)]
    others: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Maps {
    by_name: BTreeMap<String, Place>,
    by_number: BTreeMap<u32, Vec<String>>,
    size: u32,
}

#[allow(clippy::option_option)]
#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Patch {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_with::rust::double_option")]
    #[schemars(with = "Option<String>")]
    comment: Option<Option<String>>,
    #[serde(default)]
    parent: Option<Option<u32>>,
    tags: Vec<Option<String>>,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Foreign {
    id: uuid::Uuid,
    home: url::Url,
    chrono_at: chrono::DateTime<chrono::Utc>,
    chrono_day: chrono::NaiveDate,
    chrono_local: chrono::NaiveDateTime,
    chrono_clock: chrono::NaiveTime,
    jiff_at: jiff02::Timestamp,
    jiff_day: jiff02::civil::Date,
    jiff_local: jiff02::civil::DateTime,
    #[serde(with = "time::serde::rfc3339")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    time_at: time::OffsetDateTime,
    #[schemars(with = "String", extend("format" = "date-time"))]
    new_jiff: jiff::Timestamp,
}

#[serde_with::serde_as]
#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct With {
    #[serde_as(as = "serde_with::DisplayFromStr")]
    port: u16,
    #[serde_as(as = "serde_with::OneOrMany<_>")]
    hosts: Vec<String>,
    #[serde_as(as = "BTreeMap<serde_with::DisplayFromStr, _>")]
    by_id: BTreeMap<u32, String>,
    #[serde_as(as = "serde_with::StringWithSeparator::<serde_with::formats::CommaSeparator, String>")]
    words: Vec<String>,
    #[serde_as(as = "serde_with::DurationSeconds<u64>")]
    wait: std::time::Duration,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Shared<'a> {
    name: &'a str,
    #[serde(borrow)]
    title: Cow<'a, str>,
    list: Vec<Cow<'a, str>>,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Owned {
    name: Cow<'static, str>,
    list: Vec<Cow<'static, str>>,
}

/// A type with a sound document of it, and damaged forms of that document.
struct Fixture {
    name: &'static str,
    sound: &'static str,
    damaged: &'static [&'static str],
    run: fn(&Fixture),
    lose: fn(&Fixture) -> Losses,
}

/// Results of recovery after each structural character of a document was lost in turn.
#[derive(Default)]
struct Losses {
    cases: usize,
    right: usize,
}

const FIXTURES: &[Fixture] = &[
    Fixture {
        name: "unit variants",
        sound: r#"{"full_name": "Ann Lee", "priority": "very-high", "tags": ["a", "b"]}"#,
        damaged: &[
            r#"{full_name: 'Ann Lee', priority: very-high, tags: [a, b],}"#,
            r#"{"full_name": "Ann Lee", "priority": "Very_High", "tags": ["a" "b"]"#,
        ],
        run: run::<Ticket>,
        lose: lose::<Ticket>,
    },
    Fixture {
        name: "internally tagged",
        sound: r#"{"title": "one", "shapes": [{"type": "circle", "radius": 1.5, "label": "c"}, {"type": "group", "children": [{"type": "rect", "width": 1.0, "height": 2.0, "label": null}, {"type": "circle", "radius": 2.0, "label": "d"}]}, {"type": "rect", "width": 3.0, "height": 4.0, "label": "e"}], "scale": 2}"#,
        damaged: &[
            r#"{"title": "one", "shapes": [{"type": "circle" "radius": 1.5, "label": "c"}, {"type": "group", "children": [{"type": "rect", "width": 1.0, "height": 2.0, "label": null}, {"type": "circle", "radius": 2.0, "label": "d"]}, {"type": "rect", "width": 3.0, "height": 4.0, "label": "e"}], "scale": 2}"#,
            r#"{"title": "one", "shapes": [{"type": "Circle", "radius": "1.5", "label": "c"}, {"type": "group", "children": [{"type": "rect", "width": 1.0, "height": 2.0, "label": None}, {"type": "circle", "radius": 2.0, "label": "d"}]}, {"type": "rect", "width": 3.0, "height": 4.0, "label": "e"}], "scale": 2}"#,
        ],
        run: run::<Scene>,
        lose: lose::<Scene>,
    },
    Fixture {
        name: "adjacently tagged",
        sound: r#"{"events": [{"kind": "Started", "data": {"at": "now", "by": "ann"}}, {"kind": "Stopped", "data": 5}, {"kind": "Idle"}, {"kind": "Moved", "data": {"from": {"x": 1, "y": 2}, "to": {"x": 3, "y": 4}}}], "last": {"kind": "Stopped", "data": 7}, "count": 4}"#,
        damaged: &[
            r#"{"events": [{"kind": "Started", "data": {"at": "now", "by": "ann"}, {"kind": "Stopped", "data": 5}, {"kind": "Idle"}, {"kind": "Moved", "data": {"from": {"x": 1, "y": 2}, "to": {"x": 3, "y": 4}}], "last": {"kind": "Stopped", "data": 7}, "count": 4}"#,
            r#"{"events": [{"kind": "started", "data": {"at": "now", "by": "ann"}}, {"kind": "Stopped", "data": 5}, {"kind": "Idle"}, {"kind": "Moved", "data": {"From": {"x": 1, "y": 2}, "to": {"x": 3, "y": 4}}}], "last": {"kind": "Stopped", "data": "7"}, "count": 4}"#,
        ],
        run: run::<Journal>,
        lose: lose::<Journal>,
    },
    Fixture {
        name: "externally tagged",
        sound: r#"{"commands": ["Stop", {"Wait": 5}, {"Go": {"to": {"x": 1, "y": 2}, "fast": true}}, "Stop"], "author": "ann"}"#,
        damaged: &[
            r#"{"commands": ["Stop", {"Wait": 5, {"Go": {"to": {"x": 1, "y": 2}, "fast": true}}, "Stop"], "author": "ann"}"#,
            r#"{"commands": ["Stop", {"Wait": 5}, "Go": {"to": {"x": 1, "y": 2}, "fast": true}}, "Stop"], "author": "ann"}"#,
            r#"{"commands": ["stop", {"wait": 5}, {"go": {"to": {"x": 1, "y": 2}, "fast": True}}, "STOP"], "author": "ann"}"#,
        ],
        run: run::<Program>,
        lose: lose::<Program>,
    },
    Fixture {
        name: "untagged",
        sound: r#"{"amounts": [1, "two", {"currency": "EUR", "cents": 300}, {"from": 1, "to": 4}, [1, 2, 3], 9], "total": {"currency": "EUR", "cents": 301}, "note": "ok"}"#,
        damaged: &[
            r#"{"amounts": [1, "two", {"currency": "EUR", "cents": 300, {"from": 1, "to": 4}, [1, 2, 3], 9], "total": {"currency": "EUR", "cents": 301}, "note": "ok"}"#,
            r#"{"amounts": [1, "two", {"currency": "EUR", "cents": 300}, "from": 1, "to": 4}, [1, 2, 3], 9], "total": {"currency": "EUR", "cents": 301}, "note": "ok"}"#,
        ],
        run: run::<Basket>,
        lose: lose::<Basket>,
    },
    Fixture {
        name: "flattened struct",
        sound: r#"{"id": 1, "labels": {"env": "prod", "tier": "web"}, "created_by": "ann", "created_at": "today", "active": true}"#,
        damaged: &[
            r#"{"id": 1, "labels": {"env": "prod", "tier": "web", "created_by": "ann", "created_at": "today", "active": true}"#,
            r#"{"ID": 1, "labels": {"env": "prod", "tier": "web"}, "createdBy": "ann", "created_at": "today" "active": "true"}"#,
        ],
        run: run::<Flat>,
        lose: lose::<Flat>,
    },
    Fixture {
        name: "flattened map",
        sound: r#"{"id": 1, "labels": {"env": "prod", "tier": "web"}, "name": "n", "color": "red", "depth": {"a": 1}}"#,
        damaged: &[
            r#"{"id": 1, "labels": {"env": "prod", "tier": "web", "name": "n", "color": "red", "depth": {"a": 1}}"#,
            r#"{"Id": "1", "labels": {"env": "prod", "tier": "web"}, "name": "n", "color": "red", "depth": {"a": 1}}"#,
        ],
        run: run::<FlatMap>,
        lose: lose::<FlatMap>,
    },
    Fixture {
        name: "maps",
        sound: r#"{"by_name": {"home": {"x": 1, "y": 2}, "work": {"x": 3, "y": 4}}, "by_number": {"1": ["a"], "22": ["b", "c"]}, "size": 2}"#,
        damaged: &[
            r#"{"by_name": {"home": {"x": 1, "y": 2, "work": {"x": 3, "y": 4}}, "by_number": {"1": ["a"], "22": ["b", "c"}, "size": 2}"#,
            r#"{"by_name": {"home": {"x": "1", "Y": 2}, "work": {"x": 3, "y": 4}}, "by_number": {1: ["a"], 22: ["b", "c"]}, "size": 2}"#,
        ],
        run: run::<Maps>,
        lose: lose::<Maps>,
    },
    Fixture {
        name: "nested options",
        sound: r#"{"name": "n", "comment": null, "parent": 3, "tags": ["a", null, "b"]}"#,
        damaged: &[
            r#"{"name": "n", "comment": nil, "parent": 3, "tags": ["a", undefined, "b"]}"#,
            r#"{"name": "n" "comment": null, "parent": "3", "tags": ["a", null, "b"}"#,
        ],
        run: run::<Patch>,
        lose: lose::<Patch>,
    },
    Fixture {
        name: "types of other crates",
        sound: r#"{"id": "47d41a0c-188d-46d3-bbea-a93dbc0bfcaa", "home": "https://a.example/", "chrono_at": "2024-01-02T03:04:05Z", "chrono_day": "2024-01-02", "chrono_local": "2024-01-02T03:04:05", "chrono_clock": "03:04:05", "jiff_at": "2024-01-02T03:04:05Z", "jiff_day": "2024-01-02", "jiff_local": "2024-01-02T03:04:05", "time_at": "2024-01-02T03:04:05Z", "new_jiff": "2024-01-02T03:04:05Z"}"#,
        damaged: &[
            r#"{id: 47d41a0c-188d-46d3-bbea-a93dbc0bfcaa, home: https://a.example/, chrono_at: 2024-01-02T03:04:05Z, chrono_day: 2024-01-02, chrono_local: 2024-01-02T03:04:05, chrono_clock: 03:04:05, jiff_at: 2024-01-02T03:04:05Z, jiff_day: 2024-01-02, jiff_local: 2024-01-02T03:04:05, time_at: 2024-01-02T03:04:05Z, new_jiff: 2024-01-02T03:04:05Z}"#,
            r#"{"id": "47d41a0c-188d-46d3-bbea-a93dbc0bfcaa, "home": "https://a.example/", "chrono_at": 2024-01-02T03:04:05Z", "chrono_day": "2024-01-02" "chrono_local": "2024-01-02T03:04:05", "chronoClock": "03:04:05", "jiff_at": "2024-01-02T03:04:05Z", "jiff_day": "2024-01-02", "jiff_local": "2024-01-02T03:04:05", "time_at": "2024-01-02T03:04:05Z", "new_jiff": "2024-01-02T03:04:05Z"}"#,
        ],
        run: run::<Foreign>,
        lose: lose::<Foreign>,
    },
    Fixture {
        name: "serde_with",
        sound: r#"{"port": "443", "hosts": ["a", "b"], "by_id": {"1": "x", "2": "y"}, "words": "a,b", "wait": 7}"#,
        damaged: &[
            r#"{"port": 443, "hosts": ["a", "b"], "by_id": {"1": "x", "2": "y"}, "words": "a,b", "wait": 7}"#,
            r#"{"port": "443", "hosts": ["a", "b", "by_id": {"1": "x" "2": "y"}, "words": "a,b", "wait": 7"#,
        ],
        run: run::<With>,
        lose: lose::<With>,
    },
    Fixture {
        name: "owned text",
        sound: r#"{"name": "a", "list": ["b", "c"]}"#,
        damaged: &[r#"{"name": "a, "list": ["b", "c"]}"#, r#"{"name": "a", "list": ["b" "c"}"#],
        run: run::<Owned>,
        lose: lose::<Owned>,
    },
];

fn is_undoubted<T>(report: &Report<T>) -> bool {
    let is_sure = report.edits.iter().all(|edit| edit.applicability > Applicability::Guess);
    matches!(report.outcome, Outcome::Clean | Outcome::Repaired) && !report.ambiguous && is_sure
}

fn run<T: Fit>(fixture: &Fixture) {
    let value: T = serde_json::from_str(fixture.sound).unwrap();
    for text in [fixture.sound, &serde_json::to_string(&value).unwrap(), &serde_json::to_string_pretty(&value).unwrap()]
    {
        let report = recover::<T>(text.as_bytes());
        assert_eq!((report.outcome, report.value.as_ref()), (Outcome::Clean, Some(&value)), "{}: {text}", fixture.name);
        assert!(check::<T>(text.as_bytes()).conforms(), "{}: {text}", fixture.name);
        assert_eq!(parse::<T>(text.as_bytes()).unwrap(), value, "{}: {text}", fixture.name);
    }
    for damaged in fixture.damaged {
        let report = recover::<T>(damaged.as_bytes());
        assert!(matches!(report.outcome, Outcome::Repaired | Outcome::Partial), "{}: {damaged}", fixture.name);
        assert_eq!(report.value.as_ref(), Some(&value), "{}: {damaged}\n{:?}", fixture.name, report.repaired_text());
        let text = report.repaired_text().unwrap();
        assert_eq!(recover::<T>(text.as_bytes()).edits.len(), 0, "{}: {text}", fixture.name);
    }
}

/// Loses each quote outside of escapes, bracket, comma and colon of the document in turn, compact and laid out.
fn lose<T: Fit>(fixture: &Fixture) -> Losses {
    let value: T = serde_json::from_str(fixture.sound).unwrap();
    let mut losses = Losses::default();
    for text in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
        let mut is_inside = false;
        for (at, c) in text.char_indices() {
            is_inside ^= c == '"';
            let damaged = format!("{}{}", &text[..at], &text[at + c.len_utf8()..]);
            // Without its comma, `1,2` is another number.
            let is_fault = c == '"' || (!is_inside && "{}[],:".contains(c));
            if !is_fault || parse::<serde_json::Value>(damaged.as_bytes()).is_ok() {
                continue;
            }
            let report = recover::<T>(damaged.as_bytes());
            let is_right = report.value.as_ref() == Some(&value);
            assert!(is_right || !is_undoubted(&report), "{}: {damaged}\n{:?}", fixture.name, report.repaired_text());
            losses.cases += 1;
            losses.right += usize::from(is_right);
        }
    }
    losses
}

#[test]
fn damaged_documents_of_every_form_of_type_are_read() {
    FIXTURES.iter().for_each(|fixture| (fixture.run)(fixture));
}

#[test]
fn a_lost_character_is_found_or_doubted() {
    let (mut cases, mut right) = (0, 0);
    for fixture in FIXTURES {
        let losses = (fixture.lose)(fixture);
        // Of the numbers of an untagged list, any may be the one that the list ends with.
        assert!(losses.right * 100 >= losses.cases * 95, "{}: {} of {}", fixture.name, losses.right, losses.cases);
        cases += losses.cases;
        right += losses.right;
    }
    assert!(right * 1000 >= cases * 993, "{right} of {cases}");
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
enum Tint {
    Gray,
    Grey,
    Dark,
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Paint {
    tint: Tint,
    first_coat: u32,
    #[serde(default)]
    remark: Option<String>,
}

#[test]
fn a_spelling_with_one_meaning_is_an_edit() {
    for (input, edits) in [
        (r#"{"tint": "dark", "first_coat": 1}"#, &[("noncanonical-value", Applicability::Likely)][..]),
        (r#"{"Tint": "Dark", "first_coat": 1}"#, &[("noncanonical-name", Applicability::Likely)]),
        (r#"{"tint": "Dark", "firstCoat": 1}"#, &[("noncanonical-name", Applicability::Likely)]),
        (r#"{"tint": "Dark", "first coat": 1}"#, &[("noncanonical-name", Applicability::Likely)]),
        (r#"{"tint": "Drak", "first_coat": 1}"#, &[]),
        (r#"{"tint": "Dirk", "first_coat": 1}"#, &[("unknown-value", Applicability::Guess)]),
        (r#"{"tint": "Dark", "frist_coat": 1}"#, &[("unknown-member", Applicability::Guess)]),
        (
            r#"{"TINT": "dark", "First-Coat": "1",}"#,
            &[
                ("noncanonical-name", Applicability::Likely),
                ("noncanonical-value", Applicability::Likely),
                ("noncanonical-name", Applicability::Likely),
                ("coerced-value", Applicability::Likely),
                ("trailing-comma", Applicability::Likely),
            ],
        ),
    ] {
        let report = recover::<Paint>(input.as_bytes());
        let found: Vec<_> = report.edits.iter().map(|edit| (edit.code.name(), edit.applicability)).collect();
        assert_eq!(found, edits, "{input}");
        let value = Paint { tint: Tint::Dark, first_coat: 1, remark: None };
        assert_eq!(report.value, (!edits.is_empty()).then_some(value), "{input}");
    }
}

#[test]
fn a_spelling_with_several_meanings_is_left() {
    for input in [
        // Two values differ in one letter from it.
        r#"{"tint": "Griy", "first_coat": 1}"#,
        // The name is there already.
        r#"{"tint": "gra", "Tint": "Dark", "first_coat": 1}"#,
        r#"{"tint": "Blue", "first_coat": 1}"#,
        // Nothing shows that it is such an object.
        r#"{"tind": "Dark"}"#,
    ] {
        let report = recover::<Paint>(input.as_bytes());
        assert_eq!((report.outcome, report.edits.len()), (Outcome::Rejected, 0), "{input}");
    }
    // A document that the type reads is left alone.
    let report = recover::<Paint>(br#"{"tint": "Dark", "first_coat": 1, "Remark": "x"}"#);
    assert_eq!((report.outcome, report.value.unwrap().remark), (Outcome::Clean, None));
}

#[test]
fn a_schema_without_a_type_respells_and_coerces() {
    let (shape, _) = Shape::compile(&document::<Paint>(Contract::Open)).unwrap();
    let input = br#"{"Tint": "dark", "first_coat": "1"}"#;
    let report = Options::new().recover_as(&shape, input);
    assert_eq!(report.repaired_text(), Some(r#"{"tint": "Dark", "first_coat": 1}"#));
    assert!(Options::new().check_as(&shape, report.repaired_text().unwrap().as_bytes()).conforms());
    // Deviations that no edit removes stay as they are.
    let odd = br#"{"tint": 7, "first_coat": 1}"#;
    assert_eq!(Options::new().recover_as(&shape, odd).outcome, Outcome::Clean);
    // A schema that was inferred from other documents does not decide.
    let sound = [br#"{"tint": "Dark"}"#, br#"{"tint": "Gray"}"#].map(|text| std::str::from_utf8(text).unwrap());
    let tapes = sound.map(|text| engine::syntax::parse(text, 16).unwrap());
    let inferred = Shape::infer(tapes.iter().cycle().take(8));
    assert_eq!(Options::new().recover_as(&inferred, br#"{"tint": "dark"}"#).outcome, Outcome::Clean);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Any spelling of names and values in another case, or with other separators, is read.
    #[test]
    fn names_and_values_in_any_case_are_read(cases in any::<u64>(), separator in "[ _-]?", tags in prop::collection::vec("[a-z]{0,6}", 0..4)) {
        let mut bits = cases;
        let mut respelled = |text: &str| -> String {
            let change = |c: char| {
                bits = bits.rotate_left(1);
                match c {
                    '_' | '-' => separator.clone(),
                    c if bits & 1 == 1 => c.to_ascii_uppercase().to_string(),
                    c => c.to_ascii_lowercase().to_string(),
                }
            };
            text.chars().map(change).collect()
        };
        let value = Ticket { full_name: "Ann".to_owned(), priority: Priority::VeryHigh, tags };
        let input = format!(
            "{{\"{}\": \"Ann\", \"{}\": \"{}\", \"{}\": {}}}",
            respelled("full_name"), respelled("priority"), respelled("very-high"), respelled("tags"),
            serde_json::to_string(&value.tags).unwrap(),
        );
        let report = recover::<Ticket>(input.as_bytes());
        prop_assert_eq!(report.value.as_ref(), Some(&value), "{}", input);
        prop_assert!(report.edits.iter().all(|edit| edit.applicability == Applicability::Likely));
        if let Some(text) = report.repaired_text() {
            prop_assert_eq!(parse::<Ticket>(text.as_bytes()).unwrap(), value);
        }
    }
}

#[derive(Deserialize, Serialize, JsonSchema, Debug, PartialEq)]
struct Labeled {
    id: u32,
    labels: BTreeMap<String, String>,
    name: String,
    #[serde(flatten)]
    others: BTreeMap<String, String>,
}

#[test]
fn a_member_that_a_map_and_its_owner_take_is_doubted() {
    for (input, is_certain) in [
        // `color` is a label or not.
        (r#"{"id": 1, "labels": {"env": "prod", "color": "red", "name": "n", "size": "xl"}"#, false),
        (r#"{"id": 1, "name": "n", "labels": {"env": "prod", "color": "red"}"#, false),
        (r#"{"id": 1, "name": "n", "labels": {"env": "prod"}, "color": "red"}}"#, false),
        // The name is required, and not in the map.
        (r#"{"id": 1, "labels": {"env": "prod", "name": "n", "size": "xl"}"#, true),
    ] {
        let report = recover::<Labeled>(input.as_bytes());
        assert_eq!(report.value.as_ref().map(|value| &*value.name), Some("n"), "{input}");
        assert_eq!(is_undoubted(&report), is_certain, "{input}: {:?}", report.edits);
        let text = report.repaired_text().unwrap();
        for word in ["prod", "red", "xl"] {
            assert_eq!(text.matches(word).count(), input.matches(word).count(), "nothing is left out of {input}");
        }
    }
}

#[test]
fn errors_within_buffered_enums_have_a_place() {
    let scene = br#"{"title": "one", "shapes": [{"type": "circle", "radius": 1.0}, {"type": "circle", "radius": "wide"}], "scale": 2}"#;
    assert_eq!(parse::<Scene>(scene).unwrap_err().pointer(), "/shapes/1");
    let report = check::<Scene>(scene);
    assert_eq!(report.diagnostics[0].pointer, "/shapes/1/radius");
    let basket = br#"{"amounts": [1, true], "total": 1, "note": "ok"}"#;
    assert_eq!(parse::<Basket>(basket).unwrap_err().pointer(), "/amounts/1");
    let map = br#"{"by_name": {"home": {"x": 1, "y": "up"}}, "by_number": {}, "size": 2}"#;
    assert_eq!(parse::<Maps>(map).unwrap_err().pointer(), "/by_name/home/y");
    let last = br#"{"events": [], "last": {"kind": "Stopped", "data": "soon"}, "count": 4}"#;
    assert!(parse::<Journal>(last).unwrap_err().pointer().starts_with("/last"));
}

#[test]
fn a_type_that_borrows_is_read_from_the_repaired_text() {
    let sound = br#"{"name": "a", "title": "b\u0063", "list": ["d"]}"#;
    let read: Shared<'_> = parse(sound).unwrap();
    assert_eq!((read.name, &*read.title, &*read.list[0]), ("a", "bc", "d"));
    assert!(matches!(read.title, Cow::Owned(_)));
    let shape = Shape::of::<Shared<'_>>();
    let damaged = br#"{"name": "a, "title": "bc" "list": ["d"]"#;
    let report = Options::new().recover_as(&shape, damaged);
    let read: Shared<'_> = report.read(damaged).unwrap();
    assert_eq!((read.name, &*read.title, &*read.list[0]), ("a", "bc", "d"));
    assert!(matches!(read.title, Cow::Borrowed(_)));
    // A sound document is read from the input, and one that is none gives the reason.
    let report = Options::new().recover_as(&shape, sound);
    assert_eq!(report.read::<Shared<'_>>(sound).unwrap().name, "a");
    let report = Options::new().recover_as(&shape, b"nothing");
    assert!(report.read::<Shared<'_>>(b"nothing").is_err());
}
