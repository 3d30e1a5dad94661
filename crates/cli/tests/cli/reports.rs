//! SARIF and the page: valid, whole, and without secrets.

use std::fs;
use std::io::Read;
use std::path::Path;

use base64::Engine as _;
use serde_json::Value;

use crate::support::{BROKEN, EXPECTED, code, folder, json, read, run, run_with, stdout};

/// Everything that a page holds: its facts, the table, and the details of each capture.
struct Page {
    text: String,
    facts: Value,
    index: Vec<Value>,
    details: Vec<Value>,
}

impl Page {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let island = |start: &str| {
            let from = text.find(start).unwrap_or_else(|| panic!("{start} is missing")) + start.len();
            &text[from..from + text[from..].find("</script>").unwrap()]
        };
        let facts = json(island("id=\"facts\">"));
        let index = json(island("id=\"index\">")).as_array().unwrap().clone();
        let mut details = Vec::new();
        for block in text.split("data-first=\"").skip(1) {
            let (first, block) = block.split_once("\">").unwrap();
            assert_eq!(first, details.len().to_string());
            let packed: Vec<String> = serde_json::from_str(block.split_once("</script>").unwrap().0).unwrap();
            details.extend(packed.iter().map(|packed| json(&unpacked(packed))));
        }
        assert_eq!(index.len(), details.len());
        Self { facts, index, details, text }
    }
}

fn unpacked(packed: &str) -> String {
    let bytes = base64::prelude::BASE64_STANDARD.decode(packed).unwrap();
    let mut text = String::new();
    flate2::read::DeflateDecoder::new(&*bytes).read_to_string(&mut text).unwrap();
    text
}

/// The text that a pane shows, without its marks.
fn shown(pane: &Value) -> String {
    let pieces = pane.as_array().unwrap().iter();
    pieces.map(|piece| piece.as_str().or_else(|| piece[1].as_str()).unwrap_or("")).collect()
}

/// The broken sample with secrets that are no member names, so that finding one is a leak; and the same without damage.
fn secrets() -> [String; 2] {
    [BROKEN, EXPECTED].map(|path| {
        let mut text = read(path);
        for (name, value, secret) in [
            ("authPassword", "authPassword", "hunter2"),
            ("privPassword", "privPassword", "pr1vate"),
            ("communityString", "community-string", "c0mmunity"),
        ] {
            text = text.replace(&format!("\"{name}\": \"{value}\""), &format!("\"{name}\": \"{secret}\""));
            assert!(text.contains(secret));
        }
        text
    })
}

#[test]
fn sarif_is_valid_by_its_schema() {
    let mut schema = json(&read("tests/data/sarif/sarif-schema-2.1.0.json"));
    // The pattern of a language has a bracket too many, and no validator needs to take it.
    for part in ["run", "toolComponent"] {
        let language = schema["definitions"][part]["properties"]["language"].as_object_mut().unwrap();
        assert!(language.remove("pattern").is_some());
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let lines = folder("sarif").join("lines.ndjson");
    fs::write(&lines, "[1]\n[1\n{\"scanName\": \"a\", \"scanName\": \"b\"}\n").unwrap();
    let lines = lines.to_str().unwrap();
    let mut results = 0;
    for arguments in [
        &["check", "--format", "sarif", "tests/data/samples", "nowhere.json"][..],
        &["recover", "--format", "sarif", "tests/data/samples", "tests/data/capture"],
        &["recover", "--format", "sarif", EXPECTED],
        &["check", "--format", "sarif", "--lines", lines],
        &["check", "--format", "sarif"],
    ] {
        let output = run_with(arguments, b"{\"scanName\": }");
        let log = json(stdout(&output));
        let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).take(3).collect();
        assert!(errors.is_empty(), "{arguments:?}: {errors:?}");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
            results += 1;
        }
        let is_missing = arguments.contains(&"nowhere.json");
        assert_eq!(run["invocations"][0]["executionSuccessful"], !is_missing);
        assert_eq!(
            run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().len(),
            usize::from(is_missing)
        );
    }
    assert!(results > 500, "{results}");
}

