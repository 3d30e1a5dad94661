//! From a JSON Schema to a [`Shape`].
//!
//! A place in a schema is first written out as alternatives, each of which is a list of plain schema objects that hold
//! at once: references are followed, `allOf` adds to an alternative, `anyOf` and `oneOf` split it. Equal lists of
//! alternatives are one node, so a schema that refers to itself ends.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{Format, Kinds, Member, Shape, ShapeId, ShapeNode, Variant};
use crate::model::{ALIASES, ANNOTATED, USUAL};
use crate::text::are_plain;

type Object = Map<String, Value>;
/// Schema objects that hold at once.
type Alternative<'s> = Vec<&'s Object>;

/// Nesting of references and combinators at one place of a schema, beyond which it says nothing.
const MAX_DEPTH: usize = 64;
/// Alternatives at one place, likewise.
const MAX_ALTERNATIVES: usize = 64;
/// Nodes of one shape; further places say nothing.
const MAX_NODES: usize = 10_000;

impl Shape {
    /// The shape that a JSON Schema describes.
    ///
    /// It knows `$ref`, `type`, `properties`, `required`, `additionalProperties` and `unevaluatedProperties` of
    /// `false`, `items`, `prefixItems`, `enum`, `const`, `allOf`, `anyOf`, `oneOf`, `format`, `writeOnly`, `minimum`,
    /// `maximum`, and the two keywords of [`document`](super::document). What it does not know it takes for "anything".
    #[must_use]
    pub fn from_schema(schema: &Value) -> Self {
        let mut compiler =
            Compiler { root: schema, nodes: vec![ShapeNode::default()], known: HashMap::new(), rest: Vec::new() };
        let root = compiler.place(&[schema]);
        while let Some((id, alternatives)) = compiler.rest.pop() {
            let node = compiler.node(&alternatives);
            if let Some(place) = compiler.nodes.get_mut(id.0 as usize) {
                *place = node;
            }
        }
        Self::new(compiler.nodes, root)
    }
}

struct Compiler<'s> {
    root: &'s Value,
    nodes: Vec<ShapeNode>,
    /// By address: within one schema an object's address is its name.
    known: HashMap<Vec<Vec<*const Object>>, ShapeId>,
    rest: Vec<(ShapeId, Vec<Alternative<'s>>)>,
}

