//! Strict hypothesis with an eye on the shape: it notes where a search could start again, and stops at the first
//! oddity.

use crate::diagnostic::Applicability;
use crate::repair::beam::checkpoints::Checkpoints;
use crate::repair::beam::hypothesis::{Hypothesis, Mode, Op};
use crate::repair::beam::stack::{BOTTOM, NodeId};
use crate::repair::beam::{Found, Search};
use crate::repair::cost;
use crate::repair::cost::shape::ShapeCost;
use crate::repair::dialect::habits::{Habitual, HabitualEdits};
use crate::repair::dialect::indentation::column;
use crate::repair::expand::containers::kind_of;
use crate::schema::{Kinds, ShapeId};
use crate::syntax::grammar::{Action, Container, State as Grammar};
use crate::syntax::{Content, Cursor, TokenKind};
use crate::text::Span;

/// Maximum number of bytes of blanks between two members that are looked through.
const LONGEST_MARGIN: usize = 256;

/// How strict parsing ends.
pub(in crate::repair) enum Walk {
    /// At the end of the text.
    Done,
    /// At an offset where something is wrong or odd, in the innermost container of a stack.
    Trouble((usize, NodeId)),
}

/// The edits up to some place, and what they cost.
#[derive(Default)]
pub(in crate::repair) struct Taken {
    pub(in crate::repair) ops: Vec<(Op, Applicability)>,
    pub(in crate::repair) cost: u64,
}

/// Where a line of the text starts, as strict parsing comes by.
struct Lines {
    /// The indentation of the current line.
    indent: i32,
    /// Nothing but blanks since it started.
    is_fresh: bool,
    /// No line has ended yet.
    is_first: bool,
    /// The number of columns from one tab stop to the next.
    tab: u32,
}

impl Lines {
    /// Notes the blanks from `start` on.
    fn pass(&mut self, blanks: &str, start: usize) {
        if let Some(at) = blanks.rfind('\n') {
            let margin = blanks.get(at + 1..).unwrap_or_default();
            // Of blanks that are one column each, the number of bytes tells as much.
            let indent = if self.tab == 1 { margin.len() as i32 } else { column(margin.chars(), 0, self.tab) as i32 };
            *self = Self { indent, is_fresh: true, is_first: false, ..*self };
        } else if self.is_first && start == 0 {
            self.indent = -1;
        }
    }

    /// The indentation of what comes now, if it is the first on its line; else -1.
    fn first_indent(&mut self) -> i32 {
        if std::mem::take(&mut self.is_fresh) { self.indent } else { -1 }
    }
}

/// A token of strict parsing. Strings come without their quotes.
pub(in crate::repair) struct StrictToken<'t> {
    pub(in crate::repair) kind: TokenKind,
    /// Where the content starts.
    pub(in crate::repair) from: usize,
    pub(in crate::repair) content: &'t str,
}

/// Takes the current token; `None` where there is none without fault.
fn token<'t>(cursor: &mut Cursor<'t>) -> Option<StrictToken<'t>> {
    use TokenKind as T;
    let start = cursor.offset();
    let (kind, content) = match cursor.peek() {
        b'"' => (T::String, cursor.string()?.raw),
        b'{' => (T::BeginObject, ""),
        b'}' => (T::EndObject, ""),
        b'[' => (T::BeginArray, ""),
        b']' => (T::EndArray, ""),
        b':' => (T::Colon, ""),
        b',' => (T::Comma, ""),
        byte => {
            let kind = match byte {
                b't' => cursor.literal("true").map(|()| T::True),
                b'f' => cursor.literal("false").map(|()| T::False),
                b'n' => cursor.literal("null").map(|()| T::Null),
                _ => cursor.number().map(|_| T::Number),
            };
            let ends =
                matches!(cursor.peek(), b' ' | b'\t' | b'\n' | b'\r' | b'{' | b'}' | b'[' | b']' | b':' | b',' | b'"');
            (kind.filter(|_| ends || cursor.is_done())?, "")
        }
    };
    if content.is_empty() && start == cursor.offset() {
        cursor.pass();
    }
    Some(StrictToken { kind, from: start + 1, content })
}

/// Whether an object and a comma come right before the name with that content.
fn is_behind_object(text: &str, content: usize) -> bool {
    let start = content.saturating_sub(LONGEST_MARGIN);
    let before = text.as_bytes().get(start..content.saturating_sub(1)).unwrap_or_default();
    before.trim_ascii_end().strip_suffix(b",").is_some_and(|object| object.trim_ascii_end().ends_with(b"}"))
}

