//! Validation of requests against the rules of the service.

use std::borrow::Cow;
use std::fmt;

use super::{
    Field, LinuxAuthParams, LinuxAuthType, ScanAuthenticationParams, ScanDefinitionCreate, ScanDefinitionIds,
    ScanDefinitionUpdate, ScanType, ScannerReference, SessionIds, SnmpAuthParams, SnmpAuthType, Target, TargetType,
    WindowsAuthParams, WindowsAuthType,
};
use crate::codes;
use crate::diagnostic::{Code, Severity};

/// A request that can be checked before it is sent.
pub trait Validate {
    /// Returns every violation, in the order of the members; empty if there is none.
    #[must_use]
    fn validate(&self) -> Vec<Violation>;
}

/// A rule that a request violates or may violate. It never quotes a value, which may be a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Violation {
    /// JSON Pointer to the member in the canonical JSON; empty for the whole request.
    pub pointer: String,
    /// Diagnostic code of the violation.
    pub code: Code,
    /// [`Severity::Error`] if the service can be expected to refuse the request, [`Severity::Warning`] if that is
    /// unknown.
    pub severity: Severity,
    /// Instruction that resolves the violation, in lower case and without a full stop.
    pub remedy: Cow<'static, str>,
    /// Source of the rule: a page of the documentation, the metadata, live captures or the requests of clients.
    pub source: &'static str,
}

impl Violation {
    /// Returns whether the service can be expected to refuse the request.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pointer, code, severity, remedy, source } = self;
        write!(f, "{pointer}: {severity}: {code}: {remedy} ({source})")
    }
}

/// Sources of rules, from here to [`ACTIONS`].
const TABLE: &str = "documentation: add-a-new-scan-definition";
const SAMPLES: &str = "documentation: add-a-new-scan-definition, samples";
const METADATA: &str = "metadata";
const CAPTURES: &str = "live captures";
const DEVICES: &str = "documentation: network-devices";
const FAQ: &str = "documentation: defender-vulnerability-management-faq";
const CLIENTS: &str = "clients: Microsoft365DSC, pysec";
const ACTIONS: &str = "documentation: the page of the action";

impl Validate for ScanDefinitionCreate {
    fn validate(&self) -> Vec<Violation> {
        let mut found = Found::default();
        found.require(&self.scan_type, "/scanType", "name what to scan, such as `Network`");
        found.require_text(&self.scan_name, "/scanName", "give the definition a name");
        found.require(&self.is_active, "/isActive", "say whether the definition runs");
        found.require_text(&self.target, "/target", "name what to scan, as a comma-separated list");
        if self.interval_in_hours.is_absent() {
            found.require(&self.interval_in_hours, "/intervalInHours", "say how many hours are between two runs");
        }
        found.require(&self.scanner_agent, "/scannerAgent", "name the scanner by its `machineId`");
        found.require(&self.scan_authentication_params, "/scanAuthenticationParams", "say how the scanner signs in");
        found.values(
            &self.scan_type,
            &self.target,
            // `Ip` is the service's default.
            self.target_type.get().or(Some(&TargetType::Ip)),
            &self.interval_in_hours,
            &self.scanner_agent,
            &self.scan_authentication_params,
        );
        found.0
    }
}

impl Validate for ScanDefinitionUpdate {
    fn validate(&self) -> Vec<Violation> {
        let mut found = Found::default();
        if *self == Self::default() {
            found.add("", codes::EMPTY_REQUEST, "name at least one member to change", TABLE);
        }
        found.not_null(&self.scan_type, "/scanType");
        found.not_null(&self.is_active, "/isActive");
        if self.scan_name.text() == Some("") {
            found.add("/scanName", Code::MissingMember, "give the definition a name, or leave the member out", TABLE);
        }
        found.values(
            &self.scan_type,
            &self.target,
            // The type of the existing definition is unknown here.
            self.target_type.get(),
            &self.interval_in_hours,
            &self.scanner_agent,
            &self.scan_authentication_params,
        );
        found.0
    }
}

impl Validate for ScanDefinitionIds {
    fn validate(&self) -> Vec<Violation> {
        let mut found = Found::default();
        found.ids(&self.scan_definition_ids, "/ScanDefinitionIds");
        found.0
    }
}

impl Validate for SessionIds {
    fn validate(&self) -> Vec<Violation> {
        let mut found = Found::default();
        found.ids(&self.session_ids, "/SessionIds");
        found.0
    }
}

