//! Examples of `authscan explain` are correct: the wrong text has the fault, the right one has none.
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use authscan::diagnostic::Code;
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan::{Error, Options, Payload, codes};
use jsonmend::serde::de::deserialize;
use jsonmend::syntax::Tape;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The type of the documents in the examples of the engine's codes.
#[derive(Deserialize, Serialize)]
struct Example {
    name: Option<String>,
    active: Option<bool>,
    hours: Option<i32>,
    kind: Option<String>,
    seen: Option<String>,
    agent: Option<Agent>,
}

#[derive(Deserialize, Serialize)]
struct Agent {
    id: String,
}

struct ExampleKind;

impl Payload for ExampleKind {
    fn shape(&self) -> &Shape {
        static SHAPE: LazyLock<Shape> =
            LazyLock::new(|| Shape::from_schema(&serde_json::from_str(Code::EXAMPLE_SCHEMA).unwrap()));
        &SHAPE
    }

    fn read(&self, tape: &Tape<'_>) -> Result<(), Error> {
        self.canonical(tape).map(drop)
    }

    fn canonical(&self, tape: &Tape<'_>) -> Result<Value, Error> {
        deserialize::<Example>(tape).map(|example| serde_json::to_value(example).unwrap())
    }
}

/// Returns every code that checking or recovering an example reports. Examples of the engine's codes are documents of
/// the type [`Example`], those of this crate's codes are requests that change a scan definition.
fn found_in(code: Code, text: &str) -> Vec<Code> {
    let (options, update) = (Options::new(), PayloadKind::Update);
    let payload: &dyn Payload = if codes::OWN.contains(&code) { &update } else { &ExampleKind };
    let checked = options.check_as(payload, text.as_bytes());
    let recovered = options.recover_shape(payload.shape(), text.as_bytes());
    let typed = options.recover_canonical(payload, text.as_bytes());
    let found = checked.diagnostics.iter().chain(&recovered.diagnostics).chain(&typed.diagnostics);
    found.map(|found| found.code).collect()
}

#[test]
fn the_wrong_example_has_the_fault() {
    let examples = codes::all().filter_map(|code| code.example().map(|(bad, _)| (code, bad)));
    let failing: Vec<String> = examples
        .filter(|(code, bad)| !found_in(*code, bad).contains(code))
        .map(|(code, bad)| format!("{code}: {bad:?} gives {:?}", found_in(code, bad)))
        .collect();
    assert!(failing.is_empty(), "{failing:#?}");
}

#[test]
fn the_right_example_has_none() {
    for (code, (_, good)) in codes::all().filter_map(|code| code.example().map(|example| (code, example))) {
        assert_eq!(found_in(code, good), [], "{code}: {good:?}");
    }
}

#[test]
fn every_code_has_a_page_and_a_name() {
    for code in codes::all() {
        assert_eq!(codes::from_name(code.name()), Some(code));
        assert!(code.page().lines().count() >= 3, "{code}");
        assert!(!code.page().contains(|c: char| c.is_control() && c != '\n'), "{code}");
    }
}

/// `AUTHSCAN_BLESS=1 cargo test --test suite explain` rewrites the page, except for its head up to the first code.
#[test]
fn the_page_of_codes_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes.md");
    let before = fs::read_to_string(&path).unwrap();
    let head = before.split("\n## `").next().unwrap();
    let page = format!("{}\n\n{}\n", head.trim_end(), Code::markdown(codes::all()).trim_end());
    if std::env::var_os("AUTHSCAN_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == page, "docs/codes.md is out of date");
}
