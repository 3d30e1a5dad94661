//! Texts that are one scalar: a literal of another language, a string in other quotes or without its last one.

use crate::diagnostic::{Applicability, Code, Repair};
use crate::repair::dialect::escapes::is_cut_escape;
use crate::repair::dialect::statistics::Literal;
use crate::repair::doubt::rivals::loses_zeros;
use crate::repair::tokens::Quote;
use crate::schema::{Kinds, Shape};
use crate::syntax::{is_number, plain_number, string_fault};
use crate::text::{Change, Script, Span};

/// The changes that make JSON of a text that is one literal, number or string; `None` where it is something else, or
/// where the shape asks for something else.
pub(in crate::repair) fn scalar(text: &str, shape: &Shape) -> Option<Script<Repair>> {
    let kinds = shape.node(shape.root()).kinds;
    let word = text.trim();
    let start = text.len() - text.trim_start().len();
    let whole = Span::new(start, start + word.len());
    let put = |span: Span, insert: &str, code, applicability| {
        let note = Repair { code, applicability };
        Change { span, insert: insert.to_owned(), note }
    };
    let changes = match Literal::read(word) {
        Some(Literal::Other(kind, json)) if kinds.intersects(kind) => {
            vec![put(whole, json, Code::NonstandardLiteral, Applicability::Likely)]
        }
        Some(Literal::OtherNumber) if kinds.intersects(Kinds::NUMBER) => {
            let sure =
                if loses_zeros(word) || word.ends_with('.') { Applicability::Guess } else { Applicability::Likely };
            vec![put(whole, &plain_number(word)?, Code::NonstandardNumber, sure)]
        }
        Some(_) => return None,
        None if kinds.intersects(Kinds::STRING) => {
            let quote = Quote::of(word.chars().next()?)?;
            let content = word.get(quote.len()..)?;
            let last = content.chars().next_back().and_then(Quote::of);
            let closer = last.filter(|last| quote.is_closed_by(*last)).map_or(0, Quote::len);
            let content = content.get(..content.len() - closer)?;
            // Another quote of the kind or a bracket: this is more than one string.
            let is_plain =
                |c: char| !(c < ' ' || c == '"' || Quote::of(c).is_some_and(|other| quote.is_closed_by(other)));
            let end = start + quote.len() + content.len();
            let cut =
                content.char_indices().rev().take(12).find(|(at, _)| is_cut_escape(content.get(*at..).unwrap_or("")));
            let kept = content.get(..cut.map_or(content.len(), |(at, _)| at))?;
            if !kept.chars().all(is_plain) || string_fault(kept, 0).is_some() || looks_like_more(word, content) {
                return None;
            }
            let mut changes = Vec::new();
            if quote != Quote::Double {
                changes.push(put(
                    Span::new(start, start + quote.len()),
                    "\"",
                    Code::NonstandardQuote,
                    Applicability::Likely,
                ));
            }
            if closer == 0 {
                let from = start + quote.len() + kept.len();
                changes.push(put(Span::new(from, end), "\"", Code::CutOff, Applicability::Likely));
            } else if quote != Quote::Double {
                changes.push(put(Span::new(end, end + closer), "\"", Code::NonstandardQuote, Applicability::Likely));
            }
            changes
        }
        None => return None,
    };
    Some(Script::new(changes).0).filter(|script| !script.is_empty())
}

/// Whether a text in quotes is rather a damaged document: it holds brackets, or goes on as a member would.
fn looks_like_more(word: &str, content: &str) -> bool {
    content.contains(['{', '}', '[', ']']) || is_number(word) || content.contains("\": ")
}
