//! Inference of a schema from valid documents: the members of their objects, types, formats and frequencies.
//!
//! All documents of one kind are overlaid: values at one path are one place. Places are counted first and converted to
//! a schema at the end, so the order of the documents affects only the order of members.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::USUAL;
use super::{Format, Shape};
use crate::redact::is_secret_name;
use crate::syntax::{NodeKind, Tape, Value as Node};

/// Places that are distinguished. Values beyond them are not counted.
const MOST_PLACES: usize = 1 << 14;
/// Depth to which places are distinguished.
const MOST_DEPTH: usize = 64;
/// Kinds of documents that are distinguished.
const MOST_KINDS: usize = 16;
/// Distinct strings that are kept for one place, in case it is an enumeration.
const MOST_LITERALS: usize = 12;
/// Length of the longest string of an enumeration, in bytes.
const LONGEST_LITERAL: usize = 64;
/// A place is an enumeration if each string occurs this often on average.
const LITERAL_TIMES: usize = 4;
/// A member that all of at least this many objects have is required.
const REQUIRED_FROM: usize = 8;
/// An object with more distinct names than this, most of them rare, is a map.
const MAP_FROM: usize = 16;
/// Formats that are recognized, the strictest first.
const FORMATS: [(&str, Format); 8] = [
    ("date-time", Format::DateTime),
    ("date", Format::Date),
    ("time-of-day", Format::TimeOfDay),
    ("uuid", Format::Uuid),
    ("ipv4", Format::Ipv4),
    ("ipv6", Format::Ipv6),
    ("email", Format::Email),
    ("uri", Format::Uri),
];
/// Parts of member names, in lower case, whose strings are taken for secrets.
const SECRET_PARTS: [&str; 7] = ["secret", "token", "apikey", "api_key", "passphrase", "authorization", "credential"];

/// Counts members, types and formats of valid documents, and gives their common schema.
///
/// ```
/// use jsonmend::schema::Inference;
/// use jsonmend::syntax::parse;
///
/// let mut inference = Inference::new();
/// for text in [r#"{"id": 1, "at": "2024-01-01"}"#, r#"{"id": 2}"#, r#"{"id": 3}"#] {
///     inference.add(&parse(text, 16).unwrap());
/// }
/// let schema = inference.schema();
/// assert_eq!(schema["properties"]["at"]["format"], "date");
/// assert_eq!(schema["x-usual"], serde_json::json!(["id"]));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Inference {
    places: Vec<Place>,
    kinds: Vec<Kind>,
    documents: usize,
}

/// Documents whose roots have mostly the same members.
#[derive(Clone, Debug)]
struct Kind {
    names: HashSet<String>,
    root: usize,
}

/// Counts of one place.
#[derive(Clone, Debug, Default)]
struct Place {
    depth: usize,
    objects: usize,
    arrays: usize,
    strings: usize,
    integers: usize,
    fractions: usize,
    bools: usize,
    nulls: usize,
    members: Vec<Seen>,
    index: HashMap<String, usize>,
    element: Option<usize>,
    /// Distinct strings with their counts, up to [`MOST_LITERALS`].
    literals: BTreeMap<String, usize>,
    many: bool,
    /// Bit set of the [`FORMATS`] that at least one string does not have.
    misses: u32,
}

#[derive(Clone, Debug)]
struct Seen {
    name: String,
    times: usize,
    place: usize,
}

impl Inference {
    /// Creates an inference without documents.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the number of documents added.
    #[must_use]
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// Returns the number of kinds of documents, distinguished by the members of their roots.
    #[must_use]
    pub fn kinds(&self) -> usize {
        self.kinds.len()
    }

