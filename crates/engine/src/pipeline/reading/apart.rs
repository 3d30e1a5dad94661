//! Documents of a capture, each read separately.

use super::Reading;
use super::findings::sorted;
use super::quote::shown;
use super::unwrapping::{edit, layers, outwards};
use crate::decode::{Unwrapped, decode};
use crate::diagnostic::{Applicability, Code, Diagnostic};
use crate::pipeline::layers::Stage;
use crate::pipeline::{Edit, Layer, Outcome, Report};
use crate::redact::Mask;
use crate::syntax::parse::parse;
use crate::text::{LineIndex, Span};

/// Most line numbers that a finding lists.
const MOST_NAMED: usize = 5;

/// Spans of the documents of a capture, in the bytes inside `depth` of its envelopes.
pub(super) struct Apart {
    depth: usize,
    places: Vec<Span>,
}

impl Apart {
    /// Returns the documents, if there are several: those of the outermost envelope that holds them and whose content
    /// is not one of them.
    pub(super) fn of(unwrapped: &Unwrapped<'_>) -> Option<Self> {
        (0..=unwrapped.depth()).find_map(|depth| {
            let places = unwrapped.apart(depth);
            let content = unwrapped.content(depth);
            // An envelope that spans several documents is not resolved yet: log lines may be parts of one document.
            let is_held =
                |place: &&Span| content.is_some_and(|content| content.start < place.end && place.start < content.end);
            (places.len() > 1 && places.iter().filter(is_held).count() < 2).then_some(Self { depth, places })
        })
    }

    /// Returns the count of documents.
    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    /// Describes the count and the lines of the documents, and which of them is at `read`.
    pub(super) fn describe(&self, unwrapped: &Unwrapped<'_>, read: Option<Span>) -> String {
        let index = LineIndex::new(unwrapped.before(0));
        let origin = |place: &Span| unwrapped.origin_before(self.depth, *place);
        let line = |place: &Span| index.position(origin(place).start).line.to_string();
        let mut lines = self.places.iter().take(MOST_NAMED).map(line).collect::<Vec<_>>().join(", ");
        if let Some(more) = self.places.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
            lines.push_str(&format!(" and {more} more"));
        }
        let count = self.places.len();
        let number = read.and_then(|read| {
            self.places.iter().position(|place| {
                let place = origin(place);
                place.start < read.end && read.start < place.end
            })
        });
        let number = number.map_or(String::new(), |number| format!(", of which number {} was read", number + 1));
        format!("{count} documents begin at lines {lines}{number}")
    }
}

impl Reading<'_> {
    /// Reads each document of a capture separately. `None` if the capture does not hold several.
    pub(in crate::pipeline) fn each<T>(
        &self,
        mut read: impl FnMut(&[u8], &Mask) -> Report<T>,
    ) -> Option<Vec<Report<T>>> {
        if self.input.len() > self.limits.bytes {
            return None;
        }
        let capture = decode(self.input);
        match parse(&capture.text, self.limits.depth) {
            Ok(tape) if self.may_be(&tape) => return None,
            Err(error) if error.code == Code::TooDeep => return None,
            _ => {}
        }
        let unwrapped = self.unwrap();
        let apart = Apart::of(&unwrapped)?;
        let mut masks = self.masks(&unwrapped);
        masks.truncate(apart.depth + 1);
        if let Some(mask) = masks.last_mut().filter(|_| apart.depth == unwrapped.depth()) {
            *mask = std::mem::take(mask).union(self.mask_before(&unwrapped, apart.depth));
        }
        let mut all = masks.clone();
        let capture = outwards(&unwrapped, &mut all, Mask::default());
        let layers = if self.layers { layers(&unwrapped, &all, apart.depth) } else { Vec::new() };
        let mask = masks.pop().unwrap_or_default();
        let before = unwrapped.before(apart.depth);
        let mut around = Around::new(&unwrapped, &apart, &mask, capture);
        around.layers = self.layers.then_some(layers);
        around.take_off(&masks);
        let reports = apart.places.iter().enumerate().map(|(number, place)| {
            let report = read(place.slice_bytes(before), &mask.part(*place));
            around.put(number, report)
        });
        Some(reports.collect())
    }
}

/// Surroundings of each document: the envelopes, and the text between documents.
struct Around<'a, 'c> {
    unwrapped: &'a Unwrapped<'c>,
    apart: &'a Apart,
    mask: &'a Mask,
    /// Redacted spans of the capture.
    capture: Mask,
    /// Start and end of each document in the capture; the last one includes the text after it.
    starts: Vec<usize>,
    ends: Vec<usize>,
    /// Layers of the envelopes around all documents; `None` if reports list none.
    layers: Option<Vec<Layer>>,
    edits: Vec<Vec<Edit>>,
    diagnostics: Vec<Vec<Diagnostic>>,
}

impl<'a, 'c> Around<'a, 'c> {
    fn new(unwrapped: &'a Unwrapped<'c>, apart: &'a Apart, mask: &'a Mask, capture: Mask) -> Self {
        let origins: Vec<Span> =
            apart.places.iter().map(|place| unwrapped.origin_before(apart.depth, *place)).collect();
        let starts = origins.iter().map(|origin| origin.start).collect();
        let ends = origins.iter().map(|origin| origin.end).collect();
        let none = || vec![Vec::new(); apart.places.len()];
        let diagnostics = vec![Vec::new(); apart.places.len()];
        Self { unwrapped, apart, mask, capture, starts, ends, layers: None, edits: none(), diagnostics }
    }

