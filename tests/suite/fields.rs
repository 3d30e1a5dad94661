//! Every member of the API's metadata is read, written, described by a schema and documented.
//!
//! `AUTHSCAN_BLESS=1 cargo test --test suite fields` rewrites `docs/fields.md`.
use std::fmt::{Debug, Write};
use std::fs;
use std::path::Path;

use authscan::model::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The metadata's types and their members; `!` marks members that are never `null`. The other tests use this table.
const METADATA: &[(&str, &str)] = &[
    (
        "DeviceAuthenticatedScanDefinition",
        "id!:String scanType!:AuthScanType scanName:String isActive!:Boolean scanAuthenticationParams:AuthParamsBase \
         target:String scannerAgent:AgentContract orgId:String latestScan:ScanState intervalInHours:Int32 \
         createdBy:String targetType:TargetType isTroubleshootMode!:Boolean \
         advancedActiveConfiguration:AdvancedActiveConfiguration",
    ),
    (
        "DeviceAuthenticatedScanAgent",
        "id!:String machineId:String lastSeen!:DateTimeOffset computerDnsName:String assignedApplicationId:String \
         scannerSoftwareVersion:String lastCommandExecutionTimestamp!:DateTimeOffset mdeClientVersion:String",
    ),
    ("AuthParamsBase", "keyVaultUri:String keyVaultSecretName:String"),
    (
        "WindowsAuthParams",
        "type!:WindowsAuthType username:String password:String domain:String isgmsaUser!:Boolean \
         packetPrivacy!:Boolean packetIntegrity!:Boolean",
    ),
    ("LinuxAuthParams", "type!:LinuxAuthType username:String password:String privateKey:String"),
    (
        "SnmpAuthParams",
        "type!:SnmpAuthType communityString:String username:String authProtocol:String authPassword:String \
         privProtocol:String privPassword:String",
    ),
    (
        "AgentContract",
        "id:String machineId:String machineName:String lastSeen!:DateTimeOffset assignedApplicationId:String \
         scannerSoftwareVersion:String lastCommandExecutionTimestamp!:DateTimeOffset mdeClientVersion:String",
    ),
    ("ScanState", "status:ScanStatus failureReason:String executionDateTime:DateTimeOffset"),
    (
        "AdvancedActiveConfiguration",
        "addresses:[String] siteId:String scanIdentifier:String maxConcurrentScans!:Int32 portCheckTimeout!:Single \
         singleScanTimeout!:Int32 disabledScanners:[String] enabledEndpoints:[String] exportHMI!:Boolean \
         externalAddress!:Boolean enableTCPPortScan!:Boolean exportSuccessfullOnlyAddresses!:Boolean zone:String \
         force!:Boolean safe!:Boolean",
    ),
    (
        "AuthScanHistoryContract",
        "orgId:String scanDefinitionId:String sessionId:String scannerId:String \
         numberOfSuccessfullyScannedTargets!:Int32 numberOfTargets!:Int32 scanStatus:String \
         generalErrorMessage:String scannedTargets:[ScannedTargetResultContract]",
    ),
    (
        "ScannedTargetResultContract",
        "scanDuration!:TimeOfDay ip:String hostname:String scannedDeviceDescription:String errorMessage:String \
         scanStatus:AuthenticatedScanStatus",
    ),
];

/// The metadata's enums: name and values there, name and known values in this crate.
const ENUMS: &[(&str, &str, &str, &[&str])] = &[
    ("AuthScanType", "Network Windows Linux AdvancedActive", "ScanType", ScanType::KNOWN),
    ("ScanStatus", "Success Fail", "ScanStatus", ScanStatus::KNOWN),
    ("TargetType", "Ip Hostname Combined", "TargetType", TargetType::KNOWN),
    ("WindowsAuthType", "None Ntlm Kerberos Negotiate", "WindowsAuthType", WindowsAuthType::KNOWN),
    ("LinuxAuthType", "Password PrivateKey", "LinuxAuthType", LinuxAuthType::KNOWN),
    ("SnmpAuthType", "CommunityString NoAuthNoPriv AuthNoPriv AuthPriv", "SnmpAuthType", SnmpAuthType::KNOWN),
    (
        "AuthenticatedScanStatus",
        "Failure Success PartialSuccess",
        "AuthenticatedScanStatus",
        AuthenticatedScanStatus::KNOWN,
    ),
];

/// Members that the documentation or OData has, but not the metadata.
const BESIDE: &[(&str, &str)] =
    &[("ScanDefinition", "@odata.context"), ("ScanAgent", "@odata.context"), ("ScanHistory", "lastScanned")];

