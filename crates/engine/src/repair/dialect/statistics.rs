//! Statistics of the notations in a text: damage that is everywhere has one cause, a habit, and costs once, not at
//! every place.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::repair::cost::{self, Cost};
use crate::repair::tokens::Quote;
use crate::schema::Kinds;
use crate::syntax::{TokenKind, foreign_literal, is_number, plain_number, string_end_on_line};
use crate::text::Span;

/// Number of bytes of a text that are examined: habits show early.
const SAMPLE: usize = 16 << 10;

/// A quote and a blank. Prepared once: that takes longer than the search in a small text.
static INCHES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\" "));

/// The habits of a text.
#[derive(Clone, Copy)]
pub(in crate::repair) struct DialectStatistics {
    /// The quote that the text uses most.
    pub(in crate::repair) main_quote: Quote,
    quote_costs: [Cost; Quote::COUNT],
    /// The cost of a bare name, when names are bare all over the text.
    pub(in crate::repair) bare_name_cost: Option<Cost>,
    /// The cost of a bare value, when values are bare all over the text.
    pub(in crate::repair) bare_value_cost: Option<Cost>,
    /// The cost of `=` for a colon.
    pub(in crate::repair) colon_cost: Cost,
    /// The cost of `;` for a comma.
    pub(in crate::repair) comma_cost: Cost,
    /// Quotes behind digits are marks of inches somewhere.
    pub(in crate::repair) has_inches: bool,
    /// The cost of another language's literal.
    pub(in crate::repair) literal_cost: Cost,
    /// The cost of a comma before a closing bracket.
    pub(in crate::repair) trailing_comma_cost: Cost,
}

impl DialectStatistics {
    pub(in crate::repair) fn take(text: &str) -> Self {
        let mut end = text.len().min(SAMPLE);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let sample = text.get(..end).unwrap_or_default();
        let counts = Quote::counts(sample);
        let total: usize = counts.iter().sum();
        let main_quote = Quote::most(&counts);
        let mut quote_costs = [cost::other_quote(); Quote::COUNT];
        for (slot, count) in quote_costs.iter_mut().zip(counts) {
            if count * 5 > total {
                *slot = cost::other_quote_habit();
            }
        }
        // Straight double quotes are never odd, unless hardly any string has them.
        let straight = counts.get(Quote::Double as usize).copied().unwrap_or(0);
        if let Some(slot) = quote_costs.get_mut(Quote::Double as usize) {
            *slot = if straight * 10 > total { 0 } else { cost::other_quote() };
        }
        let words = Words::count(sample);
        let has_inches = INCHES.find_iter(sample.as_bytes()).any(|at| {
            let byte = |at: usize| sample.as_bytes().get(at);
            let before = at.checked_sub(1).and_then(byte);
            before.is_some_and(u8::is_ascii_digit) && byte(at + 2).is_some_and(u8::is_ascii_alphabetic)
        });
        let names = words.equals + words.quoted_names + words.bare_names;
        let separators = words.semicolons + words.commas;
        let is_habit = |count: usize, of_ten: usize, all: usize| count > 1 && count * 10 > of_ten * all;
        let separator_cost = |is_habit| if is_habit { cost::other_separator_habit() } else { cost::other_separator() };
        Self {
            main_quote,
            quote_costs,
            has_inches,
            bare_name_cost: (words.bare_names > 1
                && (words.quoted_names == 0
                    || words.bare_names > 2 && words.bare_names * 10 > 3 * (words.bare_names + words.quoted_names)))
                .then_some(cost::bare_name_habit()),
            bare_value_cost: (words.bare_values > 1
                && words.bare_values * 10 > 6 * (words.bare_values + words.quoted_values))
                .then_some(cost::bare_value_habit()),
            colon_cost: separator_cost(is_habit(words.equals, 6, names)),
            comma_cost: separator_cost(is_habit(words.semicolons, 6, separators)),
            trailing_comma_cost: match words.trailing_commas {
                0..=2 => cost::trailing_comma(),
                count if is_habit(count, 6, words.closers) => cost::trailing_comma_habit(),
                _ => cost::trailing_comma_often(),
            },
            literal_cost: if words.other_literals > 1 { cost::other_literal_habit() } else { cost::other_literal() },
        }
    }

