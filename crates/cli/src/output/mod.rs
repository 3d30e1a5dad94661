//! What is written: for people, for programs, into files.

mod human;
mod json;
pub(crate) mod place;
pub(crate) mod sarif;

pub(crate) use human::{human, line};
pub(crate) use json::{json, json_at, on_one_line, put};

use std::fmt;
use std::io::{self, Write};

/// Why a run ends early.
pub(crate) enum Failure {
    /// Nobody reads the output any more.
    Closed,
    Message(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Message(format!("cannot write the output: {error}")),
        }
    }
}

/// Says on stderr what could not be done. If even that fails there is nobody to tell.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(anstream::stderr().lock(), "authscan: {message}");
}

/// What reports call an input: a file, or a line of one.
#[derive(Clone, Copy)]
pub(crate) struct Name<'n> {
    pub(crate) input: &'n str,
    /// From 1.
    pub(crate) line: Option<u64>,
    /// Which of its documents, from 1.
    pub(crate) document: Option<usize>,
}

impl<'n> Name<'n> {
    /// An input as a whole.
    pub(crate) const fn of(input: &'n str) -> Self {
        Self { input, line: None, document: None }
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            None => f.write_str(self.input),
            Some(line) => write!(f, "{}:{line}", self.input),
        }?;
        match self.document {
            None => Ok(()),
            Some(number) => write!(f, " (document {number})"),
        }
    }
}
