use super::*;

/// A reading at the start that has paid `cost` for the document `print`; `mark` tells it from others.
fn reading(cost: Price, print: u64, mark: u32) -> State {
    State { cost, mark, print, ..State::start(ShapeId::ANY) }
}

fn costs(layer: &mut Layer) -> Vec<Price> {
    std::iter::from_fn(|| layer.pop()).map(|state| state.cost).collect()
}

#[test]
fn readings_go_on_alike_when_nothing_that_is_read_next_depends_on_them() {
    let one = reading(0, 0, 0);
    let same = State { cost: 5, print: 6, trail: 7, dirty: true, resume: Grammar::End, ..one };
    assert_eq!(one.key(), same.key());
    let different = [
        State { quote: Quote::Single, ..one },
        State { quotes: 1, ..one },
        State { joined: true, ..one },
        State { stack: 1, ..one },
        State { shape: ShapeId(1), ..one },
        State { mark: 1, ..one },
        State { comment: 1, ..one },
        State { mode: Mode::At(Grammar::Colon), ..one },
        State { mode: Mode::InName, ..one },
        State { mode: Mode::InValue, ..one },
        State { mode: Mode::InJoin, ..one },
        State { mode: Mode::InLostHead, ..one },
        State { mode: Mode::InLineComment, ..one },
        State { mode: Mode::InBlockComment, ..one },
    ];
    let keys: std::collections::HashSet<u64> = different.iter().chain([&one]).map(State::key).collect();
    assert_eq!(keys.len(), different.len() + 1);
    assert!(!keys.contains(&REPLACED));
    assert_eq!(one.key_within(1), different[3].key());
}

#[test]
fn a_layer_gives_its_readings_cheapest_first() {
    let (mut layer, mut trails) = (Layer::new(), Trails::new());
    assert!(layer.is_empty());
    for (mark, cost) in [30, 10, 20, 10].into_iter().enumerate() {
        layer.add(reading(cost, 0, mark as u32), 0, &mut trails);
    }
    assert!(!layer.is_empty());
    assert_eq!(layer.live().count(), 4);
    assert_eq!(costs(&mut layer), [10, 10, 20, 30]);
    layer.add(reading(1, 0, 9), 0, &mut trails);
    layer.clear();
    assert!(layer.is_empty() && layer.pop().is_none());
}

#[test]
fn of_readings_that_go_on_alike_the_cheapest_is_kept() {
    for costs_in in [[10, 20, 30], [30, 20, 10], [20, 10, 30]] {
        let (mut layer, mut trails) = (Layer::new(), Trails::new());
        for cost in costs_in {
            layer.add(reading(cost, 0, 1), 0, &mut trails);
        }
        layer.add(reading(15, 0, 2), 0, &mut trails);
        assert_eq!(layer.live().count(), 2);
        assert_eq!(costs(&mut layer), [10, 15]);
    }
    // Of two as cheap the first.
    let (mut layer, mut trails) = (Layer::new(), Trails::new());
    layer.add(reading(10, 1, 1), 0, &mut trails);
    layer.add(reading(10, 2, 1), 0, &mut trails);
    assert_eq!(layer.pop().unwrap().print, 1);
    assert!(layer.pop().is_none());
}

#[test]
fn the_dearer_of_two_that_go_on_alike_leaves_a_doubt_if_it_is_another_document() {
    // Costs and documents of two readings, and the doubt that is left behind the decision of each.
    let none = NO_DOUBT;
    for (first, second, doubts) in [
        ((10, 1), (25, 2), [15, none]),
        ((25, 1), (10, 2), [none, 15]),
        ((10, 1), (10, 2), [0, none]),
        ((10, 1), (25, 1), [none, none]),
        ((25, 1), (10, 1), [none, none]),
    ] {
        let (mut layer, mut trails) = (Layer::new(), Trails::new());
        let decisions = [trails.push(0, 0, None), trails.push(0, 0, None)];
        for ((cost, print), trail) in [first, second].into_iter().zip(decisions) {
            layer.add(State { trail, ..reading(cost, print, 1) }, 7, &mut trails);
        }
        assert_eq!(decisions.map(|id| trails.get(id).doubt), doubts, "{first:?} {second:?}");
        for id in decisions.into_iter().filter(|id| trails.get(*id).doubt != none) {
            assert_eq!(trails.get(id).doubt_at, 7);
        }
    }
}

