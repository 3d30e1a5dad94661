use authscan::redact::Mask;
use authscan::text::Span;
use serde_json::{Value, json};

/// Texts of at most this many bytes are shown completely.
const WHOLE: usize = 64 << 10;
/// Bytes of longer texts that are shown on either side of each mark.
const AROUND: usize = 400;
/// Bytes of longer texts that are shown at the start.
const HEAD: usize = 2000;
/// Maximum number of bytes shown in total.
const MOST: usize = 128 << 10;

/// Splits a text at its marks, for the page: a string is plain text, `[n, string]` is text marked with the number `n`,
/// and a number is a count of omitted bytes. Redacted spans are masked.
pub(super) fn pieces(bytes: &[u8], mask: &Mask, marks: Vec<(Span, usize)>) -> Value {
    let marks = disjoint(marks);
    let mut out = Out { bytes, mask, pieces: Vec::new(), at: 0, shown: 0 };
    let windows = windows(bytes, &marks);
    for (window, next) in windows.iter().zip(windows.iter().skip(1).map(Some).chain([None])) {
        out.leave_out(window.start);
        let first = marks.partition_point(|(span, _)| span.start < window.start);
        // A mark at the edge of two windows belongs to the later one.
        let is_here = |span: &Span| {
            span.start < window.end || (span.start == window.end && next.is_none_or(|next| next.start > window.end))
        };
        for (span, number) in marks.iter().skip(first).take_while(|(span, _)| is_here(span)) {
            out.text(span.start);
            out.mark(*span, *number);
        }
        out.text(window.end);
    }
    out.leave_out(bytes.len());
    Value::Array(out.pieces)
}

/// Returns the marks in order, without those that overlap a shorter one: the removal of an envelope spans all its
/// content.
fn disjoint(mut marks: Vec<(Span, usize)>) -> Vec<(Span, usize)> {
    marks.sort_by_key(|(span, number)| (span.len(), *number));
    let mut kept: Vec<(Span, usize)> = Vec::new();
    for (span, number) in marks {
        let overlaps = |other: &Span| span.start < other.end && other.start < span.end;
        let inside = |other: &Span| other.is_empty() && span.start < other.start && other.start < span.end;
        if kept.iter().all(|(other, _)| !overlaps(other) && !inside(other)) {
            kept.push((span, number));
        }
    }
    // An insertion precedes a removal at the same offset.
    kept.sort_by_key(|(span, number)| (span.start, span.end, *number));
    kept
}

/// Returns the shown parts of a text, in order and disjoint.
fn windows(bytes: &[u8], marks: &[(Span, usize)]) -> Vec<Span> {
    let all = Span::new(0, bytes.len());
    if bytes.len() <= WHOLE {
        return vec![all];
    }
    let mut windows = vec![Span::new(0, HEAD)];
    let around = marks.iter().map(|(span, _)| {
        let end = span.end.min(span.start + HEAD);
        Span::new(span.start.saturating_sub(AROUND), (end + AROUND).min(all.end))
    });
    for window in around {
        match windows.last_mut() {
            Some(last) if window.start <= last.end => last.end = last.end.max(window.end),
            _ => windows.push(window),
        }
    }
    windows.into_iter().map(|span| Span::new(boundary(bytes, span.start), boundary(bytes, span.end))).collect()
}

/// Returns the first character boundary at or after `at`.
fn boundary(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take(3).take_while(|byte| **byte & 0xc0 == 0x80).count()
}

struct Out<'p> {
    bytes: &'p [u8],
    mask: &'p Mask,
    pieces: Vec<Value>,
    at: usize,
    shown: usize,
}

impl Out<'_> {
    fn show(&mut self, span: Span) -> String {
        self.shown += span.len();
        self.mask.show(self.bytes, span)
    }

    fn is_full(&self) -> bool {
        self.shown > MOST
    }

    /// Adds the text up to `end` without a mark.
    fn text(&mut self, end: usize) {
        if self.is_full() {
            return;
        }
        let end = end.min(self.bytes.len());
        if end > self.at {
            let text = self.show(Span::new(self.at, end));
            self.pieces.push(text.into());
            self.at = end;
        }
    }

    fn mark(&mut self, span: Span, number: usize) {
        if self.is_full() {
            return;
        }
        // A long mark is shown only at its start.
        let end = span.end.min(boundary(self.bytes, span.start + HEAD));
        let text = self.show(Span::new(span.start, end));
        self.pieces.push(json!([number, text]));
        self.at = self.at.max(end);
        self.leave_out(span.end);
    }

    /// Omits the text up to `start`.
    fn leave_out(&mut self, start: usize) {
        if start > self.at {
            let bytes = start - self.at;
            match self.pieces.last_mut() {
                Some(Value::Number(left)) => *left = (left.as_u64().unwrap_or(0) + bytes as u64).into(),
                _ => self.pieces.push(bytes.into()),
            }
            self.at = start;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, marks: &[(usize, usize)]) -> Value {
        let marks = marks.iter().enumerate().map(|(number, (start, end))| (Span::new(*start, *end), number));
        pieces(text.as_bytes(), &Mask::new([Span::new(1, 2)]), marks.collect())
    }

    #[test]
    fn texts_are_cut_at_their_marks() {
        assert_eq!(of("abcdef", &[]), json!(["a•cdef"]));
        assert_eq!(of("abcdef", &[(2, 2), (3, 4)]), json!(["a•", [0, ""], "c", [1, "d"], "ef"]));
        assert_eq!(of("abcdef", &[(0, 6), (6, 6)]), json!([[0, "a•cdef"], [1, ""]]));
        // Inner marks take precedence over those around them.
        assert_eq!(of("abcdef", &[(0, 6), (3, 4)]), json!(["a•c", [1, "d"], "ef"]));
        assert_eq!(of("abcdef", &[(0, 6), (3, 3)]), json!(["a•c", [1, ""], "def"]));
        assert_eq!(of("abcdef", &[(3, 5), (3, 3)]), json!(["a•c", [1, ""], [0, "de"], "f"]));
    }

    #[test]
    fn of_long_texts_what_is_near_marks_is_shown() {
        let text = "x".repeat(1_000_000);
        let far = pieces(text.as_bytes(), &Mask::default(), vec![(Span::new(500_000, 500_001), 7)]);
        let far = far.as_array().unwrap();
        assert_eq!(far.len(), 6, "{far:?}");
        assert_eq!((&far[1], &far[3], &far[5]), (&json!(500_000 - HEAD - AROUND), &json!([7, "x"]), &json!(499_599)));
        let many = (0..1000).map(|number| (Span::at(number * 1000), number)).collect();
        let many = pieces(text.as_bytes(), &Mask::default(), many);
        assert!(many.to_string().len() < 2 * MOST);
        let bytes: usize = many
            .as_array()
            .unwrap()
            .iter()
            .map(|piece| match piece {
                Value::String(text) => text.len(),
                Value::Number(left) => left.as_u64().unwrap() as usize,
                marked => marked[1].as_str().unwrap().len(),
            })
            .sum();
        assert_eq!(bytes, text.len(), "every byte is shown or counted");
    }
}
