//! Diagnostics drawn over their source, as rustc draws them.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::redact::Mask;
use crate::text::{LineIndex, Span};

/// Default number of bytes of a line that are shown. Minified payloads are a single line of megabytes.
const WIDTH: usize = 100;
/// Minimum and maximum number of bytes of a line that are shown, whatever the width.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=1000;

/// Style of drawn diagnostics: colors, width and links.
///
/// ```
/// use jsonmend::diagnostic::{Style, render, render_as};
///
/// let input = b"[1 2]";
/// let report = jsonmend::recover::<Vec<u8>>(input);
/// let plain = render(&report.diagnostics, "body.json", input, report.mask(), false);
/// assert!(plain.contains("missing comma") && !plain.contains('\u{1b}'));
/// let style = Style::plain().width(60);
/// assert_eq!(render_as(&style, &report.diagnostics, "body.json", input, report.mask()), plain);
/// let style = Style::colored().links("https://example.com/{code}");
/// let linked = render_as(&style, &report.diagnostics, "body.json", input, report.mask());
/// assert!(linked.contains("https://example.com/missing-comma"));
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Style {
    styled: bool,
    width: usize,
    links: Option<String>,
}

impl Style {
    /// Creates a style without colors.
    #[must_use]
    pub const fn plain() -> Self {
        Self { styled: false, width: WIDTH, links: None }
    }

    /// Creates a style with colors, as ANSI escapes.
    #[must_use]
    pub const fn colored() -> Self {
        Self { styled: true, width: WIDTH, links: None }
    }

    /// Sets the number of columns of a line to show, apart from line numbers. Default 100; at least 40, at most 1,000.
    #[must_use]
    pub fn width(self, columns: usize) -> Self {
        Self { width: columns.clamp(*WIDTHS.start(), *WIDTHS.end()), ..self }
    }

    /// Links each code to a page about it, as OSC 8 escapes. `{code}` in the address is replaced by the name of the
    /// code. Without colors there are no links.
    #[must_use]
    pub fn links(self, address: impl Into<String>) -> Self {
        Self { links: Some(address.into()), ..self }
    }
}

/// Renders each diagnostic over its location in `input`, with the places that `mask` covers redacted.
///
/// At most about a hundred columns of a line are shown; line and column numbers are those of the whole input. Bytes
/// that are not UTF-8 are shown as U+FFFD, control characters as symbols. `name` names the input; `styled` adds colors
/// as ANSI escapes.
///
/// ```
/// let (input, report) = (b"[1 2]", jsonmend::recover::<Vec<u8>>(b"[1 2]"));
/// let shown = jsonmend::diagnostic::render(&report.diagnostics, "body.json", input, report.mask(), false);
/// assert!(shown.contains("body.json:1:3"));
/// ```
#[must_use]
pub fn render(diagnostics: &[Diagnostic], name: &str, input: &[u8], mask: &Mask, styled: bool) -> String {
    let style = if styled { Style::colored() } else { Style::plain() };
    render_as(&style, diagnostics, name, input, mask)
}

/// Renders as [`render`] does, in a given style.
///
/// ```
/// use jsonmend::diagnostic::{Style, render_as};
///
/// let (input, report) = (b"[1 2]", jsonmend::recover::<Vec<u8>>(b"[1 2]"));
/// let shown = render_as(&Style::colored(), &report.diagnostics, "body.json", input, report.mask());
/// assert!(shown.contains('\u{1b}'));
/// ```
#[must_use]
pub fn render_as(style: &Style, diagnostics: &[Diagnostic], name: &str, input: &[u8], mask: &Mask) -> String {
    let index = LineIndex::new(input);
    let renderer = if style.styled { Renderer::styled() } else { Renderer::plain() };
    let mut renderer = renderer.decor_style(DecorStyle::Ascii);
    if style.width > WIDTH {
        // The lines are cut to the width already.
        renderer = renderer.term_width(2 * style.width);
    }
    let mut out = String::new();
    for diagnostic in diagnostics {
        let group = Drawing { diagnostic, name, input, index: &index, mask, style }.group();
        push_lines(&renderer.render(&[group]), &mut out);
        out.push('\n');
    }
    out
}

/// Copies the rendered lines to `out`. The location in the headline is written here, because the renderer would count
/// columns of the excerpt. It therefore takes the snippets for those of further files and marks them with `:::`: the
/// first mark is removed, the others become dots.
fn push_lines(drawn: &str, out: &mut String) {
    let mut is_first = true;
    for line in drawn.lines() {
        if unstyled(line).trim() != ":::" {
            out.push_str(line);
        } else if std::mem::take(&mut is_first) {
            continue;
        } else {
            out.push_str(&line.replace(":::", "..."));
        }
        out.push('\n');
    }
}

