//! What is habit in a text: damage that is everywhere has one cause and is priced once, not at every place.

use super::atoms::Quote;
use super::evidence::{self as price, Price};
use crate::schema::Kinds;
use crate::syntax::is_number;
use crate::text::Span;

/// How much of a text is looked at: habits show early.
const SAMPLE: usize = 16 << 10;

/// The habits of a text.
pub(super) struct Census {
    /// The quote that the text uses most.
    pub(super) main_quote: Quote,
    quote_prices: [Price; Quote::COUNT],
    /// The price of a bare name, when names are bare all over the text.
    pub(super) bare_name_price: Option<Price>,
    /// The price of a bare value, when values are bare all over the text.
    pub(super) bare_value_price: Option<Price>,
    /// The price of another language's literal.
    pub(super) literal_price: Price,
}

impl Census {
    pub(super) fn take(text: &str) -> Self {
        let mut end = text.len().min(SAMPLE);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let sample = text.get(..end).unwrap_or_default();
        let counts = Quote::counts(sample);
        let total: usize = counts.iter().sum();
        let main_quote = Quote::most(&counts);
        let mut quote_prices = [price::OTHER_QUOTE; Quote::COUNT];
        for (slot, count) in quote_prices.iter_mut().zip(counts) {
            if count * 5 > total {
                *slot = price::OTHER_QUOTE_HABIT;
            }
        }
        // Straight double quotes are never odd, unless hardly any string has them.
        let straight = counts.get(Quote::Double as usize).copied().unwrap_or(0);
        if let Some(slot) = quote_prices.get_mut(Quote::Double as usize) {
            *slot = if straight * 10 > total { 0 } else { price::OTHER_QUOTE };
        }
        let words = Words::count(sample);
        Self {
            main_quote,
            quote_prices,
            bare_name_price: (words.bare_names > 2
                && words.bare_names * 10 > 3 * (words.bare_names + words.quoted_names))
                .then_some(price::BARE_NAME_HABIT),
            bare_value_price: (words.bare_values > 1
                && words.bare_values * 10 > 6 * (words.bare_values + words.quoted_values))
                .then_some(price::BARE_VALUE_HABIT),
            literal_price: if words.other_literals > 1 { price::OTHER_LITERAL_HABIT } else { price::OTHER_LITERAL },
        }
    }

    /// What it costs that a string is opened by `quote`.
    pub(super) fn quote_price(&self, quote: Quote) -> Price {
        self.quote_prices.get(quote as usize).copied().unwrap_or(price::OTHER_QUOTE)
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
}

impl Words {
    fn count(text: &str) -> Self {
        let mut words = Self::default();
        // The last significant character before the word, and the word itself with what follows it.
        let mut before = '{';
        let mut start = None;
        for (at, character) in text.char_indices() {
            if in_word(character) {
                start = start.or(Some(at));
                continue;
            }
            if let Some(from) = start.take() {
                let word = text.get(from..at).unwrap_or_default();
                let rest = text.get(at..).unwrap_or_default().trim_start();
                if matches!(before, '{' | ',') && rest.starts_with(':') {
                    words.bare_names += usize::from(!word.starts_with(|c: char| c.is_ascii_digit()));
                } else if (matches!(before, ':' | '[') || before == ',' && rest.starts_with([',', ']']))
                    && Literal::read(word).is_none()
                {
                    words.bare_values += 1;
                } else if matches!(before, ':' | ',' | '[') && matches!(Literal::read(word), Some(Literal::Other(..))) {
                    words.other_literals += 1;
                }
                before = 'w';
            }
            if character == ':' && matches!(before, '"' | '\'' | '“' | '”' | '’') {
                words.quoted_names += 1;
            }
            if before == ':' && matches!(character, '"' | '\'' | '“' | '”' | '’') {
                // What needs its quotes says nothing of whether they are left out where they can be.
                let rest = text.get(at + character.len_utf8()..).unwrap_or_default();
                words.quoted_values += usize::from(rest.trim_start_matches(in_word).starts_with(['"', '\'', '”', '’']));
            }
            if !character.is_whitespace() {
                before = character;
            }
        }
        words
    }
}

/// Whether a character may be part of a bare word.
fn in_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$' | '@' | '.' | '-')
}

/// A word that is no string.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Literal {
    /// As JSON writes it.
    Exact(Kinds),
    /// As another language writes it, with JSON's spelling.
    Other(Kinds, &'static str),
    /// A number as another language writes it.
    OtherNumber,
    /// A number or literal inside a call, such as `NumberLong(5)`.
    Call(Kinds),
}

impl Literal {
    pub(super) fn read(word: &str) -> Option<Self> {
        // What starts so is no number, in any language; most words are looked at no closer.
        let is_name = word.starts_with(|first: char| first.is_ascii_alphabetic());
        Some(match word {
            "true" | "false" => Self::Exact(Kinds::BOOL),
            "null" => Self::Exact(Kinds::NULL),
            "True" | "TRUE" => Self::Other(Kinds::BOOL, "true"),
            "False" | "FALSE" => Self::Other(Kinds::BOOL, "false"),
            "None" | "NULL" | "Null" | "nil" | "undefined" | "NaN" | "Infinity" | "-Infinity" | "+Infinity"
            | "<null>" => Self::Other(Kinds::NULL, "null"),
            _ if !is_name && is_number(word) => Self::Exact(Kinds::NUMBER),
            _ if !is_name && plain_number(word).is_some() => Self::OtherNumber,
            _ => Self::Call(argument(word)?.1),
        })
    }
}

/// The argument of a call that is one literal: its place in the word, and its kind.
pub(super) fn argument(word: &str) -> Option<(Span, Kinds)> {
    let open = word.find('(')?;
    let span = Span::new(open + 1, word.len().checked_sub(1)?);
    let name = word.get(..open)?;
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

/// A number of another language in JSON's notation, with exactly the same value.
pub(super) fn plain_number(word: &str) -> Option<String> {
    if word.len() > 64 {
        return None;
    }
    let (sign, digits) = match word.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", word.strip_prefix('+').unwrap_or(word)),
    };
    let based = |prefix: [&str; 2], radix| {
        let digits = digits.strip_prefix(prefix[0]).or_else(|| digits.strip_prefix(prefix[1]))?;
        u64::from_str_radix(&digits.replace('_', ""), radix).ok()
    };
    if let Some(value) = based(["0x", "0X"], 16).or_else(|| based(["0o", "0O"], 8)).or_else(|| based(["0b", "0B"], 2)) {
        return Some(format!("{sign}{value}"));
    }
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let digits = digits.trim_end_matches(['n', 'L', 'l', 'f', 'F', 'd', 'D']);
    let separated = digits.contains('_') && !digits.starts_with('_') && !digits.ends_with('_');
    let digits = if separated { digits.replace('_', "") } else { digits.to_owned() };
    let exponent = digits.find(['e', 'E']).unwrap_or(digits.len());
    let (mantissa, exponent) = (digits.get(..exponent)?, digits.get(exponent..)?);
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, rest)| (whole, Some(rest)));
    let trimmed = whole.trim_start_matches('0');
    let mut plain = format!("{sign}{}", if trimmed.is_empty() { "0" } else { trimmed });
    match fraction {
        Some("") if whole.is_empty() => return None,
        Some("") | None => {}
        Some(fraction) => {
            plain.push('.');
            plain.push_str(fraction);
        }
    }
    plain.push_str(exponent);
    is_number(&plain).then_some(plain)
}
