//! G8 in every format that the program offers, and in its page of HTML: a new format is searched for secrets as soon as
//! there is one.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use authscan_testkit::oracles::{Planted, plant};
use serde_json::Value;

fn run(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_authscan"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Returns the formats of a command, from the error message about an unknown one.
fn formats(verb: &str) -> Vec<String> {
    let refusal = run(&[verb, "--format", "none-of-them"], "");
    let refusal = String::from_utf8(refusal.stderr).unwrap();
    let list = refusal.split_once("[possible values: ").unwrap().1.split_once(']').unwrap().0;
    list.split(", ").map(str::to_owned).collect()
}

/// Text without what a report may hold of secrets: in JSON for programs, `value` is the document itself.
fn shown(format: &str, stdout: &str) -> String {
    if format != "json" {
        return stdout.to_owned();
    }
    let lines = stdout.lines().map(|line| {
        let mut object: Value = serde_json::from_str(line).unwrap();
        object.as_object_mut().unwrap().remove("value").unwrap();
        object.to_string()
    });
    lines.collect()
}

#[test]
fn no_format_shows_a_secret() {
    // Bytes enough for every choice of `plant`, differently each time.
    let seeds = (0_u8..24).map(|seed| (0..60).map(|at: u8| at.wrapping_mul(2 * seed + 1) ^ seed).collect::<Vec<u8>>());
    let page = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("no_format_shows_a_secret.html");
    let mut searched = 0;
    for Planted { text, words } in seeds.map(|seed| plant(&seed)) {
        for verb in ["check", "recover"] {
            for format in formats(verb) {
                for kind in ["auto", "any", "update"] {
                    let report = ["--report", page.to_str().unwrap()];
                    let output = run(&[&[verb, "--format", &format, "--type", kind], &report[..]].concat(), &text);
                    assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
                    let stdout = String::from_utf8(output.stdout).unwrap();
                    let drawn = std::fs::read_to_string(&page).unwrap();
                    let seen = shown(&format, &stdout) + &String::from_utf8(output.stderr).unwrap() + &drawn;
                    let leak = words.iter().find(|word| seen.contains(&**word));
                    assert_eq!(leak, None, "{verb} --format {format} --type {kind} of {text:?}: {seen}");
                    assert!(drawn.contains("<html"), "no page: {drawn}");
                    searched += 1;
                }
            }
        }
    }
    assert!(searched > 100, "nothing was searched");
}
