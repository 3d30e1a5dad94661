//! Member names that a reader may compare with a text byte by byte.

/// Stands in front of names that are as they are written in JSON: in quotes, a colon behind, and nothing inside that
/// would be escaped.
///
/// serde hands a type's names to the reader, who cannot know that of names from elsewhere. What counts is the address,
/// so the text is a static of its own: a literal would have another address in each crate that copies it.
pub static WRITTEN: &str = match std::str::from_utf8(&MARK) {
    Ok(mark) => mark,
    Err(_) => "",
};

static MARK: [u8; 36] = *b"the names that follow are as written";

/// `names` without the mark, or no names where it is missing.
#[inline(always)]
pub(crate) fn written(names: &'static [&'static str]) -> &'static [&'static str] {
    match names {
        [mark, names @ ..] if std::ptr::eq(*mark, WRITTEN) => names,
        _ => &[],
    }
}

/// The name that is so written.
#[inline(always)]
pub(crate) fn name_of(written: &'static str) -> &'static str {
    written.get(1..written.len().saturating_sub(2)).unwrap_or_default()
}

/// Whether all of `names` are written as they are.
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
