//! The way from a text without fault straight to the value, without a tape.
//!
//! It knows no reasons: whatever it cannot read, be it no JSON, of another type or just unusual, it leaves to the way
//! by the tape, which says what is wrong and where. It reads nothing that the tape would not, and nothing otherwise.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::watch::Watch;
use crate::syntax::{Content, Cursor, NodeKind, decode_string};
use crate::text::{name_of, written};

/// Reads a text as a `T`, which may borrow from it; nothing where the text or `T` needs the way by the tape.
pub(crate) fn read<'t, T: Deserialize<'t>>(text: &'t str, max_depth: usize) -> Option<T> {
    read_watched(text, max_depth, ())
}

/// The same, and nothing either where the watcher refuses what it sees. It sees all of the text, whatever `T` asks for.
pub(crate) fn read_watched<'t, T, W>(text: &'t str, max_depth: usize, watch: W) -> Option<T>
where
    T: Deserialize<'t>,
    W: Watch<'t>,
{
    let mut reader = Reader { cursor: Cursor::new(text), depth: max_depth, watch };
    reader.cursor.token();
    let value = T::deserialize(&mut reader).ok()?;
    reader.cursor.is_done().then_some(value)
}

/// The text is not read here. Nothing more: errors cost nothing where nobody reads them.
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

/// Hands the values of a text to serde visitors. Before each value the cursor stands at its first byte, blanks passed.
struct Reader<'t, W> {
    cursor: Cursor<'t>,
    /// How many more containers may open.
    depth: usize,
    watch: W,
}

/// Goes on where the watcher does not refuse.
#[inline(always)]
fn unless_refused(accepted: bool) -> Result<()> {
    if accepted { Ok(()) } else { Err(Refused) }
}

impl<'t, W: Watch<'t>> Reader<'t, W> {
    #[inline(always)]
    fn content(&mut self) -> Result<Content<'t>> {
        let content = self.cursor.string().ok_or(Refused)?;
        unless_refused(self.watch.string(content))?;
        Ok(content)
    }

    #[inline(always)]
    fn string<V: Visitor<'t>>(&mut self, visitor: V) -> Result<V::Value> {
        visit_content(self.content()?, visitor)
    }

    #[inline(always)]
    fn number_text(&mut self) -> Result<&'t str> {
        let text = self.cursor.number().ok_or(Refused)?;
        unless_refused(self.watch.number(text))?;
        Ok(text)
    }

    #[inline]
    fn number<V: Visitor<'t>>(&mut self, visitor: V) -> Result<V::Value> {
        let text = self.number_text()?;
        // Of a number's bytes only those of a fraction or an exponent are none of these.
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
            _ => Err(Refused),
        }
    }

    #[inline(always)]
    fn literal(&mut self, literal: &str, kind: NodeKind) -> Result<()> {
        self.cursor.literal(literal).ok_or(Refused)?;
        unless_refused(self.watch.literal(kind))
    }

    #[inline(always)]
    fn container<T>(
        &mut self,
        opener: u8,
        names: &'static [&'static str],
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if self.cursor.peek() != opener {
            return Err(Refused);
        }
        self.depth = self.depth.checked_sub(1).ok_or(Refused)?;
        self.cursor.pass();
        let kind = if opener == b'{' { NodeKind::Object } else { NodeKind::Array };
        unless_refused(self.watch.open(kind, names, || self.cursor.first_member()))?;
        let value = read(self)?;
        unless_refused(self.watch.close())?;
        self.depth += 1;
        Ok(value)
    }

    #[inline]
    fn array<V: Visitor<'t>>(&mut self, visitor: V) -> Result<V::Value> {
        self.container(b'[', &[], |reader| {
            let mut elements = Entries { start: reader.cursor.offset(), reader, is_first: true, names: &[], next: 0 };
            let value = visitor.visit_seq(&mut elements)?;
            elements.finish(b']')?;
            Ok(value)
        })
    }

    #[inline]
    fn object<V: Visitor<'t>>(&mut self, names: &'static [&'static str], visitor: V) -> Result<V::Value> {
        self.container(b'{', names, |reader| {
            let mut members = Entries { start: reader.cursor.offset(), reader, is_first: true, names, next: 0 };
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

/// Numbers of 128 bits are too unusual for a way of their own.
macro_rules! refuse {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'t>>(self, _: V) -> Result<V::Value> {
            Err(Refused)
        }
    )+};
}

macro_rules! numbers {
    ($($method:ident)+) => {$(
        #[inline]
        fn $method<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
            self.number(visitor)
        }
    )+};
}

