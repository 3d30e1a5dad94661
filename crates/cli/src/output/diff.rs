//! `--diff`: the changes of a repair as a unified diff. Unredacted lines are compared, redacted ones are shown.

use std::io::{self, Write};
use std::ops::Range;

use authscan::redact::Mask;
use authscan::text::Span;
use imara_diff::{Algorithm, Diff, InternedInput};
use jsonmend::decode::decode;

use super::Name;
use crate::document::Document;
use crate::secrets;

/// Unchanged lines shown on either side of a change.
const CONTEXT: usize = 3;

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const CYAN: &str = "\u{1b}[36m";
const RESET: &str = "\u{1b}[0m";

/// Writes the difference between an input and its document; nothing if they are equal or there is no document.
pub(crate) fn diff(out: &mut dyn Write, name: Name<'_>, input: &[u8], document: &Document<'_>) -> io::Result<()> {
    let Some(after) = document.text.as_deref().filter(|after| after.as_bytes() != input) else { return Ok(()) };
    // Text in another encoding is decoded before the comparison.
    let decoded = decode(input);
    let (before, mask) = match std::str::from_utf8(input) {
        Ok(text) => (text, secrets::of_capture(input, document)),
        Err(_) => (&*decoded.text, secrets::of_text(&decoded.text, document)),
    };
    let before = Side::new(before, &mask);
    let mask = document.report.repaired_mask().clone().union(secrets::of_text(after, document));
    let after = Side::new(after, &mask);
    writeln!(out, "{BOLD}--- {name}{RESET}\n{BOLD}+++ {name}{RESET}")?;
    for group in groups(&changes(&before, &after)) {
        write_group(out, &group, &before, &after)?;
    }
    Ok(())
}

/// A text as lines.
struct Side<'s> {
    text: &'s str,
    mask: &'s Mask,
    lines: Vec<Span>,
}

impl<'s> Side<'s> {
    fn new(text: &'s str, mask: &'s Mask) -> Self {
        let mut from = 0;
        let lines = text.split_inclusive('\n').map(|line| {
            from += line.len();
            Span::new(from - line.len(), from)
        });
        Self { text, mask, lines: lines.collect() }
    }

    /// Returns a redacted line without its line break, and whether it has one.
    fn show(&self, line: usize) -> (String, bool) {
        let span = self.lines.get(line).copied().unwrap_or_default();
        let has_end = span.slice(self.text).ends_with('\n');
        let text = self.mask.show(self.text.as_bytes(), Span::new(span.start, span.end - usize::from(has_end)));
        // Control characters could control the terminal.
        let plain = text.chars().map(|it| if it.is_control() && it != '\t' && it != '\r' { '\u{fffd}' } else { it });
        (plain.collect(), has_end)
    }
}

/// A change: the removed and the inserted lines.
type Change = (Range<usize>, Range<usize>);

fn changes(before: &Side<'_>, after: &Side<'_>) -> Vec<Change> {
    let mut input: InternedInput<&str> = InternedInput::default();
    input.update_before(before.lines.iter().map(|line| line.slice(before.text)));
    input.update_after(after.lines.iter().map(|line| line.slice(after.text)));
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| (range(hunk.before), range(hunk.after))).collect()
}

/// Groups changes that are close to each other.
fn groups(changes: &[Change]) -> Vec<Vec<Change>> {
    let mut groups: Vec<Vec<Change>> = Vec::new();
    for change in changes {
        match groups.last_mut() {
            Some(group) if group.last().is_some_and(|last| change.0.start - last.0.end <= 2 * CONTEXT) => {
                group.push(change.clone());
            }
            _ => groups.push(vec![change.clone()]),
        }
    }
    groups
}

fn write_group(out: &mut dyn Write, group: &[Change], before: &Side<'_>, after: &Side<'_>) -> io::Result<()> {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return Ok(()) };
    let lead = first.0.start.min(CONTEXT);
    let trail = (before.lines.len() - last.0.end).min(CONTEXT);
    let old = first.0.start - lead..last.0.end + trail;
    let new = first.1.start - lead..last.1.end + trail;
    writeln!(out, "{CYAN}@@ -{} +{} @@{RESET}", place(&old), place(&new))?;
    let mut at = old.start;
    for (removed, added) in group {
        lines(out, ' ', "", before, at..removed.start)?;
        lines(out, '-', RED, before, removed.clone())?;
        lines(out, '+', GREEN, after, added.clone())?;
        at = removed.end;
    }
    lines(out, ' ', "", before, at..old.end)
}

/// Formats the position of lines as unified diffs do.
fn place(lines: &Range<usize>) -> String {
    match lines.len() {
        // For no lines, the number of the line before them.
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}

fn lines(out: &mut dyn Write, mark: char, color: &str, side: &Side<'_>, lines: Range<usize>) -> io::Result<()> {
    for line in lines {
        let (text, has_end) = side.show(line);
        let reset = if color.is_empty() { "" } else { RESET };
        writeln!(out, "{color}{mark}{text}{reset}")?;
        if !has_end {
            writeln!(out, "\\ No newline at end of file")?;
        }
    }
    Ok(())
}
