//! The end of a search that makes more edits than are allowed: what is left of a hostile text would cost work and
//! memory for a hypothesis that is refused in the end.

use crate::diagnostic::Code;
use crate::repair::beam::hypothesis::{Decisions, Hypothesis, Op};
use crate::text::Span;

/// Later decisions never take back this many edits and, in addition, as many as the limit allows.
const SLACK: usize = 1 << 12;

/// Number of edits that a text may need.
pub(in crate::repair) struct Allowance {
    edits: usize,
    /// Fewer operations are not worth counting.
    next_count: usize,
    beyond: Option<Span>,
}

impl Allowance {
    pub(in crate::repair) fn new(edits: usize) -> Self {
        Self { edits, next_count: hopeless(edits), beyond: None }
    }

    /// The first edit that is not allowed, where there are hopelessly many.
    pub(in crate::repair) fn beyond(&self) -> Option<Span> {
        self.beyond
    }

    pub(in crate::repair) fn is_exceeded(&self) -> bool {
        self.beyond.is_some()
    }

    /// Forgets the last window, whose edits do not matter to the next.
    pub(in crate::repair) fn forget(&mut self) {
        self.beyond = None;
    }

    /// Counts the edits that the text up to some place is sure to need.
    pub(in crate::repair) fn count(&mut self, ops: impl ExactSizeIterator<Item = Op>) {
        if ops.len() > self.next_count {
            self.next_count = ops.len().saturating_mul(2);
            self.beyond = self.first_beyond(ops);
        }
    }

    /// Counts those of hypotheses of which one is to be kept.
    pub(in crate::repair) fn count_in_each<'a>(
        &mut self,
        hypotheses: impl Iterator<Item = &'a Hypothesis>,
        decisions: &Decisions,
    ) {
        if decisions.len() > hopeless(self.edits) {
            let beyond: Option<Vec<Span>> = hypotheses
                .map(|hypothesis| self.first_beyond(decisions.way(hypothesis.back_pointer).0.into_iter()))
                .collect();
            self.beyond = beyond.and_then(|all| all.into_iter().max_by_key(|span| span.start));
        }
    }

    fn first_beyond(&self, ops: impl Iterator<Item = Op>) -> Option<Span> {
        // Stray text that is dropped piece by piece makes one edit.
        let mut was_stray_text = false;
        let mut edits = ops.filter(|op| {
            let is_stray_text = op.code == Code::StrayText;
            let goes_on = is_stray_text && was_stray_text;
            was_stray_text = is_stray_text;
            !goes_on
        });
        let first = edits.nth(self.edits)?.span;
        (edits.count() >= hopeless(self.edits) - self.edits).then_some(first)
    }
}

/// With more edits than this no hypothesis comes under those that are allowed any more.
pub(in crate::repair) fn hopeless(edits: usize) -> usize {
    edits.saturating_mul(2).saturating_add(SLACK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::repair::beam::hypothesis::Replacement;
    use crate::repair::{attempt, recover};
    use crate::schema::{Shape, ShapeId};

    #[test]
    fn a_search_ends_once_there_are_hopelessly_many_edits() {
        static ANY: Shape = Shape::ANY;
        let text = serde_json::json!({"type": "string"});
        let definition = serde_json::json!({"type": "object", "properties": {"id": text, "scanName": text}});
        let definitions = &Shape::from_schema(&serde_json::json!({
            "type": "object",
            "properties": {"value": {"type": "array", "items": definition}},
        }));
        let filled = |start: &str, part: &str, end: &str| format!("{start}{}{end}", part.repeat(6_000));
        for (shape, text) in [
            // Each fault is searched separately, after the one before.
            (&ANY, filled("[", "{\"a\": 1 \"b\": \"some more text\"}, ", "0]")),
            (definitions, filled("{\"value\": [", "{\"id\": \"1\" \"scanName\": \"some text\"}, ", "{}]}")),
            // One string: its edits are known at its end, before what was learned of the text would be searched for more.
            (&ANY, filled("{\"id\": \"", "some text\n", "\"}")),
        ] {
            let whole = recover(&text, shape, &Limits::default()).unwrap();
            let changes = whole.script.changes();
            let allowing = |edits| {
                let read = attempt(&text, shape, &Limits { edits, ..Limits::default() });
                read.map_err(|failure| (failure.diagnostic.code, failure.diagnostic.span, failure.steps))
            };
            let (code, span, steps) = allowing(10).unwrap_err();
            assert_eq!((code, span), (Code::TooManyEdits, changes[10].span));
            assert!(steps < whole.steps, "{steps} {}: {}", whole.steps, text.get(..40).unwrap_or_default());
            assert!(allowing(changes.len()).is_ok());
        }
    }

    /// A hypothesis behind `edits` changes and as many decisions that are none; of stray text every change is a stretch
    /// of its own.
    fn behind(edits: usize, code: Code, decisions: &mut Decisions) -> Hypothesis {
        let replacement = Replacement::Put("");
        let back_pointer = (0..edits).fold(0, |previous, index| {
            let op = Op { code, span: Span::new(2 * index, 2 * index + 1), replacement };
            let previous = decisions.push(previous, 0, Some(op));
            decisions.push(previous, 0, None)
        });
        Hypothesis { back_pointer, ..Hypothesis::start(ShapeId::ANY) }
    }

    #[test]
    fn all_hypotheses_of_a_stretch_must_be_hopeless() {
        use Code::{ExtraComma, StrayText};
        let most = hopeless(10);
        for (hypotheses, beyond) in [
            (vec![(most, ExtraComma), (most, ExtraComma)], None),
            (vec![(most + 1, ExtraComma)], Some(20)),
            (vec![(most + 1, ExtraComma), (most + 1, ExtraComma)], Some(20)),
            (vec![(most + 1, ExtraComma), (most, ExtraComma)], None),
            (vec![(most + 1, ExtraComma), (0, ExtraComma)], None),
            (vec![(most + 1, StrayText)], None),
        ] {
            let (mut allowance, mut decisions) = (Allowance::new(10), Decisions::new());
            let states: Vec<Hypothesis> =
                hypotheses.iter().map(|(edits, code)| behind(*edits, *code, &mut decisions)).collect();
            allowance.count_in_each(states.iter(), &decisions);
            assert_eq!(allowance.beyond().map(|span| span.start), beyond, "{hypotheses:?}");
            allowance.forget();
            assert_eq!(allowance.beyond(), None);
        }
    }
}
