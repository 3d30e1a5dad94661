//! The search: strict while all is well, wide where it is not.

use super::allowance::Allowance;
use super::atoms::{AtomKind, Atoms, Quote};
use super::census::{Census, Literal};
use super::evidence::Price;
use super::head::starts_as;
use super::judge::Judge;
use super::layout::is_laid_out;
use super::stack::Stacks;
use super::state::{Layer, Mode, Op, State, Trails};
use super::steps::Here;
use super::walker::{Checkpoint, Checkpoints, Taken, Walk};
use crate::diagnostic::Applicability;
use crate::limits::Limits;
use crate::schema::Shape;
use crate::syntax::grammar::State as Grammar;
use crate::text::Span;

/// How far a search looks round at every place.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Width {
    /// How many readings are kept.
    beam: usize,
    /// How much dearer than the best a reading may be and still be followed.
    margin: Price,
}

/// Enough for one fault, where a schema tells readings apart and where none does.
const NARROW: Width = Width { beam: 6, margin: 450 };
const NARROW_UNGUIDED: Width = Width { beam: 8, margin: 450 };
/// For what the narrow search reads poorly.
const WIDE: Width = Width { beam: 24, margin: 900 };
/// When the steps are spent: straight to the end.
const GREEDY: Width = Width { beam: 2, margin: 900 };
/// At the end of the text, where whatever is open must be closed first.
const AT_END: Width = Width { beam: 2000, margin: 100_000 };
/// How much dearer than the margin a reading may be when it takes an atom: its rivals may have to pay there too.
const TAKE_MARGIN: Price = 200;
/// Of readings that differ only in which members they have seen: how many are kept, and how much dearer one may be.
/// More than the price of a duplicate, which is the most that this difference can still change.
const CLASS_BEAM: usize = 4;
const CLASS_MARGIN: Price = 550;
/// A reading leads when every rival within this margin has the same past.
const COMMIT_LEAD: Price = 600;
/// A rival in the same place of the same containers need only be this much dearer.
const COMMIT_LEAD_IN_CLASS: Price = 150;
/// Below this margin to a reading with another value, a repair is a guess; below the second, it is likely.
pub(super) const GUESS_BELOW: Price = 100;
const LIKELY_BELOW: Price = 250;
/// The same where no schema speaks for a reading: fitted, so that of repairs called certain 99.8 % are right.
const LIKELY_BELOW_UNGUIDED: Price = 450;
/// How far into a text that starts in the middle the search stays wide at least.
const HEAD: usize = 60;
/// What the narrow search finds for this much or less is good.
const TRUSTED: Price = 360;
/// A stretch that costs more than this is read again from further back: no single fault does.
const POOR: Price = 500;
/// Stacks are compacted when there are more than this.
const MOST_STACKS: usize = 1 << 14;
/// The same of those of strict reading, of which few are live and which are to stay near.
const MOST_STRICT_STACKS: usize = 1 << 12;
/// Decisions are swept when there are more than this.
const MOST_TRAILS: usize = 1 << 15;

/// The end of a search.
pub(super) struct Found {
    pub(super) ops: Vec<(Op, Applicability)>,
    pub(super) cost: u64,
    pub(super) out_of_steps: bool,
}

/// The state of a search over one text.
pub(super) struct Search<'t, 's> {
    pub(super) text: &'t str,
    pub(super) judge: Judge<'s>,
    pub(super) census: Census,
    pub(super) atoms: Atoms<'t>,
    pub(super) stacks: Stacks,
    /// Those of the strict reading, while a window is searched; else left over from the last window.
    other_stacks: Stacks,
    pub(super) trails: Trails,
    layer: Layer,
    next: Layer,
    /// The classes of the layer at hand.
    classes: Vec<Class>,
    /// The reading that is being expanded, and the offset of the atom at hand.
    pub(super) parent: State,
    at: u32,
    width: Width,
    /// The most that a reading may cost at the place at hand.
    limit: Price,
    /// Readings that have come to the end.
    finished: Vec<State>,
    steps: u64,
    most_steps: u64,
    /// No reading is better than one made when the steps are spent.
    gives_up: bool,
    pub(super) most_depth: u32,
    /// When there are more decisions than this, those that led nowhere are dropped.
    most_trails: usize,
    pub(super) allowance: Allowance,
    /// The text may start inside a document.
    headless: bool,
    /// The last word that was looked at, and what it is beside a string: each reading asks again.
    word: (Span, Option<Literal>),
    /// The lines of the text show by their indentation what belongs to what, and no schema does.
    pub(super) is_laid_out: bool,
}

