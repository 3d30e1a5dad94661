use proptest::prelude::*;

use super::Search;
use crate::limits::Limits;
use crate::repair::beam::Found;
use crate::schema::Shape;

/// A shape of a list of the objects below.
fn shape() -> Shape {
    let tags = serde_json::json!({"type": "array", "items": {"type": "string"}});
    let properties = serde_json::json!({"id": {"type": "integer"}, "name": {"type": "string"}, "tags": tags});
    Shape::from_schema(&serde_json::json!({"type": "array", "items": {"type": "object", "properties": properties}}))
}

/// The text of a list of this many objects.
fn list(count: usize) -> String {
    let object = |index| format!(r#"{{"id": {index}, "name": "n{index}", "tags": ["x", "y"]}}"#);
    format!("[{}]", (0..count).map(object).collect::<Vec<_>>().join(", "))
}

/// The text that a search makes of another, with its cost and steps. `is_off`: hypotheses do not lead because the rest
/// continues them.
fn read(text: &str, shape: &Shape, is_off: bool) -> Option<(String, u64, u64)> {
    let limits = Limits::default();
    let mut search = Search::new(text, shape, &limits);
    search.continuation.is_off = is_off;
    let Found { ops, cost, .. } = search.run()?;
    let script = crate::repair::edits::script(text, shape, &ops, limits.edits).ok()?;
    Some((script.apply(text), cost, search.steps()))
}

/// A lost comma leaves rivals with a bracket more or less, which would live to the end of the text.
#[test]
fn a_fault_before_a_sound_rest_takes_few_steps() {
    let members: Vec<String> = (0..60).map(|index| format!("\n    \"m{index}\": \"text\"")).collect();
    let text = format!("{{\n  \"a\": {{{}\n  }}\n}}", members.join(",")).replacen(',', "", 1);
    let (wide, cost, all_steps) = read(&text, &Shape::ANY, true).unwrap();
    let (read, same_cost, steps) = read(&text, &Shape::ANY, false).unwrap();
    assert_eq!((read, same_cost), (wide, cost));
    assert!(steps * 2 < all_steps, "{steps} of {all_steps}");
}

proptest! {
    /// Whatever mark is lost or doubled, in one place or in two, a text is read as without looking at its rest, and at no
    /// higher cost.
    #[test]
    fn the_rest_of_a_text_decides_as_a_search_to_the_end_does(
        (first, second) in (0_usize..400, 0_usize..400),
        count in 2_usize..12,
        (is_doubled, has_shape) in (any::<bool>(), any::<bool>()),
    ) {
        let text = list(count);
        let marks: Vec<usize> = text.match_indices(['{', '}', '[', ']', ',', ':', '"']).map(|(at, _)| at).collect();
        let damaged = [first, second].map(|index| marks[index % marks.len()]);
        let times = |at: usize| if !damaged.contains(&at) { 1 } else if is_doubled { 2 } else { 0 };
        let text: String = text.char_indices().flat_map(|(at, c)| std::iter::repeat_n(c, times(at))).collect();
        let shape = if has_shape { shape() } else { Shape::ANY };
        if let (Some((wide, cost, _)), Some((read, same, _))) = (read(&text, &shape, true), read(&text, &shape, false)) {
            prop_assert!(same <= cost, "{text}\n{read} costs {same}\n{wide} costs {cost}");
            if same == cost {
                prop_assert_eq!(read, wide);
            }
        }
    }
}
