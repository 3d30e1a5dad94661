//! The search for the wrappers of a capture.

use std::borrow::Cow;
use std::cmp::Reverse;

use memchr::memchr;

use super::alone::stands_alone;
use super::families::apart::apart;
use super::families::{OF_BYTES, OF_TEXT};
use super::layer::{Found, Layer, Rest, Step};
use super::lines::is_blank;
use super::score::{Guide, Score, loss, score};
use crate::diagnostic::{Diagnostic, Repair};
use crate::limits::Limits;
use crate::text::Span;

/// Whether bytes are text: in UTF-8, or in an encoding of single bytes.
fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let odd = head.utf8_chunks().map(|chunk| chunk.invalid().len()).sum::<usize>();
    // Padding is of many in a row; in wide encodings and in what is compressed they stand alone.
    let inner = bytes.strip_suffix(b"\0").map_or(bytes, |rest| rest.trim_ascii_end());
    let is_padding = |run: &[u8]| !run.starts_with(b"\0") || run.len() > 3;
    let mut runs = inner.chunk_by(|one, other| (*one == 0) == (*other == 0));
    odd * 10 <= head.len() && runs.all(is_padding)
}

/// How many wrappers may be one in another.
const DEEPEST: usize = 8;
/// How many unwrappings are tried.
const MOST_TRIED: usize = 96;
/// What a wrapper costs that is no surer than what it is taken off. One of the same family again costs that much more.
const WRAPPER: i64 = 3;
/// How many bytes all of them may have, for each byte of the capture.
const BYTES_PER_BYTE: usize = 48;
/// The same for each byte of what it decompresses to.
const BYTES_PER_DECOMPRESSED: usize = 8;
/// The same for the smallest capture.
const BYTES_FOR_ANY: usize = 1 << 20;

/// A capture without its wrappers.
#[derive(Clone, Debug)]
pub struct Unwrapped<'c> {
    /// What was within; borrowed where there was no wrapper.
    pub bytes: Cow<'c, [u8]>,
    /// Wrappers that were seen but not taken off, and why.
    pub refused: Vec<Diagnostic>,
    /// How many bytes were looked at or made, once for each time.
    pub work: u64,
    /// Where other documents are in the capture, which are as good as the one within.
    pub others: Vec<Span>,
    /// Of so many documents one list was made; 0 where what is within is one document.
    pub listed: usize,
    capture: &'c [u8],
    /// The wrappers, the outermost first. Each but the last has its content, which is what the next was found in.
    layers: Vec<Layer>,
}

/// A change that took a wrapper off, or a part of it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Unwrapping {
    /// Why, and how sure it is.
    pub note: Repair,
    /// Which bytes of the capture it is about.
    pub span: Span,
    /// The same in the bytes that the wrapper was found in: see [`Unwrapped::before`].
    pub place: Span,
    /// What came in its place.
    pub inserted: &'static str,
    /// What the bytes were read as, where they were decoded: then nothing went.
    pub read_as: Option<&'static str>,
    /// How many wrappers are round this one.
    pub depth: usize,
}

impl<'c> Unwrapped<'c> {
    /// A capture without a wrapper, as one look told.
    fn plain(capture: &'c [u8]) -> Self {
        let work = capture.len() as u64;
        let bytes = Cow::Borrowed(capture);
        Self { bytes, refused: Vec::new(), work, others: Vec::new(), listed: 0, capture, layers: Vec::new() }
    }
}

impl Unwrapped<'_> {
    /// Whether there was no wrapper.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.layers.is_empty()
    }

    /// How many wrappers were taken off.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.layers.len()
    }

    /// The bytes that the wrapper with `depth` others round it was found in; behind the last wrapper, what was within.
    #[must_use]
    pub fn before(&self, depth: usize) -> &[u8] {
        match depth.checked_sub(1) {
            None => self.capture,
            Some(_) if depth >= self.layers.len() => &self.bytes,
            Some(outer) => self.layers.get(outer).map_or(&[], |layer| &layer.bytes),
        }
    }

    /// Which bytes of the capture a span of [`Unwrapped::bytes`] comes from.
    #[must_use]
    pub fn origin(&self, span: Span) -> Span {
        self.origin_before(self.layers.len(), span)
    }

    /// The same for the bytes before a wrapper.
    pub(crate) fn origin_before(&self, depth: usize, span: Span) -> Span {
        let outer = self.layers.get(..depth).unwrap_or_default();
        outer.iter().rev().fold(span, |span, layer| layer.map.original_span(span))
    }

    /// The documents in the bytes before a wrapper that stand for themselves; fewer than two where there are not several.
    pub(crate) fn apart(&self, depth: usize) -> Vec<Span> {
        apart(self.before(depth))
    }

    /// Which bytes before a wrapper its content comes from; `None` where it made one list of several documents, and behind
    /// the last wrapper.
    pub(crate) fn content(&self, depth: usize) -> Option<Span> {
        let layer = self.layers.get(depth).filter(|layer| layer.listed == 0)?;
        Some(layer.map.original_span(Span::new(0, self.before(depth + 1).len())))
    }

    /// Leads one wrapper inwards: where the content of the wrapper at `depth` has what was at `span` before it.
    pub(crate) fn inward(&self, depth: usize, span: Span) -> Span {
        self.layers.get(depth).map_or(span, |layer| layer.map.produced_span(span))
    }

    /// Leads one wrapper outwards: all that says what is at `span` within it.
    pub(crate) fn outward(&self, depth: usize, span: Span) -> Span {
        let Some(layer) = self.layers.get(depth) else { return span };
        let outer = layer.map.original_span(span);
        if !layer.repeats || outer.is_empty() {
            return outer;
        }
        let rest = self.before(depth).get(outer.end..).unwrap_or_default();
        Span::new(outer.start, outer.end + memchr(b'\n', rest).unwrap_or(rest.len()))
    }

    /// What was changed: wrapper by wrapper from the outermost, within each in order and disjoint.
    pub fn unwrappings(&self) -> impl Iterator<Item = Unwrapping> {
        self.layers.iter().enumerate().flat_map(move |(depth, layer)| {
            layer.steps.iter().map(move |step| {
                let Step { span: place, note, inserted, read_as } = *step;
                Unwrapping { note, span: self.origin_before(depth, place), place, inserted, read_as, depth }
            })
        })
    }
}

