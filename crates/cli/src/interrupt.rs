//! Ctrl-C: incomplete files are removed, complete ones stay.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::output;

/// Files being written.
static UNFINISHED: Mutex<Option<HashSet<PathBuf>>> = Mutex::new(None);

/// Conventional exit code of interrupted programs.
const INTERRUPTED: i32 = 130;

/// Installs a handler that removes incomplete files before the program ends.
pub(crate) fn prepare() {
    let handler = || {
        // The lock is held until the end, so that no other file is started.
        let unfinished = unfinished();
        for path in unfinished.iter().flatten() {
            let _ = std::fs::remove_file(path);
        }
        output::complain("interrupted; every file written is complete");
        std::process::exit(INTERRUPTED);
    };
    // Without the handler, an interruption leaves a temporary file.
    let _ = ctrlc::set_handler(handler);
}

/// Registration of a file being written, until it is dropped.
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// Registers the file that `create` makes; `create` returns its path.
    pub(crate) fn create<F>(
        create: impl FnOnce() -> std::io::Result<F>,
        path: fn(&F) -> &Path,
    ) -> std::io::Result<(F, Self)> {
        let mut unfinished = unfinished();
        let file = create()?;
        let path = path(&file).to_path_buf();
        unfinished.get_or_insert_default().insert(path.clone());
        Ok((file, Self(path)))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(paths) = &mut *unfinished() {
            paths.remove(&self.0);
        }
    }
}

fn unfinished() -> MutexGuard<'static, Option<HashSet<PathBuf>>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}
