//! A change that a repair made.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::diagnostic::{Applicability, Code};
use crate::text::{Position, Span};

/// A change that a repair made to the input, with secrets redacted.
///
/// `span` locates the change in the input, `place` in the repaired text. `Display` gives the [description](Self::describe).
///
/// # Inserted text
///
/// The inserted text of an edit is one of these; an edit never adds another value or name:
///
/// - punctuation: quotes, brackets, commas, colons, and backslashes before characters of a string
/// - `null` in the place of a missing value
/// - the removed text in JSON's notation: `true` for `True`, `null` for `NaN`, `31` for `0x1F`, `\n` for a line break in a
///   string, the letter of a byte in Windows-1252
/// - U+FFFD, or its escape, in the place of bytes that are not UTF-8 or of half a surrogate pair
/// - the removed name or value in the spelling or the kind that the schema has: `"High"` for `"high"`, `443` for `"443"`
/// - the name of a member that the schema has, in two cases: the start of the document is lost, or the document is a bare
///   list where the schema expects an object that has one list
///
/// # Replay
///
/// Edits describe a recovery to people and logs; they cannot be replayed. Their texts are redacted. The edits of an envelope
/// and of the document inside were made one after the other, but all spans point into the input. To replay a recovery,
/// use [`Options::layers`](crate::Options::layers).
///
/// ```
/// let report = jsonmend::recover::<Vec<u8>>(b"[1 2]");
/// let edit = &report.edits[0];
/// assert_eq!((edit.code.name(), edit.span.start, edit.span.len()), ("missing-comma", 2, 0));
/// assert_eq!((edit.removed.as_str(), edit.inserted.as_str()), ("", ","));
/// assert_eq!(edit.place.unwrap().slice(report.repaired_text().unwrap()), ",");
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Edit {
    /// Code of the repaired fault.
    pub code: Code,
    /// Certainty of the repair.
    pub applicability: Applicability,
    /// Replaced bytes of the input; empty for an insertion.
    ///
    /// If the document was encoded, the span covers the encoded units of the replaced text, and an insertion is at the start of
    /// a unit. In base64 a unit is a group of four digits, which holds three bytes; in percent-encoding an escape; in UTF-16 a
    /// character; in compressed data the whole of it.
    pub span: Span,
    /// Removed text, with bytes that are not UTF-8 as `\xff` and secrets redacted; empty for an insertion.
    pub removed: String,
    /// Inserted text, with secrets redacted; empty for a removal.
    pub inserted: String,
    /// Bytes of the [repaired text](super::Report::repaired_text) that hold the insertion; empty for a removal. `None` if
    /// the edit changed the text around a document or decoded a stretch ([`read_as`](Self::read_as)), and in a check, which
    /// has no repaired text.
    pub place: Option<Span>,
    /// Encoding or escaping that was decoded, such as `base64`; `removed` and `inserted` are then empty. `None` for an
    /// edit of the text.
    pub read_as: Option<&'static str>,
}

/// Maximum number of characters of a removed or inserted text that [`Edit::describe`] quotes.
const QUOTED: usize = 40;

impl Edit {
    /// Describes the edit in a few words, such as "inserted `}`". Texts longer than 40 characters are shortened.
    ///
    /// ```
    /// let edits = jsonmend::recover::<Vec<u8>>(b"[1 2,]").edits;
    /// assert_eq!(edits.iter().map(|edit| edit.describe()).collect::<Vec<_>>(), ["inserted `,`", "removed `,`"]);
    /// ```
    #[must_use]
    pub fn describe(&self) -> String {
        if let Some(read_as) = self.read_as {
            return format!("decoded {} bytes as {read_as}", self.span.len());
        }
        match (&*self.removed, &*self.inserted) {
            ("", inserted) => format!("inserted {}", quote(inserted)),
            (removed, "") => format!("removed {}", quote(removed)),
            (removed, inserted) => format!("replaced {} with {}", quote(removed), quote(inserted)),
        }
    }

    /// Returns the repair as an instruction, such as "insert `,`", with its position if given.
    pub(crate) fn instruction(&self, at: Option<Position>) -> String {
        let place = at.map_or(String::new(), |at| format!(" at line {}, column {}", at.line, at.column));
        match (&*self.removed, &*self.inserted) {
            ("", inserted) => format!("insert {}{place}", quote(inserted)),
            (removed, "") => format!("remove {}{place}", quote(removed)),
            (removed, inserted) => format!("replace {} with {}{place}", quote(removed), quote(inserted)),
        }
    }
}

/// The description that [`Edit::describe`] gives.
impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.describe())
    }
}

fn quote(text: &str) -> String {
    let mut quoted = String::from("`");
    for character in text.chars().take(QUOTED) {
        match character {
            character if character.is_control() => quoted.extend(character.escape_debug()),
            character => quoted.push(character),
        }
    }
    match text.chars().nth(QUOTED) {
        None => quoted + "`",
        Some(_) => format!("{quoted}…` ({} characters)", text.chars().count()),
    }
}

/// An object with `code`, `applicability`, `start`, `end`, `removed`, `inserted` and, where an encoding was undone, `read_as`.
impl Serialize for Edit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Edit", 7)?;
        object.serialize_field("code", &self.code)?;
        object.serialize_field("applicability", &self.applicability)?;
        object.serialize_field("start", &self.span.start)?;
        object.serialize_field("end", &self.span.end)?;
        object.serialize_field("removed", &self.removed)?;
        object.serialize_field("inserted", &self.inserted)?;
        match self.read_as {
            Some(read_as) => object.serialize_field("read_as", read_as)?,
            None => object.skip_field("read_as")?,
        }
        object.end()
    }
}
