//! A valid document with other text before and after it.

use super::embedded;
use super::stretches::{Stretches, stretches};
use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rest};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::syntax::parse::parse;
use crate::text::Span;

/// Valid spans that are examined for the one of the expected type.
const MOST_PICKED: usize = 12;

pub(in crate::decode) fn find(bytes: &[u8], limits: &Limits, found: &mut Found) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // Lines of a log contain the document; none of them is the document itself.
    if found.is_any && embedded::holds_documents(bytes) {
        return;
    }
    let all = stretches(bytes);
    let mut picked: Vec<Span> = if found.is_any { all.main().into_iter().collect() } else { all.sound.clone() };
    picked.sort_by_key(|span| std::cmp::Reverse(span.len()));
    picked.truncate(MOST_PICKED);
    for span in picked {
        let is_all = span.len() == text.trim_ascii().len();
        if !is_all && !goes_on(text, span) && parse(span.slice(text), limits.depth).is_ok() {
            found.push(alone(bytes, span, &all));
        }
    }
}

/// Returns whether members and a closing brace follow an object, so that it was closed too early.
fn goes_on(text: &str, object: Span) -> bool {
    let behind = text.get(object.end..).unwrap_or_default().trim();
    let behind = behind.strip_prefix(',').unwrap_or(behind).trim_start();
    let is_object = text.as_bytes().get(object.start) == Some(&b'{');
    let name = behind.strip_prefix('"').filter(|_| is_object && behind.ends_with('}'));
    let after_name = name.and_then(|name| name.split_once('"')).map(|(_, after)| after.trim_start());
    after_name.is_some_and(|after| after.starts_with(':'))
}

/// Keeps one of the spans, and lists the others as possible documents.
fn alone(bytes: &[u8], span: Span, all: &Stretches) -> Option<Layer> {
    let layer = Layer::pick(bytes, span, Code::Envelope, Applicability::Likely)?;
    let others = all.sound.iter().chain(&all.broken).filter(|other| **other != span).copied().collect();
    Some(Layer { others, ..layer.beside(Rest::IsOtherThanDocument) })
}