/// Once stacks have other numbers, readings are told apart by these.
#[test]
fn a_layer_knows_its_readings_by_new_names() {
    let (mut layer, mut trails) = (Layer::new(), Trails::new());
    for (cost, stack) in [(30, 1), (10, 1), (20, 2)] {
        layer.add(State { stack, ..reading(cost, 0, 0) }, 0, &mut trails);
    }
    for state in layer.states_mut() {
        state.stack += 40;
    }
    layer.rekey();
    assert_eq!(layer.live().count(), 2, "what was replaced stays so");
    layer.add(State { stack: 42, ..reading(15, 0, 0) }, 0, &mut trails);
    layer.add(State { stack: 1, ..reading(25, 0, 0) }, 0, &mut trails);
    assert_eq!(costs(&mut layer), [10, 15, 25]);
}

#[test]
fn the_least_doubt_counts_and_the_first_of_the_same() {
    let mut trails = Trails::new();
    let id = trails.push(0, 3, None);
    assert_eq!((trails.get(id).doubt, trails.get(id).at, trails.len()), (NO_DOUBT, 3, 2));
    for (margin, at, doubt) in [(50, 1, (50, 1)), (60, 2, (50, 1)), (50, 3, (50, 1)), (40, 4, (40, 4))] {
        trails.doubt(id, margin, at);
        assert_eq!((trails.get(id).doubt, trails.get(id).doubt_at), doubt);
    }
    trails.doubt(0, 5, 1);
    trails.clear();
    assert_eq!((trails.len(), trails.get(0).doubt), (1, NO_DOUBT));
}

/// A change that is not joined to another.
const fn put(at: usize) -> Op {
    Op { code: Code::MissingComma, span: Span::at(at), what: What::Put(",") }
}

/// Stray text that is dropped.
const fn stray(start: usize, end: usize) -> Op {
    Op { code: Code::StrayText, span: Span { start, end }, what: What::Put("") }
}

/// A tree of decisions, each behind the one of its number: two branches behind 1, of 3 and 5 and of 2 and 4.
fn branches() -> Trails {
    let mut trails = Trails::new();
    for (number, previous) in [(1, 0), (2, 1), (3, 1), (4, 2), (5, 3)] {
        assert_eq!(trails.push(previous, number * 10, Some(put(number as usize))), number);
    }
    trails
}

#[test]
fn a_decision_descends_from_those_before_it() {
    let trails = branches();
    for (id, ancestors) in [(0, vec![0]), (1, vec![0, 1]), (4, vec![0, 1, 2, 4]), (5, vec![0, 1, 3, 5])] {
        for ancestor in 0..6 {
            assert_eq!(trails.descends(id, ancestor), ancestors.contains(&ancestor), "{id} from {ancestor}");
        }
    }
}

#[test]
fn only_the_decisions_that_led_somewhere_are_kept() {
    let way = |trails: &Trails, mut id: TrailId| {
        let mut way = Vec::new();
        while id != 0 {
            way.push(trails.get(id).at);
            id = trails.get(id).previous;
        }
        way
    };
    for (live, kept) in [(vec![4], 4), (vec![5, 3], 4), (vec![4, 5], 6), (vec![0], 1), (vec![], 1)] {
        let mut trails = branches();
        trails.doubt(3, 70, 8);
        let mut ids = live.clone();
        trails.keep(ids.iter_mut());
        assert_eq!(trails.len(), kept, "{live:?}");
        for (old, new) in live.iter().zip(ids) {
            assert_eq!(way(&trails, new), way(&branches(), *old), "{live:?}");
            assert_eq!(trails.get(new).doubt == 70, *old == 3);
        }
    }
}

