//! Deserialization from text and tape, and serialization to compact JSON.

pub mod de;
pub(crate) mod ser;
