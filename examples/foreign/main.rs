//! Applies the scoreboard's classes of damage to documents of other domains, and recovers each with its public schema
//! and without a schema.
//!
//! `cargo run --release --example foreign -- --help`

mod engine;
mod like;
mod render;
// This board has columns of its own.
#[allow(dead_code)]
#[path = "../scoreboard/score.rs"]
mod score;
mod subject;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use authscan::schema::Shape;
use authscan_testkit::damage::{self, Class, TEST_SEED};
use score::{Tally, Verdict};
use subject::{Subject, subjects};

const USAGE: &str = "\
Usage: foreign [OPTIONS]

  --cases N         cases of each class and type (default 20)
  --seed N          seed of the cases (default: the test seed; fit on another)
  --class PREFIX    only the classes whose name, or whose group's name, begins so; may be given more than once
  --type NAME       only this type of document; may be given more than once
  --schemas         print the compiled schemas instead: size, compile time, and the parts that recovery does not use
  --like            print the comparison with inferred schemas instead
  --schema, --any   with the schema of each type, or without any (default: both)
  --misses DIR      write each case that is not exact: the damaged bytes, the truth, what was got, and the edits
  --threads N       threads to use (default 2)
";

/// Whether the parser gets the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// With the schema.
    Schema,
    /// Without a schema.
    Any,
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Any => "any",
        }
    }

    /// The heading of its table.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Schema => "With schema",
            Self::Any => "Without schema",
        }
    }
}

/// Command-line options.
pub(crate) struct Options {
    /// Cases of each class and type.
    pub(crate) cases: u64,
    /// Seed of the cases.
    pub(crate) seed: u64,
    /// Modes to run each case in.
    pub(crate) modes: Vec<Mode>,
    classes: Vec<String>,
    types: Vec<String>,
    misses: Option<PathBuf>,
    threads: usize,
    schemas: bool,
    like: bool,
}

