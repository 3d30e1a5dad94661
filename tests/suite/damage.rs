//! Guarantees of the generator of payloads and damage.

use std::collections::HashSet;

use authscan_testkit::damage::{self, Case, FIT_SEED, Group, KINDS, TEST_SEED};
use serde_json::Value;

const SEEDS: [u64; 3] = [FIT_SEED, TEST_SEED, 20];
const CASES: u64 = 24;

fn all() -> impl Iterator<Item = Case> {
    damage::classes().flat_map(|class| SEEDS.into_iter().flat_map(move |seed| damage::cases(class, seed, CASES)))
}

fn label(case: &Case) -> String {
    format!("{} {} ({})\n{}", case.class.name, case.index, case.kind, String::from_utf8_lossy(&case.damaged))
}

fn parse(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(bytes).ok()
}

#[test]
fn payloads_say_what_they_claim() {
    let mut kinds = HashSet::new();
    let (mut minified, mut documented) = (0, 0);
    for index in 0..1000 {
        let payload = damage::payload(TEST_SEED, index);
        assert_eq!(parse(payload.text.as_bytes()), Some(payload.value), "{}", payload.text);
        kinds.insert(payload.kind);
        minified += usize::from(!payload.text.contains('\n'));
        documented += usize::from(payload.text.contains("AssignedApplicationId"));
    }
    assert_eq!(kinds.len(), KINDS.len());
    assert!((350..650).contains(&minified), "{minified} of 1000 are minified");
    assert!((10..200).contains(&documented), "{documented} of 1000 are spelled as documented");
}

#[test]
fn classes_have_names_of_their_own() {
    let names: HashSet<_> = damage::classes().map(|class| class.name).collect();
    assert_eq!(names.len(), damage::classes().count());
    for group in Group::ALL {
        assert!(damage::classes().any(|class| class.group == group), "{}", group.name());
    }
    assert!(damage::class("documentation-sample").is_some());
    assert!(damage::class("no-such").is_none());
}

#[test]
fn every_class_gives_every_case() {
    for class in damage::classes() {
        for seed in SEEDS {
            let indices: Vec<u64> = damage::cases(class, seed, CASES).map(|case| case.index).collect();
            assert_eq!(indices, (0..CASES).collect::<Vec<_>>(), "{} with seed {seed}", class.name);
        }
    }
}

/// Every kind of payload gets structural faults and faults of quotes.
#[test]
fn damage_is_done_to_every_kind() {
    for name in
        ["missing-comma", "doubled-brace-close", "missing-quote-close-value", "bare-names-all", "cut-end", "valid"]
    {
        let class = damage::class(name).unwrap();
        let kinds: HashSet<_> = damage::cases(class, FIT_SEED, 40).map(|case| case.kind).collect();
        assert!(kinds.len() >= KINDS.len() - 1, "{name}: {kinds:?}");
    }
}

/// Compact and indented payloads are damaged, and the bytes before and after the damage are those of the payload.
#[test]
fn damage_is_done_to_both_forms() {
    for class in damage::classes() {
        let minified = damage::cases(class, FIT_SEED, 40).filter(|case| !case.sound.contains('\n')).count();
        assert!((6..35).contains(&minified), "{}: {minified} of 40 are minified", class.name);
    }
}

#[test]
fn the_same_name_gives_the_same_case() {
    for class in damage::classes() {
        for (one, other) in damage::cases(class, TEST_SEED, 6).zip(damage::cases(class, TEST_SEED, 9)) {
            assert_eq!(one.damaged, other.damaged);
            assert_eq!(one.truth, other.truth);
            assert_eq!(one.torn, other.torn);
        }
        let seeds = |seed| damage::cases(class, seed, 6).map(|case| case.damaged).collect::<Vec<_>>();
        assert_ne!(seeds(FIT_SEED), seeds(TEST_SEED), "{}", class.name);
    }
}

