use super::*;
use crate::schema::Format;

/// Where the shapes of [`shape`] are.
const OBJECT: ShapeId = ShapeId(1);
const INNER: ShapeId = ShapeId(2);
const TEXT: ShapeId = ShapeId(3);
const DATE: ShapeId = ShapeId(4);
const CHOICE: ShapeId = ShapeId(5);
const LIST: ShapeId = ShapeId(6);

fn object(members: &[(&'static str, ShapeId, bool)]) -> ShapeNode {
    let mut node = ShapeNode { kinds: Kinds::OBJECT, known: true, ..ShapeNode::default() };
    for (index, (name, shape, usual)) in members.iter().enumerate() {
        node.members.push(Member { name: (*name).into(), shape: *shape, required: false, usual: *usual });
        node.names.push((name.to_lowercase().into(), index as u32));
    }
    node.names.sort();
    node
}

/// The shape of [`shape`], which allows no names but those that it lists.
fn exhaustive() -> Shape {
    let open = shape();
    let nodes = open.nodes().map(|node| ShapeNode { exhaustive: true, ..node.clone() });
    Shape::new(nodes.collect(), OBJECT)
}

fn of_kind(kinds: Kinds) -> ShapeNode {
    ShapeNode { kinds, ..ShapeNode::default() }
}

fn shape() -> Shape {
    let members =
        [("id", TEXT, true), ("scanName", TEXT, true), ("inner", INNER, false), ("createdDateTime", DATE, true)];
    Shape::new(
        vec![
            ShapeNode::default(),
            object(&members),
            object(&[("port", TEXT, false)]),
            of_kind(Kinds::STRING),
            ShapeNode { format: Some(Format::DateTime), ..of_kind(Kinds::STRING) },
            ShapeNode { literals: vec!["Ip".into(), "Host Name".into()], ..of_kind(Kinds::STRING) },
            ShapeNode { element: Some(INNER), ..of_kind(Kinds::ARRAY) },
        ],
        OBJECT,
    )
}

/// An object of that shape inside the stack `up`, in which these members have been seen.
fn opened(stacks: &mut Stacks, up: NodeId, shape: ShapeId, seen: u128) -> NodeId {
    let stack = stacks.open(up, Container::Object, shape, -1);
    stacks.with(stack, |node| node.seen = seen)
}

/// The cost of `name` in the object, and the member that it is.
fn judged(shape_cost: &mut ShapeCost<'_>, stacks: &Stacks, stack: NodeId, name: &str) -> (Cost, MemberId) {
    shape_cost.forget_places();
    let verdict = shape_cost.name(stacks, stack, Span::new(0, name.len()), name);
    (verdict.cost, verdict.member)
}

#[test]
fn names_cost_what_is_odd_about_them() {
    let (shape, open, mut stacks) = (exhaustive(), shape(), Stacks::new());
    let mut shape_cost = ShapeCost::new(&shape);
    let fresh = opened(&mut stacks, BOTTOM, OBJECT, 0);
    let seen = opened(&mut stacks, BOTTOM, OBJECT, 0b11);
    let inner = opened(&mut stacks, seen, INNER, 0);
    use MemberId::Known;
    for (stack, name, expected) in [
        (fresh, "id", (0, Known(0))),
        (fresh, "scanName", (0, Known(1))),
        (fresh, "SCANNAME", (0, Known(1))),
        (fresh, "createdDateTime", (0, Known(3))),
        (fresh, "createdDateTimw", (cost::misspelt_member(), Known(3))),
        (fresh, "scanNme", (cost::misspelt_member(), Known(1))),
        (seen, "id", (cost::duplicate_member(), Known(0))),
        (seen, "scanname", (cost::duplicate_member(), Known(1))),
        (seen, "inner", (0, Known(2))),
        (inner, "port", (0, Known(0))),
    ] {
        assert_eq!(judged(&mut shape_cost, &stacks, stack, name), expected, "{name}");
    }
    for (stack, name, expected) in [
        (fresh, "other", cost::unknown_member()),
        (fresh, "an other", cost::unknown_member() + cost::strange_name()),
        // Nearly a member that is there already: it is another.
        (seen, "scanNme", cost::unknown_member()),
        (inner, "scanName", cost::unknown_member() + cost::ancestors_member()),
        (inner, "port is", cost::unknown_member() + cost::strange_name()),
    ] {
        let (cost, member) = judged(&mut shape_cost, &stacks, stack, name);
        assert!(cost == expected && matches!(member, MemberId::Other(_)), "{name} costs {cost}");
    }
    // A schema that allows others says less by not listing them.
    let mut shape_cost = ShapeCost::new(&open);
    for (stack, name, expected) in [
        (fresh, "other", cost::unlisted_member()),
        (fresh, "an other", cost::unlisted_member()),
        (fresh, ", ", cost::unlisted_member() + cost::strange_name()),
        (inner, "scanName", cost::unlisted_member() + cost::ancestors_member_unlisted()),
        (inner, "potr", cost::unlisted_member()),
    ] {
        assert_eq!(judged(&mut shape_cost, &stacks, stack, name).0, expected, "{name}");
    }
}

#[test]
fn names_in_objects_without_shape_cost_little_beside_a_schema_and_nothing_without() {
    let (guided, learned, mut stacks) =
        (shape(), Shape::learned(vec![ShapeNode::default(), object(&[])], OBJECT), Stacks::new());
    let outer = opened(&mut stacks, BOTTOM, OBJECT, 0);
    let bare = opened(&mut stacks, outer, ShapeId::ANY, 0);
    let cost = |shape: &Shape, name| judged(&mut ShapeCost::new(shape), &stacks, bare, name).0;
    assert_eq!(cost(&guided, "other"), cost::unshaped_member());
    // Beside a shape that knows none of the names, a sentence is a name like another.
    assert_eq!(cost(&guided, "an other"), cost::unshaped_member());
    assert_eq!(cost(&guided, "id"), cost::unshaped_member() + cost::ancestors_member_unshaped());
    assert_eq!(cost(&learned, "other"), 0);
    assert_eq!(cost(&Shape::ANY, "other"), 0);
    assert_eq!(cost(&Shape::ANY, "an other"), 0);
}

#[test]
fn each_unknown_name_costs_less_than_the_one_before() {
    let (shape, mut stacks) = (exhaustive(), Stacks::new());
    let mut shape_cost = ShapeCost::new(&shape);
    let mut stack = opened(&mut stacks, BOTTOM, OBJECT, 0);
    let mut costs = Vec::new();
    for name in ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"] {
        let verdict = shape_cost.name(&stacks, stack, Span::new(0, 0), name);
        shape_cost.forget_places();
        costs.push(verdict.cost);
        assert!(verdict.unknown);
        stack = ShapeCost::with_member(&mut stacks, stack, verdict);
    }
    assert_eq!(costs, [300, 210, 147, 102, 71, 50, 50, 50]);
    // A name that no shape knows may come but once, too.
    let again = judged(&mut shape_cost, &stacks, stack, "a3").0;
    assert_eq!(again, cost::unknown_member_least() + cost::duplicate_member());
}

#[test]
fn members_are_noted_in_the_stack() {
    let (shape, mut stacks) = (shape(), Stacks::new());
    let mut shape_cost = ShapeCost::new(&shape);
    let start = opened(&mut stacks, BOTTOM, OBJECT, 1);
    let verdict = shape_cost.name(&stacks, start, Span::new(0, 5), "inner");
    assert_eq!(verdict.value, INNER);
    let after = ShapeCost::with_member(&mut stacks, start, verdict);
    assert_eq!((stacks.node(after).seen, stacks.node(after).names, stacks.node(after).unknown), (0b101, 0, 0));
    let other = shape_cost.name(&stacks, after, Span::new(9, 14), "other");
    assert_eq!(other.value, ShapeId::ANY);
    let after = ShapeCost::with_member(&mut stacks, after, other);
    assert_eq!((stacks.node(after).seen, stacks.node(after).unknown), (0b101, 1));
    assert!(stacks.node(after).names != 0);
}

/// Equal names are one member everywhere, and no other is.
#[test]
fn other_names_have_numbers_of_the_whole_document() {
    let shape = shape();
    let mut shape_cost = ShapeCost::new(&shape);
    let numbers = ["x", "y", "z", "x", "z"].map(|name| shape_cost.number(name));
    assert_eq!(numbers, [1, 2, 3, 1, 3]);
}

#[test]
fn only_containers_near_by_are_asked_for_a_name_that_strayed() {
    let (shape, mut stacks) = (shape(), Stacks::new());
    let shape_cost = ShapeCost::new(&shape);
    let outer = opened(&mut stacks, BOTTOM, OBJECT, 0);
    let mut stack = outer;
    for _ in 0..7 {
        stack = stacks.open(stack, Container::Array, LIST, -1);
    }
    assert!(shape_cost.ancestor_knows(&stacks, outer, "id"));
    assert!(!shape_cost.ancestor_knows(&stacks, outer, "port"));
    assert!(shape_cost.ancestor_knows(&stacks, stack, "id"), "the eighth");
    let further = stacks.open(stack, Container::Array, LIST, -1);
    assert!(!shape_cost.ancestor_knows(&stacks, further, "id"), "the ninth");
    assert!(!shape_cost.ancestor_knows(&stacks, BOTTOM, "id"));
    // An array in the place of an object has no members.
    let array = stacks.open(BOTTOM, Container::Array, OBJECT, -1);
    assert!(!shape_cost.ancestor_knows(&stacks, array, "id"));
    assert!(!ShapeCost::new(&Shape::ANY).ancestor_knows(&stacks, stack, "id"));
}

/// Only the first 128 members of an object are distinguished: there are no more bits.
#[test]
fn members_behind_the_first_128_are_as_any_other() {
    let names: Vec<&'static str> = (0..130).map(|index| &*format!("member{index:03}").leak()).collect();
    let mut members: Vec<_> = names.iter().map(|name| (*name, TEXT, true)).collect();
    // Not to be taken for one of the others, misspelt.
    (members[128].0, members[129].0) = ("quiteAnother", "yetAnotherOne");
    let shape = Shape::new(
        vec![ShapeNode::default(), object(&members), of_kind(Kinds::STRING), of_kind(Kinds::STRING)],
        OBJECT,
    );
    let mut stacks = Stacks::new();
    let mut shape_cost = ShapeCost::new(&shape);
    let stack = opened(&mut stacks, BOTTOM, OBJECT, 0);
    assert_eq!(judged(&mut shape_cost, &stacks, stack, "member127"), (0, MemberId::Known(127)));
    assert_eq!(judged(&mut shape_cost, &stacks, stack, "Member127"), (0, MemberId::Known(127)));
    for name in ["quiteAnother", "QuiteAnother", "yetAnotherOne"] {
        assert!(matches!(judged(&mut shape_cost, &stacks, stack, name), (_, MemberId::Other(_))), "{name}");
    }
    // In order, and out of it, up to the last.
    for (seen, name, index) in [(1, "member001", 1), (1 << 5, "member000", 0), (u128::MAX >> 1, "member127", 127)] {
        let stack = opened(&mut stacks, BOTTOM, OBJECT, seen);
        let node = *stacks.node(stack);
        assert_eq!(shape_cost.plain_member(&node, name), Some((index, TEXT)));
    }
    let all = opened(&mut stacks, BOTTOM, OBJECT, u128::MAX);
    let all = *stacks.node(all);
    assert_eq!(shape_cost.plain_member(&all, "member127"), None);
    assert_eq!(shape_cost.plain_member(&all, "quiteAnother"), None);
}

#[test]
fn closing_costs_what_such_objects_usually_have() {
    let (shape, mut stacks) = (shape(), Stacks::new());
    let shape_cost = ShapeCost::new(&shape);
    for (seen, missing) in [(0, 3), (0b1, 2), (0b1000, 2), (0b1011, 0), (0b100, 3), (0b1111, 0)] {
        let stack = opened(&mut stacks, BOTTOM, OBJECT, seen);
        assert_eq!(shape_cost.close(&stacks, stack), missing * cost::usual_missing(), "{seen:b}");
    }
    let array = stacks.open(BOTTOM, Container::Array, OBJECT, -1);
    assert_eq!(shape_cost.close(&stacks, array), 0);
    let many: Vec<_> = ["a", "b", "c", "d", "e", "f", "g", "h", "i"].map(|name| (name, TEXT, true)).to_vec();
    let wide = Shape::new(vec![ShapeNode::default(), object(&many)], OBJECT);
    let stack = opened(&mut stacks, BOTTOM, OBJECT, 0);
    assert_eq!(ShapeCost::new(&wide).close(&stacks, stack), cost::usual_missing_most());
}

#[test]
fn a_name_is_known_by_its_length_first() {
    let long: &'static str = "n".repeat(66).leak();
    let node = object(&[("id", TEXT, true), ("name", TEXT, false), ("other", TEXT, true), (long, TEXT, false)]);
    let shape = Shape::new(vec![ShapeNode::default(), node], OBJECT);
    let node = shape.node(OBJECT);
    assert_eq!(node.usual, 0b101);
    let may_know = |name: &str| node.lengths & length_bit(name) != 0;
    for (name, expected) in [("id", true), ("xy", true), ("x", false), ("name", true), ("abc", false), ("other", true)]
    {
        assert_eq!(may_know(name), expected, "{name}");
    }
    assert!(may_know(long));
    assert!(!may_know(&"n".repeat(67)));
}

#[test]
fn strings_cost_what_they_do_not_match() {
    let shape = shape();
    let shape_cost = ShapeCost::new(&shape);
    let cost = |shape, content: &str| {
        let cost = shape_cost.string_once(shape, content);
        if !content.contains('\\') {
            assert_eq!(shape_cost.plain_string(shape, content), cost, "{content}");
        }
        cost
    };
    assert_eq!(cost(ShapeId::ANY, "x"), 0);
    assert_eq!(cost(TEXT, "x"), 0);
    assert_eq!(cost(OBJECT, "x"), cost::wrong_scalar());
    assert_eq!(cost(DATE, "2024-05-01T10:00:00Z"), 0);
    assert_eq!(cost(DATE, "2024-05-01T10\\u003a00:00Z"), 0);
    assert_eq!(cost(DATE, "yesterday"), cost::wrong_format());
    for (content, expected) in [
        ("Ip", 0),
        ("ip", 0),
        ("\\u0049p", 0),
        ("Host Name", 0),
        ("hostname", 0),
        ("H o s t Name", 0),
        ("Host", cost::wrong_literal()),
        ("", cost::wrong_literal()),
    ] {
        assert_eq!(cost(CHOICE, content), expected, "{content}");
    }
}

/// No literal is that long, nor anything of a format.
#[test]
fn texts_longer_than_any_are_not_looked_at() {
    let node = ShapeNode { literals: vec!["x".into()], ..of_kind(Kinds::STRING) };
    let spaced = Shape::new(vec![ShapeNode::default(), node], OBJECT);
    let shape = shape();
    // With blanks it is still the literal, as long as it is looked at.
    let (longest, longer) = (" ".repeat(LONGEST_CHECKED - 1) + "x", " ".repeat(LONGEST_CHECKED) + "x");
    assert_eq!(ShapeCost::new(&spaced).string_once(OBJECT, &longest), 0);
    assert_eq!(ShapeCost::new(&spaced).string_once(OBJECT, &longer), cost::wrong_format());
    let shape_cost = ShapeCost::new(&shape);
    assert_eq!(shape_cost.string_once(TEXT, &longer), 0);
    assert_eq!(shape_cost.string_once(DATE, &longer), cost::wrong_format());
    assert_eq!(shape_cost.string_once(OBJECT, &longer), cost::wrong_scalar());
    let (longest, longer) = ("A".repeat(LONGEST_CHECKED), "A".repeat(LONGEST_CHECKED + 1));
    assert_eq!(lower_case(&longest), "a".repeat(LONGEST_CHECKED));
    assert_eq!(lower_case(&longer), "A".repeat(64));
    assert_eq!(lower_case("\\u0041B"), "ab");
}

#[test]
fn values_cost_what_is_not_due() {
    let shape = shape();
    let shape_cost = ShapeCost::new(&shape);
    assert_eq!(shape_cost.scalar(TEXT, Kinds::STRING), 0);
    assert_eq!(shape_cost.scalar(TEXT, Kinds::NULL), cost::unexpected_null());
    assert_eq!(shape_cost.scalar(TEXT, Kinds::NUMBER), cost::wrong_scalar());
    for (at, container, is_root, expected) in [
        (OBJECT, Container::Object, true, (0, OBJECT)),
        (LIST, Container::Array, false, (0, LIST)),
        // A lone object where a list is due is one of the list.
        (LIST, Container::Object, false, (cost::wrong_container(), INNER)),
        (LIST, Container::Object, true, (cost::wrong_root(), INNER)),
        (OBJECT, Container::Array, false, (cost::wrong_container(), ShapeId::ANY)),
        (TEXT, Container::Object, false, (cost::wrong_container(), ShapeId::ANY)),
        (ShapeId::ANY, Container::Array, true, (0, ShapeId::ANY)),
    ] {
        assert_eq!(shape_cost.container(at, container, is_root), expected);
    }
}

/// Results are remembered by place until there are many, so that memory stays bounded.
#[test]
fn places_are_forgotten_once_there_are_many() {
    let (shape, mut stacks) = (shape(), Stacks::new());
    let mut shape_cost = ShapeCost::new(&shape);
    let stack = opened(&mut stacks, BOTTOM, OBJECT, 0);
    let many = MOST_PLACES / 2;
    assert!(many > 1000);
    for at in 0..many {
        shape_cost.string(DATE, Span::at(at), "yesterday");
        shape_cost.name(&stacks, stack, Span::at(at), "other");
    }
    shape_cost.forget_if_many();
    assert_eq!((shape_cost.values.len(), shape_cost.names.len()), (many, many));
    // They keep the meaning that they were found for, whatever name is asked for now.
    assert_eq!(shape_cost.string(DATE, Span::at(0), "2024-05-01T10:00:00Z"), cost::wrong_format());
    shape_cost.string(DATE, Span::at(many), "yesterday");
    shape_cost.forget_if_many();
    assert_eq!((shape_cost.values.len(), shape_cost.names.len()), (0, 0));
    assert_eq!(shape_cost.string(DATE, Span::at(0), "2024-05-01T10:00:00Z"), 0);
    // Of what may be anything there is nothing to remember.
    assert_eq!(shape_cost.string(ShapeId::ANY, Span::at(1), "x"), 0);
    assert_eq!(shape_cost.values.len(), 1);
}

#[test]
fn identifiers_are_what_programs_use_for_names() {
    for name in ["a", "@odata.type", "$ref", "_x", "scan-name", "é1"] {
        assert!(is_identifier(name), "{name}");
    }
    for name in ["", "1a", "a b", "-a", "a:b", ".a"] {
        assert!(!is_identifier(name), "{name}");
    }
}

#[test]
fn a_slip_of_the_keyboard_is_near() {
    for (known, name, expected) in [
        ("abcd", "abcd", true),
        ("abcd", "abxd", true),
        ("abcd", "axxd", false),
        ("abcdefgh", "abcdexxh", false),
        ("abcdefghi", "abcdexxhi", true),
        ("abcdefghi", "abcdxxxhi", false),
        ("abcd", "abd", true),
        ("abcd", "bcd", true),
        ("abcd", "abc", true),
        ("abcd", "abcde", true),
        ("abcd", "xabcd", true),
        ("abcd", "abxcd", true),
        ("abcd", "axbd", false),
        ("abcd", "abcdef", false),
        ("abcd", "ab", false),
        ("abcd", "acbde", false),
    ] {
        assert_eq!(is_near(known, name), expected, "{known} {name}");
    }
}

/// Short names are near to too much, and long ones are no names.
#[test]
fn only_names_of_a_usual_length_are_taken_for_misspelt() {
    let long: &'static str = "n".repeat(64).leak();
    let node = object(&[("abcd", TEXT, false), (long, TEXT, false)]);
    assert_eq!(nearest(&node, "abc"), None);
    assert_eq!(nearest(&node, "abcx"), Some(0));
    assert_eq!(nearest(&node, "abcdx"), Some(0));
    assert_eq!(nearest(&node, &long.replacen('n', "m", 1)), Some(1));
    assert_eq!(nearest(&node, &"n".repeat(63)), Some(1));
    assert_eq!(nearest(&node, &"n".repeat(65)), None);
    assert_eq!(nearest(&node, "entirely"), None);
    // Behind the first 128 there are no members to be misspelt.
    let names: Vec<(Box<str>, u32)> = vec![("abcd".into(), 127), ("wxyz".into(), 128)];
    let node = ShapeNode { names, ..ShapeNode::default() };
    assert_eq!(nearest(&node, "abcx"), Some(127));
    assert_eq!(nearest(&node, "wxya"), None);
}

/// All unlisted names of an object together are cheaper than two edits that take one of them elsewhere.
#[test]
fn names_that_a_schema_allows_buy_no_two_edits() {
    let (shape, mut stacks) = (shape(), Stacks::new());
    let mut shape_cost = ShapeCost::new(&shape);
    let outer = opened(&mut stacks, BOTTOM, OBJECT, 0);
    let mut stack = opened(&mut stacks, outer, INNER, 0);
    let mut sum = 0;
    for name in ["scanName", "id", "inner", "a1", "a2", "a3"] {
        let verdict = shape_cost.name(&stacks, stack, Span::new(0, 0), name);
        shape_cost.forget_places();
        sum += verdict.cost;
        stack = ShapeCost::with_member(&mut stacks, stack, verdict);
    }
    assert!(sum + GUESS_BELOW_TWO <= cost::insert_closer() + cost::delete_bracket(), "{sum}");
}

/// The least difference of two costs.
const GUESS_BELOW_TWO: Cost = 50;

/// Two alternatives that share `id`; the first is closed if the union is.
fn alternatives(closed: bool) -> Shape {
    let form = |own: &str| {
        serde_json::json!({
            "type": "object",
            "properties": {"kind": {"const": own}, "id": {}, (own): {}},
            "additionalProperties": !closed,
        })
    };
    Shape::from_schema(&serde_json::json!({"oneOf": [form("one"), form("two")]}))
}

#[test]
fn members_of_two_alternatives_cost_something_once() {
    for (closed, expected) in [(true, cost::unknown_member()), (false, cost::mixed_forms())] {
        let shape = alternatives(closed);
        let mut shape_cost = ShapeCost::new(&shape);
        let mut stacks = Stacks::new();
        let bit = |name: &str| 1 << shape.node(shape.root()).index_of(name).unwrap();
        let mut cost = |seen: u128, name: &str| {
            let stack = opened(&mut stacks, BOTTOM, shape.root(), seen);
            judged(&mut shape_cost, &stacks, stack, name).0
        };
        assert_eq!(cost(bit("id"), "one"), 0);
        assert_eq!(cost(bit("one"), "id"), 0);
        assert_eq!(cost(bit("one"), "two"), expected);
        assert_eq!(cost(bit("one") | bit("two"), "id"), 0, "the mixture is known already");
    }
}

#[test]
fn a_value_narrows_an_object_and_keeps_what_was_seen() {
    let shape = alternatives(true);
    let shape_cost = ShapeCost::new(&shape);
    let node = shape.node(shape.root());
    let bit = |name: &str| 1_u128 << node.index_of(name).unwrap();
    let value = node.member("kind").unwrap().shape;
    let object = |seen: u128| Node { container: Container::Object, shape: shape.root(), seen, ..Node::OUTSIDE };
    let (narrow, seen) = shape_cost.narrowed(&object(bit("kind") | bit("id")), value, "two").unwrap();
    let own = shape.node(narrow);
    assert!(own.index_of("one").is_none() && own.index_of("two").is_some());
    assert_eq!(seen, 1 << own.index_of("kind").unwrap() | 1 << own.index_of("id").unwrap());
    // A value of no alternative, the value of another member, and a member that the alternative lacks.
    assert_eq!(shape_cost.narrowed(&object(bit("kind")), value, "three"), None);
    assert_eq!(shape_cost.narrowed(&object(bit("id")), value, "two"), None);
    assert_eq!(shape_cost.narrowed(&object(bit("kind") | bit("one")), value, "two"), None);
    // In a list of such objects it counts as one of them.
    let list = Shape::from_schema(&serde_json::json!({"type": "array"}));
    let alone = ShapeCost::new(&list);
    let array = Node { shape: list.root(), ..Node::OUTSIDE };
    assert_eq!(alone.widened(&array, object(3)).seen, 3);
}

#[test]
fn a_member_beyond_the_most_is_unknown() {
    let schema = serde_json::json!({"type": "object", "maxProperties": 1, "properties": {"run": {}, "save": {}}});
    let shape = Shape::from_schema(&schema);
    let mut shape_cost = ShapeCost::new(&shape);
    let mut stacks = Stacks::new();
    let mut cost = |seen: u128, name: &str| {
        let stack = opened(&mut stacks, BOTTOM, shape.root(), seen);
        judged(&mut shape_cost, &stacks, stack, name).0
    };
    assert_eq!((cost(0, "run"), cost(1, "save")), (0, cost::unknown_member()));
    assert!(cost(1, "other") > cost(0, "other"));
}
