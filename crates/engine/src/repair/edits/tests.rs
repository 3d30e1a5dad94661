use super::*;
use crate::schema::{Kinds, Member, ShapeId, ShapeNode};

const SURE: Applicability = Applicability::Certain;

fn op(code: Code, start: usize, end: usize, replacement: Replacement) -> (Op, Applicability) {
    (Op { code, span: Span::new(start, end), replacement }, SURE)
}

/// The text once the operations are done, and the code of each change that is left.
fn done(text: &str, ops: &[(Op, Applicability)]) -> (String, Vec<Code>) {
    let script = script(text, &Shape::ANY, ops, 100).unwrap();
    (script.apply(text), script.changes().iter().map(|change| change.note.code).collect())
}

/// Repairs the content of a string that does not start the text.
fn escaped(content: &str) -> String {
    let text = format!("[\"{content}\"]");
    let end = text.len() - 2;
    let (out, _) = done(&text, &[op(Code::InvalidEscape, 2, end, Replacement::Escape)]);
    let out = out.strip_prefix("[\"").and_then(|out| out.strip_suffix("\"]")).unwrap().to_owned();
    assert_eq!(string_fault(&out, 0), None, "{content} became {out}");
    out
}

#[test]
fn content_is_escaped_as_it_was_meant() {
    let cases: &[(&str, &str)] = &[
        ("plain \\n \\u0041 \\\\ \\\"", "plain \\n \\u0041 \\\\ \\\""),
        ("a \"quote\"", "a \\\"quote\\\""),
        ("a\nb\rc\td\u{1}e\u{1f}", "a\\nb\\rc\\td\\u0001e\\u001f"),
        // One backslash that can only be itself: so are all, but those that someone has doubled.
        ("C:\\Users\\name", "C:\\\\Users\\\\name"),
        ("C:\\\\temp\\Users", "C:\\\\temp\\\\Users"),
        ("\\\\host\\Users", "\\\\\\\\host\\\\Users"),
        ("\\Users", "\\\\Users"),
        ("C:\\Users\\", "C:\\\\Users\\\\"),
        ("C:\\Users \\\"x\\\"", "C:\\\\Users \\\"x\\\""),
        // As scripts escape.
        ("it\\'s \\`a\\`\\n", "it's `a`\\n"),
        ("\\x41\\x7a\\t", "\\u0041\\u007a\\t"),
        ("\\u{41}\\u{1F600}.", "\\u0041\\ud83d\\ude00."),
        ("\\v\\0", "\\u000b\\u0000"),
        ("\\0a\\x41", "\\u0000a\\u0041"),
        ("a\\\nb\\\r\nc\\\rd", "abcd"),
        ("\\'\\\"", "'\\\""),
        // As no script does.
        ("\\xg1", "\\\\xg1"),
        ("\\x4", "\\\\x4"),
        ("\\x+1", "\\\\x+1"),
        ("\\01", "\\\\01"),
        ("\\u{}", "\\\\u{}"),
        ("\\u{110000}", "\\\\u{110000}"),
        ("\\u{41", "\\\\u{41"),
        ("\\u12", "\\\\u12"),
        ("\\x41\\q", "\\\\x41\\\\q"),
        // Half of a pair says nothing of how the rest is meant.
        ("\\ud800.\\n", "\\ufffd.\\n"),
        ("\\ud800\\x41", "\\ufffd\\u0041"),
        // A whole pair is one escape.
        ("\\ud83d\\ude00", "\\ud83d\\ude00"),
        ("\\ud83d\\ude00\n\"\\ud83d\\ude00\"", "\\ud83d\\ude00\\n\\\"\\ud83d\\ude00\\\""),
        ("\\x41\\ud83d\\ude00\\'", "\\u0041\\ud83d\\ude00'"),
        ("C:\\Users\\ud83d\\ude00\\u0041", "C:\\\\Users\\\\ud83d\\\\ude00\\\\u0041"),
    ];
    for (content, expected) in cases {
        assert_eq!(escaped(content), *expected, "{content}");
    }
}

#[test]
fn what_is_escaped_says_why() {
    let codes = |content: &str| done(content, &[op(Code::InvalidEscape, 0, content.len(), Replacement::Escape)]).1;
    assert_eq!(codes("\"\n\\q"), [Code::UnescapedQuote, Code::ControlCharacter, Code::InvalidEscape]);
    assert_eq!(codes("\\ud800 "), [Code::LoneSurrogate]);
    assert_eq!(codes("\\ud800"), [Code::CutOff]);
    assert_eq!(codes("\\x41\\'"), [Code::InvalidEscape, Code::InvalidEscape]);
    assert_eq!(codes("\\n\\u0041"), []);
}

#[test]
fn script_escapes_are_as_long_as_they_are_written() {
    let cases = [
        ("\\'a", "", 1),
        ("\\x41b", "\\u0041", 4),
        ("\\u{e9}b", "\\u00e9", 6),
        ("\\0", "\\u0000", 2),
        ("\\0a", "\\u0000", 2),
        ("\\vb", "\\u000b", 2),
        ("\\\nb", "", 2),
        ("\\\r\nb", "", 3),
        ("\\\rb", "", 2),
        ("\\q", "\\\\", 1),
        ("\\", "\\\\", 1),
        ("\\xé1", "\\\\", 1),
    ];
    for (rest, insert, length) in cases {
        assert_eq!(script_escape(rest), (insert.to_owned(), length), "{rest:?}");
    }
}

