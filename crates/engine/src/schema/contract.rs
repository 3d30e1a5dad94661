//! Export of the JSON Schema of Rust types, under one of two contracts.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::{DOCUMENTED, Shape};

/// Which documents a schema accepts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Contract {
    /// All readable documents: unknown members, unknown enum values and `null` are allowed.
    Open,
    /// Documented requests and responses only: canonical members and no others, known enum values, `null` only where
    /// the metadata allows it.
    Documented,
}

/// Returns the JSON Schema (draft 2020-12) of `T`.
///
/// Two extension keywords serve recovery: `x-usual` lists the members that nearly every such object has, and
/// `x-aliases` maps alternative names to the canonical ones. If the schema of `T` carries no `x-documented` patches,
/// both contracts give the same schema.
///
/// ```
/// use jsonmend::schema::{Contract, document};
///
/// let schema = document::<Vec<u8>>(Contract::Open);
/// assert_eq!(schema["items"]["type"], "integer");
/// ```
#[must_use]
pub fn document<T: JsonSchema + ?Sized>(contract: Contract) -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value();
    settle(&mut schema, contract);
    prune(&mut schema);
    schema
}

/// Applies the patches of one contract to the schema and removes the keyword.
fn settle(schema: &mut Value, contract: Contract) {
    let mut rest = vec![schema];
    while let Some(value) = rest.pop() {
        match value {
            Value::Object(object) => {
                let patch = object.shift_remove(DOCUMENTED).filter(|_| contract == Contract::Documented);
                if let Some(Value::Object(patch)) = patch {
                    for (keyword, value) in patch {
                        if value.is_null() {
                            object.shift_remove(&keyword);
                        } else {
                            object.insert(keyword, value);
                        }
                    }
                }
                rest.extend(object.values_mut());
            }
            Value::Array(items) => rest.extend(items),
            _ => {}
        }
    }
}

const DEFINITIONS: &str = "$defs";

/// Removes definitions without references: only the other contract used them.
fn prune(schema: &mut Value) {
    let Some(root) = schema.as_object_mut() else { return };
    let Some(Value::Object(definitions)) = root.shift_remove(DEFINITIONS) else { return };
    let mut used = BTreeSet::new();
    let mut rest: Vec<&Value> = root.values().collect();
    while let Some(value) = rest.pop() {
        match value {
            Value::Object(object) => {
                let name = object.get("$ref").and_then(Value::as_str).and_then(|to| to.rsplit('/').next());
                if let Some(name) = name.filter(|name| used.insert((*name).to_owned())) {
                    rest.extend(definitions.get(name));
                }
                rest.extend(object.values());
            }
            Value::Array(items) => rest.extend(items),
            _ => {}
        }
    }
    let kept: Map<String, Value> = definitions.into_iter().filter(|(name, _)| used.contains(name)).collect();
    if !kept.is_empty() {
        root.insert(DEFINITIONS.into(), kept.into());
    }
}

impl Shape {
    /// Compiles the schema of `T` under [`Contract::Documented`].
    ///
    /// ```
    /// use jsonmend::schema::{Kinds, Shape};
    ///
    /// let shape = Shape::of::<Vec<u8>>();
    /// assert_eq!(shape.node(shape.root()).kinds, Kinds::ARRAY);
    /// ```
    #[must_use]
    pub fn of<T: JsonSchema + ?Sized>() -> Self {
        Self::from_schema(&document::<T>(Contract::Documented))
    }
}
