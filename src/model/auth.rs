//! Credentials with which a scanner signs in to its targets.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::macros::{model, open_enum};
use super::text::Text;
use super::{Field, IntoOwned, Secret, Unknown};
use jsonmend::schema::DOCUMENTED;

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

/// Credentials of a scanner (metadata: `AuthParamsBase` and its children), distinguished by `@odata.type`.
///
/// Where `@odata.type` is missing, `type` selects the variant: no method belongs to two variants. A member that belongs
/// to another variant than the selected one (an early sample mixes SNMP with a domain) is kept among the unknown
/// members.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum ScanAuthenticationParams<S = String> {
    /// Credentials for Windows devices.
    Windows(WindowsAuthParams<S>),
    /// Credentials for Linux devices.
    Linux(LinuxAuthParams<S>),
    /// Credentials for network devices.
    Snmp(SnmpAuthParams<S>),
    /// Credentials of an unknown type.
    Unknown(OtherAuthParams<S>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Variant {
    Windows,
    Linux,
    Snmp,
}

impl Variant {
    /// Returns the variant that `@odata.type` names, with or without its namespace and regardless of case.
    fn of_type(text: &str) -> Option<Self> {
        match text {
            "#microsoft.windowsDefenderATP.api.WindowsAuthParams" => return Some(Self::Windows),
            "#microsoft.windowsDefenderATP.api.LinuxAuthParams" => return Some(Self::Linux),
            "#microsoft.windowsDefenderATP.api.SnmpAuthParams" => return Some(Self::Snmp),
            _ => {}
        }
        let name = text.rsplit(['.', '#']).next().unwrap_or(text);
        [("WindowsAuthParams", Self::Windows), ("LinuxAuthParams", Self::Linux), ("SnmpAuthParams", Self::Snmp)]
            .into_iter()
            .find_map(|(known, variant)| known.eq_ignore_ascii_case(name).then_some(variant))
    }

    /// Returns the variant that `type` belongs to; the variants share no value.
    fn of_kind(text: &str) -> Option<Self> {
        if WindowsAuthType::from(text).is_known() {
            Some(Self::Windows)
        } else if LinuxAuthType::from(text).is_known() {
            Some(Self::Linux)
        } else if SnmpAuthType::from(text).is_known() {
            Some(Self::Snmp)
        } else {
            None
        }
    }
}

impl<S: Text> From<OtherAuthParams<S>> for ScanAuthenticationParams<S> {
    fn from(all: OtherAuthParams<S>) -> Self {
        let variant = match all.odata_type.text() {
            Some(named) => Variant::of_type(named),
            None => all.kind.text().and_then(Variant::of_kind),
        };
        let Some(variant) = variant else { return Self::Unknown(all) };
        let OtherAuthParams {
            odata_type: _,
            kind,
            key_vault_uri,
            key_vault_secret_name,
            username,
            password,
            private_key,
            domain,
            isgmsa_user,
            packet_privacy,
            packet_integrity,
            auth_protocol,
            auth_password,
            priv_protocol,
            priv_password,
            community_string,
            mut unknown,
        } = all;
        let linux = variant == Variant::Linux;
        let windows = variant == Variant::Windows;
        let snmp = variant == Variant::Snmp;
        // Members that the variant lacks, in the order of the superset, so that reading the output again gives an equal
        // value.
        let unknown = {
            let mut foreign = Foreign(&mut unknown);
            if snmp {
                foreign.keep("password", &password);
            }
            if !linux {
                foreign.keep("privateKey", &private_key);
            }
            if !windows {
                foreign.keep("domain", &domain);
                foreign.keep("isgmsaUser", &isgmsa_user);
                foreign.keep("packetPrivacy", &packet_privacy);
                foreign.keep("packetIntegrity", &packet_integrity);
            }
            if !snmp {
                foreign.keep("authProtocol", &auth_protocol);
                foreign.keep("authPassword", &auth_password);
                foreign.keep("privProtocol", &priv_protocol);
                foreign.keep("privPassword", &priv_password);
                foreign.keep("communityString", &community_string);
            }
            unknown
        };
        match variant {
            Variant::Windows => Self::Windows(WindowsAuthParams {
                kind: kind.map(|text| text.as_ref().into()),
                key_vault_uri,
                key_vault_secret_name,
                username,
                password,
                domain,
                isgmsa_user,
                packet_privacy,
                packet_integrity,
                unknown,
            }),
            Variant::Linux => Self::Linux(LinuxAuthParams {
                kind: kind.map(|text| text.as_ref().into()),
                key_vault_uri,
                key_vault_secret_name,
                username,
                password,
                private_key,
                unknown,
            }),
            Variant::Snmp => Self::Snmp(SnmpAuthParams {
                kind: kind.map(|text| text.as_ref().into()),
                key_vault_uri,
                key_vault_secret_name,
                username,
                auth_protocol,
                auth_password,
                priv_protocol,
                priv_password,
                community_string,
                unknown,
            }),
        }
    }
}

/// Appends members that belong to another variant to the unknown members.
struct Foreign<'u>(&'u mut Unknown);

