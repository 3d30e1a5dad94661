//! What the benches share: the payloads, the plain types that the peers read them into, the readers,
//! and the plot of what they did.

pub mod folder;
pub mod payloads;
pub mod plain;
pub mod plot;
pub mod readers;
