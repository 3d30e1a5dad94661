//! Secrets in command lines: values of options by their names, and of short options of known programs.

use memchr::memchr_iter;

use super::credential_names::is_credential;
use super::secret_names::is_secret_name;
use crate::text::Span;
use crate::work;

/// Programs by how their names begin, and their short options that take a secret. An option of several letters, or one with
/// `*` behind it, takes the value only behind a blank, or only without one.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("curl", &["u", "U", "b", "E"]),
    ("wget", &["u"]),
    ("http", &["a"]),
    ("sshpass", &["p"]),
    ("mysql", &["p*"]),
    ("mariadb", &["p*"]),
    ("snmp", &["c", "A", "X", "K"]),
    ("net-snmp", &["c", "A", "X", "K"]),
    ("onesixtyone", &["c"]),
    ("ldap", &["w", "y"]),
    ("smbclient", &["U"]),
    ("rpcclient", &["U"]),
    ("winexe", &["U"]),
    ("sqlcmd", &["P"]),
    ("bcp", &["P"]),
    ("isql", &["P"]),
    ("tsql", &["P"]),
    ("osql", &["P"]),
    ("redis-cli", &["a"]),
    ("mongo", &["p"]),
    ("docker", &["p"]),
    ("podman", &["p"]),
    ("helm", &["p"]),
    ("az", &["p"]),
    ("oc", &["p"]),
    ("kinit", &["p"]),
    ("ftp", &["u"]),
    ("lftp", &["u"]),
    ("ipmitool", &["P", "K"]),
    ("plink", &["pw"]),
    ("pscp", &["pw"]),
    ("psftp", &["pw"]),
    ("putty", &["pw"]),
    ("psexec", &["p"]),
    ("rdesktop", &["p"]),
    ("7z", &["p*"]),
    ("zip", &["P"]),
    ("unzip", &["P"]),
    ("openssl", &["k", "K", "passin", "passout"]),
    ("nxc", &["p", "H"]),
    ("crackmapexec", &["p", "H"]),
    ("evil-winrm", &["p", "H"]),
];

/// Options of any program whose value holds a user and a password.
const LONG: [&str; 3] = ["user", "proxy-user", "userpass"];

/// A longer word is no option.
const LONGEST: usize = 64;

/// The values of options that take a secret.
pub(super) fn arguments(bytes: &[u8]) -> Vec<Span> {
    work::look(bytes.len());
    let mut found = Vec::new();
    // Few texts have an option at all.
    if !memchr_iter(b'-', bytes).any(|at| is_option(bytes, at)) {
        return found;
    }
    work::look(bytes.len().saturating_mul(3));
    let mut program: Option<&[&str]> = None;
    let mut at = 0;
    while let Some(word) = next_word(bytes, at) {
        at = word.end;
        // A backslash at the end of a line continues it.
        let gap = Span::new(word.start.saturating_sub(2), word.start).slice_bytes(bytes);
        if gap.ends_with(b"\n") && !gap.starts_with(b"\\") {
            program = None;
        }
        let content = word.slice_bytes(bytes);
        if !is_option(bytes, word.start) {
            program = programs(content).or(program);
            continue;
        }
        let value = match long(bytes, word) {
            Some(value) => Some(value),
            None => program.and_then(|options| short(bytes, word, options)),
        };
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            at = at.max(value.end);
            found.push(value);
        }
    }
    found
}

/// Whether a dash begins an option: it stands behind a blank, a quote or a bracket, and before a letter or another dash.
fn is_option(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let is_edge =
        before.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`' | b'[' | b','));
    let next = bytes.get(at.saturating_add(1));
    is_edge && bytes.get(at) == Some(&b'-') && next.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

fn is_gap(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`' | b',' | b'[' | b']' | b'(' | b')' | b';' | b'|')
}

fn next_word(bytes: &[u8], from: usize) -> Option<Span> {
    let start = from.saturating_add(bytes.get(from..)?.iter().position(|byte| !is_gap(*byte))?);
    let length = bytes.get(start..)?.iter().take_while(|byte| !is_gap(**byte)).count();
    Some(Span::new(start, start.saturating_add(length)))
}

/// The short options of the program that a word names.
fn programs(word: &[u8]) -> Option<&'static [&'static str]> {
    let name = word.rsplit(|byte| matches!(byte, b'/' | b'\\')).next().unwrap_or(word);
    let starts = |known: &str| {
        let (head, rest) = name.split_at_checked(known.len())?;
        let goes_on = rest.first().is_none_or(|byte| matches!(byte, b'.' | b'-') || known.len() > 3);
        (head.eq_ignore_ascii_case(known.as_bytes()) && goes_on && name.len() <= 24).then_some(())
    };
    PROGRAMS.iter().find(|(known, _)| starts(known).is_some()).map(|(_, options)| *options)
}

