//! The program at a terminal, which `script` plays: it waits with a word, and draws as wide as the terminal is.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::folder;

/// Runs a shell command in `folder` at a terminal without input. `None` if the system has no suitable `script` command.
fn at_terminal(folder: &Path, line: &str) -> Option<String> {
    let is_there = Command::new("script").arg("--version").output().ok()?;
    if !String::from_utf8_lossy(&is_there.stdout).contains("util-linux") {
        return None;
    }
    let line = line.replace("authscan", env!("CARGO_BIN_EXE_authscan"));
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).current_dir(folder).stdin(Stdio::null());
    for name in ["NO_COLOR", "WT_SESSION", "KONSOLE_VERSION", "VTE_VERSION", "TERM_PROGRAM", "DOMTERM"] {
        command.env_remove(name);
    }
    let output = command.env("TERM", "xterm").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Text without ANSI escapes.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        out.push_str(before);
        let end = match after.strip_prefix(']') {
            // A link ends with a string terminator.
            Some(link) => link.find("\u{1b}\\").map_or(after.len(), |end| end + 3),
            None => after.find('m').map_or(after.len(), |end| end + 1),
        };
        rest = &after[end..];
    }
    out + rest
}

#[test]
fn the_program_says_what_it_waits_for() {
    let from = folder("waiting");
    let Some(said) = at_terminal(&from, "authscan recover") else { return };
    assert!(said.contains("reading stdin: paste a capture and end it with Ctrl-D"), "{said}");
    fs::write(from.join("a.json"), "[1]").unwrap();
    let said = at_terminal(&from, "authscan recover --type any a.json").unwrap();
    assert!(!said.contains("reading stdin"), "{said}");
    assert!(said.contains("[1]\r\n"), "the document ends its line: {said:?}");
}

#[test]
fn drawings_are_as_wide_as_the_terminal() {
    let from = folder("wide");
    fs::write(
        from.join("a.json"),
        format!("{{{}\"b\" 2, {}\"c\": 3}}", "\"a\": 1, ".repeat(80), "\"a\": 1, ".repeat(80)),
    )
    .unwrap();
    let mut widths = Vec::new();
    for columns in [60, 100, 220] {
        let line = format!("stty rows 24 cols {columns}; authscan check --type any --select missing-colon a.json");
        let Some(said) = at_terminal(&from, &line) else { return };
        let said = plain(&said);
        let width =
            said.lines().filter(|line| line.contains("\"a\": 1")).map(|line| line.trim_end().chars().count()).max();
        widths.push((columns, width.unwrap_or_default()));
    }
    for (columns, width) in &widths {
        assert!(*width <= *columns && *width + 25 > *columns, "{widths:?}");
    }
}

#[test]
fn codes_are_links_where_the_terminal_shows_them() {
    let from = folder("links");
    fs::write(from.join("authscan.toml"), "code-links = \"https://example.org/codes#{code}\"\n").unwrap();
    fs::write(from.join("a.json"), "[1,]").unwrap();
    let link = "\u{1b}]8;;https://example.org/codes#trailing-comma\u{1b}\\";
    let check = "authscan check --type any a.json";
    let Some(said) = at_terminal(&from, check) else { return };
    assert!(said.contains("trailing-comma") && !said.contains("\u{1b}]8"), "{said:?}");
    let said = at_terminal(&from, &format!("TERM_PROGRAM=vscode {check}")).unwrap();
    assert!(said.contains(link), "{said:?}");
    // A pipe gets none, whatever the terminal.
    let said = at_terminal(&from, &format!("TERM_PROGRAM=vscode {check} | cat")).unwrap();
    assert!(said.contains("trailing-comma") && !said.contains('\u{1b}'), "{said:?}");
}
