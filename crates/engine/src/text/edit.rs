use super::offset_map::shifted;
use super::{OffsetMap, Span};

/// Replacement of the bytes of `span` by `insert`; `note` gives the reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change<N> {
    /// Replaced bytes, in offsets of the unchanged text; empty for an insertion.
    pub span: Span,
    /// Inserted text; empty for a removal.
    pub insert: String,
    /// Reason for the change.
    pub note: N,
}

impl<N> Change<N> {
    /// Returns whether the change removes and inserts nothing.
    ///
    /// ```
    /// use jsonmend::text::{Change, Span};
    ///
    /// assert!(Change { span: Span::at(2), insert: String::new(), note: () }.is_empty());
    /// assert!(!Change { span: Span::new(2, 3), insert: String::new(), note: () }.is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.span.is_empty() && self.insert.is_empty()
    }
}

/// Edit script of one text. Invariant: changes are sorted, disjoint and not empty, all in offsets of the unchanged
/// text.
///
/// ```
/// use jsonmend::text::{Change, Script, Span};
///
/// let comma = Change { span: Span::at(2), insert: ",".to_owned(), note: "missing comma" };
/// let (script, refused) = Script::new(vec![comma]);
/// assert!(refused.is_empty());
/// assert_eq!(script.apply("[1 2]"), "[1, 2]");
/// assert_eq!(script.offset_map().original(4), 3);
///
/// let (second, _) = Script::new(vec![Change { span: Span::new(0, 1), insert: "(".to_owned(), note: "round" }]);
/// let both = script.then(&second);
/// assert_eq!((both.apply("[1 2]"), both.changes().len(), both.is_empty()), ("(1, 2]".to_owned(), 2, false));
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script<N> {
    changes: Vec<Change<N>>,
}

impl<N> Default for Script<N> {
    fn default() -> Self {
        Self { changes: Vec::new() }
    }
}

impl<N: Clone> Script<N> {
    /// Creates a script from changes in any order. Changes at one offset keep the given order. Of two changes that
    /// overlap, the later one in the text is dropped; the dropped changes are returned as the second value.
    #[must_use]
    pub fn new(mut changes: Vec<Change<N>>) -> (Self, Vec<Change<N>>) {
        changes.retain(|change| !change.is_empty());
        // An insertion precedes a removal that starts at the same offset.
        changes.sort_by_key(|change| (change.span.start, !change.span.is_empty()));
        let mut kept: Vec<Change<N>> = Vec::with_capacity(changes.len());
        let mut refused = Vec::new();
        for change in changes {
            match kept.last() {
                Some(last) if change.span.start < last.span.end => refused.push(change),
                _ => kept.push(change),
            }
        }
        (Self { changes: kept }, refused)
    }

    /// Returns the changes, in the order of the text.
    #[must_use]
    pub fn changes(&self) -> &[Change<N>] {
        &self.changes
    }

    /// Returns the changes, so that their notes can be replaced. Spans and inserted texts must stay as they are: the
    /// order is an invariant.
    pub(crate) fn changes_mut(&mut self) -> &mut [Change<N>] {
        &mut self.changes
    }

