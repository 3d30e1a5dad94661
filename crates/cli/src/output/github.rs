//! Workflow commands of GitHub Actions, which annotate the files of a change.

use std::io::{self, Write};

use authscan::diagnostic::Severity;

use super::{Found, Name};
use crate::document::Document;

/// Writes one command per finding.
pub(crate) fn github(
    out: &mut dyn Write,
    name: Name<'_>,
    input: &[u8],
    document: &Document<'_>,
    most: usize,
) -> io::Result<()> {
    for Found { place, end, severity, code, message, .. } in Found::all(name, input, document, most).0 {
        let command = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        // Columns are allowed only for findings within one line.
        let to = match end.line == place.line {
            true => format!(",col={},endColumn={}", place.column, end.column.max(place.column)),
            false => String::new(),
        };
        writeln!(
            out,
            "::{command} title=authscan ({code}),file={},line={},endLine={}{to}::{}:{}:{}: {}",
            property(name.input),
            place.line,
            end.line,
            data(name.input),
            place.line,
            place.column,
            data(&message)
        )?;
    }
    Ok(())
}

/// Escapes text so that it cannot end its command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes text so that it can end neither its command nor its property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::property;

    #[test]
    fn no_name_ends_its_property() {
        assert_eq!(property("a,b:c\r\n::error::d%"), "a%2Cb%3Ac%0D%0A%3A%3Aerror%3A%3Ad%25");
    }
}
