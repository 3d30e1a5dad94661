use crate::diagnostic::{Applicability, Code, Diagnostic, Repair};
use crate::text::{OffsetMap, Span};

/// One wrapper taken off: the bytes within it, and how they lead back.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) bytes: Vec<u8>,
    pub(super) map: OffsetMap,
    /// What was done, in order and disjoint, in offsets of the bytes before.
    pub(super) steps: Vec<Step>,
    /// What speaks for the wrapper beyond how its content reads.
    pub(super) bonus: i64,
    /// What is said of what went.
    pub(super) rest: Rest,
    /// Each line says again at its end what was read of it.
    pub(super) repeats: bool,
    /// What else may be a document, in offsets of the bytes before.
    pub(super) others: Vec<Span>,
    /// So many documents were made one list; 0 where it is one document.
    pub(super) listed: usize,
}

/// What goes when a wrapper comes off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rest {
    /// Names in it are a loss.
    Counts,
    /// It is a wrapper's own, or other candidates for the document.
    IsOther,
    /// The same, if what is kept is a document as it stands; otherwise it is no reading.
    IsOtherThanDocument,
    /// As [`Rest::IsOther`] if what is kept is a document as it stands, otherwise as [`Rest::Counts`].
    CountsUnlessDocument,
}

impl Layer {
    /// A part of the bytes alone: one of several candidates for the document.
    pub(super) fn pick(bytes: &[u8], part: Span, code: Code, applicability: Applicability) -> Option<Self> {
        let mut rewrite = Rewrite::new(bytes);
        rewrite.drop(part.start, code, applicability);
        rewrite.keep(part.end);
        rewrite.drop(bytes.len(), code, applicability);
        rewrite.finish().map(|layer| layer.beside(Rest::IsOther))
    }

    /// One of several parts, which may all be documents.
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

    /// The same layer, with this said of what went.
    pub(super) fn beside(self, rest: Rest) -> Self {
        Self { rest, ..self }
    }
}

/// A change that takes a wrapper off.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) span: Span,
    pub(super) note: Repair,
    /// What came in its place.
    pub(super) inserted: &'static str,
    /// What the bytes were read as, where they were decoded: then nothing went.
    pub(super) read_as: Option<&'static str>,
}

impl Step {
    /// What went of the bytes before.
    pub(super) fn removed<'b>(&self, before: &'b [u8]) -> &'b [u8] {
        if self.read_as.is_some() { &[] } else { self.span.slice_bytes(before) }
    }
}

/// Goes over the bytes of a capture once, and keeps, drops or restates them.
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

    /// Keeps everything up to `end` as it is.
    pub(super) fn keep(&mut self, end: usize) {
        let end = end.min(self.input.len());
        if end > self.at {
            self.layer.bytes.extend_from_slice(Span::new(self.at, end).slice_bytes(self.input));
            self.at = end;
        }
    }

    /// Drops everything up to `end`; the report quotes it.
    pub(super) fn drop(&mut self, end: usize, code: Code, applicability: Applicability) {
        self.replace(end, "", code, applicability);
    }

    /// Puts `inserted` in the place of everything up to `end`; the report quotes it.
    pub(super) fn replace(&mut self, end: usize, inserted: &'static str, code: Code, applicability: Applicability) {
        let span = Span::new(self.at, end.min(self.input.len()));
        if span.is_empty() && inserted.is_empty() {
            return;
        }
        self.restate(end, inserted.as_bytes());
        self.layer.steps.push(Step { span, note: Repair { code, applicability }, inserted, read_as: None });
    }

    /// Puts what the bytes up to `end` stand for in their place. [`Rewrite::decoded`] says so of the whole stretch.
    pub(super) fn restate(&mut self, end: usize, bytes: &[u8]) {
        let end = end.min(self.input.len());
        let original = Span::new(self.at, end);
        self.restate_units(end, bytes, (bytes.len(), original.len()));
    }

    /// The same where it goes unit by unit: so many bytes for so many.
    pub(super) fn restate_units(&mut self, end: usize, bytes: &[u8], unit: (usize, usize)) {
        let end = end.min(self.input.len());
        let start = self.layer.bytes.len();
        self.layer.bytes.extend_from_slice(bytes);
        self.layer.map.push(Span::new(self.at, end), Span::new(start, start + bytes.len()), unit);
        self.at = end;
    }

    /// Says what a stretch that has been restated was read as.
    pub(super) fn decoded(&mut self, span: Span, code: Code, applicability: Applicability, read_as: &'static str) {
        let note = Repair { code, applicability };
        self.layer.steps.push(Step { span, note, inserted: "", read_as: Some(read_as) });
    }

    /// How far it has come.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Keeps the rest. `None` where nothing has changed.
    pub(super) fn finish(mut self) -> Option<Layer> {
        self.keep(self.input.len());
        self.layer.steps.sort_by_key(|step| step.span.start);
        (!self.layer.steps.is_empty()).then_some(self.layer)
    }
}

/// What a family of wrappers finds.
#[derive(Default)]
pub(super) struct Found {
    pub(super) layers: Vec<Layer>,
    /// What it saw but does not take off.
    pub(super) refused: Vec<Diagnostic>,
    /// No type is asked for.
    pub(super) is_any: bool,
    /// The bytes start as the document does, damaged or not: what one of its strings holds is not it.
    pub(super) is_root: bool,
}

impl Found {
    pub(super) fn push(&mut self, layer: impl Into<Option<Layer>>) {
        self.layers.extend(layer.into());
    }
}
