//! How a client reads responses: strictly first, and what arrives damaged as far as it can be trusted.
//!
//! `cargo run --example client -- FILE` reads a list of scan definitions.

use std::error::Error;

use authscan::diagnostic::Applicability;
use authscan::model::{Collection, ScanDefinition};
use authscan::{Options, Outcome};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1);
    let path = path.as_deref().unwrap_or("tests/data/samples/broken/get-all-scan-definitions-4.json");
    let body = std::fs::read(path)?;
    for definition in &definitions(&body)? {
        let name = definition.scan_name.get().map_or("(no name)", String::as_str);
        println!("{name}: {}", if definition.is_failing() { "failing" } else { "not failing" });
    }
    Ok(())
}

/// The definitions in a response of at most a megabyte. Repairs are taken only where no other is plausible.
fn definitions(body: &[u8]) -> Result<Collection<ScanDefinition>, Box<dyn Error>> {
    let report = Options::new().max_bytes(1 << 20).recover::<Collection<ScanDefinition>>(body);
    for edit in &report.edits {
        eprintln!("byte {}: {} ({}, {})", edit.span.start, edit.describe(), edit.code, edit.applicability.name());
    }
    let is_guess = report.edits.iter().any(|edit| edit.applicability == Applicability::Guess);
    match (report.outcome, report.value) {
        (Outcome::Clean, Some(value)) => Ok(value),
        (Outcome::Repaired, Some(value)) if !is_guess && !report.ambiguous => Ok(value),
        (outcome, _) => {
            let reasons = report.diagnostics.iter().map(|found| found.message());
            Err(format!("{outcome}: {}", reasons.collect::<Vec<_>>().join("; ")).into())
        }
    }
}
