use super::*;
use crate::diagnostic::Code;
use crate::repair::beam::hypothesis::{NO_DOUBT, Replacement};
use crate::repair::beam::stack::BOTTOM;
use crate::repair::beam::window::{NARROW_UNGUIDED, POOR, TRUSTED, WIDE};
use crate::schema::{Kinds, Member, ShapeId, ShapeNode};
use crate::syntax::grammar::Container;
use crate::text::Span;

static ANY: Shape = Shape::ANY;

const PUT: Op = Op { code: Code::MissingComma, span: Span::at(2), replacement: Replacement::Put(",") };

fn search<'t, 's>(text: &'t str, shape: &'s Shape) -> Search<'t, 's> {
    Search::new(text, shape, &Limits::default())
}

/// A shape that a schema gives: an object with a member `a`.
fn given() -> Shape {
    let member = Member { name: "a".into(), shape: ShapeId::ANY, required: false, usual: false };
    let names = vec![("a".into(), 0)];
    let node = ShapeNode { kinds: Kinds::OBJECT, members: vec![member], names, known: true, ..ShapeNode::default() };
    Shape::new(vec![ShapeNode::default(), node], ShapeId(1))
}

/// A hypothesis between two tokens; `mark` tells it from others.
fn state(cost: Cost, mark: u32) -> Hypothesis {
    Hypothesis { cost, mark, mode: Mode::At(Grammar::CommaOrEnd), ..Hypothesis::start(ShapeId::ANY) }
}

fn here(search: &mut Search<'_, '_>) -> Here {
    search.tokens.restart(0);
    Here { index: 0, token: search.tokens.get(0), span: search.tokens.span(0) }
}

/// The edits of a hypothesis whose decisions are these, each with its place and its doubt with the place of that.
fn sure(shape: &Shape, decisions: &[(u32, Cost, u32)]) -> Vec<Applicability> {
    let mut search = search("[1 2]", shape);
    let mut back_pointer = 0;
    for (at, doubt, doubt_at) in decisions {
        back_pointer = search.decisions.push(back_pointer, *at, Some(PUT));
        search.decisions.doubt(back_pointer, *doubt, *doubt_at);
    }
    let from = Checkpoints::new(ShapeId::ANY).start();
    let result = search.window_result(from, Hypothesis { back_pointer, ..state(0, 0) }, None);
    result.ops.iter().map(|(_, applicability)| *applicability).collect()
}

#[test]
fn repairs_are_as_sure_as_the_next_best_reading_is_far() {
    use Applicability::{Certain, Guess, Likely};
    let one = |shape: &Shape, doubt| sure(shape, &[(2, doubt, 2)])[0];
    for (doubt, guided, unguided) in [
        (0, Guess, Guess),
        (99, Guess, Guess),
        (100, Likely, Likely),
        (249, Likely, Likely),
        (250, Certain, Likely),
        (449, Certain, Likely),
        (450, Certain, Certain),
        (NO_DOUBT, Certain, Certain),
    ] {
        assert_eq!(one(&given(), doubt), guided, "{doubt}");
        assert_eq!(one(&ANY, doubt), unguided, "{doubt}");
    }
}

#[test]
fn a_doubt_counts_unless_the_next_decision_was_made_before_it_arose() {
    use Applicability::{Certain, Guess, Likely};
    let any = &ANY;
    assert_eq!(sure(any, &[]), []);
    assert_eq!(sure(any, &[(2, NO_DOUBT, 0), (9, 50, 9)]), [Guess; 2]);
    assert_eq!(sure(any, &[(2, 50, 8), (9, NO_DOUBT, 0)]), [Guess; 2]);
    assert_eq!(sure(any, &[(2, 50, 9), (9, NO_DOUBT, 0)]), [Guess; 2]);
    assert_eq!(sure(any, &[(2, 50, 10), (9, NO_DOUBT, 0)]), [Certain; 2]);
    // The least of all.
    assert_eq!(sure(any, &[(2, 120, 3), (9, 300, 9)]), [Likely; 2]);
    assert_eq!(sure(any, &[(2, 300, 3), (9, 60, 9)]), [Guess; 2]);
}

