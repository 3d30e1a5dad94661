use std::num::NonZeroUsize;
use std::path::PathBuf;

use authscan::Options;
use authscan::diagnostic::Applicability;
use authscan::model::PayloadKind;
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::expected::Expecting;

/// Checks and repairs payloads of the Defender for Endpoint authenticated-scan API.
///
/// Exit codes: 0 all is well, 1 some inputs do not conform or gave no document, 2 wrong usage, or something could not
/// be read or written.
#[derive(Parser)]
#[command(name = "authscan", version, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Whether to use colours: on a terminal (auto), unless NO_COLOR is set.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,
}

const EXAMPLES: &str = "\
Examples:
  authscan check captures/
  authscan recover broken.json > repaired.json
  authscan recover captures.zip --output repaired --report report.html";

const CHECK_EXAMPLES: &str = "\
Examples:
  authscan check captures/ 'more/*.json' archive.tar.gz
  authscan check --type create request.json
  authscan check --schema openapi.json#/components/schemas/Pet pets/
  authscan check --format sarif captures/ > findings.sarif
  authscan check --quiet request.json && echo fine";

const RECOVER_EXAMPLES: &str = "\
Examples:
  authscan recover broken.json > repaired.json
  authscan recover captures/ --output repaired --resume
  authscan recover damaged/ --like sound/ --output repaired
  authscan recover captures.zip --quiet --report report.html
  authscan recover --lines captures.ndjson.gz > repaired.ndjson
  curl -is https://example.org/api/... | authscan recover";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Say everything about inputs that is no JSON or does not fit the payload's type. Nothing is repaired.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Read inputs that may be damaged, and write the documents they most plausibly were.
    #[command(after_help = RECOVER_EXAMPLES)]
    Recover(Recover),
    /// Print the JSON Schema of a payload's type.
    Schema(Schema),
    /// Say what a diagnostic code means, with an example; without a code, list all.
    Explain {
        /// The code, such as `missing-comma`.
        code: Option<String>,
    },
    /// Print what makes a shell complete arguments, such as `authscan completions bash > authscan.bash`.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page, or write it and those of the commands into a directory.
    Man {
        /// The directory.
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
}

#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) reading: Reading,

    #[command(flatten)]
    pub(crate) talking: Talking,

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

    #[command(flatten)]
    pub(crate) talking: Talking,

    /// Write a report to stdout instead of the document.
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Write each document into this directory, under the input's relative name: as a whole or not at all.
    #[arg(short, long, value_name = "DIR", conflicts_with = "lines")]
    pub(crate) output: Option<PathBuf>,

    /// Leave out inputs whose document is in the output directory already, unless they have been changed since.
    #[arg(long, requires = "output")]
    pub(crate) resume: bool,

    /// Reject inputs with a repair that is less sure: `likely` accepts no guess, `certain` no doubt at all.
    #[arg(long, value_enum, default_value = "guess", value_name = "SURE")]
    pub(crate) max_doubt: Doubt,

    /// Join the pages that an input holds to one collection: bodies of a HAR file or of several HTTP messages, documents
    /// one behind the other.
    #[arg(long, conflicts_with = "lines")]
    pub(crate) join_pages: bool,

    /// Write only this document of an input that holds several, from 1.
    #[arg(long, value_name = "N", conflicts_with_all = ["lines", "join_pages"])]
    pub(crate) document: Option<NonZeroUsize>,

    /// Write all documents that each input holds, as an array; with `--format json` a report of each on a line of its own.
    #[arg(long, conflicts_with_all = ["lines", "join_pages", "document", "report"])]
    pub(crate) all_documents: bool,

    /// Write the canonical model: canonical names and values instead of the captured ones.
    #[arg(long, conflicts_with_all = ["schema", "like"])]
    pub(crate) canonical: bool,
}

/// What is said beside the documents.
#[derive(Args)]
pub(crate) struct Talking {
    /// Write a page of HTML about all inputs: totals, and each capture with its edits. It needs nothing else to be read.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// Say only what could not be read or written: no report for people, no progress, no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Args)]
pub(crate) struct Reading {
    /// Files (also .gz, .zst, .br), directories with all that is in them, patterns, archives (.zip, .tar, .tar.gz ...), or `-`
    /// for stdin, which is the default.
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// The payload's type: told from the content (auto), none (any), or one that `authscan schema --list` lists.
    #[arg(long = "type", value_name = "auto|any|NAME", default_value = "auto", value_parser = payload)]
    pub(crate) payload: Payload,

    #[command(flatten)]
    pub(crate) expecting: Expecting,

    /// Take each line for a payload of its own: one line in, one line out, in order. A rejected one gives `null`.
    #[arg(long)]
    pub(crate) lines: bool,

    /// How many threads to use; all cores by default. The output does not depend on it.
    #[arg(long, value_name = "N")]
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

    /// The schema that the sound captures of a file or directory show.
    #[arg(long, value_name = "FILE|DIR", conflicts_with_all = ["name", "list", "open"])]
    pub(crate) infer: Option<PathBuf>,

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
    /// For viewers of code scanning: SARIF 2.1.0.
    Sarif,
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
