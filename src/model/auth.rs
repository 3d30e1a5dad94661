//! How a scanner signs in to what it scans.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::macros::{model, open_enum};
use super::text::Text;
use super::{Field, IntoOwned, Secret, Unknown};
use jsonmend::schema::DOCUMENTED;

/// The member that tells the type of an object.
pub(super) const TYPE: &str = "@odata.type";

open_enum! {
    /// How to sign in to Windows (metadata: `WindowsAuthType`).
    pub enum WindowsAuthType {
        /// Not at all; only in the metadata.
        None = "None",
        /// NTLM; only in the metadata.
        Ntlm = "Ntlm",
        /// Kerberos.
        Kerberos = "Kerberos",
        /// Whichever both sides know.
        Negotiate = "Negotiate",
    }
}

open_enum! {
    /// How to sign in to Linux (metadata: `LinuxAuthType`).
    pub enum LinuxAuthType {
        /// With a password.
        Password = "Password",
        /// With a private key.
        PrivateKey = "PrivateKey" | "Private Key",
    }
}

open_enum! {
    /// How to sign in over SNMP (metadata: `SnmpAuthType`).
    pub enum SnmpAuthType {
        /// A community string, as SNMP 1 and 2c have it.
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
        /// How to sign in.
        kind: WindowsAuthType => "type".required().non_null(),
        /// The Key Vault that holds the credentials, instead of those here. Later documentation calls it `KeyVaultUrl`.
        key_vault_uri: S => "keyVaultUri".aliases(&["KeyVaultUrl"]).format("uri"),
        /// The name of the secret in the Key Vault.
        key_vault_secret_name: S => "keyVaultSecretName",
        /// The account.
        username: S => "username".usual().example("svc-scan"),
        /// Its password; only in the metadata.
        password: Secret => "password",
        /// The account's domain.
        domain: S => "domain",
        /// Whether the account is a group managed service account, which the documentation says it must be.
        /// Samples spell it `isGmsaUser`, tables `IsGMSAUser`.
        isgmsa_user: bool as Flag => "isgmsaUser".non_null(),
        /// Whether packets are encrypted; only in the metadata.
        packet_privacy: bool as Flag => "packetPrivacy".non_null(),
        /// Whether packets are signed; only in the metadata.
        packet_integrity: bool as Flag => "packetIntegrity".non_null(),
    }
}

model! {
    /// Credentials for Linux devices (metadata: `LinuxAuthParams`); not in the documentation at all.
    pub struct LinuxAuthParams<S: Text = String> tagged "#microsoft.windowsDefenderATP.api.LinuxAuthParams" {
        /// How to sign in.
        kind: LinuxAuthType => "type".required().non_null(),
        /// The Key Vault that holds the credentials, instead of those here.
        key_vault_uri: S => "keyVaultUri".aliases(&["KeyVaultUrl"]).format("uri"),
        /// The name of the secret in the Key Vault.
        key_vault_secret_name: S => "keyVaultSecretName",
        /// The account.
        username: S => "username".usual().example("svc-scan"),
        /// Its password.
        password: Secret => "password",
        /// Its private key.
        private_key: Secret => "privateKey",
    }
}

model! {
    /// Credentials for network devices (metadata: `SnmpAuthParams`).
    ///
    /// Samples fill the community string together with the passwords, though they belong to different types.
    pub struct SnmpAuthParams<S: Text = String> tagged "#microsoft.windowsDefenderATP.api.SnmpAuthParams" {
        /// How to sign in.
        kind: SnmpAuthType => "type".required().non_null().example("NoAuthNoPriv"),
        /// The Key Vault that holds the credentials, instead of those here. Later documentation calls it `KeyVaultUrl`.
        key_vault_uri: S => "keyVaultUri".aliases(&["KeyVaultUrl"]).format("uri"),
        /// The name of the secret in the Key Vault.
        key_vault_secret_name: S => "keyVaultSecretName",
        /// The user of SNMP 3.
        username: S => "username".usual().example("svc-scan"),
        /// How the user authenticates. Free text in the metadata; documented are MD5 and SHA1.
        auth_protocol: S => "authProtocol".example("SHA1"),
        /// The password that authenticates; for `AuthNoPriv` and `AuthPriv`.
        auth_password: Secret => "authPassword",
        /// How packets are encrypted. Free text in the metadata; documented are DES, 3DES and AES.
        priv_protocol: S => "privProtocol".example("AES"),
        /// The password that encrypts; for `AuthPriv`.
        priv_password: Secret => "privPassword",
        /// The community string; for `CommunityString`.
        community_string: Secret => "communityString",
    }
}

model! {
    /// Credentials of a type that is not known: with every member that any of the known types has.
    pub struct OtherAuthParams<S: Text = String> {
        /// The type as it came, if it did. The oldest documentation calls it `$type`, with bare names.
        odata_type: S => "@odata.type".aliases(&["$type"]).usual(),
        /// How to sign in.
        kind: S => "type".usual(),
        /// The Key Vault that holds the credentials.
        key_vault_uri: S => "keyVaultUri".aliases(&["KeyVaultUrl"]).format("uri"),
        /// The name of the secret in the Key Vault.
        key_vault_secret_name: S => "keyVaultSecretName",
        /// The account or user.
        username: S => "username".usual().example("svc-scan"),
        /// The account's password.
        password: Secret => "password",
        /// The account's private key.
        private_key: Secret => "privateKey",
        /// The account's domain.
        domain: S => "domain",
        /// Whether the account is a group managed service account.
        isgmsa_user: bool as Flag => "isgmsaUser",
        /// Whether packets are encrypted.
        packet_privacy: bool as Flag => "packetPrivacy",
        /// Whether packets are signed.
        packet_integrity: bool as Flag => "packetIntegrity",
        /// How an SNMP user authenticates.
        auth_protocol: S => "authProtocol",
        /// The password that authenticates an SNMP user.
        auth_password: Secret => "authPassword",
        /// How SNMP packets are encrypted.
        priv_protocol: S => "privProtocol",
        /// The password that encrypts SNMP packets.
        priv_password: Secret => "privPassword",
        /// The SNMP community string.
        community_string: Secret => "communityString",
    }
}

