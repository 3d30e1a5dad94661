//! Detection of the kind of payload in a text, damaged or not.

use super::PayloadKind;

/// The result of [`detect`].
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Detection {
    /// The detected kind; `None` if no known name occurs, or too few to tell.
    ///
    /// A list of definition ids may be a request for their history or one to delete them. It counts as the request for
    /// history.
    pub kind: Option<PayloadKind>,
    /// The names that were found, each once, in the order of the text.
    pub evidence: Vec<Evidence>,
}

/// A name in the text that points to a kind of payload.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Evidence {
    /// Byte offset of the start of the name in the text.
    pub offset: usize,
    /// The name: a member's canonical name, a part of `@odata.context`, or the method `PATCH`.
    pub what: &'static str,
}

/// Detects the kind of payload of `text` from the names in it, in time linear in its length.
///
/// The text need not be JSON: quotes may be missing or escaped, colons may be `=`, case may differ.
///
/// ```
/// use authscan::model::{PayloadKind, detect};
///
/// let broken = r#"{ "value": [ { scanName: "a", latestScan": { status: null "#;
/// assert_eq!(detect(broken).kind, Some(PayloadKind::Definitions));
/// assert_eq!(detect("[1, 2, 3]").kind, None);
/// ```
#[must_use]
pub fn detect(text: &str) -> Detection {
    // `seen` has all names, `plain` those outside of strings: a document may contain another one as the text of a
    // member.
    let (mut seen, mut plain) = (Seen::default(), Seen::default());
    for (offset, word, before, rest) in Words(text, 0) {
        if offset > ENOUGH && seen.kind().is_some() {
            break;
        }
        seen.note(offset, word, before, rest);
        if is_escaped(text, offset) {
            continue;
        }
        let known = plain.tells.len();
        plain.note(offset, word, before, rest);
        if plain.tells.len() > known && plain.is_told() {
            break;
        }
    }
    let is_cut = is_cut(text);
    let is_open = is_cut && is_open(text);
    (seen.is_cut, plain.is_cut) = (is_cut, is_cut);
    (seen.is_open, plain.is_open) = (is_open, is_open);
    let kind = plain.kind().or_else(|| seen.kind());
    Detection { kind, evidence: seen.evidence }
}

/// Returns whether the quote before a known name is escaped. Only 256 bytes are searched: no link is longer.
fn is_escaped(text: &str, offset: usize) -> bool {
    let before = text.as_bytes().get(offset.saturating_sub(256)..offset).unwrap_or_default();
    if !matches!(before.last(), Some(b'"' | b'#' | b'/')) {
        return false;
    }
    let quote = before.iter().rposition(|byte| *byte == b'"');
    quote.and_then(|quote| before.get(quote.checked_sub(1)?)) == Some(&b'\\')
}

/// Bit sets of the first letters of [`NAMES`], by the length of the name.
const TELLING: [u32; 64] = telling();

#[allow(clippy::indexing_slicing, reason = "runs when compiled")]
const fn telling() -> [u32; 64] {
    let mut letters = [0; 64];
    let mut at = 0;
    while at < NAMES.len() {
        let name = NAMES[at].0.as_bytes();
        letters[name.len()] |= 1 << (name[0] & 31);
        at += 1;
    }
    letters
}

/// Returns whether a word may be one of [`NAMES`], by its length and first letter. This rules out most words cheaply.
fn may_tell(word: &str) -> bool {
    let letter = word.bytes().next().map_or(0, |byte| byte & 31);
    TELLING.get(word.len()).is_some_and(|letters| letters >> letter & 1 == 1)
}

/// Number of bytes after which the search ends if a kind is detected: long lists only repeat their names.
const ENOUGH: usize = 64 * 1024;

/// The group of payloads that a name points to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tells {
    /// `Agents` to `Patch` are parts of a response's context or of a request line.
    Agents,
    Definitions,
    HistoryAction,
    Entity,
    Patch,
    /// The list member of a collection.
    Value,
    /// A member of a definition in requests and responses.
    Definition,
    /// A member of a definition in responses only.
    Response,
    /// A member of a definition in responses and in requests that create one; rare in updates.
    Whole,
    /// The credentials of a definition. Only an update may lack them.
    Auth,
    /// A member of a scanner, which may be inside a definition.
    Scanner,
    /// A member of a scanner in the list of scanners only.
    Agent,
    /// A member of a session.
    History,
    /// The ids of a request, or the id in a session.
    DefinitionIds,
    SessionIds,
    /// `Error` and `ErrorPart` are members of an error response.
    Error,
    ErrorPart,
}

