//! The steps of the search: what a reading may do with the next atom, by where in the grammar it is.

use super::atoms::{Atom, AtomKind, Quote};
use super::census::Literal;
use super::evidence::{self as price, Price};
use super::search::Search;
use super::stack::{BOTTOM, mix};
use super::state::{Mode, Op, State, What};
use crate::diagnostic::Code;
use crate::schema::{Kinds, ShapeId};
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

// What goes into a reading's fingerprint. Places in the text stand for what is read there.
const PRINT_NULL: u64 = 1;
const PRINT_CLOSE: u64 = 2;
const PRINT_OPEN: u64 = 4;
const PRINT_SCALAR: u64 = 1 << 41;

/// How many atoms of a member whose start is lost may be left out.
const MOST_HEAD_ATOMS: usize = 40;

/// The atom at hand, with what the steps want to know of it.
#[derive(Clone, Copy)]
pub(super) struct Here {
    pub(super) index: usize,
    pub(super) atom: Atom,
    pub(super) span: Span,
}

impl Search<'_, '_> {
    /// Pushes everything that `state` may do at `here`.
    pub(super) fn expand(&mut self, state: State, here: Here) {
        match state.mode {
            Mode::InValue => return self.in_value(state, here),
            Mode::InName => return self.in_name(state, here),
            Mode::InJoin => return self.in_join(state, here),
            Mode::InLostHead => return self.in_lost_head(state, here),
            Mode::InLineComment | Mode::InBlockComment => return self.in_comment(state, here),
            Mode::At(_) if here.atom.kind.is_space() => return self.take(state),
            Mode::At(_) => {}
        }
        let Mode::At(grammar) = state.mode else { return };
        if matches!(here.atom.kind, AtomKind::LineComment | AtomKind::Hash | AtomKind::BlockOpen) {
            self.open_comment(state, grammar, here);
        }
        match grammar {
            Grammar::Value | Grammar::ElementOrEnd => self.at_value(state, grammar, here),
            Grammar::NameOrEnd | Grammar::Name => self.at_name(state, grammar, here),
            Grammar::Colon => self.at_colon(state, here),
            Grammar::CommaOrEnd => self.after_value(state, here),
            Grammar::End => self.after_root(state, here),
        }
    }

    // Values.

    fn at_value(&mut self, state: State, grammar: Grammar, here: Here) {
        let inside = self.inside(state);
        let kinds = self.judge.shape.node(state.shape).kinds;
        match here.atom.kind {
            AtomKind::BeginObject | AtomKind::BeginArray => {
                let container = container_of(here.atom.kind);
                self.open(state, container, here, Opening::Taken);
                self.drop_atom(state, here);
                let other = match container {
                    Container::Object => Container::Array,
                    Container::Array => Container::Object,
                };
                let misfit = kinds.intersects(kind_of(other)) && !kinds.intersects(kind_of(container));
                if misfit || (container == Container::Array && self.name_follows(here.index + 1)) {
                    self.open(state, other, here, Opening::Replaced);
                }
                let expects_array = kinds.intersects(Kinds::ARRAY) && !kinds.intersects(Kinds::OBJECT);
                if container == Container::Object && expects_array {
                    self.open(state, Container::Array, here, Opening::Inserted(price::INSERT_OPENER));
                } else if container == Container::Object && state.shape == ShapeId::ANY && state.stack != BOTTOM {
                    let cost =
                        if self.judge.shape.is_any() { price::INSERT_ARRAY } else { price::INSERT_OPENER_UNEXPECTED };
                    self.open(state, Container::Array, here, Opening::Inserted(cost));
                }
            }
            AtomKind::Quote => {
                let opened = self.element_start(state, Kinds::STRING);
                self.open_string(opened, Mode::InValue, here);
                self.drop_atom(state, here);
                self.insert_openers(state, inside, kinds, here);
                if inside == Some(Container::Object) && self.name_follows(here.index) {
                    self.put_null(state, price::INSERT_NULL, here);
                }
            }
            AtomKind::Comma | AtomKind::Colon => {
                self.drop_atom(state, here);
                self.replace_by_opener(state, kinds, here);
                if inside == Some(Container::Object) && here.atom.kind == AtomKind::Comma {
                    self.put_null(state, price::INSERT_NULL, here);
                }
            }
            AtomKind::EndArray | AtomKind::EndObject => {
                match inside {
                    Some(Container::Array) => self.close(state, grammar == Grammar::Value, here),
                    Some(Container::Object) => {
                        self.put_null(state, price::INSERT_NULL, here);
                        let container = container_of(here.atom.kind);
                        let kind = kind_of(container);
                        if kinds.intersects(kind) {
                            let extra = if container == Container::Object { 50 } else { 0 };
                            self.open(state, container, here, Opening::Inserted(price::INSERT_OPENER + extra));
                        }
                    }
                    None => {}
                }
                self.replace_by_opener(state, kinds, here);
                self.drop_atom(state, here);
            }
            AtomKind::End => match inside {
                Some(Container::Array) => self.close(state, grammar == Grammar::Value, here),
                Some(Container::Object) => self.put_null(state, price::NULL_AT_END, here),
                None => {}
            },
            _ => {
                if here.atom.kind == AtomKind::Text {
                    self.literal(state, here);
                }
                if state.stack != BOTTOM {
                    let opened = self.element_start(state, Kinds::STRING);
                    let cost = self.census.bare_value_price.unwrap_or(price::INSERT_QUOTE);
                    self.bare(opened, Mode::InValue, cost, here);
                    self.insert_openers(state, inside, kinds, here);
                }
                self.drop_atom(state, here);
            }
        }
    }

