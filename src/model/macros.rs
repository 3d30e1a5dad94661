//! The two macros that declare the model: objects and open enums.

/// Declares an object of the API.
///
/// ```text
/// model! {
///     /// Doc comment.
///     pub struct Name<S: Text = String> [tagged "#type"] {
///         /// Doc comment.
///         field: Type [as Reader] => "wireName" .required() .aliases(&["other"]) ...,
///     }
/// }
/// ```
///
/// declares the struct with a [`Field`](super::Field) for each member and one [`Unknown`](super::Unknown), and
/// implements `Default`, `Debug`, `Serialize`, `Deserialize`, `JsonSchema`, `IntoOwned` and [`Model`](super::Model).
/// Names are matched exactly first, the usual case, which costs one comparison, and only then regardless of case and by
/// alias. A tagged object is a variant of an enum, which reads it. An object without a type parameter is a request: it
/// owns its text, and each member has a setter of its name.
macro_rules! model {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident<$p:ident: $bound:ident = $default:ty> tagged $tag:literal { $($members:tt)* }
    ) => {
        $crate::model::macros::model! { @text [$($doc)*] [$tag] $name $p $bound [$default] { $($members)* } }
    };
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident<$p:ident: $bound:ident = $default:ty> { $($members:tt)* }
    ) => {
        $crate::model::macros::model! { @text [$($doc)*] [] $name $p $bound [$default] { $($members)* } }
        $crate::model::macros::model! {
            @read $name [<'v, $p>] [<'_, $p>] [<$p>] [<'de, $p: $bound + serde::Deserialize<'de>>] { $($members)* }
        }
    };
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident<$p:ident> { $($members:tt)* }
    ) => {
        $crate::model::macros::model! {
            @object [$($doc)*] [] $name [<$p>] [<$p>] [<$p: std::fmt::Debug>] [<$p: schemars::JsonSchema>]
            [<$p: serde::Serialize>] [<$p: $crate::model::IntoOwned>] [<$p::Owned>]
            [format!(concat!(stringify!($name), "Of{}"), $p::schema_name())] { $($members)* }
        }
        $crate::model::macros::model! {
            @read $name [<'v, $p>] [<'_, $p>] [<$p>] [<'de, $p: serde::Deserialize<'de>>] { $($members)* }
        }
    };
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident { $($members:tt)* }
    ) => {
        $crate::model::macros::model! {
            @object [$($doc)*] [] $name [] [] [] [] [] [] [] [stringify!($name)] { $($members)* }
        }
        $crate::model::macros::model! {
            @read $name [<'v>] [<'_>] [] [<'de>] { $($members)* }
        }
        $crate::model::macros::model! { @setters $name { $($members)* } }
    };
    // An object that is generic over its text has one schema for all texts.
    (
        @text [$($doc:literal)*] [$($tag:literal)?] $name:ident $p:ident $bound:ident [$default:ty] { $($members:tt)* }
    ) => {
        $crate::model::macros::model! {
            @object [$($doc)*] [$($tag)?] $name [<$p = $default>] [<$p>] [<$p: std::fmt::Debug>]
            [<$p: $bound + schemars::JsonSchema>] [<$p: serde::Serialize>] [<$p: $crate::model::IntoOwned>]
            [<$p::Owned>] [stringify!($name)] { $($members)* }
        }

        impl $name {
            /// Creates an object without members.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }
        }
    };
    (
        @object [$($doc:literal)*] [$($tag:literal)?] $name:ident [$($decl:tt)*] [$($args:tt)*] [$($debug:tt)*]
        [$($schema:tt)*] [$($write:tt)*] [$($own:tt)*] [$($owned:tt)*] [$schema_name:expr] {$(
            $(#[doc = $fdoc:literal])*
            $field:ident: $ty:ty $(as $reader:ident)? => $wire:literal $(. $attr:ident($($arg:expr),*))*,
        )*}
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name $($decl)* {
            $(
                $(#[doc = $fdoc])*
                #[doc = concat!("\n\nWritten as `", $wire, "`.")]
                pub $field: $crate::model::Field<$ty>,
            )*
            /// Members that the model does not know.
            pub unknown: $crate::model::Unknown,
        }

        impl $($args)* Default for $name $($args)* {
            fn default() -> Self {
                Self {
                    $($field: $crate::model::Field::Absent,)*
                    unknown: $crate::model::Unknown::default(),
                }
            }
        }

        // Absent members are left out, because most values have few members.
        impl $($debug)* std::fmt::Debug for $name $($args)* {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shown = f.debug_struct(stringify!($name));
                $(
                    if !self.$field.is_absent() {
                        shown.field(stringify!($field), &self.$field);
                    }
                )*
                if !self.unknown.is_empty() {
                    shown.field("unknown", &self.unknown);
                }
                shown.finish()
            }
        }

        impl $($schema)* $crate::model::Model for $name $($args)* {
            const MEMBERS: &'static [$crate::model::MemberInfo] = &[$(
                $crate::model::MemberInfo::new($wire, concat!($($fdoc, "\n"),*)) $(.$attr($($arg),*))*
            ),*];
        }

        impl $($write)* serde::Serialize for $name $($args)* {
            fn serialize<Ser: serde::Serializer>(&self, serializer: Ser) -> Result<Ser::Ok, Ser::Error> {
                let mut map = serializer.serialize_map(None)?;
                $(serde::ser::SerializeMap::serialize_entry(&mut map, $crate::model::auth::TYPE, $tag)?;)?
                $($crate::model::field::write_member(&self.$field, $wire, &mut map)?;)*
                self.unknown.write(&mut map)?;
                serde::ser::SerializeMap::end(map)
            }
        }

        impl $($schema)* schemars::JsonSchema for $name $($args)* {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $schema_name.into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                #[allow(unused_imports)]
                use $crate::model::read::*;
                let types = vec![$(
                    <$crate::model::macros::model!(@reader $($reader)?) as Described<$ty>>::schema(generator)
                ),*];
                let tag = None::<&str>$(.or(Some($tag)))?;
                let members = <Self as $crate::model::Model>::MEMBERS;
                $crate::model::describe::object_schema(concat!($($doc, "\n"),*), tag, members, types)
            }
        }

        impl $($own)* $crate::model::IntoOwned for $name $($args)* {
            type Owned = $name $($owned)*;

            fn into_owned(self) -> Self::Owned {
                $name {
                    $($field: $crate::model::IntoOwned::into_owned(self.$field),)*
                    unknown: self.unknown,
                }
            }
        }
    };
    (
        @read $name:ident [$($into:tt)*] [$($any:tt)*] [$($args:tt)*] [$($de:tt)*] {$(
            $(#[doc = $fdoc:literal])*
            $field:ident: $ty:ty $(as $reader:ident)? => $wire:literal $(. $attr:ident($($arg:expr),*))*,
        )*}
    ) => {
        const _: () = {
            #[derive(Clone, Copy)]
            #[allow(non_camel_case_types)]
            enum Slot {
                $($field,)*
            }

            static NAMES: &[&str] = &[$crate::text::WRITTEN, $(concat!("\"", $wire, "\":")),*];
            const _: () = assert!($crate::text::are_plain(&[$($wire),*]));
            const SLOTS: &[Slot] = &[$(Slot::$field),*];

            impl $crate::model::read::Slots for Slot {
                #[inline(always)]
                fn at(index: usize) -> Option<Self> {
                    SLOTS.get(index).copied()
                }

                #[inline(never)]
                fn named(name: &str) -> Option<Self> {
                    const MEMBERS: &[$crate::model::MemberInfo] =
                        &[$($crate::model::MemberInfo::new($wire, "") $(.$attr($($arg),*))*),*];
                    match name {
                        $($wire => Some(Slot::$field),)*
                        other => SLOTS.get($crate::model::MemberInfo::find(MEMBERS, other)?).copied(),
                    }
                }
            }

            // Fills a value in place: a returned value is moved at every step on the way.
            struct Members $($into)* (&'v mut $name $($args)*);

            impl $($de)* serde::de::Visitor<'de> for Members $($any)* {
                type Value = ();

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(concat!("an object (", stringify!($name), ")"))
                }

                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
                    #[allow(unused_imports)]
                    use $crate::model::read::*;
                    let value = self.0;
                    while let Some(key) = map.next_key_seed(KeySeed::<Slot>::new())? {
                        match key {
                            $(Key::Known(Slot::$field) => {
                                let reader = $crate::model::macros::model!(@reader $($reader)?);
                                $crate::model::field::read_member(&mut value.$field, reader, $wire, &mut map)?;
                            })*
                            Key::Unknown(name) => value.unknown.push(name, map.next_value()?),
                        }
                    }
                    $(
                        let is_essential =
                            const { $crate::model::MemberInfo::new($wire, "") $(.$attr($($arg),*))*.essential };
                        if is_essential && value.$field.is_absent() {
                            return Err(serde::de::Error::missing_field($wire));
                        }
                    )*
                    Ok(())
                }
            }

            impl $($de)* serde::Deserialize<'de> for $name $($args)* {
                fn deserialize<De: serde::Deserializer<'de>>(deserializer: De) -> Result<Self, De::Error> {
                    let mut value = Self::default();
                    deserializer.deserialize_struct(stringify!($name), NAMES, Members(&mut value))?;
                    Ok(value)
                }
            }
        };
    };
    (
        @setters $name:ident {$(
            $(#[doc = $fdoc:literal])*
            $field:ident: $ty:ty $(as $reader:ident)? => $wire:literal $(. $attr:ident($($arg:expr),*))*,
        )*}
    ) => {
        impl $name {
            $(
                #[doc = concat!("Sets `", $wire, "`; `None` takes it out of the request. To write an explicit `null`, \
                    assign [`Field::Null`](crate::model::Field::Null) to the field.")]
                #[must_use]
                pub fn $field(mut self, value: impl Into<$crate::model::Field<$ty>>) -> Self {
                    self.$field = value.into();
                    self
                }
            )*
        }
    };
    (@reader) => { Plain };
    (@reader $reader:ident) => { $reader };
}

