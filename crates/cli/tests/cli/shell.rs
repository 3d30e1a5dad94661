//! Completions, the manual page, help, colors.

use std::fs;
use std::process::Command;

use crate::support::{BROKEN, code, folder, run, stderr, stdout};

#[test]
fn every_shell_completes() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell]);
        assert_eq!(code(&output), 0);
        for word in ["recover", "min-applicability", "report", "completions"] {
            assert!(stdout(&output).contains(word), "{shell}: {word}");
        }
    }
    let script = folder("completions").join("authscan.bash");
    fs::write(&script, run(&["completions", "bash"]).stdout).unwrap();
    // Where there is no bash there is nothing to try.
    if let Ok(status) = Command::new("bash").arg("-n").arg(&script).status() {
        assert!(status.success());
    }
}

#[test]
fn there_is_a_page_for_man() {
    let output = run(&["man"]);
    assert!(stdout(&output).contains(".TH authscan") && stdout(&output).contains("Exit codes"));
    let to = folder("man");
    assert_eq!(code(&run(&["man", "--output", to.to_str().unwrap()])), 0);
    let page = fs::read_to_string(to.join("authscan-recover.1")).unwrap();
    assert!(page.contains("authscan recover captures.zip"));
}

#[test]
fn help_shows_how() {
    for verb in ["check", "recover"] {
        let help = run(&[verb, "--help"]);
        assert!(stdout(&help).contains("Examples:") && stdout(&help).contains(&format!("authscan {verb} ")));
    }
}

#[test]
fn colors_are_as_asked_for() {
    let colors = |arguments: &[&str], variable: Option<(&str, &str)>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_authscan"));
        command.current_dir(crate::support::ROOT).env_remove("NO_COLOR").envs(variable);
        let output = command.arg("check").args(arguments).arg(BROKEN).output().unwrap();
        assert!(stderr(&output).is_empty());
        stdout(&output).contains('\u{1b}')
    };
    assert!(!colors(&[], None), "not in a pipe");
    assert!(colors(&["--color", "always"], None));
    assert!(colors(&["--color", "always"], Some(("NO_COLOR", "1"))), "the argument overrides the environment");
    assert!(colors(&[], Some(("CLICOLOR_FORCE", "1"))));
    assert!(!colors(&["--color", "never"], Some(("CLICOLOR_FORCE", "1"))));
    assert!(!colors(&["--color", "always", "--format", "json"], None));
}
