//! Redacted spans, which are never shown.

use super::Suspects;
use super::secret_names::{SECRET_STEMS, is_name_of_secret, is_secret_name, next_secret_name, next_word};
use crate::text::{Span, is_quote};
use crate::work;

/// The places of one text whose content must never be shown.
///
/// ```
/// use jsonmend::redact::Mask;
/// use jsonmend::text::Span;
///
/// let mask = Mask::new([Span::new(5, 8)]).union(Mask::new([Span::new(7, 9)]));
/// assert_eq!((mask.spans(), mask.is_empty()), (&[Span::new(5, 9)][..], false));
/// assert!(mask.covers(Span::new(8, 12)) && !mask.covers(Span::new(0, 5)));
/// assert_eq!(mask.apply("pin: 4711, ok"), "pin: ••••, ok");
/// assert_eq!(mask.show(b"pin: 4711, ok", Span::new(0, 7)), "pin: ••");
/// assert_eq!(mask.part(Span::new(4, 7)).spans(), [Span::new(1, 3)]);
/// assert_eq!(mask.led(|span| Span::new(span.start + 10, span.end + 10)).spans(), [Span::new(15, 19)]);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Mask {
    /// Sorted, disjoint, none of them empty.
    spans: Vec<Span>,
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.spans).finish()
    }
}

impl Mask {
    /// Replacement of a redacted character.
    pub const CHARACTER: char = '•';

    /// Creates a mask over these spans, in any order; empty spans are dropped, overlapping ones joined.
    #[must_use]
    pub fn new(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut spans: Vec<Span> = spans.into_iter().filter(|span| !span.is_empty()).collect();
        spans.sort_unstable();
        spans.dedup_by(|next, kept| {
            let joined = next.start <= kept.end;
            if joined {
                kept.end = kept.end.max(next.end);
            }
            joined
        });
        Self { spans }
    }

    /// Returns the redacted spans of a text that need not be JSON: the text after each [name of a
    /// secret](super::is_secret_name), up to the next member name or the end of the text, and credentials under any name.
    ///
    /// Where the text is damaged, a value has no certain end, so that more than the secret may be redacted, never less.
    /// A value ends before
    ///
    /// - a word that `is_known` accepts, if a colon or `=` follows: pass the names of your schema, or `|_| false`;
    /// - any word in quotes, if a colon or `=` follows, and a comma, an opening bracket or a line break precedes.
    ///
    /// A name whose quotes are escaped more often than the secret's name is part of the secret: it is in a string.
    ///
    /// ```
    /// use jsonmend::redact::Mask;
    ///
    /// let text = "{Password = ab, user: u}";
    /// assert_eq!(Mask::lexical(text, |word| word == "user").apply(text), "{Password = ••• user: u}");
    /// assert_eq!(Mask::lexical(text, |_| false).apply(text), "{Password = ••• ••••• ••");
    /// ```
    #[must_use]
    pub fn lexical(text: &str, is_known: impl Fn(&str) -> bool) -> Self {
        Self::among(&Suspects::of(text), text, is_known)
    }

    /// Returns the spans as [`Mask::lexical`] does, from suspects that are known already.
    pub(crate) fn among(suspects: &Suspects, text: &str, is_known: impl Fn(&str) -> bool) -> Self {
        Self::behind(&suspects.traces, text, is_known).union(Self::new(suspects.credentials.iter().copied()))
    }

