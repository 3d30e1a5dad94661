use std::path::PathBuf;

use authscan::Options;
use authscan::diagnostic::Applicability;
use authscan::model::PayloadKind;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Checks and repairs payloads of the Defender for Endpoint authenticated-scan API.
///
/// Exit codes: 0 all is well, 1 some inputs do not conform or gave no document, 2 wrong usage, or something could not
/// be read or written.
#[derive(Parser)]
#[command(name = "authscan", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Say everything about inputs that is no JSON or does not fit the payload's type. Nothing is repaired.
    Check(Check),
    /// Read inputs that may be damaged, and write the documents they most plausibly were.
    Recover(Recover),
    /// Print the JSON Schema of a payload's type.
    Schema(Schema),
    /// Say what a diagnostic code means, with an example; without a code, list all.
    Explain {
        /// The code, such as `missing-comma`.
        code: Option<String>,
    },
}

#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) reading: Reading,

    /// Also ask for what I-JSON (RFC 7493) does: no name twice, no number that binary64 cannot hold.
    #[arg(long)]
    pub(crate) i_json: bool,

    /// How to report.
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct Recover {
    #[command(flatten)]
    pub(crate) reading: Reading,

    /// Write a report to stdout instead of the document.
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Write each document into this directory, under the input's relative name.
    #[arg(short, long, value_name = "DIR", conflicts_with = "lines")]
    pub(crate) output: Option<PathBuf>,

    /// Reject inputs with a repair that is less sure: `likely` accepts no guess, `certain` no doubt at all.
    #[arg(long, value_enum, default_value = "guess", value_name = "SURE")]
    pub(crate) max_doubt: Doubt,

    /// Write the canonical model: canonical names and values instead of the captured ones.
    #[arg(long)]
    pub(crate) canonical: bool,
}

#[derive(Args)]
pub(crate) struct Reading {
    /// Files, directories (with all that is in them), or `-` for stdin, which is the default.
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// The payload's type: told from the content (auto), none (any), or one that `authscan schema --list` lists.
    #[arg(long = "type", value_name = "auto|any|NAME", default_value = "auto", value_parser = payload)]
    pub(crate) payload: Payload,

    /// Take each line for a payload of its own: one line in, one line out, in order. A rejected one gives `null`.
    #[arg(long)]
    pub(crate) lines: bool,

    /// How many threads read lines; all cores by default. The output does not depend on it.
    #[arg(long, value_name = "N", requires = "lines")]
    pub(crate) threads: Option<usize>,

    /// Refuse larger inputs (with --lines: lines).
    #[arg(long, value_name = "N", default_value_t = Options::new().limits().bytes)]
    max_bytes: usize,

    /// Refuse deeper nesting (never more than 512).
    #[arg(long, value_name = "N", default_value_t = Options::new().limits().depth)]
    max_depth: usize,

    /// Refuse inputs that need more repairs.
    #[arg(long, value_name = "N", default_value_t = Options::new().limits().edits)]
    max_edits: usize,

    /// Stop searching for the best repair after so many steps per byte.
    #[arg(long, value_name = "N", default_value_t = Options::new().limits().steps_per_byte)]
    max_steps_per_byte: usize,
}

impl Reading {
    pub(crate) fn options(&self) -> Options {
        Options::new()
            .max_bytes(self.max_bytes)
            .max_depth(self.max_depth)
            .max_edits(self.max_edits)
            .max_steps_per_byte(self.max_steps_per_byte)
    }
}

#[derive(Args)]
pub(crate) struct Schema {
    /// The type's name.
    pub(crate) name: Option<PayloadKind>,

    /// List the types.
    #[arg(long, conflicts_with = "name")]
    pub(crate) list: bool,

    /// The schema of what may be read, instead of what is documented.
    #[arg(long)]
    pub(crate) open: bool,
}

/// What the payload is taken for.
#[derive(Clone, Copy)]
pub(crate) enum Payload {
    Auto,
    Any,
    Kind(PayloadKind),
}

fn payload(name: &str) -> Result<Payload, String> {
    match name {
        "auto" => Ok(Payload::Auto),
        "any" => Ok(Payload::Any),
        name => name.parse().map(Payload::Kind).map_err(|_| {
            let names: Vec<&str> = PayloadKind::ALL.iter().map(|kind| kind.name()).collect();
            format!("there are auto, any, {}", names.join(", "))
        }),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, drawn over the input.
    Human,
    /// For programs, one object a line per input.
    Json,
}

/// How sure every repair must be at least.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Doubt {
    /// Every repair is accepted.
    Guess,
    /// No guesses.
    Likely,
    /// No doubt.
    Certain,
}

impl From<Doubt> for Applicability {
    fn from(doubt: Doubt) -> Self {
        match doubt {
            Doubt::Guess => Self::Guess,
            Doubt::Likely => Self::Likely,
            Doubt::Certain => Self::Certain,
        }
    }
}
