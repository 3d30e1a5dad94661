//! Deserialization straight from a valid text, without a tape.
//!
//! It gives no reasons: a text that is not JSON, has another type or uses a rare feature is left to the tape's
//! deserializer, which explains the fault. Any value read here is the one that the tape's deserializer would give.

mod entries;

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{self, Deserialize, Deserializer, Visitor};

use super::value;
use crate::syntax::{Content, Cursor, decode_string};
use crate::text::written;
use entries::Entries;

/// Deserializes a text as a `T`, which may borrow from the text; `None` if the text or `T` needs the tape.
///
/// ```
/// use jsonmend::serde::de::read;
///
/// assert_eq!(read::<Vec<u8>>("[1, 2]", 8), Some(vec![1, 2]));
/// assert_eq!(read::<Vec<u8>>("[1 2]", 8), None);
/// ```
pub fn read<'t, T: Deserialize<'t>>(text: &'t str, max_depth: usize) -> Option<T> {
    let mut reader = Reader { cursor: Cursor::new(text), depth: max_depth };
    reader.cursor.token();
    let value = T::deserialize(&mut reader).ok()?;
    reader.cursor.is_done().then_some(value)
}

/// The text is left to the tape. Without further data, because nobody reads this error.
#[derive(Debug)]
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {}

impl de::Error for Refused {
    #[cold]
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    #[cold]
    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    #[cold]
    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    #[cold]
    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }

    #[cold]
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    #[cold]
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    #[cold]
    fn missing_field(_: &'static str) -> Self {
        Self
    }

    #[cold]
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

type Result<T> = std::result::Result<T, Refused>;

/// Refuses rare types, such as 128-bit integers.
macro_rules! refuse {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'t>>(self, _: V) -> Result<V::Value> {
            Err(Refused)
        }
    )+};
}

use refuse;

/// Passes the values of a text to serde visitors. Before each value the cursor is at its first byte, after white space.
struct Reader<'t> {
    cursor: Cursor<'t>,
    /// How many more containers may open.
    depth: usize,
}

impl<'t> Reader<'t> {
    #[inline(always)]
    fn content(&mut self) -> Result<Content<'t>> {
        self.cursor.string().ok_or(Refused)
    }

    #[inline(always)]
    fn string<V: Visitor<'t>>(&mut self, visitor: V) -> Result<V::Value> {
        visit_content(self.content()?, visitor)
    }

    #[inline(always)]
    fn number_text(&mut self) -> Result<&'t str> {
        self.cursor.number().ok_or(Refused)
    }

    #[inline]
    fn number<V: Visitor<'t>>(&mut self, visitor: V) -> Result<V::Value> {
        let text = self.number_text()?;
        value::number(text, visitor, || Refused)
    }

    #[inline(always)]
    fn literal(&mut self, literal: &str) -> Result<()> {
        self.cursor.literal(literal).ok_or(Refused)
    }

    #[inline(always)]
    fn container<T>(&mut self, opener: u8, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.cursor.peek() != opener {
            return Err(Refused);
        }
        self.depth = self.depth.checked_sub(1).ok_or(Refused)?;
        self.cursor.pass();
        let value = read(self)?;
        self.depth += 1;
        Ok(value)
    }

    #[inline]
    fn array<V: Visitor<'t>>(&mut self, visitor: V) -> Result<V::Value> {
        self.container(b'[', |reader| {
            let mut elements = Entries::new(reader, &[]);
            let value = visitor.visit_seq(&mut elements)?;
            elements.finish(b']')?;
            Ok(value)
        })
    }

    #[inline]
    fn object<V: Visitor<'t>>(&mut self, names: &'static [&'static str], visitor: V) -> Result<V::Value> {
        self.container(b'{', |reader| {
            let mut members = Entries::new(reader, names);
            let value = visitor.visit_map(&mut members)?;
            members.finish(b'}')?;
            Ok(value)
        })
    }
}

#[inline(always)]
fn visit_content<'t, V: Visitor<'t>>(content: Content<'t>, visitor: V) -> Result<V::Value> {
    if !content.escaped {
        return visitor.visit_borrowed_str(content.raw);
    }
    match decode_string(content.raw) {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

macro_rules! numbers {
    ($($method:ident)+) => {$(
        #[inline]
        fn $method<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
            self.number(visitor)
        }
    )+};
}

impl<'t> Deserializer<'t> for &mut Reader<'t> {
    type Error = Refused;

    #[inline]
    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        match self.cursor.peek() {
            b'"' => self.string(visitor),
            b'{' => self.object(&[], visitor),
            b'[' => self.array(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            _ => self.number(visitor),
        }
    }

    #[inline]
    fn deserialize_bool<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        if self.cursor.peek() == b't' {
            self.literal("true")?;
            visitor.visit_bool(true)
        } else {
            self.literal("false")?;
            visitor.visit_bool(false)
        }
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64
    }

    refuse! { deserialize_i128 deserialize_u128 }

    #[inline]
    fn deserialize_str<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        self.string(visitor)
    }

    #[inline]
    fn deserialize_string<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        self.string(visitor)
    }

    refuse! { deserialize_bytes deserialize_byte_buf }

    #[inline]
    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        if self.cursor.peek() == b'n' {
            self.literal("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    #[inline]
    fn deserialize_unit<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        self.literal("null")?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'t>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        self.deserialize_unit(visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'t>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        self.array(visitor)
    }

    fn deserialize_tuple<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.array(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'t>>(self, _: &'static str, _: usize, visitor: V) -> Result<V::Value> {
        self.array(visitor)
    }

    #[inline]
    fn deserialize_map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        self.object(&[], visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'t>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match self.cursor.peek() {
            b'[' => self.array(visitor),
            _ => self.object(written(names), visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match self.cursor.peek() {
            b'"' => match self.content()? {
                Content { raw, escaped: false } => visitor.visit_enum(BorrowedStrDeserializer::new(raw)),
                _ => Err(Refused),
            },
            _ => self.container(b'{', |reader| {
                let mut members = Entries::new(reader, &[]);
                let value = visitor.visit_enum(MapAccessDeserializer::new(&mut members))?;
                members.finish(b'}')?;
                Ok(value)
            }),
        }
    }

    fn deserialize_identifier<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        self.string(visitor)
    }

    refuse! { deserialize_char }

    fn deserialize_ignored_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        match self.cursor.peek() {
            // A number of any size.
            b'-' | b'0'..=b'9' => {
                self.number_text()?;
                visitor.visit_unit()
            }
            _ => self.deserialize_any(visitor),
        }
    }
}
