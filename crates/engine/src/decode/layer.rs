use crate::diagnostic::{Applicability, Code, Diagnostic, Repair};
use crate::text::{OffsetMap, Span};

/// Content of one envelope or encoding, with the map back to the bytes before.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) bytes: Vec<u8>,
    pub(super) map: OffsetMap,
    /// Changes that took the envelope off, in order and disjoint, in offsets of the bytes before.
    pub(super) steps: Vec<Step>,
    /// Score in favor of the envelope, added to that of its content.
    pub(super) bonus: i64,
    /// How the dropped bytes count in the score.
    pub(super) rest: Rest,
    /// Whether each line of the bytes before repeats its content at its end, as hex dumps do.
    pub(super) repeats: bool,
    /// Other possible documents, in offsets of the bytes before.
    pub(super) others: Vec<Span>,
    /// Count of documents that were joined into one array; 0 if the content is one document.
    pub(super) listed: usize,
}

/// How dropped bytes count in the score.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rest {
    /// Member names in the dropped bytes count as a loss.
    Counts,
    /// The dropped bytes belong to the envelope, or are other candidates for the document: no loss.
    IsOther,
    /// As [`Rest::IsOther`] if the kept bytes are a valid document; otherwise the layer is discarded.
    IsOtherThanDocument,
    /// As [`Rest::IsOther`] if the kept bytes are a valid document, otherwise as [`Rest::Counts`].
    CountsUnlessDocument,
}

impl Layer {
    /// Creates the layer that keeps only `part`, one of several candidates for the document. `None` if nothing is
    /// dropped.
    pub(super) fn pick(bytes: &[u8], part: Span, code: Code, applicability: Applicability) -> Option<Self> {
        let mut rewrite = Rewrite::new(bytes);
        rewrite.drop(part.start, code, applicability);
        rewrite.keep(part.end);
        rewrite.drop(bytes.len(), code, applicability);
        rewrite.finish().map(|layer| layer.beside(Rest::IsOther))
    }

    /// Creates the layer that keeps one of several parts, all of which may be documents.
    pub(super) fn pick_of(
        bytes: &[u8],
        part: Span,
        parts: &[Span],
        code: Code,
        applicability: Applicability,
    ) -> Option<Self> {
        let others = parts.iter().filter(|other| **other != part).copied().collect();
        Some(Self { others, ..Self::pick(bytes, part, code, applicability)? })
    }

    /// Sets how the dropped bytes count in the score.
    pub(super) fn beside(self, rest: Rest) -> Self {
        Self { rest, ..self }
    }
}

/// Change that takes an envelope off, or a part of it.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) span: Span,
    pub(super) note: Repair,
    /// Replacement of the span; empty for a removal.
    pub(super) inserted: &'static str,
    /// Encoding that was decoded, in which case no text was removed; `None` otherwise.
    pub(super) read_as: Option<&'static str>,
}

impl Step {
    /// Returns the removed bytes; empty if the span was decoded.
    pub(super) fn removed<'b>(&self, before: &'b [u8]) -> &'b [u8] {
        if self.read_as.is_some() { &[] } else { self.span.slice_bytes(before) }
    }
}

/// Rewriter that passes over the bytes of a capture once, and keeps, drops or decodes them.
pub(super) struct Rewrite<'b> {
    input: &'b [u8],
    at: usize,
    layer: Layer,
}

impl<'b> Rewrite<'b> {
    pub(super) fn new(input: &'b [u8]) -> Self {
        let layer = Layer {
            bytes: Vec::with_capacity(input.len()),
            map: OffsetMap::default(),
            steps: Vec::new(),
            bonus: 0,
            rest: Rest::Counts,
            repeats: false,
            others: Vec::new(),
            listed: 0,
        };
        Self { input, at: 0, layer }
    }

    /// Keeps the bytes up to `end` unchanged.
    pub(super) fn keep(&mut self, end: usize) {
        let end = end.min(self.input.len());
        if end > self.at {
            self.layer.bytes.extend_from_slice(Span::new(self.at, end).slice_bytes(self.input));
            self.at = end;
        }
    }

    /// Drops the bytes up to `end`; the report quotes them.
    pub(super) fn drop(&mut self, end: usize, code: Code, applicability: Applicability) {
        self.replace(end, "", code, applicability);
    }

    /// Replaces the bytes up to `end` by `inserted`; the report quotes both.
    pub(super) fn replace(&mut self, end: usize, inserted: &'static str, code: Code, applicability: Applicability) {
        let span = Span::new(self.at, end.min(self.input.len()));
        if span.is_empty() && inserted.is_empty() {
            return;
        }
        self.restate(end, inserted.as_bytes());
        self.layer.steps.push(Step { span, note: Repair { code, applicability }, inserted, read_as: None });
    }

    /// Replaces the bytes up to `end` by their decoded form. [`Rewrite::decoded`] records the whole stretch.
    pub(super) fn restate(&mut self, end: usize, bytes: &[u8]) {
        let end = end.min(self.input.len());
        let original = Span::new(self.at, end);
        self.restate_units(end, bytes, (bytes.len(), original.len()));
    }

    /// Replaces the bytes up to `end` by their decoded form, which maps to them unit by unit: `unit` gives the bytes of
    /// one decoded and one original unit.
    pub(super) fn restate_units(&mut self, end: usize, bytes: &[u8], unit: (usize, usize)) {
        let end = end.min(self.input.len());
        let start = self.layer.bytes.len();
        self.layer.bytes.extend_from_slice(bytes);
        self.layer.map.push(Span::new(self.at, end), Span::new(start, start + bytes.len()), unit);
        self.at = end;
    }

    /// Records the encoding of a stretch that has been decoded.
    pub(super) fn decoded(&mut self, span: Span, code: Code, applicability: Applicability, read_as: &'static str) {
        let note = Repair { code, applicability };
        self.layer.steps.push(Step { span, note, inserted: "", read_as: Some(read_as) });
    }

    /// Returns the offset up to which the bytes have been rewritten.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Keeps the rest and returns the layer. `None` if nothing has changed.
    pub(super) fn finish(mut self) -> Option<Layer> {
        self.keep(self.input.len());
        self.layer.steps.sort_by_key(|step| step.span.start);
        (!self.layer.steps.is_empty()).then_some(self.layer)
    }
}

/// Findings of a family of envelopes, and hints for its search.
#[derive(Default)]
pub(super) struct Found {
    pub(super) layers: Vec<Layer>,
    /// Envelopes that were recognized but not taken off.
    pub(super) refused: Vec<Diagnostic>,
    /// Whether no type is expected.
    pub(super) is_any: bool,
    /// Whether the bytes start as the document does, damaged or not: the content of one of its strings is then not the
    /// document.
    pub(super) is_root: bool,
}

impl Found {
    pub(super) fn push(&mut self, layer: impl Into<Option<Layer>>) {
        self.layers.extend(layer.into());
    }
}
