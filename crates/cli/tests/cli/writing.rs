//! Where documents go: nothing that anybody would miss is overwritten, and nothing is lost in silence.

use std::fs;
use std::io::Write;
use std::path::Path;

use proptest::prelude::*;

use crate::support::{BROKEN, code, files, folder, json, read, run, run_with, stderr, stdout};

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// Recovers plain JSON.
fn recover(arguments: &[&str]) -> std::process::Output {
    run(&[&["recover", "--type", "any"], arguments].concat())
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn one_input_is_written_to_a_file_and_several_to_a_directory() {
    let from = folder("file-or-directory");
    fs::write(from.join("a.json"), "[1").unwrap();
    fs::write(from.join("b.json"), "[2").unwrap();
    let (a, b) = (from.join("a.json"), from.join("b.json"));
    let file = from.join("out/repaired.json");
    assert_eq!(code(&recover(&[path(&a), "-o", path(&file)])), 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), "[1]");
    let output = run_with(&["recover", "--type", "any", "-o", path(&file)], b"[3");
    assert_eq!((code(&output), fs::read_to_string(&file).unwrap()), (0, "[3]".into()));
    // A file is no place for several, whether it is there or not.
    for name in ["out/repaired.json", "out/other.json"] {
        let output = recover(&[path(&a), path(&b), "-o", path(&from.join(name))]);
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains("several inputs"), "{}", stderr(&output));
    }
    // A path that ends in a separator, or has no extension, is a directory.
    for name in ["dir.json/", "plain"] {
        assert_eq!(code(&recover(&["-q", path(&a), "-o", &format!("{}/{name}", path(&from))])), 0);
        assert_eq!(fs::read_to_string(from.join(name).join("a.json")).unwrap(), "[1]");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "[3]");
}

#[test]
fn every_document_of_the_output_directory_may_have_one_extension() {
    let from = folder("extension");
    fs::write(from.join("a.capture.txt"), "[1").unwrap();
    fs::write(from.join("b.log.gz"), gzip(b"[2")).unwrap();
    let to = folder("extension-out");
    for extension in ["json", ".json"] {
        assert_eq!(code(&recover(&["--extension", extension, "-o", path(&to), path(&from)])), 0);
        let names: Vec<String> = files(&to).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a.capture.json", "b.json"]);
    }
    assert_eq!(code(&recover(&["--extension", "a/b", "-o", path(&to), path(&from)])), 2);
}

/// The document of a compressed input has a name of its own beside that of a plain one, in the first run and when a run is
/// resumed.
#[test]
fn a_compressed_input_beside_a_plain_one_of_its_name_is_not_lost() {
    let from = folder("beside");
    fs::write(from.join("x.ndjson"), "[1").unwrap();
    fs::write(from.join("x.ndjson.gz"), gzip(b"[2")).unwrap();
    let to = folder("beside-out");
    for _ in 0..2 {
        let output = recover(&["--resume", "-o", path(&to), path(&from)]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let written = [("x.ndjson".to_owned(), "[1]".to_owned()), ("x.ndjson.gz.ndjson".to_owned(), "[2]".to_owned())];
        assert_eq!(files(&to), written);
        fs::remove_file(to.join("x.ndjson.gz.ndjson")).unwrap();
    }
}

#[test]
fn two_inputs_for_one_name_fail_when_a_run_is_resumed_as_well() {
    let from = folder("resumed-collision");
    for side in ["a", "b"] {
        fs::create_dir_all(from.join(side)).unwrap();
        fs::write(from.join(side).join("x.json"), format!("[\"{side}\"]")).unwrap();
    }
    let to = folder("resumed-collision-out");
    let (a, b) = (from.join("a"), from.join("b"));
    for _ in 0..2 {
        let output = recover(&["--resume", "-o", path(&to), path(&a), path(&b)]);
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains("another input has the same name"), "{}", stderr(&output));
    }
}

