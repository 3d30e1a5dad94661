//! What `authscan explain` shows is true: the wrong text has the fault, the right one has none.

use authscan::Options;
use authscan::diagnostic::Code;
use authscan::model::PayloadKind;

/// Every code that checking or recovering the text reports.
fn codes(text: &str) -> Vec<Code> {
    let (options, kind) = (Options::new(), PayloadKind::Update);
    let checked = options.check_kind(kind, text.as_bytes());
    let recovered = options.recover_shape(kind.shape(), text.as_bytes());
    checked.diagnostics.iter().chain(&recovered.diagnostics).map(|found| found.code).collect()
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
    }
}
