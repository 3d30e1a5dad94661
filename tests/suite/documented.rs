//! Public functions are documented in one form: a verb first, errors under their heading, when the result is `None`, and an
//! example that calls them.
//!
//! CONTRIBUTING.md has the rules. Implementations of foreign traits are not read: their traits document them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use authscan::model::ENDPOINTS;

use crate::words::sources;

/// A public function of a file: its documentation in one line, its name and its return type.
struct Function {
    line: usize,
    name: String,
    documentation: String,
    returns: String,
}

/// Returns the public functions of a formatted file, without its tests.
fn functions(text: &str) -> Vec<Function> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let mut found = Vec::new();
    let mut documentation = String::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some(comment) = line.strip_prefix("///") {
            documentation += comment;
            continue;
        }
        if line.starts_with("#[") {
            continue;
        }
        let documentation = std::mem::take(&mut documentation).trim().to_owned();
        let Some(rest) = line.strip_prefix("pub const fn ").or_else(|| line.strip_prefix("pub fn ")) else { continue };
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        // A macro names its functions elsewhere.
        if name.is_empty() {
            continue;
        }
        let length = lines[at..].iter().position(|line| line.ends_with(['{', ';', '}'])).unwrap_or(0);
        let signature = lines[at..=at + length].join(" ");
        let returns = signature.rsplit_once("-> ").map_or(String::new(), |(_, returns)| returns.to_owned());
        found.push(Function { line: at + 1, name, documentation, returns });
    }
    found
}

/// Returns the rules that the documentation of a function breaks.
fn faults(function: &Function) -> Vec<&'static str> {
    let Function { documentation, returns, .. } = function;
    let first = documentation.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let is_verb = first.ends_with('s') && first.starts_with(|c: char| c.is_ascii_uppercase());
    [
        (documentation.is_empty(), "has no documentation"),
        (!documentation.is_empty() && !is_verb, "does not begin with a verb in the third person"),
        (returns.starts_with("Option<") && !documentation.contains("`None`"), "does not say when the result is `None`"),
        (returns.starts_with("Result<") && !documentation.contains("# Errors"), "does not list its errors"),
    ]
    .into_iter()
    .filter_map(|(is_broken, fault)| is_broken.then_some(fault))
    .collect()
}

#[test]
fn public_functions_are_documented_in_one_form() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    let mut count = 0;
    for folder in ["src", "crates/engine/src"] {
        for path in sources(&root.join(folder)) {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(root).unwrap().display();
            for function in functions(&text) {
                count += 1;
                let Function { line, name: of, .. } = &function;
                wrong.extend(faults(&function).iter().map(|fault| format!("{name}:{line}: `{of}` {fault}")));
            }
        }
    }
    assert!(count > 300, "only {count} functions were found");
    assert!(wrong.is_empty(), "{} functions:\n{}", wrong.len(), wrong.join("\n"));
}

/// The examples of a crate, as code, by the type that they stand at; those of modules by the module's folder.
#[derive(Default)]
struct Examples(BTreeMap<String, String>);

/// A public function without an example of its own: its name and the type that it belongs to, or its file.
type Silent = (String, String);

/// Returns the code of the examples in a documentation.
fn examples(documentation: &str) -> String {
    documentation.split("```").skip(1).step_by(2).collect()
}

/// Returns the type that the line of an `impl`, `struct`, `enum` or `trait` is about; `None` for other lines.
fn subject(line: &str) -> Option<&str> {
    let of = |start: &str| line.strip_prefix(start);
    let item = match of("impl") {
        // Behind the parameters, and behind the trait if there is one.
        Some(rest) if rest.starts_with([' ', '<']) => {
            let mut depth = 0;
            let is_end = |c: char| {
                depth += i32::from(c == '<') - i32::from(c == '>');
                depth == 0
            };
            let end = if rest.starts_with('<') { rest.find(is_end)? + 1 } else { 0 };
            rest[end..].rsplit(" for ").next()?
        }
        _ => ["pub struct ", "pub enum ", "pub trait "].into_iter().find_map(of)?,
    };
    let name = item.trim_start().split(['<', '(', '{', ';', ' ', ':']).next()?;
    (!name.is_empty()).then_some(name)
}

impl Examples {
    /// Adds the examples of a file, and returns its public functions that have none of their own.
    fn add(&mut self, file: &str, text: &str) -> Vec<Silent> {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let (mut owner, mut documentation) = (file.to_owned(), String::new());
        let mut silent = Vec::new();
        for line in code.lines() {
            let item = line.trim();
            if let Some(comment) = item.strip_prefix("//!") {
                self.of(folder).push_str(comment);
                self.of(folder).push('\n');
            } else if let Some(comment) = item.strip_prefix("///") {
                documentation += comment;
                documentation.push('\n');
            } else if !(item.starts_with("#[") || item.starts_with("$(#[")) {
                if line == "}" {
                    owner = file.to_owned();
                }
                let documentation = std::mem::take(&mut documentation);
                let subject = subject(item).map(|it| if it.starts_with('$') { file } else { it });
                if let Some(subject) = subject {
                    self.of(subject).push_str(&examples(&documentation));
                    if item.starts_with("impl") {
                        owner = subject.to_owned();
                    }
                    continue;
                }
                self.of(&owner).push_str(&examples(&documentation));
                let rest = item.strip_prefix("pub const fn ").or_else(|| item.strip_prefix("pub fn "));
                let name: String =
                    rest.unwrap_or_default().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !name.is_empty() && !documentation.contains("```") {
                    silent.push((name, owner.clone()));
                }
            }
        }
        silent
    }

