//! Payloads damaged by a seed.

use serde_json::Value;

use super::{Subject, all_guarantees};
use crate::damage::{self, Case, Class, Group};
use authscan::Options;
use authscan::diagnostic::Applicability;
use authscan::model::PayloadKind;

/// Returns the case that an input encodes: one byte for the class, the rest for the seed.
#[must_use]
pub fn draw(input: &[u8]) -> Option<Case> {
    let (class, seed) = input.split_first()?;
    let classes: Vec<&'static Class> = damage::classes().collect();
    let class = classes[usize::from(*class) % classes.len()];
    // FNV-1a.
    let seed = seed
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    damage::case(class, seed, 0)
}

/// Asserts G1 to G7 for a damaged payload, and that its value is right, or in doubt, or explained by edits that change no
/// more bytes than the damage did: no parser can then know which document was meant.
pub fn recover_structured(input: &[u8]) {
    let Some(case) = draw(input) else { return };
    let kind = PayloadKind::from_name(case.kind).expect("a kind of the model");
    let options = Options::new();
    let subject = Subject::new(&case.damaged, kind.shape(), &options);
    all_guarantees(&subject);
    if case.class.group == Group::Valid {
        return;
    }
    let report = subject.report();
    let value = report.repaired_text().and_then(|text| serde_json::from_str::<Value>(text).ok());
    if !case.lossless || value.as_ref() == Some(&case.truth) {
        return;
    }
    let least = report.edits.iter().map(|edit| edit.applicability).min();
    if report.outcome == authscan::Outcome::Rejected || least.is_some_and(|least| least < Applicability::Certain) {
        return;
    }
    let changed: usize = report.edits.iter().map(|edit| edit.span.len() + edit.inserted.len()).sum();
    let undone: usize = case.inverse.iter().map(|edit| edit.end - edit.start + edit.text.len()).sum();
    assert!(
        changed <= undone,
        "certain, but wrong, and {changed} bytes changed where {undone} undo the damage: {} of {:?}\n{report:#?}",
        case.class.name,
        String::from_utf8_lossy(&case.damaged),
    );
}
