//! Joining of the pages of one collection.

use super::findings::sorted;
use super::quote::shown;
use super::{Build, Mode, Reading};
use crate::Error;
use crate::decode::{decode, parts};
use crate::diagnostic::{Applicability, Code, Diagnostic};
use crate::pipeline::layers::Stage;
use crate::pipeline::{Edit, Outcome, Report};
use crate::redact::{Mask, Suspects};
use crate::syntax::parse::parse;
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::Span;
use crate::validate::secrets;

/// Member that links to the next page.
const NEXT: &str = "@odata.nextLink";

impl Reading<'_> {
    /// Reads each part of a capture separately, and joins the resulting collections. `None` if the capture has fewer
    /// than two parts, or none of them is a collection.
    pub(super) fn pages<T>(&self, build: &impl Build<T>) -> Option<Report<T>> {
        let parts = parts(self.input);
        if parts.len() < 2 {
            return None;
        }
        let capture = decode(self.input);
        let mask = self.lexical(&capture.text, &capture.script.offset_map());
        let mut joined = Joined::new(self.input, mask);
        for part in parts {
            let outer = joined.mask.part(part);
            let page = Reading {
                input: part.slice_bytes(self.input),
                outer: Some(&outer),
                pages: false,
                layers: false,
                ..*self
            };
            let report = page.read(Mode::Lenient, &nothing);
            joined.add(part, report, self.limits.depth);
        }
        let text = joined.finish()?;
        joined.mask = std::mem::take(&mut joined.mask).union(Mask::new(std::mem::take(&mut joined.paged)));
        let tape = parse(&text, self.limits.depth).ok()?;
        Some(match build(&tape) {
            Ok(value) => {
                let hidden = secrets(&tape, self.shape, &[]);
                let report = joined.report(value, text, hidden);
                if self.layers { with_layer(report, self.input) } else { report }
            }
            // Only the joined pages do not fit, so no span of the capture locates the error.
            Err(error) => Report::rejected(vec![Diagnostic::new(error.diagnosed().code, Span::at(0))], joined.mask),
        })
    }
}

/// Adds the layer that replaces the pages by the collection, as a whole: their elements are not in the order of the capture.
fn with_layer<T>(report: Report<T>, input: &[u8]) -> Report<T> {
    let output = (report.text.as_deref().unwrap_or_default().as_bytes(), &report.text_mask);
    let layer = Stage { input: (input, &report.mask), output }.whole();
    Report { layers: vec![layer], ..report }
}

/// Builds no value: a page has none of its own. It is a function because a closure would have another type in each
/// instance.
fn nothing(_: &Tape<'_>) -> Result<(), Error> {
    Ok(())
}

/// Text of a page.
struct Page<'t> {
    text: &'t str,
    /// Content between the brackets of the page's list.
    elements: Span,
    /// Link to the next page: its member with one comma, and the member alone. `None` on the last page.
    next: Option<(Span, Span)>,
}

impl<'t> Page<'t> {
    fn of(tape: &Tape<'t>) -> Option<Self> {
        let root = tape.root();
        let list = if root.kind() == NodeKind::Array { root } else { root.get("value")? };
        let elements = Span::new(list.span().start + 1, list.span().end.checked_sub(1)?);
        (list.kind() == NodeKind::Array).then(|| Self { text: tape.text(), elements, next: next(root) })
    }

    /// Returns the span of the elements without surrounding white space.
    fn kept(&self) -> Span {
        let all = self.elements.slice(self.text);
        let start = self.elements.start + (all.len() - all.trim_start().len());
        Span::new(start, start + all.trim().len())
    }

    /// Returns the text before and after the elements, without the link to the next page.
    fn frame(&self) -> [String; 2] {
        let parts = [Span::new(0, self.elements.start), Span::new(self.elements.end, self.text.len())];
        let hole = self.next.map_or(Span::at(0), |(hole, _)| hole);
        parts.map(|part| {
            let before = Span::new(part.start, part.end.min(hole.start.max(part.start)));
            let behind = Span::new(hole.end.clamp(before.end, part.end), part.end);
            [before.slice(self.text), behind.slice(self.text)].concat()
        })
    }
}

fn next(root: Value<'_, '_>) -> Option<(Span, Span)> {
    let mut before: Option<usize> = None;
    let mut members = root.members().peekable();
    while let Some((name, value)) = members.next() {
        if name.as_str().is_some_and(|name| name == NEXT) {
            let member = name.span().cover(value.span());
            let hole = match members.peek() {
                Some((following, _)) => Span::new(member.start, following.span().start),
                None => Span::new(before.unwrap_or(member.start), member.end),
            };
            return Some((hole, member));
        }
        before = Some(value.span().end);
    }
    None
}

/// Pages joined so far.
struct Joined<'i> {
    input: &'i [u8],
    /// Redacted spans of the input that do not depend on the pages.
    mask: Mask,
    /// Redacted spans of the input that the pages revealed.
    paged: Vec<Span>,
    /// Joined text up to the last element.
    text: String,
    /// Redacted spans of `text`.
    hidden: Vec<Span>,
    /// Text after the list of the first page; `None` before the first page.
    tail: Option<String>,
    /// Link of the last page to a page that the capture lacks.
    next: Option<String>,
    /// Offset up to which the input has been read.
    at: usize,
    outcome: Outcome,
    ambiguous: bool,
    steps: u64,
    edits: Vec<Edit>,
    diagnostics: Vec<Diagnostic>,
}

