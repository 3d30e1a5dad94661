//! Unknown members of an object.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// The unknown members of an object, in the order of the input. They are written after the known ones.
///
/// The service adds members over time, so reading keeps unknown ones. `Debug` shows only names and kinds of values,
/// because a value may be a secret.
///
/// The deserializer bounds the depth of values; `serde_json` stops at 128.
// Boxed to be small: every object of the model has this field, and it is almost always empty.
#[derive(Clone, PartialEq, Default)]
pub struct Unknown(Option<Box<Members>>);

#[derive(Clone, PartialEq, Default)]
struct Members(Vec<(Box<str>, Value)>);

impl Unknown {
    /// Appends a member.
    ///
    /// The name must not be the name of a known member: the output would have a duplicate, which reading refuses.
    ///
    /// ```
    /// use authscan::model::ScanDefinition;
    ///
    /// let mut definition: ScanDefinition = authscan::parse(br#"{"id": "d", "newMember": 7}"#)?;
    /// let unknown = &mut definition.unknown;
    /// unknown.push("other", true.into());
    /// assert_eq!((unknown.len(), unknown.is_empty(), unknown.get("newMember")), (2, false, Some(&7.into())));
    /// assert_eq!(unknown.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["newMember", "other"]);
    /// # Ok::<(), authscan::Error>(())
    /// ```
    pub fn push(&mut self, name: impl Into<Box<str>>, value: Value) {
        self.0.get_or_insert_default().0.push((name.into(), value));
    }

    /// Returns the value of the first member with exactly this name; `None` if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.iter().find_map(|(known, value)| (known == name).then_some(value))
    }

    /// Returns the members in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.members().iter().map(|(name, value)| (&**name, value))
    }

    /// Returns the number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members().len()
    }

    /// Returns whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members().is_empty()
    }

    fn members(&self) -> &[(Box<str>, Value)] {
        self.0.as_ref().map_or(&[], |members| &members.0)
    }

    pub(super) fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
    }
}

impl<N: Into<Box<str>>> FromIterator<(N, Value)> for Unknown {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(members: I) -> Self {
        let mut all = Self::default();
        members.into_iter().for_each(|(name, value)| all.push(name, value));
        all
    }
}

/// Writes an object of these members.
impl Serialize for Unknown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.write(&mut map)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Unknown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Unknown;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unknown, A::Error> {
                let mut members = Unknown::default();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    members.push(name, value);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Any)
    }
}

impl JsonSchema for Unknown {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Unknown".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "object"})
    }
}

super::text::owned!(Unknown);

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter().map(|(name, value)| (name, kind(value)))).finish()
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
