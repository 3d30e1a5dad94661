//! Readings of the content of envelopes, with reports mapped to the capture.

use super::Reading;
use super::apart::Apart;
use super::findings::sorted;
use super::quote::shown;
use crate::decode::{Guide, Unwrapped, Unwrapping, decode, unwrap};
use crate::diagnostic::{Code, Diagnostic, Repair};
use crate::pipeline::layers::Stage;
use crate::pipeline::{Edit, Layer, Outcome, Report};
use crate::redact::Mask;
use crate::text::Span;

impl<'i> Reading<'i> {
    /// Takes the envelopes off.
    pub(super) fn unwrap(&self) -> Unwrapped<'i> {
        self.guided(|guide| unwrap(self.input, guide, self.limits))
    }

    /// Calls `ask` with a guide of the names that the shape knows.
    pub(super) fn guided<A>(&self, ask: impl FnOnce(&Guide<'_>) -> A) -> A {
        let knows = |name: &str| self.shape.has_name(name);
        let root = self.shape.node(self.shape.root());
        let is_root = |name: &str| !root.known || root.member(name).is_some();
        ask(&Guide { knows: (!self.shape.is_any()).then_some(&knows), is_root: &is_root })
    }

    /// Returns the redacted spans, envelope by envelope: of the capture, of the content of its first envelope, and so
    /// on.
    ///
    /// An envelope may split a secret, so that its content does not show that it is one. Redacted spans outside are
    /// therefore redacted inside too.
    pub(super) fn masks(&self, unwrapped: &Unwrapped<'_>) -> Vec<Mask> {
        let mut masks: Vec<Mask> = Vec::new();
        for depth in 0..=unwrapped.depth() {
            let outer = masks.last().map(|outer| outer.led(|span| unwrapped.inward(depth - 1, span)));
            let outer = outer.unwrap_or_default();
            // The content of the last envelope is searched when it is read.
            masks.push(if depth == unwrapped.depth() {
                outer
            } else {
                outer.union(self.mask_before(unwrapped, depth))
            });
        }
        masks
    }

    /// Returns the redacted spans of a capture that is not taken out of its envelopes, because an encoding may conceal
    /// the name of a secret, and an envelope may split its value. `None` if there is no envelope.
    pub(super) fn hidden_within(&self) -> Option<Mask> {
        let unwrapped = self.unwrap();
        if unwrapped.is_plain() {
            return None;
        }
        let within = decode(&unwrapped.bytes);
        let within = self.lexical(&within.text, &within.script.offset_map());
        Some(outwards(&unwrapped, &mut self.masks(&unwrapped), within))
    }

    /// Returns the redacted spans that the bytes before one envelope reveal alone.
    pub(super) fn mask_before(&self, unwrapped: &Unwrapped<'_>, depth: usize) -> Mask {
        let before = decode(unwrapped.before(depth));
        self.lexical(&before.text, &before.script.offset_map())
    }
}

/// Maps redacted spans outwards: adds `inner`, those within the last envelope, to the masks envelope by envelope, and
/// returns that of the capture.
pub(super) fn outwards(unwrapped: &Unwrapped<'_>, masks: &mut [Mask], mut inner: Mask) -> Mask {
    for (depth, mask) in masks.iter_mut().enumerate().rev() {
        *mask = std::mem::take(mask).union(inner);
        inner = mask.led(|span| if depth == 0 { span } else { unwrapped.outward(depth - 1, span) });
    }
    inner
}

/// Maps the edits and findings of a report with `origin`.
pub(super) fn led_out<T>(report: Report<T>, origin: impl Fn(Span) -> Span) -> Report<T> {
    let edits = report.edits.into_iter().map(|edit| Edit { span: origin(edit.span), ..edit }).collect();
    let diagnostics = report.diagnostics.into_iter().map(|mut found| {
        found.span = origin(found.span);
        found.context = found.context.map(|(span, why)| (origin(span), why));
        found
    });
    Report { edits, diagnostics: diagnostics.collect(), ..report }
}

