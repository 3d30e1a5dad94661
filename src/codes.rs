//! The diagnostic codes of the API's own rules, beside those of the engine.

use jsonmend::diagnostic::{Code, CustomCode, Severity};

/// An entry of a request's target list is not of the request's target type.
pub const TARGET_MISMATCH: Code = Code::Custom(&CustomCode {
    name: "target-mismatch",
    severity: Severity::Error,
    title: "mismatched target type",
    explanation: "An entry of the `target` list is not of the type that `targetType` names.",
    example: Some((r#"{"targetType": "Ip", "target": "host-1"}"#, r#"{"targetType": "Hostname", "target": "host-1"}"#)),
});

/// A request's credentials are not of the kind that its scan type needs.
pub const CREDENTIALS_MISMATCH: Code = Code::Custom(&CustomCode {
    name: "credentials-mismatch",
    severity: Severity::Error,
    title: "mismatched credentials",
    explanation: "The credentials of a request are not of the kind that its scan type requires.",
    example: Some((
        r##"{"scanType": "Network", "scanAuthenticationParams": {"@odata.type": "#microsoft.windowsDefenderATP.api.LinuxAuthParams", "type": "Password", "keyVaultUri": "https://v.vault.azure.net", "keyVaultSecretName": "s"}}"##,
        r##"{"scanType": "Linux", "scanAuthenticationParams": {"@odata.type": "#microsoft.windowsDefenderATP.api.LinuxAuthParams", "type": "Password", "keyVaultUri": "https://v.vault.azure.net", "keyVaultSecretName": "s"}}"##,
    )),
});

/// Two members of a request that exclude each other, such as a password and a Key Vault.
pub const CONFLICTING_MEMBER: Code = Code::Custom(&CustomCode {
    name: "conflicting-member",
    severity: Severity::Error,
    title: "conflicting members",
    explanation: "Two members of a request exclude each other, such as a password and a Key Vault.",
    example: Some((
        r##"{"scanAuthenticationParams": {"@odata.type": "#microsoft.windowsDefenderATP.api.WindowsAuthParams", "type": "Kerberos", "keyVaultUri": "https://v.vault.azure.net", "keyVaultSecretName": "s", "password": "example"}}"##,
        r##"{"scanAuthenticationParams": {"@odata.type": "#microsoft.windowsDefenderATP.api.WindowsAuthParams", "type": "Kerberos", "keyVaultUri": "https://v.vault.azure.net", "keyVaultSecretName": "s"}}"##,
    )),
});

/// A request without a member that changes or selects anything.
pub const EMPTY_REQUEST: Code = Code::Custom(&CustomCode {
    name: "empty-request",
    severity: Severity::Error,
    title: "empty request",
    explanation: "The request has no member that changes or selects anything.",
    example: Some((r"{}", r#"{"isActive": true}"#)),
});

/// A request that uses a feature which the service no longer offers.
pub const DISCONTINUED: Code = Code::Custom(&CustomCode {
    name: "discontinued",
    severity: Severity::Warning,
    title: "discontinued feature",
    explanation: "The request uses a feature that the service no longer offers.",
    example: Some((r#"{"scanType": "Windows"}"#, r#"{"scanType": "Network"}"#)),
});

/// A value that the documentation does not define. The service may accept it; the effect is unknown.
pub const UNCERTAIN_VALUE: Code = Code::Custom(&CustomCode {
    name: "uncertain-value",
    severity: Severity::Warning,
    title: "undocumented value",
    explanation: "The documentation does not define the value. The service may accept it; the effect is unknown.",
    example: Some((r#"{"intervalInHours": 0}"#, r#"{"intervalInHours": 4}"#)),
});

/// The diagnostic codes of this crate, in the order of the documentation.
pub const OWN: &[Code] =
    &[TARGET_MISMATCH, CREDENTIALS_MISMATCH, CONFLICTING_MEMBER, EMPTY_REQUEST, DISCONTINUED, UNCERTAIN_VALUE];

/// Returns every code that a report may contain: the engine's codes, then this crate's.
///
/// ```
/// for code in authscan::codes::all() {
///     println!("{:<24}{}", code.name(), code.title());
/// }
/// ```
pub fn all() -> impl Iterator<Item = Code> {
    Code::ALL.iter().chain(OWN).copied()
}

/// Returns the index of a code in [`all`], for reports that list each code once and refer to it by number; `None` for a
/// code of another crate.
///
/// ```
/// use authscan::codes;
///
/// let trailing = codes::from_name("trailing-comma").unwrap();
/// assert_eq!(codes::all().nth(codes::number(trailing).unwrap()), Some(trailing));
/// ```
#[must_use]
pub fn number(code: Code) -> Option<usize> {
    all().position(|known| known == code)
}

/// Returns the code with this name, of the engine or of this crate; `None` if there is none.
///
/// ```
/// use authscan::codes;
///
/// assert_eq!(codes::from_name("target-mismatch"), Some(codes::TARGET_MISMATCH));
/// ```
#[must_use]
pub fn from_name(name: &str) -> Option<Code> {
    all().find(|code| code.name() == name)
}