    /// Something stands where the shape expects an opening bracket, and what follows could be its content.
    fn replace_by_opener(&mut self, state: State, kinds: Kinds, here: Here) {
        if state.shape == ShapeId::ANY && state.stack != BOTTOM {
            return;
        }
        let next = self.atoms.significant(here.index + 1).kind;
        if kinds.intersects(Kinds::OBJECT) && next == AtomKind::Quote {
            self.open(state, Container::Object, here, Opening::Replaced);
        }
        if kinds.intersects(Kinds::ARRAY) && (next == AtomKind::Quote || next.is_opener()) {
            self.open(state, Container::Array, here, Opening::Replaced);
        }
    }

    /// A scalar or name comes where the shape expects a container: its opening bracket may be lost.
    fn insert_openers(&mut self, state: State, inside: Option<Container>, kinds: Kinds, here: Here) {
        if state.stack == BOTTOM {
            return;
        }
        if kinds.intersects(Kinds::OBJECT) {
            let known = self.judge.shape.node(state.shape).known;
            let cost = if known || self.name_follows(here.index) {
                price::INSERT_OPENER
            } else {
                price::INSERT_OPENER_UNEXPECTED
            };
            self.open(state, Container::Object, here, Opening::Inserted(cost));
        }
        let nested = state.shape == ShapeId::ANY && inside == Some(Container::Array);
        if kinds.intersects(Kinds::ARRAY) && !nested {
            self.open(state, Container::Array, here, Opening::Inserted(price::INSERT_ARRAY));
        }
    }

    /// Takes a word as literal or number.
    fn literal(&mut self, state: State, here: Here) {
        let Some(literal) = Literal::read(here.span.slice(self.text)) else { return };
        let (kind, what, extra, code) = match literal {
            Literal::Call(kind) => (kind, Some(What::Argument), 2 * price::DELETE_CALL, Code::StrayText),
            Literal::Exact(kind) => (kind, None, 0, Code::NonstandardLiteral),
            Literal::Other(kind, text) => {
                (kind, Some(What::Put(text)), self.census.literal_price, Code::NonstandardLiteral)
            }
            Literal::OtherNumber => (Kinds::NUMBER, Some(What::Number), price::OTHER_NUMBER, Code::NonstandardNumber),
        };
        let mut next = self.element_start(state, kind);
        next.cost += extra + self.judge.scalar(state.shape, kind);
        if state.stack == BOTTOM {
            next.cost += price::WRONG_ROOT;
        }
        if let Some(what) = what {
            self.edit(&mut next, Op { code, span: here.span, what });
        }
        next.print = mix(next.print, PRINT_SCALAR | here.span.start as u64);
        self.value_done(&mut next);
        self.take(next);
    }

