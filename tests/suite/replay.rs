//! Replays every seed and every regression of the fuzz targets.
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use authscan_testkit::oracles::{TARGETS, oracle};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

fn name(path: &Path) -> &str {
    path.file_stem().unwrap().to_str().unwrap()
}

/// Runs every file of `folder/<target>/` through the target's oracle. Returns the number of files.
fn replay(folder: &str) -> usize {
    let mut replayed = 0;
    for target in entries(&fuzz().join(folder)) {
        let oracle = oracle(name(&target)).unwrap_or_else(|| panic!("{}: no such target", target.display()));
        for file in entries(&target) {
            let input = fs::read(&file).unwrap();
            if std::panic::catch_unwind(|| oracle(&input)).is_err() {
                panic!("{}: see above", file.display());
            }
            replayed += 1;
        }
    }
    replayed
}

#[test]
fn findings_stay_fixed() {
    assert!(replay("regressions") > 0);
}

#[test]
fn seeds_hold() {
    assert!(replay("seeds") > 0);
}

/// On every case of JSONTestSuite, this crate and two peers differ only in the documented ways.
#[test]
fn strict_holds_on_the_test_suite() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/json-test-suite/test_parsing");
    let cases = entries(&suite);
    assert_eq!(cases.len(), 318);
    for case in cases {
        let input = fs::read(&case).unwrap();
        if std::panic::catch_unwind(|| authscan_testkit::oracles::strict(&input)).is_err() {
            panic!("{}: see above", case.display());
        }
    }
}

/// Every target has an oracle, and every oracle a target.
#[test]
fn targets_and_oracles_are_the_same() {
    let files: BTreeSet<String> =
        entries(&fuzz().join("fuzz_targets")).iter().map(|path| name(path).to_owned()).collect();
    let oracles: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(files, oracles);
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    for target in &oracles {
        assert!(
            manifest.contains(&format!("path = \"fuzz_targets/{target}.rs\"")),
            "{target} is not in fuzz/Cargo.toml"
        );
        assert!(!entries(&fuzz().join("seeds").join(target)).is_empty(), "{target} has no seed");
    }
}
