//! Tests of the crates' public APIs, in one binary, so that the edit-test loop links only once.
//!
//! Each file has one subject; most read their cases from `tests/data`. Run one by name: `cargo test --test suite
//! fixtures`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod any_schema;
mod api;
mod arbitrary;
mod auto;
mod breaks;
mod builders;
mod capture;
mod check;
mod clients;
mod coerce;
mod conformance;
mod conversions;
mod damage;
mod dependencies;
mod detect;
mod documented;
mod explain;
mod faults;
mod fields;
mod fitting;
mod fixed_points;
mod fixtures;
mod growth;
mod hostile;
mod imports;
mod interpretation;
mod kinds;
mod links;
mod model;
mod names;
mod notations;
mod properties;
mod readings;
mod replay;
mod reported;
mod requests;
mod rules;
mod schema_suite;
mod schemas;
mod secrets;
mod siblings;
mod sizes;
mod strategies;
mod types;
mod unguided;
mod untold;
mod words;
