use proptest::prelude::*;

use super::Search;
use crate::limits::Limits;
use crate::repair::beam::Found;
use crate::schema::Shape;

/// A shape that says nothing about members.
fn shape() -> Shape {
    Shape::from_schema(&serde_json::json!({"type": ["object", "array"]}))
}

/// Returns the texts of this many objects.
fn objects(count: usize) -> Vec<String> {
    (0..count).map(|index| format!(r#"{{"id": {index}, "name": "n{index}", "tags": ["x", "y"]}}"#)).collect()
}

/// The text that a search makes of another, with its cost and steps.
fn read(text: &str, is_off: bool) -> Option<(String, u64, u64)> {
    let (limits, shape) = (Limits::default(), shape());
    let mut search = Search::new(text, &shape, &limits);
    search.lockstep.is_off = is_off;
    let Found { ops, cost, .. } = search.run()?;
    let script = crate::repair::edits::script(text, &shape, &ops, limits.edits).ok()?;
    Some((script.apply(text), cost, search.steps()))
}

/// Where a bracket is missing that could be at either end, both hypotheses live to the end of the text. Behind the fault
/// they take few steps, and none of their rivals of one more edit.
#[test]
fn two_hypotheses_that_live_to_the_end_take_few_steps() {
    let body = objects(60).join(", ");
    let text = format!(r#"{{"a": {body}]}}"#);
    let (wide, cost, all_steps) = read(&text, true).unwrap();
    let (text, same_cost, steps) = read(&text, false).unwrap();
    assert_eq!((text, same_cost), (wide, cost));
    assert!(steps * 2 < all_steps, "{steps} of {all_steps}");
}

/// A second fault far behind the first is found though nothing was edited in between.
#[test]
fn a_fault_behind_the_stretch_in_lockstep_is_mended() {
    let mut list = objects(40);
    for (place, from, to) in [(30, "\": ", "\" "), (31, "[\"x\"", "\"x\""), (32, "n32\"", "n32"), (33, "]}", "}")] {
        let sound = std::mem::take(&mut list[place]);
        list[place] = sound.replacen(from, to, 1);
        assert_ne!(list[place], sound);
        let text = format!(r#"{{"a": {}]}}"#, list.join(", "));
        let (wide, cost, _) = read(&text, true).unwrap();
        assert_eq!(read(&text, false).map(|(text, cost, _)| (text, cost)), Some((wide, cost)), "{place}");
        list[place] = sound;
    }
}

proptest! {
    /// Whatever two marks are lost, the search in lockstep comes to no dearer hypothesis than the search that is wide
    /// everywhere, and to the same text where it costs the same.
    #[test]
    fn lockstep_reads_as_a_wide_search_does(first in 0_usize..12, second in 12_usize..400, count in 6_usize..16) {
        let text = format!("[{}]", objects(count).join(", "));
        let marks: Vec<usize> = text.match_indices(['{', '}', '[', ']', ',', ':', '"']).map(|(at, _)| at).collect();
        let lost = [first, second].map(|index| marks[index % marks.len()]);
        let text: String = text.char_indices().filter(|(at, _)| !lost.contains(at)).map(|(_, c)| c).collect();
        if let (Some((wide, cost, _)), Some((read, same, _))) = (read(&text, true), read(&text, false)) {
            prop_assert!(same <= cost, "{text}\n{read} costs {same}\n{wide} costs {cost}");
            if same == cost {
                prop_assert_eq!(read, wide);
            }
        }
    }
}
