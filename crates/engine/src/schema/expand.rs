//! The alternatives that a place of a schema allows, each as the plain objects that hold at once.
//!
//! References are followed, `allOf` adds to an alternative, `anyOf`, `oneOf` and `if` split it. Where combining would give
//! too many, one side gives up its distinctions and keeps the names and members that it knows: such parts are loose.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::source::{Object, Quick, Source};
use super::told::{Fault, SchemaError, Unused};

/// Nesting of references and combinators at one place of a schema; what is deeper says nothing.
const MAX_DEPTH: usize = 96;
/// Alternatives of one place that come of combining others.
const MAX_PRODUCT: usize = 512;
/// Alternatives that conditions may split a place into.
const MAX_CONDITIONAL: usize = 16;
/// Alternatives of one place at all.
const MAX_ALTERNATIVES: usize = 1 << 14;
/// Objects that one compilation looks at, each time counted anew.
const MAX_WORK: usize = 1 << 21;

/// Schemas that hold at once.
pub(super) type Conjunction<'s> = Vec<&'s Value>;

/// An object of an alternative.
#[derive(Clone, Copy)]
pub(super) struct Part<'s> {
    pub(super) object: &'s Object,
    /// It may or may not hold: only the members that it knows count.
    pub(super) loose: bool,
}

/// One way to fit a place.
#[derive(Clone, Default)]
pub(super) struct Alternative<'s> {
    pub(super) parts: Vec<Part<'s>>,
    /// Members and the values that a discriminator demands.
    pub(super) tags: Vec<(&'s str, &'s str)>,
}

impl<'s> Alternative<'s> {
    pub(super) fn says_nothing(&self) -> bool {
        self.parts.is_empty() && self.tags.is_empty()
    }

    fn with(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.parts.extend(&other.parts);
        both.tags.extend(&other.tags);
        both
    }

    fn loosely(&self, others: &[Self]) -> Self {
        let mut all = self.clone();
        all.parts.extend(others.iter().flat_map(|other| &other.parts).map(|part| Part { loose: true, ..*part }));
        all
    }
}

/// Follows references and combinators.
pub(super) struct Expander<'s> {
    pub(super) source: Source<'s>,
    pub(super) errors: Vec<SchemaError>,
    pub(super) unused: BTreeSet<Unused>,
    work: usize,
    /// Schemas by which others have been settled.
    settled: HashMap<*const Value, &'s Value, Quick>,
    /// Schemas without inner ones, by what they say.
    leaves: HashMap<String, &'s Value>,
}

impl<'s> Expander<'s> {
    pub(super) fn new(source: Source<'s>) -> Self {
        Self {
            source,
            errors: Vec::new(),
            unused: BTreeSet::new(),
            work: 0,
            settled: HashMap::default(),
            leaves: HashMap::new(),
        }
    }