/// Maps the report of the content of envelopes to the capture.
pub(super) fn report<T>(
    report: Report<T>,
    unwrapped: &Unwrapped<'_>,
    mut masks: Vec<Mask>,
    has_layers: bool,
) -> Report<T> {
    let hidden = outwards(unwrapped, &mut masks, report.mask.clone());
    let is_read = report.outcome != Outcome::Rejected;
    let mut layers = if has_layers && is_read { layers(unwrapped, &masks, unwrapped.depth()) } else { Vec::new() };
    let mut edits: Vec<Edit> = Vec::new();
    let mut diagnostics = Vec::new();
    let mut told = None;
    for unwrapping in unwrapped.unwrappings() {
        let mask = masks.get(unwrapping.depth).unwrap_or(&hidden);
        let edit = edit(&unwrapping, unwrapped.before(unwrapping.depth), mask);
        // One finding per envelope: a prefix may precede every line.
        if told != Some((unwrapping.depth, edit.code)) {
            told = Some((unwrapping.depth, edit.code));
            diagnostics.push(Diagnostic::new(edit.code, edit.span).help(edit.describe()).of_edit());
        }
        edits.push(edit);
    }
    let mut report = led_out(report, |span| unwrapped.origin(span));
    layers.append(&mut report.layers);
    edits.extend(report.edits);
    diagnostics.extend(report.diagnostics);
    let has_several = is_read && (!unwrapped.others.is_empty() || unwrapped.listed > 0);
    let apart = if has_several { Apart::of(unwrapped) } else { None };
    if has_several {
        diagnostics.extend(several(unwrapped, apart.as_ref()));
    }
    // A document that is not an element of the list was left out.
    let is_left = apart.is_some_and(|apart| unwrapped.listed > 0 && apart.count() > unwrapped.listed);
    let within = || String::from_utf8_lossy(&unwrapped.bytes).into_owned();
    // Only the surroundings of a document without edits may show which of its values are secret.
    let text_mask = match masks.pop() {
        Some(mask) if is_read && report.text.is_none() => report.text_mask.union(mask),
        _ => report.text_mask,
    };
    Report {
        outcome: match report.outcome {
            Outcome::Clean | Outcome::Repaired if is_left || !unwrapped.others.is_empty() => Outcome::Partial,
            Outcome::Clean => Outcome::Repaired,
            outcome => outcome,
        },
        ambiguous: report.ambiguous || (is_read && unwrapped.listed > 0),
        text: if is_read { report.text.or_else(|| Some(within())) } else { None },
        edits: if is_read { edits } else { Vec::new() },
        diagnostics: sorted(diagnostics),
        mask: hidden,
        text_mask,
        layers,
        ..report
    }
}

/// Returns a layer for each of the outermost `depth` envelopes. `masks` are the redacted spans before each envelope, and those
/// of the content.
pub(super) fn layers(unwrapped: &Unwrapped<'_>, masks: &[Mask], depth: usize) -> Vec<Layer> {
    let none = Mask::default();
    let stage = |depth: usize| (unwrapped.before(depth), masks.get(depth).unwrap_or(&none));
    let layer = |depth: usize| Stage { input: stage(depth), output: stage(depth + 1) }.layer(unwrapped.changes(depth));
    (0..depth).map(layer).collect()
}

/// Returns the findings that a capture holds several documents: which of them were not read, or how many became one
/// list.
fn several(unwrapped: &Unwrapped<'_>, apart: Option<&Apart>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let read = unwrapped.origin(Span::new(0, unwrapped.bytes.len()));
    let how = match apart {
        Some(apart) => {
            let places = apart.describe(unwrapped, Some(read).filter(|_| unwrapped.listed == 0));
            format!("{places}; `--document` reads one of them, `--all-documents` all")
        }
        None => "`--lines` or `--join-pages` read them all".to_owned(),
    };
    if let Some(first) = unwrapped.others.iter().min_by_key(|other| other.start) {
        let count = unwrapped.others.len();
        let documents = if count == 1 { "document was" } else { "documents were" };
        let help = format!("{count} other {documents} not read; {how}");
        found.push(Diagnostic::new(Code::OtherDocuments, *first).help(help));
    }
    if unwrapped.listed > 0 {
        let help = format!("{} documents were read as one list; {how}", unwrapped.listed);
        found.push(Diagnostic::new(Code::Ambiguous, Span::at(0)).help(help));
    }
    found
}

pub(super) fn edit(unwrapping: &Unwrapping, before: &[u8], mask: &Mask) -> Edit {
    let Repair { code, applicability } = unwrapping.note;
    let removed = if unwrapping.read_as.is_some() { String::new() } else { shown(before, unwrapping.place, mask) };
    Edit {
        code,
        applicability,
        span: unwrapping.span,
        removed,
        inserted: unwrapping.inserted.to_owned(),
        place: None,
        read_as: unwrapping.read_as,
    }
}
