//! Capabilities of the terminal, if there is one.

use std::env;
use std::io::{self, IsTerminal};

use authscan::diagnostic::Style;

use crate::args::InputArgs;
use crate::output::complain;

/// Columns that a drawing needs beside the text: line number, gutter, and ellipses.
const GUTTER: usize = 10;

/// Returns the style of drawings on stdout or stderr. Without a terminal, colors are stripped when the drawings are
/// written.
pub(crate) fn style(on_stderr: bool, code_links: Option<&str>) -> Style {
    let size = match on_stderr {
        true => terminal_size::terminal_size_of(io::stderr()),
        false => terminal_size::terminal_size_of(io::stdout()),
    };
    let style = match size {
        Some((width, _)) => Style::colored().width(usize::from(width.0).saturating_sub(GUTTER)),
        None => Style::colored(),
    };
    match code_links.filter(|_| has_links(|name| env::var(name).ok())) {
        Some(address) => style.links(address),
        None => style,
    }
}

/// Returns whether the terminal shows OSC 8 links, judging by its environment. Other terminals may show them as
/// garbage.
fn has_links(variable: impl Fn(&str) -> Option<String>) -> bool {
    if let Some(forced) = variable("FORCE_HYPERLINK") {
        return forced != "0";
    }
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let is_one_of = |name: &str, known: &[&str]| variable(name).is_some_and(|value| known.contains(&&*value));
    is_set("WT_SESSION")
        || is_set("KONSOLE_VERSION")
        || is_set("DOMTERM")
        || variable("VTE_VERSION").and_then(|version| version.parse().ok()).is_some_and(|version: u32| version >= 5000)
        || is_one_of("TERM_PROGRAM", &["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"])
        || is_one_of("TERM", &["xterm-kitty", "alacritty", "foot", "xterm-ghostty"])
}

/// Writes a notice if the program waits for input from a terminal.
pub(crate) fn say_what_is_awaited(inputs: &InputArgs) {
    let reads_stdin = inputs.paths.is_empty() || inputs.paths.iter().any(|path| path.as_os_str() == "-");
    if reads_stdin && io::stdin().is_terminal() {
        let end = if cfg!(windows) { "Ctrl-Z and Enter" } else { "Ctrl-D" };
        complain(&format!("reading stdin: paste a capture and end it with {end}, or name files (see --help)"));
    }
}

#[cfg(test)]
mod tests {
    use super::has_links;

    #[test]
    fn links_are_shown_where_the_terminal_is_known_to_show_them() {
        let of = |set: &'static [(&'static str, &'static str)]| {
            has_links(|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        assert!(!of(&[]) && !of(&[("TERM", "xterm-256color")]) && !of(&[("VTE_VERSION", "4601")]));
        assert!(of(&[("TERM_PROGRAM", "vscode")]) && of(&[("VTE_VERSION", "6003")]) && of(&[("WT_SESSION", "x")]));
        assert!(!of(&[("FORCE_HYPERLINK", "0"), ("WT_SESSION", "x")]) && of(&[("FORCE_HYPERLINK", "1")]));
    }
}
