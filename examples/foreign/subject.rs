//! The types of the foreign board: their documents and their public schemas.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use authscan::schema::Shape;
use authscan_testkit::damage::Foreign;
use serde_json::Value;

/// The types: the file of the schema and that of the documents, one a line.
const TYPES: [(&str, &str, &str); 8] = [
    ("circle-ci", "foreign/circle-ci.schema.json", "foreign/circle-ci.ndjson"),
    ("cloudevents", "foreign/cloudevents.schema.json", "foreign/cloudevents.ndjson"),
    ("compose-spec", "foreign/compose-spec.schema.json", "foreign/compose-spec.ndjson"),
    ("cyclonedx-1.6", "foreign/cyclonedx-1.6.schema.json", "foreign/cyclonedx-1.6.ndjson"),
    ("geojson", "foreign/geojson.schema.json", "foreign/geojson.ndjson"),
    ("har-1.2", "foreign/har-1.2.schema.json", "foreign/har-1.2.ndjson"),
    ("openapi-3.1", "foreign/openapi-3.1.schema.json", "foreign/openapi-3.1.ndjson"),
    ("sarif-2.1.0", "sarif/sarif-schema-2.1.0.json", "foreign/sarif.ndjson"),
];

/// A type of document and its compiled schema.
pub(crate) struct Subject {
    /// Its documents.
    pub(crate) documents: Foreign,
    /// Its schema.
    pub(crate) shape: Shape,
    /// Number of nodes of the shape.
    pub(crate) nodes: usize,
    /// The shortest time that the schema took to compile, of a few tries.
    pub(crate) compiled: Duration,
    /// Parts of the schema that the shape does not use, each with its JSON Pointer and the reason.
    pub(crate) unused: Vec<String>,
}

impl Subject {
    /// The name of the type.
    pub(crate) fn name(&self) -> &'static str {
        self.documents.name()
    }

    fn read((name, schema, documents): (&'static str, &str, &str)) -> Result<Self, Box<dyn Error>> {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        let schema: Value = serde_json::from_slice(&fs::read(data.join(schema))?)?;
        let documents = fs::read_to_string(data.join(documents))?;
        let documents = documents.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>()?;
        let mut compiled = Duration::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            Shape::compile(&schema)?;
            compiled = compiled.min(start.elapsed());
        }
        let (shape, unused) = Shape::compile(&schema)?;
        let unused = unused.iter().map(ToString::to_string).collect();
        Ok(Self { documents: Foreign::new(name, &schema, documents)?, nodes: shape.len(), shape, compiled, unused })
    }
}

/// Reads all types.
pub(crate) fn subjects() -> Result<Vec<Subject>, Box<dyn Error>> {
    TYPES.into_iter().map(Subject::read).collect()
}
