//! Expansion of a schema location into alternatives, each a list of plain objects that apply together.
//!
//! References are followed; `allOf` adds to an alternative; `anyOf`, `oneOf` and `if` split it. If a combination would
//! give too many alternatives, one side is loosened: its alternatives are merged, and only the members that they know
//! are kept.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::source::{Object, Quick, Source};
use super::told::{Fault, SchemaFault, Unused};

/// Nesting of references and combinators at one location of a schema. Deeper parts allow any value.
const MAX_DEPTH: usize = 96;
/// Alternatives of one location that result from combining others.
const MAX_PRODUCT: usize = 512;
/// Alternatives into which conditions may split a location.
const MAX_CONDITIONAL: usize = 16;
/// Alternatives of one location in total.
const MAX_ALTERNATIVES: usize = 1 << 14;
/// Visits of objects in one compilation; repeated visits count.
const MAX_WORK: usize = 1 << 21;

/// Schemas that apply together.
pub(super) type Conjunction<'s> = Vec<&'s Value>;

/// An object of an alternative.
#[derive(Clone, Copy)]
pub(super) struct Part<'s> {
    pub(super) object: &'s Object,
    /// Whether the object may or may not apply. Of a loose part only the members that it knows count.
    pub(super) loose: bool,
}

/// One way for a value at a location to conform.
#[derive(Clone, Default)]
pub(super) struct Alternative<'s> {
    pub(super) parts: Vec<Part<'s>>,
    /// Members with the values that a discriminator requires.
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
    pub(super) errors: Vec<SchemaFault>,
    pub(super) unused: BTreeSet<Unused>,
    work: usize,
    /// Results of [`Expander::settled`].
    settled: HashMap<*const Value, &'s Value, Quick>,
    /// Schemas without subschemas, by their JSON text.
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

    /// Returns the alternatives of a location where any of these conjunctions may apply; `None` if they allow any
    /// value.
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

    /// Returns the canonical representative of a schema: the target of a plain reference, and the first of equal
    /// schemas that only constrain type and format.
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

    /// Follows a schema that consists of a reference only.
    fn followed(&mut self, schema: &'s Value) -> &'s Value {
        let mut at = schema;
        // The expansion reports a cycle.
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
        self.errors.push(SchemaFault::new(self.source.pointer(object, keyword), Fault::Invalid(expected)));
    }

    /// Returns whether the value of a keyword, or its part `name`, is a schema; reports an error if it is not.
    pub(super) fn is_schema(&mut self, object: &Object, keyword: &str, name: Option<&str>, value: &Value) -> bool {
        let is_one = value.is_object() || value.is_boolean();
        if !is_one {
            let mut pointer = self.source.pointer(object, keyword);
            if let Some(name) = name {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            self.errors.push(SchemaFault::new(pointer, Fault::NoSchema));
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
                self.errors.push(SchemaFault::new(pointer, Fault::NoSchema));
                return anything();
            }
        };
        let address = std::ptr::from_ref(object);
        if path.contains(&address) {
            self.errors.push(SchemaFault::new(self.source.pointer(object, ""), Fault::Endless));
            return anything();
        }
        self.work += 1;
        if path.len() >= MAX_DEPTH || self.work > MAX_WORK {
            self.tell(object, "", "nesting exceeds the limit");
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

    /// Returns the alternatives of `anyOf` or `oneOf`, each with the value that a discriminator requires.
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

    /// Returns the elements of a keyword whose value is a list of schemas.
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

    /// Combines every alternative of one side with every alternative of the other. If there are too many combinations,
    /// one side is loosened.
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
            self.tell(object, keyword, "too many combinations of alternatives; some are merged");
        }
        if left.len() >= right.len() { loosened(&left, &right) } else { loosened(&right, &left) }
    }
}

/// Returns the alternatives, each with the members that `others` know as loose parts.
fn loosened<'s>(alternatives: &[Alternative<'s>], others: &[Alternative<'s>]) -> Vec<Alternative<'s>> {
    let parts: usize = others.iter().map(|other| other.parts.len()).sum();
    if alternatives.len().saturating_mul(parts) > MAX_ALTERNATIVES {
        return alternatives.to_vec();
    }
    alternatives.iter().map(|alternative| alternative.loosely(others)).collect()
}

/// Returns whether the types of two alternatives do not exclude each other.
fn may_hold_at_once(one: &Alternative<'_>, other: &Alternative<'_>) -> bool {
    let kinds = |alternative: &Alternative<'_>| {
        let firm = alternative.parts.iter().filter(|part| !part.loose);
        firm.fold(super::Kinds::ANY, |kinds, part| super::facts::narrowed(kinds, part.object))
    };
    !kinds(one).intersection(kinds(other)).is_empty()
}

/// Returns the discriminating member of an alternative and its value, from an OpenAPI discriminator.
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
