//! The one table of diagnostic codes.

use std::fmt::{self, Write};

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

/// A code of another crate: see [`Code::Custom`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CustomCode {
    /// The stable name, unlike that of every [`Code`]: lower case, words joined by hyphens.
    pub name: &'static str,
    /// How bad a finding of this code is, unless a diagnostic says otherwise.
    pub severity: Severity,
    /// The finding in a few words.
    pub title: &'static str,
    /// The meaning of the code, in full.
    pub explanation: &'static str,
    /// A text that has the fault, and the same without it, if a short text shows it.
    pub example: Option<(&'static str, &'static str)>,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident, $title:literal
        $(, $bad:literal => $good:literal)?;)+) => {
        /// What kind of finding a diagnostic is, or why a repair was made.
        ///
        /// The name is stable: programs may match on it.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
            /// A code that another crate defines, for the rules of its own documents.
            Custom(&'static CustomCode),
        }

        impl Code {
            /// Every code of this crate, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable name, such as `missing-comma`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ Self::Custom(code) => code.name }
            }

            /// How bad a finding of this code is, unless a diagnostic says otherwise.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ Self::Custom(code) => code.severity }
            }

            /// The finding in a few words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ Self::Custom(code) => code.title }
            }

            /// A text that has the fault, and the same without it, as documents of [`Code::EXAMPLE_SCHEMA`]; none where no
            /// short text shows it.
            #[must_use]
            pub const fn example(self) -> Option<(&'static str, &'static str)> {
                match self {
                    $($(Self::$variant => Some(($bad, $good)),)?)+
                    Self::Custom(code) => code.example,
                    _ => None,
                }
            }

            /// What the code means, in full.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc, "\n"),+),)+
                    Self::Custom(code) => code.explanation,
                }
            }
        }
    };
}

