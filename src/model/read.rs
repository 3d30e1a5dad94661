//! Readers of member values, where reading differs from the type's `Deserialize`.

use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, SeqAccess, Visitor};

/// A way to read a `T`.
pub(super) trait Read<'de, T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;
}

/// The schema of the values that [`Read`] accepts. Its `x-documented` part has the changes under the documented
/// contract.
pub(super) trait Described<T> {
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

/// Reader that uses the type's `Deserialize`.
pub(super) struct Plain;

impl<'de, T: Deserialize<'de>> Read<'de, T> for Plain {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

impl<T: JsonSchema> Described<T> for Plain {
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// Reader of a boolean, or of the strings `"True"` and `"False"` in any case, as in the earliest documented update
/// request.
pub(super) struct Flag;

impl<'de> Read<'de, bool> for Flag {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl Visitor<'_> for Flag {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a boolean")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<bool, E> {
        Ok(value)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<bool, E> {
        if text.eq_ignore_ascii_case("true") {
            Ok(true)
        } else if text.eq_ignore_ascii_case("false") {
            Ok(false)
        } else {
            // The message does not quote the text, which may be a misplaced secret.
            Err(E::custom("expected a boolean, or one of the words `True` and `False`"))
        }
    }
}

impl Described<bool> for Flag {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["boolean", "string"],
            "pattern": "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$",
            "x-documented": {"type": "boolean", "pattern": null},
        })
    }
}

/// Reader of an integer (`Edm.Int32`, or a count). `1.0` is an integer too, as in JSON Schema.
pub(super) struct Whole;

impl<'de, T: TryFrom<i64>> Read<'de, T> for Whole {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let value = deserializer.deserialize_i64(Self)?;
        T::try_from(value).map_err(|_| Self::out_of_range(value))
    }
}

impl Whole {
    fn out_of_range<E: de::Error>(shown: impl fmt::Display) -> E {
        E::custom(format_args!("the integer {shown} is out of range"))
    }
}

impl Visitor<'_> for Whole {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| Self::out_of_range(value))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<i64, E> {
        // Integers are exact up to 2^53, and no member needs a greater one.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if value.fract() != 0.0 {
            return Err(E::invalid_value(de::Unexpected::Float(value), &self));
        }
        if value.abs() > EXACT {
            return Err(Self::out_of_range(value));
        }
        #[allow(clippy::cast_possible_truncation)]
        Ok(value as i64)
    }
}

impl Described<i32> for Whole {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "format": "int32", "minimum": i32::MIN, "maximum": i32::MAX})
    }
}

impl Described<u32> for Whole {
    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer", "format": "uint32", "minimum": 0, "maximum": u32::MAX})
    }
}

/// The members of an object, numbered in the order of declaration.
pub(super) trait Slots: Copy {
    /// Returns the member with this number; `None` if out of range.
    fn at(index: usize) -> Option<Self>;

    /// Returns the member that `name` spells, in any accepted spelling; `None` if unknown.
    fn named(name: &str) -> Option<Self>;
}

/// A member name: that of a known member, or the text of another.
pub(super) enum Key<K> {
    Known(K),
    Unknown(Box<str>),
}

/// Seed that reads a member name.
pub(super) struct KeySeed<K>(PhantomData<K>);

impl<K> KeySeed<K> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, K: Slots> DeserializeSeed<'de> for KeySeed<K> {
    type Value = Key<K>;

    #[inline(always)]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key<K>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<K: Slots> Visitor<'_> for KeySeed<K> {
    type Value = Key<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    /// A deserializer that got the list of names may return the index instead of the name.
    #[inline(always)]
    fn visit_u64<E: de::Error>(self, index: u64) -> Result<Key<K>, E> {
        match K::at(index as usize) {
            Some(slot) => Ok(Key::Known(slot)),
            None => Err(E::invalid_value(de::Unexpected::Unsigned(index), &self)),
        }
    }

    #[inline]
    fn visit_str<E: de::Error>(self, name: &str) -> Result<Key<K>, E> {
        Ok(K::named(name).map_or_else(|| Key::Unknown(name.into()), Key::Known))
    }
}

/// Reader of a list of objects. `Vec`'s own moves each element more often, and the objects of the model are large.
pub(super) struct List;

impl<'de, T: Deserialize<'de>> Read<'de, Vec<T>> for List {
    #[inline]
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        let mut list = Vec::new();
        deserializer.deserialize_seq(Elements(&mut list))?;
        Ok(list)
    }
}

impl<T: JsonSchema> Described<Vec<T>> for List {
    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<T>>()
    }
}

struct Elements<'v, T>(&'v mut Vec<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Elements<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        loop {
            if self.0.len() < self.0.capacity() {
                if elements.next_element_seed(Push(self.0))?.is_none() {
                    break;
                }
            } else if let Some(element) = elements.next_element()? {
                // The deserializer estimates the number of remaining elements from the length of this one.
                reserve(self.0, elements.size_hint().unwrap_or_default());
                self.0.push(element);
            } else {
                break;
            }
        }
        if self.0.len() < self.0.capacity() / 2 {
            self.0.shrink_to_fit();
        }
        Ok(())
    }
}

/// Reserves room for one element and for about `more` after it.
fn reserve<T>(list: &mut Vec<T>, more: usize) {
    // Elements may differ much in length, so the estimate is trusted only up to a bound in bytes.
    const TRUSTED: usize = 1 << 20;
    let length = list.len();
    let most = (length * 8).max(TRUSTED / size_of::<T>().max(1));
    list.reserve_exact((more + more / 8).clamp(length / 4, most) + 1);
}

/// Seed that reads one more element into a list that has room for it.
struct Push<'v, T>(&'v mut Vec<T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Push<'_, T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.push(T::deserialize(deserializer)?);
        Ok(())
    }
}
