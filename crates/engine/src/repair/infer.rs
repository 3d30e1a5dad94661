//! Shape without a schema: what the objects of a list have in common, learned from a first hypothesis of the text.
//!
//! The first hypothesis may be wrong in places, but most of a list is sound most of the time, and its elements look
//! alike. So the text is read a second time by what nearly all of them have.

use std::collections::HashMap;

use crate::schema::{Kinds, Member, Shape, ShapeId, ShapeNode};
use crate::syntax::parse::parse;
use crate::syntax::{NodeKind, Tape};

/// Number of objects in one location that show their common members; fewer do not show which member is odd.
pub(in crate::repair) const LEAST_OBJECTS: usize = 3;
/// A name or a kind of value must come so often, or it may be damage itself.
const LEAST_SEEN: usize = 2;
/// The most members that a shape can tell apart.
const MOST_MEMBERS: usize = 128;
/// Maximum number of locations that are distinguished. Further ones have no shape.
const MOST_PLACES: usize = 1 << 12;

/// Number of members of an object that are compared with a name before it is looked up.
const MOST_COMPARED: usize = 32;

/// The values seen at one place of the document. All elements of a list are one place.
#[derive(Default)]
struct Place {
    objects: usize,
    values: usize,
    kinds: HashMap<u8, usize>,
    /// The members in the order of their first coming.
    members: Vec<Seen>,
    element: Option<usize>,
}

/// A member of the objects at one place.
struct Seen {
    name: String,
    times: usize,
    place: usize,
}

/// All locations; the first accepts any value, as in every shape.
struct Places {
    all: Vec<Place>,
    /// Members by the place of their object and their name in lower case, as an index into its members.
    named: HashMap<(usize, String), usize>,
    /// Number of occurrences of each name, in lower case.
    times: HashMap<String, usize>,
}

/// Whether a text has enough opening braces, in strings or not, for a number of objects.
pub(in crate::repair) fn has_braces(text: &str, objects: usize) -> bool {
    memchr::memchr_iter(b'{', text.as_bytes()).take(objects).count() == objects
}

/// The shape that the lists of a document have; `None` where nothing can be learned, or the text is not JSON.
pub(in crate::repair) fn learn_text(text: &str, max_depth: usize) -> Option<Shape> {
    has_braces(text, LEAST_OBJECTS).then(|| parse(text, max_depth).ok()).flatten().and_then(|tape| learn(&tape))
}

/// The shape that the lists of a document have; `None` where nothing can be learned.
fn learn(tape: &Tape<'_>) -> Option<Shape> {
    let mut places =
        Places { all: vec![Place::default(), Place::default()], named: HashMap::new(), times: HashMap::new() };
    let mut open = vec![(tape.root(), 1)];
    while let Some((value, at)) = open.pop() {
        let kind = match value.kind() {
            NodeKind::Object => Kinds::OBJECT,
            NodeKind::Array => Kinds::ARRAY,
            NodeKind::String => Kinds::STRING,
            NodeKind::Number => Kinds::NUMBER,
            NodeKind::True | NodeKind::False => Kinds::BOOL,
            NodeKind::Null => Kinds::NULL,
        };
        places.see(at, kind);
        if kind == Kinds::OBJECT {
            for (name, member) in value.members() {
                open.push((member, places.member(at, &name.as_str().unwrap_or_default())));
            }
        } else if kind == Kinds::ARRAY {
            open.extend(value.elements().map(|element| (element, places.element(at))));
        }
    }
    places.count_names();
    let mut nodes: Vec<ShapeNode> = places.all.iter().map(|place| places.node(place)).collect();
    // A document that holds one list of objects that are alike counts as that list.
    for at in 0..nodes.len() {
        let element = nodes.get(at).and_then(|node| node.element).and_then(|element| nodes.get(element.0 as usize));
        let is_list = element.is_some_and(|element| element.known);
        if let Some(node) = nodes.get_mut(at).filter(|_| is_list) {
            node.kinds = Kinds::ARRAY.union(Kinds::NULL);
        }
    }
    // The document is what the first hypothesis took it for: an array around it would hide all of it from what was
    // learned.
    let root = if tape.root().kind() == NodeKind::Array { Kinds::ARRAY } else { Kinds::OBJECT };
    if let Some(node) =
        nodes.get_mut(1).filter(|node| node.kinds == Kinds::ANY && node.element.is_some() == (root == Kinds::ARRAY))
    {
        node.kinds = root;
    }
    nodes.iter().any(|node| node.known).then(|| Shape::learned(nodes, ShapeId(1)))
}

impl Places {
    fn see(&mut self, at: usize, kind: Kinds) {
        if let Some(place) = self.all.get_mut(at) {
            place.values += 1;
            place.objects += usize::from(kind == Kinds::OBJECT);
            *place.kinds.entry(kind.bits()).or_default() += 1;
        }
    }

