use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant,
};
use serde_json::Error;

use super::key::Key;
use super::{Result, Writer};

/// How a struct is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Members,
    /// As the JSON text that its one member holds.
    Verbatim,
}

impl Content {
    /// `serde_json` marks numbers whose digits it keeps (feature `arbitrary_precision`, which any crate of a program
    /// may enable) and raw values by these struct names.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "$serde_json::private::Number" | "$serde_json::private::RawValue" => Self::Verbatim,
            _ => Self::Members,
        }
    }
}

/// An open array or object.
pub(super) struct Compound<'w> {
    writer: &'w mut Writer,
    content: Content,
    is_first: bool,
    closer: &'static str,
}

impl<'w> Compound<'w> {
    #[inline]
    pub(super) fn open(writer: &'w mut Writer, opener: char, closer: &'static str) -> Self {
        writer.out.push(opener);
        Self { writer, content: Content::Members, is_first: true, closer }
    }

    pub(super) fn verbatim(writer: &'w mut Writer) -> Self {
        Self { writer, content: Content::Verbatim, is_first: true, closer: "" }
    }

    #[inline]
    fn separate(&mut self) {
        if !std::mem::replace(&mut self.is_first, false) {
            self.writer.out.push(',');
        }
    }

    #[inline]
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.separate();
        value.serialize(&mut *self.writer)
    }

    #[inline]
    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<()> {
        if self.content == Content::Verbatim {
            return self.verbatim_member(value);
        }
        self.separate();
        self.writer.string(name);
        self.writer.out.push(':');
        value.serialize(&mut *self.writer)
    }

    #[cold]
    fn verbatim_member<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        if let serde_json::Value::String(text) = serde_json::to_value(value)? {
            self.writer.out.push_str(&text);
        }
        Ok(())
    }

    #[inline]
    fn close(self) -> Result<()> {
        self.writer.out.push_str(self.closer);
        Ok(())
    }
}

macro_rules! arrays {
    ($($trait:ident $method:ident)+) => {$(
        impl $trait for Compound<'_> {
            type Ok = ();
            type Error = Error;

            #[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
                self.element(value)
            }

            #[inline]
            fn end(self) -> Result<()> {
                self.close()
            }
        }
    )+};
}

arrays! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

macro_rules! structs {
    ($($trait:ident)+) => {$(
        impl $trait for Compound<'_> {
            type Ok = ();
            type Error = Error;

            #[inline]
            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
                self.member(name, value)
            }

            #[inline]
            fn end(self) -> Result<()> {
                self.close()
            }
        }
    )+};
}

structs! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.separate();
        key.serialize(Key(&mut *self.writer))
    }

    #[inline]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.writer.out.push(':');
        value.serialize(&mut *self.writer)
    }

    #[inline]
    fn end(self) -> Result<()> {
        self.close()
    }
}
