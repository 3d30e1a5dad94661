//! Oracles: functions that take bytes and panic if a guarantee is broken.
//!
//! Fuzz targets, the replay of their finds and property tests share the oracles. These keep no state except compiled schemas,
//! print nothing and are deterministic, so fuzzers of other crates may call them. They are not part of the stable API.
//!
//! The guarantees:
//!
//! | | |
//! | --- | --- |
//! | G1 | Work and the number of edits are bounded, and an exceeded limit is reported. |
//! | G2 | Valid JSON that fits is not changed. |
//! | G3 | The repaired text is JSON, and the value is the result of parsing it. |
//! | G4 | Bytes outside of edits are unchanged, and edits quote the bytes that they remove. |
//! | G5 | No content is [invented](authscan::Edit#inserted-text). |
//! | G6 | Recovering the repaired text makes no edit, and equal bytes give equal reports. |
//! | G7 | If no value was converted and no name or value respelled, a report is [ambiguous](authscan::Report::ambiguous) exactly if an edit is a guess or several documents were read as one list. The finding `ambiguous` says so. |
//! | G8 | No secret appears outside of the value and the text of the document. |
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

pub use jsonmend::looked;

use authscan::Options;
use authscan::Report;
use authscan::diagnostic::Code;
use authscan::model::{PayloadKind, detect};
use authscan::schema::Shape;

/// Calls a generic function with the Rust type of a kind of payload.
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

/// Function that a fuzz target calls with each input.
pub type Oracle = fn(&[u8]);

/// Every fuzz target, with the name of its file in `fuzz/fuzz_targets`.
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

/// Returns the oracle of a target.
#[must_use]
pub fn oracle(target: &str) -> Option<Oracle> {
    TARGETS.iter().find(|(name, _)| *name == target).map(|(_, oracle)| *oracle)
}

/// The shape of any value.
static ANY: Shape = Shape::ANY;

/// Returns the shapes to recover an input with: the shape of the detected kind, or of a kind that the input's length selects if
/// none is detected, and the shape of any JSON.
pub fn shapes(input: &[u8]) -> [(Option<PayloadKind>, &'static Shape); 2] {
    let kinds = PayloadKind::ALL;
    let kind = detect(&String::from_utf8_lossy(input)).kind.unwrap_or(kinds[input.len() % kinds.len()]);
    [(Some(kind), kind.shape()), (None, &ANY)]
}

/// Returns the number of bytes read: those of the input, or the most that it may have decompressed to.
fn length<T>(report: &Report<T>, input: &[u8]) -> usize {
    let compressed = report.edits.iter().any(|edit| edit.code == Code::Compressed);
    if compressed { Options::new().limits().decompressed(input.len()) } else { input.len() }
}

/// Asserts the limit on steps (G1) for any report.
#[track_caller]
fn is_bounded<T>(report: &Report<T>, bytes: usize) {
    let most = Options::new().limits().most_steps(bytes);
    assert!(report.steps <= most, "G1: {} steps for {bytes} bytes: {report:?}", report.steps);
}

/// Asserts G1 to G7 for any bytes, as the detected kind and as plain JSON.
pub fn recover(input: &[u8]) {
    for (_, shape) in shapes(input) {
        all_guarantees(&Subject::new(input, shape, &Options::new()));
    }
    value_guarantees(input);
}
