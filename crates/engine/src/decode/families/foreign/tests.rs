#![allow(clippy::unwrap_used, reason = "a failed test is to panic")]

use proptest::prelude::*;
use serde_json::Value;

use super::find;
use crate::decode::layer::Found;
use crate::limits::Limits;

/// A document: a non-empty object or array whose strings contain every character that one of the languages escapes.
pub(in crate::decode) fn document() -> impl Strategy<Value = Value> {
    let text = || "[a-z'\"\\\\`^#$%&<>\n\té{}\\[\\]:, ]{0,12}";
    let scalar = prop_oneof![
        text().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    let value = scalar.prop_recursive(3, 24, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((text(), inner), 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    });
    let members = proptest::collection::vec(("[a-z]{1,8}", value), 1..4);
    members.prop_map(|members| members.into_iter().collect())
}

/// Returns whether one of the layers found has exactly this content.
fn is_found(capture: &[u8], text: &str) -> bool {
    let mut found = Found::default();
    find(capture, &Limits::default(), &mut found);
    found.layers.iter().any(|layer| layer.bytes == text.as_bytes())
}

/// Escapes the characters of a text for which `escape` returns an escape.
fn escaped(text: &str, escape: impl Fn(char) -> Option<String>) -> String {
    text.chars().map(|character| escape(character).unwrap_or_else(|| character.to_string())).collect()
}

/// Returns the bytes of a character as hexadecimal escapes.
fn hexadecimal(character: char) -> String {
    character.to_string().bytes().map(|byte| format!("\\x{byte:02x}")).collect()
}

fn backslashed(character: char) -> Option<String> {
    Some(match character {
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        '\'' | '\\' => format!("\\{character}"),
        _ => return None,
    })
}

proptest! {
    #[test]
    fn strings_of_shells(document in document(), before in "[a-z -]{0,12}", is_pretty: bool) {
        let text = if is_pretty { format!("{document:#}") } else { document.to_string() };
        let quoted = text.replace('\'', "'\\''");
        let capture = format!("{before} '{quoted}' --silent\n");
        prop_assert!(quoted == text || is_found(capture.as_bytes(), &text), "{capture}");
        let capture = format!("{before} $'{}' --silent\n", escaped(&text, backslashed));
        prop_assert!(!capture.contains("\\") || is_found(capture.as_bytes(), &text), "{capture}");
    }

    #[test]
    fn strings_of_python(document in document()) {
        let text = format!("{document:#}");
        let escape = |character: char| backslashed(character).or_else(|| (!character.is_ascii()).then(|| hexadecimal(character)));
        let capture = format!("b'{}'", escaped(&text, escape));
        prop_assert!(is_found(capture.as_bytes(), &text), "{capture}");
    }

    #[test]
    fn strings_of_sql(document in document()) {
        let text = document.to_string();
        let all = |character: char| match character {
            '"' => Some("\\\"".to_owned()),
            _ => backslashed(character),
        };
        let capture = format!("INSERT INTO `t` VALUES (1,'{}','x');\n", escaped(&text, all));
        prop_assert!(is_found(capture.as_bytes(), &text), "{capture}");
        let doubled = text.replace('\'', "''");
        let capture = format!("INSERT INTO t VALUES (1, '{doubled}', 'x');\n");
        prop_assert!(doubled == text || is_found(capture.as_bytes(), &text), "{capture}");
        let hexadecimal: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
        let capture = format!("INSERT INTO t VALUES (1, X'{hexadecimal}');\n");
        prop_assert!(is_found(capture.as_bytes(), &text), "{capture}");
    }

    #[test]
    fn strings_of_powershell(document in document()) {
        let text = format!("{document:#}");
        let escape = |character: char| match character {
            '\n' => Some("`n".to_owned()),
            '"' | '`' | '$' => Some(format!("`{character}")),
            _ => None,
        };
        let capture = format!("$body = \"{}\"\n", escaped(&text, escape));
        prop_assert!(is_found(capture.as_bytes(), &text), "{capture}");
    }

    #[test]
    fn lines_of_logs(document in document()) {
        let text = document.to_string();
        let escape = |character: char| {
            (matches!(character, '"' | '\\') || !character.is_ascii()).then(|| hexadecimal(character))
        };
        let capture = format!("203.0.113.7 - - \"POST /x HTTP/1.1\" 200 \"{}\"\n", escaped(&text, escape));
        prop_assert!(is_found(capture.as_bytes(), &text), "{capture}");
    }

    #[test]
    fn whole_texts(document in document()) {
        let text = format!("{document:#}");
        prop_assume!(!text.contains('#'));
        let octal = escaped(&text, |character| (character == '\n').then(|| "#012".to_owned()));
        prop_assert!(is_found(octal.as_bytes(), &text), "{octal}");
    }
}
