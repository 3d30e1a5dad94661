//! How damage is read, case by case, as `tests/data/readings` records it.
//!
//! The scoreboard says how many of a class are right; this says which edits, how sure, at what cost and in how many steps.
//! A change of the search shows here as lines that differ. `AUTHSCAN_BLESS=1 cargo test --test readings` writes them anew,
//! to be read before they are committed.
#![allow(clippy::unwrap_used, reason = "a failed test is to panic")]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use authscan::damage::{self, Case, Class, Group};
use authscan::limits::Limits;
use authscan::model::PayloadKind;
use authscan::schema::Shape;

/// A seed of its own: what is recorded is neither fitted on nor reported as a result.
const SEED: u64 = 3;

/// Cases of each class.
const CASES: u64 = 4;

/// The most edits of a case that are written out. Of single quotes one is like the other.
const EDITS: usize = 6;

/// What the search finds in a case: a line for the whole, and one for each of the first edits.
fn reading(case: &Case, shape: &Shape, mode: &str) -> String {
    let text = String::from_utf8_lossy(&case.damaged);
    let mut said = format!("{} {} {} {mode}: ", case.class.name, case.index, case.kind);
    match authscan::recover::recover(&text, shape, &Limits::default()) {
        Err(failure) => writeln!(said, "{}, {} steps", failure.diagnostic.code, failure.steps).unwrap(),
        Ok(recovery) => {
            let ending = match (recovery.partial, recovery.ambiguous) {
                (false, false) => "whole",
                (false, true) => "whole, ambiguous",
                (true, false) => "partial",
                (true, true) => "partial, ambiguous",
            };
            let changes = recovery.script.changes();
            let (cost, steps) = (recovery.cost, recovery.steps);
            writeln!(said, "{ending}, {} edits, cost {cost}, {steps} steps", changes.len()).unwrap();
            for change in changes.iter().take(EDITS) {
                let removed = change.span.slice(&text).escape_debug();
                let (at, inserted) = (change.span.start, change.insert.escape_debug());
                let (code, sure) = (change.note.code, change.note.applicability.name());
                writeln!(said, "  {at} `{removed}` -> `{inserted}` {code} {sure}").unwrap();
            }
        }
    }
    said
}

fn readings(class: &'static Class) -> String {
    let cases = damage::cases(class, SEED, CASES);
    cases
        .map(|case| {
            let shape = PayloadKind::from_name(case.kind).unwrap().shape();
            reading(&case, shape, "guided") + &reading(&case, &Shape::ANY, "unguided")
        })
        .collect()
}

#[test]
fn damage_is_read_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/readings");
    let mut differing = String::new();
    for group in Group::ALL {
        let now: String = damage::classes().filter(|class| class.group == group).map(readings).collect();
        assert!(!now.is_empty(), "{}: a group without a case", group.name());
        let path = folder.join(group.name()).with_extension("txt");
        let recorded = fs::read_to_string(&path).unwrap_or_default();
        if std::env::var_os("AUTHSCAN_BLESS").is_some() {
            fs::write(&path, now).unwrap();
        } else if now != recorded {
            let (is, was) = now.lines().zip(recorded.lines()).find(|(is, was)| is != was).unwrap_or_default();
            writeln!(differing, "{}:\n  was {was}\n  is  {is}", path.display()).unwrap();
        }
    }
    assert!(differing.is_empty(), "{differing}");
}
