#![expect(clippy::arithmetic_side_effects, reason = "the index of a node that is there")]

use super::tape::{Elements, Members, NodeKind, Tape, Value};
use crate::text::Span;
use crate::work;

/// Longer pointers are cut, in bytes: with deep nesting and long names they would otherwise take more memory than the
/// text.
const LONGEST: usize = 1024;

/// Finds the value at an offset and gives its RFC 6901 JSON Pointer.
///
/// Queries in ascending order of offsets pass over the tape once.
///
/// ```
/// use jsonmend::syntax::{Locator, parse};
///
/// let tape = parse(r#"{"ids": [1, 2]}"#, 128).unwrap();
/// assert_eq!(Locator::new(&tape).pointer(12, |_| false), "/ids/1");
/// ```
#[derive(Clone, Debug)]
pub struct Locator<'a, 't> {
    /// Containers around the last offset, outermost first.
    open: Vec<Frame<'a, 't>>,
    /// The pointer of the last query.
    pointer: String,
}

#[derive(Clone, Debug)]
struct Frame<'a, 't> {
    span: Span,
    children: Children<'a, 't>,
    /// The first child that does not end before the last offset.
    child: Option<Child<'a, 't>>,
    /// Number of children passed.
    index: usize,
    /// Segment of that child, if it was requested before.
    segment: Option<Segment>,
}

/// Segment that is written in the pointer of the last query.
#[derive(Clone, Copy, Debug)]
struct Segment {
    is_hidden: bool,
    /// Where it ends in the pointer.
    end: usize,
}

#[derive(Clone, Debug)]
enum Children<'a, 't> {
    Elements(Elements<'a, 't>),
    Members(Members<'a, 't>),
}

#[derive(Clone, Copy, Debug)]
struct Child<'a, 't> {
    name: Option<Value<'a, 't>>,
    value: Value<'a, 't>,
}

impl Child<'_, '_> {
    fn start(&self) -> usize {
        self.name.unwrap_or(self.value).span().start
    }
}

impl<'a, 't> Frame<'a, 't> {
    fn new(value: Value<'a, 't>) -> Self {
        let children = match value.kind() {
            NodeKind::Object => Children::Members(value.members()),
            _ => Children::Elements(value.elements()),
        };
        let mut frame = Self { span: value.span(), children, child: None, index: 0, segment: None };
        frame.child = frame.next();
        frame
    }

    fn next(&mut self) -> Option<Child<'a, 't>> {
        match &mut self.children {
            Children::Elements(elements) => elements.next().map(|value| Child { name: None, value }),
            Children::Members(members) => members.next().map(|(name, value)| Child { name: Some(name), value }),
        }
    }

    fn skip_to(&mut self, offset: usize) {
        while self.child.is_some_and(|child| child.value.span().end <= offset) {
            self.child = self.next();
            self.index += 1;
            self.segment = None;
        }
    }
}

impl<'a, 't> Locator<'a, 't> {
    /// Creates a locator at the start of the tape.
    #[must_use]
    pub fn new(tape: &'a Tape<'t>) -> Self {
        Self { open: vec![Frame::new(tape.root())], pointer: String::new() }
    }

    /// Returns the pointer to the innermost value around `offset`, which must not be lower than in the previous call. Names
    /// whose spans satisfy `hidden` become `•••`; a pointer longer than 1,024 bytes is cut and ends in `…`.
    pub fn pointer(&mut self, offset: usize, hidden: impl Fn(Span) -> bool) -> String {
        self.advance(offset);
        let (mut end, mut is_same) = (0, true);
        for frame in &mut self.open {
            let Some(child) = frame.child.filter(|child| child.start() <= offset) else { break };
            let is_hidden = child.name.is_some_and(|name| hidden(name.span()));
            is_same &= frame.segment.is_some_and(|segment| segment.is_hidden == is_hidden);
            if let Some(segment) = frame.segment.filter(|_| is_same) {
                end = segment.end;
                continue;
            }
            self.pointer.truncate(end);
            self.pointer.push('/');
            if self.pointer.len() > LONGEST {
                self.pointer.push('…');
                end = self.pointer.len();
                break;
            }
            match child.name {
                None => self.pointer.push_str(&frame.index.to_string()),
                Some(_) if is_hidden => self.pointer.push_str("•••"),
                Some(name) => push_segment(name, &mut self.pointer),
            }
            end = self.pointer.len();
            frame.segment = Some(Segment { is_hidden, end });
        }
        work::look(end);
        self.pointer.get(..end).unwrap_or_default().to_owned()
    }

    fn advance(&mut self, offset: usize) {
        while self.open.len() > 1 && self.open.last().is_some_and(|frame| frame.span.end <= offset) {
            self.open.pop();
        }
        while let Some(frame) = self.open.last_mut() {
            frame.skip_to(offset);
            let Some(child) = frame.child else { break };
            let is_container = matches!(child.value.kind(), NodeKind::Object | NodeKind::Array);
            if !is_container || child.value.span().start >= offset {
                break;
            }
            self.open.push(Frame::new(child.value));
        }
    }
}