/// Returns a line without its ANSI style escapes.
fn unstyled(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let head = parts.next().unwrap_or_default().to_owned();
    parts.fold(head, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

struct Drawing<'d> {
    diagnostic: &'d Diagnostic,
    name: &'d str,
    input: &'d [u8],
    index: &'d LineIndex<'d>,
    mask: &'d Mask,
    style: &'d Style,
}

impl<'d> Drawing<'d> {
    fn group(&self) -> Group<'d> {
        let Diagnostic { code, severity, span, pointer, context, help, .. } = self.diagnostic;
        let level = match severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let place = self.index.position(span.start);
        let origin = Origin::path(self.name).line(place.line).char_column(place.column);
        let label = self.diagnostic.label();
        let mut primary = self.excerpt(*span, context.as_ref().map(|(span, _)| *span));
        let nearby = primary.context.take();
        let snippet = primary.snippet(AnnotationKind::Primary, label);
        let mut title = level.primary_title(self.diagnostic.headline()).id(code.name());
        if let Some(address) = &self.style.links {
            title = title.id_url(address.replace("{code}", code.name()));
        }
        let mut group = title.element(origin);
        group = match (context, nearby) {
            (None, _) => group.element(snippet),
            (Some((_, why)), Some(nearby)) => {
                group.element(snippet.annotation(AnnotationKind::Context.span(nearby.into()).label(why.to_string())))
            }
            (Some((span, why)), None) => {
                let excerpt = self.excerpt(*span, None);
                let why = excerpt.snippet(AnnotationKind::Context, Some(why.to_string()));
                // Snippets are in the order of the text.
                match span.start < self.diagnostic.span.start {
                    true => group.element(why).element(snippet),
                    false => group.element(snippet).element(why),
                }
            }
        };
        if !pointer.is_empty() {
            group = group.element(Level::NOTE.message(format!("in `{}`", pointer.escape_debug())));
        }
        match help {
            Some(help) => group.element(Level::HELP.message(help.to_string())),
            None => group,
        }
    }

    /// Returns the excerpt of a line around `span`, with `other` if it lies in the excerpt.
    fn excerpt(&self, span: Span, other: Option<Span>) -> Excerpt {
        let line = self.index.line_span(span.start);
        let clamp = |offset: usize, window: Span| offset.clamp(window.start, window.end);
        let start = clamp(span.start, line);
        // Two fifths before the place.
        let before = self.style.width * 2 / 5;
        let window = Span::new(
            self.boundary(start.saturating_sub(before).max(line.start)),
            self.boundary((start + self.style.width - before).min(line.end)),
        );
        let other = other.filter(|other| window.contains(*other));
        let mut cuts = vec![start, clamp(span.end, window)];
        cuts.extend(other.iter().flat_map(|other| [other.start, other.end]));
        let mut order: Vec<usize> = cuts.clone();
        order.sort_unstable();
        let mut text = String::from(if window.start > line.start { "…" } else { "" });
        let mut shown: Vec<(usize, usize)> = Vec::new();
        let mut from = window.start;
        for cut in order {
            text.push_str(&self.mask.show(self.input, Span::new(from, cut)));
            shown.push((cut, text.len()));
            from = cut;
        }
        text.push_str(&self.mask.show(self.input, Span::new(from, window.end)));
        if window.end < line.end {
            text.push('…');
        }
        let at = |cut: Option<&usize>| {
            shown.iter().find(|(offset, _)| Some(offset) == cut).map_or(text.len(), |(_, shown)| *shown)
        };
        Excerpt {
            line: self.index.position(line.start).line,
            span: Span::new(at(cuts.first()), at(cuts.get(1))),
            context: other.map(|_| Span::new(at(cuts.get(2)), at(cuts.get(3)))),
            text,
        }
    }

    /// Returns the first character boundary at or after `at`.
    fn boundary(&self, at: usize) -> usize {
        let rest = self.input.get(at..).unwrap_or_default();
        at + rest.iter().take(3).take_while(|byte| **byte & 0xc0 == 0x80).count()
    }
}

/// Excerpt of a line as it is shown, with spans in offsets of the excerpt.
struct Excerpt {
    text: String,
    line: usize,
    span: Span,
    context: Option<Span>,
}

impl Excerpt {
    fn snippet<'d>(self, kind: AnnotationKind, label: Option<String>) -> Snippet<'d, Annotation<'d>> {
        let annotation = kind.span(self.span.into()).label(label);
        Snippet::source(self.text).line_start(self.line).annotation(annotation)
    }
}
