//! Normalization and resolution of URLs (RFC 3986, sections 5 and 6), as far as paging needs them.

/// Splits an absolute `http` or `https` URL into its normalized origin and the rest: path, query and fragment. `None`
/// if the URL is relative, has another scheme, or has an authority with user information or unusual characters.
///
/// Normalized are the letter case of scheme and host, percent-encoded characters of the host, a trailing dot, and a
/// port that is empty or the scheme's default.
pub(super) fn split(url: &str) -> Option<(String, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let default = match scheme.as_str() {
        "https" => 443,
        "http" => 80,
        _ => return None,
    };
    let (authority, rest) = rest.split_at_checked(rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    let end = authority.rfind(']').map_or_else(|| authority.find(':'), |at| Some(at + 1)).unwrap_or(authority.len());
    let (host, port) = authority.split_at_checked(end)?;
    let host = host_name(host)?;
    let port = match port {
        "" | ":" => None,
        port => Some(port.strip_prefix(':').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?),
    };
    let port = port.map(str::parse::<u16>).transpose().ok()?.filter(|port| *port != default);
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    Some((format!("{scheme}://{host}{port}"), rest))
}

/// Returns the normalized name or address of a host; `None` if it is empty or has unusual characters.
fn host_name(host: &str) -> Option<String> {
    let host = decoded(host)?.to_ascii_lowercase();
    let is_literal = host.starts_with('[');
    let host = if is_literal { &*host } else { host.strip_suffix('.').unwrap_or(&host) };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_address = |c: char| c.is_ascii_hexdigit() || matches!(c, ':' | '.');
    let is_valid = match host.strip_prefix('[').map(|host| host.strip_suffix(']')) {
        Some(address) => address.is_some_and(|address| !address.is_empty() && address.chars().all(is_address)),
        None => !host.is_empty() && host.chars().all(is_plain),
    };
    is_valid.then(|| host.to_owned())
}

/// Returns a text with its percent-encoded bytes decoded; `None` if that is not UTF-8 or an escape is incomplete.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            let (high, low) = (digit()?, digit()?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Returns whether two texts are equal once their percent-encoded bytes are decoded.
pub(super) fn is_same(left: &str, right: &str) -> bool {
    left == right || decoded(left).is_some_and(|left| decoded(right).is_some_and(|right| left == right))
}

/// Resolves a reference against an absolute URL, and normalizes it. Characters that a URL cannot have are
/// percent-encoded, and a fragment, which is never sent, is dropped. `None` if the reference is not valid.
pub(super) fn resolve(base: &str, reference: &str) -> Option<String> {
    if reference.contains(char::is_control) {
        return None;
    }
    let reference = reference.split('#').next().unwrap_or_default();
    let (origin, here) = split(base)?;
    let (here_path, here_query) = cut_query(here.split('#').next().unwrap_or_default());
    let path_only = |rest: &str| {
        let (path, query) = cut_query(rest);
        format!("{}{query}", without_dots(path))
    };
    // A scheme ends at the first colon, if that is before any slash.
    let has_scheme = reference.split(['/', '?']).next().is_some_and(|start| start.contains(':'));
    let (origin, rest) = if has_scheme {
        let (origin, rest) = split(reference)?;
        (origin, path_only(rest))
    } else if reference.starts_with("//") {
        let scheme = origin.split(':').next().unwrap_or_default();
        let absolute = format!("{scheme}:{reference}");
        let (origin, rest) = split(&absolute)?;
        (origin, path_only(rest))
    } else if reference.starts_with('/') {
        (origin, path_only(reference))
    } else if reference.is_empty() {
        (origin, format!("{here_path}{here_query}"))
    } else if reference.starts_with('?') {
        (origin, format!("{here_path}{reference}"))
    } else {
        let folder = here_path.rfind('/').and_then(|slash| here_path.get(..=slash)).unwrap_or("/");
        (origin, path_only(&format!("{folder}{reference}")))
    };
    Some(format!("{origin}{}", escaped(&rest)))
}

/// Splits a path with a query before its `?`.
pub(super) fn cut_query(target: &str) -> (&str, &str) {
    target.split_at_checked(target.find('?').unwrap_or(target.len())).unwrap_or((target, ""))
}

/// Removes the segments `.` and `..` of an absolute path (RFC 3986, section 5.2.4), also if percent-encoded. An empty
/// path becomes `/`.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut is_folder = false;
    for segment in path.split('/').skip(1) {
        let plain = segment.to_ascii_lowercase().replace("%2e", ".");
        is_folder = plain == "." || plain == "..";
        if plain == ".." {
            kept.pop();
        } else if plain != "." {
            kept.push(segment);
        }
    }
    let end = if is_folder && !kept.is_empty() { "/" } else { "" };
    format!("/{}{end}", kept.join("/"))
}

/// Percent-encodes the characters that a path or query cannot have.
fn escaped(rest: &str) -> String {
    encoded(rest, |byte| {
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
    })
}

/// Returns whether a byte needs no percent-encoding anywhere (RFC 3986, section 2.3).
pub(super) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Percent-encodes the bytes of a text that `is_kept` does not keep. Only ASCII can be kept.
pub(super) fn encoded(text: &str, is_kept: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii() && is_kept(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The normal and abnormal examples of RFC 3986, section 5.4, as far as they are about `http`.
    #[test]
    fn references_resolve_as_the_standard_has_them() {
        let base = "http://a/b/c/d;p?q";
        for (reference, resolved) in [
            ("g", "/b/c/g"),
            ("./g", "/b/c/g"),
            ("g/", "/b/c/g/"),
            ("/g", "/g"),
            ("?y", "/b/c/d;p?y"),
            ("g?y", "/b/c/g?y"),
            ("#s", "/b/c/d;p?q"),
            ("g#s", "/b/c/g"),
            (";x", "/b/c/;x"),
            ("", "/b/c/d;p?q"),
            (".", "/b/c/"),
            ("./", "/b/c/"),
            ("..", "/b/"),
            ("../g", "/b/g"),
            ("../..", "/"),
            ("../../../g", "/g"),
            ("/./g", "/g"),
            ("/../g", "/g"),
            ("g.", "/b/c/g."),
            ("./../g", "/b/g"),
            ("g/./h", "/b/c/g/h"),
            ("g/../h", "/b/c/h"),
            ("g?y/../x", "/b/c/g?y/../x"),
        ] {
            assert_eq!(resolve(base, reference), Some(format!("http://a{resolved}")), "{reference}");
        }
        assert_eq!(resolve(base, "//g").as_deref(), Some("http://g/"));
        for wrong in ["g:h", "http://", "ftp://a/", "https://u@a/", "https://a:b/", "https://a\\@b/", "a\tb"] {
            assert_eq!(resolve(base, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn origins_are_normalized() {
        for same in ["HTTPS://API.Example.ORG:443/x", "https://api.example.org./x", "https://%61pi.example.org:/x"] {
            assert_eq!(split(same), Some(("https://api.example.org".to_owned(), "/x")), "{same}");
        }
        assert_eq!(split("http://[::1]:8080?x"), Some(("http://[::1]:8080".to_owned(), "?x")));
        assert_eq!(split("http://a:443"), Some(("http://a:443".to_owned(), "")));
    }
}
