//! Regular expressions as in JSON Schema, matched in time linear in the text.
//!
//! Patterns that need more than a finite automaton (look-around, back-references) are not compiled, so they impose no
//! constraint.

/// Instructions of one pattern.
const MOST_INSTRUCTIONS: usize = 1 << 12;
/// Nesting of groups.
const MOST_DEPTH: usize = 32;
/// Steps of one match. A text that would need more is taken to match.
const MOST_STEPS: usize = 1 << 24;

/// A compiled pattern. It matches anywhere in a text unless it is anchored.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Pattern(Vec<Instruction>);

#[derive(Clone, PartialEq, Debug)]
enum Instruction {
    One(Set),
    Split(usize, usize),
    Jump(usize),
    Start,
    End,
    Boundary(bool),
    Match,
}

/// A set of characters.
#[derive(Clone, PartialEq, Debug, Default)]
struct Set {
    items: Vec<Item>,
    negated: bool,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Item {
    Range(char, char),
    Digit(bool),
    Word(bool),
    Space(bool),
    Letter(bool),
    Upper(bool),
    Lower(bool),
    Numeric(bool),
}

impl Item {
    fn has(self, c: char) -> bool {
        match self {
            Self::Range(first, last) => (first..=last).contains(&c),
            Self::Digit(is) => c.is_ascii_digit() == is,
            Self::Word(is) => is_word(c) == is,
            Self::Space(is) => (c.is_whitespace() || c == '\u{feff}') == is,
            Self::Letter(is) => c.is_alphabetic() == is,
            Self::Upper(is) => c.is_uppercase() == is,
            Self::Lower(is) => c.is_lowercase() == is,
            Self::Numeric(is) => c.is_numeric() == is,
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

impl Set {
    fn has(&self, c: char) -> bool {
        self.items.iter().any(|item| item.has(c)) != self.negated
    }

    fn of(item: Item) -> Self {
        Self { items: vec![item], negated: false }
    }
}

/// A parsed pattern.
enum Part {
    One(Set),
    Start,
    End,
    Boundary(bool),
    Sequence(Vec<Part>),
    Either(Vec<Part>),
    Repeat(Box<Part>, usize, Option<usize>),
}

impl Pattern {
    /// Compiles a pattern; `None` if it is invalid or not supported.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text.chars().collect::<Vec<_>>().into(), depth: 0 };
        let part = reader.either()?;
        if !reader.rest.is_empty() {
            return None;
        }
        let mut pattern = Self(Vec::new());
        pattern.add(&part)?;
        pattern.push(Instruction::Match)?;
        Some(pattern)
    }

    fn push(&mut self, instruction: Instruction) -> Option<usize> {
        self.0.push(instruction);
        (self.0.len() <= MOST_INSTRUCTIONS).then(|| self.0.len() - 1)
    }

    fn set(&mut self, at: usize, instruction: Instruction) {
        if let Some(place) = self.0.get_mut(at) {
            *place = instruction;
        }
    }

    /// Appends the instructions of a part. Recursion is bounded by [`MOST_DEPTH`].
    fn add(&mut self, part: &Part) -> Option<()> {
        match part {
            Part::One(set) => drop(self.push(Instruction::One(set.clone()))?),
            Part::Start => drop(self.push(Instruction::Start)?),
            Part::End => drop(self.push(Instruction::End)?),
            Part::Boundary(is) => drop(self.push(Instruction::Boundary(*is))?),
            Part::Sequence(parts) => {
                for part in parts {
                    self.add(part)?;
                }
            }
            Part::Either(parts) => {
                let mut ends = Vec::new();
                for (at, part) in parts.iter().enumerate() {
                    if at + 1 == parts.len() {
                        self.add(part)?;
                        continue;
                    }
                    let split = self.push(Instruction::Match)?;
                    self.add(part)?;
                    ends.push(self.push(Instruction::Match)?);
                    self.set(split, Instruction::Split(split + 1, self.0.len()));
                }
                let end = self.0.len();
                ends.into_iter().for_each(|at| self.set(at, Instruction::Jump(end)));
            }
            Part::Repeat(part, least, most) => {
                for _ in 0..*least {
                    self.add(part)?;
                }
                match most {
                    None => {
                        let split = self.push(Instruction::Match)?;
                        self.add(part)?;
                        self.push(Instruction::Jump(split))?;
                        self.set(split, Instruction::Split(split + 1, self.0.len()));
                    }
                    Some(most) => {
                        let mut splits = Vec::new();
                        for _ in *least..*most {
                            splits.push(self.push(Instruction::Match)?);
                            self.add(part)?;
                        }
                        let end = self.0.len();
                        splits.into_iter().for_each(|at| self.set(at, Instruction::Split(at + 1, end)));
                    }
                }
            }
        }
        Some(())
    }

    /// Returns whether the pattern matches anywhere in a text.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        if text.len().saturating_mul(self.0.len()) > MOST_STEPS {
            return true;
        }
        let mut now: Vec<usize> = Vec::new();
        let mut seen = vec![usize::MAX; self.0.len()];
        let mut before = None;
        let mut characters = text.chars();
        for step in 0_usize.. {
            let here = characters.next();
            let place = Place { before, here, step };
            // A match may also start here.
            if self.follow(0, place, &mut seen, &mut now) {
                return true;
            }
            let Some(c) = here else { return false };
            let stepped: Vec<usize> = now
                .drain(..)
                .filter(|at| matches!(self.0.get(*at), Some(Instruction::One(set)) if set.has(c)))
                .map(|at| at + 1)
                .collect();
            before = here;
            let next = Place { before, here: characters.clone().next(), step: step + 1 };
            for at in stepped {
                if self.follow(at, next, &mut seen, &mut now) {
                    return true;
                }
            }
        }
        false
    }

