//! The messages of log records: lines that are each an object whose first member is a string.

use super::views::View;
use crate::text::Span;
use crate::work;

/// A longer name of a member is none of a record's message.
const LONGEST_NAME: usize = 32;

/// A longer prefix of a message is none.
const LONGEST_PREFIX: usize = 64;

/// Returns the messages of the records of a log, joined; `None` if fewer than two lines are records. A name and its value
/// may be in different records.
pub(super) fn messages(text: &str) -> Option<View> {
    let bytes = text.as_bytes();
    memchr::memchr(b'\n', bytes)?;
    work::look(bytes.len().saturating_mul(2));
    let mut messages = Vec::new();
    let mut name = None;
    let mut at = 0;
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', bytes.get(at..)?).map_or(bytes.len(), |length| at.saturating_add(length));
        if let Some((own, message)) = message(bytes, Span::new(at, end)) {
            if *name.get_or_insert(own) == own {
                messages.push(message);
            }
        }
        at = end.saturating_add(1);
    }
    (messages.len() > 1).then(|| joined(text, &messages))
}

/// Returns the name of the first member of a record and the content of its string, without the name of a container.
fn message(bytes: &[u8], line: Span) -> Option<(&[u8], Span)> {
    let content = line.slice_bytes(bytes);
    let rest = content.trim_ascii_start().strip_prefix(b"{\"")?;
    let length = rest.iter().take(LONGEST_NAME).position(|byte| *byte == b'"')?;
    let (name, rest) = rest.split_at_checked(length)?;
    let rest = rest.strip_prefix(b"\":")?.trim_ascii_start().strip_prefix(b"\"")?;
    let start = line.end.saturating_sub(rest.len());
    let mut escaped = false;
    let length = rest.iter().position(|byte| {
        let is_end = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        is_end
    });
    let message = rest.get(..length.unwrap_or(rest.len()))?;
    let prefix = container(message);
    Some((name, Span::new(start.saturating_add(prefix), start.saturating_add(message.len()))))
}

/// Returns the length of a container's name and the bar behind it.
fn container(message: &[u8]) -> usize {
    let bar = message.iter().take(LONGEST_PREFIX).position(|byte| *byte == b'|');
    let name = bar.and_then(|bar| message.get(..bar)).unwrap_or_default();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b' ');
    if bar.is_some() && name.iter().all(is_name) { name.len().saturating_add(1) } else { 0 }
}

/// Returns a view of the messages with one level of escapes undone.
fn joined(text: &str, messages: &[Span]) -> View {
    let mut view = View::new();
    let mut from = 0;
    let mut change = |view: &mut View, original: Span, produced: &str| {
        view.replace(Span::new(from, original.start).slice(text), original, produced);
        from = original.end;
    };
    let mut last = 0;
    for message in messages {
        change(&mut view, Span::new(last, message.start), "");
        let mut at = message.start;
        while let Some(found) = memchr::memchr(b'\\', Span::new(at, message.end).slice_bytes(text.as_bytes())) {
            let escape = at.saturating_add(found);
            let produced = match text.as_bytes().get(escape.saturating_add(1)) {
                Some(b'"') => "\"",
                Some(b'\\') => "\\",
                Some(b'n' | b'r') => "\n",
                Some(b't') => "\t",
                _ => "",
            };
            at = escape.saturating_add(if produced.is_empty() { 1 } else { 2 });
            if !produced.is_empty() {
                change(&mut view, Span::new(escape, at), produced);
            }
        }
        last = message.end;
    }
    change(&mut view, Span::new(last, text.len()), "");
    view
}

#[cfg(test)]
mod tests {
    use super::messages;
    use crate::redact::Mask;

    #[test]
    fn messages_are_joined_and_lead_back() {
        let text = concat!(
            "2f\n{\"log\":\"app-1  | {\\\"a\\\":\\n\",\"stream\":\"stdout\"}\n",
            "{\"log\":\"app-1  |   \\\"é\\\\\\\\b\\\"\\n\",\"stream\":\"stdout\"}\n",
        );
        let view = messages(text).unwrap();
        assert_eq!(view.text, " {\"a\":\n   \"é\\\\b\"\n");
        for word in ["\"a\"", "é", "b\""] {
            let at = view.text.find(word).unwrap();
            let origin = view.origin(super::Span::new(at, at + word.len()));
            assert_eq!(origin.slice(text).replace('\\', ""), word);
        }
        assert!(messages("{\"log\":\"a\"}\n{\"log\": 1}").is_none());
        assert!(messages("{\"log\":\"a\"}").is_none());
    }

    #[test]
    fn a_secret_apart_from_its_name_is_hidden() {
        for lines in [
            [r#"{\"error\":{\"communityString\":\n"#, r#"  {\"value\": \"Zq\"},\n"#],
            [r#"\"authPassword\":\n"#, r#"\"Zq\",\n"#],
            [r#"eyJhbGciOiJIUzI1NiJ9.Zqzdkk9wffr9pn\n"#, r#"  Zqzdkk9wffr9pn.Zqzdkk9wffr9pn\n"#],
        ] {
            for prefix in ["", "app-1  | "] {
                let text = lines.map(|line| format!("{{\"log\":\"{prefix}{line}\",\"stream\":\"stdout\"}}\n")).concat();
                let shown = Mask::lexical(&text, |word| word == "value").apply(&text);
                assert!(!shown.contains("Zq"), "{shown}");
                assert!(shown.ends_with("\"stream\":\"stdout\"}\n"), "{shown}");
            }
        }
    }
}