#[test]
fn the_edits_of_a_reading_come_in_their_order() {
    let mut search = search("[1 2]", &ANY);
    let first = search.decisions.push(0, 2, Some(PUT));
    let dearer = search.decisions.push(first, 3, None);
    let last = search.decisions.push(dearer, 4, Some(Op { code: Code::CutOff, ..PUT }));
    let from = Checkpoints::new(ShapeId::ANY).start();
    let result = search.window_result(from, Hypothesis { back_pointer: last, ..state(0, 0) }, Some(4));
    let codes: Vec<Code> = result.ops.iter().map(|(op, _)| op.code).collect();
    assert_eq!((codes, result.end), (vec![Code::MissingComma, Code::CutOff], Some(4)));
}

#[test]
fn the_cheapest_reading_wins_and_doubts_are_about_other_documents() {
    let best = |finished: &[(Cost, u64)]| {
        let mut search = search("[1 2]", &ANY);
        search.at = 5;
        for (cost, print) in finished {
            let back_pointer = search.decisions.push(0, 2, Some(PUT));
            search.finish(Hypothesis { cost: *cost, print: *print, back_pointer, ..state(0, 0) });
        }
        let best = search.best_finished();
        best.map(|best| (best.cost, best.print, search.decisions.get(best.back_pointer).doubt))
    };
    assert_eq!(best(&[]), None);
    assert_eq!(best(&[(100, 1)]), Some((100, 1, NO_DOUBT)));
    assert_eq!(best(&[(130, 2), (100, 1), (120, 3)]), Some((100, 1, 20)));
    assert_eq!(best(&[(110, 1), (100, 1), (130, 2)]), Some((100, 1, 30)));
    assert_eq!(best(&[(100, 1), (110, 1)]), Some((100, 1, NO_DOUBT)));
    assert_eq!(best(&[(100, 2), (100, 1)]), Some((100, 1, 0)));
}

#[test]
fn hypotheses_are_followed_as_far_as_the_limit_allows() {
    let mut search = search("[1 2]", &ANY);
    search.limit = 100;
    for (cost, stays, is_taken) in
        [(0, true, true), (100, true, true), (101, false, true), (300, false, true), (301, false, false)]
    {
        (search.frontier, search.next) = (Frontier::new(), Frontier::new());
        search.stay(state(cost, 0));
        search.take(state(cost, 0));
        assert_eq!(
            (search.frontier.live().count(), search.next.live().count()),
            (stays.into(), is_taken.into()),
            "{cost}"
        );
        // No edit is noted of what is not followed.
        let mut edited = state(cost, 0);
        search.edit(&mut edited, PUT);
        assert_eq!(edited.back_pointer != 0, is_taken, "{cost}");
    }
    search.limit = Cost::MAX;
    assert!(search.affords(Cost::MAX));
}

#[test]
fn what_gets_dearer_without_an_edit_has_decided_something() {
    let mut search = search("[1 2]", &ANY);
    let back_pointer = search.decisions.push(0, 2, Some(PUT));
    search.parent = Hypothesis { back_pointer, ..state(50, 0) };
    search.at = 4;
    for (cost, trail_then, is_new) in
        [(50, back_pointer, false), (49, back_pointer, false), (51, back_pointer, true), (51, 0, false)]
    {
        let decided = search.decided(Hypothesis { back_pointer: trail_then, ..state(cost, 0) });
        assert_eq!(decided.back_pointer != trail_then, is_new, "{cost}");
        if is_new {
            let decision = search.decisions.get(decided.back_pointer);
            assert_eq!((decision.previous, decision.at, decision.op.is_none()), (back_pointer, 4, true));
        }
    }
}

