//! Payloads of other schemas: variations of a few valid documents of each, every one of them valid.

use std::collections::HashMap;
use std::sync::Mutex;

use jsonschema::Validator;
use serde_json::{Number, Value, json};

use super::Case;
use super::payload::{self, Payload, Profile};
use super::rng::Rng;
use super::tokens::Document;
use super::values;

/// Variations of the documents of a type, for each seed.
const VARIATIONS: u64 = 40;
/// Percentage of optional members that a variation omits.
const LACKING: usize = 12;
/// Percentage of arrays whose length a variation changes.
const RESIZED: usize = 30;
/// A sample of free text: a location where it is valid has no format.
const FREE_TEXT: &str = "Notes: {a, b} \"c\" \\ d";

/// A type of documents, such as one of your own: its schema and some valid documents. [`foreign_case`](super::foreign_case)
/// damages variations of the documents.
pub struct Foreign {
    name: &'static str,
    validator: Validator,
    documents: Vec<Value>,
    /// Variations by seed.
    variations: Mutex<HashMap<u64, Vec<Variation>>>,
}

/// A document, and the JSON Pointers of its free texts.
type Variation = (Value, Vec<String>);

impl Foreign {
    /// Creates a type of documents.
    ///
    /// # Errors
    ///
    /// Fails with the reason if `schema` is not a schema, or a document is not valid.
    pub fn new(name: &'static str, schema: &Value, documents: Vec<Value>) -> Result<Self, String> {
        let schema = without_faulty_patterns(schema);
        let validator = jsonschema::validator_for(&schema).map_err(|error| format!("{name}: {error}"))?;
        for (at, document) in documents.iter().enumerate() {
            if let Err(error) = validator.validate(document) {
                return Err(format!("{name}, document {at}: {error} at `{}`", error.instance_path()));
            }
        }
        Ok(Self { name, validator, documents, variations: Mutex::new(HashMap::new()) })
    }

    /// Returns the name of the type.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Returns whether the type's schema allows the document.
    #[must_use]
    pub fn allows(&self, document: &Value) -> bool {
        self.validator.is_valid(document)
    }

    /// Returns a payload for a class of damage: a variation whose free texts have the content that the class needs.
    pub(super) fn payload(&self, seed: u64, rng: &mut Rng, profile: Profile) -> Option<Payload> {
        let (mut value, texts) = {
            let mut variations = self.variations.lock().ok()?;
            let known = variations.entry(seed).or_insert_with(|| self.vary_all(seed));
            rng.pick(known)?.clone()
        };
        for pointer in texts {
            if let Some(text) = value.pointer_mut(&pointer) {
                *text = values::prose(rng, profile.flavor).into();
            }
        }
        let text = payload::written(rng, &value);
        Some(Payload { kind: self.name, text, value })
    }

    fn vary_all(&self, seed: u64) -> Vec<(Value, Vec<String>)> {
        let vary = |index: u64| {
            let document = self.documents.get(index as usize % self.documents.len().max(1))?;
            let mut rng = Rng::keyed(seed, self.name, index);
            Some(self.vary(&mut rng, document))
        };
        (0..VARIATIONS).filter_map(vary).collect()
    }

    /// Returns a valid variation of a document, and the pointers of its free texts.
    fn vary(&self, rng: &mut Rng, document: &Value) -> (Value, Vec<String>) {
        let mut value = document.clone();
        for pointer in pointers(&value, Value::is_array) {
            if rng.chance(RESIZED) {
                self.change(&mut value, &pointer, |array| resize(rng, array));
            }
        }
        let members = pointers(&value, |_| true).into_iter().filter(|pointer| !pointer.is_empty());
        for pointer in members.collect::<Vec<_>>() {
            if let Some((parent, name)) = pointer.rsplit_once('/').filter(|_| rng.chance(LACKING)) {
                let name = unescaped(name);
                self.change(&mut value, parent, |parent| {
                    parent.as_object_mut().is_some_and(|members| members.shift_remove(&name).is_some())
                });
            }
        }
        let mut texts = Vec::new();
        for pointer in pointers(&value, |value| !value.is_object() && !value.is_array()) {
            let is_text = value.pointer(&pointer).and_then(Value::as_str).is_some_and(is_for_people);
            let mut other = value.clone();
            if is_text && self.change(&mut other, &pointer, |text| replace(text, FREE_TEXT.into())) {
                texts.push(pointer);
            } else if !is_text {
                self.change(&mut value, &pointer, |value| redraw(rng, value));
            }
        }
        (value, texts)
    }