    fn behind(traces: &[Span], text: &str, is_known: impl Fn(&str) -> bool) -> Self {
        work::look(text.len().saturating_mul(2));
        let mut traces = traces.iter();
        let mut spans = Vec::new();
        let mut secret: Option<Open> = None;
        let mut at = 0;
        loop {
            // Until a secret opens, no other word matters.
            let word = if secret.is_none() { next_secret_name(text, at, &mut traces) } else { next_word(text, at) };
            let Some(word) = word else { break };
            at = word.end;
            let content = word.slice(text);
            let is_secret = secret.is_none() || is_secret_name(content);
            let name = Name::around(text, word);
            let ends = name.separated && (is_secret || is_known(content) || (name.quoted && name.at_start));
            if let Some(open) = &mut secret {
                // Where nothing stands between two names, the second may be the secret: what is between them is damaged.
                let start = open.start;
                let is_value = || !is_secret && !is_known(content) && !has_content(text, start, name.start);
                if ends && open.ends_before(text, &name) && !is_value() {
                    spans.push(Span::new(start, name.start));
                    secret = None;
                }
            }
            if is_secret && secret.is_none() {
                let mut start = name.end;
                // Where the name has no edge, what is glued to it may be the secret.
                let is_whole = name.quoted && is_name_of_secret(content);
                if !name.separated && !is_whole {
                    let lower = content.to_ascii_lowercase();
                    let stem = SECRET_STEMS.iter().find_map(|stem| lower.find(stem).map(|found| found + stem.len()));
                    start = stem.map_or(start, |stem| word.start + stem);
                }
                secret = Some(Open::new(text, start, name.escapes));
            }
        }
        Self::closed(text, spans, secret)
    }

    /// The mask over secrets that are closed and one that is open up to the end.
    fn closed(text: &str, mut spans: Vec<Span>, secret: Option<Open>) -> Self {
        spans.extend(secret.map(|open| Span::new(open.start, text.len())));
        Self::new(spans.into_iter().map(|span| trimmed(text, span)))
    }

    /// Returns the redacted spans of a text whose structure is not known, by secret names that only it has: after each
    /// of them and a separator, everything up to the next name, as in [`Mask::lexical`].
    pub(crate) fn named(text: &str, is_secret: impl Fn(&str) -> bool, is_known: impl Fn(&str) -> bool) -> Self {
        let mut spans = Vec::new();
        let mut secret: Option<Open> = None;
        let mut at = 0;
        while let Some(word) = next_word(text, at) {
            at = word.end;
            let content = word.slice(text);
            let opens = is_secret(content);
            if secret.is_none() && !opens {
                continue;
            }
            let name = Name::around(text, word);
            let ends = name.separated && (opens || is_known(content) || (name.quoted && name.at_start));
            if let Some(open) = &mut secret {
                if ends && open.ends_before(text, &name) {
                    spans.push(Span::new(open.start, name.start));
                    secret = None;
                }
            }
            if secret.is_none() && opens && name.separated {
                secret = Some(Open::new(text, name.end, name.escapes));
            }
        }
        Self::closed(text, spans, secret)
    }

    /// Returns whether nothing is masked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Returns the masked spans, sorted and disjoint.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Returns whether some of `span` is masked; of an empty span, whether it lies within a masked place.
    #[must_use]
    pub fn covers(&self, span: Span) -> bool {
        let first = self.spans.partition_point(|masked| masked.end <= span.start);
        let end = if span.is_empty() { span.end } else { span.end - 1 };
        self.spans.get(first).is_some_and(
            |masked| {
                if span.is_empty() { masked.start < end } else { masked.start <= end }
            },
        )
    }

