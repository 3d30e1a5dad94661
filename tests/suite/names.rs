//! Types of other crates can declare how their member names are written, and the deserializer then matches by index.

use std::fmt;

use jsonmend::text::WRITTEN;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

static NAMES: &[&str] = &[WRITTEN, "\"first\":", "\"second\":"];

/// The name of a member: its index among the names of the type, or its text.
#[derive(PartialEq, Debug)]
enum Name {
    Place(u64),
    Text(String),
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_u64<E>(self, place: u64) -> Result<Name, E> {
                Ok(Name::Place(place))
            }

            fn visit_str<E>(self, text: &str) -> Result<Name, E> {
                Ok(Name::Text(text.to_owned()))
            }
        }

        deserializer.deserialize_identifier(Either)
    }
}

#[derive(PartialEq, Debug)]
struct Names(Vec<Name>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = map.next_key()? {
                    map.next_value::<IgnoredAny>()?;
                    names.push(name);
                }
                Ok(Names(names))
            }
        }

        deserializer.deserialize_struct("Names", NAMES, Members)
    }
}

/// Without matching by index, every name of the model is read, decoded and looked up: a fifth more work.
#[test]
fn names_in_the_order_of_the_type_are_told_by_their_place() {
    let names: Names = authscan::parse(br#"{"first": 1, "other": 2, "second": 3}"#).unwrap();
    assert_eq!(names.0, [Name::Place(0), Name::Text("other".into()), Name::Place(1)]);
}
