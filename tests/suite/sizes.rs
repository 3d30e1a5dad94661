//! Lengths of files and functions: the long ones are listed with their reasons, and the list may only shrink.
//!
//! `cargo xtask sizes` prints the table that this test asserts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Lines above which a file needs a reason.
const LONG_FILE: usize = 500;
/// Lines above which a function needs a reason.
const LONG_FUNCTION: usize = 60;

/// Long files and functions, as `path` or `path::function`, each with the lines it may have and its reason.
const ALLOWED: [(&str, usize, &str); 13] = [
    ("crates/engine/src/fit/coerce.rs::coerce", 75, "one arm for each kind of value"),
    ("crates/engine/src/pipeline/reading/finish.rs::finish", 64, "the one constructor of a report"),
    ("crates/engine/src/repair/beam/head.rs::infer_head", 64, "one sequence of trials, each with its own limit"),
    ("crates/engine/src/repair/beam/strict.rs::walk", 98, "hot loop: its state stays in registers"),
    ("crates/engine/src/repair/cost/shape.rs::name", 68, "one order of comparisons of a name"),
    ("crates/engine/src/repair/edits.rs::escape", 89, "one arm for each kind of escape"),
    ("crates/engine/src/repair/edits.rs::script", 67, "one arm for each operation"),
    ("crates/engine/src/repair/expand/mod.rs::after_value", 65, "one arm for each kind of token"),
    ("crates/engine/src/repair/expand/mod.rs::at_value", 90, "one arm for each kind of token"),
    ("crates/engine/src/repair/expand/strings.rs", 535, "the steps within strings, which call each other"),
    ("crates/engine/src/repair/expand/strings.rs::in_value", 69, "one arm for each kind of token"),
    ("crates/engine/src/schema/compile.rs", 576, "one method for each keyword of JSON Schema"),
    ("crates/engine/src/schema/compile.rs::members", 64, "one sequence over the members of an alternative"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_test = path.file_name().is_some_and(|name| name == "tests" || name == "tests.rs");
        if path.is_dir() && !is_test {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test {
            found.push(path);
        }
    }
}

/// Returns the name of the function that begins on a line.
fn function(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().peekable();
    while words.next_if(|word| word.starts_with("pub") || ["const", "async", "in"].contains(word)).is_some() {}
    // `pub(in path)` has a blank.
    words.next_if(|word| word.ends_with(')') && word.contains("::"));
    while words.next_if(|word| ["const", "async"].contains(word)).is_some() {}
    words.next_if(|word| *word == "fn")?;
    words.next()?.split(['(', '<']).next()
}

/// Returns the functions of a formatted file that are longer than allowed, with their lines. Tests do not count.
fn long_functions(text: &str) -> Vec<(String, usize)> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = function(line) else { continue };
        let indent = &line[..line.len() - line.trim_start().len()];
        // A formatted function ends at the first brace with its indentation.
        let rest = lines[at..].iter().take_while(|line| line.trim_end() != format!("{indent};"));
        let length = rest.clone().position(|line| *line == format!("{indent}}}")).map_or(1, |end| end + 1);
        if length > LONG_FUNCTION && !line.ends_with(';') {
            found.push((name.to_owned(), length));
        }
    }
    found
}

/// Returns the long files and functions of the library, the program, the test kit and the commands.
fn long() -> BTreeMap<String, usize> {
    let mut paths = Vec::new();
    for folder in ["src", "crates/engine/src", "crates/cli/src", "crates/testkit/src", "xtask/src"] {
        sources(&root().join(folder), &mut paths);
    }
    let mut long = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        long.extend(long_functions(&text).into_iter().map(|(function, lines)| (format!("{name}::{function}"), lines)));
        if text.lines().count() > LONG_FILE {
            long.insert(name, text.lines().count());
        }
    }
    long
}

#[test]
fn long_files_and_functions_only_get_fewer_and_shorter() {
    let long = long();
    let mut wrong = Vec::new();
    for (name, lines) in &long {
        match ALLOWED.iter().find(|(allowed, ..)| allowed == name) {
            None => wrong.push(format!("{name} has {lines} lines: split it, or give a reason")),
            Some((_, most, _)) if lines > most => wrong.push(format!("{name} has {lines} lines, was {most}")),
            Some(_) => {}
        }
    }
    let gone = ALLOWED.iter().filter(|(name, ..)| !long.contains_key(*name));
    wrong.extend(gone.map(|(name, ..)| format!("{name} is short: remove it from the list")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn functions_are_measured() {
    let body = "        let a = 1;\n".repeat(LONG_FUNCTION);
    let text = format!(
        "impl A {{\n    pub(in crate::b) const fn long<'t>(\n        self,\n    ) {{\n{body}    }}\n\n    fn short() {{\n    }}\n}}\n"
    );
    assert_eq!(long_functions(&text), [("long".to_owned(), LONG_FUNCTION + 4)]);
    assert_eq!(long_functions(&format!("#[cfg(test)]\n{text}")), []);
    assert_eq!(function("    pub fn a(&self) -> u8;"), Some("a"));
    assert_eq!(function("    // fn a()"), None);
}

/// Prints the table for `cargo xtask sizes`.
#[test]
fn table() {
    for (name, lines) in long() {
        let reason = ALLOWED.iter().find(|(allowed, ..)| **allowed == name).map_or("", |(.., reason)| reason);
        println!("{lines:>4} {name}: {reason}");
    }
}
