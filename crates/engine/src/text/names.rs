//! Member names that the deserializer may compare with the text byte by byte.

/// Marker before a list of names in JSON form: quoted, followed by a colon, and without characters that need escapes.
///
/// serde passes a type's names to the deserializer, which cannot otherwise tell these from names of other origins. The
/// address identifies the marker, so the text is a static: a literal would have another address in each crate that
/// copies it.
pub static WRITTEN: &str = match std::str::from_utf8(&MARK) {
    Ok(mark) => mark,
    Err(_) => "",
};

static MARK: [u8; 36] = *b"the names that follow are as written";

/// Returns `names` without the marker; empty if the marker is missing.
#[inline(always)]
pub(crate) fn written(names: &'static [&'static str]) -> &'static [&'static str] {
    match names {
        [mark, names @ ..] if std::ptr::eq(*mark, WRITTEN) => names,
        _ => &[],
    }
}

/// Returns the name inside its JSON form: without quotes and colon.
#[inline(always)]
pub(crate) fn name_of(written: &'static str) -> &'static str {
    written.get(1..written.len().saturating_sub(2)).unwrap_or_default()
}

/// Returns whether no name needs an escape in JSON.
///
/// ```
/// use jsonmend::text::are_plain;
///
/// assert!(are_plain(&["id", "name"]) && !are_plain(&["id", "a\"b"]));
/// ```
pub const fn are_plain(mut names: &[&str]) -> bool {
    while let [name, rest @ ..] = names {
        let mut bytes = name.as_bytes();
        while let [byte, rest @ ..] = bytes {
            if *byte < 0x20 || *byte == b'"' || *byte == b'\\' {
                return false;
            }
            bytes = rest;
        }
        names = rest;
    }
    true
}
