//! Tokens in a notation that is habit in a text: member names without quotes, strings in other quotes, literals of another
//! language. Where one can mean nothing else, strict reading takes it along with its edits, and no search is needed.

use super::atoms::Quote;
use super::census::Literal;
use super::evidence::{self as price, Price};
use super::search::Search;
use super::state::{Op, What};
use super::walker::StrictToken;
use crate::diagnostic::Code;
use crate::schema::ShapeId;
use crate::syntax::TokenKind;
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

/// A name or string that is longer than this is left to the search.
const LONGEST: usize = 4096;

/// A token in another notation than JSON's.
pub(super) struct Habitual<'t> {
    pub(super) token: StrictToken<'t>,
    /// Where it ends.
    pub(super) end: usize,
    pub(super) cost: Price,
    /// The edits that make it JSON.
    pub(super) ops: [Option<Op>; 2],
}

impl<'t> Search<'t, '_> {
    /// The token at `start`, if its notation is habit in the text and what comes behind it is what should.
    #[inline(never)]
    pub(super) fn habitual(
        &self,
        start: usize,
        grammar: Grammar,
        inside: Option<Container>,
        shape: ShapeId,
    ) -> Option<Habitual<'t>> {
        let is_name = matches!(grammar, Grammar::Name | Grammar::NameOrEnd);
        if inside.is_none() || !(is_name || matches!(grammar, Grammar::Value | Grammar::ElementOrEnd)) {
            return None;
        }
        let rest = self.text.get(start..)?;
        let first = rest.chars().next()?;
        match Quote::of(first) {
            Some(Quote::Double) => None,
            Some(quote) => self.in_other_quotes(start, rest, quote, is_name),
            None if is_name => self.bare_name(start, rest),
            None => self.other_literal(start, rest, shape),
        }
    }

    /// A string between quotes that the text is full of, without anything in it that could be a quote or an escape.
    fn in_other_quotes(&self, start: usize, rest: &'t str, quote: Quote, is_name: bool) -> Option<Habitual<'t>> {
        let cost = self.census.quote_price(quote);
        if cost != price::OTHER_QUOTE_HABIT {
            return None;
        }
        let body = rest.get(quote.len()..)?;
        let ends = |c: char| c < ' ' || c == '\\' || Quote::of(c).is_some();
        let (length, closer) = body.char_indices().take(LONGEST).find(|(_, c)| ends(*c))?;
        if !Quote::of(closer).is_some_and(|closer| quote.is_closed_by(closer)) {
            return None;
        }
        let content = body.get(..length)?;
        let behind = body.get(length + closer.len_utf8()..)?;
        if content.is_empty() || content.starts_with(' ') || content.ends_with(' ') || !follows(behind, is_name) {
            return None;
        }
        let opens = Span::new(start, start + quote.len());
        let closes = Span::new(opens.end + length, opens.end + length + closer.len_utf8());
        let put = |span| Some(Op { code: Code::NonstandardQuote, span, what: What::Put("\"") });
        let token = StrictToken { kind: TokenKind::String, from: opens.end, content };
        Some(Habitual { token, end: closes.end, cost, ops: [put(opens), put(closes)] })
    }

    /// A word before a colon, where names have no quotes.
    fn bare_name(&self, start: usize, rest: &'t str) -> Option<Habitual<'t>> {
        let cost = self.census.bare_name_price?;
        let is_given = self.judge.shape.is_given();
        // Only a shape tells that a name is one however it is spelt.
        let is_part = |byte: &u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => true,
            b'$' | b'@' | b'.' | b'-' => is_given,
            _ => false,
        };
        let length = rest.bytes().take(LONGEST).take_while(is_part).count();
        let content = rest.get(..length)?;
        if content.is_empty() || content.as_bytes().first()?.is_ascii_digit() || !follows(rest.get(length..)?, true) {
            return None;
        }
        let put = |code, at| Some(Op { code, span: Span::at(at), what: What::Put("\"") });
        let end = start + length;
        let token = StrictToken { kind: TokenKind::String, from: start, content };
        let ops = [put(Code::MissingQuote, start), put(Code::UnquotedName, end)];
        // It costs as much at its start as at its end.
        Some(Habitual { token, end, cost: 2 * cost, ops })
    }

    /// A literal of another language, where there are several.
    fn other_literal(&self, start: usize, rest: &'t str, shape: ShapeId) -> Option<Habitual<'t>> {
        let cost = self.census.literal_price;
        if cost != price::OTHER_LITERAL_HABIT {
            return None;
        }
        let length = rest.bytes().take(16).take_while(u8::is_ascii_alphabetic).count();
        let Some(Literal::Other(kind, text)) = Literal::read(rest.get(..length)?) else { return None };
        if self.judge.scalar(shape, kind) > 0 || !follows(rest.get(length..)?, false) {
            return None;
        }
        let token_kind = match text {
            "true" => TokenKind::True,
            "false" => TokenKind::False,
            _ => TokenKind::Null,
        };
        let span = Span::new(start, start + length);
        let op = Op { code: Code::NonstandardLiteral, span, what: What::Put(text) };
        let token = StrictToken { kind: token_kind, from: start, content: "" };
        Some(Habitual { token, end: span.end, cost, ops: [Some(op), None] })
    }
}

/// Whether a text goes on as behind a name or, where it is none, as behind a value.
fn follows(behind: &str, is_name: bool) -> bool {
    let next = behind.bytes().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    if is_name { next == Some(b':') } else { matches!(next, Some(b',' | b'}' | b']')) }
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
        ] {
            assert_eq!(read(&list(object)), (sound.clone(), true, 0), "{object}");
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
        for content in ["it's", "a\"b", r"a\'b", " a", "a ", ""] {
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
