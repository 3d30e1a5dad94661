//! The table of rules at the trait `Validate` lists what `validate` finds, and the findings name what is wrong.
use std::fs;
use std::path::Path;

use authscan::codes;
use authscan::diagnostic::Code;
use authscan::model::{
    ScanDefinitionCreate, ScanDefinitionIds, ScanDefinitionUpdate, SessionIds, TargetType, Validate, Violation,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Returns a member that violates the rule of each row of the table, in its order; `""` replaces the whole request.
fn faults() -> Vec<(&'static str, Value)> {
    const AUTH: &str = "scanAuthenticationParams";
    let auth = |name: &str, mut members: Value| {
        members["@odata.type"] = format!("#microsoft.windowsDefenderATP.api.{name}AuthParams").into();
        members
    };
    let vault = "https://kv.vault.azure.net";
    let private = |name: &str, value: &str| {
        let mut members = json!({"type": "AuthPriv", "username": "u", "authProtocol": "SHA1", "authPassword": "p",
            "privProtocol": "AES", "privPassword": "q"});
        members[name] = value.into();
        auth("Snmp", members)
    };
    vec![
        ("scanType", Value::Null),
        ("", json!({})),
        ("isActive", Value::Null),
        ("scanName", "".into()),
        ("scanType", "Printer".into()),
        ("scanType", "Windows".into()),
        ("target", "10.0.0.1, 10.0.0.2".into()),
        ("target", "host-1".into()),
        ("target", "10.0.0.0/16".into()),
        ("intervalInHours", (-1).into()),
        ("intervalInHours", 0.into()),
        ("scannerAgent", json!({})),
        ("scannerAgent", json!({"id": "o_m"})),
        ("scannerAgent", json!({"machineId": "m"})),
        (AUTH, auth("Linux", json!({"type": "Password", "username": "u", "password": "p"}))),
        (AUTH, auth("Snmp", json!({"type": "NoAuthNoPriv"}))),
        (AUTH, auth("Snmp", json!({"type": "CommunityString", "keyVaultUri": vault}))),
        (AUTH, auth("Snmp", json!({"type": "CommunityString", "keyVaultUri": "kv", "keyVaultSecretName": "s"}))),
        (AUTH, auth("Snmp", json!({"type": "CommunityString", "communityString": "c", "username": "u"}))),
        (AUTH, private("communityString", "c")),
        (AUTH, auth("Snmp", json!({"type": "AuthPriv", "keyVaultUri": vault, "keyVaultSecretName": "s"}))),
        (AUTH, private("privProtocol", "ROT13")),
        (AUTH, auth("Windows", json!({"type": "Kerberos", "username": "u", "domain": "d"}))),
        ("", json!([])),
        ("", json!(["a b"])),
        ("", json!(["a", "a"])),
    ]
}

/// Returns what validation finds in the requests of a kind, as the table names it.
fn violations(kind: &str, (member, value): &(&str, Value)) -> Vec<Vec<Violation>> {
    let mut request = json!({
        "scanType": "Network", "scanName": "Core", "isActive": true, "target": "10.0.0.1", "targetType": "Ip",
        "intervalInHours": 4, "scannerAgent": {"machineId": "a".repeat(40)},
        "scanAuthenticationParams": {"@odata.type": "#microsoft.windowsDefenderATP.api.SnmpAuthParams",
            "type": "CommunityString", "communityString": "c"},
    });
    match *member {
        "" => request = value.clone(),
        member => request[member] = value.clone(),
    }
    let read = "a request of the model";
    match kind {
        "create" => vec![serde_json::from_value::<ScanDefinitionCreate>(request).expect(read).validate()],
        "change" => vec![serde_json::from_value::<ScanDefinitionUpdate>(request).expect(read).validate()],
        "ids" => {
            let ids: Vec<String> = serde_json::from_value(request).expect(read);
            vec![ScanDefinitionIds::new(&ids).validate(), SessionIds::new(&ids).validate()]
        }
        _ => panic!("the table names requests of an unknown kind, `{kind}`"),
    }
}

fn source(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model/validate").join(file)).unwrap()
}

/// Returns code, severity and kinds of requests of each row.
fn rows(text: &str) -> Vec<(String, String, String)> {
    let cells = |line: &str| line.split(" | ").map(|cell| cell.trim_matches(['|', ' ', '`']).to_owned()).collect();
    let lines = text.lines().filter_map(|line| line.strip_prefix("/// | "));
    let rows = lines.skip(2).map(|line| {
        let cells: Vec<String> = cells(line);
        assert_eq!(cells.len(), 4, "{line}");
        (cells[1].clone(), cells[2].clone(), cells[3].clone())
    });
    rows.collect()
}

#[test]
fn each_rule_of_the_table_is_checked() {
    let (rows, faults) = (rows(&source("mod.rs")), faults());
    assert_eq!(rows.len(), faults.len());
    for ((code, severity, kinds), fault) in rows.iter().zip(&faults) {
        for found in kinds.split(", ").flat_map(|kind| violations(kind, fault)) {
            let is_row = |it: &Violation| (it.code.name(), it.severity.name()) == (code, severity);
            assert!(found.iter().any(is_row), "{code}, {severity}, {fault:?}: {found:#?}");
        }
    }
}

#[test]
fn each_code_of_a_violation_is_in_the_table() {
    let rows = rows(&source("mod.rs"));
    let mut used: Vec<Code> = codes::OWN.to_vec();
    for file in ["mod.rs", "rules.rs", "credentials.rs"] {
        let text = source(file);
        let text = text.split("#[cfg(test)]").next().unwrap();
        let named = |code: &Code| text.contains(&format!("Code::{code:?},"));
        used.extend(Code::ALL.iter().filter(|code| named(code)));
    }
    assert!(used.contains(&Code::MissingMember) && used.contains(&Code::WrongKind));
    let missing: Vec<_> = used.iter().filter(|code| !rows.iter().any(|(name, ..)| name == code.name())).collect();
    assert!(missing.is_empty(), "the table at `Validate` lacks {missing:?}");
}

/// Returns the remedies for a list of targets of one kind.
fn remedies(target: &str, kind: TargetType) -> Vec<String> {
    let found = ScanDefinitionUpdate::new().target(target).target_type(kind).validate();
    found.into_iter().map(|it| format!("{} {}", it.code.name(), it.remedy)).collect()
}

#[test]
fn the_fault_of_a_target_is_named() {
    for (target, expected) in [
        ("10.0.0.0/33", "has a prefix length above 32"),
        ("10.0.0.0/999", "has a prefix length above 32"),
        ("fe80::/129", "has a prefix length above 128"),
        ("10.0.0.256", "has an octet above 255"),
        ("10.0.0.1-300", "has an octet above 255"),
        ("10.0.0.9-10.0.0.1", "is a range that ends before it begins"),
        ("10.0.0.9-1", "is a range that ends before it begins"),
        ("10.0.0.0/+8", "is neither an address nor a host name"),
        ("10.0.0.1-::1", "is neither an address nor a host name"),
        ("10.0.0.0/", "is neither an address nor a host name"),
        ("::1-999", "is neither an address nor a host name"),
        ("-host", "is neither an address nor a host name"),
        ("1.2.3", "is neither an address nor a host name"),
    ] {
        let expected = [format!("invalid-format entry 2 {expected}")];
        assert_eq!(remedies(&format!("10.1.1.1,{target}"), TargetType::Ip), expected, "{target}");
        assert_eq!(remedies(&format!("host-1,{target}"), TargetType::Hostname), expected, "{target}");
    }
}

proptest! {
    /// An octet above 255 is named wherever it is, and a prefix length above its maximum beside any address.
    #[test]
    fn numbers_of_targets_that_are_too_high_are_named(octets in any::<[u8; 4]>(), high in 256_u32.., at in 0..4_usize,
                                                      form in 0..5, bits in 129_u32.., v6 in any::<u128>()) {
        let good = octets.map(u32::from);
        let mut bad = good;
        bad[at] = high;
        let [good, bad] = [good, bad].map(|it| it.map(|octet| octet.to_string()).join("."));
        let target = match form {
            0 => bad,
            1 => format!("{bad}/24"),
            2 => format!("{bad}-{good}"),
            3 => format!("{good}-{bad}"),
            _ => format!("{good}-{high}"),
        };
        let found = remedies(&target, TargetType::Combined);
        prop_assert_eq!(found, ["invalid-format entry 1 has an octet above 255"], "{}", target);
        let found = remedies(&format!("{good}/{}", bits - 96), TargetType::Combined);
        prop_assert_eq!(found, ["invalid-format entry 1 has a prefix length above 32"]);
        let found = remedies(&format!("{}/{bits}", std::net::Ipv6Addr::from(v6)), TargetType::Combined);
        prop_assert_eq!(found, ["invalid-format entry 1 has a prefix length above 128"]);
    }
}
