use super::*;

/// A hypothesis at the start that has paid `cost` for the document `print`; `mark` tells it from others.
fn hypothesis(cost: Cost, print: u64, mark: u32) -> Hypothesis {
    Hypothesis { cost, mark, print, ..Hypothesis::start(ShapeId::ANY) }
}

fn costs(frontier: &mut Frontier) -> Vec<Cost> {
    std::iter::from_fn(|| frontier.pop()).map(|state| state.cost).collect()
}

#[test]
fn hypotheses_go_on_alike_when_nothing_that_is_read_next_depends_on_them() {
    let one = hypothesis(0, 0, 0);
    let same = Hypothesis { cost: 5, print: 6, back_pointer: 7, dirty: true, resume: Grammar::End, ..one };
    assert_eq!(one.key(), same.key());
    let different = [
        Hypothesis { quote: Quote::Single, ..one },
        Hypothesis { quotes: 1, ..one },
        Hypothesis { joined: true, ..one },
        Hypothesis { stack: 1, ..one },
        Hypothesis { shape: ShapeId(1), ..one },
        Hypothesis { mark: 1, ..one },
        Hypothesis { comment: 1, ..one },
        Hypothesis { mode: Mode::At(Grammar::Colon), ..one },
        Hypothesis { mode: Mode::InName, ..one },
        Hypothesis { mode: Mode::InValue, ..one },
        Hypothesis { mode: Mode::InJoin, ..one },
        Hypothesis { mode: Mode::InLostHead, ..one },
        Hypothesis { mode: Mode::InLineComment, ..one },
        Hypothesis { mode: Mode::InBlockComment, ..one },
    ];
    let keys: std::collections::HashSet<u64> = different.iter().chain([&one]).map(Hypothesis::key).collect();
    assert_eq!(keys.len(), different.len() + 1);
    assert!(!keys.contains(&REPLACED));
    assert_eq!(one.key_within(1), different[3].key());
}

#[test]
fn a_frontier_gives_its_hypotheses_cheapest_first() {
    let (mut frontier, mut decisions) = (Frontier::new(), Decisions::new());
    assert!(frontier.is_empty());
    for (mark, cost) in [30, 10, 20, 10].into_iter().enumerate() {
        frontier.add(hypothesis(cost, 0, mark as u32), 0, &mut decisions);
    }
    assert!(!frontier.is_empty());
    assert_eq!(frontier.live().count(), 4);
    assert_eq!(costs(&mut frontier), [10, 10, 20, 30]);
    frontier.add(hypothesis(1, 0, 9), 0, &mut decisions);
    frontier.clear();
    assert!(frontier.is_empty() && frontier.pop().is_none());
}

#[test]
fn of_hypotheses_that_go_on_alike_the_cheapest_is_kept() {
    for costs_in in [[10, 20, 30], [30, 20, 10], [20, 10, 30]] {
        let (mut frontier, mut decisions) = (Frontier::new(), Decisions::new());
        for cost in costs_in {
            frontier.add(hypothesis(cost, 0, 1), 0, &mut decisions);
        }
        frontier.add(hypothesis(15, 0, 2), 0, &mut decisions);
        assert_eq!(frontier.live().count(), 2);
        assert_eq!(costs(&mut frontier), [10, 15]);
    }
    // Of two as cheap the first.
    let (mut frontier, mut decisions) = (Frontier::new(), Decisions::new());
    frontier.add(hypothesis(10, 1, 1), 0, &mut decisions);
    frontier.add(hypothesis(10, 2, 1), 0, &mut decisions);
    assert_eq!(frontier.pop().unwrap().print, 1);
    assert!(frontier.pop().is_none());
}

