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

/// The rows of the table of a page whose heading starts so, each as its cells.
fn rows(page: &str, heading: &str) -> Vec<Vec<String>> {
    let (_, table) = page.split_once(heading).unwrap();
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    lines.map(cells).collect()
}

/// `cargo xtask recovery` writes `docs/recovery.md`. Its figures of the boards of this repository are those of their own
/// pages, and each row has its bar and its date.
#[test]
fn the_page_of_all_boards_has_the_recorded_figures() {
    let page = read("docs/recovery.md");
    let all = rows(&page, "| board | runs | right |");
    let row = |name: &str| all.iter().find(|cells| cells[0] == name).unwrap_or_else(|| panic!("no row {name}"));
    for recorded in rows(&read("docs/boards.md"), "| board | runs | right |") {
        assert_eq!(row(recorded[0].trim_matches('`'))[1..6], recorded[1..6], "run `cargo xtask recovery`");
    }
    let board: Value = serde_json::from_str(&read("docs/scoreboard.json")).unwrap();
    for (board, sum) in board["boards"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|board| board["sums"].as_array().unwrap().iter().map(move |sum| (board, sum)))
    {
        let figures =
            ["exact", "flagged", "refused", "wrong"].map(|name| format!("{:.2} %", sum[name].as_f64().unwrap()));
        let name = format!("own board, {}, {}", board["mode"].as_str().unwrap(), sum["name"].as_str().unwrap());
        assert_eq!(row(&name)[2..6], figures, "{name}: run `cargo xtask recovery`");
    }
    let foreign = read("docs/foreign.md");
    for mode in ["With", "Without"] {
        let (_, section) = foreign.split_once(&format!("## {mode} schema")).unwrap();
        let recorded = &rows(section, "| type | cases |")[0];
        for (figure, at) in [("single faults", 2), ("2 to 8 faults", 4)] {
            let name = format!("foreign board, {} schema, {figure}", mode.to_lowercase());
            assert_eq!(row(&name)[2], format!("{} %", recorded[at]), "{name}: run `cargo xtask recovery`");
        }
    }
    let is_date = |cell: &str| {
        let parts: Vec<&str> = cell.split('-').collect();
        parts.len() == 3 && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty())
    };
    for cells in &all {
        assert_eq!(cells.len(), 11, "{cells:?}");
        assert!(!cells[9].is_empty() && is_date(&cells[10]), "{cells:?}");
    }
    for suite in ["jsonrepair's suite", "json_repair's suite"] {
        row(suite);
    }
}
