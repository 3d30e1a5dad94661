//! Constraints of one alternative, merged from its objects.

use std::collections::HashMap;

use serde_json::Value;

use super::expand::{Alternative, Conjunction, Expander};
use super::source::Object;
use super::{ALIASES, ANNOTATED, USUAL};
use super::{Format, Kinds};

/// The keywords that [`Facts`] reads.
pub(super) const SPEAKING: [&str; 23] = [
    "type",
    "const",
    "enum",
    "properties",
    "required",
    USUAL,
    ALIASES,
    "additionalProperties",
    "unevaluatedProperties",
    "patternProperties",
    "propertyNames",
    "maxProperties",
    "items",
    "prefixItems",
    "additionalItems",
    "unevaluatedItems",
    "format",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "writeOnly",
    "nullable",
];

/// Formats without constraints beyond the type, or without a formal grammar.
const SILENT_FORMATS: [&str; 17] = [
    "int32",
    "int64",
    "uint",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "int",
    "float",
    "double",
    "password",
    "byte",
    "uri-reference",
    "iri-reference",
    "uri-template",
    "regex",
    "media-range",
];

/// Objects with at most this many properties are searched linearly.
const FEW: usize = 16;

/// Constraints of one alternative.
pub(super) struct Facts<'s> {
    pub(super) kinds: Kinds,
    /// Properties in the order of the schema, each with the schemas that apply together.
    pub(super) properties: Vec<(&'s str, Conjunction<'s>)>,
    index: HashMap<&'s str, usize>,
    pub(super) required: Vec<&'s str>,
    pub(super) usual: Vec<&'s str>,
    pub(super) aliases: Vec<(&'s str, &'s str)>,
    pub(super) closed: bool,
    /// Whether only names of the properties and of the patterns are allowed.
    pub(super) exhaustive: bool,
    /// Whether the schema explicitly allows other names.
    pub(super) takes_others: bool,
    /// Maximum number of members; `None` if there is none.
    pub(super) most: Option<u64>,
    /// Name patterns, each with the schema of matching properties.
    pub(super) patterns: Vec<(&'s str, &'s Value)>,
    /// Whether the object may have annotations even if closed: see [`ANNOTATED`].
    pub(super) annotated: bool,
    /// Schemas of unlisted members, any of which may apply; empty if they are not constrained.
    pub(super) others: Vec<Conjunction<'s>>,
    /// Schemas of elements, any of which may apply.
    pub(super) elements: Vec<Conjunction<'s>>,
    pub(super) format: Option<Format>,
    /// Allowed strings; `None` if any string is allowed.
    pub(super) literals: Option<Vec<&'s str>>,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) integer: bool,
    pub(super) secret: bool,
    tags: Vec<(&'s str, &'s str)>,
    additional: Conjunction<'s>,
    items: Conjunction<'s>,
    nullable: bool,
}

impl<'s> Facts<'s> {
    pub(super) fn of(alternative: &Alternative<'s>, expander: &mut Expander<'s>) -> Self {
        let mut facts = Self {
            kinds: Kinds::ANY,
            properties: Vec::new(),
            index: HashMap::new(),
            required: Vec::new(),
            usual: Vec::new(),
            aliases: Vec::new(),
            closed: false,
            exhaustive: false,
            takes_others: false,
            most: None,
            patterns: Vec::new(),
            annotated: false,
            others: Vec::new(),
            elements: Vec::new(),
            format: None,
            literals: None,
            minimum: None,
            maximum: None,
            integer: false,
            secret: false,
            tags: alternative.tags.clone(),
            additional: Vec::new(),
            items: Vec::new(),
            nullable: false,
        };
        for part in alternative.parts.iter().filter(|part| !part.loose) {
            facts.add(part.object, expander);
        }
        for part in alternative.parts.iter().filter(|part| part.loose) {
            facts.add_loosely(part.object);
        }
        facts.required.extend(facts.tags.iter().map(|(name, _)| *name));
        facts.others.extend((!facts.additional.is_empty()).then(|| std::mem::take(&mut facts.additional)));
        facts.elements.extend((!facts.items.is_empty()).then(|| std::mem::take(&mut facts.items)));
        if facts.nullable {
            facts.kinds = facts.kinds.union(Kinds::NULL);
        }
        facts
    }

    fn add(&mut self, object: &'s Object, expander: &mut Expander<'s>) {
        if let Some(of_type) = object.get("type") {
            let (kinds, integer) = kinds_of_type(of_type);
            if kinds.is_empty() {
                expander.fail(object, "type", "the name of a type, or an array of names");
            }
            self.kinds = self.kinds.intersection(kinds);
            self.integer |= integer;
        }
        self.add_literals(object);
        self.add_properties(object, expander);
        self.add_elements(object, expander);
        self.add_format(object, expander);
        let bound = |keyword: &str| object.get(keyword).and_then(Value::as_f64);
        for minimum in [bound("minimum"), bound("exclusiveMinimum")].into_iter().flatten() {
            self.minimum = Some(self.minimum.map_or(minimum, |known| known.max(minimum)));
        }
        for maximum in [bound("maximum"), bound("exclusiveMaximum")].into_iter().flatten() {
            self.maximum = Some(self.maximum.map_or(maximum, |known| known.min(maximum)));
        }
        let is_true = |keyword: &str| object.get(keyword) == Some(&Value::Bool(true));
        self.secret |= is_true("writeOnly");
        self.nullable |= is_true("nullable");
    }