#[test]
fn the_dearer_of_two_that_go_on_alike_leaves_a_doubt_if_it_is_another_document() {
    // Costs and documents of two hypotheses, and the doubt that is left behind the decision of each.
    let none = NO_DOUBT;
    for (first, second, doubts) in [
        ((10, 1), (25, 2), [15, none]),
        ((25, 1), (10, 2), [none, 15]),
        ((10, 1), (10, 2), [0, none]),
        ((10, 1), (25, 1), [none, none]),
        ((25, 1), (10, 1), [none, none]),
    ] {
        let (mut frontier, mut decisions) = (Frontier::new(), Decisions::new());
        let made = [decisions.push(0, 0, None), decisions.push(0, 0, None)];
        for ((cost, print), back_pointer) in [first, second].into_iter().zip(made) {
            frontier.add(Hypothesis { back_pointer, ..hypothesis(cost, print, 1) }, 7, &mut decisions);
        }
        assert_eq!(made.map(|id| decisions.get(id).doubt), doubts, "{first:?} {second:?}");
        for id in made.into_iter().filter(|id| decisions.get(*id).doubt != none) {
            assert_eq!(decisions.get(id).doubt_at, 7);
        }
    }
}

/// Once stacks have other numbers, hypotheses are distinguished by these.
#[test]
fn a_frontier_knows_its_hypotheses_by_new_names() {
    let (mut frontier, mut decisions) = (Frontier::new(), Decisions::new());
    for (cost, stack) in [(30, 1), (10, 1), (20, 2)] {
        frontier.add(Hypothesis { stack, ..hypothesis(cost, 0, 0) }, 0, &mut decisions);
    }
    for state in frontier.states_mut() {
        state.stack += 40;
    }
    frontier.rekey();
    assert_eq!(frontier.live().count(), 2, "what was replaced stays so");
    frontier.add(Hypothesis { stack: 42, ..hypothesis(15, 0, 0) }, 0, &mut decisions);
    frontier.add(Hypothesis { stack: 1, ..hypothesis(25, 0, 0) }, 0, &mut decisions);
    assert_eq!(costs(&mut frontier), [10, 15, 25]);
}

#[test]
fn the_least_doubt_counts_and_the_first_of_the_same() {
    let mut decisions = Decisions::new();
    let id = decisions.push(0, 3, None);
    assert_eq!((decisions.get(id).doubt, decisions.get(id).at, decisions.len()), (NO_DOUBT, 3, 2));
    for (margin, at, doubt) in [(50, 1, (50, 1)), (60, 2, (50, 1)), (50, 3, (50, 1)), (40, 4, (40, 4))] {
        decisions.doubt(id, margin, at);
        assert_eq!((decisions.get(id).doubt, decisions.get(id).doubt_at), doubt);
    }
    decisions.doubt(0, 5, 1);
    decisions.clear();
    assert_eq!((decisions.len(), decisions.get(0).doubt), (1, NO_DOUBT));
}

/// A change that is not joined to another.
const fn put(at: usize) -> Op {
    Op { code: Code::MissingComma, span: Span::at(at), replacement: Replacement::Put(",") }
}

/// Stray text that is dropped.
const fn stray(start: usize, end: usize) -> Op {
    Op { code: Code::StrayText, span: Span { start, end }, replacement: Replacement::Put("") }
}

/// A tree of decisions, each behind the one of its number: two branches behind 1, of 3 and 5 and of 2 and 4.
fn branches() -> Decisions {
    let mut decisions = Decisions::new();
    for (number, previous) in [(1, 0), (2, 1), (3, 1), (4, 2), (5, 3)] {
        assert_eq!(decisions.push(previous, number * 10, Some(put(number as usize))), number);
    }
    decisions
}

#[test]
fn a_decision_descends_from_those_before_it() {
    let decisions = branches();
    for (id, ancestors) in [(0, vec![0]), (1, vec![0, 1]), (4, vec![0, 1, 2, 4]), (5, vec![0, 1, 3, 5])] {
        for ancestor in 0..6 {
            assert_eq!(decisions.descends(id, ancestor), ancestors.contains(&ancestor), "{id} from {ancestor}");
        }
    }
}

#[test]
fn only_the_decisions_that_led_somewhere_are_kept() {
    let way = |decisions: &Decisions, mut id: BackPointer| {
        let mut way = Vec::new();
        while id != 0 {
            way.push(decisions.get(id).at);
            id = decisions.get(id).previous;
        }
        way
    };
    for (live, kept) in [(vec![4], 4), (vec![5, 3], 4), (vec![4, 5], 6), (vec![0], 1), (vec![], 1)] {
        let mut decisions = branches();
        decisions.doubt(3, 70, 8);
        let mut ids = live.clone();
        decisions.keep(ids.iter_mut());
        assert_eq!(decisions.len(), kept, "{live:?}");
        for (old, new) in live.iter().zip(ids) {
            assert_eq!(way(&decisions, new), way(&branches(), *old), "{live:?}");
            assert_eq!(decisions.get(new).doubt == 70, *old == 3);
        }
    }
}