    /// The place of a member, once more seen.
    fn member(&mut self, at: usize, name: &str) -> usize {
        let fresh = self.fresh(at);
        let Some(object) = self.all.get_mut(at) else { return 0 };
        // Most names are spelt as they were before, and few objects have many.
        let known = object.members.iter().take(MOST_COMPARED).position(|seen| seen.name == name);
        let index =
            known.unwrap_or_else(|| *self.named.entry((at, name.to_lowercase())).or_insert(object.members.len()));
        if index == object.members.len() {
            object.members.push(Seen { name: name.to_owned(), times: 0, place: fresh });
        }
        let Some(seen) = object.members.get_mut(index) else { return 0 };
        seen.times += 1;
        let place = seen.place;
        self.make(place)
    }

    fn count_names(&mut self) {
        for seen in self.all.iter().flat_map(|place| &place.members) {
            *self.times.entry(seen.name.to_lowercase()).or_default() += seen.times;
        }
    }

    fn element(&mut self, at: usize) -> usize {
        let fresh = self.fresh(at);
        let place = self.all.get_mut(at).map_or(0, |list| *list.element.get_or_insert(fresh));
        self.make(place)
    }

    /// The number of the next place inside of this one.
    fn fresh(&self, at: usize) -> usize {
        if at == 0 || self.all.len() >= MOST_PLACES { 0 } else { self.all.len() }
    }

    fn make(&mut self, place: usize) -> usize {
        if place == self.all.len() {
            self.all.push(Place::default());
        }
        place
    }

    fn node(&self, place: &Place) -> ShapeNode {
        let id = |place: usize| ShapeId(u32::try_from(place).unwrap_or(0));
        let mut node = ShapeNode { kinds: place.kinds(), element: place.element.map(id), ..ShapeNode::default() };
        node.known = place.objects >= LEAST_OBJECTS && place.members.len() <= MOST_MEMBERS;
        // A name that comes once here and often elsewhere has strayed.
        let strayed = |seen: &&Seen| {
            let times = self.times.get(&seen.name.to_lowercase()).copied().unwrap_or_default();
            node.known && seen.times < LEAST_SEEN && times > LEAST_SEEN
        };
        let members: Vec<&Seen> = place.members.iter().filter(|seen| !strayed(seen)).take(MOST_MEMBERS).collect();
        for (index, seen) in members.into_iter().enumerate() {
            let usual = node.known && seen.times * 10 >= place.objects * 8;
            node.members.push(Member { name: seen.name.clone().into(), shape: id(seen.place), required: false, usual });
            node.names.push((seen.name.to_lowercase().into(), index as u32));
        }
        node.names.sort();
        node
    }
}