    /// The cost of a string that `quote` opens.
    pub(in crate::repair) fn quote_cost(&self, quote: Quote) -> Cost {
        self.quote_costs.get(quote as usize).copied().unwrap_or(cost::other_quote())
    }
}

/// Counts of words by what stands before and behind them.
#[derive(Default)]
struct Words {
    bare_names: usize,
    quoted_names: usize,
    bare_values: usize,
    quoted_values: usize,
    other_literals: usize,
    /// Names with `=` behind them.
    equals: usize,
    /// Values with `,` behind them, and with `;`.
    commas: usize,
    semicolons: usize,
    /// Closing brackets, and those with a comma before them.
    closers: usize,
    trailing_commas: usize,
}

impl Words {
    /// Counts a separator by the character before it.
    fn separate(&mut self, before: char, character: char) {
        let is_quote = matches!(before, '"' | '\'' | '“' | '”' | '’');
        let is_value = is_quote || matches!(before, 'w' | '}' | ']');
        let count = match character {
            ':' if is_quote => &mut self.quoted_names,
            '=' if is_quote => &mut self.equals,
            ',' if is_value => &mut self.commas,
            ';' if is_value => &mut self.semicolons,
            _ => return,
        };
        *count += 1;
    }

    fn count(text: &str) -> Self {
        let mut words = Self::default();
        // The last significant character before the word, and the word itself with what follows it.
        let mut before = '{';
        let mut is_first_of_line = false;
        let mut start = None;
        let mut next = 0;
        while let Some((character, length)) = character_at(text, next) {
            let at = next;
            next += length;
            if in_word(character) {
                start = start.or(Some(at));
                continue;
            }
            let word = start.take().map(|from| text.get(from..at).unwrap_or_default());
            // Dots represent omitted text.
            if let Some(word) = word.filter(|word| word.contains(|c: char| c != '.')) {
                let rest = text.get(at..).unwrap_or_default().trim_start();
                words.equals += usize::from(matches!(before, '{' | ',') && rest.starts_with('='));
                if matches!(before, '{' | ',') && rest.starts_with([':', '=']) {
                    words.bare_names += usize::from(!word.starts_with(|c: char| c.is_ascii_digit()));
                } else if (matches!(before, ':' | '[')
                    || before == ',' && rest.starts_with([',', ']'])
                    || before == 'w' && is_first_of_line && character == '\n')
                    && Literal::read(word).is_none()
                    && !rest.starts_with('(')
                {
                    words.bare_values += 1;
                } else if matches!(before, ':' | ',' | '[') && matches!(Literal::read(word), Some(Literal::Other(..))) {
                    words.other_literals += 1;
                }
                before = 'w';
            }
            words.separate(before, character);
            if matches!(character, '}' | ']') {
                words.closers += 1;
                words.trailing_commas += usize::from(before == ',');
            }
            if before == ':' && matches!(character, '"' | '\'' | '“' | '”' | '’') {
                // A string that needs its quotes says nothing of whether they are left out where they can be.
                let rest = text.get(at + character.len_utf8()..).unwrap_or_default();
                words.quoted_values += usize::from(rest.trim_start_matches(in_word).starts_with(['"', '\'', '”', '’']));
            }
            // The words within a string are those of its content.
            if character == '"' && matches!(before, '{' | '[' | ',' | ':') {
                next = next.max(string_end_on_line(text.as_bytes(), at).unwrap_or(at));
            }
            if !character.is_whitespace() {
                before = character;
            } else if character == ' ' {
                // More blanks say no more than one.
                next +=
                    text.as_bytes().get(next..).unwrap_or_default().iter().take_while(|byte| **byte == b' ').count();
            }
            is_first_of_line = character == '\n' || is_first_of_line && character.is_whitespace();
        }
        words
    }
}

/// The character at an offset and its length; most are ASCII.
#[inline]
fn character_at(text: &str, at: usize) -> Option<(char, usize)> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() {
        return Some((char::from(byte), 1));
    }
    let character = text.get(at..)?.chars().next()?;
    Some((character, character.len_utf8()))
}

/// Whether a character may be part of a bare word.
#[inline]
fn in_word(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '_' | '$' | '@' | '.' | '-')
        || !character.is_ascii() && character.is_alphanumeric()
}