/// Takes the wrappers off a capture, if what is within reads better. Text that is JSON as it stands should not come
/// here: see [`Options::recover`](crate::Options::recover).
///
/// At most 8 wrappers are one in another, and the work is bounded by a constant times the length of the capture or
/// of what it decompresses to.
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

/// The search itself.
pub(super) fn searched<'c>(capture: &'c [u8], guide: &Guide<'_>, limits: Limits) -> Unwrapped<'c> {
    let mut search = Search { capture, guide, limits, tried: Vec::new(), refused: Vec::new(), bytes: 0, work: 0 };
    let (mut best, mut worth) = (None, score(capture, guide));
    let mut open: Vec<(Option<usize>, Score)> = vec![(None, worth)];
    // The best reading first; of equals, the one found first.
    while let Some(at) = (0..open.len()).max_by_key(|at| (open.get(*at).map(|(_, score)| score.rank()), Reverse(*at))) {
        let (parent, _) = open.swap_remove(at);
        let depth_of =
            |index: Option<usize>| index.and_then(|index| search.tried.get(index)).map_or(0, |tried| tried.depth);
        // A document was found: only what is within as few wrappers may be a better one.
        if worth.is_document() && depth_of(parent) >= depth_of(best) {
            continue;
        }
        let known = search.tried.len();
        search.expand(parent);
        for (index, tried) in search.tried.iter().enumerate().skip(known) {
            open.push((Some(index), tried.score));
            if tried.score.rank() > worth.rank() {
                (best, worth) = (Some(index), tried.score);
            }
        }
    }
    search.result(best)
}

/// An unwrapping that was tried.
struct Tried {
    layer: Layer,
    /// What it was found in; `None` for the capture itself.
    parent: Option<usize>,
    depth: usize,
    /// Which family found it.
    family: usize,
    /// What went with it and what it is in.
    lost: i64,
    score: Score,
}

struct Search<'c, 's> {
    capture: &'c [u8],
    guide: &'s Guide<'s>,
    /// No content may have more bytes than this allows for the whole capture, however many wrappers it has.
    limits: Limits,
    tried: Vec<Tried>,
    refused: Vec<Diagnostic>,
    /// How many bytes have been made.
    bytes: usize,
    /// How many have been looked at or made.
    work: u64,
}

impl<'c> Search<'c, '_> {
    /// Tries every family on what was unwrapped already.
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
            // Deeper ones have no place in the capture of their own.
            self.refused.extend(found.refused.into_iter().filter(|_| depth == 0));
            for layer in found.layers {
                let most = self.capture.len().saturating_mul(BYTES_PER_BYTE);
                let most = most.max(bytes.len().saturating_mul(BYTES_PER_DECOMPRESSED)).saturating_add(BYTES_FOR_ANY);
                used = used.saturating_add(layer.bytes.len());
                // Made, compared, scored; what was dropped was looked at.
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

    /// What the wrappers cost, if the last is one of this family.
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

    /// What went with wrappers and reads as the document too: how many wrappers are round it, and where it is in there.
    fn others(&self, layers: &[Layer]) -> Vec<(usize, Span)> {
        let mut others = Vec::new();
        let mut before = self.capture;
        for (depth, layer) in layers.iter().enumerate() {
            for place in &layer.others {
                let score = score(place.slice_bytes(before), self.guide);
                if score.is_document() || (self.guide.knows.is_none() && score.has_names && score.worth > 0) {
                    others.push((depth, *place));
                }
            }
            before = &layer.bytes;
        }
        others
    }

    /// Documents that the family of the wrapper at `index` found beside it: how many wrappers are round them, and where they
    /// are in there.
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
            // Parents come before children, so what is taken from the end leaves the others in their places.
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
