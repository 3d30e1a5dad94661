//! Secrets whose place in a command or a statement tells what they are: positional arguments, piped and here strings,
//! passwords of SQL and of the configuration of network devices.

use memchr::memmem;

use super::anchors::{Anchor, Anchors};
use crate::text::Span;
use crate::work;

/// Number of bytes around an anchor that are examined.
const REACH: usize = 256;

/// Finds the secret around an anchor, given as the words of its line behind it and its line before it.
pub(super) type Find = fn(&Around<'_>) -> Option<Span>;

/// Words that tell that a secret is near, in the spelling that they have in most texts, with what finds it.
const WORDS: &[(&[u8], Find)] = &[
    (b"net use", network_share),
    (b"htpasswd ", third_argument),
    (b"<<<", here_string),
    (b"smbclient ", behind_share),
    (b"sqlplus ", logon),
    (b"ConvertTo-SecureString", first_argument),
    (b"PSCredential", second_argument),
    (b"dentified ", identified),
    (b"DENTIFIED ", identified),
    (b"ommunity ", community),
    (b" secret ", device_secret),
    (b"-server key ", encoded),
    (b"shared-key ", encoded),
    (b"key-string ", encoded),
    // Programs that read a password from a pipe.
    (b"sudo -S", piped),
    (b"-stdin", piped),
    (b"chpasswd", piped),
];

/// The words of phrases.
pub(super) fn anchors() -> Vec<(Vec<u8>, Anchor)> {
    WORDS.iter().map(|(word, find)| (word.to_vec(), Anchor::Phrase(*find))).collect()
}

/// The secrets that stand at a known place of a phrase.
pub(super) fn phrases(bytes: &[u8], anchors: &Anchors) -> Vec<Span> {
    let words = anchors.with(|anchor| if let Anchor::Phrase(find) = anchor { Some(find) } else { None });
    let found = words.filter_map(|(find, word)| {
        work::look(REACH * 2);
        find(&Around::new(bytes, word))
    });
    found.filter(|span| !span.is_empty()).collect()
}

/// The part of a line around an anchor.
pub(super) struct Around<'t> {
    bytes: &'t [u8],
    /// From the start of the line to the anchor.
    before: Span,
    /// From behind the anchor to the end of the line.
    behind: Span,
}

impl<'t> Around<'t> {
    fn new(bytes: &'t [u8], anchor: Span) -> Self {
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let at = anchor.start;
        let reach = bytes.get(at.saturating_sub(REACH)..at).unwrap_or_default();
        let start = reach.iter().rposition(is_end).map_or(0, |last| last.saturating_add(1));
        let from = anchor.end;
        let rest = bytes.get(from..from.saturating_add(REACH).min(bytes.len())).unwrap_or_default();
        let end = rest.iter().position(is_end).unwrap_or(rest.len());
        Self {
            bytes,
            before: Span::new(at.saturating_sub(reach.len().saturating_sub(start)), at),
            behind: Span::new(from, from.saturating_add(end)),
        }
    }

    /// The words behind the anchor.
    fn words(&self) -> Vec<Span> {
        words(self.bytes, self.behind)
    }

    /// The words behind the anchor that are no options.
    fn arguments(&self) -> impl Iterator<Item = Span> {
        self.words().into_iter().filter(|word| !matches!(word.slice_bytes(self.bytes), [b'-' | b'/', ..]))
    }

    fn has_before(&self, word: &[u8]) -> bool {
        memmem::find(self.before.slice_bytes(self.bytes), word).is_some()
    }
}

/// The words of a part of a line: what is in quotes is one, without them.
fn words(bytes: &[u8], part: Span) -> Vec<Span> {
    let mut words = Vec::new();
    let mut at = part.start;
    while let Some(first) = bytes.get(at).copied().filter(|_| at < part.end) {
        let rest = Span::new(at.saturating_add(1), part.end).slice_bytes(bytes);
        let is_escape = first == b'\\' && matches!(rest.first(), Some(b'"' | b'\''));
        if matches!(first, b'"' | b'\'') {
            let length = rest.iter().position(|byte| *byte == first).unwrap_or(rest.len());
            let start = at.saturating_add(1);
            let marks = rest.get(..length).unwrap_or_default().iter().rev().take_while(|byte| **byte == b'\\').count();
            words.push(Span::new(start, start.saturating_add(length).saturating_sub(marks)));
            at = start.saturating_add(length).saturating_add(1);
        } else if is_gap(first) || is_escape {
            at = at.saturating_add(1);
        } else {
            let length =
                rest.iter().position(|byte| is_gap(*byte) || matches!(byte, b'"' | b'\'')).unwrap_or(rest.len());
            let end = at.saturating_add(length).saturating_add(1);
            words.push(Span::new(at, end));
            at = end;
        }
    }
    words
}

