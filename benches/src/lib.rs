//! What the benches share: the payloads, the plain types that the peers read them into, and the readers.

pub mod payloads;
pub mod plain;
pub mod readers;
