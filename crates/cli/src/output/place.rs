//! Files that are there as a whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::{Builder, NamedTempFile};

use crate::interrupt::Unfinished;

/// Writes a file under another name and then renames it, so that nobody ever sees half of it.
pub(crate) fn whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(directory)?;
    let mut builder = Builder::new();
    builder.prefix(".authscan-").suffix(".tmp");
    // As for any other file: the umask takes from it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let (mut file, unfinished) = Unfinished::create(|| builder.tempfile_in(directory), NamedTempFile::path)?;
    let mut buffered = io::BufWriter::new(&mut file);
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    file.persist(path).map_err(|error| error.error)?;
    drop(unfinished);
    Ok(())
}

/// Where documents go.
pub(crate) struct Directory {
    root: PathBuf,
    /// What is there already and no older than its input is left alone.
    resume: bool,
}

impl Directory {
    pub(crate) fn new(root: &Path, resume: bool) -> Self {
        Self { root: root.into(), resume }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether an input that was last changed then has been done by an earlier run. Files are there as a whole or not at
    /// all, so that one that is there is done.
    pub(crate) fn has(&self, relative: &Path, modified: Option<SystemTime>) -> bool {
        let written = || fs::metadata(self.root.join(relative)).and_then(|metadata| metadata.modified());
        self.resume && written().is_ok_and(|written| modified.is_none_or(|modified| modified <= written))
    }

    pub(crate) fn write(&self, relative: &Path, text: &str) -> Result<(), String> {
        let path = self.root.join(relative);
        let written = whole(&path, |out| out.write_all(text.as_bytes()));
        written.map_err(|error| format!("cannot write {}: {error}", path.display()))
    }
}