#[derive(Default)]
struct Found(Vec<Violation>);

impl Found {
    fn add(
        &mut self,
        pointer: impl Into<String>,
        code: Code,
        remedy: impl Into<Cow<'static, str>>,
        source: &'static str,
    ) {
        self.0.push(Violation {
            pointer: pointer.into(),
            code,
            severity: code.severity(),
            remedy: remedy.into(),
            source,
        });
    }

    /// Adds a violation as a warning: it is unknown whether the service refuses the request.
    fn doubt(&mut self, pointer: &str, code: Code, remedy: impl Into<Cow<'static, str>>, source: &'static str) {
        self.add(pointer, code, remedy, source);
        if let Some(last) = self.0.last_mut() {
            last.severity = Severity::Warning;
        }
    }

    fn require<T>(&mut self, field: &Field<T>, pointer: &str, remedy: &'static str) {
        if field.get().is_none() {
            self.add(pointer, Code::MissingMember, remedy, TABLE);
        }
    }

    fn require_text(&mut self, field: &Field<String>, pointer: &str, remedy: &'static str) {
        if field.text().is_none_or(|text| text.trim().is_empty()) {
            self.add(pointer, Code::MissingMember, remedy, TABLE);
        }
    }

    fn not_null<T>(&mut self, field: &Field<T>, pointer: &str) {
        if field.is_null() {
            self.add(pointer, Code::WrongKind, "give it a value, or leave the member out", METADATA);
        }
    }

    fn ids<I: AsRef<str>>(&mut self, ids: &Field<Vec<I>>, pointer: &str) {
        let ids = ids.get().map_or(&[][..], Vec::as_slice);
        if ids.is_empty() {
            self.add(pointer, Code::MissingMember, "name at least one id", ACTIONS);
        }
        for (at, id) in ids.iter().enumerate() {
            if id.as_ref().is_empty() || id.as_ref().contains(char::is_whitespace) {
                self.add(format!("{pointer}/{at}"), Code::InvalidFormat, "an id is one word", CAPTURES);
            }
        }
    }

    /// Checks the members that requests to create and to change have in common.
    fn values(
        &mut self,
        scan_type: &Field<ScanType>,
        target: &Field<String>,
        target_type: Option<&TargetType>,
        interval: &Field<i32>,
        scanner: &Field<ScannerReference>,
        auth: &Field<Box<ScanAuthenticationParams>>,
    ) {
        if scan_type.get().is_some_and(|known| !known.is_known()) {
            self.unknown_value("/scanType", ScanType::KNOWN);
        }
        if scan_type.get() == Some(&ScanType::Windows) {
            let remedy = "scan Windows devices in another way: the service does not since 2025-11-30";
            self.add("/scanType", codes::DISCONTINUED, remedy, FAQ);
        }
        if target_type.is_some_and(|known| !known.is_known()) {
            self.unknown_value("/targetType", TargetType::KNOWN);
        }
        if let Some(target) = target.text() {
            self.targets(target, target_type);
        }
        self.interval(interval);
        if let Some(scanner) = scanner.get() {
            self.scanner(scanner);
        }
        if let Some(auth) = auth.get() {
            self.auth(auth, scan_type.get());
        }
    }

    /// Checks the interval. `null` and 0 are doubtful: the portal has scans that run once, but nothing documents their
    /// form.
    fn interval(&mut self, interval: &Field<i32>) {
        let pointer = "/intervalInHours";
        match interval {
            Field::Null | Field::Value(0) => {
                let remedy = "give it at least one hour; how a scan that is not repeated is written is unknown";
                self.doubt(pointer, codes::UNCERTAIN_VALUE, remedy, DEVICES);
            }
            Field::Value(hours) if *hours < 0 => self.add(pointer, Code::OutOfRange, "at least one hour", TABLE),
            Field::Absent | Field::Value(_) => {}
        }
    }

    fn scanner(&mut self, scanner: &ScannerReference) {
        let pointer = "/scannerAgent/machineId";
        let is_machine = |id: &str| id.len() == 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        match (scanner.machine_id.text(), scanner.id.text()) {
            (None, Some(id)) if !id.is_empty() => {
                let remedy =
                    "name the scanner's machine: the documentation asks for it, though clients send the id alone";
                self.doubt(pointer, Code::MissingMember, remedy, CLIENTS);
            }
            (None, _) => self.add(pointer, Code::MissingMember, "name the scanner's machine", TABLE),
            (Some(id), _) if !is_machine(id) => {
                self.add(pointer, Code::InvalidFormat, "a machine id is 40 hexadecimal digits", CAPTURES);
            }
            (Some(_), _) => {}
        }
    }

