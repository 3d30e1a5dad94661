//! Inputs: the files that the arguments name, and the captures in them.

mod archive;
mod compressed;
mod file;
mod source;

pub(crate) use file::read;
pub(crate) use source::{Own, Source, folder, is_single, total};

use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use crate::output::place::{Candidate, Placement};

/// An open input: a file, the content of a compressed file, or a file of an archive.
pub(crate) struct Entry<'e> {
    /// Name of the input in reports.
    pub(crate) name: String,
    /// Name of the document, relative to an output directory.
    pub(crate) relative: PathBuf,
    /// File with exactly this content; `None` for entries of archives and compressed files.
    pub(crate) file: Option<PathBuf>,
    pub(crate) content: &'e mut dyn BufRead,
}

impl Entry<'_> {
    /// Reads the content, up to one byte beyond the limit, which suffices to detect that the limit is exceeded.
    pub(crate) fn read(&mut self, max_bytes: usize) -> std::io::Result<Vec<u8>> {
        let mut content = Vec::new();
        self.content.take((max_bytes as u64).saturating_add(1)).read_to_end(&mut content)?;
        Ok(content)
    }
}

/// Options of reading.
pub(crate) struct ReadOptions<'h> {
    /// Whether each entry is read line by line, whatever its length.
    pub(crate) lines: bool,
    pub(crate) limits: &'h authscan::limits::Limits,
    /// Counter of the bytes read from files.
    pub(crate) progress: &'h crate::progress::Progress,
    /// Name of stdin.
    pub(crate) stdin: Option<&'h Path>,
    /// Placement of an input's document, which decides whether the input has to be read.
    pub(crate) place: &'h dyn Fn(&Candidate<'_>) -> Placement,
}

/// Returns a path on one line, without control characters.
fn shown(path: &Path) -> String {
    let replace = |character: char| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character };
    path.to_string_lossy().chars().map(replace).collect()
}
