//! Doubt about brackets that no schema, no layout and no sibling gives a place: another place for the same bracket gives
//! another value, and nothing in the text speaks against it.

use std::collections::{BTreeMap, HashMap};

use super::stack::{Quick, mix};
use crate::diagnostic::{Applicability, Code, Repair};
use crate::text::{Change, Script};

/// So many objects at one place of the document show what belongs to such an object.
const SIBLINGS: usize = 3;

/// Marks the edits of a reading without schema as guesses where the same damage has another equal reading.
///
/// `repaired` is the text with the script applied. `is_laid_out`: its lines show which container a member belongs to.
pub(super) fn weighed(repaired: &str, mut script: Script<Repair>, is_laid_out: bool) -> Script<Repair> {
    let places = places(script.changes());
    let doubted = Scan::new(repaired, script.changes(), &places, is_laid_out).run();
    for (index, change) in script.changes_mut().iter_mut().enumerate() {
        if doubted.get(index).copied().unwrap_or(false) {
            change.note.applicability = Applicability::Guess;
        }
    }
    script
}

/// Where each change starts in the repaired text.
fn places(changes: &[Change<Repair>]) -> Vec<usize> {
    let (mut inserted, mut removed) = (0, 0);
    let place = |change: &Change<Repair>| {
        let at = (change.span.start + inserted).saturating_sub(removed);
        inserted += change.insert.len();
        removed += change.span.len();
        at
    };
    changes.iter().map(place).collect()
}

/// An open container of the repaired text.
#[derive(Default)]
struct Frame {
    is_object: bool,
    /// The names that lead to it; all elements of a list have the same.
    path: u64,
    /// The path of the member or element at hand.
    inner: u64,
    /// How many members or elements have started.
    members: usize,
    /// How many members have started behind the last object in it.
    behind_object: Option<usize>,
    has_list: bool,
    /// Edits that are in doubt if it goes on.
    awaits: Vec<usize>,
}

struct Scan<'t, 'c> {
    text: &'t str,
    changes: &'c [Change<Repair>],
    places: &'c [usize],
    is_laid_out: bool,
    /// How many objects there are at each path.
    objects: HashMap<u64, usize, Quick>,
    /// Closing brackets that were put in, by place.
    closers: BTreeMap<usize, usize>,
    frames: Vec<Frame>,
    /// The root, once it is closed.
    root: Option<Frame>,
    /// Some object that has just been closed, and nothing but closing braces since, could have lost its last member.
    is_splittable: bool,
    next: usize,
    doubted: Vec<bool>,
}

impl<'t, 'c> Scan<'t, 'c> {
    fn new(text: &'t str, changes: &'c [Change<Repair>], places: &'c [usize], is_laid_out: bool) -> Self {
        let closers = changes.iter().zip(places).enumerate();
        let closers = closers.filter(|(_, (change, _))| change.note.code == Code::MissingCloser);
        let closers =
            closers.flat_map(|(index, (change, at))| (0..change.insert.len()).map(move |to| (at + to, index)));
        Self {
            text,
            changes,
            places,
            is_laid_out,
            objects: HashMap::default(),
            closers: closers.collect(),
            frames: Vec::new(),
            root: None,
            is_splittable: false,
            next: 0,
            doubted: vec![false; changes.len()],
        }
    }

    /// Which changes are in doubt.
    fn run(mut self) -> Vec<bool> {
        let brackets = [Code::MissingCloser, Code::ExtraCloser, Code::ExtraOpener, Code::UnescapedQuote];
        if !self.changes.iter().any(|change| brackets.contains(&change.note.code)) {
            return self.doubted;
        }
        self.pass(false);
        self.pass(true);
        self.doubted
    }

