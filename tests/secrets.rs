//! G8: no secret leaves through `Debug`, diagnostics, edits or drawings, whatever the damage.
#![cfg(feature = "render")]
// Helpers of tests may panic as the tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan::{Options, Report};

const SECRETS: [&str; 3] = ["hu9ter2z", "pr1vx7te", "c0mqu1ty"];

/// The documentation's broken sample, with secrets that are no other words of it.
fn sample() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/samples/broken/get-all-scan-definitions-4.json");
    let text = std::fs::read_to_string(path).unwrap();
    let text = text
        .replace("\"authPassword\": \"authPassword\"", "\"authPassword\": \"hu9ter2z\"")
        .replace("\"privPassword\": \"privPassword\"", "\"privPassword\": \"pr1vx7te\"")
        .replace("\"communityString\": \"community-string\"", "\"communityString\": \"c0mqu1ty\"");
    assert!(SECRETS.iter().all(|secret| text.contains(secret)));
    text
}

/// What a report shows to people and programs.
fn shown(report: &Report<()>, input: &[u8]) -> String {
    let edits: Vec<String> = report.edits.iter().map(|edit| edit.describe()).collect();
    format!("{report:#?}\n{}\n{}", edits.join("\n"), report.render("input", input, false))
}

fn assert_hidden(input: &[u8], what: &str) {
    let options = Options::new();
    for shape in [PayloadKind::Definitions.shape(), &Shape::ANY] {
        for report in [options.check_shape(shape, input), options.recover_shape(shape, input)] {
            let shown = shown(&report, input);
            // A few letters of a secret are as bad as all of it.
            for part in SECRETS.iter().flat_map(|secret| [&secret[..5], &secret[2..]]) {
                assert!(!shown.contains(part), "{what}: {part} in {shown}");
            }
        }
    }
}

/// The part of the sample around its secrets.
fn around(text: &str) -> std::ops::Range<usize> {
    text.rfind("scanAuthenticationParams").unwrap() - 4..text.rfind("scannerAgent").unwrap() + 16
}

#[test]
fn a_lost_byte_shows_no_secret() {
    let text = sample();
    for at in around(&text) {
        let damaged = [&text.as_bytes()[..at], &text.as_bytes()[at + 1..]].concat();
        assert_hidden(&damaged, &format!("without byte {at}"));
    }
}

#[test]
fn a_byte_too_many_shows_no_secret() {
    let text = sample();
    for byte in [b'"', b'}', b',', b'\n', b':', b'x', 0xff] {
        for at in around(&text).step_by(7) {
            let damaged = [&text.as_bytes()[..at], &[byte], &text.as_bytes()[at..]].concat();
            assert_hidden(&damaged, &format!("{byte:#x} at {at}"));
        }
    }
}

#[test]
fn a_lost_end_or_beginning_shows_no_secret() {
    let text = sample();
    for at in around(&text) {
        assert_hidden(&text.as_bytes()[..at], &format!("up to {at}"));
        // Where the name of a secret is lost too, nothing tells that it is one.
        if text[at..].contains("authPassword") {
            assert_hidden(&text.as_bytes()[at..], &format!("from {at}"));
        }
    }
}

#[test]
fn minified_and_unquoted() {
    let text = sample().replace(['\n', ' '], "");
    assert_hidden(text.as_bytes(), "minified");
    assert_hidden(text.replace('"', "").as_bytes(), "without quotes");
    assert_hidden(text.replace('"', "'").as_bytes(), "single quotes");
    assert_hidden(text.to_uppercase().replace("HU9TER2Z", "hu9ter2z").as_bytes(), "upper case");
}
