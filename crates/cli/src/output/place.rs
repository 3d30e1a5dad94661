//! Where documents go, and files that are there as a whole or not at all.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use tempfile::{Builder, NamedTempFile};

use crate::input;
use crate::interrupt::Unfinished;

/// Writes a file under another name and then renames it, so that nobody ever sees half of it. A link is followed. What is
/// no regular file, such as `/dev/null`, is written to directly.
pub(crate) fn whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    whole_if(path, write, || Ok(()))
}

/// Writes a file as [`whole`] does, if `is_due` still agrees when it is about to take its place.
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
    // As for any other file: the umask takes from it.
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

/// The folder of a file.
pub(crate) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// How documents are written.
#[derive(Default)]
pub(crate) struct Policy {
    /// A document that is there and no older than its input is left alone.
    pub(crate) resume: bool,
    /// Files beside the inputs may be overwritten.
    pub(crate) force: bool,
    /// The extension of every document, without the dot, in place of the input's.
    pub(crate) extension: Option<String>,
}

/// An input that is about to be read, for which a place is wanted.
pub(crate) struct Candidate<'c> {
    /// The name of the input in reports.
    pub(crate) name: &'c str,
    /// The file that it is read from; `None` of stdin.
    pub(crate) file: Option<&'c Path>,
    /// The input's own name below an output directory.
    pub(crate) relative: &'c Path,
    /// The file is compressed, and its content is read.
    pub(crate) is_compressed: bool,
    /// When the file was last changed.
    pub(crate) modified: Option<SystemTime>,
}

impl Candidate<'_> {
    /// The names that its document may have: its own, without what says how it is compressed; where another input has that
    /// name already, the whole name and its extension again.
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

/// The fate of an input's document.
pub(crate) enum Placement {
    /// It is written under this name below the output directory.
    Write(PathBuf),
    /// An earlier run has written it.
    Skip,
    /// It cannot be written; why, in words.
    Refuse(String),
}

/// Where documents go: a directory, or a file for the one document there is.
pub(crate) struct Destination {
    root: PathBuf,
    /// The file.
    file: Option<PathBuf>,
    policy: Policy,
    /// Inputs lie below the directory: a file that is there may be one of them, or what somebody keeps beside them.
    holds_inputs: bool,
    /// The names that have been given away, with the inputs that have them.
    taken: Mutex<HashMap<PathBuf, String>>,
}

impl Destination {
    /// `output` is a file if there is one input, it has an extension and is no directory; otherwise a directory.
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
                // A file without an extension is a file all the same.
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

    /// The directory that documents go to, if it is one: it is no input.
    pub(crate) fn directory(&self) -> Option<&Path> {
        self.file.is_none().then_some(&self.root)
    }

    /// The place of the document of an input.
    pub(crate) fn place(&self, candidate: &Candidate<'_>) -> Placement {
        let relative = match self.free_name(candidate) {
            Ok(relative) => relative,
            Err(message) => return Placement::Refuse(message),
        };
        let path = self.path(&relative);
        let is_there = path.symlink_metadata().is_ok();
        if is_there && candidate.file.is_some_and(|file| is_same(file, &path)) {
            let why = "it is the input itself; --write repairs files in place";
            return Placement::Refuse(format!("cannot write {}: {why}", path.display()));
        }
        if self.is_done(&path, candidate) {
            return Placement::Skip;
        }
        if is_there && self.holds_inputs && !self.policy.force && !self.policy.resume {
            let why = "it is there already, among the inputs; --force overwrites it";
            return Placement::Refuse(format!("cannot write {}: {why}", path.display()));
        }
        Placement::Write(relative)
    }

    /// The first of the names of a document that no other input has.
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

    /// Whether an earlier run has written the document. Files are there as a whole or not at all, so that one that is there
    /// is done, unless its input has been changed since.
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

/// Whether two paths name one file.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

/// Repairs a file in place.
pub(crate) struct InPlace {
    /// The suffix that makes the name of the backup from that of the file; no backup is kept without one.
    pub(crate) backup: Option<String>,
    /// Documents of which something is missing are written as well.
    pub(crate) takes_partial: bool,
}

impl InPlace {
    /// Writes `text` in place of `before`, which the file held when it was read: as a whole or not at all, and not if the
    /// file has been changed meanwhile.
    pub(crate) fn write(&self, path: &Path, before: &[u8], text: &str) -> Result<(), String> {
        self.replace(path, before, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    fn replace(&self, path: &Path, before: &[u8], text: &str) -> io::Result<()> {
        let path = path.canonicalize()?;
        let permissions = fs::metadata(&path)?.permissions();
        // Another file would take its place, whatever its own rights.
        if permissions.readonly() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
        }
        let is_unchanged = || match fs::read(&path)? == before {
            true => Ok(()),
            false => Err(io::Error::other("it changed since it was read")),
        };
        is_unchanged()?;
        if let Some(suffix) = &self.backup {
            let mut backup = path.clone().into_os_string();
            backup.push(suffix);
            let mut file = match fs::File::create_new(&backup) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    let backup = Path::new(&backup).display();
                    return Err(io::Error::new(error.kind(), format!("its backup {backup} is there already")));
                }
                Err(error) => return Err(error),
            };
            file.write_all(before)?;
            file.set_permissions(permissions)?;
        }
        whole_if(&path, |out| out.write_all(text.as_bytes()), is_unchanged)
    }
}
