//! The program keeps its contract: exit codes, streams, formats, bad input.
// Helpers of tests may panic as the tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod boards;
mod config;
mod documents;
mod formats;
mod inputs;
mod outputs;
mod picture;
mod planted;
mod replay;
mod reports;
mod schemas;
mod selection;
mod shell;
mod support;
#[cfg(unix)]
mod terminal;
mod writing;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use support::{BROKEN, EXPECTED, code, folder, json, read, run, run_with, stderr, stdout, timeless};

#[test]
fn recover_writes_the_document_to_stdout_and_the_report_to_stderr() {
    let output = run(&["recover", BROKEN]);
    assert_eq!(code(&output), 0);
    assert_eq!(json(stdout(&output)), json(&read(EXPECTED)));
    let report = stderr(&output);
    for place in ["4.json:34:", "4.json:47:", "4.json:48:9", "4.json:71:6", "4.json:72:6"] {
        assert!(report.contains(place), "{place} in {report}");
    }
    assert!(report.contains("repaired, "), "{report}");
    assert!(!report.contains('\u{1b}'), "no colors in a pipe");
}

#[test]
fn no_secret_is_shown_outside_the_value() {
    // Values that are no member names, so that finding one is a leak.
    let mut text = read(BROKEN);
    for (name, secret) in [("authPassword", "hunter2"), ("privPassword", "pr1vate"), ("communityString", "c0mmunity")] {
        let value = if name == "communityString" { "community-string" } else { name };
        text = text.replace(&format!("\"{name}\": \"{value}\""), &format!("\"{name}\": \"{secret}\""));
        assert!(text.contains(secret));
    }
    for arguments in [
        &["recover"][..],
        &["check"],
        &["recover", "--type", "any"],
        &["check", "--type", "any"],
        &["recover", "--format", "human"],
        &["recover", "--format", "json"],
        &["check", "--format", "json"],
    ] {
        let output = run_with(arguments, text.as_bytes());
        let mut shown = stderr(&output).to_owned();
        match arguments {
            ["recover", .., "json"] => {
                let mut object = json(stdout(&output));
                object.as_object_mut().unwrap().remove("value").unwrap();
                shown.push_str(&object.to_string());
            }
            ["recover"] | ["recover", "--type", "any"] => {}
            _ => shown.push_str(stdout(&output)),
        }
        for secret in ["hunter2", "pr1vate", "c0mmunity"] {
            assert!(!shown.contains(secret), "{arguments:?}: {shown}");
        }
    }
}

#[test]
fn json_has_one_object_a_line_for_each_input() {
    let output = run(&["recover", "--format", "json", BROKEN, EXPECTED]);
    assert_eq!(code(&output), 0);
    let lines: Vec<Value> = stdout(&output).lines().map(json).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["input"], BROKEN);
    assert_eq!(lines[0]["outcome"], "repaired");
    assert_eq!(lines[0]["ambiguous"], false);
    assert_eq!(lines[0]["value"], json(&read(EXPECTED)));
    assert_eq!(lines[1]["outcome"], "clean");
    assert_eq!(lines[1]["edits"], json("[]"));
    let edit = lines[0]["edits"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&edit["code"], &edit["removed"], &edit["inserted"]),
        (&json("\"extra-closer\""), &json("\"}\""), &json("\"\""))
    );
    assert!(edit["applicability"].is_string() && edit["start"].is_u64() && edit["end"].is_u64());
    for found in lines[0]["diagnostics"].as_array().unwrap() {
        for member in ["code", "severity", "message", "pointer"] {
            assert!(found[member].is_string(), "{found}");
        }
        for member in ["start", "end", "line", "column"] {
            assert!(found[member].is_u64(), "{found}");
        }
    }
}

