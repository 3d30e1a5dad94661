//! Which findings are reported, how many of them, and what that does to the exit code; and the names that are meant.

use std::fs;

use crate::support::{BROKEN, code, folder, json, payloads, reports, run, run_with, stderr, stdout};

/// The codes that a run reports.
fn codes(arguments: &[&str]) -> Vec<String> {
    let output = run(&[&["check", "--format", "json", BROKEN], arguments].concat());
    let report = json(stdout(&output));
    let found = report["diagnostics"].as_array().unwrap().iter();
    let mut codes: Vec<String> = found.map(|found| found["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn codes_are_selected_and_ignored_by_name_and_pattern() {
    let all = codes(&[]);
    assert!(all.len() > 4);
    assert_eq!(codes(&["--select", "missing-quote,extra-quote"]), ["extra-quote", "missing-quote"]);
    assert_eq!(codes(&["--select", "*-quote", "--ignore", "extra-*"]), ["missing-quote"]);
    let left: Vec<String> = all.iter().filter(|code| *code != "noncanonical-name").cloned().collect();
    assert_eq!(codes(&["--ignore", "noncanonical-name"]), left);
    for unknown in ["--select", "--ignore"] {
        let output = run(&["check", unknown, "mising-quote", BROKEN]);
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains("did you mean `missing-quote`?"), "{}", stderr(&output));
    }
}

#[test]
fn what_is_ignored_does_not_count_but_damage_does() {
    let misfit = br#"{"value": [{"id": "1", "scanName": "a", "isActive": true, "odd": 1}]}"#;
    let check = |arguments: &[&str], input: &[u8]| code(&run_with(&[&["check", "-q"], arguments].concat(), input));
    assert_eq!(check(&["--type", "definitions"], misfit), 1);
    assert_eq!(check(&["--type", "definitions", "--ignore", "unknown-*,missing-member"], misfit), 0);
    // Text that is not JSON does not conform, even if its codes are ignored.
    assert_eq!(check(&["--type", "any", "--ignore", "*"], b"[1, 2"), 1);
    // Edits are always reported.
    let output = run_with(&["recover", "--type", "any", "--ignore", "*", "--format", "json"], b"[1, 2");
    let report = json(stdout(&output));
    assert_eq!((&report["diagnostics"], report["edits"].as_array().unwrap().len()), (&json("[]"), 1));
}

#[test]
fn exit_codes_are_as_asked_for() {
    let check = |arguments: &[&str]| code(&run(&[&["check", "-q"], arguments].concat()));
    assert_eq!((check(&[BROKEN]), check(&["--exit-zero", BROKEN])), (1, 0));
    assert_eq!(check(&["--exit-zero", BROKEN, "nowhere.json"]), 2, "what could not be read is no finding");
    let warned = folder("warnings").join("a.json");
    fs::write(&warned, r#"{"a": 1, "a": 2, "b": 3, "b": 4}"#).unwrap();
    let with = |most: &str| check(&["--type", "any", "--max-warnings", most, warned.to_str().unwrap()]);
    assert_eq!((with("2"), with("1"), with("0")), (0, 1, 1));
    assert_eq!(check(&["--type", "any", "--max-warnings", "0", "--exit-zero", warned.to_str().unwrap()]), 0);
}

/// However damaged the inputs, no more findings of each are drawn than is asked for, and those that are left out are
/// counted.
#[test]
fn findings_are_capped_and_the_rest_is_counted() {
    let from = payloads("capped", 60);
    let from = from.to_str().unwrap();
    let all = run(&["check", "--format", "json", from]);
    for most in ["0", "1", "3", "all"] {
        let output = run(&["check", "--max-findings", most, from]);
        let drawn = ["error[", "warning[", "note["]
            .map(|head| stdout(&output).lines().filter(|line| line.starts_with(head)).count());
        let most = most.parse().unwrap_or(usize::MAX);
        let counts = reports(&all).into_iter().map(|(_, report)| report["diagnostics"].as_array().unwrap().len());
        let counts: Vec<usize> = counts.collect();
        assert_eq!(drawn.iter().sum::<usize>(), counts.iter().map(|count| (*count).min(most)).sum::<usize>());
        let more = counts.iter().filter(|count| **count > most).count();
        assert_eq!(stdout(&output).matches("--max-findings all shows them").count(), more);
        assert_eq!(code(&output), 1);
    }
}

#[test]
fn the_gravest_findings_are_drawn_first() {
    let output = run(&["check", "--max-findings", "5", BROKEN]);
    assert_eq!(stdout(&output).matches("error[").count(), 5);
    assert!(!stdout(&output).contains("warning["));
    assert!(stdout(&output).contains("5 errors, 7 warnings"), "what is not drawn counts: {}", stdout(&output));
}

#[test]
fn unknown_names_are_met_with_the_nearest() {
    for (arguments, meant) in [
        (&["check", "--type", "defintions"][..], "`definitions`"),
        (&["schema", "agnets"], "`agents`"),
        (&["explain", "mising-comma"], "`missing-comma`"),
        (&["chekc"], "'check'"),
        (&["check", "--output-fromat", "json"], "'--output-format'"),
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains(meant), "{arguments:?}: {}", stderr(&output));
    }
    assert!(!stderr(&run(&["explain", "zzz"])).contains("did you mean"));
}

#[test]
fn every_code_is_explained_at_once() {
    let list = run(&["explain"]);
    let all = run(&["explain", "--all"]);
    for line in stdout(&list).lines() {
        let name = line.split(' ').next().unwrap();
        let page = run(&["explain", name]);
        assert!(stdout(&all).contains(stdout(&page)), "{name}");
    }
    assert_eq!(code(&run(&["explain", "--all", "missing-comma"])), 2);
}

#[test]
fn stdin_is_called_as_asked_for() {
    let output = run_with(&["check", "--type", "any", "--stdin-filename", "dir/x.json"], b"[1,");
    assert!(stdout(&output).contains("dir/x.json:1:") && !stdout(&output).contains("<stdin>"));
    let to = folder("stdin-name");
    let to = to.to_str().unwrap();
    let output = run_with(&["recover", "-q", "--type", "any", "--stdin-filename", "dir/x.json", "-o", to], b"[1");
    assert_eq!(code(&output), 0);
    assert_eq!(fs::read_to_string(format!("{to}/x.json")).unwrap(), "[1]");
}

mod formats {
    use super::*;

    /// The places that each format names are those of the JSON format.
    #[test]
    fn every_format_has_every_finding() {
        let from = payloads("all-formats", 30);
        let from = from.to_str().unwrap();
        let of = |format: &str| run(&["check", "--output-format", format, from]);
        let found: Vec<(String, String)> = reports(&of("json"))
            .into_iter()
            .flat_map(|(input, report)| {
                report["diagnostics"].as_array().unwrap().clone().into_iter().map(move |found| (input.clone(), found))
            })
            .map(|(input, found)| {
                (format!("{input}:{}:{}", found["line"], found["column"]), found["code"].as_str().unwrap().to_owned())
            })
            .collect();
        assert!(found.len() > 20);
        let concise = of("concise");
        let lines: Vec<&str> = stdout(&concise).lines().collect();
        assert_eq!(lines.len(), found.len());
        for (line, (place, code)) in lines.iter().zip(&found) {
            assert!(line.starts_with(&format!("{place}: ")) && line.contains(&format!("[{code}] ")), "{line}");
        }
        let github = of("github");
        for (line, (place, code)) in stdout(&github).lines().zip(&found) {
            assert!(line.starts_with("::") && line.contains(&format!("::{place}: ")) && line.contains(code), "{line}");
        }
        assert_eq!(stdout(&github).lines().count(), found.len());
        let gitlab = json(stdout(&of("gitlab")));
        let gitlab = gitlab.as_array().unwrap();
        assert_eq!(gitlab.len(), found.len());
        for (element, (place, code)) in gitlab.iter().zip(&found) {
            let begin = &element["location"]["positions"]["begin"];
            let own =
                format!("{}:{}:{}", element["location"]["path"].as_str().unwrap(), begin["line"], begin["column"]);
            assert_eq!((&own, element["check_name"].as_str()), (place, Some(&**code)));
        }
        let prints: std::collections::HashSet<&str> =
            gitlab.iter().map(|element| element["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(prints.len(), gitlab.len(), "each finding has a fingerprint of its own");
        let junit = of("junit");
        assert_eq!(stdout(&junit).matches("<testsuite ").count(), 30);
        let failed = reports(&of("json"))
            .iter()
            .filter(|(_, report)| {
                report["outcome"] == "rejected"
                    || report["diagnostics"].as_array().unwrap().iter().any(|found| found["severity"] == "error")
            })
            .count();
        assert_eq!(stdout(&junit).matches("<failure ").count(), failed);
        assert_eq!(stdout(&of("ndjson")), stdout(&of("json")));
        assert_eq!(stdout(&run(&["check", "--format", "concise", from])), stdout(&concise));
    }

    #[test]
    fn a_format_without_results_is_whole() {
        for (format, whole) in [("gitlab", "[\n\n]\n"), ("concise", ""), ("github", "")] {
            let output = run_with(&["check", "--type", "any", "--output-format", format], b"[1]");
            assert_eq!((code(&output), stdout(&output)), (0, whole));
        }
        let output = run_with(&["check", "--type", "any", "--output-format", "sarif"], b"[1]");
        assert_eq!(json(stdout(&output))["runs"][0]["results"], json("[]"));
    }

    /// A fingerprint does not depend on the lines before its finding.
    #[test]
    fn fingerprints_stay_when_lines_move() {
        let prints = |text: &str| -> Vec<String> {
            let output = run_with(&["check", "--type", "any", "--output-format", "sarif"], text.as_bytes());
            let log = json(stdout(&output));
            let results = log["runs"][0]["results"].as_array().unwrap().clone();
            results
                .iter()
                .map(|result| result["partialFingerprints"]["authscan/v1"].as_str().unwrap().to_owned())
                .collect()
        };
        let before = prints("{\"a\": [1, 2,], \"a\": [3,]}");
        assert_eq!(before.len(), 3);
        assert_eq!(before, prints("\n\n  {\"a\":\n [1, 2,],\n\n \"a\": [3,]}"));
    }

    #[test]
    fn code_scanning_is_not_flooded() {
        let from = folder("flood");
        // Members that come twice: a warning each.
        let member = "\"a\": 1, ".repeat(900);
        for number in 0..8 {
            fs::write(from.join(format!("{number}.json")), format!("{{{member}\"b\": 1}}")).unwrap();
        }
        let from = from.to_str().unwrap();
        let total: usize = reports(&run(&["check", "--type", "any", "--format", "json", from]))
            .iter()
            .map(|(_, report)| report["diagnostics"].as_array().unwrap().len())
            .sum();
        assert!(total > 5000, "{total}");
        let log = json(stdout(&run(&["check", "--type", "any", "--format", "sarif", from])));
        let run = &log["runs"][0];
        assert_eq!(run["results"].as_array().unwrap().len(), 5000);
        let said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap();
        assert!(said.starts_with(&format!("{} more results", total - 5000)), "{said}");
    }
}
