//! Behind the damage: hypotheses that go on as a strict parser would, side by side.
//!
//! Where the cheapest hypothesis has come some members past the fault without another one, edits explain nothing there.
//! Each hypothesis takes the current token unchanged, until the cheapest cannot. Then all are set back by a member
//! or two, and the search is wide again.

use crate::repair::beam::hypothesis::{Frontier, Hypothesis, Mode};
use crate::repair::beam::{CLASS_BEAM, COMMIT_LEAD, COMMIT_LEAD_IN_CLASS, Class, Search, TAKE_MARGIN};
use crate::repair::cost::Cost;
use crate::repair::expand::Here;
use crate::repair::tokens::RawTokenKind;
use crate::syntax::grammar::{Container, State as Grammar};

/// A hypothesis that gets dearer by this much at one token is in trouble: the cheapest edits cost as much.
const TROUBLE: Cost = 100;
/// Number of members behind a fault that show that it is over.
const CALM: u32 = 2;

/// Where the hypotheses of a window go on side by side.
pub(super) struct Lockstep {
    /// Where the last trouble was.
    fail: usize,
    /// How many members of the cheapest hypothesis have started since.
    members: u32,
    /// The cost of the cheapest hypothesis at the last member.
    cost: Cost,
    /// The last two places where a member of the cheapest hypothesis started.
    places: [Place; 2],
}

struct Place {
    index: usize,
    frontier: Frontier,
}

impl Lockstep {
    pub(super) fn new() -> Self {
        let place = || Place { index: 0, frontier: Frontier::new() };
        Self { fail: 0, members: 0, cost: 0, places: [place(), place()] }
    }

    /// Starts again, with a fault at `fail`.
    pub(super) fn restart(&mut self, fail: usize) {
        self.fail = fail;
        self.members = 0;
        self.cost = 0;
        for place in &mut self.places {
            place.frontier.clear();
        }
    }

    /// All hypotheses that are kept, for renaming what they refer to.
    pub(super) fn states_mut(&mut self) -> impl Iterator<Item = &mut Hypothesis> {
        self.places.iter_mut().flat_map(|place| place.frontier.states_mut())
    }

    /// Makes the keys anew, after stacks have been renamed.
    pub(super) fn rekey(&mut self) {
        self.places.iter_mut().for_each(|place| place.frontier.rekey());
    }

    fn note(&mut self, index: usize, frontier: &Frontier) {
        self.places.swap(0, 1);
        let [_, last] = &mut self.places;
        last.index = index;
        last.frontier.copy_from(frontier);
    }
}

impl Search<'_, '_> {
    /// Whether the hypotheses go on side by side at the current token.
    pub(super) fn is_in_lockstep(&mut self, here: Here) -> bool {
        // Without a schema little distinguishes hypotheses: rivals that no edit displaces would live too long.
        if !self.shape_cost.shape.is_given() || here.span.start <= self.lockstep.fail || self.is_spent() {
            return false;
        }
        let Some(cheapest) = self.frontier.cheapest() else { return false };
        if !self.shape_cost.tells(self.stacks.node(cheapest.stack)) {
            return false;
        }
        let (cost, starts) = (cheapest.cost, self.starts_member(cheapest, here));
        if cost >= self.lockstep.cost + TROUBLE {
            self.lockstep.restart(self.lockstep.fail);
            self.lockstep.cost = cost;
        }
        if starts {
            self.lockstep.members += 1;
            self.lockstep.cost = cost;
            if self.lockstep.members > CALM {
                self.lockstep.note(here.index, &self.frontier);
            }
        }
        self.lockstep.members > CALM
    }

    /// Whether a member or element of the hypothesis starts with the current token.
    fn starts_member(&self, hypothesis: &Hypothesis, here: Here) -> bool {
        let kind = here.token.kind;
        let starts = kind.is_opener() || matches!(kind, RawTokenKind::Quote | RawTokenKind::Text);
        starts
            && match hypothesis.mode {
                Mode::At(Grammar::Name | Grammar::NameOrEnd) => true,
                Mode::At(Grammar::Value | Grammar::ElementOrEnd) => self.inside(*hypothesis) == Some(Container::Array),
                _ => false,
            }
    }

    /// Lets each hypothesis take the current token unchanged; false where the cheapest cannot.
    pub(super) fn step_together(&mut self, here: Here) -> bool {
        if self.is_inert(here) {
            self.step(here);
            return true;
        }
        let Some(cheapest) = self.frontier.cheapest().map(|state| state.cost) else { return true };
        if here.token.kind == RawTokenKind::End {
            self.step(here);
            return self.finished.iter().any(|state| state.cost < cheapest + TROUBLE);
        }
        self.classes.clear();
        self.take_margin = 0;
        let mut in_trouble = Vec::new();
        while let Some(state) = self.frontier.pop() {
            if state.cost > cheapest + COMMIT_LEAD {
                break;
            }
            let key = state.key_within(self.stacks.node(state.stack).class);
            match self.classes.iter_mut().find(|class| class.key == key) {
                Some(class) if state.cost >= class.cheapest + COMMIT_LEAD_IN_CLASS || class.count >= CLASS_BEAM => {
                    continue;
                }
                Some(class) => class.count += 1,
                None => self.classes.push(Class { key, cheapest: state.cost, count: 1 }),
            }
            self.steps += 1;
            self.limit = state.cost.saturating_add(TROUBLE - 1);
            self.parent = state;
            let made = self.made;
            self.expand(state, here);
            if self.made == made {
                in_trouble.push(state);
            }
        }
        self.take_margin = TAKE_MARGIN;
        if !self.next.live().any(|state| state.cost < cheapest + TROUBLE) {
            return false;
        }
        self.limit = cheapest.saturating_add(COMMIT_LEAD);
        self.frontier.clear();
        for state in in_trouble {
            self.frontier.add(state, self.at, &mut self.decisions);
        }
        let mut expanded = 0;
        while let Some(state) = self.frontier.pop() {
            if state.cost > self.limit || expanded >= self.width.beam {
                break;
            }
            expanded += 1;
            self.steps += 1;
            self.parent = state;
            self.expand(state, here);
        }
        true
    }

    /// Goes back to a member before the current token, for a wide search from there on. Gives the place.
    pub(super) fn set_back(&mut self, here: Here) -> usize {
        self.next.clear();
        self.finished.clear();
        let [before, last] = &self.lockstep.places;
        let place = if before.frontier.is_empty() { last } else { before };
        self.frontier.copy_from(&place.frontier);
        let index = place.index;
        self.lockstep.restart(here.span.start);
        index
    }
}
