#![expect(clippy::arithmetic_side_effects, reason = "counts of nodes, of which there are as many as bytes at most")]

use super::Cursor;
use super::tape::{Node, NodeKind};

/// Builds the nodes of a JSON text; `None` if `text` is not JSON.
pub(super) fn build(text: &str, max_depth: usize) -> Option<Vec<Node>> {
    u32::try_from(text.len()).ok()?;
    Builder { cursor: Cursor::new(text), nodes: Vec::with_capacity(text.len() / 12), parent: NONE, depth: max_depth }
        .run()
}

/// The parent of the root.
const NONE: u32 = u32::MAX;

struct Builder<'t> {
    cursor: Cursor<'t>,
    nodes: Vec<Node>,
    /// The innermost open container. Until it closes, its `next` holds the container around it, so that the nodes are
    /// the stack as well.
    parent: u32,
    /// How many more containers may open.
    depth: usize,
}

impl Builder<'_> {
    fn run(mut self) -> Option<Vec<Node>> {
        loop {
            match self.cursor.token() {
                b'"' => self.string()?,
                b'{' => {
                    self.open(NodeKind::Object)?;
                    match self.cursor.token() {
                        b'"' => {
                            self.name()?;
                            continue;
                        }
                        b'}' => self.close(),
                        _ => return None,
                    }
                }
                b'[' => {
                    self.open(NodeKind::Array)?;
                    match self.cursor.token() {
                        b']' => self.close(),
                        _ => continue,
                    }
                }
                b't' => self.literal("true", NodeKind::True)?,
                b'f' => self.literal("false", NodeKind::False)?,
                b'n' => self.literal("null", NodeKind::Null)?,
                b'-' | b'0'..=b'9' => {
                    let start = self.cursor.offset();
                    self.cursor.number()?;
                    self.push(NodeKind::Number, start, false);
                }
                _ => return None,
            }
            // After a value: containers close until a comma leads to the next one.
            loop {
                let Some(parent) = self.nodes.get(self.parent as usize) else {
                    return self.cursor.is_done().then_some(self.nodes);
                };
                match (self.cursor.token(), parent.kind) {
                    (b',', NodeKind::Object) => {
                        self.cursor.pass();
                        if self.cursor.token() != b'"' {
                            return None;
                        }
                        self.name()?;
                        break;
                    }
                    (b',', _) => {
                        self.cursor.pass();
                        break;
                    }
                    (b'}', NodeKind::Object) | (b']', NodeKind::Array) => self.close(),
                    _ => return None,
                }
            }
        }
    }

    fn open(&mut self, kind: NodeKind) -> Option<()> {
        self.depth = self.depth.checked_sub(1)?;
        let start = self.cursor.offset();
        self.cursor.pass();
        let index = self.nodes.len() as u32;
        self.nodes.push(Node { start: start as u32, end: 0, next: self.parent, kind, escaped: false });
        self.parent = index;
        Some(())
    }

    fn close(&mut self) {
        self.cursor.pass();
        self.depth += 1;
        let next = self.nodes.len() as u32;
        if let Some(node) = self.nodes.get_mut(self.parent as usize) {
            self.parent = node.next;
            node.next = next;
            node.end = self.cursor.offset() as u32;
        }
    }

    #[inline(always)]
    fn name(&mut self) -> Option<()> {
        self.string()?;
        self.cursor.colon()?;
        self.cursor.behind_colon();
        Some(())
    }

    #[inline(always)]
    fn string(&mut self) -> Option<()> {
        let start = self.cursor.offset();
        let escaped = self.cursor.string()?.escaped;
        self.push(NodeKind::String, start, escaped);
        Some(())
    }

    #[inline(always)]
    fn literal(&mut self, literal: &str, kind: NodeKind) -> Option<()> {
        let start = self.cursor.offset();
        self.cursor.literal(literal)?;
        self.push(kind, start, false);
        Some(())
    }

    /// Appends a scalar from `start` to the cursor.
    #[inline(always)]
    fn push(&mut self, kind: NodeKind, start: usize, escaped: bool) {
        let next = self.nodes.len() as u32 + 1;
        let end = self.cursor.offset() as u32;
        self.nodes.push(Node { start: start as u32, end, next, kind, escaped });
    }
}
