//! Tokens in a notation that is habit in a text: names and values without quotes, strings in other quotes, literals of
//! another language, other separators, commas before closing brackets. Where one can mean nothing else, strict parsing
//! takes it along with its edits, and no search is needed.

use crate::diagnostic::{Applicability, Code};
use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::{Op, Replacement};
use crate::repair::beam::strict::StrictToken;
use crate::repair::cost::{self, Cost};
use crate::repair::dialect::statistics::Literal;
use crate::repair::tokens::Quote;
use crate::schema::{Kinds, ShapeId};
use crate::syntax::TokenKind;
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

/// A name or string that is longer than this is left to the search.
const LONGEST: usize = 4096;

/// The edits that make JSON of a habit, with their cost and how sure they are at most.
pub(in crate::repair) type HabitualEdits = (Cost, Applicability, [Option<Op>; 3]);

/// A token in another notation than JSON's.
pub(in crate::repair) struct Habitual<'t> {
    pub(in crate::repair) token: StrictToken<'t>,
    /// Where it ends.
    pub(in crate::repair) end: usize,
    pub(in crate::repair) cost: Cost,
    /// Maximum certainty of the edits.
    pub(in crate::repair) sure: Applicability,
    /// The edits that make it JSON.
    pub(in crate::repair) ops: [Option<Op>; 3],
}

impl<'t> Habitual<'t> {
    fn new(token: StrictToken<'t>, end: usize, cost: Cost, ops: [Option<Op>; 3]) -> Self {
        Self { token, end, cost, sure: Applicability::Certain, ops }
    }
}

