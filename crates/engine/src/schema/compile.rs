//! Compilation of a JSON Schema to a [`Shape`].
//!
//! Each location of a schema is first expanded into alternatives; an alternative is a list of plain schema objects that
//! apply together. Equal lists of alternatives become one node, so the compilation of a recursive schema ends. The
//! alternatives of a location are merged into one node with the members of all; each object among them also becomes a
//! form, so that the members present in an object tell which alternative it is.

mod narrowing;

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::expand::{Alternative, Conjunction, Expander};
use super::facts::Facts;
use super::pattern::Pattern;
use super::shape::Form;
use super::source::{Object, Quick, Source};
use super::told::{SchemaFault, Unused};
use super::{Format, Kinds, Member, Shape, ShapeId, ShapeNode, Variant};
use crate::text::are_plain;

/// Nodes of one shape. A location beyond them allows any value.
const MAX_NODES: usize = 1 << 14;
/// Forms of one node. A node with more alternatives has no forms.
const MAX_FORMS: usize = 512;
/// Forms of all nodes together.
const MOST_FORMS: usize = 1 << 12;

impl Shape {
    /// Compiles a JSON Schema. Parts that cannot be compiled allow any value.
    ///
    /// [`Shape::compile`] reports these parts.
    #[must_use]
    pub fn from_schema(schema: &Value) -> Self {
        Compiler::new(schema, &[]).shape(schema)
    }

    /// Compiles a JSON Schema. The second value lists the parts of the schema that the shape does not use.
    ///
    /// Supported are the drafts from 4 to 2020-12 and the schemas of OpenAPI 3: references by pointer, identifier and
    /// anchor, `allOf`, `anyOf`, `oneOf`, `if`, `dependentSchemas` and `discriminator`, and their constraints on
    /// members (also by `patternProperties`, `additionalProperties` and `propertyNames`), elements, types, values and
    /// formats. Two extension keywords, `x-usual` and `x-aliases`, are described at [`document`](super::document()).
    ///
    /// # Errors
    ///
    /// Fails at the first location, in breadth-first order, with a value that is not a schema, a keyword whose value
    /// has an invalid type, or a reference that cannot be resolved or refers back to itself.
    ///
    /// ```
    /// use jsonmend::schema::Shape;
    ///
    /// let schema = serde_json::json!({
    ///     "type": "object",
    ///     "properties": {"at": {"type": "string", "format": "date-time"}, "of": {"format": "colour"}},
    /// });
    /// let (shape, unused) = Shape::compile(&schema)?;
    /// assert!(shape.node(shape.root()).member("at").is_some());
    /// assert_eq!(unused[0].to_string(), "/properties/of/format: unknown format");
    /// # Ok::<(), jsonmend::Error>(())
    /// ```
    pub fn compile(schema: &Value) -> Result<(Self, Vec<Unused>), crate::Error> {
        Self::compile_among(schema, "", &[])
    }

    /// Compiles the schema at a JSON Pointer of a document, such as `/components/schemas/Pet` of an OpenAPI document.
    /// References may also lead to `others`, pairs of identifier and document.
    ///
    /// # Errors
    ///
    /// Fails like [`Shape::compile`]; also if no schema is at the pointer.
    pub fn compile_among(
        document: &Value,
        pointer: &str,
        others: &[(&str, &Value)],
    ) -> Result<(Self, Vec<Unused>), crate::Error> {
        let schema = document.pointer(pointer).ok_or_else(|| SchemaFault::nowhere(pointer))?;
        let mut compiler = Compiler::new(document, others);
        let shape = compiler.shape(schema);
        let rules = super::rules::rules(&mut compiler.expander, schema);
        // The search is breadth-first and deterministic, so its first error is always the same one.
        match compiler.expander.errors.into_iter().next() {
            Some(error) => Err(error.within(pointer).into()),
            None => Ok((shape.with_own_secrets().with_rules(rules), compiler.expander.unused.into_iter().collect())),
        }
    }
}

/// An alternative, identified by the addresses of its objects, whether each is loose, and its tags.
type Name<'s> = (Vec<(*const Object, bool)>, Vec<(&'s str, &'s str)>);