fn is_gap(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'(' | b')' | b',' | b';' | b'|')
}

/// `net use [Z:] \\host\share PASSWORD`, `net user NAME PASSWORD`.
fn network_share(around: &Around<'_>) -> Option<Span> {
    let is_user = matches!(around.behind.slice_bytes(around.bytes), [b'r', b' ', ..]);
    let mut arguments = around.arguments().skip(usize::from(is_user));
    if is_user {
        arguments.next()?;
        return arguments.next();
    }
    arguments.find(|word| !matches!(word.slice_bytes(around.bytes), [_, b':'] | [b'\\', ..]))
}

/// `htpasswd -b FILE NAME PASSWORD`; without a file if the result goes to the standard output, `-nb NAME PASSWORD`.
fn third_argument(around: &Around<'_>) -> Option<Span> {
    let has = |letter: u8| {
        let words = around.words();
        words
            .iter()
            .map(|word| word.slice_bytes(around.bytes))
            .any(|word| word.starts_with(b"-") && word.contains(&letter))
    };
    has(b'b').then(|| around.arguments().nth(if has(b'n') { 1 } else { 2 }))?
}

/// The text written into a pipe that ends in a program that reads a password.
fn piped(around: &Around<'_>) -> Option<Span> {
    let before = around.before.slice_bytes(around.bytes);
    let pipe = memchr::memrchr(b'|', before)?;
    let echo = [&b"echo "[..], b"printf "]
        .into_iter()
        .filter_map(|word| memmem::rfind(before.get(..pipe)?, word).map(|at| at.saturating_add(word.len())));
    let part = Span::new(around.before.start.saturating_add(echo.max()?), around.before.start.saturating_add(pipe));
    let all = words(around.bytes, part);
    let first = all.iter().find(|word| !word.slice_bytes(around.bytes).starts_with(b"-"))?;
    Some(Span::new(first.start, all.last()?.end))
}

/// The text that a program reads as the answer to its question for a password.
fn here_string(around: &Around<'_>) -> Option<Span> {
    let asks = [&b"kinit"[..], b"sudo", b"passwd", b"login", b"-stdin", b"openssl"];
    asks.iter().any(|word| around.has_before(word)).then(|| around.words().first().copied())?
}

/// `smbclient //host/share PASSWORD`.
fn behind_share(around: &Around<'_>) -> Option<Span> {
    let words = around.words();
    let share =
        words.iter().position(|word| matches!(word.slice_bytes(around.bytes), [b'/', b'/', ..] | [b'\\', ..]))?;
    let next = words.get(share.saturating_add(1))?;
    (!next.slice_bytes(around.bytes).starts_with(b"-")).then_some(*next)
}

/// `sqlplus NAME/PASSWORD@database`.
fn logon(around: &Around<'_>) -> Option<Span> {
    let logon = around.arguments().find(|word| word.slice_bytes(around.bytes).contains(&b'/'))?;
    let content = logon.slice_bytes(around.bytes);
    let slash = memchr::memchr(b'/', content)?;
    let end = memchr::memrchr(b'@', content).unwrap_or(content.len());
    let start = logon.start.saturating_add(slash).saturating_add(1);
    Some(Span::new(start, logon.start.saturating_add(end).max(start)))
}

/// The first argument that is no option and no variable.
fn first_argument(around: &Around<'_>) -> Option<Span> {
    around.arguments().next().filter(|word| !word.slice_bytes(around.bytes).starts_with(b"$"))
}

/// The second argument of a call with one in parentheses, or behind a constructor's name.
fn second_argument(around: &Around<'_>) -> Option<Span> {
    let mut arguments = around.arguments().filter(|word| {
        let word = word.slice_bytes(around.bytes);
        !matches!(word, b"]" | b"]::new" | b"::new")
    });
    arguments.next()?;
    arguments.next().filter(|word| !word.slice_bytes(around.bytes).starts_with(b"$"))
}

/// `IDENTIFIED BY 'PASSWORD'`, `IDENTIFIED WITH plugin BY 'PASSWORD'`.
fn identified(around: &Around<'_>) -> Option<Span> {
    let words = around.words();
    let is_by = |word: &Span| {
        let word = word.slice_bytes(around.bytes);
        word.eq_ignore_ascii_case(b"by") || word.eq_ignore_ascii_case(b"as")
    };
    let by = words.iter().take(3).position(is_by)?;
    let literal = *words.get(by.saturating_add(1))?;
    // Statements have a literal there, prose has a word.
    let quote = literal.start.checked_sub(1).and_then(|before| around.bytes.get(before));
    matches!(quote, Some(b'\'' | b'"')).then_some(literal)
}