/// Readings at one place that differ only in which members they have seen.
struct Class {
    key: u64,
    cheapest: Price,
    count: usize,
}

/// What a window found.
struct Reading {
    from: Checkpoint,
    state: State,
    /// Where strict reading can go on; `None` at the end of the text.
    end: Option<usize>,
    ops: Vec<(Op, Applicability)>,
}

impl<'t, 's> Search<'t, 's> {
    pub(super) fn new(text: &'t str, shape: &'s Shape, limits: &Limits) -> Self {
        let start = State::start(shape.root());
        Self {
            text,
            judge: Judge::new(shape),
            census: Census::take(text),
            atoms: Atoms::new(text),
            stacks: Stacks::new(),
            other_stacks: Stacks::new(),
            trails: Trails::new(),
            layer: Layer::new(),
            next: Layer::new(),
            classes: Vec::new(),
            parent: start,
            at: 0,
            width: NARROW,
            limit: Price::MAX,
            finished: Vec::new(),
            steps: 0,
            gives_up: false,
            most_steps: limits.steps(text.len()),
            most_depth: u32::try_from(limits.depth).unwrap_or(u32::MAX),
            most_trails: MOST_TRAILS,
            allowance: Allowance::new(limits.edits),
            headless: !starts_as(text, shape),
            word: (Span::at(usize::MAX), None),
            is_laid_out: is_laid_out(text),
        }
    }

    /// The same search for a second look, behind so many steps: it ends without a reading rather than take more than
    /// are left.
    pub(super) fn again(mut self, steps: u64) -> Self {
        self.steps = steps;
        self.most_steps = self.most_steps.saturating_sub(AT_END.beam as u64);
        self.gives_up = true;
        self
    }

    /// Reads the whole text; `None` where no reading reaches the end.
    pub(super) fn run(&mut self) -> Option<Found> {
        let start = State::start(self.judge.shape.root());
        let mut taken = Taken::default();
        let mut checkpoints = Checkpoints::new(start.shape);
        let mut from = (start, 0);
        let mut untried_head = self.headless;
        // How many bytes may still be read again from before a lead.
        let mut credit = self.text.len() * 4 + (64 << 10);
        // Where the last window ended, and how many edits had been made then.
        let (mut led_at, mut led_ops) = (0, 0);
        loop {
            let (restart, fail) = if untried_head {
                (checkpoints.start(), HEAD.min(self.text.len()))
            } else {
                match self.walk(from.0, from.1, &mut checkpoints, &mut taken) {
                    _ if self.allowance.is_exceeded() => return None,
                    Walk::Done => break,
                    // No steps are left to look back: straight on from here to the end.
                    Walk::Trouble(_) if self.is_spent() => (self.place(from.0, from.1, led_ops), usize::MAX),
                    Walk::Trouble((fail, stack)) => {
                        let node = self.stacks.node(stack);
                        // A schema tells what belongs to which container: the end that one before lacks is found from
                        // within it. Where it says nothing, all of it must be read again to see where it should have ended.
                        let depth = if self.judge.tells(node) { usize::MAX } else { node.depth as usize };
                        (checkpoints.before(depth, led_at, &mut credit), fail)
                    }
                }
            };
            untried_head = false;
            let reading = self.read(restart, fail, &checkpoints, &mut credit)?;
            taken.ops.truncate(reading.from.ops);
            checkpoints.forget_behind(reading.from.offset);
            taken.cost += u64::from(reading.state.cost);
            taken.ops.extend(reading.ops);
            self.allowance.count(taken.ops.iter().map(|(op, _)| *op));
            if self.allowance.is_exceeded() {
                return None;
            }
            let (state, offset) = (reading.state, reading.end);
            let Some(offset) = offset else { break };
            from = (self.settled(state, &mut checkpoints), offset);
            checkpoints.ops = taken.ops.len();
            (led_at, led_ops) = (offset, taken.ops.len());
        }
        let Taken { ops, cost } = taken;
        let out_of_steps = self.is_spent();
        Some(Found { ops, cost, out_of_steps })
    }

