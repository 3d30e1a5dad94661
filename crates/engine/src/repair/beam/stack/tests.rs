use super::*;

const SHAPE: ShapeId = ShapeId(3);

fn list(stacks: &mut Stacks, names: impl IntoIterator<Item = u32>) -> NameList {
    names.into_iter().fold(0, |list, name| stacks.append(list, name))
}

/// An array whose first object has these members, the known ones as bits.
fn array_with(stacks: &mut Stacks, first: u128, names: &[u32]) -> NodeId {
    let array = stacks.open(BOTTOM, Container::Array, SHAPE, -1);
    let object = object(stacks, first, names);
    let (array, cost) = stacks.with_object(array, object);
    assert_eq!(cost, 0, "the first has none to be compared with");
    array
}

fn object(stacks: &mut Stacks, seen: u128, names: &[u32]) -> Node {
    let names = list(stacks, names.iter().copied());
    Node { container: Container::Object, seen, names, ..Node::OUTSIDE }
}

#[test]
fn outside_and_inside_no_indentation_is_known_until_a_line_shows_it() {
    let mut stacks = Stacks::new();
    assert_eq!((stacks.node(BOTTOM).open_indent, stacks.node(BOTTOM).inner_indent), (-1, -1));
    let opened = stacks.open(BOTTOM, Container::Object, SHAPE, 4);
    assert_eq!((stacks.node(opened).open_indent, stacks.node(opened).inner_indent), (4, -1));
}

#[test]
fn stacks_that_are_the_same_have_the_same_name() {
    let mut stacks = Stacks::new();
    let one = stacks.open(BOTTOM, Container::Object, SHAPE, 0);
    assert_eq!(stacks.open(BOTTOM, Container::Object, SHAPE, 0), one);
    assert_ne!(stacks.open_alone(BOTTOM, Container::Object, SHAPE, 0), one);
    let others = [
        stacks.open(BOTTOM, Container::Array, SHAPE, 0),
        stacks.open(BOTTOM, Container::Object, ShapeId(4), 0),
        stacks.open(BOTTOM, Container::Object, SHAPE, 1),
        stacks.open(one, Container::Object, SHAPE, 0),
        stacks.with(one, |node| node.seen = 1),
        stacks.with(one, |node| node.names = 1),
        stacks.with(one, |node| node.unknown = 1),
        stacks.with(one, |node| node.inner_indent = 2),
    ];
    let different: std::collections::HashSet<NodeId> = others.into_iter().chain([one]).collect();
    assert_eq!(different.len(), others.len() + 1);
    assert_eq!(stacks.with(one, |node| node.seen = 1), others[4]);
    assert_eq!(stacks.with(BOTTOM, |node| node.seen = 1), BOTTOM);
    assert_eq!(stacks.node(others[3]).depth, 2);
}

#[test]
fn the_class_of_a_stack_is_its_path_without_what_was_seen() {
    let mut stacks = Stacks::new();
    let one = stacks.open(BOTTOM, Container::Object, SHAPE, 0);
    let class = stacks.node(one).class;
    let seen = stacks.with(one, |node| node.seen = 1);
    assert_eq!(stacks.node(seen).class, class);
    for other in [
        stacks.open(BOTTOM, Container::Array, SHAPE, 0),
        stacks.open(BOTTOM, Container::Object, ShapeId(4), 0),
        stacks.open(one, Container::Object, SHAPE, 0),
    ] {
        assert_ne!(stacks.node(other).class, class);
    }
}

#[test]
fn an_array_knows_the_kinds_of_its_elements() {
    let mut stacks = Stacks::new();
    let array = stacks.open(BOTTOM, Container::Array, SHAPE, 0);
    let array = stacks.with_element(array, Kinds::STRING);
    let array = stacks.with_element(array, Kinds::NULL);
    let array = stacks.with_element(array, Kinds::STRING);
    assert_eq!(stacks.node(array).seen, u128::from(Kinds::STRING.union(Kinds::NULL).bits()));
    let object = stacks.open(BOTTOM, Container::Object, SHAPE, 0);
    assert_eq!(stacks.with_element(object, Kinds::STRING), object);
}

#[test]
fn strict_reading_notes_members_in_place() {
    let mut stacks = Stacks::new();
    let object = stacks.open(BOTTOM, Container::Object, SHAPE, 0);
    let own = stacks.extend(object, |node| node.seen = 1);
    stacks.see(own, 2);
    stacks.see(own, 2);
    assert_eq!((stacks.node(own).seen, stacks.node(object).seen), (0b101, 0));
}

#[test]
fn names_are_compared_as_far_back_as_real_objects_reach() {
    let mut stacks = Stacks::new();
    let short = list(&mut stacks, [7]);
    assert!(stacks.contains(short, 7) && !stacks.contains(short, 8) && !stacks.contains(0, 7));
    let last = NAMES_COMPARED as u32;
    let long = list(&mut stacks, 0..=last);
    assert!(stacks.contains(long, last) && stacks.contains(long, 1) && !stacks.contains(long, 0));
    let again = list(&mut stacks, 0..=last);
    assert_eq!(again, long, "the same names are one list");
}

