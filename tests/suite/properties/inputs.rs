//! Inputs of the properties.

use std::fs;
use std::path::Path;

use authscan::model::{PayloadKind, detect};
use authscan_testkit::damage;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

/// Bytes, and the kind that they are read as.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: Option<PayloadKind>,
}

impl Input {
    fn new(bytes: Vec<u8>) -> Self {
        let kind = detect(&String::from_utf8_lossy(&bytes)).kind;
        Self { bytes, kind }
    }
}

/// Pieces of JSON, of its dialects, and of payloads.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "'",
    "`",
    "“",
    "”",
    " ",
    "\n",
    "\n  ",
    "\t",
    "\\",
    "\\\"",
    "\\u",
    "\\ud83d",
    "\\x41",
    "null",
    "true",
    "false",
    "True",
    "None",
    "NaN",
    "undefined",
    "0",
    "-1",
    "1.5e3",
    "01",
    ".5",
    "0x1F",
    "-",
    "+",
    "=",
    "=>",
    ";",
    "...",
    "//",
    "/*",
    "*/",
    "#",
    "a",
    "id",
    "\"id\"",
    "\"id\":",
    "value",
    "\"value\":",
    "\"value\": [",
    "scanName",
    "\"scanName\": ",
    "\"isActive\": true",
    "\"latestScan\": {",
    "\"status\": \"Fail\"",
    "\"scanAuthenticationParams\"",
    "\"password\": \"",
    "\"@odata.type\":",
    "machineId",
    "\"target\": \"127.0.0.1\"",
    "é",
    "\u{feff}",
    "\u{0}",
    "\u{2028}",
    "}, {",
    "\"},\n{\"",
    "ObjectId(",
    ")",
    "2021-12-19T20:29:04Z",
    "<b>",
    "HTTP/1.1 200 OK\n\n",
    "```json\n",
    "\u{fffd}",
];

/// Parts of texts that repeat a piece many times: text before, piece, text after.
pub(crate) const REPEATED: &[(&str, &str, &str)] = &[
    ("", "{\"", ""),
    ("[", "\"a\" ", "]"),
    ("{", "\"a\" ", "}"),
    ("{", "\"a\": \"b\" \"c\", ", "}"),
    ("{\"value\": [", "{\"id\": \"a\", \"latestScan\": {\"status\": \"Fail\"},", "]}"),
    ("{\"value\": [", "{\"id\": \"a\"}},", "]}"),
    ("[", "\"", ""),
    ("[", "'", ""),
    ("\"", "\\\"", ""),
    ("", ":,", ""),
    ("[", "1 2, ", "]"),
    ("", "]", ""),
    ("", "}{", ""),
    ("[", "[],", ""),
    ("[", "// a \" ' { [\n", "]"),
    ("{", "a: b c d: e\n", "}"),
    ("{\"a\": \"", "x\", y\": \"", "\"}"),
    ("{\"a\": ", "\"x\" + ", "\"y\"}"),
    ("", "word ", ""),
    ("{\"value\": [{", "\"scanName\": \"a\"\"b\",\n", "}]}"),
    ("", "\u{fffd}\n", ""),
];

fn soup() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(select(TOKENS), 0..40).prop_map(|tokens| tokens.concat().into_bytes())
}

/// A payload with the damage of one of the classes.
fn damaged() -> impl Strategy<Value = Input> {
    let classes: Vec<_> = damage::classes().collect();
    (select(classes), any::<u64>()).prop_map(|(class, seed)| {
        let case = damage::case(class, seed, 0).expect("every class has every case");
        Input { bytes: case.damaged, kind: PayloadKind::from_name(case.kind) }
    })
}

/// A published sample with a few bytes lost, doubled or replaced.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let texts: Vec<String> = samples().into_iter().map(|(_, text)| text).collect();
    let changes = proptest::collection::vec((any::<Index>(), 0..4_u8, select(TOKENS)), 1..5);
    (select(texts), changes).prop_map(|(text, changes)| {
        let mut bytes = text.into_bytes();
        for (at, how, token) in changes {
            let at = at.index(bytes.len().max(1));
            match how {
                0 => drop(bytes.drain(at..(at + 1).min(bytes.len()))),
                1 => drop(bytes.splice(at..at, token.bytes())),
                2 => drop(bytes.splice(at..(at + 1).min(bytes.len()), token.bytes())),
                _ => bytes.truncate(at),
            }
        }
        bytes
    })
}

/// Any bytes, tokens in any order, payloads with every class of damage, and samples changed in a few places.
pub(crate) fn any_input() -> impl Strategy<Value = Input> {
    prop_oneof![
        1 => proptest::collection::vec(any::<u8>(), 0..200).prop_map(Input::new),
        2 => soup().prop_map(Input::new),
        1 => json().prop_map(|text| Input::new(text.into_bytes())),
        3 => damaged(),
        1 => mutated().prop_map(Input::new),
    ]
}

/// Any JSON, compact or indented.
pub(crate) fn json() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        "\\PC{0,8}",
        select(vec!["id", "value", "scanName", "latestScan", "password"]).prop_map(str::to_owned)
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e300..1e300).prop_map(|number: f64| serde_json::json!(number)),
        any::<String>().prop_map(Value::from),
        select(TOKENS).prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((name.clone(), inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    (value, any::<bool>()).prop_map(|(value, pretty)| if pretty { format!("{value:#}") } else { value.to_string() })
}

/// Returns the published samples with their names.
pub(crate) fn samples() -> Vec<(String, String)> {
    let mut samples = Vec::new();
    for folder in ["valid", "broken"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/samples").join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if let Some(name) = name.strip_suffix(".json").filter(|name| !name.ends_with(".expected")) {
                samples.push((name.to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert_eq!(samples.len(), 41);
    samples.sort();
    samples
}
