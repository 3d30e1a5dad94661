use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::{Reader, Refused, Result, refuse, visit_content};
use crate::syntax::{Content, decode_string};
use crate::text::name_of;

/// The members of an object or the elements of an array.
pub(super) struct Entries<'r, 't> {
    reader: &'r mut Reader<'t>,
    /// Offset of the first entry.
    start: usize,
    /// Whether no entry has been read yet.
    is_first: bool,
    /// Names of the type's members, in its order.
    names: &'static [&'static str],
    /// Index of the expected next name; for an array, the number of elements read.
    next: usize,
}

impl<'r, 't> Entries<'r, 't> {
    /// Creates the entries of a container whose opening bracket the reader has passed.
    #[inline(always)]
    pub(super) fn new(reader: &'r mut Reader<'t>, names: &'static [&'static str]) -> Self {
        Self { start: reader.cursor.offset(), reader, is_first: true, names, next: 0 }
    }

    /// Advances to the first byte of the next entry; `false` at the closing bracket.
    #[inline(always)]
    fn advance(&mut self, closer: u8) -> Result<bool> {
        let cursor = &mut self.reader.cursor;
        let byte = cursor.token();
        if byte == b',' && !self.is_first {
            cursor.pass();
            // A comma before a closing bracket is refused, because a closing bracket begins no entry.
            cursor.token();
            return Ok(true);
        }
        let is_first = std::mem::replace(&mut self.is_first, false);
        match byte {
            _ if byte == closer => Ok(false),
            _ if is_first => Ok(true),
            _ => Err(Refused),
        }
    }

    /// Ends the container: a visitor may stop before the closing bracket, or before the last entry.
    #[inline(always)]
    pub(super) fn finish(self, closer: u8) -> Result<()> {
        let cursor = &mut self.reader.cursor;
        if cursor.token() != closer {
            return Err(Refused);
        }
        cursor.pass();
        Ok(())
    }
}

impl<'t> Entries<'_, 't> {
    /// Passes the next name in the type's order, its colon and white space, if that is the name at the cursor.
    #[inline(always)]
    fn known_name(&mut self) -> Option<KnownName> {
        let index = self.reader.cursor.next_written(self.names, self.next)?;
        self.next = index + 1;
        self.names.get(index).map(|written| KnownName { written, index })
    }

    /// Passes any name, its colon and white space.
    #[inline(always)]
    fn name(&mut self) -> Result<Content<'t>> {
        self.reader.cursor.name().ok_or(Refused)
    }
}

impl<'t> SeqAccess<'t> for &mut Entries<'_, 't> {
    type Error = Refused;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if !self.advance(b']')? {
            return Ok(None);
        }
        self.next += 1;
        seed.deserialize(&mut *self.reader).map(Some)
    }

    /// Estimates the number of remaining elements from the average length so far; `None` before the first.
    #[inline]
    fn size_hint(&self) -> Option<usize> {
        if self.is_first {
            return None;
        }
        let cursor = &self.reader.cursor;
        let length = (cursor.offset() - self.start) / self.next.max(1);
        (cursor.left() + length / 2).checked_div(length)
    }
}

impl<'t> MapAccess<'t> for &mut Entries<'_, 't> {
    type Error = Refused;

    #[inline(always)]
    fn next_key_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if !self.advance(b'}')? {
            return Ok(None);
        }
        match self.known_name() {
            Some(name) => seed.deserialize(name).map(Some),
            None => seed.deserialize(Name(self.name()?)).map(Some),
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value> {
        seed.deserialize(&mut *self.reader)
    }
}

/// A name of the type in JSON form.
#[derive(Clone, Copy)]
struct KnownName {
    written: &'static str,
    /// Index in the type's order, which identifies the field to the type.
    index: usize,
}

impl<'t> Deserializer<'t> for KnownName {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_str(name_of(self.written))
    }

    #[inline(always)]
    fn deserialize_identifier<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_u64(self.index as u64)
    }

    forward_to_deserialize_any! {
        <V: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum ignored_any
    }
}

/// A member name. Names that spell numbers or booleans are left to the tape.
struct Name<'t>(Content<'t>);

impl<'t> Deserializer<'t> for Name<'t> {
    type Error = Refused;

    #[inline]
    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        visit_content(self.0, visitor)
    }

    fn deserialize_enum<V: Visitor<'t>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        decode_string(self.0.raw).into_deserializer().deserialize_enum(name, variants, visitor)
    }

    fn deserialize_option<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'t>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    refuse! {
        deserialize_bool
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
        deserialize_bytes deserialize_byte_buf
    }

    forward_to_deserialize_any! {
        <V: Visitor<'t>>
        unit unit_struct char str string seq tuple tuple_struct map struct identifier ignored_any
    }
}
