//! Hypotheses under way, and the layers in which the search holds them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::diagnostic::Code;
use crate::repair::beam::stack::{BOTTOM, NodeId, mix};
use crate::repair::cost::Cost;
use crate::repair::tokens::Quote;
use crate::schema::ShapeId;
use crate::syntax::grammar::State as Grammar;
use crate::text::Span;

/// Where in the grammar a hypothesis is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::repair) enum Mode {
    /// Between tokens, as the strict parser would be.
    At(Grammar),
    /// Inside a member name.
    InName,
    /// Inside a string value.
    InValue,
    /// Between two strings that `+` joins.
    InJoin,
    /// In what remains of a member whose start is lost.
    InLostHead,
    /// Inside a comment that ends with its line.
    InLineComment,
    /// Inside a comment that fills its line.
    InWholeLineComment,
    /// Inside a comment that ends with `*/`.
    InBlockComment,
    /// In what an edit has covered already.
    Skipping,
    /// Before the digits behind a decimal comma.
    InFraction,
}

/// One hypothesis of the text up to some place.
#[derive(Clone, Copy, Debug)]
pub(in crate::repair) struct Hypothesis {
    pub(in crate::repair) cost: Cost,
    /// The part of the cost for what does not fit the shape, nor siblings, in spite of all edits. Elements of several
    /// kinds are no misfit: sound lists have them.
    pub(in crate::repair) misfit: Cost,
    pub(in crate::repair) mode: Mode,
    /// Inside a string: the quote that opened it.
    pub(in crate::repair) quote: Quote,
    /// Inside a string: how many quotes were taken as content.
    pub(in crate::repair) quotes: u8,
    /// Inside a string: some of its content needs an escape.
    pub(in crate::repair) dirty: bool,
    /// Inside a string: it is joined from several, of which this is not the first.
    pub(in crate::repair) joined: bool,
    /// Inside a comment: where the hypothesis continues after it.
    pub(in crate::repair) resume: Grammar,
    pub(in crate::repair) stack: NodeId,
    /// The shape of the value that is due.
    pub(in crate::repair) shape: ShapeId,
    /// Inside a string: where its content starts. Behind a comma: one more than the comma's offset.
    pub(in crate::repair) mark: u32,
    /// Inside a comment, or between two strings: where it starts. Inside a name: the mark of the comma before it. In
    /// what is skipped, and in the content of a string that is a document: where it ends.
    pub(in crate::repair) comment: u32,
    /// The decisions that led here.
    pub(in crate::repair) back_pointer: BackPointer,
    /// Fingerprint of the document read so far: hypotheses with the same one give the same value.
    pub(in crate::repair) print: u64,
}

impl Hypothesis {
    /// The hypothesis of nothing yet.
    pub(in crate::repair) fn start(shape: ShapeId) -> Self {
        Self {
            cost: 0,
            misfit: 0,
            mode: Mode::At(Grammar::Value),
            quote: Quote::None,
            quotes: 0,
            dirty: false,
            joined: false,
            resume: Grammar::Value,
            stack: BOTTOM,
            shape,
            mark: 0,
            comment: 0,
            back_pointer: 0,
            print: 0,
        }
    }

    /// Adds the cost of something that does not fit.
    pub(in crate::repair) fn pay_misfit(&mut self, cost: Cost) {
        self.cost += cost;
        self.misfit = self.misfit.saturating_add(cost);
    }

    /// A number that is equal for two hypotheses that go on alike from here; never 0.
    pub(in crate::repair) fn key(&self) -> u64 {
        self.key_within(u64::from(self.stack))
    }

    /// The key with the class of the stack in place of the stack: equal for hypotheses that differ only in which
    /// members have been seen.
    pub(in crate::repair) fn key_within(&self, stack: u64) -> u64 {
        let mode = match self.mode {
            // The numbers follow on those of the grammar, as the variants do in memory: nothing is left to compute.
            Mode::At(grammar) => grammar as u64,
            Mode::InName => 7,
            Mode::InValue => 8,
            Mode::InJoin => 9,
            Mode::InLostHead => 10,
            Mode::InLineComment => 11,
            Mode::InBlockComment => 12,
            Mode::InWholeLineComment => 13,
            Mode::Skipping => 14,
            Mode::InFraction => 15,
        };
        let string = (self.quote as u64) << 8 | u64::from(self.quotes) << 16 | u64::from(self.joined) << 24;
        let place = stack.rotate_left(32) ^ u64::from(self.shape.0);
        let marks = u64::from(self.mark) << 32 | u64::from(self.comment);
        mix(mix(mix(1, mode | string), place), marks) | 1
    }
}

