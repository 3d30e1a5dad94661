//! Expectations of inputs: a kind of payload, a schema file, or a schema inferred from other captures.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use authscan::diagnostic::Diagnostic;
use authscan::model::PayloadKind;
use authscan::schema::{Shape, operation};
use authscan::syntax::Tape;
use clap::Args;
use glob::{MatchOptions, Pattern};
use jsonmend::Error;
use serde_json::Value;

use crate::args::{InputArgs, Payload};
use crate::config::{Config, SchemaRule};
use crate::output::{Failure, complain};

/// Unsupported parts of a schema that are reported.
const MOST_SAID: usize = 10;

/// Further documents that are loaded with a schema.
const MOST_BESIDE: usize = 256;

/// Options that select the shape of the inputs.
#[derive(Args)]
pub(crate) struct Expecting {
    /// Expect documents of a JSON Schema: a file, a schema within it, `openapi.json#/components/schemas/Pet`, or the body of
    /// an OpenAPI operation, `'openapi.json#GET /pets 200'` or `'openapi.json#POST /pets request'`.
    #[arg(long, value_name = "FILE[#SCHEMA]", conflicts_with_all = ["payload", "like"])]
    pub(crate) schema: Option<PathBuf>,

    /// Expect documents like the valid captures of a file or directory.
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "payload")]
    pub(crate) like: Option<PathBuf>,

    /// Name of a secret member, in any case and at any location; can be repeated.
    #[arg(long = "secret", value_name = "NAME")]
    pub(crate) secrets: Vec<String>,
}

/// Expectations of all inputs.
pub(crate) struct Expected {
    /// Expectation of inputs that no rule matches.
    usual: Expectation,
    /// Expectations of files whose path matches a pattern of the settings; the first match wins.
    rules: Vec<(Pattern, Expectation)>,
    /// Folder that the patterns are relative to.
    folder: PathBuf,
}

/// Expectation of one input.
#[derive(Clone)]
pub(crate) struct Expectation {
    pub(crate) payload: Payload,
    /// Shape of a schema or of captures, instead of a kind of payload.
    pub(crate) shape: Option<Arc<Shape>>,
    pub(crate) kinds: Arc<Kinds>,
}

/// Kinds of payload and plain JSON, with the additional names of secrets.
pub(crate) struct Kinds {
    named: Vec<Kind>,
    /// Shape of plain JSON; `None` without additional names.
    any: Option<Arc<Shape>>,
}

/// Kind of payload with additional names of secrets.
pub(crate) struct Kind {
    pub(crate) name: PayloadKind,
    /// Shape of the kind with the names; `None` without additional names.
    pub(crate) shape: Option<Arc<Shape>>,
}

impl Kinds {
    fn new(secrets: &[String]) -> Self {
        let with = |shape: &Shape| (!secrets.is_empty()).then(|| Arc::new(shape.clone().with_secrets(secrets)));
        let named = PayloadKind::ALL.iter().map(|kind| Kind { name: *kind, shape: with(kind.shape()) });
        Self { named: named.collect(), any: with(&Shape::ANY) }
    }

    pub(crate) fn get(&self, name: PayloadKind) -> Option<&Kind> {
        self.named.iter().find(|kind| kind.name == name)
    }

    /// Returns the shape of plain JSON if it is not [`Shape::ANY`].
    pub(crate) fn any(&self) -> Option<&Arc<Shape>> {
        self.any.as_ref()
    }
}

impl jsonmend::Payload for Kind {
    fn shape(&self) -> &Shape {
        self.shape.as_deref().unwrap_or_else(|| self.name.shape())
    }

    fn reads(&self, text: &str, max_depth: usize) -> bool {
        self.name.reads(text, max_depth)
    }

    fn accepts(&self, text: &str, max_depth: usize) -> bool {
        self.name.accepts(text, max_depth)
    }

    fn check(&self, tape: &Tape<'_>) -> Vec<Diagnostic> {
        self.name.check(tape)
    }

    fn read(&self, tape: &Tape<'_>) -> Result<(), Error> {
        self.name.read(tape)
    }

    fn canonical(&self, tape: &Tape<'_>) -> Result<Value, Error> {
        self.name.canonical(tape)
    }
}

