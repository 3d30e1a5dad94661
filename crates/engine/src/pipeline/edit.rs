//! A change that a repair made.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::diagnostic::{Applicability, Code};
use crate::text::{Position, Span};

/// A change that a repair made to the input. What would show a secret is masked.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Edit {
    /// What was wrong.
    pub code: Code,
    /// How sure the repair is.
    pub applicability: Applicability,
    /// Which bytes of the input went.
    pub span: Span,
    /// What they said.
    pub removed: String,
    /// What came in their place.
    pub inserted: String,
    /// Where that stands in the [repaired text](super::Report::repaired_text), in bytes; empty where nothing came. `None` of what
    /// took a wrapper off, and where there is no such text.
    pub place: Option<Span>,
    /// What the bytes were read as, where an encoding or an escaping was undone: nothing went and nothing came.
    pub read_as: Option<&'static str>,
}

/// The most characters of a removed or inserted text that [`Edit::describe`] quotes.
const QUOTED: usize = 40;

impl Edit {
    /// What was done, in a few words.
    #[must_use]
    pub fn describe(&self) -> String {
        if let Some(read_as) = self.read_as {
            return format!("read {} bytes as {read_as}", self.span.len());
        }
        match (&*self.removed, &*self.inserted) {
            ("", inserted) => format!("inserted {}", quote(inserted)),
            (removed, "") => format!("removed {}", quote(removed)),
            (removed, inserted) => format!("replaced {} by {}", quote(removed), quote(inserted)),
        }
    }

    /// What the reading supposes, in words that follow "as if": with the place, where that is not the obvious one.
    pub(crate) fn supposed(&self, at: Option<Position>) -> String {
        let here = at.map_or("here".to_owned(), |at| format!("at line {}, column {}", at.line, at.column));
        match (&*self.removed, &*self.inserted) {
            ("", inserted) => format!("{} stood {here}", quote(inserted)),
            (removed, "") => format!("{} did not stand {here}", quote(removed)),
            (removed, inserted) => format!("{} stood {here}, not {}", quote(inserted), quote(removed)),
        }
    }
}

/// What was done, as [`Edit::describe`] has it.
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

/// Code, applicability, which bytes of the input went, what they said and what came, and what they were read as.
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
