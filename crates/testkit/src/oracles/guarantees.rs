//! The guarantees of `recover`, each as a function that panics if it is broken.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::{replay, shapes};
use authscan::Options;
use authscan::diagnostic::{Applicability, Code, Severity};
use authscan::model::PayloadKind;
use authscan::redact::Mask;
use authscan::schema::Shape;
use authscan::syntax::parse;
use authscan::text::Span;
use authscan::{Edit, Outcome, Report};
use jsonmend::decode::decode;
use jsonmend::repair::recover;

/// An input with its shape, options and report. Each method asserts one of the [guarantees](super).
pub struct Subject<'i> {
    input: &'i [u8],
    shape: &'i Shape,
    options: &'i Options,
    report: Report<()>,
}

impl<'i> Subject<'i> {
    /// Recovers the input.
    #[must_use]
    pub fn new(input: &'i [u8], shape: &'i Shape, options: &'i Options) -> Self {
        Self { input, shape, options, report: options.recover_shape(shape, input) }
    }

    /// Returns the report.
    #[must_use]
    pub fn report(&self) -> &Report<()> {
        &self.report
    }

    /// Panics with the details unless `holds`.
    #[track_caller]
    fn promise(&self, holds: bool, what: &str) {
        if !holds {
            let (input, kind) = (String::from_utf8_lossy(self.input), self.kind());
            panic!("{what}\nread as {kind}: {input:?}\ngives: {:?}\n{:#?}", self.report.repaired_text(), self.report);
        }
    }

