//! A schema as rules for exact validation, as the specification defines it.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::Kinds;
use super::expand::Expander;
use super::facts::kinds_of_type;
use super::pattern::Pattern;
use super::source::{Draft, Object, Quick};

/// Rules of one schema. Documents are not validated exactly against a schema with more.
const MOST_RULES: usize = 1 << 17;

/// An index into [`Rules`].
pub(crate) type RuleId = u32;

/// All rules of a schema; the first is that of the root.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Rules {
    pub(crate) all: Vec<Rule>,
    /// Whether a rule has `unevaluatedProperties` or `unevaluatedItems`, so that evaluated members and elements must be
    /// tracked.
    pub(crate) tracks: bool,
}

/// The keywords of one schema object.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Rule {
    /// The JSON Pointer of the schema.
    pub(crate) pointer: String,
    /// Whether no value is valid (the schema `false`).
    pub(crate) never: bool,
    pub(crate) kinds: Option<Kinds>,
    /// Whether numbers must be integers.
    pub(crate) whole: bool,
    /// Allowed values in canonical form; `None` if any value is allowed.
    pub(crate) values: Option<HashSet<String>>,
    pub(crate) minimum: Option<(f64, bool)>,
    pub(crate) maximum: Option<(f64, bool)>,
    pub(crate) multiple: Option<f64>,
    pub(crate) lengths: (Option<usize>, Option<usize>),
    pub(crate) pattern: Option<Pattern>,
    pub(crate) items: (Option<usize>, Option<usize>),
    pub(crate) members: (Option<usize>, Option<usize>),
    pub(crate) unique: bool,
    pub(crate) prefix: Vec<RuleId>,
    pub(crate) element: Option<RuleId>,
    /// The rule of `contains`, with the minimum and maximum count of matching elements.
    pub(crate) contains: Option<(RuleId, usize, Option<usize>)>,
    /// Whether elements that match `contains` count as evaluated.
    pub(crate) contains_marks: bool,
    pub(crate) unevaluated_items: Option<RuleId>,
    pub(crate) properties: HashMap<String, RuleId>,
    pub(crate) patterns: Vec<(Option<Pattern>, RuleId)>,
    pub(crate) additional: Option<RuleId>,
    pub(crate) names: Option<RuleId>,
    pub(crate) unevaluated: Option<RuleId>,
    pub(crate) required: Vec<String>,
    pub(crate) dependents: Vec<(String, Vec<String>)>,
    pub(crate) dependent_rules: Vec<(String, RuleId)>,
    pub(crate) all_of: Vec<RuleId>,
    pub(crate) any_of: Option<Vec<RuleId>>,
    pub(crate) one_of: Option<Vec<RuleId>>,
    pub(crate) not: Option<RuleId>,
    pub(crate) condition: Option<(RuleId, Option<RuleId>, Option<RuleId>)>,
}

/// Returns the rules of a schema; `None` if there are too many. Errors have been reported by the compilation of its
/// shape.
pub(super) fn rules<'s>(expander: &mut Expander<'s>, root: &'s Value) -> Option<Rules> {
    let mut compiler = Compiler { expander, known: HashMap::default(), rest: VecDeque::new(), tracks: false };
    compiler.id(root, "");
    let mut all = Vec::new();
    while let Some((schema, pointer)) = compiler.rest.pop_front() {
        let rule = compiler.rule(schema, pointer);
        all.push(rule);
        if compiler.known.len() > MOST_RULES {
            return None;
        }
    }
    Some(Rules { all, tracks: compiler.tracks })
}

struct Compiler<'s, 'e> {
    expander: &'e mut Expander<'s>,
    known: HashMap<*const Value, RuleId, Quick>,
    rest: VecDeque<(&'s Value, String)>,
    tracks: bool,
}

impl<'s> Compiler<'s, '_> {
    fn id(&mut self, schema: &'s Value, pointer: &str) -> RuleId {
        let next = RuleId::try_from(self.known.len()).unwrap_or(0);
        *self.known.entry(std::ptr::from_ref(schema)).or_insert_with(|| {
            self.rest.push_back((schema, pointer.to_owned()));
            next
        })
    }

    fn sub(&mut self, object: &'s Object, keyword: &str) -> Option<RuleId> {
        let schema = object.get(keyword).filter(|schema| schema.is_object() || schema.is_boolean())?;
        let pointer = if schema.is_boolean() { self.expander.source.pointer(object, keyword) } else { String::new() };
        Some(self.id(schema, &pointer))
    }

    fn subs(&mut self, object: &'s Object, keyword: &str) -> Vec<RuleId> {
        let schemas = object.get(keyword).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        schemas.iter().map(|schema| self.id(schema, "")).collect()
    }

    fn map(&mut self, object: &'s Object, keyword: &str) -> Vec<(String, RuleId)> {
        let members = object.get(keyword).and_then(Value::as_object).into_iter().flatten();
        let schemas = members.filter(|(_, schema)| schema.is_object() || schema.is_boolean());
        schemas.map(|(name, schema)| (name.clone(), self.id(schema, ""))).collect()
    }

