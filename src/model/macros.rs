//! The two macros that declare the model: objects and open enums.

/// Declares an object of the API.
///
/// ```text
/// model! {
///     /// What it is.
///     pub struct Name<S: Text = String> [tagged "#type"] {
///         /// What the member is.
///         field: Type [as Reader] => "wireName" .required() .aliases(&["other"]) ...,
///     }
/// }
/// ```
///
/// makes the struct with [`Field`](super::Field) members and [`Unknown`](super::Unknown) ones, and its `Default`,
/// `Debug`, `Serialize`, `Deserialize`, `JsonSchema`, `IntoOwned` and [`Model`](super::Model). Names are matched
/// exactly first, which is the usual case and costs one comparison, and only then regardless of case and by alias.
/// A tagged object is one of several and is read by the enum that holds them.
macro_rules! model {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident<$p:ident $(: $bound:ident)? $(= $default:ty)?> tagged $tag:literal { $($members:tt)* }
    ) => {
        $crate::model::macros::model! {
            @object [$($doc)*] $name [$p] [$($bound)?] [$($default)?] [$tag] { $($members)* }
        }
    };
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident<$p:ident $(: $bound:ident)? $(= $default:ty)?> { $($members:tt)* }
    ) => {
        $crate::model::macros::model! {
            @object [$($doc)*] $name [$p] [$($bound)?] [$($default)?] [] { $($members)* }
        }
        $crate::model::macros::model! {
            @read $name [$p] [$($bound)?] { $($members)* }
        }
    };
    (
        @object [$($doc:literal)*] $name:ident [$p:ident] [$($bound:ident)?] [$($default:ty)?] [$($tag:literal)?] {$(
            $(#[doc = $fdoc:literal])*
            $field:ident: $ty:ty $(as $reader:ident)? => $wire:literal $(. $attr:ident($($arg:expr),*))*,
        )*}
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name<$p $(= $default)?> {
            $(
                $(#[doc = $fdoc])*
                #[doc = concat!("\n\nWritten as `", $wire, "`.")]
                pub $field: $crate::model::Field<$ty>,
            )*
            /// Members that the model does not know.
            pub unknown: $crate::model::Unknown,
        }

        impl<$p> Default for $name<$p> {
            fn default() -> Self {
                Self {
                    $($field: $crate::model::Field::Absent,)*
                    unknown: $crate::model::Unknown::default(),
                }
            }
        }

        // Absent members are left out: most values have few.
        impl<$p: std::fmt::Debug> std::fmt::Debug for $name<$p> {
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

        impl<$p: $($bound +)? schemars::JsonSchema> $crate::model::Model for $name<$p> {
            const MEMBERS: &'static [$crate::model::MemberInfo] = &[$(
                $crate::model::MemberInfo::new($wire, concat!($($fdoc, "\n"),*)) $(.$attr($($arg),*))*
            ),*];
        }

        impl<$p: serde::Serialize> serde::Serialize for $name<$p> {
            fn serialize<Ser: serde::Serializer>(&self, serializer: Ser) -> Result<Ser::Ok, Ser::Error> {
                let mut map = serializer.serialize_map(None)?;
                $(serde::ser::SerializeMap::serialize_entry(&mut map, $crate::model::auth::TYPE, $tag)?;)?
                $($crate::model::field::write_member(&self.$field, $wire, &mut map)?;)*
                self.unknown.write(&mut map)?;
                serde::ser::SerializeMap::end(map)
            }
        }

        impl<$p: $($bound +)? schemars::JsonSchema> schemars::JsonSchema for $name<$p> {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $crate::model::macros::model!(@name $name $p $($default)?)
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

        impl<$p: $crate::model::IntoOwned> $crate::model::IntoOwned for $name<$p> {
            type Owned = $name<$p::Owned>;

            fn into_owned(self) -> Self::Owned {
                $name {
                    $($field: $crate::model::IntoOwned::into_owned(self.$field),)*
                    unknown: self.unknown,
                }
            }
        }
    };
    (
        @read $name:ident [$p:ident] [$($bound:ident)?] {$(
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

            // Fills a value where it stands: what is returned is moved at every step on the way.
            struct Members<'v, $p>(&'v mut $name<$p>);

            impl<'de, $p: $($bound +)? serde::Deserialize<'de>> serde::de::Visitor<'de> for Members<'_, $p> {
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
                    Ok(())
                }
            }

            impl<'de, $p: $($bound +)? serde::Deserialize<'de>> serde::Deserialize<'de> for $name<$p> {
                fn deserialize<De: serde::Deserializer<'de>>(deserializer: De) -> Result<Self, De::Error> {
                    let mut value = Self::default();
                    deserializer.deserialize_struct(stringify!($name), NAMES, Members(&mut value))?;
                    Ok(value)
                }
            }
        };
    };
    (@reader) => { Plain };
    (@reader $reader:ident) => { $reader };
    // What is generic over text has one schema; what is generic over a type has one for each.
    (@name $name:ident $p:ident $default:ty) => { stringify!($name).into() };
    (@name $name:ident $p:ident) => { format!(concat!(stringify!($name), "Of{}"), $p::schema_name()).into() };
}

/// Declares an enum whose values may grow.
///
/// A value matches regardless of case and by alias; any other text is kept as it is in `Other`.
macro_rules! open_enum {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident {$(
            $(#[doc = $vdoc:literal])*
            $variant:ident = $text:literal $(| $alias:literal)*,
        )*}
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[doc = $vdoc])*
                #[doc = concat!("\n\nWritten as `", $text, "`.")]
                $variant,
            )*
            /// A value that the metadata does not have, as it came. Make it with `from`, which knows the others.
            Other(Box<str>),
        }

        impl $name {
            /// The values that the metadata has, in its order.
            pub const KNOWN: &'static [&'static str] = &[$($text),*];

            /// The text as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }

            /// Whether the metadata has this value.
            #[must_use]
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Other(_))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    $(_ if text.eq_ignore_ascii_case($text) $(|| text.eq_ignore_ascii_case($alias))* => Self::$variant,)*
                    _ => Self::Other(text.into()),
                }
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

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

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
