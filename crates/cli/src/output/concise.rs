use std::io::{self, Write};

use super::{Found, Name};
use crate::document::Document;

/// Writes one line per finding: location, severity, code and help.
pub(crate) fn concise(
    out: &mut dyn Write,
    name: Name<'_>,
    input: &[u8],
    document: &Document<'_>,
    most: usize,
) -> io::Result<()> {
    let (found, left) = Found::all(name, input, document, most);
    for Found { place, severity, code, message, .. } in &found {
        writeln!(out, "{}:{}:{}: {severity}[{code}] {message}", name.input, place.line, place.column)?;
    }
    if left > 0 {
        writeln!(out, "{}: {left} more", name.input)?;
    }
    Ok(())
}
