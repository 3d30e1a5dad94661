//! The rules about credentials.

use std::borrow::Cow;

use super::rules::{DEVICES, Found, METADATA, SAMPLES, TABLE};
use crate::codes;
use crate::diagnostic::Code;
use crate::model::{
    Field, LinuxAuthParams, LinuxAuthType, ScanAuthenticationParams, ScanType, Secret, SnmpAuthParams, SnmpAuthType,
    Target, WindowsAuthParams, WindowsAuthType, url,
};

impl Found {
    pub(super) fn auth(&mut self, auth: &ScanAuthenticationParams, scan_type: Option<&ScanType>) {
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
        auth.protocol("authProtocol", &params.auth_protocol, authentication, &["MD5", "SHA1"]);
        auth.secret("authPassword", has_value(&params.auth_password), authentication);
        auth.protocol("privProtocol", &params.priv_protocol, privacy, &["DES", "3DES", "AES"]);
        auth.secret("privPassword", has_value(&params.priv_password), privacy);
        auth.secret("communityString", has_value(&params.community_string), community);
    }

    /// Returns the method of signing in; `None` if it is missing. Adds a violation if it is missing or unknown.
    fn kind<'k, K: AsRef<str>>(&mut self, kind: &'k Field<K>, known: &[&str]) -> Option<&'k K> {
        let pointer = "/scanAuthenticationParams/type";
        let Some(value) = kind.get() else {
            let remedy = format!("set the method of signing in: one of {}", known.join(", "));
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

fn has_value(secret: &Field<Secret>) -> bool {
    secret.get().is_some_and(|secret| !secret.expose().is_empty())
}

/// Returns whether a text is the URL of a Key Vault: `https`, and a host name with a dot that is no address. Clouds differ in the
/// domain.
fn is_vault(uri: &str) -> bool {
    let Some((origin, rest)) = url::split(uri) else { return false };
    let host = origin.strip_prefix("https://").unwrap_or_default();
    let is_name = matches!(Target::from(host), Target::Host { .. }) && host.contains('.');
    is_name && matches!(rest, "" | "/")
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
        if uri.text().is_some_and(|uri| !uri.is_empty() && !is_vault(uri)) {
            let remedy = "write the address of a Key Vault, such as `https://NAME.vault.azure.net`";
            self.add("keyVaultUri", Code::InvalidFormat, remedy.into());
        }
    }

    /// Checks a member that is optional if a Key Vault is set.
    fn text(&mut self, name: &'static str, field: &Field<String>, rule: Rule) {
        let has = field.text().is_some_and(|text| !text.is_empty());
        self.check(name, has, if self.vault && rule == Rule::Needed { Rule::Free } else { rule });
    }

    /// Checks a protocol. A Key Vault does not hold it; whether the service has a default is unknown, and so is whether
    /// it reads other names than the documented ones.
    fn protocol(&mut self, name: &'static str, field: &Field<String>, rule: Rule, known: &[&str]) {
        let text = field.text().unwrap_or_default();
        let pointer = format!("/scanAuthenticationParams/{name}");
        if self.vault && rule == Rule::Needed && text.is_empty() {
            let remedy = format!("set it to one of {}: the secret does not hold the protocol", known.join(", "));
            self.found.doubt(&pointer, Code::MissingMember, remedy, DEVICES);
            return;
        }
        self.text(name, field, rule);
        if rule != Rule::Foreign && !text.is_empty() && !known.iter().any(|known| known.eq_ignore_ascii_case(text)) {
            let remedy = format!("one of {}; others are not documented", known.join(", "));
            self.found.doubt(&pointer, codes::UNCERTAIN_VALUE, remedy, TABLE);
        }
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