    /// The alternatives of a place where any of these conjunctions may hold; `None` where that says nothing.
    pub(super) fn place(&mut self, any_of: &[Conjunction<'s>]) -> Option<Vec<Alternative<'s>>> {
        let mut alternatives = Vec::new();
        for conjunction in any_of {
            let mut all = vec![Alternative::default()];
            for schema in conjunction {
                let more = self.expand(schema, None, &mut Vec::new());
                all = self.both(all, more, None);
            }
            alternatives.extend(all);
            if alternatives.len() > MAX_ALTERNATIVES {
                return None;
            }
        }
        (!alternatives.iter().any(Alternative::says_nothing)).then_some(alternatives)
    }

    /// The schema that stands for one: where it only refers to another, that one; where it says no more than the kind and
    /// form of a value, the first that says the same.
    pub(super) fn settled(&mut self, schema: &'s Value) -> &'s Value {
        let address = std::ptr::from_ref(schema);
        if let Some(settled) = self.settled.get(&address) {
            return settled;
        }
        let mut settled = self.followed(schema);
        let is_leaf = |object: &&Object| object.values().all(|value| !value.is_object() && !value.is_array());
        if let Some(leaf) = settled.as_object().filter(is_leaf).filter(|leaf| !leaf.contains_key("$ref")) {
            let words = leaf.iter().filter(|(keyword, _)| !matches!(keyword.as_str(), "description" | "title"));
            let words = words.fold(String::new(), |words, (keyword, value)| format!("{words}{keyword}:{value},"));
            settled = self.leaves.entry(words).or_insert(settled);
        }
        self.settled.insert(address, settled);
        settled
    }

    /// The schema that one leads to which only refers to another.
    fn followed(&mut self, schema: &'s Value) -> &'s Value {
        let mut at = schema;
        // A circle is found when it is expanded.
        for _ in 0..MAX_DEPTH {
            let Value::Object(object) = at else { break };
            let only_refers = object.keys().all(|keyword| matches!(keyword.as_str(), "$ref" | "description" | "title"));
            if !only_refers || !object.contains_key("$ref") {
                break;
            }
            let Ok(target) = self.source.target(object, "$ref") else { break };
            at = target;
        }
        at
    }

    pub(super) fn tell(&mut self, object: &Object, keyword: &str, reason: &'static str) {
        let pointer = self.source.pointer(object, keyword);
        self.unused.insert(Unused { pointer, reason });
    }

    pub(super) fn fail(&mut self, object: &Object, keyword: &str, expected: &'static str) {
        self.errors.push(SchemaError::new(self.source.pointer(object, keyword), Fault::Invalid(expected)));
    }

    /// Whether the value of a keyword, or its part `name`, is a schema; told where it is none.
    pub(super) fn is_schema(&mut self, object: &Object, keyword: &str, name: Option<&str>, value: &Value) -> bool {
        let is_one = value.is_object() || value.is_boolean();
        if !is_one {
            let mut pointer = self.source.pointer(object, keyword);
            if let Some(name) = name {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            self.errors.push(SchemaError::new(pointer, Fault::NoSchema));
        }
        is_one
    }

    fn expand(
        &mut self,
        schema: &'s Value,
        from: Option<(&'s Object, &'s str)>,
        path: &mut Vec<*const Object>,
    ) -> Vec<Alternative<'s>> {
        let anything = || vec![Alternative::default()];
        let object = match schema {
            Value::Object(object) => object,
            Value::Bool(false) => return Vec::new(),
            Value::Bool(true) => return anything(),
            _ => {
                let pointer = from.map_or(String::new(), |(object, keyword)| self.source.pointer(object, keyword));
                self.errors.push(SchemaError::new(pointer, Fault::NoSchema));
                return anything();
            }
        };
        let address = std::ptr::from_ref(object);
        if path.contains(&address) {
            self.errors.push(SchemaError::new(self.source.pointer(object, ""), Fault::Endless));
            return anything();
        }
        self.work += 1;
        if path.len() >= MAX_DEPTH || self.work > MAX_WORK {
            self.tell(object, "", "nested too deeply to be followed");
            return anything();
        }
        path.push(address);
        let alternatives = self.object(object, path);
        path.pop();
        alternatives
    }

    fn object(&mut self, object: &'s Object, path: &mut Vec<*const Object>) -> Vec<Alternative<'s>> {
        let speaks = object.keys().any(|keyword| super::facts::SPEAKING.contains(&keyword.as_str()));
        let mut own = Alternative::default();
        let only_refers = object.contains_key("$ref") && !self.source.draft(object).has_siblings();
        if speaks && !only_refers {
            own.parts.push(Part { object, loose: false });
        }
        let mut alternatives = vec![own];
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            if object.contains_key(keyword) {
                match self.source.target(object, keyword) {
                    Ok(target) => {
                        let more = self.expand(target, Some((object, keyword)), path);
                        alternatives = self.both(alternatives, more, Some((object, keyword)));
                    }
                    Err(error) => self.errors.push(error),
                }
            }
        }
        if only_refers {
            return alternatives;
        }
        for part in self.schemas(object, "allOf") {
            let more = self.expand(part, Some((object, "allOf")), path);
            alternatives = self.both(alternatives, more, Some((object, "allOf")));
        }
        for keyword in ["anyOf", "oneOf"] {
            if object.contains_key(keyword) {
                let either = self.either(object, keyword, path);
                alternatives = self.both(alternatives, either, Some((object, keyword)));
            }
        }
        alternatives = self.conditional(object, alternatives, path);
        for keyword in ["dependentSchemas", "dependencies"] {
            for part in object.get(keyword).and_then(Value::as_object).into_iter().flat_map(|map| map.values()) {
                if part.is_object() {
                    let more = self.expand(part, Some((object, keyword)), path);
                    alternatives = loosened(&alternatives, &more);
                }
            }
        }
        alternatives
    }

    /// The alternatives of `anyOf` or `oneOf`, each with the value that a discriminator demands.
    fn either(&mut self, object: &'s Object, keyword: &'s str, path: &mut Vec<*const Object>) -> Vec<Alternative<'s>> {
        let mut either = Vec::new();
        for part in self.schemas(object, keyword) {
            let mut more = self.expand(part, Some((object, keyword)), path);
            if let Some(tag) = discriminated(object, part) {
                for alternative in &mut more {
                    alternative.tags.push(tag);
                }
            }
            either.extend(more);
        }
        either
    }

    fn conditional(
        &mut self,
        object: &'s Object,
        alternatives: Vec<Alternative<'s>>,
        path: &mut Vec<*const Object>,
    ) -> Vec<Alternative<'s>> {
        let branch = |keyword| object.get(keyword);
        let Some(condition) = branch("if").filter(|_| branch("then").is_some() || branch("else").is_some()) else {
            return alternatives;
        };
        let mut arm = |schema: Option<&'s Value>, keyword| match schema {
            Some(schema) => self.expand(schema, Some((object, keyword)), path),
            None => vec![Alternative::default()],
        };
        let (condition, then, other) =
            (arm(Some(condition), "if"), arm(branch("then"), "then"), arm(branch("else"), "else"));
        let mut split = self.both(condition, then, Some((object, "if")));
        split.extend(other);
        if alternatives.len() * split.len() > MAX_CONDITIONAL {
            return loosened(&alternatives, &split);
        }
        self.both(alternatives, split, Some((object, "if")))
    }

    /// The elements of a keyword that is a list of schemas.
    fn schemas(&mut self, object: &'s Object, keyword: &str) -> &'s [Value] {
        match object.get(keyword) {
            Some(Value::Array(schemas)) => schemas,
            Some(_) => {
                self.fail(object, keyword, "an array of schemas");
                &[]
            }
            None => &[],
        }
    }

    /// Every alternative of the one with every one of the other. Where that is too many, the distinctions of one are lost.
    fn both(
        &mut self,
        left: Vec<Alternative<'s>>,
        right: Vec<Alternative<'s>>,
        from: Option<(&'s Object, &'s str)>,
    ) -> Vec<Alternative<'s>> {
        match (left.as_slice(), right.as_slice()) {
            ([one], _) if one.says_nothing() => return right,
            (_, [one]) if one.says_nothing() => return left,
            _ => {}
        }
        if left.len().saturating_mul(right.len()) <= MAX_PRODUCT.max(left.len()).max(right.len()) {
            self.work += left.len() * right.len();
            let pairs = left.iter().flat_map(|one| right.iter().map(move |other| (one, other)));
            return pairs
                .filter(|(one, other)| may_hold_at_once(one, other))
                .map(|(one, other)| one.with(other))
                .collect();
        }
        if let Some((object, keyword)) = from {
            self.tell(object, keyword, "too many combinations to be told apart");
        }
        if left.len() >= right.len() { loosened(&left, &right) } else { loosened(&right, &left) }
    }
}

/// The alternatives, each with the members that the others know.
fn loosened<'s>(alternatives: &[Alternative<'s>], others: &[Alternative<'s>]) -> Vec<Alternative<'s>> {
    let parts: usize = others.iter().map(|other| other.parts.len()).sum();
    if alternatives.len().saturating_mul(parts) > MAX_ALTERNATIVES {
        return alternatives.to_vec();
    }
    alternatives.iter().map(|alternative| alternative.loosely(others)).collect()
}

/// Whether no kinds contradict each other.
fn may_hold_at_once(one: &Alternative<'_>, other: &Alternative<'_>) -> bool {
    let kinds = |alternative: &Alternative<'_>| {
        let firm = alternative.parts.iter().filter(|part| !part.loose);
        firm.fold(super::Kinds::ANY, |kinds, part| super::facts::narrowed(kinds, part.object))
    };
    !kinds(one).intersection(kinds(other)).is_empty()
}

/// The member that tells an alternative, and its value there, as an OpenAPI discriminator has it.
fn discriminated<'s>(object: &'s Object, part: &'s Value) -> Option<(&'s str, &'s str)> {
    let discriminator = object.get("discriminator")?.as_object()?;
    let name = discriminator.get("propertyName")?.as_str()?;
    let reference = part.get("$ref")?.as_str()?;
    let last = reference.rsplit('/').next()?;
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let leads_here = |to: &Value| to.as_str().is_some_and(|to| to == reference || to == last);
    let mapped = mapping.into_iter().flatten().find(|(_, to)| leads_here(to)).map(|(value, _)| value.as_str());
    Some((name, mapped.unwrap_or(last)))
}
