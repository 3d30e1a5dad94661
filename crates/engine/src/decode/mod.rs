//! Removal of envelopes and encodings: from the bytes of a capture to the text of a document.
//!
//! An envelope surrounds a document (a log line, an HTTP message), an encoding replaces its bytes (base64, a string
//! literal); several may be nested. [`unwrap()`] removes them, [`decode()`] decodes the content as UTF-8, and
//! [`boundaries()`] finds several documents in one text. All record their changes and map every span back to the bytes
//! of the capture.
//!
//! ```
//! use jsonmend::decode::{Guide, unwrap};
//! use jsonmend::limits::Limits;
//!
//! let capture = b"2026-01-02T03:04:05Z INFO body={\"id\":7}\n";
//! assert_eq!(&*unwrap(capture, &Guide::NONE, &Limits::default()).bytes, b"{\"id\":7}");
//! ```
//!
//! The outermost envelope is not known in advance. Each family searches for its own marks and offers the content; the
//! search takes the content that scores best as JSON, even if damaged. Faults of the document itself are left to
//! [`crate::repair`].

mod alone;
mod bare;
mod binary;
mod families;
mod layer;
mod lines;
mod score;
mod search;
mod utf8;

pub(crate) use bare::first_name;
pub use bare::is_bare;
pub use binary::is_binary;
pub(crate) use families::base64::hidden;
pub use families::documents::parts;
pub use families::stretches::boundaries;
pub use score::Guide;
pub use search::{Unwrapped, Unwrapping, unwrap};
pub use utf8::{Decoded, decode};