    fn put_null(&mut self, state: State, cost: Price, here: Here) {
        let mut next = state;
        next.cost += cost;
        let at = self.atoms.end_before(here.index);
        let code = if here.atom.kind == AtomKind::End { Code::CutOff } else { Code::MissingValue };
        let text = if state.mode == Mode::At(Grammar::Colon) { ":null" } else { "null" };
        self.edit(&mut next, Op { code, span: Span::at(at), what: What::Put(text) });
        next.print = mix(next.print, PRINT_NULL);
        self.value_done(&mut next);
        self.stay(next);
    }

    // Names, colons, commas.

    fn at_name(&mut self, state: State, grammar: Grammar, here: Here) {
        match here.atom.kind {
            AtomKind::Quote | AtomKind::Text => {
                let next = self.indented(state, here, true);
                if here.atom.kind == AtomKind::Quote {
                    self.open_string(next, Mode::InName, here);
                } else {
                    let cost = self.census.bare_name_price.unwrap_or(price::INSERT_QUOTE);
                    self.bare(next, Mode::InName, cost, here);
                }
                // What is left out still shows how its line is indented.
                self.drop_atom(next, here);
            }
            AtomKind::EndObject | AtomKind::EndArray => {
                self.close(state, grammar == Grammar::Name, here);
                self.drop_atom(state, here);
            }
            AtomKind::End => self.close(state, grammar == Grammar::Name, here),
            _ => self.drop_atom(state, here),
        }
    }

    fn at_colon(&mut self, state: State, here: Here) {
        let value = |mut next: State, cost| {
            next.cost += cost;
            next.mode = Mode::At(Grammar::Value);
            next.mark = 0;
            next
        };
        match here.atom.kind {
            AtomKind::Colon => self.take(value(state, 0)),
            AtomKind::Equals => self.replace(value(state, price::OTHER_SEPARATOR), ":", Code::WrongSeparator, here),
            AtomKind::Semicolon => self.replace(value(state, price::OTHER_SEPARATOR), ":", Code::WrongSeparator, here),
            AtomKind::Comma => {
                self.replace(value(state, price::REPLACE), ":", Code::WrongSeparator, here);
                let mut next = state;
                next.cost += 50;
                self.drop_atom(next, here);
                self.put_null(state, price::NAME_ALONE, here);
            }
            AtomKind::EndObject | AtomKind::EndArray => {
                self.put_null(state, price::NAME_ALONE, here);
                self.replace(value(state, price::REPLACE_STRANGELY), ":", Code::WrongSeparator, here);
                self.drop_atom(state, here);
            }
            AtomKind::BeginObject | AtomKind::BeginArray => {
                self.replace(value(state, price::REPLACE_STRANGELY), ":", Code::WrongSeparator, here);
                self.insert_colon(value(state, price::INSERT_COLON), here);
                self.drop_atom(state, here);
            }
            AtomKind::End => self.put_null(state, price::NAME_ALONE, here),
            _ => {
                self.insert_colon(value(state, price::INSERT_COLON), here);
                self.drop_atom(state, here);
            }
        }
    }

    fn insert_colon(&mut self, mut next: State, here: Here) {
        let at = self.atoms.end_before(here.index);
        self.edit(&mut next, Op { code: Code::MissingColon, span: Span::at(at), what: What::Put(":") });
        self.stay(next);
    }