/// Cases have the same bytes on every platform and in every build. A change of the generator makes this fail on
/// purpose.
#[test]
fn a_case_stays_as_it_is() {
    let case = damage::case(damage::class("missing-comma").unwrap(), 7, 7).unwrap();
    let expected = concat!(
        r#"{"ScanDefinitionIds":["227b7bee-40a9-12b6-2c98-d797b3747ebc""d83345a4-3fa1-b005-d0db-fdcaab6a63f5","#,
        r#""9173CB7E-4377-76A2-C4C3-C179C02C55CF","52e78a93-20cd-fd68-9e00-846bc01d0629","#,
        r#""4A902222-5109-4892-4C07-15D7C8CFC7FF"]}"#,
    );
    assert_eq!(String::from_utf8(case.damaged).unwrap(), expected);
}

#[test]
fn edits_undo_the_damage() {
    for case in all().filter(|case| case.lossless) {
        assert_eq!(damage::undo(&case.damaged, &case.inverse), case.sound.as_bytes(), "{}", label(&case));
        assert_eq!(case.edits, case.inverse.len(), "{}", label(&case));
        assert_eq!(parse(case.sound.as_bytes()).as_ref(), Some(&case.truth), "{}", label(&case));
        assert!(case.torn.is_empty());
    }
}

#[test]
fn damaged_text_is_no_json() {
    for case in all().filter(|case| case.class.group != Group::Valid) {
        assert_eq!(parse(&case.damaged), None, "{}", label(&case));
        assert_eq!(case.edits > 0, case.lossless, "{}", label(&case));
    }
}

#[test]
fn sound_cases_are_sound() {
    for case in all().filter(|case| case.class.group == Group::Valid) {
        assert_eq!(parse(&case.damaged), Some(case.truth));
        assert_eq!(case.edits, 0);
    }
}

#[test]
fn faults_are_as_many_as_the_group_says() {
    for case in all() {
        let expected = match case.class.group {
            Group::Multi2 => 2,
            Group::Multi4 => 4,
            Group::Multi8 => 8,
            Group::Multi16 => 16,
            _ if case.class.name == "documentation-sample" => 5,
            _ => continue,
        };
        assert_eq!(case.edits, expected, "{}", label(&case));
    }
}

/// Every leaf of the truth, except excused ones, is in the sound value too, under any index.
#[test]
fn loss_invents_nothing() {
    for case in all().filter(|case| !case.lossless) {
        let sound = leaves(&parse(case.sound.as_bytes()).unwrap());
        let truth = leaves(&case.truth);
        assert!(!truth.is_empty());
        for leaf in truth {
            assert!(sound.contains(&leaf), "{leaf} in {}", label(&case));
        }
    }
}

/// Returns the nearest member name above each leaf, with the leaf.
fn leaves(value: &Value) -> HashSet<String> {
    fn walk(name: &str, value: &Value, found: &mut HashSet<String>) {
        match value {
            Value::Object(members) => members.iter().for_each(|(name, value)| walk(name, value, found)),
            Value::Array(elements) => elements.iter().for_each(|value| walk(name, value, found)),
            _ => drop(found.insert(format!("{name} {value}"))),
        }
    }
    let mut found = HashSet::new();
    walk("", value, &mut found);
    found
}

#[test]
fn what_is_torn_is_excused_with_all_below() {
    let mut case = damage::case(damage::class("cut-end").unwrap(), 1, 0).unwrap();
    case.truth = serde_json::json!({"value": [{"id": "a"}]});
    case.torn = vec!["/value/1".into(), "/value/0/*".into()];
    assert!(case.excused("/value/1") && case.excused("/value/1/id") && case.excused("/value/0/na"));
    assert!(!case.excused("/value/10") && !case.excused("/value/0/id") && !case.excused("/value"));
}

#[test]
fn a_cut_keeps_what_stands_before_it() {
    for case in damage::cases(damage::class("cut-end").unwrap(), FIT_SEED, 60) {
        assert!(case.sound.as_bytes().starts_with(&case.damaged));
    }
    for case in damage::cases(damage::class("cut-start").unwrap(), FIT_SEED, 60) {
        assert!(case.sound.as_bytes().ends_with(&case.damaged));
    }
}
