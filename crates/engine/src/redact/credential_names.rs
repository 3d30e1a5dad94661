//! Which names are those of credentials: of headers, parameters, options and members.

/// Words that make a credential of every header or option that has them among others: `X-Vault-Token`, `--auth-key`.
const WORDS: &[&str] = &[
    "apikey",
    "auth",
    "authentication",
    "authorization",
    "bearer",
    "community",
    "cookie",
    "cookie2",
    "credential",
    "credentials",
    "jwt",
    "key",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "pat",
    "psk",
    "pwd",
    "secret",
    "session",
    "sessionid",
    "sid",
    "sig",
    "signature",
    "token",
];

/// Words that make a credential of every name that ends with them, whatever it is: `accessToken`, `client_secret`.
const ENDS: &[&str] = &[
    "apikey",
    "authorization",
    "bearer",
    "cookie",
    "credential",
    "pass",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "pwd",
    "secret",
    "token",
];

/// Words before `key` that tell it from an everyday one.
const KEYS: &[&str] = &[
    "access",
    "account",
    "api",
    "auth",
    "encryption",
    "functions",
    "master",
    "primary",
    "private",
    "secondary",
    "secret",
    "session",
    "shared",
    "signing",
    "ssh",
    "storage",
    "subscription",
];

/// Words before `token` that tell a place in a list from a credential.
const PLACES: &[&str] = &["continuation", "delta", "next", "page", "paging", "skip", "sync"];

/// Words that are no names of credentials by themselves as members, but are as parameters in an address, a connection
/// string or a command line.
const PARAMETERS: &[&str] = &["auth", "code", "key", "pass", "response", "sid", "sig", "signature"];

/// Pairs of letters of which each of these words has one.
const PAIRS: [&[u8]; 12] = [b"ke", b"au", b"be", b"co", b"cr", b"jw", b"pa", b"ps", b"pw", b"se", b"si", b"to"];

/// For each first letter of [`PAIRS`] the second ones, one bit each.
const SECONDS: [u32; 32] = {
    let mut seconds = [0; 32];
    let mut rest: &[&[u8]] = &PAIRS;
    while let [[first, second], behind @ ..] = rest {
        let mut letter = 0;
        let mut slots: &mut [u32] = &mut seconds;
        while let Some((slot, others)) = slots.split_first_mut() {
            if letter == *first & 31 {
                *slot |= 1 << (*second & 31);
            }
            letter += 1;
            slots = others;
        }
        rest = behind;
    }
    seconds
};

/// Whether two bytes are one of [`PAIRS`], in any case.
fn is_pair(first: u8, second: u8) -> bool {
    let seconds = SECONDS.get(usize::from(first & 31)).copied().unwrap_or(0);
    first >= 64 && second >= 64 && seconds >> (second & 31) & 1 == 1
}

/// A longer name is none.
pub(super) const LONGEST: usize = 64;

/// Whether a name is that of a credential. `is_parameter` says that it has `=` behind it.
pub(super) fn is_credential(name: &[u8], is_parameter: bool) -> bool {
    if name.is_empty() || name.len() > LONGEST {
        return false;
    }
    // Nearly every name of a document comes here.
    if !name.iter().zip(name.iter().skip(1)).any(|(first, second)| is_pair(*first, *second)) {
        return false;
    }
    let marks = name.iter().take_while(|byte| matches!(byte, b'_' | b'-')).count();
    if is_parameter && among(PARAMETERS, name.get(marks..).unwrap_or_default()) {
        return true;
    }
    let is_header = name.contains(&b'-');
    let is_variable = is_parameter && name.iter().all(|byte| !byte.is_ascii_lowercase());
    if (is_header || is_variable) && words(name).nth(1).is_some() {
        return words(name).any(|word| among(WORDS, word));
    }
    let mut words = words(name);
    let (Some(last), before) = (words.next(), words.next()) else { return false };
    match before {
        Some(before) if last.eq_ignore_ascii_case(b"key") => among(KEYS, before),
        Some(before) if last.eq_ignore_ascii_case(b"token") => !among(PLACES, before),
        _ => among(ENDS, last) || without_end(last, b"s").is_some_and(|one| among(ENDS, one)) || joined(name),
    }
}

/// Whether a name in one word ends as one of a credential does: `apikey`, `refreshtoken`.
fn joined(name: &[u8]) -> bool {
    let key =
        without_end(name, b"key").is_some_and(|before| KEYS.iter().any(|word| ends_with(before, word.as_bytes())));
    let token = without_end(name, b"token")
        .is_some_and(|before| before.len() > 1 && !PLACES.iter().any(|word| ends_with(before, word.as_bytes())));
    let is_cookie = [&b"cookie2"[..], b"cookies2"].iter().any(|cookie| name.eq_ignore_ascii_case(cookie));
    let ends = [&b"secret"[..], b"password", b"accesssignature"];
    key || token || is_cookie || ends.iter().any(|end| ends_with(name, end))
}

