use std::io::{self, Write};

use authscan::{Outcome, Report};

use super::Name;

/// The report for people.
pub(crate) fn human(out: &mut dyn Write, name: Name<'_>, input: &[u8], report: &Report<()>) -> io::Result<()> {
    out.write_all(report.render(&name.to_string(), input, true).as_bytes())?;
    let edits = match report.edits.len() {
        // Nothing came of them.
        _ if report.outcome == Outcome::Rejected => String::new(),
        0 => String::new(),
        1 => ", 1 edit".into(),
        count => format!(", {count} edits"),
    };
    writeln!(out, "{name}: {}{edits}{}", report.outcome, ambiguous(report))
}

/// What came of one line, in a line.
pub(crate) fn line(out: &mut dyn Write, name: Name<'_>, report: &Report<()>) -> io::Result<()> {
    writeln!(out, "{name}: {}, {} edits{}", report.outcome, report.edits.len(), ambiguous(report))
}

/// What a summary adds where another reading is as plausible.
fn ambiguous(report: &Report<()>) -> &'static str {
    if report.ambiguous { ", ambiguous" } else { "" }
}
