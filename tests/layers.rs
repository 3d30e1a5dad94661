//! A stage uses only the stages before it.
// Helpers of tests may panic as the tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

/// The stages in order. The model comes before the schema, which is made from it.
const STAGES: [&str; 17] = [
    "text",
    "diagnostic",
    "limits",
    "syntax",
    "capture",
    "model",
    "schema",
    "de",
    "ser",
    "check",
    "recover",
    "damage",
    "arbitrary",
    "report",
    "options",
    "lib",
    "fuzzing",
];

fn rank(stage: &str) -> Option<usize> {
    STAGES.iter().position(|known| *known == stage)
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

/// The modules of the crate's root that a line of code names, and the names that only `lib.rs` gives.
fn used(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or_default();
    let names = code.split("crate::").skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        None => vec![rest],
        Some(list) => list.split(',').map(str::trim).collect(),
    });
    names.map(|name| name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()).collect()
}

#[test]
fn a_stage_uses_only_the_stages_before_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in sources(&root) {
        let relative = path.strip_prefix(&root).unwrap();
        let stage = relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        // The program uses the library like anybody else.
        // So do the requests of the model, which write and read bodies.
        if stage == "bin" || path.ends_with("tests.rs") || path.ends_with("model/send.rs") {
            continue;
        }
        let own = rank(stage).unwrap_or_else(|| panic!("{stage} has no place in the order"));
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (line, content) in code.lines().enumerate() {
            for name in used(content) {
                // The one type that the crate's root gives another name.
                let other = if name == "Error" { rank("de") } else { rank(name) };
                if other.is_some_and(|other| other > own) {
                    wrong.push(format!("{}:{}: {stage} uses {name}", relative.display(), line + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
