//! The quotes of all notations; the only table of them.

/// The characters that people and programs wrap around strings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Quote {
    /// No quote at all: a bare word.
    None,
    Double,
    Single,
    LeftDouble,
    RightDouble,
    LowDouble,
    LeftSingle,
    RightSingle,
    Back,
    Acute,
}

impl Quote {
    pub(crate) const COUNT: usize = 10;

    pub(crate) const ALL: [Self; Self::COUNT] = [
        Self::None,
        Self::Double,
        Self::Single,
        Self::LeftDouble,
        Self::RightDouble,
        Self::LowDouble,
        Self::LeftSingle,
        Self::RightSingle,
        Self::Back,
        Self::Acute,
    ];

    pub(crate) const fn of(character: char) -> Option<Self> {
        Some(match character {
            '"' => Self::Double,
            '\'' => Self::Single,
            '“' => Self::LeftDouble,
            '”' => Self::RightDouble,
            '„' => Self::LowDouble,
            '‘' => Self::LeftSingle,
            '’' => Self::RightSingle,
            '`' => Self::Back,
            '´' => Self::Acute,
            _ => return None,
        })
    }

    /// Returns the length in bytes.
    pub(crate) const fn len(self) -> usize {
        match self {
            Self::None => 0,
            Self::Double | Self::Single | Self::Back => 1,
            Self::Acute => 2,
            _ => 3,
        }
    }

    /// Returns whether a string that this quote opens is closed by `other`.
    pub(crate) const fn is_closed_by(self, other: Self) -> bool {
        let closer = match self {
            Self::LeftDouble => Self::RightDouble,
            Self::LowDouble => Self::LeftDouble,
            Self::LeftSingle => Self::RightSingle,
            same => same,
        };
        closer as u8 == other as u8 || matches!((self, other), (Self::Back, Self::Acute))
    }

    /// Returns whether this is one of the double quotes, straight or typographic.
    pub(crate) const fn is_double(self) -> bool {
        matches!(self, Self::Double | Self::LeftDouble | Self::RightDouble | Self::LowDouble)
    }
}

/// Returns whether a character is a quote of some notation.
pub(crate) const fn is_quote(character: char) -> bool {
    Quote::of(character).is_some()
}

/// The quotes that scoring pairs, each with the quote that closes it. The low single quote is only here: elsewhere it is
/// more often a comma of another font.
pub(crate) const PAIRS: [(char, char); 6] = [('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('„', '“'), ('‚', '‘')];
