use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::shown;

/// A source of input.
pub(crate) enum Source {
    Stdin,
    File {
        path: PathBuf,
        /// Name of the file in reports.
        name: String,
        /// Name of the document, relative to an output directory.
        relative: PathBuf,
    },
}

/// Output of the program itself, which is not an input even if it is inside an input directory.
#[derive(Clone, Default)]
pub(crate) struct Own {
    /// Output directory.
    directory: Option<PathBuf>,
    /// HTML page of an earlier run, which will be overwritten.
    report: Option<PathBuf>,
    /// Suffixes of the backups of a run in place; empty if documents are written elsewhere.
    backups: Vec<String>,
}

/// Suffixes that a run in place takes for those of backups, besides its own.
const BACKUPS: [&str; 3] = [".bak", ".orig", "~"];

impl Own {
    pub(crate) fn new(directory: Option<&Path>, report: Option<&Path>) -> Self {
        let real = |path: Option<&Path>| path.and_then(|path| path.canonicalize().ok());
        Self { directory: real(directory), report: real(report), backups: Vec::new() }
    }

    /// Excludes backups of earlier runs in place, with this suffix or a usual one: repairing them would destroy the
    /// originals.
    pub(crate) fn without_backups(mut self, suffix: Option<&str>) -> Self {
        self.backups = BACKUPS.into_iter().chain(suffix).map(String::from).collect();
        self
    }

    /// Returns whether a path is that of a backup: it has a suffix of backups, and the file without it is next to it.
    fn is_backup(&self, path: &Path) -> bool {
        let Some(name) = path.file_name().and_then(OsStr::to_str) else { return false };
        let mut originals = self.backups.iter().filter_map(|suffix| name.strip_suffix(suffix));
        originals.any(|original| !original.is_empty() && path.with_file_name(original).is_file())
    }

    /// Returns whether a path is such output.
    fn is(&self, path: &Path, is_directory: bool) -> bool {
        if !is_directory && self.is_backup(path) {
            return true;
        }
        let own = if is_directory { &self.directory } else { &self.report };
        own.as_ref().is_some_and(|own| {
            path.file_name() == own.file_name() && path.canonicalize().is_ok_and(|path| path == *own)
        })
    }
}

/// Returns the folder that contains an argument's inputs; `None` for stdin.
pub(crate) fn folder(argument: &Path) -> Option<PathBuf> {
    if argument.as_os_str() == "-" {
        return None;
    }
    if argument.is_dir() {
        return Some(argument.into());
    }
    let folder = pattern(argument).map_or_else(|| argument.parent().map(Path::to_path_buf), |it| Some(plain(it)));
    folder.map(|folder| if folder.as_os_str().is_empty() { ".".into() } else { folder })
}

/// Returns the literal path at the start of a pattern.
fn plain(pattern: &str) -> PathBuf {
    let parts = Path::new(pattern).components();
    parts.take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '['])).collect()
}

impl Source {
    fn file(path: &Path, root: &Path) -> Self {
        let relative = path.strip_prefix(root).unwrap_or(path).into();
        Self::File { path: path.into(), name: shown(path), relative }
    }

    /// Returns the files that the arguments name, in the order of the arguments; those of directories and patterns
    /// sorted by name. Files that cannot be found are replaced by a message. The program's own output is excluded.
    pub(crate) fn all<'a>(arguments: &'a [PathBuf], own: &Own) -> Box<dyn Iterator<Item = Result<Self, String>> + 'a> {
        let own = own.clone();
        if arguments.is_empty() {
            return Box::new(std::iter::once(Ok(Self::Stdin)));
        }
        Box::new(arguments.iter().flat_map(move |argument| -> Box<dyn Iterator<Item = _>> {
            if argument.as_os_str() == "-" {
                Box::new(std::iter::once(Ok(Self::Stdin)))
            } else if argument.is_dir() {
                Box::new(directory(argument.clone(), argument.clone(), own.clone()))
            } else if let Some(pattern) = pattern(argument) {
                matches(pattern, own.clone())
            } else {
                let root = argument.parent().unwrap_or(Path::new(""));
                Box::new(std::iter::once(Ok(Self::file(argument, root))))
            }
        }))
    }
}

