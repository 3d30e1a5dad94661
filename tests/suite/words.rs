//! Comments, documentation and messages avoid the words of `tests/words.txt`.
//!
//! CONTRIBUTING.md has the rules behind the list.

use std::fs;
use std::path::{Path, PathBuf};

use authscan::codes;

/// Entry of the list: a phrase, and the words to write instead.
struct Entry<'t> {
    phrase: String,
    instead: &'t str,
}

/// The list, by kind of entry.
#[derive(Default)]
struct List<'t> {
    openings: Vec<Entry<'t>>,
    phrases: Vec<Entry<'t>>,
    titles: Vec<Entry<'t>>,
    exempt: Vec<&'t str>,
}

impl<'t> List<'t> {
    fn read(text: &'t str) -> Self {
        let mut list = Self::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let [kind, words, instead] = line.splitn(3, '|').map(str::trim).collect::<Vec<_>>()[..] else {
                panic!("not an entry: {line}");
            };
            let entry = Entry { phrase: words.to_lowercase(), instead };
            match kind {
                "opening" => list.openings.push(entry),
                "phrase" => list.phrases.push(entry),
                "title" => list.titles.push(entry),
                "exempt" => list.exempt.push(words),
                _ => panic!("unknown kind of entry: {line}"),
            }
        }
        list
    }

    /// Returns the entries that a text of a file violates, each as a line.
    fn violations<'l>(&'l self, name: &'l str, text: &'l Text) -> impl Iterator<Item = String> + 'l {
        let shown = |entry: &Entry<'_>| format!("{name}:{}: `{}`: {}", text.line, entry.phrase, entry.instead);
        let content = without_code(&text.content).to_lowercase();
        let phrases = self.phrases.iter().filter(|entry| contains(&content, &entry.phrase));
        let openings = self
            .openings
            .iter()
            .filter(|entry| text.is_prose && sentences(&content).any(|sentence| starts_with(sentence, &entry.phrase)));
        phrases.chain(openings).map(shown).collect::<Vec<_>>().into_iter()
    }
}

/// A comment, a paragraph or a string literal of a file.
struct Text {
    line: usize,
    content: String,
    is_prose: bool,
}

/// Returns whether the byte at an offset is not part of a word.
fn is_edge(text: &str, before: usize, after: usize) -> bool {
    let is_word = |character: Option<char>| character.is_some_and(|it| it.is_alphanumeric() || it == '_');
    !is_word(text[..before].chars().next_back()) && !is_word(text[after..].chars().next())
}

fn contains(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| is_edge(text, at, at + phrase.len()))
}

fn starts_with(sentence: &str, phrase: &str) -> bool {
    !sentence.ends_with('?') && sentence.starts_with(phrase) && is_edge(sentence, 0, phrase.len())
}

/// Returns the sentences of a paragraph.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(&['.', '!', '?']).map(str::trim)
}

/// Returns a text without the content of its code spans.
fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// Returns the paragraphs of numbered lines of prose, without fenced blocks of code.
fn paragraphs<'t>(lines: impl IntoIterator<Item = (usize, &'t str)>) -> Vec<Text> {
    let mut found: Vec<Text> = Vec::new();
    let (mut is_fenced, mut is_open) = (false, false);
    for (line, content) in lines {
        if content.starts_with("```") {
            is_fenced = !is_fenced;
        }
        let starts = content.starts_with(['#', '-', '*', '|', '>']);
        is_open &= !(content.is_empty() || content.starts_with("```") || is_fenced || starts);
        if is_fenced || content.is_empty() || content.starts_with("```") {
            continue;
        }
        let content = content.trim_start_matches(['#', '-', '*', '|', '>', ' ']);
        match found.last_mut().filter(|_| is_open) {
            Some(paragraph) => paragraph.content.extend([" ", content]),
            None => found.push(Text { line, content: content.to_owned(), is_prose: true }),
        }
        is_open = true;
    }
    found
}

