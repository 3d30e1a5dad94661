//! Repaired texts are fixed points: read again as any type, a repaired text needs no repair of its syntax.

use authscan::diagnostic::Code;
use authscan::model::PayloadKind;
use authscan::schema::Shape;
use authscan::{Edit, Options, Outcome, Report, auto};
use authscan_testkit::damage::{Planting, TEST_SEED, planting};

/// An expectation of what an input is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Type {
    Auto,
    Any,
    Kind(PayloadKind),
}

impl Type {
    fn read(self, input: &[u8]) -> Report<()> {
        let options = Options::new();
        let any = || options.recover_shape(&Shape::ANY, input);
        match self {
            Self::Auto => auto::settle(&options, input, |kind| options.recover_as(&kind, input))
                .map_or_else(any, |(_, report)| report),
            Self::Any => any(),
            Self::Kind(kind) => options.recover_as(&kind, input),
        }
    }
}

/// Whether edits fit values to the type, or take the document out of JSON that cannot be it, and repair it there.
fn are_fitting(edits: &[Edit]) -> bool {
    let is_fitting = |code| matches!(code, Code::LeftOut | Code::CoercedValue | Code::DuplicateMember);
    edits.iter().any(|edit| edit.code.is_wrapper()) || edits.iter().all(|edit| is_fitting(edit.code))
}

/// Reads an input as each of the types, and what each gives as each of them. Returns the number of readings.
fn holds(input: &[u8], types: &[Type]) -> usize {
    let mut readings = 0;
    for first in types {
        let report = first.read(input);
        let Some(text) = report.repaired_text().filter(|_| report.outcome != Outcome::Rejected) else { continue };
        for second in types {
            let again = second.read(text.as_bytes());
            readings += 1;
            let told = || format!("{first:?}, then {second:?}: {:?} gives {text:?}", String::from_utf8_lossy(input));
            let is_fixed = again.edits.is_empty();
            assert!(is_fixed || are_fitting(&again.edits), "{}: {again:#?}", told());
            // A type that the text was not read as may not accept it; then there is a finding.
            assert!(is_fixed || !again.diagnostics.is_empty(), "{}", told());
            let is_same = first == second && !report.ambiguous;
            assert!(is_fixed || !is_same, "{}: {again:#?}", told());
        }
    }
    readings
}

const TYPES: [Type; 7] = [
    Type::Auto,
    Type::Any,
    Type::Kind(PayloadKind::Definitions),
    Type::Kind(PayloadKind::Definition),
    Type::Kind(PayloadKind::Agents),
    Type::Kind(PayloadKind::Update),
    Type::Kind(PayloadKind::Error),
];

#[test]
fn what_was_edited_again_is_a_fixed_point() {
    for input in [
        "{value\"[{e\":K,\"isActive\":t}]",
        "{\"value\"[{d\"y\"::\"isActive\"}]",
        "{\"scanAuthenticationParams\": {\"@odata.type\": ]",
        "{\"d\": \"9*/},1\", \"targetType\": \",\", \"value\": [\":\"",
    ] {
        holds(input.as_bytes(), &TYPES);
    }
}

#[test]
fn repaired_captures_are_fixed_points_for_each_type() {
    let mut readings = 0;
    for index in 0..60 {
        let Some(Planting { capture, .. }) = planting(&[], TEST_SEED, 20_000 + index) else { continue };
        readings += holds(&capture, &TYPES);
    }
    println!("{readings} readings of repaired texts");
    assert!(readings > 1000);
}