    fn after_value(&mut self, state: State, here: Here) {
        let Some(container) = self.inside(state) else { return };
        let stack = self.stacks.node(state.stack);
        let (grammar, shape) = match container {
            Container::Object => (Grammar::Name, ShapeId::ANY),
            Container::Array => (Grammar::Value, self.judge.shape.element(stack.shape)),
        };
        let go_on = |cost: Price, mark: usize| State {
            cost: state.cost + cost,
            mode: Mode::At(grammar),
            shape,
            mark: mark as u32,
            ..state
        };
        let kind = here.atom.kind;
        match kind {
            AtomKind::Comma => self.take(go_on(0, here.span.start + 1)),
            AtomKind::Semicolon => {
                self.replace(go_on(price::OTHER_SEPARATOR, 0), ",", Code::WrongSeparator, here);
            }
            AtomKind::Equals => self.replace(go_on(price::STRANGE_SEPARATOR, 0), ",", Code::WrongSeparator, here),
            AtomKind::Colon => self.replace(go_on(price::REPLACE, 0), ",", Code::WrongSeparator, here),
            AtomKind::EndObject | AtomKind::EndArray | AtomKind::End => {
                self.close(state, false, here);
            }
            _ => {}
        }
        let starts_next = match container {
            Container::Object => matches!(kind, AtomKind::Quote | AtomKind::Text),
            Container::Array => matches!(kind, AtomKind::Quote | AtomKind::Text) || kind.is_opener(),
        };
        if starts_next {
            let mut next = go_on(price::INSERT_COMMA, 0);
            let at = self.atoms.end_before(here.index);
            self.edit(&mut next, Op { code: Code::MissingComma, span: Span::at(at), what: What::Put(",") });
            self.stay(next);
        }
        if kind == AtomKind::End {
            return;
        }
        if kind.is_structure() && kind != AtomKind::Comma {
            // A bracket may stand for a comma, if what follows could be the next member or element.
            let follows = self.atoms.significant(here.index + 1).kind;
            let fits = follows == AtomKind::Quote || container == Container::Array && follows.is_opener();
            if fits && kind != AtomKind::Colon {
                self.replace(go_on(price::REPLACE_STRANGELY, 0), ",", Code::WrongSeparator, here);
            }
        }
        if (kind.is_opener() || matches!(kind, AtomKind::Comma | AtomKind::Colon)) && stack.up != BOTTOM {
            self.replace_by_closer(state, here);
        }
        if stack.up != BOTTOM {
            self.insert_closer(state, here);
        }
        // A comma before a closer is dropped when the closer comes.
        if kind != AtomKind::Comma || !self.atoms.significant(here.index + 1).kind.is_closer() {
            self.drop_atom(state, here);
        }
    }

    fn after_root(&mut self, state: State, here: Here) {
        let mut next = state;
        let cost = match here.atom.kind {
            AtomKind::End => return self.finish(state),
            AtomKind::Quote => price::TAIL_QUOTE,
            kind if kind.is_structure() => price::TAIL_STRUCTURE,
            _ => price::PROSE + price::PROSE_CHARACTER * here.span.len() as Price,
        };
        next.cost += cost;
        let code = if here.atom.kind.is_closer() { Code::ExtraCloser } else { Code::StrayText };
        self.edit(&mut next, Op { code, span: here.span, what: What::Put("") });
        self.take(next);
    }

    // Containers.

    /// Opens a container.
    pub(super) fn open(&mut self, state: State, container: Container, here: Here, opening: Opening) {
        let mut next = self.element_start(state, kind_of(container));
        let (cost, shape) = self.judge.container(state.shape, container, state.stack == BOTTOM);
        next.cost += cost;
        let extra = match opening {
            Opening::Taken => 0,
            Opening::Replaced => price::REPLACE,
            Opening::Inserted(cost) => cost,
        };
        let depth = self.stacks.node(next.stack).depth;
        if !self.affords(next.cost + extra) || depth >= self.most_depth {
            return;
        }
        let inserted = matches!(opening, Opening::Inserted(_));
        if !inserted && self.inside(state) == Some(Container::Array) {
            next = self.indented(next, here, true);
        }
        let text = if container == Container::Object { "{" } else { "[" };
        match opening {
            Opening::Taken => {}
            Opening::Replaced => {
                next.cost += price::REPLACE;
                let op = Op { code: Code::MismatchedOpener, span: here.span, what: What::Put(text) };
                self.edit(&mut next, op);
            }
            Opening::Inserted(cost) => {
                next.cost += cost;
                let at = Span::at(here.span.start);
                self.edit(&mut next, Op { code: Code::MissingOpener, span: at, what: What::Put(text) });
            }
        }
        let indent = if inserted { -1 } else { here.atom.line_indent };
        next.stack = self.stacks.open(next.stack, container, shape, indent);
        next.mode = Mode::At(Grammar::after_open(container));
        next.shape = match container {
            Container::Object => ShapeId::ANY,
            Container::Array => self.judge.shape.element(shape),
        };
        next.mark = 0;
        next.print = mix(next.print, PRINT_OPEN + u64::from(kind_of(container).bits()));
        if inserted { self.stay(next) } else { self.take(next) }
    }

