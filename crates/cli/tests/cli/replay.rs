//! `authscan replay`: a report and its capture give the value of the report, and nothing else does.

use std::fs;
use std::path::Path;

use authscan_testkit::damage::{TEST_SEED, planting};

use crate::support::{BROKEN, ROOT, code, run, stdout};

/// Writes the report of an input into a file.
fn report(input: &Path, kind: &str, file: &Path, more: &[&str]) {
    let arguments = ["recover", "--type", kind, "--output-format", "json", "--layers"];
    let output = run(&[&arguments[..], more, &[input.to_str().unwrap()]].concat());
    fs::write(file, output.stdout).unwrap();
}

#[test]
fn a_report_and_its_capture_give_the_value() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let (mut captures, mut layers) = (0, 0);
    for index in 0..60 {
        let Some(planting) = planting(&[], TEST_SEED, 10_000 + index) else { continue };
        let input = folder.path().join(format!("{index}.txt"));
        fs::write(&input, &planting.capture).unwrap();
        for (kind, more) in [("auto", &[][..]), ("any", &[]), ("any", &["--all-documents"]), ("any", &["--join-pages"])]
        {
            report(&input, kind, &file, more);
            let shown = fs::read_to_string(&file).unwrap();
            for line in shown.lines() {
                let head = &line[..line.find(",\"value\":").unwrap_or(line.len())];
                assert!(!head.contains(&planting.secret[..6]), "{}: {head}", planting.origin);
                layers += line.matches("{\"edits\":[").count();
            }
            let output = run(&["replay", file.to_str().unwrap(), input.to_str().unwrap()]);
            assert_eq!(code(&output), 0, "{kind} {more:?}: {}: {}{output:?}", planting.origin, stdout(&output));
            captures += 1;
        }
    }
    println!("{captures} reports replayed, {layers} layers, 0 differences");
    assert!(layers > captures);
}

#[test]
fn another_capture_or_another_edit_differs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    report(Path::new(BROKEN), "auto", &file, &[]);
    assert_eq!(code(&run(&["replay", file.to_str().unwrap(), BROKEN])), 0);
    let input = folder.path().join(Path::new(BROKEN).file_name().unwrap());
    let capture = fs::read(Path::new(ROOT).join(BROKEN)).unwrap();
    let mut changed = capture.clone();
    let at = changed.iter().position(u8::is_ascii_alphabetic).unwrap();
    changed[at] ^= 1;
    fs::write(&input, &changed).unwrap();
    let output = run(&["replay", file.to_str().unwrap(), input.to_str().unwrap()]);
    assert_eq!(code(&output), 1, "{output:?}");
    assert!(stdout(&output).contains("differs: "), "{output:?}");

    fs::write(&input, &capture).unwrap();
    let shown = fs::read_to_string(&file).unwrap();
    let place = shown.find("\"layers\"").unwrap();
    let end = place + shown[place..].find("\"end\":").unwrap() + "\"end\":".len();
    let digits = shown[end..].find(|character: char| !character.is_ascii_digit()).unwrap();
    let number: usize = shown[end..end + digits].parse().unwrap();
    let edited = format!("{}{}{}", &shown[..end], number + 1, &shown[end + digits..]);
    fs::write(&file, edited).unwrap();
    assert_eq!(code(&run(&["replay", file.to_str().unwrap(), input.to_str().unwrap()])), 1);

    // Without the edits of each stage there is nothing to replay.
    let output = run(&["recover", "--output-format", "json", BROKEN]);
    fs::write(&file, output.stdout).unwrap();
    let output = run(&["replay", file.to_str().unwrap(), BROKEN]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("--layers"), "{output:?}");
}
