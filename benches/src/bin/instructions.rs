//! Counts the instructions of each stage under callgrind and compares them with recorded counts. Other load on the
//! machine does not affect the result.
//!
//! `cargo run --release --bin instructions` compares; with `--record` it writes the record. Without valgrind it
//! compares nothing and prints that.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use authscan_benches::payloads::{self, Payload};
use authscan_benches::readers;

/// Allowed increase over the record, as a fraction. Compilers differ by a few percent; regressions cost more.
const TOLERANCE: f64 = 0.10;

/// The measured stages, and peers that distinguish a change of the compiler from one of this crate.
const STAGES: [&str; 8] = [
    "authscan model",
    "authscan model &",
    "authscan plain",
    "authscan tape",
    "authscan check",
    "authscan write",
    "serde_json plain",
    "sonic-rs plain",
];

/// Sizes: a page of the service, where the work done once for each document weighs most, and a long list.
const SIZES: [(&str, usize); 2] = [("2 KB", payloads::PAGE), ("100 KB", 100_000)];

fn payload(size: &str, style: &str) -> Payload {
    let (size, bytes) = SIZES.into_iter().find(|(name, _)| *name == size).expect("one of the sizes");
    match style {
        "pretty" => payloads::pretty(size, bytes),
        _ => payloads::minified(size, bytes),
    }
}

/// The function whose instructions callgrind counts.
#[inline(never)]
fn counted(work: &mut dyn FnMut()) {
    work();
}

/// Runs this program under callgrind for one stage.
fn count(stage: &str, payload: &Payload) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=instructions::counted*"])
        .arg("--callgrind-out-file=/dev/null")
        .arg(program)
        .args(["--count", stage, payload.size, payload.style])
        .output()
        .map_err(|error| format!("valgrind does not start: {error}"))?;
    let report = String::from_utf8_lossy(&output.stderr);
    let count = report.lines().find_map(|line| line.split_once("Collected :").map(|(_, count)| count.trim()));
    count.and_then(|count| count.parse().ok()).ok_or_else(|| format!("callgrind gave no count:\n{report}"))
}

fn record() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.txt")
}

fn recorded() -> BTreeMap<String, f64> {
    let text = std::fs::read_to_string(record()).unwrap_or_default();
    let line = |line: &str| line.split_once(": ").and_then(|(name, count)| Some((name.into(), count.parse().ok()?)));
    text.lines().filter_map(line).collect()
}

/// Returns whether no stage exceeds its record by more than [`TOLERANCE`]. With `write`, updates the record.
fn guard(write: bool) -> Result<bool, String> {
    let recorded = recorded();
    let (mut new, mut holds) = (String::new(), true);
    let payloads = SIZES.iter().flat_map(|(size, _)| ["minified", "pretty"].map(|style| payload(size, style)));
    for payload in payloads {
        for stage in STAGES {
            let name = format!("{stage}, {} {}", payload.size, payload.style);
            let per_byte = count(stage, &payload)? as f64 / payload.text.len() as f64;
            let before = recorded.get(&name).copied().unwrap_or(0.0);
            let slower = per_byte > before * (1.0 + TOLERANCE);
            holds &= !slower;
            println!("{name:35} {per_byte:7.3} a byte, was {before:7.3}{}", if slower { ": too many" } else { "" });
            let _ = writeln!(new, "{name}: {per_byte:.3}");
        }
    }
    if write {
        std::fs::write(record(), new).map_err(|error| error.to_string())?;
    }
    Ok(holds || write)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, stage, size, style] = arguments.as_slice()
        && flag == "--count"
    {
        let text = payload(size, style).text;
        // A first run without counting creates lazily initialized data, such as a compiled schema.
        readers::named(stage).prepare(&text, |work| work())();
        readers::named(stage).prepare(&text, counted)();
        return ExitCode::SUCCESS;
    }
    if let Err(error) = Command::new("valgrind").arg("--version").output() {
        println!("skipped: valgrind does not start ({error}), so no instructions were counted");
        return ExitCode::SUCCESS;
    }
    match guard(arguments.iter().any(|argument| argument == "--record")) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