/// The captures of a folder, with the arguments that could overwrite one.
fn with_captures(
    name: &str,
    arguments: impl Fn(&Path) -> Vec<String>,
) -> (Vec<(String, String)>, std::process::Output) {
    let from = folder(name);
    fs::create_dir(from.join("sub")).unwrap();
    for (name, text) in [("a.json", "[1"), ("b.txt", "[2,"), ("sub/a.json", "[3"), ("c.json", "[4]")] {
        fs::write(from.join(name), text).unwrap();
    }
    let before = files(&from);
    let arguments = arguments(&from);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = recover(&arguments);
    let after = files(&from);
    for (name, text) in &before {
        assert!(after.contains(&(name.clone(), text.clone())), "{name} is lost by {arguments:?}");
    }
    (after, output)
}

#[test]
fn no_capture_is_overwritten_by_its_document() {
    let of = |path: &Path| path.to_str().unwrap().to_owned();
    for (number, flags) in [&[][..], &["--resume"], &["--force"]].into_iter().enumerate() {
        let (_, output) = with_captures(&format!("onto-itself-{number}"), |from| {
            let flags = flags.iter().map(|flag| (*flag).to_owned());
            flags.chain(["-o".into(), of(from), of(from)]).collect()
        });
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains("the output is the input itself"), "{}", stderr(&output));
    }
    // Neither by that of another.
    let (_, output) = with_captures("onto-another", |from| vec!["-o".into(), of(from), of(&from.join("sub"))]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("among the inputs; --force overwrites it"), "{}", stderr(&output));
    let (_, output) =
        with_captures("file-onto-itself", |from| vec!["-o".into(), of(&from.join("a.json")), of(&from.join("a.json"))]);
    assert_eq!(code(&output), 2);
    // Other names beside the captures are free.
    let (after, output) = with_captures("beside-them", |from| {
        vec!["--extension".into(), "fixed".into(), "-o".into(), of(from), of(from)]
    });
    assert_eq!((code(&output), after.len()), (0, 8), "{}", stderr(&output));
}

#[test]
fn force_overwrites_what_lies_among_the_inputs() {
    let from = folder("force");
    fs::create_dir(from.join("sub")).unwrap();
    fs::write(from.join("a.json"), "[1]").unwrap();
    fs::write(from.join("sub/a.json"), "[2").unwrap();
    assert_eq!(code(&recover(&["--force", "-o", path(&from), path(&from.join("sub"))])), 0);
    assert_eq!(fs::read_to_string(from.join("a.json")).unwrap(), "[2]");
}

#[test]
fn a_report_overwrites_nothing_but_a_report() {
    let from = folder("report-over");
    let capture = from.join("a.json");
    fs::write(&capture, "[1]").unwrap();
    for verb in ["check", "recover"] {
        let output = run(&[verb, "--type", "any", "--report", path(&capture), path(&capture)]);
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains("is not a report"), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(&capture).unwrap(), "[1]");
    }
    // The page of an earlier run is, and is no input.
    let page = from.join("page.html");
    for _ in 0..2 {
        let output = run(&["check", "--type", "any", "--report", path(&page), path(&from)]);
        assert_eq!((code(&output), stdout(&output).lines().count()), (0, 1), "{}", stdout(&output));
    }
}

