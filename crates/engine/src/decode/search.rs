//! Search for the envelopes and encodings of a capture.

use std::borrow::Cow;
use std::cmp::Reverse;

use memchr::memchr;

use super::alone::stands_alone;
use super::families::apart::apart;
use super::families::documents::fills_lines;
use super::families::{OF_BYTES, OF_TEXT};
use super::layer::{Found, Layer, Rest, Step};
use super::lines::is_blank;
use super::score::{Guide, Score, loss, score};
use crate::diagnostic::{Diagnostic, Repair};
use crate::limits::Limits;
use crate::syntax::parse::parse;
use crate::text::Span;

/// Returns whether bytes are text: in UTF-8, or in an encoding of single bytes.
fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let odd = head.utf8_chunks().map(|chunk| chunk.invalid().len()).sum::<usize>();
    // NUL padding comes in long runs; in wide encodings and compressed data, NUL bytes are isolated.
    let inner = bytes.strip_suffix(b"\0").map_or(bytes, |rest| rest.trim_ascii_end());
    let is_padding = |run: &[u8]| !run.starts_with(b"\0") || run.len() > 3;
    let mut runs = inner.chunk_by(|one, other| (*one == 0) == (*other == 0));
    odd * 10 <= head.len() && runs.all(is_padding)
}

/// Deepest nesting of envelopes.
const DEEPEST: usize = 8;
/// Most layers that are tried.
const MOST_TRIED: usize = 96;
/// Points that removing an envelope costs. Another envelope of the same family costs as much again.
const WRAPPER: i64 = 3;
/// Most bytes of all tried contents, per byte of the capture.
const BYTES_PER_BYTE: usize = 48;
/// Most bytes of all tried contents, per decompressed byte.
const BYTES_PER_DECOMPRESSED: usize = 8;
/// Bytes that all tried contents may have, whatever the length of the capture.
const BYTES_FOR_ANY: usize = 1 << 20;

/// Content of a capture, without its envelopes and encodings.
///
/// ```
/// use jsonmend::decode::{Guide, unwrap};
/// use jsonmend::limits::Limits;
/// use jsonmend::text::Span;
///
/// let unwrapped = unwrap(b"body={\"id\":7}\n", &Guide::NONE, &Limits::default());
/// assert_eq!((unwrapped.is_plain(), unwrapped.depth()), (false, 1));
/// assert_eq!((unwrapped.before(0), unwrapped.before(1)), (&b"body={\"id\":7}\n"[..], &b"{\"id\":7}"[..]));
/// assert_eq!(unwrapped.origin(Span::new(6, 7)), Span::new(11, 12));
/// assert_eq!(unwrapped.unwrappings().next().unwrap().span, Span::new(0, 5));
/// ```
#[derive(Clone, Debug)]
pub struct Unwrapped<'c> {
    /// Content; borrowed from the capture if there was no envelope.
    pub bytes: Cow<'c, [u8]>,
    /// Findings about envelopes that were recognized but not taken off.
    pub refused: Vec<Diagnostic>,
    /// Work in bytes: every byte scanned or produced, counted each time.
    pub work: u64,
    /// Spans of the capture that hold other documents, as plausible as the content.
    pub others: Vec<Span>,
    /// Count of documents that were joined into one array; 0 if the content is one document.
    pub listed: usize,
    capture: &'c [u8],
    /// Envelopes, outermost first. Each but the last keeps its content, in which the next one was found.
    layers: Vec<Layer>,
}

/// Change that took an envelope off, or a part of it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Unwrapping {
    /// Kind of the envelope, and certainty of its removal.
    pub note: Repair,
    /// Changed bytes, in offsets of the capture.
    pub span: Span,
    /// Changed bytes, in offsets of the bytes that the envelope was found in: see [`Unwrapped::before`].
    pub place: Span,
    /// Replacement of the span; empty for a removal.
    pub inserted: &'static str,
    /// Encoding that was decoded, in which case no text was removed; `None` otherwise.
    pub read_as: Option<&'static str>,
    /// Count of envelopes around this one; 0 for the outermost.
    pub depth: usize,
}

impl<'c> Unwrapped<'c> {
    /// Creates the result for a capture without envelope, as the quick check found.
    fn plain(capture: &'c [u8]) -> Self {
        let work = capture.len() as u64;
        let bytes = Cow::Borrowed(capture);
        Self { bytes, refused: Vec::new(), work, others: Vec::new(), listed: 0, capture, layers: Vec::new() }
    }
}