/// A word that is no string.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(in crate::repair) enum Literal {
    /// A literal of JSON.
    Exact(Kinds),
    /// A literal of another language, with JSON's spelling.
    Other(Kinds, &'static str),
    /// A number as another language writes it.
    OtherNumber,
    /// A number or literal inside a call, such as `NumberLong(5)`.
    Call(Kinds),
}

impl Literal {
    pub(in crate::repair) fn read(word: &str) -> Option<Self> {
        // A word that starts with a letter is no number, in any language; most words are looked at no closer.
        let is_name = word.starts_with(|first: char| first.is_ascii_alphabetic());
        Some(match word {
            "true" | "false" => Self::Exact(Kinds::BOOL),
            "null" => Self::Exact(Kinds::NULL),
            _ if !is_name && is_number(word) => Self::Exact(Kinds::NUMBER),
            _ => match foreign_literal(word) {
                Some(TokenKind::True) => Self::Other(Kinds::BOOL, "true"),
                Some(TokenKind::False) => Self::Other(Kinds::BOOL, "false"),
                Some(_) => Self::Other(Kinds::NULL, "null"),
                None if !is_name && plain_number(word).is_some() => Self::OtherNumber,
                None => Self::Call(argument(word)?.1),
            },
        })
    }
}

/// The argument of a call that is one literal: its place in the word, and its kind.
pub(in crate::repair) fn argument(word: &str) -> Option<(Span, Kinds)> {
    let end = word.len().checked_sub(1)?;
    // The start of the call may be missing, so that only `)` is left.
    let (name, start) = match word.find('(') {
        Some(open) => (word.get(..open)?, open + 1),
        None => ("f", 0),
    };
    let span = Span::new(start, end);
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$'));
    let argument = span.slice(word);
    let kind = match argument {
        "true" | "false" => Kinds::BOOL,
        "null" => Kinds::NULL,
        _ if is_number(argument) => Kinds::NUMBER,
        _ => return None,
    };
    (is_name && word.ends_with(')')).then_some((span, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of strings in the quotes of each kind, with the number of each.
    fn quoted(counts: &[(char, usize)]) -> String {
        counts.iter().flat_map(|(quote, count)| std::iter::repeat_n(*quote, *count)).collect()
    }

    #[test]
    fn a_quote_is_a_habit_from_more_than_one_in_five() {
        let single = |single, others| {
            DialectStatistics::take(&quoted(&[('\'', single), ('`', others)])).quote_cost(Quote::Single)
        };
        assert_eq!(single(2, 8), cost::other_quote());
        assert_eq!(single(3, 11), cost::other_quote_habit());
        assert_eq!(single(9, 0), cost::other_quote_habit());
        assert_eq!(single(0, 9), cost::other_quote());
        assert_eq!(single(0, 0), cost::other_quote());
    }

    #[test]
    fn a_straight_quote_costs_nothing_from_more_than_one_in_ten() {
        let double = |double, others| {
            DialectStatistics::take(&quoted(&[('"', double), ('\'', others)])).quote_cost(Quote::Double)
        };
        assert_eq!(double(1, 9), cost::other_quote());
        assert_eq!(double(2, 17), 0);
        assert_eq!(double(3, 10), 0);
        assert_eq!(double(0, 5), cost::other_quote());
    }

    #[test]
    fn the_main_quote_is_the_one_used_most() {
        assert_eq!(DialectStatistics::take(&quoted(&[('"', 3), ('\'', 4)])).main_quote, Quote::Single);
        assert_eq!(DialectStatistics::take("{a: 1}").main_quote, Quote::Double);
    }

    /// Text behind the first 16 KiB makes no habit, nor does a character that their end would cut in two.
    #[test]
    fn only_the_start_of_a_long_text_is_looked_at() {
        const START: usize = 16 * 1024;
        let single = |text: &str| DialectStatistics::take(text).quote_cost(Quote::Single);
        assert_eq!(single(&format!("{}''", " ".repeat(START - 1))), cost::other_quote_habit());
        assert_eq!(single(&format!("{}''", " ".repeat(START))), cost::other_quote());
        // Two single quotes of ten are no habit, of nine they are.
        let others = format!("''{}", "`".repeat(7));
        let cut = |at: usize| format!("{others}{}“ and on", " ".repeat(at - others.len()));
        assert_eq!(single(&cut(START - 3)), cost::other_quote());
        assert_eq!(single(&cut(START - 2)), cost::other_quote_habit());
        assert_eq!(single(&cut(START - 1)), cost::other_quote_habit());
    }

    /// A text with the given numbers of bare and quoted names.
    fn names(bare: usize, quoted: usize) -> String {
        format!("{{{}{}}}", "a: 1, ".repeat(bare), "\"a\": 1, ".repeat(quoted))
    }

    #[test]
    fn bare_names_are_a_habit_from_three_and_three_in_ten() {
        let is_habit = |bare, quoted| DialectStatistics::take(&names(bare, quoted)).bare_name_cost.is_some();
        assert!(!is_habit(1, 0));
        assert!(is_habit(2, 0));
        assert!(!is_habit(2, 1));
        assert!(is_habit(3, 0));
        assert!(is_habit(3, 6));
        assert!(!is_habit(3, 7));
        assert!(!is_habit(3, 8));
        assert!(is_habit(7, 16));
        assert!(!is_habit(6, 14));
        assert!(!is_habit(0, 0));
    }

    #[test]
    fn bare_values_are_a_habit_from_two_and_six_in_ten() {
        let values = |bare, quoted| format!("{{{}{}}}", "\"a\": b, ".repeat(bare), "\"a\": \"b\", ".repeat(quoted));
        let is_habit = |bare, quoted| DialectStatistics::take(&values(bare, quoted)).bare_value_cost.is_some();
        assert!(!is_habit(1, 0));
        assert!(is_habit(2, 0));
        assert!(is_habit(2, 1));
        assert!(!is_habit(3, 2));
        assert!(is_habit(7, 4));
        assert!(!is_habit(2, 2));
        assert!(!is_habit(0, 1));
    }

    #[test]
    fn literals_of_another_language_are_a_habit_from_two() {
        let cost_of = |text| DialectStatistics::take(text).literal_cost;
        assert_eq!(cost_of("[true]"), cost::other_literal());
        assert_eq!(cost_of("[True]"), cost::other_literal());
        assert_eq!(cost_of("[True, None]"), cost::other_literal_habit());
        assert_eq!(cost_of("[nil, nil, nil]"), cost::other_literal_habit());
    }

    #[test]
    fn words_are_counted_by_what_stands_round_them() {
        let cases: &[(&str, [usize; 5])] = &[
            ("{a: 1, b : 2, $c-d.e: 3}", [3, 0, 0, 0, 0]),
            // A word that starts with a digit is no name: a time, as a rule.
            ("{12:30, a1: 2}", [1, 0, 0, 0, 0]),
            ("{\"a\": 1, 'b' : 2, “c”: 3}", [0, 3, 0, 0, 0]),
            ("{\"a\": b, \"c\": [d, e, f]}", [0, 2, 4, 0, 0]),
            ("{\"a\": \"b\", \"c\": 'd', \"e\": “f”}", [0, 3, 0, 3, 0]),
            // A string that needs its quotes is not counted as quoted.
            ("{\"a\": \"b c\", \"d\": \"e\", \"f\": \"g, h\"}", [0, 3, 0, 1, 0]),
            ("{a: True, \"b\": [None, false, NaN]}", [1, 1, 0, 0, 3]),
            ("[1, 2.5, -3, 0x1f]", [0, 0, 0, 0, 0]),
            ("{a b: 1}", [0, 0, 0, 0, 0]),
            ("\"a\" b: c, d e", [0, 0, 1, 0, 0]),
        ];
        for (text, expected) in cases {
            let words = Words::count(text);
            let counts =
                [words.bare_names, words.quoted_names, words.bare_values, words.quoted_values, words.other_literals];
            assert_eq!(counts, *expected, "{text}");
        }
    }

    #[test]
    fn separators_are_counted_by_what_stands_before_them() {
        let cases: &[(&str, [usize; 3])] = &[
            (r#"{"a" = 1, b=2, 'c'=>3}"#, [3, 2, 0]),
            (r#"{"a": "b=c, d;e", "f": 1}"#, [0, 1, 0]),
            (r#"{"a": 1; "b": [2; 3]}"#, [0, 0, 2]),
            (r#"{"a": [1, 2], "b": {"c": 3}, "d": 1}"#, [0, 3, 0]),
            ("[[], {}]", [0, 1, 0]),
        ];
        for (text, expected) in cases {
            let Words { equals, commas, semicolons, .. } = Words::count(text);
            assert_eq!([equals, commas, semicolons], *expected, "{text}");
        }
    }

    #[test]
    fn other_separators_are_a_habit_from_two_and_six_in_ten() {
        let is_habit = |cost: Cost| cost == cost::other_separator_habit();
        let equals = |count, others| {
            is_habit(
                DialectStatistics::take(&format!("{{{}{}}}", "\"a\"=1, ".repeat(count), "\"a\": 1, ".repeat(others)))
                    .colon_cost,
            )
        };
        assert_eq!(
            [equals(1, 0), equals(2, 0), equals(2, 1), equals(3, 2), equals(4, 2)],
            [false, true, true, false, true]
        );
        let semicolons = |count, others| {
            is_habit(DialectStatistics::take(&format!("[{}{}]", "1; ".repeat(count), "1, ".repeat(others))).comma_cost)
        };
        assert_eq!(
            [semicolons(1, 0), semicolons(2, 0), semicolons(2, 1), semicolons(3, 2)],
            [false, true, true, false]
        );
    }

    #[test]
    fn words_that_are_no_strings_are_told_apart() {
        use Literal::{Call, Exact, Other, OtherNumber};
        let cases: &[(&str, Option<Literal>)] = &[
            ("true", Some(Exact(Kinds::BOOL))),
            ("false", Some(Exact(Kinds::BOOL))),
            ("null", Some(Exact(Kinds::NULL))),
            ("-1.5e3", Some(Exact(Kinds::NUMBER))),
            ("TRUE", Some(Other(Kinds::BOOL, "true"))),
            ("False", Some(Other(Kinds::BOOL, "false"))),
            ("undefined", Some(Other(Kinds::NULL, "null"))),
            ("<null>", Some(Other(Kinds::NULL, "null"))),
            ("0x1F", Some(OtherNumber)),
            (".5", Some(OtherNumber)),
            ("NumberLong(5)", Some(Call(Kinds::NUMBER))),
            ("a.b_c$(null)", Some(Call(Kinds::NULL))),
            ("Boolean(true)", Some(Call(Kinds::BOOL))),
            ("f(0x1)", None),
            ("f(a)", None),
            ("f()", None),
            ("f(", None),
            ("f(5]", None),
            ("(5)", None),
            ("1f(5)", None),
            ("f g(5)", None),
            ("word", None),
            ("-word", None),
            ("e5", None),
            ("tru", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(Literal::read(word), *expected, "{word}");
        }
        assert_eq!(argument("ISODate(12)"), Some((Span::new(8, 10), Kinds::NUMBER)));
    }

    #[test]
    fn numbers_of_other_languages_keep_their_value() {
        let cases: &[(&str, Option<&str>)] = &[
            ("0xff", Some("255")),
            ("-0XFF_FF", Some("-65535")),
            ("+0o17", Some("15")),
            ("0b101", Some("5")),
            ("0xffffffffffffffff", Some("18446744073709551615")),
            ("0x1ffffffffffffffff", None),
            ("+7", Some("7")),
            ("007", Some("7")),
            ("000", Some("0")),
            (".5", Some("0.5")),
            ("-.5", Some("-0.5")),
            ("5.", Some("5")),
            ("5.e3", Some("5e3")),
            ("00.50E+1", Some("0.50E+1")),
            ("1_000_000", Some("1000000")),
            ("_1", None),
            ("1_", None),
            ("1_000_", None),
            ("10n", Some("10")),
            ("10L", Some("10")),
            ("1.5f", Some("1.5")),
            (".", None),
            ("-", None),
            ("", None),
            ("e5", None),
            ("1e", None),
            ("1.2.3", None),
            ("12:30", None),
        ];
        for (word, expected) in cases {
            assert_eq!(plain_number(word).as_deref(), *expected, "{word}");
        }
        // No number of any language is longer.
        assert!(plain_number(&format!("+{}", "1".repeat(63))).is_some());
        assert!(plain_number(&format!("+{}", "1".repeat(64))).is_none());
    }
}