    /// Adds the removal of each envelope to the documents that it surrounded.
    fn take_off(&mut self, masks: &[Mask]) {
        let last = self.ends.len().saturating_sub(1);
        for unwrapping in self.unwrapped.unwrappings() {
            if unwrapping.depth >= self.apart.depth {
                break;
            }
            let mask = masks.get(unwrapping.depth).unwrap_or(self.mask);
            let edit = edit(&unwrapping, self.unwrapped.before(unwrapping.depth), mask);
            let first = self.ends.partition_point(|end| *end <= unwrapping.span.start).min(last);
            // A decoded stretch may hold several documents.
            let behind = match unwrapping.read_as {
                Some(_) => self.starts.partition_point(|start| *start < unwrapping.span.end).saturating_sub(1),
                None => first,
            };
            for number in first..=behind.max(first) {
                self.tell(number, edit.clone());
            }
        }
    }

    /// Adds an edit, and one finding for each run of edits with the same code.
    fn tell(&mut self, number: usize, edit: Edit) {
        if let (Some(edits), Some(told)) = (self.edits.get_mut(number), self.diagnostics.get_mut(number)) {
            if told.last().is_none_or(|found| found.code != edit.code) {
                told.push(Diagnostic::new(edit.code, edit.span).help(edit.describe()).of_edit());
            }
            edits.push(edit);
        }
    }

    /// Adds the removal of the text between a document and the one before it, and after the last one.
    fn drop_gaps(&mut self, number: usize) {
        let before = self.unwrapped.before(self.apart.depth);
        let place = |number: usize| self.apart.places.get(number).copied();
        let Some(own) = place(number) else { return };
        let start = number.checked_sub(1).and_then(place).map_or(0, |other| other.end);
        let mut gaps = vec![Span::new(start, own.start)];
        if place(number + 1).is_none() {
            gaps.push(Span::new(own.end, before.len()));
        }
        for gap in gaps {
            let is_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0x1e | 0xef | 0xbb | 0xbf);
            if gap.slice_bytes(before).iter().all(is_blank) {
                continue;
            }
            let dropped = Edit {
                code: Code::Envelope,
                applicability: Applicability::Likely,
                span: self.unwrapped.origin_before(self.apart.depth, gap),
                removed: shown(before, gap, self.mask),
                inserted: String::new(),
                place: None,
                read_as: None,
            };
            self.tell(number, dropped);
        }
    }

    /// Maps the report of a document to the capture.
    fn put<T>(&mut self, number: usize, report: Report<T>) -> Report<T> {
        let Some(place) = self.apart.places.get(number).copied() else { return report };
        let is_read = report.outcome != Outcome::Rejected;
        if is_read {
            self.drop_gaps(number);
        }
        let origin = |span: Span| {
            let within = Span::new(place.start + span.start, place.start + span.end);
            self.unwrapped.origin_before(self.apart.depth, within)
        };
        let mask = report.mask.led(origin);
        // Only the surroundings of a document without edits may show which of its values are secret.
        let text_mask = match &report.text {
            Some(_) => report.text_mask.clone(),
            None => report.text_mask.clone().union(self.mask.part(place)),
        };
        let text = report.text.clone().or_else(|| {
            let own = place.slice_bytes(self.unwrapped.before(self.apart.depth));
            is_read.then(|| String::from_utf8_lossy(own).into_owned())
        });
        let layers = self.layers(place, &report);
        let report = super::unwrapping::led_out(report, origin);
        let mut edits = self.edits.get_mut(number).map(std::mem::take).unwrap_or_default();
        let mut diagnostics = self.diagnostics.get_mut(number).map(std::mem::take).unwrap_or_default();
        edits.extend(report.edits);
        diagnostics.extend(report.diagnostics);
        edits.sort_by_key(|edit| edit.span.start);
        let outcome = match report.outcome {
            Outcome::Clean if !edits.is_empty() => Outcome::Repaired,
            outcome => outcome,
        };
        Report {
            outcome,
            edits: if is_read { edits } else { Vec::new() },
            diagnostics: sorted(diagnostics),
            text,
            mask: mask.union(self.others(number)),
            text_mask,
            layers,
            span: Some(origin(Span::new(0, place.len()))),
            ..report
        }
    }

    /// Returns the layers of a document's report: those of the envelopes around all documents, one that drops all but the
    /// document, and its own.
    fn layers<T>(&self, place: Span, report: &Report<T>) -> Vec<Layer> {
        let Some(layers) = self.layers.as_ref().filter(|_| report.outcome != Outcome::Rejected) else {
            return Vec::new();
        };
        let before = self.unwrapped.before(self.apart.depth);
        let own = self.mask.part(place);
        let stage = Stage { input: (before, self.mask), output: (place.slice_bytes(before), &own) };
        let end = place.len();
        let gaps = [(Span::new(0, place.start), Span::at(0)), (Span::new(place.end, before.len()), Span::at(end))];
        let pick = stage.layer(gaps.into_iter().filter(|(gap, _)| !gap.is_empty()));
        layers.iter().cloned().chain([pick]).chain(report.layers.iter().cloned()).collect()
    }

    /// Returns the redacted spans of one document's report: the other documents, and the secrets in its surroundings.
    fn others(&self, number: usize) -> Mask {
        let before = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let capture = self.unwrapped.before(0).len();
        let end =
            if number + 1 == self.ends.len() { capture } else { self.ends.get(number).copied().unwrap_or(capture) };
        let outside = Mask::new([Span::new(0, before), Span::new(end.max(before), capture)]);
        let region = Span::new(before.min(end), end);
        outside
            .union(self.capture.part(region).led(|span| Span::new(region.start + span.start, region.start + span.end)))
    }
}
