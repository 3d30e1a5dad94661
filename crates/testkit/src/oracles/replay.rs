//! Replay: the layers of a report, applied to its capture one by one, give the repaired text.

use super::guarantees::quotes;
use authscan::schema::Shape;
use authscan::{Options, Report};

/// Asserts that the reports about an input can be replayed: about the whole input, and about each document.
pub fn replay(input: &[u8], shape: &Shape, options: &Options) {
    let options = options.clone().layers(true);
    replays(&options.recover_shape(shape, input), input);
    for report in options.recover_all_as(shape, input) {
        replays(&report, input);
    }
}

/// Asserts that the layers of a report are in order, disjoint and complete, and that each quotes the bytes that it removes.
#[track_caller]
pub fn replays<T>(report: &Report<T>, input: &[u8]) {
    let shown = || String::from_utf8_lossy(input).into_owned();
    let Some(expected) = report.repaired_text() else {
        assert!(report.layers().is_empty(), "replay: layers of nothing: {:?}: {report:?}", shown());
        return;
    };
    let mut bytes = input.to_vec();
    for (number, layer) in report.layers().iter().enumerate() {
        for edit in &layer.edits {
            let removed = edit.span.slice_bytes(&bytes);
            assert!(
                quotes(&edit.removed, removed),
                "replay: layer {number}: {edit:?} removes {removed:?}: {:?}",
                shown()
            );
        }
        let next = layer.apply(&bytes);
        bytes = next.unwrap_or_else(|| panic!("replay: layer {number} overlaps itself: {layer:#?}: {:?}", shown()));
    }
    let text = String::from_utf8_lossy(&bytes);
    assert!(text == expected, "replay: {text:?} is not {expected:?}: {:?}: {:#?}", shown(), report.layers());
}
