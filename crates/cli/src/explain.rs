use std::io::Write;

use authscan::codes;
use authscan::diagnostic::Code;

use crate::Status;
use crate::output::Failure;
use crate::suggest::hint;

/// Runs `authscan explain`.
pub(crate) fn print(code: Option<&str>, all: bool) -> Result<Status, Failure> {
    let mut out = anstream::stdout().lock();
    let Some(name) = code else {
        for (number, code) in codes::all().enumerate() {
            match all {
                false => writeln!(out, "{:<24}{}", code.name(), code.title())?,
                true if number == 0 => write!(out, "{}", code.page())?,
                true => write!(out, "\n{}", code.page())?,
            }
        }
        return Ok(Status::Good);
    };
    match codes::from_name(name) {
        Some(code) => {
            write!(out, "{}", code.page())?;
            Ok(Status::Good)
        }
        None => {
            let hint = hint(name, codes::all().map(Code::name));
            Err(Failure::Message(format!("unknown code `{name}`{hint} (`authscan explain` lists them all)")))
        }
    }
}
