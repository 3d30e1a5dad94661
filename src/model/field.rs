//! Members that may be absent, `null` or a value.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Secret;
use super::read::Read;

/// A member of an object: absent, `null`, or a value.
///
/// The three states differ: an update leaves an absent member unchanged and clears a `null` one. Reading and writing
/// back keeps the state.
///
/// ```
/// use authscan::model::{Field, ScanDefinitionUpdate};
///
/// let mut update = ScanDefinitionUpdate::new().is_active(false);
/// update.target_type = Field::Null;
/// assert_eq!(serde_json::to_string(&update).unwrap(), r#"{"isActive":false,"targetType":null}"#);
/// ```
///
/// ```
/// use authscan::model::Field;
///
/// let mut name: Field<String> = "Core".into();
/// assert_eq!((name.text(), name.get().map(String::len)), (Some("Core"), Some(4)));
/// name.get_mut().unwrap().push('!');
/// assert_eq!(name.as_ref().map(|name| name.len()).into_value(), Some(5));
/// let (absent, null) = (Field::<String>::Absent, Field::<String>::Null);
/// assert!(absent.is_absent() && null.is_null() && absent != null);
/// assert_eq!((absent.get(), null.get()), (None, None));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Field<T> {
    /// The object does not have the member.
    #[default]
    Absent,
    /// The member is `null`.
    Null,
    /// The member has this value.
    Value(T),
}

impl<T> Field<T> {
    /// Returns the value; `None` if absent or `null`.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the value for a change in place; `None` if absent or `null`.
    #[must_use]
    pub const fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Moves the value out; `None` if absent or `null`.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns whether the object does not have the member.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns whether the member is an explicit `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Applies `change` to the value; absent and `null` stay.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(change(value)),
        }
    }

    /// Converts `&Field<T>` to `Field<&T>`.
    #[must_use]
    pub const fn as_ref(&self) -> Field<&T> {
        match self {
            Self::Absent => Field::Absent,
            Self::Null => Field::Null,
            Self::Value(value) => Field::Value(value),
        }
    }
}

impl<T: AsRef<str>> Field<T> {
    /// Returns the value as text; `None` if absent or `null`.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.get().map(AsRef::as_ref)
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// Converts `None` to absent, never to `null`, so that an update does not clear a member by accident.
impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl From<&str> for Field<String> {
    fn from(text: &str) -> Self {
        Self::Value(text.to_owned())
    }
}

impl From<&String> for Field<String> {
    fn from(text: &String) -> Self {
        Self::Value(text.clone())
    }
}

impl From<&str> for Field<Secret> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

impl From<String> for Field<Secret> {
    fn from(text: String) -> Self {
        Self::Value(text.into())
    }
}

impl From<&String> for Field<Secret> {
    fn from(text: &String) -> Self {
        Self::Value(text.into())
    }
}

impl<T> From<Field<T>> for Option<T> {
    fn from(field: Field<T>) -> Self {
        field.into_value()
    }
}

impl<T: fmt::Debug> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Null => f.write_str("null"),
            Self::Value(value) => value.fmt(f),
        }
    }
}

/// Writes `null` for [`Field::Null`] and for [`Field::Absent`], which the types of the model leave out beforehand.
impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.get() {
            Some(value) => value.serialize(serializer),
            None => serializer.serialize_unit(),
        }
    }
}

/// Reads the member `name` into `field`. Fails if `field` is not absent: the member is a duplicate.
#[inline]
pub(super) fn read_member<'de, R, T, A>(
    field: &mut Field<T>,
    _reader: R,
    name: &'static str,
    map: &mut A,
) -> Result<(), A::Error>
where
    R: Read<'de, T>,
    A: MapAccess<'de>,
{
    if !field.is_absent() {
        return Err(de::Error::duplicate_field(name));
    }
    map.next_value_seed(FieldSeed::<R, T>(field, PhantomData))
}

/// Writes the member `name` unless it is absent.
pub(super) fn write_member<T: Serialize, M: SerializeMap>(
    field: &Field<T>,
    name: &'static str,
    map: &mut M,
) -> Result<(), M::Error> {
    if field.is_absent() { Ok(()) } else { map.serialize_entry(name, field) }
}

/// Seed that reads a member in place, without moving the value.
struct FieldSeed<'f, R, T>(&'f mut Field<T>, PhantomData<R>);

impl<'de, R: Read<'de, T>, T> DeserializeSeed<'de> for FieldSeed<'_, R, T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, R: Read<'de, T>, T> Visitor<'de> for FieldSeed<'_, R, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    #[inline]
    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        *self.0 = Field::Null;
        Ok(())
    }

    #[inline]
    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.visit_none()
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        *self.0 = Field::Value(R::read(deserializer)?);
        Ok(())
    }
}

/// Reads `null` or a value; an absent member is never read.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut field = Self::Absent;
        deserializer.deserialize_option(FieldSeed::<super::read::Plain, T>(&mut field, PhantomData))?;
        Ok(field)
    }
}
