//! The published JSON Schemas of the API's payloads, with their index and catalog. [`schema`](crate::schema) has the tools for
//! any schema.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::model::{
    Collection, ErrorResponse, PayloadKind, ScanAgent, ScanDefinition, ScanDefinitionCreate, ScanDefinitionIds,
    ScanDefinitionUpdate, ScanHistory, SessionIds,
};
use jsonmend::schema::Shape;
pub use jsonmend::schema::{Contract, document};

impl PayloadKind {
    /// Returns the JSON Schema of payloads of this kind in standard keywords only: without annotations for recovery and
    /// without private formats, which other validators do not know. Formats are written as patterns, and every definition
    /// has a title, from which code generators name their types.
    ///
    /// ```
    /// use authscan::{model::PayloadKind, schema::Contract};
    ///
    /// let schema = PayloadKind::Create.schema(Contract::Documented);
    /// assert_eq!(schema["additionalProperties"], false);
    /// ```
    #[must_use]
    pub fn schema(self, contract: Contract) -> Value {
        let mut schema = self.source(contract);
        crate::publish::publish(&mut schema, &self.source(Contract::Documented), contract);
        schema
    }

    /// Returns the JSON Schema of payloads of this kind with every annotation that shapes are compiled from.
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
        // Code generators name the type by its title.
        schema.insert("title".into(), body.get("title").cloned().unwrap_or_default());
        let said = body.get("description").and_then(Value::as_str).unwrap_or_default();
        schema.insert("description".into(), format!("{} ({note}). {said}", self.title()).into());
        if let Value::Object(body) = body {
            let is_set = |keyword: &str| ["$schema", "title", "description"].contains(&keyword);
            schema.extend(body.into_iter().filter(|(keyword, _)| !is_set(keyword)));
        }
        schema.into()
    }

    /// Returns the name of the file in `schemas/` that holds [`PayloadKind::schema`].
    ///
    /// ```
    /// use authscan::{model::PayloadKind, schema::Contract};
    ///
    /// assert_eq!(PayloadKind::Create.schema_file(Contract::Open), "create.open.json");
    /// ```
    #[must_use]
    pub fn schema_file(self, contract: Contract) -> String {
        match contract {
            Contract::Open => format!("{}.open.json", self.name()),
            Contract::Documented => format!("{}.canonical.json", self.name()),
        }
    }

    /// Returns the shape of payloads of this kind under the documented contract, compiled once.
    ///
    /// A clone of it takes names of secrets of your own ([`Shape::with_secrets`]).
    ///
    /// ```
    /// use authscan::{Options, model::PayloadKind};
    ///
    /// let shape = PayloadKind::Create.shape();
    /// assert!(shape.node(shape.root()).member("scanName").is_some());
    /// ```
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

/// Returns the index of all schema documents: an array of objects with `name`, `title` and the file names `canonical`
/// and `open`.
///
/// ```
/// let index = authscan::schema::index();
/// assert_eq!(index[0]["canonical"], "definitions.canonical.json");
/// ```
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

/// Returns a catalog of the documented schemas in the format of SchemaStore: for each kind of payload the file names that
/// an editor takes for such payloads, and the address of the schema, relative to the catalog's own.
///
/// ```
/// let catalog = authscan::schema::catalog();
/// assert_eq!(catalog["schemas"][0]["fileMatch"][0], "*.definitions.json");
/// ```
#[must_use]
pub fn catalog() -> Value {
    let entry = |kind: &PayloadKind| {
        json!({
            "name": format!("authscan {}", kind.name()),
            "description": kind.title(),
            "fileMatch": [format!("*.{}.json", kind.name())],
            "url": kind.schema_file(Contract::Documented),
        })
    };
    json!({
        "$schema": "https://json.schemastore.org/schema-catalog.json",
        "version": 1,
        "schemas": PayloadKind::ALL.iter().map(entry).collect::<Value>(),
    })
}
