//! The steps for words that are no literals because of damage: two numbers without their comma, a character too many.

use crate::diagnostic::Code;
use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::{Hypothesis, Op, Replacement};
use crate::repair::beam::stack::mix;
use crate::repair::cost::{self, Cost};
use crate::repair::dialect::statistics::Literal;
use crate::repair::expand::Here;
use crate::repair::tokens::RawTokenKind;
use crate::schema::Kinds;
use crate::syntax::grammar::Container;
use crate::syntax::is_number;
use crate::text::Span;

/// The most bytes before a list that are looked at for the list before it.
const LONGEST_GAP: usize = 512;

/// The offset of the second number in a word that is two of them: before its sign, or so that both have as many decimals.
fn second_number(word: &str) -> Option<usize> {
    let both =
        |at: &usize| word.split_at_checked(*at).is_some_and(|(first, second)| is_number(first) && is_number(second));
    let sign = || word.rfind('-').filter(|at| *at > 0);
    let by_decimals = || {
        let (first, last) = (word.find('.')?, word.rfind('.')?);
        Some(first + word.len() - last).filter(|at| *at < last)
    };
    sign().or_else(by_decimals).filter(both)
}

/// The kind of the literal that a word is without its first or last character, and the span of that character in the word.
fn stray_character(word: &str) -> Option<(Kinds, Span)> {
    let literal = |rest: &str| match Literal::read(rest) {
        Some(Literal::Exact(kind)) => Some(kind),
        _ => None,
    };
    let (first, last) = (word.chars().next()?, word.chars().next_back()?);
    let end = word.len() - last.len_utf8();
    let before = word.get(first.len_utf8()..).and_then(literal).map(|kind| (kind, Span::new(0, first.len_utf8())));
    before.or_else(|| word.get(..end).and_then(literal).map(|kind| (kind, Span::new(end, word.len()))))
}

impl Search<'_, '_> {
    /// Takes a word that is no literal for the literals in it: two numbers whose comma is missing, or one with a character too
    /// many.
    pub(in crate::repair) fn literals_in_word(&mut self, state: Hypothesis, here: Here) {
        let word = here.span.slice(self.text);
        let container = self.inside(state);
        if let Some(at) = second_number(word) {
            // `10-20` is rather a range than two numbers.
            let is_range = word.as_bytes().get(at) == Some(&b'-');
            let cost = cost::insert_comma() + if is_range { cost::comma_in_range() } else { 0 };
            let span = Span::at(here.span.start + at);
            let comma = Op { code: Code::MissingComma, span, replacement: Replacement::Put(",") };
            if container == Some(Container::Array) {
                self.literal_with(state, here, Kinds::NUMBER, (comma, cost));
            }
        } else if let Some((kind, stray)) = stray_character(word) {
            let span = Span::new(here.span.start + stray.start, here.span.start + stray.end);
            let stray = Op { code: Code::StrayText, span, replacement: Replacement::Put("") };
            if container.is_some() {
                self.literal_with(state, here, kind, (stray, cost::delete_text() + cost::delete_character()));
            }
        }
    }

    /// Takes a word for literals of a kind after an edit within it, where such literals are due.
    fn literal_with(&mut self, state: Hypothesis, here: Here, kind: Kinds, (op, cost): (Op, Cost)) {
        if !self.wants_literal(state, here, kind) {
            return;
        }
        let mut next = self.element_start(state, kind);
        next = self.indented_scalar(next, here);
        next.cost += cost;
        next.pay_misfit(self.shape_cost.scalar(state.shape, kind));
        next.print = mix(next.print, op.span.start as u64 | 1 << 44);
        self.edit(&mut next, op);
        self.value_done(&mut next);
        self.take(next);
    }

    /// Whether literals of a kind are rather due than strings: the schema takes no string, or the list has only such
    /// literals.
    fn wants_literal(&mut self, state: Hypothesis, here: Here, kind: Kinds) -> bool {
        let taken = self.shape_cost.shape.node(state.shape).kinds;
        let node = self.stacks.node(state.stack);
        let is_list = node.container == Container::Array;
        let is_among_them = is_list && node.seen == u128::from(kind.bits());
        let is_first = is_list && node.seen == 0;
        taken.intersects(kind)
            && (!taken.intersects(Kinds::STRING) || is_among_them || is_first && self.is_beside_literals(here))
    }

    /// Whether a first element is beside literals: the next element is one, or the list is a row between others of them.
    fn is_beside_literals(&mut self, here: Here) -> bool {
        let behind = self.tokens.significant_index(here.index + 1);
        let starts_row = |search: &mut Self, index| {
            let comma = search.tokens.significant_index(index);
            let opener = search.tokens.significant_index(comma + 1);
            let first = search.tokens.significant_index(opener + 1);
            search.tokens.get(comma).kind == RawTokenKind::Comma
                && search.tokens.get(opener).kind == RawTokenKind::BeginArray
                && search.literal_at(first)
        };
        match self.tokens.get(behind).kind {
            RawTokenKind::Comma => {
                let next = self.tokens.significant_index(behind + 1);
                self.literal_at(next) || self.is_behind_row(here.span.start)
            }
            RawTokenKind::EndArray => starts_row(self, behind + 1) || self.is_behind_row(here.span.start),
            _ => false,
        }
    }

    /// Whether the list whose first element starts at an offset comes behind another one that ends with a number.
    fn is_behind_row(&self, start: usize) -> bool {
        let line = self.text.get(start.saturating_sub(LONGEST_GAP)..start).unwrap_or_default();
        let row = line.trim_end().strip_suffix('[').map(str::trim_end).and_then(|row| row.strip_suffix(','));
        let number = row.map(str::trim_end).and_then(|row| row.strip_suffix(']')).map(str::trim_end);
        number.is_some_and(|number| number.ends_with(|last: char| last.is_ascii_digit()))
    }
}

#[cfg(test)]
mod tests {
    use super::{second_number, stray_character};
    use crate::schema::Kinds;
    use crate::text::Span;

    #[test]
    fn a_literal_may_have_a_character_too_many_at_either_end() {
        for (word, kind, (start, end)) in [
            ("86.8H", Kinds::NUMBER, (4, 5)),
            ("$54.06", Kinds::NUMBER, (0, 1)),
            ("I-96.0", Kinds::NUMBER, (0, 1)),
            ("\u{7f}6", Kinds::NUMBER, (0, 1)),
            ("€6", Kinds::NUMBER, (0, 3)),
            ("truee", Kinds::BOOL, (4, 5)),
            ("nnull", Kinds::NULL, (0, 1)),
        ] {
            assert_eq!(stray_character(word), Some((kind, Span::new(start, end))), "{word}");
        }
        for word in ["", "a", "12px", "H86.8H", "word", "-"] {
            assert_eq!(stray_character(word), None, "{word}");
        }
    }

    #[test]
    fn two_numbers_are_divided_before_a_sign_or_by_their_decimals() {
        for (word, at) in [
            ("16.7-98.0", Some(4)),
            ("1-2", Some(1)),
            ("-14.0712.44", Some(6)),
            ("500.00.0", Some(5)),
            // No number lacks its part before the point, or starts with a zero that it does not need.
            ("1.2.3", None),
            ("1.2005.30", None),
            ("1e-5", None),
            ("1.5", None),
            ("a-b", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(second_number(word), at, "{word}");
        }
    }
}