    /// The steps taken so far.
    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    /// Whether the steps are used up: what is left is read without a search.
    fn is_spent(&self) -> bool {
        self.steps >= self.most_steps
    }

    /// Reads the damaged stretch, from further back as long as the best reading is poor and that makes it better.
    fn read(
        &mut self,
        from: Checkpoint,
        fail: usize,
        checkpoints: &Checkpoints,
        credit: &mut usize,
    ) -> Option<Reading> {
        self.width = if self.judge.shape.is_given() { NARROW } else { NARROW_UNGUIDED };
        let narrow = self.window(from, fail);
        let mut best = match narrow {
            Some(reading) if reading.state.cost <= TRUSTED => return Some(reading),
            poor if self.is_spent() || self.allowance.is_exceeded() => return poor,
            poor => {
                self.width = WIDE;
                let wide = self.window(from, fail);
                if self.allowance.is_exceeded() {
                    return None;
                }
                wide.or(poor)?
            }
        };
        while best.state.cost > POOR && !self.is_spent() {
            let end = best.end.unwrap_or(self.text.len());
            let Some(wider) = checkpoints.around(&best.from) else { break };
            let again = end - wider.offset;
            if again > *credit {
                break;
            }
            *credit -= again;
            // What cannot be read well from the start on may have lost what came before it.
            self.headless |= wider.offset == 0;
            let Some(reading) = self.window(wider, end.saturating_sub(1)) else {
                self.allowance.forget();
                break;
            };
            if reading.state.cost >= best.state.cost {
                break;
            }
            best = reading;
        }
        Some(best)
    }

    /// Where a reading between two tokens is.
    fn place(&self, reading: State, offset: usize, ops: usize) -> Checkpoint {
        let State { stack, shape, mark, mode, .. } = reading;
        let grammar = if let Mode::At(grammar) = mode { grammar } else { Grammar::Value };
        Checkpoint { offset, grammar, stack, shape, mark, seen: self.stacks.node(stack).seen, ops }
    }

    /// The leading reading, ready for strict reading to go on from.
    fn settled(&mut self, state: State, checkpoints: &mut Checkpoints) -> State {
        let mut state = State { cost: 0, trail: 0, print: 0, ..state };
        self.judge.forget_places();
        self.forget_stacks(&mut state, checkpoints);
        state
    }

    /// Drops the stacks that no reading has any more, once there are many, and says whether it did: all have other ids
    /// then.
    #[inline]
    pub(super) fn forget_stacks(&mut self, state: &mut State, checkpoints: &mut Checkpoints) -> bool {
        let are_many = self.stacks.len() > MOST_STRICT_STACKS;
        if are_many {
            self.stacks.compact(checkpoints.stacks().chain(std::iter::once(&mut state.stack)));
        }
        are_many
    }

    /// Searches from `offset` until one reading leads behind `fail`, or to the end.
    fn window(&mut self, from: Checkpoint, fail: usize) -> Option<Reading> {
        // The readings of a window have stacks of their own, so that they can be swept without regard to others.
        std::mem::swap(&mut self.stacks, &mut self.other_stacks);
        self.stacks.clear();
        let stack = self.stacks.adopt(&self.other_stacks, from.stack);
        let stack = self.stacks.with(stack, |node| node.seen = from.seen);
        let start = State { mode: Mode::At(from.grammar), stack, mark: from.mark, ..State::start(from.shape) };
        let reading = self.search(from, start, fail);
        std::mem::swap(&mut self.stacks, &mut self.other_stacks);
        let mut reading = reading?;
        reading.state.stack = self.stacks.adopt(&self.other_stacks, reading.state.stack);
        Some(reading)
    }

