//! Literals and numbers of other languages. The strict parser explains faults with these tables,
//! [`decode`](crate::decode) finds documents with them, and [`repair`](crate::repair) repairs with them; quotes are in
//! [`text`](crate::text).

use super::{TokenKind, is_number};

/// The literals of other languages, each with the literal of JSON that it represents.
pub(crate) const FOREIGN_LITERALS: [(&str, TokenKind); 15] = [
    ("True", TokenKind::True),
    ("TRUE", TokenKind::True),
    ("False", TokenKind::False),
    ("FALSE", TokenKind::False),
    ("None", TokenKind::Null),
    ("NULL", TokenKind::Null),
    ("Null", TokenKind::Null),
    ("nil", TokenKind::Null),
    ("undef", TokenKind::Null),
    ("undefined", TokenKind::Null),
    ("NaN", TokenKind::Null),
    ("Infinity", TokenKind::Null),
    ("-Infinity", TokenKind::Null),
    ("+Infinity", TokenKind::Null),
    ("<null>", TokenKind::Null),
];

/// Returns the literal of JSON that a word of another language represents.
pub(crate) fn foreign_literal(word: &str) -> Option<TokenKind> {
    FOREIGN_LITERALS.iter().find(|(foreign, _)| *foreign == word).map(|(_, literal)| *literal)
}

/// Returns a number of another language in JSON's notation, with exactly the same value.
pub(crate) fn plain_number(word: &str) -> Option<String> {
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