    /// Goes over the text: first to count objects, then to look at the changes.
    fn pass(&mut self, weighs: bool) {
        self.frames.clear();
        self.root = None;
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if weighs && !byte.is_ascii_whitespace() {
                self.removed_before(at);
            }
            match byte {
                b'"' => {
                    let end = string_end(bytes, at);
                    let behind = bytes.get(end..).unwrap_or_default().trim_ascii_start();
                    let is_name = behind.first() == Some(&b':');
                    if weighs {
                        self.string(at, end, is_name);
                    }
                    if is_name {
                        self.name(bytes.get(at..end).unwrap_or_default());
                    } else {
                        self.starts();
                    }
                    at = end;
                    continue;
                }
                b'{' | b'[' => self.open(*byte == b'{', weighs),
                b'}' | b']' => self.close(at, weighs),
                b',' => self.goes_on(),
                b':' | b' ' | b'\t' | b'\n' | b'\r' => {}
                _ => self.starts(),
            }
            at += 1;
        }
        if weighs {
            self.removed_before(usize::MAX);
        }
    }

    /// A member's name.
    fn name(&mut self, name: &[u8]) {
        if let Some(frame) = self.frames.last_mut() {
            frame.inner = name.iter().fold(frame.path, |hash, byte| mix(hash, u64::from(*byte)));
            frame.begins();
        }
    }

    /// A value that is no container; of a list it is an element.
    fn starts(&mut self) {
        if let Some(frame) = self.frames.last_mut().filter(|frame| !frame.is_object && frame.members == 0) {
            frame.begins();
        }
    }

    fn open(&mut self, is_object: bool, weighs: bool) {
        let (mut path, mut is_behind) = (1, false);
        if let Some(frame) = self.frames.last_mut() {
            if !frame.is_object {
                frame.inner = mix(frame.path, 1);
                if frame.members == 0 {
                    frame.begins();
                }
            }
            frame.has_list |= !is_object;
            path = frame.inner;
            is_behind = frame.is_object && is_object;
        }
        if is_behind {
            self.frames.last_mut().into_iter().for_each(|frame| frame.behind_object = Some(0));
        }
        if is_object && !weighs {
            *self.objects.entry(path).or_default() += 1;
        }
        self.is_splittable = false;
        self.frames.push(Frame { is_object, path, inner: path, ..Frame::default() });
    }

    fn close(&mut self, at: usize, weighs: bool) {
        let Some(closed) = self.frames.pop() else { return };
        let is_inner = closed.is_object && self.frames.last().is_some_and(|outer| outer.is_object);
        let outer_path = self.frames.last().map_or(0, |outer| outer.path);
        let is_witnessed = self.is_laid_out || self.has_siblings(closed.path) || self.has_siblings(outer_path);
        let splits = is_inner && !is_witnessed && closed.members > 1;
        if let Some(index) = self.closers.get(&at).copied().filter(|_| weighs) {
            // It could have been closed before its last member, or behind the next one of the outer object.
            let run_splits = self.is_splittable && closed.is_object;
            if splits || run_splits {
                self.doubt(index);
            } else if is_inner && !is_witnessed {
                self.frames.last_mut().into_iter().for_each(|outer| outer.awaits.push(index));
            }
        }
        self.is_splittable = closed.is_object && (splits || self.is_splittable);
        if self.frames.is_empty() {
            self.root = Some(closed);
        }
    }

    /// A comma: another member or element follows.
    fn goes_on(&mut self) {
        self.is_splittable = false;
        let Some(frame) = self.frames.last_mut() else { return };
        if !frame.is_object {
            frame.begins();
        }
        for index in std::mem::take(&mut frame.awaits) {
            self.doubt(index);
        }
    }

    fn has_siblings(&self, path: u64) -> bool {
        self.objects.get(&path).is_some_and(|count| *count >= SIBLINGS)
    }

    fn doubt(&mut self, index: usize) {
        self.doubted.get_mut(index).into_iter().for_each(|is_doubted| *is_doubted = true);
    }

    /// Weighs brackets that were dropped before `at`.
    fn removed_before(&mut self, at: usize) {
        while let Some(place) = self.places.get(self.next).filter(|place| **place <= at) {
            let _ = place;
            let index = self.next;
            self.next += 1;
            let Some(change) = self.changes.get(index).filter(|change| change.insert.is_empty()) else { continue };
            match (change.note.code, change.span.len()) {
                (Code::ExtraCloser, 1) => self.dropped_closer(index),
                (Code::ExtraOpener, 1) => self.dropped_opener(index),
                _ => {}
            }
        }
    }

    fn dropped_closer(&mut self, index: usize) {
        if self.is_laid_out {
            return;
        }
        let depth = self.frames.len();
        let Some(frame) = self.frames.last().or(self.root.as_ref()) else { return };
        if self.has_siblings(frame.path) {
            return;
        }
        let in_list = depth.checked_sub(2).and_then(|outer| self.frames.get(outer)).is_some_and(|it| !it.is_object);
        if !frame.is_object {
            // A list of lists: an opening bracket may be missing instead.
            if in_list || frame.has_list {
                self.doubt(index);
            }
        } else if frame.behind_object.is_some_and(|members| members > 0) {
            // The brace of the object before may be the one that is too many.
            self.doubt(index);
        } else if depth > 1 && !in_list {
            self.frames.last_mut().into_iter().for_each(|frame| frame.awaits.push(index));
        }
    }

    fn dropped_opener(&mut self, index: usize) {
        let is_list = self.frames.last().is_some_and(|frame| !frame.is_object && frame.has_list);
        if is_list && !self.is_laid_out {
            self.doubt(index);
        }
    }

    /// Weighs the quotes that were taken as content of a string: in a name, and in one that lost its closing quote, they
    /// rather stand where something was lost.
    fn string(&mut self, start: usize, end: usize, is_name: bool) {
        let from = self.places.partition_point(|place| *place <= start);
        let within = || self.places.iter().zip(self.changes).enumerate().skip(from.saturating_sub(1));
        let within = || within().take_while(|(_, (place, _))| **place < end).filter(|(_, (place, _))| **place >= start);
        let is_open = within().any(|(_, (_, change))| change.note.code == Code::MissingQuote);
        if !is_name && !is_open {
            return;
        }
        let quotes = within().filter(|(_, (_, change))| change.note.code == Code::UnescapedQuote);
        let quotes: Vec<usize> = quotes.map(|(index, _)| index).collect();
        quotes.into_iter().for_each(|index| self.doubt(index));
    }
}

