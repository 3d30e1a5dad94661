//! Test kit for [`authscan`] and similar parsers: seeded damage with its truth, and oracles that panic if a guarantee
//! is broken.
//!
//! ```toml
//! [dev-dependencies]
//! authscan-testkit = "0.1"
//! ```
//!
//! - [`damage`] generates payloads and damages them as it happens in practice; [`damage::Foreign`] does so for documents of
//!   your own.
//! - [`oracles`] check the [guarantees](oracles) of the crates on any bytes; the fuzz targets call them.
//!
//! ```
//! use authscan_testkit::damage;
//!
//! for class in damage::classes().take(3) {
//!     let case = damage::case(class, damage::TEST_SEED, 0).expect("a case of the class");
//!     let report = authscan::recover::<serde_json::Value>(&case.damaged);
//!     println!("{}: {}", class.name, report.outcome.name());
//! }
//! ```

pub mod damage;
pub mod oracles;
