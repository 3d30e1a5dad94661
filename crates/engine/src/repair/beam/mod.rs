//! The search: strict while all is well, wide where it is not.

pub(in crate::repair) mod allowance;
mod checkpoints;
pub(in crate::repair) mod head;
pub(in crate::repair) mod hypothesis;
mod lead;
mod lockstep;
pub(in crate::repair) mod stack;
pub(in crate::repair) mod strict;
pub(in crate::repair) mod window;

use crate::diagnostic::Applicability;
use crate::limits::Limits;
use crate::repair::beam::allowance::Allowance;
use crate::repair::beam::checkpoints::{Checkpoint, Checkpoints};
use crate::repair::beam::head::starts_as;
use crate::repair::beam::hypothesis::{Decisions, Frontier, Hypothesis, Mode, Op};
use crate::repair::beam::lead::Continuation;
use crate::repair::beam::lockstep::Lockstep;
use crate::repair::beam::stack::Stacks;
use crate::repair::beam::strict::{Taken, Walk};
use crate::repair::beam::window::{Known, NARROW, ROUGH, TRUSTED, WindowResult};
use crate::repair::cost::Cost;
use crate::repair::cost::shape::ShapeCost;
use crate::repair::dialect::indentation::Indentation;
use crate::repair::dialect::statistics::{DialectStatistics, Literal};
use crate::repair::expand::Here;
use crate::repair::expand::embedded::Embedded;
use crate::repair::tokens::{Quote, RawTokenKind, RawTokens};
use crate::schema::Shape;
use crate::syntax::grammar::State as Grammar;
use crate::text::Span;

/// How far a search looks round at every place.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Width {
    /// How many hypotheses are kept.
    beam: usize,
    /// How much dearer than the best a hypothesis may be and still be followed.
    margin: Cost,
}

/// When the steps are spent: straight to the end.
const GREEDY: Width = Width { beam: 2, margin: 900 };
/// At the end of the text, where whatever is open must be closed first.
const AT_END: Width = Width { beam: 2000, margin: 100_000 };
/// How much dearer than the margin a hypothesis may be when it takes a token: its rivals may have to pay there too.
const TAKE_MARGIN: Cost = 200;
/// Of hypotheses that differ only in which members they have seen: how many are kept, and how much dearer one may be.
/// More than the cost of a duplicate, which is the most that this difference can still change.
const CLASS_BEAM: usize = 4;
const CLASS_MARGIN: Cost = 550;
/// A hypothesis leads when every rival within this margin has the same past.
const COMMIT_LEAD: Cost = 600;
/// A rival in the same place of the same containers need only be this much dearer.
const COMMIT_LEAD_IN_CLASS: Cost = 150;
/// How far into a text that starts in the middle the search stays wide at least.
const HEAD: usize = 60;
/// Stacks are compacted when there are more than this.
const MOST_STACKS: usize = 1 << 14;
/// Stacks of strict parsing are compacted when there are more than this: few of them are live, and they should stay in
/// the cache.
const MOST_STRICT_STACKS: usize = 1 << 12;
/// Decisions are swept when there are more than this.
const MOST_DECISIONS: usize = 1 << 15;

/// The end of a search.
pub(in crate::repair) struct Found {
    pub(in crate::repair) ops: Vec<(Op, Applicability)>,
    pub(in crate::repair) cost: u64,
    pub(in crate::repair) out_of_steps: bool,
}

/// The state of a search over one text.
pub(in crate::repair) struct Search<'t, 's> {
    pub(in crate::repair) text: &'t str,
    pub(in crate::repair) shape_cost: ShapeCost<'s>,
    pub(in crate::repair) statistics: DialectStatistics,
    pub(in crate::repair) tokens: RawTokens<'t>,
    pub(in crate::repair) stacks: Stacks,
    /// The stacks of strict parsing, while a window is searched; else left over from the last window.
    other_stacks: Stacks,
    pub(in crate::repair) decisions: Decisions,
    frontier: Frontier,
    next: Frontier,
    /// The classes of the current frontier.
    classes: Vec<Class>,
    /// The hypothesis that is being expanded, and the offset of the current token.
    pub(in crate::repair) parent: Hypothesis,
    at: u32,
    width: Width,
    /// The most that a hypothesis may cost at the current offset, and how much more when it takes the token.
    limit: Cost,
    take_margin: Cost,
    /// The result of an earlier window over the same stretch.
    known: Known,
    /// Where the windows so far started, and what they cost.
    paid: Vec<(usize, Cost)>,
    /// The most that a hypothesis may cost at the current offset by that.
    ceiling: Cost,
    /// How many hypotheses were made that cost no more.
    made: usize,
    lockstep: Lockstep,
    continuation: Continuation,
    /// Hypotheses that have come to the end.
    finished: Vec<Hypothesis>,
    steps: u64,
    most_steps: u64,
    /// No hypothesis is better than one made when the steps are spent.
    gives_up: bool,
    /// Each stretch is read once, narrowly.
    is_rough: bool,
    /// Strict parsing does not stop at an element that is unlike those before it.
    pub(in crate::repair) takes_mixed: bool,
    pub(in crate::repair) most_depth: u32,
    /// When there are more decisions than this, those that led nowhere are dropped.
    most_decisions: usize,
    pub(in crate::repair) allowance: Allowance,
    /// The text may start inside a document.
    headless: bool,
    /// The last word that was looked at, and what it is beside a string: each hypothesis asks again.
    word: (Span, Option<Literal>),
    /// The last list that was looked at, and whether another one comes behind it.
    pub(in crate::repair) lists: (Span, bool),
    pub(in crate::repair) embedded: Embedded,
    pub(in crate::repair) indentation: Indentation,
}