    fn unknown_value(&mut self, pointer: &str, known: &[&str]) {
        self.add(pointer, Code::UnknownValue, format!("one of {}", known.join(", ")), METADATA);
    }

    fn targets(&mut self, target: &str, target_type: Option<&TargetType>) {
        if target.contains(char::is_whitespace) {
            self.add("/target", Code::InvalidFormat, "write the list without blanks", TABLE);
        }
        if !target.is_empty() && target.split(',').any(|entry| entry.trim().is_empty()) {
            self.add("/target", Code::InvalidFormat, "remove the empty entry", TABLE);
        }
        for (at, entry) in Target::list(target).enumerate() {
            let number = at + 1;
            if matches!(entry, Target::Text { .. }) {
                let remedy = format!("entry {number} is neither an address nor a host name");
                self.add("/target", Code::InvalidFormat, remedy, TABLE);
            } else if target_type == Some(&TargetType::Ip) && !entry.is_address() {
                let remedy = format!("entry {number} is a host name: `targetType` must be `Hostname` or `Combined`");
                self.add("/target", codes::TARGET_MISMATCH, remedy, TABLE);
            } else if target_type == Some(&TargetType::Hostname) && entry.is_address() {
                let remedy = format!("entry {number} is an address: `targetType` must be `Ip` or `Combined`");
                self.add("/target", codes::TARGET_MISMATCH, remedy, TABLE);
            }
        }
    }

    fn auth(&mut self, auth: &ScanAuthenticationParams, scan_type: Option<&ScanType>) {
        let is_mismatch = matches!(
            (auth, scan_type),
            (ScanAuthenticationParams::Windows(_), Some(ScanType::Network | ScanType::Linux))
                | (ScanAuthenticationParams::Linux(_), Some(ScanType::Network | ScanType::Windows))
                | (ScanAuthenticationParams::Snmp(_), Some(ScanType::Windows | ScanType::Linux))
        );
        if is_mismatch {
            let remedy = "use the credentials of the scan type: SNMP for Network, Windows for Windows, Linux for Linux";
            self.add("/scanAuthenticationParams", codes::CREDENTIALS_MISMATCH, remedy, TABLE);
        }
        match auth {
            ScanAuthenticationParams::Windows(params) => self.windows(params),
            ScanAuthenticationParams::Linux(params) => self.linux(params),
            ScanAuthenticationParams::Snmp(params) => self.snmp(params),
            ScanAuthenticationParams::Unknown(_) => {
                let remedy = "name the type in `@odata.type`: WindowsAuthParams, LinuxAuthParams or SnmpAuthParams";
                self.add("/scanAuthenticationParams/@odata.type", Code::UnknownValue, remedy, METADATA);
            }
        }
    }

    fn windows(&mut self, params: &WindowsAuthParams) {
        let Some(kind) = self.kind(&params.kind, WindowsAuthType::KNOWN) else { return };
        let is_gmsa = params.isgmsa_user.get() == Some(&true);
        let mut auth = Credentials { found: self, method: kind.is_known().then(|| kind.as_str()), vault: false };
        auth.vault(&params.key_vault_uri, &params.key_vault_secret_name);
        let is_needed = *kind != WindowsAuthType::None && kind.is_known();
        auth.text("username", &params.username, needed_if(is_needed));
        // A user name may include the domain: `CONTOSO\\scan`, `scan@contoso.com`.
        let is_qualified = params.username.text().is_some_and(|name| name.contains(['\\', '@']));
        auth.text("domain", &params.domain, needed_if(is_needed && !is_qualified));
        let vault = auth.vault;
        // The domain manages the password of a group managed service account.
        auth.secret("password", has_value(&params.password), if is_gmsa { Rule::Foreign } else { Rule::Free });
        if is_needed && !vault && !is_gmsa && !has_value(&params.password) {
            let remedy = "set it, or give a password or a Key Vault: nothing here signs the account in";
            self.doubt("/scanAuthenticationParams/isgmsaUser", Code::MissingMember, remedy, TABLE);
        }
    }

