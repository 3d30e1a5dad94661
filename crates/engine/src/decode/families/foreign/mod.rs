//! Documents in a string literal of another language: a command line, a script, an SQL statement, a log that escapes
//! quoted text. One kind of escape precedes or replaces structural characters; it is removed from the whole string.

pub(in crate::decode) mod hex;
mod octets;
mod text;
mod unit;

#[cfg(test)]
pub(in crate::decode) mod tests;

use memchr::memmem;

use super::stretches::stretches;
use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rest, Rewrite};
use crate::decode::lines::behind;
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::text::Span;
use unit::{LANGUAGES, LOGGED, Language, Unit};

/// Spaces allowed between the opening of a literal and the document.
const MOST_BLANKS: usize = 16;

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let mut documents = None;
    let logged = text::hexadecimal(bytes).map(|span| (&LOGGED, span));
    let literals = LANGUAGES.iter().filter_map(|language| Some((language, language.longest(bytes)?)));
    for (language, span) in literals.chain(logged) {
        // A literal inside a single document is part of that document.
        let documents = documents.get_or_insert_with(|| stretches(bytes));
        if !documents.holds(span.start) {
            found.push(language.unescaped(bytes, span));
        }
    }
    found.push(hex::find(bytes));
    found.push(text::octal(bytes));
    found.push(text::carets(bytes));
}

impl Language {
    /// Returns the content of the longest literal of this language that starts as a document does and contains an
    /// escape.
    fn longest(&self, bytes: &[u8]) -> Option<Span> {
        let mut best: Option<Span> = None;
        let mut at = 0;
        while let Some(step) = memmem::find(behind(bytes, at), self.open) {
            let start = at + step + self.open.len();
            at = start;
            if !self.starts_document(bytes, start) {
                continue;
            }
            let mut is_escaped = false;
            let mut end = start;
            loop {
                match (self.unit)(behind(bytes, end)) {
                    Unit::End => break,
                    Unit::Same(length) => end += length,
                    Unit::Escape(length, _) => {
                        is_escaped = true;
                        end += length;
                    }
                }
            }
            let span = Span::new(start, end.min(bytes.len()));
            if is_escaped && best.is_none_or(|best| best.len() < span.len()) {
                best = Some(span);
            }
            at = span.end;
        }
        best
    }

    /// Returns whether the first character of a literal other than white space, which may be escaped, is a bracket: a
    /// filter by its first bytes, before the score compares interpretations.
    fn starts_document(&self, bytes: &[u8], mut at: usize) -> bool {
        for _ in 0..MOST_BLANKS {
            match (self.unit)(behind(bytes, at)) {
                Unit::Same(length) => match bytes.get(at) {
                    Some(b'{' | b'[') => return true,
                    Some(byte) if byte.is_ascii_whitespace() => at += length,
                    _ => return false,
                },
                Unit::Escape(length, text) => match text.trim_ascii().first() {
                    Some(b'{' | b'[') => return true,
                    Some(_) => return false,
                    None => at += length,
                },
                Unit::End => return false,
            }
        }
        false
    }

    /// Decodes the content of a literal, and drops the text around it.
    fn unescaped(&self, bytes: &[u8], span: Span) -> Option<Layer> {
        let mut rewrite = Rewrite::new(bytes);
        rewrite.drop(span.start, Code::Envelope, Applicability::Likely);
        while rewrite.at() < span.end {
            match (self.unit)(behind(bytes, rewrite.at())) {
                Unit::Same(length) => rewrite.keep(rewrite.at() + length),
                Unit::Escape(length, text) => rewrite.restate(rewrite.at() + length, &text),
                Unit::End => break,
            }
        }
        rewrite.decoded(span, Code::EscapedDocument, Applicability::Certain, self.name);
        rewrite.drop(bytes.len(), Code::Envelope, Applicability::Likely);
        rewrite.finish().map(|layer| layer.beside(Rest::CountsUnlessDocument))
    }
}
