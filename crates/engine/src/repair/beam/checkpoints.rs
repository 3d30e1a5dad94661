//! Places where a search can start again, as strict parsing comes by.

use crate::repair::beam::hypothesis::Hypothesis;
use crate::repair::beam::stack::{BOTTOM, Node, NodeId};
use crate::schema::ShapeId;
use crate::syntax::grammar::State as Grammar;

/// An oddity further back than this, in bytes, is too far to read again from.
const MOST_AGAIN: usize = 2048;

/// A place where the search can start again.
#[derive(Clone, Copy)]
pub(in crate::repair) struct Checkpoint {
    pub(in crate::repair) offset: usize,
    /// Of the hypothesis that came there, all that is not as at the start of the text.
    pub(in crate::repair) grammar: Grammar,
    pub(in crate::repair) stack: NodeId,
    pub(in crate::repair) shape: ShapeId,
    pub(in crate::repair) mark: u32,
    /// The members or kinds that had been seen in the innermost container: strict parsing notes more in the same stack.
    pub(in crate::repair) seen: u128,
    /// How many edits had been made before it.
    pub(in crate::repair) ops: usize,
}

/// The last two members or elements of each open container.
pub(in crate::repair) struct Checkpoints {
    start: Checkpoint,
    levels: Vec<[Option<Checkpoint>; 2]>,
    /// Where the last window ended.
    led: Option<Checkpoint>,
    /// Where to start again if a closing bracket is in trouble: before the last place that is odd by the schema, though
    /// not odd enough to stop there.
    suspect: Option<Checkpoint>,
    /// How many edits have been made.
    pub(in crate::repair) ops: usize,
}

impl Checkpoints {
    pub(in crate::repair) fn new(shape: ShapeId) -> Self {
        let grammar = Grammar::Value;
        let start = Checkpoint { offset: 0, grammar, stack: BOTTOM, shape, mark: 0, seen: 0, ops: 0 };
        Self { start, levels: Vec::new(), led: None, suspect: None, ops: 0 }
    }

    pub(in crate::repair) fn start(&self) -> Checkpoint {
        self.start
    }

    /// Notes that a member or element starts at `offset`, in the container that is described by `node`.
    #[inline]
    pub(super) fn note(&mut self, node: &Node, offset: usize, grammar: Grammar, hypothesis: &Hypothesis) {
        let (depth, seen) = (node.depth as usize, node.seen);
        self.levels.truncate(depth + 1);
        if self.levels.len() <= depth {
            self.levels.resize(depth + 1, [None, None]);
        }
        if let Some([before, last]) = self.levels.last_mut() {
            if last.is_some_and(|last| last.offset == offset) {
                return;
            }
            *before = *last;
            let Hypothesis { stack, shape, mark, .. } = *hypothesis;
            *last = Some(Checkpoint { offset, grammar, stack, shape, mark, seen, ops: self.ops });
        }
    }

    /// Where to start again after trouble, in containers up to `depth`: one full member before the damaged one, since
    /// what is missing is often missing before it. Hypothesis again from before the last lead costs credit.
    pub(in crate::repair) fn before(&self, depth: usize, led_at: usize, credit: &mut usize) -> Checkpoint {
        let Some((depth, damaged)) = self.last(depth, usize::MAX) else { return self.start };
        let chosen = match self.last(depth, damaged.offset) {
            Some((_, before)) => *before,
            // Before the very first member stands the bracket that opens the document.
            None if led_at == 0 && self.last(usize::MAX, damaged.offset).is_none() => self.start,
            None => *damaged,
        };
        if chosen.offset >= led_at {
            return chosen;
        }
        let again = led_at - chosen.offset;
        if again <= *credit {
            *credit -= again;
            return chosen;
        }
        if damaged.offset >= led_at { *damaged } else { chosen }
    }

    /// Notes that the last members of the container at `depth` are odd; `of` chooses one of them.
    pub(super) fn suspect(&mut self, depth: usize, of: impl FnOnce([Option<Checkpoint>; 2]) -> Option<Checkpoint>) {
        let level = self.levels.get(depth).copied();
        self.suspect = level.and_then(of).or(self.suspect);
    }

    /// The place before the last oddity, if it is before `restart`. Reading again from there costs credit.
    pub(in crate::repair) fn suspected(&self, restart: &Checkpoint, credit: &mut usize) -> Option<Checkpoint> {
        let suspect = self.suspect.filter(|suspect| suspect.offset < restart.offset)?;
        let again = restart.offset - suspect.offset;
        (again <= MOST_AGAIN.min(*credit)).then(|| {
            *credit -= again;
            suspect
        })
    }

    /// One full member before the damaged one, in whatever container, if that is not before the end of the last window;
    /// else that end.
    pub(in crate::repair) fn near(&self) -> Option<Checkpoint> {
        let led_at = self.led().offset;
        let damaged = self.last(usize::MAX, usize::MAX);
        let before = damaged.and_then(|(_, damaged)| self.last(usize::MAX, damaged.offset));
        before.map(|(_, before)| *before).filter(|before| before.offset >= led_at).or(self.led)
    }

    /// Where the last window ended; the start before the first.
    pub(in crate::repair) fn led(&self) -> Checkpoint {
        self.led.unwrap_or(self.start)
    }

    /// Notes where a window ended.
    pub(in crate::repair) fn lead(&mut self, place: Checkpoint) {
        self.led = Some(place);
    }

    /// The last place before `offset` in containers up to `depth`, with the depth of its container.
    fn last(&self, depth: usize, offset: usize) -> Option<(usize, &Checkpoint)> {
        let up_to = self.levels.iter().take(depth.saturating_add(1));
        let places = up_to.enumerate().flat_map(|(depth, pair)| pair.iter().flatten().map(move |place| (depth, place)));
        places.filter(|(_, place)| place.offset < offset).max_by_key(|(_, place)| place.offset)
    }

    /// The last place in a container round `from`, if no edit was made in between; else the start.
    pub(in crate::repair) fn around(&self, from: &Checkpoint) -> Option<Checkpoint> {
        let at = |place: &Option<Checkpoint>| place.is_some_and(|place| place.offset == from.offset);
        let depth = self.levels.iter().position(|pair| pair.iter().any(at))?;
        let outer = self.levels.get(..depth).unwrap_or_default().iter().flatten().flatten();
        let place = outer.filter(|place| place.offset < from.offset).max_by_key(|place| place.offset);
        Some(*place.unwrap_or(&self.start)).filter(|place| place.ops == from.ops && place.offset < from.offset)
    }

    /// Forgets the places behind `offset`, where the search starts again.
    pub(in crate::repair) fn forget_behind(&mut self, offset: usize) {
        for place in self.levels.iter_mut().flatten() {
            if place.is_some_and(|place| place.offset > offset) {
                *place = None;
            }
        }
        self.suspect = None;
        self.led = None;
    }

    pub(in crate::repair) fn stacks(&mut self) -> impl Iterator<Item = &mut NodeId> {
        let places = self.levels.iter_mut().flatten().flatten();
        places.chain(&mut self.suspect).chain(&mut self.led).map(|place| &mut place.stack)
    }
}