/// Returns the string literals on a line of code, and the comment at its end.
fn literals(line: usize, code: &str) -> Vec<Text> {
    let mut found = Vec::new();
    let (mut rest, mut is_inside) = (code, false);
    while let Some(at) = rest.find(['"', '\\', '/']) {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        match rest.as_bytes()[at] {
            b'"' => {
                is_inside = !is_inside;
                found.push(Text { line, content: before.to_owned(), is_prose: false });
                rest = after;
            }
            b'/' if !is_inside && after.starts_with('/') => {
                found.push(Text { line, content: after[1..].trim().to_owned(), is_prose: true });
                return found;
            }
            b'\\' => rest = after.get(1..).unwrap_or_default(),
            _ => rest = after,
        }
    }
    found
}

/// Returns the comments and string literals of a Rust or JavaScript file.
fn of_code(text: &str) -> Vec<Text> {
    let comment = |line: &'_ str| {
        let comment = line.trim().strip_prefix("//")?;
        Some(comment.trim_start_matches(['/', '!']).trim().to_owned())
    };
    let comments: Vec<_> = text.lines().map(comment).collect();
    // A line of code ends a comment, as an empty line does.
    let prose = comments.iter().enumerate().map(|(at, comment)| (at + 1, comment.as_deref().unwrap_or_default()));
    let code = text.lines().enumerate().filter(|(at, _)| comments[*at].is_none());
    let literals = code.flat_map(|(at, line)| literals(at + 1, line));
    paragraphs(prose).into_iter().chain(literals).collect()
}

/// Returns the `.rs`, `.js` and `.md` files of the repository, except build output and hidden folders.
pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        let is_left_out = name.starts_with('.') || ["target", "node_modules"].contains(&&*name);
        match path.is_dir() {
            true if !is_left_out && !path.is_symlink() => found.extend(sources(&path)),
            false if path.extension().is_some_and(|it| it == "rs" || it == "js" || it == "md") => found.push(path),
            _ => {}
        }
    }
    found.sort();
    found
}

#[test]
fn texts_avoid_the_listed_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let words = fs::read_to_string(root.join("tests/words.txt")).unwrap();
    let list = List::read(&words);
    let mut violations = Vec::new();
    for path in sources(root) {
        let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        if list.exempt.iter().any(|exempt| name.starts_with(exempt)) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let texts = match name.ends_with(".md") {
            false => of_code(&text),
            true => paragraphs(text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()))),
        };
        violations.extend(texts.iter().flat_map(|text| list.violations(&name, text)));
    }
    assert!(violations.is_empty(), "{} texts to reword:\n{}", violations.len(), violations.join("\n"));
}

#[test]
fn titles_of_codes_avoid_the_listed_words() {
    let words = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/words.txt")).unwrap();
    let list = List::read(&words);
    for code in codes::all() {
        let title = code.title();
        assert!(!title.ends_with('.'), "{code}: the title ends in a full stop");
        let is_lower =
            |word: &str| word.chars().all(|it| !it.is_uppercase()) || word.chars().all(|it| !it.is_lowercase());
        assert!(title.split([' ', '-']).all(|word| is_lower(word) || word == "OData"), "{code}: {title}");
        let found = list.titles.iter().find(|entry| contains(title, &entry.phrase));
        assert!(found.is_none(), "{code}: {title}: {}", found.unwrap().instead);
    }
}

/// A planted phrase is found in every kind of text, at its line; code and questions are not read.
#[test]
fn planted_words_are_found() {
    let list = List::read("opening | What | x\nphrase | closes nothing | y\n");
    let found = |texts: &[Text]| -> Vec<String> { texts.iter().flat_map(|text| list.violations("f", text)).collect() };
    let rust = "\
//! Fine.

/// Returns one. What they
/// said closes
/// nothing.
fn f() -> &'static str { \"a bracket that closes nothing\" } // closes nothing
/// What is it? `closes nothing`
/// ```
/// // What
/// ```
let whatever = closes_nothing;
";
    assert_eq!(
        found(&of_code(rust)),
        ["f:3: `closes nothing`: y", "f:3: `what`: x", "f:6: `closes nothing`: y", "f:6: `closes nothing`: y"]
    );
    let markdown = "# Whatever\n\n- Text\n  closes\n  nothing\n- What\n\n```\nWhat closes nothing\n```\n| What | a |\n";
    let lines = markdown.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    assert_eq!(found(&paragraphs(lines)), ["f:3: `closes nothing`: y", "f:6: `what`: x", "f:11: `what`: x"]);
}
