//! G8: secrets in command lines, headers, keys, lists of name and value and damaged names, with damage around them, are
//! redacted everywhere; other text is shown.

use std::io::Read;
use std::process::Command;

use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan::{Options, Report};
use authscan_testkit::damage::{PLACES, Planting, TEST_SEED, planting};
use base64::Engine as _;
use proptest::prelude::*;

/// A text with `places`, in a document that is damaged or before one.
fn capture(places: &[&str], inside: bool, secret: &str, damage: &str) -> String {
    let planted = places.concat().replace('§', secret);
    let member = if planted.starts_with(['"', '{', ':']) { planted } else { format!("\"note\": {}", quoted(&planted)) };
    match inside {
        true => format!("{{\"value\": [{{\"id\": \"1\", {member}{damage}, \"isActive\": true}}]}}"),
        false => format!(
            "{}\n{{\"value\": [{{\"id\": \"1\"{damage}, \"isActive\": true}}]}}\n",
            places.join("\n").replace('§', secret)
        ),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn shown(report: &Report<()>, input: &[u8]) -> String {
    let edits: Vec<String> = report.edits.iter().map(|edit| edit.describe()).collect();
    format!("{report:?}\n{}\n{}", edits.join("\n"), report.render("input", input, false))
}

/// Returns the first part of a secret in the output.
fn leaked(shown: &str, secret: &str) -> Option<String> {
    let part = &secret[..6];
    shown.lines().find(|line| line.contains(part)).map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn planted_secrets_are_shown_nowhere(
        place in 0..PLACES.len(),
        inside: bool,
        secret in "Zq[b-df-hj-np-tv-z2-9]{12}",
        damage in prop::sample::select(vec!["", ",", ",,", "]", "\"", " :", "}", ", \"a\" 1"]),
    ) {
        let text = capture(&[PLACES[place]], inside, &secret, damage);
        for shape in [PayloadKind::Definitions.shape(), &Shape::ANY] {
            for report in [
                Options::new().recover_shape(shape, text.as_bytes()),
                Options::new().check_as(shape, text.as_bytes()),
            ] {
                let line = leaked(&shown(&report, text.as_bytes()), &secret);
                prop_assert!(line.is_none(), "{text}\nshows {line:?}");
            }
        }
    }
}

/// Everything that the program writes about a file, but for the value.
fn written(folder: &std::path::Path, text: &str) -> String {
    let input = folder.join("capture.txt");
    std::fs::write(&input, text).unwrap();
    let page = folder.join("page.html");
    let mut all = String::new();
    for verb in ["recover", "check"] {
        for format in ["human", "json", "sarif", "concise", "github", "gitlab", "junit", "--diff"] {
            if verb == "check" && format == "--diff" {
                continue;
            }
            let mut command = Command::new(env!("CARGO_BIN_EXE_authscan"));
            command.args([verb, "--type", "any", "--report"]).arg(&page).arg(&input);
            match format {
                "--diff" => command.arg("--diff"),
                format => command.args(["--format", format]),
            };
            let output = command.output().unwrap();
            let out = String::from_utf8_lossy(&output.stdout).into_owned();
            let value = if format == "json" { out.find(",\"value\":").unwrap_or(out.len()) } else { out.len() };
            all.push_str(&out[..value]);
            // Of one input, `recover` for people writes the document to stdout.
            all.push_str(&String::from_utf8_lossy(&output.stderr));
            all.push_str(&details(&std::fs::read_to_string(&page).unwrap_or_default()));
        }
    }
    all
}

/// The details that a page holds compressed, and all else of it.
fn details(page: &str) -> String {
    let mut all = page.to_owned();
    for word in page.split('"') {
        let Ok(bytes) = base64::prelude::BASE64_STANDARD.decode(word) else { continue };
        let mut text = String::new();
        if flate2::read::DeflateDecoder::new(&*bytes).read_to_string(&mut text).is_ok() {
            all.push_str(&text);
            all.push('\n');
        }
    }
    all
}

#[test]
fn the_program_writes_no_planted_secret() {
    let folder = tempfile::tempdir().unwrap();
    for place in PLACES {
        for inside in [false, true] {
            let text = capture(&[place], inside, "Zqhbk7mrt3xw9d", ",");
            let line = leaked(&written(folder.path(), &text), "Zqhbk7mrt3xw9d");
            assert!(line.is_none(), "{text}\nshows {line:?}");
        }
    }
}

/// Captures of every generator, with a secret in each, through every output of the program.
#[test]
fn captures_of_every_generator_show_no_planted_secret() {
    const CAPTURES: u64 = 160;
    const LENGTHS: usize = 6;
    let folder = tempfile::tempdir().unwrap();
    let inputs = folder.path().join("inputs");
    std::fs::create_dir(&inputs).unwrap();
    let plantings: Vec<_> = (0..CAPTURES).filter_map(|index| planting(&[], TEST_SEED, index)).collect();
    for (number, planting) in plantings.iter().enumerate() {
        std::fs::write(inputs.join(format!("{number:03}.txt")), &planting.capture).unwrap();
    }
    let page = folder.path().join("page.html");
    let all: &[&[&str]] = &[
        &["--format", "human"],
        &["--format", "json"],
        &["--format", "sarif"],
        &["--format", "concise"],
        &["--format", "github"],
        &["--format", "gitlab"],
        &["--format", "junit"],
        &["--all-documents", "--format", "json"],
        &["--diff"],
        &["--lines", "--format", "json"],
    ];
    let (mut outputs, mut hits) = (0, Vec::new());
    for verb in ["recover", "check"] {
        for kind in ["auto", "any"] {
            for arguments in all.iter().filter(|arguments| {
                verb == "recover" || !arguments[0].ends_with(['f', 's']) || arguments[0] == "--lines"
            }) {
                let mut command = Command::new(env!("CARGO_BIN_EXE_authscan"));
                command.args([verb, "--type", kind]).args(*arguments);
                if !arguments.contains(&"--lines") {
                    command.arg("--report").arg(&page);
                }
                let output = command.arg(&inputs).output().unwrap();
                let mut shown = String::from_utf8_lossy(&output.stderr).into_owned();
                for line in String::from_utf8_lossy(&output.stdout).lines() {
                    // The value of a document has its secrets.
                    let value = if arguments.contains(&"json") { line.find(",\"value\":") } else { None };
                    shown.push_str(&line[..value.unwrap_or(line.len())]);
                    shown.push('\n');
                }
                if !arguments.contains(&"--lines") {
                    shown.push_str(&details(&std::fs::read_to_string(&page).unwrap_or_default()));
                }
                // Of a line alone nobody can tell that the line before it ends with the name of a secret.
                let is_read = |planting: &&Planting| {
                    !arguments.contains(&"--lines") || !planting.capture.trim_ascii().contains(&b'\n')
                };
                for planting in plantings.iter().filter(is_read) {
                    outputs += 1;
                    let parts = [&planting.secret[..LENGTHS], &planting.secret[planting.secret.len() - LENGTHS..]];
                    if let Some(part) = parts.iter().find(|part| shown.contains(**part)) {
                        let line = shown.lines().find(|line| line.contains(*part)).unwrap_or_default();
                        hits.push(format!(
                            "{verb} {kind} {arguments:?}: {}: {}: {line:.300}\nof {:?}",
                            planting.origin,
                            planting.secret,
                            String::from_utf8_lossy(&planting.capture)
                        ));
                    }
                }
            }
        }
    }
    println!("{} captures, {outputs} captures times outputs, {} hits", plantings.len(), hits.len());
    assert!(hits.is_empty(), "{}", hits.join("\n"));
}

/// Nothing is hidden of a payload without secrets, whatever the damage.
#[test]
fn what_is_no_secret_is_shown() {
    let mut captures = 0;
    for seed in 0..20 {
        let text = format!(
            "{{\"value\": [{{\"id\": \"{seed}\", \"scanType\": \"Network\", \"scanName\": \"n - {seed}\",, \"isActive\": true, \
             \"target\": \"10.0.0.1, host-a.example.com\", \"intervalInHours\": {seed}, \"createdBy\": \"user@example.com\", \
             \"@odata.nextLink\": \"https://host/api?$skip=2&page=3\", \"sessionId\": \"a-b\" \"scannerAgent\": {{\"id\": 1]}}]}}"
        );
        for at in (0..text.len()).step_by(17) {
            let damaged = [&text[..at], &text[at + 1..]].concat();
            let report = Options::new().recover_shape(&Shape::ANY, damaged.as_bytes());
            assert!(report.mask().is_empty(), "{damaged}: {:?}", report.mask());
            captures += 1;
        }
    }
    assert!(captures > 200);
}