    fn add_literals(&mut self, object: &'s Object) {
        let literals: Vec<&'s Value> = match (object.get("const"), object.get("enum")) {
            (Some(constant), _) => vec![constant],
            (None, Some(Value::Array(literals))) => literals.iter().collect(),
            _ => return,
        };
        let kinds = literals.iter().fold(Kinds::NONE, |kinds, literal| kinds.union(kind_of(literal)));
        self.kinds = self.kinds.intersection(kinds);
        let mut texts: Vec<&'s str> = literals.into_iter().filter_map(Value::as_str).collect();
        if let Some(before) = &self.literals {
            let before: std::collections::HashSet<&str> = before.iter().copied().collect();
            texts.retain(|text| before.contains(text));
            // Alternatives that exclude each other are not distinguished here: no string fits them.
            if texts.is_empty() {
                self.kinds = self.kinds.without(Kinds::STRING);
            }
        }
        self.literals = Some(texts);
    }

    fn add_properties(&mut self, object: &'s Object, expander: &mut Expander<'s>) {
        match object.get("properties") {
            Some(Value::Object(properties)) => {
                for (name, schema) in properties {
                    if expander.is_schema(object, "properties", Some(name), schema) {
                        self.property(name, schema);
                    }
                }
            }
            Some(_) => expander.fail(object, "properties", "an object of schemas"),
            None => {}
        }
        match object.get("required") {
            Some(Value::Array(names)) => self.required.extend(names.iter().filter_map(Value::as_str)),
            Some(Value::Bool(_)) => expander.tell(object, "required", "of draft 3: expected an array of names"),
            Some(_) => expander.fail(object, "required", "an array of names"),
            None => {}
        }
        self.usual.extend(list(object, USUAL).filter_map(Value::as_str));
        if let Some(Value::Object(aliases)) = object.get(ALIASES) {
            self.aliases.extend(aliases.iter().filter_map(|(alias, name)| Some((alias.as_str(), name.as_str()?))));
        }
        self.annotated |= object.contains_key(ANNOTATED);
        if let Some(most) = object.get("maxProperties").and_then(Value::as_u64) {
            self.most = Some(self.most.map_or(most, |known| known.min(most)));
        }
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            match object.get(keyword) {
                // The pattern of a name does not list the names that it allows.
                Some(Value::Bool(false)) => {
                    self.closed |= !object.contains_key("patternProperties");
                    self.exhaustive = true;
                }
                Some(schema @ Value::Object(_)) => {
                    self.additional.push(schema);
                    self.takes_others = true;
                }
                Some(Value::Bool(true)) => self.takes_others = true,
                _ => {}
            }
        }
        if let Some(Value::Object(patterns)) = object.get("patternProperties") {
            self.others.extend(patterns.values().map(|schema| vec![schema]));
            self.patterns.extend(patterns.iter().map(|(pattern, schema)| (pattern.as_str(), schema)));
        }
        let names = object.get("propertyNames").and_then(|names| names.get("enum")).and_then(Value::as_array);
        if let Some(names) = names.filter(|_| self.properties.is_empty()) {
            static ANYTHING: Value = Value::Bool(true);
            let value = object.get("additionalProperties").filter(|schema| schema.is_object()).unwrap_or(&ANYTHING);
            for name in names.iter().filter_map(Value::as_str) {
                self.property(name, value);
            }
            self.closed = true;
        }
    }

    fn property(&mut self, name: &'s str, schema: &'s Value) {
        match self.at(name) {
            Some(at) => self.properties.get_mut(at).into_iter().for_each(|(_, all)| all.push(schema)),
            None => self.add_property(name, schema),
        }
    }

    fn add_property(&mut self, name: &'s str, schema: &'s Value) {
        if self.properties.len() >= FEW {
            if self.index.is_empty() {
                self.index = self.properties.iter().enumerate().map(|(at, (name, _))| (*name, at)).collect();
            }
            self.index.insert(name, self.properties.len());
        }
        self.properties.push((name, vec![schema]));
    }

    /// Returns the index of a property: by comparison if there are few, by a map if there are many.
    fn at(&self, name: &str) -> Option<usize> {
        if self.index.is_empty() {
            return self.properties.iter().position(|(known, _)| *known == name);
        }
        self.index.get(name).copied()
    }

    /// Adds the members that an object knows, without their constraints.
    fn add_loosely(&mut self, object: &'s Object) {
        if let Some(Value::Object(properties)) = object.get("properties") {
            for (name, schema) in properties {
                // Which of several schemas applies is unknown, so the first represents them.
                if self.at(name).is_none() {
                    self.add_property(name, schema);
                }
            }
        }
    }

    fn add_elements(&mut self, object: &'s Object, expander: &mut Expander<'s>) {
        self.elements.extend(list(object, "prefixItems").map(|schema| vec![schema]));
        match object.get("items") {
            Some(Value::Array(places)) => self.elements.extend(places.iter().map(|schema| vec![schema])),
            Some(items) if *items != Value::Bool(false) && expander.is_schema(object, "items", None, items) => {
                self.items.push(items);
            }
            _ => {}
        }
        let rest = ["additionalItems", "unevaluatedItems"].into_iter().filter_map(|keyword| object.get(keyword));
        if object.get("items").is_none_or(Value::is_array) {
            self.items.extend(rest.filter(|schema| schema.is_object()));
        }
    }

    fn add_format(&mut self, object: &'s Object, expander: &mut Expander<'s>) {
        let Some(name) = object.get("format").and_then(Value::as_str) else { return };
        self.secret |= name == "password";
        match Format::named(name) {
            Some(format) => self.format = Some(format),
            None if SILENT_FORMATS.contains(&name) => {}
            None => expander.tell(object, "format", "unknown format"),
        }
    }

    /// Returns the strings that the member `name` may be; `None` if it may be any.
    pub(super) fn values(&self, name: &str) -> Option<Vec<&'s str>> {
        let schemas = self.at(name).and_then(|at| self.properties.get(at)).map_or(&[][..], |(_, schemas)| schemas);
        let tags = self.tags.iter().filter(|(tag, _)| *tag == name).map(|(_, value)| vec![*value]);
        let mut lists = schemas.iter().filter_map(|schema| listed(schema)).chain(tags);
        let first = lists.next()?;
        Some(lists.fold(first, |known, more| known.into_iter().filter(|value| more.contains(value)).collect()))
    }

    /// Returns the members that are restricted to a list of strings, each with its list.
    pub(super) fn listed(&self) -> impl Iterator<Item = (&'s str, Vec<&'s str>)> + '_ {
        let names = self.properties.iter().map(|(name, _)| *name);
        names.filter_map(|name| Some((name, self.values(name)?)))
    }

    /// Returns the string that the member `name` is required to be; `None` if several are allowed.
    pub(super) fn constant(&self, name: &str) -> Option<&'s str> {
        let tag = self.tags.iter().find(|(tag, _)| *tag == name).map(|(_, value)| *value);
        let (_, schemas) = self.properties.get(self.at(name)?)?;
        schemas.iter().find_map(|schema| constant(schema)).or(tag)
    }
}