/// The value of an option whose name tells: `--password=x`, `--token x`, `-Password x`, `--user u:p`.
fn long(bytes: &[u8], word: Span) -> Option<Span> {
    let content = word.slice_bytes(bytes);
    let dashes = content.iter().take_while(|byte| **byte == b'-').count();
    let name = content.get(dashes..)?;
    let length = name.iter().position(|byte| matches!(byte, b'=' | b':')).unwrap_or(name.len());
    let name = name.get(..length)?;
    if name.len() < 3 || name.len() > LONGEST {
        return None;
    }
    let is_user = dashes == 2 && LONG.iter().any(|known| known.as_bytes() == name);
    let text = std::str::from_utf8(name).unwrap_or_default();
    // As an option each word counts that would in a header.
    let is_secret = is_credential(&[b"x-", name].concat(), true) || is_secret_name(text);
    if !is_user && !is_secret {
        return None;
    }
    let end = word.start.saturating_add(dashes).saturating_add(length);
    Some(if end < word.end { value(bytes, end.saturating_add(1)) } else { behind_gap(bytes, end)? })
}

/// The value of a short option, glued to it or behind a blank.
fn short(bytes: &[u8], word: Span, options: &[&str]) -> Option<Span> {
    let content = word.slice_bytes(bytes).strip_prefix(b"-")?;
    options.iter().find_map(|option| {
        let (name, is_glued) = option.strip_suffix('*').map_or((*option, false), |name| (name, true));
        let rest = content.strip_prefix(name.as_bytes())?;
        let end = word.start.saturating_add(1).saturating_add(name.len());
        match rest {
            [] if matches!(bytes.get(end), Some(b'"' | b'\'')) && !is_closed(bytes, word.start) => {
                Some(value(bytes, end))
            }
            [] if is_glued => None,
            [] => behind_gap(bytes, end),
            _ if name.len() > 1 => None,
            _ => Some(value(bytes, end)),
        }
    })
}

/// Whether a quote stands before a word, so that one behind it closes it.
fn is_closed(bytes: &[u8], start: usize) -> bool {
    start.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(|byte| matches!(byte, b'"' | b'\''))
}

/// The value behind blanks, or in an array of words the next word.
fn behind_gap(bytes: &[u8], at: usize) -> Option<Span> {
    let rest = bytes.get(at..)?;
    let gap = rest
        .iter()
        .take(32)
        .take_while(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b',' | b'\\'))
        .count();
    (gap > 0).then(|| value(bytes, at.saturating_add(gap)))
}

/// The word that starts at `at`, in quotes or up to the next blank.
fn value(bytes: &[u8], at: usize) -> Span {
    let rest = bytes.get(at..).unwrap_or_default();
    let before = at.checked_sub(1).and_then(|before| bytes.get(before)).copied();
    let (start, quote) = match (rest.first(), before) {
        (Some(quote @ (b'"' | b'\'')), _) => (1, Some(*quote)),
        (_, Some(quote @ (b'"' | b'\''))) => (0, Some(quote)),
        _ => (0, None),
    };
    let content = rest.get(start..).unwrap_or_default();
    let in_quotes = quote.and_then(|quote| content.iter().position(|byte| *byte == quote || *byte == b'\n'));
    let length = in_quotes
        .unwrap_or_else(|| content.iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'"').count());
    work::look(length.saturating_add(1));
    let from = at.saturating_add(start);
    Span::new(from, from.saturating_add(length))
}

#[cfg(test)]
mod tests {
    use super::super::Mask;
    use super::arguments;

    #[test]
    fn arguments_that_are_secrets_are_hidden() {
        for (text, shown) in [
            ("$ curl -u admin:Zq https://a", "$ curl -u •••••••• https://a"),
            ("sshpass -p Zqab ssh -p 22 a", "sshpass -p •••• ssh -p •• a"),
            ("sshpass -pZqab ssh a", "sshpass -p•••• ssh a"),
            ("mysql -uroot -pZqab db", "mysql -uroot -p•••• db"),
            ("mysql -p db", "mysql -p db"),
            ("mysql -p'Zq ab' db", "mysql -p'•• ••' db"),
            ("snmpwalk -v2c -c Zqab 10.0.0.1", "snmpwalk -v2c -c •••• 10.0.0.1"),
            ("snmpget -v3 -A 'Zq ab' -X Zqcd 10.0.0.1", "snmpget -v3 -A '•• ••' -X •••• 10.0.0.1"),
            ("x --password=Zqab --user u:p -v", "x --password=•••• --user ••• -v"),
            ("Connect -Password Zqab -Port 22", "Connect -Password •••• -Port 22"),
            (r#"["curl","-u","a:Zq","https://a"]"#, r#"["curl","-u","••••","https://a"]"#),
            ("curl \\\n  -u a:Zq https://a", "curl \\\n  -u •••• https://a"),
            ("a -u b", "a -u b"),
            ("tail -c 100 file", "tail -c 100 file"),
        ] {
            assert_eq!(Mask::new(arguments(text.as_bytes())).apply(text), shown);
        }
    }
}