/// Tests of single members in `tests/suite/model.rs`, besides the test here that covers all members.
const MORE: &[(&str, &str)] = &[
    ("targetType", "documented_spellings_are_read"),
    ("isActive", "documented_spellings_are_read"),
    ("intervalInHours", "overdue_failing_and_silent_are_told"),
    ("latestScan", "overdue_failing_and_silent_are_told"),
    ("status", "overdue_failing_and_silent_are_told"),
    ("executionDateTime", "overdue_failing_and_silent_are_told"),
    ("lastSeen", "overdue_failing_and_silent_are_told"),
    ("scanDefinitionId", "documented_spellings_are_read"),
    ("scannedTargets", "documented_spellings_are_read"),
    ("scanStatus", "documented_spellings_are_read"),
    ("ip", "documented_spellings_are_read"),
    ("scanName", "absent_null_and_value_are_three_things"),
    ("scanAuthenticationParams", "credentials_are_told_by_type_or_kind"),
    ("type", "credentials_are_told_by_type_or_kind"),
    ("domain", "credentials_are_told_by_type_or_kind"),
    ("isgmsaUser", "credentials_are_told_by_type_or_kind"),
    ("keyVaultUri", "the_shape_of_definitions_has_the_evidence"),
    ("password", "debug_of_no_type_shows_a_secret"),
    ("privateKey", "debug_of_no_type_shows_a_secret"),
    ("communityString", "debug_of_no_type_shows_a_secret"),
    ("authPassword", "debug_of_no_type_shows_a_secret"),
    ("privPassword", "debug_of_no_type_shows_a_secret"),
];

/// Returns a value of a type of the metadata, as canonical JSON.
fn sample(kind: &str) -> Value {
    if let Some((_, values, ..)) = ENUMS.iter().find(|(name, ..)| *name == kind) {
        return json!(values.split(' ').next());
    }
    match kind {
        "String" => json!("x"),
        "[String]" => json!(["x", "y"]),
        "Boolean" => json!(true),
        "Int32" => json!(7),
        "Single" => json!(1.5),
        "DateTimeOffset" => json!("2022-12-19T20:29:04.8242449Z"),
        "TimeOfDay" => json!("00:08:30"),
        "AuthParamsBase" => json!({"@odata.type": tag("SnmpAuthParams"), "type": "AuthPriv"}),
        "AgentContract" => json!({"machineId": "x"}),
        "ScanState" => json!({"status": "Fail"}),
        "AdvancedActiveConfiguration" => json!({"force": true}),
        "[ScannedTargetResultContract]" => json!([{"ip": "x"}]),
        other => panic!("no sample of {other}"),
    }
}

fn tag(name: &str) -> String {
    format!("#microsoft.windowsDefenderATP.api.{name}")
}

/// A Rust type, with its reader and the types of the metadata that it represents.
struct Owner {
    metadata: &'static [&'static str],
    rust: &'static str,
    members: &'static [MemberInfo],
    probe: fn(Value) -> Result<(Value, String), String>,
    tagged: bool,
}

impl Owner {
    fn new<R: DeserializeOwned + Serialize + PartialEq + Debug, M: Model>(
        metadata: &'static [&'static str],
        rust: &'static str,
        tagged: bool,
    ) -> Self {
        let probe = |object: Value| {
            let value: R = serde_json::from_value(object).map_err(|error| error.to_string())?;
            let written = serde_json::to_value(&value).unwrap();
            assert_eq!(serde_json::from_value::<R>(written.clone()).unwrap(), value);
            Ok((written, format!("{value:?}")))
        };
        Self { metadata, rust, members: M::MEMBERS, probe, tagged }
    }

    fn object(&self, name: &str, value: Value) -> Value {
        let mut object = json!({});
        if self.tagged {
            object["@odata.type"] = tag(self.rust).into();
        }
        object[name] = value;
        object
    }

    /// Reads and writes an object that has only this member, and returns the struct's field that holds it.
    fn field_of(&self, member: &str, kind: &str, non_null: bool) -> String {
        let place = format!("{}.{member}", self.rust);
        let info = self.members.iter().find(|info| info.name == member);
        let info = info.unwrap_or_else(|| panic!("{place} is missing"));
        assert_eq!(info.non_null, non_null, "{place}");

        let object = self.object(member, sample(kind));
        let (written, shown) = (self.probe)(object.clone()).unwrap_or_else(|error| panic!("{place}: {error}"));
        assert_eq!(written, object, "{place}");
        // Other spellings are read as this member and written in canonical spelling.
        for name in info.aliases.iter().map(|alias| (*alias).to_owned()).chain([member.to_uppercase()]) {
            let (written, _) = (self.probe)(self.object(&name, sample(kind))).unwrap();
            assert_eq!(written, object, "{place} as {name}");
        }
        let null = self.object(member, Value::Null);
        assert_eq!((self.probe)(null.clone()).unwrap().0, null, "{place}");
        assert!((self.probe)(self.object(member, json!([[1]]))).is_err(), "{place} takes what it cannot be");

        let (_, inside) = shown.split_once(&format!("{} {{ ", self.rust)).unwrap();
        let (field, _) = inside.split_once(':').unwrap();
        assert_ne!(field, "unknown", "{place}");
        field.to_owned()
    }
}

