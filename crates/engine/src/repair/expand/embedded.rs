//! Documents inside of strings whose quotes nobody escaped: `"answered {"id": 1}"`. Their quotes are content as a
//! whole.

use std::collections::HashMap;

use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::Hypothesis;
use crate::repair::beam::stack::Quick;
use crate::repair::cost;
use crate::repair::expand::Here;
use crate::syntax::grammar::Container;
use crate::syntax::{Content, Cursor, Lexer, Literal, Sink, scan};
use crate::text::Span;

/// Documents longer than this, in bytes, are left to the other hypotheses.
const LONGEST: usize = 4096;
/// Containers that are nested deeper are left to them as well.
const DEEPEST: usize = 64;

/// Where sound containers end. Each byte of the text is looked at once.
#[derive(Default)]
pub(in crate::repair) struct Embedded {
    /// The end of each container that holds a string, by its start.
    ends: HashMap<usize, usize, Quick>,
    /// Before this offset all containers are known.
    known_to: usize,
}

impl Embedded {
    /// The end of the container that starts at `start`, if it is sound JSON and holds a string.
    fn end(&mut self, text: &str, start: usize) -> Option<usize> {
        if start >= self.known_to {
            self.look(text, start);
        }
        self.ends.get(&start).copied()
    }

    /// Notes the containers from `start` on, up to the end of the first or its first fault.
    fn look(&mut self, text: &str, start: usize) {
        let mut end = start.saturating_add(LONGEST).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = text.get(..end).unwrap_or(text);
        let mut cursor = Cursor::starting_at(text, start);
        let sound = scan(&mut cursor, &mut Ends { ends: &mut self.ends, open: Vec::new(), strings: 0 }, ());
        let end = match sound {
            Some(()) => cursor.offset(),
            None => Lexer::starting_at(text, cursor.offset()).next_token().span.end,
        };
        self.known_to = end.max(start + 1);
    }
}

/// Notes where the containers of a scan end.
struct Ends<'e> {
    ends: &'e mut HashMap<usize, usize, Quick>,
    /// The open containers: kind, start, and the count of strings before.
    open: Vec<(Container, usize, usize)>,
    strings: usize,
}

impl<'t> Sink<'t> for Ends<'_> {
    type Place = ();

    fn open(&mut self, (): (), container: Container, cursor: &Cursor<'t>) -> Option<()> {
        (self.open.len() < DEEPEST).then(|| self.open.push((container, cursor.offset(), self.strings)))
    }

    fn close(&mut self, end: usize) -> Option<Option<Container>> {
        let closed = self.open.pop().filter(|(.., before)| self.strings > *before);
        self.ends.extend(closed.map(|(_, start, _)| (start, end)));
        Some(self.open.last().map(|(container, ..)| *container))
    }

    fn name(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        cursor.name()?;
        self.strings += 1;
        Some(())
    }

    fn element(&mut self) {}

    fn string(&mut self, (): (), _: Content<'t>, _: Span) -> Option<()> {
        self.strings += 1;
        Some(())
    }

    fn number(&mut self, (): (), _: &'t str, _: Span) -> Option<()> {
        Some(())
    }

    fn literal(&mut self, (): (), _: Literal, _: Span) -> Option<()> {
        Some(())
    }
}

impl Search<'_, '_> {
    /// Inside a string, at an opening bracket: takes all of a sound container for content.
    pub(in crate::repair) fn embedded(&mut self, state: Hypothesis, here: Here) {
        // After a single quote the string may have ended, and a container behind a name is a member's value.
        let before = self.text.get(..here.span.start).unwrap_or_default().trim_end();
        let name = before.strip_suffix(':').map(str::trim_end);
        if state.quotes % 2 == 1 || name.is_some_and(|name| name.ends_with('"')) {
            return;
        }
        let Some(end) = self.embedded.end(self.text, here.span.start).and_then(|end| u32::try_from(end).ok()) else {
            return;
        };
        self.take(Hypothesis {
            cost: state.cost.saturating_add(cost::embedded_document()),
            comment: end,
            dirty: true,
            // All quotes have partners.
            quotes: state.quotes.saturating_add(2),
            ..state
        });
    }
}
