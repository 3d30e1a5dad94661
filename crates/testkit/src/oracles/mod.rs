//! Oracles: functions that read bytes and panic where a promise of the crate is broken.
//!
//! The fuzz targets, the replay of what they found and the property tests share them, so that a promise is written down
//! once. They keep no state but schemas that are compiled once, print nothing and are deterministic, so they may be called
//! from campaigns of dependants. No part of the crate's stable API.
//!
//! ```
//! // In a fuzz target: `fuzz_target!(|input: &[u8]| authscan_testkit::oracles::recover(input));`
//! authscan_testkit::oracles::recover(br#"{"value": [{"id": "1" "#);
//! for (name, oracle) in authscan_testkit::oracles::TARGETS {
//!     println!("{name}");
//!     # if *name == "cli_lines" { continue; }
//!     oracle(b"[1, 2");
//! }
//! ```
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
mod program;
mod replay;
mod schema;
mod secrets;
mod structured;
mod text;

pub use capture::{Wrapped, capture, wrap};
pub use check::{canonical, check};
pub use guarantees::{Subject, all_guarantees, value_guarantees};
pub use peers::{de, strict};
pub use program::cli_lines;
pub use replay::{replay, replays};
pub use schema::{check_schema, near, pointers, validator};
pub use secrets::{Planted, plant, planted, secrets};
pub use structured::{draw, recover_structured};
pub use text::text;

/// How many bytes this thread has looked at so far for secrets, places and drawings: the work that no search step counts.
pub use jsonmend::looked;

use authscan::Options;
use authscan::Report;
use authscan::diagnostic::Code;
use authscan::model::{PayloadKind, detect};
use authscan::schema::Shape;

/// Calls a generic function with the type of a kind of payload.
macro_rules! with_type {
    ($kind:expr, $function:ident($($argument:expr),*)) => {{
        use authscan::model::{
            Collection, ErrorResponse, PayloadKind, ScanAgent, ScanDefinition, ScanDefinitionCreate, ScanDefinitionIds,
            ScanDefinitionUpdate, ScanHistory, SessionIds,
        };
        match $kind {
            PayloadKind::Definitions => $function::<Collection<ScanDefinition>>($($argument),*),
            PayloadKind::Definition => $function::<ScanDefinition>($($argument),*),
            PayloadKind::Agents => $function::<Collection<ScanAgent>>($($argument),*),
            PayloadKind::Agent => $function::<ScanAgent>($($argument),*),
            PayloadKind::History => $function::<Collection<ScanHistory>>($($argument),*),
            PayloadKind::Create => $function::<ScanDefinitionCreate>($($argument),*),
            PayloadKind::Update => $function::<ScanDefinitionUpdate>($($argument),*),
            PayloadKind::BatchDelete | PayloadKind::HistoryByDefinition => $function::<ScanDefinitionIds>($($argument),*),
            PayloadKind::HistoryBySession => $function::<SessionIds>($($argument),*),
            PayloadKind::Error => $function::<ErrorResponse>($($argument),*),
            other => panic!("{other:?} has no type here"),
        }
    }};
}
use with_type;

/// What a fuzz target runs on each input.
pub type Oracle = fn(&[u8]);

/// Every fuzz target by the name of its file in `fuzz/fuzz_targets`.
pub const TARGETS: &[(&str, Oracle)] = &[
    ("strict", strict),
    ("recover", recover),
    ("recover_structured", recover_structured),
    ("de", de),
    ("check", check),
    ("check_schema", check_schema),
    ("canonical", canonical),
    ("text", text),
    ("secrets", secrets),
    ("capture", capture),
    ("cli_lines", cli_lines),
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

/// The bytes that were read: those of the input, or the most that it may have decompressed to.
fn length<T>(report: &Report<T>, input: &[u8]) -> usize {
    let compressed = report.edits.iter().any(|edit| edit.code == Code::Compressed);
    if compressed { Options::new().limits().decompressed(input.len()) } else { input.len() }
}

/// G1 of every report: so many steps at most for so many bytes.
#[track_caller]
fn is_bounded<T>(report: &Report<T>, bytes: usize) {
    let most = Options::new().limits().most_steps(bytes);
    assert!(report.steps <= most, "G1: {} steps for {bytes} bytes: {report:?}", report.steps);
}

/// G1 to G7 on any bytes, as the kind that they look like and as plain JSON.
pub fn recover(input: &[u8]) {
    for (_, shape) in shapes(input) {
        all_guarantees(&Subject::new(input, shape, &Options::new()));
    }
    value_guarantees(input);
}
