//! Members that the model does not know.

use std::fmt;

use serde::ser::SerializeMap;
use serde_json::Value;

/// The members that a type does not know, in the order they came. They are written back after the known ones.
///
/// The service's members grow with time, so reading keeps what it cannot name. `Debug` shows names and kinds only:
/// a secret may stand under a name that nobody knew.
///
/// How deep a value nests is for the reader to bound; `serde_json` stops at 128.
// There are hardly ever any, so a place for them is to be small: every object of the model has one.
#[derive(Clone, PartialEq, Default)]
pub struct Unknown(Option<Box<Members>>);

#[derive(Clone, PartialEq, Default)]
struct Members(Vec<(Box<str>, Value)>);

impl Unknown {
    /// Adds a member at the end.
    ///
    /// It should not be one that the type knows: that would be written twice, which no reader accepts.
    pub fn push(&mut self, name: impl Into<Box<str>>, value: Value) {
        self.0.get_or_insert_default().0.push((name.into(), value));
    }

    /// The value of the first member with exactly this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.iter().find_map(|(known, value)| (known == name).then_some(value))
    }

    /// The members in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.members().iter().map(|(name, value)| (&**name, value))
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members().len()
    }

    /// Whether there are none.
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
