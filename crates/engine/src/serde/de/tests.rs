use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::syntax::parse::parse;

#[derive(Deserialize, Debug, PartialEq)]
struct Plain {
    a: u8,
    b: Option<String>,
    #[serde(default)]
    c: Vec<i64>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct Closed {
    a: Option<f64>,
}

#[derive(Deserialize, Debug, PartialEq)]
enum Choice {
    Unit,
    Newtype(u32),
    Tuple(bool, char),
    Struct { a: Option<()> },
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(tag = "a")]
enum Tagged {
    #[serde(rename = "b")]
    B { c: i8 },
    #[serde(rename = "c")]
    C,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(untagged)]
enum Untagged {
    Number(u64),
    Text(String),
    Many(Vec<Untagged>),
}

#[derive(Deserialize, Debug, PartialEq)]
struct Flat {
    a: bool,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Deserialize, Debug, PartialEq)]
struct Unit;

#[derive(Deserialize, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Wrapped<T>(T);

#[derive(Deserialize, Debug, PartialEq)]
struct Pair(u8, Wrapped<Option<i8>>);

#[derive(Deserialize, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    #[serde(rename = "a")]
    A,
    #[serde(rename = "1")]
    One,
    Unit,
}

/// A type that deserializes from bytes.
#[derive(Debug, PartialEq)]
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_owned()))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut elements: A) -> Result<Bytes, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = elements.next_element()? {
                    bytes.push(byte);
                }
                Ok(Bytes(bytes))
            }
        }

        deserializer.deserialize_byte_buf(Visitor)
    }
}

/// Both deserializers accept the text and give equal values, or neither accepts it. The direct path gives an equal
/// value or leaves the text to the tape.
fn agree<T: DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str) -> Result<(), TestCaseError> {
    let theirs = serde_json::from_str::<T>(text);
    let ours = parse(text, 127).map(|tape| super::deserialize::<T>(&tape));
    if let Some(quick) = super::text::read::<T>(text, 127) {
        prop_assert_eq!(Ok(&quick), theirs.as_ref().map_err(drop), "{}", text);
    }
    match (theirs, ours) {
        (Ok(theirs), Ok(Ok(ours))) => prop_assert_eq!(theirs, ours, "{}", text),
        (Err(_), Err(_) | Ok(Err(_))) => {}
        (theirs, ours) => prop_assert!(false, "{}: {:?} and {:?}", text, theirs, ours),
    }
    Ok(())
}

fn agree_on_all(text: &str) -> Result<(), TestCaseError> {
    agree::<Plain>(text)?;
    agree::<Vec<Plain>>(text)?;
    agree::<Closed>(text)?;
    agree::<Choice>(text)?;
    agree::<Vec<Choice>>(text)?;
    agree::<Tagged>(text)?;
    agree::<Untagged>(text)?;
    agree::<Flat>(text)?;
    agree::<Value>(text)?;
    agree::<(u8, Option<bool>, String)>(text)?;
    agree::<BTreeMap<String, Option<i32>>>(text)?;
    agree::<BTreeMap<i16, Value>>(text)?;
    agree::<BTreeMap<bool, Value>>(text)?;
    agree::<[u16; 2]>(text)?;
    agree::<Vec<i128>>(text)?;
    agree::<u128>(text)?;
    agree::<f32>(text)?;
    agree::<()>(text)?;
    agree::<char>(text)?;
    agree::<Unit>(text)?;
    agree::<Pair>(text)?;
    agree::<Wrapped<String>>(text)?;
    agree::<Bytes>(text)?;
    agree::<BTreeMap<Name, Value>>(text)?;
    agree::<BTreeMap<Option<Wrapped<u8>>, Unit>>(text)?;
    agree::<BTreeMap<Wrapped<u64>, Bytes>>(text)?;
    agree::<BTreeMap<char, Option<Choice>>>(text)?;
    agree::<Box<[u8]>>(text)
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
        any::<i8>().prop_map(|number| number.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<u64>().prop_map(|number| number.to_string()),
        any::<i128>().prop_map(|number| number.to_string()),
        (-1000..1000_i32, 0..100_u32).prop_map(|(whole, part)| format!("{whole}.{part:02}")),
        prop::sample::select(vec!["-0", "0", "-0.0", "1e2", "1E400", "-1e999", "1e-400", "18446744073709551616"])
            .prop_map(str::to_owned),
        prop::sample::select(vec![
            "\"\"",
            "\"a\"",
            "\"b\"",
            "\"ab\"",
            "\"\\u00e9\"",
            "\"\\ud83d\\ude00\"",
            "\"1\"",
            "\"true\"",
            "\"Unit\"",
            "\"Newtype\"",
        ])
        .prop_map(str::to_owned),
    ]
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a", "b", "c", "d", "\\u0061", "1", "-1", "1.5", "true", "Unit", "Newtype", "Tuple", "Struct", "",
    ])
}

