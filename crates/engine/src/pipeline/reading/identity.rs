//! Whether JSON is the expected document, by the names of its members.
//!
//! Two questions about valid JSON, with one answer to "which of these names does the shape know?":
//! [`may_be`](Reading::may_be) asks about the whole input, before anything is searched within it;
//! [`is_evident`](Reading::is_evident) asks about a document that was found within, before it displaces the input. Which
//! of several interpretations of bytes is most like a document is the question of the score in `decode`, which parses
//! nothing.

use std::borrow::Cow;

use super::Reading;
use crate::pipeline::{Outcome, Report};
use crate::schema::Kinds;
use crate::syntax::parse::parse;
use crate::syntax::{NodeKind, Tape, Value};

/// Returns the decoded names of an object's members; none for another value.
fn names<'a, 't: 'a>(value: Value<'a, 't>) -> impl Iterator<Item = Cow<'t, str>> + use<'a, 't> {
    value.members().filter_map(|(name, _)| name.as_str())
}

/// Returns whether a value has member names, and the shape knows none.
fn is_foreign(value: Value<'_, '_>, is_known: impl Fn(&str) -> bool) -> bool {
    let mut names = names(value).peekable();
    names.peek().is_some() && !names.any(|name| is_known(&name))
}

impl Reading<'_> {
    /// Returns whether the input, which is JSON, may be the expected document unchanged. Other JSON may hold it.
    pub(super) fn may_be(&self, tape: &Tape<'_>) -> bool {
        let root = self.shape.node(self.shape.root());
        match tape.root().kind() {
            NodeKind::String => root.kinds.intersects(Kinds::STRING),
            NodeKind::Object if root.known => !is_foreign(tape.root(), |name| root.member(name).is_some()),
            // An array of strings, each of which may be a document, or of objects without a single known name, where no
            // array is expected.
            NodeKind::Array if !root.kinds.intersects(Kinds::ARRAY) => {
                let holds = |value: Value<'_, '_>| {
                    matches!(value.raw().as_bytes(), [b'"', b'{' | b'[', ..])
                        || is_foreign(value, |name| self.shape.has_name(name))
                };
                tape.root().elements().next().is_none() || !tape.root().elements().all(holds)
            }
            _ => true,
        }
    }

    /// Returns whether a document that was found within valid JSON is beyond doubt: the shape knows several of its
    /// members, or all of them, or one and nothing is damaged.
    pub(super) fn is_evident<T>(&self, report: &Report<T>) -> bool {
        let bytes = report.repaired_text().map_or(self.input, str::as_bytes);
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let root = self.shape.node(self.shape.root());
        let (known, all) = parse(text, self.limits.depth).map_or((0, 0), |tape| {
            // Elements of an array of documents are documents.
            let is_list = tape.root().kind() == NodeKind::Array;
            let is_known = |name: &str| match is_list {
                true => self.shape.has_name(name),
                false => root.member(name).is_some(),
            };
            let names = std::iter::once(tape.root()).chain(tape.root().elements()).flat_map(names);
            names.fold((0, 0), |(known, all), name| (known + usize::from(is_known(&name)), all + 1))
        });
        match report.outcome {
            Outcome::Rejected => false,
            Outcome::Clean => known > 0,
            Outcome::Repaired | Outcome::Partial => known > 1 || (known > 0 && known == all),
        }
    }
}