/// Appends an escaped name, up to the greatest length of a pointer. An escape is never cut.
fn push_segment(name: Value<'_, '_>, pointer: &mut String) {
    work::look(name.span().len());
    let name = name.as_str().unwrap_or_default();
    if pointer.len() + name.len() <= LONGEST && !name.contains(['~', '/']) {
        return pointer.push_str(&name);
    }
    for character in name.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
        if pointer.len() > LONGEST {
            pointer.push('…');
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Locator;
    use crate::syntax::parse::parse;

    #[test]
    fn every_offset_has_its_pointer() {
        let text = r#"{"a":[1,{"b/c":2}],"d":3}"#;
        let tape = parse(text, 8).unwrap();
        let mut locator = Locator::new(&tape);
        let all: Vec<String> = (0..=text.len()).map(|offset| locator.pointer(offset, |_| false)).collect();
        let at = |needle: &str| all[text.find(needle).unwrap()].as_str();
        assert_eq!(all[0], "");
        assert_eq!(at("\"a\""), "/a");
        assert_eq!(at("[1"), "/a");
        assert_eq!(at("1,"), "/a/0");
        assert_eq!(at("{\"b"), "/a/1");
        assert_eq!(at("2}"), "/a/1/b~1c");
        assert_eq!(at("],"), "/a");
        assert_eq!(at("3"), "/d");
        assert_eq!(all[text.len()], "");
        assert_eq!(Locator::new(&tape).pointer(text.len() - 2, |_| false), "/d");
        assert_eq!(Locator::new(&tape).pointer(text.len() - 2, |_| true), "/•••");
    }
    /// Returns the pointer to the innermost value of nested objects with these names.
    fn pointer_to(names: &[&str]) -> String {
        let opened: String = names.iter().map(|name| format!("{{\"{name}\":")).collect();
        let text = format!("{opened}1{}", "}".repeat(names.len()));
        let tape = parse(&text, 2000).unwrap();
        Locator::new(&tape).pointer(opened.len(), |_| false)
    }

    #[test]
    fn pointers_are_whole_up_to_their_greatest_length() {
        let long = |length| "n".repeat(length);
        // A single name of exactly the greatest length.
        assert_eq!(pointer_to(&[&long(1023)]), format!("/{}", long(1023)));
        assert_eq!(pointer_to(&[&long(1024)]), format!("/{}…", long(1024)));
        assert_eq!(pointer_to(&[&long(5000)]), format!("/{}…", long(1024)));
        // The segments after it.
        assert_eq!(pointer_to(&[&long(1021), "b"]), format!("/{}/b", long(1021)));
        assert_eq!(pointer_to(&[&long(1022), "b"]), format!("/{}/b…", long(1022)));
        assert_eq!(pointer_to(&[&long(1023), "b"]), format!("/{}/…", long(1023)));
        assert_eq!(pointer_to(&["a"; 600]), format!("{}/…", "/a".repeat(512)));
        // The length counts the escaped form.
        assert_eq!(pointer_to(&[&"/".repeat(511)]), format!("/{}", "~1".repeat(511)));
        assert_eq!(pointer_to(&[&"~".repeat(513)]), format!("/{}…", "~0".repeat(512)));
    }

    /// The bytes between values belong to the container; the first byte of a value belongs to the value itself.
    #[test]
    fn offsets_at_the_ends_of_values_belong_to_what_comes() {
        let text = r#"{"a": [{"b": 1}, [2], [] ], "c": {}}"#;
        let tape = parse(text, 8).unwrap();
        let mut locator = Locator::new(&tape);
        let all: Vec<String> = (0..=text.len()).map(|offset| locator.pointer(offset, |_| false)).collect();
        for (needle, ahead, expected) in [
            ("{\"a\"", 0, ""),
            ("[{", 0, "/a"),
            ("{\"b\"", 0, "/a/0"),
            ("{\"b\"", 1, "/a/0/b"),
            ("1}", 0, "/a/0/b"),
            ("1}", 1, "/a/0"),
            ("}, [", 1, "/a"),
            ("[2", 0, "/a/1"),
            ("2]", 0, "/a/1/0"),
            ("2]", 1, "/a/1"),
            ("[] ", 0, "/a/2"),
            ("[] ", 1, "/a/2"),
            (" ], ", 0, "/a"),
            ("\"c\"", 0, "/c"),
            ("\"c\"", 3, "/c"),
            ("{}}", 1, "/c"),
            ("{}}", 2, ""),
        ] {
            let at = text.find(needle).unwrap() + ahead;
            assert_eq!(all[at], expected, "{at}");
            // A locator without earlier queries gives the same answer.
            assert_eq!(Locator::new(&tape).pointer(at, |_| false), expected, "{at}");
        }
    }
}
