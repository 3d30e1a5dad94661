//! Damages payloads with every class of damage, lets the parser recover them, and scores the answers against the truth.
//!
//! `cargo run --release --example scoreboard -- --help`

mod engine;
mod render;
mod score;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use authscan_testkit::damage::{self, Class, TEST_SEED};
use score::{Tally, Verdict};

const USAGE: &str = "\
Usage: scoreboard [OPTIONS]

  --cases N         cases of each class (default 50)
  --seed N          seed of the cases (default: the test seed; fit on another)
  --class PREFIX    only the classes whose name, or whose group's name, begins so; may be given more than once
  --schema, --any   with the schema of each payload's kind, or without any (default: both)
  --format FORMAT   md, json or svg (default md)
  --misses DIR      write each case that is not exact: the damaged bytes, the truth, and what was got instead
  --threads N       threads to use (default 2)
";

/// Whether the parser gets the schema of the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// With the schema.
    Schema,
    /// Without a schema.
    Any,
}

impl Mode {
    /// The name of the mode.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Any => "any",
        }
    }

    /// The heading of its tables.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Schema => "With schema",
            Self::Any => "Without schema",
        }
    }
}

/// Command-line options.
pub(crate) struct Options {
    /// Cases of each class.
    pub(crate) cases: u64,
    /// Seed that the cases are drawn from.
    pub(crate) seed: u64,
    /// Modes to run each case in.
    pub(crate) modes: Vec<Mode>,
    classes: Vec<String>,
    format: fn(&Options, &[Row]) -> String,
    misses: Option<PathBuf>,
    threads: usize,
}

impl Options {
    /// Reads the arguments; `None` requests help.
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, Box<dyn Error>> {
        let mut options = Self {
            cases: 50,
            seed: TEST_SEED,
            modes: Vec::new(),
            classes: Vec::new(),
            format: render::markdown,
            misses: None,
            threads: 2,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--cases" => options.cases = value()?.parse()?,
                "--seed" => options.seed = value()?.parse()?,
                "--class" => options.classes.push(value()?),
                "--schema" => options.modes.push(Mode::Schema),
                "--any" => options.modes.push(Mode::Any),
                "--format" => {
                    options.format = match value()?.as_str() {
                        "md" => render::markdown,
                        "json" => render::json,
                        "svg" => render::svg,
                        other => return Err(format!("no such format: {other}").into()),
                    }
                }
                "--misses" => options.misses = Some(value()?.into()),
                "--threads" => options.threads = value()?.parse::<usize>()?.max(1),
                "--help" | "-h" => return Ok(None),
                other => return Err(format!("no such option: {other}").into()),
            }
        }
        if options.modes.is_empty() {
            options.modes = vec![Mode::Schema, Mode::Any];
        }
        Ok(Some(options))
    }

    fn wants(&self, class: &Class) -> bool {
        let fits = |prefix: &String| class.name.starts_with(prefix) || class.group.name().starts_with(prefix);
        self.classes.is_empty() || self.classes.iter().any(fits)
    }
}

/// The results of a class.
pub(crate) struct Row {
    /// The class.
    pub(crate) class: &'static Class,
    /// A tally for each mode.
    pub(crate) tallies: Vec<Tally>,
    misses: Vec<Miss>,
}

/// A case that was not exact.
struct Miss {
    name: String,
    verdict: Verdict,
    note: String,
    damaged: Vec<u8>,
    truth: String,
    got: String,
}

/// Runs all cases of a class.
fn run(class: &'static Class, options: &Options) -> Row {
    let mut row = Row { class, tallies: vec![Tally::default(); options.modes.len()], misses: Vec::new() };
    for case in damage::cases(class, options.seed, options.cases) {
        for (mode, sum) in options.modes.iter().zip(&mut row.tallies) {
            let kind = (*mode == Mode::Schema).then_some(case.kind);
            let start = Instant::now();
            let answer = engine::recover(kind, &case.damaged);
            let time = start.elapsed();
            let verdict = score::judge(&case, &answer);
            *sum += Tally::of(&case, &answer, verdict, time);
            if verdict != Verdict::Exact && options.misses.is_some() {
                let note = format!(
                    "{}, {:?}, {} edits of {}, torn {:?}",
                    case.kind, answer.outcome, answer.edits, case.edits, case.torn
                );
                row.misses.push(Miss {
                    name: format!("{}-{:03}.{}", class.name, case.index, mode.name()),
                    verdict,
                    note,
                    damaged: case.damaged.clone(),
                    truth: format!("{:#}\n", case.truth),
                    got: answer.value.map_or_else(String::new, |value| format!("{value:#}\n")),
                });
            }
        }
    }
    row
}