impl<'t, W: Watch<'t>> Deserializer<'t> for &mut Reader<'t, W> {
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
            self.literal("true", NodeKind::True)?;
            visitor.visit_bool(true)
        } else {
            self.literal("false", NodeKind::False)?;
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
            self.literal("null", NodeKind::Null)?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    #[inline]
    fn deserialize_unit<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value> {
        self.literal("null", NodeKind::Null)?;
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
            _ => self.container(b'{', &[], |reader| {
                let mut members =
                    Entries { start: reader.cursor.offset(), reader, is_first: true, names: &[], next: 0 };
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
            // Whatever its size.
            b'-' | b'0'..=b'9' => {
                self.number_text()?;
                visitor.visit_unit()
            }
            _ => self.deserialize_any(visitor),
        }
    }
}

/// The members of an object or the elements of an array.
struct Entries<'r, 't, W> {
    reader: &'r mut Reader<'t, W>,
    /// Where the first entry would begin.
    start: usize,
    /// No entry has been read yet.
    is_first: bool,
    /// The names of the type, in its order.
    names: &'static [&'static str],
    /// Which of them would come next if all came in order; of an array, how many elements have been read.
    next: usize,
}

impl<W> Entries<'_, '_, W> {
    /// Moves to the first byte of the next entry; false at the closing bracket.
    #[inline(always)]
    fn advance(&mut self, closer: u8) -> Result<bool> {
        let cursor = &mut self.reader.cursor;
        let byte = cursor.token();
        if byte == b',' && !self.is_first {
            cursor.pass();
            // A closing bracket here begins no entry, so a comma before one is refused.
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

    /// Ends the container: a visitor may not have asked for the end, or for entries that are there.
    #[inline(always)]
    fn finish(self, closer: u8) -> Result<()> {
        let cursor = &mut self.reader.cursor;
        if cursor.token() != closer {
            return Err(Refused);
        }
        cursor.pass();
        Ok(())
    }
}

impl<'t, W: Watch<'t>> Entries<'_, 't, W> {
    /// Passes the next name of the type's order, if it is the one that stands here, its colon and the blanks behind.
    ///
    /// Members mostly come in order, and to compare is faster than to search for the end. One of them may be left out.
    #[inline(always)]
    fn known_name(&mut self) -> Result<Option<KnownName>> {
        let cursor = &mut self.reader.cursor;
        let name = match self.names.get(self.next) {
            Some(written) if cursor.written(written) => KnownName { written, index: self.next },
            Some(_) => match self.names.get(self.next + 1) {
                Some(written) if cursor.written(written) => KnownName { written, index: self.next + 1 },
                _ => return Ok(None),
            },
            None => return Ok(None),
        };
        self.next = name.index + 1;
        cursor.behind_colon();
        unless_refused(self.reader.watch.known_name(name.written, name.index))?;
        Ok(Some(name))
    }

    /// Passes any name, its colon and the blanks behind.
    #[inline(always)]
    fn name(&mut self) -> Result<Content<'t>> {
        let cursor = &mut self.reader.cursor;
        let name = cursor.string().ok_or(Refused)?;
        cursor.colon().ok_or(Refused)?;
        cursor.behind_colon();
        unless_refused(self.reader.watch.name(name))?;
        Ok(name)
    }
}

impl<'t, W: Watch<'t>> SeqAccess<'t> for &mut Entries<'_, 't, W> {
    type Error = Refused;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if !self.advance(b']')? {
            return Ok(None);
        }
        self.next += 1;
        seed.deserialize(&mut *self.reader).map(Some)
    }

    /// About how many elements follow if they are as long as those before. Nothing before the first.
    #[inline]
    fn size_hint(&self) -> Option<usize> {
        if self.is_first {
            return None;
        }
        let cursor = &self.reader.cursor;
        let length = (cursor.offset() - self.start) / self.next.max(1);
        cursor.left().checked_div(length)
    }
}

impl<'t, W: Watch<'t>> MapAccess<'t> for &mut Entries<'_, 't, W> {
    type Error = Refused;

    #[inline(always)]
    fn next_key_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if !self.advance(b'}')? {
            return Ok(None);
        }
        match self.known_name()? {
            Some(name) => seed.deserialize(name).map(Some),
            None => seed.deserialize(Name(self.name()?)).map(Some),
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value> {
        seed.deserialize(&mut *self.reader)
    }
}

/// A member name that the type gave, as written.
#[derive(Clone, Copy)]
struct KnownName {
    written: &'static str,
    /// Its place in the type's order, by which a type that gave its names knows them, too.
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

/// A member name. Names that spell numbers or booleans are left to the way by the tape.
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