impl<'i> Joined<'i> {
    fn new(input: &'i [u8], mask: Mask) -> Self {
        Self {
            input,
            mask,
            paged: Vec::new(),
            text: String::new(),
            hidden: Vec::new(),
            tail: None,
            next: None,
            at: 0,
            outcome: Outcome::Repaired,
            ambiguous: false,
            steps: 0,
            edits: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Adds the page read from a part. A part that is not a collection is skipped.
    fn add(&mut self, part: Span, report: Report<()>, depth: usize) {
        let text = match (report.outcome, report.repaired_text()) {
            (Outcome::Rejected, _) => return,
            (_, Some(text)) => text,
            (_, None) => std::str::from_utf8(part.slice_bytes(self.input)).unwrap_or_default(),
        };
        let Ok(tape) = parse(text, depth) else { return };
        let Some(page) = Page::of(&tape) else { return };
        self.drop(part.start);
        let [head, tail] = page.frame();
        let kept = page.kept();
        let elements = kept.slice(text);
        let (inserted, removed) = match self.tail {
            None => {
                self.text = head;
                self.tail = Some(tail);
                ("", page.next.map_or("", |(hole, _)| hole.slice(text)).to_owned())
            }
            Some(_) => {
                let has_elements = !self.text.trim_end().ends_with('[') && !elements.is_empty();
                let comma = if has_elements { "," } else { "" };
                self.text.push_str(comma);
                (comma, [head, tail].concat())
            }
        };
        let at = self.text.len();
        self.text.push_str(elements);
        self.next = page.next.map(|(_, member)| member.slice(text).to_owned());
        self.edits.push(Edit {
            code: Code::Pages,
            applicability: Applicability::Certain,
            span: part,
            removed: Mask::among(&Suspects::of(&removed), &removed, |_| false).apply(&removed),
            inserted: inserted.to_owned(),
            place: None,
            read_as: None,
        });
        self.take(part, report, kept, at);
    }

    /// Takes over the report of a page; its `kept` span is in the joined text at `at`.
    fn take(&mut self, part: Span, report: Report<()>, kept: Span, at: usize) {
        let joined = |span: Span| Span::new(span.start + at, span.end + at);
        let place = |place: Span| {
            let inside = Span::new(place.start.checked_sub(kept.start)?, place.end.checked_sub(kept.start)?);
            kept.contains(place).then(|| joined(inside))
        };
        let hidden = report.repaired_mask().part(kept);
        self.hidden.extend(hidden.spans().iter().map(|span| joined(*span)));
        let moved = |span: Span| Span::new(span.start + part.start, span.end + part.start);
        self.paged.extend(report.mask.spans().iter().map(|span| moved(*span)));
        self.edits.extend(report.edits.into_iter().map(|edit| Edit {
            span: moved(edit.span),
            place: edit.place.and_then(place),
            ..edit
        }));
        self.diagnostics.extend(report.diagnostics.into_iter().map(|mut found| {
            found.span = moved(found.span);
            found.context = found.context.map(|(span, why)| (moved(span), why));
            // The pointer of an element in its page is meaningless in the collection.
            found.pointer.clear();
            found
        }));
        self.outcome = self.outcome.max(report.outcome);
        self.ambiguous |= report.ambiguous;
        self.steps += report.steps;
        self.at = part.end;
    }

    /// Adds the removal of the text between pages.
    fn drop(&mut self, end: usize) {
        let between = Span::new(self.at, end);
        if !between.slice_bytes(self.input).trim_ascii().is_empty() {
            self.edits.push(Edit {
                code: Code::Envelope,
                applicability: Applicability::Likely,
                span: between,
                removed: shown(self.input, between, &self.mask),
                inserted: String::new(),
                place: None,
                read_as: None,
            });
        }
    }

    /// Returns the text of the collection, if there is one.
    fn finish(&mut self) -> Option<String> {
        let tail = self.tail.take()?;
        self.drop(self.input.len());
        let mut text = std::mem::take(&mut self.text);
        match (self.next.take(), tail.strip_prefix(']')) {
            // The collection continues after the last page, so the link is kept.
            (Some(next), Some(rest)) if rest.trim_start().starts_with(['}', ',']) => {
                text.push_str("],");
                text.push_str(&next);
                text.push_str(rest);
            }
            _ => text.push_str(&tail),
        }
        Some(text)
    }

    fn report<T>(self, value: T, text: String, secrets: Mask) -> Report<T> {
        let mut edits = self.edits;
        edits.sort_by_key(|edit| edit.span.start);
        let told = edits.iter().filter(|edit| matches!(edit.code, Code::Pages | Code::Envelope));
        let told = told.map(|edit| Diagnostic::new(edit.code, edit.span).help(edit.describe()).of_edit());
        let diagnostics = told.collect::<Vec<_>>().into_iter().chain(self.diagnostics).collect();
        Report {
            value: Some(value),
            outcome: self.outcome,
            ambiguous: self.ambiguous,
            diagnostics: sorted(diagnostics),
            edits,
            steps: self.steps,
            text: Some(text),
            mask: self.mask,
            text_mask: secrets.union(Mask::new(self.hidden)),
            layers: Vec::new(),
            span: None,
        }
    }
}
