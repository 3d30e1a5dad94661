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

/// A stream to read, as it was found: a file, what a compressed one holds, or a file of an archive.
pub(crate) struct Entry<'e> {
    /// The name of the input in reports.
    pub(crate) name: String,
    /// Its name below an output directory.
    pub(crate) relative: PathBuf,
    /// The file that holds exactly this content.
    pub(crate) file: Option<PathBuf>,
    pub(crate) content: &'e mut dyn BufRead,
}

impl Entry<'_> {
    /// The content as a whole, as far as one byte over the limit: enough to see that it is over.
    pub(crate) fn read(&mut self, max_bytes: usize) -> std::io::Result<Vec<u8>> {
        let mut content = Vec::new();
        self.content.take((max_bytes as u64).saturating_add(1)).read_to_end(&mut content)?;
        Ok(content)
    }
}

/// How to read.
pub(crate) struct ReadOptions<'h> {
    /// Each entry is read line by line, however long it is, and not as a whole.
    pub(crate) lines: bool,
    pub(crate) limits: &'h authscan::limits::Limits,
    /// Counts the bytes that are read of files.
    pub(crate) progress: &'h crate::progress::Progress,
    /// The name of stdin.
    pub(crate) stdin: Option<&'h Path>,
    /// The place of an input's document: whether it has to be read at all.
    pub(crate) place: &'h dyn Fn(&Candidate<'_>) -> Placement,
}

/// A path on one line, without what could steer a terminal.
fn shown(path: &Path) -> String {
    let replace = |character: char| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character };
    path.to_string_lossy().chars().map(replace).collect()
}
