use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Something to read.
pub(crate) struct Input {
    /// What reports call it.
    pub(crate) name: String,
    /// Its name below an output directory.
    pub(crate) relative: PathBuf,
    source: Source,
}

enum Source {
    Stdin,
    File(PathBuf),
}

impl Input {
    fn stdin() -> Self {
        Self { name: "<stdin>".into(), relative: "stdin.json".into(), source: Source::Stdin }
    }

    fn file(path: &Path, relative: &Path) -> Self {
        Self { name: shown(path), relative: relative.into(), source: Source::File(path.into()) }
    }

    /// The content as a stream.
    pub(crate) fn open(&self) -> io::Result<Box<dyn BufRead>> {
        match &self.source {
            Source::Stdin => Ok(Box::new(BufReader::new(io::stdin()))),
            Source::File(path) => Ok(Box::new(BufReader::new(File::open(path)?))),
        }
    }

    /// The content, as far as one byte over the limit: enough to see that it is over.
    pub(crate) fn read(&self, max_bytes: usize) -> Result<Vec<u8>, String> {
        let most = (max_bytes as u64).saturating_add(1);
        let mut content = Vec::new();
        let read = match &self.source {
            Source::Stdin => io::stdin().lock().take(most).read_to_end(&mut content),
            Source::File(path) => File::open(path).and_then(|file| file.take(most).read_to_end(&mut content)),
        };
        match read {
            Ok(_) => Ok(content),
            Err(error) => Err(format!("cannot read {}: {error}", self.name)),
        }
    }
}

/// What the arguments name, in their order; directories in the order of their names. What cannot be found is a message.
pub(crate) fn inputs(arguments: &[PathBuf]) -> Box<dyn Iterator<Item = Result<Input, String>> + '_> {
    if arguments.is_empty() {
        return Box::new(std::iter::once(Ok(Input::stdin())));
    }
    Box::new(arguments.iter().flat_map(|argument| -> Box<dyn Iterator<Item = _>> {
        if argument.as_os_str() == "-" {
            Box::new(std::iter::once(Ok(Input::stdin())))
        } else if argument.is_dir() {
            Box::new(directory(argument))
        } else {
            let relative = argument.file_name().map_or_else(|| argument.clone(), PathBuf::from);
            Box::new(std::iter::once(Ok(Input::file(argument, &relative))))
        }
    }))
}

/// Whether the arguments name one input at most.
pub(crate) fn is_single(arguments: &[PathBuf]) -> bool {
    match arguments {
        [] => true,
        [argument] => argument.as_os_str() == "-" || !argument.is_dir(),
        _ => false,
    }
}

fn directory(root: &Path) -> impl Iterator<Item = Result<Input, String>> + '_ {
    WalkDir::new(root).sort_by_file_name().into_iter().filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_dir() => None,
        Ok(entry) => {
            let path = entry.path();
            Some(Ok(Input::file(path, path.strip_prefix(root).unwrap_or(path))))
        }
        Err(error) => Some(Err(format!("cannot read {}: {error}", shown(error.path().unwrap_or(root))))),
    })
}

/// A path on one line, without what could steer a terminal.
fn shown(path: &Path) -> String {
    let replace = |character: char| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character };
    path.to_string_lossy().chars().map(replace).collect()
}