    fn search(&mut self, from: Checkpoint, start: State, fail: usize) -> Option<Reading> {
        let offset = from.offset;
        self.atoms.restart(offset);
        self.trails.clear();
        self.layer.clear();
        self.next.clear();
        self.finished.clear();
        self.limit = Price::MAX;
        self.allowance.forget();
        self.parent = start;
        self.at = offset as u32;
        self.layer.add(start, self.at, &mut self.trails);
        let mut index = 0;
        if self.headless && offset == 0 {
            self.infer_head();
        }
        loop {
            if self.gives_up && self.is_spent() {
                return None;
            }
            let atom = self.atoms.get(index);
            let here = Here { index, atom, span: self.atoms.span(index) };
            self.at = atom.start;
            if index > 0
                && here.span.start > fail
                && !self.is_spent()
                && !atom.kind.is_space()
                && atom.kind != AtomKind::End
            {
                if let Some(leader) = self.leader() {
                    return Some(self.reading(from, leader, Some(here.span.start)));
                }
            }
            self.step(here);
            if atom.kind == AtomKind::End {
                let best = self.best_finished()?;
                return Some(self.reading(from, best, None));
            }
            if self.next.is_empty() {
                return None;
            }
            std::mem::swap(&mut self.layer, &mut self.next);
            self.next.clear();
            self.sweep();
            if self.allowance.is_exceeded() {
                return None;
            }
            index += 1;
        }
    }

    /// Drops what belongs to readings that are no longer followed, so that memory stays bound to the text.
    fn sweep(&mut self) {
        if self.trails.len() > self.most_trails {
            self.trails.keep(self.layer.states_mut().map(|state| &mut state.trail));
            self.most_trails = MOST_TRAILS.max(2 * self.trails.len());
            self.allowance.count_in_each(self.layer.live(), &self.trails);
        }
        if self.stacks.len() > MOST_STACKS {
            self.stacks.compact(self.layer.states_mut().map(|state| &mut state.stack));
            self.layer.rekey();
        }
        self.judge.forget_if_many();
    }

    /// Whether the atom at hand changes none of the readings of the layer: in a string it is content, between tokens a blank.
    fn is_inert(&mut self, here: Here) -> bool {
        use AtomKind as K;
        let kind = here.atom.kind;
        let is_blank = matches!(kind, K::Blank | K::OddBlank);
        if matches!(kind, K::Quote | K::EscapedQuote | K::Comma | K::EndObject | K::EndArray | K::End)
            || is_blank && self.atoms.get(here.index + 1).kind == K::Quote
        {
            return false;
        }
        self.layer.live().all(|state| match state.mode {
            Mode::At(_) => matches!(kind, K::Blank | K::LineBreak),
            Mode::InValue => kind != K::LineBreak && state.quote != Quote::None,
            _ => false,
        })
    }

    /// Expands the readings of one layer, cheapest first.
    fn step(&mut self, here: Here) {
        if self.is_inert(here) {
            self.steps += 1;
            self.layer.states_mut().for_each(|state| state.dirty |= here.atom.dirty && state.mode == Mode::InValue);
            return std::mem::swap(&mut self.layer, &mut self.next);
        }
        let Width { beam, margin } = match here.atom.kind {
            AtomKind::End => AT_END,
            _ if self.is_spent() => GREEDY,
            _ => self.width,
        };
        self.classes.clear();
        let mut expanded = 0;
        self.limit = Price::MAX;
        while let Some(state) = self.layer.pop() {
            if expanded == 0 {
                self.limit = state.cost.saturating_add(margin);
            }
            if state.cost > self.limit || expanded >= beam {
                break;
            }
            let key = state.key_within(self.stacks.node(state.stack).class);
            match self.classes.iter_mut().find(|class| class.key == key) {
                Some(class) if state.cost > class.cheapest + CLASS_MARGIN || class.count >= CLASS_BEAM => continue,
                Some(class) => class.count += 1,
                None => self.classes.push(Class { key, cheapest: state.cost, count: 1 }),
            }
            expanded += 1;
            self.steps += 1;
            self.parent = state;
            self.expand(state, here);
        }
    }