    /// Returns whether the script has no changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns `text` with all changes applied. `text` must be the text that the script was made for.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let grown: usize = self.changes.iter().map(|change| change.insert.len()).sum();
        let mut out = String::with_capacity(text.len().saturating_add(grown));
        let mut from = 0;
        for change in &self.changes {
            out.push_str(Span::new(from, change.span.start).slice(text));
            out.push_str(&change.insert);
            from = change.span.end;
        }
        out.push_str(Span::new(from, text.len()).slice(text));
        out
    }

    /// Returns the map from offsets of the changed text to offsets of the unchanged one.
    #[must_use]
    pub fn offset_map(&self) -> OffsetMap {
        OffsetMap::new(self.changes.iter().map(|change| (change.span, change.insert.len())))
    }

    /// Composes two scripts: the result does what `self` and then `second` do. `second` is made for the text that
    /// `self` gives.
    ///
    /// Changes that overlap become one change, with the note of `second`.
    #[must_use]
    pub fn then(&self, second: &Self) -> Self {
        if self.is_empty() {
            return second.clone();
        }
        let mut out = Vec::with_capacity(self.changes.len().saturating_add(second.changes.len()));
        let mut firsts = Produced::of(self).peekable();
        let mut seconds = second.changes.iter().peekable();
        // Offset in the middle text minus offset in the first text, after everything passed so far.
        let mut shift = 0_isize;
        loop {
            let mut group = Group::default();
            loop {
                // At one offset, empty spans precede the others, and the first script's precede the second's.
                let order = |span: Span, script: u8| (span.start, !span.is_empty(), script);
                let first = firsts.peek().map(|first| order(first.span, 0));
                let next = seconds.peek().map(|change| order(change.span, 1));
                let is_first = first.is_some_and(|first| next.is_none_or(|next| first < next));
                if is_first {
                    let Some(first) = firsts.next_if(|first| group.takes(first.span)) else { break };
                    group.cover(first.span);
                    group.firsts.push(first);
                } else {
                    let Some(change) = seconds.next_if(|change| group.takes(change.span)) else { break };
                    group.cover(change.span);
                    group.seconds.push(change);
                }
            }
            let Some(span) = group.span else { break };
            out.extend(group.merge(span, &mut shift));
        }
        out.retain(|change| !change.is_empty());
        Self { changes: out }
    }
}

/// Change of the first script, with the span of the middle text that it produced.
struct Produced<'c, N> {
    span: Span,
    change: &'c Change<N>,
}

impl<'c, N> Produced<'c, N> {
    fn of(script: &'c Script<N>) -> impl Iterator<Item = Self> {
        let mut shift = 0_isize;
        script.changes.iter().map(move |change| {
            let start = change.span.start.saturating_add_signed(shift);
            shift = shifted(shift, change.insert.len(), change.span);
            Self { span: Span::new(start, start.saturating_add(change.insert.len())), change }
        })
    }
}

/// Changes of both scripts that overlap in the middle text, directly or through each other.
struct Group<'c, N> {
    span: Option<Span>,
    firsts: Vec<Produced<'c, N>>,
    seconds: Vec<&'c Change<N>>,
}

impl<N> Default for Group<'_, N> {
    fn default() -> Self {
        Self { span: None, firsts: Vec::new(), seconds: Vec::new() }
    }
}

impl<N: Clone> Group<'_, N> {
    /// Returns whether `span`, which starts no earlier than the group, overlaps it. Adjacent spans do not overlap.
    fn takes(&self, span: Span) -> bool {
        self.span.is_none_or(|group| span.start < group.end && (span.start > group.start || !span.is_empty()))
    }

    fn cover(&mut self, span: Span) {
        self.span = Some(self.span.map_or(span, |group| group.cover(span)));
    }

    fn merge(&self, span: Span, shift: &mut isize) -> Option<Change<N>> {
        let before = *shift;
        for first in &self.firsts {
            *shift = shifted(*shift, first.change.insert.len(), first.change.span);
        }
        let original = Span::new(back(span.start, before), back(span.end, *shift));
        if let ([first], []) = (&*self.firsts, &*self.seconds) {
            return Some(first.change.clone());
        }
        let mut insert = String::new();
        let mut from = span.start;
        for change in &self.seconds {
            self.produced(Span::new(from, change.span.start), &mut insert);
            insert.push_str(&change.insert);
            from = change.span.end;
        }
        self.produced(Span::new(from, span.end), &mut insert);
        let note = self.seconds.last().map(|change| change.note.clone());
        let note = note.or_else(|| self.firsts.last().map(|first| first.change.note.clone()));
        Some(Change { span: original, insert, note: note? })
    }

    /// Appends to `out` the text that the first script produced within `span` of the middle text.
    fn produced(&self, span: Span, out: &mut String) {
        // Both the changes and the requests are in order, so earlier changes are skipped.
        let next = self.firsts.partition_point(|first| first.span.end < span.start);
        for first in self.firsts.iter().skip(next).take_while(|first| first.span.start <= span.end) {
            let within = |offset: usize| offset.saturating_sub(first.span.start);
            let end = span.end.min(first.span.end);
            out.push_str(Span::new(within(span.start), within(end)).slice(&first.change.insert));
        }
    }
}

/// Returns the offset before the text was shifted by `shift` bytes.
fn back(offset: usize, shift: isize) -> usize {
    offset.saturating_add_signed(shift.saturating_neg())
}