impl Options {
    /// Reads the arguments; `None` requests help.
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, Box<dyn Error>> {
        let mut options = Self {
            cases: 20,
            seed: TEST_SEED,
            modes: Vec::new(),
            classes: Vec::new(),
            types: Vec::new(),
            misses: None,
            threads: 2,
            schemas: false,
            like: false,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--cases" => options.cases = value()?.parse()?,
                "--seed" => options.seed = value()?.parse()?,
                "--class" => options.classes.push(value()?),
                "--type" => options.types.push(value()?),
                "--schemas" => options.schemas = true,
                "--like" => options.like = true,
                "--schema" => options.modes.push(Mode::Schema),
                "--any" => options.modes.push(Mode::Any),
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

    /// Returns whether the type is to be run.
    pub(crate) fn wants_type(&self, subject: &Subject) -> bool {
        self.types.is_empty() || self.types.iter().any(|name| name == subject.name())
    }

    fn wants(&self, class: &Class) -> bool {
        let fits = |prefix: &String| class.name.starts_with(prefix) || class.group.name().starts_with(prefix);
        self.classes.is_empty() || self.classes.iter().any(fits)
    }
}

/// The results of a class on a type of document.
pub(crate) struct Row {
    /// The class.
    pub(crate) class: &'static Class,
    /// The index of the type.
    pub(crate) subject: usize,
    /// A tally for each mode.
    pub(crate) tallies: Vec<Tally>,
    /// Counts of confident answers and of exact ones among them, for each mode.
    pub(crate) calls: Vec<Calls>,
    misses: Vec<Miss>,
}

/// Calibration of the reports' confidence: for each level, the number of reports and the number of exact ones among
/// them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Calls {
    /// Reports that are neither ambiguous nor partial and have no guess.
    pub(crate) undoubted: (u64, u64),
    /// Reports with only certain edits.
    pub(crate) certain: (u64, u64),
    /// Answers that are not exact, and among them those that are flagged or rejected.
    pub(crate) wrong: (u64, u64),
}

impl std::ops::AddAssign for Calls {
    fn add_assign(&mut self, other: Self) {
        let pairs = [
            (&mut self.undoubted, other.undoubted),
            (&mut self.certain, other.certain),
            (&mut self.wrong, other.wrong),
        ];
        for (sum, other) in pairs {
            *sum = (sum.0 + other.0, sum.1 + other.1);
        }
    }
}

impl Calls {
    fn of(answer: &engine::Answer, verdict: Verdict) -> Self {
        let mut calls = Self::default();
        let is_right = u64::from(verdict == Verdict::Exact);
        if !answer.ambiguous() && verdict != Verdict::Refused {
            calls.undoubted = (1, is_right);
            if answer.least.is_none_or(|least| least == authscan::diagnostic::Applicability::Certain) {
                calls.certain = (1, is_right);
            }
        }
        if is_right == 0 {
            calls.wrong = (1, u64::from(verdict != Verdict::Wrong));
        }
        calls
    }
}

/// A case that was not exact.
struct Miss {
    name: String,
    verdict: Verdict,
    note: String,
    damaged: Vec<u8>,
    sound: String,
    got: String,
    edits: String,
}

/// Runs all cases of a class on a type of document.
fn run(class: &'static Class, at: usize, subject: &Subject, options: &Options) -> Row {
    let count = options.modes.len();
    let mut row = Row {
        class,
        subject: at,
        tallies: vec![Tally::default(); count],
        calls: vec![Calls::default(); count],
        misses: Vec::new(),
    };
    let any = Shape::ANY;
    for index in 0..options.cases {
        let Some(case) = damage::foreign_case(class, &subject.documents, options.seed, index) else { continue };
        for (mode, (sum, calls)) in options.modes.iter().zip(row.tallies.iter_mut().zip(&mut row.calls)) {
            let shape = if *mode == Mode::Schema { &subject.shape } else { &any };
            let start = Instant::now();
            let answer = engine::recover(shape, &case.damaged);
            let time = start.elapsed();
            let verdict = score::judge(&case, &answer);
            *sum += Tally::of(&case, &answer, verdict, time);
            *calls += Calls::of(&answer, verdict);
            if verdict != Verdict::Exact && options.misses.is_some() {
                row.misses.push(Miss {
                    name: format!("{}-{}-{:03}.{}", class.name, case.kind, case.index, mode.name()),
                    verdict,
                    note: format!("{} edits of {}, torn {:?}", answer.edits, case.edits, case.torn),
                    damaged: case.damaged.clone(),
                    sound: case.sound.clone(),
                    got: answer.repaired.unwrap_or_default(),
                    edits: answer.notes,
                });
            }
        }
    }
    row
}

/// Runs all classes on all types; the order of the rows does not depend on the threads.
fn run_all(options: &Options, subjects: &[Subject]) -> Vec<Row> {
    let jobs: Vec<(&'static Class, usize, &Subject)> = damage::classes()
        .filter(|class| options.wants(class))
        .flat_map(|class| subjects.iter().enumerate().map(move |(at, subject)| (class, at, subject)))
        .filter(|(_, _, subject)| options.wants_type(subject))
        .collect();
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::with_capacity(jobs.len()));
    thread::scope(|scope| {
        for _ in 0..options.threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((class, index, subject)) = jobs.get(at) else { break };
                    let row = run(class, *index, subject, options);
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
        fs::write(directory.join(format!("{name}.sound.json")), &miss.sound)?;
        fs::write(directory.join(format!("{name}.got.json")), &miss.got)?;
        fs::write(directory.join(format!("{name}.edits.txt")), &miss.edits)?;
    }
    fs::write(directory.join("misses.tsv"), list)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(options) = Options::parse(std::env::args().skip(1))? else {
        print!("{USAGE}");
        return Ok(());
    };
    let subjects = subjects()?;
    if options.schemas {
        print!("{}", render::schemas(&subjects));
        return Ok(());
    }
    if options.like {
        print!("{}", like::table(&like::run_all(&options, &subjects)));
        return Ok(());
    }
    let rows = run_all(&options, &subjects);
    if let Some(directory) = &options.misses {
        write_misses(directory, &rows)?;
    }
    print!("{}", render::markdown(&options, &subjects, &rows));
    print!("\n## Inferred schemas\n\n{}{}", render::LIKE, like::table(&like::run_all(&options, &subjects)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use authscan_testkit::damage::{FIT_SEED, Group};

    use super::*;

    /// The board of one case for each class and type, and what of each schema is not used.
    ///
    /// `AUTHSCAN_BLESS=1 cargo test --example foreign` writes it.
    #[test]
    fn a_small_board_is_as_recorded() {
        let options = Options { cases: 1, seed: FIT_SEED, ..Options::parse(std::iter::empty()).unwrap().unwrap() };
        let subjects = subjects().unwrap();
        let mut board = render::markdown(&options, &subjects, &run_all(&options, &subjects));
        board += "\n## Schemas\n\n";
        for subject in &subjects {
            board += &format!("{}: {} nodes, not used: {}\n", subject.name(), subject.nodes, subject.unused.join("; "));
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/foreign/board.md");
        if std::env::var_os("AUTHSCAN_BLESS").is_some() {
            fs::write(&path, &board).unwrap();
        }
        let recorded = fs::read_to_string(&path).unwrap();
        for (now, recorded) in board.lines().zip(recorded.lines()) {
            assert_eq!(now, recorded, "`AUTHSCAN_BLESS=1 cargo test --example foreign` records the board");
        }
        assert_eq!(board.len(), recorded.len());
    }

    /// The page holds the comparison, and inferred schemas are as good as the types' own, less one point.
    #[test]
    fn inferred_schemas_are_nearly_as_good() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/foreign.md");
        let page = fs::read_to_string(page).unwrap();
        let table = page.split("## Inferred schemas").nth(1).unwrap();
        let rows: Vec<Vec<&str>> = table
            .lines()
            .filter(|line| line.starts_with("| "))
            .map(|line| line.split('|').map(str::trim).collect())
            .collect();
        let named = |name: &str| rows.iter().find(|row| row[1] == name).unwrap();
        let number = |row: &Vec<&str>, at: usize| row[at].parse::<f64>().unwrap();
        let all = named("all");
        assert!(number(all, 4) >= number(all, 3) - 1.0, "{all:?}");
        assert!(number(all, 4) > number(all, 5), "{all:?}");
        // One type is run again, and is as recorded.
        let options =
            Options { types: vec!["cloudevents".to_owned()], ..Options::parse(std::iter::empty()).unwrap().unwrap() };
        let now = like::table(&like::run_all(&options, &subjects().unwrap()));
        let row = now.lines().find(|line| line.starts_with("| cloudevents")).unwrap();
        assert!(table.contains(row), "`cargo run --release --example foreign > docs/foreign.md` records\n{row}");
        assert_eq!(named("cloudevents")[2], like::DAMAGED.to_string());
    }

    /// Every variation is valid, so that the damaged text is a document of its type.
    #[test]
    fn sound_cases_are_valid_and_left_alone() {
        for subject in subjects().unwrap() {
            for class in damage::classes().filter(|class| class.group == Group::Valid) {
                for index in 0..6 {
                    let case = damage::foreign_case(class, &subject.documents, FIT_SEED, index).unwrap();
                    assert!(subject.documents.allows(&case.truth), "{}: {}", subject.name(), case.sound);
                    for shape in [&subject.shape, &Shape::ANY] {
                        let answer = engine::recover(shape, &case.damaged);
                        assert_eq!((answer.edits, answer.value), (0, Some(case.truth.clone())), "{}", case.sound);
                    }
                }
            }
        }
    }
}