/// Declares an open enum: the service may add values.
///
/// A value matches regardless of case and by alias; any other text is kept unchanged in `Other`.
macro_rules! open_enum {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident {$(
            $(#[doc = $vdoc:literal])*
            $variant:ident = $text:literal $(| $alias:literal)*,
        )*}
    ) => {
        $(#[doc = $doc])*
        ///
        /// Equality and order do not depend on whether a value is a variant or the same text in `Other`. Known values
        /// come first, in the metadata's order, then the others by their text.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[doc = $vdoc])*
                #[doc = concat!("\n\nWritten as `", $text, "`.")]
                $variant,
            )*
            /// A value that the metadata does not have, as received. `from` creates it only for texts that are no known
            /// value.
            Other(Box<str>),
        }

        impl $name {
            /// The texts of the values in the metadata, in its order.
            pub const KNOWN: &'static [&'static str] = &[$($text),*];

            /// Returns the text of the value, as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }

            /// Returns the values in the metadata, in its order.
            #[must_use]
            pub fn variants() -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + Clone {
                [$(Self::$variant),*].into_iter()
            }

            /// Returns whether this is a variant of the metadata, not `Other`.
            #[must_use]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Other(_))
            }

            /// Returns the known value with this text or alias, regardless of case; `None` if there is none.
            fn known(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)*
                    $(_ if text.eq_ignore_ascii_case($text) $(|| text.eq_ignore_ascii_case($alias))* => {
                        Some(Self::$variant)
                    })*
                    _ => None,
                }
            }

            /// Returns the key of order and equality: the index among the known values, or the text for others.
            fn rank(&self) -> (usize, &str) {
                let known = match self {
                    Self::Other(text) => Self::known(text),
                    known => Some(known.clone()),
                };
                match known {
                    Some(known) => (Self::KNOWN.iter().position(|text| *text == known.as_str()).unwrap_or_default(), ""),
                    None => (Self::KNOWN.len(), self.as_str()),
                }
            }
        }

        impl PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$variant, Self::$variant) => true,)*
                    (Self::Other(_), _) | (_, Self::Other(_)) => self.rank() == other.rank(),
                    _ => false,
                }
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.rank().cmp(&other.rank())
            }
        }

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.rank().hash(state);
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::known(text).unwrap_or_else(|| Self::Other(text.into()))
            }
        }

        impl From<&str> for $crate::model::Field<$name> {
            fn from(text: &str) -> Self {
                Self::Value(text.into())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(text.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<Ser: serde::Serializer>(&self, serializer: Ser) -> Result<Ser::Ok, Ser::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<De: serde::Deserializer<'de>>(deserializer: De) -> Result<Self, De::Error> {
                struct Text;

                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("a string (", stringify!($name), ")"))
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                        Ok(text.into())
                    }
                }

                deserializer.deserialize_str(Text)
            }
        }

        // Not inlined, so that code generators name the type.
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::model::describe::enum_schema(concat!($($doc, "\n"),*), Self::KNOWN)
            }
        }

        $crate::model::text::owned!($name);
    };
}

pub(super) use model;
pub(super) use open_enum;
