//! The `authscan` program: arguments, files, exit codes and rendering. The findings come from the library.

mod args;
mod binary;
mod config;
mod digits;
mod document;
mod expected;
mod explain;
mod filter;
mod flow;
mod input;
mod interrupt;
mod like;
mod lines;
mod output;
mod pool;
mod progress;
mod replay;
mod report;
mod run;
mod schema;
mod secrets;
mod shell;
mod suggest;
mod tally;
mod terminal;
mod verdict;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use output::Failure;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    anstream::ColorChoice::write_global(match arguments.color {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    });
    interrupt::prepare();
    let done = match arguments.command {
        Command::Check(check) => run::check(&check),
        Command::Recover(recover) => run::recover(&recover),
        Command::Replay(arguments) => replay::replay(&arguments),
        Command::Schema(schema) => schema::print(&schema),
        Command::Explain { code, all } => explain::print(code.as_deref(), all),
        Command::Config(arguments) => config::print(&arguments),
        Command::Completions { shell } => shell::completions(shell),
        Command::Man { output } => shell::man(output.as_deref()),
    };
    match done {
        Ok(status) => status.into(),
        // The reader closed the pipe because it has read enough.
        Err(Failure::Closed) => ExitCode::SUCCESS,
        Err(Failure::Message(message)) => {
            output::complain(&message);
            ExitCode::from(2)
        }
    }
}

/// Exit status of a run, from best to worst.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Status {
    /// Every input conforms, or gave a document.
    #[default]
    Good = 0,
    /// Some inputs do not conform, or gave no document.
    Bad = 1,
    /// Usage error, or an input or output error.
    Failed = 2,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}
