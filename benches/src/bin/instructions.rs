//! Counts the instructions of each stage under callgrind and compares them with the record: a guard that does not depend
//! on what else the machine does.
//!
//! `cargo run --release --bin instructions` compares, with `--record` it writes the record anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use authscan::model::{Collection, ScanDefinition, Str};
use authscan_benches::payloads::{self, Payload};

/// How much more than the record is too much. Compilers differ by a few percent; a slip costs more.
const TOLERANCE: f64 = 0.10;

const STAGES: [&str; 8] = [
    "model-minified",
    "model-pretty",
    "borrowed-minified",
    "borrowed-pretty",
    "tape-minified",
    "tape-pretty",
    "write",
    "plain-minified",
];

fn payload(stage: &str) -> Payload {
    if stage.ends_with("pretty") { payloads::pretty("", 100_000) } else { payloads::minified("", 100_000) }
}

fn parse<'t, T: serde::Deserialize<'t>>(bytes: &'t [u8]) -> T {
    authscan::de::text::read(std::str::from_utf8(bytes).expect("UTF-8"), 128).expect("a payload is sound")
}

/// What callgrind counts.
#[inline(never)]
fn counted(stage: &str, text: &str, model: &Collection<ScanDefinition>) {
    let bytes = black_box(text.as_bytes());
    match stage {
        "model-minified" | "model-pretty" => drop(black_box(parse::<Collection<ScanDefinition>>(bytes))),
        "borrowed-minified" | "borrowed-pretty" => {
            drop(black_box(parse::<Collection<ScanDefinition<Str<'_>>>>(bytes)));
        }
        "tape-minified" | "tape-pretty" => drop(black_box(authscan::syntax::parse(text, 128))),
        "plain-minified" => drop(black_box(parse::<authscan_benches::plain::Definitions<String>>(bytes))),
        _ => drop(black_box(serde_json::to_vec(model))),
    }
}

/// Runs this program under callgrind for one stage.
fn count(stage: &str) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=instructions::counted*"])
        .arg("--callgrind-out-file=/dev/null")
        .arg(program)
        .args(["--stage", stage])
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
    let line = |line: &str| line.split_once(' ').and_then(|(stage, per_byte)| Some((stage.into(), per_byte.parse().ok()?)));
    text.lines().filter_map(line).collect()
}

fn guard(write: bool) -> Result<bool, String> {
    let recorded = recorded();
    let (mut new, mut holds) = (String::new(), true);
    for stage in STAGES {
        let per_byte = count(stage)? as f64 / payload(stage).text.len() as f64;
        let before = recorded.get(stage).copied().unwrap_or(f64::INFINITY);
        let change = (per_byte / before - 1.0) * 100.0;
        let slower = per_byte > before * (1.0 + TOLERANCE);
        holds &= !slower && before.is_finite();
        println!("{stage:20} {per_byte:7.3} per byte, {change:+6.1} %{}", if slower { ", too many" } else { "" });
        let _ = writeln!(new, "{stage} {per_byte:.3}");
    }
    if write {
        std::fs::write(record(), new).map_err(|error| error.to_string())?;
        return Ok(true);
    }
    Ok(holds)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, stage] = arguments.as_slice()
        && flag == "--stage"
    {
        let text = payload(stage).text;
        let model = parse(text.as_bytes());
        // Once to warm the allocator, so that the count is that of the rule and not of the first time.
        counted(stage, &text, &model);
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