    /// Adds a document.
    pub fn add(&mut self, tape: &Tape<'_>) {
        self.documents += 1;
        let root = self.root(tape.root());
        let mut open = vec![(tape.root(), root)];
        while let Some((value, at)) = open.pop() {
            self.see(value, at);
            match value.kind() {
                NodeKind::Object => {
                    // In reverse, because containers are popped from the end: the first members come first.
                    let from = open.len();
                    for (name, member) in value.members() {
                        let place = self.member(at, &name.as_str().unwrap_or_default());
                        open.extend(place.map(|place| (member, place)));
                    }
                    open.get_mut(from..).unwrap_or_default().reverse();
                }
                NodeKind::Array => {
                    if let Some(element) = self.element(at) {
                        open.extend(value.elements().map(|value| (value, element)));
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns the root place of the document's kind.
    fn root(&mut self, root: Node<'_, '_>) -> usize {
        let first = match root.kind() {
            NodeKind::Array => root.elements().next().unwrap_or(root),
            _ => root,
        };
        let names: HashSet<String> =
            first.members().take(256).filter_map(|(name, _)| Some(name.as_str()?.into_owned())).collect();
        let near = |kind: &Kind| {
            let shared = kind.names.intersection(&names).count();
            (kind.names.is_empty() && names.is_empty()) || shared * 2 > names.len().min(kind.names.len())
        };
        if let Some(kind) = self.kinds.iter_mut().find(|kind| near(kind)) {
            return kind.root;
        }
        if let Some(last) = self.kinds.last().filter(|_| self.kinds.len() >= MOST_KINDS) {
            return last.root;
        }
        let root = self.places.len();
        self.places.push(Place::default());
        self.kinds.push(Kind { names, root });
        root
    }

    fn see(&mut self, value: Node<'_, '_>, at: usize) {
        let Some(place) = self.places.get_mut(at) else { return };
        match value.kind() {
            NodeKind::Object => place.objects += 1,
            NodeKind::Array => place.arrays += 1,
            NodeKind::True | NodeKind::False => place.bools += 1,
            NodeKind::Null => place.nulls += 1,
            NodeKind::Number if value.raw().bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => {
                place.integers += 1;
            }
            NodeKind::Number => place.fractions += 1,
            NodeKind::String => place.string(&value.as_str().unwrap_or_default()),
        }
    }

    fn member(&mut self, at: usize, name: &str) -> Option<usize> {
        let place = self.places.get(at)?;
        if let Some(index) = place.index.get(name).copied() {
            let seen = self.places.get_mut(at)?.members.get_mut(index)?;
            seen.times += 1;
            return Some(seen.place);
        }
        let fresh = self.fresh(at)?;
        let place = self.places.get_mut(at)?;
        place.index.insert(name.to_owned(), place.members.len());
        place.members.push(Seen { name: name.to_owned(), times: 1, place: fresh });
        Some(fresh)
    }

    fn element(&mut self, at: usize) -> Option<usize> {
        if let Some(element) = self.places.get(at)?.element {
            return Some(element);
        }
        let fresh = self.fresh(at)?;
        self.places.get_mut(at)?.element = Some(fresh);
        Some(fresh)
    }

    /// Creates a place within another; `None` if a limit is reached.
    fn fresh(&mut self, within: usize) -> Option<usize> {
        let depth = self.places.get(within)?.depth + 1;
        if self.places.len() >= MOST_PLACES || depth > MOST_DEPTH {
            return None;
        }
        self.places.push(Place { depth, ..Place::default() });
        Some(self.places.len() - 1)
    }

    /// Returns the JSON Schema (draft 2020-12) of the documents added; without documents it allows any value.
    #[must_use]
    pub fn schema(&self) -> Value {
        let mut kinds = self.kinds.iter().map(|kind| self.words(&[kind.root], false));
        let mut schema = match self.kinds.len() {
            0 | 1 => kinds.next().unwrap_or_default(),
            _ => Map::from_iter([("anyOf".to_owned(), kinds.map(Value::Object).collect())]),
        };
        schema.shift_insert(0, "$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.into()
    }

    /// Returns the common schema of several places. Recursion is bounded by the depth of places.
    fn words(&self, places: &[usize], is_secret: bool) -> Map<String, Value> {
        let all: Vec<&Place> = places.iter().filter_map(|at| self.places.get(*at)).collect();
        let sum = |count: fn(&Place) -> usize| all.iter().map(|place| count(place)).sum::<usize>();
        let (integers, fractions) = (sum(|place| place.integers), sum(|place| place.fractions));
        let (objects, arrays, strings) =
            (sum(|place| place.objects), sum(|place| place.arrays), sum(|place| place.strings));
        let named = [
            ("object", objects),
            ("array", arrays),
            ("string", strings),
            (if fractions > 0 { "number" } else { "integer" }, integers + fractions),
            ("boolean", sum(|place| place.bools)),
            ("null", sum(|place| place.nulls)),
        ];
        let types: Vec<&str> = named.into_iter().filter(|(_, count)| *count > 0).map(|(name, _)| name).collect();
        let mut schema = Map::new();
        match types.as_slice() {
            // Values that are all `null` tell nothing about other values.
            [] | ["null"] => return schema,
            [one] => drop(schema.insert("type".into(), (*one).into())),
            several => drop(schema.insert("type".into(), json!(several))),
        }
        if objects > 0 {
            self.object_words(&all, objects, &mut schema);
        }
        let elements: Vec<usize> = all.iter().filter_map(|place| place.element).collect();
        if !elements.is_empty() {
            schema.insert("items".into(), self.words(&elements, is_secret).into());
        }
        if strings > 0 {
            string_words(&all, strings, types.as_slice(), &mut schema);
            if is_secret {
                schema.shift_remove("enum");
                schema.insert("writeOnly".into(), true.into());
            }
        }
        schema
    }

    fn object_words(&self, all: &[&Place], objects: usize, schema: &mut Map<String, Value>) {
        let mut members: Vec<(&str, usize, Vec<usize>)> = Vec::new();
        let mut index: HashMap<&str, usize> = HashMap::new();
        for seen in all.iter().flat_map(|place| &place.members) {
            let next = members.len();
            let at = *index.entry(&seen.name).or_insert(next);
            match members.get_mut(at) {
                Some((_, times, places)) => {
                    *times += seen.times;
                    places.push(seen.place);
                }
                None => members.push((&seen.name, seen.times, vec![seen.place])),
            }
        }
        let rare = members.iter().filter(|(_, times, _)| times * 4 <= objects.max(4)).count();
        if members.len() > MAP_FROM && rare * 10 >= members.len() * 9 {
            // The names of a map are data.
            let places: Vec<usize> = members.iter().flat_map(|(_, _, places)| places).copied().collect();
            schema.insert("additionalProperties".into(), self.words(&places, false).into());
            return;
        }
        let properties: Map<String, Value> = members
            .iter()
            .map(|(name, _, places)| ((*name).to_owned(), self.words(places, looks_secret(name)).into()))
            .collect();
        let which = |wanted: &dyn Fn(usize) -> bool| -> Vec<&str> {
            members.iter().filter(|(_, times, _)| wanted(*times)).map(|(name, _, _)| *name).collect()
        };
        let is_required = |times: usize| objects >= REQUIRED_FROM && times >= objects;
        let required = which(&is_required);
        let usual = which(&|times| objects >= 3 && times * 10 >= objects * 8 && !is_required(times));
        schema.insert("properties".into(), properties.into());
        if !required.is_empty() {
            schema.insert("required".into(), json!(required));
        }
        if !usual.is_empty() {
            schema.insert(USUAL.into(), json!(usual));
        }
    }
}

impl Place {
    fn string(&mut self, text: &str) {
        self.strings += 1;
        for (bit, (_, format)) in FORMATS.iter().enumerate() {
            if self.misses & 1 << bit == 0 && !format.matches(text) {
                self.misses |= 1 << bit;
            }
        }
        if self.many {
            return;
        }
        if let Some(times) = self.literals.get_mut(text) {
            *times += 1;
        } else if self.literals.len() < MOST_LITERALS && text.len() <= LONGEST_LITERAL {
            self.literals.insert(text.to_owned(), 1);
        } else {
            self.many = true;
            self.literals = BTreeMap::new();
        }
    }
}

/// Adds format and enumeration of strings to the schema.
fn string_words(all: &[&Place], strings: usize, types: &[&str], schema: &mut Map<String, Value>) {
    let misses = all.iter().filter(|place| place.strings > 0).fold(0, |misses, place| misses | place.misses);
    let format = FORMATS.iter().enumerate().find(|(bit, _)| misses & 1 << bit == 0).map(|(_, (name, _))| *name);
    if let Some(name) = format {
        schema.insert("format".into(), name.into());
        return;
    }
    let mut literals: Vec<&str> = all.iter().flat_map(|place| place.literals.keys()).map(String::as_str).collect();
    literals.sort_unstable();
    literals.dedup();
    let is_enumeration = all.iter().all(|place| !place.many)
        && literals.len() <= MOST_LITERALS
        && strings >= literals.len() * LITERAL_TIMES
        && types.iter().all(|name| matches!(*name, "string" | "null"));
    if is_enumeration {
        let mut values: Vec<Value> = literals.into_iter().map(Value::from).collect();
        values.extend(types.contains(&"null").then_some(Value::Null));
        schema.insert("enum".into(), values.into());
    }
}

/// Returns whether strings of a member with this name are taken for secrets.
fn looks_secret(name: &str) -> bool {
    let lower = name.to_lowercase();
    is_secret_name(name) || SECRET_PARTS.iter().any(|part| lower.ends_with(part))
}

impl Shape {
    /// Infers the shape of valid documents. [`Inference`] also gives its schema.
    ///
    /// ```
    /// use jsonmend::{Options, schema::Shape, syntax::parse};
    ///
    /// let sound = [r#"{"id": 1, "on": true}"#, r#"{"id": 2, "on": false}"#, r#"{"id": 3, "on": true}"#];
    /// let tapes: Vec<_> = sound.iter().map(|text| parse(text, 16).unwrap()).collect();
    /// let shape = Shape::infer(&tapes);
    /// let report = Options::new().recover_shape(&shape, br#"{"id": 4 "on": true"#);
    /// assert_eq!(report.repaired_text(), Some(r#"{"id": 4, "on": true}"#));
    /// ```
    #[must_use]
    pub fn infer<'a, 't: 'a>(documents: impl IntoIterator<Item = &'a Tape<'t>>) -> Self {
        let mut inference = Inference::new();
        for tape in documents {
            inference.add(tape);
        }
        inference.shape()
    }
}

impl Inference {
    /// Compiles [`Inference::schema`].
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape::from_schema(&self.schema()).with_own_secrets().marked_inferred()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse::parse;

    fn schema(texts: &[String]) -> Value {
        let mut inference = Inference::new();
        for text in texts {
            inference.add(&parse(text, 128).unwrap());
        }
        let mut schema = inference.schema();
        schema.as_object_mut().unwrap().remove("$schema");
        schema
    }

    #[test]
    fn members_kinds_and_forms_are_seen() {
        let one = |at: usize| {
            let state = ["on", "off"][at % 2];
            let extra = if at == 3 { r#","extra":null"# } else { "" };
            format!(
                r#"{{"id":{at},"state":"{state}","at":"2024-01-0{at}","ratio":0.5,"tags":["a{at}"],"apiToken":"x{at}"{extra}}}"#
            )
        };
        let texts: Vec<String> = (1..10).map(one).collect();
        assert_eq!(
            schema(&texts),
            json!({
                "type": "object",
                "properties": {
                    "id": {"type": "integer"},
                    "state": {"type": "string", "enum": ["off", "on"]},
                    "at": {"type": "string", "format": "date"},
                    "ratio": {"type": "number"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "apiToken": {"type": "string", "writeOnly": true},
                    "extra": {},
                },
                "required": ["id", "state", "at", "ratio", "tags", "apiToken"],
            })
        );
    }

    #[test]
    fn names_that_are_data_make_a_map() {
        let members: Vec<String> = (0..40).map(|at| format!(r#""host-{at}":{{"up":true}}"#)).collect();
        let text = format!(r#"{{"hosts":{{{}}}}}"#, members.join(","));
        let found = schema(&[text.clone(), text]);
        assert!(found["properties"]["hosts"]["properties"].is_object(), "each comes as often as can be");
        let texts: Vec<String> = (0..40).map(|at| format!(r#"{{"hosts":{{"host-{at}":{{"up":true}}}}}}"#)).collect();
        let hosts = &schema(&texts)["properties"]["hosts"];
        assert_eq!(hosts["additionalProperties"]["properties"]["up"], json!({"type": "boolean"}));
    }

    #[test]
    fn documents_of_several_kinds_are_told_apart() {
        let texts = [r#"{"a":1,"b":2}"#, r#"{"x":1,"y":2}"#, r#"{"a":1,"b":2,"c":3}"#, "[1]"].map(str::to_owned);
        let found = schema(&texts);
        assert_eq!(found["anyOf"].as_array().unwrap().len(), 3);
        assert_eq!(schema(&[]), json!({}));
    }

    /// Memory is bounded whatever the documents are.
    #[test]
    fn places_are_bounded_in_number_and_depth() {
        let wide: String = (0..2 * MOST_PLACES).map(|at| format!("\"m{at}\":1,")).collect();
        let mut inference = Inference::new();
        inference.add(&parse(&format!("{{{}}}", wide.trim_end_matches(',')), 8).unwrap());
        assert_eq!(inference.places.len(), MOST_PLACES);
        let mut inference = Inference::new();
        inference.add(&parse(&format!("{}{}", "[".repeat(200), "]".repeat(200)), 256).unwrap());
        assert_eq!(inference.places.len(), MOST_DEPTH + 1);
        assert!(inference.schema().is_object());
    }
}
