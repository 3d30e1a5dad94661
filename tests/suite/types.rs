//! Rust types of every form that serde and schemars describe: damaged text in, the right value out.
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use authscan::{Options, Outcome, parse, recover, schema::Shape};
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

fn samples<T: Fit>(name: &str, sound: &str) {
    let value: T = serde_json::from_str(sound).unwrap();
    let mut count = 0;
    let mut silent = 0;
    let mut right = 0;
    let compact = serde_json::to_string(&value).unwrap();
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    for text in [sound, &compact, &pretty] {
        let clean = recover::<T>(text.as_bytes());
        if clean.outcome != Outcome::Clean || clean.value.as_ref() != Some(&value) {
            println!("{name} NOT CLEAN {:?}\n {text}", clean);
        }
        let mut inside = false;
        for (at, c) in text.char_indices() {
            if c == '"' {
                inside = !inside;
            }
            let is_fault = c == '"' || !inside && "{}[],:".contains(c);
            if !is_fault {
                continue;
            }
            let damaged = format!("{}{}", &text[..at], &text[at + 1..]);
            let report = recover::<T>(damaged.as_bytes());
            count += 1;
            let is_right = report.value.as_ref() == Some(&value);
            right += usize::from(is_right);
            if !is_right
                && report.outcome == Outcome::Repaired
                && !report.ambiguous
                && report.edits.iter().all(|e| e.applicability > authscan::diagnostic::Applicability::Guess)
            {
                silent += 1;
                println!("{name} SILENT {damaged}\n   {:?}", report.repaired_text());
            } else if !is_right {
                println!("{name} wrong {:?} {damaged}\n   {:?}", report.outcome, report.repaired_text());
            }
        }
    }
    println!("== {name}: {count} cases {right} right {silent} silent");
}

#[test]
fn explore() {
    samples::<Ticket>("ticket", r#"{"full_name": "Ann Lee", "priority": "High", "tags": ["a", "b"]}"#);
    samples::<Scene>(
        "scene",
        r#"{"title": "one", "shapes": [{"type": "circle", "radius": 1.5, "label": "c"}, {"type": "group", "children": [{"type": "rect", "width": 1.0, "height": 2.0, "label": null}, {"type": "circle", "radius": 2.0, "label": "d"}]}, {"type": "rect", "width": 3.0, "height": 4.0, "label": "e"}], "scale": 2}"#,
    );
    samples::<Journal>(
        "journal",
        r#"{"events": [{"kind": "Started", "data": {"at": "now", "by": "ann"}}, {"kind": "Stopped", "data": 5}, {"kind": "Idle"}, {"kind": "Moved", "data": {"from": {"x": 1, "y": 2}, "to": {"x": 3, "y": 4}}}], "last": {"kind": "Stopped", "data": 7}, "count": 4}"#,
    );
    samples::<Program>(
        "program",
        r#"{"commands": ["Stop", {"Wait": 5}, {"Go": {"to": {"x": 1, "y": 2}, "fast": true}}, "Stop"], "author": "ann"}"#,
    );
    samples::<Basket>(
        "basket",
        r#"{"amounts": [1, "two", {"currency": "EUR", "cents": 300}, {"from": 1, "to": 4}, [1, 2, 3], 9], "total": {"currency": "EUR", "cents": 301}, "note": "ok"}"#,
    );
    samples::<Flat>(
        "flat",
        r#"{"id": 1, "labels": {"env": "prod", "tier": "web"}, "created_by": "ann", "created_at": "today", "active": true}"#,
    );
    samples::<FlatMap>(
        "flatmap",
        r#"{"id": 1, "labels": {"env": "prod", "tier": "web"}, "name": "n", "color": "red", "depth": {"a": 1}}"#,
    );
    samples::<Maps>(
        "maps",
        r#"{"by_name": {"home": {"x": 1, "y": 2}, "work": {"x": 3, "y": 4}}, "by_number": {"1": ["a"], "22": ["b", "c"]}, "size": 2}"#,
    );
    samples::<Patch>("patch", r#"{"name": "n", "comment": null, "parent": 3, "tags": ["a", null, "b"]}"#);
    samples::<Foreign>(
        "foreign",
        r#"{"id": "47d41a0c-188d-46d3-bbea-a93dbc0bfcaa", "home": "https://a.example/", "chrono_at": "2024-01-02T03:04:05Z", "chrono_day": "2024-01-02", "chrono_local": "2024-01-02T03:04:05", "chrono_clock": "03:04:05", "jiff_at": "2024-01-02T03:04:05Z", "jiff_day": "2024-01-02", "jiff_local": "2024-01-02T03:04:05", "time_at": "2024-01-02T03:04:05Z", "new_jiff": "2024-01-02T03:04:05Z"}"#,
    );
    samples::<With>(
        "with",
        r#"{"port": "443", "hosts": ["a", "b"], "by_id": {"1": "x", "2": "y"}, "words": "a,b", "wait": 7}"#,
    );
    samples::<Owned>("owned", r#"{"name": "a", "list": ["b", "c"]}"#);
}

#[test]
fn explore_spelling() {
    for text in [
        r#"{"full_name": "Ann", "priority": "high", "tags": []}"#,
        r#"{"Full_Name": "Ann", "priority": "High", "tags": []}"#,
        r#"{"fullName": "Ann", "priority": "VERY_HIGH", "tags": []}"#,
        r#"{"full-name": "Ann", "Priority": "very high", "Tags": []}"#,
    ] {
        let report = recover::<Ticket>(text.as_bytes());
        println!("{text}\n  {:?} {:?}\n {:?}", report.outcome, report.value, report.diagnostics);
    }
    let bad = br#"{"title": "one", "shapes": [{"type": "circle", "radius": "wide"}], "scale": 2}"#;
    println!("{:?}", parse::<Scene>(bad).unwrap_err());
    println!("{:?}", authscan::check::<Scene>(bad).diagnostics);
    println!("{:?}", recover::<Scene>(bad));
    let shape = Shape::of::<Shared<'_>>();
    println!("{}", shape.len());
    let _ = Options::new();
}