/// JSONTestSuite is decided here as the parser decides it, and as `docs/json.md` has it.
#[test]
fn check_without_a_type_decides_what_is_json() {
    let output = run(&["check", "--type", "any", "--format", "json", "tests/data/json-test-suite/test_parsing"]);
    assert_eq!(code(&output), 1);
    let documented = read("docs/json.md");
    let mut counts = [0; 3];
    for line in stdout(&output).lines().map(json) {
        let path = Path::new(line["input"].as_str().unwrap()).to_owned();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let (group, accepted) = match name.split_once('_').unwrap().0 {
            "y" => (0, true),
            "n" => (1, false),
            _ => (2, documented.contains(&format!("| `{name}` | accepted |"))),
        };
        counts[group] += 1;
        assert_eq!(line["outcome"], if accepted { "clean" } else { "rejected" }, "{line}");
    }
    assert_eq!(counts, [95, 188, 35]);
}

#[test]
fn i_json_refuses_what_json_allows() {
    let input = br#"{"a": 1e400, "b": 1e-400, "\u0061": 2}"#;
    let plain = run_with(&["check", "--type", "any", "--format", "json"], input);
    let strict = run_with(&["check", "--type", "any", "--i-json", "--format", "json"], input);
    assert_eq!((code(&plain), code(&strict)), (0, 1));
    let found = |output: &Output| {
        let line = json(stdout(output));
        let found = line["diagnostics"].as_array().unwrap().clone();
        let shown = |found: &Value| format!("{} {} {}", found["severity"], found["code"], found["column"]);
        found.iter().map(|found| shown(found).replace('"', "")).collect::<Vec<_>>()
    };
    assert_eq!(found(&plain), ["warning out-of-range 7", "warning duplicate-member 27"]);
    assert_eq!(found(&strict), ["error out-of-range 7", "error out-of-range 19", "error duplicate-member 27"]);
}

#[test]
fn check_says_the_first_error_and_where() {
    let output = run(&["check", BROKEN]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("4.json:36:5"), "{}", stdout(&output));
    let valid = run_with(&["check", "--type", "any"], b"[1, 2]");
    assert_eq!((code(&valid), stdout(&valid)), (0, "<stdin>: conforms\n"));
}

#[test]
fn output_directory_keeps_the_relative_names() {
    let from = folder("from");
    fs::create_dir(from.join("sub")).unwrap();
    fs::write(from.join("sub/b.json"), "[1, 2").unwrap();
    fs::write(from.join("a.json"), "[1, 2]\n").unwrap();
    fs::write(from.join("hopeless.json"), "  ").unwrap();
    let to = folder("to");
    let output = run(&["recover", "--type", "any", "-o", to.to_str().unwrap(), from.to_str().unwrap()]);
    assert_eq!(code(&output), 1);
    assert_eq!(fs::read_to_string(to.join("a.json")).unwrap(), "[1, 2]\n");
    assert_eq!(json(&fs::read_to_string(to.join("sub/b.json")).unwrap()), json("[1, 2]"));
    assert!(!to.join("hopeless.json").exists());
    let names: Vec<usize> = ["a.json: clean", "hopeless.json: rejected", "b.json: "]
        .iter()
        .map(|name| stderr(&output).find(name).unwrap())
        .collect();
    assert!(names.is_sorted(), "directories are read in order");
}

#[test]
fn canonical_writes_canonical_names() {
    let output = run(&["recover", "--canonical", BROKEN]);
    assert_eq!(code(&output), 0);
    assert!(json(stdout(&output))["value"][0]["scannerAgent"]["assignedApplicationId"].is_string());
}

#[test]
fn several_documents_do_not_fit_on_stdout() {
    let output = run(&["recover", BROKEN, EXPECTED]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("--output"));
}

