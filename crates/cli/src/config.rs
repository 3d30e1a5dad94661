//! `authscan.toml`: what a project expects of its captures, so that nobody has to say it on every command line.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::Status;
use crate::args::ConfigArgs;
use crate::output::Failure;

/// The name of the file that is looked for in the working directory and in those above it.
const NAME: &str = "authscan.toml";

/// The settings of a project.
#[derive(Default)]
pub(crate) struct Config {
    /// The file that they come from, if any.
    pub(crate) file: Option<PathBuf>,
    pub(crate) settings: Settings,
}

/// The content of the file.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Settings {
    /// Names of members that hold secrets, beside the known ones.
    pub(crate) secrets: Vec<String>,
    /// The codes that are reported: all by default.
    pub(crate) select: Vec<String>,
    /// Codes that are not reported.
    pub(crate) ignore: Vec<String>,
    /// The address of the page about a code; `{code}` stands for its name.
    pub(crate) code_links: Option<String>,
    /// The expectations of files by their paths; the first pattern that matches counts.
    pub(crate) schemas: Vec<SchemaRule>,
}

/// The expectation of files whose path matches a pattern.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SchemaRule {
    /// A pattern of paths below the folder of the configuration; without `/`, of file names.
    pub(crate) files: String,
    /// A JSON Schema, relative to the folder of the configuration, with a pointer behind `#` if need be.
    #[serde(default)]
    pub(crate) schema: Option<PathBuf>,
    /// The name of a type, in place of a schema.
    #[serde(default, rename = "type")]
    pub(crate) payload: Option<String>,
}

impl Config {
    /// The settings that the options name, or those of the nearest file from the working directory up.
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

    /// The folder that patterns and schemas are relative to.
    pub(crate) fn folder(&self) -> &Path {
        self.file.as_deref().map_or(Path::new("."), crate::output::place::parent)
    }
}

/// The nearest file of settings from a folder up.
fn discover(from: &Path) -> Option<PathBuf> {
    from.ancestors().map(|folder| folder.join(NAME)).find(|file| file.is_file())
}

/// `authscan config`
pub(crate) fn print(arguments: &ConfigArgs) -> Result<Status, Failure> {
    let config = Config::load(arguments)?;
    let mut out = std::io::stdout().lock();
    match &config.file {
        Some(file) => writeln!(out, "# from {}", file.display())?,
        None => writeln!(out, "# no {NAME} in this folder or one above it: these are the defaults")?,
    }
    out.write_all(config.settings.to_toml().as_bytes())?;
    out.flush()?;
    Ok(Status::Good)
}

impl Settings {
    /// The settings as the file has them.
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

/// A basic string of TOML. Its escapes are those of JSON, and it takes no control character as it stands.
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
