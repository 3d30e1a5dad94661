//! Arbitrary values of the model and of its JSON, for fuzzing and property tests. Needs the feature `arbitrary`.
//!
//! Every type of the [`model`](crate::model) that represents a JSON object implements
//! [`Arbitrary`](https://docs.rs/arbitrary/1/arbitrary/trait.Arbitrary.html); so does [`PayloadKind`]. Values are generated
//! from the JSON Schemas, so they cover everything that a schema allows: members that are absent or `null`, unknown members,
//! unknown enum values.
//!
//! ```
//! use arbitrary::{Arbitrary, Unstructured};
//! use authscan::model::ScanDefinition;
//!
//! // The bytes come from the fuzzer, or from proptest's `vec(any::<u8>(), 0..1024)`.
//! let bytes: Vec<u8> = (0..=255).collect();
//! let definition = ScanDefinition::arbitrary(&mut Unstructured::new(&bytes))?;
//! let json = serde_json::to_vec(&definition).unwrap();
//! assert_eq!(authscan::parse::<ScanDefinition>(&json).unwrap(), definition);
//! # Ok::<(), arbitrary::Error>(())
//! ```

use std::fmt::Write;
use std::sync::LazyLock;

use arbitrary::{Arbitrary, Error, Result, Unstructured};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::model::{
    AdvancedActiveConfiguration, Collection, ErrorResponse, LatestScan, PayloadKind, ScanAgent,
    ScanAuthenticationParams, ScanDefinition, ScanDefinitionCreate, ScanDefinitionIds, ScanDefinitionUpdate,
    ScanHistory, ScannedTarget, ScannerAgent, SessionIds, TimeOfDay, Timestamp,
};
use crate::schema::{Contract, document};

/// Depth in levels of the schema from which lists stay empty and optional members are left out.
const DEEPEST: usize = 16;
/// Maximum number of elements of a list.
const MOST_ELEMENTS: usize = 3;
/// Maximum number of characters of a string.
const MOST_CHARACTERS: usize = 12;

/// Generates a JSON document that the schema of `kind` under `contract` allows.
///
/// # Errors
///
/// Returns the errors of [`Unstructured`](https://docs.rs/arbitrary/1/arbitrary/struct.Unstructured.html) and adds none of its
/// own.
///
/// ```
/// use arbitrary::Unstructured;
/// use authscan::{model::PayloadKind, schema::Contract};
///
/// let bytes: Vec<u8> = (0..=255).collect();
/// let json = authscan::arbitrary::payload(PayloadKind::Create, Contract::Documented, &mut Unstructured::new(&bytes))?;
/// assert!(json.is_object());
/// # Ok::<(), arbitrary::Error>(())
/// ```
pub fn payload(kind: PayloadKind, contract: Contract, bytes: &mut Unstructured<'_>) -> Result<Value> {
    static SCHEMAS: LazyLock<Vec<(PayloadKind, Contract, Value)>> = LazyLock::new(|| {
        let contracts = [Contract::Open, Contract::Documented];
        let schemas = |kind: &PayloadKind| contracts.map(|contract| (*kind, contract, kind.source(contract)));
        PayloadKind::ALL.iter().flat_map(schemas).collect()
    });
    let found = SCHEMAS.iter().find(|(of, under, _)| (*of, *under) == (kind, contract));
    found.map_or(Err(Error::IncorrectFormat), |(.., schema)| Maker { root: schema, contract }.place(schema, 0, bytes))
}

impl<'b> Arbitrary<'b> for PayloadKind {
    fn arbitrary(bytes: &mut Unstructured<'b>) -> Result<Self> {
        bytes.choose(Self::ALL).copied()
    }
}

/// Generates a `T` from its open schema.
fn value<T: DeserializeOwned>(schema: &Value, bytes: &mut Unstructured<'_>) -> Result<T> {
    let json = Maker { root: schema, contract: Contract::Open }.place(schema, 0, bytes)?;
    serde_json::from_value(json).map_err(|_| Error::IncorrectFormat)
}

fn open<T: JsonSchema>() -> Value {
    document::<T>(Contract::Open)
}

macro_rules! arbitrary {
    ($($type:ty),+ $(,)?) => {$(
        impl<'b> Arbitrary<'b> for $type {
            fn arbitrary(bytes: &mut Unstructured<'b>) -> Result<Self> {
                static SCHEMA: LazyLock<Value> = LazyLock::new(open::<$type>);
                value(&SCHEMA, bytes)
            }
        }
    )+};
}

