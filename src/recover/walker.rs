//! Strict reading with an eye on the shape: it notes where a search could start again, and stops at the first oddity.

use super::evidence as price;
use super::judge::Judge;
use super::search::Search;
use super::stack::{BOTTOM, NodeId};
use super::state::{Mode, State};
use super::steps::kind_of;
use crate::schema::{Kinds, ShapeId};
use crate::syntax::grammar::{Action, Container, State as Grammar};
use crate::syntax::{Lexer, Token, TokenKind};

/// How strict reading ends.
pub(super) enum Walk {
    /// At the end of the text.
    Done,
    /// At an offset and a depth where something is wrong or odd.
    Trouble((usize, usize)),
}

/// A place where the search can start again.
#[derive(Clone, Copy)]
pub(super) struct Checkpoint {
    pub(super) offset: usize,
    pub(super) state: State,
    /// How many edits had been made before it.
    pub(super) ops: usize,
}

/// The last two members or elements of each open container.
pub(super) struct Checkpoints {
    start: Checkpoint,
    levels: Vec<[Option<Checkpoint>; 2]>,
    /// How many edits have been made.
    pub(super) ops: usize,
}

impl Checkpoints {
    pub(super) fn new(start: State) -> Self {
        Self { start: Checkpoint { offset: 0, state: start, ops: 0 }, levels: Vec::new(), ops: 0 }
    }

    pub(super) fn start(&self) -> Checkpoint {
        self.start
    }

    fn note(&mut self, depth: usize, offset: usize, state: State) {
        self.levels.resize(depth + 1, [None, None]);
        if let Some([before, last]) = self.levels.last_mut() {
            if last.is_some_and(|last| last.offset == offset) {
                return;
            }
            *before = *last;
            *last = Some(Checkpoint { offset, state, ops: self.ops });
        }
    }

    /// Where to start again after trouble at `depth`: one full member before the damaged one, since what is missing is
    /// often missing before it. Reading again from before the last lead costs credit.
    pub(super) fn before(&self, depth: usize, led_at: usize, credit: &mut usize) -> Checkpoint {
        let latest = |depth: usize, offset: usize| {
            let up_to = self.levels.get(..(depth + 1).min(self.levels.len())).unwrap_or_default();
            let places =
                up_to.iter().enumerate().flat_map(|(depth, pair)| pair.iter().flatten().map(move |p| (depth, p)));
            places.filter(|(_, place)| place.offset < offset).max_by_key(|(_, place)| place.offset)
        };
        let Some((depth, damaged)) = latest(depth, usize::MAX) else { return self.start };
        let chosen = latest(depth, damaged.offset).map_or(*damaged, |(_, before)| *before);
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

    /// The last place in a container round `from`, if no edit was made in between; else the start.
    pub(super) fn around(&self, from: &Checkpoint) -> Option<Checkpoint> {
        let at = |place: &Option<Checkpoint>| place.is_some_and(|place| place.offset == from.offset);
        let depth = self.levels.iter().position(|pair| pair.iter().any(at))?;
        let outer = self.levels.get(..depth).unwrap_or_default().iter().flatten().flatten();
        let place = outer.filter(|place| place.offset < from.offset).max_by_key(|place| place.offset);
        Some(*place.unwrap_or(&self.start)).filter(|place| place.ops == from.ops && place.offset < from.offset)
    }

    /// Forgets the places behind `offset`, where the search starts again.
    pub(super) fn forget_behind(&mut self, offset: usize) {
        for place in self.levels.iter_mut().flatten() {
            if place.is_some_and(|place| place.offset > offset) {
                *place = None;
            }
        }
    }

    pub(super) fn stacks(&mut self) -> impl Iterator<Item = &mut NodeId> {
        self.levels.iter_mut().flatten().flatten().map(|place| &mut place.state.stack)
    }
}

impl Search<'_, '_> {
    /// Reads strictly from `offset` on.
    pub(super) fn walk(&mut self, state: State, offset: usize, checkpoints: &mut Checkpoints) -> Walk {
        let Mode::At(mut grammar) = state.mode else { return Walk::Trouble((offset, 0)) };
        let mut reading = state;
        let mut lexer = Lexer::starting_at(self.text, offset);
        self.atoms.restart(offset);
        let mut first_line = self.atoms.is_first_line();
        let first = self.atoms.get(0);
        let (mut indent, mut fresh) = (first.line_indent, first.first_indent >= 0);
        loop {
            let token = lexer.next_token();
            if token.kind == TokenKind::Blank {
                let blank = token.span.slice(self.text);
                if let Some(at) = blank.rfind('\n') {
                    indent = (blank.len() - at - 1) as i32;
                    fresh = true;
                    first_line = false;
                } else if first_line {
                    indent = if token.span.start == 0 { -1 } else { indent };
                }
                continue;
            }
            let depth = self.stacks.node(reading.stack).depth as usize;
            let trouble = Walk::Trouble((token.span.start, depth));
            if token.kind == TokenKind::End && grammar == Grammar::End {
                return Walk::Done;
            }
            let inside = self.inside(reading);
            let Some(action) = grammar.step(inside, token.kind) else { return trouble };
            let is_member = matches!(action, Action::Name);
            let is_element = inside == Some(Container::Array) && matches!(action, Action::Open(_) | Action::Scalar);
            if is_member || is_element {
                self.forget_stacks(&mut reading, checkpoints);
                reading.mode = Mode::At(grammar);
                checkpoints.note(depth, token.span.start, reading);
            }
            let first_indent = if fresh { indent } else { -1 };
            fresh = false;
            let step = self.strict(&mut reading, action, token, first_indent, indent);
            let Some(next) = step else { return trouble };
            grammar = next;
        }
    }

