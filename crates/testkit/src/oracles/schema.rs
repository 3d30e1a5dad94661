//! Comparison with `jsonschema`, which shares no code with validation.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use jsonschema::Validator;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::draws::Draws;
use super::{is_bounded, shapes, with_type};
use authscan::arbitrary::payload;
use authscan::diagnostic::Code;
use authscan::model::PayloadKind;
use authscan::schema::Contract;

/// Returns the validator of the schema of a kind of payload.
#[must_use]
pub fn validator(kind: PayloadKind, contract: Contract) -> Validator {
    jsonschema::validator_for(&kind.schema(contract)).expect("a schema of the model is one")
}

/// Validators of a kind: for the open and for the documented schema.
struct Validators {
    kind: PayloadKind,
    open: Validator,
    documented: Validator,
}

static VALIDATORS: LazyLock<Vec<Validators>> = LazyLock::new(|| {
    let validators = |kind: &PayloadKind| Validators {
        kind: *kind,
        open: validator(*kind, Contract::Open),
        documented: validator(*kind, Contract::Documented),
    };
    PayloadKind::ALL.iter().map(validators).collect()
});

/// Asserts that parsing accepts a document that the open schema allows, and that validation finds nothing in a document that
/// the documented schema allows.
///
/// The input is JSON, or encodes a document that a schema allows with changes to it.
pub fn check_schema(input: &[u8]) {
    let (kind, value) = match serde_json::from_slice::<Value>(input) {
        Ok(value) => (shapes(input)[0].0.expect("a kind comes first"), value),
        Err(_) => match draw(input) {
            Some(drawn) => drawn,
            None => return,
        },
    };
    let validators = VALIDATORS.iter().find(|it| it.kind == kind).expect("each kind has its validators");
    with_type!(kind, agrees(validators, &value));
}

/// Returns a document of some kind with up to three changed values.
fn draw(input: &[u8]) -> Option<(PayloadKind, Value)> {
    let (numbers, rest) = input.split_at_checked(8)?;
    let mut draws = Draws::new(numbers);
    let kind = PayloadKind::ALL[draws.below(PayloadKind::ALL.len())];
    let contract = [Contract::Documented, Contract::Open][draws.below(2)];
    let mut value = payload(kind, contract, &mut Unstructured::new(rest)).ok()?;
    for _ in 0..draws.below(4) {
        let pointers = pointers(&value);
        let place = value.pointer_mut(&pointers[draws.below(pointers.len())])?;
        *place = near(place, draws.below(256) as u8);
    }
    Some((kind, value))
}

fn agrees<T: DeserializeOwned + JsonSchema + 'static>(validators: &Validators, value: &Value) {
    let text = value.to_string();
    let report = authscan::check::<T>(text.as_bytes());
    is_bounded(&report, text.len());
    let verdict = validators.documented.validate(value).map_err(|error| error.to_string());
    let found = &report.diagnostics;
    // The schema does not know respelled members, so it misses faults in them. A known annotation in another case is an
    // unknown member to the schema.
    let respelled = found.iter().any(|found| found.code == Code::NoncanonicalName);
    let nothing = found.is_empty() || (respelled && text.contains('@') && verdict.is_ok());
    assert_eq!(nothing, verdict.is_ok(), "{}: {text}\ncheck: {found:?}\nschema: {verdict:?}", validators.kind);
    let read = authscan::parse::<T>(text.as_bytes()).map(drop);
    let verdict = validators.open.validate(value).map_err(|error| error.to_string());
    let agree = read.is_ok() == verdict.is_ok() || (respelled && read.is_err());
    assert!(agree, "{}: {text}\nread: {read:?}\nschema: {verdict:?}", validators.kind);
}

/// Returns a value that differs slightly from `value`.
#[must_use]
pub fn near(value: &Value, how: u8) -> Value {
    let pick = |choices: &[Value]| choices[usize::from(how) % choices.len()].clone();
    match value {
        Value::Null => pick(&[json!([]), json!(""), json!(0), json!(false), json!({})]),
        Value::Bool(flag) => json!(if how % 2 == 0 { "True".to_owned() } else { flag.to_string() }),
        Value::Number(number) => {
            let float = number.as_f64().unwrap_or_default();
            pick(&[
                json!(float),
                json!(float + 0.5),
                json!(float * 1e10),
                json!(number.to_string()),
                json!(float.trunc()),
            ])
        }
        Value::String(text) => near_text(text, how),
        Value::Array(items) if how % 2 == 0 => items.first().cloned().unwrap_or_default(),
        Value::Array(items) => json!([items]),
        Value::Object(members) if members.is_empty() || how % 4 == 0 => json!([members]),
        Value::Object(members) => {
            let mut members = members.clone();
            let name = members.keys().nth(usize::from(how / 4) % members.len()).cloned().unwrap_or_default();
            members.shift_remove(&name);
            if how % 4 == 1 {
                members.insert("xUnknown".into(), Value::Null);
            }
            Value::Object(members)
        }
    }
}

fn near_text(text: &str, how: u8) -> Value {
    let edges: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
    let (head, tail) = text.split_at(edges[usize::from(how) % edges.len()]);
    let shorter: String = head.chars().take(head.chars().count().saturating_sub(1)).collect();
    match how % 8 {
        0 => json!(text.to_uppercase()),
        1 => json!(text.to_lowercase()),
        2 => json!(format!("{text} ")),
        3 => json!(format!("{head}0{tail}")),
        4 => json!(format!("{head}000{tail}")),
        5 => json!(format!("{head}:{tail}")),
        6 => json!([text]),
        _ => json!(format!("{shorter}{tail}")),
    }
}

/// Returns the pointers of all values in a value, its own first.
#[must_use]
pub fn pointers(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = vec![(String::new(), value)];
    while let Some((pointer, value)) = rest.pop() {
        match value {
            Value::Object(members) => rest.extend(
                members
                    .iter()
                    .rev()
                    .map(|(name, child)| (format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), child)),
            ),
            Value::Array(items) => {
                rest.extend(items.iter().enumerate().rev().map(|(at, child)| (format!("{pointer}/{at}"), child)));
            }
            _ => {}
        }
        found.push(pointer);
    }
    found
}
