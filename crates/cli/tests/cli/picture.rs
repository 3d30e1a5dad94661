//! The picture in the README is drawn from the report that the program prints.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::support::{BROKEN, ROOT, run, stderr};

/// Picture that the README shows, below the root of the repository.
const PICTURE: &str = "docs/report.svg";
/// Diagnostics in the picture; the others are left out.
const SHOWN: usize = 2;
/// Width of a character and height of a line, in pixels.
const CHARACTER: f64 = 8.43;
const LINE: usize = 19;
const MARGIN: usize = 16;

/// Returns the color of a terminal's escape sequence: the last one that it sets, and whether the text is bold.
fn style(codes: &str, (color, is_bold): (&'static str, bool)) -> (&'static str, bool) {
    codes.split(';').fold((color, is_bold), |(color, is_bold), code| match code {
        "" | "0" => ("#d0d0d0", false),
        "1" => (color, true),
        "31" | "91" => ("#ff6b6b", is_bold),
        "32" | "92" => ("#7bd88f", is_bold),
        "33" | "93" => ("#f0c674", is_bold),
        "34" | "94" => ("#6cb6ff", is_bold),
        "36" | "96" => ("#5fd7d7", is_bold),
        other => panic!("the picture has no color for {other}"),
    })
}

/// Draws lines with the escape sequences of a terminal as SVG.
fn svg(lines: &[&str]) -> String {
    let visible = |(at, part): (usize, &str)| match part.split_once('m') {
        Some((_, text)) if at > 0 => text.chars().count(),
        _ => part.chars().count(),
    };
    let plain = |line: &str| line.split('\u{1b}').enumerate().map(visible).sum::<usize>();
    let columns = lines.iter().map(|line| plain(line)).max().unwrap_or_default();
    let (width, height) = ((columns as f64 * CHARACTER) as usize + 2 * MARGIN, lines.len() * LINE + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\">\n<title>Report of authscan</title>\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1e1e1e\"/>\n\
         <g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\">\n"
    );
    for (row, line) in lines.iter().enumerate() {
        let mut now = ("#d0d0d0", false);
        let _ = write!(svg, "<text xml:space=\"preserve\" x=\"{MARGIN}\" y=\"{}\">", MARGIN + (row + 1) * LINE - 5);
        for (at, part) in line.split('\u{1b}').enumerate() {
            let mut text = part;
            if at > 0 {
                let (codes, rest) = part.split_once('m').unwrap();
                now = style(codes.trim_start_matches('['), now);
                text = rest;
            }
            if text.is_empty() {
                continue;
            }
            let weight = if now.1 { " font-weight=\"bold\"" } else { "" };
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let _ = write!(svg, "<tspan fill=\"{}\"{weight}>{escaped}</tspan>", now.0);
        }
        svg.push_str("</text>\n");
    }
    svg + "</g>\n</svg>\n"
}

#[test]
fn the_picture_shows_the_report() {
    let output = run(&["recover", BROKEN, "--color", "always"]);
    let report = stderr(&output);
    let lines: Vec<&str> = report.lines().collect();
    let is_first = |line: &&&str| line.contains("error[");
    let starts: Vec<usize> = lines.iter().enumerate().filter(|(_, line)| is_first(line)).map(|(at, _)| at).collect();
    assert!(starts.len() > SHOWN, "{report}");
    let command = format!("$ authscan recover {BROKEN}");
    let shown: Vec<&str> = [command.as_str(), ""]
        .into_iter()
        .chain(lines[..starts[SHOWN]].iter().copied())
        .chain(["…", lines[lines.len() - 1]])
        .collect();
    let drawn = svg(&shown);
    let path = Path::new(ROOT).join(PICTURE);
    if std::env::var_os("AUTHSCAN_BLESS").is_some() {
        fs::write(&path, &drawn).unwrap();
    }
    let current = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(current, drawn, "run `AUTHSCAN_BLESS=1 cargo test -p authscan-cli --test cli picture`");
}

#[test]
fn escape_sequences_become_colors() {
    let drawn = svg(&["\u{1b}[1m\u{1b}[91ma<b\u{1b}[0m c"]);
    assert!(
        drawn.contains("<tspan fill=\"#ff6b6b\" font-weight=\"bold\">a&lt;b</tspan><tspan fill=\"#d0d0d0\"> c</tspan>"),
        "{drawn}"
    );
}