impl Foreign<'_> {
    fn keep<T: Serialize>(&mut self, name: &str, field: &Field<T>) {
        if !field.is_absent() {
            // Strings and booleans always have a JSON value.
            self.0.push(name, serde_json::to_value(field).unwrap_or_default());
        }
    }
}

impl<S: Serialize> Serialize for ScanAuthenticationParams<S> {
    fn serialize<Ser: Serializer>(&self, serializer: Ser) -> Result<Ser::Ok, Ser::Error> {
        match self {
            Self::Windows(params) => params.serialize(serializer),
            Self::Linux(params) => params.serialize(serializer),
            Self::Snmp(params) => params.serialize(serializer),
            Self::Unknown(params) => params.serialize(serializer),
        }
    }
}

// Reads the superset of all members first: nothing is buffered wherever `@odata.type` comes, and secrets go straight
// into `Secret`.
impl<'de, S: Text + Deserialize<'de>> Deserialize<'de> for ScanAuthenticationParams<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        OtherAuthParams::deserialize(deserializer).map(Self::from)
    }
}

impl<S: Text> JsonSchema for ScanAuthenticationParams<S> {
    fn schema_name() -> Cow<'static, str> {
        "ScanAuthenticationParams".into()
    }

    /// The open schema allows any mixture of members; the documented one is a `oneOf` of the three known types.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = OtherAuthParams::<S>::json_schema(generator);
        let mut documented: Map<String, Value> =
            schema.as_object().into_iter().flat_map(Map::keys).map(|key| (key.clone(), Value::Null)).collect();
        documented.insert(
            "oneOf".into(),
            json!([
                generator.subschema_for::<WindowsAuthParams<S>>(),
                generator.subschema_for::<LinuxAuthParams<S>>(),
                generator.subschema_for::<SnmpAuthParams<S>>(),
            ]),
        );
        let description = "How a scanner signs in, told apart by `@odata.type`.";
        documented.insert("description".into(), description.into());
        schema.insert("description".into(), description.into());
        schema.insert(DOCUMENTED.into(), documented.into());
        schema
    }
}

impl<S: IntoOwned> IntoOwned for ScanAuthenticationParams<S> {
    type Owned = ScanAuthenticationParams<S::Owned>;

    fn into_owned(self) -> Self::Owned {
        match self {
            Self::Windows(params) => ScanAuthenticationParams::Windows(params.into_owned()),
            Self::Linux(params) => ScanAuthenticationParams::Linux(params.into_owned()),
            Self::Snmp(params) => ScanAuthenticationParams::Snmp(params.into_owned()),
            Self::Unknown(params) => ScanAuthenticationParams::Unknown(params.into_owned()),
        }
    }
}

impl<S> From<ScanAuthenticationParams<S>> for Field<Box<ScanAuthenticationParams<S>>> {
    fn from(params: ScanAuthenticationParams<S>) -> Self {
        Self::Value(Box::new(params))
    }
}

/// Converts the struct of each variant to the enum, and to a member that holds the enum.
macro_rules! variants {
    ($($params:ident => $variant:ident),*) => {$(
        impl<S> From<$params<S>> for ScanAuthenticationParams<S> {
            fn from(params: $params<S>) -> Self {
                Self::$variant(params)
            }
        }

        impl<S> From<$params<S>> for Field<Box<ScanAuthenticationParams<S>>> {
            fn from(params: $params<S>) -> Self {
                ScanAuthenticationParams::from(params).into()
            }
        }
    )*};
}

variants!(WindowsAuthParams => Windows, LinuxAuthParams => Linux, SnmpAuthParams => Snmp);

impl WindowsAuthParams {
    /// Creates credentials of a group managed service account.
    #[must_use]
    pub fn gmsa(kind: WindowsAuthType, domain: impl Into<String>, username: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            username: username.into().into(),
            domain: domain.into().into(),
            isgmsa_user: true.into(),
            ..Self::default()
        }
    }

    /// Creates credentials that a Key Vault holds. The layout of the secret is documented for SNMP only
    /// ([`SnmpAuthParams::key_vault`]).
    #[must_use]
    pub fn key_vault(kind: WindowsAuthType, uri: impl Into<String>, secret_name: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            key_vault_uri: uri.into().into(),
            key_vault_secret_name: secret_name.into().into(),
            ..Self::default()
        }
    }
}