impl Frame {
    /// A member or element starts.
    fn begins(&mut self) {
        self.members += 1;
        self.behind_object = self.behind_object.map(|members| members + 1);
    }
}

/// The end of the string that starts at `start`, its quote included.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use crate::limits::Limits;
    use crate::repair::recover;
    use crate::schema::Shape;

    fn is_doubted(text: &str) -> bool {
        recover(text, &Shape::ANY, &Limits::default()).unwrap().ambiguous
    }

    #[test]
    fn a_brace_that_could_stand_elsewhere_is_a_guess() {
        for text in [
            // `c` is a member of `a` or of the whole.
            r#"{"a":{"b":1,"c":2}"#,
            r#"{"a":{"b":1,"c":2,"d":[3]"#,
            r#"{"r":{"a":{"b":1},"c":2},"d":3,"e":4"#,
            r#"{"a":{"b":1},"c":2}}"#,
            r#"{"r":{"a":{"b":1}},"c":2},"d":3}"#,
        ] {
            assert!(is_doubted(text), "{text}");
        }
    }

    #[test]
    fn a_brace_with_one_place_is_none() {
        for text in [
            r#"[{"a":1,"b":2,{"a":3,"b":4}]"#,
            r#"{"a":1,"b":[{"c":1,"d":2]}"#,
            r#"{"a":[1,2}"#,
            // Siblings show what belongs to one.
            r#"[{"a":{"b":1,"c":2},"d":3},{"a":{"b":1,"c":2,"d":3},{"a":{"b":1,"c":2},"d":3},{"a":{"b":1,"c":2},"d":3}]"#,
        ] {
            assert!(!is_doubted(text), "{text}");
        }
    }

    /// Lines that are laid out show the place.
    #[test]
    fn a_brace_that_the_lines_show_is_none() {
        let text = "{\n  \"a\": {\n    \"b\": 1,\n    \"c\": 2\n  ,\n  \"d\": {\n    \"e\": 1\n  },\n  \"f\": 2\n}";
        assert!(!is_doubted(text), "{text}");
    }

    #[test]
    fn quotes_within_names_are_guesses() {
        assert!(is_doubted(r#"{"n":{"soft":50000rd":60000},"m":[true]}"#));
    }
}