fn owners() -> Vec<Owner> {
    vec![
        Owner::new::<ScanDefinition, ScanDefinition>(&["DeviceAuthenticatedScanDefinition"], "ScanDefinition", false),
        Owner::new::<ScanAgent, ScanAgent>(&["DeviceAuthenticatedScanAgent"], "ScanAgent", false),
        Owner::new::<ScanAuthenticationParams, WindowsAuthParams>(
            &["AuthParamsBase", "WindowsAuthParams"],
            "WindowsAuthParams",
            true,
        ),
        Owner::new::<ScanAuthenticationParams, LinuxAuthParams>(
            &["AuthParamsBase", "LinuxAuthParams"],
            "LinuxAuthParams",
            true,
        ),
        Owner::new::<ScanAuthenticationParams, SnmpAuthParams>(
            &["AuthParamsBase", "SnmpAuthParams"],
            "SnmpAuthParams",
            true,
        ),
        Owner::new::<ScannerAgent, ScannerAgent>(&["AgentContract"], "ScannerAgent", false),
        Owner::new::<LatestScan, LatestScan>(&["ScanState"], "LatestScan", false),
        Owner::new::<AdvancedActiveConfiguration, AdvancedActiveConfiguration>(
            &["AdvancedActiveConfiguration"],
            "AdvancedActiveConfiguration",
            false,
        ),
        Owner::new::<ScanHistory, ScanHistory>(&["AuthScanHistoryContract"], "ScanHistory", false),
        Owner::new::<ScannedTarget, ScannedTarget>(&["ScannedTargetResultContract"], "ScannedTarget", false),
    ]
}

/// Returns the members of a type of the metadata: name, type, and whether it is never `null`.
fn members(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    text.split_whitespace().map(|entry| {
        let (name, kind) = entry.split_once(':').unwrap();
        name.strip_suffix('!').map_or((name, kind, false), |name| (name, kind, true))
    })
}

#[test]
fn each_member_of_the_metadata() {
    let mut probed = 0;
    for owner in owners() {
        let mut count = 0;
        for (_, text) in METADATA.iter().filter(|(name, _)| owner.metadata.contains(name)) {
            for (member, kind, non_null) in members(text) {
                owner.field_of(member, kind, non_null);
                count += 1;
            }
        }
        let beside = BESIDE.iter().filter(|(rust, _)| *rust == owner.rust);
        assert!(beside.clone().all(|(_, name)| owner.members.iter().any(|info| info.name == *name)), "{}", owner.rust);
        assert_eq!(owner.members.len(), count + beside.count(), "{} has other members", owner.rust);
        probed += count;
    }
    let rows: usize = METADATA.iter().map(|(_, text)| members(text).count()).sum();
    // Three types inherit the two members of the base type.
    assert_eq!((rows, probed), (83, 87));
}

#[test]
fn each_enum_of_the_metadata() {
    for (name, values, rust, known) in ENUMS {
        assert_eq!(values.split(' ').collect::<Vec<_>>(), **known, "{name} ({rust})");
    }
}

#[test]
fn the_table_in_the_documentation_is_current() {
    let source = include_str!("model.rs");
    for (_, test) in MORE {
        assert!(source.contains(&format!("#[test]\nfn {test}()")), "no test is called {test}");
    }
    let mut page = String::from(
        "The members of the service's metadata, where each is in this crate, and the tests that cover it.\n\n\
         The table is made by `tests/suite/fields.rs`, which fails if a member has no row. Its `each_member_of_the_metadata` \
         covers every row: the member\nis read and written alone, in canonical spelling, in another case, by each alias \
         and as `null`; a value of another\nkind is refused. The tests named beside it are in `tests/suite/model.rs`; its \
         properties over arbitrary values cover all\nrows again.\n",
    );
    for (metadata, text) in METADATA {
        writeln!(
            page,
            "\n## {metadata}\n\n| member | type | `null` | in Rust | tests |\n| --- | --- | --- | --- | --- |"
        )
        .unwrap();
        for (member, kind, non_null) in members(text) {
            let fields = owners().into_iter().filter(|owner| owner.metadata.contains(metadata)).map(|owner| {
                let field = owner.field_of(member, kind, non_null);
                format!("[`{0}::{field}`](crate::model::{0}::{field})", owner.rust)
            });
            let fields = fields.collect::<Vec<_>>().join(", ");
            assert!(!fields.is_empty(), "{metadata} is nothing here");
            let null = if non_null { "never" } else { "yes" };
            let more = MORE.iter().filter(|(name, _)| *name == member).map(|(_, test)| format!(", `{test}`"));
            let more: String = more.collect();
            let kind = kind.replace('[', "list of ").replace(']', "");
            writeln!(page, "| `{member}` | {kind} | {null} | {fields} | `each_member_of_the_metadata`{more} |")
                .unwrap();
        }
    }
    page.push_str("\n## Enums\n\n| enum | values | in Rust | tests |\n| --- | --- | --- | --- |\n");
    for (name, values, rust, _) in ENUMS {
        let values: Vec<String> = values.split(' ').map(|value| format!("`{value}`")).collect();
        let values = values.join(", ");
        writeln!(page, "| {name} | {values} | [`{rust}`](crate::model::{rust}) | `each_enum_of_the_metadata` |")
            .unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/fields.md");
    if std::env::var_os("AUTHSCAN_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let current = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(current, page, "run `AUTHSCAN_BLESS=1 cargo test --test suite fields`");
}
