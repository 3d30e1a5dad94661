//! Compressed files.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use authscan::limits::Limits;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Compression of a file, detected by its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compression {
    Gzip,
    Zstd,
    Brotli,
}

impl Compression {
    /// Returns the compression that a name indicates, and the name of the file inside.
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

    /// Returns the decompressed content as a stream.
    pub(super) fn decoder<'r>(self, reader: impl BufRead + 'r) -> Box<dyn Read + 'r> {
        match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(reader)),
            Self::Zstd => Box::new(Frames { source: reader, decoder: FrameDecoder::new() }),
            Self::Brotli => Box::new(brotli_decompressor::Decompressor::new(reader, 1 << 16)),
        }
    }
}

/// Concatenated frames of Zstandard, as parallel compressors write them.
struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            while self.decoder.can_collect() < buffer.len() && !self.decoder.is_finished() {
                let missing = BlockDecodingStrategy::UptoBytes(buffer.len() - self.decoder.can_collect());
                self.decoder.decode_blocks(&mut self.source, missing).map_err(io::Error::other)?;
            }
            let read = self.decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            let written = self.decoder.get_checksum_from_data();
            if written.is_some() && written != self.decoder.get_calculated_checksum() {
                return Err(io::Error::other("its checksum is wrong"));
            }
            if self.source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            self.begin()?;
        }
    }
}

impl<R: BufRead> Frames<R> {
    /// Starts the next frame; skippable frames are skipped.
    fn begin(&mut self) -> io::Result<()> {
        match self.decoder.init(&mut self.source) {
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                io::copy(&mut self.source.by_ref().take(length.into()), &mut io::sink()).map(drop)
            }
            begun => begun.map_err(io::Error::other),
        }
    }
}

/// Reader that fails beyond a number of bytes.
pub(super) struct Bounded<R> {
    reader: R,
    left: u64,
}

/// Returns the maximum decompressed size, in bytes, of `compressed` bytes.
pub(super) fn allowance(compressed: u64, limits: &Limits) -> u64 {
    compressed.saturating_mul(limits.expansion as u64).saturating_add(Limits::BASE_DECOMPRESSED as u64)
}

impl<R> Bounded<R> {
    pub(super) fn new(reader: R, most: u64) -> Self {
        Self { reader, left: most }
    }

    /// Returns how many more bytes are allowed.
    pub(super) fn left(&self) -> u64 {
        self.left
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => {
                self.left = 0;
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the content expands beyond the limit"));
            }
        }
        Ok(read)
    }
}

/// Decompresses the bytes of a file, up to one byte beyond the limit.
///
/// `None` if they are not compressed as the name says, or are truncated: then the bytes themselves are the capture,
/// from which the library recovers as much as it can.
pub(super) fn decompress(compression: Compression, bytes: &[u8], limits: &Limits) -> io::Result<Option<Vec<u8>>> {
    let mut content = Vec::new();
    let bounded = Bounded::new(compression.decoder(bytes), allowance(bytes.len() as u64, limits));
    match bounded.take((limits.bytes as u64).saturating_add(1)).read_to_end(&mut content) {
        Ok(_) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(error),
        Err(_) => Ok(None),
    }
}

/// Adds a buffer of a useful size.
pub(super) fn buffered<R: Read>(reader: R) -> BufReader<R> {
    BufReader::with_capacity(128 << 10, reader)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_follow_each_other() {
        let frame = |text: &[u8]| ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest);
        let skipped = [&0x184d_2a50_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), b"abc"].concat();
        let bytes = [skipped.clone(), frame(b"one "), skipped.clone(), frame(b""), frame(b"two"), skipped].concat();
        let mut text = String::new();
        Compression::Zstd.decoder(&*bytes).read_to_string(&mut text).unwrap();
        assert_eq!(text, "one two");
        let cut = Compression::Zstd.decoder(&bytes[..bytes.len() - 20]).read_to_end(&mut Vec::new());
        assert!(cut.is_err());
    }
}
