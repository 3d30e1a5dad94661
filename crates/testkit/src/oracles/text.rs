//! Edit scripts, offset maps and line indices.

use super::draws::Draws;
use authscan::text::{Change, LineIndex, Script, Span};

/// Returns a script for `text` whose changes are at character boundaries.
fn script(draws: &mut Draws<'_>, text: &str) -> Script<usize> {
    let edges: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
    let mut changes = Vec::new();
    for note in 0..draws.below(6) {
        let start = draws.below(edges.len());
        let end = (start + draws.below(4)).min(edges.len() - 1);
        let insert = draws.pick(&["", "x", "é", "<->", "", "\n"]).to_owned();
        changes.push(Change { span: Span::new(edges[start], edges[end]), insert, note });
    }
    Script::new(changes).0
}

/// Asserts that the composition of two scripts equals their sequence, and that offsets map back in order to the same
/// characters.
pub fn text(input: &[u8]) {
    let (numbers, rest) = input.split_at(input.len().min(24));
    let text: String = String::from_utf8_lossy(rest).chars().take(40).collect();
    let mut draws = Draws::new(numbers);
    let first = script(&mut draws, &text);
    let middle = first.apply(&text);
    let second = script(&mut draws, &middle);
    let last = second.apply(&middle);
    let both = first.then(&second);
    assert_eq!(both.apply(&text), last, "{text:?}, {first:?}, {second:?}");
    for (script, old, new) in [(&first, &text, &middle), (&second, &middle, &last), (&both, &text, &last)] {
        leads_back(script, old, new);
    }
    is_indexed(&last);
}

fn leads_back(script: &Script<usize>, old: &str, new: &str) {
    let changes = script.changes();
    assert!(changes.iter().all(|change| !change.is_empty()), "{script:?}");
    assert!(changes.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{script:?}");
    let map = script.offset_map();
    let mut before = 0;
    for (at, character) in new.char_indices() {
        let original = map.original(at);
        assert!(before <= original && original <= old.len(), "{script:?}: {at} of {new:?} goes back");
        before = original;
        let span = map.original_span(Span::new(at, at + character.len_utf8()));
        assert!(span.end <= old.len(), "{script:?}: {at} of {new:?}");
        let touched = changes.iter().any(|change| change.span.start <= span.start && span.end <= change.span.end);
        assert!(touched || span.slice(old).starts_with(character), "{script:?}: {at} of {new:?} is not in {old:?}");
    }
    let whole = map.original_span(Span::new(0, new.len()));
    assert!(whole.end <= old.len() && map.original(new.len()) <= old.len(), "{script:?}: {whole:?}");
}

/// Asserts that lines and columns equal those of counting.
fn is_indexed(text: &str) {
    let index = LineIndex::new(text.as_bytes());
    let (mut line, mut column) = (1, 1);
    for (at, character) in text.char_indices() {
        let position = index.position(at);
        assert_eq!((position.line, position.column), (line, column), "{text:?} at {at}");
        assert!(index.line_span(at).start <= at, "{text:?} at {at}");
        (line, column) = if character == '\n' { (line + 1, 1) } else { (line, column + 1) };
    }
    assert_eq!(index.lines(), line, "{text:?}");
}
