#![expect(clippy::arithmetic_side_effects, reason = "the index of a node, of which there are as many as bytes at most")]

use std::borrow::Cow;

use super::Content;
use super::scalar::decode_string;
use crate::text::Span;

/// What a node of the tape is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NodeKind {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number; its text is kept.
    Number,
    /// A string, or a member name.
    String,
    /// An array; its elements follow.
    Array,
    /// An object; its names and values follow, in turn.
    Object,
}

/// One value or member name, with its place. Sixteen bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) next: u32,
    pub(super) kind: NodeKind,
    pub(super) escaped: bool,
}

/// A parsed text: its values in order, flat, each with its span.
#[derive(Clone, Debug)]
pub struct Tape<'t> {
    text: &'t str,
    nodes: Vec<Node>,
}

impl<'t> Tape<'t> {
    pub(super) fn new(text: &'t str, nodes: Vec<Node>) -> Self {
        Self { text, nodes }
    }

    /// The text that was parsed.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// How many values and names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never: a document has at least its root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The value of the whole document.
    #[must_use]
    pub fn root(&self) -> Value<'_, 't> {
        Value { tape: self, index: 0 }
    }

    /// Every value and member name of the document, in order.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Value<'_, 't>> {
        (0..self.nodes.len() as u32).map(|index| Value { tape: self, index })
    }

    pub(super) fn node(&self, index: u32) -> Node {
        const NOTHING: Node = Node { start: 0, end: 0, next: u32::MAX, kind: NodeKind::Null, escaped: false };
        self.nodes.get(index as usize).copied().unwrap_or(NOTHING)
    }

    /// The document as compact JSON: the same tokens without white space.
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
#[derive(Clone, Copy, Debug)]
pub struct Value<'a, 't> {
    tape: &'a Tape<'t>,
    index: u32,
}

impl<'a, 't> Value<'a, 't> {
    fn node(self) -> Node {
        self.tape.node(self.index)
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> NodeKind {
        self.node().kind
    }

    /// Where it stands, quotes and brackets included.
    #[must_use]
    pub fn span(self) -> Span {
        let node = self.node();
        Span::new(node.start as usize, node.end as usize)
    }

    /// Its text as it stands, quotes and brackets included.
    #[must_use]
    pub fn raw(self) -> &'t str {
        self.span().slice(self.tape.text)
    }

    /// What a string means; `None` for any other kind. Borrowed from the text where no escape stands in the way.
    #[must_use]
    pub fn as_str(self) -> Option<Cow<'t, str>> {
        let Content { raw, escaped } = self.content()?;
        Some(if escaped { decode_string(raw) } else { Cow::Borrowed(raw) })
    }

    /// The content of a string as it stands; `None` for any other kind.
    pub(crate) fn content(self) -> Option<Content<'t>> {
        let node = self.node();
        if node.kind != NodeKind::String {
            return None;
        }
        let raw = Span::new(node.start as usize + 1, (node.end as usize).saturating_sub(1)).slice(self.tape.text);
        Some(Content { raw, escaped: node.escaped })
    }

    /// Its place among the nodes of the tape.
    pub(crate) fn index(self) -> u32 {
        self.index
    }

    /// The elements of an array; none for any other kind.
    #[must_use]
    pub fn elements(self) -> Elements<'a, 't> {
        let node = self.node();
        let end = if node.kind == NodeKind::Array { node.next } else { self.index };
        Elements { tape: self.tape, index: self.index + 1, end }
    }

    /// The members of an object, name and value; none for any other kind.
    #[must_use]
    pub fn members(self) -> Members<'a, 't> {
        let node = self.node();
        let end = if node.kind == NodeKind::Object { node.next } else { self.index };
        Members { tape: self.tape, index: self.index + 1, end }
    }

    /// The value of the first member of that name, spelt exactly so.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Value<'a, 't>> {
        self.members().find(|(key, _)| key.as_str().is_some_and(|key| key == name)).map(|(_, value)| value)
    }
}

/// The elements of an array.
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

/// The members of an object, name and value.
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
