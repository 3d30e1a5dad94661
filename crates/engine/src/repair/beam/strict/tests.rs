use proptest::prelude::*;

use super::*;
use crate::limits::Limits;
use crate::repair::beam::checkpoints::Checkpoint;
use crate::repair::beam::stack::Node;
use crate::schema::Shape;

/// Places in containers of some depth, in the order in which strict parsing comes by.
fn noted(places: &[(u32, usize)]) -> Checkpoints {
    let mut checkpoints = Checkpoints::new(ShapeId::ANY);
    for (depth, offset) in places {
        note(&mut checkpoints, *depth, *offset);
    }
    checkpoints
}

fn note(checkpoints: &mut Checkpoints, depth: u32, offset: usize) {
    let node = Node { depth, seen: offset as u128, ..Node::OUTSIDE };
    checkpoints.note(
        &node,
        offset,
        Grammar::Value,
        &Hypothesis { stack: offset as NodeId, ..Hypothesis::start(ShapeId::ANY) },
    );
}

/// Where the search starts again, and how much credit that costs.
fn before(checkpoints: &Checkpoints, depth: usize, led_at: usize, credit: usize) -> (usize, usize) {
    let mut left = credit;
    let place = checkpoints.before(depth, led_at, &mut left);
    (place.offset, credit - left)
}

#[test]
fn the_search_starts_again_one_member_before_the_damaged_one() {
    for (places, depth, expected) in [
        (&[][..], 9, 0),
        // Before the first member there is only the start.
        (&[(1, 4)], 9, 0),
        (&[(1, 4), (1, 8)], 9, 4),
        // Only the last two of a container are remembered.
        (&[(1, 4), (1, 8), (1, 12)], 9, 8),
        // A checkpoint before it may be in the container around it.
        (&[(1, 4), (1, 8), (2, 12)], 9, 8),
        (&[(1, 4), (1, 8), (2, 12), (2, 15)], 9, 12),
        (&[(1, 4), (1, 8), (2, 12), (2, 15)], 2, 12),
        (&[(1, 4), (1, 8), (2, 12), (2, 15)], 1, 4),
        (&[(1, 4), (1, 8), (2, 12), (2, 15)], 0, 0),
        // A container that has closed is forgotten.
        (&[(1, 4), (2, 8), (2, 12), (1, 20)], 9, 4),
        (&[(1, 4), (2, 8), (2, 12), (1, 20), (2, 24)], 9, 20),
        // A place is noted once.
        (&[(1, 4), (1, 8), (1, 8)], 9, 4),
        // Levels may be left out.
        (&[(3, 4), (3, 8)], 9, 4),
    ] {
        assert_eq!(before(&noted(places), depth, 0, 0), (expected, 0), "{places:?} up to {depth}");
    }
    let place = noted(&[(1, 4), (1, 8)]).before(9, 0, &mut 0);
    assert_eq!((place.seen, place.stack), (4, 4), "with what was read up to it");
}

#[test]
fn hypothesis_again_from_before_a_lead_costs_credit() {
    let checkpoints = noted(&[(1, 12), (1, 15)]);
    for (led_at, credit, expected) in [
        (11, 0, (12, 0)),
        (12, 0, (12, 0)),
        (13, 1, (12, 1)),
        (13, 9, (12, 1)),
        (15, 3, (12, 3)),
        // Without, from the damaged member on, if that is behind the lead.
        (13, 0, (15, 0)),
        (15, 2, (15, 0)),
        (16, 3, (12, 0)),
        (16, 4, (12, 4)),
    ] {
        assert_eq!(before(&checkpoints, 9, led_at, credit), expected, "{led_at} for {credit}");
    }
}

#[test]
fn further_back_is_the_last_place_in_a_container_around() {
    let around = |checkpoints: &Checkpoints, offset: usize, ops: usize| {
        let from = Checkpoint { offset, ops, ..checkpoints.start() };
        checkpoints.around(&from).map(|place| place.offset)
    };
    let checkpoints = noted(&[(1, 4), (1, 8), (2, 12), (2, 15), (3, 20)]);
    assert_eq!(around(&checkpoints, 20, 0), Some(15));
    assert_eq!(around(&checkpoints, 15, 0), Some(8));
    assert_eq!(around(&checkpoints, 12, 0), Some(8));
    assert_eq!(around(&checkpoints, 8, 0), Some(0));
    assert_eq!(around(&checkpoints, 4, 0), Some(0));
    // Of a place that was not noted nothing is known.
    assert_eq!(around(&checkpoints, 5, 0), None);
    assert_eq!(around(&checkpoints, 0, 0), None);
    assert_eq!(around(&noted(&[(1, 0)]), 0, 0), None);
    // The container may begin where its first member does, as the document does.
    assert_eq!(around(&noted(&[(1, 4), (2, 9), (3, 9)]), 9, 0), Some(4));
    // Not back over an edit.
    let mut edited = noted(&[(1, 4), (1, 8)]);
    edited.ops = 1;
    note(&mut edited, 2, 12);
    note(&mut edited, 3, 16);
    assert_eq!(around(&edited, 16, 1), Some(12));
    assert_eq!(around(&edited, 12, 1), None);
    assert_eq!(around(&edited, 12, 0), Some(8));
}

