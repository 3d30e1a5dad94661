//! Tests of the crates as their users see them, in one binary, so that linking does not rule the loop.
//!
//! One file a subject; most read their cases from `tests/data`. Run one by name: `cargo test --test suite fixtures`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod any_schema;
mod arbitrary;
mod auto;
mod builders;
mod capture;
mod check;
mod coerce;
mod conformance;
mod damage;
mod dependencies;
mod detect;
mod explain;
mod faults;
mod fields;
mod fitting;
mod fixtures;
mod growth;
mod hostile;
mod imports;
mod model;
mod names;
mod notations;
mod properties;
mod readings;
mod replay;
mod requests;
mod schema_suite;
mod schemas;
mod secrets;
mod strategies;
