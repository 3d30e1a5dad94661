//! Validation of requests against the rules of the service.

mod credentials;
mod rules;

use std::borrow::Cow;
use std::fmt;

use self::rules::{Found, TABLE};
use super::{ScanDefinitionCreate, ScanDefinitionIds, ScanDefinitionUpdate, SessionIds, TargetType};
use crate::codes;
use crate::diagnostic::{Code, Severity};

/// A request that can be checked before it is sent.
///
/// These are the rules, the codes of their violations and the requests that have them: to create a definition
/// ([`ScanDefinitionCreate`]), to change one ([`ScanDefinitionUpdate`]), and lists of ids ([`ScanDefinitionIds`],
/// [`SessionIds`]). [`Violation::severity`] explains the severities.
///
/// | rule | code | severity | requests |
/// | --- | --- | --- | --- |
/// | `scanType`, `scanName`, `isActive`, `target`, `scannerAgent` and `scanAuthenticationParams` have a value, `intervalInHours` is present | `missing-member` | error | create |
/// | at least one member is present | `empty-request` | error | change |
/// | `scanType` and `isActive` are not `null` | `wrong-kind` | error | change |
/// | `scanName` is not empty | `missing-member` | error | change |
/// | `scanType`, `targetType`, and `type` and `@odata.type` of the credentials have a value of the metadata | `unknown-value` | error | create, change |
/// | `scanType` is not `Windows` | `discontinued` | warning | create, change |
/// | `target` has neither white space nor empty entries, and each entry is an address, a network, a range or a host name | `invalid-format` | error | create, change |
/// | each entry of `target` is of the type `targetType`, which is `Ip` if a request that creates does not have it | `target-mismatch` | error | create, change |
/// | `target` has at most [`ADDRESSES_PER_SCANNER`](crate::model::ADDRESSES_PER_SCANNER) addresses | `out-of-range` | warning | create, change |
/// | `intervalInHours` is not negative | `out-of-range` | error | create, change |
/// | `intervalInHours` is neither `null` nor 0 | `uncertain-value` | warning | create, change |
/// | `scannerAgent` has a `machineId` or an `id` | `missing-member` | error | create, change |
/// | `scannerAgent` has a `machineId`, not an `id` alone | `missing-member` | warning | create, change |
/// | `machineId` is 40 hexadecimal digits | `invalid-format` | error | create, change |
/// | the credentials are those of the scan type: SNMP for `Network`, Linux for `Linux`, Windows for `Windows` | `credentials-mismatch` | error | create, change |
/// | the credentials have a `type`, and without a Key Vault the members that the type needs | `missing-member` | error | create, change |
/// | a Key Vault has both `keyVaultUri` and `keyVaultSecretName` | `missing-member` | error | create, change |
/// | `keyVaultUri` is `https` with a host name, without a path | `invalid-format` | error | create, change |
/// | the credentials have no member that the type does not use, and no secret beside a Key Vault | `conflicting-member` | error | create, change |
/// | credentials of the type `AuthPriv` have no community string | `conflicting-member` | warning | create, change |
/// | SNMP credentials in a Key Vault name the protocols that the type needs | `missing-member` | warning | create, change |
/// | the protocols are documented: `MD5` and `SHA1`, `DES`, `3DES` and `AES` | `uncertain-value` | warning | create, change |
/// | a Windows account has a password, a Key Vault or `isgmsaUser` | `missing-member` | warning | create, change |
/// | the list is not empty | `missing-member` | error | ids |
/// | each id is one word | `invalid-format` | error | ids |
/// | no id is a duplicate | `uncertain-value` | warning | ids |
///
/// ```
/// use authscan::model::{ScanDefinitionIds, Validate};
///
/// let violations = ScanDefinitionIds::new(["a", "b c"]).validate();
/// assert_eq!((violations[0].code.name(), violations[0].is_error()), ("invalid-format", true));
/// assert_eq!((violations.len(), &*violations[0].pointer), (1, "/ScanDefinitionIds/1"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request of the API",
    note = "only requests have rules of the service; `authscan::check` compares a response with its schema"
)]
pub trait Validate {
    /// Returns every violation, in the order of the members; empty if there is none. Some may be warnings: the service can be
    /// expected to refuse the request only if one of them [is an error](Violation::is_error).
    #[must_use]
    fn validate(&self) -> Vec<Violation>;
}

/// A rule that a request violates or may violate. It never quotes a value, which may be a secret. [`Validate`] lists the
/// rules.
///
/// `Display` shows all fields in one line. In a report of [`Options::check_as`](crate::Options::check_as), the diagnostic of
/// the violation has remedy and source in its [`help`](crate::diagnostic::Diagnostic::help).
///
/// ```
/// use authscan::model::{ScanDefinitionUpdate, Validate};
///
/// let violations = ScanDefinitionUpdate::new().scan_name("").validate();
/// assert_eq!(
///     violations[0].to_string(),
///     "/scanName: error: missing-member: give the definition a name, or leave the member out (documentation: add-a-new-scan-definition)"
/// );
/// ```
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
    /// Source of the rule: the `metadata`, `live captures`, the requests of other `clients`, or a page of the `documentation`.
    /// A page is named by the last segment of its address at Microsoft Learn, such as `add-a-new-scan-definition`.
    pub source: &'static str,
}

impl Violation {
    /// Returns whether the service can be expected to refuse the request.
    ///
    /// ```
    /// use authscan::model::{ScanDefinitionUpdate, Validate};
    ///
    /// let violations = ScanDefinitionUpdate::new().interval_in_hours(0).validate();
    /// assert!(!violations.is_empty() && violations.iter().all(|found| !found.is_error()));
    /// ```
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

impl Validate for ScanDefinitionCreate {
    fn validate(&self) -> Vec<Violation> {
        let mut found = Found::default();
        found.require(&self.scan_type, "/scanType", "name what to scan, such as `Network`");
        found.require_text(&self.scan_name, "/scanName", "give the definition a name");
        found.require(&self.is_active, "/isActive", "set whether the definition is active");
        found.require_text(&self.target, "/target", "name what to scan, as a comma-separated list");
        if self.interval_in_hours.is_absent() {
            found.require(&self.interval_in_hours, "/intervalInHours", "set the number of hours between two runs");
        }
        found.require(&self.scanner_agent, "/scannerAgent", "name the scanner by its `machineId`");
        found.require(
            &self.scan_authentication_params,
            "/scanAuthenticationParams",
            "set the credentials of the scanner",
        );
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

#[cfg(test)]
mod tests {
    use super::super::{Secret, WindowsAuthParams, WindowsAuthType};
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
        both.password = Secret::from("p").into();
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
