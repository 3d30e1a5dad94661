//! Windows: damaged stretches, each read by the search until one hypothesis leads behind it.

use crate::diagnostic::{Applicability, Code};
use crate::repair::beam::checkpoints::{Checkpoint, Checkpoints};
use crate::repair::beam::hypothesis::{Hypothesis, Mode, Op};
use crate::repair::beam::stack::{BOTTOM, NodeId};
use crate::repair::beam::{Search, Width};
use crate::repair::cost::Cost;
use crate::text::Span;

/// Enough for one fault, where a schema tells hypotheses apart and where none does.
pub(super) const NARROW: Width = Width { beam: 6, margin: 450 };
pub(super) const NARROW_UNGUIDED: Width = Width { beam: 8, margin: 450 };
/// For a stretch from the last place that is odd by the schema: many hypotheses wait for its end.
pub(super) const SUSPICIOUS: Width = Width { beam: 12, margin: 450 };
/// For what the narrow search reads poorly.
pub(super) const WIDE: Width = Width { beam: 24, margin: 900 };
/// For a first reading that only shows what the objects of a list have in common.
pub(super) const ROUGH: Width = Width { beam: 3, margin: 450 };
/// Below this margin to a hypothesis with another value, a repair is a guess; below the second, it is likely.
pub(super) const GUESS_BELOW: Cost = 100;
const LIKELY_BELOW: Cost = 250;
/// The second margin where no schema speaks for a hypothesis: fitted, so that of repairs called certain 99.8 % are
/// right.
const LIKELY_BELOW_UNGUIDED: Cost = 450;
/// Edits of brackets that leave so much in their window that does not fit are guesses.
const MISFIT: Cost = 200;
/// That amount where no schema is given: a shape that was learned from siblings is often wrong.
const MISFIT_UNGUIDED: Cost = 500;
/// A result of the narrow search that costs this much or less is good.
pub(super) const TRUSTED: Cost = 360;
/// Faults of notation: text without them has the same structure.
pub(in crate::repair) const NOTATION: [Code; 13] = [
    Code::TrailingComma,
    Code::MissingComma,
    Code::ExtraComma,
    Code::MissingColon,
    Code::Comment,
    Code::NonstandardLiteral,
    Code::NonstandardNumber,
    Code::InvalidEscape,
    Code::ControlCharacter,
    Code::UnquotedName,
    Code::UnquotedString,
    Code::NonstandardQuote,
    Code::NonstandardBlank,
];
/// Faults of single quotes.
const QUOTES: [Code; 4] = [Code::MissingQuote, Code::ExtraQuote, Code::UnescapedQuote, Code::JoinedStrings];
/// The most that a fault of either costs.
const SIMPLE: Cost = 200;
/// A stretch that costs more than this is read again from further back: no single fault does.
pub(super) const POOR: Cost = 500;

/// Number of bytes behind a result that are read at least to see whether another one does better.
const LEAST_SLACK: usize = 64;

/// Where a search starts again.
pub(super) struct Restart {
    pub(super) at: Checkpoint,
    /// A nearer place, enough for a fault that is none of brackets.
    pub(super) near: Option<Checkpoint>,
    pub(super) width: Width,
}

/// The most that a hypothesis may cost up to some offset: dearer ones are beaten by the result of an earlier window.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) cost: Cost,
    pub(super) until: usize,
    /// How wide the search was that found it.
    pub(super) width: Width,
    /// Number of bytes behind it in which a wider search may still find better.
    pub(super) slack: usize,
}

impl Known {
    pub(super) const NOTHING: Self = Self { cost: Cost::MAX, until: usize::MAX, width: WIDE, slack: 0 };
}

/// The result of a window.
pub(super) struct WindowResult {
    pub(super) from: Checkpoint,
    pub(super) state: Hypothesis,
    /// Where strict parsing can go on; `None` at the end of the text.
    pub(super) end: Option<usize>,
    pub(super) ops: Vec<(Op, Applicability)>,
}

