//! The board as Markdown.

use std::fmt::Write;

use authscan_testkit::damage::Group;

use crate::score::{Tally, Verdict};
use crate::{Calls, Options, Row, Subject};

/// Introduction of the comparison with inferred schemas.
pub(crate) const LIKE: &str = "\
100 captures of each type with a single fault: exact with the type's own schema, with one that is inferred from 200 sound\n\
captures (`--like`), and without any. The sound captures are variations of the same documents, drawn with another seed. The\n\
bar of an inferred schema is its own schema less one point. `cargo run --release --example foreign -- --like` prints the table.\n\n";

/// The classes of a column.
type Column = (&'static str, fn(&Row) -> bool);

const COLUMNS: [Column; 6] = [
    ("single faults", |row| row.class.group.single()),
    ("documentation", |row| row.class.group == Group::Documentation),
    ("2 to 8 faults", |row| matches!(row.class.group, Group::Multi2 | Group::Multi4 | Group::Multi8)),
    ("16 faults", |row| row.class.group == Group::Multi16),
    ("loss", |row| row.class.group == Group::Loss),
    ("sound", |row| row.class.group == Group::Valid),
];

/// Renders all tables.
pub(crate) fn markdown(options: &Options, subjects: &[Subject], rows: &[Row]) -> String {
    let mut text = format!(
        "# The foreign board\n\n\
         The [scoreboard](scoreboard.md)'s damage, done to documents of other domains and read with their public JSON Schemas and\n\
         without any. `cargo run --release --example foreign > docs/foreign.md` writes this page; `--schemas` prints the size and\n\
         compile time of each schema. *Wrong* is wrong without doubt.\n\n\
         Seed {}, {} cases of each class and type.\n",
        options.seed, options.cases
    );
    for (at, mode) in options.modes.iter().enumerate() {
        let _ = write!(text, "\n## {}\n\n", mode.title());
        table(&mut text, at, subjects, rows);
        let _ = write!(text, "\n### Kinds of damage\n\n");
        groups(&mut text, at, rows);
    }
    let _ = write!(text, "\n## Trust\n\n");
    trust(&mut text, options, rows);
    text
}

fn percent(part: u64, whole: u64) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{:.2}", 100.0 * part as f64 / whole as f64) }
}

/// Writes a table with a row for each type and a column for each kind of damage: the shares of exact and of silently
/// wrong answers.
fn table(text: &mut String, mode: usize, subjects: &[Subject], rows: &[Row]) {
    let _ = write!(text, "| type | cases |");
    for (name, _) in COLUMNS {
        let _ = write!(text, " {name} |");
    }
    let _ = writeln!(text, " silently wrong |\n|:---|---:|{}", "---:|".repeat(COLUMNS.len() + 1));
    let mut line = |name: &str, wants: &dyn Fn(&Row) -> bool| {
        let of = |fits: &dyn Fn(&Row) -> bool| {
            let mut sum = Tally::default();
            let wanted = rows.iter().filter(|row| wants(row) && fits(row));
            wanted.filter_map(|row| row.tallies.get(mode)).for_each(|tally| sum += *tally);
            sum
        };
        let all = of(&|_| true);
        if all.cases() == 0 {
            return;
        }
        let _ = write!(text, "| {name} | {} |", all.cases());
        for (_, fits) in COLUMNS {
            let sum = of(&fits);
            let _ = match sum.cases() {
                0 => write!(text, " – |"),
                _ => write!(text, " {:.2} |", sum.percent(Verdict::Exact)),
            };
        }
        let _ = writeln!(text, " {:.2} |", all.percent(Verdict::Wrong));
    };
    line("all", &|_| true);
    for (at, subject) in subjects.iter().enumerate() {
        line(subject.name(), &|row| row.subject == at);
    }
}

/// Writes a table with a row for each group of classes.
fn groups(text: &mut String, mode: usize, rows: &[Row]) {
    let _ = writeln!(
        text,
        "| damage | cases | exact | flagged | refused | silently wrong |\n|:---|---:|---:|---:|---:|---:|"
    );
    for group in Group::ALL {
        let mut sum = Tally::default();
        let of_group = rows.iter().filter(|row| row.class.group == group);
        of_group.filter_map(|row| row.tallies.get(mode)).for_each(|tally| sum += *tally);
        if sum.cases() > 0 {
            let _ = write!(text, "| {} | {} |", group.name(), sum.cases());
            for verdict in [Verdict::Exact, Verdict::Flagged, Verdict::Refused, Verdict::Wrong] {
                let _ = write!(text, " {:.2} |", sum.percent(verdict));
            }
            text.push('\n');
        }
    }
}

/// Writes a table with a row for each mode: how often an unflagged report is exact.
fn trust(text: &mut String, options: &Options, rows: &[Row]) {
    let _ = writeln!(
        text,
        "| mode | undoubted reports | of them right % | all edits certain | of them right % | not right | of them doubted % | single \
         faults not right | of them doubted % |\n|:---|---:|---:|---:|---:|---:|---:|---:|---:|"
    );
    for (at, mode) in options.modes.iter().enumerate() {
        let (mut sum, mut single) = (Calls::default(), Calls::default());
        for row in rows {
            let Some(calls) = row.calls.get(at) else { continue };
            sum += *calls;
            if row.class.group.single() {
                single += *calls;
            }
        }
        let _ = write!(text, "| {} |", mode.title());
        for (whole, part) in [sum.undoubted, sum.certain, sum.wrong, single.wrong] {
            let _ = write!(text, " {whole} | {} |", percent(part, whole));
        }
        text.push('\n');
    }
}

/// Writes a table with a row for each schema: its compiled size, and its parts that are not used.
pub(crate) fn schemas(subjects: &[Subject]) -> String {
    let mut text = String::from("| schema | nodes | compile ms | not used |\n|:---|---:|---:|:---|\n");
    for subject in subjects {
        let _ = writeln!(
            text,
            "| {} | {} | {:.1} | {} |",
            subject.name(),
            subject.nodes,
            subject.compiled.as_secs_f64() * 1e3,
            subject.unused.join("; ")
        );
    }
    text
}
