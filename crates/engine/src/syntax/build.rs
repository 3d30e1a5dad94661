#![expect(clippy::arithmetic_side_effects, reason = "counts of nodes, of which there are as many as bytes at most")]

use super::grammar::Container;
use super::scan::{Literal, Sink, scan};
use super::tape::{Node, NodeKind};
use super::{Content, Cursor};
use crate::text::Span;

/// Builds the nodes of a JSON text; `None` if `text` is not JSON.
pub(super) fn build(text: &str, max_depth: usize) -> Option<Vec<Node>> {
    u32::try_from(text.len()).ok()?;
    let mut cursor = Cursor::new(text);
    let mut builder = Builder { nodes: Vec::with_capacity(text.len() / 12), parent: NONE, depth: max_depth };
    cursor.token();
    scan(&mut cursor, &mut builder, ())?;
    cursor.is_done().then_some(builder.nodes)
}

/// The parent of the root.
const NONE: u32 = u32::MAX;

struct Builder {
    nodes: Vec<Node>,
    /// The innermost open container. Until it closes, its `next` holds the container around it, so that the nodes are
    /// the stack as well.
    parent: u32,
    /// Number of further containers that may open.
    depth: usize,
}

impl Builder {
    #[inline(always)]
    fn push(&mut self, kind: NodeKind, span: Span, escaped: bool) {
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { start: span.start as u32, end: span.end as u32, next, kind, escaped });
    }
}

impl<'t> Sink<'t> for Builder {
    type Place = ();

    #[inline(always)]
    fn open(&mut self, (): (), container: Container, cursor: &Cursor<'t>) -> Option<()> {
        self.depth = self.depth.checked_sub(1)?;
        let kind = match container {
            Container::Object => NodeKind::Object,
            Container::Array => NodeKind::Array,
        };
        let index = self.nodes.len() as u32;
        let start = cursor.offset() as u32;
        self.nodes.push(Node { start, end: 0, next: self.parent, kind, escaped: false });
        self.parent = index;
        Some(())
    }

    #[inline(always)]
    fn close(&mut self, end: usize) -> Option<Option<Container>> {
        self.depth += 1;
        let next = self.nodes.len() as u32;
        let node = self.nodes.get_mut(self.parent as usize)?;
        self.parent = node.next;
        node.next = next;
        node.end = end as u32;
        Some(self.nodes.get(self.parent as usize).map(|parent| match parent.kind {
            NodeKind::Object => Container::Object,
            _ => Container::Array,
        }))
    }

    #[inline(always)]
    fn name(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        let start = cursor.offset();
        let Content { raw, escaped } = cursor.name()?;
        self.push(NodeKind::String, Span::new(start, start + raw.len() + 2), escaped);
        Some(())
    }

    #[inline(always)]
    fn element(&mut self) {}

    #[inline(always)]
    fn string(&mut self, (): (), content: Content<'t>, span: Span) -> Option<()> {
        self.push(NodeKind::String, span, content.escaped);
        Some(())
    }

    #[inline(always)]
    fn number(&mut self, (): (), _: &'t str, span: Span) -> Option<()> {
        self.push(NodeKind::Number, span, false);
        Some(())
    }

    #[inline(always)]
    fn literal(&mut self, (): (), literal: Literal, span: Span) -> Option<()> {
        let kind = match literal {
            Literal::True => NodeKind::True,
            Literal::False => NodeKind::False,
            Literal::Null => NodeKind::Null,
        };
        self.push(kind, span, false);
        Some(())
    }
}
