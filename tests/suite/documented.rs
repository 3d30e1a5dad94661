//! Public functions are documented in one form: a verb first, errors under their heading, and when the result is `None`.
//!
//! CONTRIBUTING.md has the rules. Implementations of foreign traits are not read: their traits document them.

use std::fs;
use std::path::Path;

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
