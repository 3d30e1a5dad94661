//! How sure the edits of the best hypothesis are beyond what the search knows: the search compares the hypotheses that
//! it followed, and says nothing of content that no hypothesis kept.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::repair::doubt::{notation, repeated};
use crate::syntax::{is_number, string_end};
use crate::text::{Change, Script, Span};

/// Maximum number of characters of a word without quotes that are examined.
const LONGEST_WORD: usize = 64;

/// The script with each edit no surer than its content allows, and its closers at the end of a cut text marked as such.
///
/// `is_guided`: a schema says what belongs where.
pub(in crate::repair) fn weighed(text: &str, mut script: Script<Repair>, is_guided: bool) -> Script<Repair> {
    let inside = inside(text, script.changes());
    let closes_before_bracket = script.changes().iter().any(|change| {
        let behind = || text.get(change.span.end..).unwrap_or_default().trim_start();
        change.note.code == Code::MissingCloser && change.insert == "}" && behind().starts_with(']')
    });
    let elements = empty_elements(text, script.changes());
    let is_mixed = !is_guided && notation::is_mixed(text, script.changes());
    let is_headless = is_headless(text, script.changes());
    let changes = script.changes_mut();
    for (index, change) in changes.iter_mut().enumerate() {
        let is_rivalled = !is_guided && is_in_other_brackets(text, change, closes_before_bracket)
            || elements.contains(&index)
            || is_headless
            || may_be_of_copy(change) && repeated::is_beside(text, change.span.start)
            || is_mixed && notation::is_boolean(change);
        let most = match change.note.code {
            _ if is_rivalled => Applicability::Guess,
            // Of a text in two notations no edit of notation is sure.
            Code::NonstandardQuote | Code::NonstandardLiteral if is_mixed => Applicability::Likely,
            _ => most_sure(text, change, inside),
        };
        change.note.applicability = change.note.applicability.min(most);
    }
    if !is_guided {
        doubt_closers(text, changes);
    }
    if let Some(closer) = cut_at(text, changes).and_then(|index| changes.get_mut(index)) {
        closer.note.code = Code::CutOff;
    }
    script
}

/// The part of the text from the first byte that is kept to the last: what is dropped there is dropped from the
/// document.
fn inside(text: &str, changes: &[Change<Repair>]) -> Span {
    let is_between = |from, to| Span::new(from, to).slice(text).trim().is_empty();
    let (mut start, mut end) = (0, text.len());
    for change in changes.iter().take_while(|change| change.span.start == 0 || !change.span.is_empty()) {
        if !change.insert.is_empty() || !is_between(start, change.span.start) {
            break;
        }
        start = change.span.end;
    }
    for change in changes.iter().rev().take_while(|change| !change.span.is_empty()) {
        if !change.insert.is_empty() || !is_between(change.span.end, end) {
            break;
        }
        end = change.span.start;
    }
    Span::new(start, end.max(start))
}

/// The most that can be said for a change by what it takes and what it brings.
fn most_sure(text: &str, change: &Change<Repair>, inside: Span) -> Applicability {
    let removed = change.span.slice(text);
    let is_inside = change.span.start >= inside.start && change.span.end <= inside.end;
    match change.note.code {
        // A word, name or number of the document may have been meant as one.
        Code::StrayText if is_inside && change.insert.is_empty() && says_something(removed) => Applicability::Guess,
        // The zeros before a number may be what it says: a postal code, a telephone number.
        Code::NonstandardNumber if loses_zeros(removed) => Applicability::Guess,
        // The digits behind the comma may be a number of their own, or thousands.
        Code::NonstandardNumber if removed == "," => decimal_comma(text, change.span),
        // A number of its writer is a string now.
        Code::UnquotedString if change.insert == "\"" && loses_zeros(word_at(text, change.span.start)) => {
            Applicability::Guess
        }
        // Bytes that are no text stand in it: digits or letters may have been others.
        Code::UnquotedString if change.insert == "\"" && word_at_all(text, change.span.start).contains('\u{fffd}') => {
            Applicability::Guess
        }
        // The digits between the points may be of either number.
        Code::MissingComma if is_in_word(text, change.span.start) => Applicability::Guess,
        // Half a number may have been a whole one.
        Code::UnquotedString if change.insert == "\"" && may_be_numbers(text, change.span.start) => {
            Applicability::Guess
        }
        // The tab or line break may be part of the name.
        Code::ControlCharacter if change.insert.is_empty() => Applicability::Likely,
        // Strings in pairs may be names and values.
        Code::MismatchedOpener if removed == "{" && change.insert == "[" && is_even_set(text, change.span.end) => {
            Applicability::Guess
        }
        // An empty object or list behind the document is another document.
        Code::StrayText | Code::ExtraOpener if matches!(removed.trim(), "{" | "[" | "{}" | "[]") && !is_inside => {
            Applicability::Guess
        }
        // JSON has no such number.
        Code::NonstandardLiteral if removed.contains("Infinity") => Applicability::Guess,
        // The member may as well be left out.
        Code::MissingValue if change.insert.ends_with("null") => Applicability::Guess,
        _ => Applicability::Certain,
    }
}