/// An index into the [`Decisions`]; 0 is the start.
pub(in crate::repair) type BackPointer = u32;

/// A change to the text that a hypothesis makes.
#[derive(Clone, Copy, Debug)]
pub(in crate::repair) struct Op {
    pub(in crate::repair) code: Code,
    pub(in crate::repair) span: Span,
    pub(in crate::repair) replacement: Replacement,
}

impl Op {
    /// This change and the `next` one as one, if both drop stray text without anything between.
    fn with(self, next: Self) -> Option<Self> {
        let drops = |op: Self| op.code == Code::StrayText && op.replacement == Replacement::Put("");
        let span = Span::new(self.span.start, next.span.end);
        (drops(self) && drops(next) && self.span.end == next.span.start).then_some(Self { span, ..self })
    }
}

/// The text that takes the place of the span of an [`Op`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::repair) enum Replacement {
    /// This text instead.
    Put(&'static str),
    /// Nothing: a string that was begun turns out to be none.
    Stub,
    /// The content of a string, with whatever needs an escape escaped.
    Escape,
    /// The argument of the call that stands there.
    Argument,
    /// The number in JSON's notation.
    Number,
    /// A blank for each character that has a width.
    Blanks,
    /// A member name that has to be inferred, with its colon, by the shape and the member's index.
    Name(ShapeId, u32),
}

/// A decision: an edit, or a place where a hypothesis got dearer.
#[derive(Clone, Copy, Debug)]
pub(in crate::repair) struct Decision {
    pub(in crate::repair) previous: BackPointer,
    /// The offset at which it was taken.
    pub(in crate::repair) at: u32,
    pub(in crate::repair) op: Option<Op>,
    /// The least that a hypothesis with another value, beaten behind this decision, was dearer.
    pub(in crate::repair) doubt: Cost,
    /// Where that was.
    pub(in crate::repair) doubt_at: u32,
    /// The doubt of the decisions that were joined into this one, as far as it counts.
    pub(in crate::repair) settled: Cost,
}

impl Decision {
    fn new(previous: BackPointer, at: u32, op: Option<Op>) -> Self {
        Self { previous, at, op, doubt: NO_DOUBT, doubt_at: 0, settled: NO_DOUBT }
    }

    /// The doubt that counts for a hypothesis whose next decision was taken at offset `next_at`: only if it still had
    /// this one as its last where the doubt arose.
    pub(in crate::repair) fn doubt_until(&self, next_at: u32) -> Cost {
        if self.doubt_at <= next_at { self.doubt.min(self.settled) } else { self.settled }
    }

    /// This decision and the `next` one, which is the only one behind it, as one, if they are a single change at most.
    fn with(&self, next: &Self) -> Option<Self> {
        let op = match (self.op, next.op) {
            (Some(first), Some(second)) => Some(first.with(second)?),
            (first, second) => first.or(second),
        };
        let settled = next.settled.min(self.doubt_until(next.at));
        Some(Self { previous: self.previous, at: self.at, op, settled, ..*next })
    }
}

/// How many decisions lead on from one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ways {
    None,
    One,
    /// Or it is where a hypothesis is.
    Several,
}

/// Number of decisions without a change that are passed on the way back to the last change.
const MOST_WITHOUT_OP: usize = 4;

/// No other hypothesis came near.
pub(in crate::repair) const NO_DOUBT: Cost = Cost::MAX;

/// The arena of all decisions of one window.
pub(in crate::repair) struct Decisions(Vec<Decision>);

impl Decisions {
    pub(in crate::repair) fn new() -> Self {
        Self(vec![Decision::new(0, 0, None)])
    }

    /// Forgets all decisions but the start.
    pub(in crate::repair) fn clear(&mut self) {
        self.0.truncate(1);
        if let Some(start) = self.0.first_mut() {
            start.doubt = NO_DOUBT;
        }
    }