    /// Adds the instructions reachable from `at` without a character; returns whether the end is among them.
    fn follow(&self, at: usize, place: Place, seen: &mut [usize], found: &mut Vec<usize>) -> bool {
        let mut rest = vec![at];
        while let Some(at) = rest.pop() {
            match seen.get_mut(at) {
                Some(step) if *step != place.step => *step = place.step,
                _ => continue,
            }
            let word = |c: Option<char>| c.is_some_and(is_word);
            match self.0.get(at) {
                Some(Instruction::One(_)) => found.push(at),
                Some(Instruction::Split(one, other)) => rest.extend([*other, *one]),
                Some(Instruction::Jump(to)) => rest.push(*to),
                Some(Instruction::Start) => rest.extend(place.before.is_none().then_some(at + 1)),
                Some(Instruction::End) => rest.extend(place.here.is_none().then_some(at + 1)),
                Some(Instruction::Boundary(is)) => {
                    rest.extend(((word(place.before) != word(place.here)) == *is).then_some(at + 1));
                }
                Some(Instruction::Match) => return true,
                None => {}
            }
        }
        false
    }
}

/// A position between two characters of a text.
#[derive(Clone, Copy)]
struct Place {
    before: Option<char>,
    here: Option<char>,
    step: usize,
}

struct Reader {
    rest: std::collections::VecDeque<char>,
    depth: usize,
}

impl Reader {
    fn take(&mut self, c: char) -> bool {
        let is_next = self.rest.front() == Some(&c);
        if is_next {
            self.rest.pop_front();
        }
        is_next
    }

    fn either(&mut self) -> Option<Part> {
        let mut parts = vec![self.sequence()?];
        while self.take('|') {
            parts.push(self.sequence()?);
        }
        Some(if parts.len() == 1 { parts.pop()? } else { Part::Either(parts) })
    }

    fn sequence(&mut self) -> Option<Part> {
        let mut parts = Vec::new();
        while let Some(next) = self.rest.front() {
            if matches!(next, '|' | ')') {
                break;
            }
            let part = self.one()?;
            parts.push(self.repeated(part)?);
        }
        Some(Part::Sequence(parts))
    }

    fn one(&mut self) -> Option<Part> {
        Some(match self.rest.pop_front()? {
            '^' => Part::Start,
            '$' => Part::End,
            '.' => {
                let lines = ['\n', '\r', '\u{2028}', '\u{2029}'];
                Part::One(Set { items: lines.map(|c| Item::Range(c, c)).to_vec(), negated: true })
            }
            '(' => {
                self.depth += 1;
                if self.depth > MOST_DEPTH {
                    return None;
                }
                if self.take('?') && !self.take(':') {
                    return None;
                }
                let part = self.either()?;
                self.depth -= 1;
                if !self.take(')') {
                    return None;
                }
                part
            }
            '[' => Part::One(self.class()?),
            '\\' => match self.rest.front()? {
                'b' | 'B' => Part::Boundary(self.rest.pop_front()? == 'b'),
                _ => Part::One(Set::of(self.escape()?)),
            },
            '*' | '+' | '?' => return None,
            other => Part::One(Set::of(Item::Range(other, other))),
        })
    }