    fn kind(&self) -> &'static str {
        PayloadKind::ALL.iter().find(|kind| std::ptr::eq(kind.shape(), self.shape)).map_or("any", |kind| kind.name())
    }

    /// Returns the number of bytes read: those of the input, or of its decompressed content.
    fn length(&self) -> usize {
        let compressed = self.report.edits.iter().any(|edit| edit.code == Code::Compressed);
        if compressed { self.options.limits().decompressed(self.input.len()) } else { self.input.len() }
    }

    /// G1: work and the number of edits are bounded; an exceeded limit is reported.
    pub fn g1_bounded(&self) {
        let limits = self.options.limits();
        self.promise(self.report.steps <= limits.most_steps(self.length()), "G1: too many steps");
        self.promise(self.report.edits.len() <= limits.edits, "G1: too many edits");
        let ran_out = self.report.diagnostics.iter().any(|found| found.code == Code::OutOfSteps);
        let searched = self.report.outcome != Outcome::Rejected;
        let over = self.report.steps > limits.steps(self.length());
        self.promise(!over || !searched || ran_out, "G1: out of steps without a word");
    }

    /// Asserts the invariants of every report.
    pub fn is_consistent(&self) {
        let Report { outcome, diagnostics, edits, .. } = &self.report;
        let text = self.report.repaired_text();
        let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        match outcome {
            Outcome::Clean => self.promise(edits.is_empty() && text.is_none(), "clean, but changed"),
            Outcome::Repaired => self.promise(!edits.is_empty() && text.is_some(), "repaired by nothing"),
            Outcome::Partial => self.promise(text.is_some() && !diagnostics.is_empty(), "partial without a word"),
            Outcome::Rejected => self.promise(errors > 0, "rejected without a word"),
        }
        self.promise(self.report.value.is_some() == (*outcome != Outcome::Rejected), "value and outcome disagree");
        let within = |span: Span| span.start <= span.end && span.end <= self.input.len();
        for found in diagnostics {
            let context = found.context.as_ref().is_none_or(|(span, _)| within(*span));
            self.promise(within(found.span) && context, "a finding outside the input");
        }
        self.promise(diagnostics.is_sorted_by_key(|found| found.span.start), "findings are out of order");
        for edit in edits {
            // One diagnostic per envelope is enough, however many pieces it has.
            let is_place = |span: Span| span == edit.span || edit.code.is_wrapper();
            let told = diagnostics.iter().any(|found| found.code == edit.code && is_place(found.span));
            self.promise(told, "an edit that no finding tells");
        }
    }

    /// G2: valid JSON is not changed.
    pub fn g2_valid_unchanged(&self) {
        // For a kind of payload, JSON that cannot be one may hold one.
        let root = self.shape.node(self.shape.root());
        let is_one =
            |value: &Value| value.as_object().is_some_and(|it| it.keys().any(|name| root.member(name).is_some()));
        match serde_json::from_slice::<Value>(self.input) {
            Err(_) => return,
            Ok(value) if self.is_other() && !self.shape.is_any() && !is_one(&value) => return,
            Ok(_) => {}
        }
        let Report { outcome, edits, steps, .. } = &self.report;
        self.promise(edits.is_empty() && self.report.repaired_text().is_none(), "G2: valid JSON was changed");
        self.promise(*steps == 0, "G2: valid JSON was searched");
        self.promise(*outcome == Outcome::Clean, "G2: valid JSON is not clean");
    }

    /// G3: the repaired text is JSON. The text of the search is checked too, because a report would reject one that is
    /// not JSON.
    pub fn g3_repaired_is_json(&self) {
        let text = decode(self.input).text;
        let broken = parse(&text, self.options.limits().depth).is_err_and(|error| error.code() != Some(Code::TooDeep));
        if let Some(found) = broken.then(|| recover(&text, self.shape, self.options.limits()).ok()).flatten() {
            let repaired = found.script.apply(&text);
            self.promise(
                serde_json::from_str::<IgnoredAny>(&repaired).is_ok(),
                &format!("G3: the search gives no JSON: {repaired:?}"),
            );
        }
        let Some(text) = self.report.repaired_text() else { return };
        self.promise(serde_json::from_str::<IgnoredAny>(text).is_ok(), "G3: repaired text is not JSON");
        self.promise(parse(text, self.options.limits().depth).is_ok(), "G3: repaired text is not JSON to the parser");
    }

    /// Returns whether envelopes were removed, so that repairs are those of the text inside.
    fn is_unwrapped(&self) -> bool {
        self.report.edits.iter().any(|edit| edit.read_as.is_some() || edit.code.is_wrapper())
    }

    /// Returns whether the input was taken for an envelope of the document.
    fn is_other(&self) -> bool {
        self.is_unwrapped() || self.report.diagnostics.iter().any(|found| found.code == Code::NoBody)
    }

    /// G4: bytes outside of edits are unchanged, and removed bytes are quoted.
    ///
    /// Returns the edits with their inserted texts from the repaired text, which is not redacted as the report is.
    pub fn g4_every_byte_accounted_for(&self) -> Vec<(&Edit, &str)> {
        let Some(text) = self.report.repaired_text().filter(|_| !self.is_unwrapped()) else { return Vec::new() };
        let mut inserted = Vec::new();
        let mut rest = text;
        let mut from = 0;
        for edit in &self.report.edits {
            self.promise(from <= edit.span.start && edit.span.end <= self.input.len(), "G4: edits overlap");
            rest = self.kept(Span::new(from, edit.span.start), rest);
            let length = rest.char_indices().nth(edit.inserted.chars().count()).map_or(rest.len(), |(at, _)| at);
            let (new, behind) = rest.split_at(length);
            self.promise(shows(&edit.inserted, new), "G4: an edit inserted something else");
            let gone = edit.span.slice_bytes(self.input);
            self.promise(quotes(&edit.removed, gone), "G4: what an edit removed is not quoted");
            self.promise(!gone.is_empty() || !new.is_empty(), "G4: an edit that does nothing");
            let masked = edit.removed.contains(Mask::CHARACTER) && !gone.contains(&0xe2);
            self.promise(!masked || self.report.mask().covers(edit.span), "G4: masked without a reason");
            inserted.push((edit, new));
            rest = behind;
            from = edit.span.end;
        }
        rest = self.kept(Span::new(from, self.input.len()), rest);
        self.promise(rest.is_empty(), "G4: text that no edit inserted");
        inserted
    }

    /// Returns the rest of the repaired `text` after a kept part of the input.
    fn kept<'t>(&self, span: Span, text: &'t str) -> &'t str {
        let bytes = span.slice_bytes(self.input);
        self.promise(text.as_bytes().starts_with(bytes), "G4: bytes changed outside the edits");
        text.get(bytes.len()..).unwrap_or_default()
    }

    /// G5: no content is invented, as [inserted text](Edit#inserted-text) describes. The report is that of
    /// [`Options::recover_shape`], which neither converts nor respells.
    pub fn g5_nothing_invented(&self) {
        for (edit, inserted) in self.g4_every_byte_accounted_for() {
            let removed = edit.span.slice_bytes(self.input);
            if !self.may_insert(edit, removed, inserted) {
                self.promise(false, &format!("G5: {} invented {inserted:?}", edit.code));
            }
        }
    }

    fn may_insert(&self, edit: &Edit, removed: &[u8], inserted: &str) -> bool {
        let removed = String::from_utf8_lossy(removed);
        // Brackets, commas or colons may surround it, because one edit may combine several.
        let core = inserted.trim_matches(|c: char| c.is_whitespace() || "{}[]:,".contains(c));
        match core {
            "" | "\"" | "\"\"" | "\\" | "null" => return true,
            "true" | "false" => return removed.to_lowercase().contains(core),
            _ => {}
        }
        match edit.code {
            Code::InvalidUtf8 => core == "\u{fffd}",
            // A character of Windows-1252.
            Code::OtherEncoding => core.chars().count() == 1,
            Code::LoneSurrogate => core == "\\ufffd",
            Code::ControlCharacter | Code::InvalidEscape => {
                let meant = serde_json::from_str::<String>(&format!("\"{core}\""));
                meant.is_ok_and(|meant| removed == meant || removed.starts_with('\\'))
            }
            // The digits are those of the input, in another notation; the number may exceed the range of binary64.
            Code::NonstandardNumber => !removed.is_empty() && is_number(core),
            Code::HeadLost => self.is_chain_of_names(inserted),
            // Quotes of another kind, or doubled, next to an escape.
            _ => core.chars().all(|c| "\"\\{}[]:,".contains(c)),
        }
    }

    /// Returns whether a text consists of brackets and of known names with their colons.
    fn is_chain_of_names(&self, text: &str) -> bool {
        let members = self.shape.nodes().flat_map(|node| &node.members);
        let names: Vec<&str> = members.map(|member| &*member.name).collect();
        let mut rest = text;
        while !rest.is_empty() {
            rest = match rest.strip_prefix(['{', '[']) {
                Some(behind) => behind,
                None => {
                    let Some((name, behind)) = rest.strip_prefix('"').and_then(|rest| rest.split_once("\":")) else {
                        return false;
                    };
                    if !names.contains(&name) {
                        return false;
                    }
                    behind
                }
            };
        }
        true
    }

    /// G6: the repaired text needs no repair, and equal bytes give equal reports.
    pub fn g6_idempotent_and_deterministic(&self) {
        let again = self.options.recover_shape(self.shape, self.input);
        let same = again.repaired_text() == self.report.repaired_text();
        self.promise(
            same && format!("{again:?}") == format!("{:?}", self.report),
            "G6: another report the second time",
        );
        let Some(text) = self.report.repaired_text() else { return };
        let second = self.options.recover_shape(self.shape, text.as_bytes());
        self.promise(second.edits.is_empty() && second.steps == 0, "G6: the repaired text was repaired");
        let conforms = self.report.outcome != Outcome::Rejected;
        self.promise((second.outcome == Outcome::Clean) == conforms, "G6: the repaired text is not clean");
    }

    /// G7: the report is `ambiguous` exactly if some edit is a guess, or several documents were read as one list.
    pub fn g7_honest(&self) {
        let guess = self.report.edits.iter().any(|edit| edit.applicability == Applicability::Guess);
        let is_list = self.report.edits.iter().any(|edit| edit.code == Code::OtherDocuments);
        self.promise((guess || is_list) == self.report.ambiguous, "G7: `ambiguous` and guesses disagree");
        let told = self.report.diagnostics.iter().any(|found| found.code == Code::Ambiguous);
        self.promise(told == self.report.ambiguous, "G7: ambiguous without a word");
    }
}