    fn rule(&mut self, schema: &'s Value, pointer: String) -> Rule {
        let Value::Object(object) = schema else {
            return Rule { pointer, never: *schema == Value::Bool(false), ..Rule::default() };
        };
        let mut rule = Rule { pointer: self.expander.source.pointer(object, ""), ..Rule::default() };
        let draft = self.expander.source.draft(object);
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            if object.contains_key(keyword) {
                if keyword != "$ref" {
                    self.expander.tell(object, keyword, "followed as a plain `$ref`");
                }
                if let Ok(target) = self.expander.source.target(object, keyword) {
                    rule.all_of.push(self.id(target, ""));
                }
                if !draft.has_siblings() {
                    return rule;
                }
            }
        }
        self.values(object, draft, &mut rule);
        self.containers(object, draft, &mut rule);
        rule.all_of.extend(self.subs(object, "allOf"));
        rule.any_of = object.get("anyOf").map(|_| self.subs(object, "anyOf"));
        rule.one_of = object.get("oneOf").map(|_| self.subs(object, "oneOf"));
        rule.not = self.sub(object, "not");
        if let Some(condition) = self.sub(object, "if") {
            rule.condition = Some((condition, self.sub(object, "then"), self.sub(object, "else")));
        }
        rule
    }

    fn values(&mut self, object: &'s Object, draft: Draft, rule: &mut Rule) {
        if let Some(of_type) = object.get("type") {
            let (kinds, whole) = kinds_of_type(of_type);
            let is_nullable = object.get("nullable") == Some(&Value::Bool(true));
            rule.kinds = Some(if is_nullable { kinds.union(Kinds::NULL) } else { kinds });
            rule.whole = whole;
        }
        rule.values = match (object.get("const"), object.get("enum")) {
            (Some(constant), _) => Some(HashSet::from([canonical(constant)])),
            (None, Some(Value::Array(values))) => Some(values.iter().map(canonical).collect()),
            _ => None,
        };
        let number = |keyword: &str| object.get(keyword).and_then(Value::as_f64);
        let is_true = |keyword: &str| object.get(keyword) == Some(&Value::Bool(true));
        let bound = |inclusive: &str, exclusive: &str, tighter: fn(f64, f64) -> bool| match (
            number(inclusive),
            number(exclusive),
        ) {
            (Some(one), Some(other)) if tighter(one, other) => Some((one, false)),
            (_, Some(other)) => Some((other, true)),
            (Some(one), None) => Some((one, draft == Draft::Four && is_true(exclusive))),
            (None, None) => None,
        };
        rule.minimum = bound("minimum", "exclusiveMinimum", |one, other| one > other);
        rule.maximum = bound("maximum", "exclusiveMaximum", |one, other| one < other);
        rule.multiple = number("multipleOf").or_else(|| number("divisibleBy")).filter(|multiple| *multiple > 0.0);
        rule.lengths = (count(object, "minLength"), count(object, "maxLength"));
        if let Some(text) = object.get("pattern").and_then(Value::as_str) {
            rule.pattern = Pattern::new(text);
            if rule.pattern.is_none() {
                self.expander.tell(object, "pattern", "this pattern is not supported");
            }
        }
    }

    fn containers(&mut self, object: &'s Object, draft: Draft, rule: &mut Rule) {
        rule.items = (count(object, "minItems"), count(object, "maxItems"));
        rule.members = (count(object, "minProperties"), count(object, "maxProperties"));
        rule.unique = object.get("uniqueItems") == Some(&Value::Bool(true));
        rule.prefix = self.subs(object, "prefixItems");
        match object.get("items") {
            Some(Value::Array(_)) => {
                rule.prefix = self.subs(object, "items");
                rule.element = self.sub(object, "additionalItems");
            }
            _ => rule.element = self.sub(object, "items"),
        }
        if let Some(contains) = self.sub(object, "contains") {
            let least = count(object, "minContains").unwrap_or(1);
            rule.contains = Some((contains, least, count(object, "maxContains")));
            rule.contains_marks = draft == Draft::Latest;
        }
        rule.properties = self.map(object, "properties").into_iter().collect();
        rule.patterns =
            self.map(object, "patternProperties").into_iter().map(|(text, rule)| (Pattern::new(&text), rule)).collect();
        if rule.patterns.iter().any(|(pattern, _)| pattern.is_none()) {
            self.expander.tell(object, "patternProperties", "a pattern is not supported");
        }
        rule.additional = self.sub(object, "additionalProperties");
        rule.names = self.sub(object, "propertyNames");
        if draft.has_siblings() {
            rule.unevaluated = self.sub(object, "unevaluatedProperties");
            rule.unevaluated_items = self.sub(object, "unevaluatedItems");
        }
        self.tracks |= rule.unevaluated.is_some() || rule.unevaluated_items.is_some();
        let names = |list: &Value| -> Vec<String> {
            list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        rule.required = object.get("required").map(&names).unwrap_or_default();
        for keyword in ["dependentRequired", "dependencies"] {
            for (name, list) in object.get(keyword).and_then(Value::as_object).into_iter().flatten() {
                if list.is_array() {
                    rule.dependents.push((name.clone(), names(list)));
                }
            }
        }
        rule.dependent_rules = self.map(object, "dependentSchemas");
        rule.dependent_rules.extend(self.map(object, "dependencies"));
    }
}

fn count(object: &Object, keyword: &str) -> Option<usize> {
    let value = object.get(keyword)?;
    value.as_u64().and_then(|count| usize::try_from(count).ok()).or_else(|| value.as_f64().map(|count| count as usize))
}

/// Returns a text that is equal for equal values: members are sorted, numbers normalized. Recursion is bounded by the
/// depth limit of `serde_json`.
pub(crate) fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => canonical_number(&number.to_string()),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let mut members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name:?}:{}", canonical(value))).collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}

/// Returns a text that is equal for numbers of equal value.
pub(crate) fn canonical_number(raw: &str) -> String {
    if let Ok(whole) = raw.parse::<i128>() {
        return whole.to_string();
    }
    match raw.parse::<f64>() {
        Ok(number) if number.fract() == 0.0 && number.abs() < 1e30 => (number as i128).to_string(),
        Ok(number) => format!("{number:e}"),
        Err(_) => raw.to_owned(),
    }
}