struct Compiler<'s> {
    expander: Expander<'s>,
    nodes: Vec<ShapeNode>,
    /// Nodes by their alternatives. The address of an object identifies it within one schema.
    known: HashMap<Vec<Name<'s>>, ShapeId, Quick>,
    /// Nodes by the addresses of the schemas that apply at their locations.
    places: HashMap<Vec<Vec<*const Value>>, ShapeId, Quick>,
    /// Number of forms so far.
    forms: usize,
    rest: VecDeque<(ShapeId, Vec<Alternative<'s>>)>,
    is_full: bool,
}

impl<'s> Compiler<'s> {
    fn new(document: &'s Value, others: &[(&str, &'s Value)]) -> Self {
        Self {
            expander: Expander::new(Source::new(document, others)),
            nodes: vec![ShapeNode::default()],
            known: HashMap::default(),
            places: HashMap::default(),
            forms: 0,
            rest: VecDeque::new(),
            is_full: false,
        }
    }

    fn shape(&mut self, schema: &'s Value) -> Shape {
        let root = self.place([&vec![schema]]);
        // Breadth-first: if the limit on nodes is reached, only the deepest locations allow any value.
        while let Some((id, alternatives)) = self.rest.pop_front() {
            let node = self.node(&alternatives);
            if let Some(place) = self.nodes.get_mut(id.0 as usize) {
                *place = node;
            }
        }
        self.fill_forms();
        self.mark_narrowing();
        Shape::new(std::mem::take(&mut self.nodes), root)
    }

    /// Returns the node of a location where any of these conjunctions may apply.
    fn place<'c>(&mut self, any_of: impl IntoIterator<Item = &'c Conjunction<'s>>) -> ShapeId
    where
        's: 'c,
    {
        let mut key: Vec<Vec<*const Value>> = Vec::new();
        let mut distinct: Vec<Conjunction<'s>> = Vec::new();
        let mut seen: HashSet<Vec<*const Value>, Quick> = HashSet::default();
        for conjunction in any_of {
            let settled: Conjunction<'s> = conjunction.iter().map(|schema| self.expander.settled(schema)).collect();
            let mut name: Vec<*const Value> = settled.iter().map(|schema| std::ptr::from_ref(*schema)).collect();
            name.sort_unstable();
            name.dedup();
            // Most alternatives share their names.
            if key.last() != Some(&name) && seen.insert(name.clone()) {
                key.push(name);
                distinct.push(settled);
            }
        }
        key.sort_unstable();
        if let Some(id) = self.places.get(&key) {
            return *id;
        }
        let id = match self.expander.place(&distinct) {
            Some(alternatives) => self.alternatives(alternatives),
            None => ShapeId::ANY,
        };
        self.places.insert(key, id);
        id
    }

    fn alternatives(&mut self, alternatives: Vec<Alternative<'s>>) -> ShapeId {
        let name = |alternative: &Alternative<'s>| {
            let mut name: Vec<(*const Object, bool)> =
                alternative.parts.iter().map(|part| (std::ptr::from_ref(part.object), part.loose)).collect();
            name.sort_unstable();
            name.dedup();
            (name, alternative.tags.clone())
        };
        let mut seen: HashSet<Name<'s>, Quick> = HashSet::default();
        let mut key = Vec::new();
        let mut distinct = Vec::new();
        for alternative in alternatives {
            let name = name(&alternative);
            if seen.insert(name.clone()) {
                key.push(name);
                distinct.push(alternative);
            }
        }
        key.sort_unstable();
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        if self.nodes.len() >= MAX_NODES {
            let first = distinct.first().and_then(|alternative| alternative.parts.first());
            if let Some(part) = first.filter(|_| !std::mem::replace(&mut self.is_full, true)) {
                self.expander.tell(part.object, "", "the shape has too many nodes; deeper locations allow any value");
            }
            return ShapeId::ANY;
        }
        let id = ShapeId(u32::try_from(self.nodes.len()).unwrap_or(0));
        self.nodes.push(ShapeNode::default());
        self.known.insert(key, id);
        self.rest.push_back((id, distinct));
        id
    }

    fn node(&mut self, alternatives: &[Alternative<'s>]) -> ShapeNode {
        let mut facts: Vec<(Facts<'s>, &Alternative<'s>)> = Vec::new();
        for alternative in alternatives {
            let of = Facts::of(alternative, &mut self.expander);
            if !of.kinds.is_empty() {
                facts.push((of, alternative));
            }
        }
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
            let mut known = HashSet::new();
            let literals = of(Kinds::STRING).filter_map(|facts| facts.literals.as_ref()).flatten();
            node.literals =
                literals.filter(|literal| known.insert(**literal)).map(|literal| (*literal).into()).collect();
        }
        let arrays: Vec<_> = of(Kinds::ARRAY).map(|facts| &facts.elements).collect();
        if !arrays.is_empty() && arrays.iter().all(|elements| !elements.is_empty()) {
            node.element = Some(self.place(arrays.into_iter().flatten()));
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
        node.annotated = node.closed && objects.iter().all(|(facts, _)| facts.annotated);
        let mut others = objects.iter().flat_map(|(facts, _)| &facts.others).peekable();
        node.others = others.peek().is_some().then(|| self.place(others));
        node.exhaustive = !objects.is_empty() && objects.iter().all(|(facts, _)| facts.exhaustive);
        let most = objects.iter().map(|(facts, _)| facts.most).try_fold(0, |most, own| Some(own?.max(most)));
        node.most = most.filter(|_| !objects.is_empty());
        node.takes_others = objects.iter().any(|(facts, _)| facts.takes_others);
        node.patterns = self.patterns(objects);
        let mut members: Vec<(&'s str, Vec<&Conjunction<'s>>)> = Vec::new();
        let mut index: HashMap<&'s str, usize> = HashMap::new();
        for (name, schemas) in objects.iter().flat_map(|(facts, _)| &facts.properties) {
            let at = *index.entry(name).or_insert_with(|| {
                members.push((name, Vec::new()));
                members.len() - 1
            });
            if let Some((_, any_of)) = members.get_mut(at) {
                any_of.push(schemas);
            }
        }
        let mut times: HashMap<&'s str, (usize, usize)> = HashMap::new();
        for (facts, _) in objects {
            let required: HashSet<&'s str> = facts.required.iter().copied().collect();
            let usual: HashSet<&'s str> = facts.usual.iter().copied().filter(|name| !required.contains(name)).collect();
            required.iter().for_each(|name| times.entry(name).or_default().0 += 1);
            usual.iter().for_each(|name| times.entry(name).or_default().1 += 1);
        }
        for (name, any_of) in &members {
            let (requiring, expecting) = times.get(name).copied().unwrap_or_default();
            let required = requiring == objects.len();
            let usual = requiring + expecting == objects.len();
            node.members.push(Member {
                name: (*name).to_owned().into(),
                shape: self.place(any_of.iter().copied()),
                required,
                usual,
            });
        }
        let plain = members.iter().take_while(|(name, _)| are_plain(&[name]));
        node.written = plain.map(|(name, _)| format!("\"{name}\":").into()).collect();
        node.names = members.iter().enumerate().filter_map(|(at, (name, _))| entry(name, at)).collect();
        for (alias, name) in objects.iter().flat_map(|(facts, _)| &facts.aliases) {
            node.names.extend(index.get(name).and_then(|at| entry(alias, *at)));
        }
        // The sort is stable, so a member's own name precedes an equal alias.
        node.names.sort_by(|(left, _), (right, _)| left.cmp(right));
        node.names.dedup_by(|later, first| later.0 == first.0);
        if !(2..=MAX_FORMS).contains(&objects.len()) || self.forms + objects.len() > MOST_FORMS {
            return;
        }
        self.forms += objects.len();
        let tag = tag(objects);
        for (facts, alternative) in objects {
            let shape = self.alternatives(vec![(*alternative).clone()]);
            if let Some((tag, value)) = tag.and_then(|tag| Some((tag, facts.constant(tag)?))) {
                node.variants.push(Variant { tag: tag.to_owned().into(), value: value.to_owned().into(), shape });
            }
            node.forms.push(Form { shape, required: 0, known: 0, closed: facts.closed, members: Vec::new() });
        }
        node.narrowing = self.narrowing(node, objects);
    }

    /// Returns the name patterns, each with the shape of its values in any alternative. A pattern that cannot be
    /// compiled matches every name.
    fn patterns(&mut self, objects: &[&(Facts<'s>, &Alternative<'s>)]) -> Vec<(Pattern, ShapeId)> {
        let mut texts: Vec<(&'s str, Vec<Conjunction<'s>>)> = Vec::new();
        for (text, schema) in objects.iter().flat_map(|(facts, _)| &facts.patterns) {
            match texts.iter_mut().find(|(known, _)| known == text) {
                Some((_, any_of)) => any_of.push(vec![schema]),
                None => texts.push((text, vec![vec![schema]])),
            }
        }
        let read = |(text, any_of): &(&'s str, Vec<Conjunction<'s>>)| {
            let pattern = Pattern::new(text).or_else(|| Pattern::new(""))?;
            Some((pattern, self.place(any_of)))
        };
        texts.iter().filter_map(read).collect()
    }

    /// Copies facts of each form's own node into the form, once all nodes exist.
    fn fill_forms(&mut self) {
        let mut filled: Vec<(usize, Vec<Form>)> = Vec::new();
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| !node.forms.is_empty()) {
            let index: HashMap<&str, usize> =
                node.members.iter().enumerate().map(|(at, member)| (&*member.name, at)).collect();
            let fill = |form: &Form| {
                let mut form = Form { members: vec![ShapeId::ANY; node.members.len()], ..form.clone() };
                let own = self.nodes.get(form.shape.0 as usize).map_or(&[][..], |own| &own.members);
                for member in own {
                    let Some(place) = index.get(&*member.name) else { continue };
                    let bit = u32::try_from(*place).ok().and_then(|at| 1_u128.checked_shl(at)).unwrap_or(0);
                    form.known |= bit;
                    form.required |= if member.required { bit } else { 0 };
                    if let Some(value) = form.members.get_mut(*place) {
                        *value = member.shape;
                    }
                }
                form
            };
            filled.push((at, node.forms.iter().map(fill).collect()));
        }
        for (at, forms) in filled {
            if let Some(node) = self.nodes.get_mut(at) {
                node.forms = forms;
            }
        }
    }
}

