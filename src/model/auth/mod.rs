//! Credentials with which a scanner signs in to its targets.

mod build;
mod variant;

pub use build::{SnmpAuthentication, SnmpPrivacy};
pub use variant::ScanAuthenticationParams;

use super::Secret;
use super::macros::{model, open_enum};
use super::text::Text;

/// The OData member that names the type of an object.
pub(super) const TYPE: &str = "@odata.type";

open_enum! {
    /// Method of signing in to Windows devices (metadata: `WindowsAuthType`).
    pub enum WindowsAuthType {
        /// No sign-in; only in the metadata.
        None = "None",
        /// NTLM; only in the metadata.
        Ntlm = "Ntlm",
        /// Kerberos.
        Kerberos = "Kerberos",
        /// Negotiate: a method that both sides support.
        Negotiate = "Negotiate",
    }
}

open_enum! {
    /// Method of signing in to Linux devices (metadata: `LinuxAuthType`).
    pub enum LinuxAuthType {
        /// A user name and a password.
        Password = "Password",
        /// A user name and a private key.
        PrivateKey = "PrivateKey" | "Private Key",
    }
}

open_enum! {
    /// Method of signing in over SNMP (metadata: `SnmpAuthType`).
    pub enum SnmpAuthType {
        /// A community string (SNMP 1 and 2c).
        CommunityString = "CommunityString" | "Community String",
        /// A user name only (SNMP 3).
        NoAuthNoPriv = "NoAuthNoPriv",
        /// A user with authentication, unencrypted (SNMP 3).
        AuthNoPriv = "AuthNoPriv",
        /// A user with authentication, encrypted (SNMP 3).
        AuthPriv = "AuthPriv",
    }
}

model! {
    /// Credentials for Windows devices (metadata: `WindowsAuthParams`). **Discontinued** with the scans of Windows devices
    /// ([`ScanType::Windows`](crate::model::ScanType::Windows)).
    pub struct WindowsAuthParams<S: Text = String> tagged "#microsoft.windowsDefenderATP.api.WindowsAuthParams" {
        /// Method of signing in.
        kind: WindowsAuthType => "type".required().non_null(),
        /// URL of the Key Vault that holds the credentials instead of this object. Later documentation calls it
        /// `KeyVaultUrl`.
        key_vault_uri: S => "keyVaultUri".aliases(&["KeyVaultUrl"]).format("uri"),
        /// Name of the secret in the Key Vault.
        key_vault_secret_name: S => "keyVaultSecretName",
        /// Name of the account.
        username: S => "username".usual().example("svc-scan"),
        /// Password of the account; only in the metadata.
        password: Secret => "password",
        /// Domain of the account.
        domain: S => "domain",
        /// Whether the account is a group managed service account, which the documentation requires. Samples spell the
        /// member `isGmsaUser`, tables `IsGMSAUser`.
        isgmsa_user: bool as Flag => "isgmsaUser".non_null(),
        /// Whether packets are encrypted; only in the metadata.
        packet_privacy: bool as Flag => "packetPrivacy".non_null(),
        /// Whether packets are signed; only in the metadata.
        packet_integrity: bool as Flag => "packetIntegrity".non_null(),
    }
}

model! {
    /// Credentials for Linux devices (metadata: `LinuxAuthParams`); only in the metadata.
    pub struct LinuxAuthParams<S: Text = String> tagged "#microsoft.windowsDefenderATP.api.LinuxAuthParams" {
        /// Method of signing in.
        kind: LinuxAuthType => "type".required().non_null(),
        /// URL of the Key Vault that holds the credentials instead of this object.
        key_vault_uri: S => "keyVaultUri".aliases(&["KeyVaultUrl"]).format("uri"),
        /// Name of the secret in the Key Vault.
        key_vault_secret_name: S => "keyVaultSecretName",
        /// Name of the account.
        username: S => "username".usual().example("svc-scan"),
        /// Password of the account; for `Password`.
        password: Secret => "password",
        /// Private key of the account; for `PrivateKey`.
        private_key: Secret => "privateKey",
    }
}

model! {
    /// Credentials for network devices (metadata: `SnmpAuthParams`).
    ///
    /// Samples set the community string together with the passwords, although these belong to different methods.
    pub struct SnmpAuthParams<S: Text = String> tagged "#microsoft.windowsDefenderATP.api.SnmpAuthParams" {
        /// Method of signing in.
        kind: SnmpAuthType => "type".required().non_null().example("NoAuthNoPriv"),
        /// URL of the Key Vault that holds the credentials instead of this object. Later documentation calls it
        /// `KeyVaultUrl`.
        key_vault_uri: S => "keyVaultUri".aliases(&["KeyVaultUrl"]).format("uri"),
        /// Name of the secret in the Key Vault.
        key_vault_secret_name: S => "keyVaultSecretName",
        /// Name of the user (SNMP 3).
        username: S => "username".usual().example("svc-scan"),
        /// Authentication protocol. Free text in the metadata; the documentation has MD5 and SHA1.
        auth_protocol: S => "authProtocol".example("SHA1"),
        /// Authentication password; for `AuthNoPriv` and `AuthPriv`.
        auth_password: Secret => "authPassword",
        /// Encryption protocol. Free text in the metadata; the documentation has DES, 3DES and AES.
        priv_protocol: S => "privProtocol".example("AES"),
        /// Encryption password; for `AuthPriv`.
        priv_password: Secret => "privPassword",
        /// Community string; for `CommunityString`.
        community_string: Secret => "communityString",
    }
}

model! {
    /// Credentials of an unknown type. Has every member that any of the known types has.
    pub struct OtherAuthParams<S: Text = String> {
        /// Name of the type, as received. The oldest documentation calls the member `$type`, with bare type names.
        odata_type: S => "@odata.type".aliases(&["$type"]).usual(),
        /// Method of signing in.
        kind: S => "type".usual(),
        /// URL of the Key Vault that holds the credentials.
        key_vault_uri: S => "keyVaultUri".aliases(&["KeyVaultUrl"]).format("uri"),
        /// Name of the secret in the Key Vault.
        key_vault_secret_name: S => "keyVaultSecretName",
        /// Name of the account or user.
        username: S => "username".usual().example("svc-scan"),
        /// Password of the account.
        password: Secret => "password",
        /// Private key of the account.
        private_key: Secret => "privateKey",
        /// Domain of the account.
        domain: S => "domain",
        /// Whether the account is a group managed service account.
        isgmsa_user: bool as Flag => "isgmsaUser",
        /// Whether packets are encrypted.
        packet_privacy: bool as Flag => "packetPrivacy",
        /// Whether packets are signed.
        packet_integrity: bool as Flag => "packetIntegrity",
        /// Authentication protocol of an SNMP user.
        auth_protocol: S => "authProtocol",
        /// Authentication password of an SNMP user.
        auth_password: Secret => "authPassword",
        /// Encryption protocol of an SNMP user.
        priv_protocol: S => "privProtocol",
        /// Encryption password of an SNMP user.
        priv_password: Secret => "privPassword",
        /// SNMP community string.
        community_string: Secret => "communityString",
    }
}

/// Spellings of credentials members in the tables and samples of the documentation's request pages. All other names of
/// a request must match the metadata in case.
pub(crate) const SPELLINGS_OF_REQUEST_TABLES: &[&str] = &[
    "KeyVaultUrl",
    "KeyVaultUri",
    "KeyVaultSecretName",
    "Username",
    "Domain",
    "IsGMSAUser",
    "isGmsaUser",
    "CommunityString",
    "AuthProtocol",
    "AuthPassword",
    "PrivProtocol",
    "PrivPassword",
];
