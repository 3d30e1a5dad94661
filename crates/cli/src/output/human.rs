use std::io::{self, Write};

use authscan::Outcome;
use authscan::diagnostic::{Severity, Style, render_as};

use super::{Name, shown};
use crate::document::Document;
use crate::verdict::{self, Verdict, counted};

/// Writes the report for people: at most `most` findings drawn over the input, and a line with the verdict.
pub(crate) fn human(
    out: &mut dyn Write,
    name: Name<'_>,
    input: &[u8],
    document: &Document<'_>,
    (most, style): (usize, &Style),
) -> io::Result<()> {
    let report = &document.report;
    let (drawn, left) = shown(report, most);
    let drawn: Vec<_> = drawn.into_iter().cloned().collect();
    out.write_all(render_as(style, &drawn, &name.to_string(), input, report.mask()).as_bytes())?;
    if left > 0 {
        let more = counted(left as u64, "more finding", "more findings");
        writeln!(out, "... {more} about {name}: --max-findings all shows them\n")?;
    }
    line(out, name, document)
}

/// Writes the verdict on an input, in one line.
pub(crate) fn line(out: &mut dyn Write, name: Name<'_>, document: &Document<'_>) -> io::Result<()> {
    let report = &document.report;
    let mut facts = vec![document.verdict.words().to_owned()];
    match document.verdict {
        // The edits had no effect.
        Verdict::Recovered(Outcome::Rejected) => {}
        Verdict::Recovered(_) if report.edits.is_empty() => {}
        Verdict::Recovered(_) => facts.push(counted(report.edits.len() as u64, "edit", "edits")),
        _ => {
            for (severity, one, many) in
                [(Severity::Error, "error", "errors"), (Severity::Warning, "warning", "warnings")]
            {
                let count = verdict::count(report, severity);
                if count > 0 {
                    facts.push(counted(count as u64, one, many));
                }
            }
        }
    }
    if report.ambiguous {
        facts.push("ambiguous".into());
    }
    writeln!(out, "{name}: {}", facts.join(", "))
}