#[test]
fn sarif_says_where() {
    let output = run_with(&["recover", "--format", "sarif", "--type", "any"], "{\"ä\": 1,\n \"𝄞\": [2}".as_bytes());
    let log = json(stdout(&output));
    let result = &log["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"missing-closer".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "stdin");
    let region = json(
        r#"{"startLine": 2, "startColumn": 9, "endLine": 2, "endColumn": 9, "charOffset": 17, "charLength": 0, "byteOffset": 21, "byteLength": 0}"#,
    );
    assert_eq!(place["region"], region);
    let fix = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!((&fix["insertedContent"]["text"], &fix["deletedRegion"]), (&"]".into(), &region));

    // A line of a stream is a line of its file.
    let output = run_with(&["check", "--format", "sarif", "--lines", "--type", "any"], b"[1]\n[1, 2,]\n");
    let log = json(stdout(&output));
    assert_eq!(log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
}

#[test]
fn reports_show_no_secret() {
    let from = folder("report-secrets");
    let [broken, sound] = secrets();
    let escaped = serde_json::to_string(&sound).unwrap();
    let wide: Vec<u8> = broken.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(from.join("1-broken.json"), &broken).unwrap();
    fs::write(from.join("2-sound.json"), &sound).unwrap();
    fs::write(from.join("3-escaped.json"), escaped).unwrap();
    fs::write(from.join("4-wide.json"), wide).unwrap();
    fs::write(from.join("5-log.json"), format!("2025-01-02T03:04:05Z INFO body={broken}")).unwrap();
    fs::write(from.join("6-hopeless.json"), "password: hunter2, nothing else").unwrap();
    let path = from.to_str().unwrap();
    let report = from.join("report.html");
    for verb in ["check", "recover"] {
        for payload in ["auto", "any", "definitions"] {
            let arguments = [verb, "--type", payload, "--format", "sarif", "--report", report.to_str().unwrap(), path];
            let output = run(&arguments);
            let page = Page::read(&report);
            fs::remove_file(&report).unwrap();
            assert!(page.index.len() == 6, "{}", page.index.len());
            let all = format!("{}{:?}{:?}{}", page.facts, page.index, page.details, stdout(&output));
            // In UTF-16 there is a NUL between the characters.
            let all = all.replace("\\u0000", "").replace("\\0", "").replace('\u{fffd}', "");
            for secret in ["hunter2", "pr1vate", "c0mmunity"] {
                assert!(!all.contains(secret), "{verb} {payload}: {secret}");
            }
        }
    }
}

#[test]
fn the_page_shows_every_capture_before_and_after() {
    let report = folder("page").join("report.html");
    let output =
        run(&["recover", "--format", "json", "--report", report.to_str().unwrap(), BROKEN, EXPECTED, "nowhere.json"]);
    assert_eq!(code(&output), 2);
    let page = Page::read(&report);
    assert_eq!(page.facts["outcomes"], json(r#"[["clean", 1], ["repaired", 1], ["partial", 0], ["rejected", 0]]"#));
    assert_eq!((&page.facts["failed"], page.facts["failures"].as_array().unwrap().len()), (&json("1"), 1));
    assert_eq!((&page.index[0][0], &page.index[1][0]), (&BROKEN.into(), &EXPECTED.into()));
    // No secret is in the sample but values of the members: nothing else differs from the text.
    let same = |shown: &str, text: &str| {
        shown.chars().count() == text.chars().count()
            && shown.chars().zip(text.chars()).all(|(shown, other)| shown == '•' || shown == other)
    };
    let [broken, expected] = [&page.details[0], &page.details[1]];
    assert!(same(&shown(&broken["before"]), &read(BROKEN)));
    let repaired = stdout(&run(&["recover", BROKEN])).to_owned();
    assert!(same(&shown(&broken["after"]), &repaired));
    assert!(same(&shown(&expected["before"]), &read(EXPECTED)));
    assert!(expected["after"].is_null() && expected["edits"] == json("[]"));
    // Each edit is marked where it was made.
    let marks = |pane: &Value| -> Vec<(u64, String)> {
        let marked = pane.as_array().unwrap().iter().filter(|piece| piece.is_array());
        marked.map(|piece| (piece[0].as_u64().unwrap(), piece[1].as_str().unwrap().to_owned())).collect()
    };
    let before: Vec<(u64, String)> =
        [(0, ""), (1, "\""), (2, ""), (3, ","), (4, "}")].map(|(n, text)| (n, text.to_owned())).into();
    let after: Vec<(u64, String)> =
        [(0, "}"), (1, ""), (2, "\""), (3, ""), (4, "")].map(|(n, text)| (n, text.to_owned())).into();
    assert_eq!((marks(&broken["before"]), marks(&broken["after"])), (before, after));
}

#[test]
fn a_payload_is_no_markup() {
    let from = folder("hostile-page");
    let hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)><!--\u{2028}\u{202e}\"'`]]>&lt;";
    let text = serde_json::json!({"scanName": hostile, hostile: hostile}).to_string();
    fs::write(from.join("1.json"), &text).unwrap();
    fs::write(from.join("2.json"), text.trim_end_matches('}')).unwrap();
    #[cfg(unix)]
    fs::write(from.join("<img src=x onerror=alert(1)><!--\"'\u{202e}.json"), hostile).unwrap();
    let report = folder("hostile-report").join("report.html");
    for verb in ["check", "recover"] {
        run(&[verb, "--type", "update", "--report", report.to_str().unwrap(), from.to_str().unwrap(), "<script>.json"]);
        let page = Page::read(&report);
        assert!(page.details.iter().any(|detail| shown(&detail["before"]).contains("<img src=x")));
        // The facts, the table, the page's own script, and a block of details.
        assert_eq!(page.text.matches("<script").count(), 4);
        assert_eq!(page.text.matches("</script").count(), 4);
        assert!(!page.text.contains("<img") && !page.text.contains("<!--"));
        assert!(
            !page.text.contains("http://")
                || page.text.matches("http://").count() == page.text.matches("http://www.w3.org/2000/svg").count()
        );
    }
}

#[test]
fn a_page_that_cannot_be_written_is_an_error() {
    let file = folder("page-nowhere").join("file");
    fs::write(&file, "").unwrap();
    let output = run(&["check", "--report", file.join("report.html").to_str().unwrap(), EXPECTED]);
    assert_eq!(code(&output), 2);
}
