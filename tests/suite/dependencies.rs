//! ARCHITECTURE.md gives the reason for every dependency.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = read("Cargo.toml");
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let names: BTreeSet<&str> = section.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    let architecture = read("ARCHITECTURE.md");
    let table = architecture.split("## Dependencies").nth(1).unwrap().split("\n## ").next().unwrap();
    let first = table.lines().filter(|line| line.starts_with("| `")).map(|line| line.split('|').nth(1).unwrap());
    let listed: BTreeSet<&str> = first.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert_eq!(names, listed);
}
