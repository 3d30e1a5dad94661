//! The steps for opening brackets that are the wrong ones, or none: seen by what follows them.

use crate::diagnostic::Code;
use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::{Hypothesis, Mode, Op, Replacement};
use crate::repair::beam::stack::{BOTTOM, mix};
use crate::repair::cost::{self, Cost};
use crate::repair::dialect::statistics::Literal;
use crate::repair::expand::containers::{Opening, container_of};
use crate::repair::expand::{Here, PRINT_OPEN};
use crate::repair::tokens::{Quote, RawTokenKind};
use crate::schema::Kinds;
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

/// How many tokens are looked at for the end of a string or of a placeholder.
const FURTHEST: usize = 16;

/// Number of tokens in which the end of a list is looked for.
const LONGEST_LIST: usize = 512;
/// Maximum number of strings in a row that are counted; more are a list.
const MOST_STRINGS: usize = 5;
/// Maximum number of bytes that a name is searched backwards.
const LONGEST_NAME: usize = 256;

impl Search<'_, '_> {
    /// Takes an opening bracket where a value is due, unchanged or as another one.
    pub(in crate::repair) fn at_opener(&mut self, state: Hypothesis, kinds: Kinds, here: Here) {
        let container = container_of(here.token.kind);
        self.open(state, container, here, Opening::Taken);
        self.drop_token(state, here);
        let lacks = |kind: Kinds, other: Kinds| kinds.intersects(other) && !kinds.intersects(kind);
        // Where a schema lists members, the braces are those of an object.
        let is_told = self.shape_cost.shape.is_given() && self.shape_cost.shape.node(state.shape).known;
        match container {
            Container::Object if !is_told && self.is_set(here.index + 1) => {
                self.open(state, Container::Array, here, Opening::Brace);
            }
            Container::Object if lacks(Kinds::OBJECT, Kinds::ARRAY) || self.element_follows(here.index + 1) => {
                self.open(state, Container::Array, here, Opening::Replaced);
            }
            Container::Array if lacks(Kinds::ARRAY, Kinds::OBJECT) || self.name_follows(here.index + 1) => {
                self.open(state, Container::Object, here, Opening::Replaced);
            }
            _ => {}
        }
        self.open_before_escaped(state, here);
        if container == Container::Array {
            return self.open_before_lists(state, kinds, here);
        }
        if state.stack != BOTTOM {
            self.placeholder(state, here);
        }
        if lacks(Kinds::OBJECT, Kinds::ARRAY) {
            self.open(state, Container::Array, here, Opening::Inserted(cost::insert_opener()));
        } else if kinds == Kinds::ANY && state.stack != BOTTOM {
            let cost = self.untold_array_cost(state);
            self.open(state, Container::Array, here, Opening::Inserted(cost));
        }
    }

    /// Whether what comes next can only be an element of a list: a bracket, or a scalar with a comma or `]` behind it.
    pub(in crate::repair) fn element_follows(&mut self, index: usize) -> bool {
        let start = self.tokens.significant_index(index);
        let token = self.tokens.get(start);
        let is_end = |kind| matches!(kind, RawTokenKind::Comma | RawTokenKind::EndArray);
        match token.kind {
            RawTokenKind::BeginObject | RawTokenKind::BeginArray | RawTokenKind::EndArray => true,
            RawTokenKind::Text => {
                let is_literal = Literal::read(self.tokens.span(start).slice(self.text)).is_some();
                is_literal && is_end(self.tokens.significant(start + 1).kind)
            }
            RawTokenKind::Quote => {
                let end = self.string_end(start);
                end.is_some_and(|end| is_end(self.tokens.significant(end + 1).kind))
            }
            _ => false,
        }
    }

    /// Whether what comes next could start a member or an element of such a container.
    pub(in crate::repair) fn starts_next(&mut self, container: Container, index: usize) -> bool {
        let is_list = container == Container::Array;
        match self.tokens.significant(index).kind {
            RawTokenKind::Quote => true,
            RawTokenKind::Text => is_list && self.element_follows(index),
            kind => is_list && kind.is_opener(),
        }
    }

    /// Whether several strings, numbers or literals with commas between them come next. Of three strings the last two may be
    /// a name and its value, with a comma for the colon, unless they are on lines of their own.
    pub(in crate::repair) fn list_follows(&mut self, index: usize) -> bool {
        let line = self.tokens.significant(index).first_indent;
        let Some(mut end) = self.scalar_end(index) else { return false };
        for count in 1..=MOST_STRINGS {
            let comma = self.tokens.significant_index(end + 1);
            let behind = self.tokens.get(comma).kind;
            let is_next = behind == RawTokenKind::Comma
                // On lines of their own all are.
                && self.tokens.significant(comma + 1).first_indent == line;
            match self.scalar_end(comma + 1).filter(|_| is_next) {
                Some(next) if self.tokens.significant(next + 1).kind != RawTokenKind::Colon => end = next,
                _ => {
                    let are_all = count == 2 || count > 3 || count == 3 && line >= 0;
                    return are_all && (behind == RawTokenKind::Comma || behind.is_closer());
                }
            }
        }
        true
    }

