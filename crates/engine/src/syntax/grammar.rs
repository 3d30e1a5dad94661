//! JSON as a pushdown automaton over tokens. Strict parsing runs it; recovery searches over the same states.

use super::TokenKind;

/// The kind of an open container.
///
/// ```
/// use jsonmend::syntax::grammar::Container;
///
/// assert_eq!((Container::Array.opener(), Container::Array.closer()), ('[', ']'));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Container {
    /// `{ … }`
    Object,
    /// `[ … ]`
    Array,
}

impl Container {
    /// Returns the character that closes the container.
    #[must_use]
    pub const fn closer(self) -> char {
        match self {
            Self::Object => '}',
            Self::Array => ']',
        }
    }

    /// Returns the character that opens the container.
    #[must_use]
    pub const fn opener(self) -> char {
        match self {
            Self::Object => '{',
            Self::Array => '[',
        }
    }
}

/// Tokens that the grammar allows next.
///
/// ```
/// use jsonmend::syntax::TokenKind;
/// use jsonmend::syntax::grammar::{Action, Container, State};
///
/// let inside = Some(Container::Array);
/// assert_eq!(State::after_open(Container::Array), State::ElementOrEnd);
/// assert_eq!(State::ElementOrEnd.step(inside, TokenKind::BeginObject), Some(Action::Open(Container::Object)));
/// assert_eq!(State::after_value(inside).step(inside, TokenKind::BeginObject), None);
/// assert_eq!(State::ElementOrEnd.expected(inside), ["a value", "`]`"]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// A value: at the start, after a colon, or after a comma in an array.
    Value,
    /// The first element of an array, or its end.
    ElementOrEnd,
    /// The first name of an object, or its end.
    NameOrEnd,
    /// A name, after a comma in an object.
    Name,
    /// The colon after a name.
    Colon,
    /// A comma, or the end of the container.
    CommaOrEnd,
    /// Nothing more: the document is complete.
    End,
}

/// Effect of a token on the automaton.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// A container opens and is pushed onto the stack.
    Open(Container),
    /// The innermost container closes and is popped from the stack.
    Close,
    /// A member name.
    Name,
    /// A scalar value.
    Scalar,
    /// A comma or colon, with the state after it.
    Separator(State),
}

impl State {
    /// Returns the state after a complete value; `inside` is the innermost open container.
    #[must_use]
    pub const fn after_value(inside: Option<Container>) -> Self {
        match inside {
            Some(_) => Self::CommaOrEnd,
            None => Self::End,
        }
    }

    /// Returns the state after an opening bracket.
    #[must_use]
    pub const fn after_open(container: Container) -> Self {
        match container {
            Container::Object => Self::NameOrEnd,
            Container::Array => Self::ElementOrEnd,
        }
    }

    /// Returns the effect of `token` in this state; `None` if the grammar does not allow the token.
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

    /// Returns the allowed tokens in words.
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