    /// Returns the union of both masks.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        if other.is_empty() { self } else { Self::new(self.spans.into_iter().chain(other.spans)) }
    }

    /// Maps each span by `lead`, as from a decoded text to the capture.
    #[must_use]
    pub fn led(&self, lead: impl FnMut(Span) -> Span) -> Self {
        Self::new(self.spans.iter().copied().map(lead))
    }

    /// Returns the mask of a part of the text, in offsets of that part.
    #[must_use]
    pub fn part(&self, part: Span) -> Self {
        let first = self.spans.partition_point(|masked| masked.end <= part.start);
        let spans = self.spans.iter().skip(first).take_while(|masked| masked.start < part.end);
        let clip = |at: usize| at.clamp(part.start, part.end) - part.start;
        Self::new(spans.map(|masked| Span::new(clip(masked.start), clip(masked.end))))
    }

    /// Returns the text with [`Mask::CHARACTER`] for each masked character. White space stays, and so do lines and columns.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        self.show(text.as_bytes(), Span::new(0, text.len()))
    }

    /// Returns a part of a text that need not be UTF-8, redacted: each invalid byte shows as U+FFFD.
    #[must_use]
    pub fn show(&self, bytes: &[u8], part: Span) -> String {
        let mut shown = String::with_capacity(part.len());
        let mut at = part.start;
        for chunk in part.slice_bytes(bytes).utf8_chunks() {
            for character in chunk.valid().chars() {
                let span = Span::new(at, at + character.len_utf8());
                at = span.end;
                let hide = !character.is_whitespace() && self.covers(span);
                shown.push(if hide { Self::CHARACTER } else { character });
            }
            for _ in chunk.invalid() {
                let hide = self.covers(Span::new(at, at + 1));
                at += 1;
                shown.push(if hide { Self::CHARACTER } else { char::REPLACEMENT_CHARACTER });
            }
        }
        shown
    }
}

/// A secret whose end is not found yet.
struct Open {
    start: usize,
    /// How its name is escaped.
    escapes: usize,
    /// Whether it is an object or an array, of which no name ends it.
    is_structure: bool,
    /// The offset up to which brackets are counted, and how many are open there.
    counted: usize,
    depth: usize,
}

impl Open {
    fn new(text: &str, start: usize, escapes: usize) -> Self {
        let value = text.get(start..).unwrap_or_default().trim_start();
        Self { start, escapes, is_structure: value.starts_with(['{', '[']), counted: start, depth: 0 }
    }

    /// Whether the secret ends before a name that may be the next member's.
    fn ends_before(&mut self, text: &str, name: &Name) -> bool {
        name.escapes <= self.escapes && !self.is_within(text, name.start)
    }

    /// Whether a name at `at` is one within the object that the secret is.
    fn is_within(&mut self, text: &str, at: usize) -> bool {
        if !self.is_structure {
            return false;
        }
        let more = text.as_bytes().get(self.counted..at).unwrap_or_default();
        work::look(more.len());
        for byte in more {
            match byte {
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.counted = self.counted.max(at);
        self.depth > 0
    }
}

/// Whether a letter, a digit or a bracket stands between two places: they have a value between them.
fn has_content(text: &str, from: usize, to: usize) -> bool {
    let between = text.as_bytes().get(from..to).unwrap_or_default();
    let content =
        between.iter().position(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"{}[]".contains(byte));
    work::look(content.unwrap_or(between.len()).saturating_add(1));
    content.is_some()
}

/// A member name and what is around it.
struct Name {
    /// Where it starts, opening quote included.
    start: usize,
    /// Where its value may start: behind the closing quote and the separator.
    end: usize,
    /// A separator follows.
    separated: bool,
    /// Whether the name has both of its quotes.
    quoted: bool,
    /// The text before it is the start of a member.
    at_start: bool,
    /// Number of backslashes before the quotes.
    escapes: usize,
}

impl Name {
    fn around(text: &str, word: Span) -> Self {
        let before = Span::new(0, word.start).slice(text);
        let after = Span::new(word.end, text.len()).slice(text);
        let (before, opening) = quote_behind(before);
        let (after, closing) = quote_before(after);
        let gap = before.trim_end_matches([' ', '\t', '\r']);
        let behind = after.trim_start();
        let separator = behind.starts_with([':', '=']);
        let value = if separator { behind.get(1..).unwrap_or_default() } else { behind };
        let escapes = opening.unwrap_or(0);
        Self {
            start: before.len(),
            end: text.len() - value.len(),
            separated: separator,
            quoted: opening.is_some() && closing.is_some(),
            at_start: gap.ends_with(['\n', ',', '{', '[']) || (escapes > 0 && gap.ends_with("\\n")),
            escapes,
        }
    }
}

/// The quotation mark of text that is escaped for HTML.
const ENTITY: &str = "&quot;";

/// The text without a quote at its end, and how often that is escaped.
fn quote_behind(text: &str) -> (&str, Option<usize>) {
    if let Some(rest) = text.strip_suffix(ENTITY) {
        return (rest, Some(1));
    }
    match text.strip_suffix(is_quote) {
        Some(quoted) => {
            let rest = quoted.trim_end_matches('\\');
            (rest, Some(quoted.len() - rest.len()))
        }
        None => (text, None),
    }
}

/// The text without a quote at its start, and how often that is escaped.
fn quote_before(text: &str) -> (&str, Option<usize>) {
    if let Some(rest) = text.strip_prefix(ENTITY) {
        return (rest, Some(1));
    }
    let quoted = text.trim_start_matches('\\');
    match quoted.strip_prefix(is_quote) {
        Some(rest) => (rest, Some(text.len() - quoted.len())),
        None => (text, None),
    }
}

/// The span without white space at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let content = span.slice(text);
    let start = span.start + (content.len() - content.trim_start().len());
    Span::new(start, start + content.trim().len())
}

#[cfg(test)]
mod tests {
    use super::{Mask, Span};

