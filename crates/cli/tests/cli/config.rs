//! `authscan.toml`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::{code, folder, stderr, stdout};

/// Runs the program in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_authscan")).current_dir(folder).args(arguments).output().unwrap()
}

/// A project with settings, and pets that do not keep their schema.
fn project(name: &str) -> std::path::PathBuf {
    let root = folder(name);
    fs::create_dir_all(root.join("pets/old")).unwrap();
    fs::create_dir_all(root.join("schemas")).unwrap();
    fs::write(root.join("schemas/pet.json"), r#"{"type": "object", "properties": {"lives": {"type": "integer"}}}"#)
        .unwrap();
    let settings = "secrets = [\"pin\"]\nignore = [\"duplicate-*\"]\n\n[[schemas]]\nfiles = \"pets/*.json\"\nschema = \
                    \"schemas/pet.json\"\n\n[[schemas]]\nfiles = \"*.agent\"\ntype = \"agent\"\n";
    fs::write(root.join("authscan.toml"), settings).unwrap();
    fs::write(root.join("pets/a.json"), r#"{"lives": "many", "pin": "hunter2", "pin": "hunter3"}"#).unwrap();
    fs::write(root.join("pets/old/b.json"), r#"{"lives": "many"}"#).unwrap();
    fs::write(root.join("c.agent"), r#"{"lives": "many"}"#).unwrap();
    root
}

#[test]
fn settings_are_found_from_any_folder_below() {
    let root = project("settings");
    for (from, pets) in [("", "pets"), ("pets", "."), ("pets/old", "..")] {
        let output = run_in(&root.join(from), &["check", pets]);
        let shown = stdout(&output);
        assert_eq!(code(&output), 1, "{shown}");
        assert!(shown.contains("error[wrong-kind]"), "{shown}");
        assert!(!shown.contains("duplicate-member") && !shown.contains("hunter"), "{shown}");
        // The pattern is one of files of that folder only.
        assert_eq!(shown.matches("wrong-kind").count(), 1, "{shown}");
    }
    let output = run_in(&root, &["check", "--output-format", "json", "c.agent"]);
    assert!(stdout(&output).contains(r#""type":"agent""#), "{}", stdout(&output));
}

#[test]
fn options_go_before_settings() {
    let root = project("options-first");
    let output = run_in(&root, &["check", "--type", "any", "pets/a.json"]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let output = run_in(&root, &["check", "--no-config", "--type", "any", "pets/a.json"]);
    assert!(stdout(&output).contains("duplicate-member"), "{}", stdout(&output));
    let output = run_in(&root, &["check", "--select", "wrong-kind", "--ignore", "wrong-kind", "pets"]);
    assert!(!stdout(&output).contains("wrong-kind"), "{}", stdout(&output));
    fs::write(root.join("other.toml"), "").unwrap();
    let output = run_in(&root, &["check", "--config", "other.toml", "--type", "any", "pets/a.json"]);
    assert!(stdout(&output).contains("duplicate-member"), "{}", stdout(&output));
}

#[test]
fn patterns_apply_to_the_name_of_stdin() {
    use std::io::Write;
    use std::process::Stdio;

    let root = project("stdin-pattern");
    for (name, found) in [("pets/new.json", true), ("other/new.json", false)] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_authscan"));
        command.current_dir(&root).args(["check", "--stdin-filename", name]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(br#"{"lives": "x"}"#).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(stdout(&output).contains("wrong-kind"), found, "{}", stdout(&output));
    }
}

#[test]
fn settings_are_printed_as_they_are_read() {
    let root = project("printed");
    let output = run_in(&root.join("pets"), &["config"]);
    let printed = stdout(&output);
    assert!(printed.starts_with("# from ") && printed.contains("secrets = [\"pin\"]"), "{printed}");
    fs::write(root.join("again.toml"), printed).unwrap();
    let again = run_in(&root, &["config", "--config", "again.toml"]);
    let bare = |text: &str| text.split_once('\n').unwrap().1.to_owned();
    assert_eq!(bare(stdout(&again)), bare(printed));
    assert!(stdout(&run_in(&root, &["config", "--no-config"])).starts_with("# no authscan.toml"));
}

#[test]
fn wrong_settings_are_told_with_their_place() {
    let root = folder("wrong-settings");
    for (settings, told) in [
        ("igore = []", "unknown field `igore`, expected one of `secrets`"),
        ("secrets = 1", "line 1"),
        ("ignore = [\"mising-comma\"]", "did you mean `missing-comma`?"),
        ("[[schemas]]\nfiles = \"*\"\n", "either `schema` or `type`"),
        ("[[schemas]]\nfiles = \"*\"\ntype = \"agnet\"\n", "did you mean `agent`?"),
        ("[[schemas]]\nfiles = \"[\"\ntype = \"agent\"\n", "is not a pattern"),
        ("[[schemas]]\nfiles = \"*\"\nschema = \"none.json\"\n", "cannot read"),
    ] {
        fs::write(root.join("authscan.toml"), settings).unwrap();
        let output = run_in(&root, &["check", "authscan.toml"]);
        assert_eq!(code(&output), 2, "{settings}");
        assert!(stderr(&output).contains(told), "{settings}: {}", stderr(&output));
    }
    assert_eq!(code(&run_in(&root, &["config", "--config", "nowhere.toml"])), 2);
}