impl<'t> Search<'t, '_> {
    /// The token at `start`, if its notation is habit in the text and what comes behind it is what should.
    #[inline(never)]
    pub(in crate::repair) fn habitual(
        &self,
        start: usize,
        grammar: Grammar,
        inside: Option<Container>,
        shape: ShapeId,
    ) -> Option<Habitual<'t>> {
        let is_name = matches!(grammar, Grammar::Name | Grammar::NameOrEnd);
        let inside = inside?;
        let rest = self.text.get(start..)?;
        let first = rest.chars().next()?;
        match (grammar, Quote::of(first)) {
            (Grammar::Colon | Grammar::CommaOrEnd, _) => self.other_separator(start, rest, grammar, inside),
            (Grammar::End, _) | (_, Some(Quote::Double)) => None,
            (_, Some(quote)) => self.in_other_quotes(start, rest, quote, is_name),
            (_, None) if is_name => self.bare_name(start, rest),
            (_, None) => self.other_literal(start, rest, shape).or_else(|| self.bare_value(start, rest, inside, shape)),
        }
    }

    /// The removal of the comma before `closer`, where trailing commas are habit in the text. `mark` is that of the
    /// comma: a comma that replaces another token has no mark and stays.
    pub(in crate::repair) fn trailing_comma(
        &self,
        mark: u32,
        grammar: Grammar,
        inside: Option<Container>,
        closer: TokenKind,
    ) -> Option<HabitualEdits> {
        let cost = self.statistics.trailing_comma_cost;
        let closes = match inside? {
            Container::Object => closer == TokenKind::EndObject && grammar == Grammar::Name,
            Container::Array => closer == TokenKind::EndArray && grammar == Grammar::Value,
        };
        let end = usize::try_from(mark).ok()?;
        let start = end.checked_sub(1).filter(|_| closes && cost == cost::trailing_comma_habit())?;
        let op = Op { code: Code::TrailingComma, span: Span::new(start, end), replacement: Replacement::Put("") };
        Some((cost, self.most_sure(), [Some(op), None, None]))
    }

    /// A separator that the text has for the one of JSON, with the start of a name or value behind it.
    fn other_separator(
        &self,
        start: usize,
        rest: &'t str,
        grammar: Grammar,
        inside: Container,
    ) -> Option<Habitual<'t>> {
        let is_colon = grammar == Grammar::Colon;
        let (mark, put, kind, cost) = match rest.as_bytes() {
            [b'=', b'>', ..] if is_colon => ("=>", ":", TokenKind::Colon, self.statistics.colon_cost),
            [b'=', ..] if is_colon => ("=", ":", TokenKind::Colon, self.statistics.colon_cost),
            [b';', ..] if !is_colon => (";", ",", TokenKind::Comma, self.statistics.comma_cost),
            _ => return None,
        };
        let behind = rest.get(mark.len()..)?;
        let next = behind.trim_ascii_start().as_bytes().first()?;
        let is_value = || next.is_ascii_alphanumeric() || b"{[\"'-".contains(next);
        let is_name = || next.is_ascii_alphabetic() || b"\"'_".contains(next);
        let is_followed = if is_colon || inside == Container::Array { is_value() } else { is_name() };
        if cost != cost::other_separator_habit() || !is_followed {
            return None;
        }
        let span = Span::new(start, start + mark.len());
        let op = Op { code: Code::WrongSeparator, span, replacement: Replacement::Put(put) };
        let token = StrictToken { kind, from: start, content: "" };
        Some(Habitual { sure: self.most_sure(), ..Habitual::new(token, span.end, cost, [Some(op), None, None]) })
    }

    /// The most that can be said for an edit that no rival was weighed against: only a schema says that there is none.
    fn most_sure(&self) -> Applicability {
        if self.shape_cost.shape.is_given() { Applicability::Certain } else { Applicability::Likely }
    }

    /// A string between quotes that the text is full of, without anything in it that could be a quote or an escape.
    fn in_other_quotes(&self, start: usize, rest: &'t str, quote: Quote, is_name: bool) -> Option<Habitual<'t>> {
        let cost = self.statistics.quote_cost(quote);
        if cost != cost::other_quote_habit() {
            return None;
        }
        let body = rest.get(quote.len()..)?;
        let (length, closer, is_dirty) = content_end(body, quote)?;
        let content = body.get(..length)?;
        let behind = body.get(length + closer.len()..)?;
        // A literal that Markdown marks as code.
        if quote == Quote::Back && self.statistics.main_quote != quote && Literal::read(content).is_some() {
            return None;
        }
        // An odd character is dearer in a name than in a value.
        if is_name && content.contains(|c| c == '\\' || Quote::of(c).is_some()) {
            return None;
        }
        if content.is_empty() || content.starts_with(' ') || content.ends_with(' ') || !self.follows(behind, is_name) {
            return None;
        }
        let opens = Span::new(start, start + quote.len());
        let closes = Span::new(opens.end + length, opens.end + length + closer.len());
        let put = |span| Some(Op { code: Code::NonstandardQuote, span, replacement: Replacement::Put("\"") });
        let within = Span::new(opens.end, closes.start);
        let escape = Op { code: Code::UnescapedQuote, span: within, replacement: Replacement::Escape };
        let token = StrictToken { kind: TokenKind::String, from: opens.end, content };
        let found = Habitual::new(token, closes.end, cost, [put(opens), is_dirty.then_some(escape), put(closes)]);
        Some(if is_dirty { Habitual { sure: self.most_sure(), ..found } } else { found })
    }

    /// Whether a text goes on as behind a name or, where it is none, as behind a value.
    fn follows(&self, behind: &str, is_name: bool) -> bool {
        let next = behind.bytes().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        let is_habit = |cost| cost == cost::other_separator_habit();
        match next {
            Some(b':') => is_name,
            Some(b'=') => is_name && is_habit(self.statistics.colon_cost),
            Some(b';') => !is_name && is_habit(self.statistics.comma_cost),
            next => !is_name && matches!(next, Some(b',' | b'}' | b']')),
        }
    }

    /// A word before a colon, where names have no quotes.
    fn bare_name(&self, start: usize, rest: &'t str) -> Option<Habitual<'t>> {
        let cost = self.statistics.bare_name_cost?;
        let is_given = self.shape_cost.shape.is_given();
        // Only a shape tells that a name is one however it is spelt.
        let is_part = |byte: &u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => true,
            b'$' | b'@' | b'.' | b'-' => is_given,
            _ => false,
        };
        let length = rest.bytes().take(LONGEST).take_while(is_part).count();
        let content = rest.get(..length)?;
        if content.is_empty()
            || content.as_bytes().first()?.is_ascii_digit()
            || !self.follows(rest.get(length..)?, true)
        {
            return None;
        }
        let put = |code, at| Some(Op { code, span: Span::at(at), replacement: Replacement::Put("\"") });
        let end = start + length;
        let token = StrictToken { kind: TokenKind::String, from: start, content };
        let ops = [put(Code::MissingQuote, start), put(Code::UnquotedName, end), None];
        // An edit at the start of a string costs as much as one at its end.
        Some(Habitual::new(token, end, 2 * cost, ops))
    }

    /// A literal of another language, where there are several.
    fn other_literal(&self, start: usize, rest: &'t str, shape: ShapeId) -> Option<Habitual<'t>> {
        let cost = self.statistics.literal_cost;
        if cost != cost::other_literal_habit() {
            return None;
        }
        let length = rest.bytes().take(16).take_while(u8::is_ascii_alphabetic).count();
        let Some(Literal::Other(kind, text)) = Literal::read(rest.get(..length)?) else { return None };
        if self.shape_cost.scalar(shape, kind) > 0 || !self.follows(rest.get(length..)?, false) {
            return None;
        }
        let token_kind = match text {
            "true" => TokenKind::True,
            "false" => TokenKind::False,
            _ => TokenKind::Null,
        };
        let span = Span::new(start, start + length);
        let op = Op { code: Code::NonstandardLiteral, span, replacement: Replacement::Put(text) };
        let token = StrictToken { kind: token_kind, from: start, content: "" };
        Some(Habitual::new(token, span.end, cost, [Some(op), None, None]))
    }

    /// Words for a string, where strings have no quotes: up to a comma with a name behind it, or to a closing bracket.
    fn bare_value(&self, start: usize, rest: &'t str, inside: Container, shape: ShapeId) -> Option<Habitual<'t>> {
        let cost = self.statistics.bare_value_cost?;
        let ends = |c: char| matches!(c, ',' | '}' | ']') || !is_in_words(c);
        let (length, _) = rest.char_indices().take(LONGEST).find(|(_, c)| ends(*c))?;
        let content = rest.get(..length)?.trim_end_matches(' ');
        let behind = rest.get(length..)?;
        let is_followed = match behind.as_bytes().first()? {
            b'}' => inside == Container::Object,
            // Brackets round a single word are what printers put for what they leave out: `[Object]`.
            b']' => inside == Container::Array && !self.text.get(..start)?.trim_end().ends_with('['),
            b',' => inside == Container::Object && starts_with_name(behind.get(1..)?),
            _ => false,
        };
        let takes_strings = self.shape_cost.shape.node(shape).kinds.intersects(Kinds::STRING);
        let is_word = content.starts_with(char::is_alphanumeric) && Literal::read(content).is_none();
        if !is_followed || !takes_strings || !is_word || content.contains("//") {
            return None;
        }
        let put = |code, at| Some(Op { code, span: Span::at(at), replacement: Replacement::Put("\"") });
        let end = start + content.len();
        let token = StrictToken { kind: TokenKind::String, from: start, content };
        let ops = [put(Code::MissingQuote, start), put(Code::UnquotedString, end), None];
        Some(Habitual { sure: Applicability::Likely, ..Habitual::new(token, end, 2 * cost, ops) })
    }
}

/// Where the content of a string ends that `quote` opened, the quote that closes it, and whether something in it needs
/// an escape. `None` where a quote in it may as well be one that opens or closes a string, or a backslash be meant as
/// itself.
fn content_end(body: &str, quote: Quote) -> Option<(usize, Quote, bool)> {
    let mut is_dirty = false;
    // The character before a quote, blanks aside: beside structure the quote opens a string.
    let mut before = '"';
    let mut characters = body.char_indices().take(LONGEST);
    while let Some((at, character)) = characters.next() {
        match (character, Quote::of(character)) {
            ('\\', _) => {
                is_dirty = true;
                let (_, escaped) = characters.next()?;
                if escaped < ' ' || escaped == '"' {
                    return None;
                }
            }
            (..' ', _) => return None,
            (_, Some(other)) if quote.is_closed_by(other) => return Some((at, other, is_dirty)),
            (_, Some(other)) => {
                let behind = body.get(at + other.len()..)?.trim_start_matches(' ').chars().next()?;
                if is_structure(before) || is_structure(behind) || behind < ' ' || Quote::of(behind).is_some() {
                    return None;
                }
                is_dirty |= other == Quote::Double;
            }
            _ => {}
        }
        if character != ' ' {
            before = character;
        }
    }
    None
}

fn is_structure(character: char) -> bool {
    matches!(character, '{' | '}' | '[' | ']' | ':' | ',' | '=' | ';')
}

/// Whether words may go on with a character. Quotes, brackets and marks of comments are weighed by the search.
fn is_in_words(character: char) -> bool {
    let is_mark = matches!(character, '{' | '[' | '#' | ';' | '=' | '\\' | '*') || character < ' ';
    !is_mark && Quote::of(character).is_none() && !crate::repair::tokens::is_odd_blank(character)
}

/// Whether a name and a colon come first in a text. Slashes after the colon make it an address.
fn starts_with_name(text: &str) -> bool {
    let name = text.trim_ascii_start();
    let (length, rest) = match name.strip_prefix('"') {
        Some(quoted) => match quoted.find('"') {
            Some(length) if length < LONGEST => (length, quoted.get(length + 1..)),
            _ => return false,
        },
        None => {
            let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_@$".contains(byte)).count();
            (length, name.get(length..).filter(|_| !name.starts_with(|first: char| first.is_ascii_digit())))
        }
    };
    let rest = rest.unwrap_or_default().trim_ascii_start();
    length > 0 && rest.starts_with(':') && !rest.starts_with("://")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Applicability;
    use crate::limits::Limits;
    use crate::repair::recover;
    use crate::schema::Shape;

    /// The repaired text, whether all edits are certain, and how many steps the search took.
    fn read(text: &str) -> (String, bool, u64) {
        let schema = serde_json::json!({"type": "object", "properties": {
            "id": {"type": "string"}, "scanName": {"type": "string"}, "isActive": {"type": "boolean"},
        }});
        let shape = Shape::from_schema(&serde_json::json!({"type": "array", "items": schema}));
        let recovery = recover(text, &shape, &Limits::default()).unwrap();
        let changes = recovery.script.changes();
        let certain = changes.iter().all(|change| change.note.applicability == Applicability::Certain);
        (recovery.script.apply(text), certain, recovery.steps)
    }

    fn list(object: &str) -> String {
        format!("[{}]", [object; 8].join(", "))
    }

    #[test]
    fn notations_that_are_habit_need_no_search() {
        let sound = list(r#"{"id": "a", "scanName": "b, c", "isActive": true}"#);
        for object in [
            r#"{id: "a", scanName: "b, c", isActive: true}"#,
            r"{'id': 'a', 'scanName': 'b, c', 'isActive': true}",
            r"{‘id’: ‘a’, ‘scanName’: ‘b, c’, ‘isActive’: true}",
            r#"{"id": "a", "scanName": "b, c", "isActive": True}"#,
            r"{id: 'a', scanName: 'b, c', isActive: True}",
            r#"{"id"="a", "scanName"="b, c", "isActive"=true}"#,
            r#"{"id": "a"; "scanName": "b, c"; "isActive": true}"#,
            r#"{"id": "a", "scanName": "b, c", "isActive": true,}"#,
            r"{id: 'a', scanName: 'b, c', isActive: True,}",
        ] {
            let (repaired, is_certain, steps) = read(&list(object));
            let blanks = |text: &str| text.replace(" :", ":").replace(": ", ":");
            assert_eq!((blanks(&repaired), is_certain, steps), (blanks(&sound), true, 0), "{object}");
        }
    }

    /// Where bare words end is sure only as far as names and brackets tell.
    #[test]
    fn bare_values_that_are_habit_need_no_search() {
        let sound = list(r#"{"id": "5-a", "scanName": "b c: d", "isActive": true}"#);
        for object in
            [r#"{"id": 5-a, "scanName": b c: d, "isActive": true}"#, r"{id: 5-a, scanName: b c: d, isActive: true}"]
        {
            assert_eq!(read(&list(object)), (sound.clone(), false, 0), "{object}");
        }
        for object in [
            r#"{"id": a, b, "scanName": c, "isActive": true}"#,
            r#"{"id": a "scanName": c, "isActive": true}"#,
            r#"{"id": a # b, "scanName": c, "isActive": true}"#,
        ] {
            assert!(read(&list(object)).2 > 0, "{object}");
        }
    }

    /// The content of a string in the quotes that are habit is escaped where it has to be.
    #[test]
    fn strings_keep_what_is_in_them() {
        for (habit, sound) in [
            (r"'a \\ b'", r#""a \\ b""#),
            (r"'it\'s'", r#""it's""#),
            (r#"'say "b" twice'"#, r#""say \"b\" twice""#),
            ("'a “b” c'", "\"a “b” c\""),
        ] {
            let object = |quote: char, name: &str| {
                format!("{{{quote}id{quote}: {quote}a{quote}, {quote}scanName{quote}: {name}}}")
            };
            let (repaired, is_certain, steps) = read(&list(&object('\'', habit)));
            assert_eq!((repaired, is_certain, steps), (list(&object('"', sound)), true, 0), "{habit}");
        }
    }

    #[test]
    fn other_faults_among_them_are_searched_for() {
        let sound = list(r#"{"id": "a", "scanName": "b", "isActive": true}"#);
        let habit = list("{id: 'a', scanName: 'b', isActive: true}");
        for (from, to) in [("'b', isActive", "'b' isActive"), ("id: 'a'", "id 'a'"), ("true}]", "true,}]")] {
            let (repaired, _, steps) = read(&habit.replacen(from, to, 1));
            let repaired: String = repaired.split_whitespace().collect();
            assert_eq!(repaired, sound.split_whitespace().collect::<String>(), "{to}");
            assert!(steps > 0, "{to}");
        }
    }

    /// A quote or escape within a string is weighed by the search.
    #[test]
    fn strings_with_quotes_within_are_left_to_the_search() {
        for content in ["it's", "a, \"b\"", r#"a\"b"#, "a\nb", " a", "a ", ""] {
            let text = list(&format!("{{'id': '{content}', 'scanName': 'b'}}"));
            let search = Search::new(&text, &Shape::ANY, &Limits::default()).habitual(
                8,
                Grammar::Value,
                Some(Container::Object),
                ShapeId::ANY,
            );
            assert!(search.is_none(), "{content}");
        }
    }
}
