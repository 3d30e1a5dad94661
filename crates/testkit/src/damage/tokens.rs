//! A sound JSON text with the places where damage can be done.
//!
//! It reads only texts of our own making, so it checks nothing; and it shares no code with the crate's parser, so that a
//! fault there cannot hide in the cases that are to show it.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    BraceOpen,
    BraceClose,
    BracketOpen,
    BracketClose,
    Comma,
    Colon,
    QuoteOpen,
    QuoteClose,
    /// What stands between two quotes.
    Content,
    Number,
    /// `true`, `false` or `null`.
    Literal,
}

impl Kind {
    /// Whether the token is one of the six of the grammar.
    pub(crate) fn structural(self) -> bool {
        !self.quote() && !matches!(self, Self::Content | Self::Number | Self::Literal)
    }

    /// Whether the token is a quote.
    pub(crate) fn quote(self) -> bool {
        matches!(self, Self::QuoteOpen | Self::QuoteClose)
    }

    /// Whether the token closes an object or an array.
    pub(crate) fn closer(self) -> bool {
        matches!(self, Self::BraceClose | Self::BracketClose)
    }
}

/// A token and where it belongs.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// Where it is.
    pub(crate) span: Range<usize>,
    /// The node it belongs to: a bracket's or comma's container; the member's value for a colon or a name.
    pub(crate) node: usize,
    /// Whether it is part of a member's name.
    pub(crate) name: bool,
}

/// A value of the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// The value, quotes or brackets included.
    pub(crate) span: Range<usize>,
    /// The name in front of it, quotes included, if it is a member's value.
    pub(crate) name: Option<Range<usize>>,
    /// What contains it; the root is its own parent.
    pub(crate) parent: usize,
    /// The values in it, in order.
    pub(crate) children: Vec<usize>,
    /// The byte it begins with, which tells its kind.
    pub(crate) first: u8,
}

impl Node {
    /// Whether it is an array.
    pub(crate) fn array(&self) -> bool {
        self.first == b'['
    }

    /// Whether it is an object.
    pub(crate) fn object(&self) -> bool {
        self.first == b'{'
    }

    /// Whether it is a string.
    pub(crate) fn string(&self) -> bool {
        self.first == b'"'
    }

    /// The name and the value, or the value alone.
    pub(crate) fn whole(&self) -> Range<usize> {
        self.name.as_ref().map_or(self.span.start, |name| name.start)..self.span.end
    }
}

/// A sound text, its tokens and its values.
#[derive(Clone, Debug)]
pub(crate) struct Document<'t> {
    /// The text.
    pub(crate) text: &'t str,
    /// Its tokens, in order.
    pub(crate) tokens: Vec<Token>,
    /// Its values; the root is the first.
    pub(crate) nodes: Vec<Node>,
}

impl<'t> Document<'t> {
    /// Reads a sound text.
    pub(crate) fn new(text: &'t str) -> Self {
        let mut document = Self { text, tokens: Vec::new(), nodes: Vec::new() };
        document.value(0, None, 0);
        document
    }

    /// The text of a span.
    pub(crate) fn slice(&self, span: Range<usize>) -> &'t str {
        self.text.get(span).unwrap_or_default()
    }

    /// The tokens that fit.
    pub(crate) fn such(&self, fits: impl Fn(&Token) -> bool) -> Vec<&Token> {
        self.tokens.iter().filter(|token| fits(token)).collect()
    }

    /// The values that fit.
    pub(crate) fn values(&self, fits: impl Fn(&Node) -> bool) -> Vec<&Node> {
        self.nodes.iter().filter(|node| fits(node)).collect()
    }

    /// Whether a value stands in an array.
    pub(crate) fn element(&self, node: &Node) -> bool {
        node.name.is_none() && node.span.start > 0 && self.nodes.get(node.parent).is_some_and(Node::array)
    }

    /// What a quoted span holds, as written.
    pub(crate) fn content(&self, quoted: &Range<usize>) -> &'t str {
        self.slice(quoted.start + 1..quoted.end.saturating_sub(1))
    }

    /// The tokens, with the three of a string taken as one, as a reader sees words.
    pub(crate) fn words(&self) -> Vec<(Kind, Range<usize>)> {
        let mut words: Vec<(Kind, Range<usize>)> = Vec::with_capacity(self.tokens.len());
        for token in &self.tokens {
            match (token.kind, words.last_mut()) {
                (Kind::Content | Kind::QuoteClose, Some((Kind::QuoteOpen, span))) => span.end = token.span.end,
                _ => words.push((token.kind, token.span.clone())),
            }
        }
        words
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or_default()
    }

    fn blank(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), b' ' | b'\n' | b'\r' | b'\t') {
            at += 1;
        }
        at
    }

    fn push(&mut self, kind: Kind, span: Range<usize>, node: usize, name: bool) -> usize {
        let end = span.end;
        self.tokens.push(Token { kind, span, node, name });
        end
    }

    /// Reads a value and gives its end.
    fn value(&mut self, at: usize, name: Option<Range<usize>>, parent: usize) -> usize {
        let at = self.blank(at);
        let node = self.nodes.len();
        let first = self.byte(at);
        self.nodes.push(Node { span: at..at, name, parent, children: Vec::new(), first });
        if node != parent {
            if let Some(container) = self.nodes.get_mut(parent) {
                container.children.push(node);
            }
        }
        let end = match first {
            b'{' | b'[' => self.container(at, node, first == b'{'),
            b'"' => self.string(at, node, false),
            _ => {
                let rest = self.text.as_bytes().iter().skip(at);
                let end = at + rest.take_while(|byte| !matches!(byte, b',' | b'}' | b']' | b' ' | b'\n')).count();
                let kind = if first.is_ascii_alphabetic() { Kind::Literal } else { Kind::Number };
                self.push(kind, at..end, node, false)
            }
        };
        if let Some(node) = self.nodes.get_mut(node) {
            node.span.end = end;
        }
        end
    }

    fn container(&mut self, at: usize, node: usize, object: bool) -> usize {
        let (open, close) =
            if object { (Kind::BraceOpen, Kind::BraceClose) } else { (Kind::BracketOpen, Kind::BracketClose) };
        let inside = self.push(open, at..at + 1, node, false);
        let mut at = self.blank(inside);
        while !matches!(self.byte(at), b'}' | b']' | 0) {
            if self.byte(at) == b',' {
                at = self.push(Kind::Comma, at..at + 1, node, false);
            } else if object {
                let member = self.nodes.len();
                let end = self.string(at, member, true);
                let colon = self.blank(end);
                self.push(Kind::Colon, colon..colon + 1, member, false);
                at = self.value(colon + 1, Some(at..end), node);
            } else {
                at = self.value(at, None, node);
            }
            at = self.blank(at);
        }
        self.push(close, at..at + 1, node, false)
    }

    fn string(&mut self, at: usize, node: usize, name: bool) -> usize {
        let start = self.push(Kind::QuoteOpen, at..at + 1, node, name);
        let mut end = start;
        while !matches!(self.byte(end), b'"' | 0) {
            end += if self.byte(end) == b'\\' { 2 } else { 1 };
        }
        if end > start {
            self.push(Kind::Content, start..end, node, name);
        }
        self.push(Kind::QuoteClose, end..end + 1, node, name)
    }
}
