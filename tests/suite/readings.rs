//! Repairs of damaged texts, case by case, as recorded in `tests/data/readings`.
//!
//! The scoreboard counts the exact cases of each class; these records have the edits with their applicability, cost and
//! steps. A change of the search shows as lines that differ. `AUTHSCAN_BLESS=1 cargo test --test suite readings`
//! rewrites the records, to be read before they are committed.
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use authscan::limits::Limits;
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan_testkit::damage::{self, Class, Group};

/// Seed of the cases: neither the one that costs are fitted on nor the one that results are reported on.
const SEED: u64 = 3;

/// Number of cases of each class.
const CASES: u64 = 4;

/// Maximum number of edits of a case that are recorded: repeated edits, such as those of single quotes, are alike.
const EDITS: usize = 6;

/// Returns the record of a text: a line for the whole, and one for each of the first `edits` edits.
fn reading(name: &str, text: &str, shape: &Shape, edits: usize) -> String {
    let mut said = format!("{name}: ");
    match jsonmend::repair::recover(text, shape, &Limits::default()) {
        Err(error) => writeln!(said, "{}", error.code().unwrap()).unwrap(),
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
            for change in changes.iter().take(edits) {
                let removed = change.span.slice(text).escape_debug();
                let (at, inserted) = (change.span.start, change.insert.escape_debug());
                let (code, sure) = (change.note.code, change.note.applicability.name());
                writeln!(said, "  {at} `{removed}` -> `{inserted}` {code} {sure}").unwrap();
            }
        }
    }
    said
}

/// Returns the records of a text with the shape of a kind, if given, and without a shape.
fn both_readings(name: &str, text: &str, kind: Option<PayloadKind>, edits: usize) -> String {
    let guided = kind.map_or_else(String::new, |kind| reading(&format!("{name} guided"), text, kind.shape(), edits));
    guided + &reading(&format!("{name} unguided"), text, &Shape::ANY, edits)
}

fn readings(class: &'static Class) -> impl Iterator<Item = String> {
    damage::cases(class, SEED, CASES).map(|case| {
        let text = String::from_utf8_lossy(&case.damaged);
        let name = format!("{} {} {}", case.class.name, case.index, case.kind);
        both_readings(&name, &text, PayloadKind::from_name(case.kind), EDITS)
    })
}

/// Asserts that the records are those of the file, up to the first difference, or writes the file.
fn assert_recorded(path: &Path, readings: impl Iterator<Item = String>) {
    if std::env::var_os("AUTHSCAN_BLESS").is_some() {
        fs::write(path, readings.collect::<String>()).unwrap();
        return;
    }
    let recorded = fs::read_to_string(path).unwrap_or_default();
    let mut rest = &*recorded;
    for reading in readings {
        rest = rest.strip_prefix(&*reading).unwrap_or_else(|| {
            let (is, was) = reading.lines().zip(rest.lines()).find(|(is, was)| is != was).unwrap_or_default();
            panic!("{}:\n  was {was}\n  is  {is}", path.display())
        });
    }
    assert!(!recorded.is_empty() && rest.is_empty(), "{}: more is recorded than read: {rest}", path.display());
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/readings")
}

/// A numbered text of a file of texts, with its kind of payload if it has one.
struct Odd {
    name: String,
    kind: Option<PayloadKind>,
    text: String,
}

/// Reads the texts of a file. A line `---- ` with a kind or `any` precedes each.
fn odd_texts(path: &Path) -> Vec<Odd> {
    let file = fs::read_to_string(path).unwrap();
    let texts = file.strip_prefix("---- ").unwrap().split("\n---- ").enumerate();
    let texts = texts.map(|(number, text)| {
        let (kind, text) = text.split_once('\n').unwrap();
        let kind = (kind != "any").then(|| PayloadKind::from_name(kind).unwrap());
        Odd { name: number.to_string(), kind, text: text.to_owned() }
    });
    texts.collect()
}

#[test]
fn damage_is_read_as_recorded() {
    for group in Group::ALL {
        let classes = damage::classes().filter(|class| class.group == group);
        assert_recorded(&folder().join(group.name()).with_extension("txt"), classes.flat_map(readings));
    }
}

/// Texts with one or two deviations from JSON, as people and programs write them; every rule of the search has a text.
#[test]
fn odd_texts_are_read_as_recorded() {
    for name in ["comments", "escapes", "indented", "joined", "lists", "quotes", "shaped", "structure", "words"] {
        let path = folder().join("odd").join(name);
        let texts = odd_texts(&path.with_extension("texts")).into_iter();
        let readings = texts.map(|odd| both_readings(&odd.name, &odd.text, odd.kind, EDITS));
        assert_recorded(&path.with_extension("txt"), readings);
    }
}

/// Sound texts and odd ones, truncated at each place, and with each character removed or doubled.
#[test]
fn whatever_is_lost_is_read_as_recorded() {
    let path = folder().join("odd/near");
    let readings = odd_texts(&path.with_extension("texts")).into_iter().flat_map(|Odd { name, kind, text }| {
        let places: Vec<(usize, char)> = text.char_indices().collect();
        places.into_iter().flat_map(move |(at, character)| {
            let (before, behind) = text.split_at(at);
            let rest = &behind[character.len_utf8()..];
            let texts = [
                ("cut", before.to_owned()),
                ("behind", behind.to_owned()),
                ("without", format!("{before}{rest}")),
                ("twice", format!("{before}{character}{behind}")),
            ];
            texts.map(|(what, text)| both_readings(&format!("{name} {what} {at}"), &text, kind, 0))
        })
    });
    assert_recorded(&path.with_extension("txt"), readings);
}
