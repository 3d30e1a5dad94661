//! Arbitrary payloads, made from their schemas, so that tests notice a schema that allows too much.

use arbitrary::Unstructured;
use authscan::model::PayloadKind;
use authscan::schema::Contract;
use authscan_testkit::oracles::{near, pointers};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Calls a generic function with the Rust type of a kind of payload.
macro_rules! with_type {
    ($kind:expr, $function:ident $arguments:tt) => {
        match $kind {
            PayloadKind::Definitions => $function::<Collection<ScanDefinition>>$arguments,
            PayloadKind::Definition => $function::<ScanDefinition>$arguments,
            PayloadKind::Agents => $function::<Collection<ScanAgent>>$arguments,
            PayloadKind::Agent => $function::<ScanAgent>$arguments,
            PayloadKind::History => $function::<Collection<ScanHistory>>$arguments,
            PayloadKind::Create => $function::<ScanDefinitionCreate>$arguments,
            PayloadKind::Update => $function::<ScanDefinitionUpdate>$arguments,
            PayloadKind::BatchDelete | PayloadKind::HistoryByDefinition => $function::<ScanDefinitionIds>$arguments,
            PayloadKind::HistoryBySession => $function::<SessionIds>$arguments,
            PayloadKind::Error => $function::<ErrorResponse>$arguments,
            other => panic!("no type for {other}"),
        }
    };
}
pub(crate) use with_type;

/// A document that the schema of this kind of payload allows.
pub(crate) fn document(kind: PayloadKind, contract: Contract) -> BoxedStrategy<Value> {
    proptest::collection::vec(any::<u8>(), 0..1024)
        .prop_map(move |bytes| authscan::arbitrary::payload(kind, contract, &mut Unstructured::new(&bytes)).unwrap())
        .boxed()
}

/// Any JSON of little depth.
pub(crate) fn json_value() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(|number: f64| json!(number)),
        Just(json!(2.0)),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::vec(("x[a-z]{0,3}", inner), 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
    .boxed()
}

/// A document with one of its values replaced by any other, or by a similar one.
pub(crate) fn damaged(document: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    (document, any::<proptest::sample::Index>(), proptest::option::of(json_value()), any::<u8>())
        .prop_map(|(mut document, at, other, how)| {
            let pointers = pointers(&document);
            if let Some(place) = document.pointer_mut(at.get(&pointers).as_str()) {
                *place = other.unwrap_or_else(|| near(place, how));
            }
            document
        })
        .boxed()
}

/// A document with one of its member names in upper case.
pub(crate) fn respelled(document: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    (document, any::<proptest::sample::Index>())
        .prop_map(|(mut document, at)| {
            let mut pointers = pointers(&document);
            pointers.retain(|pointer| !pointer.is_empty() && !pointer.ends_with(|last: char| last.is_ascii_digit()));
            if pointers.is_empty() {
                return document;
            }
            let (owner, name) = at.get(&pointers).rsplit_once('/').unwrap();
            let name = name.replace("~1", "/").replace("~0", "~");
            if let Some(Value::Object(members)) = document.pointer_mut(owner) {
                if let Some(value) = members.shift_remove(&name) {
                    members.insert(name.to_uppercase(), value);
                }
            }
            document
        })
        .boxed()
}