    /// Changes the value at a pointer if the document stays valid. Returns whether it was changed.
    fn change(&self, document: &mut Value, pointer: &str, change: impl FnOnce(&mut Value) -> bool) -> bool {
        let Some(part) = document.pointer_mut(pointer) else { return false };
        let before = part.clone();
        if !change(part) {
            return false;
        }
        let is_valid = self.allows(document);
        if let Some(part) = document.pointer_mut(pointer).filter(|_| !is_valid) {
            *part = before;
        }
        is_valid
    }
}

/// Removes invalid patterns from a schema. Published schemas contain some, and most validators ignore them.
fn without_faulty_patterns(schema: &Value) -> Value {
    let mut schema = schema.clone();
    for pointer in pointers(&schema, |value| value.get("pattern").is_some_and(Value::is_string)) {
        let Some(object) = schema.pointer_mut(&pointer).and_then(Value::as_object_mut) else { continue };
        let pattern = object.get("pattern").cloned().unwrap_or_default();
        if jsonschema::draft7::new(&json!({ "pattern": pattern })).is_err() {
            object.shift_remove("pattern");
        }
    }
    schema
}

fn replace(value: &mut Value, other: Value) -> bool {
    *value = other;
    true
}

/// Returns the JSON Pointers of the values that satisfy `fits`.
fn pointers(root: &Value, fits: impl Fn(&Value) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = vec![(String::new(), root)];
    while let Some((pointer, value)) = rest.pop() {
        let below = |name: &str| format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
        match value {
            Value::Object(members) => rest.extend(members.iter().map(|(name, value)| (below(name), value))),
            Value::Array(elements) => {
                rest.extend(elements.iter().enumerate().map(|(at, value)| (below(&at.to_string()), value)));
            }
            _ => {}
        }
        if fits(value) {
            found.push(pointer);
        }
    }
    found
}

fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// Returns whether the damaged text shows its original: a list without both brackets is recognizable only if it has
/// several elements.
pub(super) fn is_decidable(case: &Case) -> bool {
    let document = Document::new(&case.sound);
    let mut shift = 0_isize;
    let mut gone = Vec::new();
    for edit in &case.inverse {
        let at = edit.start.saturating_add_signed(shift);
        gone.extend((0..edit.text.len()).map(|from| at + from));
        shift += edit.text.len() as isize - (edit.end - edit.start) as isize;
    }
    let is_gone = |at: usize| gone.binary_search(&at).is_ok();
    let lists = document.nodes.iter().filter(|node| node.array() && node.children.len() < 2);
    !lists.into_iter().any(|list| is_gone(list.span.start) && is_gone(list.span.end - 1))
}

/// Removes an element, or adds a similar one.
fn resize(rng: &mut Rng, array: &mut Value) -> bool {
    // An array of numbers mostly is a tuple: a position, a size.
    let is_list = |elements: &&mut Vec<Value>| !elements.is_empty() && !elements.iter().all(Value::is_number);
    let Some(elements) = array.as_array_mut().filter(is_list) else { return false };
    if rng.chance(40) && elements.len() > 1 {
        elements.remove(rng.below(elements.len()));
        return true;
    }
    for _ in 0..rng.between(1, 3) {
        let Some(mut element) = rng.pick(elements).cloned() else { return false };
        for pointer in pointers(&element, |value| value.is_string() || value.is_number()) {
            if let Some(leaf) = element.pointer_mut(&pointer) {
                redraw(rng, leaf);
            }
        }
        elements.push(element);
    }
    true
}

/// Returns whether a string is free text: words with spaces between them.
fn is_for_people(text: &str) -> bool {
    text.split(' ').filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).count() > 1
}

/// Randomizes the digits of a number or a string, and the letters of hexadecimal text.
fn redraw(rng: &mut Rng, value: &mut Value) -> bool {
    match value {
        Value::String(text) => {
            let is_hexadecimal = |c: char| matches!(c, '0'..='9' | 'a'..='f' | '-');
            let is_hexadecimal = text.len() >= 8 && text.chars().all(is_hexadecimal);
            let draw = |c: char| match c {
                '1'..='9' => char::from(b'1' + rng.below(9) as u8),
                'a'..='f' if is_hexadecimal => char::from(b'a' + rng.below(6) as u8),
                other => other,
            };
            let drawn: String = text.chars().map(draw).collect();
            replace(value, drawn.into())
        }
        Value::Number(number) => {
            let draw = |c: char| if matches!(c, '1'..='9') { char::from(b'1' + rng.below(9) as u8) } else { c };
            let drawn: String = number.to_string().chars().map(draw).collect();
            drawn.parse::<Number>().is_ok_and(|number| replace(value, number.into()))
        }
        Value::Bool(is_true) => {
            let other = *is_true != rng.chance(50);
            replace(value, other.into())
        }
        _ => false,
    }
}
