//! JSONTestSuite by Nicolas Seriot: texts that RFC 8259 allows, forbids or leaves open.
use std::collections::BTreeMap;
use std::path::Path;

use authscan::limits::Limits;
use authscan::syntax::{NodeKind, i_json, parse};

/// The decision on every case that the RFC leaves open: accepted, or the code of the refusal.
///
/// `docs/json.md` has the same table with the reasons.
const OPEN: [(&str, Result<(), &str>); 35] = [
    ("number_double_huge_neg_exp", Ok(())),
    ("number_huge_exp", Ok(())),
    ("number_neg_int_huge_exp", Ok(())),
    ("number_pos_double_huge_exp", Ok(())),
    ("number_real_neg_overflow", Ok(())),
    ("number_real_pos_overflow", Ok(())),
    ("number_real_underflow", Ok(())),
    ("number_too_big_neg_int", Ok(())),
    ("number_too_big_pos_int", Ok(())),
    ("number_very_big_negative_int", Ok(())),
    ("object_key_lone_2nd_surrogate", Err("lone-surrogate")),
    ("string_1st_surrogate_but_2nd_missing", Err("lone-surrogate")),
    ("string_1st_valid_surrogate_2nd_invalid", Err("lone-surrogate")),
    ("string_UTF-16LE_with_BOM", Err("invalid-utf8")),
    ("string_UTF-8_invalid_sequence", Err("invalid-utf8")),
    ("string_UTF8_surrogate_U+D800", Err("invalid-utf8")),
    ("string_incomplete_surrogate_and_escape_valid", Err("lone-surrogate")),
    ("string_incomplete_surrogate_pair", Err("lone-surrogate")),
    ("string_incomplete_surrogates_escape_valid", Err("lone-surrogate")),
    ("string_invalid_lonely_surrogate", Err("lone-surrogate")),
    ("string_invalid_surrogate", Err("lone-surrogate")),
    ("string_invalid_utf-8", Err("invalid-utf8")),
    ("string_inverted_surrogates_U+1D11E", Err("lone-surrogate")),
    ("string_iso_latin_1", Err("invalid-utf8")),
    ("string_lone_second_surrogate", Err("lone-surrogate")),
    ("string_lone_utf8_continuation_byte", Err("invalid-utf8")),
    ("string_not_in_unicode_range", Err("invalid-utf8")),
    ("string_overlong_sequence_2_bytes", Err("invalid-utf8")),
    ("string_overlong_sequence_6_bytes", Err("invalid-utf8")),
    ("string_overlong_sequence_6_bytes_null", Err("invalid-utf8")),
    ("string_truncated-utf-8", Err("invalid-utf8")),
    ("string_utf16BE_no_BOM", Err("invalid-utf8")),
    ("string_utf16LE_no_BOM", Err("invalid-utf8")),
    ("structure_500_nested_arrays", Err("too-deep")),
    ("structure_UTF-8_BOM_empty_object", Err("byte-order-mark")),
];

/// Cases that the strict parser and `serde_json` decide differently, each with the reason.
const DIFFERENCES: [(&str, &str); 5] = [
    ("i_number_huge_exp", TEXT),
    ("i_number_neg_int_huge_exp", TEXT),
    ("i_number_pos_double_huge_exp", TEXT),
    ("i_number_real_neg_overflow", TEXT),
    ("i_number_real_pos_overflow", TEXT),
];
const TEXT: &str = "the tape keeps the text of a number; serde_json makes a binary64 of it, which overflows";

fn cases() -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/json-test-suite/test_parsing");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap())).collect()
}

/// Parses bytes into a tape, like every entry point of the crate.
fn strict(bytes: &[u8]) -> Result<(), &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "invalid-utf8")?;
    parse(text, Limits::default().depth).map(drop).map_err(|error| error.code().unwrap().name())
}

#[test]
fn decides_every_case() {
    let open = BTreeMap::from(OPEN);
    let mut counts = BTreeMap::new();
    let mut wrong = Vec::new();
    for (name, bytes) in cases() {
        let (group, rest) = name.split_once('_').unwrap();
        *counts.entry(group.to_owned()).or_insert(0) += 1;
        let decision = strict(&bytes);
        let right = match group {
            "y" => decision.is_ok(),
            "n" => decision.is_err(),
            _ => open.get(rest) == Some(&decision),
        };
        if !right {
            wrong.push(format!("{name}: {decision:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(counts, BTreeMap::from([("i".into(), 35), ("n".into(), 188), ("y".into(), 95)]));
}

/// `AUTHSCAN_BLESS=1 cargo test --test suite conformance` rewrites the table.
#[test]
fn the_documented_decisions_are_these() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md");
    let before = std::fs::read_to_string(&path).unwrap();
    let (head, _) = before.split_once("| --- | --- |\n").unwrap();
    let rows = OPEN.map(|(case, decision)| match decision {
        Ok(()) => format!("| `i_{case}` | accepted |\n"),
        Err(code) => format!("| `i_{case}` | refused: `{code}` |\n"),
    });
    let page = format!("{head}| --- | --- |\n{}", rows.concat());
    if std::env::var_os("AUTHSCAN_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == page, "docs/json.md is out of date");
}

#[test]
fn differs_from_serde_json_only_as_listed() {
    let differs = |(name, bytes): (String, Vec<u8>)| {
        let theirs = serde_json::from_slice::<serde_json::Value>(&bytes).is_ok();
        (theirs != strict(&bytes).is_ok()).then_some(name)
    };
    let differences: Vec<String> = cases().into_iter().filter_map(differs).collect();
    assert_eq!(differences, DIFFERENCES.map(|(name, _)| name));
}

#[test]
fn keeps_the_text_of_numbers() {
    for (name, bytes) in cases().into_iter().filter(|(name, _)| name.starts_with("i_number")) {
        let text = std::str::from_utf8(&bytes).unwrap();
        let tape = parse(text, 2).unwrap();
        let number = tape.nodes().find(|value| value.kind() == NodeKind::Number).unwrap();
        assert_eq!(format!("[{}]", number.raw()), text.trim_end(), "{name}");
    }
}

#[test]
fn i_json_refuses_duplicate_names_and_numbers_outside_binary64() {
    let refused = cases().into_iter().filter_map(|(name, bytes)| {
        let text = String::from_utf8(bytes).ok()?;
        let tape = parse(&text, Limits::default().depth).ok()?;
        (!i_json(&tape).is_empty()).then_some(name)
    });
    assert_eq!(
        refused.collect::<Vec<_>>(),
        [
            "i_number_double_huge_neg_exp",
            "i_number_huge_exp",
            "i_number_neg_int_huge_exp",
            "i_number_pos_double_huge_exp",
            "i_number_real_neg_overflow",
            "i_number_real_pos_overflow",
            "i_number_real_underflow",
            "y_object_duplicated_key",
            "y_object_duplicated_key_and_value",
        ]
    );
}

#[test]
fn depth_is_a_limit_not_a_crash() {
    for (opener, closer) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |depth: usize| format!("{}0{}", opener.repeat(depth), closer.repeat(depth));
        assert_eq!(strict(nested(128).as_bytes()), Ok(()));
        assert_eq!(strict(nested(129).as_bytes()), Err("too-deep"));
        assert_eq!(strict(opener.repeat(1_000_000).as_bytes()), Err("too-deep"));
    }
}