    pub(in crate::repair) fn get(&self, id: BackPointer) -> Decision {
        self.0.get(id as usize).copied().unwrap_or(Decision::new(0, 0, None))
    }

    pub(in crate::repair) fn push(&mut self, previous: BackPointer, at: u32, op: Option<Op>) -> BackPointer {
        self.0.push(Decision::new(previous, at, op));
        self.0.len() as BackPointer - 1
    }

    /// How many decisions there are, the start included.
    pub(in crate::repair) fn len(&self) -> usize {
        self.0.len()
    }

    /// Keeps only the decisions that lead to `live`, under new ids, and merges each chain of decisions without a branch
    /// into one.
    pub(in crate::repair) fn keep<'a>(&mut self, live: impl Iterator<Item = &'a mut BackPointer>) {
        let live: Vec<&mut BackPointer> = live.collect();
        let ways = self.ways_on(live.iter().map(|id| **id));
        let mut new_ids: Vec<BackPointer> = vec![0; self.0.len()];
        let mut kept: Vec<Decision> = Vec::new();
        for (id, (decision, way)) in self.0.iter().zip(&ways).enumerate() {
            if *way == Ways::None {
                continue;
            }
            let previous = new_ids.get(decision.previous as usize).copied().unwrap_or(0);
            let leads_only_here = ways.get(decision.previous as usize) == Some(&Ways::One);
            let before = kept.get_mut(previous as usize).filter(|_| leads_only_here);
            let new_id = match before.and_then(|before| before.with(decision).map(|both| *before = both)) {
                Some(()) => previous,
                None => {
                    kept.push(Decision { previous, ..*decision });
                    kept.len() as BackPointer - 1
                }
            };
            if let Some(slot) = new_ids.get_mut(id) {
                *slot = new_id;
            }
        }
        for id in live {
            *id = new_ids.get(*id as usize).copied().unwrap_or(0);
        }
        self.0 = kept;
    }

    /// For each decision, how many lead on from it to one of `live`; the start and those of `live` stay as they are.
    fn ways_on(&self, live: impl Iterator<Item = BackPointer>) -> Vec<Ways> {
        let mut ways = vec![Ways::None; self.0.len()];
        for id in live.chain([0]) {
            let mut at = id;
            let mut next = Ways::Several;
            while let Some(way) = ways.get_mut(at as usize) {
                let is_new = *way == Ways::None;
                *way = if is_new { next } else { Ways::Several };
                // Everything before it has been here already.
                if !is_new || at == 0 {
                    break;
                }
                next = Ways::One;
                at = self.get(at).previous;
            }
        }
        ways
    }

    /// Notes that at offset `at` a hypothesis with another value was only `margin` dearer.
    pub(in crate::repair) fn doubt(&mut self, id: BackPointer, margin: Cost, at: u32) {
        if let Some(decision) = self.0.get_mut(id as usize) {
            if margin < decision.doubt {
                decision.doubt = margin;
                decision.doubt_at = at;
            }
        }
    }

    /// The changes on the way to `id`, in order, and the least doubt about them.
    pub(in crate::repair) fn way(&self, mut id: BackPointer) -> (Vec<Op>, Cost) {
        let (mut ops, mut margin, mut next_at) = (Vec::new(), NO_DOUBT, u32::MAX);
        loop {
            let decision = self.get(id);
            margin = margin.min(decision.doubt_until(next_at));
            if id == 0 {
                break;
            }
            ops.extend(decision.op);
            next_at = decision.at;
            id = decision.previous;
        }
        ops.reverse();
        (ops, margin)
    }

    /// The change that was made last on the way to `id`, behind which a hypothesis got dearer a few times at most.
    pub(in crate::repair) fn last_op(&self, mut id: BackPointer) -> Option<Op> {
        for _ in 0..MOST_WITHOUT_OP {
            let decision = self.get(id);
            if decision.op.is_some() || id == 0 {
                return decision.op;
            }
            id = decision.previous;
        }
        None
    }

    /// Whether `ancestor` is on the way to `id`.
    pub(in crate::repair) fn descends(&self, mut id: BackPointer, ancestor: BackPointer) -> bool {
        // A decision's number is higher than that of every one before it.
        while id > ancestor {
            id = self.get(id).previous;
        }
        id == ancestor
    }
}

