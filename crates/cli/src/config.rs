//! `authscan.toml`: the settings of a project, which need not be repeated on every command line.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::Status;
use crate::args::ConfigArgs;
use crate::output::Failure;

/// Name of the file that is searched for in the working directory and its ancestors.
const NAME: &str = "authscan.toml";

/// Settings of a project.
#[derive(Default)]
pub(crate) struct Config {
    /// File of the settings; `None` if there is none.
    pub(crate) file: Option<PathBuf>,
    pub(crate) settings: Settings,
}

/// Content of the file.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Settings {
    /// Names of secret members, in addition to the known ones.
    pub(crate) secrets: Vec<String>,
    /// Codes that are reported; all by default.
    pub(crate) select: Vec<String>,
    /// Codes that are not reported.
    pub(crate) ignore: Vec<String>,
    /// Address of the page about a code; `{code}` is replaced by its name.
    pub(crate) code_links: Option<String>,
    /// Schemas of files by path; the first matching pattern wins.
    pub(crate) schemas: Vec<SchemaRule>,
}

/// Schema of files whose path matches a pattern.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SchemaRule {
    /// Pattern of paths below the folder of the settings file; without `/`, of file names.
    pub(crate) files: String,
    /// JSON Schema, relative to the folder of the settings file, optionally with a JSON Pointer after `#`.
    #[serde(default)]
    pub(crate) schema: Option<PathBuf>,
    /// Name of a type, instead of a schema.
    #[serde(default, rename = "type")]
    pub(crate) payload: Option<String>,
}

impl Config {
    /// Loads the settings that the options name, or those of the nearest file from the working directory upwards.
    pub(crate) fn load(arguments: &ConfigArgs) -> Result<Self, Failure> {
        let file = match &arguments.config {
            _ if arguments.no_config => None,
            Some(file) => Some(file.clone()),
            None => std::env::current_dir().ok().and_then(|from| discover(&from)),
        };
        let Some(file) = file else { return Ok(Self::default()) };
        let fail = |why: String| Failure::Message(format!("{}: {why}", file.display()));
        let text = std::fs::read_to_string(&file).map_err(|error| fail(format!("cannot be read: {error}")))?;
        let settings: Settings =
            toml::from_str(&text).map_err(|error| fail(error.to_string().trim_end().to_owned()))?;
        for rule in &settings.schemas {
            if rule.schema.is_some() == rule.payload.is_some() {
                return Err(fail(format!("the rule for `{}` needs either `schema` or `type`", rule.files)));
            }
        }
        Ok(Self { file: Some(file), settings })
    }

    /// Returns the folder that patterns and schemas are relative to.
    pub(crate) fn folder(&self) -> &Path {
        self.file.as_deref().map_or(Path::new("."), crate::output::place::parent)
    }
}

/// Returns the nearest settings file from a folder upwards.
fn discover(from: &Path) -> Option<PathBuf> {
    from.ancestors().map(|folder| folder.join(NAME)).find(|file| file.is_file())
}

/// Runs `authscan config`.
pub(crate) fn print(arguments: &ConfigArgs) -> Result<Status, Failure> {
    let config = Config::load(arguments)?;
    let mut out = std::io::stdout().lock();
    match &config.file {
        Some(file) => writeln!(out, "# from {}", file.display())?,
        None => writeln!(out, "# no {NAME} in this directory or its ancestors: default settings")?,
    }
    out.write_all(config.settings.to_toml().as_bytes())?;
    out.flush()?;
    Ok(Status::Good)
}

impl Settings {
    /// Returns the settings as TOML.
    fn to_toml(&self) -> String {
        let mut text = String::new();
        for (name, list) in [("secrets", &self.secrets), ("select", &self.select), ("ignore", &self.ignore)] {
            let list: Vec<String> = list.iter().map(|entry| quoted(entry)).collect();
            let _ = writeln!(text, "{name} = [{}]", list.join(", "));
        }
        if let Some(links) = &self.code_links {
            let _ = writeln!(text, "code-links = {}", quoted(links));
        }
        for rule in &self.schemas {
            let _ = writeln!(text, "\n[[schemas]]\nfiles = {}", quoted(&rule.files));
            if let Some(schema) = &rule.schema {
                let _ = writeln!(text, "schema = {}", quoted(&schema.to_string_lossy()));
            }
            if let Some(payload) = &rule.payload {
                let _ = writeln!(text, "type = {}", quoted(payload));
            }
        }
        text
    }
}

/// Returns a basic string of TOML. Its escapes are those of JSON, and control characters must be escaped.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_printed_is_read_as_the_same(
            secrets in prop::collection::vec(any::<String>(), 0..3),
            files in any::<String>(),
            schema in any::<String>(),
            links in prop::option::of(any::<String>()),
        ) {
            let rule = |schema: &str| SchemaRule { files: files.clone(), schema: Some(schema.into()), payload: None };
            let settings = Settings { secrets, code_links: links, schemas: vec![rule(&schema)], ..Settings::default() };
            let again: Settings = toml::from_str(&settings.to_toml()).unwrap();
            prop_assert_eq!(again.secrets, settings.secrets);
            prop_assert_eq!(again.code_links, settings.code_links);
            prop_assert_eq!(&again.schemas[0].files, &settings.schemas[0].files);
            prop_assert_eq!(&again.schemas[0].schema, &settings.schemas[0].schema);
        }
    }
}
