//! Behind the damage: when one hypothesis leads, so that strict parsing can go on from it.
//!
//! A hypothesis leads once all others are much dearer or have its past. It also leads where the rest of the text
//! continues it to the end without anything odd: then it costs no more than it does now, and the others no less. The
//! brackets of the rest close what it has open, so others that have more open, or less, are to pay for that.

use std::cmp::Ordering;

use crate::repair::beam::checkpoints::Checkpoints;
use crate::repair::beam::hypothesis::{Hypothesis, Mode, NO_DOUBT};
use crate::repair::beam::stack::Stacks;
use crate::repair::beam::strict::Walk;
use crate::repair::beam::window::GUESS_BELOW;
use crate::repair::beam::{COMMIT_LEAD, COMMIT_LEAD_IN_CLASS, Search};
use crate::repair::cost::{self, Cost};
use crate::repair::tokens::RawTokens;

/// Number of bytes behind the damage before which the rest is not read.
const NEAREST: usize = 16;
/// Number of bytes behind the damage in which most rivals are decided about.
const FAR: usize = 256;

/// When the rest of the text is read next, and the stacks for that.
pub(super) struct Continuation {
    at: usize,
    stacks: Stacks,
    #[cfg(test)]
    is_off: bool,
}

impl Continuation {
    pub(super) fn new() -> Self {
        Self {
            at: 0,
            stacks: Stacks::new(),
            #[cfg(test)]
            is_off: false,
        }
    }

    /// Starts again, with a fault at `fail`.
    pub(super) fn restart(&mut self, fail: usize) {
        self.at = fail.saturating_add(NEAREST);
        #[cfg(test)]
        if self.is_off {
            self.at = usize::MAX;
        }
    }
}

impl Search<'_, '_> {
    /// The hypothesis that wins, where that can be told at `offset`, behind the fault at `fail`.
    pub(super) fn leader(&mut self, offset: usize, fail: usize) -> Option<Hypothesis> {
        self.clear_leader().or_else(|| self.continued(offset, fail))
    }

    /// The hypothesis that leads so clearly that the others can be forgotten.
    pub(super) fn clear_leader(&self) -> Option<Hypothesis> {
        let leader = self.best_between_tokens()?;
        let beaten = |rival: &Hypothesis| rival.cost > leader.cost + COMMIT_LEAD || self.is_settled(rival, &leader);
        self.frontier.live().all(beaten).then_some(leader)
    }

    /// The cheapest hypothesis, if nothing is left to decide: the text from `offset` on continues it without a fault, and
    /// no other is about as good. Those that are not much worse leave doubt.
    fn continued(&mut self, offset: usize, fail: usize) -> Option<Hypothesis> {
        if offset < self.continuation.at {
            return None;
        }
        let best = self.best_between_tokens()?;
        let rivals = self.frontier.live().filter(|rival| !self.is_settled(rival, &best));
        let margin = rivals.map(|rival| self.margin(rival, &best)).min().unwrap_or(NO_DOUBT);
        // Soon behind the damage, and with a schema, rivals that leave doubt may still be decided about.
        let is_far = offset.saturating_sub(fail) > FAR && !self.shape_cost.shape.is_given();
        let least = if is_far { GUESS_BELOW } else { self.likely_below() };
        if margin < least {
            return None;
        }
        // The distance doubles, so that all that is read is bounded.
        self.continuation.at = offset.saturating_add(offset.saturating_sub(fail));
        self.is_sound_from(best, offset).then(|| {
            self.decisions.doubt(best.back_pointer, margin, self.at);
            best
        })
    }

    /// The cheapest hypothesis, if it is between two tokens.
    fn best_between_tokens(&self) -> Option<Hypothesis> {
        let best = self.frontier.live().min_by_key(|state| (state.cost, state.print))?;
        matches!(best.mode, Mode::At(_)).then_some(*best)
    }

    /// Whether a hypothesis is no rival of the best: it has its past, or is dearer in the same place of the same containers.
    fn is_settled(&self, rival: &Hypothesis, best: &Hypothesis) -> bool {
        self.decisions.descends(rival.back_pointer, best.back_pointer)
            || (rival.mode == best.mode
                && self.stacks.node(rival.stack).class == self.stacks.node(best.stack).class
                && rival.cost >= best.cost + COMMIT_LEAD_IN_CLASS)
    }

    /// How much dearer a rival will be at least than the best.
    fn margin(&self, rival: &Hypothesis, best: &Hypothesis) -> Cost {
        let depth = |state: &Hypothesis| self.stacks.node(state.stack).depth;
        let to_pay = match depth(rival).cmp(&depth(best)) {
            Ordering::Greater => cost::close_at_end(),
            Ordering::Less => cost::delete_doubled(),
            Ordering::Equal => 0,
        };
        rival.cost - best.cost + to_pay
    }

    /// Whether the text from `offset` on continues a hypothesis without a fault.
    fn is_sound_from(&mut self, state: Hypothesis, offset: usize) -> bool {
        std::mem::swap(&mut self.stacks, &mut self.continuation.stacks);
        let tokens = std::mem::replace(&mut self.tokens, RawTokens::new(self.text, self.indentation.tab));
        self.stacks.clear();
        let stack = self.stacks.adopt(&self.continuation.stacks, state.stack);
        let start = Hypothesis { cost: 0, misfit: 0, back_pointer: 0, print: 0, stack, ..state };
        let walk = self.walk(start, offset, &mut Checkpoints::new(start.shape), None);
        std::mem::swap(&mut self.stacks, &mut self.continuation.stacks);
        self.tokens = tokens;
        matches!(walk, Walk::Done)
    }
}

#[cfg(test)]
mod tests;
