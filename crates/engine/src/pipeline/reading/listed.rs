//! Several documents where an array is expected: one per line, or concatenated.

use super::Reading;
use super::source::Source;
use crate::decode::parts;
use crate::diagnostic::{Applicability, Code, Repair};
use crate::schema::Kinds;
use crate::syntax::NodeKind;
use crate::syntax::parse::parse;
use crate::text::{Change, Script, Span};

impl Reading<'_> {
    /// Returns all documents of a text as one array, if the shape is an array and each document is an object that may
    /// be an element. `None` if other text is between them, or one of them is damaged.
    pub(super) fn listed<'s>(&self, source: &Source<'_>) -> Option<Source<'s>> {
        let root = self.shape.node(self.shape.root());
        if root.kinds.intersects(Kinds::OBJECT) || !root.kinds.intersects(Kinds::ARRAY) {
            return None;
        }
        let text = &*source.text;
        let documents = parts(text.as_bytes());
        let element = self.shape.node(self.shape.element(self.shape.root()));
        let is_element = |document: &Span| {
            parse(document.slice(text), self.limits.depth).is_ok_and(|tape| {
                let mut names = tape.root().members().filter_map(|(name, _)| name.as_str());
                tape.root().kind() == NodeKind::Object
                    && (!element.known || names.any(|name| element.member(&name).is_some()))
            })
        };
        if documents.len() < 2 || !documents.iter().all(is_element) {
            return None;
        }
        Some(source.changed(&joining(text, &documents)?))
    }
}

/// Returns the script that adds brackets around the documents and commas between them; `None` if anything but white
/// space is between them.
fn joining(text: &str, documents: &[Span]) -> Option<Script<Repair>> {
    let put = |span: Span, insert: &str| Change {
        span,
        insert: insert.to_owned(),
        note: Repair { code: Code::CoercedValue, applicability: Applicability::Likely },
    };
    let (first, last) = (documents.first()?, documents.last()?);
    let mut changes = vec![put(Span::at(first.start), "[")];
    for pair in documents.windows(2) {
        let [one, next] = pair else { return None };
        let gap = Span::new(one.end, next.start);
        if !gap.slice(text).trim().is_empty() {
            return None;
        }
        changes.push(put(Span::at(gap.start), ","));
    }
    changes.push(put(Span::at(last.end), "]"));
    let outside = [Span::new(0, first.start), Span::new(last.end, text.len())];
    outside.iter().all(|part| part.slice(text).trim().is_empty()).then(|| Script::new(changes).0)
}
