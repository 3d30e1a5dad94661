//! From damaged text to the edits that make it the most plausible document.

use crate::diagnostic::{Code, Diagnostic, Repair};
use crate::limits::Limits;
use crate::schema::Shape;
use crate::text::{Script, Span};

/// The least-cost reading of a text.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Recovery {
    /// The changes that make the text JSON.
    pub script: Script<Repair>,
    /// Another reading of nearly the same cost gives another value.
    pub ambiguous: bool,
    /// The text was cut off, or the steps ran out: some of the document is not there.
    pub partial: bool,
    /// Search steps taken.
    pub steps: u64,
    /// What the reading cost, in hundredths.
    pub cost: u32,
    /// What there is to say beyond the edits.
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds the changes that make `text` JSON of the given shape.
///
/// # Errors
///
/// A diagnostic that says why nothing can be read, or which limit is in the way.
pub fn recover(text: &str, shape: &Shape, limits: &Limits) -> Result<Recovery, Diagnostic> {
    let _ = shape;
    match crate::syntax::parse(text, limits.depth) {
        Ok(_) => Ok(Recovery::default()),
        Err(error) => Err(Diagnostic::new(Code::Unrecoverable, Span::at(error.span.start))),
    }
}
