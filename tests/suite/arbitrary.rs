//! Arbitrary values as dependents draw them: typed, and valid for any bytes.
use std::collections::HashSet;
use std::fmt::Debug;

use arbitrary::{Arbitrary, Unstructured};
use authscan::model::*;
use authscan_testkit::damage::{Case, Group};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Draws values from bytes, and asserts that each is equal after writing and strict parsing. Returns the number of
/// distinct values.
fn distinct<T>() -> usize
where
    T: for<'b> Arbitrary<'b> + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let texts = std::cell::RefCell::new(HashSet::new());
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let drawn = runner.run(&vec(any::<u8>(), 0..600), |bytes| {
        let value = T::arbitrary(&mut Unstructured::new(&bytes)).unwrap();
        let json = serde_json::to_vec(&value).unwrap();
        let read = authscan::parse::<T>(&json);
        prop_assert!(read.as_ref().is_ok_and(|read| *read == value), "{value:?}: {read:?}");
        texts.borrow_mut().insert(json);
        Ok(())
    });
    drawn.unwrap_or_else(|error| panic!("{error}"));
    texts.into_inner().len()
}

macro_rules! all_are_drawn {
    ($($type:ty),+ $(,)?) => {$(
        let drawn = distinct::<$type>();
        // With few distinct values the test would prove nothing.
        assert!(drawn > 20, "{}: {drawn}", stringify!($type));
    )+};
}

#[test]
fn values_of_every_type_are_drawn_from_any_bytes() {
    all_are_drawn! {
        AdvancedActiveConfiguration, Collection<ScanAgent>, Collection<ScanDefinition>, Collection<ScanHistory>,
        ErrorResponse, LatestScan, ScanAgent, ScanAuthenticationParams, ScanDefinition, ScanDefinitionCreate,
        ScanDefinitionIds, ScanDefinitionUpdate, ScanHistory, ScannedTarget, ScannerAgent, SessionIds, TimeOfDay,
        Timestamp,
    }
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    /// A damaged payload comes with its truth, and the truth is a payload of its kind.
    #[test]
    fn damage_is_drawn_from_any_bytes(bytes in vec(any::<u8>(), 0..32)) {
        let case = Case::arbitrary(&mut Unstructured::new(&bytes)).unwrap();
        let kind = PayloadKind::from_name(case.kind).unwrap();
        let report = authscan::Options::new().recover_canonical(&kind, case.sound.as_bytes());
        prop_assert_eq!(report.outcome, authscan::Outcome::Clean);
        prop_assert_eq!(case.damaged == case.sound.as_bytes(), case.class.group == Group::Valid, "{:?}", case);
    }
}