#[test]
fn lists_of_two_names_and_more_that_share_none_are_strangers() {
    let mut stacks = Stacks::new();
    let lists: [&[u32]; 6] = [&[], &[1], &[1, 2], &[3, 4], &[2, 3], &[5, 6, 7]];
    let [none, one, one_two, three_four, two_three, others] =
        lists.map(|names| list(&mut stacks, names.iter().copied()));
    assert!(stacks.are_strangers(one_two, three_four));
    assert!(stacks.are_strangers(others, two_three));
    assert!(!stacks.are_strangers(one_two, two_three) && !stacks.are_strangers(two_three, three_four));
    assert!(!stacks.are_strangers(one_two, one_two));
    assert!(!stacks.are_strangers(one, three_four) && !stacks.are_strangers(three_four, one));
    assert!(!stacks.are_strangers(none, three_four) && !stacks.are_strangers(three_four, none));
    // Of a long list the last half of what is compared at all must hold nothing that the other has.
    let half = NAMES_COMPARED as u32 / 2;
    let shared_last = list(&mut stacks, (100..100 + half).chain([1]));
    let shared_first = list(&mut stacks, [1].into_iter().chain(100..100 + half));
    let shared_just = list(&mut stacks, [1].into_iter().chain(101..100 + half));
    assert!(!stacks.are_strangers(shared_last, one_two));
    assert!(!stacks.are_strangers(shared_just, one_two));
    assert!(stacks.are_strangers(shared_first, one_two));
}

#[test]
fn an_object_costs_what_it_lacks_of_the_first_of_its_list() {
    let mut stacks = Stacks::new();
    let array = array_with(&mut stacks, 0b1011, &[1, 2, 3]);
    let cost = |stacks: &mut Stacks, seen, names: &[u32]| {
        let object = object(stacks, seen, names);
        let (after, cost) = stacks.with_object(array, object);
        assert_eq!(after, array, "the first stays what the others are compared with");
        cost
    };
    assert_eq!(cost(&mut stacks, 0b1011, &[1, 2, 3]), 0);
    assert_eq!(cost(&mut stacks, 0b1111, &[1, 2, 3, 4]), 0);
    assert_eq!(cost(&mut stacks, 0b0001, &[1, 2, 3]), 2 * cost::sibling_lacks());
    assert_eq!(cost(&mut stacks, 0b1011, &[3]), 2 * cost::sibling_lacks());
    assert_eq!(cost(&mut stacks, 0b0010, &[2, 9]), 4 * cost::sibling_lacks());
    assert_eq!(cost(&mut stacks, 0b1011, &[8, 9]), cost::element_stranger());
    let wide = array_with(&mut stacks, (1 << 20) - 1, &[]);
    let bare = object(&mut stacks, 0, &[]);
    assert_eq!(stacks.with_object(wide, bare).1, cost::sibling_lacks_most());
}

/// An object that was known by its members alone, or by its names alone, is a first one all the same.
#[test]
fn the_first_object_of_a_list_need_only_have_members_of_one_sort() {
    let mut stacks = Stacks::new();
    for (seen, names) in [(0b1, &[][..]), (0, &[5][..])] {
        let array = array_with(&mut stacks, seen, names);
        let bare = object(&mut stacks, 0b10, &[6]);
        assert_eq!(stacks.with_object(array, bare), (array, cost::sibling_lacks()));
    }
}

/// Three containers, each with something that only it has.
fn deep(stacks: &mut Stacks) -> NodeId {
    let root = stacks.open(BOTTOM, Container::Object, SHAPE, 0);
    let names = list(stacks, [4, 5]);
    let root = stacks.with(root, |node| (node.seen, node.names, node.inner_indent) = (6, names, 2));
    let array = stacks.open(root, Container::Array, ShapeId(4), 2);
    let array = stacks.with(array, |node| (node.first, node.names) = (7, names));
    let object = stacks.open(array, Container::Object, ShapeId(5), 4);
    stacks.with(object, |node| node.unknown = 8)
}

/// The containers of a stack, outermost first, without the ids of its parts.
fn described(stacks: &Stacks, mut id: NodeId) -> Vec<(Node, Vec<u32>)> {
    let mut path = Vec::new();
    while id != BOTTOM {
        let node = *stacks.node(id);
        path.push((Node { up: 0, names: 0, ..node }, stacks.names(node.names).collect()));
        id = node.up;
    }
    path.reverse();
    path
}

#[test]
fn a_stack_is_the_same_in_another_arena() {
    let mut old = Stacks::new();
    let id = deep(&mut old);
    let mut new = Stacks::new();
    new.open(BOTTOM, Container::Array, SHAPE, 9);
    let adopted = new.adopt(&old, id);
    assert_eq!(described(&new, adopted), described(&old, id));
    assert_eq!(described(&new, adopted).len(), 3);
    assert_eq!(new.adopt(&old, id), adopted);
    assert_eq!(new.adopt(&old, BOTTOM), BOTTOM);
}

#[test]
fn only_the_stacks_that_are_followed_are_kept() {
    let mut stacks = Stacks::new();
    for indent in 0..100 {
        stacks.open(BOTTOM, Container::Array, SHAPE, indent);
    }
    let one = deep(&mut stacks);
    let other = stacks.node(one).up;
    let (before, is) = ([one, other].map(|id| described(&stacks, id)), stacks.len());
    assert!(is > 100);
    let mut live = [one, other, one, BOTTOM];
    stacks.compact(live.iter_mut());
    assert_eq!([live[0], live[1]].map(|id| described(&stacks, id)), before);
    assert_eq!((live[2], live[3]), (live[0], BOTTOM));
    assert!(stacks.len() < 10);
    stacks.clear();
    assert_eq!(stacks.len(), 1, "outside is always there");
    let again = deep(&mut stacks);
    assert_eq!(described(&stacks, again), before[0], "what was there is forgotten");
}
