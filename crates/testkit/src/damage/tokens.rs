//! An undamaged JSON text with the places for damage.
//!
//! It parses only generated texts, so it checks nothing. It shares no code with the crate's parser, so that a fault of
//! the parser cannot hide in the cases that should reveal it.

use std::ops::Range;

/// Kinds of tokens.
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
    /// Content of a string, between the quotes.
    Content,
    Number,
    /// `true`, `false` or `null`.
    Literal,
}

impl Kind {
    /// Returns whether the token is one of the six structural characters.
    pub(crate) fn structural(self) -> bool {
        !self.quote() && !matches!(self, Self::Content | Self::Number | Self::Literal)
    }

    /// Returns whether the token is a quote.
    pub(crate) fn quote(self) -> bool {
        matches!(self, Self::QuoteOpen | Self::QuoteClose)
    }

    /// Returns whether the token closes an object or an array.
    pub(crate) fn closer(self) -> bool {
        matches!(self, Self::BraceClose | Self::BracketClose)
    }
}

/// A token with its node.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// Kind of the token.
    pub(crate) kind: Kind,
    /// Span of the token.
    pub(crate) span: Range<usize>,
    /// Index of its node: the container for a bracket or comma; the member's value for a colon or a name.
    pub(crate) node: usize,
    /// Whether the token is part of a member's name.
    pub(crate) name: bool,
}

/// A value of the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    /// Span of the value, including quotes or brackets.
    pub(crate) span: Range<usize>,
    /// Span of the name, including quotes; `None` for a value that is not a member's.
    pub(crate) name: Option<Range<usize>>,
    /// Index of the container; the root is its own parent.
    pub(crate) parent: usize,
    /// Indices of the values inside, in order.
    pub(crate) children: Vec<usize>,
    /// First byte, which tells the kind.
    pub(crate) first: u8,
}

impl Node {
    /// Returns whether the value is an array.
    pub(crate) fn array(&self) -> bool {
        self.first == b'['
    }

    /// Returns whether the value is an object.
    pub(crate) fn object(&self) -> bool {
        self.first == b'{'
    }

    /// Returns whether the value is a string.
    pub(crate) fn string(&self) -> bool {
        self.first == b'"'
    }

    /// Returns the span of name and value, or of the value if it has no name.
    pub(crate) fn whole(&self) -> Range<usize> {
        self.name.as_ref().map_or(self.span.start, |name| name.start)..self.span.end
    }
}

/// An undamaged text with its tokens and values.
#[derive(Clone, Debug)]
pub(crate) struct Document<'t> {
    /// The text.
    pub(crate) text: &'t str,
    /// Tokens, in order.
    pub(crate) tokens: Vec<Token>,
    /// Values; the root is the first.
    pub(crate) nodes: Vec<Node>,
}

impl<'t> Document<'t> {
    /// Parses an undamaged text.
    pub(crate) fn new(text: &'t str) -> Self {
        let mut document = Self { text, tokens: Vec::new(), nodes: Vec::new() };
        document.value(0, None, 0);
        document
    }

    /// Returns the text of a span.
    pub(crate) fn slice(&self, span: Range<usize>) -> &'t str {
        self.text.get(span).unwrap_or_default()
    }

    /// Returns the tokens that satisfy `fits`.
    pub(crate) fn such(&self, fits: impl Fn(&Token) -> bool) -> Vec<&Token> {
        self.tokens.iter().filter(|token| fits(token)).collect()
    }

    /// Returns the values that satisfy `fits`.
    pub(crate) fn values(&self, fits: impl Fn(&Node) -> bool) -> Vec<&Node> {
        self.nodes.iter().filter(|node| fits(node)).collect()
    }

    /// Returns whether a value is an element of an array.
    pub(crate) fn element(&self, node: &Node) -> bool {
        node.name.is_none() && node.span.start > 0 && self.nodes.get(node.parent).is_some_and(Node::array)
    }

    /// Returns the undecoded content of a quoted span.
    pub(crate) fn content(&self, quoted: &Range<usize>) -> &'t str {
        self.slice(quoted.start + 1..quoted.end.saturating_sub(1))
    }

    /// Returns the tokens, with the three tokens of a string as one.
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

    /// Parses a value and returns its end.
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
