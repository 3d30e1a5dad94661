//! Relative links of the documentation lead to files, and to headings in them.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::words::sources;

/// Returns the text of a Markdown file without code: fenced blocks and code spans.
fn prose(text: &str) -> String {
    let mut is_fenced = false;
    let lines = text.lines().filter(|line| {
        let is_fence = line.trim_start().starts_with("```");
        is_fenced ^= is_fence;
        !is_fence && !is_fenced
    });
    lines.map(|line| line.split('`').step_by(2).collect::<String>() + "\n").collect()
}

/// Returns the targets of a text's links and images: `[text](target)`, `<img src="target">`.
fn targets(prose: &str) -> Vec<&str> {
    let links = prose.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    let images = prose.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.chain(images).collect()
}

/// Returns the anchors of a Markdown file's headings, as GitHub names them.
fn anchors(text: &str) -> HashSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| -> String {
        let kept = heading.to_lowercase();
        let kept = kept.chars().filter(|it| it.is_alphanumeric() || [' ', '-', '_'].contains(it));
        kept.map(|it| if it == ' ' { '-' } else { it }).collect()
    };
    headings.map(anchor).collect()
}

/// Returns the reason why a link of the file at `path` leads nowhere; `None` if it leads to a file or out of the
/// repository.
fn fault(path: &Path, target: &str) -> Option<String> {
    // `crate::` starts the path of an item, in pages that are part of the documentation of a crate.
    if target.contains("://") || target.starts_with("mailto:") || target.starts_with("crate::") {
        return None;
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let file = match file {
        "" => path.to_owned(),
        _ => path.parent().unwrap().join(file),
    };
    if !file.exists() {
        return Some(format!("{}: no file `{target}`", path.display()));
    }
    let is_read = !anchor.is_empty() && file.extension().is_some_and(|extension| extension == "md");
    let is_known = !is_read || anchors(&fs::read_to_string(&file).unwrap()).contains(anchor);
    (!is_known).then(|| format!("{}: no heading `{target}`", path.display()))
}

#[test]
fn relative_links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Copies of generated pages have the links of the originals.
    let data = root.join("tests/data");
    let mut count = 0;
    let mut faults = Vec::new();
    let is_page = |path: &PathBuf| path.extension().is_some_and(|it| it == "md") && !path.starts_with(&data);
    for path in sources(root).into_iter().filter(is_page) {
        let text = prose(&fs::read_to_string(&path).unwrap());
        let found = targets(&text);
        count += found.len();
        faults.extend(found.into_iter().filter_map(|target| fault(&path, target)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 50, "only {count} links found");
}

#[test]
fn dead_links_are_found() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text =
        prose("[a](docs/none.md) `[b](none)` <img src=\"docs/none.svg\"> [c](README.md#none)\n```\n[d](none)\n```\n");
    let faults: Vec<_> = targets(&text).into_iter().map(|target| fault(&readme, target).is_some()).collect();
    assert_eq!(faults, [true, true, true]);
    assert_eq!(fault(&readme, "CONTRIBUTING.md#words"), None);
    assert_eq!(fault(&readme, "https://example.com/none"), None);
}