    fn linux(&mut self, params: &LinuxAuthParams) {
        let Some(kind) = self.kind(&params.kind, LinuxAuthType::KNOWN) else { return };
        let (password, key) = match kind {
            LinuxAuthType::Password => (Rule::Needed, Rule::Foreign),
            LinuxAuthType::PrivateKey => (Rule::Foreign, Rule::Needed),
            LinuxAuthType::Other(_) => (Rule::Free, Rule::Free),
        };
        let mut auth = Credentials { found: self, method: kind.is_known().then(|| kind.as_str()), vault: false };
        auth.vault(&params.key_vault_uri, &params.key_vault_secret_name);
        auth.text("username", &params.username, needed_if(kind.is_known()));
        auth.secret("password", has_value(&params.password), password);
        auth.secret("privateKey", has_value(&params.private_key), key);
    }

    fn snmp(&mut self, params: &SnmpAuthParams) {
        use Rule::{Foreign, Free, Needed, Surplus};
        let Some(kind) = self.kind(&params.kind, SnmpAuthType::KNOWN) else { return };
        let (user, authentication, privacy, community) = match kind {
            SnmpAuthType::CommunityString => (Foreign, Foreign, Foreign, Needed),
            SnmpAuthType::NoAuthNoPriv => (Needed, Foreign, Foreign, Foreign),
            SnmpAuthType::AuthNoPriv => (Needed, Needed, Foreign, Foreign),
            // The documentation's own samples have a community string here.
            SnmpAuthType::AuthPriv => (Needed, Needed, Needed, Surplus),
            SnmpAuthType::Other(_) => (Free, Free, Free, Free),
        };
        let mut auth = Credentials { found: self, method: kind.is_known().then(|| kind.as_str()), vault: false };
        auth.vault(&params.key_vault_uri, &params.key_vault_secret_name);
        auth.text("username", &params.username, user);
        auth.text("authProtocol", &params.auth_protocol, authentication);
        auth.secret("authPassword", has_value(&params.auth_password), authentication);
        auth.text("privProtocol", &params.priv_protocol, privacy);
        auth.secret("privPassword", has_value(&params.priv_password), privacy);
        auth.secret("communityString", has_value(&params.community_string), community);
    }

    /// Returns the method of signing in; `None` if it is missing. Adds a violation if it is missing or unknown.
    fn kind<'k, K: AsRef<str>>(&mut self, kind: &'k Field<K>, known: &[&str]) -> Option<&'k K> {
        let pointer = "/scanAuthenticationParams/type";
        let Some(value) = kind.get() else {
            let remedy = format!("say how to sign in: one of {}", known.join(", "));
            self.add(pointer, Code::MissingMember, remedy, METADATA);
            return None;
        };
        if !known.contains(&value.as_ref()) {
            self.unknown_value(pointer, known);
        }
        Some(value)
    }
}

/// Whether a method of signing in uses a member.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    Needed,
    Free,
    /// Not used, but present in the documentation's samples.
    Surplus,
    Foreign,
}

fn needed_if(is_needed: bool) -> Rule {
    if is_needed { Rule::Needed } else { Rule::Free }
}

fn has_value(secret: &Field<super::Secret>) -> bool {
    secret.get().is_some_and(|secret| !secret.expose().is_empty())
}

struct Credentials<'f> {
    found: &'f mut Found,
    /// The method, if known. An unknown one is not quoted: its text may be a misplaced secret.
    method: Option<&'f str>,
    /// Whether a Key Vault holds the credentials.
    vault: bool,
}