impl Unwrapped<'_> {
    /// Returns whether there was no envelope.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.layers.is_empty()
    }

    /// Returns the count of envelopes that were taken off.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.layers.len()
    }

    /// Returns the bytes in which the envelope at `depth` (0 is the outermost) was found; the content if `depth` is the
    /// count of envelopes.
    #[must_use]
    pub fn before(&self, depth: usize) -> &[u8] {
        match depth.checked_sub(1) {
            None => self.capture,
            Some(_) if depth >= self.layers.len() => &self.bytes,
            Some(outer) => self.layers.get(outer).map_or(&[], |layer| &layer.bytes),
        }
    }

    /// Returns the span of the capture that a span of [`Unwrapped::bytes`] comes from.
    #[must_use]
    pub fn origin(&self, span: Span) -> Span {
        self.origin_before(self.layers.len(), span)
    }

    /// Returns the span of the capture that a span of the bytes before the envelope at `depth` comes from.
    pub(crate) fn origin_before(&self, depth: usize, span: Span) -> Span {
        let outer = self.layers.get(..depth).unwrap_or_default();
        outer.iter().rev().fold(span, |span, layer| layer.map.original_span(span))
    }

    /// Returns the separate documents in the bytes before an envelope; fewer than two if there are not several.
    pub(crate) fn apart(&self, depth: usize) -> Vec<Span> {
        apart(self.before(depth))
    }

    /// Returns the span of the bytes before an envelope that its content comes from; `None` if the content is an array
    /// made of several documents, and after the last envelope.
    pub(crate) fn content(&self, depth: usize) -> Option<Span> {
        let layer = self.layers.get(depth).filter(|layer| layer.listed == 0)?;
        Some(layer.map.original_span(Span::new(0, self.before(depth + 1).len())))
    }

    /// Returns the changes of the envelope at `depth`: all replaced spans of the bytes before it, each with the span of its
    /// content that it produced.
    pub(crate) fn changes(&self, depth: usize) -> impl Iterator<Item = (Span, Span)> {
        self.layers.get(depth).into_iter().flat_map(|layer| layer.map.changes())
    }

    /// Maps a span one envelope inwards: from the bytes before the envelope at `depth` to its content.
    pub(crate) fn inward(&self, depth: usize, span: Span) -> Span {
        self.layers.get(depth).map_or(span, |layer| layer.map.produced_span(span))
    }

    /// Maps a span one envelope outwards: from the content of the envelope at `depth` to all bytes before it that show
    /// the span.
    pub(crate) fn outward(&self, depth: usize, span: Span) -> Span {
        let Some(layer) = self.layers.get(depth) else { return span };
        let outer = layer.map.original_span(span);
        if !layer.repeats || outer.is_empty() {
            return outer;
        }
        let rest = self.before(depth).get(outer.end..).unwrap_or_default();
        Span::new(outer.start, outer.end + memchr(b'\n', rest).unwrap_or(rest.len()))
    }

    /// Returns the changes, envelope by envelope from the outermost, and within an envelope in order and disjoint.
    pub fn unwrappings(&self) -> impl Iterator<Item = Unwrapping> {
        self.layers.iter().enumerate().flat_map(move |(depth, layer)| {
            layer.steps.iter().map(move |step| {
                let Step { span: place, note, inserted, read_as } = *step;
                Unwrapping { note, span: self.origin_before(depth, place), place, inserted, read_as, depth }
            })
        })
    }
}

/// Takes the envelopes and encodings off a capture if the content scores better as JSON. Valid JSON should not be
/// passed: see [`Options::recover`](crate::Options::recover).
///
/// At most 8 envelopes are nested, and the work is bounded by a constant times the length of the capture or of its
/// decompressed content.
///
/// ```
/// use jsonmend::decode::{Guide, unwrap};
/// use jsonmend::limits::Limits;
///
/// let capture = br#"{\"name\":\"Nightly\",\"active\":true}"#;
/// let unwrapped = unwrap(capture, &Guide::NONE, &Limits::default());
/// assert_eq!(&*unwrapped.bytes, br#"{"name":"Nightly","active":true}"#);
/// ```
#[must_use]
pub fn unwrap<'c>(capture: &'c [u8], guide: &Guide<'_>, limits: &Limits) -> Unwrapped<'c> {
    let limits = Limits { bytes: limits.decompressed(capture.len()), ..*limits };
    if stands_alone(capture, super::bare::starts_object(capture, guide), &limits) {
        return Unwrapped::plain(capture);
    }
    searched(capture, guide, limits)
}

