//! Running the program.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The root of the workspace, where the cases are.
pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

pub(crate) const BROKEN: &str = "tests/data/samples/broken/get-all-scan-definitions-4.json";
pub(crate) const EXPECTED: &str = "tests/data/samples/broken/get-all-scan-definitions-4.expected.json";

pub(crate) fn run(arguments: &[&str]) -> Output {
    run_with(arguments, b"")
}

pub(crate) fn run_with(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authscan"));
    command.current_dir(ROOT).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // The program may stop reading before the end.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub(crate) fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

pub(crate) fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

/// A folder of its own for one test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// The reports of `--format json`, by the input's name.
pub(crate) fn reports(output: &Output) -> Vec<(String, Value)> {
    let named = |report: Value| (report["input"].as_str().unwrap().to_owned(), report);
    stdout(output).lines().map(json).map(named).collect()
}

/// Every file below a folder, by its relative name with `/`, and its content.
pub(crate) fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            found.push((name, fs::read_to_string(entry.path()).unwrap()));
        }
    }
    found
}

/// A folder of payloads, one in three of them damaged.
pub(crate) fn payloads(name: &str, count: u64) -> PathBuf {
    use authscan_testkit::damage::{FIT_SEED, case, classes, payload};

    let path = folder(name);
    let classes: Vec<_> = classes().collect();
    for number in 0..count {
        let content = match number % 3 {
            0 => case(classes[number as usize % classes.len()], FIT_SEED, 1).unwrap().damaged,
            _ => payload(FIT_SEED, number).text.into_bytes(),
        };
        let folder = path.join(format!("{}", number % 7));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{number}.json")), content).unwrap();
    }
    path
}

/// The text of stderr without the lines that depend on the clock.
pub(crate) fn timeless(text: &str) -> String {
    let is_timed = |line: &&str| line.contains(" inputs/s") || line.trim_start().split(' ').nth(1) == Some("ms");
    text.lines().filter(|line| !is_timed(line)).collect::<Vec<_>>().join("\n")
}
