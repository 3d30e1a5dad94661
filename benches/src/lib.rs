//! What the benches share: the payloads, and the plain types that the peers read them into.

pub mod payloads;
pub mod plain;