    fn repeated(&mut self, part: Part) -> Option<Part> {
        let (least, most) = match self.rest.front() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let Some((length, least, most)) = self.counts() else { return Some(part) };
                self.rest.drain(..length);
                // Greediness does not change whether a text matches.
                self.take('?');
                return bounded(part, least, most);
            }
            _ => return Some(part),
        };
        self.rest.pop_front();
        self.take('?');
        bounded(part, least, most)
    }

    /// Returns length and bounds of the `{n}`, `{n,}` or `{n,m}` at the cursor.
    fn counts(&self) -> Option<(usize, usize, Option<usize>)> {
        let end = self.rest.iter().take(16).position(|c| *c == '}')?;
        let inside: String = self.rest.iter().skip(1).take(end - 1).collect();
        let (least, most) = match inside.split_once(',') {
            None => (inside.parse().ok()?, Some(inside.parse().ok()?)),
            Some((least, "")) => (least.parse().ok()?, None),
            Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
        };
        Some((end + 1, least, most))
    }

    fn class(&mut self) -> Option<Set> {
        let mut set = Set { items: Vec::new(), negated: self.take('^') };
        loop {
            let first = match self.rest.pop_front()? {
                ']' => return Some(set),
                '\\' if self.rest.front() == Some(&'b') => {
                    self.rest.pop_front();
                    Item::Range('\u{8}', '\u{8}')
                }
                '\\' => self.escape()?,
                c => Item::Range(c, c),
            };
            let is_range = self.rest.front() == Some(&'-') && self.rest.get(1).is_some_and(|c| *c != ']');
            let Item::Range(low, _) = first else {
                set.items.push(first);
                continue;
            };
            if !is_range {
                set.items.push(first);
                continue;
            }
            self.rest.pop_front();
            let last = match self.rest.pop_front()? {
                '\\' => self.escape()?,
                c => Item::Range(c, c),
            };
            match last {
                Item::Range(high, _) if low <= high => set.items.push(Item::Range(low, high)),
                Item::Range(..) => return None,
                class => set.items.extend([first, Item::Range('-', '-'), class]),
            }
        }
    }

    /// Parses the rest of an escape, after its backslash.
    fn escape(&mut self) -> Option<Item> {
        let one = |c: char| Item::Range(c, c);
        Some(match self.rest.pop_front()? {
            'd' => Item::Digit(true),
            'D' => Item::Digit(false),
            'w' => Item::Word(true),
            'W' => Item::Word(false),
            's' => Item::Space(true),
            'S' => Item::Space(false),
            't' => one('\t'),
            'n' => one('\n'),
            'r' => one('\r'),
            'f' => one('\u{c}'),
            'v' => one('\u{b}'),
            '0' => one('\0'),
            'c' => one(char::from(u8::try_from(self.rest.pop_front()?).ok()? & 31)),
            'x' => one(self.code(2)?),
            'u' if self.take('{') => {
                let digits: String = self.rest.iter().take_while(|c| **c != '}').collect();
                self.rest.drain(..digits.chars().count());
                self.rest.pop_front();
                one(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?)
            }
            'u' => one(self.code(4)?),
            property @ ('p' | 'P') => {
                let is = property == 'p';
                let name: String = if self.take('{') {
                    let name: String = self.rest.iter().take_while(|c| **c != '}').collect();
                    self.rest.drain(..name.chars().count());
                    self.rest.pop_front();
                    name
                } else {
                    self.rest.pop_front()?.to_string()
                };
                match name.as_str() {
                    "L" | "Letter" | "Alphabetic" | "Alpha" => Item::Letter(is),
                    "Lu" | "Uppercase_Letter" => Item::Upper(is),
                    "Ll" | "Lowercase_Letter" => Item::Lower(is),
                    "N" | "Nd" | "digit" | "Number" => Item::Numeric(is),
                    _ => return None,
                }
            }
            // Back-references and undefined escapes.
            c if c.is_ascii_alphanumeric() => return None,
            c => one(c),
        })
    }

    fn code(&mut self, digits: usize) -> Option<char> {
        let text: String = self.rest.iter().take(digits).collect();
        self.rest.drain(..text.chars().count());
        char::from_u32(u32::from_str_radix(&text, 16).ok()?)
    }
}

fn bounded(part: Part, least: usize, most: Option<usize>) -> Option<Part> {
    let is_fine = least <= MOST_INSTRUCTIONS && most.is_none_or(|most| least <= most && most <= MOST_INSTRUCTIONS);
    is_fine.then(|| Part::Repeat(Box::new(part), least, most))
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn patterns_are_found_or_not() {
        for (pattern, found, other) in [
            ("^[0-9a-f]{40}$", "eb663a27ae9d032f61bc268a79eedf14c4b90f77", "eb663"),
            ("^a*$", "aaa", "ab"),
            ("a+", "xxaay", "xyz"),
            ("^(foo|bar)+$", "foobarfoo", "foobaz"),
            ("^\\d{2,3}$", "123", "1234"),
            ("^\\S+@\\S+$", "a@b", "a b"),
            ("\\bcat\\b", "a cat", "concat"),
            ("^x-", "x-a", "ax-"),
            ("^.$", "é", "\n"),
            ("^[^a-c]+$", "xyz", "xbz"),
            ("^\\p{L}+$", "éa", "a1"),
            ("^(?:a|b)?$", "", "ab"),
            ("a{0}b", "b", "a"),
            ("^[\\w.-]+$", "a-b.c", "a b"),
        ] {
            let compiled = Pattern::new(pattern).unwrap_or_else(|| panic!("{pattern}"));
            assert!(compiled.is_in(found), "{pattern} in {found}");
            assert!(!compiled.is_in(other), "{pattern} in {other}");
        }
    }

    #[test]
    fn what_is_more_than_regular_is_not_read() {
        for pattern in ["(a)\\1", "(?=a)", "(?<n>a)", "[b-a]", "(", "*", "a{2,1}", "((((a{99}){99}){99}){99}){99}"] {
            assert!(Pattern::new(pattern).is_none(), "{pattern}");
        }
    }
}
