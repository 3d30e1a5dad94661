//! What inputs are expected to be: a kind of payload, a schema from a file, or what other captures are like.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use authscan::schema::Shape;
use clap::Args;
use serde_json::Value;

use crate::args::Payload;
use crate::output::{Failure, complain};

/// So many of the parts of a schema that are not used are said.
const MOST_SAID: usize = 10;

/// Documents beside that of a schema that are read.
const MOST_BESIDE: usize = 256;

/// Where the shape of the inputs comes from.
#[derive(Args)]
pub(crate) struct Expecting {
    /// Expect what a JSON Schema describes, or a schema within a document such as `openapi.json#/components/schemas/Pet`.
    #[arg(long, value_name = "FILE[#POINTER]", conflicts_with_all = ["payload", "like"])]
    pub(crate) schema: Option<PathBuf>,

    /// Expect what is like the sound captures of a file or directory.
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "payload")]
    pub(crate) like: Option<PathBuf>,

    /// A member that holds a secret, in any case and wherever it comes; may be given several times. Needs --schema, --like
    /// or --type any.
    #[arg(long = "secret", value_name = "NAME")]
    pub(crate) secrets: Vec<String>,
}

/// What inputs are expected to be.
#[derive(Clone)]
pub(crate) struct Expected {
    pub(crate) payload: Payload,
    /// The shape of a schema or of captures, in place of a payload.
    pub(crate) shape: Option<Arc<Shape>>,
}

impl Expecting {
    /// Reads what the options name.
    pub(crate) fn resolve(&self, payload: Payload, quiet: bool) -> Result<Expected, Failure> {
        let shape = match (&self.schema, &self.like) {
            (Some(file), _) => Some(schema(file, quiet)?),
            (None, Some(path)) => Some(crate::like::shape(path, quiet)?),
            (None, None) if matches!(payload, Payload::Any) && !self.secrets.is_empty() => Some(Shape::ANY),
            (None, None) => None,
        };
        if shape.is_none() && !self.secrets.is_empty() {
            return Err(Failure::Message("--secret needs --schema, --like or --type any".into()));
        }
        let payload = if shape.is_some() { Payload::Any } else { payload };
        Ok(Expected { payload, shape: shape.map(|shape| Arc::new(shape.with_secrets(&self.secrets))) })
    }
}

/// The shape of a schema in a file, perhaps of a place within the document there.
fn schema(source: &Path, quiet: bool) -> Result<Shape, Failure> {
    let shown = source.display();
    let (file, pointer) = located(source);
    let read =
        std::fs::read(&file).map_err(|error| Failure::Message(format!("cannot read {}: {error}", file.display())))?;
    let text = jsonmend::decode::decode(&read).text;
    let document: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::Message(format!("{}: the schema is not JSON: {error}", file.display())))?;
    let beside = beside(&file, &document);
    let others: Vec<(&str, &Value)> = beside.iter().map(|(name, document)| (name.as_str(), document)).collect();
    let (shape, unused) = Shape::compile_among(&document, &pointer, &others)
        .map_err(|error| Failure::Message(format!("{shown}: the schema does not compile: {error}")))?;
    if !quiet {
        for part in unused.iter().take(MOST_SAID) {
            complain(&format!("{}: not used: {part}", file.display()));
        }
        if let Some(more) = unused.len().checked_sub(MOST_SAID).filter(|more| *more > 0) {
            complain(&format!("{}: not used: {more} more parts of the schema", file.display()));
        }
    }
    Ok(shape)
}

/// The documents in the folder of a schema that it and those refer to by their file names.
fn beside(file: &Path, document: &Value) -> Vec<(String, Value)> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut found: Vec<(String, Value)> = Vec::new();
    let mut rest = references(document);
    while let Some(name) = rest.pop() {
        let is_plain = Path::new(&name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if !is_plain || found.len() >= MOST_BESIDE || found.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let read = std::fs::read(folder.join(&name)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let Some(document) = read {
            rest.extend(references(&document));
            found.push((name, document));
        }
    }
    found
}

/// What the references of a document name before `#`.
fn references(document: &Value) -> Vec<String> {
    let mut names = std::collections::BTreeSet::new();
    let mut rest = vec![document];
    while let Some(value) = rest.pop() {
        match value {
            Value::Object(members) => {
                let reference = members.get("$ref").and_then(Value::as_str);
                let name = reference.and_then(|reference| reference.split('#').next());
                names.extend(name.filter(|name| !name.is_empty() && !name.contains(':')).map(str::to_owned));
                rest.extend(members.values());
            }
            Value::Array(items) => rest.extend(items),
            _ => {}
        }
    }
    names.into_iter().collect()
}

/// A file and the pointer behind `#`. A file whose name holds `#` is taken as it is.
fn located(source: &Path) -> (PathBuf, String) {
    let text = source.to_string_lossy();
    match text.rsplit_once('#') {
        Some((file, pointer)) if !source.exists() => (file.into(), pointer.to_owned()),
        _ => (source.to_owned(), String::new()),
    }
}