impl<'t> Search<'t, '_> {
    /// Reads the whole text without a search, and with lists of unlike elements; `None` where that needs more than the edits of
    /// its habits.
    pub(in crate::repair) fn by_habit(mut self) -> Option<Found> {
        let start = Hypothesis::start(self.shape_cost.shape.root());
        let (mut taken, mut checkpoints) = (Taken::default(), Checkpoints::new(start.shape));
        self.takes_mixed = true;
        let walk = self.walk(start, 0, &mut checkpoints, Some(&mut taken));
        let is_done = matches!(walk, Walk::Done) && !self.allowance.is_exceeded();
        is_done.then_some(Found { ops: taken.ops, cost: taken.cost, out_of_steps: false })
    }

    /// Reads strictly from `offset` on. The edits that make JSON of what is habit in the text are added to `taken`;
    /// without it they are trouble.
    pub(in crate::repair) fn walk(
        &mut self,
        state: Hypothesis,
        offset: usize,
        checkpoints: &mut Checkpoints,
        mut taken: Option<&mut Taken>,
    ) -> Walk {
        let Mode::At(mut grammar) = state.mode else { return Walk::Trouble((offset, BOTTOM)) };
        let mut hypothesis = state;
        let mut cursor = Cursor::starting_at(self.text, offset);
        let mut lines = self.lines_from(offset);
        let mut own = BOTTOM;
        loop {
            let before = cursor.offset();
            cursor.token();
            let start = cursor.offset();
            if start > before {
                lines.pass(Span::new(before, start).slice(self.text), before);
            }
            if grammar == Grammar::End && start == self.text.len() {
                return Walk::Done;
            }
            let container = self.stacks.node(hypothesis.stack).container;
            let trouble = Walk::Trouble((start, hypothesis.stack));
            let inside = (hypothesis.stack != BOTTOM).then_some(container);
            let mut habit: Option<HabitualEdits> = None;
            let token = match token(&mut cursor) {
                Some(token) => token,
                None => {
                    let Some(found) = self.habitual(start, grammar, inside, hypothesis.shape) else { return trouble };
                    cursor = Cursor::starting_at(self.text, found.end);
                    let Habitual { token, cost, sure, ops, .. } = found;
                    habit = Some((cost, sure, ops));
                    token
                }
            };
            let action = match grammar.step(inside, token.kind) {
                Some(action) => action,
                None => {
                    let Some(comma) = self.trailing_comma(hypothesis.mark, grammar, inside, token.kind) else {
                        return trouble;
                    };
                    habit = Some(comma);
                    Action::Close
                }
            };
            let is_member = matches!(action, Action::Name);
            let is_element = inside == Some(Container::Array) && matches!(action, Action::Open(_) | Action::Scalar);
            if is_element {
                hypothesis.cost = 0;
            }
            if is_member || is_element {
                if self.forget_stacks(&mut hypothesis, checkpoints) {
                    own = BOTTOM;
                }
                checkpoints.note(self.stacks.node(hypothesis.stack), start, grammar, &hypothesis);
            }
            let first_indent = lines.first_indent();
            let step = match action {
                Action::Open(container) => {
                    let opened = self.strict_open(&mut hypothesis, container, first_indent, lines.indent);
                    own = hypothesis.stack;
                    opened
                }
                Action::Close => self.strict_close(&mut hypothesis, first_indent, checkpoints),
                Action::Name => self.strict_name(&mut hypothesis, &mut own, &token, first_indent, checkpoints),
                Action::Scalar if !self.fits_scalar(&mut hypothesis, first_indent) => None,
                Action::Scalar => self.strict_scalar(&mut hypothesis, &token),
                Action::Separator(next) => {
                    if token.kind == TokenKind::Comma {
                        // A comma that replaces another token cannot be removed again.
                        hypothesis.mark = if habit.is_none() { start as u32 + 1 } else { 0 };
                        let is_list = inside == Some(Container::Array);
                        let list = self.stacks.node(hypothesis.stack).shape;
                        hypothesis.shape = if is_list { self.shape_cost.shape.element(list) } else { ShapeId::ANY };
                    }
                    Some(next)
                }
            };
            let Some(next) = step else { return Walk::Trouble((start, hypothesis.stack)) };
            if let Some((cost, sure, ops)) = habit {
                let Some(taken) = taken.as_deref_mut() else { return trouble };
                taken.cost += u64::from(cost);
                taken.ops.extend(ops.into_iter().flatten().map(|op| (op, sure)));
                checkpoints.ops = taken.ops.len();
                self.allowance.count(taken.ops.iter().map(|(op, _)| *op));
                if self.allowance.is_exceeded() {
                    return trouble;
                }
            }
            grammar = match next {
                Grammar::Colon => self.straight_on(&mut hypothesis, &mut own, &mut cursor, checkpoints),
                next => next,
            };
        }
    }

    /// The line at `offset`.
    fn lines_from(&mut self, offset: usize) -> Lines {
        self.tokens.restart(offset);
        let first = self.tokens.get(0);
        let (is_first, tab) = (self.tokens.is_first_line(), self.indentation.tab);
        Lines { indent: first.line_indent, is_fresh: first.first_indent >= 0, is_first, tab }
    }

    /// Reads on behind a name along members as they mostly are: scalars that fit, names that the shape knows, no line
    /// breaks between. Gives where in the grammar it stopped; what stopped it is left for [`Self::walk`].
    fn straight_on(
        &mut self,
        hypothesis: &mut Hypothesis,
        own: &mut NodeId,
        cursor: &mut Cursor<'t>,
        checkpoints: &mut Checkpoints,
    ) -> Grammar {
        loop {
            if cursor.peek() != b':' {
                return Grammar::Colon;
            }
            cursor.pass();
            if cursor.peek() == b' ' {
                cursor.pass();
            }
            let value = cursor.offset();
            // A value that narrows the object down is left for the walk.
            let narrows = cursor.peek() == b'"' && self.shape_cost.shape.node(hypothesis.shape).narrows;
            let is_plain = !narrows && self.plain_scalar(hypothesis.shape, cursor);
            let behind = cursor.peek();
            if !is_plain || !matches!(behind, b',' | b'}' | b'\n') {
                *cursor = Cursor::starting_at(self.text, value);
                return Grammar::Value;
            }
            hypothesis.shape = ShapeId::ANY;
            hypothesis.mark = 0;
            if behind != b',' {
                return Grammar::CommaOrEnd;
            }
            cursor.pass();
            let start = cursor.offset();
            hypothesis.mark = start as u32;
            let Some(name) = cursor.string() else { return Grammar::Name };
            let node = self.stacks.node(hypothesis.stack);
            let Some((index, shape)) = self.shape_cost.plain_member(node, name.raw) else {
                *cursor = Cursor::starting_at(self.text, start);
                return Grammar::Name;
            };
            checkpoints.note(node, start, Grammar::Name, hypothesis);
            self.saw(hypothesis, own, index, shape);
        }
    }

    /// Passes a scalar that costs nothing where `shape` is expected. Without one, the position of the cursor is
    /// unspecified.
    #[inline]
    fn plain_scalar(&self, shape: ShapeId, cursor: &mut Cursor<'t>) -> bool {
        let (passed, kind) = match cursor.peek() {
            b'"' => {
                let Some(Content { raw, escaped }) = cursor.string() else { return false };
                let shape_cost = if escaped { ShapeCost::string_once } else { ShapeCost::plain_string };
                return shape_cost(&self.shape_cost, shape, raw) == 0;
            }
            b't' => (cursor.literal("true").is_some(), Kinds::BOOL),
            b'f' => (cursor.literal("false").is_some(), Kinds::BOOL),
            b'n' => (cursor.literal("null").is_some(), Kinds::NULL),
            _ => (cursor.number().is_some(), Kinds::NUMBER),
        };
        passed && self.shape_cost.scalar(shape, kind) == 0
    }

    /// Notes a member that the shape knows. `own` is the last stack that was made here for that and that no other
    /// hypothesis knows of: it is changed where it is.
    fn saw(&mut self, hypothesis: &mut Hypothesis, own: &mut NodeId, index: u32, shape: ShapeId) {
        if hypothesis.stack == *own {
            self.stacks.see(*own, index);
        } else {
            hypothesis.stack = self.stacks.extend(hypothesis.stack, |node| node.seen |= 1 << index);
            *own = hypothesis.stack;
        }
        hypothesis.mark = 0;
        hypothesis.shape = shape;
    }

    // The steps of strict parsing; `None` where one would cost anything.

    fn strict_open(
        &mut self,
        hypothesis: &mut Hypothesis,
        container: Container,
        first_indent: i32,
        indent: i32,
    ) -> Option<Grammar> {
        if self.stacks.node(hypothesis.stack).depth >= self.most_depth {
            return None;
        }
        let is_element = self.inside(*hypothesis) == Some(Container::Array);
        self.strict_element(hypothesis, kind_of(container))?;
        let (cost, shape) = self.shape_cost.container(hypothesis.shape, container, hypothesis.stack == BOTTOM);
        if cost > 0 || (is_element && !self.fits_indent(hypothesis, first_indent, true, true)) {
            return None;
        }
        hypothesis.stack = self.stacks.open_alone(hypothesis.stack, container, shape, indent);
        hypothesis.shape = match container {
            Container::Object => ShapeId::ANY,
            Container::Array => self.shape_cost.shape.element(shape),
        };
        hypothesis.mark = 0;
        Some(Grammar::after_open(container))
    }

    /// Closes the innermost container. In trouble, the hypothesis is left in the container that is.
    fn strict_close(
        &mut self,
        hypothesis: &mut Hypothesis,
        first_indent: i32,
        checkpoints: &mut Checkpoints,
    ) -> Option<Grammar> {
        // Members that an object lacks are no trouble as long as taking the bracket for one too many would cost more.
        hypothesis.cost += self.shape_cost.close(&self.stacks, hypothesis.stack);
        if hypothesis.cost >= cost::delete_bracket() || !self.fits_indent(hypothesis, first_indent, false, false) {
            return None;
        }
        let node = *self.stacks.node(hypothesis.stack);
        if self.shape_cost.required_missing(&node) > 0 {
            checkpoints.suspect(node.depth as usize, |[_, last]| last);
        }
        let mut outer = node.up;
        let is_in_list = outer != BOTTOM && self.stacks.node(outer).container == Container::Array;
        if is_in_list && node.container == Container::Object {
            // Siblings may lack members; only strangers are odd.
            let node = self.shape_cost.widened(self.stacks.node(outer), node);
            let (list, cost) = self.stacks.with_object(outer, node);
            if cost == cost::element_stranger() && !self.takes_mixed {
                return None;
            }
            outer = list;
        } else if is_in_list {
            let (list, cost) = self.stacks.with_list(outer, node);
            if cost > 0 && !self.takes_mixed {
                // A bracket before the odd list may be the one at fault.
                hypothesis.stack = outer;
                return None;
            }
            outer = list;
        }
        hypothesis.stack = outer;
        Some(self.after_strict_value(hypothesis))
    }

    fn strict_name(
        &mut self,
        hypothesis: &mut Hypothesis,
        own: &mut NodeId,
        name: &StrictToken<'_>,
        first_indent: i32,
        checkpoints: &mut Checkpoints,
    ) -> Option<Grammar> {
        if !self.fits_indent(hypothesis, first_indent, true, false) {
            return None;
        }
        hypothesis.mark = 0;
        let node = self.stacks.node(hypothesis.stack);
        if let Some((index, shape)) = self.shape_cost.plain_member(node, name.content) {
            self.saw(hypothesis, own, index, shape);
            return Some(Grammar::Colon);
        }
        let place = Span::new(name.from, name.from + name.content.len());
        let verdict = self.shape_cost.name(&self.stacks, hypothesis.stack, place, name.content);
        // A member that the schema says nothing of is no trouble alone. Behind an object it may have strayed from that.
        if verdict.cost > cost::beside_listed() || verdict.cost > 0 && verdict.unknown {
            return None;
        }
        if verdict.cost >= cost::beside_listed_next() && is_behind_object(self.text, name.from) {
            checkpoints.suspect(node.depth as usize, |[before, _]| before);
        }
        hypothesis.stack = ShapeCost::with_member(&mut self.stacks, hypothesis.stack, verdict);
        hypothesis.shape = verdict.value;
        Some(Grammar::Colon)
    }

    fn strict_scalar(&mut self, hypothesis: &mut Hypothesis, scalar: &StrictToken<'_>) -> Option<Grammar> {
        let kind = match scalar.kind {
            TokenKind::String => Kinds::STRING,
            TokenKind::Number => Kinds::NUMBER,
            TokenKind::Null => Kinds::NULL,
            _ => Kinds::BOOL,
        };
        self.strict_element(hypothesis, kind)?;
        let cost = match scalar.kind {
            TokenKind::String => self.shape_cost.string_once(hypothesis.shape, scalar.content),
            _ => self.shape_cost.scalar(hypothesis.shape, kind),
        };
        if cost == 0 && scalar.kind == TokenKind::String {
            let object = self.stacks.node(hypothesis.stack);
            if let Some(narrowed) = self.shape_cost.narrowed(object, hypothesis.shape, scalar.content) {
                hypothesis.stack = self.stacks.narrow_alone(hypothesis.stack, narrowed);
            }
        }
        (cost == 0).then(|| self.after_strict_value(hypothesis))
    }

    fn after_strict_value(&self, hypothesis: &mut Hypothesis) -> Grammar {
        hypothesis.shape = ShapeId::ANY;
        hypothesis.mark = 0;
        Grammar::after_value(self.inside(*hypothesis))
    }

    fn strict_element(&mut self, hypothesis: &mut Hypothesis, kind: Kinds) -> Option<()> {
        if self.inside(*hypothesis) != Some(Container::Array) {
            return Some(());
        }
        let seen = self.stacks.node(hypothesis.stack).seen;
        if seen & u128::from(kind.bits()) == 0 {
            if seen != 0 && kind != Kinds::NULL && !self.takes_mixed {
                return None;
            }
            hypothesis.stack = self.stacks.with_element(hypothesis.stack, kind);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests;
