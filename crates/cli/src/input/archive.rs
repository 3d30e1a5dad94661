//! Archives of captures: tar, compressed or not, and zip.

use std::io::{self, Read, Seek};
use std::path::{Component, Path, PathBuf};

use super::compressed::{Bounded, Compression, allowance, buffered, decompress};
use super::file::Opened;
use super::{Entry, shown};
use crate::output::place::Placement;

/// Archive formats, detected by file name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    Tar(Option<Compression>),
    Zip,
}

impl Format {
    pub(super) fn of(path: &Path) -> Option<Self> {
        let is = |path: &Path, extension: &str| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(extension));
        match Compression::of(path) {
            Some((compression, inner)) => is(&inner, "tar").then_some(Self::Tar(Some(compression))),
            None if is(path, "tar") => Some(Self::Tar(None)),
            None => is(path, "zip").then_some(Self::Zip),
        }
    }
}

pub(super) fn is_archive(path: &Path) -> bool {
    Format::of(path).is_some()
}

type Send<'s> = dyn FnMut(Result<Entry<'_>, String>) -> bool + 's;

/// Sends each file of an archive.
pub(super) fn entries(archive: &Opened<'_>, format: Format, send: &mut Send<'_>) -> io::Result<bool> {
    match format {
        Format::Zip => zip(archive, send),
        Format::Tar(None) => tar(archive, archive.counted(), send),
        Format::Tar(Some(compression)) => {
            let decoder = compression.decoder(archive.counted());
            let most = allowance(archive.before.len(), archive.options.limits);
            tar(archive, buffered(Bounded::new(decoder, most)), send)
        }
    }
}