    /// Does one step of strict reading; `None` where it would cost anything.
    fn strict(
        &mut self,
        reading: &mut State,
        action: Action,
        token: Token,
        first_indent: i32,
        indent: i32,
    ) -> Option<Grammar> {
        let inside = self.inside(*reading);
        match action {
            Action::Open(container) => {
                if self.stacks.node(reading.stack).depth >= self.most_depth {
                    return None;
                }
                self.strict_element(reading, kind_of(container))?;
                let (cost, shape) = self.judge.container(reading.shape, container, reading.stack == BOTTOM);
                if cost > 0 || (inside == Some(Container::Array) && !self.fits_indent(reading, first_indent, true)) {
                    return None;
                }
                reading.stack = self.stacks.open(reading.stack, container, shape, indent);
                reading.shape = match container {
                    Container::Object => ShapeId::ANY,
                    Container::Array => self.judge.shape.element(shape),
                };
                reading.mark = 0;
                Some(Grammar::after_open(container))
            }
            Action::Close => {
                if self.judge.close(&self.stacks, reading.stack) > 0 || !self.fits_indent(reading, first_indent, false)
                {
                    return None;
                }
                let node = self.stacks.node(reading.stack);
                reading.stack = node.up;
                if node.container == Container::Object && self.inside(*reading) == Some(Container::Array) {
                    // Siblings may lack members; only strangers are odd.
                    let (list, cost) = self.stacks.with_object(reading.stack, node);
                    if cost == price::ELEMENT_STRANGER {
                        return None;
                    }
                    reading.stack = list;
                }
                Some(self.after_strict_value(reading))
            }
            Action::Name => {
                if !self.fits_indent(reading, first_indent, true) {
                    return None;
                }
                let content = crate::text::Span::new(token.span.start + 1, token.span.end.saturating_sub(1));
                let node = self.stacks.node(reading.stack);
                if let Some((index, shape)) = self.judge.plain_member(&node, content.slice(self.text)) {
                    reading.stack = self.stacks.extend(reading.stack, |node| node.seen |= 1 << index);
                    reading.shape = shape;
                    reading.mark = 0;
                    return Some(Grammar::Colon);
                }
                let verdict = self.judge.name(&self.stacks, reading.stack, content, content.slice(self.text));
                if verdict.price > 0 {
                    return None;
                }
                reading.stack = Judge::with_member(&mut self.stacks, reading.stack, verdict);
                reading.shape = verdict.value;
                reading.mark = 0;
                Some(Grammar::Colon)
            }
            Action::Scalar => {
                let cost = match token.kind {
                    TokenKind::String => {
                        self.strict_element(reading, Kinds::STRING)?;
                        let content = crate::text::Span::new(token.span.start + 1, token.span.end.saturating_sub(1));
                        self.judge.string_once(reading.shape, content.slice(self.text))
                    }
                    kind => {
                        let kind = match kind {
                            TokenKind::Number => Kinds::NUMBER,
                            TokenKind::Null => Kinds::NULL,
                            _ => Kinds::BOOL,
                        };
                        self.strict_element(reading, kind)?;
                        self.judge.scalar(reading.shape, kind)
                    }
                };
                if cost > 0 {
                    return None;
                }
                Some(self.after_strict_value(reading))
            }
            Action::Separator(grammar) => {
                if token.kind == TokenKind::Comma {
                    reading.mark = token.span.start as u32 + 1;
                    let shape = self.stacks.node(reading.stack).shape;
                    reading.shape =
                        if inside == Some(Container::Array) { self.judge.shape.element(shape) } else { ShapeId::ANY };
                }
                Some(grammar)
            }
        }
    }

    fn after_strict_value(&self, reading: &mut State) -> Grammar {
        reading.shape = ShapeId::ANY;
        reading.mark = 0;
        Grammar::after_value(self.inside(*reading))
    }

    fn strict_element(&mut self, reading: &mut State, kind: Kinds) -> Option<()> {
        if self.inside(*reading) != Some(Container::Array) {
            return Some(());
        }
        let seen = self.stacks.node(reading.stack).seen;
        if seen & u128::from(kind.bits()) == 0 {
            if seen != 0 && kind != Kinds::NULL {
                return None;
            }
            reading.stack = self.stacks.with_element(reading.stack, kind);
        }
        Some(())
    }

    fn fits_indent(&mut self, reading: &mut State, first_indent: i32, content: bool) -> bool {
        if first_indent < 0 || reading.stack == BOTTOM {
            return true;
        }
        let node = self.stacks.node(reading.stack);
        let usual = if content { node.inner_indent } else { node.open_indent };
        if content && usual < 0 {
            reading.stack = self.stacks.with(reading.stack, |node| node.inner_indent = first_indent);
        }
        usual < 0 || usual == first_indent
    }
}
