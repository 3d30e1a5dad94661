//! Without a schema, what the objects of a list have in common guides the repair of damage. It does not touch sound text.

use authscan::schema::Shape;
use jsonmend::limits::Limits;
use jsonmend::repair::recover;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A document with a list of objects, and lists of all kinds of values.
fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        "[a-z]{2,6}".prop_map(Value::from),
        (0..100_u32).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z]{2,5}", inner, 1..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    (proptest::collection::vec(value.clone(), 1..4), proptest::collection::vec(value, 3..5)).prop_map(
        |(mixed, jobs)| {
            let jobs: Vec<Value> = jobs.into_iter().map(|job| json!({"run": job})).collect();
            json!({"main": {"steps": mixed}, "nightly": {"jobs": jobs}})
        },
    )
}

proptest! {
    /// A comment behind an opening brace is the only damage.
    #[test]
    fn a_comment_does_not_change_the_rest(document in document(), nth in 0..8_usize, is_pretty in any::<bool>()) {
        let text = if is_pretty { serde_json::to_string_pretty(&document).unwrap() } else { document.to_string() };
        let braces: Vec<usize> = text.match_indices('{').map(|(at, _)| at + 1).collect();
        let at = braces[nth % braces.len()];
        let text = [&text[..at], " // do not edit\n", &text[at..]].concat();
        let recovery = recover(&text, &Shape::ANY, &Limits::default()).unwrap();
        prop_assert_eq!(recovery.script.changes().len(), 1, "{}", text);
        prop_assert_eq!(serde_json::from_str::<Value>(&recovery.script.apply(&text)).unwrap(), document);
    }

    /// So are names without quotes.
    #[test]
    fn names_without_quotes_do_not_change_the_rest(document in document()) {
        let sound = document.to_string();
        let (parts, last) = sound.rsplit_once("\":").unwrap();
        let bare = |part: &str| match part.rfind('"') {
            Some(quote) => [&part[..quote], &part[quote + 1..], ":"].concat(),
            None => part.to_owned(),
        };
        let text = parts.split("\":").map(bare).collect::<String>() + last;
        let recovery = recover(&text, &Shape::ANY, &Limits::default()).unwrap();
        prop_assert_eq!(serde_json::from_str::<Value>(&recovery.script.apply(&text)).unwrap(), document, "{}", text);
    }
}