/// Runs the search.
pub(super) fn searched<'c>(capture: &'c [u8], guide: &Guide<'_>, limits: Limits) -> Unwrapped<'c> {
    let mut search = Search { capture, guide, limits, tried: Vec::new(), refused: Vec::new(), bytes: 0, work: 0 };
    search.expand(None);
    if search.tried.is_empty() {
        return search.result(None);
    }
    let (mut best, mut worth) = (None, score(capture, guide));
    let mut open: Vec<usize> = Vec::new();
    let mut known = 0;
    loop {
        for (index, tried) in search.tried.iter().enumerate().skip(known) {
            open.push(index);
            if tried.score.rank() > worth.rank() {
                (best, worth) = (Some(index), tried.score);
            }
        }
        known = search.tried.len();
        // The best score comes first; of equals, the one found first.
        let rank =
            |at: &usize| open.get(*at).and_then(|index| search.tried.get(*index)).map(|tried| tried.score.rank());
        let Some(at) = (0..open.len()).max_by_key(|at| (rank(at), Reverse(*at))) else { break };
        let parent = open.swap_remove(at);
        let depth_of = |index: usize| search.tried.get(index).map_or(0, |tried| tried.depth);
        // Once a document is found, only content inside fewer envelopes can be better.
        if !worth.is_document() || depth_of(parent) < best.map_or(0, depth_of) {
            search.expand(Some(parent));
        }
    }
    search.result(best)
}

/// Layer that was tried.
struct Tried {
    layer: Layer,
    /// Index of the layer it was found in; `None` for the capture itself.
    parent: Option<usize>,
    depth: usize,
    /// Index of the family that found it.
    family: usize,
    /// Points lost with the bytes dropped by this layer and those around it.
    lost: i64,
    score: Score,
}

/// Whether a place holds a valid document with members, and its lines nothing else.
fn is_of_its_own(bytes: &[u8], place: Span) -> bool {
    let document = place.slice_bytes(bytes);
    let is_object = document.first() == Some(&b'{') && document.contains(&b':');
    is_object
        && fills_lines(bytes, place)
        && std::str::from_utf8(document).is_ok_and(|text| parse(text, Limits::DEPTH).is_ok())
}

struct Search<'c, 's> {
    capture: &'c [u8],
    guide: &'s Guide<'s>,
    /// Limits for each content; those for bytes are derived from the capture, however many envelopes it has.
    limits: Limits,
    tried: Vec<Tried>,
    refused: Vec<Diagnostic>,
    /// Count of bytes produced.
    bytes: usize,
    /// Count of bytes scanned or produced.
    work: u64,
}