/// The changes of a hypothesis, and the doubt about them.
fn way(decisions: &Decisions, id: BackPointer) -> (Vec<(Code, Span)>, Cost) {
    let (ops, doubt) = decisions.way(id);
    (ops.iter().map(|op| (op.code, op.span)).collect(), doubt)
}

#[test]
fn decisions_are_one_where_none_leads_elsewhere_and_they_are_a_single_change_at_most() {
    for (ops, kept, changes) in [
        (vec![None, None, None], 1, 0),
        (vec![None, Some(put(1)), None], 1, 1),
        (vec![Some(put(1)), None, Some(put(2)), None], 2, 2),
        (vec![Some(stray(1, 2)), None, Some(stray(2, 4)), Some(stray(4, 5))], 1, 1),
        // There is something between them, or only one of them drops stray text.
        (vec![Some(stray(1, 2)), Some(stray(3, 4))], 2, 2),
        (vec![Some(stray(1, 2)), Some(put(2))], 2, 2),
        (vec![Some(stray(1, 2)), Some(Op { code: Code::ExtraComma, ..stray(2, 3) })], 2, 2),
        (vec![Some(stray(1, 2)), Some(Op { replacement: Replacement::Put(" "), ..stray(2, 3) })], 2, 2),
    ] {
        let mut decisions = Decisions::new();
        let mut id = ops.iter().fold(0, |previous, op| decisions.push(previous, 7, *op));
        decisions.keep([&mut id].into_iter());
        assert_eq!((decisions.len(), decisions.way(id).0.len()), (1 + kept, changes), "{ops:?}");
        let span = |ops: &[Op]| ops.first().zip(ops.last()).map(|(first, last)| (first.span.start, last.span.end));
        let before: Vec<Op> = ops.into_iter().flatten().collect();
        assert_eq!(span(&decisions.way(id).0), span(&before));
        // Where another hypothesis is, or another way leads on, a decision stays.
        let (first, last) = (decisions.push(id, 8, None), decisions.push(id, 8, None));
        let last = decisions.push(last, 9, None);
        let mut live = [id, first, last];
        decisions.keep(live.iter_mut());
        assert_eq!(decisions.len(), 1 + kept + 2);
    }
}

/// Hypotheses that branch, pay, change something and meet at random, once with sweeps and once without.
#[test]
fn sweeping_changes_nothing_about_a_reading() {
    let mut seed = 1;
    let mut random = |below: u64| {
        seed = crate::repair::beam::stack::mix(seed, 7);
        (seed >> 20) % below
    };
    for _ in 0..500 {
        let (mut swept, mut whole) = (Decisions::new(), Decisions::new());
        // Each as its last decision among those that are swept and among all.
        let mut hypotheses = vec![(0, 0)];
        for at in 0..80 {
            let index = random(hypotheses.len() as u64) as usize;
            let (in_swept, in_whole) = hypotheses[index];
            let op = [None, None, Some(put(at)), Some(Op { code: Code::CutOff, ..put(at) })][random(4) as usize];
            let time = at as u32 / 2;
            match random(8) {
                0 => {
                    let (doubt, later) = (random(900) as Cost, time + random(2) as u32);
                    swept.doubt(in_swept, doubt, later);
                    whole.doubt(in_whole, doubt, later);
                }
                1 if hypotheses.len() > 1 => {
                    hypotheses.swap_remove(index);
                }
                2 => swept.keep(hypotheses.iter_mut().map(|(in_swept, _)| in_swept)),
                more => {
                    let next = (swept.push(in_swept, time, op), whole.push(in_whole, time, op));
                    if more < 5 && hypotheses.len() < 6 { hypotheses.push(next) } else { hypotheses[index] = next }
                }
            }
            for (in_swept, in_whole) in &hypotheses {
                assert_eq!(way(&swept, *in_swept), way(&whole, *in_whole));
            }
        }
    }
}