    /// Closes the innermost container at a closing bracket or at the end; `comma`: a trailing comma goes with it.
    fn close(&mut self, state: State, comma: bool, here: Here) {
        let Some(container) = self.inside(state) else { return };
        let mut next = state;
        if comma {
            // A comma that was put there, or stands for something else, cannot go again: that reading is none.
            let Some(at) = (state.mark as usize).checked_sub(1) else { return };
            next.cost += price::TRAILING_COMMA;
            self.edit(&mut next, Op { code: Code::TrailingComma, span: Span::new(at, at + 1), what: What::Put("") });
        }
        let text = match container {
            Container::Object => "}",
            Container::Array => "]",
        };
        let kind = here.atom.kind;
        if kind == AtomKind::End {
            next.cost += price::CLOSE_AT_END;
            let at = self.atoms.end_before(here.index);
            self.edit(&mut next, Op { code: Code::MissingCloser, span: Span::at(at), what: What::Put(text) });
            let next = self.closed(next);
            return self.stay(next);
        }
        let fits = matches!(
            (container, kind),
            (Container::Object, AtomKind::EndObject) | (Container::Array, AtomKind::EndArray)
        );
        if fits {
            let next = self.indented(next, here, false);
            let next = self.closed(next);
            return self.take(next);
        }
        let mut replaced = self.indented(next, here, false);
        replaced.cost += price::REPLACE;
        let what = What::Put(text);
        self.edit(&mut replaced, Op { code: Code::MismatchedCloser, span: here.span, what });
        let replaced = self.closed(replaced);
        self.take(replaced);
        if self.stacks.node(state.stack).up != BOTTOM && state.mode != Mode::At(Grammar::CommaOrEnd) {
            self.insert_closer(next, here);
        }
    }

    /// Something stands where the innermost container should be closed, and what follows goes on outside it.
    fn replace_by_closer(&mut self, state: State, here: Here) {
        let follows = self.atoms.significant(here.index + 1).kind;
        if !(follows.is_closer() || matches!(follows, AtomKind::Comma | AtomKind::End)) {
            return;
        }
        let Some(container) = self.inside(state) else { return };
        let mut next = self.indented(state, here, false);
        next.cost += price::REPLACE_STRANGELY;
        let text = if container == Container::Object { "}" } else { "]" };
        self.edit(&mut next, Op { code: Code::MismatchedCloser, span: here.span, what: What::Put(text) });
        let next = self.closed(next);
        self.take(next);
    }

    /// Closes the innermost container before the atom at hand.
    fn insert_closer(&mut self, state: State, here: Here) {
        let Some(container) = self.inside(state) else { return };
        let mut next = state;
        next.cost += price::INSERT_CLOSER;
        let at = self.atoms.end_before(here.index);
        let text = if container == Container::Object { "}" } else { "]" };
        self.edit(&mut next, Op { code: Code::MissingCloser, span: Span::at(at), what: What::Put(text) });
        let next = self.closed(next);
        self.stay(next);
    }

    /// The reading once its innermost container is closed.
    fn closed(&mut self, state: State) -> State {
        let mut next = state;
        if !self.affords(state.cost) {
            return next;
        }
        let node = self.stacks.node(state.stack);
        next.cost += self.judge.close(&self.stacks, state.stack);
        next.stack = node.up;
        if node.container == Container::Object && self.inside(next) == Some(Container::Array) {
            let (list, cost) = self.stacks.with_object(next.stack, node);
            next.stack = list;
            next.cost += cost;
        }
        next.print = mix(next.print, PRINT_CLOSE);
        self.value_done(&mut next);
        next
    }