codes! {
    // Structure.
    /// Two members or elements follow each other without a comma between them.
    MissingComma = "missing-comma", Error, "missing comma",
        r#"{"name": "Nightly" "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A comma stands before a closing bracket, where another member or element should follow.
    TrailingComma = "trailing-comma", Error, "trailing comma",
        r#"{"name": "Nightly", "active": true,}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A comma stands where nothing is to be separated: doubled, or right behind an opening bracket.
    ExtraComma = "extra-comma", Error, "extra comma",
        r#"{"name": "Nightly",, "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A member's name and its value are not separated by a colon.
    MissingColon = "missing-colon", Error, "missing colon",
        r#"{"name" "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// A colon stands where none belongs.
    ExtraColon = "extra-colon", Error, "extra colon",
        r#"{"name":: "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// Another character stands where a comma or a colon belongs, such as `=`, `=>` or `;`.
    WrongSeparator = "wrong-separator", Error, "wrong separator",
        r#"{"name" = "Nightly", "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// An object or array is not closed where its content ends.
    MissingCloser = "missing-closer", Error, "missing closing bracket",
        r#"{"agent": {"id": "a1", "active": true}"# => r#"{"agent": {"id": "a1"}, "active": true}"#;
    /// A closing bracket closes nothing.
    ExtraCloser = "extra-closer", Error, "closing bracket that closes nothing",
        r#"{"name": "Nightly"}}"# => r#"{"name": "Nightly"}"#;
    /// A `]` closes an object, or a `}` an array.
    MismatchedCloser = "mismatched-closer", Error, "closing bracket of the wrong kind",
        r#"{"name": "Nightly"]"# => r#"{"name": "Nightly"}"#;
    /// A `[` opens an object, or a `{` an array.
    MismatchedOpener = "mismatched-opener", Error, "opening bracket of the wrong kind",
        r#"["name": "Nightly"]"# => r#"{"name": "Nightly"}"#;
    /// The content of an object or array stands there without its opening bracket.
    MissingOpener = "missing-opener", Error, "missing opening bracket",
        r#"{"agent": "id": "a1"}, "active": true}"# => r#"{"agent": {"id": "a1"}, "active": true}"#;
    /// An opening bracket has no content or closing bracket of its own.
    ExtraOpener = "extra-opener", Error, "opening bracket too many",
        r#"{{"name": "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// A member has no name: a value stands where a name is due.
    MissingName = "missing-name", Error, "missing member name",
        r#"{"name": "Nightly", : true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A name or an element position has no value. Nothing is invented: the repair is `null`, or the name is dropped.
    MissingValue = "missing-value", Error, "missing value",
        r#"{"name": , "active": true}"# => r#"{"name": null, "active": true}"#;
    /// The text ends before the document does.
    CutOff = "cut-off", Error, "the text ends too early",
        r#"{"name": "Nightly", "active": tr"# => r#"{"name": "Nightly", "active": true}"#;
    /// A marker stands where its printer left something out: `...`, `... 98 more items`, `[truncated]`, `[Object]`. What was
    /// left out is not in the text.
    Elided = "elided", Error, "left out by what printed it",
        r#"{"name": "Nightly", ... 3 more members}"# => r#"{"name": "Nightly", "active": true}"#;
    /// The text starts inside a document: what came before is lost.
    HeadLost = "head-lost", Error, "the beginning is missing",
        r#""Nightly", "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// Text that is no part of the document.
    StrayText = "stray-text", Error, "text that does not belong to the document",
        r#"{"name": "Nightly"} was the answer"# => r#"{"name": "Nightly"}"#;
    /// There is nothing but white space.
    Empty = "empty", Error, "the input is empty",
        " " => r#"{"active": true}"#;

    // Strings and other scalars.
    /// A string lacks its opening or its closing quote.
    MissingQuote = "missing-quote", Error, "missing quote",
        r#"{"name: "Nightly", "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A quote too many, beside a string or between tokens.
    ExtraQuote = "extra-quote", Error, "quote too many",
        r#"{"name": "Nightly"", "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A quote inside a string is not escaped.
    UnescapedQuote = "unescaped-quote", Error, "quote inside a string without a backslash",
        r#"{"name": "The "Nightly" scan", "active": true}"# => r#"{"name": "The \"Nightly\" scan", "active": true}"#;
    /// A string stands in single, typographic or back quotes instead of straight double quotes.
    NonstandardQuote = "nonstandard-quote", Error, "nonstandard quote",
        "{'name': 'Nightly'}" => r#"{"name": "Nightly"}"#;
    /// A member name stands without quotes.
    UnquotedName = "unquoted-name", Error, "member name without quotes",
        r#"{name: "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// A string value stands without quotes.
    UnquotedString = "unquoted-string", Error, "string without quotes",
        r#"{"name": Nightly}"# => r#"{"name": "Nightly"}"#;
    /// A control character, such as a raw line break or tab, stands inside a string unescaped.
    ControlCharacter = "control-character", Error, "unescaped control character in a string",
        "{\"name\": \"Night\nly\"}" => r#"{"name": "Night\nly"}"#;
    /// A backslash in a string is not followed by a valid escape, as in an unescaped Windows path.
    InvalidEscape = "invalid-escape", Error, "invalid escape in a string",
        r#"{"name": "CONTOSO\Nightly"}"# => r#"{"name": "CONTOSO\\Nightly"}"#;
    /// A `\u` escape of half a surrogate pair stands without its other half: no Unicode text can hold it.
    LoneSurrogate = "lone-surrogate", Error, "half a surrogate pair",
        r#"{"name": "\ud83d"}"# => r#"{"name": "\ud83d\ude00"}"#;
    /// A number is not written as RFC 8259 wants it: leading zeros, a sign, a bare dot, hexadecimal.
    NonstandardNumber = "nonstandard-number", Error, "nonstandard number",
        r#"{"hours": 04}"# => r#"{"hours": 4}"#;
    /// A number is larger than its type can hold.
    OutOfRange = "out-of-range", Error, "number out of range",
        r#"{"hours": 99999999999}"# => r#"{"hours": 4}"#;
    /// A word that stands for a literal in another language: `True`, `None`, `undefined`, `NaN`.
    NonstandardLiteral = "nonstandard-literal", Error, "nonstandard literal",
        r#"{"active": True}"# => r#"{"active": true}"#;
    /// A string is written as several, joined by `+`. JSON has no such operator.
    JoinedStrings = "joined-strings", Error, "strings joined by an operator",
        r#"{"name": "Night" + "ly"}"# => r#"{"name": "Nightly"}"#;
    /// White space between tokens that JSON does not know, such as non-breaking blanks. Inside strings it is content.
    NonstandardBlank = "nonstandard-blank", Error, "nonstandard white space",
        "{\u{a0}\"active\":\u{202f}true}" => "{ \"active\": true}";
    /// A comment. JSON has none.
    Comment = "comment", Error, "comment",
        "{\"active\": true // for now\n}" => r#"{"active": true}"#;

    // Encoding.
    /// Bytes that are no UTF-8. They are read as U+FFFD.
    InvalidUtf8 = "invalid-utf8", Error, "invalid UTF-8";
    /// A byte order mark at the start.
    ByteOrderMark = "byte-order-mark", Error, "byte order mark",
        "\u{feff}{\"active\": true}" => r#"{"active": true}"#;

    /// Text in another encoding than UTF-8, such as UTF-16 or Windows-1252.
    OtherEncoding = "other-encoding", Error, "another encoding than UTF-8";
    /// NUL bytes before or behind the text, as buffers of a fixed size leave them.
    NulPadding = "nul-padding", Error, "NUL bytes round the text",
        "{\"active\": true}\0\0" => r#"{"active": true}"#;

    // Wrappers.
    /// The head of an HTTP message, or the sizes of its chunks.
    HttpFraming = "http-framing", Error, "framing of an HTTP message",
        "POST /api HTTP/1.1\nHost: a\n\n{\"active\": true}" => r#"{"active": true}"#;
    /// Compressed bytes.
    Compressed = "compressed", Error, "compressed";
    /// Compressed bytes that become far more than the limit. They are left as they are.
    DecompressionBomb = "decompression-bomb", Error, "expands beyond the limit";
    /// What a log, an editor, a mail or a comparison puts before each line.
    LinePrefix = "line-prefix", Error, "line prefix",
        "> {\"name\": \"Nightly\",\n> \"active\": true}" => r#"{"name": "Nightly", "active": true}"#;
    /// A line break that a terminal or a mail program put in.
    HardWrap = "hard-wrap", Error, "line wrapped by a program";
    /// The document is the content of a string, or is escaped like one.
    EscapedDocument = "escaped-document", Error, "document escaped as a string",
        r#"{\"active\": true}"# => r#"{"active": true}"#;
    /// The document is in an encoding that keeps text through a channel: base64, percent or quoted-printable encoding,
    /// HTML entities.
    EncodedDocument = "encoded-document", Error, "document in a transfer encoding",
        "{&quot;active&quot;: true}" => r#"{"active": true}"#;
    /// What stands round a document that holds it: the other members of a log's JSON line, text round an encoded stretch.
    Envelope = "envelope", Error, "envelope round the document";
    /// An archive of HTTP traffic was saved without the bodies of its messages: it holds no document.
    NoBody = "no-body", Error, "no bodies in the archive";
    /// A page of a collection, which was joined with the others.
    Pages = "pages", Error, "collection in several pages";
    /// What keeps a response from being run as a script, or makes it one: `)]}'`, a call round it.
    ScriptGuard = "script-guard", Error, "script round the document",
        ")]}'\n{\"active\": true}" => r#"{"active": true}"#;

    // Meaning.
    /// A member name that the payload's type does not have.
    UnknownMember = "unknown-member", Error, "unknown member",
        r#"{"nam": "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// A member occurs twice in one object.
    DuplicateMember = "duplicate-member", Error, "duplicate member",
        r#"{"name": "Nightly", "name": "Daily"}"# => r#"{"name": "Nightly"}"#;
    /// A member that the payload's type requires is absent.
    MissingMember = "missing-member", Error, "missing member",
        r#"{"agent": {}}"# => r#"{"agent": {"id": "a1"}}"#;
    /// A value of another kind than the member has.
    WrongKind = "wrong-kind", Error, "wrong kind of value",
        r#"{"hours": "4"}"# => r#"{"hours": 4}"#;
    /// A value that is none of those the documentation and the metadata list.
    UnknownValue = "unknown-value", Error, "unknown value",
        r#"{"kind": "Subnet"}"# => r#"{"kind": "Hostname"}"#;
    /// A string that does not have the form its member needs, such as a time.
    InvalidFormat = "invalid-format", Error, "wrong form",
        r#"{"seen": "19.12.2021"}"# => r#"{"seen": "2021-12-19T20:29:04Z"}"#;
    /// A member name in a spelling that the documentation uses, but not the service.
    NoncanonicalName = "noncanonical-name", Warning, "noncanonical spelling of a member name",
        r#"{"Name": "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// A value in a spelling that the documentation uses, but not the service.
    NoncanonicalValue = "noncanonical-value", Warning, "noncanonical spelling of a value",
        r#"{"kind": "hostname"}"# => r#"{"kind": "Hostname"}"#;
    /// A value of the wrong kind that can mean only one thing: a number in quotes, a lone object where a list is due.
    CoercedValue = "coerced-value", Error, "value of another kind than it means",
        r#"{"hours": "4"}"# => r#"{"hours": 4}"#;
    /// A member or an element does not fit the type, whatever it may mean. Reading leaves it out, so that it does not
    /// lose the others, and quotes it.
    LeftOut = "left-out", Error, "left out, as it does not fit",
        r#"{"name": "Nightly", "active": "maybe"}"# => r#"{"name": "Nightly", "active": true}"#;
    /// The value does not fit the type it was read into.
    InvalidValue = "invalid-value", Error, "the value does not fit";
    /// The payload is of no known type; it was read as plain JSON.
    UnknownPayload = "unknown-payload", Note, "payload of no known type";

    // The reading as a whole.
    /// The input holds several documents that read as the one that was asked for. One of them was read, or a list was made of
    /// all; `--document` reads another, `--all-documents` all of them, `--join-pages` joins the pages of a collection.
    OtherDocuments = "other-documents", Warning, "other documents in the same input",
        "{\"name\": \"Nightly\"}\n{\"name\": \"Daily\"}" => r#"{"name": "Nightly"}"#;
    /// Another repair of nearly the same cost gives another value.
    Ambiguous = "ambiguous", Warning, "another reading is nearly as plausible";
    /// Nothing in the input reads as the document that was asked for.
    Unrecoverable = "unrecoverable", Error, "nothing here reads as the document",
        r"The scan was not found." => r#"{"active": true}"#;
    /// The input is larger than the limit.
    TooLarge = "too-large", Error, "the input is over the size limit";
    /// Brackets are nested deeper than the limit.
    TooDeep = "too-deep", Error, "nested too deep";
    /// More repairs are needed than the limit allows.
    TooManyEdits = "too-many-edits", Error, "more repairs needed than allowed";
    /// A repair is less sure than the caller wants every repair to be. The repairs that were considered are listed.
    TooDoubtful = "too-doubtful", Error, "a repair is less sure than wanted";
    /// The search used up its steps; the rest was read without it.
    OutOfSteps = "out-of-steps", Warning, "the search used up its steps";
    /// There are more findings than are listed.
    TooManyFindings = "too-many-findings", Note, "more findings than are listed";
}

