//! The credentials of a scanner as one type, which a member of each document has.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::super::text::Text;
use super::super::{Field, IntoOwned, Unknown};
use super::{
    LinuxAuthParams, LinuxAuthType, OtherAuthParams, SnmpAuthParams, SnmpAuthType, WindowsAuthParams, WindowsAuthType,
};
use jsonmend::schema::DOCUMENTED;

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
        match variant {
            Some(Variant::Windows) => Self::Windows(windows(all)),
            Some(Variant::Linux) => Self::Linux(linux(all)),
            Some(Variant::Snmp) => Self::Snmp(snmp(all)),
            None => Self::Unknown(all),
        }
    }
}

fn windows<S: Text>(mut all: OtherAuthParams<S>) -> WindowsAuthParams<S> {
    all.keep_foreign(Variant::Windows);
    WindowsAuthParams {
        kind: all.kind.map(|text| text.as_ref().into()),
        key_vault_uri: all.key_vault_uri,
        key_vault_secret_name: all.key_vault_secret_name,
        username: all.username,
        password: all.password,
        domain: all.domain,
        isgmsa_user: all.isgmsa_user,
        packet_privacy: all.packet_privacy,
        packet_integrity: all.packet_integrity,
        unknown: all.unknown,
    }
}

fn linux<S: Text>(mut all: OtherAuthParams<S>) -> LinuxAuthParams<S> {
    all.keep_foreign(Variant::Linux);
    LinuxAuthParams {
        kind: all.kind.map(|text| text.as_ref().into()),
        key_vault_uri: all.key_vault_uri,
        key_vault_secret_name: all.key_vault_secret_name,
        username: all.username,
        password: all.password,
        private_key: all.private_key,
        unknown: all.unknown,
    }
}

fn snmp<S: Text>(mut all: OtherAuthParams<S>) -> SnmpAuthParams<S> {
    all.keep_foreign(Variant::Snmp);
    SnmpAuthParams {
        kind: all.kind.map(|text| text.as_ref().into()),
        key_vault_uri: all.key_vault_uri,
        key_vault_secret_name: all.key_vault_secret_name,
        username: all.username,
        auth_protocol: all.auth_protocol,
        auth_password: all.auth_password,
        priv_protocol: all.priv_protocol,
        priv_password: all.priv_password,
        community_string: all.community_string,
        unknown: all.unknown,
    }
}

impl<S: Text> OtherAuthParams<S> {
    /// Copies the members that `variant` lacks to the unknown members, in the order of the superset, so that reading
    /// the output again gives an equal value.
    fn keep_foreign(&mut self, variant: Variant) {
        let mut foreign = Foreign(&mut self.unknown);
        if variant == Variant::Snmp {
            foreign.keep("password", &self.password);
        }
        if variant != Variant::Linux {
            foreign.keep("privateKey", &self.private_key);
        }
        if variant != Variant::Windows {
            foreign.keep("domain", &self.domain);
            foreign.keep("isgmsaUser", &self.isgmsa_user);
            foreign.keep("packetPrivacy", &self.packet_privacy);
            foreign.keep("packetIntegrity", &self.packet_integrity);
        }
        if variant != Variant::Snmp {
            foreign.keep("authProtocol", &self.auth_protocol);
            foreign.keep("authPassword", &self.auth_password);
            foreign.keep("privProtocol", &self.priv_protocol);
            foreign.keep("privPassword", &self.priv_password);
            foreign.keep("communityString", &self.community_string);
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
        let description = "How a scanner signs in, selected by `@odata.type`.";
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