impl<'s> Compiler<'s> {
    /// The node of a place where any of `schemas` may hold.
    fn place(&mut self, schemas: &[&'s Value]) -> ShapeId {
        let mut alternatives = Vec::new();
        for schema in schemas {
            match self.expand(schema, 0) {
                Some(more) if alternatives.len() + more.len() <= MAX_ALTERNATIVES => alternatives.extend(more),
                _ => return ShapeId::ANY,
            }
        }
        self.alternatives(alternatives)
    }

    fn alternatives(&mut self, alternatives: Vec<Alternative<'s>>) -> ShapeId {
        // Nothing is said of an alternative without a schema object, so nothing of the place.
        if alternatives.iter().any(|alternative| alternative.iter().all(|object| object.is_empty())) {
            return ShapeId::ANY;
        }
        let mut key: Vec<Vec<*const Object>> =
            alternatives.iter().map(|all| all.iter().map(|object| std::ptr::from_ref(*object)).collect()).collect();
        key.sort_unstable();
        key.dedup();
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let Some(id) = u32::try_from(self.nodes.len()).ok().filter(|_| self.nodes.len() < MAX_NODES) else {
            return ShapeId::ANY;
        };
        let id = ShapeId(id);
        self.nodes.push(ShapeNode::default());
        self.known.insert(key, id);
        self.rest.push((id, alternatives));
        id
    }

    /// The alternatives that `schema` allows; none where it is too deep or too wide to say.
    fn expand(&self, schema: &'s Value, depth: usize) -> Option<Vec<Alternative<'s>>> {
        let object = match schema {
            Value::Object(object) if depth < MAX_DEPTH => object,
            Value::Bool(false) => return Some(Vec::new()),
            Value::Bool(true) => return Some(vec![Vec::new()]),
            _ => return None,
        };
        let mut alternatives = vec![vec![object]];
        if let Some(to) = object.get("$ref") {
            let target = self.resolve(to.as_str()?)?;
            alternatives = both(&alternatives, &self.expand(target, depth + 1)?)?;
        }
        for part in list(object, "allOf") {
            alternatives = both(&alternatives, &self.expand(part, depth + 1)?)?;
        }
        for keyword in ["anyOf", "oneOf"] {
            if !object.contains_key(keyword) {
                continue;
            }
            let mut either = Vec::new();
            for part in list(object, keyword) {
                either.extend(self.expand(part, depth + 1)?);
            }
            alternatives = both(&alternatives, &either)?;
        }
        Some(alternatives)
    }

    fn resolve(&self, reference: &str) -> Option<&'s Value> {
        self.root.pointer(reference.strip_prefix('#')?)
    }

    fn node(&mut self, alternatives: &[Alternative<'s>]) -> ShapeNode {
        let facts: Vec<(Facts<'s>, &Alternative<'s>)> =
            alternatives.iter().map(|all| (Facts::of(all), all)).filter(|(facts, _)| !facts.kinds.is_empty()).collect();
        let of = |kind: Kinds| facts.iter().map(|(facts, _)| facts).filter(move |facts| facts.kinds.intersects(kind));
        let mut node = ShapeNode {
            kinds: facts.iter().fold(Kinds::NONE, |kinds, (facts, _)| kinds.union(facts.kinds)),
            secret: facts.iter().any(|(facts, _)| facts.secret),
            format: same(of(Kinds::STRING).map(|facts| facts.format)),
            integer: of(Kinds::NUMBER).count() > 0 && of(Kinds::NUMBER).all(|facts| facts.integer),
            minimum: widest(of(Kinds::NUMBER).map(|facts| facts.minimum), f64::min),
            maximum: widest(of(Kinds::NUMBER).map(|facts| facts.maximum), f64::max),
            ..ShapeNode::default()
        };
        if of(Kinds::STRING).all(|facts| facts.literals.is_some()) {
            for literal in of(Kinds::STRING).filter_map(|facts| facts.literals.as_ref()).flatten() {
                if !node.literals.iter().any(|known| **known == **literal) {
                    node.literals.push((*literal).into());
                }
            }
        }
        let arrays: Vec<_> = of(Kinds::ARRAY).map(|facts| &facts.elements).collect();
        if !arrays.is_empty() && arrays.iter().all(|elements| !elements.is_empty()) {
            let elements: Vec<&Value> = arrays.into_iter().flatten().copied().collect();
            node.element = Some(self.place(&elements));
        }
        let objects: Vec<&(Facts<'s>, &Alternative<'s>)> =
            facts.iter().filter(|(facts, _)| facts.kinds.intersects(Kinds::OBJECT)).collect();
        self.members(&mut node, &objects);
        node
    }

    fn members(&mut self, node: &mut ShapeNode, objects: &[&(Facts<'s>, &Alternative<'s>)]) {
        node.known =
            !objects.is_empty() && objects.iter().all(|(facts, _)| !facts.properties.is_empty() || facts.closed);
        node.closed = node.known && objects.iter().all(|(facts, _)| facts.closed);
        let is_annotated = |all: &Alternative<'s>| all.iter().any(|object| object.contains_key(ANNOTATED));
        node.annotated = node.closed && objects.iter().all(|(_, all)| is_annotated(all));
        let mut members: Vec<(&'s str, Vec<&'s Value>)> = Vec::new();
        let mut index: HashMap<&'s str, usize> = HashMap::new();
        for (name, schema) in objects.iter().flat_map(|(facts, _)| &facts.properties) {
            let at = *index.entry(name).or_insert_with(|| {
                members.push((name, Vec::new()));
                members.len() - 1
            });
            if let Some((_, schemas)) = members.get_mut(at) {
                schemas.push(schema);
            }
        }
        for (name, schemas) in &members {
            let required = objects.iter().all(|(facts, _)| facts.required.contains(name));
            let usual = required || objects.iter().all(|(facts, _)| facts.usual.contains(name));
            node.members.push(Member { name: (*name).to_owned().into(), shape: self.place(schemas), required, usual });
        }
        let bit = |at: usize| 1_u64.checked_shl(u32::try_from(at).unwrap_or(u32::MAX)).unwrap_or(0);
        let required = node.members.iter().enumerate().filter(|(_, member)| member.required);
        node.required = required.fold(0, |required, (at, _)| required | bit(at));
        let plain = members.iter().take_while(|(name, _)| are_plain(&[name]));
        node.written = plain.map(|(name, _)| format!("\"{name}\":").into()).collect();
        node.names = members.iter().enumerate().filter_map(|(at, (name, _))| entry(name, at)).collect();
        for (alias, name) in objects.iter().flat_map(|(facts, _)| &facts.aliases) {
            node.names.extend(index.get(name).and_then(|at| entry(alias, *at)));
        }
        // Stable, so that a member's own name comes before an alias of the same spelling.
        node.names.sort_by(|(left, _), (right, _)| left.cmp(right));
        node.names.dedup_by(|later, first| later.0 == first.0);
        if let Some(tag) = tag(objects) {
            for (facts, alternative) in objects {
                if let Some(value) = facts.constant(tag) {
                    let shape = self.alternatives(vec![(*alternative).clone()]);
                    node.variants.push(Variant { tag: tag.to_owned().into(), value: value.to_owned().into(), shape });
                }
            }
        }
    }
}

fn entry(name: &str, at: usize) -> Option<(Box<str>, u32)> {
    Some((name.to_lowercase().into(), u32::try_from(at).ok()?))
}

/// The member by which two or more objects are told apart: each has another constant there.
fn tag<'s>(objects: &[&(Facts<'s>, &Alternative<'s>)]) -> Option<&'s str> {
    let ((first, _), others) = objects.split_first()?;
    if others.is_empty() {
        return None;
    }
    first.properties.iter().map(|(name, _)| *name).find(|name| {
        let mut seen: Vec<&str> = Vec::new();
        objects.iter().all(|(facts, _)| {
            facts.constant(name).is_some_and(|value| {
                let is_new = !seen.contains(&value);
                seen.push(value);
                is_new
            })
        })
    })
}

/// What one alternative says.
struct Facts<'s> {
    kinds: Kinds,
    properties: Vec<(&'s str, &'s Value)>,
    required: Vec<&'s str>,
    usual: Vec<&'s str>,
    aliases: Vec<(&'s str, &'s str)>,
    closed: bool,
    elements: Vec<&'s Value>,
    format: Option<Format>,
    /// None where any string may stand.
    literals: Option<Vec<&'s str>>,
    minimum: Option<f64>,
    maximum: Option<f64>,
    integer: bool,
    secret: bool,
}

impl<'s> Facts<'s> {
    fn of(all: &[&'s Object]) -> Self {
        let mut facts = Self {
            kinds: Kinds::ANY,
            properties: Vec::new(),
            required: Vec::new(),
            usual: Vec::new(),
            aliases: Vec::new(),
            closed: false,
            elements: Vec::new(),
            format: None,
            literals: None,
            minimum: None,
            maximum: None,
            integer: false,
            secret: false,
        };
        for object in all {
            facts.add(object);
        }
        facts
    }

    fn add(&mut self, object: &'s Object) {
        if let Some(of_type) = object.get("type") {
            let (kinds, integer) = kinds_of_type(of_type);
            self.kinds = intersection(self.kinds, kinds);
            self.integer |= integer;
        }
        let literals: Option<Vec<&'s Value>> = match (object.get("const"), object.get("enum")) {
            (Some(constant), _) => Some(vec![constant]),
            (None, Some(Value::Array(literals))) => Some(literals.iter().collect()),
            _ => None,
        };
        if let Some(literals) = literals {
            let kinds = literals.iter().fold(Kinds::NONE, |kinds, literal| kinds.union(kind_of(literal)));
            self.kinds = intersection(self.kinds, kinds);
            self.literals = Some(literals.into_iter().filter_map(Value::as_str).collect());
        }
        if let Some(Value::Object(properties)) = object.get("properties") {
            self.properties.extend(properties.iter().map(|(name, schema)| (name.as_str(), schema)));
        }
        self.required.extend(list(object, "required").filter_map(Value::as_str));
        self.usual.extend(list(object, USUAL).filter_map(Value::as_str));
        if let Some(Value::Object(aliases)) = object.get(ALIASES) {
            self.aliases.extend(aliases.iter().filter_map(|(alias, name)| Some((alias.as_str(), name.as_str()?))));
        }
        let is_false = |keyword| object.get(keyword) == Some(&Value::Bool(false));
        self.closed |= is_false("additionalProperties") || is_false("unevaluatedProperties");
        self.elements.extend(list(object, "prefixItems"));
        self.elements.extend(object.get("items").filter(|items| **items != Value::Bool(false)));
        self.format = object.get("format").and_then(Value::as_str).and_then(format_of).or(self.format);
        self.minimum = object.get("minimum").and_then(Value::as_f64).or(self.minimum);
        self.maximum = object.get("maximum").and_then(Value::as_f64).or(self.maximum);
        self.secret |= object.get("writeOnly") == Some(&Value::Bool(true));
    }