/// Every known member name; a word matches regardless of case.
const NAMES: &[(&str, Tells)] = &[
    ("value", Tells::Value),
    ("scanName", Tells::Definition),
    ("isActive", Tells::Definition),
    ("intervalInHours", Tells::Definition),
    ("targetType", Tells::Definition),
    ("scanAuthenticationParams", Tells::Auth),
    ("isTroubleshootMode", Tells::Response),
    ("advancedActiveConfiguration", Tells::Response),
    ("scanType", Tells::Whole),
    ("scannerAgent", Tells::Whole),
    ("createdBy", Tells::Response),
    ("latestScan", Tells::Response),
    ("failureReason", Tells::Response),
    ("executionDateTime", Tells::Response),
    ("machineId", Tells::Scanner),
    ("lastSeen", Tells::Scanner),
    ("assignedApplicationId", Tells::Scanner),
    ("scannerSoftwareVersion", Tells::Scanner),
    ("lastCommandExecutionTimestamp", Tells::Scanner),
    ("mdeClientVersion", Tells::Scanner),
    ("computerDnsName", Tells::Agent),
    ("sessionId", Tells::History),
    ("scanDefinitionId", Tells::History),
    ("scannerId", Tells::History),
    ("numberOfSuccessfullyScannedTargets", Tells::History),
    ("numberOfTargets", Tells::History),
    ("scanStatus", Tells::History),
    ("lastScanned", Tells::History),
    ("generalErrorMessage", Tells::History),
    ("scannedTargets", Tells::History),
    ("ListScannedTargets", Tells::History),
    ("scannedDeviceDescription", Tells::History),
    ("scanDuration", Tells::History),
    ("ScanDefinitionIds", Tells::DefinitionIds),
    ("SessionIds", Tells::SessionIds),
    ("error", Tells::Error),
    ("code", Tells::ErrorPart),
    ("message", Tells::ErrorPart),
];

/// Words that count only after the byte beside them, in a context URL or a path.
const PARTS: &[(u8, &str, Tells)] = &[
    (b'#', "DeviceAuthenticatedScanAgents", Tells::Agents),
    (b'#', "DeviceAuthenticatedScanDefinitions", Tells::Definitions),
    (b'/', "GetScanHistoryByScanDefinitionId", Tells::HistoryAction),
    (b'/', "GetScanHistoryBySessionId", Tells::HistoryAction),
    (b'/', "$entity", Tells::Entity),
];

#[derive(Default)]
struct Seen {
    evidence: Vec<Evidence>,
    tells: Vec<Tells>,
    has_list: bool,
    scan_names: u32,
    /// Whether the text is truncated, so that names may be missing only because of that: see [`is_cut`].
    is_cut: bool,
    /// Whether the text is truncated and an object of it has no end: see [`is_open`].
    is_open: bool,
}

