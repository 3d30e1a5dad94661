use crate::diagnostic::{Applicability, Code, Repair};
use crate::text::{OffsetMap, Span};

/// One wrapper taken off: the bytes within it, and how they lead back.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) bytes: Vec<u8>,
    pub(super) map: OffsetMap,
    /// What was done, in order and disjoint, in offsets of the bytes before.
    pub(super) steps: Vec<Step>,
    /// Places before that must not be shown.
    pub(super) secrets: Vec<Span>,
    /// What speaks for the wrapper beyond how its content reads.
    pub(super) bonus: i64,
}

/// A change that takes a wrapper off.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) span: Span,
    pub(super) note: Repair,
    /// What went.
    pub(super) removed: Vec<u8>,
    /// What came in its place.
    pub(super) inserted: &'static str,
    /// What the bytes were read as, where they were decoded: then nothing went.
    pub(super) read_as: Option<&'static str>,
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
            secrets: Vec::new(),
            bonus: 0,
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
        let removed = span.slice_bytes(self.input).to_vec();
        self.restate(end, inserted.as_bytes());
        self.layer.steps.push(Step { span, note: Repair { code, applicability }, removed, inserted, read_as: None });
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
        self.layer.steps.push(Step { span, note, removed: Vec::new(), inserted: "", read_as: Some(read_as) });
    }

    /// Marks a place of the input as one that must not be shown.
    pub(super) fn hide(&mut self, span: Span) {
        self.layer.secrets.push(span);
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