    fn of(&mut self, owner: &str) -> &mut String {
        self.0.entry(owner.to_owned()).or_default()
    }

    /// Returns whether an example at the function's type, in its file or at its folder's modules calls the function.
    fn call(&self, file: &str, (name, owner): &Silent) -> bool {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_called = |code: &String| {
            code.match_indices(name.as_str()).any(|(at, _)| {
                let (before, after) = (&code[..at], &code[at + name.len()..]);
                let is_path = before.ends_with("::") && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
                let is_call = after.starts_with('(') || after.starts_with("::<");
                is_path || (is_call && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'))
            })
        };
        let modules = self.0.get(folder).map(|text| examples(text));
        self.0.get(owner).into_iter().chain(modules.as_ref()).any(is_called)
    }
}

/// Functions of the engine that no user of the crates meets: documentation leaves them out.
const HIDDEN: [&str; 1] = ["looked"];

/// Each public function has an example, or is called by one at its type or module: what is documented also runs.
#[test]
fn each_public_function_is_called_in_an_example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["src", "crates/engine/src"] {
        let (mut examples, mut silent) = (Examples::default(), Vec::new());
        for path in sources(&root.join(folder)) {
            let file = path.strip_prefix(root).unwrap().display().to_string();
            let found = examples.add(&file, &fs::read_to_string(&path).unwrap());
            silent.extend(found.into_iter().map(|function| (file.clone(), function)));
        }
        assert!(!silent.is_empty(), "the examples of types are searched");
        let is_missing = |(file, function): &&(String, Silent)| {
            !HIDDEN.contains(&function.0.as_str()) && !examples.call(file, function)
        };
        let missing: Vec<_> = silent
            .iter()
            .filter(is_missing)
            .map(|(file, (name, owner))| format!("{file}: `{name}` of {owner}"))
            .collect();
        assert!(missing.is_empty(), "{} functions without an example:\n{}", missing.len(), missing.join("\n"));
    }
}

#[test]
fn functions_without_an_example_are_found() {
    let text = "\
/// A type.
///
/// ```
/// assert_eq!(Type::new().value(), [1].map(Type::of));
/// ```
pub struct Type<T>(T);

impl<T: Into<u8>> Type<T> {
    /// Creates.
    pub fn new() -> Self {}
    pub const fn value(&self) -> u8 {}
    pub fn of(value: u8) -> u8 {}
    /// Returns.
    pub fn val(&self) -> u8 {}
    fn private() {}
}

/// Another type.
pub enum Other {}

impl Other {
    pub fn value(&self) -> u8 {}
    /// ```
    /// other.own();
    /// ```
    #[must_use]
    pub fn own(&self) -> u8 {}
}

pub fn free() {}
";
    let mut examples = Examples::default();
    let silent = examples.add("src/type.rs", text);
    let missing = silent.iter().filter(|function| !examples.call("src/type.rs", function));
    let missing: Vec<_> = missing.map(|(name, owner)| format!("{owner}::{name}")).collect();
    assert_eq!(missing, ["Type::val", "Other::value", "src/type.rs::free"]);
}

#[test]
fn undocumented_results_are_found() {
    let text = "\
/// Where it is.
pub fn place(&self) -> Option<u8> {
    None
}
/// Returns a number; `None` without one.
#[must_use]
pub const fn number(
    &self,
) -> Option<u8> {
    None
}
/// Reads.
pub fn read() -> Result<(), ()> {}
pub(crate) fn hidden() {}
pub fn bare();
";
    let found: Vec<_> = functions(text).iter().flat_map(|function| faults(function)).collect();
    assert_eq!(
        found,
        [
            "does not begin with a verb in the third person",
            "does not say when the result is `None`",
            "does not list its errors",
            "has no documentation",
        ]
    );
}

/// The documentation of the constant of each endpoint begins with method and path.
#[test]
fn endpoints_are_documented_with_method_and_path() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model/endpoints.rs");
    let text = fs::read_to_string(source).unwrap();
    let mut documentation = "";
    let mut begins = Vec::new();
    for line in text.split("\nendpoints! {").nth(1).unwrap().lines() {
        if let Some(comment) = line.strip_prefix("    /// ") {
            documentation = if documentation.is_empty() { comment } else { documentation };
        } else if let Some((name, _)) = line.split_once(": ").filter(|(name, _)| *name == name.to_uppercase()) {
            begins.push((name.trim(), std::mem::take(&mut documentation)));
        }
    }
    assert_eq!(begins.len(), ENDPOINTS.len());
    for ((name, begin), endpoint) in begins.iter().zip(ENDPOINTS) {
        assert_eq!(*begin, format!("`{} {}`:", endpoint.method, endpoint.path), "{name}");
    }
}
