//! JSON Schema documents of the model, in two contracts.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::{Shape, publish};
use crate::model::{
    Collection, DOCUMENTED, ErrorResponse, PayloadKind, ScanAgent, ScanDefinition, ScanDefinitionCreate,
    ScanDefinitionIds, ScanDefinitionUpdate, ScanHistory, SessionIds,
};

/// Which of its two promises a schema states.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Contract {
    /// What may be read: unknown members, unknown enum values and `null` are let pass.
    Open,
    /// What is documented: the canonical members and no others, known enum values, `null` where the metadata has it.
    Documented,
}

/// The JSON Schema (draft 2020-12) of `T`.
///
/// Beside the standard keywords there are three for recovery and checks: `x-usual` lists the members that nearly every
/// such object has, `x-aliases` maps other names to the canonical ones, and `x-annotated` lets closed objects have
/// members with an `@` in the name. [`PayloadKind::schema`] is for other tools, and has none of them. Of a type outside this crate's model both contracts
/// are the same.
#[must_use]
pub fn document<T: JsonSchema + ?Sized>(contract: Contract) -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value();
    settle(&mut schema, contract);
    prune(&mut schema);
    schema
}

/// Makes the schema state one contract and forget the other.
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

/// Drops the definitions that nothing refers to: only the other contract did.
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
    /// The shape of `T` as documented.
    #[must_use]
    pub fn of<T: JsonSchema + ?Sized>() -> Self {
        Self::from_schema(&document::<T>(Contract::Documented))
    }
}

impl PayloadKind {
    /// The JSON Schema of payloads of this kind, in standard keywords only: without remarks for recovery and without own
    /// formats, of which other validators would know nothing. Forms are patterns, and every definition has a title, by
    /// which code generators name their types.
    #[must_use]
    pub fn schema(self, contract: Contract) -> Value {
        let mut schema = self.source(contract);
        publish::publish(&mut schema, contract);
        schema
    }

    /// The JSON Schema of payloads of this kind with all that shapes are compiled from.
    pub(crate) fn source(self, contract: Contract) -> Value {
        let body = match self {
            Self::Definitions => document::<Collection<ScanDefinition>>(contract),
            Self::Definition => document::<ScanDefinition>(contract),
            Self::Agents => document::<Collection<ScanAgent>>(contract),
            Self::Agent => document::<ScanAgent>(contract),
            Self::History => document::<Collection<ScanHistory>>(contract),
            Self::Create => document::<ScanDefinitionCreate>(contract),
            Self::Update => document::<ScanDefinitionUpdate>(contract),
            Self::BatchDelete | Self::HistoryByDefinition => document::<ScanDefinitionIds>(contract),
            Self::HistoryBySession => document::<SessionIds>(contract),
            Self::Error => document::<ErrorResponse>(contract),
        };
        let (suffix, note) = match contract {
            Contract::Open => ("open", "open: what may be read"),
            Contract::Documented => ("canonical", "canonical: as documented"),
        };
        let mut schema = Map::new();
        schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("$id".into(), format!("urn:authscan:{}:{suffix}", self.name()).into());
        // Code generators name the type by it.
        schema.insert("title".into(), body.get("title").cloned().unwrap_or_default());
        let said = body.get("description").and_then(Value::as_str).unwrap_or_default();
        schema.insert("description".into(), format!("{} ({note}). {said}", self.title()).into());
        if let Value::Object(body) = body {
            let is_set = |keyword: &str| ["$schema", "title", "description"].contains(&keyword);
            schema.extend(body.into_iter().filter(|(keyword, _)| !is_set(keyword)));
        }
        schema.into()
    }

    /// The name of the file that holds [`PayloadKind::schema`].
    #[must_use]
    pub fn schema_file(self, contract: Contract) -> String {
        match contract {
            Contract::Open => format!("{}.open.json", self.name()),
            Contract::Documented => format!("{}.canonical.json", self.name()),
        }
    }

    /// The shape of payloads of this kind as documented, compiled once.
    #[must_use]
    pub fn shape(self) -> &'static Shape {
        static SHAPES: LazyLock<Vec<(PayloadKind, Shape)>> = LazyLock::new(|| {
            let compile = |kind: &PayloadKind| (*kind, Shape::from_schema(&kind.source(Contract::Documented)));
            PayloadKind::ALL.iter().map(compile).collect()
        });
        static ANY: Shape = Shape::ANY;
        SHAPES.iter().find_map(|(kind, shape)| (*kind == self).then_some(shape)).unwrap_or(&ANY)
    }
}

/// A list of all documents: kind, title, and the files of the two contracts.
#[must_use]
pub fn index() -> Value {
    let row = |kind: &PayloadKind| {
        json!({
            "name": kind.name(),
            "title": kind.title(),
            "canonical": kind.schema_file(Contract::Documented),
            "open": kind.schema_file(Contract::Open),
        })
    };
    PayloadKind::ALL.iter().map(row).collect()
}
