//! Constructors of credentials.

use super::super::Secret;
use super::{LinuxAuthParams, LinuxAuthType, SnmpAuthParams, SnmpAuthType, WindowsAuthParams, WindowsAuthType};

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

    /// Creates credentials of a user name alone (SNMP 3).
    #[must_use]
    pub fn no_auth_no_priv(username: impl Into<String>) -> Self {
        Self { kind: SnmpAuthType::NoAuthNoPriv.into(), username: username.into().into(), ..Self::default() }
    }

    /// Creates credentials of a user with authentication, unencrypted (SNMP 3).
    #[must_use]
    pub fn auth_no_priv(username: impl Into<String>, authentication: SnmpAuthentication) -> Self {
        Self {
            kind: SnmpAuthType::AuthNoPriv.into(),
            auth_protocol: authentication.protocol.into(),
            auth_password: authentication.password.into(),
            ..Self::no_auth_no_priv(username)
        }
    }

    /// Creates credentials of a user with authentication, encrypted (SNMP 3).
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
    /// The protocols are not part of the secret: [`protocols`](Self::protocols) sets them.
    ///
    /// ```
    /// use authscan::model::{SnmpAuthParams, SnmpAuthType};
    ///
    /// // The secret `scan-user` is `svc-scan;<authentication password>;<encryption password>`.
    /// let params = SnmpAuthParams::key_vault(SnmpAuthType::AuthPriv, "https://kv.vault.azure.net/", "scan-user")
    ///     .protocols("SHA1", "AES");
    /// assert_eq!(params.priv_protocol.text(), Some("AES"));
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

    /// Sets the protocols of authentication and encryption, whose passwords a Key Vault holds. The documentation has
    /// MD5 and SHA1, and DES, 3DES and AES.
    #[must_use]
    pub fn protocols(mut self, authentication: impl Into<String>, encryption: impl Into<String>) -> Self {
        self.auth_protocol = authentication.into().into();
        self.priv_protocol = encryption.into().into();
        self
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
