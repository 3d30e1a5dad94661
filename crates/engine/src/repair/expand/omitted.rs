//! Marks that a printer put for what it left out: `... 98 more items`, `[truncated]`, `[Object]`.

use crate::diagnostic::Code;
use crate::repair::beam::Search;
use crate::repair::beam::hypothesis::{Hypothesis, Mode, Op, Replacement};
use crate::repair::cost;
use crate::repair::expand::Here;
use crate::syntax::grammar::{Container, State as Grammar};
use crate::text::Span;

/// No marker is longer, in bytes.
const LONGEST: usize = 64;

/// A mark for what was left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::repair) enum Omitted {
    /// Members, elements, or the rest of a string: a marker of this many bytes beside the text that is present.
    Rest(usize),
    /// A whole value, named by its kind.
    Value(usize),
}

impl Omitted {
    /// Reads the marker at the start of a text.
    pub(in crate::repair) fn read(text: &str) -> Option<Self> {
        let mut end = text.len().min(LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = text.get(..end)?;
        match *text.as_bytes().first()? {
            b'.' | 0xe2 => ellipsis(text).map(Self::Rest),
            opener @ (b'[' | b'<' | b'(') => {
                let closer = match opener {
                    b'[' => ']',
                    b'<' => '>',
                    _ => ')',
                };
                let end = text.find(closer)?;
                let words = text.get(1..end)?.trim();
                if is_remark(words) || ellipsis(words).is_some_and(|length| length == words.len() && words.len() > 3) {
                    Some(Self::Rest(end + 1))
                } else {
                    (opener == b'[' && is_kind(words)).then_some(Self::Value(end + 1))
                }
            }
            _ => None,
        }
    }

    const fn len(self) -> usize {
        match self {
            Self::Rest(length) | Self::Value(length) => length,
        }
    }
}

/// The length of an ellipsis with the words about its extent. Other text after it may be content.
fn ellipsis(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches(['.', '…']);
    let dots = text.len() - rest.len();
    if !text.starts_with("...") && !text.starts_with('…') {
        return None;
    }
    let line = rest.split([',', '}', ']', '\n', '\r', '"', '\'', '>', '{', '[']).next().unwrap_or_default();
    let said = line.trim();
    match said {
        "" => Some(dots),
        _ if is_remark(said.trim_matches(['(', ')'])) => Some(dots + line.trim_end().len()),
        _ => None,
    }
}

/// Whether words say that something was left out: `98 more items`, `truncated`, `3 lines omitted`.
fn is_remark(words: &str) -> bool {
    let mut words = words.split_ascii_whitespace().peekable();
    words.next_if(|word| word.eq_ignore_ascii_case("and") || word.starts_with('+'));
    let is_count = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    let counted = words.next_if(is_count).is_some();
    let words: Vec<&str> = words.take(4).collect();
    let says = |word: &&str| {
        ["more", "truncated", "omitted", "snipped", "snip", "skipped", "elided", "hidden", "others", "left"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(word))
    };
    let is_word = |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    match &*words {
        [only] => says(only) && (counted || !matches!(*only, "more" | "others" | "left" | "hidden")),
        [first, rest @ ..] => {
            counted && rest.len() < 3 && words.iter().all(is_word) && (says(first) || rest.last().is_some_and(says))
        }
        [] => false,
    }
}

/// Whether words in brackets are the kind of a value, as Node.js prints what is nested too deep or is no data.
fn is_kind(words: &str) -> bool {
    let name = words.split([' ', ':']).next().unwrap_or_default();
    let is_whole = name.len() == words.len();
    match name {
        "Object" | "Array" | "Circular" | "Function" | "Getter" | "Setter" | "Getter/Setter" => {
            is_whole || matches!(name, "Function" | "Circular" | "Object")
        }
        "object" => matches!(words, "object Object" | "object Array"),
        "class" | "AsyncFunction" | "GeneratorFunction" => !is_whole,
        _ => false,
    }
}

impl Search<'_, '_> {
    /// Leaves a marker out, or puts `null` for the value that it represents; that has only one meaning.
    pub(in crate::repair) fn skip_omitted(&mut self, state: Hypothesis, grammar: Grammar, here: Here) -> bool {
        let text = self.text.get(here.span.start..).unwrap_or_default();
        let Some(omitted) = Omitted::read(text) else { return false };
        let mut next = state;
        next.cost += cost::delete_ellipsis();
        let is_value = matches!(omitted, Omitted::Value(_));
        if is_value {
            let is_due = match grammar {
                Grammar::Value => true,
                Grammar::ElementOrEnd => self.inside(state) == Some(Container::Array),
                _ => false,
            };
            if !is_due {
                return false;
            }
        }
        let end = here.span.start + omitted.len();
        let replacement = Replacement::Put(if is_value { "null" } else { "" });
        self.edit(&mut next, Op { code: Code::Elided, span: Span::new(here.span.start, end), replacement });
        if is_value {
            self.value_done(&mut next);
        }
        if let Mode::At(resume) = next.mode {
            next.resume = resume;
        }
        next.mode = Mode::Skipping;
        next.comment = end as u32;
        self.take(next);
        is_value
    }

    /// Continues after the skipped text.
    pub(in crate::repair) fn skipping(&mut self, state: Hypothesis, here: Here) {
        if here.span.start < state.comment as usize {
            return self.take(state);
        }
        self.stay(Hypothesis { mode: Mode::At(state.resume), comment: 0, ..state });
    }
}

#[cfg(test)]
mod tests {
    use super::Omitted::{self, Rest, Value};

    #[test]
    fn markers_are_told_from_content() {
        let cases = [
            ("... 98 more items\n]", Some(Rest(17))),
            ("… 7 more]", Some(Rest(10))),
            ("...", Some(Rest(3))),
            ("....,", Some(Rest(4))),
            ("...]", Some(Rest(3))),
            ("... (98 more)]", Some(Rest(13))),
            ("... 9900 more characters,", Some(Rest(24))),
            ("... 3 lines omitted", Some(Rest(19))),
            ("[truncated]", Some(Rest(11))),
            ("<truncated>", Some(Rest(11))),
            ("[... 5 more]", Some(Rest(12))),
            ("[5 more items]", Some(Rest(14))),
            ("[Object]", Some(Value(8))),
            ("[Circular *1]", Some(Value(13))),
            ("[Function: go]", Some(Value(14))),
            ("[object Object]", Some(Value(15))),
            ("...foo", None),
            ("... and so on", None),
            ("[more]", None),
            ("[1, 2]", None),
            ("[...]", None),
            ("[ObjectId]", None),
            ("[Array, Object]", None),
            ("x", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Omitted::read(text), expected, "{text}");
        }
    }
}
