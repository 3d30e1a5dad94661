//! From the bytes of a capture to the text of a document.
//!
//! Captures come wrapped: in a log line, an HTTP message, an encoding, a string, several of them one in another.
//! [`unwrap()`] takes the wrappers off, [`decode()`] reads what is within as UTF-8. Each says what it changed and leads
//! every place back to the bytes of the capture.
//!
//! Nothing says which wrapper is the outermost. Each family looks for its own marks and offers what would be within; the
//! search takes what reads best as JSON, damage within included. What is wrong with the document itself is left to the
//! recovery of the text.

mod bare;
mod base64;
mod chunked;
mod compression;
mod cri;
mod decode;
mod documents;
mod embedded;
mod entities;
mod escaped;
mod fence;
mod foreign;
mod gutter;
mod har;
mod hard_wrap;
mod hexdump;
mod http;
mod layer;
mod lines;
mod log;
mod padding;
mod percent;
mod prose;
mod quoted_printable;
mod score;
mod script;
mod search;
mod several;
mod sound;
mod stretches;
mod terminal;
#[cfg(test)]
mod tests;
mod wide;

pub use bare::is_bare;
pub(crate) use base64::hidden;
pub use decode::{Decoded, decode};
pub use documents::parts;
pub use score::Guide;
pub use search::{Unwrapped, Unwrapping, unwrap};
pub use stretches::boundaries;
