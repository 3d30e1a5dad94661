//! Tables of valid and invalid texts.

use proptest::prelude::*;

use super::build::build;
use super::grammar::Container;
use super::parse::{explain, parse};
use super::{Lexer, Node, Tape, TokenKind};
use crate::decode::boundaries;
use crate::schema::Shape;
use crate::serde::de::text::read;
use crate::text::Span;
use crate::validate::judge::fits;

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

fn nodes_of(tape: &Tape<'_>) -> Vec<Node> {
    (0..tape.len()).map(|index| tape.node(index as u32)).collect()
}

/// The fast pass over a valid text gives the same tape as the pass that explains faults.
#[test]
fn both_ways_read_the_same() {
    for (text, depth) in SOUND {
        let quick = build(text, depth);
        let tape = explain(text, depth).unwrap();
        let nodes = nodes_of(&tape);
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

/// Texts that are JSON, or nearly.
pub(crate) fn nearly_json() -> impl Strategy<Value = String> {
    const PIECES: [&str; 30] = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        " ",
        "\n",
        "\t",
        "\"a\"",
        "\"b\":",
        "\"\\n\\u00e9\"",
        "\"\\ud800\"",
        "\"\\x\"",
        "\"",
        "\\",
        "1",
        "-0.5e+3",
        "01",
        "1.",
        "-",
        "true",
        "false",
        "null",
        "nul",
        "truex",
        "é",
        "\u{1}",
        "\u{a0}",
        "\0",
    ];
    let value: fn() -> BoxedStrategy<String> = || {
        let scalar = prop::sample::select(vec!["1", "\"a\\\"b\"", "true", "null", "-1.5e9", "\"é\""]);
        let scalar = scalar.prop_map(str::to_owned);
        let nested = scalar.prop_recursive(4, 24, 4, |inner| {
            let elements = proptest::collection::vec(inner, 0..4);
            let names = prop::sample::select(vec!["a", "b c", "\\u0061", ""]);
            (elements, names, any::<bool>(), prop::sample::select(vec!["", " ", "\n  "])).prop_map(
                |(elements, name, is_object, blank)| {
                    let separator = format!(",{blank}");
                    if !is_object {
                        return format!("[{blank}{}{blank}]", elements.join(&separator));
                    }
                    let member = |(at, value): (usize, &String)| format!("\"{name}{at}\":{blank}{value}");
                    let members: Vec<String> = elements.iter().enumerate().map(member).collect();
                    format!("{{{blank}{}{blank}}}", members.join(&separator))
                },
            )
        });
        nested.boxed()
    };
    let changed = (value(), any::<prop::sample::Index>(), prop::sample::select(PIECES.to_vec()), 0..3_usize);
    let changed = changed.prop_map(|(text, at, piece, dropped)| {
        let characters: Vec<char> = text.chars().collect();
        let at = at.index(characters.len().saturating_add(1));
        let rest = characters.iter().skip(at.saturating_add(dropped));
        characters.iter().take(at).copied().chain(piece.chars()).chain(rest.copied()).collect()
    });
    let pieces = proptest::collection::vec(prop::sample::select(PIECES.to_vec()), 0..12);
    prop_oneof![value(), changed, pieces.prop_map(|pieces| pieces.concat())]
}

/// All readers of sound text agree: the tape builder, the validator and the boundaries of documents, which are sinks of
/// the scanner, and those that read on their own: the pass that explains faults, and the deserializer.
fn readers_agree(text: &str) {
    const DEPTH: usize = 600;
    let explained = explain(text, DEPTH);
    let nodes = explained.as_ref().ok().map(nodes_of);
    assert_eq!(build(text, DEPTH), nodes, "{text:?}");
    if let Ok(tape) = &explained {
        // The validator leaves duplicate names, escaped names and great numbers to the slow path; the deserializer, great
        // numbers.
        let is_plain = super::i_json(tape).is_empty();
        assert!(!is_plain || text.contains('\\') || fits(text, DEPTH, &Shape::ANY), "{text:?}");
        assert!(!is_plain || read::<serde_json::Value>(text, DEPTH).is_some(), "{text:?}");
        // serde_json refuses deep nesting.
        let is_flat = explain(text, 100).is_ok();
        assert!(!is_plain || !is_flat || serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text:?}");
        let trimmed = text.trim_matches([' ', '\t', '\n', '\r']);
        if is_flat && trimmed.starts_with(['{', '[']) {
            assert_eq!(boundaries(trimmed.as_bytes()), [Span::new(0, trimmed.len())], "{text:?}");
        }
    } else {
        assert!(!fits(text, DEPTH, &Shape::ANY), "{text:?}");
        assert!(read::<serde_json::Value>(text, DEPTH).is_none(), "{text:?}");
    }
    // The tokens of the lexer cover the text.
    let mut lexer = Lexer::new(text);
    let tokens = std::iter::from_fn(|| Some(lexer.next_token()).filter(|token| token.kind != TokenKind::End));
    let end = tokens.fold(0, |end, token| {
        assert!(token.span.start == end && token.span.end > end, "{text:?}");
        token.span.end
    });
    assert_eq!(end, text.len());
}

proptest! {
    #[test]
    fn readers_of_sound_text_agree(text in nearly_json()) {
        readers_agree(&text);
    }
}

/// On the parsing cases of JSONTestSuite, too.
#[test]
fn readers_of_sound_text_agree_on_json_test_suite() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/json-test-suite/test_parsing");
    // The package of the crate alone has no cases.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let texts: Vec<String> =
        entries.filter_map(|entry| String::from_utf8(std::fs::read(entry.unwrap().path()).unwrap()).ok()).collect();
    assert!(texts.len() > 200);
    texts.iter().for_each(|text| readers_agree(text));
}
