//! Tables of valid and invalid texts.

use super::build::build;
use super::grammar::Container;
use super::parse::explain;
use super::{Lexer, Node, TokenKind, parse};

/// Every token of JSON in every place that the grammar allows, with the depth of the text.
const SOUND: [(&str, usize); 14] = [
    ("\"\"", 0),
    ("-1.5e+3", 0),
    ("true", 0),
    (" false\n", 0),
    ("\tnull\r\n", 0),
    ("[]", 1),
    ("{ }", 1),
    ("[ [ ], { } ]", 2),
    ("[true, false, null, 0, \"a\\\"b\"]", 1),
    ("{\"a\":1,\"b\" : \"c\" , \"d\":true}", 1),
    ("{\"a\":{\"b\":[{\"c\":[0,{}]}],\"d\":null},\"e\":[]}", 6),
    ("{\n  \"a\": [\n    1,\n    \"\\u00e9\"\n  ],\n  \"\\n\": false\n}", 2),
    ("[[1],[2,[3]],4]", 3),
    ("{\"é\":\"€\",\"😀\":[\"\\\\\"]}", 2),
];

/// The fast pass over a valid text gives the same tape as the pass that explains faults.
#[test]
fn both_ways_read_the_same() {
    for (text, depth) in SOUND {
        let quick = build(text, depth);
        let tape = explain(text, depth).unwrap();
        let nodes: Vec<Node> = (0..tape.len()).map(|index| tape.node(index as u32)).collect();
        assert_eq!(quick.as_deref(), Some(&*nodes), "{text}");
        assert!(!tape.is_empty() && tape.nodes().len() == tape.len(), "{text}");
        if let Some(less) = depth.checked_sub(1) {
            assert!(build(text, less).is_none() && explain(text, less).is_err(), "{text}");
        }
        let serde: serde_json::Value = serde_json::from_str(text).unwrap();
        let compact = tape.to_compact();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&compact).unwrap(), serde, "{text}");
        assert_eq!(compact.len(), text.split([' ', '\n', '\r', '\t']).map(str::len).sum::<usize>(), "{text}");
    }
}

