//! Documents inside of strings whose quotes nobody escaped: `"answered {"id": 1}"`. Their quotes are content as a
//! whole.

use std::collections::HashMap;

use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::Hypothesis;
use crate::repair::beam::stack::Quick;
use crate::repair::cost;
use crate::repair::expand::Here;
use crate::syntax::grammar::{Action, Container, State as Grammar};
use crate::syntax::{Lexer, TokenKind};

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
        let mut lexer = Lexer::starting_at(text, start);
        let mut open: Vec<(Container, usize, usize)> = Vec::new();
        let mut strings = 0_usize;
        let mut state = Grammar::Value;
        loop {
            let token = lexer.next_token();
            self.known_to = token.span.end.max(start + 1);
            strings += usize::from(token.kind == TokenKind::String);
            if token.kind == TokenKind::Blank {
                continue;
            }
            let inside = open.last().map(|(container, ..)| *container);
            match state.step(inside, token.kind) {
                Some(Action::Open(container)) if open.len() < DEEPEST => {
                    open.push((container, token.span.start, strings));
                    state = Grammar::after_open(container);
                }
                Some(Action::Close) => {
                    let closed = open.pop().filter(|(.., before)| strings > *before);
                    self.ends.extend(closed.map(|(_, start, _)| (start, token.span.end)));
                    state = Grammar::after_value(open.last().map(|(container, ..)| *container));
                    if open.is_empty() {
                        return;
                    }
                }
                Some(Action::Name) => state = Grammar::Colon,
                Some(Action::Scalar) => state = Grammar::after_value(inside),
                Some(Action::Separator(next)) => state = next,
                Some(Action::Open(_)) | None => return,
            }
        }
    }
}

impl Search<'_, '_> {
    /// Inside a string, at an opening bracket: takes all of a sound container for content.
    pub(in crate::repair) fn embedded(&mut self, state: Hypothesis, here: Here) {
        // Behind a quote alone the string may have ended.
        if state.quotes % 2 == 1 {
            return;
        }
        let Some(end) = self.embedded.end(self.text, here.span.start).and_then(|end| u32::try_from(end).ok()) else {
            return;
        };
        self.take(Hypothesis {
            cost: state.cost.saturating_add(cost::EMBEDDED_DOCUMENT),
            comment: end,
            dirty: true,
            // All quotes have partners.
            quotes: state.quotes.saturating_add(2),
            ..state
        });
    }
}
