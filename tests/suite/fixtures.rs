//! Every case of `tests/data` keeps the promise of its folder.
//!
//! A case is an input and the files with its name beside it. `AUTHSCAN_BLESS=1 cargo test --test suite fixtures`
//! rewrites the `.edits` and `.check` files, to be read before they are committed; it never writes an expected value.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use authscan::model::{PayloadKind, detect};
use authscan::schema::Shape;
use authscan::text::LineIndex;
use authscan::{Options, Outcome, Report};
use serde_json::Value;

/// A file of a case besides its input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    /// The value that the input means.
    Expected,
    /// The edits under the detected shape, one a line.
    Edits,
    /// The first diagnostic of `check`.
    Check,
}

impl Part {
    const ALL: [Self; 3] = [Self::Expected, Self::Edits, Self::Check];

    const fn suffix(self) -> &'static str {
        match self {
            Self::Expected => ".expected.json",
            Self::Edits => ".edits",
            Self::Check => ".check",
        }
    }
}

/// A folder, the promise of its cases, and the files that each case must have.
struct Promise {
    folder: &'static str,
    parts: &'static [Part],
    keep: fn(&Case),
}

const PROMISES: &[Promise] = &[
    // Published JSON is read unchanged.
    Promise { folder: "samples/valid", parts: &[], keep: is_clean },
    // Published text that is not valid JSON is repaired to its meaning, with a schema and without.
    Promise { folder: "samples/broken", parts: &[Part::Expected, Part::Edits, Part::Check], keep: repairs_with_any },
    // Unusual JSON is valid JSON.
    Promise { folder: "recover/clean", parts: &[], keep: is_clean },
    // The value is found with the detected schema and without any.
    Promise { folder: "recover/equal", parts: &[Part::Expected, Part::Edits, Part::Check], keep: repairs_with_any },
    // The value is found with the detected schema; nothing is promised without one.
    Promise { folder: "recover/guided", parts: &[Part::Expected, Part::Edits], keep: repairs },
    // The rest of a truncated text is found, and the outcome is `partial`.
    Promise { folder: "recover/partial", parts: &[Part::Expected, Part::Edits], keep: is_partial },
    // The value is one of several plausible ones, and the report is ambiguous.
    Promise { folder: "recover/ambiguous", parts: &[Part::Expected, Part::Edits], keep: is_ambiguous },
    // There is no document, and `check` reports why.
    Promise { folder: "recover/rejected", parts: &[Part::Check], keep: is_rejected },
];

/// An input with its path and detected kind.
struct Case {
    path: PathBuf,
    input: Vec<u8>,
    kind: Option<PayloadKind>,
}

impl Case {
    fn open(path: PathBuf) -> Self {
        let input = fs::read(&path).unwrap();
        let kind = detect(&String::from_utf8_lossy(&input)).kind;
        Self { path, input, kind }
    }

    fn part(&self, part: Part) -> PathBuf {
        self.path.with_extension(part.suffix().trim_start_matches('.'))
    }

