//! Lost, changed or repeated bytes, and the content that remains readable.

use std::ops::Range;

use serde_json::{Map, Value};

use super::payload::Profile;
use super::rng::Rng;
use super::tokens::{Document, Node};
use super::{Class, Group, Harm};

type Losing = fn(&mut Rng, &Document<'_>) -> Option<Remains>;

const fn class(name: &'static str, harm: Losing) -> Class {
    Class::new(Group::Loss, Profile::DEFAULT, name, Harm::Loss(harm))
}

pub(super) const CLASSES: &[Class] = &[
    class("cut-end", cut_end),
    class("cut-start", cut_start),
    class("hole-small", |rng, text| hole(rng, text, 1, 12)),
    class("hole-large", |rng, text| hole(rng, text, 13, 80)),
    class("repeated-span", repeated),
    class("flipped-byte", flipped),
    class("inserted-byte", |rng, text| {
        let byte = if rng.chance(60) { rng.between(0x20, 0x7e) } else { rng.below(256) } as u8;
        inserted(rng, text, &[byte])
    }),
    class("invalid-utf8", |rng, text| {
        let bytes: &[u8] = rng.pick(&INVALID)?;
        inserted(rng, text, bytes)
    }),
];

/// A byte that never occurs, a truncated sequence, an overlong one, half of a surrogate pair, a Latin-1 letter.
const INVALID: [&[u8]; 5] = [&[0xff], &[0xe2, 0x82], &[0xc0, 0xaf], &[0xed, 0xa0, 0x80], &[0xfc]];

/// Damaged bytes and their origin, in offsets of the undamaged text.
pub(super) struct Remains {
    /// Bytes after the damage.
    pub(super) damaged: Vec<u8>,
    /// Bytes that are lost.
    lost: Range<usize>,
    /// Changed places: a byte, or an empty span for an insertion or a junction of two distant bytes. An empty span at
    /// the very start affects nothing.
    hurt: [Range<usize>; 2],
}

fn cut_end(rng: &mut Rng, text: &Document<'_>) -> Option<Remains> {
    let at = rng.between(1, text.text.len() - 1);
    let damaged = text.text.as_bytes().get(..at)?.to_vec();
    Some(Remains { damaged, lost: at..text.text.len(), hurt: [0..0, 0..0] })
}

fn cut_start(rng: &mut Rng, text: &Document<'_>) -> Option<Remains> {
    let at = rng.between(1, text.text.len() - 1);
    let damaged = text.text.as_bytes().get(at..)?.to_vec();
    Some(Remains { damaged, lost: 0..at, hurt: [0..0, 0..0] })
}

fn hole(rng: &mut Rng, text: &Document<'_>, least: usize, most: usize) -> Option<Remains> {
    let length = rng.between(least, most);
    let start = rng.below(text.text.len().checked_sub(length)?);
    let lost = start..start + length;
    let damaged = joined(text, start, lost.end)?;
    Some(Remains { damaged, lost, hurt: [0..0, 0..0] })
}

/// Joins the text up to `end` with the text from `start` on.
fn joined(text: &Document<'_>, end: usize, start: usize) -> Option<Vec<u8>> {
    let bytes = text.text.as_bytes();
    Some([bytes.get(..end)?, bytes.get(start..)?].concat())
}

fn repeated(rng: &mut Rng, text: &Document<'_>) -> Option<Remains> {
    let length = rng.between(4, 60);
    let start = rng.below(text.text.len().checked_sub(length)?);
    let end = start + length;
    // If an element occurs twice as a whole, either may be the repetition.
    let whole = |node: &Node| text.element(node) && start <= node.span.start && node.span.end <= end;
    if text.nodes.iter().any(whole) {
        return None;
    }
    Some(Remains { damaged: joined(text, end, start)?, lost: 0..0, hurt: [start..start, end..end] })
}

fn flipped(rng: &mut Rng, text: &Document<'_>) -> Option<Remains> {
    let at = rng.below(text.text.len());
    let mut damaged = text.text.as_bytes().to_vec();
    *damaged.get_mut(at)? ^= 1 << rng.below(8);
    Some(Remains { damaged, lost: 0..0, hurt: [at..at + 1, 0..0] })
}

fn inserted(rng: &mut Rng, text: &Document<'_>, bytes: &[u8]) -> Option<Remains> {
    let at = rng.between(1, text.text.len() - 1);
    let (before, after) = text.text.as_bytes().split_at_checked(at)?;
    Some(Remains { damaged: [before, bytes, after].concat(), lost: 0..0, hurt: [at..at, 0..0] })
}

/// Effect of the damage on a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Whole,
    Torn,
    Gone,
}

impl Remains {
    fn fate(&self, span: &Range<usize>) -> Fate {
        let (lost, touches) = (&self.lost, |it: &Range<usize>| it.start < span.end && span.start < it.end);
        if !lost.is_empty() && lost.start <= span.start && span.end <= lost.end {
            Fate::Gone
        } else if (!lost.is_empty() && touches(lost)) || self.hurt.iter().any(touches) {
            Fate::Torn
        } else {
            Fate::Whole
        }
    }