    /// The cost of the `[` of a list of objects of which no shape tells. Among members that a schema lists, others rarely
    /// are lists.
    pub(in crate::repair) fn untold_array_cost(&self, state: Hypothesis) -> Cost {
        let is_told = self.shape_cost.shape.is_given() && self.shape_cost.tells(self.stacks.node(state.stack));
        if is_told { cost::insert_opener_unexpected() } else { cost::insert_array() }
    }

    /// Whether the string right before the current token is behind another string and a comma.
    pub(in crate::repair) fn is_behind_string(&self, here: Here) -> bool {
        let start = here.span.start.saturating_sub(LONGEST_NAME);
        let before = self.text.as_bytes().get(start..here.span.start).unwrap_or_default().trim_ascii_end();
        let Some(name) = before.strip_suffix(b"\"") else { return false };
        let Some(open) = memchr::memrchr(b'"', name) else { return false };
        let outer = name.get(..open).unwrap_or_default();
        let blanks = outer.len() - outer.trim_ascii_end().len();
        // On a line of its own it rather is a name.
        let is_on_line = !outer.iter().rev().take(blanks).any(|byte| *byte == b'\n');
        let value = outer.trim_ascii_end().strip_suffix(b",");
        is_on_line && value.is_some_and(|value| value.trim_ascii_end().ends_with(b"\""))
    }

    /// The index of the last token of the string, number or literal that comes next, if it ends soon and on its line.
    fn scalar_end(&mut self, index: usize) -> Option<usize> {
        let start = self.tokens.significant_index(index);
        let is_literal = |text: &str| matches!(Literal::read(text), Some(Literal::Exact(_)));
        if self.tokens.get(start).kind == RawTokenKind::Text && is_literal(self.tokens.span(start).slice(self.text)) {
            return Some(start);
        }
        self.string_end(start)
    }

    /// The index of the closing quote of the string that comes next, if it ends soon and on its line.
    fn string_end(&mut self, index: usize) -> Option<usize> {
        let start = self.tokens.significant_index(index);
        let token = self.tokens.get(start);
        if token.kind != RawTokenKind::Quote {
            return None;
        }
        for index in start + 1..start + FURTHEST {
            let next = self.tokens.get(index);
            match next.kind {
                RawTokenKind::Quote if token.quote.is_closed_by(next.quote) => return Some(index),
                RawTokenKind::LineBreak | RawTokenKind::End => return None,
                _ => {}
            }
        }
        None
    }

    /// At a bracket with an escaped quote behind it: both are content of a string whose opening quote is missing, as of
    /// a document within a string.
    pub(in crate::repair) fn open_before_escaped(&mut self, state: Hypothesis, here: Here) {
        if state.stack == BOTTOM || self.tokens.get(here.index + 1).kind != RawTokenKind::EscapedQuote {
            return;
        }
        // Text that was left out right before it is rather the start of the string.
        let is_behind_dropped = |op: Op| {
            let between = self.text.get(op.span.end..here.span.start).unwrap_or_default();
            op.replacement == Replacement::Put("") && between.len() <= LONGEST_NAME && between.trim().is_empty()
        };
        if self.decisions.last_op(state.back_pointer).is_some_and(is_behind_dropped) {
            return;
        }
        self.insert_quote(state, here);
    }

    /// At a comma or colon where a member's value is due, with a quote that ends a value later on the line: all before it
    /// is content of a string whose opening quote is missing.
    pub(in crate::repair) fn open_before_separator(&mut self, state: Hypothesis, here: Here) {
        if self.inside(state) != Some(Container::Object) {
            return;
        }
        let closing = (here.index + 1..here.index + FURTHEST).find(|index| {
            let kind = self.tokens.get(*index).kind;
            kind == RawTokenKind::Quote || kind == RawTokenKind::LineBreak || kind.is_opener() || kind.is_closer()
        });
        let Some(closing) = closing.filter(|index| self.tokens.get(*index).quote == Quote::Double) else { return };
        let behind = self.tokens.significant(closing + 1).kind;
        let ends_value = behind.is_closer() || matches!(behind, RawTokenKind::Comma | RawTokenKind::End);
        if ends_value {
            self.insert_quote(state, here);
        }
    }

    /// Starts a string with the current token, as if a quote were before it.
    fn insert_quote(&mut self, state: Hypothesis, here: Here) {
        let mut next = self.element_start(state, Kinds::STRING);
        next.cost += cost::insert_quote();
        let at = Span::at(here.span.start);
        self.edit(&mut next, Op { code: Code::MissingQuote, span: at, replacement: Replacement::Put("\"") });
        next.mode = Mode::InValue;
        next.quote = Quote::Double;
        next.quotes = 0;
        next.dirty = false;
        next.comment = 0;
        next.mark = here.span.start as u32;
        self.stay(next);
    }

