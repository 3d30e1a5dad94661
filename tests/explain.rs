//! What `authscan explain` shows is true: the wrong text has the fault, the right one has none.
#![allow(clippy::unwrap_used, reason = "a failed test is to panic")]

use std::fs;
use std::path::Path;

use authscan::Options;
use authscan::diagnostic::Code;
use authscan::model::PayloadKind;

/// Every code that checking or recovering the text reports.
fn codes(text: &str) -> Vec<Code> {
    let (options, kind) = (Options::new(), PayloadKind::Update);
    let checked = options.check_kind(kind, text.as_bytes());
    let recovered = options.recover_shape(kind.shape(), text.as_bytes());
    let typed = options.recover_kind(kind, text.as_bytes());
    let found = checked.diagnostics.iter().chain(&recovered.diagnostics).chain(&typed.diagnostics);
    found.map(|found| found.code).collect()
}

#[test]
fn the_wrong_example_has_the_fault() {
    let examples = Code::ALL.iter().filter_map(|code| code.example().map(|(bad, _)| (*code, bad)));
    let failing: Vec<String> = examples
        .filter(|(code, bad)| !codes(bad).contains(code))
        .map(|(code, bad)| format!("{code}: {bad:?} gives {:?}", codes(bad)))
        .collect();
    assert!(failing.is_empty(), "{failing:#?}");
}

#[test]
fn the_right_example_has_none() {
    for (code, (_, good)) in Code::ALL.iter().filter_map(|code| code.example().map(|example| (*code, example))) {
        assert_eq!(codes(good), [], "{code}: {good:?}");
    }
}

#[test]
fn every_code_has_a_page_and_a_name() {
    for code in Code::ALL {
        assert_eq!(Code::from_name(code.name()), Some(*code));
        assert!(code.page().lines().count() >= 3, "{code}");
        assert!(!code.page().contains(|c: char| c.is_control() && c != '\n'), "{code}");
    }
}

/// `AUTHSCAN_BLESS=1 cargo test --test explain` writes the page anew; its head, up to the first code, is written by hand.
#[test]
fn the_page_of_codes_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes.md");
    let before = fs::read_to_string(&path).unwrap();
    let head = before.split("\n## `").next().unwrap();
    let page = format!("{}\n\n{}\n", head.trim_end(), Code::markdown().trim_end());
    if std::env::var_os("AUTHSCAN_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == page, "docs/codes.md is out of date");
}
