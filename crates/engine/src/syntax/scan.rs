//! The scanner: one loop over the grammar of RFC 8259 for all readers of sound text.

use super::grammar::Container;
use super::{Content, Cursor};
use crate::text::Span;

/// A literal of JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Literal {
    True,
    False,
    Null,
}

/// Receives the tokens of a text from [`scan`].
///
/// The sink keeps the stack of open containers, because each sink stores something else with them. A method returns
/// `None` to stop the scan at the token.
pub(crate) trait Sink<'t> {
    /// Knowledge of the sink about a value before its first byte, such as its schema.
    type Place: Copy;

    /// Takes the opening bracket at the cursor, which the scanner passes afterwards.
    fn open(&mut self, place: Self::Place, container: Container, cursor: &Cursor<'t>) -> Option<()>;

    /// Takes the closing bracket of the innermost container, which ends at `end`. Returns the container around it; the
    /// inner `None` is the end of the outermost.
    fn close(&mut self, end: usize) -> Option<Option<Container>>;

    /// Takes a name. The sink itself passes the name, its colon and the white space after it, since it may know how the
    /// name is written: a comparison is faster than a search for the end of the name.
    fn name(&mut self, cursor: &mut Cursor<'t>) -> Option<Self::Place>;

    /// Announces an element of the innermost container.
    fn element(&mut self) -> Self::Place;

    /// Takes a string; `span` includes its quotes.
    fn string(&mut self, place: Self::Place, content: Content<'t>, span: Span) -> Option<()>;

    /// Takes a number.
    fn number(&mut self, place: Self::Place, text: &'t str, span: Span) -> Option<()>;

    /// Takes a literal.
    fn literal(&mut self, place: Self::Place, literal: Literal, span: Span) -> Option<()>;
}

/// Passes one value and gives its tokens to `sink`. The cursor is at the first byte of the value, and ends behind the
/// value, or at the token that is not JSON or that the sink stopped.
///
/// The scanner gives no reasons: [`explain`](super::parse::explain) finds them, on a second pass that only faulty texts
/// need. Without states and error values the loop runs several times as fast as the automaton of
/// [`grammar`](super::grammar).
#[inline(always)]
pub(crate) fn scan<'t, S: Sink<'t>>(cursor: &mut Cursor<'t>, sink: &mut S, root: S::Place) -> Option<()> {
    let mut place = root;
    // The innermost open container.
    let mut inside: Option<Container> = None;
    loop {
        match cursor.peek() {
            b'{' => {
                sink.open(place, Container::Object, cursor)?;
                cursor.pass();
                inside = Some(Container::Object);
                if cursor.token() != b'}' {
                    place = sink.name(cursor)?;
                    continue;
                }
                cursor.pass();
                inside = sink.close(cursor.offset())?;
            }
            b'[' => {
                sink.open(place, Container::Array, cursor)?;
                cursor.pass();
                inside = Some(Container::Array);
                if cursor.token() != b']' {
                    place = sink.element();
                    continue;
                }
                cursor.pass();
                inside = sink.close(cursor.offset())?;
            }
            byte => scalar(byte, cursor, sink, place)?,
        }
        // After a value: containers close until a comma leads to the next one.
        loop {
            let Some(container) = inside else { return Some(()) };
            let byte = cursor.token();
            if byte == b',' {
                cursor.pass();
                cursor.token();
                place = match container {
                    Container::Object => sink.name(cursor)?,
                    Container::Array => sink.element(),
                };
                break;
            }
            if char::from(byte) != container.closer() {
                return None;
            }
            cursor.pass();
            inside = sink.close(cursor.offset())?;
        }
    }
}

/// Passes the scalar at the cursor, which begins with `byte`.
#[inline(always)]
fn scalar<'t, S: Sink<'t>>(byte: u8, cursor: &mut Cursor<'t>, sink: &mut S, place: S::Place) -> Option<()> {
    let start = cursor.offset();
    let literal = match byte {
        b'"' => {
            let content = cursor.string()?;
            return sink.string(place, content, Span::new(start, cursor.offset()));
        }
        b't' => Literal::True,
        b'f' => Literal::False,
        b'n' => Literal::Null,
        _ => {
            let text = cursor.number()?;
            return sink.number(place, text, Span::new(start, cursor.offset()));
        }
    };
    cursor.literal(literal.text())?;
    sink.literal(place, literal, Span::new(start, cursor.offset()))
}

impl Literal {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Null => "null",
        }
    }
}