/// How many of the hypotheses are expanded at the start of the text.
fn expanded(search: &mut Search<'_, '_>, states: &[Hypothesis]) -> u64 {
    let before = search.steps;
    let here = here(search);
    for state in states {
        search.frontier.add(*state, 0, &mut search.decisions);
    }
    search.step(here);
    search.frontier.clear();
    search.next.clear();
    search.steps - before
}

#[test]
fn only_so_many_hypotheses_are_followed_and_none_that_is_much_dearer() {
    let mut search = search("[1]", &ANY);
    for width in [NARROW, NARROW_UNGUIDED, WIDE] {
        search.width = width;
        let beam = width.beam as u32;
        let same: Vec<Hypothesis> = (0..beam + 3).map(|mark| state(7, mark)).collect();
        assert_eq!(expanded(&mut search, &same), u64::from(beam));
        let limit = 7 + width.margin;
        assert_eq!(expanded(&mut search, &[state(limit + 1, 1), state(7, 2), state(limit, 3)]), 2);
        assert_eq!(search.limit, limit);
    }
    // Without steps left only the best.
    search.most_steps = 0;
    let same: Vec<Hypothesis> = (0..10).map(|mark| state(7, mark)).collect();
    assert_eq!(expanded(&mut search, &same), GREEDY.beam as u64);
}

#[test]
fn at_the_end_of_the_text_all_are_followed() {
    let mut search = search("", &ANY);
    search.most_steps = 0;
    let many: Vec<Hypothesis> = (0..40).map(|mark| state(mark * 1000, mark)).collect();
    assert_eq!(expanded(&mut search, &many), 40);
}

#[test]
fn of_hypotheses_that_have_only_seen_other_members_a_few_are_followed() {
    let mut search = search("[1]", &ANY);
    search.width = WIDE;
    let object = search.stacks.open(BOTTOM, Container::Object, ShapeId::ANY, -1);
    let stacks: Vec<_> = (0..10).map(|seen| search.stacks.with(object, |node| node.seen = seen)).collect();
    let in_class = |costs: &[Cost]| -> Vec<Hypothesis> {
        costs.iter().zip(&stacks).map(|(cost, stack)| Hypothesis { stack: *stack, ..state(*cost, 0) }).collect()
    };
    assert_eq!(expanded(&mut search, &in_class(&[7; 10])), CLASS_BEAM as u64);
    assert_eq!(expanded(&mut search, &in_class(&[7, 7 + CLASS_MARGIN, 8 + CLASS_MARGIN])), 2);
    // Those of another class do not count.
    let mut two = in_class(&[7; 6]);
    two.extend(in_class(&[7; 6]).into_iter().map(|state| Hypothesis { mark: 1, ..state }));
    assert_eq!(expanded(&mut search, &two), 2 * CLASS_BEAM as u64);
}

/// A hypothesis leads behind the decision `1`, with a rival that is so much dearer.
fn leads(dearer: Cost, rival: impl FnOnce(&mut Search<'_, '_>, Hypothesis) -> Hypothesis) -> bool {
    let mut search = search("[1 2]", &ANY);
    let decision = search.decisions.push(0, 2, Some(PUT));
    let stack = search.stacks.open(BOTTOM, Container::Object, ShapeId::ANY, -1);
    let leader = Hypothesis { back_pointer: decision, stack, ..state(10, 0) };
    let other = Hypothesis { cost: 10 + dearer, back_pointer: 0, mark: 1, ..leader };
    let other = rival(&mut search, other);
    for state in [other, leader] {
        search.frontier.add(state, 0, &mut search.decisions);
    }
    search.clear_leader().is_some_and(|found| found.back_pointer == decision && found.cost == 10)
}