impl Code {
    /// Whether it is about what is round the document, rather than about the document.
    #[must_use]
    pub const fn is_wrapper(self) -> bool {
        matches!(
            self,
            Self::NulPadding
                | Self::HttpFraming
                | Self::Compressed
                | Self::LinePrefix
                | Self::HardWrap
                | Self::EscapedDocument
                | Self::EncodedDocument
                | Self::Envelope
                | Self::Pages
                | Self::OtherDocuments
                | Self::ScriptGuard
        )
    }

    /// What there is to know about the code, on a page of plain text.
    #[must_use]
    pub fn page(self) -> String {
        let mut page = format!("{self} ({}): {}\n\n", self.severity().name(), self.title());
        for line in self.explanation().lines() {
            page.push_str(line.trim());
            page.push('\n');
        }
        if let Some((bad, good)) = self.example() {
            for (heading, text) in [("Wrong", bad), ("Right", good)] {
                page.push_str(&format!("\n{heading}:\n\n"));
                for line in visible(text).lines() {
                    page.push_str(&format!("    {line}\n"));
                }
            }
        }
        page
    }

    /// The JSON Schema of the documents that the [examples](Code::example) show.
    pub const EXAMPLE_SCHEMA: &'static str = r#"{
    "type": "object",
    "properties": {
        "name": {"type": ["string", "null"]},
        "active": {"type": ["boolean", "null"]},
        "hours": {"type": "integer", "minimum": -2147483648, "maximum": 2147483647},
        "kind": {"enum": ["Ip", "Hostname"]},
        "seen": {"type": "string", "format": "date-time"},
        "agent": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"], "additionalProperties": false}
    },
    "additionalProperties": false
}"#;

    /// Codes with all there is to know about them, in Markdown.
    #[must_use]
    pub fn markdown(codes: impl IntoIterator<Item = Self>) -> String {
        let mut out = String::new();
        for code in codes {
            let _ = write!(out, "## `{code}`\n\n*{}*: {}.\n\n", code.severity().name(), code.title());
            for line in code.explanation().lines() {
                let _ = writeln!(out, "{}", line.trim());
            }
            match code.example() {
                None => out.push_str("\nNo short text shows it.\n"),
                Some((bad, good)) => {
                    for (heading, text) in [("Wrong", bad), ("Right", good)] {
                        let _ = write!(out, "\n{heading}:\n\n```text\n{}\n```\n", visible(text));
                    }
                }
            }
            out.push('\n');
        }
        out
    }

    /// The code of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

/// An example with names for the characters that nobody would see, and that would make a page of text a binary file.
fn visible(text: &str) -> String {
    let is_hidden = |c: char| c == '\u{feff}' || (c.is_control() && c != '\n');
    text.chars().fold(String::with_capacity(text.len()), |mut shown, c| {
        if is_hidden(c) {
            let _ = write!(shown, "<U+{:04X}>", u32::from(c));
        } else {
            shown.push(c);
        }
        shown
    })
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
