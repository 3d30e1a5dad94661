//! GitLab's Code Quality report: an array, written element by element.

use std::io::{self, Write};

use authscan::diagnostic::Severity;
use serde_json::json;

use super::{Found, Name};
use crate::document::Document;

/// Writes one element per finding, each with a comma before it. Returns their number.
pub(crate) fn gitlab(
    out: &mut dyn Write,
    name: Name<'_>,
    input: &[u8],
    document: &Document<'_>,
    most: usize,
) -> io::Result<usize> {
    let (found, _) = Found::all(name, input, document, most);
    for Found { place, end, severity, code, message, fingerprint, .. } in &found {
        let severity = match severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Note => "info",
        };
        let element = json!({
            "description": message,
            "check_name": code.name(),
            "fingerprint": fingerprint,
            "severity": severity,
            "location": {
                "path": name.input,
                "positions": {
                    "begin": {"line": place.line, "column": place.column},
                    "end": {"line": end.line, "column": end.column},
                },
            },
        });
        writeln!(out, ",{element}")?;
    }
    Ok(found.len())
}
