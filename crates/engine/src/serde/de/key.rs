use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::value::number;
use super::{ValueDeserializer, error};
use crate::Error;
use crate::syntax::{Value, is_number};
use crate::text::Span;

/// Passes a member name to a serde visitor: as a string, or as the number or boolean that the string spells, for maps
/// with such keys.
pub(super) struct KeyDeserializer<'a, 't> {
    name: Value<'a, 't>,
}

impl<'a, 't> KeyDeserializer<'a, 't> {
    pub(super) fn new(name: Value<'a, 't>) -> Self {
        Self { name }
    }

    /// Returns the name as written, without its quotes.
    fn content(&self) -> &'t str {
        let raw = self.name.raw();
        Span::new(1, raw.len().saturating_sub(1)).slice(raw)
    }
}

macro_rules! number_keys {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.content() {
                text if is_number(text) => number(text, visitor, error::out_of_range),
                _ => Err(Error::invalid_type(Unexpected::Str(""), &visitor)),
            }
        }
    )+};
}

macro_rules! wide_number_keys {
    ($($method:ident $visit:ident $type:ty;)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.content() {
                text if is_number(text) => match text.parse::<$type>() {
                    Ok(number) => visitor.$visit(number),
                    Err(_) => Err(error::out_of_range()),
                },
                _ => Err(Error::invalid_type(Unexpected::Str(""), &visitor)),
            }
        }
    )+};
}

impl<'de> Deserializer<'de> for KeyDeserializer<'_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        ValueDeserializer::new(self.name).deserialize_str(visitor)
    }

    number_keys! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64
    }

    wide_number_keys! {
        deserialize_i128 visit_i128 i128;
        deserialize_u128 visit_u128 u128;
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.content() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Error::invalid_type(Unexpected::Str(""), &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let variant = self.name.as_str().unwrap_or_default();
        variant.into_deserializer().deserialize_enum(name, variants, visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        ValueDeserializer::new(self.name).deserialize_bytes(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_bytes(visitor)
    }

    forward_to_deserialize_any! {
        char str string unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