impl Credentials<'_> {
    fn vault(&mut self, uri: &Field<String>, secret_name: &Field<String>) {
        let has = |field: &Field<String>| field.text().is_some_and(|text| !text.is_empty());
        self.vault = has(uri) || has(secret_name);
        if self.vault && !has(uri) {
            self.add("keyVaultUri", Code::MissingMember, "name the Key Vault that holds the secret".into());
        }
        if self.vault && !has(secret_name) {
            self.add("keyVaultSecretName", Code::MissingMember, "name the secret in the Key Vault".into());
        }
    }

    /// Checks a member that is optional if a Key Vault is set.
    fn text(&mut self, name: &'static str, field: &Field<String>, rule: Rule) {
        let has = field.text().is_some_and(|text| !text.is_empty());
        self.check(name, has, if self.vault && rule == Rule::Needed { Rule::Free } else { rule });
    }

    /// Checks a secret member, which conflicts with a Key Vault.
    fn secret(&mut self, name: &'static str, has: bool, rule: Rule) {
        if self.vault && has {
            let remedy = "leave it out: the Key Vault holds the credentials";
            self.add(name, codes::CONFLICTING_MEMBER, remedy.into());
        } else {
            self.check(name, has, if self.vault { Rule::Free } else { rule });
        }
    }

    fn check(&mut self, name: &'static str, has: bool, rule: Rule) {
        let method = self.method.map_or_else(|| "the method".to_owned(), |method| format!("`{method}`"));
        if rule == Rule::Needed && !has {
            self.add(name, Code::MissingMember, format!("{method} needs it").into());
        } else if rule == Rule::Surplus && has {
            let pointer = format!("/scanAuthenticationParams/{name}");
            let remedy = format!("leave it out: {method} does not use it, though the documentation's samples send it");
            self.found.doubt(&pointer, codes::CONFLICTING_MEMBER, remedy, SAMPLES);
        } else if rule == Rule::Foreign && has {
            self.add(name, codes::CONFLICTING_MEMBER, format!("leave it out: {method} does not use it").into());
        }
    }

    fn add(&mut self, name: &str, code: Code, remedy: Cow<'static, str>) {
        self.found.add(format!("/scanAuthenticationParams/{name}"), code, remedy, TABLE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create(text: &str) -> Vec<(String, Code)> {
        let request: ScanDefinitionCreate = serde_json::from_str(text).unwrap();
        request.validate().into_iter().map(|found| (found.pointer, found.code)).collect()
    }

    #[test]
    fn tells_all_that_is_missing() {
        let pointers: Vec<_> = create("{}").into_iter().map(|(pointer, _)| pointer).collect();
        assert_eq!(
            pointers,
            [
                "/scanType",
                "/scanName",
                "/isActive",
                "/target",
                "/intervalInHours",
                "/scannerAgent",
                "/scanAuthenticationParams"
            ]
        );
    }

    #[test]
    fn tells_what_does_not_go_together() {
        let found = create(
            r#"{"scanType": "Windows", "scanName": "x", "isActive": true, "target": "host-1, 10.0.0.1",
                "intervalInHours": 0, "scannerAgent": {"machineId": "xyz"},
                "scanAuthenticationParams": {"@odata.type": "SnmpAuthParams", "type": "AuthPriv", "username": "u",
                    "authProtocol": "SHA1", "authPassword": "p", "communityString": "c"}}"#,
        );
        let auth = |name: &str| format!("/scanAuthenticationParams{name}");
        assert_eq!(
            found,
            [
                ("/scanType".to_owned(), codes::DISCONTINUED),
                ("/target".to_owned(), Code::InvalidFormat),
                ("/target".to_owned(), codes::TARGET_MISMATCH),
                ("/intervalInHours".to_owned(), codes::UNCERTAIN_VALUE),
                ("/scannerAgent/machineId".to_owned(), Code::InvalidFormat),
                (auth(""), codes::CREDENTIALS_MISMATCH),
                (auth("/privProtocol"), Code::MissingMember),
                (auth("/privPassword"), Code::MissingMember),
                (auth("/communityString"), codes::CONFLICTING_MEMBER),
            ]
        );
    }

    #[test]
    fn a_key_vault_stands_for_the_credentials() {
        let update = |params: WindowsAuthParams| {
            let update = ScanDefinitionUpdate { scan_authentication_params: params.into(), ..Default::default() };
            update.validate().into_iter().map(|found| (found.pointer, found.code)).collect::<Vec<_>>()
        };
        let kind = WindowsAuthType::Kerberos;
        assert_eq!(update(WindowsAuthParams::key_vault(kind.clone(), "https://v.vault.azure.net", "s")), []);
        assert_eq!(update(WindowsAuthParams::gmsa(kind.clone(), "d", "u")), []);
        let mut both = WindowsAuthParams::key_vault(kind, "https://v.vault.azure.net", "");
        both.password = super::super::Secret::from("p").into();
        assert_eq!(
            update(both),
            [
                ("/scanAuthenticationParams/keyVaultSecretName".to_owned(), Code::MissingMember),
                ("/scanAuthenticationParams/password".to_owned(), codes::CONFLICTING_MEMBER),
            ]
        );
    }

    #[test]
    fn an_update_must_change_something() {
        assert_eq!(ScanDefinitionUpdate::new().validate().len(), 1);
        let nulls: ScanDefinitionUpdate = serde_json::from_str(r#"{"isActive": null, "targetType": null}"#).unwrap();
        assert_eq!(nulls.validate().len(), 1);
        assert_eq!(SessionIds::new(["a b", ""]).validate().len(), 2);
        assert_eq!(ScanDefinitionIds::default().validate().len(), 1);
    }
}
