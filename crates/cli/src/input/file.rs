use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::compressed::{Compression, buffered, decompress};
use super::{Entry, Find, How, archive};
use crate::progress::Counted;

/// Hands on what is in a place, entry by entry, until `send` says that it is enough. What cannot be read is a message.
pub(crate) fn read(find: &Find, how: &How<'_>, send: &mut dyn FnMut(Result<Entry<'_>, String>) -> bool) -> bool {
    let (path, name, relative) = match find {
        Find::Stdin => {
            let mut stdin = how.progress.count(io::stdin().lock());
            let content = &mut buffered(&mut stdin);
            return send(Ok(Entry { name: "<stdin>".into(), relative: "stdin.json".into(), content }));
        }
        Find::File { path, name, relative } => (path, name, relative),
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
    let opened = Opened { file: &file, before: &metadata, name, relative, how };
    let read = match archive::Format::of(path) {
        Some(format) => opened.archive(format, send),
        None => opened.plain(send),
    };
    match read {
        Ok(more) => more,
        Err(error) => send(Err(cannot(error))),
    }
}

/// An open file.
pub(super) struct Opened<'o> {
    pub(super) file: &'o File,
    pub(super) before: &'o Metadata,
    pub(super) name: &'o str,
    pub(super) relative: &'o Path,
    pub(super) how: &'o How<'o>,
}

impl<'o> Opened<'o> {
    pub(super) fn counted(&self) -> BufReader<Counted<'o, &'o File>> {
        buffered(self.how.progress.count(self.file))
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
        let relative = compression.as_ref().map_or_else(|| self.relative.to_path_buf(), |(_, inner)| inner.clone());
        if !self.is_wanted(&relative) {
            self.how.progress.pass(self.before.len());
            return Ok(true);
        }
        if self.how.lines {
            return self.stream(compression.map(|(compression, _)| compression), relative, send);
        }
        let mut content = Vec::new();
        self.counted().take((self.how.limits.bytes as u64).saturating_add(1)).read_to_end(&mut content)?;
        if let Some(why) = self.settled(false) {
            return Ok(send(Err(self.changed(why))));
        }
        if let Some((compression, _)) = compression {
            if let Some(within) = decompress(compression, &content, self.how.limits)? {
                content = within;
            }
        }
        Ok(send(Ok(self.entry(relative, &mut &*content))))
    }

    /// Hands on a stream that may be longer than memory.
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

    pub(super) fn is_wanted(&self, relative: &Path) -> bool {
        (self.how.wanted)(relative, self.before.modified().ok())
    }

    pub(super) fn entry<'e>(&self, relative: PathBuf, content: &'e mut dyn BufRead) -> Entry<'e> {
        Entry { name: self.name.to_owned(), relative, content }
    }

    /// Says whether the file has been changed since it was opened; what is read then is neither the old nor the new
    /// content. A stream may grow meanwhile: logs do.
    fn settled(&self, may_grow: bool) -> Option<&'static str> {
        let Ok(after) = self.file.metadata() else { return None };
        let before = self.before;
        let is_as_it_was = after.len() == before.len() && after.modified().ok() == before.modified().ok();
        let has_grown = may_grow && after.len() > before.len();
        (before.is_file() && !is_as_it_was && !has_grown).then_some("it changed while it was read")
    }

    fn changed(&self, why: &str) -> String {
        format!("cannot read {}: {why}", self.name)
    }
}