arbitrary! {
    AdvancedActiveConfiguration, Collection<ScanAgent>, Collection<ScanDefinition>, Collection<ScanHistory>,
    ErrorResponse, LatestScan, ScanAgent, ScanAuthenticationParams, ScanDefinition,
    ScanDefinitionCreate, ScanDefinitionIds, ScanDefinitionUpdate, ScanHistory, ScannedTarget, ScannerAgent, SessionIds,
    TimeOfDay, Timestamp,
}

/// Generator of values that a schema allows.
#[derive(Clone, Copy)]
struct Maker<'s> {
    root: &'s Value,
    contract: Contract,
}

impl<'s> Maker<'s> {
    /// Generates a value for the subschema `schema`, which is `depth` levels below the root.
    fn place(self, schema: &'s Value, depth: usize, bytes: &mut Unstructured<'_>) -> Result<Value> {
        if let Some(to) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.root.pointer(to.trim_start_matches('#')).ok_or(Error::IncorrectFormat)?;
            return self.place(target, depth + 1, bytes);
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(Value::Array(parts)) = schema.get(keyword) {
                return self.place(bytes.choose(parts)?, depth + 1, bytes);
            }
        }
        if let Some(constant) = schema.get("const") {
            return Ok(constant.clone());
        }
        if let Some(Value::Array(literals)) = schema.get("enum") {
            return bytes.choose(literals).cloned();
        }
        let kind = match schema.get("type") {
            Some(Value::Array(kinds)) => bytes.choose(kinds)?,
            Some(kind) => kind,
            None => return any_json(bytes),
        };
        self.of_kind(schema, kind.as_str().unwrap_or_default(), depth, bytes)
    }

    fn of_kind(self, schema: &'s Value, kind: &str, depth: usize, bytes: &mut Unstructured<'_>) -> Result<Value> {
        Ok(match kind {
            "null" => Value::Null,
            "boolean" => bytes.arbitrary::<bool>()?.into(),
            "integer" => {
                let bound = |keyword, otherwise| schema.get(keyword).and_then(Value::as_i64).unwrap_or(otherwise);
                bytes.int_in_range(bound("minimum", i64::MIN)..=bound("maximum", i64::MAX))?.into()
            }
            "number" => number(bytes)?,
            "string" => self.string(schema, bytes)?.into(),
            "array" => {
                let most = if depth < DEEPEST { MOST_ELEMENTS } else { 0 };
                let element = schema.get("items").unwrap_or(&Value::Null);
                let length = bytes.int_in_range(0..=most)?;
                (0..length).map(|_| self.place(element, depth + 1, bytes)).collect::<Result<_>>()?
            }
            "object" => self.object(schema, depth, bytes)?,
            _ => return Err(Error::IncorrectFormat),
        })
    }

    fn object(self, schema: &'s Value, depth: usize, bytes: &mut Unstructured<'_>) -> Result<Value> {
        let is_required = |name: &str| {
            let required = schema.get("required").and_then(Value::as_array);
            required.is_some_and(|required| required.iter().any(|required| required == name))
        };
        let mut object = Map::new();
        for (name, member) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if is_required(name) || (depth < DEEPEST && bytes.arbitrary()?) {
                object.insert(name.clone(), self.place(member, depth + 1, bytes)?);
            }
        }
        let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
        if !is_closed && bytes.ratio(3, 10)? {
            object.insert(unknown_name(bytes)?, any_json(bytes)?);
        }
        Ok(Value::Object(object))
    }

    fn string(self, schema: &Value, bytes: &mut Unstructured<'_>) -> Result<String> {
        let is_free = self.contract == Contract::Open;
        Ok(match schema.get("format").and_then(Value::as_str) {
            Some("date-time") => date_time(bytes)?,
            Some("time-of-day") => time_of_day(bytes)?,
            // The remaining formats do not affect reading: the open contract accepts any text for them.
            Some("id") if !is_free => id(bytes)?,
            Some("uri") if !is_free => format!("{}:{}", word(LETTERS, 1, bytes)?, word(IN_URI, 1, bytes)?),
            Some("email") if !is_free => format!("{}@{}", word(LETTERS, 1, bytes)?, word(LETTERS, 1, bytes)?),
            Some("version") if !is_free => format!("{}.{}", bytes.arbitrary::<u8>()?, bytes.arbitrary::<u16>()?),
            // The only other pattern is that of a boolean written as a string.
            _ if schema.get("pattern").is_some() => cased(if bytes.arbitrary()? { "true" } else { "false" }, bytes)?,
            _ => text(bytes)?,
        })
    }
}

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const IN_ID: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
const IN_URI: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789/$#%&=.:-";