/// Hypotheses at one place that differ only in which members they have seen.
struct Class {
    key: u64,
    cheapest: Cost,
    count: usize,
}

impl<'t, 's> Search<'t, 's> {
    pub(in crate::repair) fn new(text: &'t str, shape: &'s Shape, limits: &Limits) -> Self {
        Self::of(text, shape, limits, (DialectStatistics::take(text), Indentation::of(text)))
    }

    /// A search over a text of which the habits are known.
    fn of(
        text: &'t str,
        shape: &'s Shape,
        limits: &Limits,
        (statistics, indentation): (DialectStatistics, Indentation),
    ) -> Self {
        let start = Hypothesis::start(shape.root());
        Self {
            text,
            shape_cost: ShapeCost::new(shape),
            statistics,
            tokens: RawTokens::new(text, indentation.tab),
            stacks: Stacks::new(),
            other_stacks: Stacks::new(),
            decisions: Decisions::new(),
            frontier: Frontier::new(),
            next: Frontier::new(),
            classes: Vec::new(),
            parent: start,
            at: 0,
            width: NARROW,
            limit: Cost::MAX,
            take_margin: TAKE_MARGIN,
            known: Known::NOTHING,
            paid: Vec::new(),
            ceiling: Cost::MAX,
            made: 0,
            lockstep: Lockstep::new(),
            continuation: Continuation::new(),
            finished: Vec::new(),
            steps: 0,
            gives_up: false,
            is_rough: false,
            takes_mixed: false,
            most_steps: limits.steps(text.len()),
            most_depth: u32::try_from(limits.depth).unwrap_or(u32::MAX),
            most_decisions: MOST_DECISIONS,
            allowance: Allowance::new(limits.edits),
            headless: !starts_as(text, shape),
            word: (Span::at(usize::MAX), None),
            lists: (Span::at(usize::MAX), false),
            embedded: Embedded::default(),
            indentation,
        }
    }

    /// Makes this a rough search: each stretch is read once, with few hypotheses.
    pub(in crate::repair) fn rough(self) -> Self {
        Self { is_rough: true, ..self }
    }

