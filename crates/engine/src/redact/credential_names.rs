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
    let lower = name.to_ascii_lowercase();
    let marks = lower.iter().take_while(|byte| matches!(byte, b'_' | b'-')).count();
    let plain = lower.get(marks..).unwrap_or_default();
    if is_parameter && PARAMETERS.iter().any(|word| word.as_bytes() == plain) {
        return true;
    }
    let lower_words = words(name);
    let is_header = name.contains(&b'-');
    let is_variable = is_parameter && name.iter().all(|byte| !byte.is_ascii_lowercase());
    if (is_header || is_variable) && lower_words.len() > 1 {
        return lower_words.iter().any(|word| among(WORDS, word));
    }
    match &*lower_words {
        [.., before, last] if **last == *b"key" => among(KEYS, before),
        [.., before, last] if **last == *b"token" => !among(PLACES, before),
        [.., last] => among(ENDS, last) || among(ENDS, last.strip_suffix(b"s").unwrap_or_default()) || joined(&lower),
        [] => false,
    }
}

/// Names written in one word, as headers and connection strings have them.
fn joined(name: &[u8]) -> bool {
    let key = name.strip_suffix(b"key").is_some_and(|before| KEYS.iter().any(|word| before.ends_with(word.as_bytes())));
    let cookie = name == b"cookie2" || name == b"cookies2";
    let token = name
        .strip_suffix(b"token")
        .is_some_and(|before| before.len() > 1 && !PLACES.iter().any(|word| before.ends_with(word.as_bytes())));
    let signature = name.ends_with(b"accesssignature");
    key || cookie || token || signature || name.ends_with(b"secret") || name.ends_with(b"password")
}

fn among(words: &[&str], word: &[u8]) -> bool {
    words.iter().any(|known| known.as_bytes() == word)
}

/// The words of a name in lower case: between hyphens, underscores and where a capital begins one.
fn words(name: &[u8]) -> Vec<Vec<u8>> {
    let mut words: Vec<Vec<u8>> = vec![Vec::new()];
    let mut was_lower = false;
    for byte in name {
        let is_gap = matches!(byte, b'-' | b'_' | b'.' | b'$');
        if is_gap || (was_lower && byte.is_ascii_uppercase()) {
            words.push(Vec::new());
        }
        was_lower = byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if let (false, Some(word)) = (is_gap, words.last_mut()) {
            word.push(byte.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{ENDS, PAIRS, PARAMETERS, WORDS, is_credential, is_pair};

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
