//! Descriptions of a type's members, and the schema made from them.

use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

/// Description of one member of an object, apart from its type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct MemberInfo {
    /// Canonical name, as in the metadata.
    pub name: &'static str,
    /// Other names that are read as this member. They differ from `name` in more than case, which never matters in
    /// reading.
    pub aliases: &'static [&'static str],
    /// Whether the documented contract requires the member.
    pub required: bool,
    /// Whether reading requires the member: an object without it is not of the type.
    pub essential: bool,
    /// Whether nearly every object of the type has the member.
    pub usual: bool,
    /// Whether the metadata says that the member is never `null`.
    pub non_null: bool,
    format: Option<&'static str>,
    example: Option<&'static str>,
    doc: &'static str,
}

impl MemberInfo {
    pub(super) const fn new(name: &'static str, doc: &'static str) -> Self {
        Self {
            name,
            aliases: &[],
            required: false,
            essential: false,
            usual: false,
            non_null: false,
            format: None,
            example: None,
            doc,
        }
    }

    pub(super) const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self.usual()
    }

    pub(super) const fn essential(mut self) -> Self {
        self.essential = true;
        self.required()
    }

    pub(super) const fn usual(mut self) -> Self {
        self.usual = true;
        self
    }

    pub(super) const fn non_null(mut self) -> Self {
        self.non_null = true;
        self
    }

    pub(super) const fn format(mut self, format: &'static str) -> Self {
        self.format = Some(format);
        self
    }

    pub(super) const fn example(mut self, example: &'static str) -> Self {
        self.example = Some(example);
        self
    }

    /// Returns the index of the member that `name` spells, by name or alias and regardless of case.
    pub(super) fn find(members: &[Self], name: &str) -> Option<usize> {
        members.iter().position(|member| {
            member.name.eq_ignore_ascii_case(name)
                || member.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
        })
    }

    /// Returns the member's schema, made from the schema of its type: the open contract, with the documented one beside
    /// it.
    fn schema(&self, of_type: Schema) -> Value {
        let mut schema = nullable(of_type.to_value(), !self.non_null);
        let Some(object) = schema.as_object_mut() else { return schema };
        if let Some(format) = self.format {
            // The format of a list is that of its elements.
            match object.get_mut("items").and_then(Value::as_object_mut) {
                Some(items) => items.insert("format".into(), format.into()),
                None => object.insert("format".into(), format.into()),
            };
        }
        if let Some(example) = self.example {
            object.insert("examples".into(), json!([example]));
        }
        object.insert("description".into(), prose(self.doc).into());
        schema
    }
}

/// A type of the model whose members are described as data.
pub trait Model: JsonSchema {
    /// The members, in the order of output.
    const MEMBERS: &'static [MemberInfo];
}

use jsonmend::schema::{ALIASES, ANNOTATED, DOCUMENTED, USUAL};

/// Returns the schema of an object with `members`, whose types have the schemas `types`. The open contract allows
/// unknown members; the documented one does not.
pub(super) fn object_schema(doc: &str, tag: Option<&str>, members: &[MemberInfo], types: Vec<Schema>) -> Schema {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let essential: Vec<&str> = members.iter().filter(|member| member.essential).map(|member| member.name).collect();
    let mut usual = Vec::new();
    let mut aliases = Map::new();
    if let Some(tag) = tag {
        properties.insert(super::auth::TYPE.into(), json!({"const": tag, "description": "Tells the type."}));
        aliases.insert("$type".into(), super::auth::TYPE.into());
        required.push(super::auth::TYPE);
        usual.push(super::auth::TYPE);
    }
    for (member, of_type) in members.iter().zip(types) {
        properties.insert(member.name.into(), member.schema(of_type));
        aliases.extend(member.aliases.iter().map(|alias| ((*alias).into(), Value::from(member.name))));
        required.extend(member.required.then_some(member.name));
        usual.extend(member.usual.then_some(member.name));
    }
    let mut schema = Map::new();
    schema.insert("description".into(), prose(doc).into());
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), properties.into());
    if !essential.is_empty() {
        schema.insert("required".into(), essential.into());
    }
    if !usual.is_empty() {
        schema.insert(USUAL.into(), usual.into());
    }
    if !aliases.is_empty() {
        schema.insert(ALIASES.into(), aliases.into());
    }
    let mut documented = Map::new();
    if !required.is_empty() {
        documented.insert("required".into(), required.into());
    }
    // OData lets a service annotate every object and member (`@odata.etag`, `scanName@odata.type`).
    documented.insert(ANNOTATED.into(), true.into());
    documented.insert("additionalProperties".into(), false.into());
    schema.insert(DOCUMENTED.into(), documented.into());
    schema.into()
}

