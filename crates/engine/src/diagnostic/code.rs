//! The one table of diagnostic codes.

use std::fmt::{self, Write};

/// Severity of a diagnostic.
///
/// ```
/// use jsonmend::diagnostic::Severity;
///
/// assert!(Severity::Note < Severity::Error);
/// assert_eq!(("warning".parse(), Severity::Warning.name()), (Ok(Severity::Warning), "warning"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Information; the document conforms.
    Note,
    /// The document conforms, but may not be what was meant.
    Warning,
    /// The document does not conform.
    Error,
}

impl Severity {
    /// Returns the lower-case name that reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Code that another crate defines: see [`Code::Custom`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CustomCode {
    /// Stable name, different from that of every [`Code`]: lower case, words joined by hyphens.
    pub name: &'static str,
    /// Severity of diagnostics with this code, unless they set another.
    pub severity: Severity,
    /// Title of diagnostics: lower case, without a full stop.
    pub title: &'static str,
    /// Full explanation, in sentences.
    pub explanation: &'static str,
    /// A text with the fault, and the same text without it; `None` if no short text shows the fault.
    pub example: Option<(&'static str, &'static str)>,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident, $title:literal
        $(, $bad:literal => $good:literal)?;)+) => {
        /// Kind of a diagnostic, and reason of an edit.
        ///
        /// Names are stable, so programs may match on them. The variants are the table of all codes;
        /// [`page`](Self::page) explains a code.
        ///
        /// ```
        /// use jsonmend::diagnostic::{Code, Severity};
        ///
        /// assert_eq!(Code::TrailingComma.name(), "trailing-comma");
        /// assert_eq!(Code::from_name("trailing-comma"), Some(Code::TrailingComma));
        /// assert_eq!(Code::TrailingComma.title(), "trailing comma");
        /// assert_eq!(Code::TrailingComma.severity(), Severity::Error);
        /// assert!(Code::TrailingComma.explanation().contains("precedes a closing bracket"));
        /// assert!(Code::TrailingComma.page().contains(Code::TrailingComma.example().unwrap().0));
        /// assert!(Code::Envelope.is_wrapper() && !Code::TrailingComma.is_wrapper());
        /// ```
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
            /// A code that another crate defines, for the rules of its own documents.
            Custom(&'static CustomCode),
        }

        impl Code {
            /// All codes of this crate, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the stable name, such as `missing-comma`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ Self::Custom(code) => code.name }
            }

            /// Returns the severity of diagnostics with this code, unless they set another.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ Self::Custom(code) => code.severity }
            }

            /// Returns the title of diagnostics: lower case, without a full stop.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ Self::Custom(code) => code.title }
            }

            /// Returns a text with the fault, and the same text without it, both documents of [`Code::EXAMPLE_SCHEMA`];
            /// `None` if no short text shows the fault.
            #[must_use]
            pub const fn example(self) -> Option<(&'static str, &'static str)> {
                match self {
                    $($(Self::$variant => Some(($bad, $good)),)?)+
                    Self::Custom(code) => code.example,
                    _ => None,
                }
            }

            /// Returns the full explanation, in sentences.
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
    /// Two members or elements have no comma between them.
    MissingComma = "missing-comma", Error, "missing comma",
        r#"{"name": "Nightly" "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A comma precedes a closing bracket, where another member or element should follow.
    TrailingComma = "trailing-comma", Error, "trailing comma",
        r#"{"name": "Nightly", "active": true,}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A comma has no member or element before it: it is doubled, or follows an opening bracket.
    ExtraComma = "extra-comma", Error, "unexpected comma",
        r#"{"name": "Nightly",, "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A member name and its value have no colon between them.
    MissingColon = "missing-colon", Error, "missing colon",
        r#"{"name" "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// A colon is doubled, or does not follow a member name.
    ExtraColon = "extra-colon", Error, "unexpected colon",
        r#"{"name":: "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// Another character takes the place of a comma or a colon, such as `=`, `=>` or `;`.
    WrongSeparator = "wrong-separator", Error, "invalid separator",
        r#"{"name" = "Nightly", "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// An object or array has no closing bracket after its last member or element.
    MissingCloser = "missing-closer", Error, "missing closing bracket",
        r#"{"agent": {"id": "a1", "active": true}"# => r#"{"agent": {"id": "a1"}, "active": true}"#;
    /// A closing bracket has no opening bracket.
    ExtraCloser = "extra-closer", Error, "unmatched closing bracket",
        r#"{"name": "Nightly"}}"# => r#"{"name": "Nightly"}"#;
    /// A `]` closes an object, or a `}` closes an array.
    MismatchedCloser = "mismatched-closer", Error, "mismatched closing bracket",
        r#"{"name": "Nightly"]"# => r#"{"name": "Nightly"}"#;
    /// A `[` opens an object, or a `{` opens an array.
    MismatchedOpener = "mismatched-opener", Error, "mismatched opening bracket",
        r#"["name": "Nightly"]"# => r#"{"name": "Nightly"}"#;
    /// The content of an object or array has no opening bracket.
    MissingOpener = "missing-opener", Error, "missing opening bracket",
        r#"{"agent": "id": "a1"}, "active": true}"# => r#"{"agent": {"id": "a1"}, "active": true}"#;
    /// An opening bracket has neither content nor a closing bracket.
    ExtraOpener = "extra-opener", Error, "unmatched opening bracket",
        r#"{{"name": "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// A value takes the place of a member name. No name is invented.
    MissingName = "missing-name", Error, "missing member name",
        r#"{"name": "Nightly", : true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A member name or an element position has no value. No value is invented: the repair inserts `null` or removes the
    /// name.
    MissingValue = "missing-value", Error, "missing value",
        r#"{"name": , "active": true}"# => r#"{"name": null, "active": true}"#;
    /// The text ends before the document does.
    CutOff = "cut-off", Error, "truncated document",
        r#"{"name": "Nightly", "active": tr"# => r#"{"name": "Nightly", "active": true}"#;
    /// A marker shows that a printer left content out: `...`, `... 98 more items`, `[truncated]`, `[Object]`. The text does
    /// not contain that content.
    Elided = "elided", Error, "elided content",
        r#"{"name": "Nightly", ... 3 more members}"# => r#"{"name": "Nightly", "active": true}"#;
    /// The text starts inside a document.
    HeadLost = "head-lost", Error, "missing start of the document",
        r#""Nightly", "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// The text is not part of the document.
    StrayText = "stray-text", Error, "unexpected text",
        r#"{"name": "Nightly"} was the answer"# => r#"{"name": "Nightly"}"#;
    /// The input holds nothing but white space.
    Empty = "empty", Error, "empty input",
        " " => r#"{"active": true}"#;

    // Strings and other scalars.
    /// A string has no opening or no closing quote.
    MissingQuote = "missing-quote", Error, "missing quote",
        r#"{"name: "Nightly", "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A quote is doubled, or stands alone between tokens.
    ExtraQuote = "extra-quote", Error, "unexpected quote",
        r#"{"name": "Nightly"", "active": true}"# => r#"{"name": "Nightly", "active": true}"#;
    /// A quote inside a string has no backslash before it.
    UnescapedQuote = "unescaped-quote", Error, "unescaped quote in a string",
        r#"{"name": "The "Nightly" scan", "active": true}"# => r#"{"name": "The \"Nightly\" scan", "active": true}"#;
    /// Single, typographic or back quotes enclose a string. JSON knows straight double quotes only.
    NonstandardQuote = "nonstandard-quote", Error, "nonstandard quote",
        "{'name': 'Nightly'}" => r#"{"name": "Nightly"}"#;
    /// A member name has no quotes.
    UnquotedName = "unquoted-name", Error, "unquoted member name",
        r#"{name: "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// A string value has no quotes.
    UnquotedString = "unquoted-string", Error, "unquoted string",
        r#"{"name": Nightly}"# => r#"{"name": "Nightly"}"#;
    /// A string contains an unescaped control character, such as a line break or a tab.
    ControlCharacter = "control-character", Error, "unescaped control character in a string",
        "{\"name\": \"Night\nly\"}" => r#"{"name": "Night\nly"}"#;
    /// No valid escape follows a backslash in a string, as in an unescaped Windows path.
    InvalidEscape = "invalid-escape", Error, "invalid escape in a string",
        r#"{"name": "CONTOSO\Nightly"}"# => r#"{"name": "CONTOSO\\Nightly"}"#;
    /// A `\u` escape is half of a surrogate pair, and the other half is missing. No Unicode text can hold it.
    LoneSurrogate = "lone-surrogate", Error, "lone surrogate",
        r#"{"name": "\ud83d"}"# => r#"{"name": "\ud83d\ude00"}"#;
    /// A number is not written as RFC 8259 requires: it has leading zeros, a plus sign, a bare dot, or is hexadecimal.
    NonstandardNumber = "nonstandard-number", Error, "nonstandard number",
        r#"{"hours": 04}"# => r#"{"hours": 4}"#;
    /// A number exceeds the range of its type.
    OutOfRange = "out-of-range", Error, "number out of range",
        r#"{"hours": 99999999999}"# => r#"{"hours": 4}"#;
    /// A word is a literal of another language: `True`, `None`, `undefined`, `NaN`.
    NonstandardLiteral = "nonstandard-literal", Error, "nonstandard literal",
        r#"{"active": True}"# => r#"{"active": true}"#;
    /// A `+` joins several strings. JSON has no such operator.
    JoinedStrings = "joined-strings", Error, "concatenated strings",
        r#"{"name": "Night" + "ly"}"# => r#"{"name": "Nightly"}"#;
    /// White space between tokens is not one of the four characters that JSON allows, as with non-breaking spaces. Inside
    /// strings it is content.
    NonstandardBlank = "nonstandard-blank", Error, "nonstandard white space",
        "{\u{a0}\"active\":\u{202f}true}" => "{ \"active\": true}";
    /// JSON has no comments.
    Comment = "comment", Error, "comment",
        "{\"active\": true // for now\n}" => r#"{"active": true}"#;

    // Encoding.
    /// Some bytes are not UTF-8. They are replaced by U+FFFD.
    InvalidUtf8 = "invalid-utf8", Error, "invalid UTF-8";
    /// The text starts with a byte order mark.
    ByteOrderMark = "byte-order-mark", Error, "byte order mark",
        "\u{feff}{\"active\": true}" => r#"{"active": true}"#;

    /// The text is in another encoding than UTF-8, such as UTF-16 or Windows-1252.
    OtherEncoding = "other-encoding", Error, "encoding other than UTF-8";
    /// NUL bytes precede or follow the text, as buffers of a fixed size leave them.
    NulPadding = "nul-padding", Error, "NUL padding",
        "{\"active\": true}\0\0" => r#"{"active": true}"#;

    // Wrappers.
    /// The head of an HTTP message or the sizes of its chunks surround the document.
    HttpFraming = "http-framing", Error, "HTTP framing",
        "POST /api HTTP/1.1\nHost: a\n\n{\"active\": true}" => r#"{"active": true}"#;
    /// The bytes are compressed.
    Compressed = "compressed", Error, "compressed data";
    /// The compressed bytes expand to more bytes than the limit allows, perhaps because they are compressed several times.
    /// They are left compressed, and the input is rejected.
    DecompressionBomb = "decompression-bomb", Error, "decompression limit exceeded";
    /// A log, an editor, a mail program or a diff put a prefix before each line.
    LinePrefix = "line-prefix", Error, "line prefix",
        "> {\"name\": \"Nightly\",\n> \"active\": true}" => r#"{"name": "Nightly", "active": true}"#;
    /// A terminal or a mail program inserted a line break.
    HardWrap = "hard-wrap", Error, "hard-wrapped line";
    /// The document is the content of a string, or is escaped like one.
    EscapedDocument = "escaped-document", Error, "escaped document",
        r#"{\"active\": true}"# => r#"{"active": true}"#;
    /// The document is in a transfer encoding: base64, percent-encoding, quoted-printable or HTML entities.
    EncodedDocument = "encoded-document", Error, "document in a transfer encoding",
        "{&quot;active&quot;: true}" => r#"{"active": true}"#;
    /// Other text surrounds the document: the other members of a JSON log line, or text around an encoded stretch.
    Envelope = "envelope", Error, "envelope around the document";
    /// An archive of HTTP traffic was saved without message bodies. It holds no document.
    NoBody = "no-body", Error, "HTTP archive without bodies";
    /// A page of a collection was joined with the others.
    Pages = "pages", Error, "collection split into pages";
    /// A prefix keeps a response from running as a script, or a call makes it one: `)]}'`, JSONP.
    ScriptGuard = "script-guard", Error, "script around the document",
        ")]}'\n{\"active\": true}" => r#"{"active": true}"#;

    // Meaning.
    /// The schema has no member of this name.
    UnknownMember = "unknown-member", Error, "unknown member",
        r#"{"nam": "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// A member occurs twice in one object.
    DuplicateMember = "duplicate-member", Error, "duplicate member",
        r#"{"name": "Nightly", "name": "Daily"}"# => r#"{"name": "Nightly"}"#;
    /// A required member is absent.
    MissingMember = "missing-member", Error, "missing member",
        r#"{"agent": {}}"# => r#"{"agent": {"id": "a1"}}"#;
    /// The value has another type than the schema allows.
    WrongKind = "wrong-kind", Error, "invalid type",
        r#"{"hours": "4"}"# => r#"{"hours": 4}"#;
    /// The value is not one of the listed values of the schema.
    UnknownValue = "unknown-value", Error, "unknown value",
        r#"{"kind": "Subnet"}"# => r#"{"kind": "Hostname"}"#;
    /// A string does not have the format of its member, such as a date.
    InvalidFormat = "invalid-format", Error, "invalid format",
        r#"{"seen": "19.12.2021"}"# => r#"{"seen": "2021-12-19T20:29:04Z"}"#;
    /// The member name is in a spelling that the documentation uses and the service does not.
    NoncanonicalName = "noncanonical-name", Warning, "noncanonical member name",
        r#"{"Name": "Nightly"}"# => r#"{"name": "Nightly"}"#;
    /// The value is in a spelling that the documentation uses and the service does not.
    NoncanonicalValue = "noncanonical-value", Warning, "noncanonical value",
        r#"{"kind": "hostname"}"# => r#"{"kind": "Hostname"}"#;
    /// The value has another type than expected, and can mean only one thing: a number in quotes, a single object in place of
    /// a list.
    CoercedValue = "coerced-value", Error, "coerced value",
        r#"{"hours": "4"}"# => r#"{"hours": 4}"#;
    /// A member or an element does not fit the type in any interpretation. It is left out, so that the rest can be read, and
    /// quoted in the report.
    LeftOut = "left-out", Error, "omitted invalid value",
        r#"{"name": "Nightly", "active": "maybe"}"# => r#"{"name": "Nightly", "active": true}"#;
    /// The value does not fit the type that it is read as.
    InvalidValue = "invalid-value", Error, "invalid value";
    /// The payload matches no known type. It is read as plain JSON.
    UnknownPayload = "unknown-payload", Note, "unknown payload type";

    // The reading as a whole.
    /// The capture holds several documents. One of them was read, or all of them as a list. In the
    /// library, `recover_all` reads all of them, and `Options::join_pages` joins the pages of a collection. In the program,
    /// `--document` reads another one, `--all-documents` all of them, and `--join-pages` joins pages.
    OtherDocuments = "other-documents", Warning, "additional documents in the capture",
        "{\"name\": \"Nightly\"}\n{\"name\": \"Daily\"}" => r#"{"name": "Nightly"}"#;
    /// Another repair of nearly the same cost gives another value, the payload's type is not certain, or it is not certain
    /// whether several documents are one list.
    Ambiguous = "ambiguous", Warning, "ambiguous repair";
    /// No part of the input can be read as the requested document.
    Unrecoverable = "unrecoverable", Error, "no document found",
        r"The scan was not found." => r#"{"active": true}"#;
    /// The input has more bytes than the limit allows.
    TooLarge = "too-large", Error, "input exceeds the size limit";
    /// Brackets are nested deeper than the limit allows.
    TooDeep = "too-deep", Error, "nesting exceeds the depth limit";
    /// The input needs more repairs than the limit allows.
    TooManyEdits = "too-many-edits", Error, "repairs exceed the edit limit";
    /// A repair is less certain than the caller requires. The report lists the repairs that were considered.
    TooDoubtful = "too-doubtful", Error, "repair below the required certainty";
    /// The search for repairs reached its step limit. The rest was read without it.
    OutOfSteps = "out-of-steps", Warning, "search step limit reached";
    /// The input has more findings than the report lists.
    TooManyFindings = "too-many-findings", Note, "more findings than listed";
}

impl Code {
    /// Returns whether findings of this code concern the envelope or encoding of the document, not the document itself.
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

    /// Returns a page of plain text about the code: severity, title, explanation and example.
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

    /// Returns a Markdown reference of `codes`: names, titles, severities, explanations and examples.
    ///
    /// ```
    /// use jsonmend::diagnostic::Code;
    ///
    /// let reference = Code::markdown([Code::TrailingComma]);
    /// assert!(reference.starts_with("## `trailing-comma`\n\n*error*: trailing comma."));
    /// ```
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

    /// Returns the code named `name`; `None` for an unknown name and for codes of other crates.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

/// Replaces invisible characters of an example by their names: they would make a page of text a binary file.
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
