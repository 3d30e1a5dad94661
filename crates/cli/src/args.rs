use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use authscan::Options;
use authscan::diagnostic::Applicability;
use authscan::model::PayloadKind;
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::expected::Expecting;
use crate::suggest::hint;

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
  authscan check --output-format github captures/
  authscan check --output-format sarif captures/ > findings.sarif
  authscan check --ignore 'noncanonical-*' --max-warnings 0 captures/
  authscan check --quiet request.json && echo fine";

const RECOVER_EXAMPLES: &str = "\
Examples:
  authscan recover broken.json > repaired.json
  authscan recover broken.json --output repaired.json
  authscan recover broken.json --diff
  authscan recover captures/ --write --backup=.orig --min-applicability likely
  authscan recover captures/ --output repaired --extension json --resume
  authscan recover damaged/ --like sound/ --output repaired
  authscan recover captures.zip --quiet --report report.html
  authscan recover --lines captures.ndjson.gz > repaired.ndjson
  curl -is https://example.org/api/... | authscan recover";

const REPLAY_EXAMPLES: &str = "\
Examples:
  authscan recover broken.json --output-format json --layers > report.json
  authscan replay report.json broken.json";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Report everything in the inputs that is not JSON or does not fit the payload's type. Nothing is repaired.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Read inputs that may be damaged, and write the documents they most plausibly were.
    #[command(after_help = RECOVER_EXAMPLES)]
    Recover(Recover),
    /// Apply the edits of a report to its capture, and say whether they give the value of the report.
    #[command(after_help = REPLAY_EXAMPLES)]
    Replay(Replay),
    /// Print the JSON Schema of a payload's type.
    Schema(Schema),
    /// Say what a diagnostic code means, with an example; without a code, list all.
    Explain {
        /// The code, such as `missing-comma`.
        code: Option<String>,
        /// Explain every code.
        #[arg(long, conflicts_with = "code")]
        all: bool,
    },
    /// Print the settings of `authscan.toml` that the other commands would use here.
    Config(ConfigArgs),
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
    pub(crate) inputs: InputArgs,

    #[command(flatten)]
    pub(crate) outputs: OutputArgs,

    /// Also ask for what I-JSON (RFC 7493) does: no name twice, no number that binary64 cannot hold.
    #[arg(long)]
    pub(crate) i_json: bool,

    /// Fail (exit code 1) if there are more warnings in all.
    #[arg(long, value_name = "N")]
    pub(crate) max_warnings: Option<u64>,
}

#[derive(Args)]
pub(crate) struct Recover {
    #[command(flatten)]
    pub(crate) inputs: InputArgs,

    #[command(flatten)]
    pub(crate) outputs: OutputArgs,

    #[command(flatten)]
    pub(crate) writing: WriteArgs,

    /// Reject inputs with a repair of a lower applicability: `likely` refuses guesses, `certain` likely repairs too.
    // The former name of the argument keeps its meaning.
    #[arg(long, alias = "max-doubt", value_enum, default_value = "guess", value_name = "APPLICABILITY")]
    pub(crate) min_applicability: Least,

    /// Join the pages that an input holds to one collection: bodies of a HAR file or of several HTTP messages, documents
    /// one behind the other.
    #[arg(long, conflicts_with = "lines")]
    pub(crate) join_pages: bool,

    /// Write only this document of an input that holds several, from 1.
    #[arg(long, value_name = "N", conflicts_with_all = ["lines", "join_pages", "write"])]
    pub(crate) document: Option<NonZeroUsize>,

    /// Write all documents that each input holds, as an array; the formats for programs report on each separately.
    #[arg(long, conflicts_with_all = ["lines", "join_pages", "document", "write", "diff"])]
    pub(crate) all_documents: bool,

    /// Add to JSON reports the edits of each stage, from the capture to the document, for `authscan replay`.
    #[arg(long, conflicts_with_all = ["lines", "canonical", "like"])]
    pub(crate) layers: bool,

    /// Write the canonical model: canonical names and values instead of the captured ones.
    #[arg(long, conflicts_with_all = ["schema", "like"])]
    pub(crate) canonical: bool,
}

#[derive(Args)]
pub(crate) struct Replay {
    /// The report, as `recover --output-format json --layers` writes it.
    #[arg(value_name = "REPORT")]
    pub(crate) report: PathBuf,

    /// The capture that was recovered, not compressed.
    #[arg(value_name = "CAPTURE")]
    pub(crate) capture: PathBuf,
}

/// Where `recover` writes the documents.
#[derive(Args)]
pub(crate) struct WriteArgs {
    /// Write the document of one input to this file, or those of all inputs into this directory, under their relative
    /// names. What has an extension and is no directory is a file. Each is written as a whole or not at all.
    #[arg(short, long, value_name = "FILE|DIR", conflicts_with_all = ["lines", "diff", "write"])]
    pub(crate) output: Option<PathBuf>,

    /// Give every document in the output directory this extension.
    #[arg(long, value_name = "EXT", requires = "output", value_parser = extension)]
    pub(crate) extension: Option<String>,

    /// Leave out inputs whose document is in the output directory already, unless they have been changed since.
    #[arg(long, requires = "output")]
    pub(crate) resume: bool,

    /// Repair the files in place, each as a whole or not at all. Partial documents are left alone without --force or
    /// --backup.
    #[arg(short, long, conflicts_with_all = ["lines", "diff"])]
    pub(crate) write: bool,

