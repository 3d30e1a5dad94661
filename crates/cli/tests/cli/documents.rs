//! Inputs of several documents: which there are, one of them, all of them.

use crate::support::{code, folder, json, run_with, stderr, stdout};

const THREE: &str = "{\"a\": 1}\n{\"a\": [2}\n{\"a\": 3}\n";

#[test]
fn one_document_of_several_is_written() {
    for (number, value) in [("1", "{\"a\": 1}"), ("2", "{\"a\": [2]}"), ("3", "{\"a\": 3}")] {
        let output = run_with(&["recover", "--type", "any", "--document", number], THREE.as_bytes());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert_eq!(json(stdout(&output)), json(value));
    }
    // Places are those of the input.
    let output = run_with(&["recover", "--type", "any", "--document", "2"], THREE.as_bytes());
    assert!(stderr(&output).contains(":2:9"), "{}", stderr(&output));
}

#[test]
fn a_document_that_is_not_there_is_an_error() {
    for (input, number, holds) in [(THREE, "4", "it holds 3"), ("{\"a\": 1}", "2", "it holds one")] {
        let output = run_with(&["recover", "--type", "any", "--document", number], input.as_bytes());
        assert_eq!(code(&output), 2);
        assert_eq!(stdout(&output), "");
        assert!(stderr(&output).contains(holds), "{}", stderr(&output));
    }
    assert_eq!(code(&run_with(&["recover", "--document", "0"], THREE.as_bytes())), 2);
}

#[test]
fn all_documents_are_an_array_or_a_report_each() {
    let output = run_with(&["recover", "--type", "any", "--all-documents"], THREE.as_bytes());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(json(stdout(&output)), json(r#"[{"a": 1}, {"a": [2]}, {"a": 3}]"#));

    let output = run_with(&["recover", "--type", "any", "--all-documents", "--format", "json"], THREE.as_bytes());
    let reports: Vec<_> = stdout(&output).lines().map(json).collect();
    let outcomes: Vec<_> = reports.iter().map(|report| report["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["clean", "repaired", "clean"]);
    assert_eq!(reports[1]["document"], 2);
    assert_eq!(reports[1]["edits"][0]["start"], 17);
    assert_eq!(reports[1]["diagnostics"][0]["line"], 2);
    assert_eq!(reports[2]["value"], json("{\"a\": 3}"));
}

#[test]
fn every_format_reports_on_each_document() {
    let of = |arguments: &[&str]| {
        let all = [&["recover", "--type", "any", "--all-documents"], arguments].concat();
        let output = run_with(&all, THREE.as_bytes());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        stdout(&output).to_owned()
    };
    let log = json(&of(&["--output-format", "sarif"]));
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
    }
    assert_eq!(of(&["--output-format", "concise"]).lines().count(), results.len());
    assert_eq!(of(&["--output-format", "junit"]).matches("<testsuite ").count(), 3);
    let page = folder("all-documents").join("report.html");
    of(&["--report", page.to_str().unwrap()]);
    let page = std::fs::read_to_string(page).unwrap();
    let facts = json(page.split_once("id=\"facts\">").unwrap().1.split_once("</script>").unwrap().0);
    assert_eq!(facts["outcomes"], json(r#"[["clean", 2], ["repaired", 1], ["partial", 0], ["rejected", 0]]"#));
}

#[test]
fn one_document_is_an_array_of_one() {
    let output = run_with(&["recover", "--type", "any", "--all-documents"], b"{\"a\": 1}");
    assert_eq!(json(stdout(&output)), json(r#"[{"a": 1}]"#));
}

#[test]
fn each_document_is_of_its_own_kind() {
    let agent = r#"{"machineId":"b","computerDnsName":"x","lastSeen":"2024-01-01T00:00:00Z"}"#;
    let session = r#"{"value":[{"sessionId":"s","scanStatus":"Succeeded","numberOfTargets":2}]}"#;
    let output = run_with(&["recover", "--all-documents"], format!("{agent}\n{session}\n").as_bytes());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(json(stdout(&output)), json(&format!("[{agent},{session}]")));
}

#[test]
fn a_report_says_how_many_documents_there_are_and_where() {
    let definition = r#"{"value": [{"id": "1", "scanName": "a", "isActive": true}]}"#;
    let input = format!("{definition}\n\n{definition}\n{definition}\n");
    let output = run_with(&["recover", "--type", "definitions"], input.as_bytes());
    let said = stderr(&output);
    for word in ["3 documents", "lines 1, 3, 4", "number 1", "--document", "--all-documents"] {
        assert!(said.contains(word), "{word} in {said}");
    }
}

#[test]
fn no_secret_of_any_document_is_shown() {
    let of = |secret: &str| format!("{{\"scanName\": \"n\", \"authPassword\": \"{secret}\", \"isActive\": true,}}");
    for separator in ["\n", "", "\nHTTP/1.1 200 OK\r\nCookie: s3same\r\n\r\n"] {
        let input = [of("hunter2"), of("pr1vate"), of("c0mmunity")].join(separator);
        for arguments in [
            &["recover", "--all-documents"][..],
            &["recover", "--all-documents", "--format", "human"],
            &["recover", "--all-documents", "--format", "json"],
            &["recover", "--document", "2"],
            &["recover", "--document", "2", "--format", "json"],
            &["recover", "--document", "2", "--format", "sarif"],
        ] {
            let output = run_with(arguments, input.as_bytes());
            let mut shown = stderr(&output).to_owned();
            match arguments {
                [.., "json"] => {
                    for line in stdout(&output).lines() {
                        let mut object = json(line);
                        object.as_object_mut().unwrap().remove("value").unwrap();
                        shown.push_str(&object.to_string());
                    }
                }
                [.., "human" | "sarif"] => shown.push_str(stdout(&output)),
                _ => {}
            }
            for secret in ["hunter2", "pr1vate", "c0mmunity", "s3same"] {
                assert!(!shown.contains(secret), "{secret} with {arguments:?}: {shown}");
            }
        }
    }
}