#[test]
fn a_reading_leads_when_no_other_past_is_nearly_as_cheap() {
    // A rival in other containers.
    let elsewhere = |search: &mut Search<'_, '_>, state: Hypothesis| {
        let stack = search.stacks.open(BOTTOM, Container::Array, ShapeId::ANY, -1);
        Hypothesis { stack, ..state }
    };
    assert!(!leads(1, elsewhere) && !leads(150, elsewhere));
    assert!(!leads(COMMIT_LEAD, elsewhere));
    assert!(leads(COMMIT_LEAD + 1, elsewhere));
    // In the same containers, at the same place of the grammar.
    let beside = |_: &mut Search<'_, '_>, state: Hypothesis| state;
    assert!(!leads(COMMIT_LEAD_IN_CLASS - 1, beside));
    assert!(leads(COMMIT_LEAD_IN_CLASS, beside));
    let seen = |search: &mut Search<'_, '_>, state: Hypothesis| Hypothesis {
        stack: search.stacks.with(state.stack, |node| node.seen = 1),
        ..state
    };
    assert!(leads(COMMIT_LEAD_IN_CLASS, seen));
    let in_string = |_: &mut Search<'_, '_>, state: Hypothesis| Hypothesis { mode: Mode::InValue, ..state };
    assert!(!leads(COMMIT_LEAD_IN_CLASS, in_string));
    // With the same past.
    let child = |search: &mut Search<'_, '_>, state: Hypothesis| Hypothesis {
        back_pointer: search.decisions.push(1, 3, None),
        ..state
    };
    assert!(leads(1, child));
}

#[test]
fn no_reading_leads_inside_of_a_string() {
    let mut search = search("[1 2]", &ANY);
    assert!(search.clear_leader().is_none());
    search.frontier.add(Hypothesis { mode: Mode::InValue, ..state(0, 0) }, 0, &mut search.decisions);
    assert!(search.clear_leader().is_none());
    search.frontier.add(state(1, 1), 0, &mut search.decisions);
    assert!(search.clear_leader().is_none());
}

#[test]
fn decisions_that_led_nowhere_are_dropped_once_there_are_many() {
    let mut search = search("[1 2]", &ANY);
    let back_pointer = search.decisions.push(0, 2, Some(PUT));
    search.frontier.add(Hypothesis { back_pointer, ..state(0, 0) }, 0, &mut search.decisions);
    while search.decisions.len() < MOST_DECISIONS {
        search.decisions.push(0, 3, None);
    }
    search.sweep();
    assert_eq!(search.decisions.len(), MOST_DECISIONS);
    search.decisions.push(0, 3, None);
    search.sweep();
    assert_eq!((search.decisions.len(), search.most_decisions), (2, MOST_DECISIONS));
    let kept = search.frontier.pop().unwrap().back_pointer;
    assert_eq!(search.decisions.get(kept).at, 2);
    // Where most of them lead somewhere, they are not looked through at every place.
    let mut back_pointer = 0;
    while search.decisions.len() <= MOST_DECISIONS {
        back_pointer = search.decisions.push(back_pointer, 4, Some(PUT));
    }
    search.frontier.add(Hypothesis { back_pointer, ..state(0, 1) }, 0, &mut search.decisions);
    search.sweep();
    assert!(search.decisions.len() + 4 > MOST_DECISIONS);
    assert_eq!(search.most_decisions, 2 * search.decisions.len());
}

#[test]
fn stacks_that_no_reading_has_are_dropped_once_there_are_many() {
    let mut search = search("[1 2]", &ANY);
    let fill = |search: &mut Search<'_, '_>, most| {
        while search.stacks.len() < most {
            let indent = search.stacks.len() as i32;
            search.stacks.open(BOTTOM, Container::Array, ShapeId::ANY, indent);
        }
    };
    fill(&mut search, MOST_STACKS);
    let stack = search.stacks.len() as u32 - 1;
    search.frontier.add(Hypothesis { stack, ..state(0, 0) }, 0, &mut search.decisions);
    search.sweep();
    assert_eq!(search.stacks.len(), MOST_STACKS);
    fill(&mut search, MOST_STACKS + 1);
    search.sweep();
    assert_eq!(search.stacks.len(), 2);
    // Another that has the same stack goes on alike.
    let stack = search.stacks.open(BOTTOM, Container::Array, ShapeId::ANY, stack as i32);
    search.frontier.add(Hypothesis { stack, ..state(0, 0) }, 0, &mut search.decisions);
    assert_eq!(search.frontier.live().count(), 1);
}

