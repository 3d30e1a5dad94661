//! Destinations of documents, and atomic writing of files.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use tempfile::{Builder, NamedTempFile};

use crate::input;
use crate::interrupt::Unfinished;

/// Writes a file under a temporary name and renames it, so that it is never visible half-written. Symbolic links are
/// followed. Special files such as `/dev/null` are written directly.
pub(crate) fn whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    whole_if(path, write, || Ok(()))
}

/// Writes a file as [`whole`] does, unless `is_due` returns `false` just before the file is replaced.
pub(crate) fn whole_if(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    is_due: impl FnOnce() -> io::Result<()>,
) -> io::Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let known = fs::metadata(&path).ok();
    if known.as_ref().is_some_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        let mut file = io::BufWriter::new(fs::File::options().write(true).open(&path)?);
        write(&mut file)?;
        return file.flush();
    }
    let directory = parent(&path);
    fs::create_dir_all(directory)?;
    let mut builder = Builder::new();
    builder.prefix(".authscan-").suffix(".tmp");
    // The umask restricts these permissions, as for any new file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let (mut file, unfinished) = Unfinished::create(|| builder.tempfile_in(directory), NamedTempFile::path)?;
    let mut buffered = io::BufWriter::new(&mut file);
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    if let Some(known) = known {
        file.as_file().set_permissions(known.permissions())?;
    }
    is_due()?;
    file.persist(&path).map_err(|error| error.error)?;
    drop(unfinished);
    Ok(())
}

/// Returns the folder of a file.
pub(crate) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Options of writing documents.
#[derive(Default)]
pub(crate) struct Policy {
    /// Whether existing documents that are no older than their input are kept.
    pub(crate) resume: bool,
    /// Whether files among the inputs may be overwritten.
    pub(crate) force: bool,
    /// Extension of every document, without the dot, instead of the input's; `None` keeps the input's.
    pub(crate) extension: Option<String>,
}

/// An input before it is read, for which a destination is sought.
pub(crate) struct Candidate<'c> {
    /// Name of the input in reports.
    pub(crate) name: &'c str,
    /// File of the input; `None` for stdin.
    pub(crate) file: Option<&'c Path>,
    /// Name of the input, relative to an output directory.
    pub(crate) relative: &'c Path,
    /// Whether the file is compressed and its content is read.
    pub(crate) is_compressed: bool,
    /// Time of the file's last change.
    pub(crate) modified: Option<SystemTime>,
}

impl Candidate<'_> {
    /// Returns the possible names of the document: the input's own name without the suffix of its compression; if
    /// another input has that name, the whole name with the extension repeated.
    fn names(&self, extension: Option<&str>) -> Vec<PathBuf> {
        let with = |name: PathBuf| extension.map_or_else(|| name.clone(), |extension| name.with_extension(extension));
        if !self.is_compressed {
            return vec![with(self.relative.to_path_buf())];
        }
        let inner = self.relative.with_extension("");
        let mut full = self.relative.as_os_str().to_owned();
        if let Some(last) = inner.extension() {
            full.push(".");
            full.push(last);
        }
        vec![with(inner), with(full.into())]
    }
}

/// Placement of an input's document.
pub(crate) enum Placement {
    /// Written under this name in the output directory.
    Write(PathBuf),
    /// Written by an earlier run already.
    Skip,
    /// Impossible, with the reason.
    Refuse(String),
}

/// Destination of documents: a directory, or a file for a single document.
pub(crate) struct Destination {
    root: PathBuf,
    /// The file; `None` for a directory.
    file: Option<PathBuf>,
    policy: Policy,
    /// Whether inputs are below the directory, so that an existing file may be an input or unrelated.
    holds_inputs: bool,
    /// Assigned names, with the inputs that have them.
    taken: Mutex<HashMap<PathBuf, String>>,
}

impl Destination {
    /// Creates a destination: a file if there is one input and `output` has an extension and is not a directory;
    /// otherwise a directory.
    pub(crate) fn new(output: &Path, inputs: &[PathBuf], policy: Policy) -> Result<Self, String> {
        let ends_in_separator = output.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
        let looks_like_file = output.extension().is_some() && !output.is_dir() && !ends_in_separator;
        let is_single = input::is_single(inputs);
        let shown = output.display();
        if looks_like_file && !is_single {
            return Err(format!(
                "--output {shown} names a file, and there are several inputs: `{shown}/` names a directory"
            ));
        }
        if !looks_like_file && output.is_file() {
            return Err(match is_single {
                // An existing file without an extension is a file too.
                true => return Ok(Self::file(output, policy)),
                false => format!("--output {shown} is a file, and there are several inputs"),
            });
        }
        if looks_like_file {
            return Ok(Self::file(output, policy));
        }
        let root = output.canonicalize().ok();
        let holds = |path: &PathBuf| {
            let folder = input::folder(path).and_then(|folder| folder.canonicalize().ok());
            root.as_ref().zip(folder).is_some_and(|(root, folder)| folder.starts_with(root))
        };
        let holds_inputs = inputs.iter().any(holds);
        Ok(Self { root: output.into(), file: None, policy, holds_inputs, taken: Mutex::default() })
    }

