//! JSON as a pushdown automaton over tokens. Strict parsing runs it; recovery searches over the same states.

use super::TokenKind;

/// The kind of an open container.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Container {
    /// `{ … }`
    Object,
    /// `[ … ]`
    Array,
}

impl Container {
    /// The character that closes it.
    #[must_use]
    pub const fn closer(self) -> char {
        match self {
            Self::Object => '}',
            Self::Array => ']',
        }
    }

    /// The character that opens it.
    #[must_use]
    pub const fn opener(self) -> char {
        match self {
            Self::Object => '{',
            Self::Array => '[',
        }
    }
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// A value: at the start, behind a colon, behind a comma in an array.
    Value,
    /// The first element of an array, or its end.
    ElementOrEnd,
    /// The first name of an object, or its end.
    NameOrEnd,
    /// A name, behind a comma in an object.
    Name,
    /// The colon behind a name.
    Colon,
    /// A comma, or the end of the container.
    CommaOrEnd,
    /// Nothing more: the document is complete.
    End,
}

/// What a token does to the automaton.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// A container opens; it goes on the stack.
    Open(Container),
    /// The innermost container closes.
    Close,
    /// A member name.
    Name,
    /// A scalar value.
    Scalar,
    /// A comma or colon that leads to the state.
    Separator(State),
}

impl State {
    /// The state behind a complete value, where `inside` is the innermost open container.
    #[must_use]
    pub const fn after_value(inside: Option<Container>) -> Self {
        match inside {
            Some(_) => Self::CommaOrEnd,
            None => Self::End,
        }
    }

    /// The state right behind an opening bracket.
    #[must_use]
    pub const fn after_open(container: Container) -> Self {
        match container {
            Container::Object => Self::NameOrEnd,
            Container::Array => Self::ElementOrEnd,
        }
    }

    /// What `token` does in this state; `None` where the grammar does not allow it.
    #[must_use]
    pub const fn step(self, inside: Option<Container>, token: TokenKind) -> Option<Action> {
        use TokenKind as T;
        match (self, token, inside) {
            (Self::Value | Self::ElementOrEnd, T::BeginObject, _) => Some(Action::Open(Container::Object)),
            (Self::Value | Self::ElementOrEnd, T::BeginArray, _) => Some(Action::Open(Container::Array)),
            (Self::Value | Self::ElementOrEnd, T::String | T::Number | T::True | T::False | T::Null, _) => {
                Some(Action::Scalar)
            }
            (Self::NameOrEnd | Self::Name, T::String, _) => Some(Action::Name),
            (Self::ElementOrEnd, T::EndArray, _)
            | (Self::NameOrEnd, T::EndObject, _)
            | (Self::CommaOrEnd, T::EndArray, Some(Container::Array))
            | (Self::CommaOrEnd, T::EndObject, Some(Container::Object)) => Some(Action::Close),
            (Self::Colon, T::Colon, _) => Some(Action::Separator(Self::Value)),
            (Self::CommaOrEnd, T::Comma, Some(Container::Object)) => Some(Action::Separator(Self::Name)),
            (Self::CommaOrEnd, T::Comma, Some(Container::Array)) => Some(Action::Separator(Self::Value)),
            _ => None,
        }
    }

    /// What the state allows, in words.
    #[must_use]
    pub const fn expected(self, inside: Option<Container>) -> &'static [&'static str] {
        match (self, inside) {
            (Self::Value, _) => &["a value"],
            (Self::ElementOrEnd, _) => &["a value", "`]`"],
            (Self::NameOrEnd, _) => &["a member name in double quotes", "`}`"],
            (Self::Name, _) => &["a member name in double quotes"],
            (Self::Colon, _) => &["`:`"],
            (Self::CommaOrEnd, Some(Container::Object)) => &["`,`", "`}`"],
            (Self::CommaOrEnd, _) => &["`,`", "`]`"],
            (Self::End, _) => &["the end of the text"],
        }
    }
}
