//! Hostile inputs: each gets one diagnostic at the exact byte, or none if it is sound, in time linear in its length.
use std::fmt::Write;

use authscan::diagnostic::Code;
use authscan::model::{Collection, PayloadKind, ScanDefinition};
use authscan::schema::Shape;
use authscan::syntax::{NodeKind, parse};
use authscan::text::Span;
use authscan::{Options, Outcome};

/// Returns the code and byte offset of the one error that parsing and checking report.
fn refusal(input: &[u8]) -> (&'static str, usize) {
    let error = authscan::parse::<serde_json::Value>(input).unwrap_err();
    let report = Options::new().check_as(&Shape::ANY, input);
    assert_eq!(report.outcome, Outcome::Rejected);
    let first = &report.diagnostics[0];
    assert_eq!((first.code, first.span), (error.code().unwrap(), error.span().unwrap()), "{error}");
    assert_eq!(report.diagnostics.len(), 1, "{report:?}");
    (first.code.name(), first.span.start)
}

#[test]
fn ten_million_levels() {
    for opener in ["[", "{\"a\":"] {
        let deep = opener.repeat(10_000_000);
        assert_eq!(refusal(deep.as_bytes()), ("too-deep", 128 * opener.len()));
    }
}

#[test]
fn a_number_of_a_million_digits_keeps_them() {
    let digits = "7".repeat(1_000_000);
    let tape = parse(&digits, 1).unwrap();
    assert_eq!((tape.root().kind(), tape.root().raw()), (NodeKind::Number, &*digits));
    let error = authscan::parse::<f64>(digits.as_bytes()).unwrap_err();
    assert_eq!((error.code(), error.span()), (Some(Code::OutOfRange), Some(Span::new(0, 1_000_000))));
    let report = Options::new().check_as(&Shape::ANY, digits.as_bytes());
    let found: Vec<_> = report.diagnostics.iter().map(|found| (found.code, found.span.start)).collect();
    assert_eq!(found, [(Code::OutOfRange, 0)]);
    // Insignificant digits do not overflow.
    let fraction = format!("0.{digits}");
    assert_eq!(authscan::parse::<f64>(fraction.as_bytes()).unwrap(), 7.0 / 9.0);
}

#[test]
fn a_name_of_fifty_megabytes() {
    let name = "n".repeat(50_000_000);
    let text = format!("{{\"value\":[{{\"{name}\":1}}]}}");
    assert_eq!(parse(&text, 8).unwrap().root().members().count(), 1);
    let model = authscan::parse::<Collection<ScanDefinition>>(text.as_bytes()).unwrap();
    assert_eq!(model.items()[0].unknown.iter().next().unwrap().0.len(), name.len());
    let report = Options::new().check_as(&PayloadKind::Definitions, text.as_bytes());
    let unknown = report.diagnostics.iter().find(|found| found.code == Code::UnknownMember).unwrap();
    assert_eq!(unknown.span.start, "{\"value\":[{".len());
    // A finding does not quote the whole name.
    assert!(report.diagnostics.iter().all(|found| found.pointer.len() + found.message().len() < 2_000));
}

/// Duplicate names are found by hashing with random keys, so that input cannot provoke collisions.
#[test]
fn a_million_names() {
    let mut same = String::from("{");
    let mut different = String::from("{");
    for index in 0..1_000_000 {
        let comma = if index == 0 { "" } else { "," };
        write!(same, "{comma}\"a\":0").unwrap();
        write!(different, "{comma}\"{index}\":0").unwrap();
    }
    same.push('}');
    different.push('}');
    let report = Options::new().check_as(&Shape::ANY, same.as_bytes());
    assert_eq!(
        report.diagnostics.first().map(|found| (found.code, found.span.start)),
        Some((Code::DuplicateMember, 7))
    );
    assert_eq!(report.diagnostics.last().map(|found| found.code), Some(Code::TooManyFindings));
    let report = Options::new().check_as(&Shape::ANY, different.as_bytes());
    assert_eq!(report.outcome, Outcome::Clean);
    let error = authscan::parse::<ScanDefinition>(same.replace("\"a\"", "\"id\"").replace(":0", ":\"\"").as_bytes());
    let error = error.unwrap_err();
    assert_eq!((error.code(), error.span().unwrap().start), (Some(Code::DuplicateMember), 9));
}

#[test]
fn invalid_utf8_in_any_place() {
    let text = br#"{"a": [1, true, "b\n", null], "c": {}}"#;
    for invalid in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5"] {
        for at in 0..=text.len() {
            let mut input = text.to_vec();
            input.splice(at..at, invalid.iter().copied());
            let error = authscan::parse::<serde_json::Value>(&input).unwrap_err();
            assert_eq!((error.code(), error.span().unwrap().start), (Some(Code::InvalidUtf8), at), "{input:?}");
            let report = Options::new().check_as(&Shape::ANY, &input);
            let found = report.diagnostics.iter().find(|found| found.span.start == at);
            // A lone byte may be a character of another encoding.
            let is_it = |code| matches!(code, Code::InvalidUtf8 | Code::OtherEncoding);
            assert!(found.is_some_and(|found| is_it(found.code)), "{at}: {report:?}");
        }
    }
}

#[test]
fn nul_in_any_place() {
    let text = br#"{"a": [1, true, "b", null], "c": {}}"#;
    for at in 0..=text.len() {
        let mut input = text.to_vec();
        input.insert(at, 0);
        let error = authscan::parse::<serde_json::Value>(&input).unwrap_err();
        let span = error.span().unwrap();
        let is_it = (span.start..span.end.max(span.start + 1)).contains(&at);
        assert!(is_it && span.len() <= 1, "{at}: {error}");
    }
}

#[test]
fn marks_and_trailing_garbage() {
    assert_eq!(refusal("\u{feff}[]".as_bytes()), ("byte-order-mark", 0));
    assert_eq!(refusal(b"[] x"), ("stray-text", 3));
    assert_eq!(refusal(b"[]]"), ("extra-closer", 2));
    assert_eq!(refusal(b"[1],"), ("stray-text", 3));
    assert_eq!(refusal(b""), ("empty", 0));
    assert_eq!(refusal(b"[\"a\"]\0"), ("stray-text", 5));
}

/// The search for secrets looks at each byte a bounded number of times, even with unterminated or very many secrets.
#[test]
fn the_search_for_secrets_is_linear() {
    use authscan::redact::Mask;

    const LOOKS: u64 = 64;
    for part in [
        "sig=abcdefgh&",
        "value=sig=",
        ",\"cookie\":\"x\"",
        "a?sig=abcdefgh&",
        "Cookie: abcdefgh\n",
        "Cookie: a\n b\n",
        "Authorization: Bearer abcdefgh\r\n",
        "1\r\na\r\n",
        "{\"value\":\"x\",\"name\":\"cookie\"},",
        "\"name\":\"",
        "\\\"name\\\":\\\"",
        "password",
        "password ",
        "pass-word ",
        "curl -u a:b \\\n",
        "-----BEGIN PRIVATE KEY-----",
        "eyJa.\n",
        "\\u0070",
        "\\\\",
        "%70%",
        "<name>",
        "http://a:b@c/",
        "://",
        " ",
        "\"",
    ] {
        let text = part.repeat((1 << 20) / part.len());
        let before = authscan_testkit::oracles::looked();
        let _ = Mask::lexical(&text, |_| false);
        let looked = authscan_testkit::oracles::looked() - before;
        assert!(looked <= LOOKS * text.len() as u64, "{part:?}: {looked} for {}", text.len());
    }
}