#[test]
fn binary_input_is_refused_and_a_document_among_bytes_is_read() {
    let noise: Vec<u8> = (0..4000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
    let mut picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0".to_vec();
    picture.extend_from_slice(&noise);
    for input in [&noise, &picture] {
        let output = run_with(&["recover", "--format", "json"], input);
        assert_eq!(code(&output), 1);
        let report = json(stdout(&output));
        assert_eq!((&report["outcome"], &report["edits"]), (&json("\"rejected\""), &json("[]")));
        assert!(report["diagnostics"][0]["message"].as_str().unwrap().contains("binary data"), "{report}");
        let output = run_with(&["check"], input);
        assert!(stdout(&output).contains("binary data") && stdout(&output).contains("<stdin>: not JSON"));
        assert_eq!(stdout(&output).matches("error[").count(), 1);
    }
    let document = r#"{"value": [{"id": "1", "scanName": "a", "isActive": true}]}"#;
    let padded = [document.as_bytes(), &[0; 4000]].concat();
    let compressed = gzip(document.as_bytes());
    let wide: Vec<u8> = document.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for input in [&padded, &compressed, &wide] {
        let output = run_with(&["recover"], input);
        assert_eq!((code(&output), json(stdout(&output))), (0, json(document)));
    }
}

#[test]
fn check_says_once_that_an_encoded_input_is_a_capture() {
    let text = read(BROKEN);
    for input in [
        text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        gzip(text.as_bytes()),
    ] {
        let output = run_with(&["check", "--format", "json"], &input);
        let report = json(stdout(&output));
        let found = report["diagnostics"].as_array().unwrap();
        assert_eq!((code(&output), found.len()), (1, 1), "{report}");
        assert!(found[0]["message"].as_str().unwrap().contains("decode the input with `authscan recover`"), "{report}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever the digits of a number in an unknown member, the canonical form has them.
    #[test]
    fn canonical_keeps_every_digit(number in "-?[1-9][0-9]{15,60}(\\.[0-9]{1,20})?", is_damaged: bool) {
        let comma = if is_damaged { "" } else { "," };
        let text = format!("{{\"value\": [{{\"id\": \"1\"{comma} \"isActive\": true, \"scanName\": \"a\", \"unheardOf\": [{number}]}}]}}");
        let output = run_with(&["recover", "--canonical", "--type", "definitions"], text.as_bytes());
        prop_assert!(stdout(&output).contains(&number), "{}", stdout(&output));
    }
}

#[test]
fn output_ends_with_a_line_end_and_files_are_as_captured() {
    for input in ["[1]", "[1]\n", "[1"] {
        let output = run_with(&["recover", "--type", "any"], input.as_bytes());
        assert_eq!(stdout(&output), "[1]\n", "{input}");
    }
}

#[test]
fn json_lines_name_the_type() {
    let of = |arguments: &[&str]| {
        let output = run_with(
            &[&["check", "--format", "json"], arguments].concat(),
            br#"{"value": [{"id": "1", "scanName": "a"}]}"#,
        );
        json(stdout(&output))["type"].clone()
    };
    assert_eq!(of(&[]), "definitions");
    assert_eq!(of(&["--type", "agents"]), "agents");
    assert!(of(&["--type", "any"]).is_null());
}

mod in_place {
    use super::*;

    #[test]
    fn files_are_repaired_where_they_are() {
        let from = folder("in-place");
        for (name, text) in [("a.json", "[1"), ("sub/b.json", "{'c': 1}"), ("sound.json", " [ 1 ]")] {
            fs::create_dir_all(from.join(name).parent().unwrap()).unwrap();
            fs::write(from.join(name), text).unwrap();
        }
        let output = recover(&["--write", "--backup=.orig", path(&from)]);
        assert_eq!((code(&output), stdout(&output)), (0, ""), "{}", stderr(&output));
        let is = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let expected = [
            is("a.json", "[1]"),
            is("a.json.orig", "[1"),
            is("sound.json", " [ 1 ]"),
            is("sub/b.json", "{\"c\": 1}"),
            is("sub/b.json.orig", "{'c': 1}"),
        ];
        assert_eq!(files(&from), expected);
        // A second run has nothing to do.
        let only = from.join("sub/b.json");
        assert_eq!(code(&recover(&["--write", path(&only)])), 0);
        assert_eq!(files(&from), expected);
    }

    /// A later run in place leaves the backups of an earlier one unchanged, whatever their suffix; a backup that is named
    /// is an input.
    #[test]
    fn backups_are_not_inputs_of_a_later_run() {
        for (suffix, later) in [
            ("--backup", &["--backup"][..]),
            ("--backup=.orig", &["--backup=.orig"]),
            ("--backup=.old", &["--backup=.old"]),
            ("--backup", &["--force"]),
            ("--backup=.orig", &["--backup"]),
            ("--backup=~", &[]),
        ] {
            let from = folder("in-place-twice");
            for name in ["a.json", "b", "sub/c.json", "d.bak"] {
                fs::create_dir_all(from.join(name).parent().unwrap()).unwrap();
                fs::write(from.join(name), "[1,]").unwrap();
            }
            let pattern = from.join("**/*");
            assert_eq!(code(&recover(&["--write", suffix, path(&from)])), 0);
            let before = files(&from);
            assert_eq!(before.iter().filter(|(_, text)| text == "[1,]").count(), 4, "{before:?}");
            for inputs in [path(&from), path(&pattern)] {
                let output = recover(&[&["--write", inputs], later].concat());
                assert_eq!((code(&output), files(&from)), (0, before.clone()), "{suffix} {later:?} {inputs}");
                assert!(stderr(&output).contains("read 4 inputs: 4 clean"), "{}", stderr(&output));
            }
            let (backup, _) = before.iter().find(|(name, text)| text == "[1,]" && name.starts_with('a')).unwrap();
            let backup = from.join(backup);
            assert_eq!(code(&recover(&["--write", path(&backup)])), 0);
            assert_eq!(fs::read_to_string(backup).unwrap(), "[1]");
        }
    }

    #[test]
    fn a_backup_is_not_overwritten() {
        let from = folder("backup");
        let file = from.join("a.json");
        fs::write(&file, "[1").unwrap();
        fs::write(from.join("a.json.bak"), "precious").unwrap();
        let output = recover(&["--write", "--backup", path(&file)]);
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains("exists already"), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(&file).unwrap(), "[1");
        assert_eq!(fs::read_to_string(from.join("a.json.bak")).unwrap(), "precious");
    }

    #[test]
    fn what_is_partial_is_left_as_it_is_unless_it_is_kept() {
        let from = folder("in-place-partial");
        let file = from.join("a.json");
        let cut = "{\"a\": [1, 2, {\"b";
        fs::write(&file, cut).unwrap();
        let output = recover(&["--write", path(&file)]);
        assert_eq!(code(&output), 1);
        assert!(stderr(&output).contains("skipped"), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(&file).unwrap(), cut);
        assert_eq!(code(&recover(&["--write", "--backup", path(&file)])), 0);
        assert_eq!(fs::read_to_string(from.join("a.json.bak")).unwrap(), cut);
        json(&fs::read_to_string(&file).unwrap());
    }

    #[test]
    fn only_plain_files_are_repaired_in_place() {
        let from = folder("in-place-packed");
        let packed = from.join("a.json.gz");
        fs::write(&packed, gzip(b"[1")).unwrap();
        let before = fs::read(&packed).unwrap();
        let output = recover(&["--write", path(&packed)]);
        assert_eq!((code(&output), fs::read(&packed).unwrap()), (2, before));
        let output = run_with(&["recover", "--type", "any", "--write"], b"[1");
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains("<stdin> is not repaired in place"), "{}", stderr(&output));
        assert_eq!(code(&run(&["recover", "--write", "-o", "x", BROKEN])), 2);
    }

    #[cfg(unix)]
    #[test]
    fn rights_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let from = folder("in-place-rights");
        let file = from.join("a.json");
        fs::write(&file, "[1,]").unwrap();
        symlink(&file, from.join("link.json")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
        let output = recover(&["--write", path(&file)]);
        assert_eq!(code(&output), 2);
        assert!(stderr(&output).contains("read-only"), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(&file).unwrap(), "[1,]");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(code(&recover(&["--write", path(&from.join("link.json"))])), 0);
        assert!(from.join("link.json").is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "[1]");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }

    /// The file changes while the program processes its content.
    #[cfg(unix)]
    #[test]
    fn what_changed_meanwhile_is_left_as_it_is() {
        use std::process::{Command, Stdio};

        let from = folder("in-place-changed");
        let file = from.join("a.json");
        let mut refused = false;
        for _ in 0..40 {
            fs::write(&file, format!("[{}", "1, ".repeat(200_000))).unwrap();
            let mut command = Command::new(env!("CARGO_BIN_EXE_authscan"));
            command.args(["recover", "-q", "--type", "any", "--write", "--force", path(&file)]);
            let child = command.stderr(Stdio::piped()).spawn().unwrap();
            // It takes longer to repair the file than to notice that it has been opened.
            std::thread::sleep(std::time::Duration::from_millis(30));
            fs::write(&file, "[7]").unwrap();
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            if said.contains("the file changed") {
                assert_eq!(output.status.code(), Some(2));
                assert_eq!(fs::read_to_string(&file).unwrap(), "[7]");
                refused = true;
                break;
            }
        }
        assert!(refused, "the file was never changed in time");
    }
}

mod diff {
    use super::*;

    /// The text that a diff makes of another.
    fn patched(before: &str, diff: &str) -> String {
        let before: Vec<&str> = before.split_inclusive('\n').collect();
        let (mut out, mut at) = (String::new(), 0);
        let mut lines = diff.lines().skip(2).peekable();
        while let Some(line) = lines.next() {
            let next_has_no_end = lines.peek().is_some_and(|next| next.starts_with('\\'));
            let end = if next_has_no_end { "" } else { "\n" };
            match line.split_at(1) {
                ("@", rest) => {
                    let start = rest.split(['-', ',', ' ']).nth(2).unwrap().parse::<usize>().unwrap();
                    let start = start.saturating_sub(1);
                    out.extend(before[at..start].iter().copied());
                    at = start;
                }
                (" ", text) => {
                    assert_eq!(before[at], format!("{text}{end}"));
                    out.push_str(before[at]);
                    at += 1;
                }
                ("-", text) => {
                    assert_eq!(before[at], format!("{text}{end}"));
                    at += 1;
                }
                ("+", text) => out.push_str(&format!("{text}{end}")),
                _ => {}
            }
        }
        out.extend(before[at..].iter().copied());
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// A diff, applied to the capture, gives the document.
        #[test]
        fn a_diff_leads_from_the_capture_to_the_document(
            members in prop::collection::vec(("[a-z]{1,6}", 0..1000_u32), 1..40),
            lost in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        ) {
            let lines = members.iter().enumerate().map(|(at, (name, value))| format!("  \"{name}{at}\": {value},\n"));
            let mut lines: Vec<String> = lines.collect();
            for index in lost {
                let line = index.get(&lines).replace(',', "");
                lines[index.index(members.len())] = line;
            }
            let text = format!("{{\n{}  \"last\": 1\n}}\n", lines.concat());
            let output = run_with(&["recover", "--type", "any", "--diff"], text.as_bytes());
            let document = run_with(&["recover", "--type", "any"], text.as_bytes());
            prop_assert_eq!(patched(&text, stdout(&output)), stdout(&document));
        }
    }

    #[test]
    fn what_is_clean_has_no_diff_and_colors_are_for_terminals() {
        let output = run_with(&["recover", "--type", "any", "--diff"], b"[1]");
        assert_eq!((code(&output), stdout(&output)), (0, ""));
        let plain = run(&["recover", "--diff", BROKEN]);
        assert!(stdout(&plain).starts_with(&format!("--- {BROKEN}\n+++ {BROKEN}\n@@ -")), "{}", stdout(&plain));
        let colored = run(&["recover", "--color", "always", "--diff", BROKEN]);
        assert!(stdout(&colored).contains("\u{1b}[31m-") && stdout(&colored).contains("\u{1b}[32m+"));
        // Of many inputs all are shown.
        let many = run(&["recover", "--diff", "tests/data/samples/broken"]);
        assert!(stdout(&many).matches("\n+++ ").count() > 5);
    }

    #[test]
    fn secrets_are_masked_and_lines_that_hold_them_do_not_differ() {
        let text = "{\n  \"authPassword\": \"hunter2\",\n  \"a\": 1\n  \"b\": 2\n}\n";
        let output = run_with(&["recover", "--type", "any", "--diff"], text.as_bytes());
        let shown = stdout(&output);
        assert!(!shown.contains("hunter2"), "{shown}");
        assert_eq!(shown.lines().filter(|line| line.starts_with(['-', '+'])).count(), 4, "{shown}");
    }
}