/// Whether a second copy of the text beside it may have caused the fault: it starts or ends anywhere, so that a quote, a
/// separator or a bracket is missing or left over.
fn may_be_of_copy(change: &Change<Repair>) -> bool {
    use Code as C;
    let is_split = matches!(
        change.note.code,
        C::MissingQuote
            | C::ExtraQuote
            | C::UnescapedQuote
            | C::MissingComma
            | C::ExtraComma
            | C::MissingColon
            | C::ExtraColon
            | C::WrongSeparator
            | C::MissingOpener
            | C::ExtraOpener
            | C::MissingCloser
            | C::ExtraCloser
    );
    is_split && change.note.applicability > Applicability::Guess
}

/// Whether a digit comes right before `at`, and another one or a sign behind it.
fn is_in_word(text: &str, at: usize) -> bool {
    let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or_default();
    at.checked_sub(1).is_some_and(|before| byte(before).is_ascii_digit())
        && (byte(at).is_ascii_digit() || byte(at) == b'-')
}

/// Whether a separator behind the first string of a container was taken for the other one: the brackets may be the
/// wrong ones instead, as those of a set or of a list of pairs.
fn is_in_other_brackets(text: &str, change: &Change<Repair>, closes_before_bracket: bool) -> bool {
    let bracket = match (change.note.code, change.span.slice(text), change.insert.as_str()) {
        (Code::WrongSeparator, ",", ":") => '{',
        (Code::WrongSeparator, ":", ",") => '[',
        // Two edits put braces round the content of a list.
        (Code::MissingOpener, "", "{") => return before(text, change).ends_with('[') && closes_before_bracket,
        _ => return false,
    };
    let name = before(text, change).strip_suffix('"').unwrap_or_default();
    let Some((outer, _)) = name.rsplit_once('"') else { return false };
    // Behind a string that is a member's value it may be the next of a list without brackets.
    let is_in_list = |outer: &str| outer.strip_suffix(',').is_some_and(|value| value.trim_end().ends_with('"'));
    let outer = outer.trim_end();
    outer.ends_with(bracket) || bracket == '{' && is_in_list(outer)
}

/// Whether nothing but strings comes next, an even number of them with commas between, and a closing brace.
fn is_even_set(text: &str, start: usize) -> bool {
    let bytes = text.as_bytes();
    let blanks = |at: usize| bytes.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_whitespace()).count();
    let (mut at, mut count) = (start, 0_usize);
    loop {
        at += blanks(at);
        let Some(end) = Some(at).filter(|at| bytes.get(*at) == Some(&b'"')).and_then(|at| string_end(bytes, at)) else {
            return false;
        };
        count += 1;
        at = end + blanks(end);
        match bytes.get(at) {
            Some(b',') => at += 1,
            Some(b'}') => return count % 2 == 0,
            _ => return false,
        }
    }
}

/// Whether the bracket that opens the document is not there as such, and another one closes too much: the beginning may
/// be lost rather.
fn is_headless(text: &str, changes: &[Change<Repair>]) -> bool {
    let is_opener = |change: &Change<Repair>| {
        matches!(change.note.code, Code::MismatchedOpener | Code::MissingOpener)
            && text.get(..change.span.start).is_some_and(|before| before.trim().is_empty())
    };
    let has = |code| changes.iter().any(|change| change.note.code == code);
    changes.first().is_some_and(is_opener) && has(Code::ExtraCloser) && !has(Code::HeadLost)
}

/// The braces that were dropped with the comma behind them where an element of a list could be: they may have closed an
/// element without content, whose opening brace is lost.
fn empty_elements(text: &str, changes: &[Change<Repair>]) -> Vec<usize> {
    let is_one = |pair: &[Change<Repair>]| {
        let [brace, comma] = pair else { return false };
        let is_dropped =
            |change: &Change<Repair>, mark: &str| change.insert.is_empty() && change.span.slice(text) == mark;
        let between = Span::new(brace.span.end, comma.span.start.max(brace.span.end));
        is_dropped(brace, "}")
            && is_dropped(comma, ",")
            && between.slice(text).trim().is_empty()
            && before(text, brace).ends_with([',', '['])
    };
    changes.windows(2).enumerate().filter(|(_, pair)| is_one(pair)).map(|(index, _)| index).collect()
}

/// The text before a change, blanks aside.
fn before<'t>(text: &'t str, change: &Change<Repair>) -> &'t str {
    before_place(text, change.span.start)
}

/// The text before a place, blanks aside.
fn before_place(text: &str, at: usize) -> &str {
    text.get(..at).unwrap_or_default().trim_end()
}

/// Whether a text that is dropped holds a word or a number. The name of a call is none, nor is what marks omissions.
fn says_something(removed: &str) -> bool {
    let word = removed.trim().trim_end_matches('(');
    let is_call =
        removed.trim().ends_with('(') && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    !is_call && word.chars().any(char::is_alphanumeric)
}