    /// Returns the value that the bytes still determine, and the pointers that are excused. `None` if the rest has
    /// several interpretations: fragments of an element before other elements, whose indices then depend on it.
    pub(super) fn truth(&self, text: &Document<'_>, sound: &Value) -> Option<(Value, Vec<String>)> {
        let mut survey = Survey { remains: self, text, torn: Vec::new(), left: 0 };
        let root = survey.keep(text.nodes.first()?, sound, String::new())?;
        let Kept::Value(value) = root else { return None };
        survey.torn.sort_unstable();
        survey.torn.dedup();
        (survey.left > 0).then_some((value, survey.torn))
    }
}

enum Kept {
    Value(Value),
    /// The value is unknown, but some of its bytes remain.
    Scraps,
    Gone,
}

struct Survey<'s, 't> {
    remains: &'s Remains,
    text: &'s Document<'t>,
    torn: Vec<String>,
    left: usize,
}

impl Survey<'_, '_> {
    /// Returns the remains of a value at `pointer` in the truth; `None` if they are not determined.
    fn keep(&mut self, node: &Node, sound: &Value, pointer: String) -> Option<Kept> {
        let name = node.name.as_ref().map_or(Fate::Whole, |name| self.remains.fate(name));
        match sound {
            Value::Object(members) if !members.is_empty() && name != Fate::Torn => {
                let mut kept = Map::new();
                for (child, (name, value)) in node.children.iter().zip(members) {
                    let below = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                    match self.keep(self.text.nodes.get(*child)?, value, below.clone())? {
                        Kept::Value(value) => drop(kept.insert(name.clone(), value)),
                        Kept::Scraps => self.torn.extend([below, format!("{pointer}/*")]),
                        Kept::Gone => {}
                    }
                }
                self.container(node, kept.is_empty(), Value::Object(kept), &pointer)
            }
            Value::Array(elements) if !elements.is_empty() && name != Fate::Torn => {
                let mut kept = Vec::new();
                let mut scraps = false;
                for (child, value) in node.children.iter().zip(elements) {
                    let below = format!("{pointer}/{}", kept.len());
                    match self.keep(self.text.nodes.get(*child)?, value, below)? {
                        Kept::Value(_) if scraps => return None,
                        Kept::Value(value) => kept.push(value),
                        Kept::Scraps => scraps = true,
                        Kept::Gone => {}
                    }
                }
                if scraps {
                    self.torn.push(format!("{pointer}/{}", kept.len()));
                }
                self.container(node, kept.is_empty(), Value::Array(kept), &pointer)
            }
            _ => Some(self.scalar(node, sound, pointer)),
        }
    }

    fn scalar(&mut self, node: &Node, sound: &Value, pointer: String) -> Kept {
        match self.remains.fate(&node.whole()) {
            Fate::Gone => Kept::Gone,
            Fate::Whole => {
                self.left += 1;
                Kept::Value(sound.clone())
            }
            Fate::Torn if self.separators_only(node) => {
                self.left += 1;
                Kept::Value(sound.clone())
            }
            // Changed, not lost: the value keeps its index, whatever it is now.
            Fate::Torn if self.remains.lost.is_empty() && node.name.is_none() => {
                self.torn.push(pointer);
                Kept::Value(sound.clone())
            }
            Fate::Torn => Kept::Scraps,
        }
    }

    /// Returns whether name and value are intact and at most one byte between them is changed.
    fn separators_only(&self, node: &Node) -> bool {
        let whole = |span: &Range<usize>| self.remains.fate(span) == Fate::Whole;
        self.remains.lost.len() < 2 && node.name.as_ref().is_some_and(whole) && whole(&node.span)
    }

    /// Builds a container; one without remaining content counts as a fragment, except the root.
    fn container(&mut self, node: &Node, empty: bool, kept: Value, pointer: &str) -> Option<Kept> {
        if self.remains.fate(&node.whole()) == Fate::Gone {
            return Some(Kept::Gone);
        }
        if empty && node.span.start > 0 {
            return Some(Kept::Scraps);
        }
        let torn = |node: &Node| self.remains.fate(&node.span) == Fate::Torn;
        let mut below = node.children.iter().filter_map(|child| self.text.nodes.get(*child));
        // Invalid bytes may look like a member of the innermost object around them.
        if kept.is_object() && torn(node) && !below.any(|child| !child.children.is_empty() && torn(child)) {
            self.torn.push(format!("{pointer}/*"));
        }
        self.boundary(node)?;
        Some(Kept::Value(kept))
    }

    /// Checks the boundary before a node; `None` if the end of one element and the start of the next are both lost.
    fn boundary(&self, node: &Node) -> Option<()> {
        let gone = |at: usize| self.remains.fate(&(at..at + 1)) == Fate::Gone;
        let spans: Vec<_> = node.children.iter().filter_map(|child| self.text.nodes.get(*child)).collect();
        let merged = spans.iter().zip(spans.iter().skip(1)).any(|(one, next)| {
            let apart = self.remains.fate(&one.span) == Fate::Torn && self.remains.fate(&next.span) == Fate::Torn;
            node.array() && apart && gone(one.span.end - 1) && gone(next.span.start)
        });
        (!merged).then_some(())
    }
}