/// Returns the values that a schema lists, if all are strings.
fn listed(schema: &Value) -> Option<Vec<&str>> {
    match (schema.get("const"), schema.get("enum")) {
        (Some(constant), _) => Some(vec![constant.as_str()?]),
        (None, Some(Value::Array(values))) => values.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

fn constant(schema: &Value) -> Option<&str> {
    let single = || match schema.get("enum")?.as_array()?.as_slice() {
        [single] => Some(single),
        _ => None,
    };
    schema.get("const").or_else(single)?.as_str()
}

/// Returns the elements of a keyword whose value is a list.
fn list<'s>(object: &'s Object, keyword: &str) -> impl Iterator<Item = &'s Value> + use<'s> {
    object.get(keyword).and_then(Value::as_array).into_iter().flatten()
}

/// Returns the types that remain after an object's `type` is applied.
pub(super) fn narrowed(kinds: Kinds, object: &Object) -> Kinds {
    object.get("type").map_or(kinds, |of_type| kinds.intersection(kinds_of_type(of_type).0))
}

/// Returns the types that `type` allows, and whether numbers must be integers.
pub(super) fn kinds_of_type(of_type: &Value) -> (Kinds, bool) {
    let one = |name: &Value| match name.as_str() {
        Some("object") => Kinds::OBJECT,
        Some("array") => Kinds::ARRAY,
        Some("string") => Kinds::STRING,
        Some("number" | "integer") => Kinds::NUMBER,
        Some("boolean") => Kinds::BOOL,
        Some("null") => Kinds::NULL,
        _ => Kinds::NONE,
    };
    let names = of_type.as_array().map_or_else(|| std::slice::from_ref(of_type), Vec::as_slice);
    let is_named = |name: &str| names.iter().any(|known| known == name);
    let kinds = names.iter().map(one).fold(Kinds::NONE, Kinds::union);
    (kinds, is_named("integer") && !is_named("number"))
}

fn kind_of(value: &Value) -> Kinds {
    match value {
        Value::Null => Kinds::NULL,
        Value::Bool(_) => Kinds::BOOL,
        Value::Number(_) => Kinds::NUMBER,
        Value::String(_) => Kinds::STRING,
        Value::Array(_) => Kinds::ARRAY,
        Value::Object(_) => Kinds::OBJECT,
    }
}
