use std::fmt::Display;

use serde::ser::{Impossible, Serialize, Serializer};
use serde_json::Error;

use super::{Result, Writer, no_key};

/// Writes a member name: strings as they are, numbers and booleans in quotes.
pub(super) struct Key<'w>(pub(super) &'w mut Writer);

impl Key<'_> {
    fn quoted(self, shown: impl Display) -> Result<()> {
        self.0.out.push('"');
        self.0.plain(shown);
        self.0.out.push('"');
        Ok(())
    }
}

macro_rules! quoted {
    ($($method:ident $type:ty;)+) => {$(
        fn $method(self, value: $type) -> Result<()> {
            self.quoted(value)
        }
    )+};
}

macro_rules! no_keys {
    ($($method:ident ( $($argument:ty),* ) -> $ok:ty;)+) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$ok> {
            Err(no_key())
        }
    )+};
}

type Never = Impossible<(), Error>;

impl Serializer for Key<'_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    quoted! {
        serialize_bool bool;
        serialize_i8 i8; serialize_i16 i16; serialize_i32 i32; serialize_i64 i64; serialize_i128 i128;
        serialize_u8 u8; serialize_u16 u16; serialize_u32 u32; serialize_u64 u64; serialize_u128 u128;
    }

    no_keys! {
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_seq(Option<usize>) -> Never;
        serialize_tuple(usize) -> Never;
        serialize_tuple_struct(&'static str, usize) -> Never;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never;
        serialize_map(Option<usize>) -> Never;
        serialize_struct(&'static str, usize) -> Never;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never;
    }

    fn serialize_f32(self, value: f32) -> Result<()> {
        if !value.is_finite() {
            return Err(no_key());
        }
        self.quoted(serde_json::to_string(&value)?)
    }

    fn serialize_f64(self, value: f64) -> Result<()> {
        if !value.is_finite() {
            return Err(no_key());
        }
        self.quoted(serde_json::to_string(&value)?)
    }

    fn serialize_char(self, value: char) -> Result<()> {
        self.0.serialize_char(value)
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<()> {
        self.0.serialize_str(value)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<()> {
        self.0.serialize_str(variant)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<()> {
        Err(no_key())
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<()> {
        self.0.collect_str(value)
    }
}