/// The hypotheses at one place, cheapest first.
pub(in crate::repair) struct Frontier {
    states: Vec<Hypothesis>,
    /// The key of each state, or [`REPLACED`]. A frontier is short: scanning it beats hashing into a table.
    keys: Vec<u64>,
    /// A bit for each of the keys, by its upper bits: it distinguishes most new keys from all others.
    marks: [u64; 8],
    /// The states to come, each as its cost and, in the low half, its index; the least first.
    queue: BinaryHeap<Reverse<u64>>,
}

/// The key of a state that a cheaper one has replaced.
const REPLACED: u64 = 0;

impl Frontier {
    pub(in crate::repair) fn new() -> Self {
        Self { states: Vec::new(), keys: Vec::new(), marks: [0; 8], queue: BinaryHeap::new() }
    }

    /// Makes this a copy of another, in the memory that is there.
    pub(in crate::repair) fn copy_from(&mut self, other: &Self) {
        self.states.clone_from(&other.states);
        self.keys.clone_from(&other.keys);
        self.marks = other.marks;
        self.queue.clone_from(&other.queue);
    }

    pub(in crate::repair) fn clear(&mut self) {
        self.states.clear();
        self.keys.clear();
        self.marks = [0; 8];
        self.queue.clear();
    }

    /// Adds a hypothesis unless one that goes on alike is as cheap. Of two alike with different values, the dearer
    /// leaves its doubt behind.
    pub(in crate::repair) fn add(&mut self, state: Hypothesis, at: u32, decisions: &mut Decisions) {
        let key = state.key();
        let alike = if self.mark(key) { self.keys.iter().position(|other| *other == key) } else { None };
        if let Some((other, slot)) = alike.and_then(|index| self.states.get(index).zip(self.keys.get_mut(index))) {
            let margin = other.cost.abs_diff(state.cost);
            let survivor = if other.cost <= state.cost { other.back_pointer } else { state.back_pointer };
            if other.print != state.print {
                decisions.doubt(survivor, margin, at);
            }
            if other.cost <= state.cost {
                return;
            }
            *slot = REPLACED;
        }
        self.queue.push(Reverse(u64::from(state.cost) << 32 | self.states.len() as u64));
        self.states.push(state);
        self.keys.push(key);
    }

    /// Takes the cheapest hypothesis that no other has replaced.
    pub(in crate::repair) fn pop(&mut self) -> Option<Hypothesis> {
        loop {
            let Reverse(next) = self.queue.pop()?;
            if let Some(state) = self.state(next as u32) {
                return Some(*state);
            }
        }
    }

    /// The cheapest hypothesis.
    pub(in crate::repair) fn cheapest(&self) -> Option<&Hypothesis> {
        self.live().min_by_key(|state| state.cost)
    }

    fn state(&self, index: u32) -> Option<&Hypothesis> {
        let state = self.states.get(index as usize)?;
        (*self.keys.get(index as usize)? != REPLACED).then_some(state)
    }

    /// The hypotheses that no other has replaced, in no particular order.
    pub(in crate::repair) fn live(&self) -> impl Iterator<Item = &Hypothesis> {
        self.queue.iter().filter_map(|Reverse(next)| self.state(*next as u32))
    }

    pub(in crate::repair) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// All hypotheses, for renaming what they refer to.
    pub(in crate::repair) fn states_mut(&mut self) -> impl Iterator<Item = &mut Hypothesis> {
        self.states.iter_mut()
    }

    /// Makes the keys anew, after stacks have been renamed.
    pub(in crate::repair) fn rekey(&mut self) {
        for (key, state) in self.keys.iter_mut().zip(&self.states) {
            if *key != REPLACED {
                *key = state.key();
            }
        }
        self.marks = [u64::MAX; 8];
    }

    /// Marks a key, and says whether one with the same mark was there.
    fn mark(&mut self, key: u64) -> bool {
        let (word, bit) = (key >> 61, 1 << (key >> 55 & 63));
        let Some(word) = self.marks.get_mut(word as usize) else { return true };
        let was_there = *word & bit != 0;
        *word |= bit;
        was_there
    }
}

#[cfg(test)]
mod tests;