/// Generates a word of `least` to [`MOST_CHARACTERS`] of the given letters.
fn word(letters: &[u8], least: usize, bytes: &mut Unstructured<'_>) -> Result<String> {
    let length = bytes.int_in_range(least..=MOST_CHARACTERS)?;
    (0..length).map(|_| bytes.choose(letters).map(|letter| char::from(*letter))).collect()
}

/// Generates an id: one word, or two joined by `_` and the blank that captured ids have after it.
fn id(bytes: &mut Unstructured<'_>) -> Result<String> {
    let id = word(IN_ID, 1, bytes)?;
    Ok(if bytes.ratio(1, 8)? { format!("{id}_ {}", word(IN_ID, 1, bytes)?) } else { id })
}

/// Generates any text, with a bias to characters that JSON must escape or that look like syntax.
fn text(bytes: &mut Unstructured<'_>) -> Result<String> {
    const AWKWARD: &[char] =
        &['"', '\\', '/', '\n', '\t', '\0', '\u{7f}', '{', '}', '[', ']', ':', ',', '\'', ' ', 'é', '\u{1f600}'];
    let length = bytes.int_in_range(0..=MOST_CHARACTERS)?;
    let character = |bytes: &mut Unstructured<'_>| match bytes.int_in_range(0..=3)? {
        0 => bytes.choose(AWKWARD).copied(),
        1 => bytes.arbitrary::<char>(),
        _ => bytes.choose(IN_ID).map(|letter| char::from(*letter)),
    };
    (0..length).map(|_| character(bytes)).collect()
}

fn cased(word: &str, bytes: &mut Unstructured<'_>) -> Result<String> {
    let letter = |letter: char| Ok(if bytes.arbitrary()? { letter.to_ascii_uppercase() } else { letter });
    word.chars().map(letter).collect()
}

fn date_time(bytes: &mut Unstructured<'_>) -> Result<String> {
    let year = bytes.int_in_range(0..=9999)?;
    // Every month has 28 days.
    let (month, day) = (bytes.int_in_range(1..=12)?, bytes.int_in_range(1..=28)?);
    let separator = if bytes.arbitrary()? { 'T' } else { 't' };
    let time = time_of_day(bytes)?;
    let offset = match bytes.int_in_range(0..=3)? {
        0 => "z".to_owned(),
        1 => {
            let sign = if bytes.arbitrary()? { '+' } else { '-' };
            format!("{sign}{:02}:{:02}", bytes.int_in_range(0..=23)?, bytes.int_in_range(0..=59)?)
        }
        _ => "Z".to_owned(),
    };
    Ok(format!("{year:04}-{month:02}-{day:02}{separator}{time}{offset}"))
}

fn time_of_day(bytes: &mut Unstructured<'_>) -> Result<String> {
    let mut part = |most| bytes.int_in_range(0..=most);
    let mut time = format!("{:02}:{:02}:{:02}", part(23)?, part(59)?, part(59)?);
    let digits = bytes.int_in_range(0..=7)?;
    if digits > 0 {
        time.push('.');
        for _ in 0..digits {
            // Writing to a string does not fail.
            let _ = write!(time, "{}", bytes.int_in_range(0..=9)?);
        }
    }
    Ok(time)
}

fn number(bytes: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match bytes.int_in_range(0..=2)? {
        0 => bytes.arbitrary::<i32>()?.into(),
        1 => (f64::from(bytes.arbitrary::<i32>()?) / 64.0).into(),
        // NaN and the infinities become `null`, which is replaced by 0 below.
        _ => bytes.arbitrary::<f64>().map(Value::from)?,
    })
    .map(|number| if number.is_null() { 0.into() } else { number })
}

/// Generates a member name that no type of the model knows: none begins with `x`.
fn unknown_name(bytes: &mut Unstructured<'_>) -> Result<String> {
    Ok(format!("x{}", text(bytes)?))
}

/// Generates any JSON value, at most two levels deep.
fn any_json(bytes: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match bytes.int_in_range(0..=6)? {
        0 => Value::Null,
        1 => bytes.arbitrary::<bool>()?.into(),
        2 => bytes.arbitrary::<i64>()?.into(),
        3 => number(bytes)?,
        4 => Value::Array(vec![Value::Null, text(bytes)?.into(), Value::Array(Vec::new())]),
        5 => Value::Object(Map::from_iter([(unknown_name(bytes)?, text(bytes)?.into())])),
        _ => text(bytes)?.into(),
    })
}