#[test]
fn wrong_text_is_refused_where_it_is_wrong() {
    let cases: &[(&str, &str)] = &[
        ("", "empty 0..0 the end of the text"),
        ("[1", "cut-off 2..2 the end of the text"),
        ("{\"a\"", "cut-off 4..4 the end of the text"),
        ("[1]]", "extra-closer 3..4 `]`"),
        ("{}}", "extra-closer 2..3 `}`"),
        ("[1] 2", "stray-text 4..5 a number"),
        ("{}x", "stray-text 2..3 an invalid token"),
        ("// x", "comment 0..2 an invalid token"),
        ("[1, /* x */ 2]", "comment 4..6 an invalid token"),
        ("[# x\n]", "comment 1..2 an invalid token"),
        ("[1,]", "trailing-comma 2..3 `]`"),
        ("{\"a\":1,}", "trailing-comma 6..7 `}`"),
        ("{\"a\":}", "missing-value 5..6 `}`"),
        ("[}", "mismatched-closer 1..2 `}`"),
        ("{]", "mismatched-closer 1..2 `]`"),
        ("[1}", "mismatched-closer 2..3 `}`"),
        ("{\"a\":1]", "mismatched-closer 6..7 `]`"),
        ("[,1]", "extra-comma 1..2 `,`"),
        ("{,}", "extra-comma 1..2 `,`"),
        ("[1,,2]", "extra-comma 3..4 `,`"),
        ("{\"a\":1,,}", "extra-comma 7..8 `,`"),
        ("{\"a\":,}", "missing-value 5..6 `,`"),
        ("[:]", "extra-colon 1..2 `:`"),
        ("[1,:]", "extra-colon 3..4 `:`"),
        ("[a]", "unquoted-string 1..2 an invalid token"),
        ("{a:1}", "unquoted-name 1..2 an invalid token"),
        ("{\"b\":1,a:1}", "unquoted-name 7..8 an invalid token"),
        ("{True:1}", "unquoted-name 1..5 an invalid token"),
        ("{1:1}", "missing-name 1..2 a number"),
        ("{{}:1}", "missing-name 1..2 `{`"),
        ("{\"a\" 1}", "missing-colon 5..6 a number"),
        ("{\"a\",1}", "missing-colon 4..5 `,`"),
        ("{\"a\":1:2}", "extra-colon 6..7 `:`"),
        ("[1 x]", "stray-text 3..4 an invalid token"),
        ("[1 2]", "missing-comma 3..4 a number"),
        ("[1{}]", "missing-comma 2..3 `{`"),
        ("['a']", "nonstandard-quote 1..4 an invalid token"),
        ("[`a`]", "nonstandard-quote 1..4 an invalid token"),
        ("[‘a’]", "nonstandard-quote 1..8 an invalid token"),
        ("{“a”:1}", "nonstandard-quote 1..8 an invalid token"),
        ("[True]", "nonstandard-literal 1..5 an invalid token"),
        ("[undefined]", "nonstandard-literal 1..10 an invalid token"),
        ("[+1]", "nonstandard-number 1..3 an invalid token"),
        ("[01]", "nonstandard-number 1..3 an invalid token"),
        ("[.5]", "nonstandard-number 1..3 an invalid token"),
        ("[-]", "nonstandard-number 1..2 an invalid token"),
        ("[1\u{0}]", "stray-text 2..3 an invalid token"),
        ("[12\u{7f}3]", "stray-text 3..4 an invalid token"),
        ("\u{feff}[]", "byte-order-mark 0..3 an invalid token"),
        ("[\"a", "missing-quote 3..3 a broken string"),
        ("[\"a\nb\"]", "control-character 3..4 a broken string"),
        ("{\"a\tb\":1}", "control-character 3..4 a broken string"),
        ("[\"ab\\x\"]", "invalid-escape 4..6 a broken string"),
        ("[\"ab\\u12\"]", "invalid-escape 4..6 a broken string"),
        ("[\"\\ud800\\n\"]", "lone-surrogate 2..8 a broken string"),
        ("[\"a\\", "invalid-escape 3..4 a broken string"),
        ("[\"a\\\n\"]", "invalid-escape 3..4 a broken string"),
    ];
    for (text, expected) in cases {
        let error = parse(text, 8).unwrap_err();
        let said = format!("{} {}..{} {}", error.code, error.span.start, error.span.end, error.found.describe());
        assert_eq!(said, *expected, "{text:?}");
    }
}

#[test]
fn strings_say_whether_they_are_escaped_and_where_they_are_wrong() {
    let string = |text| Lexer::new(text).next_token();
    for (text, escaped) in
        [("\"ab\"", false), ("\"a\\nb\"", true), ("\"\\\"\"", true), ("\"\\u0041\\uD83D\\uDE00\"", true)]
    {
        let token = string(text);
        assert_eq!((token.kind, token.escaped, token.span.end), (TokenKind::String, escaped, text.len()), "{text}");
    }
    for (text, escaped, end) in
        [("\"a\\nb", true, 5), ("\"ab", false, 3), ("\"a\\nb\u{1}c\"", true, 6), ("\"a\u{1f}\"", false, 3)]
    {
        let token = string(text);
        let fault = token.fault.map(|fault| fault.span.end);
        assert_eq!((token.kind, token.escaped), (TokenKind::BrokenString, escaped), "{text}");
        assert_eq!((token.span.end, fault), (end, Some(end)), "{text}");
    }
}

#[test]
fn containers_open_and_close_as_they_are_written() {
    for (container, text) in [(Container::Object, "{}"), (Container::Array, "[]")] {
        assert_eq!(String::from_iter([container.opener(), container.closer()]), text);
    }
}
