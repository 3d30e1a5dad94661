//! Captures in their wrappers are read: every case of `tests/data/capture`, and payloads in wrappers made for them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failed test is to panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use authscan::damage::{self, WRAPPERS, Wrapper};
use authscan::model::PayloadKind;
use authscan::{Options, Outcome, Report};
use serde_json::Value;

fn value(input: &[u8], report: &Report<()>) -> Option<Value> {
    if report.outcome == Outcome::Rejected {
        return None;
    }
    serde_json::from_slice(report.repaired_text().map_or(input, str::as_bytes)).ok()
}

/// Reads a capture, and holds what is promised of every report.
fn recover(kind: PayloadKind, input: &[u8]) -> Option<Value> {
    let options = Options::new();
    let report = options.recover_shape(kind.shape(), input);
    let within = |start: usize, end: usize| start <= end && end <= input.len();
    assert!(report.edits.iter().all(|edit| within(edit.span.start, edit.span.end)), "{report:?}");
    assert!(report.diagnostics.iter().all(|found| within(found.span.start, found.span.end)), "{report:?}");
    if let Some(text) = report.repaired_text() {
        assert!(!report.edits.is_empty(), "changed without an edit");
        let again = options.recover_shape(kind.shape(), text.as_bytes());
        assert!(again.edits.is_empty(), "the repaired text was repaired: {again:?}");
    }
    value(input, &report)
}

/// How many of the payloads are read exactly in these wrappers, and in which they are not.
fn rate(cases: u64, wrappers: impl Fn(u64) -> Vec<&'static Wrapper>) -> (u64, BTreeMap<String, u64>) {
    let mut good = 0;
    let mut missed: BTreeMap<String, u64> = BTreeMap::new();
    for index in 0..cases {
        let payload = damage::payload(damage::TEST_SEED, index);
        let kind = PayloadKind::from_name(payload.kind).unwrap();
        let wrappers = wrappers(index);
        let capture = wrappers
            .iter()
            .fold(payload.text.into_bytes(), |bytes, wrapper| wrapper.wrap(damage::TEST_SEED, index, &bytes));
        if recover(kind, &capture).as_ref() == Some(&payload.value) {
            good += 1;
        } else {
            let names: Vec<&str> = wrappers.iter().map(|wrapper| wrapper.name).collect();
            *missed.entry(format!("{} of {index}", names.join(" in "))).or_default() += 1;
        }
    }
    (good, missed)
}

#[test]
fn single_wrappers_come_off() {
    let count = WRAPPERS.len() as u64;
    let cases = 22 * count;
    let (good, missed) = rate(cases, |index| vec![&WRAPPERS[(index % count) as usize]]);
    println!("{good} of {cases}; missed: {missed:#?}");
    assert!(good * 100 >= cases * 99, "{good} of {cases}: {missed:#?}");
}

/// Wrappers one in another, where the outer one can hold what the inner one gives.
fn nest(index: u64, depth: u64) -> Vec<&'static Wrapper> {
    let count = WRAPPERS.len() as u64;
    let mut chosen: Vec<&Wrapper> = Vec::new();
    let mut is_text = true;
    let mut state = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    while (chosen.len() as u64) < depth {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let wrapper = &WRAPPERS[((state >> 33) % count) as usize];
        if wrapper.needs_text && !is_text {
            continue;
        }
        is_text = match wrapper.name {
            "utf-16" | "utf-32" | "gzip" | "deflate" | "zstd" => false,
            "base64" | "percent" => true,
            _ => is_text,
        };
        chosen.push(wrapper);
    }
    chosen
}

#[test]
fn nested_pairs_come_off() {
    let cases = 700;
    let (good, missed) = rate(cases, |index| nest(index, 2));
    println!("{good} of {cases}; missed: {missed:#?}");
    assert!(good * 100 >= cases * 95, "{good} of {cases}: {missed:#?}");
}

#[test]
fn three_wrappers_mostly_come_off() {
    let cases = 200;
    let (good, missed) = rate(cases, |index| nest(index, 3));
    println!("{good} of {cases}; missed: {missed:#?}");
    assert!(good * 100 >= cases * 85, "{good} of {cases}: {missed:#?}");
}

/// A wrapper takes nothing from the repair of what is damaged within.
#[test]
fn damage_within_wrappers_is_repaired_as_without() {
    let (mut same, mut all) = (0, 0);
    let mut missed: BTreeMap<&str, u64> = BTreeMap::new();
    for (number, class) in damage::classes().filter(|class| class.group.single()).enumerate() {
        for case in damage::cases(class, damage::TEST_SEED, 2) {
            let kind = PayloadKind::from_name(case.kind).unwrap();
            let wrapper = &WRAPPERS[(number * 2 + case.index as usize) % WRAPPERS.len()];
            let capture = wrapper.wrap(damage::TEST_SEED, case.index, &case.damaged);
            let bare = recover(kind, &case.damaged);
            all += 1;
            if recover(kind, &capture) == bare {
                same += 1;
            } else {
                *missed.entry(wrapper.name).or_default() += 1;
            }
        }
    }
    println!("{same} of {all}; missed: {missed:#?}");
    assert!(same * 100 >= all * 90, "{same} of {all}: {missed:#?}");
}

/// Every case: `<wrapper>/<name>.<kind>.capture` with `<name>.expected.json` beside it.
#[test]
fn captures_keep_their_promise() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/capture");
    let mut count = 0;
    for folder in fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()) {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_str().unwrap();
            let Some((stem, kind)) = name.strip_suffix(".capture").and_then(|name| name.rsplit_once('.')) else {
                assert!(name.ends_with(".expected.json"), "{}: no part of a case", path.display());
                continue;
            };
            let kind = PayloadKind::from_name(kind).unwrap();
            let expected = fs::read(folder.join(format!("{stem}.expected.json"))).unwrap();
            let expected: Value = serde_json::from_slice(&expected).unwrap();
            let input = fs::read(&path).unwrap();
            assert_eq!(recover(kind, &input), Some(expected), "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 0);
}

#[test]
fn a_bomb_is_refused_with_a_word() {
    let bomb = WRAPPERS.iter().find(|wrapper| wrapper.name == "deflate").unwrap();
    let capture = bomb.wrap(0, 0, &vec![b' '; 64 << 20]);
    let report = Options::new().recover_shape(PayloadKind::Definitions.shape(), &capture);
    assert_eq!(report.outcome, Outcome::Rejected);
    assert!(report.diagnostics.iter().any(|found| found.code.name() == "decompression-bomb"), "{report:?}");
}

#[test]
fn clean_json_is_never_unwrapped() {
    for index in 0..220 {
        let payload = damage::payload(damage::TEST_SEED, index);
        let kind = PayloadKind::from_name(payload.kind).unwrap();
        let report = Options::new().recover_shape(kind.shape(), payload.text.as_bytes());
        assert!(report.edits.is_empty() && report.outcome == Outcome::Clean, "{report:?}");
    }
}
