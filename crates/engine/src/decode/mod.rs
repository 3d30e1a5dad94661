//! From the bytes of a capture to the text of a document.
//!
//! Captures come wrapped: in a log line, an HTTP message, an encoding, a string, several of them one in another.
//! [`unwrap()`] takes the wrappers off, [`decode()`] reads what is within as UTF-8. Each says what it changed and leads
//! every place back to the bytes of the capture.
//!
//! Nothing says which wrapper is the outermost. Each family looks for its own marks and offers what would be within; the
//! search takes what reads best as JSON, damage within included. What is wrong with the document itself is left to the
//! recovery of the text.

mod alone;
mod bare;
mod families;
mod layer;
mod lines;
mod score;
mod search;
mod utf8;

pub use bare::is_bare;
pub(crate) use families::base64::hidden;
pub use families::documents::parts;
pub use families::stretches::boundaries;
pub use score::Guide;
pub use search::{Unwrapped, Unwrapping, unwrap};
pub use utf8::{Decoded, decode};
