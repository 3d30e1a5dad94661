//! Concatenated documents, if none is preferred: they are read as one array.

use super::embedded;
use super::stretches::stretches;
use crate::decode::layer::Found;
use crate::decode::layer::{Layer, Rest, Rewrite};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;
use crate::syntax::parse::parse;
use crate::text::Span;

pub(in crate::decode) fn find(bytes: &[u8], limits: &Limits, found: &mut Found) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // Lines of a log contain the document; none of them is the document itself.
    if !found.is_any || embedded::holds_documents(bytes) {
        return;
    }
    let all = stretches(bytes);
    let in_order = |mut documents: Vec<Span>| {
        documents.sort_by_key(|document| document.start);
        documents
    };
    let sound = in_order([&*all.sound, &*all.parts].concat());
    let documents = in_order([&*sound, &*all.broken].concat());
    let is_sound = |document: &Span| parse(document.slice(text), limits.depth).is_ok();
    if sound.is_empty() || !sound.iter().all(is_sound) || !is_all(bytes, &documents) {
        return;
    }
    match (&*sound, &*all.broken) {
        // The end of a record and the next one: the valid one must not be edited.
        ([one], [broken]) if broken.len() <= one.len().saturating_mul(2) => {
            let layer = Layer::pick_of(bytes, *one, &documents, Code::Envelope, Applicability::Likely);
            found.push(layer.map(|layer| layer.beside(Rest::IsOtherThanDocument)));
        }
        ([_], _) => {}
        _ => found.push(list(bytes, &sound, all.broken)),
    }
}

/// Returns whether only white space and a comma follow each document, and only white space precedes the first.
fn is_all(bytes: &[u8], documents: &[Span]) -> bool {
    let starts = std::iter::once(0).chain(documents.iter().map(|document| document.end));
    let ends = documents.iter().map(|document| document.start).chain([bytes.len()]);
    // A record separator may precede each.
    let is_mark = |byte: &u8| *byte == 0x1e || byte.is_ascii_whitespace();
    let is_gap = |gap: Span| {
        let gap_bytes = gap.slice_bytes(bytes);
        let others = gap_bytes.iter().filter(|byte| !is_mark(byte));
        let commas = usize::from(gap.start > 0 && gap_bytes.contains(&b','));
        others.clone().count() == commas && others.clone().all(|byte| *byte == b',')
    };
    starts.zip(ends).all(|(start, end)| is_gap(Span::new(start, end)))
}

/// Returns the valid documents as the elements of an array; damaged ones are left out.
fn list(bytes: &[u8], sound: &[Span], broken: Vec<Span>) -> Option<Layer> {
    let mut rewrite = Rewrite::new(bytes);
    let mut mark = "[";
    for document in sound {
        rewrite.replace(document.start, mark, Code::OtherDocuments, Applicability::Likely);
        rewrite.keep(document.end);
        mark = ",";
    }
    rewrite.replace(bytes.len(), "]", Code::OtherDocuments, Applicability::Likely);
    let layer = rewrite.finish()?.beside(Rest::IsOtherThanDocument);
    Some(Layer { listed: sound.len(), others: broken, ..layer })
}