/// Asserts G1 to G7, and that the report can be replayed.
pub fn all_guarantees(subject: &Subject<'_>) {
    subject.g1_bounded();
    subject.is_consistent();
    subject.g2_valid_unchanged();
    subject.g3_repaired_is_json();
    subject.g5_nothing_invented();
    subject.g6_idempotent_and_deterministic();
    subject.g7_honest();
    replay(subject.input, subject.shape, subject.options);
}

/// Asserts G2 and G3 for values: the value equals the one that `serde_json` reads from the repaired text, or from the input if
/// there is no repaired text.
pub fn value_guarantees(input: &[u8]) {
    let any = authscan::recover::<Value>(input);
    let text = any.repaired_text().map_or(Cow::Borrowed(input), |text| Cow::Owned(text.as_bytes().to_vec()));
    if any.outcome != Outcome::Rejected {
        let read = serde_json::from_slice::<Value>(&text).ok();
        assert!(read.is_none() || any.value == read, "G3: {any:?}: {:?} is not {read:?}", any.value);
    }
    let options = Options::new();
    for kind in shapes(input).into_iter().filter_map(|(kind, _)| kind) {
        let report = options.recover_canonical(&kind, input);
        let Some(text) = report.repaired_text().map(str::to_owned) else { continue };
        let again = options.recover_canonical(&kind, text.as_bytes());
        assert!(again.edits.is_empty(), "G6: {kind}: {text:?}: {again:?}");
        assert_eq!(again.value, report.value, "G3: {kind}: {text:?}");
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Returns whether `shown` equals `text`, apart from redacted characters.
fn shows(shown: &str, text: &str) -> bool {
    let mut left = shown.chars();
    let all = text.chars().all(|c| left.next().is_some_and(|shown| shown == c || shown == Mask::CHARACTER));
    all && left.next().is_none()
}

/// Returns whether `shown` quotes `bytes` in full: bytes that are not UTF-8 as `\xff`, or secret characters redacted.
pub(super) fn quotes(shown: &str, bytes: &[u8]) -> bool {
    if shown.contains(Mask::CHARACTER) {
        // Redacted text counts a byte that is not UTF-8 as one character.
        let characters: usize =
            bytes.utf8_chunks().map(|chunk| chunk.valid().chars().count() + chunk.invalid().len()).sum();
        return shown.chars().count() == characters || shown.len() >= bytes.len();
    }
    let mut rest = shown;
    for chunk in bytes.utf8_chunks() {
        let Some(behind) = rest.strip_prefix(chunk.valid()) else { return false };
        rest = behind;
        for byte in chunk.invalid() {
            let escaped = format!("\\x{byte:02x}");
            let Some(behind) = rest.strip_prefix(&escaped).or_else(|| rest.strip_prefix('\u{fffd}')) else {
                return false;
            };
            rest = behind;
        }
    }
    rest.is_empty()
}
