use std::io::Write;

use authscan::codes;

use crate::Status;
use crate::output::Failure;

/// `authscan explain`
pub(crate) fn print(code: Option<&str>) -> Result<Status, Failure> {
    let mut out = anstream::stdout().lock();
    let Some(name) = code else {
        for code in codes::all() {
            writeln!(out, "{:<24}{}", code.name(), code.title())?;
        }
        return Ok(Status::Good);
    };
    match codes::from_name(name) {
        Some(code) => {
            write!(out, "{}", code.page())?;
            Ok(Status::Good)
        }
        None => Err(Failure::Message(format!("no code is called `{name}`; `authscan explain` lists them all"))),
    }
}
