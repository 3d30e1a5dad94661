#![expect(clippy::arithmetic_side_effects, reason = "the index of a node, of which there are as many as bytes at most")]

use std::borrow::Cow;

use super::Content;
use super::scalar::decode_string;
use crate::text::Span;

/// The kind of a node on the tape.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NodeKind {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number, kept as text.
    Number,
    /// A string, or a member name.
    String,
    /// An array, followed by its elements.
    Array,
    /// An object, followed by its names and values in turn.
    Object,
}

/// One value or member name, with its span. Sixteen bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) next: u32,
    pub(super) kind: NodeKind,
    pub(super) escaped: bool,
}

/// A parsed text: a flat list of its values and member names in the order of the text, each with its span.
///
/// [`parse`](super::parse()) builds it; [`Value`] is a view of one node.
///
/// ```
/// use jsonmend::syntax::{NodeKind, parse};
///
/// let tape = parse(r#"{"id": "7", "on": true}"#, 128).unwrap();
/// let id = tape.root().get("id").unwrap();
/// assert_eq!((id.kind(), id.raw(), id.span().start), (NodeKind::String, "\"7\"", 7));
/// assert_eq!(tape.root().members().count(), 2);
/// ```
///
/// ```
/// let tape = jsonmend::syntax::parse(r#"{"ids": [1, 2]}"#, 8)?;
/// assert_eq!((tape.len(), tape.is_empty(), tape.text().len()), (5, false, 15));
/// assert_eq!(tape.nodes().map(|node| node.raw()).last(), Some("2"));
/// assert_eq!(tape.to_compact(), r#"{"ids":[1,2]}"#);
/// # Ok::<(), jsonmend::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tape<'t> {
    text: &'t str,
    nodes: Vec<Node>,
}

impl<'t> Tape<'t> {
    pub(super) fn new(text: &'t str, nodes: Vec<Node>) -> Self {
        Self { text, nodes }
    }

    /// Returns the text that was parsed.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Returns the number of values and member names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns `false`: a document has at least its root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Returns the value of the whole document.
    #[must_use]
    pub fn root(&self) -> Value<'_, 't> {
        Value { tape: self, index: 0 }
    }

    /// Returns every value and member name of the document, in the order of the text.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Value<'_, 't>> {
        (0..self.nodes.len() as u32).map(|index| Value { tape: self, index })
    }

    pub(super) fn node(&self, index: u32) -> Node {
        const NOTHING: Node = Node { start: 0, end: 0, next: u32::MAX, kind: NodeKind::Null, escaped: false };
        self.nodes.get(index as usize).copied().unwrap_or(NOTHING)
    }

    /// Returns the document as compact JSON: its tokens, unchanged, without white space.
    #[must_use]
    pub fn to_compact(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut lexer = super::Lexer::new(self.text);
        loop {
            let token = lexer.next_token();
            match token.kind {
                super::TokenKind::End => return out,
                super::TokenKind::Blank => {}
                _ => out.push_str(token.span.slice(self.text)),
            }
        }
    }
}

/// A value on a [`Tape`].
///
/// ```
/// use jsonmend::syntax::{NodeKind, parse};
/// use jsonmend::text::Span;
///
/// let tape = parse(r#"{"name": "n\u0061me", "ids": [1, 2]}"#, 8)?;
/// let name = tape.root().get("name").unwrap();
/// assert_eq!((name.kind(), name.span(), name.raw()), (NodeKind::String, Span::new(9, 20), r#""n\u0061me""#));
/// assert_eq!(name.as_str().as_deref(), Some("name"));
/// let (_, ids) = tape.root().members().last().unwrap();
/// assert_eq!(ids.elements().map(|id| id.raw()).collect::<Vec<_>>(), ["1", "2"]);
/// # Ok::<(), jsonmend::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Value<'a, 't> {
    tape: &'a Tape<'t>,
    index: u32,
}

impl<'a, 't> Value<'a, 't> {
    fn node(self) -> Node {
        self.tape.node(self.index)
    }

    /// Returns the kind of the value.
    #[must_use]
    pub fn kind(self) -> NodeKind {
        self.node().kind
    }

    /// Returns its span in bytes of the text, including quotes or brackets.
    #[must_use]
    pub fn span(self) -> Span {
        let node = self.node();
        Span::new(node.start as usize, node.end as usize)
    }

    /// Returns its source text, including quotes or brackets.
    #[must_use]
    pub fn raw(self) -> &'t str {
        self.span().slice(self.tape.text)
    }

    /// Returns the decoded content of a string, borrowed from the text if it has no escapes; `None` for any other kind.
    #[must_use]
    pub fn as_str(self) -> Option<Cow<'t, str>> {
        let Content { raw, escaped } = self.content()?;
        Some(if escaped { decode_string(raw) } else { Cow::Borrowed(raw) })
    }

    /// Returns the undecoded content of a string; `None` for any other kind.
    pub(crate) fn content(self) -> Option<Content<'t>> {
        let node = self.node();
        if node.kind != NodeKind::String {
            return None;
        }
        let raw = Span::new(node.start as usize + 1, (node.end as usize).saturating_sub(1)).slice(self.tape.text);
        Some(Content { raw, escaped: node.escaped })
    }

    /// Returns the index of the node on the tape.
    pub(crate) fn index(self) -> u32 {
        self.index
    }

    /// Returns the elements of an array; none for any other kind.
    #[must_use]
    pub fn elements(self) -> Elements<'a, 't> {
        let node = self.node();
        let end = if node.kind == NodeKind::Array { node.next } else { self.index };
        Elements { tape: self.tape, index: self.index + 1, end }
    }

    /// Returns the members of an object as pairs of name and value; none for any other kind.
    #[must_use]
    pub fn members(self) -> Members<'a, 't> {
        let node = self.node();
        let end = if node.kind == NodeKind::Object { node.next } else { self.index };
        Members { tape: self.tape, index: self.index + 1, end }
    }

    /// Returns the value of the first member called exactly `name`; `None` if there is none, or the value is not an
    /// object.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Value<'a, 't>> {
        self.members().find(|(key, _)| key.as_str().is_some_and(|key| key == name)).map(|(_, value)| value)
    }
}

/// Iterator over the elements of an array, from [`Value::elements`].
#[derive(Clone, Debug)]
pub struct Elements<'a, 't> {
    tape: &'a Tape<'t>,
    index: u32,
    end: u32,
}

impl<'a, 't> Iterator for Elements<'a, 't> {
    type Item = Value<'a, 't>;

    fn next(&mut self) -> Option<Self::Item> {
        let index = self.index;
        if index >= self.end {
            return None;
        }
        self.index = self.tape.node(index).next;
        Some(Value { tape: self.tape, index })
    }
}

/// Iterator over the members of an object as pairs of name and value, from [`Value::members`].
#[derive(Clone, Debug)]
pub struct Members<'a, 't> {
    tape: &'a Tape<'t>,
    index: u32,
    end: u32,
}

impl<'a, 't> Iterator for Members<'a, 't> {
    type Item = (Value<'a, 't>, Value<'a, 't>);

    fn next(&mut self) -> Option<Self::Item> {
        let name = self.index;
        if name >= self.end {
            return None;
        }
        let value = name + 1;
        self.index = self.tape.node(value).next;
        Some((Value { tape: self.tape, index: name }, Value { tape: self.tape, index: value }))
    }
}