#[test]
fn places_behind_a_new_start_are_forgotten() {
    let mut checkpoints = noted(&[(1, 4), (1, 8), (2, 12), (2, 15)]);
    assert_eq!(checkpoints.stacks().map(|stack| *stack).collect::<Vec<_>>(), [4, 8, 12, 15]);
    checkpoints.forget_behind(12);
    assert_eq!(checkpoints.stacks().map(|stack| *stack).collect::<Vec<_>>(), [4, 8, 12]);
    assert_eq!(before(&checkpoints, 9, 0, 0), (8, 0));
}

#[test]
fn the_first_token_of_a_line_shows_its_indentation() {
    let mut lines = Lines { indent: 0, is_fresh: true, is_first: true };
    // Blanks before the first token of a text that may be a part of another say nothing.
    lines.pass("  ", 0);
    assert_eq!((lines.first_indent(), lines.indent), (-1, -1));
    lines.pass(" ", 5);
    assert_eq!((lines.first_indent(), lines.indent), (-1, -1));
    lines.pass(" \n\n   ", 9);
    assert_eq!(lines.first_indent(), 3);
    assert_eq!(lines.first_indent(), -1, "only the first");
    lines.pass("  ", 20);
    assert_eq!((lines.first_indent(), lines.indent), (-1, 3));
    lines.pass("\n", 20);
    assert_eq!(lines.first_indent(), 0);
    // A text that starts at the margin is all there, and blanks further on in its first line change nothing.
    let mut lines = Lines { indent: 0, is_fresh: true, is_first: true };
    lines.pass(" ", 5);
    assert_eq!(lines.indent, 0);
    let mut lines = Lines { indent: 0, is_fresh: true, is_first: true };
    lines.pass("\n ", 0);
    assert_eq!(lines.first_indent(), 1);
}

/// Where strict parsing of a text stops, and how deep in containers.
fn trouble(text: &str) -> Option<(usize, usize)> {
    let any = Shape::ANY;
    let mut search = Search::new(text, &any, &Limits::default());
    match search.walk(Hypothesis::start(ShapeId::ANY), 0, &mut Checkpoints::new(ShapeId::ANY), &mut Taken::default()) {
        Walk::Done => None,
        Walk::Trouble((offset, stack)) => Some((offset, search.stacks.node(stack).depth as usize)),
    }
}

#[test]
fn strict_reading_stops_at_what_is_no_token() {
    let sound =
        ["[true, false]", "[null,null ]", "true", " -1.5e3\n", "{\"a\":{\"b\":[]}}", "[1,\n2\t,3\r]", "[[],[[]]]"];
    assert_eq!(sound.map(trouble), [None; 7]);
    for (text, offset) in [
        ("[1, truex]", 4),
        ("[1, nul]", 4),
        ("[1, 2x]", 4),
        ("[1, falsefalse]", 4),
        ("[1, 'a']", 4),
        ("[1, \"a]", 4),
        ("[1, \"a\\x\"]", 4),
        ("[1, -]", 4),
        ("[1 2]", 3),
        ("[1, 2}", 5),
        ("[1, 2", 5),
        ("[1,, 2]", 3),
        ("[1, ]", 4),
        ("[1] 2", 4),
        ("{\"a\" 1}", 5),
        ("{\"a\": 1 \"b\": 2}", 8),
    ] {
        assert_eq!(trouble(text).map(|(offset, _)| offset), Some(offset), "{text}");
    }
}

proptest! {
    /// Strict parsing of the search agrees with the scanner: it reaches the end of JSON only, unless it took habits of
    /// another notation for JSON, and it stops in JSON only where the search finds a value odd, never at a fault.
    #[test]
    fn strict_reading_ends_only_with_json(text in crate::syntax::tests::nearly_json()) {
        let any = Shape::ANY;
        let mut search = Search::new(&text, &any, &Limits::default());
        let (mut checkpoints, mut taken) = (Checkpoints::new(ShapeId::ANY), Taken::default());
        let walk = search.walk(Hypothesis::start(ShapeId::ANY), 0, &mut checkpoints, &mut taken);
        let is_json = crate::syntax::parse(&text, 128).is_ok();
        prop_assert!(!matches!(walk, Walk::Done) || is_json || !taken.ops.is_empty());
        prop_assert!(!is_json || taken.ops.is_empty());
    }
}
