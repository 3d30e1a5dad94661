//! Captures: payloads in envelopes, and arbitrary bytes.

use serde::de::IgnoredAny;
use serde_json::Value;

use super::draws::Draws;
use crate::damage::{self, Gives, WRAPPERS};
use authscan::Options;
use authscan::diagnostic::Applicability;
use authscan::limits::Limits;
use authscan::model::PayloadKind;
use authscan::text::Span;
use authscan::{Outcome, Report};
use jsonmend::decode::{Guide, Unwrapped, parts, unwrap};

/// A payload in envelopes.
#[derive(Clone, Debug)]
pub struct Wrapped {
    /// Kind of the payload.
    pub kind: &'static str,
    /// Value of the payload.
    pub value: Value,
    /// Names of the envelopes, the innermost first.
    pub wrappers: Vec<&'static str>,
    /// Bytes of the capture.
    pub capture: Vec<u8>,
}

/// Returns the capture that an input encodes: a payload in one to three compatible envelopes.
#[must_use]
pub fn wrap(input: &[u8]) -> Wrapped {
    let mut draws = Draws::new(input);
    let number = (draws.below(256) * 256 + draws.below(256)) as u64;
    let payload = damage::payload(damage::FIT_SEED, number);
    let mut wrapped =
        Wrapped { kind: payload.kind, value: payload.value, wrappers: Vec::new(), capture: payload.text.into_bytes() };
    let mut is_text = true;
    for _ in 0..=draws.below(3) {
        let wrapper = &WRAPPERS[draws.below(WRAPPERS.len())];
        if wrapper.needs_text && !is_text {
            continue;
        }
        is_text = wrapper.gives == Gives::Text || (wrapper.gives == Gives::Same && is_text);
        wrapped.capture = wrapper.wrap(damage::FIT_SEED, number, &wrapped.capture);
        wrapped.wrappers.push(wrapper.name);
    }
    wrapped
}

/// Asserts that envelopes are removed: the value is the payload's, or the report doubts the value, or the capture is JSON
/// already. For any bytes, spans of the content map back to the capture in order, and the work is bounded.
pub fn capture(input: &[u8]) {
    let Some((mode, rest)) = input.split_first() else { return };
    if mode % 2 == 0 {
        comes_off(&wrap(rest));
    } else {
        leads_back(rest);
        is_joined(rest);
    }
}

fn comes_off(wrapped: &Wrapped) {
    let shape = PayloadKind::from_name(wrapped.kind).expect("a kind of the model").shape();
    let report = Options::new().recover_shape(shape, &wrapped.capture);
    super::replay(&wrapped.capture, shape, &Options::new());
    leads_back(&wrapped.capture);
    let text = report.repaired_text().map_or(&*wrapped.capture, str::as_bytes);
    if report.outcome == Outcome::Rejected
        || serde_json::from_slice::<Value>(text).ok().as_ref() == Some(&wrapped.value)
    {
        return;
    }
    let is_sure = report.edits.iter().all(|edit| edit.applicability == Applicability::Certain) && !report.ambiguous;
    assert!(
        !is_sure || report.outcome != Outcome::Repaired || holds_several(wrapped),
        "certain, but wrong: {:?} in {:?}: {}\n{report:#?}",
        wrapped.kind,
        wrapped.wrappers,
        String::from_utf8_lossy(&wrapped.capture),
    );
}

/// Returns whether an envelope makes the document undecidable.
fn holds_several(wrapped: &Wrapped) -> bool {
    let doubtful = ["chunk-sizes-lie", "chunk-sizes-only", "hard-wrap", "soft-wrap", "candidates", "windows-1252"];
    wrapped.wrappers.len() > 1 || wrapped.wrappers.iter().any(|name| doubtful.contains(name))
}

/// Bytes scanned or produced, per byte of a capture.
const WORK_PER_BYTE: u64 = 2_000;
/// Bytes scanned or produced for any capture.
const WORK_FOR_ANY: u64 = 256 << 20;

/// Asserts that every offset of the content maps back into the capture, in order.
fn leads_back(capture: &[u8]) {
    let limits = Limits::default();
    let unwrapped = unwrap(capture, &Guide::NONE, &limits);
    let most = WORK_FOR_ANY + WORK_PER_BYTE * capture.len() as u64;
    assert!(unwrapped.work <= most, "{} bytes of work for {}", unwrapped.work, capture.len());
    assert!(unwrapped.bytes.len() <= limits.decompressed(capture.len()).max(capture.len() * 4));
    assert_eq!(unwrapped.is_plain(), unwrapped.bytes == capture, "{unwrapped:?}");
    in_order(&unwrapped, capture);
    for unwrapping in unwrapped.unwrappings() {
        let before = unwrapped.before(unwrapping.depth);
        assert!(unwrapping.span.end <= capture.len() && unwrapping.place.end <= before.len(), "{unwrapping:?}");
    }
}

fn in_order(unwrapped: &Unwrapped<'_>, capture: &[u8]) {
    let mut last = Span::at(0);
    for at in 0..unwrapped.bytes.len().min(1 << 16) {
        let origin = unwrapped.origin(Span::new(at, at + 1));
        assert!(last.start <= origin.start && last.end <= origin.end, "{at} leads back from {last:?} to {origin:?}");
        assert!(origin.end <= capture.len(), "{at} leads to {origin:?}");
        last = origin;
    }
}

/// Asserts that parts are disjoint and in order, and that joining them gives JSON.
fn is_joined(capture: &[u8]) {
    super::replays(&Options::new().join_pages(true).layers(true).recover::<Value>(capture), capture);
    let parts = parts(capture);
    assert!(parts.iter().all(|part| part.end <= capture.len()), "{parts:?}");
    assert!(parts.windows(2).all(|pair| pair[0].end <= pair[1].start), "{parts:?}");
    let options = Options::new().join_pages(true);
    let report: Report<Value> = options.recover(capture);
    if let Some(text) = report.repaired_text() {
        // A number may be larger than a `Value` can hold.
        assert!(serde_json::from_str::<IgnoredAny>(text).is_ok(), "{report:?}");
    }
    let within = |span: Span| span.end <= capture.len();
    assert!(report.edits.iter().all(|edit| within(edit.span)), "{report:?}");
    assert!(report.diagnostics.iter().all(|found| within(found.span)), "{report:?}");
}
