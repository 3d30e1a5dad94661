//! Files that are compressed as a whole.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// How a file is compressed, as its name says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compression {
    Gzip,
    Zstd,
    Brotli,
}

impl Compression {
    /// What the name says, and the name of what is within.
    pub(super) fn of(path: &Path) -> Option<(Self, PathBuf)> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        let (compression, inner) = match &*extension {
            "gz" => (Self::Gzip, None),
            "tgz" => (Self::Gzip, Some("tar")),
            "zst" | "zstd" => (Self::Zstd, None),
            "tzst" => (Self::Zstd, Some("tar")),
            "br" => (Self::Brotli, None),
            _ => return None,
        };
        Some((compression, path.with_extension(inner.unwrap_or_default())))
    }

    /// What is within, as a stream.
    pub(super) fn decoder<'r>(self, reader: impl BufRead + 'r) -> io::Result<Box<dyn Read + 'r>> {
        Ok(match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(reader)),
            Self::Zstd => Box::new(ruzstd::decoding::StreamingDecoder::new(reader).map_err(io::Error::other)?),
            Self::Brotli => Box::new(brotli_decompressor::Decompressor::new(reader, 1 << 16)),
        })
    }
}

/// Fails once more comes than is allowed.
pub(super) struct Bounded<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Bounded<R> {
    /// What so many compressed bytes may become.
    pub(super) fn new(reader: R, compressed: u64, limits: &authscan::limits::Limits) -> Self {
        let most = compressed.saturating_mul(limits.expansion as u64);
        Self { reader, left: most.saturating_add(authscan::limits::Limits::BASE_DECOMPRESSED as u64) }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(bomb()),
        }
        Ok(read)
    }
}

/// The error of something that expands too much.
fn bomb() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "it expands beyond the limit")
}

/// Decompresses the bytes of a file, as far as one byte over the limit.
///
/// `None` where they are not compressed as the name says, or not to the end: then they are the capture as they stand, and
/// the library makes of it what it can.
pub(super) fn decompress(
    compression: Compression,
    bytes: &[u8],
    limits: &authscan::limits::Limits,
) -> io::Result<Option<Vec<u8>>> {
    let mut content = Vec::new();
    let read = compression.decoder(bytes).and_then(|decoder| {
        let bounded = Bounded::new(decoder, bytes.len() as u64, limits);
        bounded.take((limits.bytes as u64).saturating_add(1)).read_to_end(&mut content)
    });
    match read {
        Ok(_) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(error),
        Err(_) => Ok(None),
    }
}

/// With a buffer that is worth it.
pub(super) fn buffered<R: Read>(reader: R) -> BufReader<R> {
    BufReader::with_capacity(128 << 10, reader)
}
