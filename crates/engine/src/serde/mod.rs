//! From text and tape to Rust values, and back.

pub mod de;
pub(crate) mod ser;
