//! Comparison with `serde_json`, the reference for JSON and its values, and with `simd-json`, which shares no code with
//! it. `fuzz/README.md` lists the allowed differences.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use authscan::Options;
use authscan::diagnostic::Code;

/// Deepest nesting that both allow.
const DEPTH: usize = 127;

/// Asserts that strict parsing accepts the texts that `serde_json` and `simd-json` accept, and that values and serializations
/// are equal.
pub fn strict(input: &[u8]) {
    let ours = Options::new().max_depth(DEPTH).parse::<Value>(input);
    agrees_with_simd(input, &ours);
    match (serde_json::from_slice::<Value>(input), ours) {
        (Ok(theirs), Ok(ours)) => {
            assert!(same(&theirs, &ours, close), "{theirs} is not {ours}");
            assert_eq!(authscan::to_string(&ours).expect("a value writes itself"), ours.to_string());
        }
        (Err(_), Err(_)) => {}
        (Err(error), Ok(ours)) if error.to_string().starts_with("number out of range") && has_largest(&ours) => {}
        (theirs, ours) => panic!("{:?}: {theirs:?}, but {ours:?}", String::from_utf8_lossy(input)),
    }
    let Ok(text) = std::str::from_utf8(input) else { return };
    // A byte order mark is removed before parsing.
    if let Ok(tape) = authscan::syntax::parse(text, DEPTH) {
        let compact = tape.to_compact();
        let again = authscan::syntax::parse(&compact, DEPTH).expect("compact JSON is JSON");
        assert_eq!(again.to_compact(), compact, "compact twice is compact once");
        assert_eq!((tape.len(), again.len()), (again.len(), tape.len()), "{text:?}");
        assert!(serde_json::from_str::<IgnoredAny>(text).is_ok(), "{text:?}");
    }
}

fn agrees_with_simd(input: &[u8], ours: &Result<Value, authscan::Error>) {
    if has_long_number(input) {
        return;
    }
    // `simd-json` unescapes strings in place.
    let mut scratch = input.to_vec();
    match (simd_json::serde::from_slice::<Value>(&mut scratch), ours) {
        (Ok(theirs), Ok(ours)) => assert!(same(&theirs, ours, close_or_zero), "simd-json: {theirs} is not {ours}"),
        (Err(_), Err(_)) => {}
        (Ok(_), Err(error)) if matches!(error.code(), Some(Code::TooDeep | Code::LoneSurrogate)) => {}
        (Ok(_), Err(_)) if input.contains(&0) => {}
        (Err(_), Ok(ours)) if has_other_than_64_bits(ours) => {}
        (theirs, ours) => panic!("{:?}: simd-json: {theirs:?}, but {ours:?}", String::from_utf8_lossy(input)),
    }
}

/// Returns whether there is a run of digits, with or without dots, so long that `simd-json` may read another number and
/// ignore its rest.
fn has_long_number(input: &[u8]) -> bool {
    const LONG: usize = 17;
    let digits = |run: &[u8]| run.iter().filter(|byte| byte.is_ascii_digit()).count();
    input.split(|byte| !byte.is_ascii_digit() && *byte != b'.').any(|run| digits(run) >= LONG)
}

/// Returns whether the value contains a number that `simd-json` may refuse: an integer beyond 64 bits, or a subnormal
/// number.
fn has_other_than_64_bits(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_other_than_64_bits),
        Value::Object(members) => members.values().any(has_other_than_64_bits),
        _ => false,
    }
}

/// Compares values; `are_close` compares numbers.
fn same(theirs: &Value, ours: &Value, are_close: fn(f64, f64) -> bool) -> bool {
    match (theirs, ours) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64().zip(other.as_f64()).is_some_and(|(one, other)| are_close(one, other))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other, are_close))
        }
        (Value::Object(one), Value::Object(other)) => {
            let is_same = |((name, one), (also, other)): ((&String, &Value), (&String, &Value))| {
                name == also && same(one, other, are_close)
            };
            one.len() == other.len() && one.iter().zip(other).all(is_same)
        }
        _ => theirs == ours,
    }
}

/// Compares numbers up to the last digit.
fn close(one: f64, other: f64) -> bool {
    one.to_bits().abs_diff(other.to_bits()) <= 1
}

/// Compares numbers as [`close`] does, and ignores the sign of zero.
fn close_or_zero(one: f64, other: f64) -> bool {
    one == other || close(one, other)
}

/// Returns whether a number of the value is one of the largest possible.
fn has_largest(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_some_and(|number| number.abs() > f64::MAX * (1.0 - 1e-12)),
        Value::Array(items) => items.iter().any(has_largest),
        Value::Object(members) => members.values().any(has_largest),
        _ => false,
    }
}

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
    a: Option<bool>,
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
    rest: BTreeMap<String, IgnoredUnit>,
}

/// Accepts and discards any value.
#[derive(Debug, PartialEq)]
struct IgnoredUnit;

impl<'de> Deserialize<'de> for IgnoredUnit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// Asserts that the tape's deserializer gives the values that `serde_json` gives, for many types.
pub fn de(input: &[u8]) {
    agree::<Plain>(input);
    agree::<Vec<Plain>>(input);
    agree::<Closed>(input);
    agree::<Choice>(input);
    agree::<Vec<Choice>>(input);
    agree::<Tagged>(input);
    agree::<Untagged>(input);
    agree::<Flat>(input);
    agree::<(u8, Option<bool>, String)>(input);
    agree::<BTreeMap<String, Option<i32>>>(input);
    agree::<BTreeMap<i16, IgnoredUnit>>(input);
    agree::<BTreeMap<bool, IgnoredUnit>>(input);
    agree::<[u16; 2]>(input);
    agree::<Vec<i128>>(input);
    agree::<Vec<u64>>(input);
    agree::<()>(input);
    agree::<Vec<char>>(input);
    agree::<Box<[u8]>>(input);
    borrows(input);
}

fn agree<T: DeserializeOwned + PartialEq + Debug>(input: &[u8]) {
    let ours = Options::new().max_depth(DEPTH).parse::<T>(input);
    match (serde_json::from_slice::<T>(input), ours) {
        (Ok(theirs), Ok(ours)) => assert_eq!(theirs, ours, "{:?}", String::from_utf8_lossy(input)),
        (Err(_), Err(error)) => {
            let is_inside = error.span().is_some_and(|span| span.end <= input.len());
            assert!(is_inside, "{error:?} is outside of {:?}", String::from_utf8_lossy(input));
        }
        (theirs, ours) => {
            let name = std::any::type_name::<T>();
            panic!("{:?} as {name}: {theirs:?}, but {ours:?}", String::from_utf8_lossy(input));
        }
    }
}

/// Asserts that borrowed strings lie in the input.
fn borrows(input: &[u8]) {
    let ours = Options::new().max_depth(DEPTH).parse::<Vec<&str>>(input);
    let theirs = serde_json::from_slice::<Vec<&str>>(input);
    match (theirs, ours) {
        (Ok(theirs), Ok(ours)) => {
            assert_eq!(theirs, ours);
            let range = input.as_ptr_range();
            assert!(ours.iter().all(|text| range.contains(&text.as_ptr()) || text.is_empty()));
        }
        (Err(_), Err(_)) => {}
        (theirs, ours) => panic!("{:?}: {theirs:?}, but {ours:?}", String::from_utf8_lossy(input)),
    }
}