    /// The string that the member `name` must be.
    fn constant(&self, name: &str) -> Option<&'s str> {
        let (_, schema) = self.properties.iter().find(|(known, _)| *known == name)?;
        let single = || schema.get("enum")?.as_array()?.iter().next().filter(|_| list_len(schema, "enum") == 1);
        schema.get("const").or_else(single)?.as_str()
    }
}

fn list_len(schema: &Value, keyword: &str) -> usize {
    schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len)
}

/// The elements of a keyword that is a list.
fn list<'s>(object: &'s Object, keyword: &str) -> impl Iterator<Item = &'s Value> + use<'s> {
    object.get(keyword).and_then(Value::as_array).into_iter().flatten()
}

/// Every alternative of the one with every one of the other; none where that is too many.
fn both<'s>(left: &[Alternative<'s>], right: &[Alternative<'s>]) -> Option<Vec<Alternative<'s>>> {
    if left.len() * right.len() > MAX_ALTERNATIVES {
        return None;
    }
    let with = |one: &Alternative<'s>, other: &Alternative<'s>| one.iter().chain(other).copied().collect();
    Some(left.iter().flat_map(|one| right.iter().map(move |other| with(one, other))).collect())
}

/// The one format of all, if it is one.
fn same(mut formats: impl Iterator<Item = Option<Format>>) -> Option<Format> {
    let first = formats.next()??;
    formats.all(|format| format == Some(first)).then_some(first)
}

/// The bound that lets pass what any of the bounds does.
fn widest(mut bounds: impl Iterator<Item = Option<f64>>, wider: fn(f64, f64) -> f64) -> Option<f64> {
    let first = bounds.next()??;
    bounds.try_fold(first, |widest, bound| Some(wider(widest, bound?)))
}

fn intersection(left: Kinds, right: Kinds) -> Kinds {
    let each = [Kinds::OBJECT, Kinds::ARRAY, Kinds::STRING, Kinds::NUMBER, Kinds::BOOL, Kinds::NULL];
    let shared = each.into_iter().filter(|kind| left.intersects(*kind) && right.intersects(*kind));
    shared.fold(Kinds::NONE, Kinds::union)
}

/// The kinds that `type` allows, and whether its numbers are whole.
fn kinds_of_type(of_type: &Value) -> (Kinds, bool) {
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

fn format_of(name: &str) -> Option<Format> {
    Some(match name {
        "date-time" => Format::DateTime,
        "time-of-day" => Format::TimeOfDay,
        "uri" => Format::Uri,
        "email" => Format::Email,
        "id" => Format::Id,
        "version" => Format::Version,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde_json::json;

    use super::*;

    fn root(schema: Value) -> ShapeNode {
        let shape = Shape::from_schema(&schema);
        shape.node(shape.root()).clone()
    }

    #[test]
    fn nothing_said_is_anything() {
        for schema in [json!(true), json!({}), json!({"$ref": "#/nowhere"}), json!({"$ref": "#"}), json!(7)] {
            let shape = Shape::from_schema(&schema);
            assert!(shape.is_any(), "{schema}");
        }
        assert_eq!(root(json!(false)).kinds, Kinds::NONE);
    }

    #[test]
    fn a_type_that_holds_itself_ends() {
        #[derive(JsonSchema)]
        #[allow(dead_code)]
        struct Tree {
            name: String,
            parent: Option<Box<Tree>>,
            children: Vec<Tree>,
        }

        let shape = Shape::of::<Tree>();
        let node = shape.node(shape.root());
        let children = shape.node(node.member("children").unwrap().shape);
        assert!(node.member("name").unwrap().required);
        assert_eq!(shape.node(children.element.unwrap()).members, node.members);
        let parent = shape.node(node.member("Parent").unwrap().shape);
        assert_eq!(parent.kinds, Kinds::OBJECT.union(Kinds::NULL));
        assert_eq!(parent.members, node.members);
    }

    #[test]
    fn tagged_alternatives_are_variants_and_their_union() {
        #[derive(JsonSchema)]
        #[allow(dead_code)]
        #[serde(tag = "kind", deny_unknown_fields)]
        enum Animal {
            Dog { name: String, tricks: Vec<String> },
            Fish { name: String, depth: u8 },
        }

        let shape = Shape::of::<Animal>();
        let node = shape.node(shape.root());
        let names: Vec<_> = node.members.iter().map(|member| &*member.name).collect();
        assert_eq!(names, ["kind", "name", "tricks", "depth"]);
        assert!(node.closed && node.member("name").unwrap().required && !node.member("depth").unwrap().required);
        assert_eq!(node.variants.iter().map(|variant| &*variant.value).collect::<Vec<_>>(), ["Dog", "Fish"]);
        let fish = shape.node(node.variants[1].shape);
        assert!(fish.member("tricks").is_none() && fish.member("depth").unwrap().required);
        let depth = shape.node(fish.member("depth").unwrap().shape);
        assert_eq!((depth.minimum, depth.maximum, depth.integer), (Some(0.0), Some(255.0), true));
    }

    #[test]
    fn what_holds_at_once_is_put_together() {
        let node = root(json!({
            "allOf": [
                {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
                {"properties": {"b": {"enum": ["x", "y"]}}, "unevaluatedProperties": false},
            ],
        }));
        assert_eq!(node.kinds, Kinds::OBJECT);
        assert!(node.closed && node.member("a").unwrap().required && node.member("b").is_some());
    }

    #[test]
    fn strings_and_numbers_keep_what_all_alternatives_say() {
        let node = root(json!({"anyOf": [{"const": "a"}, {"enum": ["b", null]}, {"type": "integer", "minimum": 1}]}));
        assert_eq!(node.literals, ["a".into(), "b".into()]);
        assert_eq!(node.kinds, Kinds::STRING.union(Kinds::NULL).union(Kinds::NUMBER));
        assert!(node.integer);
        let node = root(json!({"anyOf": [{"const": "a"}, {"type": "string"}, {"type": "number"}]}));
        assert!(node.literals.is_empty() && !node.integer);
        let node = root(json!({"type": ["string", "null"], "format": "date-time", "writeOnly": true}));
        assert_eq!((node.format, node.secret), (Some(Format::DateTime), true));
    }

    #[test]
    fn tuples_and_maps_say_little() {
        let shape = Shape::of::<(u8, String)>();
        let element = shape.node(shape.element(shape.root()));
        assert_eq!(element.kinds, Kinds::STRING.union(Kinds::NUMBER));
        let shape = Shape::of::<std::collections::BTreeMap<String, u8>>();
        assert!(!shape.node(shape.root()).known);
    }

    #[test]
    #[cfg_attr(miri, ignore = "its thousands of alternatives take Miri longer than all the rest")]
    fn deep_and_wide_schemas_are_given_up() {
        let mut schema = json!({"type": "string"});
        for _ in 0..100 {
            schema = json!({"allOf": [schema]});
        }
        assert!(Shape::from_schema(&schema).is_any());
        let either: Vec<_> = (0..20).map(|at| json!({"const": at.to_string()})).collect();
        let wide = json!({"allOf": [{"anyOf": either}, {"oneOf": either}, {"anyOf": either}]});
        assert!(Shape::from_schema(&wide).is_any());
    }
}
