//! Completion scripts and manual pages, generated from the program's arguments.

use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::Status;
use crate::args::Arguments;
use crate::output::Failure;

/// Runs `authscan completions`.
pub(crate) fn completions(shell: Shell) -> Result<Status, Failure> {
    // The generator panics if writing fails; writing to memory does not fail.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "authscan", &mut script);
    let mut out = io::stdout().lock();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Status::Good)
}

/// Runs `authscan man`.
pub(crate) fn man(output: Option<&Path>) -> Result<Status, Failure> {
    let command = Arguments::command();
    match output {
        None => clap_mangen::Man::new(command).render(&mut io::stdout().lock())?,
        Some(directory) => {
            let written =
                std::fs::create_dir_all(directory).and_then(|()| clap_mangen::generate_to(command, directory));
            written.map_err(|error| Failure::Message(format!("cannot write {}: {error}", directory.display())))?;
        }
    }
    Ok(Status::Good)
}
