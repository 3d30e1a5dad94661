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
        let leader = *self.frontier.live().min_by_key(|state| (state.cost, state.print))?;
        if !matches!(leader.mode, Mode::At(_)) {
            return None;
        }
        let class = self.stacks.node(leader.stack).class;
        let beaten = |rival: &Hypothesis| {
            rival.cost > leader.cost + COMMIT_LEAD
                || self.decisions.descends(rival.back_pointer, leader.back_pointer)
                || (rival.mode == leader.mode
                    && self.stacks.node(rival.stack).class == class
                    && rival.cost >= leader.cost + COMMIT_LEAD_IN_CLASS)
        };
        self.frontier.live().all(beaten).then_some(leader)
    }

    /// The cheapest hypothesis, if nothing is left to decide: the text from `offset` on continues it without a fault, and
    /// no other is about as good. Those that are not much worse leave doubt.
    fn continued(&mut self, offset: usize, fail: usize) -> Option<Hypothesis> {
        if offset < self.continuation.at {
            return None;
        }
        let best = *self.frontier.live().min_by_key(|state| (state.cost, state.print))?;
        if !matches!(best.mode, Mode::At(_)) {
            return None;
        }
        let margin = self.frontier.live().filter_map(|rival| self.margin(rival, &best)).min().unwrap_or(NO_DOUBT);
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

    /// How much dearer a hypothesis will be at least than the best, if it is another value.
    fn margin(&self, rival: &Hypothesis, best: &Hypothesis) -> Option<Cost> {
        let (node, own) = (self.stacks.node(rival.stack), self.stacks.node(best.stack));
        let lead = rival.cost - best.cost;
        let is_beaten = rival.mode == best.mode && node.class == own.class && lead >= COMMIT_LEAD_IN_CLASS;
        if is_beaten || self.decisions.descends(rival.back_pointer, best.back_pointer) {
            return None;
        }
        Some(match node.depth.cmp(&own.depth) {
            Ordering::Greater => lead + cost::CLOSE_AT_END,
            Ordering::Less => lead + cost::DELETE_DOUBLED,
            Ordering::Equal => lead,
        })
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