    fn expected(&self) -> Value {
        let path = self.part(Part::Expected);
        serde_json::from_slice(&fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Asserts that the file of this part has `text`, or writes it.
    fn says(&self, part: Part, text: &str) {
        let path = self.part(part);
        if std::env::var_os("AUTHSCAN_BLESS").is_some() {
            fs::write(&path, text).unwrap();
        }
        assert_eq!(text, fs::read_to_string(&path).unwrap_or_default(), "{}", path.display());
    }

    /// Formats a byte offset of the input as `line:column`.
    fn place(&self, offset: usize) -> String {
        let position = LineIndex::new(&self.input).position(offset);
        format!("{}:{}", position.line, position.column)
    }

    fn shape(&self) -> &'static Shape {
        static ANY: Shape = Shape::ANY;
        self.kind.map_or(&ANY, PayloadKind::shape)
    }

    fn guided(&self) -> Report<()> {
        Options::new().recover_shape(self.shape(), &self.input)
    }

    fn unguided(&self) -> Report<()> {
        Options::new().recover_shape(&Shape::ANY, &self.input)
    }

    /// Returns the value of a report: that of the repaired text, or of the input if nothing was repaired.
    fn value(&self, report: &Report<()>) -> Value {
        let text = report.repaired_text().map_or(&*self.input, str::as_bytes);
        serde_json::from_slice(text).unwrap_or_else(|error| panic!("{}: {error}: {report:?}", self.path.display()))
    }

    fn assert_edits(&self, report: &Report<()>) {
        let edits = report.edits.iter().map(|edit| {
            let place = self.place(edit.span.start);
            format!("{place} {} {}: {}\n", edit.applicability.name(), edit.code, edit.describe())
        });
        self.says(Part::Edits, &edits.collect::<String>());
    }
}

/// Asserts that the case is clean under the detected shape, as that type, and without a shape; nothing is changed.
fn is_clean(case: &Case) {
    let name = case.path.display();
    let value: Value = serde_json::from_slice(&case.input).unwrap();
    for report in [case.guided(), case.unguided()] {
        assert_eq!(report.outcome, Outcome::Clean, "{name}: {report:?}");
        assert!(report.edits.is_empty() && report.repaired_text().is_none() && !report.ambiguous, "{name}: {report:?}");
        assert_eq!(report.steps, 0, "{name}: nothing had to be searched");
    }
    let any = authscan::recover::<Value>(&case.input);
    assert_eq!((any.outcome, any.value), (Outcome::Clean, Some(value)), "{name}");
    // Valid JSON need not be of the detected kind.
    if let Some(kind) = case.kind.filter(|kind| Options::new().reads_as(&kind, &case.input)) {
        let typed = Options::new().recover_canonical(&kind, &case.input);
        assert_eq!(typed.outcome, Outcome::Clean, "{name}: {typed:?}");
        assert!(typed.value.is_some() && typed.edits.is_empty(), "{name}");
    }
}

/// Asserts that the case is repaired to the expected value, and that its typed value is that of the expected text.
fn repairs(case: &Case) {
    let name = case.path.display();
    let report = case.guided();
    assert_eq!(report.outcome, Outcome::Repaired, "{name}: {report:?}");
    assert_eq!(case.value(&report), case.expected(), "{name}: {report:?}");
    case.assert_edits(&report);
    if let Some(kind) = case.kind {
        let typed = Options::new().recover_canonical(&kind, &case.input);
        let expected = Options::new().recover_canonical(&kind, case.expected().to_string().as_bytes());
        assert_eq!((typed.outcome, expected.outcome), (Outcome::Repaired, Outcome::Clean), "{name}: {typed:?}");
        assert_eq!(typed.value, expected.value, "{name}");
        assert_eq!(typed.edits, report.edits, "{name}");
    }
}

/// Asserts [`repairs`], and the expected value without a shape too.
fn repairs_with_any(case: &Case) {
    repairs(case);
    let name = case.path.display();
    let report = case.unguided();
    assert_eq!(report.outcome, Outcome::Repaired, "{name} without a shape: {report:?}");
    assert_eq!(case.value(&report), case.expected(), "{name} without a shape: {report:?}");
    is_checked(case);
}

fn is_partial(case: &Case) {
    let report = case.guided();
    assert_eq!(report.outcome, Outcome::Partial, "{}: {report:?}", case.path.display());
    assert_eq!(case.value(&report), case.expected(), "{}: {report:?}", case.path.display());
    case.assert_edits(&report);
}

fn is_ambiguous(case: &Case) {
    let report = case.guided();
    assert!(report.ambiguous, "{}: {report:?}", case.path.display());
    assert_eq!(case.value(&report), case.expected(), "{}: {report:?}", case.path.display());
    case.assert_edits(&report);
}

fn is_rejected(case: &Case) {
    let report = case.guided();
    assert_eq!(report.outcome, Outcome::Rejected, "{}: {report:?}", case.path.display());
    assert!(report.value.is_none() && report.edits.is_empty() && report.repaired_text().is_none());
    assert!(!report.diagnostics.is_empty(), "{}: rejected without a word", case.path.display());
    is_checked(case);
}

/// Asserts that `check` rejects the case with the recorded diagnostic.
fn is_checked(case: &Case) {
    let report = Options::new().check_as(case.shape(), &case.input);
    assert_eq!(report.outcome, Outcome::Rejected, "{}", case.path.display());
    let mut said = String::new();
    for found in &report.diagnostics {
        said.push_str(&format!("{} {}: {}\n", case.place(found.span.start), found.code, found.message()));
        if let Some((span, why)) = &found.context {
            said.push_str(&format!("{} {why}\n", case.place(span.start)));
        }
    }
    case.says(Part::Check, &said);
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// Returns the cases of a folder. Fails if a file belongs to no case, or if a case has a missing or an extra part.
fn cases(promise: &Promise) -> Vec<Case> {
    let folder = data().join(promise.folder);
    let mut inputs = BTreeMap::new();
    let mut parts = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.is_file(), "{}: not a promise of tests/suite/fixtures.rs", path.display());
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        match Part::ALL.into_iter().find_map(|part| Some((name.strip_suffix(part.suffix())?.to_owned(), part))) {
            Some(part) => parts.push(part),
            None => {
                let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
                assert!(inputs.insert(stem, path).is_none(), "{name}: two inputs of one name");
            }
        }
    }
    for (name, part) in &parts {
        assert!(inputs.contains_key(name), "{}/{name}: a file for {part:?}, but no input", promise.folder);
        assert!(promise.parts.contains(part), "{}/{name}: nothing looks at {part:?}", promise.folder);
    }
    if std::env::var_os("AUTHSCAN_BLESS").is_none() {
        for name in inputs.keys() {
            let missing = promise.parts.iter().find(|part| !parts.contains(&(name.clone(), **part)));
            assert!(missing.is_none(), "{}/{name}: no file for {missing:?}", promise.folder);
        }
    }
    assert!(!inputs.is_empty(), "{}: a promise without a case", promise.folder);
    inputs.into_values().map(Case::open).collect()
}