#[test]
fn bad_input_is_said_and_the_rest_goes_on() {
    let from = folder("bad");
    let big = from.join("big.json");
    fs::write(&big, format!("[{}]", "1,".repeat(1000))).unwrap();
    let output = run(&["check", "--type", "any", "--max-bytes", "100", "missing.json", big.to_str().unwrap(), "-"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("cannot read missing.json"));
    assert!(stdout(&output).contains("too-large") && stdout(&output).contains("<stdin>: not JSON"));
    let only_big = run(&["check", "--max-bytes", "100", big.to_str().unwrap()]);
    assert_eq!(code(&only_big), 1);
}

#[test]
fn hostile_input_is_refused_with_a_word() {
    for (input, word) in [(&b""[..], "empty"), (b" \n\t ", "empty"), (&vec![b'['; 10_000_000], "too-deep")] {
        for verb in ["check", "recover"] {
            let output = run_with(&[verb], input);
            assert_eq!(code(&output), 1, "{verb} {word}");
            let said = if verb == "check" { stdout(&output) } else { stderr(&output) };
            assert!(said.contains(word) && said.len() < 10_000, "{verb}: {said}");
            let words = if verb == "recover" {
                "rejected"
            } else if word == "empty" {
                "not JSON"
            } else {
                "over a limit"
            };
            assert!(said.contains(&format!("<stdin>: {words}")), "{said}");
        }
    }
    let binary: Vec<u8> = (0..100_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let output = run_with(&["check"], &binary);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("invalid-utf8") && stdout(&output).len() < 10_000);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_an_error_of_its_own() {
    use std::os::unix::fs::PermissionsExt;

    let path = folder("unreadable").join("secret.json");
    fs::write(&path, "[]").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        // The superuser may read everything.
        return;
    }
    let output = run(&["check", path.to_str().unwrap(), EXPECTED]);
    assert_eq!(code(&output), 2);
    assert!(stdout(&output).contains("expected.json: "));
}

#[cfg(unix)]
#[test]
fn nobody_reading_is_no_panic() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authscan"));
    command.current_dir(crate::support::ROOT).args(["check", "--format", "json", "tests/data"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(!stderr(&output).contains("panic"), "{}", stderr(&output));
    assert!(output.status.code().is_some());
}

#[test]
fn wrong_usage_is_2() {
    for arguments in
        [&["check", "--type", "nonsense"][..], &["explain", "nonsense"], &["schema", "nonsense"], &["nonsense"]]
    {
        let output = run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(stderr(&output).contains("nonsense"));
    }
}

#[test]
fn explain_and_schema() {
    assert!(stdout(&run(&["explain"])).contains("missing-comma"));
    assert!(stdout(&run(&["explain", "missing-comma"])).contains("Right:"));
    assert!(stdout(&run(&["schema", "--list"])).contains("definitions"));
    assert!(json(stdout(&run(&["schema", "definitions"])))["$schema"].is_string());
}

#[test]
fn check_says_all_violations_of_a_request_at_once() {
    let bad = folder("request").join("bad.json");
    let text = r##"{
  "scanType": "Windows",
  "scanName": "",
  "isActive": true,
  "target": "host-1,10.0.0.1",
  "intervalInHours": 0,
  "targetType": "Ip",
  "ScannerAgent": {"machineId": "xyz"},
  "scanAuthenticationParams": {
    "@odata.type": "#microsoft.windowsDefenderATP.api.SnmpAuthParams",
    "type": "AuthPriv",
    "username": "u",
    "authProtocol": "SHA1",
    "authPassword": "hunter2",
    "communityString": "c0mmunity"
  }
}"##;
    fs::write(&bad, text).unwrap();
    let path = bad.to_str().unwrap();
    let output = run(&["check", "--type", "create", "--format", "json", path]);
    assert_eq!(code(&output), 1);
    let report = json(stdout(&output));
    let found: Vec<(&str, &str)> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| (found["pointer"].as_str().unwrap(), found["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            ("/scanType", "discontinued"),
            ("/scanName", "missing-member"),
            ("/target", "target-mismatch"),
            ("/intervalInHours", "uncertain-value"),
            ("/ScannerAgent", "noncanonical-name"),
            ("/scannerAgent/machineId", "invalid-format"),
            ("/scanAuthenticationParams", "credentials-mismatch"),
            ("/scanAuthenticationParams/privProtocol", "missing-member"),
            ("/scanAuthenticationParams/privPassword", "missing-member"),
            ("/scanAuthenticationParams/communityString", "conflicting-member"),
        ]
    );
    // The report for people gives location, fault and help, but no secret.
    let output = run(&["check", "--type", "create", path]);
    let shown = stdout(&output);
    for part in [
        "error[target-mismatch]",
        "in `/scanAuthenticationParams/privPassword`",
        "help: a machine id is 40 hexadecimal digits",
        "help: leave it out: `AuthPriv` does not use it",
        "bad.json:6:22",
    ] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    assert!(!shown.contains("hunter2") && !shown.contains("c0mmunity"), "{shown}");
    // Missing members are reported one by one too.
    let output = run_with(&["check", "--type", "create"], b"{}");
    assert_eq!(stdout(&output).matches("error[missing-member]").count(), 7, "{}", stdout(&output));
}

#[test]
fn min_applicability_rejects_what_is_not_sure_and_lists_it() {
    // Two of the five repairs are likely, the others certain.
    for (doubt, status) in [("guess", 0), ("likely", 0), ("certain", 1)] {
        let output = run(&["recover", "--min-applicability", doubt, "--format", "json", BROKEN]);
        assert_eq!(code(&output), status, "{doubt}");
        let report: Value = serde_json::from_str(stdout(&output)).unwrap();
        assert_eq!(report["outcome"], if status == 0 { "repaired" } else { "rejected" }, "{doubt}");
        assert_eq!(report["value"].is_null(), status == 1, "{doubt}");
        assert_eq!(report["edits"].as_array().unwrap().len(), 5, "{doubt}");
        let told = report["diagnostics"].as_array().unwrap().iter().any(|found| found["code"] == "too-doubtful");
        assert_eq!(told, status == 1, "{doubt}");
    }
    // Nothing goes where the document would. The former name of the argument is still read.
    assert!(run(&["recover", "--max-doubt", "certain", BROKEN]).stdout.is_empty());
}

/// One line in, one line out, in order, whatever the number of threads.
#[test]
fn lines_keep_their_order_on_any_number_of_threads() {
    let mut input = String::new();
    for number in 0..5000 {
        input.push_str(&match number % 100 {
            7 => format!("{{\"value\": [{{\"id\": \"{number}\", \"scanName\": \"a\" ]}}\n"),
            8 => "\u{1}\n".to_owned(),
            _ => format!("{{\"value\": [{{\"id\": \"{number}\", \"scanName\": \"a\"}}]}}\n"),
        });
    }
    let one = run_with(&["recover", "--lines", "--threads", "1"], input.as_bytes());
    let two = run_with(&["recover", "--lines", "--threads", "2"], input.as_bytes());
    assert_eq!((code(&one), code(&two)), (1, 1));
    assert_eq!(stdout(&one), stdout(&two));
    assert_eq!(timeless(stderr(&one)), timeless(stderr(&two)));
    let lines: Vec<&str> = stdout(&one).lines().collect();
    assert_eq!(lines.len(), 5000);
    for (number, line) in lines.iter().enumerate() {
        match number % 100 {
            8 => assert_eq!(*line, "null"),
            _ => assert_eq!(json(line)["value"][0]["id"], number.to_string(), "{line}"),
        }
    }
}

#[test]
fn recover_takes_values_for_what_they_must_mean() {
    let output = run_with(&["recover", "--type", "update", "--format", "json"], br#"{"intervalInHours": "4"}"#);
    let report: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!((&report["outcome"], &report["value"]["intervalInHours"]), (&"repaired".into(), &4.into()));
    assert_eq!(report["edits"][0]["code"], "coerced-value");
    // A value that fits in no way makes it no such payload.
    let output = run_with(&["recover", "--type", "update", "--format", "json"], br#"{"intervalInHours": "often"}"#);
    let report: Value = serde_json::from_str(stdout(&output)).unwrap();
    assert_eq!((&report["outcome"], &report["value"]), (&"rejected".into(), &Value::Null));
}
