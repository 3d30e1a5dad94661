//! Exact output of `check`: each input of `tests/data/check` beside the text that is shown for it.
//!
//! The first word of a file's name is its kind of payload. `AUTHSCAN_BLESS=1 cargo test --test suite check` rewrites
//! the texts.
use std::fs;
use std::path::{Path, PathBuf};

use authscan::diagnostic::Severity;
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan::{Options, Outcome, Report};

fn inputs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/check");
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let mut inputs: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect();
    inputs.sort();
    inputs
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

fn checked(path: &Path, input: &[u8]) -> Report<()> {
    match name(path).split('.').next().unwrap() {
        "any" => Options::new().check_as(&Shape::ANY, input),
        kind => Options::new().check_as(&PayloadKind::from_name(kind).unwrap(), input),
    }
}

#[test]
fn says_what_is_written_beside_the_input() {
    let bless = std::env::var_os("AUTHSCAN_BLESS").is_some();
    let mut wrong = Vec::new();
    for path in inputs() {
        let input = fs::read(&path).unwrap();
        let report = checked(&path, &input);
        let said = format!("{}{}\n", report.render(name(&path), &input, false), report.outcome);
        let beside = path.with_extension("txt");
        if bless {
            fs::write(&beside, &said).unwrap();
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if said != expected {
            wrong.push(format!("{}\n--- expected\n{expected}--- said\n{said}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_are_in_order_and_one_at_a_place() {
    for path in inputs() {
        let report = checked(&path, &fs::read(&path).unwrap());
        let starts: Vec<_> = report.diagnostics.iter().map(|found| found.span.start).collect();
        assert!(starts.is_sorted_by(|left, right| left < right), "{}: {starts:?}", path.display());
        let wrong = report.diagnostics.iter().any(|found| found.severity == Severity::Error);
        assert_eq!(report.outcome == Outcome::Rejected, wrong, "{}", path.display());
    }
}

/// All missing members are missing, not one of them.
#[test]
fn the_message_joins_missing_members() {
    for count in 1..5_usize {
        let names: Vec<String> = (0..count).map(|at| format!("m{at}")).collect();
        let shape = Shape::from_schema(&serde_json::json!({
            "type": "object",
            "properties": names.iter().map(|name| (name.clone(), serde_json::json!({}))).collect::<serde_json::Map<_, _>>(),
            "required": names,
        }));
        let report = Options::new().recover_as(&shape, b"{}");
        let message = report.diagnostics[0].message();
        assert!(names.iter().all(|name| message.contains(&format!("`{name}`"))), "{message}");
        assert!(!message.contains(" or ") && message.matches(" and ").count() == usize::from(count > 1), "{message}");
    }
}
