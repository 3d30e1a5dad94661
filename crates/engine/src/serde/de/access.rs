use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Unexpected};
use serde::de::{VariantAccess, Visitor};

use super::key::KeyDeserializer;
use super::{ValueDeserializer, error};
use crate::Error;
use crate::diagnostic::Code;
use crate::syntax::{Elements, Members, Value};
use crate::text::Span;

/// The elements of an array.
pub(super) struct Items<'a, 't> {
    elements: Elements<'a, 't>,
}

impl<'a, 't> Items<'a, 't> {
    pub(super) fn new(elements: Elements<'a, 't>) -> Self {
        Self { elements }
    }

    /// Refuses elements that the visitor did not ask for.
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        match self.elements.next() {
            None => Ok(()),
            Some(element) => Err(error::surplus("more elements than the type has").at(element.span())),
        }
    }
}

impl<'t> SeqAccess<'t> for Items<'_, 't> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        match self.elements.next() {
            None => Ok(None),
            // serde's buffers lose the place of an error, so the nearest value around it has to do.
            Some(value) => {
                seed.deserialize(ValueDeserializer::new(value)).map(Some).map_err(|error| error.at(value.span()))
            }
        }
    }
}

/// The members of an object.
pub(super) struct Entries<'a, 't> {
    members: Members<'a, 't>,
    name: Option<Span>,
    value: Option<Value<'a, 't>>,
}

impl<'a, 't> Entries<'a, 't> {
    pub(super) fn new(members: Members<'a, 't>) -> Self {
        Self { members, name: None, value: None }
    }

    /// Refuses members that the visitor did not ask for.
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        match self.members.next() {
            None => Ok(()),
            Some((name, _)) => Err(error::surplus("more members than the type has").at(name.span())),
        }
    }

    /// Adds the span of the name just read to an error about it: serde reports a duplicate member only here.
    pub(super) fn place(&self, error: Error) -> Error {
        match self.name {
            Some(name) if error.code() == Some(Code::DuplicateMember) => error.at(name),
            _ => error,
        }
    }
}

impl<'t> MapAccess<'t> for Entries<'_, 't> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some((name, value)) = self.members.next() else { return Ok(None) };
        self.name = Some(name.span());
        self.value = Some(value);
        seed.deserialize(KeyDeserializer::new(name)).map(Some).map_err(|error| error.at(name.span()))
    }

    fn next_value_seed<S: DeserializeSeed<'t>>(&mut self, seed: S) -> Result<S::Value, Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(ValueDeserializer::new(value)).map_err(|error| error.at(value.span())),
            None => Err(Error::custom("a value was asked for before its name")),
        }
    }
}

/// An enum variant written as `"Variant"`.
pub(super) struct Untagged<'a, 't> {
    name: Value<'a, 't>,
}

impl<'a, 't> Untagged<'a, 't> {
    pub(super) fn new(name: Value<'a, 't>) -> Self {
        Self { name }
    }
}

impl<'t> EnumAccess<'t> for Untagged<'_, 't> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        Ok((seed.deserialize(ValueDeserializer::new(self.name))?, self))
    }
}

impl<'t> VariantAccess<'t> for Untagged<'_, 't> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'t>>(self, _: S) -> Result<S::Value, Error> {
        Err(Error::invalid_type(Unexpected::UnitVariant, &"a variant with a value"))
    }

    fn tuple_variant<V: Visitor<'t>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error::invalid_type(Unexpected::UnitVariant, &"a variant with values"))
    }

    fn struct_variant<V: Visitor<'t>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Error> {
        Err(Error::invalid_type(Unexpected::UnitVariant, &"a variant with members"))
    }
}

/// An enum variant written as `{"Variant": …}`.
pub(super) struct Tagged<'a, 't> {
    name: Value<'a, 't>,
    content: ValueDeserializer<'a, 't>,
}

impl<'a, 't> Tagged<'a, 't> {
    pub(super) fn new(name: Value<'a, 't>, value: Value<'a, 't>) -> Self {
        Self { name, content: ValueDeserializer::new(value) }
    }
}

impl<'t> EnumAccess<'t> for Tagged<'_, 't> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        Ok((seed.deserialize(ValueDeserializer::new(self.name))?, self))
    }
}

impl<'t> VariantAccess<'t> for Tagged<'_, 't> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        serde::Deserialize::deserialize(self.content)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'t>>(self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.content)
    }

    fn tuple_variant<V: Visitor<'t>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.content.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'t>>(self, members: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        self.content.deserialize_struct("", members, visitor)
    }
}
