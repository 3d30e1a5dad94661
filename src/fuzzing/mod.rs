//! Oracles: functions that read bytes and panic where a promise of the crate is broken.
//!
//! The fuzz targets, the replay of what they found and the property tests share them, so that a promise is written down
//! once. They keep no state, print nothing and are deterministic. No part of the crate's stable API.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "an oracle that does not hold is to panic"
)]

mod capture;
mod check;
mod draws;
mod guarantees;
mod peers;
mod secrets;
mod structured;
mod text;

pub use capture::{Wrapped, capture, wrap};
pub use check::{canonical, check};
pub use guarantees::{Subject, all_guarantees, value_guarantees};
pub use peers::{de, strict};
pub use secrets::{Planted, plant, planted, secrets};
pub use structured::{draw, recover_structured};
pub use text::text;

use crate::model::{PayloadKind, detect};
use crate::options::Options;
use crate::schema::Shape;

/// What a fuzz target runs on each input.
pub type Oracle = fn(&[u8]);

/// Every fuzz target by the name of its file in `fuzz/fuzz_targets`.
pub const TARGETS: &[(&str, Oracle)] = &[
    ("strict", strict),
    ("recover", recover),
    ("recover_structured", recover_structured),
    ("de", de),
    ("check", check),
    ("canonical", canonical),
    ("text", text),
    ("secrets", secrets),
    ("capture", capture),
];

/// The oracle of a target.
#[must_use]
pub fn oracle(target: &str) -> Option<Oracle> {
    TARGETS.iter().find(|(name, _)| *name == target).map(|(_, oracle)| *oracle)
}

/// The shape of any value.
static ANY: Shape = Shape::ANY;

/// The shapes that an input is worth reading with: of the kind that it looks like, or else of one that its length picks,
/// and none.
pub fn shapes(input: &[u8]) -> [(Option<PayloadKind>, &'static Shape); 2] {
    let kinds = PayloadKind::ALL;
    let kind = detect(&String::from_utf8_lossy(input)).kind.unwrap_or(kinds[input.len() % kinds.len()]);
    [(Some(kind), kind.shape()), (None, &ANY)]
}

/// G1 to G7 on any bytes, as the kind that they look like and as plain JSON.
pub fn recover(input: &[u8]) {
    for (_, shape) in shapes(input) {
        all_guarantees(&Subject::new(input, shape, &Options::new()));
    }
    value_guarantees(input);
}
