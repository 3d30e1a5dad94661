//! JUnit XML: an input is a test suite of one test, which fails with its errors.

use std::io::{self, Write};

use authscan::diagnostic::Severity;

use super::{Found, Name};
use crate::Status;
use crate::document::Document;

pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"authscan\">\n";

/// Writes the test suite of an input.
pub(crate) fn junit(
    out: &mut dyn Write,
    name: Name<'_>,
    input: &[u8],
    document: &Document<'_>,
    most: usize,
) -> io::Result<()> {
    let is_failure = document.verdict.status() != Status::Good;
    let shown = text(&name.to_string());
    writeln!(
        out,
        "<testsuite name=\"{shown}\" tests=\"1\" failures=\"{}\" errors=\"0\">\n<testcase name=\"{shown}\" classname=\"authscan\">",
        u8::from(is_failure)
    )?;
    let (found, left) = Found::all(name, input, document, most);
    let line = |found: &Found| {
        let Found { place, severity, code, message, .. } = found;
        format!("line {}, column {}: {severity}[{code}] {message}\n", place.line, place.column)
    };
    let more = if left > 0 { format!("{left} more\n") } else { String::new() };
    let (errors, others): (Vec<&Found>, Vec<&Found>) =
        found.iter().partition(|found| is_failure && found.severity == Severity::Error);
    if is_failure {
        let lines: String = errors.into_iter().map(line).collect();
        let verdict = document.verdict.words();
        writeln!(out, "<failure message=\"{verdict}\">{}</failure>", text(&(lines + &more)))?;
    }
    let lines: String = others.into_iter().map(line).collect();
    if !lines.is_empty() {
        writeln!(out, "<system-out>{}</system-out>", text(&lines))?;
    }
    writeln!(out, "</testcase>\n</testsuite>")
}

/// Returns the end of the document, with a suite of the errors of input and output.
pub(super) fn foot(failures: &[String]) -> String {
    let count = failures.len();
    let mut foot = String::new();
    if count > 0 {
        foot.push_str(&format!(
            "<testsuite name=\"not read or written\" tests=\"{count}\" failures=\"0\" errors=\"{count}\">\n"
        ));
        for failure in failures {
            let failure = text(failure);
            foot.push_str(&format!(
                "<testcase name=\"{failure}\" classname=\"authscan\">\n<error message=\"{failure}\"/>\n</testcase>\n"
            ));
        }
        foot.push_str("</testsuite>\n");
    }
    foot + "</testsuites>\n"
}

/// Escapes text for XML. Characters that XML cannot represent become U+FFFD.
fn text(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            character => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn text_is_no_markup() {
        assert_eq!(text("<a b=\"c\">&\0\u{1b}]]>\n"), "&lt;a b=&quot;c&quot;&gt;&amp;\u{fffd}\u{fffd}]]&gt;\n");
    }
}
