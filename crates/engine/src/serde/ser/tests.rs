#![allow(clippy::unwrap_used, reason = "a failed test is to panic")]

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::prelude::*;
use serde::Serialize;
use serde::ser::Error as _;

use super::*;

fn same<T: Serialize + Debug>(value: T) {
    assert_eq!(to_string(&value).unwrap(), serde_json::to_string(&value).unwrap(), "{value:?}");
    assert_eq!(to_vec(&value).unwrap(), serde_json::to_vec(&value).unwrap());
}

#[derive(Serialize, Debug)]
struct Unit;

#[derive(Serialize, Debug)]
struct Newtype(u8);

#[derive(Serialize, Debug)]
struct Pair(u8, &'static str);

#[derive(Serialize, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Variants {
    Unit,
    Newtype(Option<u8>),
    Tuple(i8, ()),
    Struct { a: bool, b: char },
}

#[test]
fn everything_that_serde_has() {
    same((Unit, Newtype(1), Pair(2, "two"), Some(3), None::<u8>, ()));
    same([Variants::Unit, Variants::Newtype(None), Variants::Tuple(-1, ()), Variants::Struct { a: true, b: '"' }]);
    same((u64::MAX, i64::MIN, u128::MAX, i128::MIN, i8::MIN, u16::MAX));
    same((0.0, -0.0, 1.0, 0.1_f32, 0.1_f64, 1e300, 5e-324, f64::NAN, f32::INFINITY));
    same((Vec::<u8>::new(), BTreeMap::<String, u8>::new(), [[[0_u8; 0]]]));
    same(std::net::Ipv4Addr::LOCALHOST);
}

#[test]
fn keys_are_quoted() {
    same(BTreeMap::from([("a\"", 1), ("", 2)]));
    same(BTreeMap::from([(-1, 1), (2, 2)]));
    same(BTreeMap::from([(true, 1)]));
    same(BTreeMap::from([('c', 1)]));
    same(BTreeMap::from([(u128::MAX, 1)]));
    same(BTreeMap::from([(Variants::Unit, 1)]));
    same(BTreeMap::from([(Some("a"), 1)]));
}

#[test]
fn what_cannot_be_a_key_is_refused() {
    fn refused<K: Serialize + Ord>(key: K) {
        let map = BTreeMap::from([(key, 1)]);
        assert!(serde_json::to_string(&map).is_err());
        assert_eq!(to_string(&map).unwrap_err().to_string(), "key must be a string");
    }
    refused([1]);
    refused(());
    refused(None::<u8>);
    refused(Variants::Newtype(None));
    refused(Variants::Struct { a: true, b: 'b' });
}

#[test]
fn a_failing_value_fails() {
    struct Failing;

    impl Serialize for Failing {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("no"))
        }
    }

    assert_eq!(to_vec(&[Failing]).unwrap_err().to_string(), "no");
}

/// `serde_json` passes values that it keeps as text under struct names of its own.
#[test]
fn digits_that_are_kept_stay_as_they_are() {
    struct Number(&'static str);

    impl Serialize for Number {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeStruct;
            let mut number = serializer.serialize_struct("$serde_json::private::Number", 1)?;
            number.serialize_field("$serde_json::private::Number", self.0)?;
            number.end()
        }
    }

    assert_eq!(to_string(&[Number("1.50"), Number("1e999")]).unwrap(), "[1.50,1e999]");
}

proptest! {
    #[test]
    fn strings_of_any_content(text in "\\PC{0,40}[\\x00-\\x7f]{0,40}", long in "[ -~]{0,70}") {
        same((&text, &long, format!("{long}{text}"), BTreeMap::from([(&text, &long)])));
    }
}
