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

/// A tree of decisions, each behind the one of its number: two branches behind 1, of 3 and 5 and of 2 and 4.
fn branches() -> Trails {
    let mut trails = Trails::new();
    for (number, previous) in [(1, 0), (2, 1), (3, 1), (4, 2), (5, 3)] {
        assert_eq!(trails.push(previous, number * 10, None), number);
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