/// Whether a number starts with zeros that JSON does not allow.
pub(in crate::repair) fn loses_zeros(number: &str) -> bool {
    let digits = number.trim_start_matches(['-', '+']).as_bytes();
    digits.first() == Some(&b'0') && digits.get(1).is_some_and(u8::is_ascii_digit)
}

/// How sure a decimal comma is. Three digits behind it may be thousands.
fn decimal_comma(text: &str, comma: Span) -> Applicability {
    let after = text.get(comma.end..).unwrap_or_default().bytes().take_while(u8::is_ascii_digit).count();
    if after == 3 { Applicability::Guess } else { Applicability::Likely }
}

/// The word that starts at `start`, up to where it could no longer be a number.
fn word_at(text: &str, start: usize) -> &str {
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '+' | '.')).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// The text around a place up to the next separators, as far as it is looked at.
fn word_at_all(text: &str, at: usize) -> &str {
    let is_end = |c: char| matches!(c, ',' | ':' | '[' | ']' | '{' | '}' | '\n');
    let (before, behind) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    let before = before.char_indices().rev().take(LONGEST_WORD).take_while(|(_, c)| !is_end(*c)).last();
    let behind = behind.char_indices().take(LONGEST_WORD).take_while(|(_, c)| !is_end(*c)).last();
    let start = before.map_or(at, |(start, _)| start);
    let end = behind.map_or(at, |(end, last)| at + end + last.len_utf8());
    text.get(start..end).unwrap_or_default()
}

/// Whether the text without quotes that starts or ends at `at` may be a number that breaks off, or several numbers:
/// concatenated, or two that have lost the comma between them and look like one word.
fn may_be_numbers(text: &str, at: usize) -> bool {
    is_half_number(text, at) || is_row_of_numbers(text, at) || is_two_numbers(text, at)
}

/// Whether the text without quotes that starts or ends at `at` is an element that begins with a number and a blank, and
/// goes on with digits.
fn is_row_of_numbers(text: &str, at: usize) -> bool {
    let word = word_at(text, at);
    let behind = text.get(at + word.len()..).unwrap_or_default();
    is_number(word)
        && before_place(text, at).ends_with(['[', ','])
        && behind.strip_prefix(' ').is_some_and(|next| next.starts_with(|first: char| first.is_ascii_digit()))
}

/// Whether the word that starts at `start` is an element of a list and consists of two numbers with fractions.
fn is_two_numbers(text: &str, start: usize) -> bool {
    let word = word_at(text, start).trim_start_matches('-');
    let parts: Vec<&str> = word.splitn(4, '.').collect();
    let is_number = parts.len() == 3 && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    // The digits in the middle are those of the first fraction and of the second number.
    is_number && parts.get(1).is_some_and(|middle| middle.len() > 1) && before_place(text, start).ends_with(['[', ','])
}

/// Whether the word that ends at `end` is a number that breaks off before its exponent.
fn is_half_number(text: &str, end: usize) -> bool {
    let word = text.get(..end).unwrap_or_default().trim_end_matches(['e', 'E', '+', '-']);
    word.len() < end && word.ends_with(|last: char| last.is_ascii_digit() || last == '.') && {
        let number = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        number.ends_with([' ', ':', '[', ',', '-', '+', '\n', '\t'])
    }
}

/// Of closing brackets lost in the middle and at the end, the latter may have been lost with the former: what is
/// between belongs to one container or to the next. Only how the text is laid out can tell.
fn doubt_closers(text: &str, changes: &mut [Change<Repair>]) {
    let end = text.trim_end().len();
    let is_closer = |change: &Change<Repair>| change.note.code == Code::MissingCloser;
    let Some(middle) = changes.iter().rfind(|change| is_closer(change) && change.span.end < end) else { return };
    let after = text.get(middle.span.end..end).unwrap_or_default();
    if !after.starts_with(',') || after.contains('\n') {
        return;
    }
    for change in changes.iter_mut().filter(|change| is_closer(change) && change.span.end >= end) {
        change.note.applicability = Applicability::Guess;
    }
}

/// The first closing bracket that had to be put at the end of a text that was cut off there: several are missing, or
/// what comes before them shows that more was to come.
fn cut_at(text: &str, changes: &[Change<Repair>]) -> Option<usize> {
    let end = text.trim_end().len();
    let first = changes.iter().rposition(|change| change.span.end < end).map_or(0, |index| index + 1);
    let last = changes.get(first..)?;
    let closes = |change: &Change<Repair>| change.note.code == Code::MissingCloser;
    let closers = last.iter().filter(|change| closes(change)).count();
    let awaits_more = last
        .iter()
        .any(|change| matches!(change.note.code, Code::TrailingComma | Code::UnquotedString | Code::MissingQuote));
    let is_cut = closers > 1 || (closers == 1 && (awaits_more || ends_in_number(text.get(..end)?)));
    is_cut.then(|| last.iter().position(closes).map(|index| first + index)).flatten()
}

/// Whether a text ends in a number, which could go on.
fn ends_in_number(text: &str) -> bool {
    let word = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'));
    let word = text.get(word.len()..).unwrap_or_default();
    word.trim_start_matches(['-', '+', '.']).starts_with(|first: char| first.is_ascii_digit())
}