fn entry(name: &str, at: usize) -> Option<(Box<str>, u32)> {
    Some((name.to_lowercase().into(), u32::try_from(at).ok()?))
}

/// Returns the member that discriminates between two or more objects: each has another constant there. `None` if there
/// is no such member.
fn tag<'s>(objects: &[&(Facts<'s>, &Alternative<'s>)]) -> Option<&'s str> {
    let ((first, _), _) = objects.split_first()?;
    first.properties.iter().map(|(name, _)| *name).find(|name| {
        let mut seen: HashSet<&str> = HashSet::new();
        objects.iter().all(|(facts, _)| facts.constant(name).is_some_and(|value| seen.insert(value)))
    })
}

/// Returns the common format; `None` if the formats differ or one is absent.
fn same(mut formats: impl Iterator<Item = Option<Format>>) -> Option<Format> {
    let first = formats.next()??;
    formats.all(|format| format == Some(first)).then_some(first)
}

/// Returns the bound that allows every number that any of the bounds allows; `None` if one is absent.
fn widest(mut bounds: impl Iterator<Item = Option<f64>>, wider: fn(f64, f64) -> f64) -> Option<f64> {
    let first = bounds.next()??;
    bounds.try_fold(first, |widest, bound| Some(wider(widest, bound?)))
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
    fn deep_schemas_are_given_up_and_told() {
        let mut schema = json!({"type": "string"});
        for _ in 0..100 {
            schema = json!({"allOf": [schema]});
        }
        let (shape, unused) = Shape::compile(&schema).unwrap();
        assert!(shape.is_any() && unused.len() == 1 && unused[0].pointer.len() > 500, "{unused:?}");
    }

    #[test]
    #[cfg_attr(miri, ignore = "its thousands of alternatives take Miri longer than all the rest")]
    fn wide_schemas_keep_what_they_can() {
        let either: Vec<_> =
            (0..40).map(|at| json!({"properties": {format!("m{at}"): {"const": at}}, "type": "object"})).collect();
        let wide = json!({"allOf": [{"anyOf": either}, {"oneOf": either}, {"anyOf": either}]});
        let (shape, unused) = Shape::compile(&wide).unwrap();
        let node = shape.node(shape.root());
        assert_eq!((node.members.len(), node.kinds, node.known), (40, Kinds::OBJECT, true));
        assert_eq!(unused.len(), 1, "{unused:?}");
    }

    #[test]
    fn a_union_of_hundreds_is_one_node_with_its_forms() {
        let form = |at: usize| {
            let own = format!("own{at}");
            json!({"properties": {"name": {"type": "string"}, own.clone(): {"type": "object"}}, "required": ["name", own]})
        };
        let either: Vec<_> = (0..200).map(form).collect();
        let (shape, unused) = Shape::compile(&json!({"type": "object", "oneOf": either})).unwrap();
        let node = shape.node(shape.root());
        assert!(unused.is_empty() && node.known && node.members.len() == 201 && node.forms.len() == 200);
        assert!(node.member("name").unwrap().required && !node.member("own7").unwrap().usual);
        assert_eq!(shape.len(), 204, "a node for the union, one for each form, and one for what members say");
    }

    #[test]
    fn faults_are_told_with_their_places() {
        for (schema, fault) in [
            (json!(7), "expected a schema: an object or a boolean"),
            (json!({"items": {"type": "text"}}), "/items/type: expected the name of a type, or an array of names"),
            (json!({"properties": {"a": 1}}), "/properties/a: expected a schema: an object or a boolean"),
            (json!({"allOf": {}}), "/allOf: expected an array of schemas"),
            (json!({"$ref": "#/$defs/none"}), "/$ref: unresolved reference `#/$defs/none`"),
            (json!({"$ref": "#"}), "the schema refers to itself in a cycle"),
            (
                json!({"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}]}}, "items": {"$ref": "#/$defs/a"}}),
                "/$defs/a: the schema refers to itself in a cycle",
            ),
        ] {
            assert_eq!(Shape::compile(&schema).unwrap_err().to_string(), fault);
        }
    }

    #[test]
    fn maps_have_a_shape_for_their_values() {
        for keyword in [
            json!({"additionalProperties": {"type": "number"}}),
            json!({"patternProperties": {"^x": {"type": "number"}}}),
        ] {
            let shape = Shape::from_schema(&keyword);
            let node = shape.node(shape.root());
            assert_eq!(shape.node(node.others.unwrap()).kinds, Kinds::NUMBER);
        }
    }

    #[test]
    fn conditions_split_a_place() {
        let shape = Shape::from_schema(&json!({
            "type": "object",
            "properties": {"kind": {"enum": ["a", "b"]}},
            "if": {"properties": {"kind": {"const": "a"}}},
            "then": {"properties": {"more": {"type": "number"}}, "required": ["more"]},
            "else": {"properties": {"less": {"type": "string"}}},
        }));
        let node = shape.node(shape.root());
        assert_eq!(node.members.iter().map(|member| &*member.name).collect::<Vec<_>>(), ["kind", "more", "less"]);
        assert_eq!(node.forms.len(), 2);
        assert_eq!(shape.node(node.forms[0].members[0]).literals, ["a".into()]);
    }

    #[test]
    fn what_drafts_and_open_api_say_alike_is_read_alike() {
        let old = json!({
            "$schema": "http://json-schema.org/draft-04/schema#",
            "definitions": {"a": {"id": "#a", "type": "string"}},
            "properties": {"x": {"$ref": "#a"}},
        });
        let new = json!({"$defs": {"a": {"$anchor": "a", "type": "string"}}, "properties": {"x": {"$ref": "#a"}}});
        for schema in [old, new] {
            let shape = Shape::from_schema(&schema);
            assert_eq!(shape.node(shape.node(shape.root()).member("x").unwrap().shape).kinds, Kinds::STRING);
        }
        let document = json!({"components": {"schemas": {
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "kind", "mapping": {"woof": "#/components/schemas/Dog"}},
            },
            "Cat": {"type": "object", "properties": {"kind": {"type": "string"}, "lives": {"type": "integer", "nullable": true}}},
            "Dog": {"type": "object", "properties": {"kind": {"type": "string"}, "key": {"type": "string", "format": "password"}}},
        }}});
        let (shape, _) = Shape::compile_among(&document, "/components/schemas/Pet", &[]).unwrap();
        let node = shape.node(shape.root());
        assert_eq!(node.variants.iter().map(|variant| &*variant.value).collect::<Vec<_>>(), ["Cat", "woof"]);
        assert!(shape.node(node.member("key").unwrap().shape).secret);
        assert_eq!(shape.node(node.member("lives").unwrap().shape).kinds, Kinds::NUMBER.union(Kinds::NULL));
        assert!(Shape::compile_among(&document, "/nowhere", &[]).is_err());
    }
}
