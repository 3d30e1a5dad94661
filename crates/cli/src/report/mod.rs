//! `--report`: one HTML page about all inputs.
//!
//! The page makes no network request and runs only its own script, which its policy names by hash. Text of payloads is
//! data: the index of captures is JSON without any `<`, and the details of each capture are compressed bytes in base64.
//! The script inserts them as text, never as markup.

mod detail;
mod pieces;

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use authscan::codes;
use authscan::model::PayloadKind;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::flow::Verb;
use crate::output::place;
use crate::tally::Tally;

pub(crate) use detail::row;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Size in bytes at which a block of details is closed. The page loads details by block.
const BLOCK: usize = 512 << 10;
/// Title that distinguishes a page from other files, within its first bytes.
const TITLE: &str = "<title>authscan report</title>";
const HEAD: u64 = 2000;
/// Maximum number of failures that the page lists.
const FAILURES: usize = 1000;

/// A capture in the page.
pub(crate) struct Row {
    /// Its row of the table, as JSON.
    index: String,
    /// Its details, compressed and in base64.
    detail: String,
}

/// A page under construction. Its parts are in anonymous temporary files, so that they take no memory.
pub(crate) struct Page {
    path: PathBuf,
    verb: Verb,
    index: BufWriter<File>,
    details: BufWriter<File>,
    rows: u64,
    in_block: usize,
    failures: Vec<String>,
}

impl Page {
    /// Creates a page that will be written to a file. An existing file is overwritten only if it is a page of an
    /// earlier run, is empty, or `force` is set.
    pub(crate) fn create(path: &Path, verb: Verb, force: bool) -> io::Result<Self> {
        if !force && !is_replaceable(path)? {
            let why = "the file exists and is not a report; --force overwrites it";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
        }
        let directory = place::parent(path);
        std::fs::create_dir_all(directory)?;
        let part = || tempfile::tempfile_in(directory).map(BufWriter::new);
        let (index, details) = (part()?, part()?);
        Ok(Self { path: path.into(), verb, index, details, rows: 0, in_block: 0, failures: Vec::new() })
    }

    pub(crate) fn add(&mut self, row: &Row) -> io::Result<()> {
        let comma = if self.rows > 0 { ",\n" } else { "" };
        write!(self.index, "{comma}{}", row.index)?;
        if self.in_block == 0 {
            write!(self.details, "<script type=\"application/json\" data-first=\"{}\">[\"{}\"", self.rows, row.detail)?;
        } else {
            write!(self.details, ",\n\"{}\"", row.detail)?;
        }
        self.rows += 1;
        self.in_block += row.detail.len() + 1;
        if self.in_block >= BLOCK { self.end_block() } else { Ok(()) }
    }

    fn end_block(&mut self) -> io::Result<()> {
        if self.in_block > 0 {
            writeln!(self.details, "]</script>")?;
        }
        self.in_block = 0;
        Ok(())
    }

    /// Adds an error of input or output.
    pub(crate) fn fail(&mut self, failure: &str) {
        if self.failures.len() < FAILURES {
            self.failures.push(failure.to_owned());
        }
    }

    /// Assembles the parts.
    pub(crate) fn finish(mut self, tally: &Tally) -> io::Result<()> {
        self.end_block()?;
        let (mut index, mut details) = (rewound(self.index)?, rewound(self.details)?);
        let facts = facts(self.verb, tally, &self.failures);
        place::whole(&self.path, |out| {
            for (text, part) in parts() {
                out.write_all(text.as_bytes())?;
                match part {
                    "policy" => out.write_all(policy().as_bytes())?,
                    "style" => out.write_all(STYLE.as_bytes())?,
                    "script" => out.write_all(SCRIPT.as_bytes())?,
                    "facts" => out.write_all(inert(&facts).as_bytes())?,
                    "index" => drop(io::copy(&mut index, out)?),
                    "details" => drop(io::copy(&mut details, out)?),
                    _ => {}
                }
            }
            Ok(())
        })
    }
}

/// Returns whether a report may replace the file at a path.
fn is_replaceable(path: &Path) -> io::Result<bool> {
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        // Writing reports the error.
        Err(_) => return Ok(true),
    };
    if !metadata.is_file() || metadata.len() == 0 {
        return Ok(true);
    }
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    Ok(memchr::memmem::find(&head, TITLE.as_bytes()).is_some())
}

fn rewound(file: BufWriter<File>) -> io::Result<File> {
    let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// Splits the page template at its placeholders: text, and the name of the placeholder after it.
fn parts() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGE.split("}}").map(|piece| piece.split_once("{{").unwrap_or((piece, "")))
}

/// Returns a content security policy that allows only the page's own style and script: no requests and no markup made
/// from text.
fn policy() -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

/// Returns the totals of all captures, and the labels of the page.
fn facts(verb: Verb, tally: &Tally, failures: &[String]) -> Value {
    let codes =
        codes::all().map(|code| json!([code.name(), code.severity().name(), code.title(), code.explanation().trim()]));
    let kinds = PayloadKind::ALL.iter().map(|kind| kind.name());
    json!({
        "verb": verb.name(),
        "version": env!("CARGO_PKG_VERSION"),
        "bytes": tally.bytes,
        "failed": tally.failed,
        "skipped": tally.skipped,
        "outcomes": tally.verdicts(verb).map(|(verdict, count)| json!([verdict.words(), count])).collect::<Vec<_>>(),
        "faults": tally.codes().iter().map(|(code, count)| json!([codes::number(*code), count])).collect::<Vec<_>>(),
        "codes": codes.collect::<Vec<_>>(),
        "kinds": kinds.collect::<Vec<_>>(),
        "failures": failures,
    })
}

/// Escapes JSON for inclusion in HTML, so that it can neither end its element nor begin another.
fn inert(value: &Value) -> String {
    let mut text = String::new();
    for character in value.to_string().chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => text.push_str(&format!("\\u{:04x}", character as u32)),
            character => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_a_page_is_the_same_json_and_no_markup() {
        let value = json!({"</script><!--": "\u{2028}<b>&amp;\"\\"});
        let text = inert(&value);
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn codes_are_numbered_as_listed() {
        assert!(codes::all().enumerate().all(|(index, code)| codes::number(code) == Some(index)));
    }

    #[test]
    fn the_page_has_every_part() {
        let parts: Vec<&str> = parts().map(|(_, part)| part).filter(|part| !part.is_empty()).collect();
        assert_eq!(parts, ["policy", "style", "facts", "index", "script", "details"]);
        assert!(PAGE.find(TITLE).is_some_and(|at| at + policy().len() < HEAD as usize));
        assert!(!SCRIPT.contains("innerHTML") && !SCRIPT.contains("</script") && !STYLE.contains("</style"));
    }
}
