//! Output is written whole and in order, whatever happens meanwhile.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::support::{BROKEN, EXPECTED, code, files, folder, json, payloads, run, stderr, stdout, timeless};

#[test]
fn nothing_depends_on_the_number_of_threads() {
    let from = payloads("threads", 120);
    let from = from.to_str().unwrap();
    for format in ["human", "json", "sarif"] {
        for verb in ["check", "recover"] {
            let outputs = ["1", "2", "7"].map(|threads| run(&[verb, "--format", format, "--threads", threads, from]));
            for output in &outputs[1..] {
                assert!(!output.stdout.is_empty() && output.stdout == outputs[0].stdout, "{verb} {format}");
                assert_eq!(timeless(stderr(output)), timeless(stderr(&outputs[0])), "{verb} {format}");
                assert_eq!(code(output), code(&outputs[0]));
            }
        }
    }
    let written = ["1", "2", "7"].map(|threads| {
        let to = folder(&format!("threads-{threads}"));
        let (documents, report) = (to.join("documents"), to.join("report.html"));
        let places = [documents.to_str().unwrap(), report.to_str().unwrap()];
        run(&["recover", "--threads", threads, "-o", places[0], "--report", places[1], from]);
        files(&to)
    });
    assert!(written[0].len() > 100, "{}", written[0].len());
    assert!(written[0] == written[1] && written[1] == written[2]);
}

#[test]
fn resuming_leaves_out_what_is_done() {
    let from = folder("resume");
    for name in ["a.json", "b.json", "c.json", "d.json"] {
        fs::write(from.join(name), "[1").unwrap();
    }
    fs::write(from.join("hopeless.json"), " ").unwrap();
    let to = folder("resume-out");
    let resume = || run(&["recover", "--type", "any", "--resume", "-o", to.to_str().unwrap(), from.to_str().unwrap()]);
    assert_eq!(code(&resume()), 1);
    fs::remove_file(to.join("b.json")).unwrap();
    fs::write(to.join("c.json"), "as it was").unwrap();
    // Changed since.
    let later = SystemTime::now() + Duration::from_secs(60);
    fs::File::options().write(true).open(from.join("d.json")).unwrap().set_modified(later).unwrap();
    let output = resume();
    let said = stderr(&output);
    assert_eq!(code(&output), 1, "what gave no document is tried again");
    assert!(
        !said.contains("a.json") && !said.contains("c.json") && said.contains("b.json: ") && said.contains("d.json: ")
    );
    assert!(said.contains("2 done before"), "{said}");
    assert_eq!(fs::read_to_string(to.join("c.json")).unwrap(), "as it was");
    assert_eq!(fs::read_to_string(to.join("b.json")).unwrap(), "[1]");
    assert_eq!(code(&run(&["recover", "--resume", EXPECTED])), 2, "there is nowhere to look");
}

#[test]
fn the_summary_counts() {
    let output = run(&["check", "--format", "json", BROKEN, EXPECTED, "nowhere.json"]);
    let said = stderr(&output);
    let summary = "checked 2 inputs: 1 conforms, 1 not JSON\n  5 errors, 14 warnings, 1 not read or written\n";
    assert!(said.ends_with(summary), "{said}");
    let output = run(&["recover", "--format", "json", BROKEN, EXPECTED]);
    assert_eq!(stderr(&output), "read 2 inputs: 1 clean, 1 repaired\n  5 edits\n");
    assert_eq!(stderr(&run(&["check", EXPECTED])), "", "of one there is nothing to count");
    let output = run(&["check", "--quiet", "--statistics", BROKEN, EXPECTED]);
    assert_eq!(stdout(&output), "");
    for line in ["checked 2 inputs: ", "  5.", "inputs by code", "  noncanonical-name", "slowest", "largest"] {
        assert!(stderr(&output).lines().any(|said| said.starts_with(line)), "{line}: {}", stderr(&output));
    }
}

#[cfg(unix)]
mod unix {
    use std::io::Read;
    use std::os::unix::fs::PermissionsExt;
    use std::process::{Command, Stdio};

    use super::*;

