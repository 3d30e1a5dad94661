//! Secrets in command lines: values of options by their names, and of short options of known programs.

use super::anchors::{Anchor, Anchors};
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

/// Programs by their names whose short options with these letters take no secret.
const OTHERS: &[&str] = &[
    "cargo",
    "cc",
    "clang",
    "cp",
    "df",
    "du",
    "find",
    "g++",
    "gcc",
    "git",
    "go",
    "grep",
    "install",
    "iptables",
    "java",
    "journalctl",
    "kill",
    "ls",
    "lsof",
    "make",
    "mkdir",
    "mv",
    "nc",
    "ncat",
    "netstat",
    "nmap",
    "node",
    "npm",
    "npx",
    "nping",
    "patch",
    "perl",
    "ping",
    "pnpm",
    "ps",
    "python",
    "python3",
    "read",
    "rsync",
    "scp",
    "screen",
    "sed",
    "sftp",
    "ss",
    "ssh",
    "sysctl",
    "tar",
    "tcpdump",
    "tee",
    "telnet",
    "time",
    "tmux",
    "top",
    "touch",
    "tshark",
    "xargs",
    "yarn",
];

/// Short options that take a password in many programs, and those that take the user beside it.
const PASSWORDS: [&[u8]; 3] = [b"p", b"P", b"pw"];
const USERS: [&[u8]; 8] = [b"u", b"U", b"l", b"user", b"username", b"login", b"User", b"UserName"];

/// Options of any program whose value holds a user and a password.
const LONG: [&str; 3] = ["user", "proxy-user", "userpass"];

/// A longer word is no option.
const LONGEST: usize = 64;

/// The edges of words before an option, each with the dash of the option.
const EDGES: [&[u8]; 10] = [b" -", b"\t-", b"\n-", b"\x0c-", b"\r-", b"\"-", b"'-", b"`-", b"[-", b",-"];

/// The bytes that announce options.
pub(super) fn anchors() -> Vec<(Vec<u8>, Anchor)> {
    EDGES.iter().map(|edge| (edge.to_vec(), Anchor::Option)).collect()
}

/// The values of options that take a secret.
pub(super) fn arguments(bytes: &[u8], anchors: &Anchors) -> Vec<Span> {
    let mut found = Vec::new();
    // Few texts have an option at all.
    let mut edges = anchors.places(|anchor| matches!(anchor, Anchor::Option));
    if !is_option(bytes, 0) && !edges.any(|edge| is_option(bytes, edge.end.saturating_sub(1))) {
        return found;
    }
    work::look(bytes.len().saturating_mul(3));
    let mut program: Option<&[&str]> = None;
    let mut line = Line::default();
    let mut at = 0;
    while let Some(word) = next_word(bytes, at) {
        at = word.end;
        // A backslash at the end of a line continues it.
        let gap = Span::new(word.start.saturating_sub(2), word.start).slice_bytes(bytes);
        if gap.ends_with(b"\n") && !gap.starts_with(b"\\") {
            program = None;
            found.extend(std::mem::take(&mut line).secrets());
        }
        let content = word.slice_bytes(bytes);
        if !is_option(bytes, word.start) {
            program = programs(content).or(program);
            line.is_other |= OTHERS.iter().any(|other| other.as_bytes() == content);
            continue;
        }
        let value = match long(bytes, word) {
            Some(value) => Some(value),
            None => program.and_then(|options| short(bytes, word, options)),
        };
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            at = at.max(value.end);
            found.push(value);
        } else if program.is_none() {
            found.extend(line.option(bytes, word));
        }
    }
    found.extend(line.secrets());
    found
}

/// The options of an unknown program on one line.
#[derive(Default)]
struct Line {
    /// Whether the program is one whose options take no secrets.
    is_other: bool,
    has_user: bool,
    /// Values that are passwords if there is a user.
    doubtful: Vec<Span>,
}