/// Whether a change says nothing about where containers end.
fn is_simple(op: &Op) -> bool {
    NOTATION.contains(&op.code) || QUOTES.contains(&op.code)
}

impl WindowResult {
    /// Whether all faults are none of brackets.
    fn is_simple(&self) -> bool {
        self.ops.iter().all(|(op, _)| is_simple(op))
    }
}

impl Search<'_, '_> {
    /// Where to search again after trouble at `fail`, in the innermost container of a stack.
    pub(super) fn restart(&self, fail: usize, stack: NodeId, checkpoints: &Checkpoints, credit: &mut usize) -> Restart {
        let node = self.stacks.node(stack);
        // A schema tells what belongs to which container: the end that one before lacks is found from within it. Where
        // it says nothing, all of it must be read again to see where it should have ended, unless the fault is none of
        // brackets.
        let is_told = self.shape_cost.tells(node);
        let is_near = is_told || self.is_rough;
        let depth = if is_near { usize::MAX } else { node.depth as usize };
        let at = checkpoints.before(depth, checkpoints.led().offset, credit);
        // Edits belong into the text between, if there is any.
        let has_text = |near: &Checkpoint| !Span::new(near.offset, fail).slice(self.text).trim().is_empty();
        let near = checkpoints.near().filter(|near| !is_near && near.offset > at.offset && has_text(near));
        // A bracket that closes too early, or one too many, was perhaps before the last oddity.
        let is_closer = stack == BOTTOM || matches!(self.text.as_bytes().get(fail), Some(b'}' | b']'));
        let suspect = if is_closer { checkpoints.suspected(&at, credit) } else { None };
        let width = match suspect {
            Some(_) => SUSPICIOUS,
            None if is_told => NARROW,
            None => NARROW_UNGUIDED,
        };
        Restart { at: suspect.unwrap_or(at), near, width }
    }

    /// Reads the damaged stretch, from further back as long as the best hypothesis is poor and that makes it better.
    pub(super) fn read(
        &mut self,
        from: Checkpoint,
        fail: usize,
        checkpoints: &Checkpoints,
        credit: &mut usize,
        narrow: Width,
    ) -> Option<WindowResult> {
        self.width = narrow;
        let mut best = match self.window(from, fail) {
            Some(result) if result.state.cost <= TRUSTED.saturating_add(self.paid(from)) => return Some(result),
            poor if self.is_spent() || self.allowance.is_exceeded() => return poor,
            poor => {
                self.width = WIDE;
                // A hypothesis that is no rival of the narrow result need not be followed.
                let known = poor.as_ref().map_or(Known::NOTHING, |poor| {
                    let until = poor.end.unwrap_or(usize::MAX);
                    let slack = until.saturating_sub(from.offset).max(LEAST_SLACK);
                    Known { cost: poor.state.cost.saturating_add(self.likely_below()), until, width: narrow, slack }
                });
                let wide = self.window_knowing(known, from, fail);
                if self.allowance.is_exceeded() {
                    return None;
                }
                wide.or(poor)?
            }
        };
        while best.state.cost > POOR.saturating_add(self.paid(best.from)) && !self.is_spent() {
            let end = best.end.unwrap_or(self.text.len());
            let Some(wider) = checkpoints.around(&best.from) else { break };
            let again = end - wider.offset;
            if again > *credit {
                break;
            }
            *credit -= again;
            // A text that cannot be read well from its start on may have lost its beginning.
            self.headless |= wider.offset == 0;
            let known = Known { cost: best.state.cost.saturating_sub(1), until: end, ..Known::NOTHING };
            let Some(result) = self.window_knowing(known, wider, end.saturating_sub(1)) else {
                self.allowance.forget();
                break;
            };
            if result.state.cost >= best.state.cost {
                break;
            }
            best = result;
        }
        Some(best)
    }

    /// Reads the damaged stretch, if one fault that is none of brackets explains it.
    pub(super) fn single(&mut self, from: Checkpoint, fail: usize) -> Option<WindowResult> {
        self.simple(NARROW_UNGUIDED, SIMPLE, from, fail).filter(|result| result.ops.len() <= 1)
    }

