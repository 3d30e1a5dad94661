//! Test kit of [`authscan`] and of parsers like it: seeded damage with the truth beside it, and oracles that panic where a
//! promise is broken.
//!
//! - [`damage`] makes sound payloads and damages them in ways that are seen in the field.
//! - [`oracles`] hold the guarantees of the crates on any bytes; the fuzz targets call them.

pub mod damage;
pub mod oracles;