fn keep(folders: &str) -> usize {
    let promises = PROMISES.iter().filter(|promise| promise.folder.starts_with(folders));
    let keep = |promise: &Promise| {
        let cases = cases(promise);
        cases.iter().for_each(promise.keep);
        cases.len()
    };
    promises.map(keep).sum()
}

#[test]
fn samples_keep_their_promises() {
    assert_eq!(keep("samples/"), 41);
}

#[test]
fn regressions_keep_their_promises() {
    keep("recover/");
}

#[test]
fn every_folder_is_a_promise() {
    let mut found = Vec::new();
    // The other folders have tests of their own: `json-test-suite` in `conformance.rs`, `check` in `check.rs`,
    // `capture` in `capture.rs`, `secrets` in `secrets.rs`, `readings` in `readings.rs`, `any-schema` in
    // `any_schema.rs`, `api` in `api.rs`; `sarif` and `boards` are for the program's tests, and `foreign` is for an example.
    let groups = fs::read_dir(data()).unwrap().map(|entry| entry.unwrap().path());
    let others = [
        "json-test-suite",
        "check",
        "capture",
        "secrets",
        "sarif",
        "readings",
        "boards",
        "any-schema",
        "api",
        "foreign",
    ];
    for group in groups.filter(|group| !others.iter().any(|other| group.ends_with(other))) {
        for folder in fs::read_dir(group).unwrap().map(|entry| entry.unwrap().path()) {
            let relative = folder.strip_prefix(data()).unwrap().to_str().unwrap().replace('\\', "/");
            assert!(PROMISES.iter().any(|promise| promise.folder == relative), "{relative}: no such promise");
            found.push(relative);
        }
    }
    assert_eq!(found.len(), PROMISES.len());
}

/// The documentation's worst sample is repaired with exactly five edits, and its secrets stay redacted.
#[test]
fn the_documentation_sample_has_five_faults() {
    let name = "samples/broken/get-all-scan-definitions-4.json";
    let mut case = Case::open(data().join(name));
    let places = |case: &Case, report: &Report<()>| -> Vec<String> {
        report.edits.iter().map(|edit| format!("{} {}", case.place(edit.span.start), edit.describe())).collect()
    };
    let expected =
        ["34:60 inserted `}`", "47:70 removed `\"`", "48:9 inserted `\"`", "71:6 removed `,`", "72:6 removed `}`"];
    for report in [case.guided(), case.unguided()] {
        assert_eq!(places(&case, &report), expected);
    }
    // The sample's secrets are spelled like member names, which may be shown, so they are replaced by others.
    let text = String::from_utf8(case.input.clone()).unwrap();
    let mut planted = text.clone();
    for (value, secret) in SECRETS {
        let next = planted.replace(&format!(": \"{value}\""), &format!(": \"{secret}\""));
        assert_ne!(next, planted, "{value}");
        planted = next;
    }
    case.input = planted.into_bytes();
    for shape in [case.shape(), &Shape::ANY] {
        for report in [Options::new().recover_shape(shape, &case.input), Options::new().check_as(shape, &case.input)] {
            let mut shown = format!("{report:?} {:?} {:?}", report.diagnostics, report.edits);
            shown.extend(report.diagnostics.iter().map(|found| format!("{} {:?}", found.message(), found.help)));
            shown.extend(report.edits.iter().map(authscan::Edit::describe));
            shown.push_str(&report.render(name, &case.input, true));
            for (_, secret) in SECRETS {
                assert!(!shown.contains(secret), "{shown}");
            }
            assert!(!report.diagnostics.is_empty());
        }
    }
}

/// The sample's values of secrets, each with its replacement.
const SECRETS: [(&str, &str); 3] =
    [("authPassword", "hunter2-auth"), ("privPassword", "hunter2-priv"), ("community-string", "hunter2-community")];
