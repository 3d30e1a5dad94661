use std::io::Write;

use authscan::model::PayloadKind;
use authscan::schema::Contract;

use crate::Status;
use crate::args::Schema;
use crate::output::Failure;

/// Runs `authscan schema`.
pub(crate) fn print(arguments: &Schema) -> Result<Status, Failure> {
    if let Some(path) = &arguments.infer {
        let inference = crate::like::inference(path, false)?;
        writeln!(anstream::stdout().lock(), "{:#}", inference.schema())?;
        return Ok(Status::Good);
    }
    let mut out = anstream::stdout().lock();
    let contract = if arguments.open { Contract::Open } else { Contract::Documented };
    match arguments.name {
        Some(kind) => writeln!(out, "{:#}", kind.schema(contract))?,
        None => {
            for kind in PayloadKind::ALL {
                writeln!(out, "{:<24}{}", kind.name(), kind.title())?;
            }
        }
    }
    Ok(Status::Good)
}
