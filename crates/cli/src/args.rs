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

/// Validates and repairs payloads of the Defender for Endpoint authenticated-scan API.
///
/// Exit codes: 0 success; 1 some inputs do not conform or gave no document; 2 usage error, or an input or output error.
#[derive(Parser)]
#[command(name = "authscan", version, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colors: by default on a terminal (auto), unless NO_COLOR is set.
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
    /// Report everything in the inputs that is not JSON or does not conform to the payload's type, without repairing
    /// it.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Repair inputs that may be damaged, and write the most plausible documents.
    #[command(after_help = RECOVER_EXAMPLES)]
    Recover(Recover),
    /// Apply the edits of a report to its capture, and say whether they give the value of the report.
    #[command(after_help = REPLAY_EXAMPLES)]
    Replay(Replay),
    /// Print the JSON Schema of a payload's type.
    Schema(Schema),
    /// Explain a diagnostic code with an example; without a code, list all codes.
    Explain {
        /// Code, such as `missing-comma`.
        code: Option<String>,
        /// Explain every code.
        #[arg(long, conflicts_with = "code")]
        all: bool,
    },
    /// Print the settings of `authscan.toml` that the other commands would use in this directory.
    Config(ConfigArgs),
    /// Print a completion script for a shell, as in `authscan completions bash > authscan.bash`.
    Completions {
        /// Shell.
        shell: Shell,
    },
    /// Print the manual page, or write all manual pages into a directory.
    Man {
        /// Directory.
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

    /// Also enforce I-JSON (RFC 7493): no duplicate member names, and no number that binary64 cannot hold.
    #[arg(long)]
    pub(crate) i_json: bool,

    /// Fail (exit code 1) if all inputs together have more warnings.
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

    /// Reject inputs with a repair of a lower applicability: `likely` refuses guesses, `certain` refuses likely repairs
    /// too.
    // The former name of the argument keeps its meaning.
    #[arg(long, alias = "max-doubt", value_enum, default_value = "guess", value_name = "APPLICABILITY")]
    pub(crate) min_applicability: Least,

    /// Join the pages that an input contains into one collection: bodies of a HAR file or of several HTTP messages, or
    /// concatenated documents.
    #[arg(long, conflicts_with = "lines")]
    pub(crate) join_pages: bool,

    /// Write only this document of an input with several, counted from 1.
    #[arg(long, value_name = "N", conflicts_with_all = ["lines", "join_pages", "write"])]
    pub(crate) document: Option<NonZeroUsize>,

    /// Write all documents of each input as an array; machine-readable formats report on each separately.
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

/// Destination of the documents of `recover`.
#[derive(Args)]
pub(crate) struct WriteArgs {
    /// Write the document of a single input to this file, or those of all inputs into this directory, under their
    /// relative names. A path with an extension that is not a directory is a file. Files are written atomically.
    #[arg(short, long, value_name = "FILE|DIR", conflicts_with_all = ["lines", "diff", "write"])]
    pub(crate) output: Option<PathBuf>,

    /// Extension of every document in the output directory.
    #[arg(long, value_name = "EXT", requires = "output", value_parser = extension)]
    pub(crate) extension: Option<String>,

    /// Skip inputs whose document is in the output directory already, unless they have changed since.
    #[arg(long, requires = "output")]
    pub(crate) resume: bool,

    /// Repair the files in place, each atomically. Partial documents are skipped without --force or --backup.
    #[arg(short, long, conflicts_with_all = ["lines", "diff"])]
    pub(crate) write: bool,

    /// Keep a backup of each file that --write changes, under its name with a suffix; `.bak` by default.
    #[arg(long, value_name = "SUFFIX", requires = "write", num_args = 0..=1, require_equals = true, default_missing_value = ".bak", value_parser = suffix)]
    pub(crate) backup: Option<String>,

    /// Overwrite files among the inputs, and files at the path of a report that are not reports.
    #[arg(long)]
    pub(crate) force: bool,

    /// Show the changes as a unified diff with secrets redacted, instead of the document.
    #[arg(long, conflicts_with_all = ["lines", "output_format"])]
    pub(crate) diff: bool,
}

/// Reports in addition to the documents.
#[derive(Args)]
pub(crate) struct OutputArgs {
    /// Format of the report; with `recover`, written to stdout instead of the document.
    #[arg(long, visible_alias = "format", value_enum, value_name = "FORMAT")]
    pub(crate) output_format: Option<Format>,

    /// Report only these codes: names or patterns such as `missing-*`, separated by commas.
    #[arg(long, value_name = "CODE,...", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Do not report or count these codes. An input that is not JSON fails `check` nevertheless.
    #[arg(long, value_name = "CODE,...", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Show at most this many findings of an input, the most severe first, or `all`. Default: 10 in the human format,
    /// otherwise all.
    #[arg(long, value_name = "N|all", value_parser = most)]
    pub(crate) max_findings: Option<Most>,

    /// Print counts at the end: findings by code, and the slowest and largest inputs.
    #[arg(long)]
    pub(crate) statistics: bool,

    /// Exit with 0 even if inputs do not conform or gave no document. Usage, input and output errors still exit with 2.
    #[arg(long)]
    pub(crate) exit_zero: bool,

    /// Write an HTML page about all inputs: totals, and each capture with its edits. The page is one self-contained
    /// file.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// Report only errors of input and output: no findings, progress or summary in the human format.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Source of the project's settings.
#[derive(Args)]
pub(crate) struct ConfigArgs {
    /// Use these settings instead of the nearest `authscan.toml` from the working directory upwards.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Ignore `authscan.toml`.
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
}

#[derive(Args)]
pub(crate) struct InputArgs {
    /// Files (also .gz, .zst, .br), directories (searched recursively), glob patterns, archives (.zip, .tar, .tar.gz
    /// ...), or `-` for stdin, the default.
    #[arg(value_name = "INPUT")]
    pub(crate) paths: Vec<PathBuf>,

    /// Type of the payload: `auto` detects it from the content (default), `any` is any JSON; `authscan schema --list`
    /// lists the others.
    #[arg(long = "type", value_name = "auto|any|NAME")]
    pub(crate) payload: Option<Payload>,

    #[command(flatten)]
    pub(crate) expecting: Expecting,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,

    /// Name of stdin in reports and for the path patterns of the settings.
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,

    /// Treat each line as a payload of its own: one line in, one line out, in order. A rejected line gives `null`.
    #[arg(long)]
    pub(crate) lines: bool,

    /// Number of threads; by default one per core. The output does not depend on it.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,

    /// Reject inputs (with --lines: lines) of more bytes.
    #[arg(long, value_name = "N", default_value_t = Options::new().limits().bytes)]
    max_bytes: usize,

    /// Reject deeper nesting (at most 512).
    #[arg(long, value_name = "N", default_value_t = Options::new().limits().depth)]
    max_depth: usize,

    /// Reject inputs that need more repairs.
    #[arg(long, value_name = "N", default_value_t = Options::new().limits().edits)]
    max_edits: usize,

    /// Stop the search for the best repair after this many steps per byte.
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
    /// Name of the type.
    #[arg(value_parser = kind)]
    pub(crate) name: Option<PayloadKind>,

    /// List the types.
    #[arg(long, conflicts_with = "name")]
    pub(crate) list: bool,

    /// Infer a schema from the valid captures of a file or directory.
    #[arg(long, value_name = "FILE|DIR", conflicts_with_all = ["name", "list", "open"])]
    pub(crate) infer: Option<PathBuf>,

    /// Print the schema of all readable documents instead of the documented one.
    #[arg(long)]
    pub(crate) open: bool,
}

/// Expected type of a payload.
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

/// Parses the name of a kind of payload.
fn kind(name: &str) -> Result<PayloadKind, String> {
    name.parse().map_err(|_| format!("unknown type{} (`authscan schema --list` lists them)", hint(name, kinds())))
}

/// Maximum number of findings shown of an input.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Most(pub(crate) usize);

fn most(text: &str) -> Result<Most, String> {
    match text {
        "all" => Ok(Most(usize::MAX)),
        number => number.parse().map(Most).map_err(|_| "expected a number or `all`".into()),
    }
}

/// Parses an extension, with or without its dot.
fn extension(text: &str) -> Result<String, String> {
    match text.trim_start_matches('.') {
        "" => Err("expected an extension such as `json`".into()),
        text if text.contains(['/', '\\', '\0']) => Err("an extension has no separators".into()),
        text => Ok(text.to_owned()),
    }
}

/// Parses the suffix of a backup.
fn suffix(text: &str) -> Result<String, String> {
    match text {
        "" => Err("expected a suffix such as `.bak`".into()),
        text if text.contains(['/', '\\', '\0']) => Err("a suffix has no separators".into()),
        text => Ok(text.to_owned()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: findings drawn over the input.
    Human,
    /// For people and editors: one line per finding.
    Concise,
    /// For programs: one JSON object per input, one per line; also called `ndjson`.
    #[value(alias = "ndjson")]
    Json,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For GitHub Actions: workflow commands that annotate files.
    Github,
    /// For GitLab: a Code Quality report.
    Gitlab,
    /// For other CI systems: JUnit XML, one test suite per input.
    Junit,
}

/// Lowest accepted applicability of a repair.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Least {
    /// Accept every repair.
    Guess,
    /// Accept likely and certain repairs.
    Likely,
    /// Accept only certain repairs.
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
