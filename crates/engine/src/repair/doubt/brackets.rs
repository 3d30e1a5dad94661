//! Doubt about brackets that no schema, no layout and no sibling gives a place: another place for the same bracket
//! gives another value, and nothing in the text speaks against it.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Applicability, Code, Repair};
use crate::repair::beam::stack::{Quick, mix};
use crate::schema::{Kinds, Shape, ShapeId};
use crate::syntax::string_end;
use crate::text::{Change, Script, Span};

/// Number of objects at one location of the document that show which members belong to such an object.
const SIBLINGS: usize = 3;
/// Maximum number of members of an object that are objects and are remembered.
const MOST_OBJECTS: usize = 8;
/// Number of names of an object that are compared with one that could be its next.
const MOST_COMPARED: usize = 64;

/// Marks edits as guesses if another hypothesis explains the damage equally well.
///
/// `repaired` is the text with the script applied. `is_laid_out`: its lines show which container a member belongs to.
pub(in crate::repair) fn weighed(
    repaired: &str,
    mut script: Script<Repair>,
    shape: &Shape,
    is_laid_out: bool,
) -> Script<Repair> {
    let places = places(script.changes());
    let doubted = Scan::new(repaired, script.changes(), &places, shape, is_laid_out).run();
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

/// An edit that is in doubt if the object goes on with a member that could belong to another one.
#[derive(Clone, Copy)]
struct Await {
    index: usize,
    /// The shape of the other object.
    other: ShapeId,
    /// Layout or siblings tell the two apart where no schema does.
    is_witnessed: bool,
}

/// A member that is an object.
#[derive(Clone, Copy)]
struct Member {
    shape: ShapeId,
    /// Whether a member has started behind it.
    has_behind: bool,
}

/// An open container of the repaired text.
#[derive(Default)]
struct Frame {
    is_object: bool,
    shape: Option<ShapeId>,
    /// The names that lead to it; all elements of a list have the same.
    path: u64,
    /// The path and shape of the current member or element.
    inner: u64,
    inner_shape: Option<ShapeId>,
    /// The names of its members, without their quotes.
    names: Vec<Span>,
    /// The objects that were members, as long as all members behind them could be their own.
    objects: Vec<Member>,
    has_list: bool,
    awaits: Vec<Await>,
    /// Where its opening bracket is.
    start: usize,
    /// How many commas are directly in it.
    commas: usize,
    /// The levels of lists of each list in it, 1 for a list without any: a bit for each.
    heights: u8,
    /// Two opening brackets in a row end a line in it or at its start, though the lines show each level.
    has_pair: bool,
    /// The inserted closing bracket of its first list, if that list starts right behind its own opening bracket.
    doubled: Option<usize>,
}

impl Frame {
    fn shape(&self) -> ShapeId {
        self.shape.unwrap_or(ShapeId::ANY)
    }

    /// The levels of lists that it has, its own included; at most 8 are distinguished.
    fn height(&self) -> u32 {
        (u8::BITS - self.heights.leading_zeros()).min(u8::BITS - 1) + 1
    }

    /// Whether the members behind the last object in it could be that object's.
    fn is_joinable(&self) -> bool {
        self.objects.iter().any(|object| object.has_behind)
    }
}

struct Scan<'t, 'c> {
    text: &'t str,
    changes: &'c [Change<Repair>],
    places: &'c [usize],
    shape: &'c Shape,
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
    /// Some object that has just been closed, and nothing but closing braces since, has members behind an object that
    /// could be that object's.
    is_joinable: bool,
    next: usize,
    doubted: Vec<bool>,
}

impl<'t, 'c> Scan<'t, 'c> {
    fn new(
        text: &'t str,
        changes: &'c [Change<Repair>],
        places: &'c [usize],
        shape: &'c Shape,
        is_laid_out: bool,
    ) -> Self {
        let closers = changes.iter().zip(places).enumerate();
        let closers = closers.filter(|(_, (change, _))| change.note.code == Code::MissingCloser);
        let closers =
            closers.flat_map(|(index, (change, at))| (0..change.insert.len()).map(move |to| (at + to, index)));
        Self {
            text,
            changes,
            places,
            shape,
            is_laid_out,
            objects: HashMap::default(),
            closers: closers.collect(),
            frames: Vec::new(),
            root: None,
            is_splittable: false,
            is_joinable: false,
            next: 0,
            doubted: vec![false; changes.len()],
        }
    }

    /// Which changes are in doubt.
    fn run(mut self) -> Vec<bool> {
        let looked_at = [Code::MissingCloser, Code::ExtraCloser, Code::ExtraOpener, Code::UnescapedQuote];
        let is_before_list = |place: &usize| self.text.get(*place..).unwrap_or_default().trim_start().starts_with('[');
        let is_looked_at = |(change, place): (&Change<Repair>, &usize)| {
            looked_at.contains(&change.note.code) || change.note.code == Code::ExtraComma && is_before_list(place)
        };
        if self.changes.iter().zip(self.places).any(is_looked_at) {
            self.pass(false);
            self.pass(true);
        }
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
                    let end = string_end(bytes, at).unwrap_or(bytes.len());
                    let behind = bytes.get(end..).unwrap_or_default().trim_ascii_start();
                    let is_name = behind.first() == Some(&b':');
                    if weighs {
                        self.string(at, end, is_name);
                    }
                    if is_name {
                        self.name(Span::new(at + 1, end - 1), weighs);
                    } else {
                        self.narrow(Span::new(at + 1, end.saturating_sub(1).max(at + 1)));
                        self.leaves_closers();
                    }
                    at = end;
                    continue;
                }
                b'{' | b'[' => self.open(at, *byte == b'{', weighs),
                b'}' | b']' => self.close(at, weighs),
                b',' => {
                    self.leaves_closers();
                    self.frames.last_mut().into_iter().for_each(|frame| frame.commas += 1);
                }
                b':' | b' ' | b'\t' | b'\n' | b'\r' => {}
                _ => self.leaves_closers(),
            }
            at += 1;
        }
        if weighs {
            self.removed_before(usize::MAX);
        }
    }

    /// A member's name.
    fn name(&mut self, name: Span, weighs: bool) {
        let content = name.slice(self.text);
        let Some(frame) = self.frames.last_mut() else { return };
        frame.inner = content.bytes().fold(frame.path, |hash, byte| mix(hash, u64::from(byte)));
        if !weighs {
            return;
        }
        let here = frame.shape();
        let awaits = std::mem::take(&mut frame.awaits);
        let objects = std::mem::take(&mut frame.objects);
        frame.inner_shape = Some(value_shape(self.shape, here, content));
        frame.names.push(name);
        for Await { index, other, is_witnessed } in awaits {
            if self.could_move(name, here, other, is_witnessed) {
                self.doubt(index);
            }
        }
        if objects.is_empty() {
            return;
        }
        let is_witnessed = self.is_laid_out || self.frames.last().is_some_and(|frame| self.has_siblings(frame.path));
        let could_be = |object: &Member| self.could_move(name, here, object.shape, is_witnessed);
        let objects =
            objects.into_iter().filter(could_be).map(|object| Member { has_behind: true, ..object }).collect();
        if let Some(frame) = self.frames.last_mut() {
            frame.objects = objects;
        }
    }

    /// Excludes the alternatives of the current object that its last member cannot have this value in.
    fn narrow(&mut self, value: Span) {
        let Some(frame) = self.frames.last_mut().filter(|frame| frame.is_object) else { return };
        let node = self.shape.node(frame.shape.unwrap_or(ShapeId::ANY));
        let Some(narrowing) = &node.narrowing else { return };
        let is_told = |name: &Span| {
            let member = node.members.get(narrowing.member as usize);
            member.is_some_and(|member| name.slice(self.text) == &*member.name)
        };
        if frame.names.last().is_some_and(is_told) {
            frame.shape = narrowing.by(value.slice(self.text)).or(frame.shape);
        }
    }

    /// Whether a member of the object of shape `here` could as well belong to one of shape `there`.
    fn could_move(&self, place: Span, here: ShapeId, there: ShapeId, is_witnessed: bool) -> bool {
        let name = place.slice(self.text);
        let lists = |shape| self.shape.node(shape).member(name).is_some();
        // A map takes any name; a schema does not show whether the name is one of the map or of the object around it.
        if !is_witnessed && !lists(here) && !lists(there) && self.shape.is_given() {
            let takes = |shape| {
                self.shape.node(shape).takes(name) && self.fits_value(place, value_shape(self.shape, shape, name))
            };
            if takes(here) && takes(there) {
                return true;
            }
        }
        match (self.shape.tells(here, true), self.shape.tells(there, true)) {
            (false, false) => !is_witnessed,
            (true, false) => !lists(here),
            (_, true) => lists(there),
        }
    }

    /// Whether the kind of the value of a member, by its first byte, is one of the shape's.
    fn fits_value(&self, name: Span, shape: ShapeId) -> bool {
        let behind = self.text.get(name.end + 1..).unwrap_or_default().trim_start();
        let value = behind.strip_prefix(':').unwrap_or(behind).trim_start();
        let kind = match value.as_bytes().first() {
            Some(b'{') => Kinds::OBJECT,
            Some(b'[') => Kinds::ARRAY,
            Some(b'"') => Kinds::STRING,
            Some(b't' | b'f') => Kinds::BOOL,
            Some(b'n') => Kinds::NULL,
            Some(_) => Kinds::NUMBER,
            None => Kinds::ANY,
        };
        self.shape.node(shape).kinds.intersects(kind)
    }

    fn open(&mut self, start: usize, is_object: bool, weighs: bool) {
        let (mut path, mut shape) = (1, self.shape.root());
        if let Some(frame) = self.frames.last_mut() {
            if !frame.is_object {
                frame.inner = mix(frame.path, 1);
                frame.inner_shape = Some(self.shape.element(frame.shape()));
            }
            frame.has_list |= !is_object;
            path = frame.inner;
            shape = frame.inner_shape.unwrap_or(ShapeId::ANY);
            // Members may be those of any object before them.
            if frame.is_object && is_object && frame.objects.len() < MOST_OBJECTS {
                frame.objects.push(Member { shape, has_behind: false });
            }
        }
        if is_object && !weighs {
            *self.objects.entry(path).or_default() += 1;
        }
        self.leaves_closers();
        self.frames.push(Frame { is_object, path, inner: path, shape: Some(shape), start, ..Frame::default() });
    }

    fn close(&mut self, at: usize, weighs: bool) {
        let Some(closed) = self.frames.pop() else { return };
        if weighs {
            if !closed.is_object {
                self.weigh_list(at, &closed);
            }
            self.weigh_closer(at, &closed);
            self.is_joinable = closed.is_object && (self.is_joinable || closed.is_joinable());
        }
        if self.frames.is_empty() {
            self.root = Some(closed);
        }
    }

    /// Weighs the edits in a list that ends at `at`.
    fn weigh_list(&mut self, at: usize, list: &Frame) {
        let opens_list = |at: usize| self.text.as_bytes().get(at) == Some(&b'[');
        let ends_line = |at: usize| self.text.get(at..).unwrap_or_default().starts_with(['\n', '\r']);
        let is_doubled = opens_list(list.start + 1);
        let is_behind_opener = list.start.checked_sub(1).is_some_and(opens_list);
        let has_pair = list.has_pair || self.is_laid_out && is_doubled && ends_line(list.start + 2);
        let inserted = self.closers.get(&at).copied();
        // One of two opening brackets in a row may be the one too many: where the lines show each level, and where the
        // outer list has nothing else.
        let is_outer = inserted.filter(|_| has_pair || is_doubled && list.commas == 0);
        let is_inner = inserted.filter(|_| is_behind_opener);
        let is_only = list.doubled.filter(|_| list.commas == 0);
        is_outer.into_iter().chain(is_only).for_each(|index| self.doubt(index));
        // Where the lists in a list have more or fewer levels than others, an edit in it has rather hidden a bracket.
        if list.heights.count_ones() > 1 && !self.shape.tells(list.shape(), false) {
            let from = self.places.partition_point(|place| *place <= list.start);
            let to = self.places.partition_point(|place| *place <= at);
            (from..to).for_each(|index| self.doubt(index));
        }
        let is_empty = self.text.get(list.start + 1..at).is_none_or(|content| content.trim_ascii().is_empty());
        if let Some(outer) = self.frames.last_mut().filter(|outer| !outer.is_object) {
            outer.heights |= if is_empty { 0 } else { 1 << (list.height() - 1) };
            outer.doubled = outer.doubled.or(is_inner.filter(|_| outer.commas == 0));
            outer.has_pair |= has_pair;
        }
    }

    fn weigh_closer(&mut self, at: usize, closed: &Frame) {
        let inserted = self.closers.get(&at).copied();
        let Some(outer) = self.frames.last().filter(|outer| closed.is_object && outer.is_object) else {
            if let Some(index) = inserted.filter(|_| closed.is_object && self.is_splittable) {
                self.doubt(index);
            }
            self.is_splittable &= closed.is_object && self.frames.is_empty();
            return;
        };
        let is_witnessed = self.is_laid_out || self.has_siblings(closed.path) || self.has_siblings(outer.path);
        // Its last member could be one of the outer object.
        let last = closed.names.last().filter(|_| closed.names.len() > 1).copied();
        let is_free = |name: &Span| {
            let known = outer.names.iter().rev().take(MOST_COMPARED);
            !known.into_iter().any(|other| other.slice(self.text) == name.slice(self.text))
        };
        let splits =
            last.filter(is_free).is_some_and(|name| self.could_move(name, closed.shape(), outer.shape(), is_witnessed));
        if let Some(index) = inserted {
            if splits || self.is_splittable {
                self.doubt(index);
            } else {
                // It could have been closed behind the next member of the outer object.
                let other = closed.shape();
                let outer = self.frames.last_mut();
                outer.into_iter().for_each(|outer| outer.awaits.push(Await { index, other, is_witnessed }));
            }
        }
        self.is_splittable |= splits;
    }

    fn has_siblings(&self, path: u64) -> bool {
        self.objects.get(&path).is_some_and(|count| *count >= SIBLINGS)
    }

    fn doubt(&mut self, index: usize) {
        self.doubted.get_mut(index).into_iter().for_each(|is_doubted| *is_doubted = true);
    }

    /// Weighs brackets that were dropped before `at`.
    fn removed_before(&mut self, at: usize) {
        while self.places.get(self.next).is_some_and(|place| *place <= at) {
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
        let mut open = self.frames.iter().rev();
        let is_behind = self.frames.is_empty();
        let Some(frame) = open.next().or(self.root.as_ref()) else { return };
        let outer = open.next();
        if self.is_joinable {
            // One of the braces before it, or the one of the object that the members behind it could belong to.
            self.doubt(index);
        } else if !frame.is_object {
            // A list of lists: an opening bracket may be missing instead.
            let is_nested = frame.has_list || outer.is_some_and(|outer| !outer.is_object);
            if is_nested && !is_behind && !self.is_laid_out && !self.shape.tells(frame.shape(), false) {
                self.doubt(index);
            }
        } else if frame.is_joinable() {
            // The brace of the object before may be the one that is too many.
            self.doubt(index);
        } else if let Some(outer) = outer.filter(|outer| outer.is_object) {
            let is_witnessed = self.is_laid_out || self.has_siblings(frame.path);
            let other = outer.shape();
            let frame = self.frames.last_mut();
            frame.into_iter().for_each(|frame| frame.awaits.push(Await { index, other, is_witnessed }));
        }
    }

    fn dropped_opener(&mut self, index: usize) {
        let in_list = |frame: &Frame| !frame.is_object && frame.has_list && !self.shape.tells(frame.shape(), false);
        let before = self.places.get(index).and_then(|place| self.text.get(..*place)).unwrap_or_default();
        // Behind a comma it opened another object, whose members now are those of the one before.
        let is_joined = |frame: &Frame| frame.is_object && before.trim_end().ends_with(',') && !self.shape.is_given();
        let is_in_doubt = |frame: &Frame| in_list(frame) && !self.is_laid_out || is_joined(frame);
        // Of two in a row, either may be the one that is left out.
        let mut open = self.frames.iter().rev();
        let inner = open.next();
        let outer = open.next().filter(|_| before.trim_end().ends_with('['));
        if inner.into_iter().chain(outer).any(is_in_doubt) {
            self.doubt(index);
        }
    }

    /// Notes that the next token is no closing bracket.
    fn leaves_closers(&mut self) {
        (self.is_splittable, self.is_joinable) = (false, false);
    }

    /// Whether a change escapes one quote alone that is no mark of inches: a string may have lost its other quote there.
    fn is_single(&self, index: usize) -> bool {
        let before = self.places.get(index).and_then(|place| self.text.get(..*place)).unwrap_or_default();
        self.changes.get(index).is_some_and(|change| change.insert.matches('"').count() <= 1)
            && !ends_in_measure(before)
    }

    /// Weighs the quotes that were taken as content of a string: in a name, and in one that lost its closing quote,
    /// they rather stand where something was lost.
    fn string(&mut self, start: usize, end: usize, is_name: bool) {
        let from = self.places.partition_point(|place| *place < start);
        let within = || self.places.iter().zip(self.changes).enumerate().skip(from);
        let within = || within().take_while(|(_, (place, _))| **place < end);
        let is_told = is_name && self.shape.is_given();
        let is_open = within().any(|(_, (_, change))| change.note.code == Code::MissingQuote);
        let quotes = within().filter(|(_, (_, change))| change.note.code == Code::UnescapedQuote);
        let quotes: Vec<usize> = quotes.map(|(index, _)| index).collect();
        let is_single = || matches!(quotes.as_slice(), [index] if self.is_single(*index));
        if is_told || !(is_name || is_open || is_single()) {
            return;
        }
        quotes.into_iter().for_each(|index| self.doubt(index));
    }
}

/// The shape of the value of the member `name` in an object.
fn value_shape(shape: &Shape, object: ShapeId, name: &str) -> ShapeId {
    let node = shape.node(object);
    node.member(name).map_or_else(|| node.value_of(name), |member| member.shape)
}

/// Whether a text ends in a number, behind which a quote is a mark of inches.
fn ends_in_measure(text: &str) -> bool {
    let rest = text.trim_end_matches(|last: char| last.is_ascii_digit() || matches!(last, '.' | '/' | ','));
    rest.len() < text.len() && !rest.ends_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests;