    /// At a list with a comma and another list behind it, where the value of a member is due, or in a list at one that is
    /// indented too deep: the bracket of the list around it may be missing.
    pub(in crate::repair) fn open_before_lists(&mut self, state: Hypothesis, kinds: Kinds, here: Here) {
        let has_reason = match self.inside(state) {
            Some(Container::Object) => self.lists_follow(here),
            Some(Container::Array) => self.skips_level(state, here),
            None => false,
        };
        if kinds.intersects(Kinds::ARRAY) && has_reason {
            self.open(state, Container::Array, here, Opening::Inserted(cost::insert_array()));
        }
    }

    /// Whether the list that starts at the current token ends soon, and a comma and another list come behind it.
    fn lists_follow(&mut self, here: Here) -> bool {
        if self.lists.0 != here.span {
            let end = self.list_end(here.index).map(|end| self.tokens.significant_index(end + 1));
            let is_comma = |comma: &usize| self.tokens.get(*comma).kind == RawTokenKind::Comma;
            let comma = end.filter(is_comma);
            let follows =
                comma.is_some_and(|comma| self.tokens.significant(comma + 1).kind == RawTokenKind::BeginArray);
            self.lists = (here.span, follows);
        }
        self.lists.1
    }

    /// The index of the bracket that closes the list that starts at `index`, if it is near.
    fn list_end(&mut self, index: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut quote = Quote::None;
        for index in index..index + LONGEST_LIST {
            let token = self.tokens.get(index);
            match token.kind {
                RawTokenKind::End => return None,
                RawTokenKind::Quote if quote == Quote::None => quote = token.quote,
                RawTokenKind::Quote if quote.is_closed_by(token.quote) => quote = Quote::None,
                _ if quote != Quote::None => {}
                kind if kind.is_opener() => depth += 1,
                kind if kind.is_closer() && depth == 1 => return (kind == RawTokenKind::EndArray).then_some(index),
                kind if kind.is_closer() => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// Takes `{word}` for what it is in templates: a value that is to be put there, not an object.
    pub(in crate::repair) fn placeholder(&mut self, state: Hypothesis, here: Here) {
        let Some(brackets) = self.placeholder_brackets(here.index) else { return };
        let opened = self.element_start(state, Kinds::STRING);
        // The brackets will be paid for as the content of a bare value.
        let cost = cost::insert_quote().saturating_sub(cost::bracket_in_bare() * brackets);
        self.bare(opened, Mode::InValue, cost, here);
    }

    /// How many brackets are round the words that come next, if nothing but words is in them.
    fn placeholder_brackets(&mut self, index: usize) -> Option<Cost> {
        let kind_at = |search: &mut Self, index| search.tokens.get(index).kind;
        let mut at = index;
        while kind_at(self, at) == RawTokenKind::BeginObject && at < index + 2 {
            at += 1;
        }
        let depth = at - index;
        let words = at;
        while matches!(kind_at(self, at), RawTokenKind::Text | RawTokenKind::Blank) && at < index + FURTHEST {
            at += 1;
        }
        let is_closed = (at..at + depth).all(|at| kind_at(self, at) == RawTokenKind::EndObject);
        (at > words && is_closed).then_some(2 * depth as Cost)
    }

    /// Behind the document: goes on with the elements of a list whose opening bracket was left out before it.
    pub(in crate::repair) fn open_list_behind(&mut self, state: Hypothesis, here: Here) {
        let root = self.text.trim_start();
        let first = root.as_bytes().first();
        let next = self.tokens.significant(here.index + 1);
        // A deeper line belongs to a container that is still open.
        let follows = if next.first_indent > 0 && self.indentation.is_by_depth && !self.shape_cost.shape.is_given() {
            RawTokenKind::End
        } else {
            next.kind
        };
        let kind = match first {
            Some(b'{') if follows == RawTokenKind::BeginObject => Kinds::OBJECT,
            Some(b'[') if follows == RawTokenKind::BeginArray => Kinds::ARRAY,
            _ => return,
        };
        let (cost, shape) = self.shape_cost.container(self.shape_cost.shape.root(), Container::Array, true);
        let mut next = state;
        next.cost += cost::insert_opener() + cost;
        if !self.affords(next.cost) {
            return;
        }
        let at = Span::at(self.text.len() - root.len());
        self.edit(&mut next, Op { code: Code::MissingOpener, span: at, replacement: Replacement::Put("[") });
        let list = self.stacks.open(BOTTOM, Container::Array, shape, -1);
        next.stack = self.stacks.with_element(list, kind);
        next.mode = Mode::At(Grammar::Value);
        next.shape = self.shape_cost.shape.element(shape);
        next.quote = Quote::None;
        next.mark = here.span.start as u32 + 1;
        next.print = mix(next.print, PRINT_OPEN + u64::from(Kinds::ARRAY.bits()));
        self.take(next);
    }
}