impl<'c> Search<'c, '_> {
    /// Tries every family on the content of `parent`, or on the capture.
    fn expand(&mut self, parent: Option<usize>) {
        let (bytes, depth, before) = match parent.and_then(|index| self.tried.get(index)) {
            Some(tried) => (&*tried.layer.bytes, tried.depth, tried.lost),
            None => (self.capture, 0, 0),
        };
        if depth >= DEEPEST {
            return;
        }
        let mut fresh: Vec<Tried> = Vec::new();
        let (mut used, mut work) = (self.bytes, self.work);
        let is_root = super::bare::starts_object(bytes, self.guide);
        let of_text = if is_text(bytes) { OF_TEXT } else { &[] };
        for (number, family) in OF_BYTES.iter().chain(of_text).enumerate() {
            let cost = self.cost(parent, number);
            let mut found = Found { is_any: self.guide.knows.is_none(), is_root, ..Found::default() };
            family(bytes, &self.limits, &mut found);
            work += bytes.len() as u64;
            // Findings in deeper layers have no span of their own in the capture.
            self.refused.extend(found.refused.into_iter().filter(|_| depth == 0));
            for layer in found.layers {
                let most = self.capture.len().saturating_mul(BYTES_PER_BYTE);
                let most = most.max(bytes.len().saturating_mul(BYTES_PER_DECOMPRESSED)).saturating_add(BYTES_FOR_ANY);
                used = used.saturating_add(layer.bytes.len());
                // The content is produced, compared and scored; the dropped bytes are scanned.
                work += (layer.bytes.len() + bytes.len()) as u64;
                let is_known = |tried: &Tried| tried.layer.bytes == layer.bytes;
                if self.tried.len() + fresh.len() >= MOST_TRIED || used > most {
                    break;
                }
                if !self.tried.iter().chain(&fresh).any(is_known)
                    && layer.bytes != self.capture
                    && !is_blank(&layer.bytes)
                {
                    let mut score = score(&layer.bytes, self.guide);
                    let lost = match layer.rest {
                        Rest::IsOtherThanDocument if !score.is_document() => continue,
                        Rest::IsOtherThanDocument | Rest::IsOther => 0,
                        Rest::CountsUnlessDocument if score.is_document() => 0,
                        Rest::Counts | Rest::CountsUnlessDocument => {
                            layer.steps.iter().map(|step| loss(step.removed(bytes), self.guide)).sum()
                        }
                    };
                    let lost = before + lost - layer.bonus;
                    score.worth -= lost;
                    score.cost = cost;
                    fresh.push(Tried { layer, parent, depth: depth + 1, family: number, lost, score });
                }
            }
        }
        (self.bytes, self.work) = (used, work);
        self.tried.append(&mut fresh);
    }

    /// Returns the cost of the envelopes if the last one is of this family.
    fn cost(&self, parent: Option<usize>, family: usize) -> i64 {
        let mut cost = WRAPPER;
        let mut next = parent.and_then(|index| self.tried.get(index));
        let before = next.map_or(0, |tried| tried.score.cost);
        while let Some(tried) = next {
            cost += if tried.family == family { WRAPPER } else { 0 };
            next = tried.parent.and_then(|index| self.tried.get(index));
        }
        before + cost
    }

    /// Returns dropped documents that score as the expected one too, each as its depth and its span at that depth.
    fn others(&self, layers: &[Layer]) -> Vec<(usize, Span)> {
        let mut others = Vec::new();
        let mut before = self.capture;
        for (depth, layer) in layers.iter().enumerate() {
            for place in &layer.others {
                let score = score(place.slice_bytes(before), self.guide);
                // A damaged document counts too, unless it is a single word in brackets.
                let is_more = place.slice_bytes(before).iter().any(|byte| matches!(byte, b'"' | b','));
                let has_content = score.has_names || (self.guide.knows.is_none() && score.worth > 0);
                if score.is_document() || (has_content && is_more) || is_of_its_own(before, *place) {
                    others.push((depth, *place));
                }
            }
            before = &layer.bytes;
        }
        others
    }

    /// Returns the documents that the family of the layer at `index` found beside it, each as its depth and its span at
    /// that depth.
    fn beside(&self, index: usize) -> Vec<(usize, Span)> {
        let extent = |tried: &Tried| {
            let all = Span::new(0, tried.layer.bytes.len());
            tried.layer.map.original_span(all)
        };
        let Some(chosen) = self.tried.get(index) else { return Vec::new() };
        let own = extent(chosen);
        let siblings = self.tried.iter().filter(|tried| {
            tried.parent == chosen.parent && tried.family == chosen.family && tried.score.is_document()
        });
        let places = siblings.map(extent).filter(|place| place.end <= own.start || own.end <= place.start);
        places.map(|place| (chosen.depth.saturating_sub(1), place)).collect()
    }

    fn result(mut self, best: Option<usize>) -> Unwrapped<'c> {
        let mut layers = Vec::new();
        let mut beside = Vec::new();
        let mut next = best;
        while let Some(index) = next {
            beside.extend(self.beside(index));
            // Parents precede children, so removing from the end keeps the indices of the others.
            self.tried.truncate(index + 1);
            let Some(tried) = self.tried.pop() else { break };
            layers.push(tried.layer);
            next = tried.parent;
        }
        layers.reverse();
        let mut others = self.others(&layers);
        others.extend(beside);
        others.sort_unstable_by_key(|(depth, place)| (*depth, place.start, place.end));
        others.dedup();
        let listed = layers.iter().map(|layer| layer.listed).max().unwrap_or(0);
        let bytes = layers.last_mut().map(|layer| std::mem::take(&mut layer.bytes));
        let bytes = bytes.map_or(Cow::Borrowed(self.capture), Cow::Owned);
        let refused = self.refused;
        let mut unwrapped =
            Unwrapped { bytes, refused, others: Vec::new(), listed, work: self.work, capture: self.capture, layers };
        unwrapped.others = others.into_iter().map(|(depth, place)| unwrapped.origin_before(depth, place)).collect();
        unwrapped
    }
}