fn tar(archive: &Opened<'_>, reader: impl Read, send: &mut Send<'_>) -> io::Result<bool> {
    let mut tar = tar::Archive::new(reader);
    for entry in tar.entries()? {
        let mut entry = entry?;
        let name = entry.path()?.into_owned();
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        if !kind.is_file() && !kind.is_contiguous() && !kind.is_gnu_sparse() {
            if !send(Err(archive.refusal(&name, "it is a link or a device, not a file"))) {
                return Ok(false);
            }
            continue;
        }
        if !archive.hand_on(&name, &mut entry, send)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn zip(archive: &Opened<'_>, send: &mut Send<'_>) -> io::Result<bool> {
    let mut zip = match zip::ZipArchive::new(buffered(archive.file)) {
        // A self-extracting archive has a program before its first file; another file there means that the archive is
        // damaged.
        Ok(zip) if zip.offset() == 0 || !starts_with_file(archive)? => zip,
        Err(error) if !starts_with_file(archive)? => return Err(io::Error::other(error)),
        _ => return truncated_zip(archive, send),
    };
    // Entries may share their bytes, so all of them together have a limit.
    let mut left = allowance(archive.before.len(), archive.options.limits);
    for index in 0..zip.len() {
        let name = zip.name_for_index(index).map(PathBuf::from).unwrap_or_default();
        let more = match zip.by_index(index) {
            Ok(entry) if entry.is_dir() => true,
            Ok(entry) if entry.is_symlink() => send(Err(archive.refusal(&name, "it is a link, not a file"))),
            Ok(entry) => {
                let compressed = entry.compressed_size();
                archive.options.progress.pass(compressed);
                let most = allowance(compressed, archive.options.limits).min(left);
                let mut bounded = Bounded::new(entry, most);
                let handed_on = archive.hand_on(&name, &mut bounded, send);
                left -= most - bounded.left();
                // The entries of a zip are independent of each other.
                handed_on.unwrap_or_else(|error| send(Err(archive.refusal(&name, &error.to_string()))))
            }
            Err(error) => send(Err(archive.refusal(&name, &error.to_string()))),
        };
        if !more {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns whether a zip starts with the header of a file.
fn starts_with_file(archive: &Opened<'_>) -> io::Result<bool> {
    let mut file = archive.file;
    let mut head = Vec::new();
    file.rewind()?;
    file.take(4).read_to_end(&mut head)?;
    Ok(head == b"PK\x03\x04")
}

/// Sends the files of a zip without its end, and so without its directory, in order; then reports the truncation. A
/// directory found nevertheless belongs to an archive inside.
fn truncated_zip(archive: &Opened<'_>, send: &mut Send<'_>) -> io::Result<bool> {
    let mut file = archive.file;
    file.rewind()?;
    let mut reader = archive.counted();
    let mut left = allowance(archive.before.len(), archive.options.limits);
    // The archive ends at the first entry that cannot be read.
    while let Ok(Some(entry)) = zip::read::read_zipfile_from_stream(&mut reader) {
        if entry.is_dir() {
            continue;
        }
        let name = PathBuf::from(entry.name());
        let most = allowance(entry.compressed_size(), archive.options.limits).min(left);
        let mut bounded = Bounded::new(entry, most);
        let handed_on = archive.hand_on(&name, &mut bounded, send);
        left -= most - bounded.left();
        match handed_on {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) => {
                if !send(Err(archive.refusal(&name, &error.to_string()))) {
                    return Ok(false);
                }
                break;
            }
        }
    }
    Ok(send(Err(format!("cannot read all of {}: the archive is truncated and its directory is lost", archive.name))))
}

impl Opened<'_> {
    /// Sends a file of this archive.
    fn hand_on(&self, name: &Path, content: &mut dyn Read, send: &mut Send<'_>) -> io::Result<bool> {
        let Some(inner) = inside(name) else {
            return Ok(send(Err(self.refusal(name, "its path leaves the archive"))));
        };
        let shown_name = format!("{}/{}", self.name, shown(&inner));
        let relative = self.relative.join(&inner);
        let compression = Compression::of(&inner);
        let relative = match self.place(&shown_name, &relative, compression.is_some()) {
            Placement::Write(relative) => relative,
            Placement::Skip => return Ok(true),
            Placement::Refuse(message) => return Ok(send(Err(message))),
        };
        let mut content = buffered(content);
        let Some((compression, _)) = compression else {
            return Ok(send(Ok(Entry { name: shown_name, ..self.entry(relative, &mut content) })));
        };
        if self.options.lines {
            let decoder = compression.decoder(content);
            return Ok(send(Ok(Entry { name: shown_name, ..self.entry(relative, &mut buffered(decoder)) })));
        }
        let mut bytes = Vec::new();
        content.take((self.options.limits.bytes as u64).saturating_add(1)).read_to_end(&mut bytes)?;
        let within = match decompress(compression, &bytes, self.options.limits) {
            Ok(within) => within.unwrap_or(bytes),
            Err(error) => return Ok(send(Err(self.refusal(name, &error.to_string())))),
        };
        Ok(send(Ok(Entry { name: shown_name, ..self.entry(relative, &mut &*within) })))
    }

    fn refusal(&self, name: &Path, why: &str) -> String {
        format!("cannot read {} in {}: {why}", shown(name), self.name)
    }
}

/// Returns the name of a file in an archive as a relative path; `None` if it would leave the output directory.
/// Separators of any system count on every system, so that results do not depend on it.
fn inside(name: &Path) -> Option<PathBuf> {
    let name = name.to_string_lossy().replace('\\', "/");
    let is_drive = |part: &str| part.len() == 2 && part.ends_with(':');
    if name.starts_with('/') || name.contains('\0') || name.split('/').next().is_some_and(is_drive) {
        return None;
    }
    let mut inside = PathBuf::new();
    for part in Path::new(&name).components() {
        match part {
            Component::Normal(part) => inside.push(part),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    (inside.as_os_str() != "").then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out() {
        for name in ["../a", "a/../../b", "/etc/passwd", "..\\a", "C:\\a", "C:/a", "a/..", "", ".", "a\0b"] {
            assert_eq!(inside(Path::new(name)), None, "{name:?}");
        }
        for (name, path) in [("a.json", "a.json"), ("./a/./b.json", "a/b.json"), ("a\\b.json", "a/b.json")] {
            assert_eq!(inside(Path::new(name)), Some(PathBuf::from(path)), "{name:?}");
        }
    }

    #[test]
    fn names_tell_the_format() {
        for (name, format) in [
            ("a.tar", Some(Format::Tar(None))),
            ("a.TGZ", Some(Format::Tar(Some(Compression::Gzip)))),
            ("a.tar.gz", Some(Format::Tar(Some(Compression::Gzip)))),
            ("a.tar.zst", Some(Format::Tar(Some(Compression::Zstd)))),
            ("a.zip", Some(Format::Zip)),
            ("a.json.gz", None),
            ("tar", None),
        ] {
            assert_eq!(Format::of(Path::new(name)), format, "{name}");
        }
    }
}