    /// Notes the kind of a new element.
    fn element_start(&mut self, state: State, kind: Kinds) -> State {
        let mut next = state;
        if self.inside(state) == Some(Container::Array) {
            let seen = self.stacks.node(state.stack).seen;
            if seen != 0 && seen & u128::from(kind.bits()) == 0 && kind != Kinds::NULL {
                next.cost += price::ELEMENT_DIFFERS;
            }
            next.stack = self.stacks.with_element(state.stack, kind);
        }
        next
    }

    /// Compares the indentation of the atom at hand with what its container has shown, and learns it.
    /// `content`: a member or element; else a closing bracket.
    fn indented(&mut self, state: State, here: Here, content: bool) -> State {
        let indent = here.atom.first_indent;
        let mut next = state;
        if indent < 0 || state.stack == BOTTOM {
            return next;
        }
        let node = self.stacks.node(state.stack);
        let usual = if content { node.inner_indent } else { node.open_indent };
        if usual >= 0 && usual != indent {
            next.cost += price::INDENT;
        }
        if content && usual < 0 {
            next.stack = self.stacks.with(state.stack, |node| node.inner_indent = indent);
        }
        next
    }

    pub(super) fn value_done(&self, state: &mut State) {
        state.mode = Mode::At(Grammar::after_value(self.inside(*state)));
        state.shape = ShapeId::ANY;
        state.mark = 0;
        state.quote = Quote::None;
        state.quotes = 0;
        state.dirty = false;
        state.joined = false;
    }

    // Comments and dropped text.

    fn open_comment(&mut self, state: State, resume: Grammar, here: Here) {
        let mode = if here.atom.kind == AtomKind::BlockOpen { Mode::InBlockComment } else { Mode::InLineComment };
        let cost = state.cost + price::COMMENT;
        self.take(State { cost, mode, resume, comment: here.span.start as u32, ..state });
    }

    fn in_comment(&mut self, state: State, here: Here) {
        let kind = here.atom.kind;
        let is_line = state.mode == Mode::InLineComment;
        let mut next = state;
        next.cost += price::COMMENT_CHARACTER * here.span.len() as Price;
        if is_line
            && (kind == AtomKind::Quote || (kind.is_structure() && !matches!(kind, AtomKind::Comma | AtomKind::Colon)))
        {
            next.cost += price::STRUCTURE_IN_COMMENT;
        }
        let ends =
            kind == AtomKind::End || if is_line { kind == AtomKind::LineBreak } else { kind == AtomKind::BlockClose };
        if !ends {
            return self.take(next);
        }
        let end = if is_line || kind == AtomKind::End { here.span.start } else { here.span.end };
        let span = Span::new(state.comment as usize, end);
        self.edit(&mut next, Op { code: Code::Comment, span, what: What::Put("") });
        next.mode = Mode::At(state.resume);
        next.comment = 0;
        if is_line || kind == AtomKind::End { self.stay(next) } else { self.take(next) }
    }

    /// Leaves out what remains of a member whose start is lost; the next one begins at a name or behind a comma.
    fn in_lost_head(&mut self, state: State, here: Here) {
        let mut on = state;
        on.cost += price::PROSE_CHARACTER * here.span.len() as Price;
        let kind = here.atom.kind;
        if kind.is_closer() || kind.is_opener() {
            on.cost += price::HEAD_DROP_BRACKET;
        }
        if here.span.start > 0
            && (kind.is_closer() || matches!(kind, AtomKind::Comma | AtomKind::Quote | AtomKind::End))
        {
            let mut next = if kind == AtomKind::Comma { on } else { state };
            let end = if kind == AtomKind::Comma { here.span.end } else { here.span.start };
            let span = Span::new(0, end);
            self.edit(&mut next, Op { code: Code::HeadLost, span, what: What::Put("") });
            next.mode = Mode::At(Grammar::NameOrEnd);
            if kind == AtomKind::Comma { self.take(next) } else { self.stay(next) }
        }
        if here.index < MOST_HEAD_ATOMS && kind != AtomKind::End {
            self.take(on);
        }
    }

