//! Layers of a recovery: the edits of each stage, from which a reader can replay it.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::redact::Mask;
use crate::text::Span;

/// Edits of one stage of a recovery, in order and disjoint, which [`Layer::apply`] replays.
///
/// All bytes outside the spans of the edits are kept. A [report](super::Report::layers) has layers if
/// [`Options::layers`](super::Options::layers) is set.
///
/// The first layer applies to the capture, each other one to the result of the layer before it. The last one gives the
/// [repaired text](super::Report::repaired_text).
///
/// `Debug` and `Serialize` are redacted, as for [`Replacement`].
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Layer {
    /// The edits, in order and disjoint.
    pub edits: Vec<Replacement>,
}

/// Replacement of some bytes of a layer's input.
///
/// `Debug` and `Serialize` are redacted: they show `removed` and `inserted`, not [`bytes`](Self::bytes).
///
/// ```
/// use jsonmend::Options;
///
/// let report = Options::new().layers(true).recover::<Vec<u8>>(b"[1 2]");
/// let comma = &report.layers()[0].edits[0];
/// assert_eq!((comma.span.start, comma.removed.as_str(), comma.inserted.as_str()), (2, "", ","));
/// assert_eq!((comma.bytes(), comma.is_exact()), (&b","[..], true));
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Replacement {
    /// The replaced bytes, in offsets of the layer's input; empty for an insertion.
    pub span: Span,
    /// The replaced text, with bytes that are not UTF-8 as `\xff` and secrets redacted.
    pub removed: String,
    /// The inserted text, with bytes that are not UTF-8 as `\xff` and secrets redacted.
    pub inserted: String,
    /// The inserted bytes.
    bytes: Vec<u8>,
}

impl Replacement {
    /// Returns the inserted bytes, which are not redacted: keep them out of logs.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns whether [`Replacement::inserted`] equals the inserted bytes: they are UTF-8, and nothing of them is redacted.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.bytes == self.inserted.as_bytes()
    }
}

impl fmt::Debug for Replacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replacement")
            .field("span", &self.span)
            .field("removed", &self.removed)
            .field("inserted", &self.inserted)
            .finish_non_exhaustive()
    }
}

/// An object with `edits`.
impl Serialize for Layer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Layer", 1)?;
        object.serialize_field("edits", &self.edits)?;
        object.end()
    }
}

/// An object with `start`, `end`, `removed` and `inserted`; where `inserted` is not exact, also the `length` of the
/// inserted bytes. A hash is left out, because the hash of a short secret would reveal the secret.
impl Serialize for Replacement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Replacement", 5)?;
        object.serialize_field("start", &self.span.start)?;
        object.serialize_field("end", &self.span.end)?;
        object.serialize_field("removed", &self.removed)?;
        object.serialize_field("inserted", &self.inserted)?;
        if self.is_exact() {
            object.skip_field("length")?;
        } else {
            object.serialize_field("length", &self.bytes.len())?;
        }
        object.end()
    }
}

impl Layer {
    /// Applies the edits to `input`, and returns the result, with its secrets; `None` if a span is out of range or overlaps
    /// another one.
    ///
    /// ```
    /// use jsonmend::Options;
    ///
    /// let capture = br#"{\"a\": [1, 2,]}"#;
    /// let report = Options::new().layers(true).recover::<serde_json::Value>(capture);
    /// let text = report.layers().iter().try_fold(capture.to_vec(), |bytes, layer| layer.apply(&bytes)).unwrap();
    /// assert_eq!(text, br#"{"a": [1, 2]}"#);
    /// assert_eq!(report.layers().len(), 2);
    /// ```
    #[must_use]
    pub fn apply(&self, input: &[u8]) -> Option<Vec<u8>> {
        let mut output = Vec::with_capacity(input.len());
        let mut from = 0;
        for edit in &self.edits {
            output.extend_from_slice(input.get(from..edit.span.start)?);
            output.extend_from_slice(&edit.bytes);
            from = edit.span.end.max(edit.span.start);
        }
        output.extend_from_slice(input.get(from..)?);
        Some(output)
    }
}

/// Input and output of a stage, each with its redacted spans.
pub(super) struct Stage<'s> {
    pub(super) input: (&'s [u8], &'s Mask),
    pub(super) output: (&'s [u8], &'s Mask),
}

impl Stage<'_> {
    /// Returns the layer with these changes, each given as the span that it replaced and the one that it produced. If they
    /// are not all, the layer replaces everything between what the input and the output begin and end with.
    pub(super) fn layer(&self, changes: impl Iterator<Item = (Span, Span)>) -> Layer {
        let layer = Layer { edits: changes.map(|(before, after)| self.replacement(before, after)).collect() };
        if layer.apply(self.input.0).is_some_and(|output| output == self.output.0) { layer } else { self.whole() }
    }

    /// Returns the layer that replaces everything between what the input and the output begin and end with.
    pub(super) fn whole(&self) -> Layer {
        let (input, output) = (self.input.0, self.output.0);
        let is_alike = |(one, other): &(&u8, &u8)| one == other;
        let head = input.iter().zip(output).take_while(is_alike).count();
        let rest = |bytes: &[u8]| bytes.len().saturating_sub(head);
        let most = rest(input).min(rest(output));
        let tail = input.iter().rev().zip(output.iter().rev()).take(most).take_while(is_alike).count();
        let span = |bytes: &[u8]| Span::new(head, bytes.len().saturating_sub(tail));
        Layer { edits: vec![self.replacement(span(input), span(output))] }
    }

    fn replacement(&self, before: Span, after: Span) -> Replacement {
        let shown = |(bytes, mask): (&[u8], &Mask), span: Span| super::reading::shown(bytes, span, mask);
        Replacement {
            span: before,
            removed: shown(self.input, before),
            inserted: shown(self.output, after),
            bytes: after.slice_bytes(self.output.0).to_vec(),
        }
    }
}
