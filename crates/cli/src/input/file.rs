use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::compressed::{Compression, buffered, decompress};
use super::{Entry, ReadOptions, Source, archive};
use crate::output::place::{Candidate, Placement};
use crate::progress::Counted;

/// Sends the content of a source, entry by entry, until `send` returns `false`. Errors are sent as messages.
pub(crate) fn read(
    source: &Source,
    options: &ReadOptions<'_>,
    send: &mut dyn FnMut(Result<Entry<'_>, String>) -> bool,
) -> bool {
    let (path, name, relative) = match source {
        Source::Stdin => {
            return stdin(options, send);
        }
        Source::File { path, name, relative } => (path, name, relative),
    };
    let cannot = |error: io::Error| format!("cannot read {name}: {error}");
    let opened = File::open(path).and_then(|file| file.metadata().map(|metadata| (file, metadata)));
    let (file, metadata) = match opened {
        Ok(opened) => opened,
        Err(error) => return send(Err(cannot(error))),
    };
    if metadata.is_dir() {
        return send(Err(format!("cannot read {name}: it is a link to a directory")));
    }
    let opened = Opened { path, file: &file, before: &metadata, name, relative, options };
    let read = match archive::Format::of(path) {
        Some(format) => opened.archive(format, send),
        None => opened.plain(send),
    };
    match read {
        Ok(more) => more,
        Err(error) => send(Err(cannot(error))),
    }
}

fn stdin(options: &ReadOptions<'_>, send: &mut dyn FnMut(Result<Entry<'_>, String>) -> bool) -> bool {
    let name = options.stdin.map_or_else(|| "<stdin>".into(), super::shown);
    let relative = Path::new(options.stdin.and_then(Path::file_name).unwrap_or("stdin.json".as_ref()));
    let candidate = Candidate { name: &name, file: None, relative, is_compressed: false, modified: None };
    let relative = match (options.place)(&candidate) {
        Placement::Write(relative) => relative,
        Placement::Skip => return true,
        Placement::Refuse(message) => return send(Err(message)),
    };
    let mut stdin = options.progress.count(io::stdin().lock());
    let content = &mut buffered(&mut stdin);
    send(Ok(Entry { name, relative, file: None, content }))
}

/// An open file.
pub(super) struct Opened<'o> {
    pub(super) path: &'o Path,
    pub(super) file: &'o File,
    pub(super) before: &'o Metadata,
    pub(super) name: &'o str,
    pub(super) relative: &'o Path,
    pub(super) options: &'o ReadOptions<'o>,
}

impl<'o> Opened<'o> {
    pub(super) fn counted(&self) -> BufReader<Counted<'o, &'o File>> {
        buffered(self.options.progress.count(self.file))
    }

    fn archive(
        &self,
        format: archive::Format,
        send: &mut dyn FnMut(Result<Entry<'_>, String>) -> bool,
    ) -> io::Result<bool> {
        Ok(archive::entries(self, format, send)? && self.settled(false).is_none_or(|why| send(Err(self.changed(why)))))
    }

    fn plain(&self, send: &mut dyn FnMut(Result<Entry<'_>, String>) -> bool) -> io::Result<bool> {
        let compression = Compression::of(self.relative);
        let relative = match self.place(self.name, self.relative, compression.is_some()) {
            Placement::Write(relative) => relative,
            Placement::Skip => {
                self.options.progress.pass(self.before.len());
                return Ok(true);
            }
            Placement::Refuse(message) => return Ok(send(Err(message))),
        };
        if self.options.lines {
            return self.stream(compression.map(|(compression, _)| compression), relative, send);
        }
        let mut content = Vec::new();
        self.counted().take((self.options.limits.bytes as u64).saturating_add(1)).read_to_end(&mut content)?;
        if let Some(why) = self.settled(false) {
            return Ok(send(Err(self.changed(why))));
        }
        if let Some((compression, _)) = compression {
            if let Some(within) = decompress(compression, &content, self.options.limits)? {
                content = within;
            }
        }
        let file = compression.is_none().then(|| self.path.to_path_buf());
        Ok(send(Ok(Entry { file, ..self.entry(relative, &mut &*content) })))
    }

    /// Sends a stream that may exceed memory.
    fn stream(
        &self,
        compression: Option<Compression>,
        relative: PathBuf,
        send: &mut dyn FnMut(Result<Entry<'_>, String>) -> bool,
    ) -> io::Result<bool> {
        let mut reader = self.counted();
        let more = match compression {
            None => send(Ok(self.entry(relative, &mut reader))),
            Some(compression) => send(Ok(self.entry(relative, &mut buffered(compression.decoder(reader))))),
        };
        Ok(more && self.settled(true).is_none_or(|why| send(Err(self.changed(why)))))
    }

    /// Returns the placement of the document of this file, or of an entry in it.
    pub(super) fn place(&self, name: &str, relative: &Path, is_compressed: bool) -> Placement {
        let modified = self.before.modified().ok();
        (self.options.place)(&Candidate { name, file: Some(self.path), relative, is_compressed, modified })
    }

    pub(super) fn entry<'e>(&self, relative: PathBuf, content: &'e mut dyn BufRead) -> Entry<'e> {
        Entry { name: self.name.to_owned(), relative, file: None, content }
    }

    /// Returns a message if the file has changed since it was opened, because its content is then neither the old nor
    /// the new one. A stream may grow, as logs do.
    fn settled(&self, may_grow: bool) -> Option<&'static str> {
        let Ok(after) = self.file.metadata() else { return None };
        let before = self.before;
        let is_as_it_was = after.len() == before.len() && after.modified().ok() == before.modified().ok();
        let has_grown = may_grow && after.len() > before.len();
        (before.is_file() && !is_as_it_was && !has_grown).then_some("the file changed while it was read")
    }

    fn changed(&self, why: &str) -> String {
        format!("cannot read {}: {why}", self.name)
    }
}
