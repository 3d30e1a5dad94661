//! Text between the stages, with its way back to the bytes.

use std::borrow::Cow;

use super::Reading;
use super::findings::{mapped, sorted};
use super::masks::suspects_of_changed;
use crate::decode::Decoded;
use crate::diagnostic::{Diagnostic, Repair};
use crate::redact::{Mask, Suspects};
use crate::repair::attempt;
use crate::syntax::parse::Violation;
use crate::text::Script;

/// Text with the script that made it from the bytes. Each stage makes another source of it.
#[derive(Default)]
pub(super) struct Source<'t> {
    pub(super) text: Cow<'t, str>,
    /// Script from the bytes to the text.
    pub(super) script: Script<Repair>,
    /// Whether another repair of nearly the same cost gives another value.
    pub(super) ambiguous: bool,
    /// Whether the document is incomplete.
    pub(super) partial: bool,
    /// Steps that the search for repairs took.
    pub(super) steps: u64,
    /// Findings that no change of the script describes, with spans of the bytes.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Redacted spans of the bytes that the text before repair reveals.
    pub(super) lexical: Mask,
    /// Spans of the text that may hold secrets; `None` if they are not known yet.
    pub(super) suspects: Option<Mask>,
}

impl<'t> Source<'t> {
    /// Creates the source of decoded bytes.
    pub(super) fn decoded(capture: Decoded<'t>) -> Self {
        Self { text: capture.text, script: capture.script, ..Self::default() }
    }

    /// Returns the source with further changes.
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
    /// Repairs a text with a syntax error into the most plausible document.
    ///
    /// # Errors
    ///
    /// Returns the findings that say why there is no document, and the search steps taken.
    pub(super) fn repaired<'s>(
        &self,
        source: &Source<'_>,
        error: &Violation,
        suspects: &Suspects,
    ) -> Result<Source<'s>, (Vec<Diagnostic>, u64)> {
        let map = source.script.offset_map();
        let recovery = attempt(&source.text, self.shape, self.limits).map_err(|failure| {
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