/// Returns whether a text is truncated: a letter or digit follows its last closing brace.
fn is_cut(text: &str) -> bool {
    let behind = text.rsplit_once('}').map_or(text, |(_, behind)| behind);
    behind.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// Returns whether more braces open than close in a text.
fn is_open(text: &str) -> bool {
    let count = |brace| text.bytes().filter(|byte| *byte == brace).count();
    count(b'{') > count(b'}')
}

impl Seen {
    fn note(&mut self, offset: usize, word: &str, before: Option<u8>, rest: &str) {
        let is_part = matches!(before, Some(b'#' | b'/'));
        let part = PARTS
            .iter()
            .filter(|_| is_part)
            .find(|(mark, part, _)| before == Some(*mark) && part.eq_ignore_ascii_case(word));
        if let Some((_, what, tells)) = part {
            self.add(offset, what, *tells);
        } else if word == "PATCH" && self.tells.is_empty() {
            // A request line comes before every other name.
            self.add(offset, "PATCH", Tells::Patch);
        } else if let Some((what, tells)) =
            NAMES.iter().filter(|_| may_tell(word)).find(|(name, _)| name.eq_ignore_ascii_case(word))
        {
            let Some(value) = value_after(rest) else { return };
            match tells {
                Tells::Value if value != Some('[') => return,
                Tells::Value => self.has_list = true,
                Tells::Definition if *what == "scanName" => self.scan_names += 1,
                _ => {}
            }
            self.add(offset, what, *tells);
        }
    }

    fn add(&mut self, offset: usize, what: &'static str, tells: Tells) {
        // Only the first occurrence of a name is kept: long lists repeat their names.
        if !self.evidence.iter().any(|known| known.what == what) {
            self.evidence.push(Evidence { offset, what });
            self.tells.push(tells);
        }
    }

    fn count(&self, tells: Tells) -> usize {
        self.tells.iter().filter(|seen| **seen == tells).count()
    }

    fn has(&self, tells: Tells) -> bool {
        self.tells.contains(&tells)
    }

    /// Returns whether the kind is certain: the context or path names it, and the list has begun.
    fn is_told(&self) -> bool {
        let is_named = self.has(Tells::HistoryAction) || self.has(Tells::Agents) || self.has(Tells::Definitions);
        self.has_list && is_named
    }

    fn kind(&self) -> Option<PayloadKind> {
        let of_any = [Tells::Definition, Tells::Auth, Tells::Whole, Tells::Response];
        let definition: usize = of_any.into_iter().map(|tells| self.count(tells)).sum();
        let history = self.count(Tells::History);
        let agent = self.count(Tells::Agent) + self.count(Tells::Scanner);
        let one_or_many = |one, many| if self.has_list || !self.has(Tells::Entity) { many } else { one };
        // The context and path outrank the member names.
        if self.has(Tells::HistoryAction) && (self.has_list || history > 0) {
            return Some(PayloadKind::History);
        }
        if self.has(Tells::Agents) {
            return Some(one_or_many(PayloadKind::Agent, PayloadKind::Agents));
        }
        if self.has(Tells::Definitions) {
            return Some(one_or_many(PayloadKind::Definition, PayloadKind::Definitions));
        }
        if history > definition {
            return Some(PayloadKind::History);
        }
        if definition > 0 && !self.has(Tells::Agent) {
            return Some(self.definition_kind());
        }
        if agent > 0 {
            return Some(if self.has_list { PayloadKind::Agents } else { PayloadKind::Agent });
        }
        if self.has(Tells::DefinitionIds) {
            return Some(PayloadKind::HistoryByDefinition);
        }
        if self.has(Tells::SessionIds) {
            return Some(PayloadKind::HistoryBySession);
        }
        (self.has(Tells::Error) && self.has(Tells::ErrorPart)).then_some(PayloadKind::Error)
    }

    /// Returns the kind of one or several definitions without a context.
    fn definition_kind(&self) -> PayloadKind {
        if self.has_list || self.scan_names > 1 {
            PayloadKind::Definitions
        } else if self.has(Tells::Response) || self.has(Tells::Entity) || self.count(Tells::Scanner) > 1 {
            PayloadKind::Definition
        } else if !self.has(Tells::Patch) && self.is_whole() {
            PayloadKind::Create
        } else {
            PayloadKind::Update
        }
    }

    /// Returns whether a request has the members that one which creates needs, as far as its text goes.
    fn is_whole(&self) -> bool {
        match self.count(Tells::Whole) {
            0 => false,
            // Behind the end of a truncated text may be the other members. Updates rarely have even one of these.
            1 => self.is_open,
            // A request that creates needs credentials. Clients leave them out of updates, because they cannot be read
            // back.
            _ => self.has(Tells::Auth) || self.is_cut,
        }
    }
}

/// If `rest` starts with `:` or `=`, after quotes and blanks, returns the first character of the value after it.
fn value_after(rest: &str) -> Option<Option<char>> {
    // 64 characters suffice for any quoting; without a bound a hostile text costs more than linear time.
    let mut after =
        rest.chars().take(64).skip_while(|next| next.is_whitespace() || matches!(next, '"' | '\'' | '`' | '\\'));
    matches!(after.next(), Some(':' | '=')).then(|| after.find(|next| !next.is_whitespace()))
}

/// Iterator over the words of a text from a byte offset: runs of ASCII letters, digits, `$` and `_`. Each item has the
/// word's offset, the word, the byte before it and the text after it.
struct Words<'t>(&'t str, usize);

impl<'t> Iterator for Words<'t> {
    type Item = (usize, &'t str, Option<u8>, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'_');
        let bytes = self.0.as_bytes();
        let start = self.1 + bytes.get(self.1..)?.iter().position(is_word)?;
        let end = start + bytes.get(start..)?.iter().take_while(|byte| is_word(byte)).count();
        self.1 = end;
        let before = start.checked_sub(1).and_then(|at| bytes.get(at)).copied();
        Some((start, self.0.get(start..end)?, before, self.0.get(end..)?))
    }
}