fn document() -> impl Strategy<Value = String> {
    scalar().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec((name(), inner), 0..4).prop_map(|members| {
                let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn agrees_with_serde_json(text in document()) {
        agree_on_all(&text)?;
    }
}

#[test]
fn agrees_where_it_matters() {
    for text in [
        r#"{"a": 1, "b": null}"#,
        r#"{"a": 1, "b": "x", "c": [1, -2]}"#,
        r#"{"a": 1, "a": 2}"#,
        r#"[1, "x", [2]]"#,
        r#"{"Newtype": 4}"#,
        r#"{"Tuple": [true, "é"]}"#,
        r#"{"Struct": {"a": null}}"#,
        r#"{"Struct": [null]}"#,
        r#"{"Unit": null}"#,
        r#"{"Newtype": 4, "Unit": null}"#,
        r#"{"a": "b", "c": 3}"#,
        r#"{"a": "c"}"#,
        r#"{"a": true, "x": {"y": [1.5]}}"#,
        r#"{"1": 1, "-2": 2}"#,
        r#"{"a": 1, "1": 2, "Unit": "Unit"}"#,
        r#"{"1": null}"#,
        r#"{"1": [1, 255], "2": "a\u0061"}"#,
        r#"{"a": "Unit", "b": {"Newtype": 1}}"#,
        r#""a\n""#,
        "null",
        "[1, null]",
        "[1, 2]",
        "[1, 2, 3]",
        "1.5",
        "16777217",
    ] {
        agree_on_all(text).unwrap();
    }
}

#[test]
fn borrows_where_no_escape_stands_in_the_way() {
    #[derive(Deserialize)]
    struct Borrowed<'a> {
        a: &'a str,
    }
    let text = r#"{"a": "plain"}"#;
    let tape = parse(text, 8).unwrap();
    let value: Borrowed<'_> = super::deserialize(&tape).unwrap();
    assert_eq!(value.a.as_ptr(), text.as_bytes()[7..].as_ptr());
    let tape = parse(r#"{"a": "\n"}"#, 8).unwrap();
    assert!(super::deserialize::<Borrowed<'_>>(&tape).is_err());
}

#[test]
fn errors_say_where() {
    fn fails<T: DeserializeOwned>(text: &str) -> (&'static str, String) {
        let tape = parse(text, 8).unwrap();
        let error = super::deserialize::<T>(&tape).err().unwrap();
        (error.code().unwrap().name(), error.location().slice(text).to_owned())
    }
    assert_eq!(fails::<Vec<Plain>>(r#"[{"a": 1}, {"a": "x"}]"#), ("wrong-kind", "\"x\"".into()));
    assert_eq!(fails::<Plain>(r#"{"a": 300}"#), ("out-of-range", "300".into()));
    assert_eq!(fails::<Plain>(r#"{"b": null}"#), ("missing-member", r#"{"b": null}"#.into()));
    assert_eq!(fails::<Plain>(r#"{"a": 1, "\u0061": 2}"#), ("duplicate-member", r#""\u0061""#.into()));
    assert_eq!(fails::<Closed>(r#"{"x": 2}"#), ("unknown-member", "\"x\"".into()));
    assert_eq!(fails::<Vec<Choice>>(r#"["Unit", "Unknown"]"#), ("unknown-value", "\"Unknown\"".into()));
    assert_eq!(fails::<Choice>(r#"{"Newtype": "a"}"#), ("wrong-kind", "\"a\"".into()));
    assert_eq!(fails::<(u8, u8)>("[1, 2, 3]"), ("invalid-value", "3".into()));
    assert_eq!(fails::<Vec<f64>>("[1e999]"), ("out-of-range", "1e999".into()));
}
