//! Module boundaries: which folder of the engine may import which, and that the engine knows no API.
//!
//! `cargo xtask imports` prints the table that this test asserts and that ARCHITECTURE.md records;
//! `AUTHSCAN_BLESS=1 cargo test --test suite imports` writes it there.

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

/// Returns the modules of the crate's root that `code` reaches by `super`, in a module `depth` levels below the root.
fn reached(code: &str, depth: usize) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut rest = code;
    while let Some((_, behind)) = rest.split_once("super::") {
        let name = behind.trim_start_matches("super::");
        let levels = 1 + (behind.len() - name.len()) / "super::".len();
        if levels == depth {
            found.extend(name.split(|c: char| !c.is_alphanumeric() && c != '_').next());
        }
        rest = name;
    }
    found
}

/// Returns the number of levels of a file's module below the crate's root.
fn depth(relative: &Path) -> usize {
    let is_folder = relative.file_name().is_some_and(|name| name == "mod.rs");
    relative.components().count() - usize::from(is_folder)
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
        let names = used(&code)
            .into_iter()
            .chain(reached(&code, depth(relative)))
            .map(|name| if name == "Error" { "diagnostic" } else { name });
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

/// Names of types that the model and the engine declare independently of each other.
const COMMON_NAMES: [&str; 2] = ["ErrorKind", "TimeOfDay"];

/// The engine names no type of the model, even in comments' code. Names of one word are those of any program.
#[test]
fn the_engine_names_no_type_of_the_model() {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let is_compound = |name: &&str| name.chars().skip(1).any(char::is_uppercase);
    let mut names = BTreeSet::new();
    for path in sources(&model) {
        let code = code(&path);
        let declared = ["pub struct ", "pub enum ", "pub trait ", "pub type "].into_iter().flat_map(|kind| {
            let name = |rest: &str| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned();
            code.split(kind).skip(1).map(name).collect::<Vec<_>>()
        });
        names.extend(declared.filter(|name| is_compound(&name.as_str()) && !COMMON_NAMES.contains(&name.as_str())));
    }
    assert!(names.len() > 30, "the declarations of the model were not found");
    let mut wrong = Vec::new();
    for path in sources(&root()) {
        let code = code(&path);
        let words: BTreeSet<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        wrong
            .extend(names.iter().filter(|name| words.contains(name.as_str())).map(|name| (path.clone(), name.clone())));
        if code.contains("crate::model") {
            wrong.push((path, "crate::model".to_owned()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn paths_by_super_are_followed_to_the_root() {
    assert_eq!(depth(Path::new("decode/mod.rs")), 1);
    assert_eq!(depth(Path::new("decode/families/log.rs")), 3);
    let code = "use super::super::super::schema::Shape; use super::lines; super::super::super::text::Span::new(0, 0)";
    assert_eq!(reached(code, 3), BTreeSet::from(["schema", "text"]));
    assert_eq!(reached(code, 1), BTreeSet::from(["lines"]));
}

/// The crates of the workspace, each with the folder of its manifest.
const CRATES: [(&str, &str); 4] = [
    ("jsonmend", "crates/engine"),
    ("authscan", "."),
    ("authscan-testkit", "crates/testkit"),
    ("authscan-cli", "crates/cli"),
];

/// Returns the crates of the workspace that a crate depends on, tests aside.
fn crates(folder: &str) -> Vec<&'static str> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("Cargo.toml");
    let manifest = fs::read_to_string(path).unwrap();
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap().to_owned();
    let depends = |name: &str| section.lines().any(|line| line.split(" = ").next() == Some(name));
    CRATES.iter().map(|(name, _)| *name).filter(|name| depends(name)).collect()
}

/// Returns the table of imports as it is in ARCHITECTURE.md.
fn rows() -> String {
    let row = |name: &str, imported: &[&str]| {
        let imported: Vec<String> = imported.iter().map(|name| format!("`{name}`")).collect();
        format!("| `{name}` | {} |\n", if imported.is_empty() { "–".to_owned() } else { imported.join(", ") })
    };
    let imports = imports();
    let folders = FOLDERS.map(|folder| {
        let imported: Vec<&str> = imports.get(folder).into_iter().flatten().map(String::as_str).collect();
        row(folder, &imported)
    });
    let crates = CRATES.map(|(name, folder)| row(name, &crates(folder)));
    format!("| crate or folder | imports |\n| --- | --- |\n{}{}", crates.concat(), folders.concat())
}

#[test]
fn a_crate_imports_only_those_before_it() {
    for (at, (name, folder)) in CRATES.iter().enumerate() {
        let before: Vec<&str> = CRATES.iter().take(at).map(|(name, _)| *name).collect();
        assert!(crates(folder).iter().all(|imported| before.contains(imported)), "{name}");
    }
}

#[test]
fn the_recorded_table_is_up_to_date() {
    const MARKS: [&str; 2] = ["<!-- imports -->\n", "<!-- end of imports -->"];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let before = fs::read_to_string(&path).unwrap();
    let (head, rest) = before.split_once(MARKS[0]).unwrap();
    let (_, tail) = rest.split_once(MARKS[1]).unwrap();
    let page = format!("{head}{}\n{}\n{}{tail}", MARKS[0], rows(), MARKS[1]);
    if std::env::var_os("AUTHSCAN_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == page, "ARCHITECTURE.md is out of date");
}

/// Prints the table for `cargo xtask imports`.
#[test]
fn table() {
    println!("{}", rows());
}