#[test]
fn bare_words_are_one_fault_with_two_quotes() {
    let quote = |code, at| op(code, at, at, Replacement::Put("\""));
    let (text, codes) = done(
        "[ab, cd]",
        &[
            quote(Code::MissingQuote, 1),
            quote(Code::UnquotedString, 3),
            quote(Code::MissingQuote, 5),
            op(Code::MissingComma, 7, 7, Replacement::Put("")),
            quote(Code::MissingQuote, 7),
        ],
    );
    assert_eq!(text, "[\"ab\", \"cd\"]");
    use Code::{MissingQuote, UnquotedString};
    assert_eq!(codes, [UnquotedString, UnquotedString, MissingQuote, MissingQuote]);
    // The closing quote alone says nothing of the opening one of another string.
    let (_, codes) = done(
        "{ab: \"c\" d: 1}",
        &[quote(Code::MissingQuote, 1), quote(Code::UnquotedName, 3), quote(Code::UnquotedName, 10)],
    );
    assert_eq!(codes, [Code::UnquotedName; 3]);
}

#[test]
fn what_is_dropped_after_all_gets_no_quote() {
    let stub = |start, end| op(Code::StrayText, start, end, Replacement::Stub);
    let quote = |start, end, insert| op(Code::MissingQuote, start, end, Replacement::Put(insert));
    assert_eq!(done("[1 ab]", &[quote(3, 3, "\""), stub(3, 5)]).0, "[1 ]");
    assert_eq!(done("[1 'ab']", &[quote(3, 4, "\""), stub(3, 7)]).0, "[1 ]");
    assert_eq!(done("[1 ab]", &[quote(2, 2, "\""), stub(3, 5)]).0, "[1\" ]");
    assert_eq!(done("[1 ab]", &[op(Code::MissingComma, 3, 3, Replacement::Put(",")), stub(3, 5)]).0, "[1 ,]");
    assert_eq!(done("ab", &[stub(0, 2)]).0, "");
}

#[test]
fn numbers_and_arguments_are_written_as_json_has_them() {
    let number = |text: &str| done(text, &[op(Code::NonstandardNumber, 1, text.len() - 1, Replacement::Number)]).0;
    assert_eq!(number("[0x10]"), "[16]");
    assert_eq!(number("[zz]"), "[null]");
    let argument = |text: &str| done(text, &[op(Code::StrayText, 1, text.len() - 1, Replacement::Argument)]);
    assert_eq!(argument("[NumberLong(5)]"), ("[5]".to_owned(), vec![Code::StrayText; 2]));
}

#[test]
fn names_are_put_with_their_colon() {
    let name = |name| Member { name, shape: ShapeId::ANY, required: false, usual: false };
    let members = vec![name("a".into()), name("b\"c".into())];
    let node = ShapeNode { kinds: Kinds::OBJECT, members, known: true, ..ShapeNode::default() };
    let shape = Shape::learned(vec![ShapeNode::default(), node], ShapeId(1));
    let put = |index| {
        let ops = [op(Code::MissingName, 1, 1, Replacement::Name(ShapeId(1), index))];
        script("{1}", &shape, &ops, 100).unwrap().apply("{1}")
    };
    assert_eq!(put(0), "{\"a\":1}");
    assert_eq!(put(1), "{\"b\\\"c\":1}");
}

#[test]
fn nothing_is_put_into_what_is_dropped() {
    let text = "[1 abc 2]";
    let stray = op(Code::StrayText, 3, 6, Replacement::Put(""));
    for (at, expected) in
        [(2, "[1,  2]"), (3, "[1 , 2]"), (4, "[1 , 2]"), (5, "[1 , 2]"), (6, "[1 , 2]"), (7, "[1  ,2]")]
    {
        let comma = op(Code::MissingComma, at, at, Replacement::Put(","));
        let script = script(text, &Shape::ANY, &[comma, stray], 100).unwrap();
        assert_eq!(script.apply(text), expected, "{at}");
        let place = script.changes().iter().find(|change| change.note.code == Code::MissingComma).unwrap().span;
        assert_eq!(place, Span::at(if at == 4 || at == 5 { 6 } else { at }));
    }
    // A replacement is no insertion: what it replaces is inside of nothing else.
    let replaced = op(Code::WrongSeparator, 6, 7, Replacement::Put(","));
    assert_eq!(done(text, &[stray, replaced]).0, "[1 ,2]");
}

#[test]
fn stray_text_is_one_change_whatever_it_was_made_of() {
    let text = "[1 ab - cd, 2]";
    let stray = |start, end| op(Code::StrayText, start, end, Replacement::Put(""));
    let spans = |ops: &[(Op, Applicability)]| {
        let script = script(text, &Shape::ANY, ops, 100).unwrap();
        script.changes().iter().map(|change| (change.span, change.note.applicability)).collect::<Vec<_>>()
    };
    assert_eq!(spans(&[stray(3, 5), stray(6, 7), stray(8, 10)]), [(Span::new(3, 10), SURE)]);
    // The least sure of its parts says how sure it is.
    let likely = (stray(6, 7).0, Applicability::Likely);
    assert_eq!(spans(&[stray(3, 5), likely, stray(8, 10)]), [(Span::new(3, 10), Applicability::Likely)]);
    // Only with nothing but blanks in between, and only what is dropped.
    assert_eq!(spans(&[stray(3, 5), stray(8, 10)]).len(), 2);
    assert_eq!(spans(&[stray(3, 5), op(Code::ExtraComma, 5, 6, Replacement::Put("")), stray(6, 7)]).len(), 3);
    assert_eq!(spans(&[stray(3, 5), op(Code::StrayText, 6, 7, Replacement::Put(","))]).len(), 2);
    assert_eq!(spans(&[op(Code::StrayText, 3, 5, Replacement::Put("x")), stray(6, 7)]).len(), 2);
    assert_eq!(spans(&[op(Code::ExtraCloser, 3, 5, Replacement::Put("")), stray(6, 7)]).len(), 2);
}