    /// Reads the damaged stretch once, if faults that are none of brackets and cost no more than `most` explain it.
    pub(super) fn simple(&mut self, width: Width, most: Cost, from: Checkpoint, fail: usize) -> Option<WindowResult> {
        self.width = width;
        self.window(from, fail).filter(|result| result.state.cost <= most && result.is_simple())
    }

    /// Makes a wide search narrow again behind the result of a narrower one, where it has found none better: its own
    /// rivals are left.
    pub(super) fn narrow_behind_known(&mut self, offset: usize) {
        let Known { cost, until, width, slack } = self.known;
        let is_behind = offset.saturating_sub(slack) > until;
        if is_behind
            && self.frontier.cheapest().is_some_and(|state| state.cost.saturating_add(self.likely_below()) >= cost)
        {
            self.width = width;
        }
    }

    /// The cost of the windows behind a checkpoint that have been read already.
    fn paid(&self, from: Checkpoint) -> Cost {
        let windows = self.paid.iter().rev().take_while(|(start, _)| *start >= from.offset);
        windows.fold(0, |sum, (_, cost)| sum.saturating_add(*cost))
    }

    /// Notes what a window cost, in place of the windows that started in it.
    pub(super) fn pay(&mut self, result: &WindowResult) {
        let kept = self.paid.partition_point(|(start, _)| *start < result.from.offset);
        self.paid.truncate(kept);
        self.paid.push((result.from.offset, result.state.cost));
    }

    /// Below this margin to a hypothesis with another value, a repair is likely.
    pub(super) fn likely_below(&self) -> Cost {
        if self.shape_cost.shape.is_given() { LIKELY_BELOW } else { LIKELY_BELOW_UNGUIDED }
    }

    /// From this much that does not fit on a repair is a guess.
    fn misfit(&self) -> Cost {
        if self.shape_cost.shape.is_given() { MISFIT } else { MISFIT_UNGUIDED }
    }

    /// Searches a window whose hypotheses must cost no more than is known.
    fn window_knowing(&mut self, known: Known, from: Checkpoint, fail: usize) -> Option<WindowResult> {
        self.known = known;
        let result = self.window(from, fail);
        self.known = Known::NOTHING;
        result
    }

    /// Searches from `offset` until one hypothesis leads behind `fail`, or to the end.
    fn window(&mut self, from: Checkpoint, fail: usize) -> Option<WindowResult> {
        // The hypotheses of a window have stacks of their own, so that they can be swept without regard to others.
        std::mem::swap(&mut self.stacks, &mut self.other_stacks);
        self.stacks.clear();
        let stack = self.stacks.adopt(&self.other_stacks, from.stack);
        let stack = self.stacks.with(stack, |node| node.seen = from.seen);
        let start =
            Hypothesis { mode: Mode::At(from.grammar), stack, mark: from.mark, ..Hypothesis::start(from.shape) };
        let result = self.search(from, start, fail);
        std::mem::swap(&mut self.stacks, &mut self.other_stacks);
        let mut result = result?;
        result.state.stack = self.stacks.adopt(&self.other_stacks, result.state.stack);
        Some(result)
    }

    /// The edits of the winning state of a window, with how sure they are.
    pub(super) fn window_result(&self, from: Checkpoint, state: Hypothesis, end: Option<usize>) -> WindowResult {
        let (ops, margin) = self.decisions.way(state.back_pointer);
        // A text that still does not fit once its brackets were mended had rather another fault.
        let is_misfit = state.misfit >= self.misfit() && !ops.iter().all(is_simple);
        let applicability = match margin {
            _ if margin < GUESS_BELOW || is_misfit => Applicability::Guess,
            _ if margin < self.likely_below() => Applicability::Likely,
            _ => Applicability::Certain,
        };
        let ops = ops.into_iter().map(|op| (op, applicability)).collect();
        WindowResult { from, state, end, ops }
    }
}