    /// A further search over the same text, behind the steps of this one.
    pub(in crate::repair) fn again<'r>(&self, shape: &'r Shape, limits: &Limits) -> Search<'t, 'r> {
        let habits = (self.statistics, self.indentation);
        Search { steps: self.steps, ..Search::of(self.text, shape, limits, habits) }
    }

    /// Lets this search end without a hypothesis rather than take more steps than are left.
    pub(in crate::repair) fn giving_up(self) -> Self {
        Self { most_steps: self.most_steps.saturating_sub(AT_END.beam as u64), gives_up: true, ..self }
    }

    /// Reads the whole text; `None` where no hypothesis reaches the end.
    pub(in crate::repair) fn run(&mut self) -> Option<Found> {
        let start = Hypothesis::start(self.shape_cost.shape.root());
        let mut taken = Taken::default();
        let mut checkpoints = Checkpoints::new(start.shape);
        let mut from = (start, 0);
        let mut untried_head = self.headless;
        // How many bytes may still be read again from before a lead.
        let mut credit = self.text.len() * 4 + (8 << 10);
        loop {
            let mut near = None;
            let mut width = NARROW;
            let (restart, fail) = if untried_head {
                (checkpoints.start(), HEAD.min(self.text.len()))
            } else {
                match self.walk(from.0, from.1, &mut checkpoints, Some(&mut taken)) {
                    _ if self.allowance.is_exceeded() => return None,
                    Walk::Done => break,
                    // No steps are left to look back: straight on from here to the end.
                    Walk::Trouble(_) if self.is_spent() => (checkpoints.led(), usize::MAX),
                    Walk::Trouble((fail, stack)) => {
                        let restart = self.restart(fail, stack, &checkpoints, &mut credit);
                        (near, width) = (restart.near, restart.width);
                        (restart.at, fail)
                    }
                }
            };
            untried_head = false;
            let simple = near.and_then(|near| self.single(near, fail));
            let result = match simple {
                Some(result) => result,
                None if self.is_rough => self.simple(ROUGH, TRUSTED, restart, fail)?,
                None => self.read(restart, fail, &checkpoints, &mut credit, width)?,
            };
            taken.ops.truncate(result.from.ops);
            checkpoints.forget_behind(result.from.offset);
            taken.cost += u64::from(result.state.cost);
            self.pay(&result);
            taken.ops.extend(result.ops);
            self.allowance.count(taken.ops.iter().map(|(op, _)| *op));
            if self.allowance.is_exceeded() {
                return None;
            }
            let (state, offset) = (result.state, result.end);
            let Some(offset) = offset else { break };
            from = (self.settled(state, &mut checkpoints), offset);
            checkpoints.ops = taken.ops.len();
            checkpoints.lead(self.place(from.0, from.1, taken.ops.len()));
        }
        let Taken { ops, cost } = taken;
        let out_of_steps = self.is_spent();
        Some(Found { ops, cost, out_of_steps })
    }

    /// The steps taken so far.
    pub(in crate::repair) fn steps(&self) -> u64 {
        self.steps
    }

    /// Whether the steps are used up: what is left is read without a search.
    fn is_spent(&self) -> bool {
        self.steps >= self.most_steps
    }

    /// Where a hypothesis between two tokens is.
    fn place(&self, hypothesis: Hypothesis, offset: usize, ops: usize) -> Checkpoint {
        let Hypothesis { stack, shape, mark, mode, .. } = hypothesis;
        let grammar = if let Mode::At(grammar) = mode { grammar } else { Grammar::Value };
        Checkpoint { offset, grammar, stack, shape, mark, seen: self.stacks.node(stack).seen, ops }
    }

    /// The leading hypothesis, ready for strict parsing to go on from.
    fn settled(&mut self, state: Hypothesis, checkpoints: &mut Checkpoints) -> Hypothesis {
        let mut state = Hypothesis { cost: 0, misfit: 0, back_pointer: 0, print: 0, ..state };
        self.shape_cost.forget_places();
        self.forget_stacks(&mut state, checkpoints);
        state
    }

    /// Drops the stacks that no hypothesis has any more, once there are many, and says whether it did: all have other
    /// ids then.
    #[inline]
    pub(in crate::repair) fn forget_stacks(&mut self, state: &mut Hypothesis, checkpoints: &mut Checkpoints) -> bool {
        let are_many = self.stacks.len() > MOST_STRICT_STACKS;
        if are_many {
            self.stacks.compact(checkpoints.stacks().chain(std::iter::once(&mut state.stack)));
        }
        are_many
    }

    /// Forgets the last window, for a search from `offset` on past a fault at `fail`.
    fn begin(&mut self, offset: usize, start: Hypothesis, fail: usize) {
        self.tokens.restart(offset);
        self.decisions.clear();
        self.frontier.clear();
        self.next.clear();
        self.finished.clear();
        (self.limit, self.ceiling) = (Cost::MAX, self.known.cost);
        self.lockstep.restart(fail);
        self.continuation.restart(fail);
        self.allowance.forget();
        self.parent = start;
        self.at = offset as u32;
        self.frontier.add(start, self.at, &mut self.decisions);
    }

    fn search(&mut self, from: Checkpoint, start: Hypothesis, fail: usize) -> Option<WindowResult> {
        self.begin(from.offset, start, fail);
        let mut index = 0;
        if self.headless && from.offset == 0 {
            self.infer_head();
        }
        loop {
            if self.gives_up && self.is_spent() {
                return None;
            }
            let token = self.tokens.get(index);
            let here = Here { index, token, span: self.tokens.span(index) };
            self.at = token.start;
            self.ceiling = if here.span.start <= self.known.until { self.known.cost } else { Cost::MAX };
            if index > 0
                && here.span.start > fail
                && !self.is_spent()
                && !token.kind.is_space()
                && token.kind != RawTokenKind::End
            {
                if let Some(leader) = self.leader(here.span.start, fail) {
                    return Some(self.window_result(from, leader, Some(here.span.start)));
                }
            }
            self.narrow_behind_known(here.span.start);
            if self.is_in_lockstep(here) {
                if !self.step_together(here) {
                    index = self.set_back(here);
                    continue;
                }
            } else {
                self.step(here);
            }
            if token.kind == RawTokenKind::End {
                let best = self.best_finished()?;
                return Some(self.window_result(from, best, None));
            }
            if self.next.is_empty() {
                return None;
            }
            std::mem::swap(&mut self.frontier, &mut self.next);
            self.next.clear();
            self.sweep();
            if self.allowance.is_exceeded() {
                return None;
            }
            index += 1;
        }
    }

    /// Drops what belongs to hypotheses that are no longer followed, so that memory stays bound to the text.
    fn sweep(&mut self) {
        if self.decisions.len() > self.most_decisions {
            let states = self.frontier.states_mut().chain(self.lockstep.states_mut());
            self.decisions.keep(states.map(|state| &mut state.back_pointer));
            self.most_decisions = MOST_DECISIONS.max(2 * self.decisions.len());
            self.allowance.count_in_each(self.frontier.live(), &self.decisions);
        }
        if self.stacks.len() > MOST_STACKS {
            let states = self.frontier.states_mut().chain(self.lockstep.states_mut());
            self.stacks.compact(states.map(|state| &mut state.stack));
            self.frontier.rekey();
            self.lockstep.rekey();
        }
        self.shape_cost.forget_if_many();
    }

    /// Whether the current token changes none of the hypotheses of the frontier: in a string it is content, between
    /// tokens a blank.
    fn is_inert(&mut self, here: Here) -> bool {
        use RawTokenKind as K;
        let kind = here.token.kind;
        let is_blank = matches!(kind, K::Blank | K::OddBlank);
        if matches!(kind, K::Quote | K::EscapedQuote | K::Comma | K::EndObject | K::EndArray | K::End)
            || is_blank && self.tokens.get(here.index + 1).kind == K::Quote
        {
            return false;
        }
        self.frontier.live().all(|state| match state.mode {
            Mode::At(_) => matches!(kind, K::Blank | K::LineBreak),
            Mode::InValue => kind != K::LineBreak && state.quote != Quote::None,
            _ => false,
        })
    }

    /// Expands the hypotheses of one frontier, cheapest first.
    fn step(&mut self, here: Here) {
        if self.is_inert(here) {
            self.steps += 1;
            self.frontier.states_mut().for_each(|state| state.dirty |= here.token.dirty && state.mode == Mode::InValue);
            return std::mem::swap(&mut self.frontier, &mut self.next);
        }
        let Width { beam, margin } = match here.token.kind {
            RawTokenKind::End => AT_END,
            _ if self.is_spent() => GREEDY,
            _ => self.width,
        };
        self.classes.clear();
        let mut expanded = 0;
        self.limit = Cost::MAX;
        while let Some(state) = self.frontier.pop() {
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

    fn best_finished(&mut self) -> Option<Hypothesis> {
        let best = self.finished.iter().min_by_key(|state| (state.cost, state.print)).copied()?;
        let rival = self.finished.iter().filter(|state| state.print != best.print).map(|state| state.cost).min();
        if let Some(cost) = rival {
            self.decisions.doubt(best.back_pointer, cost - best.cost, self.at);
        }
        Some(best)
    }

    // Called by the steps.

    /// The literal or number that the current token is; `None` if it is neither.
    pub(in crate::repair) fn literal_of(&mut self, here: Here) -> Option<Literal> {
        if self.word.0 != here.span {
            self.word = (here.span, Literal::read(here.span.slice(self.text)));
        }
        self.word.1
    }

    /// The hypothesis continues after the current token.
    pub(in crate::repair) fn take(&mut self, state: Hypothesis) {
        if !self.affords(state.cost) {
            return;
        }
        let state = self.decided(state);
        self.made += 1;
        self.next.add(state, self.at, &mut self.decisions);
    }

    /// The hypothesis continues before the current token.
    pub(in crate::repair) fn stay(&mut self, state: Hypothesis) {
        if state.cost > self.limit.min(self.ceiling) {
            return;
        }
        let state = self.decided(state);
        self.made += 1;
        self.frontier.add(state, self.at, &mut self.decisions);
    }

    /// The hypothesis has come to the end of the text.
    pub(in crate::repair) fn finish(&mut self, state: Hypothesis) {
        let state = self.decided(state);
        self.finished.push(state);
    }

    /// Whether a hypothesis that costs so much is still followed.
    pub(in crate::repair) fn affords(&self, cost: Cost) -> bool {
        cost <= self.limit.saturating_add(self.take_margin).min(self.ceiling)
    }

    /// Notes a change to the text.
    pub(in crate::repair) fn edit(&mut self, state: &mut Hypothesis, op: Op) {
        if !self.affords(state.cost) {
            return;
        }
        state.back_pointer = self.decisions.push(state.back_pointer, self.at, Some(op));
    }

    /// A hypothesis that got dearer without an edit has made a decision all the same.
    fn decided(&mut self, mut state: Hypothesis) -> Hypothesis {
        if state.back_pointer == self.parent.back_pointer && state.cost > self.parent.cost {
            state.back_pointer = self.decisions.push(state.back_pointer, self.at, None);
        }
        state
    }
}

#[cfg(test)]
mod tests;