/// `snmp-server community SECRET RO`, `set snmp community SECRET`.
fn community(around: &Around<'_>) -> Option<Span> {
    let is_snmp = [&b"snmp"[..], b"SNMP"].iter().any(|word| around.has_before(word));
    let kinds = [&b"ro"[..], b"rw", b"add", b"string", b"is"];
    let is_name = |word: &Span| !kinds.iter().any(|kind| word.slice_bytes(around.bytes).eq_ignore_ascii_case(kind));
    is_snmp.then(|| around.words().into_iter().find(is_name))?
}

/// `enable secret 5 SECRET`, `username NAME secret SECRET`.
fn device_secret(around: &Around<'_>) -> Option<Span> {
    let is_enable = around.before.slice_bytes(around.bytes).ends_with(b"enable");
    (is_enable || around.has_before(b"username ")).then(|| encoded(around))?
}

/// `tacacs-server key 7 SECRET`, `shared-key SECRET`, `key-string SECRET`: the secret behind the number of its encoding, if
/// there is one.
fn encoded(around: &Around<'_>) -> Option<Span> {
    let is_encoding = |word: &Span| word.len() == 1 && word.slice_bytes(around.bytes).iter().all(u8::is_ascii_digit);
    around.words().into_iter().find(|word| !is_encoding(word))
}

#[cfg(test)]
mod tests {
    use super::super::Mask;
    use super::super::anchors::Anchors;
    use super::phrases;

    #[test]
    fn secrets_at_their_places_are_hidden() {
        for (text, shown) in [
            (r"net use \\host\share Zq /user:adm", r"net use \\host\share •• /user:adm"),
            (r"net use Z: \\host\share /user:adm Zq", r"net use Z: \\host\share /user:adm ••"),
            ("net user bob Zq /add", "net user bob •• /add"),
            ("htpasswd -b file bob Zq", "htpasswd -b file bob ••"),
            (r#""htpasswd -nb bob Zq", "x": 1"#, r#""htpasswd -nb bob ••", "x": 1"#),
            (r#""enable secret 5 Zq", "x": 1"#, r#""enable secret 5 ••", "x": 1"#),
            ("username bob privilege 15 secret Zq", "username bob privilege 15 secret ••"),
            ("key-string 7 Zq", "key-string 7 ••"),
            ("a key to a shared key", "a key to a shared key"),
            ("htpasswd file bob", "htpasswd file bob"),
            ("echo Zq | sudo -S ls", "echo •• | sudo -S ls"),
            ("printf '%s' 'Zq' | docker login --password-stdin", "printf '••• •••' | docker login --password-stdin"),
            ("echo bob:Zq|chpasswd", "echo ••••••|chpasswd"),
            ("kinit bob <<< Zq", "kinit bob <<< ••"),
            ("wc <<< word", "wc <<< word"),
            ("smbclient //host/share Zq -U bob", "smbclient //host/share •• -U bob"),
            ("smbclient //host/share -U bob", "smbclient //host/share -U bob"),
            ("sqlplus bob/Zq@db", "sqlplus bob/••@db"),
            ("ConvertTo-SecureString \"Zq\" -AsPlainText -Force", "ConvertTo-SecureString \"••\" -AsPlainText -Force"),
            (r#"ConvertTo-SecureString \"Zq\" -Force"#, r#"ConvertTo-SecureString \"••\" -Force"#),
            ("ConvertTo-SecureString -String Zq", "ConvertTo-SecureString -String ••"),
            ("ConvertTo-SecureString $word", "ConvertTo-SecureString $word"),
            ("New-Object PSCredential(\"bob\", \"Zq\")", "New-Object PSCredential(\"bob\", \"••\")"),
            ("IDENTIFIED BY 'Zq'", "IDENTIFIED BY '••'"),
            ("identified with a by 'Zq'", "identified with a by '••'"),
            ("is identified by its name", "is identified by its name"),
            ("snmp-server community Zq RO", "snmp-server community •• RO"),
            ("the community of users", "the community of users"),
            ("enable secret 5 Zq", "enable secret 5 ••"),
            ("the secret is out", "the secret is out"),
            ("tacacs-server key 7 Zq", "tacacs-server key 7 ••"),
        ] {
            let bytes = text.as_bytes();
            assert_eq!(Mask::new(phrases(bytes, &Anchors::of(bytes))).apply(text), shown);
        }
    }
}
