use super::records::messages;
use super::secret_names::traces;
use super::views::views;
use super::{Mask, credentials};
use crate::text::Span;

/// Where in a text there may be secrets: what is found in a quick look, before the exact ones.
pub(crate) struct Suspects {
    /// Where a name of a secret may be.
    pub(super) traces: Vec<Span>,
    /// Credentials.
    pub(crate) credentials: Vec<Span>,
}

impl Suspects {
    pub(crate) fn of(text: &str) -> Self {
        let mut credentials = credentials(text);
        for view in messages(text).into_iter().chain(views(text)) {
            let found = Mask::among(&Self::bare(&view.text), &view.text, |_| false);
            credentials.extend(found.spans().iter().map(|span| view.origin(*span)));
        }
        Self { traces: traces(text), credentials }
    }

    /// The suspects of the text with its escapes decoded.
    fn bare(text: &str) -> Self {
        Self { traces: traces(text), credentials: credentials(text) }
    }

    /// All the places. Where a word or a string has nothing of them, nothing in it is secret by what it says.
    pub(crate) fn places(&self) -> Mask {
        Mask::new(self.traces.iter().chain(&self.credentials).copied())
    }
}
