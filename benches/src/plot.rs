//! Plot of one run as SVG, with a panel for each payload and a bar for each reader.

use std::fmt::Write;

use crate::payloads::Payload;
use crate::readers;

/// Speeds of all readers on one payload in MB/s, in the order of [`readers::ALL`].
pub struct Panel<'p> {
    pub payload: &'p Payload,
    pub speeds: Vec<f64>,
}

const LINE: usize = 16;
const LABEL: usize = 130;
const BAR: usize = 180;
const GAP: usize = 60;
const HEAD: usize = 34;
const PANEL: usize = LABEL + BAR + GAP;

/// Draws the panels in two columns.
pub fn svg(panels: &[Panel<'_>]) -> String {
    let height = HEAD + readers::ALL.len() * LINE + 20;
    let (width, total) = (2 * PANEL, panels.len().div_ceil(2) * height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {total}\" width=\"{width}\" height=\"{total}\">\n\
         <style>text{{font:11px sans-serif;fill:#444}}.h{{font-weight:bold}}.p{{fill:#9aa3ad}}.o{{fill:#2f78c4}}\
         @media(prefers-color-scheme:dark){{text{{fill:#ccc}}.p{{fill:#68717b}}.o{{fill:#5a9fe8}}}}</style>\n"
    );
    for (at, panel) in panels.iter().enumerate() {
        draw(&mut out, panel, at % 2 * PANEL, at / 2 * height);
    }
    out.push_str("</svg>\n");
    out
}

fn draw(out: &mut String, panel: &Panel<'_>, left: usize, top: usize) {
    let Payload { size, style, .. } = panel.payload;
    let most = panel.speeds.iter().copied().fold(1.0, f64::max);
    let (x, bar) = (left + LABEL - 6, left + LABEL);
    let _ = writeln!(out, "<text class=\"h\" x=\"{bar}\" y=\"{}\">{size} {style}, MB/s</text>", top + 20);
    for (line, (reader, speed)) in readers::ALL.iter().zip(&panel.speeds).enumerate() {
        let y = top + HEAD + line * LINE;
        let width = (speed / most * BAR as f64).max(1.0);
        let class = if reader.name.starts_with("authscan") { "o" } else { "p" };
        let name = reader.name.replace('&', "&amp;");
        let base = y + 10;
        let _ = writeln!(
            out,
            "<text text-anchor=\"end\" x=\"{x}\" y=\"{base}\">{name}</text><rect class=\"{class}\" x=\"{bar}\" y=\"{y}\" \
             width=\"{width:.1}\" height=\"12\"/><text x=\"{:.1}\" y=\"{base}\">{speed:.0}</text>",
            bar as f64 + width + 4.0
        );
    }
}
