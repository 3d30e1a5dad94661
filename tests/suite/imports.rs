//! Module boundaries: which folder of the engine may import which, and that the engine knows no API.
//!
//! `cargo xtask imports` prints the table that this test asserts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders and files of the engine in order: each may import those before it.
const FOLDERS: [&str; 13] = [
    "work",
    "text",
    "redact",
    "diagnostic",
    "limits",
    "syntax",
    "decode",
    "schema",
    "serde",
    "validate",
    "repair",
    "fit",
    "pipeline",
];

/// Words of the API that only the model may know.
const WORDS_OF_THE_API: [&str; 6] =
    ["authscan", "Defender", "scanName", "ScanDefinition", "PayloadKind", "scannerAgent"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/engine/src")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Returns the code of a file without comments and tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap();
    code.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// Returns the modules of the crate's root that `code` names.
fn used(code: &str) -> BTreeSet<&str> {
    let names = code.split("crate::").skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        None => vec![rest],
        Some(list) => list.split('}').next().unwrap().split(',').map(str::trim).collect(),
    });
    names.map(|name| name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()).collect()
}

fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let mut table: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in sources(&root()) {
        let relative = path.strip_prefix(root()).unwrap();
        let own = relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if own == "lib" || path.ends_with("tests.rs") || relative.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let code = code(&path);
        // `Error` is the only type of a stage that the crate's root re-exports under another path.
        let names = used(&code).into_iter().map(|name| if name == "Error" { "serde" } else { name });
        let known = names.filter(|name| FOLDERS.contains(name) && *name != own).map(str::to_owned);
        table.entry(own.clone()).or_default().extend(known);
    }
    table
}

#[test]
fn a_folder_of_the_engine_imports_only_those_before_it() {
    let rank = |name: &str| FOLDERS.iter().position(|known| *known == name);
    let mut wrong = Vec::new();
    for (own, others) in imports() {
        let place = rank(&own).unwrap_or_else(|| panic!("{own} has no place in the order"));
        wrong.extend(others.iter().filter(|other| rank(other) > Some(place)).map(|other| format!("{own} -> {other}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_engine_knows_no_api() {
    let mut wrong = Vec::new();
    for path in sources(&root()) {
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        if path.ends_with("tests.rs") {
            continue;
        }
        for (line, content) in text.lines().enumerate() {
            if let Some(word) = WORDS_OF_THE_API.iter().find(|word| content.contains(**word)) {
                wrong.push(format!("{}:{}: {word}", path.display(), line + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Prints the table for `cargo xtask imports`.
#[test]
fn table() {
    for folder in FOLDERS {
        let imported = imports().remove(folder).unwrap_or_default();
        println!("{folder:<12} imports {}", imported.into_iter().collect::<Vec<_>>().join(", "));
    }
}