/// Runs all classes; the order of the rows does not depend on the threads.
fn run_all(options: &Options) -> Vec<Row> {
    let classes: Vec<&'static Class> = damage::classes().filter(|class| options.wants(class)).collect();
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::with_capacity(classes.len()));
    thread::scope(|scope| {
        for _ in 0..options.threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(class) = classes.get(at) else { break };
                    let row = run(class, options);
                    if let Ok(mut rows) = rows.lock() {
                        rows.push((at, row));
                    }
                }
            });
        }
    });
    let mut rows = rows.into_inner().unwrap_or_default();
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn write_misses(directory: &Path, rows: &[Row]) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(directory)?;
    let mut list = String::new();
    for miss in rows.iter().flat_map(|row| &row.misses) {
        let Miss { name, verdict, note, .. } = miss;
        list += &format!("{name}\t{}\t{note}\n", verdict.name());
        fs::write(directory.join(format!("{name}.damaged.json")), &miss.damaged)?;
        fs::write(directory.join(format!("{name}.truth.json")), &miss.truth)?;
        fs::write(directory.join(format!("{name}.got.json")), &miss.got)?;
    }
    fs::write(directory.join("misses.tsv"), list)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(options) = Options::parse(std::env::args().skip(1))? else {
        print!("{USAGE}");
        return Ok(());
    };
    let rows = run_all(&options);
    if let Some(directory) = &options.misses {
        write_misses(directory, &rows)?;
    }
    print!("{}", (options.format)(&options, &rows));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_json::Value;

    use super::*;

    /// The recorded board.
    const RECORDED: &str = include_str!("../../docs/scoreboard.json");
    /// The figures that must not fall; [`NO_MORE`] are those that must not rise. Times are left out: they vary between
    /// runs.
    const NO_LESS: [&str; 5] = ["exact", "certain", "likely", "leaf_f1", "inverse"];
    const NO_MORE: [&str; 4] = ["wrong", "doubted", "edits_per_minimum", "steps_per_byte"];

    /// The rows of a board by mode and name.
    fn rows(board: &str) -> HashMap<(String, String), Value> {
        let board: Value = serde_json::from_str(board).unwrap();
        let mut found = HashMap::new();
        for board in board["boards"].as_array().unwrap() {
            for row in ["sums", "groups", "classes"].iter().flat_map(|rows| board[*rows].as_array().unwrap()) {
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                found.insert((text(&board["mode"]), text(&row["name"])), row.clone());
            }
        }
        found
    }

    /// After an improvement, record it with `scoreboard --format json > docs/scoreboard.json`, and likewise for the
    /// other formats.
    #[test]
    fn no_class_is_worse_than_recorded() {
        let options = Options::parse(std::iter::empty()).unwrap().unwrap();
        let now = rows(&render::json(&options, &run_all(&options)));
        let recorded = rows(RECORDED);
        assert!(now.len() > 200 && now.len() == recorded.len(), "{} classes, {} recorded", now.len(), recorded.len());
        for (name, before) in recorded {
            let row = &now[&name];
            for figure in NO_LESS.iter().chain(&NO_MORE) {
                let (now, before) = (row[figure].as_f64(), before[figure].as_f64());
                // Without cases there is no figure, and `None` is less than any.
                let is_worse = if NO_LESS.contains(figure) { now < before } else { now > before };
                assert!(!is_worse, "{name:?}: {figure} is {now:?}, recorded is {before:?}");
            }
        }
    }
}