/// Makes `schema` nullable under the open contract, and under the documented one only if `as_documented`.
fn nullable(schema: Value, as_documented: bool) -> Value {
    let Value::Object(mut object) = schema else { return schema };
    let Some(of_type) = object.get("type").cloned() else {
        // A reference has no `type` to extend, so `null` becomes an alternative.
        let reference = Value::Object(object);
        let mut union = json!({"anyOf": [reference, {"type": "null"}]});
        if !as_documented {
            let mut patch = reference;
            if let Some(patch) = patch.as_object_mut() {
                patch.insert("anyOf".into(), Value::Null);
            }
            if let Some(union) = union.as_object_mut() {
                union.insert(DOCUMENTED.into(), patch);
            }
        }
        return union;
    };
    let mut documented = match object.shift_remove(DOCUMENTED) {
        Some(Value::Object(documented)) => documented,
        _ => Map::new(),
    };
    let documented_type = documented.get("type").cloned().unwrap_or_else(|| of_type.clone());
    if as_documented {
        documented.insert("type".into(), with_null(documented_type));
        if let Some(Value::Array(literals)) = documented.get_mut("enum") {
            literals.push(Value::Null);
        }
    } else {
        documented.insert("type".into(), documented_type);
    }
    let open_type = with_null(of_type);
    if documented.get("type") == Some(&open_type) {
        documented.remove("type");
    }
    object.insert("type".into(), open_type);
    if !documented.is_empty() {
        object.insert(DOCUMENTED.into(), documented.into());
    }
    object.into()
}

fn with_null(of_type: Value) -> Value {
    match of_type {
        Value::Array(mut kinds) => {
            kinds.push("null".into());
            kinds.into()
        }
        one => json!([one, "null"]),
    }
}

/// Returns a doc comment as one text: lines joined, paragraphs kept, links to items replaced by their names, examples left
/// out.
pub(super) fn prose(doc: &str) -> String {
    let mut text = String::with_capacity(doc.len());
    let mut is_code = false;
    for line in doc.lines().map(str::trim) {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            continue;
        } else if line.is_empty() {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push_str("\n\n");
            }
        } else {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            text.push_str(line);
        }
    }
    text.truncate(text.trim_end().len());
    unlinked(&text)
}

/// Removes links to items of this crate, which only its own documentation resolves.
fn unlinked(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`") {
        plain.push_str(before);
        let Some((item, behind)) = link.split_once("`]") else {
            plain.push_str("[`");
            rest = link;
            continue;
        };
        plain.push('`');
        plain.push_str(item);
        plain.push('`');
        rest = match behind.strip_prefix('(').and_then(|target| target.split_once(')')) {
            Some((_, behind)) => behind,
            None => behind,
        };
    }
    plain.push_str(rest);
    plain
}

/// Returns the schema of an open enum: the open contract allows any string, the documented one only the known values.
pub(super) fn enum_schema(doc: &str, literals: &[&str]) -> Schema {
    let mut schema = Map::new();
    schema.insert("type".into(), "string".into());
    schema.insert("description".into(), prose(doc).into());
    schema.insert(DOCUMENTED.into(), json!({"enum": literals}));
    schema.into()
}
