//! Redacted spans of an input and of its repaired text.

use super::Reading;
use super::quote::places;
use crate::decode::hidden;
use crate::diagnostic::Repair;
use crate::redact::{Mask, Suspects};
use crate::text::{OffsetMap, Script, Span};
use crate::validate::named_secrets;

impl Reading<'_> {
    /// Returns the redacted spans of a text that do not depend on its structure, in offsets of the input.
    pub(super) fn lexical(&self, text: &str, map: &OffsetMap) -> Mask {
        self.lexical_among(&Suspects::of(text), text, map)
    }

    /// Returns what [`Reading::lexical`] returns, from suspects that are already known.
    pub(super) fn lexical_among(&self, suspects: &Suspects, text: &str, map: &OffsetMap) -> Mask {
        let mask = Mask::among(suspects, text, |word| self.shape.has_name(word));
        let mask = mask.union(named_secrets(text, self.shape));
        let mask = mask.union(Mask::new(hidden(text)));
        self.masked(mask.led(|span| map.original_span(span)))
    }

    /// Adds the redacted spans that only the surrounding bytes reveal.
    pub(super) fn masked(&self, mask: Mask) -> Mask {
        match self.outer {
            Some(outer) => mask.union(outer.clone()),
            None => mask,
        }
    }

    /// Returns the spans of the words that a script removed from these objects of the changed text. `places` are the spans
    /// of the replacements.
    pub(super) fn removed_from(&self, objects: &[Span], script: &Script<Repair>, places: &[Span]) -> Mask {
        let changes = script.changes().iter().map(|change| change.span).zip(places);
        let within = changes.filter(|(removed, place)| {
            let index = objects.partition_point(|object| object.end < place.start);
            let says = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80;
            removed.slice_bytes(self.input).iter().any(says)
                && objects.get(index).is_some_and(|object| object.start <= place.start)
        });
        Mask::new(within.map(|(removed, _)| removed))
    }
}

/// Maps a mask of the unchanged text to the changed one: the redacted text that stayed, and the replacements of
/// redacted text. `places` are the spans of the replacements, `end` is the length of the changed text.
pub(super) fn carried(mask: &Mask, script: &Script<Repair>, places: &[Span], end: usize) -> Mask {
    let mut spans = Vec::new();
    let (mut original, mut changed) = (0, 0);
    let last = Span::at(end);
    for (before, after) in script.changes().iter().map(|change| change.span).zip(places.iter().copied()) {
        shift(mask, Span::new(original, before.start), changed, &mut spans);
        if mask.covers(before) {
            spans.push(after);
        }
        (original, changed) = (before.end, after.end);
    }
    shift(mask, Span::new(original, original + last.end.saturating_sub(changed)), changed, &mut spans);
    Mask::new(spans)
}

/// Returns the spans of the changed text that may hold secrets: those of the unchanged text, and the surroundings of
/// each change.
pub(super) fn suspects_of_changed(suspects: &Suspects, script: &Script<Repair>, end: usize) -> Mask {
    let places = places(script);
    let kept = carried(&suspects.places(), script, &places, end);
    kept.union(Mask::new(places.iter().map(|place| Span::new(place.start.saturating_sub(1), place.end + 1))))
}

/// Adds the redacted spans of a stretch that now starts at `start`.
fn shift(mask: &Mask, stretch: Span, start: usize, spans: &mut Vec<Span>) {
    let first = mask.spans().partition_point(|span| span.end <= stretch.start);
    let within = mask.spans().iter().skip(first).take_while(|span| span.start < stretch.end);
    spans.extend(within.map(|span| {
        let from = span.start.max(stretch.start) - stretch.start;
        let to = span.end.min(stretch.end) - stretch.start;
        Span::new(start + from, start + to)
    }));
}

#[cfg(test)]
mod tests {
    use super::{Mask, Span, carried};
    use crate::diagnostic::{Applicability, Code, Repair};
    use crate::text::{Change, Script};

    #[test]
    fn what_was_hidden_stays_hidden() {
        let note = Repair { code: Code::ExtraQuote, applicability: Applicability::Certain };
        let change = |span: Span, insert: &str| Change { span, insert: insert.to_owned(), note };
        let text = "ab SECRET cd";
        let (script, _) = Script::new(vec![change(Span::new(0, 1), "xyz"), change(Span::new(5, 6), "++")]);
        let changed = script.apply(text);
        assert_eq!(changed, "xyzb SE++RET cd");
        let places = super::places(&script);
        let mask = carried(&Mask::new([Span::new(3, 9)]), &script, &places, changed.len());
        assert_eq!(mask.apply(&changed), "xyzb ••••••• cd");
    }
}
