//! The public API of the library crates, as listed in `tests/data/api`: a change of it is a decision, which the recorded
//! files show.
//!
//! The list is read from the source, so that it needs no tool and no toolchain but the stable one. That every `pub` item is
//! reachable, the lint `unreachable_pub` asserts. CI also runs `cargo semver-checks` on changes.
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The library crates: name, and folder of the source.
const CRATES: [(&str, &str); 2] = [("jsonmend", "crates/engine/src"), ("authscan", "src")];

/// Returns the source files of a folder, without those of tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut rest = vec![folder.to_owned()];
    while let Some(folder) = rest.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => rest.push(path),
                false if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") => {
                    found.push(path)
                }
                false => {}
            }
        }
    }
    found.sort();
    found
}

/// Returns the text of an item from its first line on, up to its body, on one line.
fn head<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    let mut head = String::new();
    let mut depth = 0_i32;
    for line in lines {
        let line = line.split(" // ").next().unwrap().trim();
        if !head.is_empty() && !head.ends_with('(') && !line.starts_with(')') {
            head.push(' ');
        }
        let mut before = ' ';
        for c in line.chars() {
            let closes = before != '-' && before != '=' && c == '>';
            match c {
                '(' | '[' | '<' => depth += 1,
                ')' | ']' => depth -= 1,
                _ if closes => depth -= 1,
                '{' if head.starts_with("pub use") => depth += 1,
                '}' if depth > 0 => depth -= 1,
                // A default of a constant or static is no part of the API's form.
                '{' | ';' | '=' if depth == 0 => return head.trim_end().to_owned(),
                ',' if depth == 0 && !head.contains(" where") => return head,
                _ => {}
            }
            head.push(c);
            before = c;
        }
    }
    head
}

/// Returns the type of an `impl`, without the parameters of the `impl`.
fn owner_of(head: &str) -> String {
    let rest = head.trim_start_matches("impl");
    let mut depth = 0;
    let parameters = rest.char_indices().take_while(|(at, c)| {
        depth += i32::from(*c == '<') - i32::from(*c == '>');
        rest.starts_with('<') && (depth > 0 || *at == 0 || *c == '>')
    });
    let rest = &rest[parameters.last().map_or(0, |(at, _)| at + 1)..];
    rest.rsplit(" for ").next().unwrap().trim().to_owned()
}

/// Returns the lines of the list that a file gives.
fn listed(source: &str) -> Vec<String> {
    let source = source.split("\n#[cfg(test)]\nmod tests").next().unwrap();
    let lines: Vec<&str> = source.lines().collect();
    let mut found = Vec::new();
    // The type or trait whose variants or methods are being read, with its indentation.
    let mut inside: Option<(String, usize)> = None;
    let mut owner = String::new();
    let mut derived = "";
    for (at, line) in lines.iter().enumerate() {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        let here = || head(lines[at..].iter().copied());
        if inside.as_ref().is_some_and(|(_, outer)| text.starts_with('}') && indent <= *outer) {
            inside = None;
        }
        if indent == 0 && text.starts_with("impl") {
            let head = here();
            owner = owner_of(&head);
            if head.contains(" for ") && !head.contains("macro_rules") {
                found.push(head);
            }
        } else if indent == 0 && text.starts_with('}') {
            owner.clear();
        }
        if let Some(derive) = text.strip_prefix("#[derive(") {
            derived = derive.trim_end_matches(")]");
        }
        if text.starts_with("pub ") {
            let head = here();
            if head.starts_with("pub enum") || head.starts_with("pub trait") || head.starts_with("pub struct") {
                let name = head.split_whitespace().nth(2).unwrap().split(['<', '(', ':']).next().unwrap().to_owned();
                if !derived.is_empty() {
                    found.push(format!("{head} [{derived}]"));
                } else {
                    found.push(head);
                }
                let is_open = lines[at..]
                    .iter()
                    .take(8)
                    .find(|line| line.contains(['{', ';']))
                    .is_some_and(|line| line.contains('{') && !line.contains('}'));
                inside = is_open.then_some((name, indent));
            } else {
                let scope = inside.as_ref().map_or(owner.as_str(), |(name, _)| name);
                found.push(if scope.is_empty() { head } else { format!("{scope}: {head}") });
            }
            derived = "";
        } else if let Some((name, outer)) = &inside {
            let is_member = indent == outer + 4 && (text.starts_with(char::is_uppercase) || text.starts_with("fn "));
            if is_member {
                found.push(format!("{name}: {}", here().trim_end_matches(',')));
            }
        }
    }
    found
}