impl Line {
    /// Notes an option. Returns its value if that is a secret regardless of the rest of the line: one that resembles no
    /// port, path or word, or the password in `user:password`.
    fn option(&mut self, bytes: &[u8], word: Span) -> Option<Span> {
        let content = word.slice_bytes(bytes).strip_prefix(b"-")?;
        let is_glued = |name: &[u8]| name.len() == 1 && content.len() > 1 && content.starts_with(name);
        let is_plain = content.strip_prefix(b"-").unwrap_or(content);
        if let Some(name) = USERS.iter().find(|name| is_plain == **name || is_glued(name)) {
            self.has_user = true;
            let value = value_of(bytes, word, name, is_glued(name))?;
            let colon = value.slice_bytes(bytes).iter().position(|byte| *byte == b':')?;
            let password = Span::new(value.start.saturating_add(colon).saturating_add(1), value.end);
            let is_port = password.slice_bytes(bytes).iter().all(|byte| byte.is_ascii_digit() || *byte == b'/');
            return (!is_port && !self.is_other).then_some(password);
        }
        let name = PASSWORDS.iter().rev().find(|name| content == **name || is_glued(name))?;
        let value = value_of(bytes, word, name, is_glued(name)).filter(|value| !value.is_empty())?;
        match Look::of(value.slice_bytes(bytes)) {
            Look::Other => None,
            Look::Secret if !self.is_other => Some(value),
            Look::Secret | Look::Word => {
                self.doubtful.push(value);
                None
            }
        }
    }

    /// The values that are passwords because there is a user.
    fn secrets(self) -> Vec<Span> {
        if self.has_user && !self.is_other { self.doubtful } else { Vec::new() }
    }
}

/// The value of a short option called `name`.
fn value_of(bytes: &[u8], word: Span, name: &[u8], is_glued: bool) -> Option<Span> {
    let dashes = word.slice_bytes(bytes).iter().take_while(|byte| **byte == b'-').count();
    let end = word.start.saturating_add(dashes).saturating_add(name.len());
    match bytes.get(end) {
        _ if is_glued => Some(value(bytes, end)),
        Some(b'"' | b'\'') if !is_closed(bytes, word.start) => Some(value(bytes, end)),
        _ => behind_gap(bytes, end).filter(|value| bytes.get(value.start) != Some(&b'-')),
    }
}

/// The look of the value of an option.
enum Look {
    /// A port, a range, a path or an address.
    Other,
    Word,
    Secret,
}

impl Look {
    fn of(value: &[u8]) -> Self {
        let has = |is_it: fn(&u8) -> bool| value.iter().any(is_it);
        let is_numeric =
            value.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b',' | b'-' | b'.' | b'/'));
        if is_numeric || has(|byte| matches!(byte, b'/' | b'\\' | b'=' | b'{' | b'[')) {
            return Self::Other;
        }
        let is_mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
        let has_digit = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
        let has_mark = has(|byte| b"!#$%^&*?~@".contains(byte));
        if is_mixed || has_digit || has_mark { Self::Secret } else { Self::Word }
    }
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
    // An option counts if its name would count in a header.
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
    use super::super::anchors::Anchors;
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
            ("tool -p hunter2", "tool -p •••••••"),
            ("tool -phunter2 -v", "tool -p••••••• -v"),
            ("tool -p hunter -v\ntool -x", "tool -p hunter -v\ntool -x"),
            ("tool -p hunter -u bob", "tool -p •••••• -u bob"),
            ("tool -u bob:hunter -v", "tool -u bob:•••••• -v"),
            ("tool -u host:8080", "tool -u host:8080"),
            ("tool -p 8080:80 -P /a/b1", "tool -p 8080:80 -P /a/b1"),
            ("ssh -p 22 -l bob a", "ssh -p 22 -l bob a"),
            ("mkdir -p a1 && gcc -print -pthread", "mkdir -p a1 && gcc -print -pthread"),
        ] {
            let bytes = text.as_bytes();
            assert_eq!(Mask::new(arguments(bytes, &Anchors::of(bytes))).apply(text), shown);
        }
    }
}