    fn program() -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_authscan"));
        command.current_dir(crate::support::ROOT);
        command
    }

    fn interrupt(child: &std::process::Child) {
        let sent = Command::new("sh").arg("-c").arg(format!("kill -INT {}", child.id())).status();
        assert!(sent.unwrap().success());
    }

    /// How many documents are there, while others are being written.
    fn documents(folder: &Path) -> usize {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.extension() == Some("json".as_ref())).count()
    }

    fn whole(folder: &Path) -> usize {
        let files = files(folder);
        for (name, text) in &files {
            assert!(name.ends_with(".json"), "{name} is left over");
            json(text);
        }
        files.len()
    }

    #[test]
    fn an_interruption_leaves_only_whole_files() {
        let from = folder("interrupt");
        for number in 0..800 {
            fs::copy(Path::new(crate::support::ROOT).join(BROKEN), from.join(format!("{number}.json"))).unwrap();
        }
        for count in [1, 40, 150] {
            let to = folder("interrupt-out");
            let mut command = program();
            // Its input never ends, so that the program cannot be done before it is interrupted.
            command.args(["recover", "--quiet", "-o", to.to_str().unwrap(), from.to_str().unwrap(), "-"]);
            let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let waiting = child.stdin.take();
            while documents(&to) < count {
                std::thread::sleep(Duration::from_millis(1));
            }
            interrupt(&child);
            assert_eq!(child.wait().unwrap().code(), Some(130));
            assert!((count..=800).contains(&whole(&to)));
            drop(waiting);
        }
    }

    #[test]
    fn an_interruption_ends_even_what_waits() {
        let to = folder("interrupt-waiting");
        let mut command = program();
        command.args(["recover", "--threads", "2", "-o", to.to_str().unwrap(), BROKEN, "-"]);
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // To wait for a child closes its input, and without this the program would be done.
        let waiting = child.stdin.take();
        while documents(&to) == 0 {
            std::thread::sleep(Duration::from_millis(10));
        }
        interrupt(&child);
        assert_eq!(child.wait().unwrap().code(), Some(130));
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(said.contains("interrupted"), "{said}");
        assert_eq!(whole(&to), 1);
        drop(waiting);
    }

    #[test]
    fn a_full_disk_is_said() {
        if !Path::new("/dev/full").exists() {
            return;
        }
        let full = || Stdio::from(fs::File::options().write(true).open("/dev/full").unwrap());
        for arguments in
            [&["recover", BROKEN][..], &["check", "--format", "sarif", BROKEN], &["recover", "--lines", BROKEN]]
        {
            let output = program().args(arguments).stdout(full()).stderr(Stdio::piped()).output().unwrap();
            assert_eq!(code(&output), 2, "{arguments:?}");
            assert!(stderr(&output).contains("cannot write the output: "), "{}", stderr(&output));
        }
    }

    #[test]
    fn a_document_that_finds_no_room_is_said_and_the_others_are_written() {
        let from = folder("room");
        fs::write(from.join("a.json"), format!("[\"{}\"]", "x".repeat(100_000))).unwrap();
        fs::write(from.join("b.json"), "[1]").unwrap();
        let to = folder("room-out");
        // Files of more than a few kilobytes cannot be written.
        let script = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh", env!("CARGO_BIN_EXE_authscan"), "recover", "--type", "any", "-o"]);
        let output = command.arg(&to).arg(&from).output().unwrap();
        assert_eq!(code(&output), 2);
        assert!(
            stderr(&output).contains("cannot write ") && stderr(&output).contains("a.json: "),
            "{}",
            stderr(&output)
        );
        assert_eq!(files(&to), [("b.json".to_owned(), "[1]".to_owned())]);
    }

    #[test]
    fn files_have_the_rights_of_any_other() {
        let to = folder("rights");
        run(&["recover", "--report", to.join("report.html").to_str().unwrap(), "-o", to.to_str().unwrap(), EXPECTED]);
        fs::write(to.join("other"), "").unwrap();
        let mode = |name: &str| fs::metadata(to.join(name)).unwrap().permissions().mode();
        let written = files(&to).into_iter().find(|(name, _)| name.ends_with(".json")).unwrap().0;
        assert_eq!(mode(&written), mode("other"));
        assert_eq!(mode("report.html"), mode("other"));
    }

    #[test]
    fn lines_come_back_while_the_next_ones_are_waited_for() {
        use std::io::{BufRead, BufReader, Write};

        let mut command = program();
        command.args(["recover", "--lines", "--type", "any"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for number in 0..3 {
            writeln!(stdin, "[{number}]").unwrap();
            stdin.flush().unwrap();
            assert_eq!(lines.next().unwrap().unwrap(), format!("[{number}]"));
        }
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn stdout_has_either_the_document_or_the_report() {
    let output = run(&["recover", "--quiet", BROKEN]);
    assert!(stderr(&output).is_empty() && json(stdout(&output)).is_object());
    let output = run(&["check", "--quiet", BROKEN]);
    assert_eq!((code(&output), stdout(&output), stderr(&output)), (1, "", ""));
    let output = run(&["check", "--quiet", "nowhere.json", EXPECTED]);
    assert_eq!((code(&output), stdout(&output)), (2, ""));
    assert!(stderr(&output).lines().count() == 1 && stderr(&output).contains("nowhere.json"));
}
