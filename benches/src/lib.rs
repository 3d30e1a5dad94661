//! Shared parts of the benchmarks: payloads, the plain types that peers read them into, the readers, and the plot of a
//! run.

pub mod folder;
pub mod payloads;
pub mod plain;
pub mod plot;
pub mod readers;
