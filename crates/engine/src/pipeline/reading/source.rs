//! A text on its way to the document.

use std::borrow::Cow;

use super::Reading;
use super::findings::{mapped, sorted};
use super::masks::suspects_of_changed;
use crate::decode::Decoded;
use crate::diagnostic::{Diagnostic, Repair};
use crate::redact::{Mask, Suspects};
use crate::repair::recover;
use crate::syntax::SyntaxError;
use crate::text::Script;

/// A text, and how it came from the bytes. Each stage makes another of it.
#[derive(Default)]
pub(super) struct Source<'t> {
    pub(super) text: Cow<'t, str>,
    /// From the bytes to the text.
    pub(super) script: Script<Repair>,
    /// Another reading of nearly the same cost gives another value.
    pub(super) ambiguous: bool,
    /// Some of the document is not there.
    pub(super) partial: bool,
    /// Steps that the search for repairs took.
    pub(super) steps: u64,
    /// Findings beyond the script, in places of the bytes.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Places of the bytes that must not be shown, as far as the text before repair tells.
    pub(super) lexical: Mask,
    /// Places of the text where secrets may be, if they are known already.
    pub(super) suspects: Option<Mask>,
}

impl<'t> Source<'t> {
    /// The text that bytes were decoded to.
    pub(super) fn decoded(capture: Decoded<'t>) -> Self {
        Self { text: capture.text, script: capture.script, ..Self::default() }
    }

    /// The source that further changes make of this one.
    pub(super) fn changed<'s>(&self, changes: &Script<Repair>) -> Source<'s> {
        Source {
            text: Cow::Owned(changes.apply(&self.text)),
            script: self.script.then(changes),
            ambiguous: self.ambiguous,
            partial: self.partial,
            steps: self.steps,
            diagnostics: self.diagnostics.clone(),
            lexical: self.lexical.clone(),
            suspects: None,
        }
    }
}

impl Reading<'_> {
    /// The most plausible document that a text with an error of syntax is.
    ///
    /// # Errors
    ///
    /// The findings that say why there is none, and the steps until that was known.
    pub(super) fn repaired<'s>(
        &self,
        source: &Source<'_>,
        error: &SyntaxError,
        suspects: &Suspects,
    ) -> Result<Source<'s>, (Vec<Diagnostic>, u64)> {
        let map = source.script.offset_map();
        let recovery = recover(&source.text, self.shape, self.limits).map_err(|failure| {
            let mut diagnostics = vec![mapped(failure.diagnostic, &map)];
            let first = mapped(error.diagnostic(), &map);
            if diagnostics.iter().all(|found| found.code != first.code && found.span.start != first.span.start) {
                diagnostics.push(first);
            }
            (sorted(diagnostics), failure.steps)
        })?;
        let repaired = source.changed(&recovery.script);
        Ok(Source {
            ambiguous: recovery.ambiguous,
            partial: recovery.partial,
            steps: recovery.steps,
            diagnostics: recovery.diagnostics.into_iter().map(|found| mapped(found, &map)).collect(),
            suspects: Some(suspects_of_changed(suspects, &recovery.script, repaired.text.len())),
            ..repaired
        })
    }
}