impl Expected {
    /// Loads the expectations of the options and the settings. Options take precedence.
    pub(crate) fn resolve(inputs: &InputArgs, config: &Config, quiet: bool) -> Result<Self, Failure> {
        let expecting = &inputs.expecting;
        let secrets: Vec<String> = expecting.secrets.iter().chain(&config.settings.secrets).cloned().collect();
        let kinds = Arc::new(Kinds::new(&secrets));
        let of = |payload: Payload, shape: Option<Shape>| {
            let payload = if shape.is_some() { Payload::Any } else { payload };
            let shape = shape.map(|shape| Arc::new(shape.with_secrets(&secrets)));
            Expectation { payload, shape, kinds: Arc::clone(&kinds) }
        };
        let shape = match (&expecting.schema, &expecting.like) {
            (Some(file), _) => Some(schema(file, quiet)?),
            (None, Some(path)) => Some(crate::like::shape(path, quiet)?),
            (None, None) => None,
        };
        let is_named = shape.is_some() || inputs.payload.is_some();
        let usual = of(inputs.payload.unwrap_or(Payload::Auto), shape);
        let mut rules = Vec::new();
        for rule in config.settings.schemas.iter().filter(|_| !is_named) {
            let (pattern, payload, shape) = rule.resolve(config.folder(), quiet)?;
            rules.push((pattern, of(payload, shape)));
        }
        Ok(Self { usual, rules, folder: plain(config.folder()) })
    }

    /// Returns the expectation of the input called `name`.
    pub(crate) fn of(&self, name: &str) -> &Expectation {
        if self.rules.is_empty() {
            return &self.usual;
        }
        let path = plain(Path::new(name));
        let relative = path.strip_prefix(&self.folder).unwrap_or(&path);
        let literal = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        let is_of = |pattern: &Pattern| match pattern.as_str().contains('/') {
            true => pattern.matches_path_with(relative, literal),
            false => relative.file_name().is_some_and(|name| pattern.matches(&name.to_string_lossy())),
        };
        self.rules.iter().find(|(pattern, _)| is_of(pattern)).map_or(&self.usual, |(_, expectation)| expectation)
    }
}

/// Returns an absolute path without `.` and `..`; the file need not exist.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_default().components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

impl SchemaRule {
    fn resolve(&self, folder: &Path, quiet: bool) -> Result<(Pattern, Payload, Option<Shape>), Failure> {
        let pattern = Pattern::new(&self.files)
            .map_err(|error| Failure::Message(format!("`{}` is not a pattern: {error}", self.files)))?;
        let payload = match &self.payload {
            Some(name) => name.parse().map_err(|why| Failure::Message(format!("unknown type `{name}`: {why}")))?,
            None => Payload::Any,
        };
        let shape = self.schema.as_ref().map(|file| schema(&folder.join(file), quiet)).transpose()?;
        Ok((pattern, payload, shape))
    }
}

/// Loads the shape of a schema file, or of a location in it.
fn schema(source: &Path, quiet: bool) -> Result<Shape, Failure> {
    let shown = source.display();
    let (file, place) = located(source);
    let read =
        std::fs::read(&file).map_err(|error| Failure::Message(format!("cannot read {}: {error}", file.display())))?;
    let text = jsonmend::decode::decode(&read).text;
    let document: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::Message(format!("{}: the schema is not JSON: {error}", file.display())))?;
    let beside = beside(&file, &document);
    let others: Vec<(&str, &Value)> = beside.iter().map(|(name, document)| (name.as_str(), document)).collect();
    let fail = |error: Error| Failure::Message(format!("{shown}: the schema does not compile: {error}"));
    // A JSON Pointer is empty or begins with a slash; an operation begins with its method.
    let pointer = match place.starts_with('/') || place.is_empty() {
        true => place,
        false => operation(&document, &place)
            .map_err(|error| Failure::Message(format!("{}: no schema for `{place}`: {error}", file.display())))?,
    };
    let (shape, unused) = Shape::compile_among(&document, &pointer, &others).map_err(fail)?;
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

/// Loads the documents in the folder of a schema that it refers to by file name, directly or indirectly.
fn beside(file: &Path, document: &Value) -> Vec<(String, Value)> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut found: Vec<(String, Value)> = Vec::new();
    let mut rest = references(document);
    while let Some(name) = rest.pop() {
        let is_plain = Path::new(&name).components().all(|part| matches!(part, Component::Normal(_)));
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

/// Returns the documents that the references of a document name before `#`.
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

/// Splits an argument into a file and the place after `#`: a JSON Pointer, or an operation of an OpenAPI document. An existing file whose name contains `#` is not split.
fn located(source: &Path) -> (PathBuf, String) {
    let text = source.to_string_lossy();
    match text.rsplit_once('#') {
        Some((file, pointer)) if !source.exists() => (file.into(), pointer.to_owned()),
        _ => (source.to_owned(), String::new()),
    }
}
