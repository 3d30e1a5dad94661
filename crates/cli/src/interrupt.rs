//! Ctrl-C: what is half written goes, what is done stays.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::output;

/// Files that are being written.
static UNFINISHED: Mutex<Option<HashSet<PathBuf>>> = Mutex::new(None);

/// The exit code of programs that were interrupted, by custom.
const INTERRUPTED: i32 = 130;

/// From now on an interruption removes what is half written before it ends the program.
pub(crate) fn prepare() {
    let handler = || {
        // Held until the end, so that nobody begins another.
        let unfinished = unfinished();
        for path in unfinished.iter().flatten() {
            let _ = std::fs::remove_file(path);
        }
        output::complain("interrupted; what is written so far is whole");
        std::process::exit(INTERRUPTED);
    };
    // Without it an interruption leaves a temporary file behind, and that is all.
    let _ = ctrlc::set_handler(handler);
}

/// Notes a file that is being written, until the note is dropped.
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// `create` makes the file and says where it is.
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