#[test]
fn strict_reading_drops_its_stacks_too() {
    let mut search = search("[1 2]", &ANY);
    let mut checkpoints = Checkpoints::new(ShapeId::ANY);
    let mut hypothesis = state(0, 0);
    while search.stacks.len() < MOST_STRICT_STACKS {
        hypothesis.stack = search.stacks.open_alone(BOTTOM, Container::Array, ShapeId::ANY, 7);
    }
    assert!(!search.forget_stacks(&mut hypothesis, &mut checkpoints));
    assert_eq!(search.stacks.len(), MOST_STRICT_STACKS);
    search.stacks.open_alone(BOTTOM, Container::Array, ShapeId::ANY, 8);
    assert!(search.forget_stacks(&mut hypothesis, &mut checkpoints));
    assert_eq!((search.stacks.len(), search.stacks.node(hypothesis.stack).open_indent), (2, 7));
}

/// Reads the damaged stretch of a text, and says what that cost, whether it was searched widely, how many bytes were
/// read again from further back, and whether the start of the text is in doubt.
fn read(text: &str, credit: usize) -> (Cost, bool, usize, bool) {
    let mut search = search(text, &ANY);
    let mut checkpoints = Checkpoints::new(ShapeId::ANY);
    let walk = search.walk(Hypothesis::start(ShapeId::ANY), 0, &mut checkpoints, Some(&mut Taken::default()));
    let Walk::Trouble((fail, stack)) = walk else { panic!("{text} is sound") };
    let depth = search.stacks.node(stack).depth as usize;
    let mut left = credit;
    let from = checkpoints.before(depth, 0, &mut left);
    let result = search.read(from, fail, &checkpoints, &mut left, NARROW_UNGUIDED).unwrap();
    (result.state.cost, search.width == WIDE, credit - left, search.headless)
}

#[test]
fn what_costs_more_than_one_fault_is_searched_widely() {
    assert_eq!(read("[1, 2 ~~~~~~~~~~~~~~, 3]", 99), (TRUSTED, false, 0, false));
    assert_eq!(read("[1, 2 ~~~~~~~~~~~~~~~, 3]", 99), (375, true, 0, false));
}

#[test]
fn what_reads_poorly_is_read_again_from_further_back() {
    assert_eq!(read("[3, 4 : 5 : 6 ,, 7, 8]", 99), (POOR, true, 0, false));
    // Nothing that comes before is known of the text from its start on.
    assert_eq!(read("[3, 4 : 5 : 6 ,,, 7, 8]", 99), (600, true, 23, true));
    // As long as there is credit for it.
    let text = "[[0], [3, 4 : 5 : 6 : 7], 8]";
    for (credit, used) in [(99, 22), (22, 22), (21, 0), (0, 0)] {
        assert_eq!(read(text, credit), (610, true, used, false), "{credit}");
    }
}

/// A fault that is none of brackets is read from near by, however much of the text its container holds.
#[test]
fn a_simple_fault_costs_few_steps_without_a_schema() {
    let list = vec![r#"{"a": 1, "b": "x", "c": [1, 2, 3]}"#; 100].join(", ");
    for text in
        [format!(r#"{{"value": [{list}],}}"#), format!(r#"{{"value": [{list}] "next": 1}}"#), format!(r#"[{list}, ]"#)]
    {
        let recovery = crate::repair::recover(&text, &Shape::ANY, &Limits::default()).unwrap();
        assert!(recovery.steps < 200, "{}: {text}", recovery.steps);
    }
}
