//! How the value of one member is read, where that is more than its type says.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, SeqAccess, Visitor};

/// A way to read a `T`.
pub(super) trait Read<'de, T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>;
}

/// What [`Read`] accepts, as a schema. Its `x-documented` part says what the documents promise instead.
pub(super) trait Described<T> {
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

/// As the type's own `Deserialize` does.
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

/// A boolean, or the words `"True"` and `"False"`, which the earliest documented update request used.
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
            // The text stays out of the message: it may be a secret that slipped here.
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

/// A whole number (`Edm.Int32`, or a count). `1.0` is one too, as JSON Schema has it.
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
        // Up to 2^53 every whole number is exact, and no member has a greater one.
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

/// A member name: one that the model knows, or the text of another.
pub(super) enum Key<K> {
    Known(K),
    Unknown(Box<str>),
}

/// Reads a member name with the function that knows the names.
pub(super) struct KeySeed<F>(pub(super) F);

impl<'de, K, F: FnOnce(&str) -> Option<K>> DeserializeSeed<'de> for KeySeed<F> {
    type Value = Key<K>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key<K>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<K, F: FnOnce(&str) -> Option<K>> Visitor<'_> for KeySeed<F> {
    type Value = Key<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    #[inline]
    fn visit_str<E: de::Error>(self, name: &str) -> Result<Key<K>, E> {
        Ok((self.0)(name).map_or_else(|| Key::Unknown(name.into()), Key::Known))
    }
}

/// A list of objects. `Vec` reads itself too, but moves each element more often, and the objects here are large.
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
        while elements.next_element_seed(Push(self.0))?.is_some() {}
        Ok(())
    }
}

/// Reads one more element.
struct Push<'v, T>(&'v mut Vec<T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Push<'_, T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.push(T::deserialize(deserializer)?);
        Ok(())
    }
}