/// How a scanner signs in (metadata: `AuthParamsBase` and its children), told apart by `@odata.type`.
///
/// Where that is missing, `type` tells it: no value belongs to two of them. A member that belongs to another type
/// than the one named (an early sample mixes SNMP with a domain) is kept as an unknown one.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum ScanAuthenticationParams<S = String> {
    /// For Windows devices.
    Windows(WindowsAuthParams<S>),
    /// For Linux devices.
    Linux(LinuxAuthParams<S>),
    /// For network devices.
    Snmp(SnmpAuthParams<S>),
    /// Of a type that is not known.
    Unknown(OtherAuthParams<S>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Variant {
    Windows,
    Linux,
    Snmp,
}

impl Variant {
    /// From `@odata.type`, with or without its namespace and regardless of case.
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

    /// From `type`, whose values the variants do not share.
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
        // What the variant lacks; the order is that of the superset, so that reading again gives the same.
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

/// Members of another variant on their way to the unknown ones.
struct Foreign<'u>(&'u mut Unknown);

impl Foreign<'_> {
    fn keep<T: Serialize>(&mut self, name: &str, field: &Field<T>) {
        if !field.is_absent() {
            // Texts and booleans always have a JSON value.
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

// By way of the superset of all members: whichever comes first, nothing is buffered, and secrets are secrets at once.
impl<'de, S: Text + Deserialize<'de>> Deserialize<'de> for ScanAuthenticationParams<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        OtherAuthParams::deserialize(deserializer).map(Self::from)
    }
}

impl<S: Text> JsonSchema for ScanAuthenticationParams<S> {
    fn schema_name() -> Cow<'static, str> {
        "ScanAuthenticationParams".into()
    }

    /// What may be read is any mixture; documented is one of three.
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

/// Each variant's struct is one of the enum's values, and fits its member at once.
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
    /// A group managed service account.
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

    /// Credentials that a Key Vault holds. How the secret is to be laid out is documented for SNMP only
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
    /// An account with a password.
    #[must_use]
    pub fn password(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            kind: LinuxAuthType::Password.into(),
            username: username.into().into(),
            password: password.into().into(),
            ..Self::default()
        }
    }

    /// An account with a private key.
    #[must_use]
    pub fn private_key(username: impl Into<String>, private_key: impl Into<Secret>) -> Self {
        Self {
            kind: LinuxAuthType::PrivateKey.into(),
            username: username.into().into(),
            private_key: private_key.into().into(),
            ..Self::default()
        }
    }

    /// Credentials that a Key Vault holds. How the secret is to be laid out is documented for SNMP only
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
    /// A community string (SNMP 2c; the documentation lists versions 2 and 3).
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

    /// Credentials that a Key Vault holds. The text of the secret depends on the method (documentation: network devices):
    ///
    /// | method | text of the secret |
    /// | --- | --- |
    /// | `AuthPriv` | `Username;AuthPassword;PrivPassword` |
    /// | `AuthNoPriv` | `Username;AuthPassword` |
    /// | `CommunityString` | the community string alone |
    /// | `NoAuthNoPriv` | not documented |
    ///
    /// The protocols are no part of the secret: set them beside it.
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

/// How an SNMP user authenticates: a protocol and its password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnmpAuthentication {
    protocol: String,
    password: Secret,
}

impl SnmpAuthentication {
    /// By MD5.
    #[must_use]
    pub fn md5(password: impl Into<Secret>) -> Self {
        Self::with("MD5", password)
    }

    /// By SHA-1.
    #[must_use]
    pub fn sha1(password: impl Into<Secret>) -> Self {
        Self::with("SHA1", password)
    }

    /// By a protocol that the documentation does not list: the metadata lets any text pass.
    #[must_use]
    pub fn with(protocol: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { protocol: protocol.into(), password: password.into() }
    }
}

/// How the packets of an SNMP user are encrypted: a protocol and its password.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnmpPrivacy {
    protocol: String,
    password: Secret,
}

impl SnmpPrivacy {
    /// By DES.
    #[must_use]
    pub fn des(password: impl Into<Secret>) -> Self {
        Self::with("DES", password)
    }

    /// By triple DES.
    #[must_use]
    pub fn triple_des(password: impl Into<Secret>) -> Self {
        Self::with("3DES", password)
    }

    /// By AES.
    #[must_use]
    pub fn aes(password: impl Into<Secret>) -> Self {
        Self::with("AES", password)
    }

    /// By a protocol that the documentation does not list: the metadata lets any text pass.
    #[must_use]
    pub fn with(protocol: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { protocol: protocol.into(), password: password.into() }
    }
}

/// The spellings of members of credentials that the tables and samples of the request pages use. Everywhere else the
/// service tells the case of member names apart.
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
