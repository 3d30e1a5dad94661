//! The diagnostic codes of the API's own rules, beside those of the engine.

use jsonmend::diagnostic::{Code, CustomCode, Severity};

/// An entry of a request's target list is not of the request's target type.
pub const TARGET_MISMATCH: Code = Code::Custom(&CustomCode {
    name: "target-mismatch",
    severity: Severity::Error,
    title: "target of another type",
    explanation: "An entry of a request's target list is not of the request's target type.",
    example: Some((r#"{"targetType": "Ip", "target": "host-1"}"#, r#"{"targetType": "Hostname", "target": "host-1"}"#)),
});

/// A request's credentials are not of the kind that its scan type needs.
pub const CREDENTIALS_MISMATCH: Code = Code::Custom(&CustomCode {
    name: "credentials-mismatch",
    severity: Severity::Error,
    title: "credentials of another kind",
    explanation: "A request's credentials are not of the kind that its scan type needs.",
    example: Some((
        r##"{"scanType": "Network", "scanAuthenticationParams": {"@odata.type": "#microsoft.windowsDefenderATP.api.LinuxAuthParams", "type": "Password", "keyVaultUri": "https://v.vault.azure.net", "keyVaultSecretName": "s"}}"##,
        r##"{"scanType": "Linux", "scanAuthenticationParams": {"@odata.type": "#microsoft.windowsDefenderATP.api.LinuxAuthParams", "type": "Password", "keyVaultUri": "https://v.vault.azure.net", "keyVaultSecretName": "s"}}"##,
    )),
});

/// A member of a request that does not go with another, such as a password beside a Key Vault.
pub const CONFLICTING_MEMBER: Code = Code::Custom(&CustomCode {
    name: "conflicting-member",
    severity: Severity::Error,
    title: "member that does not go with another",
    explanation: "A member of a request that does not go with another, such as a password beside a Key Vault.",
    example: Some((
        r##"{"scanAuthenticationParams": {"@odata.type": "#microsoft.windowsDefenderATP.api.WindowsAuthParams", "type": "Kerberos", "keyVaultUri": "https://v.vault.azure.net", "keyVaultSecretName": "s", "password": "example"}}"##,
        r##"{"scanAuthenticationParams": {"@odata.type": "#microsoft.windowsDefenderATP.api.WindowsAuthParams", "type": "Kerberos", "keyVaultUri": "https://v.vault.azure.net", "keyVaultSecretName": "s"}}"##,
    )),
});

/// A request that asks for nothing.
pub const EMPTY_REQUEST: Code = Code::Custom(&CustomCode {
    name: "empty-request",
    severity: Severity::Error,
    title: "the request asks for nothing",
    explanation: "A request that asks for nothing.",
    example: Some((r"{}", r#"{"isActive": true}"#)),
});

/// A request for what the service does not offer any more.
pub const DISCONTINUED: Code = Code::Custom(&CustomCode {
    name: "discontinued",
    severity: Severity::Warning,
    title: "discontinued by the service",
    explanation: "A request for what the service does not offer any more.",
    example: Some((r#"{"scanType": "Windows"}"#, r#"{"scanType": "Network"}"#)),
});

/// A value of a request whose meaning is documented nowhere. The service may take it, and for what nobody knows.
pub const UNCERTAIN_VALUE: Code = Code::Custom(&CustomCode {
    name: "uncertain-value",
    severity: Severity::Warning,
    title: "value of unknown meaning",
    explanation: "A value of a request whose meaning is documented nowhere. The service may accept it, and its effect is unknown.",
    example: Some((r#"{"intervalInHours": 0}"#, r#"{"intervalInHours": 4}"#)),
});

/// The codes of this crate, in the order of the documentation.
pub const OWN: &[Code] =
    &[TARGET_MISMATCH, CREDENTIALS_MISMATCH, CONFLICTING_MEMBER, EMPTY_REQUEST, DISCONTINUED, UNCERTAIN_VALUE];

/// Every code that a report may have: those of the engine, then those of this crate.
pub fn all() -> impl Iterator<Item = Code> {
    Code::ALL.iter().chain(OWN).copied()
}

/// The place of a code among [`all`] of them, for reports that list the codes once and number the findings.
#[must_use]
pub fn number(code: Code) -> usize {
    all().position(|known| known == code).unwrap_or_default()
}

/// The code of that name, the engine's or this crate's.
#[must_use]
pub fn from_name(name: &str) -> Option<Code> {
    all().find(|code| code.name() == name)
}
