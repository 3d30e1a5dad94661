//! Which kind of payload a text is, broken or not.

use super::PayloadKind;

/// What [`detect`] found.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Detection {
    /// The kind, if anything tells it.
    ///
    /// A list of definition ids may ask for their history or delete them: it is taken for the question.
    pub kind: Option<PayloadKind>,
    /// What tells it, in the order of the text.
    pub evidence: Vec<Evidence>,
}

/// A piece of evidence for the kind of a payload.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Evidence {
    /// Where it begins, in bytes.
    pub offset: usize,
    /// What it is: a member's canonical name, or a part of `@odata.context`.
    pub what: &'static str,
}

/// Tells from the names in `text` which kind of payload it is, in time linear in its length.
///
/// It takes no syntax for granted: quotes may be missing or escaped, colons may be `=`, case may differ.
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
    // All names, and those that are in no string: a document may hold another as the text of a member.
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
    (seen.is_cut, plain.is_cut) = (is_cut(text), is_cut(text));
    let kind = plain.kind().or_else(|| seen.kind());
    Detection { kind, evidence: seen.evidence }
}

/// Whether the quote before a word that tells something is escaped. One further before than a link is long is none of it.
fn is_escaped(text: &str, offset: usize) -> bool {
    let before = text.as_bytes().get(offset.saturating_sub(256)..offset).unwrap_or_default();
    if !matches!(before.last(), Some(b'"' | b'#' | b'/')) {
        return false;
    }
    let quote = before.iter().rposition(|byte| *byte == b'"');
    quote.and_then(|quote| before.get(quote.checked_sub(1)?)) == Some(&b'\\')
}

/// The first letters of the names of each length, one bit each.
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

/// Whether a word may be one of [`NAMES`], by its length and first letter: most words are none.
fn may_tell(word: &str) -> bool {
    let letter = word.bytes().next().map_or(0, |byte| byte & 31);
    TELLING.get(word.len()).is_some_and(|letters| letters >> letter & 1 == 1)
}

/// Bytes after which the text so far is enough, if it tells anything: long lists only repeat themselves.
const ENOUGH: usize = 64 * 1024;

/// What a name tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tells {
    /// A part of a response's context or of a request line.
    Agents,
    Definitions,
    HistoryAction,
    Entity,
    Patch,
    /// The list of a collection.
    Value,
    /// A member of a definition in requests and responses.
    Definition,
    /// Of a definition in responses only.
    Response,
    /// Of a definition in a creating request, where an update seldom has it.
    Whole,
    /// How to sign in: of a definition too. Only an update may be without.
    Auth,
    /// Of a scanner, which may be inside a definition.
    Scanner,
    /// Of a scanner in the list of scanners only.
    Agent,
    /// Of a session.
    History,
    /// The ids of a request, or one of a session.
    DefinitionIds,
    SessionIds,
    /// Of an error.
    Error,
    ErrorPart,
}

/// Every name that tells something, by its text in lower case.
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

/// Words that tell something wherever they stand after one of these.
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
    /// The text goes on behind its last closing brace, so that what is missing may have come there.
    is_cut: bool,
}

/// Whether a text ends within a document, as far as its last characters tell.
fn is_cut(text: &str) -> bool {
    let behind = text.rsplit_once('}').map_or(text, |(_, behind)| behind);
    behind.bytes().any(|byte| byte.is_ascii_alphanumeric())
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
            // A request line, if it is before everything else.
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
        // The first of each kind is enough: long lists have the same names again and again.
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

    /// Whether it is told already: by what a response says of itself, and the list behind that.
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
        // What a response says of itself comes first.
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

    /// Of one or several definitions without a context.
    fn definition_kind(&self) -> PayloadKind {
        if self.has_list || self.scan_names > 1 {
            PayloadKind::Definitions
        } else if self.has(Tells::Response) || self.has(Tells::Entity) || self.count(Tells::Scanner) > 1 {
            PayloadKind::Definition
        } else if self.has(Tells::Patch) || self.count(Tells::Whole) < 2 || !(self.has(Tells::Auth) || self.is_cut) {
            // Creating takes credentials. An update may leave them out, as clients do: they cannot be read back.
            PayloadKind::Update
        } else {
            PayloadKind::Create
        }
    }
}

/// If `rest` goes on with a colon, or an equals sign, the first character of the value after it.
fn value_after(rest: &str) -> Option<Option<char>> {
    // A few are enough for any quoting; more would let a hostile text cost more than its length.
    let mut after =
        rest.chars().take(64).skip_while(|next| next.is_whitespace() || matches!(next, '"' | '\'' | '`' | '\\'));
    matches!(after.next(), Some(':' | '=')).then(|| after.find(|next| !next.is_whitespace()))
}

/// The words of a text from an offset: runs of ASCII letters, digits, `$` and `_`, with the byte before and all after.
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
