//! Serialization to compact JSON.
//!
//! The output equals that of `serde_json` byte for byte; strings are scanned a word at a time.

mod compound;
mod key;

use std::fmt::Display;

use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Error;

use crate::syntax::is_plain;
use compound::{Compound, Content};

/// Serializes a value as compact JSON. The output is identical to that of `serde_json::to_string`. Producing it takes about
/// a third fewer CPU instructions.
///
/// # Errors
///
/// Fails if the value's `Serialize` fails, or a map key is neither a string nor a number nor a boolean.
///
/// ```
/// assert_eq!(jsonmend::to_string(&(1.5, "a\"b", [true])).unwrap(), r#"[1.5,"a\"b",[true]]"#);
/// ```
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, crate::Error> {
    let mut writer = Writer { out: String::with_capacity(INITIAL) };
    value.serialize(&mut writer).map_err(|error| crate::Error::serialize(error.to_string()))?;
    Ok(writer.out)
}

/// Serializes a value as compact JSON bytes, as [`to_string`] does.
///
/// # Errors
///
/// Fails like [`to_string`].
///
/// ```
/// assert_eq!(jsonmend::to_vec(&[1, 2])?, b"[1,2]");
/// # Ok::<(), jsonmend::Error>(())
/// ```
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, crate::Error> {
    to_string(value).map(String::into_bytes)
}

/// Initial capacity in bytes.
const INITIAL: usize = 128;

/// Appends JSON to a text.
struct Writer {
    out: String,
}

impl Writer {
    #[inline]
    fn string(&mut self, text: &str) {
        self.out.reserve(text.len() + 2);
        self.out.push('"');
        if is_plain(text.as_bytes()) {
            self.out.push_str(text);
        } else {
            self.escaped(text);
        }
        self.out.push('"');
    }

    #[cold]
    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\0'..='\u{1f}' => {
                    self.out.push_str("\\u00");
                    let code = character as u32;
                    self.out.extend([code >> 4, code & 0xf].map(|digit| char::from_digit(digit, 16).unwrap_or('0')));
                }
                other => self.out.push(other),
            }
        }
    }

    /// Writes a value whose text needs neither quotes nor escapes.
    fn plain(&mut self, shown: impl Display) {
        use std::fmt::Write;
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{shown}");
    }

    /// Writes `{"variant":`.
    fn variant(&mut self, variant: &str) {
        self.out.push('{');
        self.string(variant);
        self.out.push(':');
    }
}

type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! plain {
    ($($method:ident $type:ty;)+) => {$(
        fn $method(self, value: $type) -> Result<()> {
            self.plain(value);
            Ok(())
        }
    )+};
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Compound<'w>;
    type SerializeTuple = Compound<'w>;
    type SerializeTupleStruct = Compound<'w>;
    type SerializeTupleVariant = Compound<'w>;
    type SerializeMap = Compound<'w>;
    type SerializeStruct = Compound<'w>;
    type SerializeStructVariant = Compound<'w>;

    plain! {
        serialize_i8 i8; serialize_i16 i16; serialize_i32 i32; serialize_i64 i64; serialize_i128 i128;
        serialize_u8 u8; serialize_u16 u16; serialize_u32 u32; serialize_u64 u64; serialize_u128 u128;
    }

    #[inline]
    fn serialize_bool(self, value: bool) -> Result<()> {
        self.out.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    // Fractions are rare, and finding their shortest form is intricate, so `serde_json` writes them.
    fn serialize_f32(self, value: f32) -> Result<()> {
        self.out.push_str(&serde_json::to_string(&value)?);
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<()> {
        self.out.push_str(&serde_json::to_string(&value)?);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<()> {
        self.string(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<()> {
        self.string(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<()> {
        self.collect_seq(value)
    }

    #[inline]
    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    #[inline]
    fn serialize_unit(self) -> Result<()> {
        self.out.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<()> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<()> {
        self.variant(variant);
        value.serialize(&mut *self)?;
        self.out.push('}');
        Ok(())
    }

    #[inline]
    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'w>> {
        Ok(Compound::open(self, '[', "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'w>> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Compound<'w>> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, variant: &'static str, _: usize) -> Result<Compound<'w>> {
        self.variant(variant);
        Ok(Compound::open(self, '[', "]}"))
    }

    #[inline]
    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'w>> {
        Ok(Compound::open(self, '{', "}"))
    }

    #[inline]
    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Compound<'w>> {
        Ok(match Content::of(name) {
            Content::Members => Compound::open(self, '{', "}"),
            Content::Verbatim => Compound::verbatim(self),
        })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'w>> {
        self.variant(variant);
        Ok(Compound::open(self, '{', "}}"))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<()> {
        self.serialize_str(&value.to_string())
    }
}

/// Creates the error of a key that JSON does not allow.
#[cold]
fn no_key() -> Error {
    Error::custom("key must be a string")
}

#[cfg(test)]
mod tests;