/// Returns whether the arguments name at most one document.
pub(crate) fn is_single(arguments: &[PathBuf]) -> bool {
    match arguments {
        [] => true,
        [argument] => {
            let is_one = !argument.is_dir() && pattern(argument).is_none() && !super::archive::is_archive(argument);
            argument.as_os_str() == "-" || is_one
        }
        _ => false,
    }
}

/// Returns the total size of the files that the arguments name, in bytes; `None` if it is unknown.
pub(crate) fn total(arguments: &[PathBuf], own: &Own) -> Option<u64> {
    let mut total = 0;
    for found in Source::all(arguments, own) {
        match found {
            Ok(Source::Stdin) => return None,
            Ok(Source::File { path, .. }) => total += std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
            Err(_) => {}
        }
    }
    Some(total)
}

/// Returns the argument as a pattern; `None` if it is not one, or a file of that name exists.
fn pattern(argument: &Path) -> Option<&str> {
    let pattern = argument.to_str()?;
    (pattern.contains(['*', '?', '[']) && !argument.exists()).then_some(pattern)
}

/// Returns the files that a pattern matches. Output names start after the literal path of the pattern.
fn matches(pattern: &str, own: Own) -> Box<dyn Iterator<Item = Result<Source, String>>> {
    let found = match glob::glob(pattern) {
        Ok(found) => found,
        Err(error) => return Box::new(std::iter::once(Err(format!("`{pattern}` is not a valid pattern: {error}")))),
    };
    let root = plain(pattern);
    let none = format!("nothing matches `{}`", shown(Path::new(pattern)));
    let mut found = found.peekable();
    if found.peek().is_none() {
        return Box::new(std::iter::once(Err(none)));
    }
    let recursive = pattern.contains("**");
    Box::new(found.flat_map(move |path| -> Box<dyn Iterator<Item = _>> {
        match path {
            // `**` lists the content of the directory separately.
            Ok(path) if path.is_dir() && recursive => Box::new(std::iter::empty()),
            Ok(path) if path.is_dir() => Box::new(directory(path, root.clone(), own.clone())),
            Ok(path) if own.is_backup(&path) => Box::new(std::iter::empty()),
            Ok(path) => Box::new(std::iter::once(Ok(Source::file(&path, &root)))),
            Err(error) => {
                Box::new(std::iter::once(Err(format!("cannot read {}: {}", shown(error.path()), error.error()))))
            }
        }
    }))
}

/// Returns all files of a directory, recursively. Names are relative to `root`.
fn directory(directory: PathBuf, root: PathBuf, own: Own) -> impl Iterator<Item = Result<Source, String>> {
    let is_own = move |entry: &walkdir::DirEntry| entry.depth() > 0 && own.is(entry.path(), entry.file_type().is_dir());
    let entries = WalkDir::new(&directory).sort_by_file_name().into_iter().filter_entry(move |entry| !is_own(entry));
    entries.filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_dir() => None,
        // Reading a pipe without a writer would block forever.
        Ok(entry) if !entry.file_type().is_file() && !entry.file_type().is_symlink() => {
            Some(Err(format!("cannot read {}: it is a pipe or a device, not a file", shown(entry.path()))))
        }
        Ok(entry) => Some(Ok(Source::file(entry.path(), &root))),
        Err(error) => {
            let path = shown(error.path().unwrap_or(&directory));
            // The error's own text contains the path, unescaped.
            let why = error.io_error().map_or_else(|| "a loop of links".to_owned(), ToString::to_string);
            Some(Err(format!("cannot read {path}: {why}")))
        }
    })
}