/// The part of a name before `end`, in any case, at its end.
fn without_end<'n>(name: &'n [u8], end: &[u8]) -> Option<&'n [u8]> {
    let (before, last) = name.split_at_checked(name.len().checked_sub(end.len())?)?;
    last.eq_ignore_ascii_case(end).then_some(before)
}

fn ends_with(name: &[u8], end: &[u8]) -> bool {
    without_end(name, end).is_some()
}

/// Whether a word, in any case, is one of the `words`.
fn among(words: &[&str], word: &[u8]) -> bool {
    words.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

/// The words of a name, the last one first: marks separate them, and by a capital behind a small letter or a digit.
fn words(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_mark = |byte: &u8| matches!(byte, b'-' | b'_' | b'.' | b'$');
    let mut rest = name;
    std::iter::from_fn(move || {
        let end = rest.iter().rposition(|byte| !is_mark(byte))?.saturating_add(1);
        let (within, _) = rest.split_at_checked(end)?;
        let is_start = |pair: (&u8, &u8)| {
            let (before, first) = pair;
            is_mark(before) || (before.is_ascii_lowercase() || before.is_ascii_digit()) && first.is_ascii_uppercase()
        };
        let start =
            within.iter().zip(within.iter().skip(1)).rposition(is_start).map_or(0, |before| before.saturating_add(1));
        let (before, word) = within.split_at_checked(start)?;
        rest = before;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ENDS, PAIRS, PARAMETERS, WORDS, is_credential, is_pair, words};

    #[test]
    fn pairs_of_letters_are_told_in_any_case() {
        for (first, second) in (0..=255_u8).flat_map(|first| (0..=255_u8).map(move |second| (first, second))) {
            let is_known = PAIRS.iter().any(|known| known.eq_ignore_ascii_case(&[first, second]));
            // More may pass: the words decide.
            assert!(!is_known || is_pair(first, second), "{first} {second}");
            assert!(
                is_known || !first.is_ascii_alphabetic() || !second.is_ascii_alphabetic() || !is_pair(first, second)
            );
        }
    }

    proptest! {
        /// Read backwards and without a copy they are the words that reading forwards gives.
        #[test]
        fn words_are_between_marks_and_capitals(name in "[a-cA-C0-9._$-]{0,12}") {
            let mut expected: Vec<String> = vec![String::new()];
            let mut was_small = false;
            for character in name.chars() {
                let is_mark = "-_.$".contains(character);
                if is_mark || (was_small && character.is_ascii_uppercase()) {
                    expected.push(String::new());
                }
                was_small = character.is_ascii_lowercase() || character.is_ascii_digit();
                if let (false, Some(word)) = (is_mark, expected.last_mut()) {
                    word.push(character);
                }
            }
            expected.retain(|word| !word.is_empty());
            expected.reverse();
            let found: Vec<&str> = words(name.as_bytes()).map(|word| std::str::from_utf8(word).unwrap()).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn each_word_has_a_pair() {
        for word in [WORDS, ENDS, PARAMETERS].concat() {
            assert!(word.as_bytes().windows(2).any(|pair| PAIRS.contains(&pair)), "{word}");
        }
    }

    #[test]
    fn credentials_are_told_by_their_words() {
        for name in [
            "Authorization",
            "Proxy-Authorization",
            "Cookie",
            "Set-Cookie",
            "Cookie2",
            "X-Vault-Token",
            "PRIVATE-TOKEN",
            "X-Auth-Key",
            "X-Session-Id",
            "x-api-key",
            "X-Amz-Security-Token",
            "Ocp-Apim-Subscription-Key",
            "accessToken",
            "access_token",
            "id_token",
            "clientSecret",
            "client_secret",
            "apiKey",
            "apikey",
            "SharedAccessKey",
            "AccountKey",
            "primaryKey",
            "token",
            "tokens",
            "credentials",
            "sessionKey",
            "SharedAccessSignature",
        ] {
            assert!(is_credential(name.as_bytes(), false), "{name}");
        }
        for name in ["sig", "code", "key", "_auth", "GITHUB_PAT", "AWS_SECRET_ACCESS_KEY", "pass"] {
            assert!(is_credential(name.as_bytes(), true), "{name}");
        }
        for name in [
            "code",
            "key",
            "author",
            "authProtocol",
            "scanAuthenticationParams",
            "sessionId",
            "keyVaultUri",
            "nextToken",
            "Content-Type",
            "WWW-Authenticate",
            "scanType",
            "monkey",
            "bypass",
            "class",
            "process",
            "id",
            "isActive",
            "signature",
        ] {
            assert!(!is_credential(name.as_bytes(), false), "{name}");
        }
    }
}