    fn file(output: &Path, policy: Policy) -> Self {
        let root = parent(output).to_path_buf();
        Self { root, file: Some(output.into()), policy, holds_inputs: false, taken: Mutex::default() }
    }

    /// Returns the output directory, which is not an input; `None` for a file.
    pub(crate) fn directory(&self) -> Option<&Path> {
        self.file.is_none().then_some(&self.root)
    }

    /// Returns the placement of the document of an input.
    pub(crate) fn place(&self, candidate: &Candidate<'_>) -> Placement {
        let relative = match self.free_name(candidate) {
            Ok(relative) => relative,
            Err(message) => return Placement::Refuse(message),
        };
        let path = self.path(&relative);
        let is_there = path.symlink_metadata().is_ok();
        if is_there && candidate.file.is_some_and(|file| is_same(file, &path)) {
            let why = "the output is the input itself; --write repairs files in place";
            return Placement::Refuse(format!("cannot write {}: {why}", path.display()));
        }
        if self.is_done(&path, candidate) {
            return Placement::Skip;
        }
        if is_there && self.holds_inputs && !self.policy.force && !self.policy.resume {
            let why = "the file exists among the inputs; --force overwrites it";
            return Placement::Refuse(format!("cannot write {}: {why}", path.display()));
        }
        Placement::Write(relative)
    }

    /// Returns the first possible name of a document that no other input has.
    fn free_name(&self, candidate: &Candidate<'_>) -> Result<PathBuf, String> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mut first = None;
        for name in candidate.names(self.policy.extension.as_deref()) {
            if let Some(other) = taken.get(&name) {
                first.get_or_insert_with(|| (name, other.clone()));
                continue;
            }
            taken.insert(name.clone(), candidate.name.to_owned());
            return Ok(name);
        }
        let (name, other) = first.unwrap_or_default();
        let path = self.path(&name);
        Err(format!("cannot write {}: another input has the same name: {other}, {}", path.display(), candidate.name))
    }

    /// Returns whether an earlier run has written the document. Files are written atomically, so an existing one is
    /// complete, unless its input has changed since.
    fn is_done(&self, path: &Path, candidate: &Candidate<'_>) -> bool {
        let written = || fs::metadata(path).and_then(|metadata| metadata.modified());
        let is_older = |written| candidate.modified.is_none_or(|modified| modified <= written);
        self.policy.resume && candidate.file.is_some() && written().is_ok_and(is_older)
    }

    fn path(&self, relative: &Path) -> PathBuf {
        self.file.clone().unwrap_or_else(|| self.root.join(relative))
    }

    pub(crate) fn write(&self, relative: &Path, text: &str) -> Result<(), String> {
        let path = self.path(relative);
        let written = whole(&path, |out| out.write_all(text.as_bytes()));
        written.map_err(|error| format!("cannot write {}: {error}", path.display()))
    }
}

/// Returns whether two paths name one file.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

/// In-place repair of files.
pub(crate) struct InPlace {
    /// Suffix of backups; `None` keeps no backups.
    pub(crate) backup: Option<String>,
    /// Whether partial documents are written too.
    pub(crate) takes_partial: bool,
}

impl InPlace {
    /// Replaces `before`, the content of the file when it was read, by `text`: atomically, and only if the file has not
    /// changed meanwhile.
    pub(crate) fn write(&self, path: &Path, before: &[u8], text: &str) -> Result<(), String> {
        self.replace(path, before, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    fn replace(&self, path: &Path, before: &[u8], text: &str) -> io::Result<()> {
        let path = path.canonicalize()?;
        let permissions = fs::metadata(&path)?.permissions();
        // A rename would replace the file in spite of its permissions.
        if permissions.readonly() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
        }
        let is_unchanged = || match fs::read(&path)? == before {
            true => Ok(()),
            false => Err(io::Error::other("the file changed after it was read")),
        };
        is_unchanged()?;
        if let Some(suffix) = &self.backup {
            let mut backup = path.clone().into_os_string();
            backup.push(suffix);
            let mut file = match fs::File::create_new(&backup) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    let backup = Path::new(&backup).display();
                    return Err(io::Error::new(error.kind(), format!("its backup {backup} exists already")));
                }
                Err(error) => return Err(error),
            };
            file.write_all(before)?;
            file.set_permissions(permissions)?;
        }
        whole_if(&path, |out| out.write_all(text.as_bytes()), is_unchanged)
    }
}
