use crate::limits::Limits;
use crate::repair::recover;
use crate::schema::Shape;

fn is_doubted(text: &str) -> bool {
    recover(text, &Shape::ANY, &Limits::default()).unwrap().ambiguous
}

#[test]
fn a_brace_that_could_stand_elsewhere_is_a_guess() {
    for text in [
        // `c` is a member of `a` or of the whole.
        r#"{"a":{"b":1,"c":2}"#,
        r#"{"a":{"b":1,"c":2,"d":[3]"#,
        r#"{"a":{"b":1},"c":2}}"#,
        r#"{"o":{"a":{"b":1},"c":2}}}"#,
        r#"{"l":{"b":1},{"b":2}}"#,
        r#"{"r":{"a":{"b":1}},"c":2},"d":3}"#,
    ] {
        assert!(is_doubted(text), "{text}");
    }
}

#[test]
fn a_brace_with_one_place_is_none() {
    for text in [
        r#"[{"a":1,"b":2,{"a":3,"b":4}]"#,
        r#"{"a":1,"b":[{"c":1,"d":2]}"#,
        r#"{"a":[1,2}"#,
        // Siblings show what belongs to one.
        r#"[{"a":{"b":1,"c":2},"d":3},{"a":{"b":1,"c":2,"d":3},{"a":{"b":1,"c":2},"d":3},{"a":{"b":1,"c":2},"d":3}]"#,
    ] {
        assert!(!is_doubted(text), "{text}");
    }
}

/// Lines that are laid out show the place.
#[test]
fn a_brace_that_the_lines_show_is_none() {
    let text = "{\n  \"a\": {\n    \"b\": 1,\n    \"c\": 2\n  ,\n  \"d\": {\n    \"e\": 1\n  },\n  \"f\": 2\n}";
    assert!(!is_doubted(text), "{text}");
}

/// A schema that knows a member in both objects leaves it open; one that knows it in one does not.
#[test]
fn a_schema_tells_where_a_member_belongs() {
    let object = |members: serde_json::Value| serde_json::json!({"type": "object", "properties": members});
    let read = |inner: serde_json::Value, outer: serde_json::Value, text: &str| {
        let mut outer = object(outer);
        outer["properties"]["a"] = object(inner);
        recover(text, &Shape::from_schema(&outer), &Limits::default()).unwrap().ambiguous
    };
    let (b, bc) = (serde_json::json!({"b": {}}), serde_json::json!({"b": {}, "c": {}}));
    let text = r#"{"a":{"b":1,"c":2}"#;
    assert!(read(bc.clone(), serde_json::json!({"c": {}}), text));
    assert!(!read(bc, serde_json::json!({}), text));
    assert!(!read(b, serde_json::json!({"c": {}}), text));
}

#[test]
fn quotes_within_names_are_guesses() {
    assert!(is_doubted(r#"{"n":{"soft":50000rd":60000},"m":[true]}"#));
}

/// One of two opening brackets in a row is too many, or a closing one is lost.
#[test]
fn a_list_that_is_all_of_a_list_is_doubted() {
    for text in [
        r#"{"a":[[{"b":1}]}"#,
        r#"{"a":[["b","c"],"d":1}"#,
        r#"{"a":{"b":[[{"c":1},{"c":2}]}}"#,
        "{\n  \"a\": [\n    [[\n      1,\n      2\n    ],\n    [\n      3,\n      4\n    ]\n  ]\n}",
    ] {
        assert!(is_doubted(text), "{text}");
    }
    // Other lists of lists are beside it.
    assert!(!is_doubted(r#"{"a":[[1,2],[3,4],"b":1}"#));
}

/// Which of two opening brackets is left out makes no difference.
#[test]
fn a_dropped_bracket_among_lists_is_doubted() {
    for text in ["[[1,2,3],[[4,5,6],[7,8,9]]", r#"{"key":[[1,2,3],"a","b"],[[4,5,6],[7,8,9]]}"#] {
        assert!(is_doubted(text), "{text}");
    }
}

/// Among lists of unlike heights, an edit has rather hidden a bracket.
#[test]
fn an_edit_among_lists_of_unlike_heights_is_doubted() {
    assert!(is_doubted("[[1,2],[3,4],,[[5,6],[7,8]]]"));
    assert!(!is_doubted("[[1,2],[3,4],,[5,6],[7,8]]"));
    // An empty list has no height.
    assert!(!is_doubted("[[[1]],[],,[[2]]]"));
}
