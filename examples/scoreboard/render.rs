//! The board as Markdown, JSON or a chart.

use std::fmt::Write;

use authscan_testkit::damage::Group;
use serde_json::{Map, Value, json};

use crate::score::{COLUMNS, Tally, Verdict};
use crate::{Mode, Options, Row};

/// A heading and the rows below it.
type Section = (&'static str, Vec<(String, Tally)>);

/// Returns the sections: the total, the sums that the guarantees are about, every group, every class.
fn sections(rows: &[Row], mode: usize) -> Vec<Section> {
    let sum = |fits: &dyn Fn(&Row) -> bool| {
        let mut sum = Tally::default();
        rows.iter().filter(|row| fits(row)).filter_map(|row| row.tallies.get(mode)).for_each(|tally| sum += *tally);
        sum
    };
    let multi = |row: &Row| matches!(row.class.group, Group::Multi2 | Group::Multi4 | Group::Multi8 | Group::Multi16);
    let sums = vec![
        ("all".to_owned(), sum(&|_| true)),
        ("without loss".to_owned(), sum(&|row| row.class.lossless())),
        ("single faults".to_owned(), sum(&|row| row.class.group.single())),
        ("many faults".to_owned(), sum(&multi)),
    ];
    let groups =
        Group::ALL.map(|group| (group.name().to_owned(), sum(&|row| row.class.group == group))).into_iter().collect();
    let classes =
        rows.iter().map(|row| (row.class.name.to_owned(), row.tallies.get(mode).copied().unwrap_or_default()));
    let mut sections = vec![("sums", sums), ("groups", groups), ("classes", classes.collect())];
    for (_, rows) in &mut sections {
        rows.retain(|(_, tally): &(String, Tally)| tally.cases() > 0);
    }
    sections
}

/// Renders the board as Markdown tables.
pub(crate) fn markdown(options: &Options, rows: &[Row]) -> String {
    let mut text = format!("Seed {}, {} cases a class.\n", options.seed, options.cases);
    for (at, mode) in options.modes.iter().enumerate() {
        let _ = write!(text, "\n## {}\n", mode.title());
        for (name, rows) in sections(rows, at) {
            let _ = write!(text, "\n| {name} | cases |");
            for (column, ..) in COLUMNS {
                let _ = write!(text, " {column} |");
            }
            let _ = write!(text, "\n|:---|---:|{}", "---:|".repeat(COLUMNS.len()));
            for (name, tally) in rows {
                let _ = write!(text, "\n| {name} | {} |", tally.cases());
                for figure in tally.figures() {
                    let _ = match figure {
                        Some(figure) => write!(text, " {figure:.2} |"),
                        None => write!(text, " |"),
                    };
                }
            }
            text.push('\n');
        }
    }
    text.push('\n');
    for (column, _, meaning) in COLUMNS {
        let _ = writeln!(text, "- {column}: {meaning}");
    }
    text
}

/// Renders the figures as JSON.
pub(crate) fn json(options: &Options, rows: &[Row]) -> String {
    let figures = |(name, tally): (String, Tally)| {
        let mut row = Map::new();
        row.insert("name".to_owned(), name.into());
        row.insert("cases".to_owned(), tally.cases().into());
        for ((_, name, _), figure) in COLUMNS.iter().zip(tally.figures()) {
            // Rounded, so that a recorded board does not change with the last bit of a float.
            row.insert((*name).to_owned(), figure.map_or(Value::Null, |it| ((it * 1000.0).round() / 1000.0).into()));
        }
        Value::Object(row)
    };
    let board = |at: usize, mode: &Mode| {
        let mut board = Map::from_iter([("mode".to_owned(), mode.name().into())]);
        for (name, rows) in sections(rows, at) {
            board.insert(name.to_owned(), rows.into_iter().map(figures).collect());
        }
        Value::Object(board)
    };
    let boards: Vec<Value> = options.modes.iter().enumerate().map(|(at, mode)| board(at, mode)).collect();
    format!("{:#}\n", json!({ "seed": options.seed, "cases": options.cases, "boards": boards }))
}

/// The parts of a bar, from left to right.
const PARTS: [(Verdict, &str); 4] = [
    (Verdict::Exact, "#2e7d32"),
    (Verdict::Flagged, "#f9a825"),
    (Verdict::Refused, "#9e9e9e"),
    (Verdict::Wrong, "#c62828"),
];

/// Renders a chart as SVG: a bar for each row, a column of bars for each mode.
pub(crate) fn svg(options: &Options, rows: &[Row]) -> String {
    const LINE: usize = 16;
    const LABEL: usize = 190;
    const BAR: usize = 300;
    const COLUMN: usize = BAR + 70;
    let mut body = String::new();
    let mut height = 0;
    for (at, mode) in options.modes.iter().enumerate() {
        let left = LABEL + at * COLUMN;
        let mut top = 40;
        let _ = writeln!(body, r#"<text x="{left}" y="30" font-weight="bold">{}</text>"#, mode.title());
        for (name, rows) in sections(rows, at) {
            top += LINE / 2;
            for (label, tally) in rows {
                let base = top + LINE - 4;
                if at == 0 {
                    let weight = if name == "classes" { "normal" } else { "bold" };
                    let end = LABEL - 8;
                    let _ = writeln!(
                        body,
                        r#"<text x="{end}" y="{base}" text-anchor="end" font-weight="{weight}">{label}</text>"#
                    );
                }
                let mut x = left as f64;
                for (verdict, color) in PARTS {
                    let width = tally.percent(verdict) * BAR as f64 / 100.0;
                    if width > 0.0 {
                        let height = LINE - 3;
                        let _ = writeln!(
                            body,
                            r#"<rect x="{x:.1}" y="{top}" width="{width:.1}" height="{height}" fill="{color}"/>"#
                        );
                    }
                    x += width;
                }
                let end = left + BAR + 6;
                let exact = tally.percent(Verdict::Exact);
                let _ = writeln!(body, r#"<text x="{end}" y="{base}">{exact:.1} %</text>"#);
                top += LINE;
            }
        }
        height = height.max(top + 10);
    }
    let mut legend = String::new();
    for (at, (verdict, color)) in PARTS.iter().enumerate() {
        let x = LABEL + at * 80;
        let _ = writeln!(legend, r#"<rect x="{x}" y="4" width="10" height="10" fill="{color}"/>"#);
        let _ = writeln!(legend, r#"<text x="{}" y="13">{}</text>"#, x + 14, verdict.name());
    }
    let width = LABEL + options.modes.len() * COLUMN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{legend}{body}</svg>\n"
    )
}