    /// Leaves the atom at hand out.
    fn drop_atom(&mut self, state: State, here: Here) {
        let outside = state.stack == BOTTOM;
        let text = here.span.slice(self.text);
        let (cost, code) = match here.atom.kind {
            AtomKind::End => return,
            AtomKind::Comma => (price::DELETE_COMMA, Code::ExtraComma),
            AtomKind::Colon => (price::DELETE_COLON, Code::ExtraColon),
            AtomKind::Quote => (price::DELETE_QUOTE, Code::ExtraQuote),
            AtomKind::BeginArray | AtomKind::EndArray | AtomKind::BeginObject if self.is_doubled(here) => {
                let opens = here.atom.kind.is_opener();
                (price::DELETE_DOUBLED, if opens { Code::ExtraOpener } else { Code::ExtraCloser })
            }
            AtomKind::BeginArray => (price::DELETE_ARRAY, Code::ExtraOpener),
            AtomKind::BeginObject => (price::DELETE_BRACKET, Code::ExtraOpener),
            AtomKind::EndArray | AtomKind::EndObject => (price::DELETE_BRACKET, Code::ExtraCloser),
            AtomKind::Semicolon => (price::DELETE_COMMA, Code::WrongSeparator),
            AtomKind::EscapedQuote => (price::DELETE_QUOTE, Code::ExtraQuote),
            _ if is_call(text) => (price::DELETE_CALL, Code::StrayText),
            _ if text.chars().all(|c| matches!(c, '.' | '…')) => (price::DELETE_ELLIPSIS, Code::StrayText),
            _ if outside => (price::PROSE + price::PROSE_CHARACTER * text.len() as Price, Code::StrayText),
            _ => (price::DELETE_TEXT + price::DELETE_CHARACTER * text.len() as Price, Code::StrayText),
        };
        let mut next = state;
        next.cost = next.cost.saturating_add(cost);
        self.edit(&mut next, Op { code, span: here.span, what: What::Put("") });
        self.take(next);
    }

    /// Whether the last atom that is no blank was the same bracket.
    fn is_doubled(&mut self, here: Here) -> bool {
        let mut index = here.index;
        while let Some(before) = index.checked_sub(1) {
            let kind = self.atoms.get(before).kind;
            if !kind.is_space() {
                return kind == here.atom.kind;
            }
            index = before;
        }
        false
    }

    /// Whether a quoted string and a colon come next.
    fn name_follows(&mut self, index: usize) -> bool {
        let open = self.atoms.significant_index(index);
        let quote = self.atoms.get(open).quote;
        if quote == Quote::None {
            return false;
        }
        // No name has more atoms than this.
        for index in open + 1..open + 8 {
            let atom = self.atoms.get(index);
            if quote.is_closed_by(atom.quote) {
                return self.atoms.significant(index + 1).kind == AtomKind::Colon;
            }
            if atom.kind == AtomKind::LineBreak {
                return false;
            }
        }
        false
    }

    fn replace(&mut self, mut next: State, text: &'static str, code: Code, here: Here) {
        self.edit(&mut next, Op { code, span: here.span, what: What::Put(text) });
        self.take(next);
    }

    /// The innermost open container.
    pub(super) fn inside(&self, state: State) -> Option<Container> {
        (state.stack != BOTTOM).then(|| self.stacks.node(state.stack).container)
    }
}

/// Where the opening bracket of a container comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// It is at hand.
    Taken,
    /// The other one is at hand.
    Replaced,
    /// It is put before the atom at hand, at that price.
    Inserted(Price),
}

pub(super) fn container_of(kind: AtomKind) -> Container {
    match kind {
        AtomKind::BeginArray | AtomKind::EndArray => Container::Array,
        _ => Container::Object,
    }
}

pub(super) fn kind_of(container: Container) -> Kinds {
    match container {
        Container::Object => Kinds::OBJECT,
        Container::Array => Kinds::ARRAY,
    }
}

/// Whether `text` is one half of a call round a value: `Name(` or `)`.
fn is_call(text: &str) -> bool {
    match text.strip_suffix('(') {
        Some(name) => {
            name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$'))
                && name.starts_with(|first: char| first.is_ascii_alphabetic())
        }
        None => text == ")",
    }
}
