//! The ids of the API: opaque text, with one type for each kind of entity.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer};
use serde::{Serialize, Serializer};

use super::text::{IntoOwned, Str};

/// Declares id types, so that an id cannot be mistaken for that of another kind of entity.
macro_rules! ids {
    ($($(#[doc = $doc:literal])* $name:ident;)*) => {$(
        $(#[doc = $doc])*
        ///
        /// Opaque: any text is allowed. A string in JSON.
        ///
        /// ```
        #[doc = concat!("use authscan::model::{", stringify!($name), " as Id, Str};")]
        ///
        /// let id = Id::new("d14cefe1");
        /// assert_eq!((id.as_str(), id.to_owned_id().into_string()), ("d14cefe1", "d14cefe1".to_owned()));
        /// let borrowed: Id<Str<'_>> = authscan::parse(br#""d14cefe1""#)?;
        /// assert!(borrowed.is_borrowed() && borrowed == "d14cefe1");
        /// # Ok::<(), authscan::Error>(())
        /// ```
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
        pub struct $name<S = String>(S);

        impl $name {
            /// Creates an id from text.
            #[must_use]
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// Moves the text out.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl $name<Str<'_>> {
            /// Returns whether the text is borrowed from the capture, so that no copy was made.
            #[must_use]
            pub fn is_borrowed(&self) -> bool {
                self.0.is_borrowed()
            }
        }

        impl<S: AsRef<str>> $name<S> {
            /// Returns the text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_ref()
            }

            /// Returns a copy of the id that owns its text.
            #[must_use]
            pub fn to_owned_id(&self) -> $name {
                $name(self.as_str().to_owned())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl From<&String> for $name {
            fn from(id: &String) -> Self {
                Self(id.clone())
            }
        }

        impl<S: AsRef<str>> From<&$name<S>> for $name {
            fn from(id: &$name<S>) -> Self {
                id.to_owned_id()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<&str> for super::Field<$name> {
            fn from(id: &str) -> Self {
                Self::Value(id.into())
            }
        }

        impl From<String> for super::Field<$name> {
            fn from(id: String) -> Self {
                Self::Value(id.into())
            }
        }

        impl From<&String> for super::Field<$name> {
            fn from(id: &String) -> Self {
                Self::Value(id.into())
            }
        }

        impl<S: AsRef<str>> From<&$name<S>> for super::Field<$name> {
            fn from(id: &$name<S>) -> Self {
                Self::Value(id.into())
            }
        }

        impl FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(id: &str) -> Result<Self, Self::Err> {
                Ok(id.into())
            }
        }

        impl<S: AsRef<str>> AsRef<str> for $name<S> {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        // `Borrow` requires that an id and its text are equal, ordered and hashed alike.
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl<S: AsRef<str>> PartialEq<str> for $name<S> {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl<S: AsRef<str>> PartialEq<&str> for $name<S> {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl<S: AsRef<str>> fmt::Display for $name<S> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl<S: fmt::Debug> fmt::Debug for $name<S> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<S: Serialize> Serialize for $name<S> {
            #[inline]
            fn serialize<Ser: Serializer>(&self, serializer: Ser) -> Result<Ser::Ok, Ser::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de, S: Deserialize<'de>> Deserialize<'de> for $name<S> {
            #[inline]
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                S::deserialize(deserializer).map(Self)
            }
        }

        impl<S: JsonSchema> JsonSchema for $name<S> {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                S::json_schema(generator)
            }
        }

        impl<S: IntoOwned> IntoOwned for $name<S> {
            type Owned = $name<S::Owned>;

            fn into_owned(self) -> Self::Owned {
                $name(self.0.into_owned())
            }
        }
    )*};
}

ids! {
    /// The id of a scan definition. A GUID in live responses.
    DefinitionId;
    /// The id of a session: one run of a scan definition. 32 hexadecimal digits in live responses.
    SessionId;
    /// The id of a scanner. The organization's and the machine's id joined by `_` in live responses.
    AgentId;
    /// The id of a machine that runs scans. 40 hexadecimal digits in live responses.
    MachineId;
}