/// The changes of a reading, and the doubt about them.
fn way(trails: &Trails, id: TrailId) -> (Vec<(Code, Span)>, Price) {
    let (ops, doubt) = trails.way(id);
    (ops.iter().map(|op| (op.code, op.span)).collect(), doubt)
}

#[test]
fn decisions_are_one_where_none_leads_elsewhere_and_they_are_a_single_change_at_most() {
    for (decisions, kept, changes) in [
        (vec![None, None, None], 1, 0),
        (vec![None, Some(put(1)), None], 1, 1),
        (vec![Some(put(1)), None, Some(put(2)), None], 2, 2),
        (vec![Some(stray(1, 2)), None, Some(stray(2, 4)), Some(stray(4, 5))], 1, 1),
        // There is something between them, or only one of them drops stray text.
        (vec![Some(stray(1, 2)), Some(stray(3, 4))], 2, 2),
        (vec![Some(stray(1, 2)), Some(put(2))], 2, 2),
        (vec![Some(stray(1, 2)), Some(Op { code: Code::ExtraComma, ..stray(2, 3) })], 2, 2),
        (vec![Some(stray(1, 2)), Some(Op { what: What::Put(" "), ..stray(2, 3) })], 2, 2),
    ] {
        let mut trails = Trails::new();
        let mut id = decisions.iter().fold(0, |previous, op| trails.push(previous, 7, *op));
        trails.keep([&mut id].into_iter());
        assert_eq!((trails.len(), trails.way(id).0.len()), (1 + kept, changes), "{decisions:?}");
        let span = |ops: &[Op]| ops.first().zip(ops.last()).map(|(first, last)| (first.span.start, last.span.end));
        let before: Vec<Op> = decisions.into_iter().flatten().collect();
        assert_eq!(span(&trails.way(id).0), span(&before));
        // Where another reading is, or another way leads on, a decision stays.
        let (first, last) = (trails.push(id, 8, None), trails.push(id, 8, None));
        let last = trails.push(last, 9, None);
        let mut live = [id, first, last];
        trails.keep(live.iter_mut());
        assert_eq!(trails.len(), 1 + kept + 2);
    }
}

/// Readings that branch, pay, change something and meet at random, once with sweeps and once without.
#[test]
fn sweeping_changes_nothing_about_a_reading() {
    let mut seed = 1;
    let mut random = |below: u64| {
        seed = crate::repair::stack::mix(seed, 7);
        (seed >> 20) % below
    };
    for _ in 0..500 {
        let (mut swept, mut whole) = (Trails::new(), Trails::new());
        // Each as its last decision among those that are swept and among all.
        let mut readings = vec![(0, 0)];
        for at in 0..80 {
            let index = random(readings.len() as u64) as usize;
            let (in_swept, in_whole) = readings[index];
            let op = [None, None, Some(put(at)), Some(Op { code: Code::CutOff, ..put(at) })][random(4) as usize];
            let time = at as u32 / 2;
            match random(8) {
                0 => {
                    let (doubt, later) = (random(900) as Price, time + random(2) as u32);
                    swept.doubt(in_swept, doubt, later);
                    whole.doubt(in_whole, doubt, later);
                }
                1 if readings.len() > 1 => {
                    readings.swap_remove(index);
                }
                2 => swept.keep(readings.iter_mut().map(|(in_swept, _)| in_swept)),
                more => {
                    let next = (swept.push(in_swept, time, op), whole.push(in_whole, time, op));
                    if more < 5 && readings.len() < 6 { readings.push(next) } else { readings[index] = next }
                }
            }
            for (in_swept, in_whole) in &readings {
                assert_eq!(way(&swept, *in_swept), way(&whole, *in_whole));
            }
        }
    }
}
