//! The one table of diagnostic codes.

use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Conforms, but somebody should look.
    Warning,
    /// Does not conform.
    Error,
}

impl Severity {
    /// The word that reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident, $title:literal;)+) => {
        /// What kind of finding a diagnostic is, or why a repair was made.
        ///
        /// The name is stable: programs may match on it.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable name, such as `missing-comma`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// How bad a finding of this code is, unless a diagnostic says otherwise.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// The finding in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// What the code means, in full.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc, "\n"),+),)+ }
            }
        }
    };
}

codes! {
    // Structure.
    /// Two members or elements follow each other without a comma between them.
    MissingComma = "missing-comma", Error, "missing comma";
    /// A comma stands before a closing bracket, where another member or element should follow.
    TrailingComma = "trailing-comma", Error, "trailing comma";
    /// A comma stands where nothing is to be separated: doubled, or right behind an opening bracket.
    ExtraComma = "extra-comma", Error, "extra comma";
    /// A member's name and its value are not separated by a colon.
    MissingColon = "missing-colon", Error, "missing colon";
    /// A colon stands where none belongs.
    ExtraColon = "extra-colon", Error, "extra colon";
    /// Another character stands where a comma or a colon belongs, such as `=`, `=>` or `;`.
    WrongSeparator = "wrong-separator", Error, "wrong separator";
    /// An object or array is not closed where its content ends.
    MissingCloser = "missing-closer", Error, "missing closing bracket";
    /// A closing bracket closes nothing.
    ExtraCloser = "extra-closer", Error, "closing bracket that closes nothing";
    /// A `]` closes an object, or a `}` an array.
    MismatchedCloser = "mismatched-closer", Error, "closing bracket of the wrong kind";
    /// The content of an object or array stands there without its opening bracket.
    MissingOpener = "missing-opener", Error, "missing opening bracket";
    /// An opening bracket has no content or closing bracket of its own.
    ExtraOpener = "extra-opener", Error, "opening bracket too many";
    /// A member has no name: a value stands where a name is due.
    MissingName = "missing-name", Error, "missing member name";
    /// A name or an element position has no value. Nothing is invented: the repair is `null`, or the name is dropped.
    MissingValue = "missing-value", Error, "missing value";
    /// The text ends before the document does.
    CutOff = "cut-off", Error, "the text ends too early";
    /// The text starts inside a document: what came before is lost.
    HeadLost = "head-lost", Error, "the beginning is missing";
    /// Text that is no part of the document.
    StrayText = "stray-text", Error, "text that does not belong to the document";
    /// There is nothing but white space.
    Empty = "empty", Error, "the input is empty";

    // Strings and other scalars.
    /// A string lacks its opening or its closing quote.
    MissingQuote = "missing-quote", Error, "missing quote";
    /// A quote too many, beside a string or between tokens.
    ExtraQuote = "extra-quote", Error, "quote too many";
    /// A quote inside a string is not escaped.
    UnescapedQuote = "unescaped-quote", Error, "quote inside a string without a backslash";
    /// A string stands in single, typographic or back quotes instead of straight double quotes.
    NonstandardQuote = "nonstandard-quote", Error, "nonstandard quote";
    /// A member name stands without quotes.
    UnquotedName = "unquoted-name", Error, "member name without quotes";
    /// A string value stands without quotes.
    UnquotedString = "unquoted-string", Error, "string without quotes";
    /// A control character, such as a raw line break or tab, stands inside a string unescaped.
    ControlCharacter = "control-character", Error, "unescaped control character in a string";
    /// A backslash in a string is not followed by a valid escape, as in an unescaped Windows path.
    InvalidEscape = "invalid-escape", Error, "invalid escape in a string";
    /// A `\u` escape of half a surrogate pair stands without its other half: no Unicode text can hold it.
    LoneSurrogate = "lone-surrogate", Error, "half a surrogate pair";
    /// A number is not written as RFC 8259 wants it: leading zeros, a sign, a bare dot, hexadecimal.
    NonstandardNumber = "nonstandard-number", Error, "nonstandard number";
    /// A number is larger than its type can hold.
    OutOfRange = "out-of-range", Error, "number out of range";
    /// A word that stands for a literal in another language: `True`, `None`, `undefined`, `NaN`.
    NonstandardLiteral = "nonstandard-literal", Error, "nonstandard literal";
    /// A comment. JSON has none.
    Comment = "comment", Error, "comment";

    // Encoding.
    /// Bytes that are no UTF-8. They are read as U+FFFD.
    InvalidUtf8 = "invalid-utf8", Error, "invalid UTF-8";
    /// A byte order mark at the start.
    ByteOrderMark = "byte-order-mark", Error, "byte order mark";

    // Meaning.
    /// A member name that the payload's type does not have.
    UnknownMember = "unknown-member", Error, "unknown member";
    /// A member occurs twice in one object.
    DuplicateMember = "duplicate-member", Error, "duplicate member";
    /// A member that the payload's type requires is absent.
    MissingMember = "missing-member", Error, "missing member";
    /// A value of another kind than the member has.
    WrongKind = "wrong-kind", Error, "wrong kind of value";
    /// A value that is none of those the documentation and the metadata list.
    UnknownValue = "unknown-value", Warning, "unknown value";
    /// A string that does not have the form its member needs, such as a time.
    InvalidFormat = "invalid-format", Error, "wrong form";
    /// A member name in a spelling that the documentation uses, but not the service.
    NoncanonicalName = "noncanonical-name", Warning, "noncanonical spelling of a member name";
    /// A value in a spelling that the documentation uses, but not the service.
    NoncanonicalValue = "noncanonical-value", Warning, "noncanonical spelling of a value";
    /// The value does not fit the type it was read into.
    InvalidValue = "invalid-value", Error, "the value does not fit";
    /// The payload is of no known type; it was read as plain JSON.
    UnknownPayload = "unknown-payload", Note, "payload of no known type";

    // The reading as a whole.
    /// Another repair of nearly the same cost gives another value.
    Ambiguous = "ambiguous", Warning, "another reading is nearly as plausible";
    /// Nothing in the input reads as the document that was asked for.
    Unrecoverable = "unrecoverable", Error, "nothing here reads as the document";
    /// The input is larger than the limit.
    TooLarge = "too-large", Error, "the input is over the size limit";
    /// Brackets are nested deeper than the limit.
    TooDeep = "too-deep", Error, "nested too deep";
    /// More repairs are needed than the limit allows.
    TooManyEdits = "too-many-edits", Error, "more repairs needed than allowed";
    /// The search used up its steps; the rest was read without it.
    OutOfSteps = "out-of-steps", Warning, "the search used up its steps";
    /// There are more findings than are listed.
    TooManyFindings = "too-many-findings", Note, "more findings than are listed";
}

impl Code {
    /// The code of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
