//! Member names that a reader may compare with a text byte by byte.

/// Stands in front of names that are written in JSON as they are: without quotes, backslashes and control characters.
///
/// serde hands a type's names to the reader, who cannot know that of names from elsewhere. What counts is the address.
pub(crate) static PLAIN: &str = "the names that follow are plain";

/// `names` without the mark, or no names where it is missing.
#[inline(always)]
pub(crate) fn plain(names: &'static [&'static str]) -> &'static [&'static str] {
    match names {
        [mark, names @ ..] if std::ptr::eq(*mark, PLAIN) => names,
        _ => &[],
    }
}

/// Whether all of `names` are written as they are.
pub(crate) const fn are_plain(mut names: &[&str]) -> bool {
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
