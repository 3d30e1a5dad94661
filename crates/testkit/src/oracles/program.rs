//! The program, run as a separate process.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::draws::Draws;

/// Returns the path of the program: next to the current executable, or in the folder above for tests of cargo.
fn program() -> PathBuf {
    let own = std::env::current_exe().expect("a program knows where it is");
    let name = format!("authscan{}", std::env::consts::EXE_SUFFIX);
    let beside = own.ancestors().skip(1).take(2).map(|folder| folder.join(&name));
    let mut there = beside.filter(|path| path.is_file());
    there.next().unwrap_or_else(|| panic!("no program {name} beside {}", own.display()))
}

/// Returns the exit code and stdout of the program.
fn run(arguments: &[&str], input: &[u8]) -> (i32, Vec<u8>) {
    let mut command = Command::new(program());
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    let output = std::thread::scope(|scope| {
        // A program that stops reading shows it by its exit code.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().expect("the program ends")
    });
    (output.status.code().expect("the program ends without a signal"), output.stdout)
}

/// Asserts that `--lines` writes one line per line: in order, whatever the number of threads, each as if it were alone.
pub fn cli_lines(input: &[u8]) {
    let (numbers, stream) = input.split_at(input.len().min(2));
    let mut draws = Draws::new(numbers);
    let forms: [&[&str]; 4] = [
        &["recover", "--lines"],
        &["recover", "--lines", "--format", "json"],
        &["check", "--lines", "--format", "json"],
        &["recover", "--lines", "--canonical", "--type", "any"],
    ];
    let arguments = forms[draws.below(forms.len())];
    let with_threads = |count| [arguments, &["--threads", count]].concat();
    let shown = || format!("{arguments:?} of {:?}", String::from_utf8_lossy(stream));

    let (code, out) = run(&with_threads("1"), stream);
    assert!(code == 0 || code == 1, "exit code {code}: {}", shown());
    let lines_in: Vec<&[u8]> = stream.split_inclusive(|byte| *byte == b'\n').collect();
    let lines_out: Vec<&[u8]> = out.split_inclusive(|byte| *byte == b'\n').collect();
    assert_eq!(lines_out.len(), lines_in.len(), "{}", shown());
    for line in &lines_out {
        assert!(line.ends_with(b"\n"), "a line without an end: {}", shown());
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
        assert!(is_json, "{:?} is not JSON: {}", String::from_utf8_lossy(line), shown());
    }
    assert!(run(&with_threads("3"), stream) == (code, out.clone()), "threads change the output: {}", shown());
    if lines_in.len() > 1 && arguments.len() == 2 {
        let at = draws.below(lines_in.len());
        let (_, alone) = run(&with_threads("1"), lines_in[at]);
        assert_eq!(String::from_utf8_lossy(&alone), String::from_utf8_lossy(lines_out[at]), "line {at}: {}", shown());
    }
}