    /// Keep each file that --write changes under its name with a suffix, `.bak` by default.
    #[arg(long, value_name = "SUFFIX", requires = "write", num_args = 0..=1, require_equals = true, default_missing_value = ".bak", value_parser = suffix)]
    pub(crate) backup: Option<String>,

    /// Overwrite files that lie among the inputs, and reports that are none.
    #[arg(long)]
    pub(crate) force: bool,

    /// Show what would change, as a unified diff with secrets masked, instead of the document.
    #[arg(long, conflicts_with_all = ["lines", "output_format"])]
    pub(crate) diff: bool,
}

/// Reports beside the documents.
#[derive(Args)]
pub(crate) struct OutputArgs {
    /// How to report; with `recover`, on stdout instead of the document.
    #[arg(long, visible_alias = "format", value_enum, value_name = "FORMAT")]
    pub(crate) output_format: Option<Format>,

    /// Report only these codes; names or patterns such as `missing-*`, with commas between them.
    #[arg(long, value_name = "CODE,...", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Do not report these codes, and do not count them. Text that is no JSON does not conform all the same.
    #[arg(long, value_name = "CODE,...", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Show at most so many findings of an input, the gravest; `all` of them. By default 10 where they are drawn (human),
    /// otherwise all.
    #[arg(long, value_name = "N|all", value_parser = most)]
    pub(crate) max_findings: Option<Most>,

    /// Count at the end what was found: by code, the slowest and the largest inputs.
    #[arg(long)]
    pub(crate) statistics: bool,

    /// Exit with 0 even where inputs do not conform or gave no document. Usage and I/O errors still exit with 2.
    #[arg(long)]
    pub(crate) exit_zero: bool,

    /// Write a page of HTML about all inputs: totals, and each capture with its edits. It needs nothing else to be read.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// Report for people only what could not be read or written: no findings, no progress, no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Where the settings of the project come from.
#[derive(Args)]
pub(crate) struct ConfigArgs {
    /// The settings, instead of those in the nearest `authscan.toml` from the working directory up.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Use no settings.
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
}

#[derive(Args)]
pub(crate) struct InputArgs {
    /// Files (also .gz, .zst, .br), directories with all that is in them, patterns, archives (.zip, .tar, .tar.gz ...), or `-`
    /// for stdin, which is the default.
    #[arg(value_name = "INPUT")]
    pub(crate) paths: Vec<PathBuf>,

    /// The payload's type: told from the content (auto, the default), none (any), or one that `authscan schema --list`
    /// lists.
    #[arg(long = "type", value_name = "auto|any|NAME")]
    pub(crate) payload: Option<Payload>,

    #[command(flatten)]
    pub(crate) expecting: Expecting,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,

    /// Call stdin by this name, in reports and where patterns of paths apply.
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,

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

impl InputArgs {
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
    #[arg(value_parser = kind)]
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

/// The type that a payload is taken for.
#[derive(Clone, Copy)]
pub(crate) enum Payload {
    Auto,
    Any,
    Kind(PayloadKind),
}

impl FromStr for Payload {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "auto" => Ok(Self::Auto),
            "any" => Ok(Self::Any),
            name => kind(name).map(Self::Kind).map_err(|_| {
                let names = ["auto", "any"].into_iter().chain(kinds());
                let hint = hint(name, names.clone());
                format!("there are {}{hint}", names.collect::<Vec<_>>().join(", "))
            }),
        }
    }
}

fn kinds() -> impl Iterator<Item = &'static str> + Clone {
    PayloadKind::ALL.iter().map(|kind| kind.name())
}

/// A kind of payload by its name.
fn kind(name: &str) -> Result<PayloadKind, String> {
    name.parse()
        .map_err(|_| format!("no type is called that{} (`authscan schema --list` lists them)", hint(name, kinds())))
}

/// How many findings are shown of an input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Most(pub(crate) usize);

fn most(text: &str) -> Result<Most, String> {
    match text {
        "all" => Ok(Most(usize::MAX)),
        number => number.parse().map(Most).map_err(|_| "expected a number or `all`".into()),
    }
}

/// An extension, with or without its dot.
fn extension(text: &str) -> Result<String, String> {
    match text.trim_start_matches('.') {
        "" => Err("expected an extension such as `json`".into()),
        text if text.contains(['/', '\\', '\0']) => Err("an extension has no separators".into()),
        text => Ok(text.to_owned()),
    }
}

/// The suffix of a backup.
fn suffix(text: &str) -> Result<String, String> {
    match text {
        "" => Err("expected a suffix such as `.bak`".into()),
        text if text.contains(['/', '\\', '\0']) => Err("a suffix has no separators".into()),
        text => Ok(text.to_owned()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, drawn over the input.
    Human,
    /// For people and editors, one line a finding.
    Concise,
    /// For programs, one object a line per input; also called `ndjson`.
    #[value(alias = "ndjson")]
    Json,
    /// For viewers of code scanning: SARIF 2.1.0.
    Sarif,
    /// For GitHub Actions: workflow commands that annotate the files.
    Github,
    /// For GitLab: a report of code quality.
    Gitlab,
    /// For other CI: JUnit XML, an input a test suite.
    Junit,
}

/// The lowest applicability of a repair that is accepted.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Least {
    /// Every repair is accepted.
    Guess,
    /// Likely and certain repairs are accepted.
    Likely,
    /// Only certain repairs are accepted.
    Certain,
}

impl From<Least> for Applicability {
    fn from(least: Least) -> Self {
        match least {
            Least::Guess => Self::Guess,
            Least::Likely => Self::Likely,
            Least::Certain => Self::Certain,
        }
    }
}