    /// The reading that leads so clearly that the others can be forgotten.
    fn leader(&self) -> Option<State> {
        let leader = *self.layer.live().min_by_key(|state| (state.cost, state.print))?;
        if !matches!(leader.mode, Mode::At(_)) {
            return None;
        }
        let class = self.stacks.node(leader.stack).class;
        let beaten = |rival: &State| {
            rival.cost > leader.cost + COMMIT_LEAD
                || self.trails.descends(rival.trail, leader.trail)
                || (rival.mode == leader.mode
                    && self.stacks.node(rival.stack).class == class
                    && rival.cost >= leader.cost + COMMIT_LEAD_IN_CLASS)
        };
        self.layer.live().all(beaten).then_some(leader)
    }

    fn best_finished(&mut self) -> Option<State> {
        let best = self.finished.iter().min_by_key(|state| (state.cost, state.print)).copied()?;
        let rival = self.finished.iter().filter(|state| state.print != best.print).map(|state| state.cost).min();
        if let Some(cost) = rival {
            self.trails.doubt(best.trail, cost - best.cost, self.at);
        }
        Some(best)
    }

    /// The edits of the winning state of a window, with how sure they are.
    fn reading(&self, from: Checkpoint, state: State, end: Option<usize>) -> Reading {
        let (ops, margin) = self.trails.way(state.trail);
        let likely_below = if self.judge.shape.is_given() { LIKELY_BELOW } else { LIKELY_BELOW_UNGUIDED };
        let applicability = match margin {
            _ if margin < GUESS_BELOW => Applicability::Guess,
            _ if margin < likely_below => Applicability::Likely,
            _ => Applicability::Certain,
        };
        let ops = ops.into_iter().map(|op| (op, applicability)).collect();
        Reading { from, state, end, ops }
    }

    // What the steps call.

    /// What the atom at hand is if it is no string.
    pub(super) fn literal_of(&mut self, here: Here) -> Option<Literal> {
        if self.word.0 != here.span {
            self.word = (here.span, Literal::read(here.span.slice(self.text)));
        }
        self.word.1
    }

    /// The reading goes on behind the atom at hand.
    pub(super) fn take(&mut self, state: State) {
        if !self.affords(state.cost) {
            return;
        }
        let state = self.decided(state);
        self.next.add(state, self.at, &mut self.trails);
    }

    /// The reading goes on before the atom at hand.
    pub(super) fn stay(&mut self, state: State) {
        if state.cost > self.limit {
            return;
        }
        let state = self.decided(state);
        self.layer.add(state, self.at, &mut self.trails);
    }

    /// The reading has come to the end of the text.
    pub(super) fn finish(&mut self, state: State) {
        let state = self.decided(state);
        self.finished.push(state);
    }

    /// Whether a reading that costs so much is still followed.
    pub(super) fn affords(&self, cost: Price) -> bool {
        cost <= self.limit.saturating_add(TAKE_MARGIN)
    }

    /// Notes a change to the text.
    pub(super) fn edit(&mut self, state: &mut State, op: Op) {
        if !self.affords(state.cost) {
            return;
        }
        state.trail = self.trails.push(state.trail, self.at, Some(op));
    }

    /// A reading that got dearer without an edit has made a decision all the same.
    fn decided(&mut self, mut state: State) -> State {
        if state.trail == self.parent.trail && state.cost > self.parent.cost {
            state.trail = self.trails.push(state.trail, self.at, None);
        }
        state
    }
}

#[cfg(test)]
mod tests;