impl Place {
    /// The kinds of value that come here, or any if there is too little to tell.
    fn kinds(&self) -> Kinds {
        const KINDS: [Kinds; 5] = [Kinds::OBJECT, Kinds::ARRAY, Kinds::STRING, Kinds::NUMBER, Kinds::BOOL];
        // Once in three is too often for damage.
        let is_often = |times: usize| times >= LEAST_SEEN || times * 4 > self.values;
        let often = |kind: &Kinds| self.kinds.get(&kind.bits()).is_some_and(|times| is_often(*times));
        let kinds = KINDS.into_iter().filter(often).fold(Kinds::NULL, Kinds::union);
        if self.values < LEAST_OBJECTS || kinds == Kinds::NULL { Kinds::ANY } else { kinds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned(text: &str) -> Option<Shape> {
        learn(&parse(text, 16).unwrap())
    }

    /// The names learned of the elements of the list that is the text, each with a star if it is usual.
    fn elements(text: &str) -> String {
        let shape = learned(text).unwrap();
        let node = shape.node(shape.element(shape.root()));
        assert!(node.known, "{text}");
        let star = |member: &Member| if member.usual { "*" } else { "" };
        let mut members: Vec<_> =
            node.members.iter().map(|member| format!("{}{} ", member.name, star(member))).collect();
        members.sort();
        members.concat()
    }

    #[test]
    fn three_objects_in_a_place_have_something_in_common() {
        assert!(learned(r#"[{"a": 1}, {"a": 2}]"#).is_none());
        assert!(learned("[1, 2, 3]").is_none());
        assert!(learned(r#"{"a": {"a": {"a": 1}}}"#).is_none());
        assert_eq!(elements(r#"[{"a": 1}, {"a": 2}, {"a": 3}]"#), "a* ");
        let shape = learned(r#"{"x": [{"a": 1}, {"a": 2}, {"a": 3}], "y": 1}"#).unwrap();
        assert!(!shape.node(shape.root()).known && !shape.is_given());
    }

    #[test]
    fn what_eight_in_ten_have_is_usual() {
        let list = |with: usize, without: usize| {
            let objects = [vec![r#"{"a": 1, "b": 2}"#; with], vec![r#"{"b": 2}"#; without]].concat();
            elements(&format!("[{}]", objects.join(",")))
        };
        assert_eq!(list(8, 2), "a* b* ");
        assert_eq!(list(7, 3), "a b* ");
        assert_eq!(list(4, 1), "a* b* ");
        assert_eq!(list(3, 1), "a b* ");
    }

    /// A name that comes once in a place and often elsewhere does not belong there; one that comes nowhere else may.
    #[test]
    fn what_strayed_is_not_learned() {
        let inner = |times: usize| vec![r#"{"s": 1}"#; times].join(",");
        let list = |times| format!(r#"[{{"a": [{}]}}, {{"a": 1, "s": 2}}, {{"a": 1, "t": 3}}]"#, inner(times));
        assert_eq!(elements(&list(3)), "a* t ");
        assert_eq!(elements(&list(2)), "a* t ");
        assert_eq!(elements(&list(1)), "a* s t ");
        let twice = r#"[{"a": [{"s": 1}, {"s": 1}]}, {"a": 1, "s": 2}, {"a": 1, "S": 3}]"#;
        assert!(elements(twice).contains("S "), "however it is spelt");
    }

    #[test]
    fn the_kinds_that_come_often_are_learned() {
        let kinds = |values: [&str; 4]| {
            let objects =
                values.map(|value| if value.is_empty() { "{}".into() } else { format!("{{\"a\": {value}}}") });
            let shape = learned(&format!("[{}]", objects.join(","))).unwrap();
            let node = shape.node(shape.element(shape.root()));
            shape.node(node.member("a").unwrap().shape).kinds
        };
        let or_null = |kind: Kinds| kind.union(Kinds::NULL);
        assert_eq!(kinds(["1", "2", "3", "4"]), or_null(Kinds::NUMBER));
        assert_eq!(kinds(["1", "2", "3", "\"x\""]), or_null(Kinds::NUMBER));
        assert_eq!(kinds(["1", "2", "true", "false"]), or_null(Kinds::NUMBER.union(Kinds::BOOL)));
        assert_eq!(kinds(["{}", "[]", "{}", "[]"]), or_null(Kinds::OBJECT.union(Kinds::ARRAY)));
        // Too few to tell, or too different, or none.
        assert_eq!(kinds(["1", "2", "", ""]), Kinds::ANY);
        assert_eq!(kinds(["1", "2", "3", ""]), or_null(Kinds::NUMBER));
        assert_eq!(kinds(["1", "true", "\"x\"", "[]"]), Kinds::ANY);
        assert_eq!(kinds(["null", "null", "null", "null"]), Kinds::ANY);
    }

    #[test]
    fn a_list_of_objects_that_are_alike_is_a_list() {
        let shape = learned(r#"{"x": [{"a": 1}, {"a": 2}, {"a": 3}], "y": [1, 2, 3]}"#).unwrap();
        let kinds = |name| shape.node(shape.node(shape.root()).member(name).unwrap().shape).kinds;
        assert_eq!(kinds("x"), Kinds::ARRAY.union(Kinds::NULL));
        assert_eq!(kinds("y"), Kinds::ANY);
    }

    #[test]
    fn names_are_the_same_however_they_are_spelt() {
        assert_eq!(elements(r#"[{"Ab": 1}, {"aB": 2}, {"AB": 3}]"#).to_lowercase(), "ab* ");
        // Names after the first few members of an object count, too.
        let object = |name: &str| {
            let members: String = (0..MOST_COMPARED + 5).map(|index| format!("\"{name}{index}\": 1,")).collect();
            format!("{{{}}}", members.trim_end_matches(','))
        };
        let text = format!("[{},{},{}]", object("a"), object("A"), object("a"));
        assert_eq!(elements(&text).split('*').count() - 1, MOST_COMPARED + 5);
    }

    /// Shapes tell 128 members apart: of objects with more nothing is known.
    #[test]
    fn objects_with_too_many_members_have_nothing_in_common() {
        let list = |members: usize| {
            let members: Vec<String> = (0..members).map(|index| format!("\"m{index}\": 1")).collect();
            let object = format!("{{{}}}", members.join(","));
            format!("[{object}, {object}, {object}]")
        };
        assert_eq!(elements(&list(MOST_MEMBERS)).matches('*').count(), MOST_MEMBERS);
        assert!(learned(&list(MOST_MEMBERS + 1)).is_none());
    }

    /// The number of places that are remembered is bounded.
    #[test]
    fn only_so_many_places_are_told_apart() {
        let objects = |members: usize| {
            let members: String = (0..members).map(|index| format!("\"m{index}\": 1,")).collect();
            format!("[{{{members}\"last\": [{{\"a\": 1}}, {{\"a\": 1}}, {{\"a\": 1}}]}}]")
        };
        // Anything, the document, its element, and a place for each member come before those of the last, which is
        // seen first.
        assert!(learned(&objects(10)).is_some());
        let tape_of = |text: &str| learned(text).map_or(0, |shape| shape.len());
        assert_eq!(tape_of(&objects(10)), 16);
        assert!(tape_of(&objects(MOST_PLACES)) <= MOST_PLACES);
    }
}