#[test]
fn the_public_api_is_as_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, folder) in CRATES {
        let folder = root.join(folder);
        let mut list = String::new();
        for file in sources(&folder) {
            let lines = listed(&fs::read_to_string(&file).unwrap());
            if !lines.is_empty() {
                let module = file.strip_prefix(&folder).unwrap().with_extension("");
                let _ = writeln!(list, "\n# {}\n{}", module.display(), lines.join("\n"));
            }
        }
        let path = root.join("tests/data/api").join(format!("{name}.txt"));
        if std::env::var_os("AUTHSCAN_BLESS").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &list).unwrap();
        }
        let recorded = fs::read_to_string(&path).unwrap();
        let added: Vec<&str> = list.lines().filter(|line| !recorded.lines().any(|known| known == *line)).collect();
        let removed: Vec<&str> = recorded.lines().filter(|line| !list.lines().any(|known| known == *line)).collect();
        assert!(
            added.is_empty() && removed.is_empty() && list == recorded,
            "{name}: added {added:#?}, removed {removed:#?}: if that is meant, `cargo xtask bless` records it"
        );
    }
}

#[test]
fn items_are_listed() {
    let source = "use a;\n#[derive(Clone, Debug)]\npub struct A<'a> {\n    /// x\n    pub x: Vec<(u8, &'a str)>,\n    y: u8,\n}\n\nimpl<'a> A<'a> {\n    pub fn long(\n        &self,\n        f: impl Fn(u8) -> u8,\n    ) -> u8 {\n        1\n    }\n    pub(crate) fn no(&self) {}\n}\n\nimpl Trait for A<'_> {\n    fn t() {}\n}\n\npub enum E {\n    One,\n    Two(u8),\n}\n\npub trait T: Sized {\n    fn m(&self) -> u8 {\n        1\n    }\n}\n\npub const C: usize = 7;\npub use b::{c, d};\n\n#[cfg(test)]\nmod tests {\n    pub fn no() {}\n}\n";
    assert_eq!(
        listed(source),
        [
            "pub struct A<'a> [Clone, Debug]",
            "A: pub x: Vec<(u8, &'a str)>",
            "A<'a>: pub fn long(&self, f: impl Fn(u8) -> u8,) -> u8",
            "impl Trait for A<'_>",
            "pub enum E",
            "E: One",
            "E: Two(u8)",
            "pub trait T: Sized",
            "T: fn m(&self) -> u8",
            "pub const C: usize",
            "pub use b::{c, d}",
        ]
    );
}

/// The README counts the lines of the example client, without blank lines and comments.
#[test]
fn the_lines_of_the_example_client_are_counted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = fs::read_to_string(root.join("examples/client.rs")).unwrap();
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    let count = source.lines().filter(is_code).count();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    assert!(readme.contains(&format!("{count} lines of code")), "examples/client.rs has {count} lines of code");
}

/// Diagnostics and errors of writing have a text, and methods can be matched without a wildcard.
#[test]
fn what_a_client_logs_has_a_text() {
    let report = authscan::recover::<Vec<u8>>(b"[1, 2,]");
    assert!(report.diagnostics[0].to_string().contains("trailing comma"), "{}", report.diagnostics[0]);
    let numbers = std::collections::BTreeMap::from([(vec![1_u8], 1_u8)]);
    let error = authscan::to_vec(&numbers).unwrap_err();
    assert_eq!((error.kind(), error.code(), error.position()), (authscan::ErrorKind::Serialize, None, None));
    assert!(!error.to_string().is_empty());
    let name = |method| match method {
        authscan::model::Method::Get => "GET",
        authscan::model::Method::Post => "POST",
        authscan::model::Method::Patch => "PATCH",
    };
    assert_eq!(name(authscan::model::Method::Patch), authscan::model::Method::Patch.to_string());
}
