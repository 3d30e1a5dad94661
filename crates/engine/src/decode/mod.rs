//! From the bytes of a capture to the text of a document.
//!
//! A capture surrounds its document with envelopes and encodings: a log line, an HTTP message, base64, a string,
//! several of them nested. [`unwrap()`] takes them off, [`decode()`] reads the content as UTF-8. Both record what they
//! changed and map every span back to the bytes of the capture.
//!
//! Which envelope is the outermost is not known in advance. Each family looks for its own marks and offers the content;
//! the search takes the content that scores best as JSON, even if damaged. Faults of the document itself are left to
//! the repair of the text.

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
