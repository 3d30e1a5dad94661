use std::borrow::Cow;

use serde::de::{Deserializer, Error as _, Unexpected, Visitor};

use super::access::{Entries, Items, Tagged, Untagged};
use super::error;
use crate::Error;
use crate::syntax::{NodeKind, Value};

/// Passes one value of a tape to a serde visitor.
#[derive(Clone, Copy, Debug)]
pub struct ValueDeserializer<'a, 't> {
    value: Value<'a, 't>,
}

impl<'a, 't> ValueDeserializer<'a, 't> {
    /// Creates a deserializer of this value.
    #[must_use]
    pub fn new(value: Value<'a, 't>) -> Self {
        Self { value }
    }

    /// Returns serde's name of the value, for errors about its kind.
    fn unexpected(self) -> Unexpected<'static> {
        match self.value.kind() {
            NodeKind::Null => Unexpected::Unit,
            NodeKind::True => Unexpected::Bool(true),
            NodeKind::False => Unexpected::Bool(false),
            NodeKind::Number => Unexpected::Float(0.0),
            NodeKind::String => Unexpected::Str(""),
            NodeKind::Array => Unexpected::Seq,
            NodeKind::Object => Unexpected::Map,
        }
    }

    #[cold]
    fn wrong<V: Visitor<'t>>(self, visitor: &V) -> Error {
        Error::invalid_type(self.unexpected(), visitor)
    }

    fn string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value.as_str() {
            Some(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Some(Cow::Owned(text)) => visitor.visit_string(text),
            None => Err(self.wrong(&visitor)),
        }
    }

    fn array<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut items = Items::new(self.value.elements());
        let value = visitor.visit_seq(&mut items)?;
        items.finish()?;
        Ok(value)
    }

    fn object<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut entries = Entries::new(self.value.members());
        match visitor.visit_map(&mut entries) {
            Ok(value) => entries.finish().map(|()| value),
            Err(error) => Err(entries.place(error)),
        }
    }

    /// Runs `read` and sets the span of its error to this value, unless the error has a span already.
    fn placed<T>(self, read: impl FnOnce(Self) -> Result<T, Error>) -> Result<T, Error> {
        read(self).map_err(|error| error.at(self.value.span()))
    }
}

/// Reads a number as the narrowest type that holds it exactly, as `serde_json` does.
#[inline]
pub(super) fn number<'t, V: Visitor<'t>, E: serde::de::Error>(
    text: &str,
    visitor: V,
    out_of_range: impl FnOnce() -> E,
) -> Result<V::Value, E> {
    // Only a fraction or an exponent has other bytes than these.
    let whole = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if whole && text != "-0" {
        if let Ok(number) = text.parse::<u64>() {
            return visitor.visit_u64(number);
        }
        if let Ok(number) = text.parse::<i64>() {
            return visitor.visit_i64(number);
        }
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => visitor.visit_f64(number),
        _ => Err(out_of_range()),
    }
}

/// Passes number methods to [`number`], for values of the kind that a guard accepts.
macro_rules! numbers {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
            self.placed(|this| match this.value.kind() {
                NodeKind::Number => number(this.value.raw(), visitor, error::out_of_range),
                _ => Err(this.wrong(&visitor)),
            })
        }
    )+};
}

macro_rules! wide_numbers {
    ($($method:ident $visit:ident $type:ty;)+) => {$(
        fn $method<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
            self.placed(|this| match this.value.kind() {
                NodeKind::Number => match this.value.raw().parse::<$type>() {
                    Ok(number) => visitor.$visit(number),
                    Err(_) => Err(error::out_of_range()),
                },
                _ => Err(this.wrong(&visitor)),
            })
        }
    )+};
}

impl<'t> Deserializer<'t> for ValueDeserializer<'_, 't> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.placed(|this| match this.value.kind() {
            NodeKind::Null => visitor.visit_unit(),
            NodeKind::True => visitor.visit_bool(true),
            NodeKind::False => visitor.visit_bool(false),
            NodeKind::Number => number(this.value.raw(), visitor, error::out_of_range),
            NodeKind::String => this.string(visitor),
            NodeKind::Array => this.array(visitor),
            NodeKind::Object => this.object(visitor),
        })
    }

    fn deserialize_bool<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.placed(|this| match this.value.kind() {
            NodeKind::True => visitor.visit_bool(true),
            NodeKind::False => visitor.visit_bool(false),
            _ => Err(this.wrong(&visitor)),
        })
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64
    }

    wide_numbers! {
        deserialize_i128 visit_i128 i128;
        deserialize_u128 visit_u128 u128;
    }

    fn deserialize_char<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.placed(|this| this.string(visitor))
    }

    fn deserialize_string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.placed(|this| match this.value.as_str() {
            Some(Cow::Borrowed(text)) => visitor.visit_borrowed_bytes(text.as_bytes()),
            Some(Cow::Owned(text)) => visitor.visit_byte_buf(text.into_bytes()),
            None if this.value.kind() == NodeKind::Array => this.array(visitor),
            None => Err(this.wrong(&visitor)),
        })
    }

    fn deserialize_byte_buf<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value.kind() {
            NodeKind::Null => visitor.visit_none(),
            _ => self.placed(|this| visitor.visit_some(this)),
        }
    }

    fn deserialize_unit<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.placed(|this| match this.value.kind() {
            NodeKind::Null => visitor.visit_unit(),
            _ => Err(this.wrong(&visitor)),
        })
    }

    fn deserialize_unit_struct<V: Visitor<'t>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.placed(|this| visitor.visit_newtype_struct(this))
    }

    fn deserialize_seq<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.placed(|this| match this.value.kind() {
            NodeKind::Array => this.array(visitor),
            _ => Err(this.wrong(&visitor)),
        })
    }

    fn deserialize_tuple<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.placed(|this| match this.value.kind() {
            NodeKind::Object => this.object(visitor),
            _ => Err(this.wrong(&visitor)),
        })
    }

    fn deserialize_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.placed(|this| match this.value.kind() {
            NodeKind::Object => this.object(visitor),
            NodeKind::Array => this.array(visitor),
            _ => Err(this.wrong(&visitor)),
        })
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.placed(|this| match this.value.kind() {
            NodeKind::String => visitor.visit_enum(Untagged::new(this.value)),
            NodeKind::Object => {
                let mut members = this.value.members();
                match (members.next(), members.next()) {
                    (Some((name, value)), None) => visitor.visit_enum(Tagged::new(name, value)),
                    _ => Err(Error::invalid_value(Unexpected::Map, &"an object with the variant as its one member")),
                }
            }
            _ => Err(Error::invalid_type(this.unexpected(), &"a string or an object with one member")),
        })
    }

    fn deserialize_identifier<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}
