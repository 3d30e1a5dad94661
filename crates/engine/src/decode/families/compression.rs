//! gzip, zlib, raw deflate, brotli and zstd.

use crate::decode::layer::Found;
use crate::limits::Limits;

#[cfg(not(feature = "compression"))]
pub(in crate::decode) fn find(_: &[u8], _: &Limits, _: &mut Found) {}

#[cfg(feature = "compression")]
pub(in crate::decode) fn find(bytes: &[u8], limits: &Limits, found: &mut Found) {
    with::find(bytes, limits, found);
}

#[cfg(feature = "compression")]
mod with {
    use std::io::Read;

    use crate::decode::layer::Found;
    use crate::decode::layer::Rewrite;
    use crate::diagnostic::{Applicability, Code, Diagnostic};
    use crate::limits::Limits;
    use crate::text::Span;

    type Open = for<'b> fn(&'b [u8]) -> Option<Box<dyn Read + 'b>>;

    /// A compression format: name, magic bytes (empty if it has none), and decoder.
    struct Coding {
        name: &'static str,
        starts: fn(&[u8]) -> bool,
        open: Open,
    }

    const CODINGS: [Coding; 5] = [
        Coding {
            name: "gzip",
            starts: |bytes| bytes.starts_with(b"\x1f\x8b\x08"),
            open: |bytes| Some(Box::new(flate2::read::MultiGzDecoder::new(bytes))),
        },
        Coding {
            name: "zstd",
            starts: |bytes| bytes.starts_with(b"\x28\xb5\x2f\xfd"),
            open: |bytes| Some(Box::new(ruzstd::decoding::StreamingDecoder::new(bytes).ok()?)),
        },
        Coding {
            name: "deflate",
            starts: |bytes| matches!(bytes, [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..]),
            open: |bytes| Some(Box::new(flate2::read::ZlibDecoder::new(bytes))),
        },
        Coding {
            name: "raw deflate",
            starts: is_binary,
            open: |bytes| Some(Box::new(flate2::read::DeflateDecoder::new(bytes))),
        },
        Coding {
            name: "brotli",
            starts: is_binary,
            open: |bytes| Some(Box::new(brotli_decompressor::Decompressor::new(bytes, 4096))),
        },
    ];

    /// Returns whether bytes are not text: formats without magic bytes are tried on these only.
    fn is_binary(bytes: &[u8]) -> bool {
        let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
        let odd = |byte: &&u8| !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e);
        let is_text = std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true);
        !is_text && head.iter().filter(odd).count() * 5 > head.len()
    }

    pub(in crate::decode) fn find(bytes: &[u8], limits: &Limits, found: &mut Found) {
        for coding in CODINGS.iter().filter(|coding| (coding.starts)(bytes)) {
            let most = limits.decompressed(bytes.len());
            let mut content = Vec::new();
            let Some(reader) = (coding.open)(bytes) else { continue };
            // Content decoded before an error is kept: the capture may be truncated.
            let is_sound = reader.take(most as u64 + 1).read_to_end(&mut content).is_ok();
            let whole = Span::new(0, bytes.len());
            if content.len() > most {
                let help = format!(
                    "this {} decompresses to over {most} bytes: raise the limits if the input is trusted",
                    coding.name
                );
                // Formats without magic bytes accept nearly any bytes.
                if coding.name.contains("raw") || coding.name == "brotli" {
                    continue;
                }
                found.refused.push(Diagnostic::new(Code::DecompressionBomb, whole).help(help));
                return;
            }
            let is_text = !is_binary(&content) || content.starts_with(b"\x1f\x8b") || content.contains(&0);
            if content.is_empty() || (!is_sound && !is_text) {
                continue;
            }
            let applicability = if is_sound { Applicability::Certain } else { Applicability::Likely };
            let mut rewrite = Rewrite::new(bytes);
            rewrite.restate(bytes.len(), &content);
            rewrite.decoded(whole, Code::Compressed, applicability, coding.name);
            found.push(rewrite.finish());
            return;
        }
    }
}