impl LinuxAuthParams {
    /// Creates credentials of an account with a password.
    #[must_use]
    pub fn password(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            kind: LinuxAuthType::Password.into(),
            username: username.into().into(),
            password: password.into().into(),
            ..Self::default()
        }
    }

    /// Creates credentials of an account with a private key.
    #[must_use]
    pub fn private_key(username: impl Into<String>, private_key: impl Into<Secret>) -> Self {
        Self {
            kind: LinuxAuthType::PrivateKey.into(),
            username: username.into().into(),
            private_key: private_key.into().into(),
            ..Self::default()
        }
    }

    /// Creates credentials that a Key Vault holds. The layout of the secret is documented for SNMP only
    /// ([`SnmpAuthParams::key_vault`]).
    #[must_use]
    pub fn key_vault(kind: LinuxAuthType, uri: impl Into<String>, secret_name: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            key_vault_uri: uri.into().into(),
            key_vault_secret_name: secret_name.into().into(),
            ..Self::default()
        }
    }
}

impl SnmpAuthParams {
    /// Creates credentials with a community string (SNMP 2c; the documentation lists versions 2 and 3).
    #[must_use]
    pub fn community(community_string: impl Into<Secret>) -> Self {
        Self {
            kind: SnmpAuthType::CommunityString.into(),
            community_string: community_string.into().into(),
            ..Self::default()
        }
    }

    /// A user name only (SNMP 3).
    #[must_use]
    pub fn no_auth_no_priv(username: impl Into<String>) -> Self {
        Self { kind: SnmpAuthType::NoAuthNoPriv.into(), username: username.into().into(), ..Self::default() }
    }

    /// A user with authentication, unencrypted (SNMP 3).
    #[must_use]
    pub fn auth_no_priv(username: impl Into<String>, authentication: SnmpAuthentication) -> Self {
        Self {
            kind: SnmpAuthType::AuthNoPriv.into(),
            auth_protocol: authentication.protocol.into(),
            auth_password: authentication.password.into(),
            ..Self::no_auth_no_priv(username)
        }
    }

    /// A user with authentication, encrypted (SNMP 3).
    #[must_use]
    pub fn auth_priv(username: impl Into<String>, authentication: SnmpAuthentication, privacy: SnmpPrivacy) -> Self {
        Self {
            kind: SnmpAuthType::AuthPriv.into(),
            priv_protocol: privacy.protocol.into(),
            priv_password: privacy.password.into(),
            ..Self::auth_no_priv(username, authentication)
        }
    }

    /// Creates credentials that a Key Vault holds. The text of the secret depends on the method (documentation: network
    /// devices):
    ///
    /// | method | text of the secret |
    /// | --- | --- |
    /// | `AuthPriv` | `Username;AuthPassword;PrivPassword` |
    /// | `AuthNoPriv` | `Username;AuthPassword` |
    /// | `CommunityString` | the community string alone |
    /// | `NoAuthNoPriv` | not documented |
    ///
    /// The protocols are not part of the secret: set them as members.
    ///
    /// ```
    /// use authscan::model::{SnmpAuthParams, SnmpAuthType};
    ///
    /// // The secret `scan-user` is `svc-scan;<authentication password>;<encryption password>`.
    /// let mut params = SnmpAuthParams::key_vault(SnmpAuthType::AuthPriv, "https://kv.vault.azure.net/", "scan-user");
    /// params.auth_protocol = "SHA1".into();
    /// params.priv_protocol = "AES".into();
    /// ```
    #[must_use]
    pub fn key_vault(kind: SnmpAuthType, uri: impl Into<String>, secret_name: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            key_vault_uri: uri.into().into(),
            key_vault_secret_name: secret_name.into().into(),
            ..Self::default()
        }
    }
}

/// Authentication of an SNMP user: a protocol and its password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnmpAuthentication {
    protocol: String,
    password: Secret,
}

impl SnmpAuthentication {
    /// Authenticates with MD5.
    #[must_use]
    pub fn md5(password: impl Into<Secret>) -> Self {
        Self::with("MD5", password)
    }

    /// Authenticates with SHA-1.
    #[must_use]
    pub fn sha1(password: impl Into<Secret>) -> Self {
        Self::with("SHA1", password)
    }

    /// Uses a protocol that the documentation does not list; the metadata allows any text.
    #[must_use]
    pub fn with(protocol: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { protocol: protocol.into(), password: password.into() }
    }
}

/// Encryption of an SNMP user's packets: a protocol and its password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnmpPrivacy {
    protocol: String,
    password: Secret,
}

impl SnmpPrivacy {
    /// Encrypts with DES.
    #[must_use]
    pub fn des(password: impl Into<Secret>) -> Self {
        Self::with("DES", password)
    }

    /// Encrypts with triple DES.
    #[must_use]
    pub fn triple_des(password: impl Into<Secret>) -> Self {
        Self::with("3DES", password)
    }

    /// Encrypts with AES.
    #[must_use]
    pub fn aes(password: impl Into<Secret>) -> Self {
        Self::with("AES", password)
    }

    /// Uses a protocol that the documentation does not list; the metadata allows any text.
    #[must_use]
    pub fn with(protocol: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { protocol: protocol.into(), password: password.into() }
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
