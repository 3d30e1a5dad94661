//! The boards: cases that were not made here, each with its one right value or the reason why it must be doubted.
//!
//! `AUTHSCAN_BLESS=1 cargo test -p authscan-cli --test cli boards` writes `tests/data/boards/*.txt`, which list what is not
//! right, and the table of `docs/boards.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use serde_json::Value;

use crate::support::{ROOT, folder, read, reports, run};

/// The boards by the name of their file.
const BOARDS: [&str; 2] = ["wild", "real-faults"];

/// The verdicts, best first.
const VERDICTS: [&str; 4] = ["right", "flagged", "refused", "silent"];

struct Case {
    name: String,
    bytes: Vec<u8>,
    /// The one right value; none where any value must be doubted.
    expected: Option<Value>,
}

fn cases(board: &str) -> Vec<Case> {
    let lines = read(&format!("tests/data/boards/{board}.ndjson"));
    let case = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        let bytes = match row.get("text").and_then(Value::as_str) {
            Some(text) => text.as_bytes().to_vec(),
            None => base64::prelude::BASE64_STANDARD.decode(row["base64"].as_str().unwrap()).unwrap(),
        };
        Case { name: row["name"].as_str().unwrap().to_owned(), bytes, expected: row.get("expected").cloned() }
    };
    lines.lines().map(case).collect()
}

/// A case whose value is right; one with another value that is doubted; one without a value; and the worst, one with another
/// value and no doubt.
fn verdict(case: &Case, report: &Value) -> &'static str {
    let outcome = report["outcome"].as_str().unwrap();
    let edits = report["edits"].as_array().unwrap();
    let is_guessed = edits.iter().any(|edit| edit["applicability"] == "guess");
    let is_doubted = outcome == "partial" || report["ambiguous"] == true || is_guessed;
    match &case.expected {
        None if outcome == "rejected" || is_doubted => "right",
        None => "silent",
        Some(_) if outcome == "rejected" => "refused",
        Some(expected) if report["value"] == *expected => "right",
        Some(_) if is_doubted => "flagged",
        Some(_) => "silent",
    }
}

/// The verdict of each case by its name.
fn judge(board: &str) -> BTreeMap<String, &'static str> {
    let cases = cases(board);
    let mut verdicts = BTreeMap::new();
    for kind in ["any", "auto"] {
        let directory = folder(&format!("board-{board}-{kind}"));
        let asked = cases.iter().filter(|case| case.name.ends_with(".auto") == (kind == "auto"));
        for case in asked.clone() {
            fs::write(directory.join(&case.name), &case.bytes).unwrap();
        }
        if asked.clone().next().is_none() {
            continue;
        }
        let output = run(&["recover", "--quiet", "--type", kind, "--format", "json", directory.to_str().unwrap()]);
        let reports: BTreeMap<String, Value> = reports(&output)
            .into_iter()
            .map(|(name, report)| (Path::new(&name).file_name().unwrap().to_str().unwrap().to_owned(), report))
            .collect();
        verdicts.extend(asked.map(|case| (case.name.clone(), verdict(case, &reports[&case.name]))));
    }
    verdicts
}

#[test]
fn the_boards_are_as_recorded() {
    let mut table = String::from(
        "| board | runs | right | flagged | refused | silently wrong |\n| --- | ---: | ---: | ---: | ---: | ---: |\n",
    );
    let mut wrong = Vec::new();
    let is_bless = std::env::var_os("AUTHSCAN_BLESS").is_some();
    for board in BOARDS {
        let verdicts = judge(board);
        let count = |wanted: &str| verdicts.values().filter(|verdict| **verdict == wanted).count();
        let _ = write!(table, "| `{board}` | {} |", verdicts.len());
        for verdict in VERDICTS {
            let percent = 100.0 * count(verdict) as f64 / verdicts.len() as f64;
            let _ = write!(table, " {} ({percent:.1} %) |", count(verdict));
        }
        table.push('\n');
        let misses = verdicts.iter().filter(|(_, verdict)| **verdict != "right");
        let misses: String = misses.map(|(name, verdict)| format!("{verdict} {name}\n")).collect();
        let path = Path::new(ROOT).join(format!("tests/data/boards/{board}.txt"));
        if is_bless {
            fs::write(&path, &misses).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != misses {
            wrong.push(board);
        }
    }
    let path = Path::new(ROOT).join("docs/boards.md");
    let page = fs::read_to_string(&path).unwrap();
    let (head, rest) = page.split_once("<!-- boards -->\n").unwrap();
    let (current, tail) = rest.split_once("<!-- /boards -->").unwrap();
    if is_bless {
        fs::write(&path, format!("{head}<!-- boards -->\n{table}<!-- /boards -->{tail}")).unwrap();
    } else if current != table {
        wrong.push("docs/boards.md");
    }
    assert!(wrong.is_empty(), "{wrong:?}: run `AUTHSCAN_BLESS=1 cargo test -p authscan-cli --test cli boards`");
}