    fn lexical(text: &str) -> String {
        Mask::lexical(text, |word| matches!(word, "username" | "type")).apply(text)
    }

    #[test]
    fn damaged_text_hides_up_to_the_next_name() {
        for (text, shown) in [
            (r#"{"password": "ab"c", "username": "u"}"#, r#"{"password": ••••••• "username": "u"}"#),
            (r#"{"password": "a", "other": "u"}"#, r#"{"password": •••• "other": "u"}"#),
            (r#"{Password = ab, username: u}"#, r#"{Password = ••• username: u}"#),
            (r#"{"password" "ab" "username": "u"}"#, r#"{"password" •••• "username": "u"}"#),
            (r#"{"authPassword": "a", "privPassword": "b"}"#, r#"{"authPassword": •••• "privPassword": ••••"#),
            ("{\"password\": \"a\nb", "{\"password\": ••\n•"),
            (r#"{"type": "Password", "username": "u"}"#, r#"{"type": "Password"• "username": "u"}"#),
            (r#"{\"password\":\"a\",\"username\":\"u\"}"#, r#"{\"password\":••••••\"username\":\"u\"}"#),
            (r#"{"password":"a\",\"username\":\"u"}"#, r#"{"password":•••••••••••••••••••••••"#),
            ("{&quot;password&quot;:&quot;a&quot;}", "{&quot;password&quot;:••••••••••••••"),
            (
                r#"{"password": {"value": "a", "x": "b"}, "username": "u"}"#,
                r#"{"password": ••••••••• •••• •••• ••••• "username": "u"}"#,
            ),
            (r#"{"passwordhunter2", "username": "u"}"#, r#"{"password••••••••• "username": "u"}"#),
        ] {
            assert_eq!(lexical(text), shown);
        }
    }

    #[test]
    fn covering() {
        let mask = Mask::new([Span::new(5, 8), Span::new(2, 4), Span::new(7, 9)]);
        assert_eq!(mask.spans(), [Span::new(2, 4), Span::new(5, 9)]);
        assert!(mask.covers(Span::new(0, 3)));
        assert!(!mask.covers(Span::new(0, 2)));
        assert!(!mask.covers(Span::new(4, 5)));
        assert!(mask.covers(Span::at(3)));
        assert!(!mask.covers(Span::at(2)));
        assert!(!mask.covers(Span::at(9)));
        assert_eq!(mask.show(b"abc e\xffgh", Span::new(1, 8)), "b• e•••");
        assert_eq!(mask.part(Span::new(3, 7)).spans(), [Span::new(0, 1), Span::new(2, 4)]);
    }
}
